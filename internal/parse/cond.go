package parse

// cond reads a [[ ]] command. Its errors have messages of their own.
func (s *scanner) cond() {
	outer := s.state
	line := s.lineAt(s.tok.start)
	s.state = state{inCond: true, nested: outer.nested, condLine: line}
	s.next()
	s.condOr()
	if s.tok.kind != kCondEnd {
		switch s.tok.kind {
		case kEOF:
			s.condFail(line, eofInCond)
		case kWord:
			s.condFail(line, "syntax error in conditional expression")
		default:
			s.condFail(line, "syntax error in conditional expression: unexpected token `"+s.condText()+"'")
		}
	}
	s.state = outer
	s.next()
}

const eofInCond = "unexpected EOF while looking for `]]'"

// condFail fails with a message, or without one.
func (s *scanner) condFail(line int, msg string) {
	e := &SyntaxError{Line: line, Msg: msg, Token: s.condText(), Kind: Test, EOF: s.tok.kind == kEOF,
		Incomplete: s.tok.kind == kEOF}
	if e.EOF || s.tok.kind == kNewline && s.at(s.tok.end) < 0 {
		e.Kind = Open
	}
	s.fail(e)
}

// condText is the current token in messages; some have no text.
func (s *scanner) condText() string {
	switch s.tok.kind {
	case kNewline:
		return "newline"
	case kEOF:
		return "EOF"
	}
	return Bytes(s.tokenText())
}

// A condPlace is where in a [[ ]] command the scanner reads a token: it decides what bash says of a token that is no
// word, or not closed.
type condPlace uint8

const (
	atTerm condPlace = iota
	atOperator
	atUnary
	atBinary
	atEnd
)

// condOpen returns what bash says after it has said that a quote is not closed.
func (s *scanner) condOpen() *SyntaxError {
	e := &SyntaxError{Line: s.endLine(), Kind: Test}
	switch s.place {
	case atTerm:
		e.Msg = "unexpected token `\xff' in conditional command"
	case atOperator:
		e.Msg = "conditional binary operator expected"
	case atUnary:
		e.Msg = "unexpected argument to conditional unary operator"
	case atBinary:
		e.Msg = "unexpected argument to conditional binary operator"
	case atEnd:
		e.Line, e.Msg = s.condLine, eofInCond
	}
	return e
}

// condNext reads the next token, of which the place is given.
//
//go:noinline
func (s *scanner) condNext(place condPlace) {
	s.place = place
	s.next()
}

func (s *scanner) condOr() {
	s.condAnd()
	for s.tok.kind == kOrOr {
		s.condNext(atTerm)
		s.condAnd()
	}
}

func (s *scanner) condAnd() {
	s.condTerm()
	for s.tok.kind == kAndAnd {
		s.condNext(atTerm)
		s.condTerm()
	}
}

func (s *scanner) condTerm() {
	s.enter()
	defer s.leave()
	s.newlines()
	switch s.tok.kind {
	case kLparen:
		s.condGroup()
		return
	case kWord:
	case kCondEnd:
		s.condFail(s.lineAt(s.tok.start), "")
	case kEOF:
		s.condFail(s.endLine(), "unexpected token `EOF' in conditional command")
	case kNumber:
		s.condFail(s.lineAt(s.tok.start), "unexpected token 284 in conditional command")
	case kRedirVar:
		s.condFail(s.lineAt(s.tok.start), "unexpected token 283 in conditional command")
	default:
		s.condFail(s.lineAt(s.tok.start), "unexpected token `"+s.condText()+"' in conditional command")
	}
	text := s.tokenText()
	if text == "!" {
		s.condNext(atTerm)
		s.condTerm()
		return
	}
	if isUnaryTest(text) {
		s.condNext(atUnary)
		if s.tok.kind != kWord {
			s.condArgument("unary")
		}
		s.condNext(atEnd)
		s.newlines()
		return
	}
	s.condNext(atOperator)
	regexp, glob := false, false
	switch s.tok.kind {
	case kRedir:
		if op := s.tokenText(); op != "<" && op != ">" {
			s.condOperator()
		}
	case kWord:
		switch op := s.tokenText(); op {
		case "=~":
			regexp = true
		case "=", "==", "!=":
			glob = true
		case "-nt", "-ot", "-ef", "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
		default:
			s.condOperator()
		}
	case kCondEnd, kAndAnd, kOrOr, kRparen:
		return
	default:
		s.condOperator()
	}
	s.condRegexp, s.condGlob = regexp, glob
	s.condNext(atBinary)
	s.condRegexp, s.condGlob = false, false
	switch s.tok.kind {
	case kWord:
	case kEOF, kNewline, kCondEnd, kLparen, kAndAnd, kOrOr:
		s.condArgument("binary")
	default:
		if !regexp {
			s.condArgument("binary")
		}
		// An empty regular expression comes before the operator.
		s.condFail(s.condLine, "syntax error in conditional expression: unexpected token `"+s.condText()+"'")
	}
	s.condNext(atEnd)
	s.newlines()
}

// condGroup reads an expression in parentheses. After an error in it bash misses its end too.
func (s *scanner) condGroup() {
	line, nested := s.lineAt(s.tok.start), s.nested
	done := false
	defer func() {
		if v := recover(); v != nil {
			if e, ok := v.(*SyntaxError); ok && !done && e.Kind != Grammar && (nested || !e.Nested) {
				missing := &SyntaxError{Line: line, Msg: "expected `)'", Kind: Test}
				if e.Msg == "" {
					missing.Nested = e.Nested
					*e = *missing
				} else {
					e.then(missing)
				}
			}
			panic(v)
		}
	}()
	s.condNext(atTerm)
	s.condOr()
	done = true
	if s.tok.kind != kRparen {
		if s.tok.kind == kWord {
			s.condFail(line, "expected `)'")
		}
		s.condFail(line, "unexpected token `"+s.condText()+"', expected `)'")
	}
	s.condNext(atEnd)
	s.newlines()
}

// condOperator fails because a binary operator should stand here.
func (s *scanner) condOperator() {
	line := s.lineAt(s.tok.start)
	if s.tok.kind == kEOF {
		line = s.endLine()
	}
	switch s.tok.kind {
	case kWord, kNumber, kRedirVar:
		s.condFail(line, "conditional binary operator expected")
	}
	s.condFail(line, "unexpected token `"+s.condText()+"', conditional binary operator expected")
}

// condArgument fails because an operand should stand here.
func (s *scanner) condArgument(operator string) {
	line := s.lineAt(s.tok.start)
	what := " `" + s.condText() + "'"
	switch s.tok.kind {
	case kEOF:
		line = s.endLine()
	case kNumber, kRedirVar:
		what = ""
	}
	s.condFail(line, "unexpected argument"+what+" to conditional "+operator+" operator")
}

func isUnaryTest(s string) bool {
	if len(s) != 2 || s[0] != '-' {
		return false
	}
	switch s[1] {
	case 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k', 'n', 'o', 'p', 'r', 's', 't', 'u', 'v', 'w', 'x', 'z', 'G', 'L',
		'N', 'O', 'R', 'S':
		return true
	}
	return false
}
