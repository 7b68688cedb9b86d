package interp

import (
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// attrLetters returns a variable's attributes as declare -p prints them.
func (v *Var) attrLetters() string {
	s := v.attr.letters()
	switch v.kind {
	case indexedArray:
		s = "a" + s
	case assocArray:
		s = "A" + s
	}
	if s == "" {
		return "-"
	}
	return s
}

// letters returns the attributes of a variable or a function as declare has them.
func (a attr) letters() string {
	var b textbuf.Builder
	for _, l := range [...]struct {
		attr attr
		c    byte
	}{
		{attrInteger, 'i'}, {attrNameref, 'n'}, {attrReadonly, 'r'}, {attrTrace, 't'}, {attrExport, 'x'},
		{attrCapital, 'c'}, {attrLower, 'l'}, {attrUpper, 'u'},
	} {
		if a&l.attr != 0 {
			b.WriteByte(l.c)
		}
	}
	return b.String()
}

// declText is the line declare -p prints for v.
func (sh *Shell) declText(v *Var, cmd string) string {
	var b textbuf.Builder
	if (cmd == "export" || cmd == "readonly") && sh.opts&optPosix != 0 {
		b.WriteString(cmd + " ")
		switch v.kind { // of the attributes only these are shown
		case indexedArray:
			b.WriteString("-a ")
		case assocArray:
			b.WriteString("-A ")
		}
	} else {
		b.WriteString("declare -" + v.attrLetters() + " ")
	}
	b.WriteString(v.sym.name)
	switch {
	case v.kind != scalar:
		if v.set || v.kind == indexedArray && v.list != nil && v.list.count() > 0 || v.kind == assocArray && v.hash != nil && v.hash.count() > 0 {
			b.WriteString("=" + sh.listText(v))
		}
	case v.attr&attrNameref != 0:
		if v.set {
			b.WriteString("=" + quote.Declare(v.str, sh.locale()))
		}
	default:
		s, ok := v.text(sh), v.set
		if v.attr&attrHooked != 0 && ok {
			s, ok = sh.lookup(v.sym)
		}
		if ok {
			b.WriteString("=" + quote.Declare(s, sh.locale()))
		}
	}
	b.WriteByte('\n')
	return b.String()
}

func (sh *Shell) printDeclared(cmd string, f *declFlags) int {
	var b textbuf.Builder
	if (cmd == "declare" || cmd == "typeset") && !f.print && f.set == 0 && !f.array && !f.assoc {
		return sh.printVars()
	}
	if cmd == "local" && sh.hasLocalOpts() {
		b.WriteString("local -\n")
	}
	for _, v := range sh.sortedVars() {
		// One of several attributes is enough.
		if f.set != 0 && v.attr&f.set == 0 || f.array && v.kind != indexedArray || f.assoc && v.kind != assocArray {
			continue
		}
		if cmd == "local" {
			if v.level != sh.depth || v.level == 0 {
				continue
			}
		}
		b.WriteString(sh.declText(v, cmd))
	}
	if st := sh.out(b.String()); st != 1 || f.posix {
		return st
	}
	return 0
}

// hasLocalOpts reports whether the running function has called local -.
func (sh *Shell) hasLocalOpts() bool {
	n := len(sh.localOpts)
	return n > 0 && sh.localOpts[n-1].depth == sh.depth
}

func (sh *Shell) printNamed(cmd string, ops []operand) int {
	status := 0
	for i := range ops {
		name := ops[i].text
		var v *Var
		s := intern(name)
		if s.dyn != nil && s.dyn.fill != nil && !sh.dynGone(s) {
			s.dyn.fill(sh)
		}
		if v = sh.variable(s); name == "_" && (v == nil || v.level == 0) {
			// Each command sets it anew, without attributes.
			v = &Var{sym: s, str: sh.lastArg, isStr: true, set: true}
		} else if v != nil {
		} else if v = sh.computed(name); v != nil && !v.set {
			v.str, v.isStr, v.set = s.dyn.get(sh), true, true
		} else if v == nil {
			v = sh.variable(s)
		}
		if name == "-" && sh.hasLocalOpts() {
			sh.out("declare -- -\n")
			continue
		}
		if v == nil || cmd == "local" && v.level != sh.depth {
			sh.nameNotFound(cmd, name)
			status = 1
			continue
		}
		if st := sh.out(sh.declText(v, cmd)); st != 0 {
			return st
		}
	}
	return status
}

// declareFunctions is declare -f and -F, export -f, readonly -f.
func (sh *Shell) declareFunctions(cmd string, f *declFlags, ops []operand) int {
	set := f.set
	if cmd == "local" && len(ops) == 0 {
		return sh.printDeclared(cmd, f) // no function is local
	}
	if len(ops) == 0 {
		var b textbuf.Builder
		for _, fn := range sh.sortedFns() {
			if (set != 0 || f.array || f.assoc) && fn.attr&set == 0 {
				continue
			}
			if f.funcNames {
				b.WriteString("declare -f" + fn.attr.letters() + " " + fn.name + "\n")
				continue
			}
			b.WriteString(sh.functionText(fn))
			if l := fn.attr.letters(); l != "" {
				b.WriteString("declare -f" + l + " " + fn.name + "\n")
			}
		}
		return sh.out(b.String())
	}
	declares := !f.posix
	makes := declares && !f.print
	if o := f.notOfFunctions(); o != "" && makes {
		sh.builtinError(cmd, "%s: invalid option", o)
		return 1
	}
	status := 0
	for i := range ops {
		name := ops[i].text
		if ops[i].isSet && makes && validName(ops[i].name) {
			sh.builtinError(cmd, "cannot use `-f' to make functions")
			return 1
		}
		fn := sh.functionByName(name)
		if fn == nil {
			if !declares {
				sh.builtinError(cmd, "%s: not a function", name)
			} else if f.print {
				sh.nameNotFound(cmd, name)
			}
			status = 1
			continue
		}
		if cmd == "export" && !f.undo && strfn.ContainsAny(name, "=/") {
			sh.builtinError(cmd, "%s: cannot export", name)
			status = 1
			continue
		}
		if (set != 0 || f.clear != 0 || f.undo) && (makes || !declares) {
			if f.clear&attrReadonly != 0 && fn.attr&attrReadonly != 0 {
				sh.builtinError(cmd, "%s: readonly function", name)
				status = 1
				continue
			}
			c := &function{name: fn.name, code: fn.code, def: fn.def, src: fn.src, text: fn.text, line: fn.line, file: fn.file, attr: fn.attr}
			if f.undo {
				c.attr &^= f.set &^ attrReadonly
			} else {
				c.attr = c.attr&^f.clear | set
			}
			sh.setFn(intern(name), c)
			sh.envStale = true
			continue
		}
		if f.funcNames {
			if sh.shopts&shoptExtdebug != 0 {
				file := fn.file
				if file == "" {
					file = "main"
				}
				sh.out(name + " " + formatInt(int64(fn.line)) + " " + file + "\n")
				continue
			}
			if f.print {
				name = "declare -f" + fn.attr.letters() + " " + name
			}
			sh.out(name + "\n")
			continue
		}
		sh.out(sh.functionText(fn))
		if l := fn.attr.letters(); l != "" && f.print {
			sh.out("declare -f" + l + " " + fn.name + "\n")
		}
	}
	return status
}

// notOfFunctions returns an option that no function can have.
func (f *declFlags) notOfFunctions() string {
	switch {
	case f.set&attrNameref != 0:
		return "-n"
	case f.set&attrInteger != 0:
		return "-i"
	case f.assoc:
		return "-A"
	case f.array:
		return "-a"
	}
	return ""
}
