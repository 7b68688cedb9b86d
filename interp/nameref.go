package interp

import "slices"

// Name references (bash manual 3.4, declare -n).

// resolve follows name references from s. sub is the subscript of the
// reference's target, if it has one. A circular chain ends with ok false.
func (sh *Shell) resolve(s *symbol) (t *symbol, sub string, hasSub, ok bool) {
	first := s
	for depth := 0; ; depth++ {
		v := sh.variable(s)
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
		v := sh.variable(s)
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
	sh.beneath(at, f)
	return true
}

// beneath runs f while the variable that the one of sh.saves[at] hides is in its place.
func (sh *Shell) beneath(at int, f func()) {
	id, old := sh.saves[at].sym.id, sh.saves[at].old
	v := sh.vars[id]
	sh.vars[id] = old
	f()
	if w := sh.vars[id]; w != old {
		if sh.parent != nil {
			sh.saves = slices.Clone(sh.saves) // the parent's saves are not ours
		}
		sh.saves[at].old = w
	}
	sh.vars[id] = v
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
	if !sh.variable(s).has(attrNameref) {
		return false
	}
	_, _, hasSub, ok := sh.resolve(s)
	return ok && hasSub
}

// arrayOf returns the array that is assigned to by the name of s.
func (sh *Shell) arrayOf(s *symbol) (*symbol, bool) {
	t, _, hasSub, ok := sh.resolve(s)
	if ok && (hasSub || sh.variable(t).has(attrNameref)) {
		sh.badReference(sh.variable(s).str)
		return nil, false
	}
	return t, ok
}

// assignReferred assigns to the element that a reference is to. A reference
// cannot have elements itself: a global one becomes an array.
func (sh *Shell) assignReferred(s *symbol, sub, val string, appending bool) bool {
	if v := sh.variable(s); v.has(attrNameref) && v.set {
		if v.level > 0 {
			sh.badReference(v.str)
			return false
		}
		sh.warn("warning: %s: removing nameref attribute", s.name)
		w := sh.writable(s)
		w.attr &^= attrNameref
		w.str, w.set = "", false
	}
	if !sh.assignElement(s, sub, val, appending) {
		return false
	}
	if v := sh.variable(s); v.has(attrMarked) {
		sh.assigned(v) // under allexport, unlike s[1]=x
		sh.changed(s, v)
	}
	return true
}

// badReference tells that a reference cannot be to target.
func (sh *Shell) badReference(target string) {
	if sh.inNamed != "" {
		sh.notIdentifier(sh.inNamed, target)
	} else {
		sh.errorf("`%s': not a valid identifier", target)
	}
}

// dropRef makes an array of a reference that refers to nothing yet.
func (sh *Shell) dropRef(s *symbol) {
	if v := sh.variable(s); v.has(attrNameref) && (!v.set || v.str == "") {
		sh.warn("warning: %s: removing nameref attribute", s.name)
		sh.writable(s).attr &^= attrNameref
	}
}

// noTarget reports whether the operand's value is none that a reference can have.
func (o *operand) noTarget() bool { return o.val != "" && !validTarget(o.val) }

// targetRefused tells so. What -n appends is judged before it is, in other words.
func (sh *Shell) targetRefused(cmd string, f *declFlags, o *operand) bool {
	if o.append && f.set&attrNameref != 0 {
		sh.builtinError(cmd, "`%s': not a valid identifier", o.val)
	} else {
		sh.builtinError(cmd, "`%s': invalid variable name for name reference", o.val)
	}
	f.fatal = true
	return false
}

// declareRef is declare -n.
func (sh *Shell) declareRef(cmd string, f *declFlags, o *operand, s *symbol, local bool) bool {
	v := sh.variable(s)
	name := s.name
	if o.hasSub {
		name += "[" + o.sub + "]"
	}
	if v != nil && v.kind != scalar && o.array == nil && !o.hasSub && !o.append && o.noTarget() {
		return sh.targetRefused(cmd, f, o)
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
	given := target
	if o.append {
		given = o.val
	}
	base, _, _ := splitSubscript(given)
	var kept attr // of the attributes that change a value, if it has been a reference
	if v.has(attrNameref) {
		kept = v.attr & (attrInteger | attrLower | attrUpper | attrCapital)
	}
	switch {
	case v.has(attrReadonly) && !v.has(attrNameref):
		sh.builtinError(cmd, "%s: readonly variable", name)
		return false
	case target == "" && o.isSet:
		if v != nil {
			w := sh.writable(s)
			w.attr &^= attrInteger | attrLower | attrUpper | attrCapital
			if local {
				w.attr |= f.set &^ attrNameref
			}
		}
		sh.notIdentifier(cmd, target)
		f.fatal = true
		return false
	case target == "" && (v == nil || !v.set):
	case o.append && o.noTarget():
		return sh.targetRefused(cmd, f, o)
	case !validTarget(target):
		sh.builtinError(cmd, "`%s': invalid variable name for name reference", target)
		f.fatal = true
		return false
	case base != s.name || !o.isSet:
	case sh.depth == 0:
		sh.builtinError(cmd, "%s: nameref variable self references not allowed", s.name)
		f.fatal = true
		return false
	default:
		sh.builtinError(cmd, "warning: %s: circular name reference", s.name)
		sh.warn("warning: %s: circular name reference", s.name)
	}
	if o.isSet {
		// The target is a value that the attributes change.
		var ok bool
		if target, ok = sh.convert(&Var{attr: kept | f.set}, target, func() string { return "" }, false); !ok {
			return false
		}
		if !validTarget(target) {
			switch {
			case v.has(attrNameref):
				sh.writable(s).attr |= f.set
			case local:
				sh.writable(s).attr |= f.set &^ attrNameref
			}
			return false
		}
	}
	w := sh.writable(s)
	if v == nil && w.has(attrMarked) {
		w.attr |= attrExport
	}
	w.attr = w.attr&^(attrInteger|attrLower|attrUpper|attrCapital) | kept
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

// declareUnbound gives a reference that refers to nothing yet its target, by a
// declaration without -n.
func (sh *Shell) declareUnbound(cmd string, f *declFlags, o *operand, s *symbol, local bool) bool {
	v := sh.variable(s)
	target, ok := sh.convert(&Var{attr: v.attr&^f.clear | f.set}, o.val, func() string { return "" }, false)
	if base, _, _ := splitSubscript(target); base == s.name && sh.depth == 0 {
		sh.reportError("%s: nameref variable self references not allowed", s.name)
		ok = false
	}
	if ok && validTarget(target) {
		w := sh.writable(s)
		w.attr = w.attr&^(f.clear|attrInvisible) | f.set
		w.str, w.isStr, w.isNum, w.set = target, true, false, true
		return true
	}
	if ok && !validTarget(o.val) {
		sh.notIdentifier(cmd, o.val)
	}
	if !local {
		sh.dropVar(s)
	}
	return false
}

// declareNoRef is declare +n: the rest of the declaration is for what the
// reference still refers to, unless it is a local one.
func (sh *Shell) declareNoRef(cmd string, f *declFlags, o *operand, s *symbol, local bool) bool {
	rest := *f
	rest.clear &^= attrNameref
	t, _, hasSub, ok := sh.resolve(s)
	if !ok {
		return false
	}
	if local && o.isSet && !sh.bindNameref(s, o.val) {
		return false
	}
	if (local || t == s) && sh.variable(s).has(attrReadonly) {
		rest.clear &^= attrReadonly
	}
	if t != s && !hasSub && !local && (o.isSet || o.array != nil || rest.any && rest.set|rest.clear != 0) {
		target := *o
		target.name = t.name
		if !sh.declareOne(cmd, &rest, &target) {
			return false
		}
		rest.set, rest.clear = 0, 0
	}
	w := sh.writable(s)
	w.attr = (w.attr | rest.set) &^ (rest.clear | attrNameref)
	return true
}

// validTarget reports whether a reference can be to the variable or element s.
func validTarget(s string) bool {
	base, sub, has := splitSubscript(s)
	return validName(base) && (!has || closedSubscript(sub))
}

// bindNameref gives a reference variable its target.
func (sh *Shell) bindNameref(s *symbol, target string) bool {
	v := sh.variable(s)
	if v.has(attrReadonly) {
		sh.reportReadonly(s.name)
		return false
	}
	if !validTarget(target) {
		sh.badReference(target)
		return false
	}
	target, ok := sh.convert(v, target, func() string { return "" }, false)
	if !ok || !validTarget(target) {
		return false
	}
	w := sh.writable(s)
	w.str, w.isStr, w.isNum, w.set = target, true, false, true
	w.attr &^= attrInvisible
	return true
}
