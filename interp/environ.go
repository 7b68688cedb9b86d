package interp

import (
	"sort"
	"strings"

	"entrysh/internal/parse"
	"entrysh/internal/proc"
	"entrysh/internal/quote"
	"entrysh/internal/unparse"
)

// environ returns the environment of a child: the exported variables and
// functions in the order in which bash has them, and _ with the child's path.
// It is kept until something exported changes. Under the name sh it is that of
// dash, which most images have as /bin/sh: scripts print it and compare.
func (sh *Shell) environ(path string) proc.Env {
	if sh.envStale || sh.env == nil {
		list := make([]string, 0, 64)
		var vars []*Var
		for _, v := range sh.vars {
			if v != nil && v.attr&attrExport != 0 && v.sym.name != "_" && v.kind == scalar {
				vars = append(vars, v)
			}
		}
		sort.SliceStable(vars, func(i, j int) bool { return sh.envRank(vars[i]) < sh.envRank(vars[j]) })
		for _, v := range vars {
			s, ok := v.text(sh), v.set
			if (v.attr&attrHooked != 0 || v.attr&attrNameref != 0) && v.temp != tempOfOne {
				if v.attr&attrNameref != 0 {
					s, ok = v.str, v.set
				} else {
					s, ok = sh.lookup(v.sym)
				}
			}
			if ok {
				list = append(list, v.sym.name+"="+s)
			}
		}
		for _, f := range sh.fns {
			if f != nil && f.attr&attrExport != 0 {
				f.once.Do(func() { f.load(sh) })
				if f.def != nil {
					list = append(list, "BASH_FUNC_"+f.name+"%%="+parse.Bytes(unparse.Export(f.def, f.src.unit.Text)))
				}
			}
		}
		list = append(list, sh.foreign...)
		if !sh.asSh {
			list = append(list, "_=")
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

// envRank is the bucket of a variable in the hash table of bash, or of dash.
func (sh *Shell) envRank(v *Var) uint32 {
	name := v.sym.name
	if !sh.asSh {
		return fnv(name) & 1023
	}
	h := uint32(name[0]) << 4
	for i := 0; i < len(name); i++ {
		h += uint32(name[i])
	}
	return h % 39
}

// importEnv makes variables of the environment the shell was started with.
func (sh *Shell) importEnv(list []string) {
	for _, e := range list {
		name, val, ok := strings.Cut(e, "=")
		if !ok {
			continue
		}
		if f, ok := strings.CutPrefix(name, "BASH_FUNC_"); ok && strings.HasSuffix(f, "%%") && strings.HasPrefix(val, "() {") {
			sh.importFunction(strings.TrimSuffix(f, "%%"), val)
			continue
		}
		if !validName(name) {
			sh.foreign = append(sh.foreign, e)
			continue
		}
		s := intern(name)
		if s.dyn != nil {
			if name == "SHELLOPTS" || name == "BASHOPTS" {
				sh.importOptions(name, val)
			}
			if name != "RANDOM" && name != "SECONDS" && name != "LINENO" && name != "BASH_ARGV0" {
				continue
			}
			if name == "BASH_ARGV0" {
				sh.name = val
			}
		}
		v := &Var{sym: s, owner: sh.owner, attr: attrExport, str: val, isStr: true, set: true}
		if s.hook != nil || s.dyn != nil {
			v.attr |= attrHooked
		}
		if name == "IFS" {
			continue // never taken from the environment
		}
		sh.put(s, v)
	}
	sh.envStale = true
}

// fromEnvironment is the file that functions from the environment come from.
const fromEnvironment = "environment"

func (sh *Shell) importFunction(name, def string) {
	f := &function{name: name, text: name + " " + def, attr: attrExport, file: fromEnvironment}
	sh.setFn(intern(name), f)
}

func (sh *Shell) importOptions(name, val string) {
	for _, o := range strings.Split(val, ":") {
		if name == "SHELLOPTS" {
			if b := optionByName(o); b != 0 && b != optInteractive {
				sh.opts |= b
			}
		} else if b := shoptByName(o); b != 0 {
			sh.shopts |= b
		}
	}
}

// locale returns the character set for package quote.
func (sh *Shell) locale() quote.Locale {
	if sh.utf8 {
		return quote.UTF8
	}
	return quote.C
}
