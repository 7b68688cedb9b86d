package parse

// cond reads a [[ ]] command. Its errors have messages of their own.
func (s *scanner) cond() {
	outer := s.state
	s.state = state{inCond: true, nested: outer.nested}
	s.next()
	s.condOr()
	if s.tok.kind != kCondEnd {
		line := s.lineAt(s.tok.start)
		switch s.tok.kind {
		case kEOF:
			s.fail(&SyntaxError{Line: s.endLine(), Msg: "unexpected EOF while looking for `]]'", EOF: true, Incomplete: true})
		case kWord:
			s.condFail(line, "syntax error in conditional expression")
		default:
			s.condFail(line, "syntax error in conditional expression: unexpected token `"+s.condText()+"'")
		}
	}
	s.state = outer
	s.next()
}

func (s *scanner) condFail(line int, msg string) {
	s.fail(&SyntaxError{Line: line, Msg: msg, Token: s.condText(), EOF: s.tok.kind == kEOF,
		Incomplete: s.tok.kind == kEOF})
}

func (s *scanner) condText() string {
	switch s.tok.kind {
	case kNewline:
		return "newline"
	case kEOF:
		return "EOF"
	}
	return Bytes(s.tokenText())
}

func (s *scanner) condOr() {
	s.condAnd()
	for s.tok.kind == kOrOr {
		s.next()
		s.condAnd()
	}
}

func (s *scanner) condAnd() {
	s.condTerm()
	for s.tok.kind == kAndAnd {
		s.next()
		s.condTerm()
	}
}

func (s *scanner) condTerm() {
	s.enter()
	defer s.leave()
	s.newlines()
	switch s.tok.kind {
	case kLparen:
		s.next()
		if s.tok.kind == kCondEnd {
			s.condFail(s.lineAt(s.tok.start), "expected `)'")
		}
		s.condOr()
		if s.tok.kind != kRparen {
			if s.tok.kind == kWord {
				s.condFail(s.lineAt(s.tok.start), "expected `)'")
			}
			s.condFail(s.lineAt(s.tok.start), "unexpected token `"+s.condText()+"', expected `)'")
		}
		s.next()
		s.newlines()
		return
	case kWord:
	case kCondEnd:
		s.near("]]", s.tok.start)
	case kEOF:
		s.condFail(s.endLine(), "unexpected token `EOF' in conditional command")
	default:
		s.condFail(s.lineAt(s.tok.start), "unexpected token `"+s.condText()+"' in conditional command")
	}
	text := s.tokenText()
	if text == "!" {
		s.next()
		s.condTerm()
		return
	}
	if isUnaryTest(text) {
		s.next()
		if s.tok.kind != kWord {
			s.condArgument("unary")
		}
		s.next()
		s.newlines()
		return
	}
	s.next()
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
	s.next()
	s.condRegexp, s.condGlob = false, false
	if s.tok.kind != kWord {
		s.condArgument("binary")
	}
	s.next()
	s.newlines()
}

// condOperator fails because a binary operator should stand here.
func (s *scanner) condOperator() {
	line := s.lineAt(s.tok.start)
	if s.tok.kind == kEOF {
		line = s.endLine()
	}
	if s.tok.kind == kWord || s.tok.kind == kNumber {
		s.condFail(line, "conditional binary operator expected")
	}
	s.condFail(line, "unexpected token `"+s.condText()+"', conditional binary operator expected")
}

// condArgument fails because an operand should stand here.
func (s *scanner) condArgument(operator string) {
	line := s.lineAt(s.tok.start)
	if s.tok.kind == kEOF {
		line = s.endLine()
	}
	s.condFail(line, "unexpected argument `"+s.condText()+"' to conditional "+operator+" operator")
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
