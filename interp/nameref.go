package interp

import "slices"

// Name references (bash manual 3.4, declare -n).

// resolve follows name references from s. sub is the subscript of the
// reference's target, if it has one. A circular chain ends with ok false.
func (sh *Shell) resolve(s *symbol) (t *symbol, sub string, hasSub, ok bool) {
	first := s
	for depth := 0; ; depth++ {
		v := sh.slot(s)
		if !v.has(attrNameref) || !v.set || v.str == "" {
			return s, "", false, true
		}
		name, sub, hasSub := splitSubscript(v.str)
		if depth > 8 || !hasSub && (name == s.name || name == first.name) {
			sh.warn("warning: %s: circular name reference", first.name)
			return s, "", false, false
		}
		s = intern(name)
		if hasSub {
			return s, sub, true, true
		}
	}
}

// circular reports whether the reference s leads back to itself.
func (sh *Shell) circular(s *symbol) bool {
	first := s
	for depth := 0; depth <= 8; depth++ {
		v := sh.slot(s)
		if !v.has(attrNameref) || !v.set || v.str == "" {
			return false
		}
		if v.str == s.name || v.str == first.name {
			return true
		}
		name, _, hasSub := splitSubscript(v.str)
		if hasSub {
			return false
		}
		s = intern(name)
	}
	return true
}

// beyond runs f for a circular reference in a function: it means the global
// variable of its name then. It reports whether there was a circle.
func (sh *Shell) beyond(s *symbol, f func()) bool {
	if !sh.circular(s) {
		return false
	}
	sh.warn("warning: %s: circular name reference", s.name)
	sh.atGlobal(s, f)
	return true
}

// atGlobal runs f while the global variable s is in the place of the local
// ones that hide it. It reports whether there are such.
func (sh *Shell) atGlobal(s *symbol, f func()) bool {
	at := slices.IndexFunc(sh.saves, func(e save) bool { return e.sym == s })
	if at < 0 {
		return false
	}
	local := sh.vars[s.id]
	sh.vars[s.id] = sh.saves[at].old
	f()
	if v := sh.vars[s.id]; v != sh.saves[at].old {
		if sh.parent != nil {
			sh.saves = slices.Clone(sh.saves) // the parent's saves are not ours
		}
		sh.saves[at].old = v
	}
	sh.vars[s.id] = local
	return true
}

// refValue is the value of a reference, which can be to all elements of an array.
func (sh *Shell) refValue(s *symbol) (v value) {
	if sh.beyond(s, func() { v.s, v.set = sh.lookup(s) }) {
		return v
	}
	t, sub, hasSub, ok := sh.resolve(s)
	switch {
	case !ok || t == s:
	case !hasSub:
		v.s, v.set = sh.lookup(t)
	case sub == "@" || sub == "*":
		v.list, v.set = sh.elements(t)
		v.multi, v.star = true, sub == "*"
	default:
		v.s, v.set = sh.lookupElement(t, sub)
	}
	return v
}

// refersToElement reports whether s is a reference to an element of an array.
func (sh *Shell) refersToElement(s *symbol) bool {
	if !sh.slot(s).has(attrNameref) {
		return false
	}
	_, _, hasSub, ok := sh.resolve(s)
	return ok && hasSub
}

// dropRef makes an array of a reference that refers to nothing yet.
func (sh *Shell) dropRef(s *symbol) {
	if v := sh.slot(s); v.has(attrNameref) && (!v.set || v.str == "") {
		sh.warn("warning: %s: removing nameref attribute", s.name)
		sh.writable(s).attr &^= attrNameref
	}
}

// declareRef is declare -n.
func (sh *Shell) declareRef(cmd string, f *declFlags, o *operand, s *symbol) bool {
	v := sh.slot(s)
	name := s.name
	if o.hasSub {
		name += "[" + o.sub + "]"
	}
	if v != nil && v.kind != scalar || o.hasSub || o.array != nil {
		sh.builtinError(cmd, "%s: reference variable cannot be an array", name)
		if o.array != nil {
			sh.storeArray(s, o.array, o.append) // it was made before
		}
		return false
	}
	target := o.val
	if v != nil && v.set && (!o.isSet || o.append) {
		target = v.text(sh) + o.val
	}
	switch {
	case target == "" && o.isSet:
		sh.builtinError(cmd, "`%s': not a valid identifier", target)
		return false
	case target == "":
	case !validTarget(target):
		sh.builtinError(cmd, "`%s': invalid variable name for name reference", target)
		return false
	case target == s.name && !o.isSet:
	case target == s.name && sh.depth == 0:
		sh.builtinError(cmd, "%s: nameref variable self references not allowed", s.name)
		return false
	case target == s.name:
		sh.builtinError(cmd, "warning: %s: circular name reference", s.name)
		sh.warn("warning: %s: circular name reference", s.name)
	}
	w := sh.writable(s)
	if v == nil && w.has(attrMarked) {
		w.attr |= attrExport
	}
	w.attr |= f.set
	w.attr &^= f.clear
	if target != "" {
		w.str, w.isStr, w.isNum, w.set = target, true, false, true
		w.attr &^= attrInvisible
	}
	if s.hook != nil {
		s.hook(sh)
	}
	return true
}

// validTarget reports whether a reference can be to the variable or element s.
func validTarget(s string) bool {
	base, sub, has := splitSubscript(s)
	return validName(base) && (!has || closedSubscript(sub))
}

// bindNameref gives a reference variable its target.
func (sh *Shell) bindNameref(s *symbol, target string) bool {
	if !validTarget(target) {
		if sh.inNamed != "" {
			sh.builtinError(sh.inNamed, "`%s': not a valid identifier", target)
		} else {
			sh.errorf("`%s': not a valid identifier", target)
		}
		return false
	}
	w := sh.writable(s)
	w.str, w.isStr, w.isNum, w.set = target, true, false, true
	w.attr &^= attrInvisible
	return true
}
