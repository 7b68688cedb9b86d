package arith

// A token is what the lexer tells the parser; its details are in the parser's
// fields.
type token uint8

const (
	tEOF     token = iota
	tNum           // num
	tName          // v
	tParam         // param
	tBin           // op: a binary operator; + and - may turn out unary
	tAssign        // op: OpNone for =
	tNot           // !
	tBitNot        // ~
	tLparen        // (
	tRparen        // )
	tQuest         // ?
	tColon         // :
	tComma         // ,
	tPreInc        // ++ or -- before a name; delta
	tPostInc       // ++ or -- after a name; delta
)

// next reads the next token. At the end of the text pos stays on the last one,
// which is the one that bash shows. A mistake sets err and ends the text.
func (p *parser) next() {
	if p.err != nil {
		p.tok = tEOF
		return
	}
	prev := p.tok
	s, i := p.s, p.off
	for i < len(s) && blank(s[i]) {
		i++
	}
	if i == len(s) {
		p.off, p.tok = i, tEOF
		return
	}
	last := p.pos
	p.pos = i
	c := s[i]
	switch {
	case '0' <= c && c <= '9':
		p.number(i)
		return
	case nameStart(c):
		p.varName(i)
		return
	case c == mark && p.template:
		p.param(i, "", last, prev)
		return
	}
	var d byte // what follows c
	if i+1 < len(s) {
		d = s[i+1]
	}
	p.off = i + 1
	switch c {
	case '(':
		p.tok = tLparen
	case ')':
		p.tok = tRparen
	case '?':
		p.tok = tQuest
	case ':':
		p.tok = tColon
	case ',':
		p.tok = tComma
	case '~':
		p.tok = tBitNot
	case '!':
		p.tok = tNot
		if d == '=' {
			p.binary2(OpNe)
		}
	case '=':
		p.tok, p.op = tAssign, OpNone
		if d == '=' {
			p.binary2(OpEq)
		}
	case '+', '-':
		p.plusMinus(c, d, prev)
	case '*':
		p.operator(OpMul)
		if d == '*' {
			p.binary2(OpPow)
		} else if d == '=' {
			p.assign1()
		}
	case '/':
		p.operator(OpDiv)
	case '%':
		p.operator(OpRem)
	case '^':
		p.operator(OpXor)
	case '&':
		p.operator(OpAnd)
		if d == '&' {
			p.binary2(OpAndAnd)
		}
	case '|':
		p.operator(OpOr)
		if d == '|' {
			p.binary2(OpOrOr)
		}
	case '<':
		p.angle(d, OpLt, OpLe, OpShl)
	case '>':
		p.angle(d, OpGt, OpGe, OpShr)
	default:
		if prev == tNum || prev == tName || prev == tPostInc {
			p.mistake(msgOperator, i)
		} else {
			p.mistake(msgOperand, i)
		}
		return
	}
	switch c {
	case '/', '%', '^', '&', '|':
		if d == '=' {
			p.assign1()
		}
	}
}

// operator makes the current token the one-byte operator op.
func (p *parser) operator(op Op) { p.tok, p.op = tBin, op }

// binary2 makes the current token the two-byte operator op.
func (p *parser) binary2(op Op) {
	p.tok, p.op = tBin, op
	p.off = p.pos + 2
}

// assign1 adds the = to the current operator.
func (p *parser) assign1() {
	p.tok = tAssign
	p.off++
}

// angle reads an operator that starts with < or >, followed by d.
//
//go:noinline
func (p *parser) angle(d byte, one, equal, shift Op) {
	p.operator(one)
	switch d {
	case '=':
		p.binary2(equal)
	case p.s[p.pos]:
		p.binary2(shift)
		if p.off < len(p.s) && p.s[p.off] == '=' {
			p.assign1()
		}
	}
}

// plusMinus reads an operator that starts with c, which is + or -, followed by
// d. Doubled, it changes the name before it or the name after it; elsewhere it
// is two operators, of which this is the first.
func (p *parser) plusMinus(c, d byte, prev token) {
	p.delta = 1
	p.operator(OpAdd)
	if c == '-' {
		p.delta = -1
		p.operator(OpSub)
	}
	switch d {
	case c:
		if prev == tName {
			p.tok = tPostInc
			p.off++
			return
		}
		i := p.off + 1
		for i < len(p.s) && blank(p.s[i]) {
			i++
		}
		if i < len(p.s) && nameStart(p.s[i]) {
			p.tok = tPreInc
			p.off++
		}
	case '=':
		p.assign1()
	case mark:
		p.afterName = prev == tName
	}
}

// number reads the number at i.
func (p *parser) number(i int) {
	end := i + 1
	for end < len(p.s) && numeric(p.s[end]) {
		end++
	}
	s := p.s[i:end]
	if p.template && end < len(p.s) && p.s[end] == mark {
		p.param(end, s, i, tEOF)
		return
	}
	v, msg := constant(s)
	if msg != "" {
		p.err = &Error{Expr: p.s[:end], Msg: msg, Token: s}
		p.tok = tEOF
		return
	}
	p.tok, p.num, p.off = tNum, v, end
}

// varName reads the name at i and the subscript right behind it.
func (p *parser) varName(i int) {
	end := i + 1
	for end < len(p.s) && nameByte(p.s[end]) {
		end++
	}
	v := &Var{Name: p.s[i:end], Pos: i}
	if end < len(p.s) {
		switch p.s[end] {
		case '[':
			n := bracketed(p.s[end+1:])
			if n < 0 {
				p.mistake(msgSubscript, i)
				return
			}
			v.HasSub = true
			v.Sub = p.s[end+1 : end+1+n]
			end += n + 2
			if !p.peeking {
				v.SubExpr = p.subscript(v.Sub)
			}
		case mark:
			p.unfit = true
		}
	}
	p.nodes++
	p.tok, p.v, p.off = tName, v, end
}

// subscript parses the text of a subscript; nil if it is no expression.
func (p *parser) subscript(sub string) Expr {
	if sub == "" || p.depth >= maxDepth {
		return nil
	}
	q := parser{s: trimBlank(sub), template: p.template, depth: p.depth + 1, nodes: p.nodes}
	e := q.parse()
	p.nodes = q.nodes
	if q.unfit || q.err != nil {
		if p.template && hasMark(sub) {
			p.unfit = true
		}
		return nil
	}
	return e
}

// bracketed is the length of the text in s before the ] that ends a subscript,
// or -1. Brackets nest; quoted text and expansions are passed over whole.
func bracketed(s string) int {
	for i := 0; i < len(s); {
		if s[i] == ']' {
			return i
		}
		n := skip(s[i:], 0)
		if n < 0 {
			return -1
		}
		i += n
	}
	return -1
}

// skip is the length of the unit at the start of s: a byte, an escaped byte, a
// quoted text, an expansion, or bracketed text. -1 if its end is missing.
func skip(s string, depth int) int {
	if depth > maxDepth {
		return -1
	}
	end := byte(0)
	i := 1
	switch s[0] {
	case '\\':
		if len(s) < 2 {
			return -1
		}
		return 2
	case '\'':
		for ; i < len(s); i++ {
			if s[i] == '\'' {
				return i + 1
			}
		}
		return -1
	case '"', '`':
		end = s[0]
	case '[':
		end = ']'
	case '$':
		if len(s) < 2 || s[1] != '(' && s[1] != '{' {
			return 1
		}
		end = ')'
		if s[1] == '{' {
			end = '}'
		}
		i = 2
	default:
		return 1
	}
	for i < len(s) {
		if s[i] == end {
			return i + 1
		}
		n := 1
		switch c := s[i]; {
		case c == '\\' || c == '`' || c == '$':
			n = skip(s[i:], depth+1)
		case end == '"' || end == '`':
		case c == '\'' || c == '"' || c == '[' && end == ']':
			n = skip(s[i:], depth+1)
		}
		if n < 0 {
			return -1
		}
		i += n
	}
	return -1
}

// trimBlank is s without leading spaces and tabs; a newline stays, as in bash's
// messages.
//
//go:noinline
func trimBlank(s string) string {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	return s
}
