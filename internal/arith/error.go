package arith

import "entrysh/internal/nocmp"

// An Error is a mistake in an expression or one met while evaluating it, in
// the words of bash 5.2.
type Error struct {
	_     nocmp.Mark
	Expr  string // the text being evaluated, without leading blanks
	Msg   string // what is wrong
	Token string // the text from the last token read on; "" if there is none to show

	Inner bool // in a subscript, which bash evaluates on its own

	unsigned bool // Token starts with a marked place (see Fill), of whose value the sign is a token of its own
}

// Error is what bash prints after "script: line N: " (and the name of the
// builtin, if one was evaluating).
func (e *Error) Error() string {
	s := e.Expr + ": " + e.Msg
	if e.Token != "" {
		s += " (error token is \"" + e.Token + "\")"
	}
	return s
}

// What bash says, one constant for each mistake.
const (
	msgOperand   = "syntax error: operand expected"
	msgOperator  = "syntax error: invalid arithmetic operator"
	msgTrailing  = "syntax error in expression"
	msgParen     = "missing `)'"
	msgColon     = "`:' expected for conditional expression"
	msgExpected  = "expression expected"
	msgTarget    = "attempted assignment to non-variable"
	msgLvalue    = "assignment requires lvalue"
	msgDivision  = "division by 0"
	msgExponent  = "exponent less than 0"
	msgSubscript = "bad array subscript"
	msgRecursion = "expression recursion level exceeded"
	msgBase      = "invalid arithmetic base"
	msgNumber    = "invalid number"
	msgConstant  = "invalid integer constant"
	msgDigit     = "value too great for base"
)
