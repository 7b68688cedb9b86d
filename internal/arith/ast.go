// Package arith is shell arithmetic: the expressions of $((…)), ((…)), let,
// array subscripts and integer variables (bash manual 6.5 "Shell Arithmetic",
// POSIX XCU 2.6.4 "Arithmetic Expansion").
//
// Values are int64 and wrap around. Parse turns a text into a tree; Eval runs
// a tree against an Env that holds the variables. The tree is exported so that
// a caller can compile it to a form of its own.
//
// bash evaluates while it reads, so that what stands before a mistake has
// already been done when the mistake is reported. The tree keeps that order:
// a mistake is a node (Fail) at the place where bash would stop.
package arith

import "entrysh/internal/nocmp"

// An Expr is a node of an expression: *Num, *Var, *Unary, *Binary, *Logic,
// *Cond, *Assign, *IncDec, *Comma, *Fail or, from ParseTemplate only, *Param.
// Nodes are never changed after parsing.
type Expr interface{ expr() }

// Num is a constant, or an operation on constants done while parsing.
type Num struct{ Val int64 }

// Var is a variable, or an element of one.
type Var struct {
	_      nocmp.Mark
	Name   string
	HasSub bool   // Name[Sub]
	Sub    string // the text between the brackets as it stands: not expanded, perhaps no expression (the key of an associative array)
	// SubExpr is Sub parsed as an expression, for indexed arrays; nil when Sub
	// is empty or does not parse.
	SubExpr Expr
	// Pos is the offset of Name in the text, leading blanks of which do not count.
	Pos int
}

// Unary is Op X; Op is OpNeg, OpNot or OpBitNot. Unary plus leaves no node.
type Unary struct {
	_  nocmp.Mark
	Op Op
	X  Expr
}

// Binary is X Op Y: X first, then Y.
type Binary struct {
	_    nocmp.Mark
	Op   Op
	X, Y Expr
	// Bad is the error of a right operand that Op cannot take: 0 for OpDiv and
	// OpRem, a negative one for OpPow. Nil when that cannot happen.
	Bad *Error
}

// Logic is X && Y or X || Y; its value is 0 or 1, and Y is evaluated only
// where X does not decide.
type Logic struct {
	_    nocmp.Mark
	Op   Op // OpAndAnd or OpOrOr
	X, Y Expr
}

// Cond is C ? T : F.
type Cond struct {
	_       nocmp.Mark
	C, T, F Expr
}

// Assign is L = X (Op is OpNone) or L Op= X. With an operator the old value of
// L is read before X is evaluated; the subscript of L is evaluated once, with
// OpNone after X.
type Assign struct {
	_   nocmp.Mark
	Op  Op
	L   *Var
	X   Expr
	Bad *Error // as in Binary
}

// IncDec is L++, L--, ++L or --L.
type IncDec struct {
	_     nocmp.Mark
	L     *Var
	Delta int64 // 1 or -1
	Post  bool  // the value is that before the change
}

// Comma evaluates X, then Y, and has the value of Y.
type Comma struct {
	_    nocmp.Mark
	X, Y Expr
}

// Fail is where evaluation stops with an error: what Parse found wrong.
type Fail struct{ Err *Error }

func (*Num) expr()    {}
func (*Var) expr()    {}
func (*Unary) expr()  {}
func (*Binary) expr() {}
func (*Logic) expr()  {}
func (*Cond) expr()   {}
func (*Assign) expr() {}
func (*IncDec) expr() {}
func (*Comma) expr()  {}
func (*Fail) expr()   {}
func (*Param) expr()  {}

// An Op is an operator.
type Op uint8

const (
	OpNone   Op = iota
	OpOrOr      // ||
	OpAndAnd    // &&
	OpOr        // |
	OpXor       // ^
	OpAnd       // &
	OpEq        // ==
	OpNe        // !=
	OpLt        // <
	OpLe        // <=
	OpGt        // >
	OpGe        // >=
	OpShl       // <<
	OpShr       // >>
	OpAdd       // +
	OpSub       // -
	OpMul       // *
	OpDiv       // /
	OpRem       // %
	OpPow       // **
	OpNeg       // -x
	OpNot       // !x
	OpBitNot    // ~x
)

// String gives the operator's sign.
func (op Op) String() string {
	switch op {
	case OpOrOr:
		return "||"
	case OpAndAnd:
		return "&&"
	case OpOr:
		return "|"
	case OpXor:
		return "^"
	case OpAnd:
		return "&"
	case OpEq:
		return "=="
	case OpNe:
		return "!="
	case OpLt:
		return "<"
	case OpLe:
		return "<="
	case OpGt:
		return ">"
	case OpGe:
		return ">="
	case OpShl:
		return "<<"
	case OpShr:
		return ">>"
	case OpAdd:
		return "+"
	case OpSub, OpNeg:
		return "-"
	case OpMul:
		return "*"
	case OpDiv:
		return "/"
	case OpRem:
		return "%"
	case OpPow:
		return "**"
	case OpNot:
		return "!"
	case OpBitNot:
		return "~"
	}
	return ""
}

// prec is how tightly a binary operator binds; 0 for others.
func (op Op) prec() int {
	switch op {
	case OpOrOr:
		return 1
	case OpAndAnd:
		return 2
	case OpOr:
		return 3
	case OpXor:
		return 4
	case OpAnd:
		return 5
	case OpEq, OpNe:
		return 6
	case OpLt, OpLe, OpGt, OpGe:
		return 7
	case OpShl, OpShr:
		return 8
	case OpAdd, OpSub:
		return 9
	case OpMul, OpDiv, OpRem:
		return 10
	case OpPow:
		return 11
	}
	return 0
}

// Apply is x op y for a binary operator, with wrap-around; for a unary one the
// operand is x. A shift takes the low six bits of its count. The caller has
// seen to it that y is not 0 for OpDiv and OpRem, nor negative for OpPow; if it
// is, the result is 0.
func Apply(op Op, x, y int64) int64 {
	switch op {
	case OpAdd:
		return x + y
	case OpSub:
		return x - y
	case OpMul:
		return x * y
	case OpDiv:
		if y == 0 {
			return 0
		}
		return x / y
	case OpRem:
		if y == 0 {
			return 0
		}
		return x % y
	case OpPow:
		return pow(x, y)
	case OpShl:
		return x << (uint64(y) & 63)
	case OpShr:
		return x >> (uint64(y) & 63)
	case OpAnd:
		return x & y
	case OpXor:
		return x ^ y
	case OpOr:
		return x | y
	case OpLt:
		return truth(x < y)
	case OpLe:
		return truth(x <= y)
	case OpGt:
		return truth(x > y)
	case OpGe:
		return truth(x >= y)
	case OpEq:
		return truth(x == y)
	case OpNe:
		return truth(x != y)
	case OpAndAnd:
		return truth(x != 0 && y != 0)
	case OpOrOr:
		return truth(x != 0 || y != 0)
	case OpNeg:
		return -x
	case OpNot:
		return truth(x == 0)
	case OpBitNot:
		return ^x
	}
	return 0
}

// invalid reports whether y is a right operand that op cannot take.
func (op Op) invalid(y int64) bool {
	switch op {
	case OpDiv, OpRem:
		return y == 0
	case OpPow:
		return y < 0
	}
	return false
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func pow(x, y int64) int64 {
	if y < 0 {
		return 0
	}
	v := int64(1)
	for y > 0 {
		if y&1 != 0 {
			v *= x
		}
		x *= x
		y >>= 1
	}
	return v
}
