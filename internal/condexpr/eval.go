// Package condexpr evaluates conditional expressions: the test and [ builtins (POSIX XCU test; bash manual 4.1 and
// 6.4), and the primaries that [[ ]] shares with them.
package condexpr

import "errors"

// Env is what an expression asks of the shell.
type Env interface {
	// Path returns the name to give to the kernel for a file name: relative ones made absolute where the shell's
	// directory is not the process's, /dev/fd/N, /dev/stdin and the like those of the shell's descriptors. "" stands
	// for a file that does not exist.
	Path(name string) string
	// Isatty reports whether the shell's descriptor fd is a terminal (-t).
	Isatty(fd int) bool
	// VarSet reports whether a variable or an element of an array is set (-v).
	VarSet(name string) bool
	// IsNameref reports whether name is a variable that is a name reference (-R).
	IsNameref(name string) bool
	// Option reports whether the shell option of set -o is on (-o).
	Option(name string) bool
}

// Eval evaluates the operands of test, or those of [ without the bracket that closes it. Up to four of them are
// taken by number, as POSIX has it; more follow the grammar of -o, -a, !, parentheses and primaries, in which all
// parts are evaluated. The text of an error is as bash prints it after "test: "; the status is 2 then.
func Eval(args []string, env Env) (result bool, err error) {
	switch len(args) {
	case 0:
		return false, nil
	case 1:
		return args[0] != "", nil
	}
	p := parser{args: args, env: env}
	result = p.byNumber()
	if p.err == nil && p.pos < len(args) {
		if rest := args[p.pos]; rest != "" && rest[0] == '-' {
			p.fail("syntax error: `" + rest + "' unexpected")
		} else {
			p.fail("too many arguments")
		}
	}
	return result && p.err == nil, p.err
}

type parser struct {
	args  []string
	pos   int
	depth int // of parentheses
	env   Env
	err   error
}

//go:noinline
func (p *parser) fail(text string) bool {
	if p.err == nil {
		p.err = errors.New(text)
	}
	p.pos = len(p.args)
	return false
}

// is reports whether operand i is s.
//
//go:noinline
func (p *parser) is(i int, s string) bool { return i < len(p.args) && p.args[i] == s }

// byNumber evaluates two operands or more by their number.
func (p *parser) byNumber() bool {
	switch n := len(p.args); {
	case n == 2:
		return p.two(0)
	case n == 3:
		return p.three(0)
	case n == 4 && p.is(0, "!"):
		return !p.three(1)
	case n == 4 && p.is(0, "(") && p.is(3, ")"):
		return p.two(1)
	}
	return p.or()
}

// two evaluates the two operands at i, which are all that count.
func (p *parser) two(i int) bool {
	op, arg := p.args[i], p.args[i+1]
	p.pos = len(p.args)
	if op == "!" {
		return arg == ""
	}
	if !IsUnary(op) {
		return p.fail(op + ": unary operator expected")
	}
	return Unary(op[1], arg, p.env)
}

// three evaluates the three operands at i, which are all that count.
func (p *parser) three(i int) bool {
	a, op, b := p.args[i], p.args[i+1], p.args[i+2]
	p.pos = len(p.args)
	switch {
	case IsBinary(op):
		return p.binary(op, a, b)
	case op == "-a":
		return a != "" && b != ""
	case op == "-o":
		return a != "" || b != ""
	case a == "!":
		return !p.two(i + 1)
	case a == "(" && b == ")":
		return op != ""
	}
	return p.fail(op + ": binary operator expected")
}

func (p *parser) or() bool {
	v := p.and()
	for p.is(p.pos, "-o") {
		p.pos++
		w := p.and()
		v = v || w
	}
	return v
}

func (p *parser) and() bool {
	v := p.term()
	for p.is(p.pos, "-a") {
		p.pos++
		w := p.term()
		v = v && w
	}
	return v
}

// term evaluates a negation, what stands in parentheses, or a primary.
func (p *parser) term() bool {
	negate := false
	for p.is(p.pos, "!") {
		negate = !negate
		p.pos++
	}
	if p.pos >= len(p.args) {
		return p.fail("argument expected")
	}
	return p.primary() != negate
}

func (p *parser) primary() bool {
	op := p.args[p.pos]
	if op == "(" {
		return p.parenthesis()
	}
	if p.pos+3 <= len(p.args) && IsBinary(p.args[p.pos+1]) {
		p.pos += 3
		return p.binary(p.args[p.pos-2], op, p.args[p.pos-1])
	}
	p.pos++
	if p.pos == len(p.args) || !IsUnary(op) {
		return op != "" // a string, whatever it looks like
	}
	arg := p.args[p.pos]
	if _, ok := ParseInt(arg); op == "-t" && !ok {
		return false // bash leaves the operand where it is
	}
	p.pos++
	return Unary(op[1], arg, p.env)
}

// Unclosed is the error that a parenthesis is not closed where the operands end.
const Unclosed = "`)' expected"

// maxDepth bounds nested parentheses.
const maxDepth = 10000

func (p *parser) parenthesis() bool {
	if p.depth++; p.depth > maxDepth {
		return p.fail("expression nested too deeply")
	}
	p.pos++
	v := p.or()
	p.depth--
	switch {
	case p.err != nil:
		return false
	case p.pos >= len(p.args):
		return p.fail(Unclosed)
	case p.args[p.pos] != ")":
		return p.fail("`)' expected, found " + p.args[p.pos])
	}
	p.pos++
	return v
}

// binary applies a binary primary.
func (p *parser) binary(op, a, b string) bool {
	switch op {
	case "=", "==":
		return a == b
	case "!=":
		return a != b
	case "<":
		return a < b
	case ">":
		return a > b
	case "-nt", "-ot", "-ef":
		return FileCompare(op, a, b, p.env)
	}
	x, ok := ParseInt(a)
	if !ok {
		return p.fail(a + ": integer expression expected")
	}
	y, ok := ParseInt(b)
	if !ok {
		return p.fail(b + ": integer expression expected")
	}
	return IntCompare(op, x, y)
}
