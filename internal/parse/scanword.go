package parse

import "entrysh/internal/strfn"

// scanWord returns the end of the word that begins at start. It reads quotes, expansions and compound assignments by
// bash's rules for finding their ends.
func (s *scanner) scanWord(start int) int {
	i := start
	subscript := true // the word so far is a name
	for {
		c := s.at(i)
		switch c {
		case -1, ' ', '\t', '\n', ';', '&', ')':
			return i
		case '|':
			if s.condRegexp {
				s.standIn(i)
				i++
				continue
			}
			return i
		case '\\':
			if s.at(i+1) == '\n' {
				next := s.joinLine(i)
				if s.endsWord(next) {
					return i
				}
				i = next
				continue
			}
			s.tok.quoted = true
			if i++; s.at(i) >= 0 {
				i++
			}
			subscript = false
			continue
		case '\'', '"', '`', '$':
			s.tok.quoted = true
			dollar := i
			i = s.quotedPart(i, false)
			if c == '$' && i == s.joinLine(dollar+1) && (s.at(i) == '#' || s.at(i) == '$') {
				i++
			}
			subscript = false
			continue
		case '<', '>':
			if s.at(i+1) != '(' {
				return i
			}
			s.tok.quoted = true
			i = s.command(i + 2)
			subscript = false
			continue
		case '(':
			switch {
			case s.condRegexp:
				end := s.matched(i+1, '(', ')')
				s.quoteList(span{i, end}, false)
				i = end
				s.tok.quoted = true
			case i > start && s.text[i-1] == '=' && s.takesCompound(start, i):
				start = s.moveJoins(start, i)
				if i = s.compoundAssign(start, i); s.endsWord(s.joinLine(i)) {
					return i
				}
				s.quoteLists(len(s.lists) - 1) // (a b)c is the value
				subscript = false
			default:
				return i
			}
			continue
		case '#':
			if i > start { // behind an expansion, mvdan's parser may take it for a comment
				s.standIn(i)
			}
		case '?', '*', '+', '@', '!':
			if s.at(i+1) == '(' && (s.extglob || s.condGlob) {
				if s.at(i+2) == ')' { // for mvdan's parser, this is a function
					s.insert(i+2, "''''")
				}
				end := s.matched(i+2, '(', ')')
				s.mendGlob(i+2, end-1)
				i = end
				s.tok.quoted = true
				continue
			}
			if c == '!' && i == start && s.at(i+1) == '(' { // a negation; for mvdan's parser, a pattern
				s.insert(i+1, "    ")
			}
		case '[':
			if i > start && subscript && !isDigit(s.text[start]) && !s.inCond && !s.compound &&
				s.assignPosition() {
				left := i
				i = s.matched(i+1, '[', ']')
				if n := s.at(i); n == '=' || n == '+' && s.at(i+1) == '=' {
					s.mask(left+1, i-1)
				} else { // for mvdan's parser, something is missing
					s.quoteList(span{left + 1, i - 1}, false)
					s.standIn(left)
					subscript = false
				}
				continue
			}
			if i == start && s.compound {
				i = s.elemSubscript(i)
				s.tok.quoted = true
				continue
			}
			if !s.inCond && !s.compound && strfn.IndexByte(string(s.text[start:i]), '=') > 0 && isAssign(s.text[start:i]) == 0 && s.assignPosition() {
				s.standIn(i) // or mvdan's parser takes what stands before = for a name
			}
		}
		subscript = subscript && isNameByte(byte(c))
		i++
	}
}

// moveJoins moves the backslash-newlines in the current token, which is not quoted and reaches from start to end, to
// its front, and returns its new start: mvdan's parser does not take them in or behind names and operators.
func (s *scanner) moveJoins(start, end int) int {
	token := unfold(s.text[start:end])
	if len(token) < end-start && s.edited <= start {
		for at := end - len(token); start < at; start += 2 {
			copy(s.text[start:], "\\\n")
		}
		copy(s.text[start:], token)
		s.tok.start = start
	}
	return start
}

// endsWord reports whether no word goes on at an offset.
func (s *scanner) endsWord(i int) bool {
	c := s.at(i)
	return c < 0 || strfn.IndexByte(" \t\n;&|()", byte(c)) >= 0 || (c == '<' || c == '>') && s.at(i+1) != '('
}

// nameOf returns the name with which a text begins.
func nameOf(s []byte) []byte {
	i := 0
	for i < len(s) && isNameByte(s[i]) {
		i++
	}
	return s[:i]
}

// quotedPart returns the end of the quoted string or expansion that begins at i, where one begins.
func (s *scanner) quotedPart(i int, inDouble bool) int {
	switch s.text[i] {
	case '\'':
		return s.single(i)
	case '"':
		return s.double(i)
	case '`':
		return s.backquote(i, inDouble && !s.doc)
	}
	return s.dollar(i, inDouble)
}

// single returns the end of the single-quoted string at i.
func (s *scanner) single(i int) int {
	for j := i + 1; ; j++ {
		switch s.at(j) {
		case '\'':
			return j + 1
		case -1:
			s.unclosed('\'', s.lineAt(i))
		}
	}
}

// double returns the end of the double-quoted string at i.
func (s *scanner) double(i int) int {
	s.enter()
	defer s.leave()
	for j := i + 1; ; {
		switch s.at(j) {
		case '"':
			return j + 1
		case -1:
			s.unclosed('"', s.lineAt(i))
		case '\\':
			j += 2
		case '`':
			j = s.backquote(j, true)
		case '$':
			j = s.dollar(j, true)
		default:
			j++
		}
	}
}

func (s *scanner) leave() { s.depth-- }

// dollar returns the end of the expansion at i, or of a `$` that begins none.
func (s *scanner) dollar(i int, inDouble bool) int {
	next := s.joinLine(i + 1)
	c := s.at(next)
	if next > i+1 && (c == '(' || c == '{' || c == '[' || !inDouble && (c == '\'' || c == '"') || c >= 0 && isParamStart(byte(c))) {
		// Mvdan's parser does not take a backslash-newline behind a dollar.
		joined := string(s.text[i+1 : next])
		s.edit(i, next, joined+"$")
		if c != '(' && c != '{' && c != '[' {
			if c == '\'' || c == '"' {
				return s.afterDollar(next, inDouble)
			}
			return next
		}
	}
	return s.afterDollar(next, inDouble)
}

// afterDollar returns the end of the expansion whose dollar stands before i.
func (s *scanner) afterDollar(i int, inDouble bool) int {
	switch s.at(i) {
	case '#': // no comment
		return i + 1
	case '(':
		if s.at(s.joinLine(i+1)) == '(' {
			return s.arithOrCommand(i)
		}
		return s.command(i + 1)
	case '`': // which may become $(
		if i < 2 || s.text[i-2] != '$' {
			s.standIn(i - 1)
		}
	case '[':
		end := s.matched(i+1, '[', ']')
		s.mask(i+1, end-1)
		return end
	case '{':
		return s.parameter(i, inDouble)
	case '\'':
		if inDouble {
			return i
		}
		for j := i + 1; ; j++ {
			switch s.at(j) {
			case '\'':
				return j + 1
			case '\\':
				j++
			case -1:
				s.unclosed('\'', s.lineAt(i))
			}
		}
	case '"':
		if inDouble {
			return i
		}
		return s.double(i)
	}
	return i
}

// arithOrCommand reads what begins with `$((`, of which the first parenthesis is at i. bash counts parentheses to find
// its end. It is arithmetic if the two last ones are next to each other and what is between is balanced, else a command
// substitution that begins with a subshell, which it reads when it runs it.
func (s *scanner) arithOrCommand(i int) int {
	mark := len(s.edits)
	end := s.tried(i + 1)
	inner := s.joinLine(i + 1)
	last := end - 1
	for s.text[last-1] == '\n' && s.text[last-2] == '\\' {
		last -= 2
	}
	if s.text[last-1] == ')' && s.balanced(inner+1, last-1) {
		if inner > i+1 {
			s.edit(i, inner+1, "((")
		}
		s.mask(inner+1, last-1)
		if last < end-1 {
			s.edit(last-1, end, "))")
		}
		return end
	}
	s.edits = s.edits[:mark]
	body := string(s.text[i+1 : end-1])
	sub := s.sub([]byte(body))
	sub.alias = s.innerAlias()
	if sub.scanProgram() != nil && s.text[i-1] == '$' {
		s.badCommand(i-1, end, body, body)
		return end
	}
	s.insert(i+1, "    ")
	return s.command(i + 1)
}

// balanced reports whether parentheses are balanced between two offsets.
func (s *scanner) balanced(start, end int) bool {
	text := string(s.text[start:end])
	depth := 0
	for i := 0; i < len(text); {
		switch text[i] {
		case '(':
			depth++
			i++
		case ')':
			if depth--; depth < 0 {
				return false
			}
			i++
		default:
			i = skipPart(text, i)
		}
	}
	return depth == 0
}

// tried returns the end of what may be arithmetic, from behind its opening parenthesis. It leaves aliases alone, since
// the text may have to be read again as commands.
func (s *scanner) tried(start int) int {
	alias := s.alias
	s.alias = nil
	end := s.matched(start, '(', ')')
	s.alias = alias
	return end
}

// matched returns the end of a text that is closed by right: it begins behind its opening character. Quotes and
// expansions in it are read as such. A nested left needs a right of its own.
func (s *scanner) matched(start int, left, right byte) int {
	s.enter()
	defer s.leave()
	depth := 1
	for i := start; ; {
		switch c := s.at(i); c {
		case -1:
			s.unclosed(right, s.lineAt(start))
		case int(right):
			i++
			if depth--; depth == 0 {
				return i
			}
		case int(left):
			depth++
			i++
		case '\\':
			i += 2
		case '\'', '"', '`', '$':
			i = s.quotedPart(i, false)
		default:
			i++
		}
	}
}

// compoundAssign reads name=(...), of which the parenthesis is at i.
func (s *scanner) compoundAssign(start, i int) int {
	outer, tok, last, before := s.state, s.tok, s.last, s.before
	s.enter()
	subscripted := s.text[i-2] == ']' || s.text[i-2] == '+' && s.text[i-3] == ']'
	s.state = state{compound: true, nested: outer.nested}
	s.pos = i + 1
	line := s.lineAt(i)
	for {
		s.next()
		if s.tok.kind == kEOF {
			s.fail(&SyntaxError{Line: line, Msg: eofBefore(')'), EOF: true, Incomplete: true, Discard: true})
		}
		if s.tok.kind == kRparen {
			break
		}
		if s.tok.kind != kWord && s.tok.kind != kNewline && s.tok.kind != kAssign {
			s.unexpected()
		}
		if s.tok.kind == kWord {
			s.mendValue(s.tok)
		}
	}
	end := s.pos
	s.depth--
	s.state, s.tok, s.last, s.before = outer, tok, last, before
	s.tok.quoted = true
	if subscripted { // which bash refuses only when it runs
		s.maskElement(span{start, i - 1})
	}
	s.lists = append(s.lists, span{i, end})
	return end
}

// mendValue hides the meaning that = and # have for mvdan's parser in the value of an element of a compound assignment.
func (s *scanner) mendValue(w token) {
	text := string(s.text[:w.end])
	i := w.start
	if text[i] == '[' {
		end := skipNested(text, i+1, '[', ']')
		if rest := text[end:]; strfn.HasPrefix(rest, "=") || strfn.HasPrefix(rest, "+=") {
			i = end + strfn.IndexByte(rest, '=') + 1
		}
	}
	for i < w.end {
		if c := text[i]; c == '=' || c == '#' {
			s.standIn(i)
			i++
		} else if strfn.HasPrefix(text[i:], "$#") {
			i += 2
		} else {
			i = skipPart(text, i)
		}
	}
}

// takesCompound reports whether the word before the parenthesis at i is an assignment to which a list can be assigned.
func (s *scanner) takesCompound(start, i int) bool {
	head := unfold(s.text[start:i])
	return !s.compound && len(head) > 1 && (s.assignOK || s.assignPosition()) && isAssign(head) == len(head)-1
}

// elemSubscript reads the brackets with which a word of a compound assignment begins, with what mvdan's parser needs
// for it: the [subscript] of an element, or a part of an ordinary word.
func (s *scanner) elemSubscript(i int) int {
	mark := len(s.edits)
	end := s.matched(i+1, '[', ']')
	switch {
	case s.at(end) == '=':
		s.mask(i+1, end-1)
		s.emptyValue(end + 1)
	case s.at(end) == '+' && s.at(end+1) == '=':
		s.mask(i+1, end-1)
		s.maskWith(end-1, end+2, " ]=")
		s.emptyValue(end + 2)
	default:
		s.edits = s.edits[:mark]
		s.quoteList(span{i, end}, false)
		s.standIn(i)
	}
	return end
}

// emptyValue keeps mvdan's parser from taking the next word for the value of an element that has none.
func (s *scanner) emptyValue(i int) {
	if s.endsWord(s.joinLine(i)) {
		s.insert(i, "''''")
	}
}

// mendGlob hides parentheses in quotes and expansions between two offsets in an extended pattern, where mvdan's parser counts
// them. What is in the pattern is read again from the source: see Pattern.
func (s *scanner) mendGlob(i, end int) {
	s.dropEdits(i, end)
	text := string(s.text[:end])
	for i < end {
		next := skipPart(text, i)
		if next == i+1 {
			i++
		}
		for ; i < next; i++ {
			if text[i] == '(' || text[i] == ')' {
				s.standIn(i)
			}
		}
	}
}
