package interp

// assignRef assigns to a variable or an element named by a string.
func (sh *Shell) assignRef(name, val string) bool {
	base, sub, has, ok := sh.splitRef(name)
	if !ok {
		sh.errorf("`%s': not a valid identifier", name)
		return false
	}
	if has {
		return sh.assignElement(intern(base), sub, val, false)
	}
	return sh.assign(intern(base), val)
}

// unsetRef unsets a variable or an element named by a string.
func (sh *Shell) unsetRef(name string) bool {
	base, sub, has := splitSubscript(name)
	s := intern(base)
	if has {
		return sh.unsetElement(s, sub)
	}
	if t, sub, hasSub, ok := sh.resolve(s); ok {
		if hasSub {
			return sh.unsetReferred(t, sub)
		}
		s = t
	}
	if sh.variable(s).has(attrNameref) {
		sh.dropVar(s) // it refers to nothing
		return true
	}
	return sh.unset(s)
}

// unsetReferred unsets the element that a reference is to.
func (sh *Shell) unsetReferred(s *symbol, sub string) bool {
	if v := sh.variable(s); v != nil && v.kind == scalar && !v.has(attrReadonly) {
		if v.has(attrNameref) {
			return true
		}
		if i, ok := sh.evalArithExpand(sub); !ok || i != 0 {
			return ok // which a scalar does not have
		}
	}
	return sh.unsetElement(s, sub)
}

// unsetElement is unset name[sub].
func (sh *Shell) unsetElement(s *symbol, sub string) bool {
	if t, own, hasSub, ok := sh.resolve(s); ok {
		if hasSub {
			return sh.unsetReferred(t, own)
		}
		s = t
	}
	v := sh.variable(s)
	if v == nil {
		return true
	}
	if v.has(attrReadonly) {
		sh.errorf("unset: %s: cannot unset: readonly variable", s.name)
		return false
	}
	if sub == "" {
		return true
	}
	all := sub == "@" || sub == "*"
	if all && v.kind != scalar && sh.compatBefore("52") {
		return sh.unset(s)
	}
	switch {
	case v.kind == assocArray:
		k := sub
		if !all {
			k = sh.expandSubscript(sub)
		}
		if k == "" {
			sh.builtinError("unset", "[%s]: bad array subscript", sub)
			return false
		}
		w := sh.writable(s)
		if w.hash != nil {
			w.hash.unset(k)
		}
		sh.changed(s, w)
		return true
	case v.kind == indexedArray && all:
		sh.writable(s).list = &indexed{}
		return true
	case v.kind == indexedArray:
		i, ok := sh.evalIndexFor(s, v, sub, "unset: ")
		if !ok {
			return false
		}
		w := sh.writable(s)
		if w.list != nil {
			w.list.unset(i)
		}
		return true
	case all:
	default:
		if i, ok := sh.evalArithExpand(sub); !ok || i == 0 {
			return ok && sh.unset(s)
		}
	}
	sh.errorf("unset: %s: not an array variable", s.name)
	return false
}

func (sh *Shell) evalIndexFor(s *symbol, v *Var, sub, who string) (int64, bool) {
	i, ok := sh.evalArithExpand(sub)
	if !ok {
		return 0, false
	}
	if i < 0 {
		if i += v.top() + 1; i < 0 {
			sh.errorf("%s[%s]: bad array subscript", who, sub)
			return 0, false
		}
	}
	return i, true
}
