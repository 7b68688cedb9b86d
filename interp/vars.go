package interp

import (
	"strconv"
	"unsafe"

	"entrysh/internal/arith"
	"entrysh/internal/nocmp"
	"entrysh/internal/numeral"
	"entrysh/internal/strcase"
	"entrysh/internal/strfn"
)

// attr is a set of a variable's attributes (bash manual 4.2, declare).
type attr uint16

const (
	attrExport attr = 1 << iota
	attrReadonly
	attrInteger
	attrLower
	attrUpper
	attrCapital
	attrNameref
	attrTrace
	attrHooked    // its symbol has a hook or computes its value
	attrInvisible // declared local, without a value so far
	attrNoUnset
	attrMarked    // the next assignment exports it, if allexport is on
	attrFromTemp  // a local variable that began as the temporary one of the function's call
	attrPropagate // what this temporary variable holds outlives its command
	attrThrough   // a temporary variable: what is assigned to it, what it hides is given as well
)

// attrPlain are the attributes with which an assignment is more than a store.
const attrSlow = attrExport | attrReadonly | attrInteger | attrLower | attrUpper | attrCapital | attrNameref | attrHooked | attrInvisible | attrMarked

type kind uint8

const (
	scalar kind = iota
	indexedArray
	assocArray
)

// An owner tells which environment may change a variable in place; others that
// see the variable copy it before they write.
type owner struct{ _ byte }

// A Var is a variable. Its value is text or, as long as only arithmetic has
// written it, a number that becomes text when it is asked for.
type Var struct {
	_     nocmp.Mark
	sym   *symbol
	owner *owner
	attr  attr
	kind  kind
	set   bool // has a value
	isStr bool // str holds the value
	isNum bool // num holds the value
	num   int64
	str   string
	list  *indexed
	hash  *assoc
	level int      // function nesting for which it is local; 0: global
	temp  tempKind // comes from an assignment before a command
}

// has reports whether v, which may be nil, has one of the attributes.
//
//go:noinline
func (v *Var) has(a attr) bool { return v != nil && v.attr&a != 0 }

// text returns the value of a scalar, or element 0 of an array.
func (v *Var) text(sh *Shell) string {
	if v.kind == scalar {
		if v.isStr {
			return v.str
		}
		if v.isNum {
			s := arith.Format(v.num)
			if v.owner == sh.owner {
				v.str, v.isStr = s, true
			}
			return s
		}
		return ""
	}
	s, _ := v.element0()
	return s
}

func (v *Var) element0() (string, bool) {
	if v.kind == indexedArray {
		if v.list == nil {
			return "", false
		}
		return v.list.get(0)
	}
	if v.hash == nil {
		return "", false
	}
	return v.hash.get("0")
}

func (v *Var) clone(o *owner) *Var {
	c := *v
	c.owner = o
	if c.list != nil {
		c.list = c.list.clone()
	}
	if c.hash != nil {
		c.hash = c.hash.clone()
	}
	return &c
}

// slot returns the variable of s as it stands, nil if there is none.
func (sh *Shell) slot(s *symbol) *Var {
	if s.id < len(sh.vars) {
		return sh.vars[s.id]
	}
	return nil
}

// variable is slot for places where speed does not count: a call, not a copy.
//
//go:noinline
func (sh *Shell) variable(s *symbol) *Var { return sh.slot(s) }

//go:noinline
func (sh *Shell) put(s *symbol, v *Var) {
	if s.id >= len(sh.vars) {
		n := make([]*Var, max(s.id+1, len(sh.vars)*3/2, 64))
		copy(n, sh.vars)
		sh.vars = n
	}
	sh.vars[s.id] = v
}

// writable returns the variable of s for changing, made if need be.
func (sh *Shell) writable(s *symbol) *Var {
	v := sh.slot(s)
	switch {
	case v == nil:
		v = &Var{sym: s, owner: sh.owner}
		if s.hook != nil || s.dyn != nil {
			v.attr |= attrHooked
		}
		sh.mark(v)
		sh.put(s, v)
	case v.owner != sh.owner:
		v = v.clone(sh.owner)
		sh.mark(v)
		sh.vars[s.id] = v
	}
	return v
}

// mark sees to it that under allexport the next assignment of text exports v.
func (sh *Shell) mark(v *Var) {
	if sh.opts&optAllexport != 0 && v.attr&attrExport == 0 {
		v.attr |= attrMarked
	}
}

// assigned removes what waits for v's first assignment.
func (sh *Shell) assigned(v *Var) {
	if v.attr&attrMarked != 0 && sh.opts&optAllexport != 0 {
		v.attr |= attrExport
	}
	v.attr &^= attrInvisible | attrMarked
}

// splitSubscript splits name[sub].
func splitSubscript(s string) (name, sub string, ok bool) {
	if len(s) > 2 && s[len(s)-1] == ']' {
		if i := strfn.IndexByte(s, '['); i > 0 {
			return s[:i], s[i+1 : len(s)-1], true
		}
	}
	return s, "", false
}

func (sh *Shell) isAssoc(s *symbol) bool {
	t, _, hasSub, ok := sh.resolve(s)
	if !ok || hasSub {
		return false
	}
	v := sh.slot(t)
	return v != nil && v.kind == assocArray
}

// lookup returns the value of the scalar parameter s (element 0 of an array)
// and whether it is set, name references followed.
func (sh *Shell) lookup(s *symbol) (string, bool) {
	v := sh.slot(s)
	if v == nil {
		return sh.compute(s)
	}
	if v.attr&(attrNameref|attrHooked) == 0 {
		if v.kind == scalar {
			if !v.set {
				return "", false
			}
			return v.text(sh), true
		}
		return v.element0()
	}
	return sh.lookupSlow(s, v)
}

// compute returns the value of a variable that the shell computes.
func (sh *Shell) compute(s *symbol) (string, bool) {
	switch {
	case s.dyn == nil || sh.dynGone(s):
	case s.dyn.get != nil:
		return s.dyn.get(sh), true
	case s.dyn.fill != nil:
		s.dyn.fill(sh)
		if v := sh.variable(s); v != nil {
			return v.element0()
		}
	}
	return "", false
}

func (sh *Shell) lookupSlow(s *symbol, v *Var) (string, bool) {
	if v.attr&attrNameref != 0 {
		r := sh.refValue(s)
		return sh.join(r), r.set
	}
	if s.dyn != nil && v.level == 0 && !sh.dynGone(s) {
		switch {
		case s.dyn.fill != nil:
			return sh.compute(s)
		case v.kind == scalar && s.dyn.get != nil:
			return s.dyn.get(sh), true
		}
	}
	if v.kind == scalar {
		return v.text(sh), v.set
	}
	return v.element0()
}

// Get returns the value of the variable called name, "" if it is unset.
func (sh *Shell) Get(name string) string {
	s, _ := sh.lookup(intern(name))
	return s
}

func (sh *Shell) getSet(name string) (string, bool) { return sh.lookup(intern(name)) }

// assign gives the scalar parameter s the value val, with all that the
// variable's attributes demand. It reports false after an error message when
// the variable may not be assigned to.
func (sh *Shell) assign(s *symbol, val string) bool {
	v := sh.slot(s)
	if v != nil && v.owner == sh.owner && v.attr&attrSlow == 0 && v.kind == scalar {
		v.str, v.isStr, v.isNum, v.set = val, true, false, true
		return true
	}
	return sh.assignSlow(s, val, false)
}

// assignInt is assign for a number.
func (sh *Shell) assignInt(s *symbol, n int64) bool {
	v := sh.slot(s)
	if v != nil && v.owner == sh.owner && v.attr&attrSlow == 0 && v.kind == scalar {
		v.num, v.isNum, v.isStr, v.set = n, true, false, true
		return true
	}
	if v == nil && s.hook == nil && s.dyn == nil || v != nil && v.attr&attrSlow == 0 && v.kind == scalar {
		v = sh.writable(s)
		if v.attr&attrSlow == 0 {
			v.num, v.isNum, v.isStr, v.set, v.str = n, true, false, true, ""
			return true
		}
	}
	return sh.assignSlow(s, arith.Format(n), false)
}

func (sh *Shell) assignSlow(s *symbol, val string, appending bool) bool {
	if v := sh.slot(s); v != nil && v.attr&attrNameref != 0 {
		if !v.set || v.str == "" {
			return sh.bindNameref(s, val)
		}
		ok := false
		if sh.beyond(s, func() { ok = sh.assignSlow(s, val, appending) }) {
			return ok
		}
		t, sub, hasSub, ok := sh.resolve(s)
		if !ok {
			return false
		}
		if t != s {
			if hasSub {
				return sh.assignReferred(t, sub, val, appending)
			}
			return sh.assignSlow(t, val, appending)
		}
		if hasSub {
			return sh.assignReferred(t, sub, val, appending)
		}
	}
	if v := sh.variable(s); v.has(attrReadonly) {
		sh.reportReadonly(s.name)
		return false
	}
	if sh.noAssign(s) && sh.inNamed != "" {
		return false
	}
	if s.dyn != nil && s.dyn.set != nil {
		if v := sh.variable(s); (v == nil || v.level == 0) && !sh.dynGone(s) {
			if s.dyn.set(sh, val) {
				return true
			}
		}
	}
	v := sh.writable(s)
	if v.attr&attrThrough != 0 && !sh.assignBeneath(s, val, appending) {
		return false
	}
	if v.attr&attrInteger != 0 { // it exists when the value is evaluated
		v.attr &^= attrInvisible
		v.set = v.set || v.kind != scalar
	}
	val, ok := sh.convert(v, val, func() string { t, _ := v.scalarText(sh); return t }, appending)
	if !ok {
		return false
	}
	switch v.kind {
	case indexedArray:
		if v.list == nil {
			v.list = &indexed{}
		}
		v.list.set(0, val)
	case assocArray:
		if v.hash == nil {
			v.hash = newAssoc()
		}
		v.hash.set("0", val)
	default:
		v.str, v.isStr, v.isNum = val, true, false
	}
	v.set = true
	sh.assigned(v)
	sh.changed(s, v)
	return true
}

func (v *Var) scalarText(sh *Shell) (string, bool) {
	if v.kind == scalar {
		return v.text(sh), v.set
	}
	return v.element0()
}

// convert applies the attributes that change a value being assigned.
func (sh *Shell) convert(v *Var, val string, old func() string, appending bool) (string, bool) {
	if v.attr&attrInteger != 0 {
		prefix := ""
		if sh.inNamed != "" {
			prefix = sh.inNamed + ": "
		}
		var n int64
		if appending {
			var ok bool
			if n, ok = sh.evalArithIn(old(), prefix, arithIndex); !ok {
				return "", false
			}
		}
		status := sh.status
		add, ok := sh.evalArithIn(val, prefix, arithIndex)
		if !ok {
			if status != 0 {
				sh.status = status // it is set only where the last command succeeded
			}
			return "", false
		}
		return arith.Format(n + add), true
	}
	if appending {
		val = sh.joined(old(), val)
	}
	switch {
	case v.attr&attrLower != 0:
		val = strcase.All(val, strcase.Lower, !sh.utf8, nil)
	case v.attr&attrUpper != 0:
		val = strcase.All(val, strcase.Upper, !sh.utf8, nil)
	case v.attr&attrCapital != 0:
		val = strcase.Capitalize(val, !sh.utf8)
	}
	return val, true
}

// longText is a length from which on it pays not to copy a value that is appended to.
const longText = 512

// joined returns s followed by t. If s is long and was made here last, t goes into the
// room behind it: no other string reaches as far, so none changes. A loop that appends
// to a variable (s+=x, s=$s"x") then does not copy all of it each time.
func (sh *Shell) joined(s, t string) string {
	if len(s) < longText {
		return s + t
	}
	b := sh.grown
	if len(b) != len(s) || unsafe.SliceData(b) != unsafe.StringData(s) {
		b = append(make([]byte, 0, len(s)+len(t)+len(s)/4), s...)
	}
	sh.grown = append(b, t...)
	return unsafe.String(unsafe.SliceData(sh.grown), len(sh.grown))
}

// changed tells whoever depends on variable s that it has a new value.
func (sh *Shell) changed(s *symbol, v *Var) {
	if v != nil && v.attr&attrExport != 0 {
		sh.envStale = true
	}
	if s.hook != nil {
		s.hook(sh)
	}
}

// Set assigns to the variable called name; it reports false after an error message.
func (sh *Shell) Set(name, val string) bool { return sh.assign(intern(name), val) }

// force sets a variable that the shell maintains, whatever its attributes.
func (sh *Shell) force(s *symbol, val string) {
	v := sh.writable(s)
	if v.kind != scalar {
		v.kind, v.list, v.hash = scalar, nil, nil
	}
	v.str, v.isStr, v.isNum, v.set = val, true, false, true
	sh.assigned(v)
	sh.changed(s, v)
}

// setArray gives the variable called name the elements of list, as an indexed array.
func (sh *Shell) setArray(name string, list []string) bool {
	sh.dropRef(intern(name))
	s, _, hasSub, ok := sh.resolve(intern(name))
	if hasSub {
		sh.badReference(sh.variable(intern(name)).str)
		return false
	}
	if !ok {
		return false
	}
	if sh.slot(s).has(attrReadonly) {
		sh.reportReadonly(s.name)
		return false
	}
	if sh.noAssign(s) {
		return false
	}
	v := sh.writable(s)
	v.kind, v.list, v.hash, v.set = indexedArray, newIndexed(nil), nil, true
	if v.attr&(attrInteger|attrLower|attrUpper|attrCapital) == 0 {
		v.list, list = newIndexed(list), nil // nothing changes the values
	}
	v.str, v.isStr, v.isNum = "", false, false
	v.attr &^= attrInvisible
	for i, val := range list {
		if ok {
			if val, ok = sh.convert(v, val, func() string { return "" }, false); ok {
				v.list.set(int64(i), val)
			}
		}
	}
	sh.changed(s, v)
	return ok
}

// unset removes the variable of s. A local of the running function leaves its
// place empty, so that it stays local (bash manual 4.1, unset).
func (sh *Shell) unset(s *symbol) bool {
	v := sh.slot(s)
	if s.dyn != nil && s.dyn.noUnset && (v == nil || v.level == 0) && !sh.dynGone(s) {
		sh.builtinError("unset", "%s: cannot unset", s.name)
		return false
	}
	if v == nil {
		if s.dyn != nil {
			sh.dropDyn(s)
		}
		return true
	}
	if v.attr&(attrReadonly|attrNoUnset) != 0 {
		what := "readonly variable"
		if v.attr&attrReadonly == 0 {
			what = "cannot unset"
		}
		if v.attr&attrReadonly != 0 {
			sh.errorf("unset: %s: cannot unset: %s", s.name, what)
		} else {
			sh.errorf("unset: %s: %s", s.name, what)
		}
		return false
	}
	sh.dropVar(s)
	return true
}

// dropVar is unset for a variable that may be read-only.
func (sh *Shell) dropVar(s *symbol) {
	v := sh.slot(s)
	if v == nil {
		return
	}
	if s.dyn != nil {
		sh.dropDyn(s)
	}
	wasExport := v.attr&attrExport != 0
	switch {
	case v.level > 0 && v.temp == notTemp && (v.level == sh.depth || sh.shopts&shoptLocalvarUnset != 0):
		n := &Var{sym: s, owner: sh.owner, level: v.level, attr: v.attr&attrHooked | attrInvisible}
		if v.attr&attrFromTemp != 0 {
			n.attr |= v.attr & (attrExport | attrFromTemp)
		}
		sh.vars[s.id] = n
	case v.level > 0 || v.temp != notTemp:
		// A local of a caller, or a temporary: what it hid comes back.
		sh.uncover(s, v)
	default:
		sh.vars[s.id] = nil
	}
	if wasExport {
		sh.envStale = true
	}
	if s.hook != nil {
		s.hook(sh)
	}
}

// validName reports whether s is a name (POSIX XBD 3.230).
//
//go:noinline
func validName(s string) bool {
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !nameByte(s[i]) {
			return false
		}
	}
	return true
}

func nameByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

//go:noinline
func itoa(n int) string { return strconv.Itoa(n) }

//go:noinline
func atoi(s string) (int, bool) {
	return numeral.Int(s)
}
