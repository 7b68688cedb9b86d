package parse

import "bytes"

// The grammar of POSIX XCU 2.10.2 with bash's additions, as a recursive descent. Each function finds its first token
// in s.tok and leaves the token behind its construct there.

// completeCommand reads a list up to its newline or the end of the text. It reports whether there was a command.
func (s *scanner) completeCommand() bool {
	s.tok.kind = kNewline
	s.next()
	if s.tok.kind == kNewline || s.tok.kind == kEOF {
		return false
	}
	for {
		s.andOr()
		switch s.tok.kind {
		case kNewline, kEOF:
			return true
		case kSemi, kAnd:
			s.next()
			if s.tok.kind == kNewline || s.tok.kind == kEOF {
				return true
			}
			if !s.beginsCommand() {
				s.unexpectedInList()
			}
		default:
			s.unexpectedInList()
		}
	}
}

// unexpectedInList fails behind a list that is complete: bash has read its here-documents by then.
func (s *scanner) unexpectedInList() {
	if len(s.heredocs) == 0 {
		s.unexpected()
	}
	tok := s.tok
	for c := 0; c >= 0 && c != '\n'; s.pos++ {
		c = s.at(s.pos)
	}
	s.pos = min(s.pos, len(s.text))
	s.readHeredocs()
	e := s.nearError(string(s.text[tok.start:tok.end]), tok.start)
	e.Line = s.lineAt(s.pos - 1)
	s.fail(e)
}

// program reads a whole text of commands.
func (s *scanner) program() {
	for s.completeCommand() || s.tok.kind != kEOF {
	}
}

//go:noinline
func (s *scanner) newlines() {
	for s.tok.kind == kNewline {
		s.next()
	}
}

// compoundList reads one command or more, up to a token that cannot begin a command.
func (s *scanner) compoundList() {
	s.enter()
	s.newlines()
	s.andOr()
	for s.tok.kind == kSemi || s.tok.kind == kAnd || s.tok.kind == kNewline {
		s.next()
		s.newlines()
		if !s.beginsCommand() {
			break
		}
		s.andOr()
	}
	s.leave()
}

// beginsCommand reports whether the current token can begin a command.
//
//go:noinline
func (s *scanner) beginsCommand() bool {
	switch s.tok.kind {
	case kWord, kAssign, kNumber, kRedirVar, kRedir, kHeredoc, kArith, kLparen, kBang, kLbrace, kCase, kCoproc, kFor,
		kFunction, kIf, kSelect, kTime, kUntil, kWhile, kCond:
		return true
	}
	return false
}

func (s *scanner) andOr() {
	s.pipelineCommand()
	for s.tok.kind == kAndAnd || s.tok.kind == kOrOr {
		s.next()
		s.newlines()
		s.pipelineCommand()
	}
}

// noCommand stands where there is only a ! for a command without words: review takes it away again.
const noCommand = "[[ " + nothing + " ]]"

// pipelineCommand reads a pipeline with `!` and `time` in front of it, any number of them in any order. mvdan's parser
// takes one of each, in this order, and no `!` alone.
func (s *scanner) pipelineCommand() {
	start, end := s.tok.start, s.tok.start
	bangs, times, odd := 0, 0, false
	timed := ""
	for ; s.tok.kind == kBang || s.tok.kind == kTime || s.tok.kind == kTimeOpt; s.next() {
		switch s.tok.kind {
		case kBang:
			odd = odd || bangs > 0 || times > 0
			bangs++
		case kTime:
			odd = odd || times > 0
			times++
			timed = "time "
		case kTimeOpt:
			timed = "time -p " // -- has the format of POSIX, too
			odd = odd || s.tokenText() != "-p"
		}
		end = s.tok.end
	}
	alone := end > start && (s.tok.kind == kNewline || s.tok.kind == kSemi || s.tok.kind == kEOF ||
		s.tok.kind == kRparen && s.nested && bangs == 0)
	if odd || alone && bangs > 0 {
		mend := timed
		if bangs%2 == 1 {
			mend = "! " + mend
		}
		switch {
		case !alone || times > 0:
		case bangs%2 == 1:
			mend += noCommand
		default:
			mend += "[[ x ]]" // a command that does nothing
		}
		s.edit(start, end, mend)
	}
	if !alone {
		s.pipeline()
	}
}

func (s *scanner) pipeline() {
	s.simpleOrCompound()
	for s.tok.kind == kPipe || s.tok.kind == kPipeAnd {
		s.next()
		s.newlines()
		s.simpleOrCompound()
	}
}

// simpleOrCompound reads one command of a pipeline.
func (s *scanner) simpleOrCompound() {
	s.enter()
	defer s.leave()
	switch s.tok.kind {
	case kWord, kAssign, kNumber, kRedirVar, kRedir, kHeredoc:
		s.simple()
	case kFunction:
		s.next()
		s.functionWord()
	case kCoproc:
		s.coproc()
	default:
		if !s.compoundCommand() {
			s.unexpected()
		}
		s.redirections()
	}
}

// compoundCommand reads a compound command if there is one.
func (s *scanner) compoundCommand() bool {
	s.enter()
	defer s.leave()
	switch s.tok.kind {
	case kLbrace:
		s.next()
		s.compoundList()
		s.expect(kRbrace)
	case kLparen:
		s.next()
		s.compoundList()
		s.expect(kRparen)
	case kArith:
		s.next()
	case kIf:
		s.next()
		s.compoundList()
		s.expect(kThen)
		s.compoundList()
		for s.tok.kind == kElif {
			s.next()
			s.compoundList()
			s.expect(kThen)
			s.compoundList()
		}
		if s.tok.kind == kElse {
			s.next()
			s.compoundList()
		}
		s.expect(kFi)
	case kWhile, kUntil:
		s.next()
		s.compoundList()
		s.expect(kDo)
		s.compoundList()
		s.expect(kDone)
	case kFor:
		s.forLoop(false)
	case kSelect:
		s.forLoop(true)
	case kCase:
		s.caseClause()
	case kCond:
		s.cond()
	default:
		return false
	}
	return true
}

// expect reads a token of a kind.
func (s *scanner) expect(k kind) {
	if s.tok.kind != k {
		s.unexpected()
	}
	s.next()
}

// forLoop reads a for or select clause.
func (s *scanner) forLoop(sel bool) {
	s.next()
	if s.tok.kind == kArithFor && !sel {
		s.cStyle()
		s.next()
		if s.tok.kind == kSemi || s.tok.kind == kNewline {
			s.next()
			s.newlines()
		}
		s.loopBody(sel)
		return
	}
	if s.tok.kind == kLparen && !sel && s.at(s.tok.end) == '(' {
		s.near("((", s.tok.start)
	}
	if s.tok.kind != kWord {
		s.unexpected()
	}
	s.literal(s.tok.start, s.tok.end)
	s.expectIn = true
	s.next()
	if s.tok.kind == kSemi {
		s.expectIn = false
		s.next()
		s.newlines()
		s.loopBody(sel)
		return
	}
	s.newlines()
	s.expectIn = false
	if s.tok.kind == kLbrace {
		s.loopBody(true)
		return
	}
	if s.tok.kind == kIn {
		s.next()
		for s.tok.kind == kWord {
			s.next()
		}
		if s.tok.kind != kSemi && s.tok.kind != kNewline {
			s.unexpected()
		}
		s.next()
		s.newlines()
	}
	s.loopBody(sel)
}

// loopBody reads what a for or select clause does.
func (s *scanner) loopBody(sel bool) {
	if s.tok.kind == kLbrace {
		if sel { // mvdan's parser has braces for for only, and not after newlines
			s.edit(s.tok.start, s.tok.end, "do")
		}
		s.next()
		s.compoundList()
		if sel && s.tok.kind == kRbrace {
			s.edit(s.tok.start, s.tok.end, "done")
		}
		s.expect(kRbrace)
		return
	}
	s.expect(kDo)
	s.compoundList()
	s.expect(kDone)
}

// cStyle checks and masks the three expressions of the current token.
func (s *scanner) cStyle() {
	start, end := s.tok.start+2, s.tok.end-2
	text := string(s.text[start:end])
	cuts := []int{start - 1}
	for i := 0; i < len(text); {
		switch text[i] {
		case ';':
			cuts = append(cuts, start+i)
			i++
		case '(':
			i = skipNested(text, i+1, '(', ')')
		default:
			i = skipPart(text, i)
		}
	}
	cuts = append(cuts, end)
	if len(cuts) != 4 {
		msg := "syntax error: arithmetic expression required"
		if len(cuts) > 4 {
			msg = "syntax error: `;' unexpected"
		}
		line := s.lineAt(end)
		s.fail(&SyntaxError{Line: line, Msg: msg, Token: ";",
			Next: &SyntaxError{Line: line, Msg: "syntax error: `((" + Bytes(text) + "))'"}})
	}
	for i := range 3 {
		if a, b := cuts[i]+1, cuts[i+1]; !blank(string(s.text[a:b])) {
			s.mask(a, b)
		}
	}
}

func (s *scanner) caseClause() {
	s.next()
	if s.tok.kind != kWord {
		s.unexpected()
	}
	s.expectIn = true
	s.next()
	s.newlines()
	s.expectIn = false
	if s.tok.kind != kIn {
		s.unexpected()
	}
	outer := s.pattern
	s.pattern = true
	s.next()
	for {
		s.newlines()
		if s.tok.kind == kEsac {
			break
		}
		if s.tok.kind == kLparen {
			s.next()
			if s.tok.kind == kEsac {
				s.tok.kind = kWord
			}
		}
		for {
			if s.tok.kind != kWord {
				s.unexpected()
			}
			s.next()
			if s.tok.kind != kPipe {
				break
			}
			s.next()
		}
		if s.tok.kind != kRparen {
			s.unexpected()
		}
		s.pattern = false
		s.next()
		s.newlines()
		if s.beginsCommand() {
			s.compoundList()
		}
		s.pattern = true
		switch s.tok.kind {
		case kSemiSemi, kSemiAnd, kSemiSemiAnd:
			s.next()
			continue
		case kEsac:
		default:
			s.unexpected()
		}
		break
	}
	s.pattern = outer
	s.next()
}

// functionWord reads what follows the word `function`.
func (s *scanner) functionWord() {
	if s.tok.kind != kWord {
		s.unexpected()
	}
	name := s.tok
	s.functionName(name)
	s.next()
	switch {
	case s.tok.kind != kLparen:
		s.newlines()
		if s.tok.kind != kWord || s.tokenText() != "{" {
			s.insert(name.end, "()  ") // without, mvdan's parser takes nothing but a group
		}
	case s.bodyInParens():
		s.insert(s.tok.start, "()  ")
	default:
		s.next()
		s.expect(kRparen)
		s.newlines()
	}
	s.functionBody()
}

// bodyInParens reports whether the parenthesis behind `function name` begins the body.
func (s *scanner) bodyInParens() bool {
	i := s.tok.end
	for s.at(i) == ' ' || s.at(i) == '\t' {
		i++
	}
	return s.at(i) != ')'
}

func (s *scanner) functionBody() {
	if !s.compoundCommand() {
		s.unexpected()
	}
	s.redirections()
}

func (s *scanner) coproc() {
	s.next()
	if s.compoundCommand() {
		s.redirections()
		return
	}
	switch s.tok.kind {
	case kWord:
	case kAssign, kNumber, kRedirVar, kRedir, kHeredoc:
		s.simple()
		return
	default:
		s.unexpected()
	}
	name := s.tok
	s.next()
	if s.compoundCommand() {
		s.redirections()
		return
	}
	s.arguments(name, true, len(s.lists))
}

// simple reads a simple command, or a function definition.
func (s *scanner) simple() {
	lists := len(s.lists)
	for lists > 0 && s.lists[lists-1].start >= s.tok.start { // its first token has been read already
		lists--
	}
	var indexed []span // assignments of array elements
	s.prefix = true
	redirected := false // no assignment, but a redirection was read
	for first := true; ; first = false {
		switch s.tok.kind {
		case kAssign:
			redirected = false
			text := s.text[s.tok.start:s.tok.end]
			if n := isAssign(text); bytes.IndexByte(text[:n], '[') > 0 {
				indexed = append(indexed, span{s.tok.start, s.tok.start + n})
			}
			s.next()
		case kNumber, kRedirVar, kRedir, kHeredoc:
			redirected = redirected || first
			s.redirection()
		case kWord:
			s.prefix = false
			s.quoteLists(lists)
			for _, a := range indexed {
				s.maskElement(a)
			}
			name := s.tok
			if text := s.tokenText(); redirected || text == "time" || text == "nameref" {
				s.mendName(name)
			}
			s.assignOK = isDeclaration(s.tokenText())
			s.next()
			if first && s.tok.kind == kLparen {
				s.assignOK = false
				s.functionName(name)
				s.next()
				s.expect(kRparen)
				s.newlines()
				s.functionBody()
			} else {
				s.arguments(name, first, lists)
			}
			s.lists = s.lists[:lists]
			return
		default:
			s.prefix = false
			s.lists = s.lists[:lists]
			return
		}
	}
}

// arguments reads the rest of a simple command. First says that its name is its first token.
func (s *scanner) arguments(name token, first bool, lists int) {
	command := string(s.text[name.start:name.end])
	declaration := first && isDeclaration(command)
	switch command {
	case "let", "alias", "eval":
		declaration = false
		if command == "let" && first {
			s.standIn(name.start) // else mvdan's parser takes the arguments for arithmetic
		}
	}
	for {
		switch s.tok.kind {
		case kWord, kAssign:
			switch {
			case !declaration:
				s.quoteLists(lists)
			default:
				s.mendDeclared(s.tok)
			}
			s.next()
		case kNumber, kRedirVar, kRedir, kHeredoc:
			s.redirection()
		default:
			s.assignOK = false
			return
		}
	}
}

// isDeclaration reports whether a command's arguments are read as assignments, with lists as values.
//
//go:noinline
func isDeclaration(name string) bool {
	switch name {
	case "declare", "typeset", "local", "export", "readonly", "alias", "eval", "let":
		return true
	}
	return false
}

func (s *scanner) redirections() {
	for {
		switch s.tok.kind {
		case kNumber, kRedirVar, kRedir, kHeredoc:
			s.redirection()
		default:
			return
		}
	}
}

// redirection reads a redirection with its operand.
func (s *scanner) redirection() {
	prefix, assignOK := s.prefix, s.assignOK
	s.prefix, s.assignOK = false, false
	if s.tok.kind == kNumber || s.tok.kind == kRedirVar {
		s.next()
	}
	op := s.tok
	s.next()
	switch s.tok.kind {
	case kWord, kAssign:
	case kNumber: // in front of another operator
		if s.text[op.end-1] != '&' {
			s.unexpected()
		}
	default:
		s.unexpected()
	}
	if op.kind == kHeredoc {
		s.addHeredoc(op, s.tok)
	}
	s.prefix, s.assignOK = prefix, assignOK
	s.next()
}

// command reads a command list that a parenthesis closes, as in $( ), from behind the opening one. It returns the
// offset behind the closing one.
func (s *scanner) command(start int) int {
	s.enter()
	outer, tok, last, before, heredocs := s.state, s.tok, s.last, s.before, s.heredocs
	s.state, s.heredocs = state{nested: true, list: outer.compound || outer.list}, nil
	s.pos, s.tok.kind = start, kNewline
	s.next()
	s.newlines()
	if s.tok.kind != kRparen {
		s.compoundList()
		if s.tok.kind != kRparen {
			s.unexpected()
		}
	}
	end := s.pos
	if n := len(s.heredocs); n > 0 {
		s.warn(end, "command substitution: "+plural(n, "unterminated here-document"))
	}
	s.state, s.tok, s.last, s.before = outer, tok, last, before
	s.heredocs = append(heredocs, s.heredocs...)
	s.depth--
	if s.docAlias != nil && s.doc {
		s.docCommand(start-2, end)
	}
	return end
}
