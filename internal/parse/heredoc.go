package parse

import (
	"bytes"

	"entrysh/internal/nocmp"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
)

// A heredoc is a here-document whose body has not been read.
type heredoc struct {
	_      nocmp.Mark
	end    string // the line that ends it
	quoted bool
	tabs   bool // <<-
	line   int
	op     int // offset of its operator
}

// addHeredoc notes a here-document. mvdan's parser takes no expansions in the delimiter, where they are none, and of
// the quotes only the simplest.
func (s *scanner) addHeredoc(op, word token) {
	h := heredoc{op: op.start, tabs: s.text[op.end-1] == '-'}
	h.end, h.quoted = unquoted(s.text[word.start:word.end])
	switch d := h.delimiter(); {
	case h.quoted:
		s.edit(word.start, word.end, "'"+d+"'")
	case d != h.end:
		s.dropEdits(word.start, word.end)
		for i := word.start; i < word.end; i++ {
			if strfn.IndexByte(notInDelimiter, s.text[i]) >= 0 {
				s.maskWith(i, i+1, hiddenByte)
			}
		}
	}
	s.heredocs = append(s.heredocs, h)
}

// unquoted returns a word without its quotes, and whether it had any. Expansions in it are none.
func unquoted(w []byte) (s string, quoted bool) {
	var out []byte
	for i := 0; i < len(w); i++ {
		c := w[i]
		if c == '$' && i+1 < len(w) && (w[i+1] == '\'' || w[i+1] == '"') {
			if i++; w[i] == '\'' {
				end := skipDollarSingle(string(w), i+1)
				out = append(out, quote.ANSIC(string(w[i+1:end-1]), quote.UTF8)...)
				i, quoted = end-1, true
				continue
			}
			c = '"'
		}
		switch c {
		case '\\':
			if i++; i < len(w) && w[i] != '\n' {
				out = append(out, w[i])
				quoted = true
			}
		case '\'', '"':
			quoted = true
			for i++; i < len(w) && w[i] != c; i++ {
				if c == '"' && w[i] == '\\' && i+1 < len(w) {
					switch w[i+1] {
					case '\\', '"', '$', '`':
						i++
					case '\n':
						i++
						continue
					}
				}
				out = append(out, w[i])
			}
		default:
			out = append(out, c)
		}
	}
	return string(out), quoted
}

// readHeredocs reads the bodies of the here-documents that were noted, which begin at s.pos.
func (s *scanner) readHeredocs() {
	heredocs := s.heredocs
	s.heredocs = nil
	for _, h := range heredocs {
		s.readHeredoc(h)
	}
	s.tok.end = s.pos
}

func (s *scanner) readHeredoc(h heredoc) {
	start, i := s.pos, s.pos
	h.line = s.lineAt(max(start-1, 0))
	for {
		if s.at(i) < 0 {
			s.endHeredoc(h, start, i)
			return
		}
		end := s.logicalLine(h, i)
		if !h.quoted {
			end = s.removeJoins(i, end)
		}
		from := i
		for h.tabs && s.at(from) == '\t' && string(s.text[i:end]) != h.end {
			from++
		}
		line := s.text[from:end]
		if string(line) == h.end {
			s.body(h, start, i)
			s.endLineMends(h, from)
			if s.pos = end; s.at(end) == '\n' {
				s.pos++
			}
			return
		}
		if n := len(h.end); s.nested && len(line) > n && string(line[:n]) == h.end && bytes.IndexByte(line[n:], ')') >= 0 {
			s.warn(end, heredocWarning(h))
			s.body(h, start, i)
			s.endLineMends(h, from)
			s.pos = from + n
			s.edit(s.pos, s.pos, "\n")
			return
		}
		if i = end; s.at(i) == '\n' {
			i++
		}
	}
}

// logicalLine returns the end of the line of a here-document that begins at i, with those that backslashes join to it.
func (s *scanner) logicalLine(h heredoc, i int) int {
	for {
		slashes := 0
		for c := s.at(i); c >= 0 && c != '\n'; c = s.at(i) {
			if slashes++; c != '\\' {
				slashes = 0
			}
			i++
		}
		if h.quoted || slashes%2 == 0 || s.at(i) < 0 {
			return i
		}
		i++
	}
}

// removeJoins removes the backslash-newlines between two offsets and returns the new end. bash does so before it
// looks at what is between, whatever the quotes.
func (s *scanner) removeJoins(at, end int) int {
	for {
		n := bytes.Index(s.text[at:end], []byte("\\\n"))
		if n < 0 {
			return end
		}
		at += n
		end -= 2
		s.text = append(s.text[:at], s.text[at+2:]...)
		for i := range s.aliases {
			if s.aliases[i].end > at {
				s.aliases[i].end -= 2
			}
		}
		for i := range s.shifts {
			if s.shifts[i].offset > at {
				s.shifts[i].offset -= 2
			}
		}
		s.shifts = append(s.shifts, shift{at, 1})
	}
}

func heredocWarning(h heredoc) string {
	return "here-document at line " + itoa(h.line) + " delimited by end-of-file (wanted `" + Bytes(h.end) + "')"
}

// endHeredoc ends a here-document at the end of the text.
func (s *scanner) endHeredoc(h heredoc, start, end int) {
	stop, slashes := end, 0
	if stop > start && s.text[stop-1] == '\n' {
		stop--
	}
	for stop-slashes > start && s.text[stop-slashes-1] == '\\' {
		slashes++
	}
	if stop--; h.quoted || slashes%2 == 0 { // else there is no line that the backslash could join
		stop = end
	}
	line := s.lineAt(len(s.text))
	if end > 0 && s.text[end-1] == '\n' && (stop > end-2 || stop == start || s.text[stop-1] == '\n') {
		line--
	}
	s.warnings = append(s.warnings, Warning{Line: line, Msg: heredocWarning(h)})
	s.body(h, start, stop)
	head, tail := "", "\n"
	if n := len(s.edits); stop > 0 && s.text[stop-1] != '\n' && (n == 0 || s.edits[n-1].start < len(s.text)) {
		head = "\n"
	}
	s.edited = end
	s.edits = append(s.edits, &edit{start: stop, end: end, text: head + h.end + tail, mask: head + h.delimiter() + tail})
	s.pos = end
}

// endLineMends replaces in the line that ends a here-document what was replaced in its delimiter.
func (s *scanner) endLineMends(h heredoc, i int) {
	if d := h.delimiter(); d != h.end {
		s.maskWith(i, i+len(h.end), d)
	}
}

// notInDelimiter are the characters that mvdan's parser does not take in a delimiter; a blank or a quote is one only
// where it is quoted.
const notInDelimiter = "$`()<> \t\n'\\"

// delimiter returns the line that ends a here-document for the parser.
func (h heredoc) delimiter() string {
	if !strfn.ContainsAny(h.end, notInDelimiter) {
		return h.end
	}
	b := []byte(h.end)
	for i, c := range b {
		if strfn.IndexByte(notInDelimiter, c) >= 0 {
			b[i] = hiddenByte[0]
		}
	}
	return string(b)
}

// hiddenByte stands for a character in a delimiter. It is no stand-in, since the parser does not find the end of an
// empty body if that begins with a long character.
const hiddenByte = "\x01"

// body notes the mends that the body of a here-document needs. bash expands it when it runs, so an error in it is no
// syntax error: such a body is taken literally, and what bash will say is kept.
func (s *scanner) body(h heredoc, start, end int) {
	if text := s.text[start:end]; h.quoted || bytes.IndexByte(text, '$') < 0 && bytes.IndexByte(text, '`') < 0 {
		return
	}
	sub := s.sub(s.text[:end:end])
	sub.line, sub.shifts = s.line, s.shifts
	sub.docAlias = s.alias
	err := sub.document(start, end)
	if err == nil {
		s.edits = append(s.edits, sub.edits...)
		s.inner = s.inner || sub.inner
		s.misread = s.misread || sub.misread
		s.edited = max(s.edited, end)
		return
	}
	for i := start; i < end; i++ {
		if c := s.text[i]; c == '$' || c == '`' {
			s.standIn(i)
		}
	}
	s.edits = append(s.edits, &edit{start: h.op, end: h.op, doc: sub.badDocument(err.(*SyntaxError), start)})
}

// badDocument makes of an error in a document what bash says when it expands it. Nested tells that a command is to
// blame.
func (s *scanner) badDocument(e *SyntaxError, start int) *SyntaxError {
	text, part := Bytes(string(s.text[start:])), string(s.text[s.part:])
	switch {
	case s.heredocs != nil:
	case s.nested:
		e.Nested = true
		if e.Detail != "" && e.Line == s.lineAt(s.part) {
			line, _, _ := strfn.Cut(part, "\n")
			e.Detail = Bytes(strfn.TrimPrefix(line, "$("))
		}
	case part[0] == '`':
		e.Msg = "bad substitution: no closing \"`\" in " + Bytes(part)
	case part[1] != '{' || strfn.ContainsAny(part, "#%^,~:-=?+/"):
		i := strfn.IndexByte("([{", part[1])
		e.Msg = "bad substitution: no closing `" + ")]}"[i:i+1] + "' in " + text
	default: // the parameter's name is that of no parameter
		e.Msg = text + ": bad substitution"
	}
	return e
}

// document reads a text as the body of a here-document, up to the end of what begins before the offset end.
func (s *scanner) document(start, end int) (err error) {
	defer catch(&err)
	s.doc = true
	i := start
	for i < end {
		s.part = i
		switch s.text[i] {
		case '\\':
			i += 2
		case '`':
			i = s.backquote(i, false)
		case '$':
			i = s.dollar(i, true)
			if s.heredocs != nil { // what is behind it is no part of the command
				s.fail(&SyntaxError{Msg: eofBefore(')')})
			}
		default:
			i++
		}
	}
	s.pos = min(i, len(s.text))
	return nil
}
