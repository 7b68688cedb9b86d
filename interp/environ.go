package interp

import (
	"syscall"

	"entrysh/internal/nocmp"
	"entrysh/internal/order"
	"entrysh/internal/parse"
	"entrysh/internal/proc"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/unparse"
)

// environ returns the environment of a child: the exported variables and
// functions in the order in which bash has them, and _ with the child's path.
// It is kept until something exported changes. Under the name sh it is that of
// dash, which most images have as /bin/sh: scripts print it and compare.
func (sh *Shell) environ(path string) proc.Env {
	if sh.envStale || sh.env == nil || sh.envOpts && (sh.opts != sh.envMade.opts || sh.shopts != sh.envMade.shopts) {
		sh.envOpts, sh.envMade.opts, sh.envMade.shopts = false, sh.opts, sh.shopts
		list := make([]string, 0, 64)
		list = append(list, sh.foreign...)
		var vars []*envEntry
		for _, v := range sh.vars {
			if v == nil || v.attr&attrExport == 0 && (v.level == 0 || v.set) || v.sym.name == "_" || v.kind != scalar {
				continue
			}
			s, ok := v.text(sh), v.set
			switch {
			case v.temp == tempOfOne: // as it was assigned
			case v.attr&attrNameref != 0:
				s, ok = v.str, v.set
			case v.attr&attrHooked != 0:
				s, ok = sh.lookup(v.sym)
				sh.envOpts = sh.envOpts || v.sym.name == "SHELLOPTS" || v.sym.name == "BASHOPTS"
			}
			if !ok && v.level > 0 {
				s, ok = sh.hiddenExport(v)
			}
			if ok {
				vars = append(vars, &envEntry{rank: sh.envRank(v.sym.name), text: v.sym.name + "=" + s})
			}
		}
		order.Sort(vars, func(a, b *envEntry) bool { return a.rank < b.rank })
		for _, v := range vars {
			list = addString(list, v.text)
		}
		for _, f := range sh.fns {
			if f != nil && f.attr&attrExport != 0 {
				f.once.Do(func() { f.load(sh) })
				if f.def != nil {
					list = addString(list, "BASH_FUNC_"+f.name+"%%="+parse.Bytes(unparse.Export(f.def, f.src.unit.Text)))
				}
			}
		}
		if !sh.asSh {
			list = addString(list, "_=")
		}
		sh.env = proc.MakeEnv(list)
		sh.envStale = false
	}
	e := sh.env
	if path != "" && !sh.asSh {
		e[len(e)-2] = proc.MakeEnv([]string{"_=" + path})[0]
	}
	return e
}

// hiddenExport returns the exported value that a local variable without a value hides.
func (sh *Shell) hiddenExport(v *Var) (string, bool) {
	for i := len(sh.saves) - 1; i >= 0; i-- {
		e := &sh.saves[i]
		if e.sym == v.sym && e.old.has(attrExport) && e.old.set && e.old.kind == scalar {
			return e.old.text(sh), true
		}
	}
	return "", false
}

// execEnviron is environ for exec, which leaves _ as the shell was given it.
func (sh *Shell) execEnviron(e proc.Env) proc.Env {
	if sh.asSh {
		return e
	}
	e = append(proc.Env(nil), e[:len(e)-2]...)
	if sh.given != "" {
		e = append(e, proc.MakeEnv([]string{"_=" + sh.given})[0])
	}
	return append(e, nil)
}

// An envEntry is a variable of the environment and its place there.
type envEntry struct {
	_    nocmp.Mark
	rank uint32
	text string
}

// envRank is the bucket of a variable in the hash table of bash, or of dash.
func (sh *Shell) envRank(name string) uint32 {
	if !sh.asSh {
		return fnv(name) & 1023
	}
	h := uint32(name[0]) << 4
	for i := 0; i < len(name); i++ {
		h += uint32(name[i])
	}
	return h % 39
}

// importEnv makes variables of the environment the shell was started with. It
// returns what is there of functions.
func (sh *Shell) importEnv(list []string) (functions, shellopts []string) {
	for _, e := range list {
		name, val, ok := strfn.Cut(e, "=")
		if !ok {
			continue
		}
		if f, ok := strfn.CutPrefix(name, "BASH_FUNC_"); ok && strfn.HasSuffix(f, "%%") && strfn.HasPrefix(val, "() {") {
			functions = append(functions, strfn.TrimSuffix(f, "%%"), val)
			continue
		}
		if !validName(name) {
			sh.foreign = append(sh.foreign, e)
			continue
		}
		if name == "_" {
			sh.given = val
			continue
		}
		s := intern(name)
		switch {
		case s.dyn == nil:
		case name == "SHELLOPTS":
			sh.writable(s).attr |= attrExport
			if val != "" {
				shellopts = strfn.Split(val, ":")
			}
			continue
		case name == "BASHOPTS":
			sh.writable(s).attr |= attrExport
			for _, o := range strfn.Split(val, ":") {
				sh.shopts |= shoptByName(o)
			}
			continue
		case name == "BASH_ARGV0":
			sh.name = val
		case name == "SECONDS":
			sh.secsOff, _ = legalNumber(val)
		case s.dyn.yields:
			sh.dropDyn(s)
		}
		if name == "PS4" && !sh.asSh && syscall.Geteuid() == 0 {
			val = "+ " // what xtrace expands is not for others to choose
		}
		v := &Var{sym: s, owner: sh.owner, attr: attrExport, str: val, isStr: true, set: true}
		if s.hook != nil || s.dyn != nil {
			v.attr |= attrHooked | computedAttr(name)
		}
		sh.put(s, v)
	}
	sh.envStale = true
	return functions, shellopts
}

// fromEnvironment is the file that functions from the environment come from.
const fromEnvironment = "environment"

// importFunctions defines the functions of the environment: names and values
// that begin with () {. Nothing else may stand in such a value. It reports
// false when the shell is to end.
func (sh *Shell) importFunctions(list []string) bool {
	for ; len(list) > 1; list = list[2:] {
		name := list[0]
		f, err := parseFunction(name + " " + list[1])
		switch {
		case hasSlash(name), sh.opts&optPosix != 0 && !validName(name):
			f = nil
		case err != nil:
			sh.evalName = name
			sh.importError(err)
			sh.evalName = ""
			f = nil
		case f == nil:
			sh.errOut(sh.name + ": warning: " + name + ": ignoring function definition attempt\n")
		case badFunctionName(name):
			sh.errOut(sh.name + ": `" + name + "': not a valid identifier\n")
			f = nil
		case sh.opts&optPosix != 0 && isSpecialBuiltin(name):
			sh.errOut(sh.name + ": `" + name + "': is a special builtin\n")
			sh.status = 2
			return false
		}
		if f == nil {
			sh.errOut(sh.name + ": error importing function definition for `" + name + "'\n")
			continue
		}
		f.name, f.attr, f.file = name, attrExport, fromEnvironment
		sh.setFn(intern(name), f)
	}
	sh.envStale = true
	return true
}

// importError reports what is wrong with a definition, whose first line is 0.
func (sh *Shell) importError(err error) {
	if e, ok := err.(*parse.SyntaxError); ok {
		for x := e; x != nil; x = x.Next {
			x.Line--
		}
	}
	sh.syntaxError(err, false)
	sh.status, sh.syntaxFailed = 0, false
}

// parseFunction compiles the definition of a function; f is nil if the text is
// something else.
func parseFunction(text string) (f *function, err error) {
	u, err := parse.New(parse.NewText(text), &parse.Config{}).Next()
	if err != nil {
		return nil, err
	}
	if len(u.Stmts) != 1 || u.Stmts[0].Background {
		return nil, nil
	}
	u.Line = 0 // bash counts the lines of such a text from 0
	c := &compiler{u: u}
	n, ok := c.stmt(u.Stmts[0]).cmd.(*funcNode)
	if !ok {
		return nil, nil
	}
	return n.f, nil
}

// locale returns the character set for package quote.
//
//go:noinline
func (sh *Shell) locale() quote.Locale {
	if sh.utf8 {
		return quote.UTF8
	}
	return quote.C
}
