package parse

import (
	"bytes"

	"entrysh/internal/nocmp"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
)

// A scanner reads one complete command by bash's grammar, without building anything. It finds what bash would say
// about an invalid text; it expands aliases; and it notes the mends that mvdan's parser needs.
//
// It fails by panicking with a *SyntaxError, which scan turns into an error: the grammar is a recursive descent, and
// the first error ends it.
type scanner struct {
	r    *Reader // where more lines come from; nil if the text is complete
	text []byte  // what has been read, with aliases expanded
	pos  int     // behind the current token

	tok    token
	last   kind // of the token before the current one
	before kind // of the one before that

	state
	extglob bool
	posix   bool
	depth   int  // of nesting, which is limited
	budget  *int // how many nested texts may be read: some are read twice, those in them four times ...

	line     int // number of the first line
	shifts   []shift
	heredocs []heredoc // whose bodies follow the next newline
	edits    []*edit
	edited   int    // no edit ends behind this offset
	lists    []span // of the compound assignments in the current simple command
	warnings []Warning
	part     int // of a document: where the current part begins

	aliases   []expanding
	aliasNext []int // the next token that begins at the first of these offsets or later may be an alias
	alias     func(string) (string, bool)
	docAlias  func(string) (string, bool) // of the commands in a document
	inner     bool                        // an alias was expanded in a text that is scanned on its own
	misread   bool                        // mvdan's parser takes the text as it is for something else
}

// state is the part of the lexer's state that a nested command does not share.
type state struct {
	_          nocmp.Mark
	prefix     bool // in a simple command, before its first word
	assignOK   bool // the arguments are assignments too: declare, export ...
	pattern    bool // in the patterns of a case clause
	expectIn   bool // `in` may follow
	inCond     bool // in [[ ]]
	condRegexp bool // the next word is a regular expression
	condGlob   bool // the next word is a pattern, with extglob on
	place      condPlace
	condLine   int  // where [[ stands
	compound   bool // in the parentheses of a compound assignment
	nested     bool // in $( ) or <( )
	list       bool // in one of these in the parentheses of a compound assignment
	doc        bool // in a document
}

const (
	maxDepth  = 4000
	maxNested = 200_000
)

//go:noinline
func (s *scanner) fail(e *SyntaxError) {
	e.Nested = s.nested && !e.EOF && e.Kind != Open
	panic(e)
}

// enter guards against texts so deeply nested that the stack or the user's patience would not do. What enters leaves
// with s.depth--.
func (s *scanner) enter() {
	if s.budget == nil {
		s.budget = new(int)
	}
	*s.budget++
	if s.depth++; s.depth > maxDepth || *s.budget > maxNested+len(s.text) {
		s.fail(&SyntaxError{Line: s.lineAt(s.pos), Msg: "syntax error: commands are nested too deeply"})
	}
}

// at returns the byte at an offset, reading more lines as needed; -1 at the end of the text.
//
//go:noinline
func (s *scanner) at(i int) int {
	for i >= len(s.text) {
		if !s.more() {
			return -1
		}
	}
	return int(s.text[i])
}

// more reads one more line.
func (s *scanner) more() bool {
	if s.r == nil {
		return false
	}
	l, ok := s.r.readLine()
	if ok {
		s.r.feed.add(l)
		s.text = append(s.text, l.text...)
	}
	return ok
}

// joinLine returns the offset behind all backslash-newlines at i.
func (s *scanner) joinLine(i int) int {
	for s.at(i) == '\\' && s.at(i+1) == '\n' {
		i += 2
	}
	return i
}

// lineAt returns the number of the line in which an offset lies.
func (s *scanner) lineAt(i int) int {
	line := s.line + bytes.Count(s.text[:min(i, len(s.text))], []byte{'\n'})
	for _, sh := range s.shifts {
		if sh.offset <= i {
			line += sh.delta
		}
	}
	return line
}

//go:noinline
func (s *scanner) tokenText() string { return string(s.text[s.tok.start:s.tok.end]) }

// next reads the next token.
//
//go:noinline
func (s *scanner) next() {
	s.before, s.last = s.last, s.tok.kind
	for !s.lex() {
	}
}

// lex reads a token, unless it found an alias and put its value in the alias's place.
func (s *scanner) lex() bool {
	i := s.pos
	for {
		switch s.at(i) {
		case ' ', '\t':
			i++
			continue
		case '\\':
			if s.at(i+1) == '\n' {
				i += 2
				continue
			}
		case '#':
			for c := s.at(i); c >= 0 && c != '\n'; c = s.at(i) {
				i++
			}
			if s.at(i) == '\n' && s.text[i-1] == '\\' { // which ends no line of a comment
				s.maskWith(i-1, i, "#")
				s.misread = true
			}
			continue
		}
		break
	}
	s.tok = token{start: i}
	switch c := s.at(i); c {
	case -1:
		s.set(kEOF, i)
		if s.last != kNewline && i > 0 && s.text[i-1] != '\n' {
			s.tok.kind = kNewline // bash adds the newline that is missing
		}
		s.readHeredocs()
	case '\n':
		s.followsAlias(i) // what is behind it does not
		s.set(kNewline, i+1)
		s.readHeredocs()
	case '(':
		if s.condRegexp {
			return s.word(i)
		}
		if s.inCond {
			s.set(kLparen, i+1)
		} else {
			s.leftParen(i)
		}
	case ')':
		s.set(kRparen, i+1)
	case ';', '&', '|':
		s.operator(i)
	case '<', '>':
		if s.at(i+1) == '(' {
			return s.word(i)
		}
		s.followsAlias(i)
		s.operator(i)
	default:
		return s.word(i)
	}
	return true
}

func (s *scanner) set(k kind, end int) {
	s.tok.kind, s.tok.end, s.pos = k, end, end
}

// operators in the order in which they must be tried.
var operators = [...]struct {
	text string
	kind kind
}{
	{";;&", kSemiSemiAnd}, {";;", kSemiSemi}, {";&", kSemiAnd}, {";", kSemi},
	{"&&", kAndAnd}, {"&>>", kRedir}, {"&>", kRedir}, {"&", kAnd},
	{"||", kOrOr}, {"|&", kPipeAnd}, {"|", kPipe},
	{"<<<", kRedir}, {"<<-", kHeredoc}, {"<<", kHeredoc}, {"<&", kRedir}, {"<>", kRedir}, {"<", kRedir},
	{">>", kRedir}, {">&", kRedir}, {">|", kRedir}, {">", kRedir},
}

// operator reads a control or redirection operator. Backslash-newlines in it are moved to its front, since mvdan's
// parser does not look for them there.
func (s *scanner) operator(start int) {
	for i := range operators {
		op := &operators[i]
		if op.text[0] != s.text[start] {
			continue
		}
		end, joined := start+1, false
		for j := 1; j < len(op.text); j++ {
			next := s.joinLine(end)
			if s.at(next) != int(op.text[j]) {
				end = 0
				break
			}
			joined = joined || next != end
			end = next + 1
		}
		if end == 0 {
			continue
		}
		if joined {
			s.moveJoins(start, end)
		}
		s.set(op.kind, end)
		return
	}
}

// leftParen reads a parenthesis that stands where a token begins. Two of them may begin an arithmetic command, which
// ends with two others; else they are two subshells.
func (s *scanner) leftParen(start int) {
	if inner := s.joinLine(start + 1); s.at(inner) == '(' && (s.last == kFor || s.isCommandPosition()) {
		mark := len(s.edits)
		end := s.tried(inner + 1)
		if s.at(end) == ')' {
			if inner > start+1 { // mvdan's parser wants them next to each other
				s.edit(start, inner+1, "((")
			}
			kind := kArith
			if s.last == kFor {
				kind = kArithFor
			} else {
				s.mask(inner+1, end-1)
			}
			s.set(kind, end+1)
			return
		}
		s.edits = s.edits[:mark]
		s.readAgain(inner, end)
		if s.last != kFor && inner == start+1 {
			s.insert(inner, "    ")
		}
	}
	s.set(kLparen, start+1)
}

// readAgain notes that bash reads the text between two offsets, and a byte more, once more: all of it is in the line
// in which the text ends.
func (s *scanner) readAgain(start, end int) {
	if n := s.lineAt(end+1) - s.lineAt(start); n > 0 {
		s.shifts = append(s.shifts, shift{start, n})
		for i := start; i <= end; i++ {
			if s.at(i) == '\n' {
				s.shifts = append(s.shifts, shift{i + 1, -1})
			}
		}
	}
}

// isCommandPosition reports whether a command may begin with the current token.
//
//go:noinline
func (s *scanner) isCommandPosition() bool { return commandPosition(s.before, s.last) }

// assignPosition reports whether the current token may be an assignment in front of a command. Aliases are expanded in
// the same places.
//
//go:noinline
func (s *scanner) assignPosition() bool {
	if s.pattern || s.inCond {
		return false
	}
	return s.prefix || s.last == kAssign || s.isCommandPosition()
}

// unfold is the text without the ends of lines that a backslash takes away.
func unfold(text []byte) []byte {
	if !bytes.Contains(text, []byte("\\\n")) {
		return text
	}
	return []byte(strfn.ReplaceAll(string(text), "\\\n", ""))
}

// word reads a word, and decides what kind of token it is.
func (s *scanner) word(start int) bool {
	end := s.scanWord(start)
	s.pos = s.joinLine(end)
	start = s.tok.start
	if !s.tok.quoted && s.moveJoins(start, s.pos) > start {
		start, end = s.tok.start, s.pos
	}
	s.tok.end = end
	text := unfold(s.text[start:end])
	s.tok.kind = kWord
	if s.tok.quoted {
		if !s.inCond && !s.compound {
			s.assignment(text)
		}
		return true
	}
	if next := s.at(s.pos); next == '<' || next == '>' {
		if isDigits(text) {
			s.tok.kind = kNumber
			return true
		}
		if isRedirVar(text) {
			s.tok.kind = kRedirVar
			return true
		}
	}
	if s.inCond {
		if string(text) == "]]" {
			s.tok.kind = kCondEnd
		}
		return true
	}
	if s.compound {
		return true
	}
	switch {
	case s.expectIn && string(text) == "in" && (s.last == kWord || s.last == kNewline):
		s.tok.kind = kIn
		return true
	case s.last == kWord && (s.before == kFor || s.before == kSelect) && string(text) == "do",
		s.last == kArithFor && (string(text) == "do" || string(text) == "{"),
		s.last == kRparen && string(text) == "{":
		s.tok.kind = reserved(string(text))
		return true
	case (s.last == kTime || s.last == kTimeOpt) && string(text) == "--", s.last == kTime && string(text) == "-p":
		s.tok.kind = kTimeOpt
		return true
	}
	if s.posix && s.isReserved(text) {
		return true
	}
	if s.expandAlias(start, end, string(text)) {
		return false
	}
	if !s.posix && s.isReserved(text) {
		return true
	}
	s.assignment(text)
	return true
}

// assignment makes the current token an assignment if it is one here. If not, mvdan's parser may take it for one.
func (s *scanner) assignment(text []byte) {
	if !s.assignPosition() {
		return
	}
	if isAssign(text) > 0 {
		s.tok.kind = kAssign
		return
	}
	for i := s.tok.start; i < s.tok.end && strfn.IndexByte("\\'\"$`", s.text[i]) < 0; i++ {
		if s.text[i] == '=' {
			s.standIn(i)
		}
	}
}

// isReserved makes the current token a reserved word if it is one here.
func (s *scanner) isReserved(text []byte) bool {
	if !s.isCommandPosition() && !(s.pattern && s.last == kIn) {
		return false
	}
	k := reserved(string(text))
	if k == kWord || s.pattern && (k != kEsac || s.last == kLparen || s.last == kPipe) {
		return false
	}
	if k == kTime && (s.last == kPipe || s.last == kPipeAnd || s.posix && s.optionFollows()) {
		return false
	}
	s.tok.kind = k
	return true
}

// optionFollows reports whether the next word begins with a hyphen: then `time` is the program's name in POSIX mode.
func (s *scanner) optionFollows() bool {
	i := s.pos
	for s.at(i) == ' ' || s.at(i) == '\t' {
		i++
	}
	return i > s.pos && s.at(i) == '-'
}

// isAssign returns the offset of the `=` if a word is an assignment: name=, name+=, name[subscript]= ...; else 0.
func isAssign(w []byte) int {
	i := 0
	for i < len(w) && isNameByte(w[i]) {
		i++
	}
	if i == 0 || isDigit(w[0]) {
		return 0
	}
	if i < len(w) && w[i] == '[' {
		i = skipNested(string(w), i+1, '[', ']')
	}
	if i < len(w) && w[i] == '+' {
		i++
	}
	if i < len(w) && w[i] == '=' {
		return i
	}
	return 0
}

// isRedirVar reports whether a word is {name} or {name[subscript]}.
func isRedirVar(w []byte) bool {
	if len(w) < 3 || w[0] != '{' || w[len(w)-1] != '}' {
		return false
	}
	w = w[1 : len(w)-1]
	if i := bytes.IndexByte(w, '['); i > 0 && w[len(w)-1] == ']' {
		w = w[:i]
	}
	return isName(w)
}

// unexpected fails at the current token, which the grammar does not allow here.
func (s *scanner) unexpected() {
	switch s.tok.kind {
	case kEOF:
		if s.nested { // of the grammar all the same
			e := &SyntaxError{Line: s.endLine(), Msg: eofBefore(')'), EOF: true, Incomplete: true}
			s.inList(e)
			s.fail(e)
		}
		s.fail(&SyntaxError{Line: s.endLine(), Msg: unexpectedEOF, EOF: true, Incomplete: true})
	case kNewline:
		s.near("newline", s.tok.start)
	default:
		s.near(s.tokenText(), s.tok.start)
	}
}

const unexpectedEOF = "syntax error: unexpected end of file"

// near fails with bash's usual message, at an offset.
func (s *scanner) near(token string, offset int) { s.fail(s.nearError(token, offset)) }

func (s *scanner) nearError(token string, offset int) *SyntaxError {
	token = visible(Bytes(token))
	line := s.lineAt(offset)
	return &SyntaxError{Line: line, Msg: "syntax error near unexpected token `" + token + "'", Token: token,
		Detail: s.sourceLine(line), Discard: s.compound}
}

// visible returns a token as messages show it: quoted if it has control characters, as the lines of a text from
// another system have.
func visible(token string) string {
	for i := 0; i < len(token); i++ {
		if token[i] < ' ' || token[i] == 0x7f {
			return quote.Shell(token, quote.UTF8)
		}
	}
	return token
}

// unclosed fails because the text ended before a quote or an expansion did.
func (s *scanner) unclosed(closer byte, line int) {
	e := &SyntaxError{Line: line, Msg: eofBefore(closer), EOF: true, Incomplete: true, Kind: Open}
	switch {
	case s.inCond:
		e.Next = s.condOpen()
	default:
		s.inList(e)
	}
	s.fail(e)
}

// inList says what else the end of the text means in the list of a compound assignment.
func (s *scanner) inList(e *SyntaxError) {
	if s.compound || s.list {
		e.Discard = true
		e.Next = &SyntaxError{Line: s.endLine(), Msg: unexpectedEOF}
	}
}

func eofBefore(closer byte) string {
	return "unexpected EOF while looking for matching `" + string(closer) + "'"
}

// endLine is the line number that bash gives to the end of the text.
func (s *scanner) endLine() int {
	line := s.lineAt(len(s.text))
	if n := len(s.text); n > 0 && s.text[n-1] != '\n' {
		line++
	}
	if s.inMemory() && bytes.HasSuffix(bytes.TrimSuffix(s.text, []byte("\n")), []byte("\\")) {
		line++ // bash reads the end of such a text twice
	}
	return line
}

// inMemory reports whether the whole script is a text in memory.
func (s *scanner) inMemory() bool {
	if s.r == nil {
		return false
	}
	_, ok := s.r.src.(*text)
	return ok
}

// sourceLine returns a line of the script, as it was read.
func (s *scanner) sourceLine(line int) string {
	if s.r != nil {
		if i := line - s.r.feed.line; i >= 0 && i < len(s.r.feed.lines) {
			return strfn.TrimSuffix(s.r.feed.lines[i].input, "\n")
		}
	}
	lines := strfn.Split(string(s.text), "\n")
	if i := line - s.line; i >= 0 && i < len(lines) {
		return Bytes(lines[i])
	}
	return ""
}
