package parse

import (
	"bytes"
	"strings"

	"entrysh/internal/nocmp"
	"entrysh/internal/order"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
)

// What mvdan's parser refuses although bash takes it is mended here. The scanner calls these methods where it meets
// such a text; the mends are applied only when the parser has refused the text as it is.
//
//	arithmetic, subscripts, offsets and lengths    masked by 0: their source texts count (see arith.go)
//	characters without a special meaning here      stand-ins: function names, delimiters, regular expressions ...
//	${...} that bash refuses when it runs          masked by ${___}; Unit.BadSubst tells
//	${name~}, ${name~~}                            masked by ${name^}; Unit.Toggles tells
//	(list) in front of a command                   a string
//	`command` that needs mends                     $(command), mended, and as it was in a comment
//	((, $(( that begin subshells                   a space between the parentheses
//	{ } of select                                  do and done
//	! and time in unusual places and numbers       in their usual places

// An edit replaces a part of the scanned text: by text in Unit.Text, and by mask, of equal length, for the parser.
type edit struct {
	_          nocmp.Mark
	start, end int
	text, mask string
	bad        string // of ${...} and `...`: the original text
	name       string // of a parameter or a variable: what the tree must say
	doc        *SyntaxError
	inner      *Unit // what text was mended to, which begins at offset at of it
	at         int
}

type span struct{ start, end int }

// edit replaces a part of the text.
//
//go:noinline
func (s *scanner) edit(start, end int, text string) {
	s.add(&edit{start: start, end: end, text: text, mask: text})
}

// insert puts something of four bytes into what the parser sees. In Text there is nothing.
//
//go:noinline
func (s *scanner) insert(i int, mask string) {
	s.edited = max(s.edited, i)
	s.edits = append(s.edits, &edit{start: i, end: i, text: nothing, mask: mask})
}

// add adds an edit; it takes the place of those within it.
//
//go:noinline
func (s *scanner) add(e *edit) {
	s.dropEdits(e.start, e.end)
	s.edited = max(s.edited, e.end)
	s.edits = append(s.edits, e)
}

// dropEdits removes the edits of a part of the text.
//
//go:noinline
func (s *scanner) dropEdits(start, end int) {
	if start >= s.edited {
		return
	}
	kept := s.edits[:0]
	for _, e := range s.edits {
		if e.start < start || e.end > end || e.start == end && e.end == end || e.start == start && e.end == start {
			kept = append(kept, e)
		}
	}
	s.edits = kept
}

// maskWith hides a part of the text from the parser behind a text of equal length.
//
//go:noinline
func (s *scanner) maskWith(start, end int, mask string) {
	s.add(&edit{start: start, end: end, text: string(s.text[start:end]), mask: mask})
}

// mask hides arithmetic.
func (s *scanner) mask(start, end int) {
	if start >= end {
		s.add(&edit{start: start, end: start, text: nothing, mask: "0   "})
		return
	}
	text := s.aliased(start, end)
	s.add(&edit{start: start, end: end, text: text, mask: "0" + strings.Repeat(" ", len(text)-1)})
}

// standIn hides a character's meaning from the parser.
//
//go:noinline
func (s *scanner) standIn(i int) { s.edit(i, i+1, string(rune(standIn+int(s.text[i])))) }

// literal hides the meaning of all characters of a word that is taken literally.
func (s *scanner) literal(start, end int) {
	for i := start; i < end; i++ {
		if c := s.text[i]; c < 0x80 && !isNameByte(c) && strfn.IndexByte("-.:+,/%@^~", c) < 0 {
			s.standIn(i)
		}
	}
}

// functionName mends the name of a function.
func (s *scanner) functionName(name token) {
	switch string(s.text[name.start:name.end]) {
	case "declare", "typeset", "local", "export", "readonly", "nameref", "let":
		s.standIn(name.start)
	default:
		s.literal(name.start, name.end)
	}
}

// mendName mends the name of a command that is none for mvdan's parser: behind redirections no word is reserved, and
// behind a pipe `time` is not; bash has no nameref.
func (s *scanner) mendName(name token) {
	switch text := string(s.text[name.start:name.end]); text {
	case "declare", "typeset", "local", "export", "readonly", "nameref", "let":
		s.standIn(name.start)
	default:
		if reserved(text) != kWord {
			s.standIn(name.start)
		}
	}
}

// maskElement hides the subscript of name[subscript]= in front of a command, which spans up to the `=`.
func (s *scanner) maskElement(a span) {
	name := string(nameOf(s.text[a.start:a.end]))
	mask := name + strings.Repeat("_", a.end-a.start-len(name))
	if s.text[a.end-1] == '+' {
		mask = mask[:len(mask)-1] + "+"
	}
	s.add(&edit{start: a.start, end: a.end, text: string(s.text[a.start:a.end]), mask: mask, name: name})
}

// quoteList hides the meaning of parentheses, blanks and operators, but not that of quotes and expansions. Between the
// words of the list of a compound assignment there is one blank.
func (s *scanner) quoteList(list span, words bool) {
	s.dropEdits(list.start, list.end)
	pos := s.pos
	defer func() { s.pos = pos }()
	i := list.start
	if words && s.text[i+1] == '\\' && s.text[i+2] == '\n' { // the gap in front of the first word
		s.standIn(i)
		i = s.afterGap(i + 1)
		s.edit(list.start+1, i, nothing)
	}
	for i < list.end {
		switch c := s.text[i]; c {
		case '\\':
			i += 2
		case '\'', '"', '`', '$':
			i = s.quotedPart(i, false)
		case ' ', '\t', '\n':
			if !words {
				s.standIn(i)
				i++
				break
			}
			gap := i
			for i = s.afterGap(i); s.text[i] == '#'; i = s.afterGap(i) {
				for s.text[i] != '\n' {
					i++
				}
			}
			if gap == list.start+1 || i == list.end-1 {
				s.edit(gap, i, nothing)
			} else {
				s.edit(gap, i, string(rune(standIn+' ')))
			}
		case '(', ')', '<', '>', ';', '&', '|', '#':
			s.standIn(i)
			i++
		default:
			i++
		}
	}
}

// afterGap returns the offset of the next word of a list.
func (s *scanner) afterGap(i int) int {
	for {
		switch {
		case s.text[i] == '\\' && s.text[i+1] == '\n':
			i += 2
		case s.text[i] != ' ' && s.text[i] != '\t' && s.text[i] != '\n':
			return i
		default:
			i++
		}
	}
}

// quoteLists turns the lists of compound assignments that were read since mark into strings.
//
//go:noinline
func (s *scanner) quoteLists(mark int) {
	for _, list := range s.lists[mark:] {
		s.quoteList(list, true)
	}
	s.lists = s.lists[:mark]
}

// mendDeclared mends an operand of declare and the like: the subscript of an assignment, or what looks like one.
func (s *scanner) mendDeclared(w token) {
	text := s.text[w.start:w.end]
	if n := isAssign(text); n > 0 {
		if left := bytes.IndexByte(text[:n], '['); left > 0 {
			right := bytes.LastIndexByte(text[:n], ']')
			s.mask(w.start+left+1, w.start+right)
		}
		return
	}
	for i := w.start; i < w.end; i++ {
		switch s.text[i] {
		case '\'', '"', '`', '$':
			return
		case '\\':
			if i++; s.at(i) == '=' || s.at(i) == '[' {
				s.standIn(i)
			}
		case '[':
			s.standIn(i)
		case '=':
			s.standIn(i)
			return
		}
	}
}

// parameter reads the ${...} of which the brace is at open and returns its end. bash looks for the closing brace only,
// outside quotes and other expansions, and judges what is inside when it expands it.
func (s *scanner) parameter(open int, inDouble bool) int {
	s.enter()
	defer s.leave()
	for i := open + 1; ; {
		switch s.at(i) {
		case -1:
			s.unclosed('}', s.lineAt(open))
		case '}':
			if end := s.subscriptEnd(open, i); end > i {
				i = end
				continue
			}
			s.mendParameter(open, i, inDouble)
			return i + 1
		case '\\':
			i += 2
		case '\'':
			if s.posix && inDouble && s.isDefault(open+1, i) { // POSIX interpretation 221
				s.standIn(i)
				i++
			} else {
				i = s.single(i)
			}
		case '"':
			i = s.double(i)
		case '`', '$':
			i = s.quotedPart(i, inDouble)
		default:
			i++
		}
	}
}

// subscriptEnd returns the end of the subscript of the expansion that begins with the brace at open, if the brace at i
// is within it, else i. When bash expands, it looks for the bracket first; but the word ends where it has found it to end.
func (s *scanner) subscriptEnd(open, i int) int {
	j := open + 1
	if s.text[j] == '#' || s.text[j] == '!' {
		j++
	}
	for isNameByte(s.text[j]) {
		j++
	}
	if s.text[j] != '[' {
		return i
	}
	rest := s.text[i:]
	if n := bytes.IndexAny(rest, " \t\n;&|()<>'\"`\\"); n >= 0 {
		rest = rest[:n]
	}
	if bytes.IndexByte(rest, ']') < 0 {
		return i
	}
	text := string(s.text[j : i+len(rest)])
	end := skipNested(text, 1, '[', ']')
	if text[end-1] != ']' {
		return i
	}
	return max(i, j+end)
}

// isDefault reports whether the text between a brace and an offset is the beginning of ${name-word}, ${name:=word} ...
func (s *scanner) isDefault(i, stop int) bool {
	name := i
	for i < stop && isNameByte(s.text[i]) {
		i++
	}
	if i == name && i < stop && isParamStart(s.text[i]) {
		i++
	}
	if i < stop && s.text[i] == '[' {
		i += skipNested(string(s.text[i:stop]), 1, '[', ']')
	}
	if i < stop && s.text[i] == ':' {
		i++
	}
	return i < stop && strfn.IndexByte("-=?+", s.text[i]) >= 0
}

// mendParameter notes the mends of the expansion between two braces.
func (s *scanner) mendParameter(open, stop int, inDouble bool) {
	if bytes.Contains(s.text[open:stop], []byte("\\\n")) && s.joinName(open, stop) {
		return
	}
	i := open + 1
	excl, length := false, false
	if inDouble && bytes.HasPrefix(s.text[i:stop], []byte("$'")) { // extquote
		end := s.afterDollar(i+1, false)
		name := quote.ANSIC(string(s.text[i+2:end-1]), quote.UTF8)
		for ; end < stop && isNameByte(s.text[end]); end++ {
			name += string(s.text[end : end+1])
		}
		if isName([]byte(name)) && (end == stop || s.text[end] != '[') {
			s.edit(i, end, name)
			return
		}
	}
	if i+1 < stop && isParamStart(s.text[i+1]) {
		switch next := s.text[i+1]; {
		case s.text[i] == '!' && (next == '-' || s.posix && (next == '#' || next == '?')): // ${!-word}, of $!
			s.maskName(i)
		case s.text[i] == '!':
			if next == '!' || next == '$' {
				s.badSubst(open, stop)
				return
			}
			excl = true
			i++
		case s.text[i] != '#':
		case next == '#' && i+2 < stop, next == '@' && i+3 == stop: // ${##word} and ${#@Q}, of $#
			s.maskName(i)
		case next != '?' && next != '-' && next != '!' || i+2 == stop:
			length = true
			i++
		}
	}
	name := i
	for i < stop && isNameByte(s.text[i]) {
		i++
	}
	if w := s.text[name:i]; i == name {
		if i == stop || strfn.IndexByte("@*#?$!-", s.text[i]) < 0 {
			s.badSubst(open, stop)
			return
		}
		i++
	} else if !isName(w) && !isDigits(w) {
		s.badSubst(open, stop)
		return
	}
	if i < stop && s.text[i] == '[' {
		end := skipNested(string(s.text[i:stop]), 1, '[', ']') + i
		if s.text[end-1] != ']' || len(unfold(s.text[i+1:end-1])) == 0 || !isName(s.text[name:i]) {
			s.badSubst(open, stop)
			return
		}
		if sub := string(s.text[i+1 : end-1]); sub != "@" && sub != "*" {
			s.mask(i+1, end-1)
		}
		i = end
	}
	if i == stop {
		return
	}
	if length {
		s.badSubst(open, stop)
		return
	}
	rest := s.text[i:stop]
	if i == name+1 && noOperator(s.text[name], rest) {
		s.badSubst(open, stop)
		return
	}
	switch rest[0] {
	case ':':
		if len(rest) == 1 {
			s.badSubst(open, stop)
			return
		}
		if strfn.IndexByte("-=?+", rest[1]) >= 0 {
			s.mendDefault(i+2, stop, inDouble)
		} else {
			s.mendSlice(i+1, stop)
		}
	case '-', '=', '?', '+':
		s.mendDefault(i+1, stop, inDouble)
	case '#', '%', '/', '^', ',':
	case '~':
		n := 1
		if len(rest) > 1 && rest[1] == '~' {
			n = 2
		}
		s.maskWith(i, i+n, "^^"[:n])
	case '@':
		if len(rest) == 1 && excl || len(rest) == 2 && strfn.IndexByte("UuLQEPAKak", rest[1]) >= 0 {
			return
		}
		s.badSubst(open, stop)
	case '*':
		if len(rest) > 1 || !excl {
			s.badSubst(open, stop)
		}
	default:
		s.badSubst(open, stop)
	}
}

// noOperator reports whether an operator with its operand is none that a special parameter can have.
func noOperator(name byte, rest []byte) bool {
	switch rest[0] {
	case '^', ',', '~':
		return strfn.IndexByte("#?-", name) >= 0
	case '+', '=', '%', '/':
		return name == '#' && len(rest) == 1
	}
	return false
}

// maskName hides a special parameter's name, which has more meanings for the parser.
func (s *scanner) maskName(i int) {
	name := string(s.text[i : i+1])
	s.add(&edit{start: i, end: i + 1, text: name, mask: "_", name: name})
}

// isParamStart reports whether a parameter's name can begin with c.
func isParamStart(c byte) bool { return isNameByte(c) || strfn.IndexByte("@*#?$!-", c) >= 0 }

// joinName moves a backslash-newline in front of a parameter's operator, or in it, out of the way. It reports whether it replaced
// the whole expansion.
func (s *scanner) joinName(open, stop int) bool {
	i := open + 1
	for named := false; i < stop; i++ {
		if s.text[i] == '\\' && i+1 < stop && s.text[i+1] == '\n' {
			i++
		} else if isNameByte(s.text[i]) {
			named = true
		} else if named || !isParamStart(s.text[i]) {
			break
		}
	}
	if i < stop && strfn.IndexByte(":%#/^,@", s.text[i]) >= 0 {
		i = s.joinLine(i + 1) // the operator may have a second character
	}
	head := string(s.text[open:i])
	if joined := strfn.ReplaceAll(head, "\\\n", ""); joined != head {
		s.edit(open, i, joined)
		return true
	}
	return false
}

// badSubst hides an expansion that fails when it is expanded.
func (s *scanner) badSubst(open, stop int) {
	text := strfn.ReplaceAll(string(s.text[open:stop+1]), "$'", "'")
	bad := "$" + text
	if stop == open+1 {
		text = "{" + nothing + "}"
	}
	s.add(&edit{start: open, end: stop + 1, text: text, mask: "{" + strings.Repeat("_", len(text)-2) + "}", bad: bad})
}

// mendSlice masks the offset and the length of ${name:offset:length}.
func (s *scanner) mendSlice(start, stop int) {
	cut := sliceCut(string(s.text[start:stop]))
	if cut < 0 {
		s.mask(start, stop)
		return
	}
	if cut > 0 {
		s.mask(start, start+cut)
	}
	s.mask(start+cut+1, stop)
}

// sliceCut returns the offset of the colon between an offset and a length, or -1.
func sliceCut(s string) int {
	for i, ternaries := 0, 0; i < len(s); {
		switch s[i] {
		case '?':
			ternaries++
			i++
		case ':':
			if ternaries == 0 {
				return i
			}
			ternaries--
			i++
		case '(':
			i = skipNested(s, i+1, '(', ')')
		default:
			i = skipPart(s, i)
		}
	}
	return -1
}

// mendDefault hides single quotes in the word of ${name:-word} within double quotes: there they mean themselves, but a
// brace between them does not close the expansion. A double quote between them begins or ends a string all the same,
// which the end of the word ends, too.
func (s *scanner) mendDefault(start, stop int, inDouble bool) {
	if !inDouble || s.posix {
		return
	}
	single, double := false, false
	for i := start; i < stop; {
		switch s.text[i] {
		case '\\':
			i += 2
		case '\'':
			single = !single
			s.standIn(i)
			i++
		case '}':
			if single {
				s.standIn(i)
			}
			i++
		case '"':
			if single {
				double = !double
				i++
				break
			}
			end := skipPart(string(s.text[:stop]), i)
			for ; double && i < end; i++ {
				if s.text[i] == '\'' {
					s.standIn(i)
				}
			}
			i = end
		case '$', '`':
			if s.doc && s.text[i] == '$' && i+1 < stop && s.text[i+1] == '\'' {
				s.standIn(i) // $' means nothing in a document
				i++
				continue
			}
			switch end := i; {
			case !single:
				i = skipPart(string(s.text[:stop]), i)
			case s.partBefore(&end, stop):
				i = end
			default:
				s.standIn(i)
				i++
			}
		default:
			i++
		}
	}
	if double {
		s.edit(stop, stop, "\"")
	}
}

// partBefore reads the expansion at *i, which was taken for quoted when its string was read, and sets *i to its end. It
// reports whether it is one that ends before stop.
func (s *scanner) partBefore(i *int, stop int) bool {
	sub := s.sub(s.text[:stop:stop])
	sub.line, sub.shifts, sub.alias, sub.docAlias, sub.doc = s.line, s.shifts, s.alias, s.docAlias, s.doc
	err := sub.quotedFrom(i)
	if err == nil {
		s.edits = append(s.edits, sub.edits...)
		s.edited = max(s.edited, *i)
		s.inner = s.inner || sub.inner
	}
	return err == nil
}

func (s *scanner) quotedFrom(i *int) (err error) {
	defer catch(&err)
	*i = s.quotedPart(*i, true)
	return nil
}

// backquote reads a backquoted command and returns its end. bash looks for the closing backquote only and reads the
// command when it runs it. If it needs mends it becomes $( ); if it is invalid, an eval that will say so. Within double
// quotes, not in a here-document, backslashes escape double quotes, too.
func (s *scanner) backquote(i int, inDouble bool) int {
	s.enter()
	defer s.leave()
	end := i + 1
	for ; s.at(end) != '`'; end++ {
		switch s.at(end) {
		case -1:
			s.unclosed('`', s.lineAt(i))
		case '\\':
			end++
		}
	}
	joined := joinLines(string(s.text[i+1 : end]))
	body := unescape(joined, inDouble)
	sub := s.sub([]byte(body))
	sub.alias = s.innerAlias()
	if err := sub.scanProgram(); err != nil {
		s.badCommand(i, end+1, body, joined)
		return end + 1
	}
	if len(sub.edits) == 0 && strfn.IndexByte(body, '\\') < 0 && !endsOpen(body) && len(joined) == end-i-1 && string(sub.text) == body {
		return end + 1
	}
	s.inner = s.inner || string(sub.text) != body
	u := &Unit{}
	sub.apply(u)
	open := "$("
	if strfn.HasPrefix(u.parsed(), "(") {
		open = "$( "
	}
	closer := original(joined)
	if n := len(body) - len(strings.TrimRight(body, "\\")); n%2 == 1 {
		closer = "\\" + closer
	}
	s.add(&edit{start: i, end: end + 1, text: open + u.Text + closer, mask: open + u.parsed() + closer,
		inner: u, at: len(open)})
	return end + 1
}

// endsOpen reports whether mvdan's parser does not know the last word of a command when a backquote follows.
func endsOpen(body string) bool { return strfn.HasSuffix(body, "]]") || strfn.HasSuffix(body, "esac") }

// Original is how the comment begins that ends what a backquoted command was mended to: behind the # are stand-ins for
// all bytes of the command as it was written, the backquotes included.
const Original = "\n#\U0010FE60"

// original ends the mended text of a backquoted command.
func original(command string) string { return "\n#" + hideAll("`"+command+"`") + "\n)" }

// badCommand hides a command substitution whose text is invalid.
func (s *scanner) badCommand(start, end int, body, written string) {
	text := "$(eval " + hideAll(body) + original(written)
	s.add(&edit{start: start, end: end, text: text, mask: text, bad: body})
}

// sub returns a scanner of a text that is complete.
//
//go:noinline
func (s *scanner) sub(text []byte) *scanner {
	return &scanner{text: text, extglob: s.extglob, posix: s.posix, depth: s.depth, budget: s.budget, line: 1}
}

// scanProgram scans a complete text.
func (s *scanner) scanProgram() (err error) {
	defer catch(&err)
	s.program()
	return nil
}

// catch turns the panic of a failure into an error.
func catch(err *error) {
	switch v := recover().(type) {
	case nil:
	case *SyntaxError:
		*err = v
	default:
		panic(v)
	}
}

// apply fills the texts of a unit from the scanned text up to the scanner's position and its edits.
func (s *scanner) apply(u *Unit) {
	order.Sort(s.edits, func(a, b *edit) bool { return a.start < b.start })
	sortShifts(s.shifts)
	text, mask := make([]byte, 0, len(s.text)+64), make([]byte, 0, len(s.text)+64)
	delta, shifts := 0, s.shifts
	copied := 0
	var rest edit // of nothing, behind the others
	for i := 0; i <= len(s.edits); i++ {
		e := &rest
		if i < len(s.edits) {
			e = s.edits[i]
		} else {
			rest.start = max(copied, min(s.pos, len(s.text)))
			rest.end = rest.start
		}
		if e.start < copied || e.end > len(s.text) {
			continue
		}
		for len(shifts) > 0 && shifts[0].offset <= e.start {
			delta += shifts[0].delta
			u.shifts = append(u.shifts, shift{len(text) + max(shifts[0].offset-copied, 0), delta})
			shifts = shifts[1:]
		}
		text = append(text, s.text[copied:e.start]...)
		mask = append(mask, s.text[copied:e.start]...)
		u.note(e, uint(len(text)))
		text = append(text, e.text...)
		mask = append(mask, e.mask...)
		if d := bytes.Count(s.text[e.start:e.end], []byte{'\n'}) - strings.Count(e.mask, "\n"); d != 0 {
			delta += d
			u.shifts = append(u.shifts, shift{len(text), delta})
		}
		copied = e.end
	}
	u.Text, u.masked = string(text), string(mask)
}

// note keeps what an edit says beside its text, which begins at an offset.
func (u *Unit) note(e *edit, offset uint) {
	switch {
	case e.bad != "" && e.text[0] == '{': // behind a dollar
		u.setBad(offset-1, Bytes(e.bad))
	case e.bad != "":
		u.setBad(offset, Bytes(e.bad))
	case e.name != "":
		u.setName(offset, e.name)
	case e.doc != nil:
		u.setDoc(offset, e.doc)
	case e.inner != nil:
		offset += uint(e.at)
		for i, text := range e.inner.bad {
			u.setBad(offset+i, text)
		}
		for i, name := range e.inner.names {
			u.setName(offset+i, name)
		}
		for i, doc := range e.inner.docs {
			u.setDoc(offset+i, doc)
		}
	}
}

//go:noinline
func (u *Unit) setBad(offset uint, text string) {
	if u.bad == nil {
		u.bad = map[uint]string{}
	}
	u.bad[offset] = text
}

//go:noinline
func (u *Unit) setName(offset uint, name string) {
	if u.names == nil {
		u.names = map[uint]string{}
	}
	u.names[offset] = name
}

//go:noinline
func (u *Unit) setDoc(offset uint, doc *SyntaxError) {
	if u.docs == nil {
		u.docs = map[uint]*SyntaxError{}
	}
	u.docs[offset] = doc
}
