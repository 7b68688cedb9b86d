package interp

// lookupElement returns the element of array s that the subscript sub (as
// written, to be expanded and evaluated) names.
func (sh *Shell) lookupElement(s *symbol, sub string) (string, bool) {
	if t, _, hasSub, ok := sh.resolve(s); ok && !hasSub {
		s = t
	}
	sh.refresh(s)
	v := sh.slot(s)
	if v != nil && v.kind == assocArray {
		if v.hash == nil {
			return "", false
		}
		return v.hash.get(sh.expandSubscript(sub))
	}
	i, ok := sh.evalIndex(s, v, sub)
	if !ok || v == nil {
		return "", false
	}
	return v.at(sh, i)
}

// at returns element i; a scalar counts as an array with element 0.
func (v *Var) at(sh *Shell, i int64) (string, bool) {
	if v.kind == scalar {
		if i == 0 {
			return sh.lookup(v.sym)
		}
		return "", false
	}
	if v.list == nil || i < 0 {
		return "", false
	}
	return v.list.get(i)
}

// evalIndex evaluates the subscript sub of an indexed array; negative ones count from its end.
func (sh *Shell) evalIndex(s *symbol, v *Var, sub string) (int64, bool) {
	i, ok := sh.evalArithExpand(sub)
	if !ok {
		return 0, false
	}
	if i < 0 {
		if i = v.fromEnd(i); i < 0 {
			sh.badSubscript(s.name)
			return 0, false
		}
	}
	return i, true
}

// assignElement assigns to an element; sub is the subscript as written.
func (sh *Shell) assignElement(s *symbol, sub, val string, appending bool) bool {
	s, ok := sh.arrayOf(s)
	if !ok {
		return false
	}
	sh.refresh(s)
	v := sh.slot(s)
	if v != nil && v.kind == assocArray {
		key := sh.expandSubscript(sub)
		if sh.pend != 0 {
			return false
		}
		if key == "" {
			sh.badElement(s.name, sub)
			return false
		}
		return sh.setKey(s, key, val, appending)
	}
	if sub == "" || sub == "@" || sub == "*" {
		sh.badElement(s.name, sub)
		return false
	}
	i, ok := sh.evalArithExpand(sub)
	return ok && sh.setIndex(s, i, sub, val, appending)
}

// setKey assigns to an element of an associative array.
func (sh *Shell) setKey(s *symbol, key, val string, appending bool) bool {
	if sh.slot(s).has(attrReadonly) {
		sh.reportReadonly(s.name)
		return false
	}
	v := sh.writable(s)
	if v.hash == nil {
		v.hash = newAssoc()
	}
	val, ok := sh.convert(v, val, func() string { o, _ := v.hash.get(key); return o }, appending)
	if !ok {
		return false
	}
	v.hash.set(key, val)
	v.set = true
	v.attr &^= attrInvisible
	sh.changed(s, v)
	return true
}

// setIndex assigns to an element of an indexed array, which a scalar becomes.
func (sh *Shell) setIndex(s *symbol, i int64, sub, val string, appending bool) bool {
	if i < 0 {
		if i += sh.variable(s).top() + 1; i < 0 {
			sh.badElement(s.name, sub)
			return false
		}
	}
	if sh.slot(s).has(attrReadonly) {
		sh.reportReadonly(s.name)
		return false
	}
	if sh.noAssign(s) {
		return sh.inNamed == ""
	}
	v := sh.writable(s)
	v.toIndexed(sh)
	if v.attr&attrSlow == 0 && !appending {
		v.list.set(i, val)
		v.set = true
		return true
	}
	val, ok := sh.convert(v, val, func() string { o, _ := v.list.get(i); return o }, appending)
	if !ok {
		return false
	}
	v.list.set(i, val)
	v.set = true
	v.attr &^= attrInvisible
	if s.dyn != nil && s.dyn.setElement != nil && !sh.dynGone(s) {
		s.dyn.setElement(sh, i, val)
	}
	sh.changed(s, v)
	return true
}

// toIndexed makes a scalar an indexed array whose element 0 is the old value.
func (v *Var) toIndexed(sh *Shell) {
	if v.kind == indexedArray {
		if v.list == nil {
			v.list = &indexed{}
		}
		return
	}
	a := &indexed{}
	if v.kind == scalar && v.set {
		a.set(0, v.text(sh))
	}
	v.kind, v.list, v.hash = indexedArray, a, nil
	v.str, v.isStr, v.isNum = "", false, false
}

// toAssoc makes the variable an associative array.
func (v *Var) toAssoc(sh *Shell) {
	if v.kind == assocArray {
		if v.hash == nil {
			v.hash = newAssoc()
		}
		return
	}
	h := newAssoc()
	if v.kind == scalar && v.set {
		h.set("0", v.text(sh))
	}
	v.kind, v.hash, v.list = assocArray, h, nil
	v.str, v.isStr, v.isNum = "", false, false
}
