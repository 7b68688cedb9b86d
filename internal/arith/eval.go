package arith

// An Env holds the variables. An error that it returns ends the evaluation and
// is what Eval returns.
type Env interface {
	// Get is the value of a variable, "" if it is unset.
	Get(name string) (string, error)
	// GetInt is the value of a variable that is known to hold an integer.
	GetInt(name string) (v int64, ok bool)
	// Set assigns to a variable.
	Set(name string, v int64) error
	// GetSub is the value of name[sub]; sub is the text between the brackets.
	GetSub(name, sub string) (string, error)
	// SetSub assigns to name[sub].
	SetSub(name, sub string, v int64) error
}

// A SubResolver is an Env that can evaluate a subscript once for an operation
// that both reads and assigns, as a[i++] += 1 does. The result is used in
// GetSub and SetSub instead of sub.
type SubResolver interface {
	ResolveSub(name, sub string) (string, error)
}

// A Nester is an Env whose methods call EvalString (for subscripts, say). Its
// Nesting is then counted through those calls, so that a subscript that refers
// to itself ends with an error.
type Nester interface{ Nesting() *Nesting }

// Nesting counts the texts under evaluation: an expression, the value of a
// variable in it, and so on.
type Nesting struct{ texts, nodes int }

// Up to this many texts nest; bash has the same bound.
const maxTexts = 1024

// Eval is the value of e. Variables whose value is not a number are evaluated
// as expressions in their turn. The error is an *Error or comes from env.
func Eval(e Expr, env Env) (int64, error) {
	ev := evaluator{env: env}
	if ev.room() { // else what comes first in e finds that out
		ev.nesting.texts++
		defer func() { ev.nesting.texts-- }()
	}
	return ev.eval(e)
}

// EvalString is the value of the expression s, 0 if it is blank.
func EvalString(s string, env Env) (int64, error) {
	if v, ok := ParseInt(s); ok {
		return v, nil
	}
	if s == "" {
		return 0, nil
	}
	ev := evaluator{env: env}
	s = trimBlank(s)
	if !ev.room() {
		return 0, &Error{Expr: s, Msg: msgRecursion, Token: s}
	}
	return ev.text(s)
}

type evaluator struct {
	env     Env
	src     string   // the text that is being evaluated, if known
	nesting *Nesting // nil until needed
}

// room reports whether one more text can be evaluated.
func (ev *evaluator) room() bool {
	if ev.nesting == nil {
		if n, ok := ev.env.(Nester); ok {
			ev.nesting = n.Nesting()
		}
		if ev.nesting == nil {
			ev.nesting = new(Nesting)
		}
	}
	return ev.nesting.texts < maxTexts && ev.nesting.nodes <= maxNodes
}

// text evaluates s, for which there is room.
func (ev *evaluator) text(s string) (int64, error) {
	p := parser{s: trimBlank(s)}
	e := p.parse()
	outer := ev.src
	ev.src = p.s
	ev.nesting.texts++
	ev.nesting.nodes += p.nodes
	v, err := ev.eval(e)
	ev.nesting.nodes -= p.nodes
	ev.nesting.texts--
	ev.src = outer
	return v, err
}

func (ev *evaluator) eval(e Expr) (int64, error) {
	switch e := e.(type) {
	case *Num:
		return e.Val, nil
	case *Var:
		return ev.load(e, e.Sub)
	case *Binary:
		x, err := ev.eval(e.X)
		if err != nil {
			return 0, err
		}
		y, err := ev.eval(e.Y)
		if err != nil {
			return 0, err
		}
		if e.Bad != nil && e.Op.invalid(y) {
			return 0, e.Bad
		}
		return Apply(e.Op, x, y), nil
	case *Unary:
		x, err := ev.eval(e.X)
		if err != nil {
			return 0, err
		}
		return Apply(e.Op, x, 0), nil
	case *Logic:
		x, err := ev.eval(e.X)
		if err != nil {
			return 0, err
		}
		if (x != 0) == (e.Op == OpOrOr) {
			return truth(x != 0), nil
		}
		y, err := ev.eval(e.Y)
		if err != nil {
			return 0, err
		}
		return truth(y != 0), nil
	case *Cond:
		c, err := ev.eval(e.C)
		if err != nil {
			return 0, err
		}
		if c != 0 {
			return ev.eval(e.T)
		}
		return ev.eval(e.F)
	case *Assign:
		return ev.assign(e)
	case *IncDec:
		sub, err := ev.resolve(e.L)
		if err != nil {
			return 0, err
		}
		old, err := ev.load(e.L, sub)
		if err != nil {
			return 0, err
		}
		v := old + e.Delta
		if err := ev.store(e.L, sub, v); err != nil {
			return 0, err
		}
		if e.Post {
			return old, nil
		}
		return v, nil
	case *Comma:
		if _, err := ev.eval(e.X); err != nil {
			return 0, err
		}
		return ev.eval(e.Y)
	case *Fail:
		return 0, e.Err
	}
	return 0, &Error{Expr: ev.src, Msg: "a template cannot be evaluated"}
}

func (ev *evaluator) assign(e *Assign) (int64, error) {
	if e.Op == OpNone {
		v, err := ev.eval(e.X)
		if err != nil {
			return 0, err
		}
		return v, ev.store(e.L, e.L.Sub, v)
	}
	sub, err := ev.resolve(e.L)
	if err != nil {
		return 0, err
	}
	x, err := ev.load(e.L, sub)
	if err != nil {
		return 0, err
	}
	y, err := ev.eval(e.X)
	if err != nil {
		return 0, err
	}
	if e.Bad != nil && e.Op.invalid(y) {
		return 0, e.Bad
	}
	v := Apply(e.Op, x, y)
	return v, ev.store(e.L, sub, v)
}

// resolve is the subscript to use for reading and then assigning to v.
func (ev *evaluator) resolve(v *Var) (string, error) {
	if v.HasSub {
		if r, ok := ev.env.(SubResolver); ok {
			return r.ResolveSub(v.Name, v.Sub)
		}
	}
	return v.Sub, nil
}

// load is the value of v, whose subscript is sub.
func (ev *evaluator) load(v *Var, sub string) (int64, error) {
	var s string
	var err error
	if v.HasSub {
		s, err = ev.env.GetSub(v.Name, sub)
	} else {
		if n, ok := ev.env.GetInt(v.Name); ok {
			return n, nil
		}
		s, err = ev.env.Get(v.Name)
	}
	if err != nil {
		return 0, err
	}
	if s == "" {
		return 0, nil
	}
	full := ev.nesting != nil && !ev.room()
	if n, ok := ParseInt(s); ok && !full {
		return n, nil
	}
	if full || !ev.room() {
		src, at := ev.src, v.Pos
		if src == "" {
			src, at = v.Name, 0
		}
		return 0, &Error{Expr: src, Msg: msgRecursion, Token: src[at:], Inner: v.HasSub}
	}
	return ev.text(s)
}

func (ev *evaluator) store(v *Var, sub string, n int64) error {
	if v.HasSub {
		return ev.env.SetSub(v.Name, sub, n)
	}
	return ev.env.Set(v.Name, n)
}
