package interp

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// An operand is what declare and its like work on.
type operand struct {
	_      nocmp.Mark
	text   string
	name   string
	sub    string
	hasSub bool
	word   bool // written as an assignment
	isSet  bool // has a value
	append bool
	val    string
	array  *arrayValue
}

// parseOperand reads name, name=value, name+=value or name[sub]=value.
func parseOperand(s string) operand {
	o := operand{text: s}
	n := assignmentPrefix2(s)
	if n == 0 {
		o.name = s
		if b, sub, ok := splitSubscript(s); ok {
			o.name, o.sub, o.hasSub = b, sub, true
		}
		return o
	}
	o.isSet = true
	o.name, o.val = s[:n-1], s[n:]
	if strfn.HasSuffix(o.name, "+") {
		o.append = true
		o.name = o.name[:len(o.name)-1]
	}
	if b, sub, ok := splitSubscript(o.name); ok {
		o.name, o.sub, o.hasSub = b, sub, true
	}
	return o
}

// assignmentPrefix2 is the length of what comes before the value, = included;
// the = may not be within a subscript.
func assignmentPrefix2(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[':
			depth++
		case ']':
			depth--
		case '=':
			if depth <= 0 {
				return i + 1
			}
		}
	}
	return 0
}

// declaredSub reports whether the operand's subscript can be one.
func (sh *Shell) declaredSub(o *operand) bool {
	if !o.word || sh.shopts&shoptAssocExpandOnce == 0 {
		return o.sub != "" && closedSubscript(o.sub)
	}
	return sh.validSub(o.name, o.sub, false)
}
