package interp

import (
	"entrysh/internal/order"
	"entrysh/internal/quote"
	"entrysh/internal/textbuf"
)

// builtinSet is set (POSIX XCU 2.14 set; bash manual 4.3.1).
func builtinSet(sh *Shell, args []string) int {
	args = args[1:]
	if len(args) == 0 {
		return sh.printVars()
	}
	if bad := badSetOption(args); bad != "" {
		return sh.misused("set", "%s: invalid option", bad)
	}
	for i := 0; i < len(args); i++ {
		a := args[i]
		if a == "--" {
			sh.setParams(args[i+1:])
			return 0
		}
		if a == "-" {
			sh.setOption(optXtrace, false)
			sh.setOption(optVerbose, false)
			if i+1 < len(args) {
				sh.setParams(args[i+1:])
			}
			return 0
		}
		if a == "+" {
			continue
		}
		if len(a) < 2 || a[0] != '-' && a[0] != '+' {
			sh.setParams(args[i:])
			return 0
		}
		on := a[0] == '-'
		for j := 1; j < len(a); j++ {
			if a[j] == 'o' {
				if !hasOptionName(args, i) {
					if st := sh.printOptions(on); st != 0 {
						return st
					}
					continue
				}
				i++
				b := optionByName(args[i])
				if b == 0 {
					sh.builtinError("set", "%s: invalid option name", args[i])
					sh.usageError = true
					return 2
				}
				sh.setOption(b, on)
				continue
			}
			if a[j] == 'r' {
				sh.restrict()
				continue
			}
			sh.setOption(optionByLetter(a[j]), on)
		}
	}
	return 0
}

// hasOptionName reports whether a name of an option follows args[i], which is -o or +o.
func hasOptionName(args []string, i int) bool {
	return i+1 < len(args) && args[i+1] != "" && args[i+1][0] != '-' && args[i+1][0] != '+'
}

// badSetOption returns the first option among the arguments of set that has no meaning: one such, and set does nothing.
func badSetOption(args []string) string {
	for i := 0; i < len(args); i++ {
		a := args[i]
		if a == "+" {
			continue
		}
		if len(a) < 2 || a[0] != '-' && a[0] != '+' || a == "--" {
			break
		}
		for j := 1; j < len(a); j++ {
			switch {
			case a[j] == 'o':
				if hasOptionName(args, i) {
					i++
				}
			case optionByLetter(a[j]) == 0 && (a[j] != 'r' || a[0] != '-'):
				return a[:1] + a[j:j+1]
			}
		}
	}
	return ""
}

//go:noinline
func (sh *Shell) setParams(list []string) {
	sh.params, sh.paramsSet = append([]string(nil), list...), true
}

func (sh *Shell) printOptions(table bool) int {
	var b textbuf.Builder
	for _, o := range optionNames {
		on := sh.opts.has(o.bit)
		if table {
			b.WriteString(o.name)
			for n := len(o.name); n < 15; n++ {
				b.WriteByte(' ')
			}
			b.WriteByte('\t')
			if on {
				b.WriteString("on\n")
			} else {
				b.WriteString("off\n")
			}
			continue
		}
		if on {
			b.WriteString("set -o " + o.name + "\n")
		} else {
			b.WriteString("set +o " + o.name + "\n")
		}
	}
	return sh.out(b.String())
}

// sortedVars returns the variables in the order of their names.
func (sh *Shell) sortedVars() []*Var {
	var list []*Var
	for _, name := range computedNames {
		if v := sh.computed(name); v != nil {
			if name == "SECONDS" {
				v.attr &^= attrInteger // it is a number only when it has been asked for
			}
			list = append(list, v)
		}
	}
	for _, v := range sh.vars {
		if v == nil {
			continue
		}
		if d := v.sym.dyn; d != nil && d.fill != nil && v.level == 0 && !sh.dynGone(v.sym) {
			sh.fillForList(v.sym)
			v = sh.vars[v.sym.id]
		}
		if v = sh.beneathTemps(v); v != nil {
			list = append(list, v)
		}
	}
	order.Sort(list, func(a, b *Var) bool { return a.sym.name < b.sym.name })
	return list
}

// beneathTemps returns what v hides if it is a variable of the running built-in's
// alone, which lists do not show.
func (sh *Shell) beneathTemps(v *Var) *Var {
	for i := len(sh.saves) - 1; i >= 0 && v != nil && v.temp == tempOfOne; i-- {
		if sh.saves[i].sym == v.sym {
			v = sh.saves[i].old
		}
	}
	return v
}

func (sh *Shell) printVars() int {
	var b textbuf.Builder
	for _, v := range sh.sortedVars() {
		if !v.set {
			continue
		}
		b.WriteString(v.sym.name + "=")
		switch {
		case v.kind != scalar:
			b.WriteString(sh.listText(v))
		default:
			s := v.text(sh)
			if v.attr&(attrHooked|attrNameref) == attrHooked {
				s, _ = sh.lookup(v.sym)
			}
			if sh.opts&optPosix != 0 {
				b.WriteString(quote.SetValuePosix(s))
			} else {
				b.WriteString(quote.SetValue(s, sh.locale()))
			}
		}
		b.WriteByte('\n')
	}
	if sh.opts&optPosix == 0 {
		for _, f := range sh.sortedFns() {
			b.WriteString(sh.functionText(f))
		}
	}
	return sh.out(b.String())
}

// listText is the value of an array as declare -p prints it.
func (sh *Shell) listText(v *Var) string {
	var b textbuf.Builder
	b.WriteByte('(')
	if v.kind == indexedArray {
		first := true
		if v.list != nil {
			v.list.each(func(i int64, s string) bool {
				if !first {
					b.WriteByte(' ')
				}
				first = false
				b.WriteString("[" + formatInt(i) + "]=" + quote.Declare(s, sh.locale()))
				return true
			})
		}
	} else if v.hash != nil {
		v.hash.each(func(k, s string) bool {
			b.WriteString("[" + quote.AssocKey(k, sh.locale()) + "]=" + quote.Declare(s, sh.locale()) + " ")
			return true
		})
	}
	b.WriteByte(')')
	return b.String()
}

func (sh *Shell) sortedFns() []*function {
	var list []*function
	for _, f := range sh.fns {
		if f != nil {
			list = append(list, f)
		}
	}
	order.Sort(list, func(a, b *function) bool { return a.name < b.name })
	return list
}

// builtinUnset is unset (POSIX XCU 2.14 unset).
func builtinUnset(sh *Shell, args []string) int {
	f := sh.flags(args, "fnv")
	o, ok := f.all()
	if !ok {
		return 2
	}
	fn, vars, ref := o.has('f'), o.has('v'), o.has('n')
	if fn && vars {
		sh.builtinError("unset", "cannot simultaneously unset a function and a variable")
		return 1
	}
	status := 0
	for i, name := range f.args {
		if fn {
			if !sh.unsetFn(name) {
				status = 1
			}
			continue
		}
		literal := sh.isRef(name)
		base, sub, has, ok := sh.splitUnset(name, literal)
		if !ok {
			if !vars {
				// Without -v it is the name of a function, if of anything.
				if !sh.unsetFn(name) {
					status = 1
				}
				continue
			}
			sh.notIdentifier("unset", name)
			status = 1
			continue
		}
		s := intern(base)
		if has && ref {
			if vars {
				sh.notIdentifier("unset", name)
				status = 1
			}
			continue
		}
		if has {
			f.args[i] = base // as $_ has it
			mode := subByOption
			if literal {
				mode = subLiteral
			}
			if !sh.withSubs(mode, func() bool { return sh.unsetElement(s, sub) }) {
				status = 1
			}
			continue
		}
		if ref {
			switch v := sh.variable(s); {
			case v.has(attrNameref) && !v.set:
				sh.dropVar(s) // a read-only one, too
			case v.has(attrNameref):
				if !sh.unset(s) {
					status = 1
				}
			case v.has(attrReadonly):
				sh.unset(s)
				status = 1
			}
			continue
		}
		if sh.variable(s) == nil && !vars && sh.fn(s) != nil {
			if !sh.unsetFn(name) {
				status = 1
			}
			continue
		}
		if !sh.unsetRef(name) {
			status = 1
		}
	}
	return status
}

// splitUnset is splitRef for unset, where what was written as a reference is one.
func (sh *Shell) splitUnset(name string, ref bool) (base, sub string, has, ok bool) {
	base, sub, has = splitSubscript(name)
	switch {
	case !validName(base):
		return base, sub, has, false
	case has && ref && sub != "" && sh.isAssoc(intern(base)):
		return base, sub, true, true
	}
	return base, sub, has, !has || sh.validSub(base, sub, ref)
}

func (sh *Shell) unsetFn(name string) bool {
	f := sh.functionByName(name)
	if f == nil {
		return true
	}
	if f.attr&attrReadonly != 0 {
		sh.builtinError("unset", "%s: cannot unset: readonly function", name)
		return false
	}
	if f.attr&attrExport != 0 {
		sh.envStale = true
	}
	sh.setFn(intern(name), nil)
	return true
}
