package parse

import (
	"bytes"
	"strings"
)

// A heredoc is a here-document whose body has not been read.
type heredoc struct {
	end    string // the line that ends it
	quoted bool
	hidden bool // characters of its delimiter are hidden from the parser
	tabs   bool // <<-
	line   int
	op     int // offset of its operator
}

// addHeredoc notes a here-document. mvdan's parser takes no expansions in the delimiter, where they are none.
func (s *scanner) addHeredoc(op, word token) {
	h := heredoc{line: s.lineAt(op.start), op: op.start, tabs: s.text[op.end-1] == '-'}
	var end []byte
	for i := word.start; i < word.end; i++ {
		switch c := s.text[i]; c {
		case '\\':
			if i++; i < word.end && s.text[i] != '\n' {
				end = append(end, s.text[i])
				h.quoted = true
			}
		case '\'', '"':
			h.quoted = true
			for i++; i < word.end && s.text[i] != c; i++ {
				if c == '"' && s.text[i] == '\\' && i+1 < word.end && strings.IndexByte("\\\"$`", s.text[i+1]) >= 0 {
					i++
				}
				end = append(end, s.text[i])
			}
		default:
			end = append(end, c)
		}
	}
	h.end = string(end)
	h.hidden = strings.ContainsAny(h.end, "$`") || strings.ContainsAny(h.end, "()<>") && !h.quoted
	if h.hidden {
		s.dropEdits(word.start, word.end)
		for i := word.start; i < word.end; i++ {
			if strings.IndexByte("$`()<> ", s.text[i]) >= 0 {
				s.maskWith(i, i+1, hiddenByte)
			}
		}
	}
	s.heredocs = append(s.heredocs, h)
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
	joined := false
	for {
		if s.at(i) < 0 {
			s.endHeredoc(h, start, i)
			return
		}
		end := i
		for c := s.at(end); c >= 0 && c != '\n'; c = s.at(end) {
			end++
		}
		from := i
		for h.tabs && s.at(from) == '\t' {
			from++
		}
		line := s.text[from:end]
		if !joined {
			if string(line) == h.end {
				s.body(h, start, i)
				s.endLineMends(h, from)
				if s.pos = end; s.at(end) == '\n' {
					s.pos++
				}
				return
			}
			if n := len(h.end); s.nested && len(line) > n && line[n] == ')' && string(line[:n]) == h.end {
				s.warn(end+1, heredocWarning(h))
				s.body(h, start, i)
				s.endLineMends(h, from)
				s.pos = from + n
				s.insert(s.pos, "\n")
				return
			}
		}
		joined = false
		if !h.quoted {
			n := 0
			for n < len(line) && line[len(line)-1-n] == '\\' {
				n++
			}
			joined = n%2 == 1
		}
		if i = end; s.at(i) == '\n' {
			i++
		}
	}
}

func heredocWarning(h heredoc) string {
	return "here-document at line " + itoa(h.line) + " delimited by end-of-file (wanted `" + Bytes(h.end) + "')"
}

// endHeredoc ends a here-document at the end of the text.
func (s *scanner) endHeredoc(h heredoc, start, end int) {
	line := s.lineAt(len(s.text))
	if end > 0 && s.text[end-1] == '\n' {
		line--
	}
	s.warnings = append(s.warnings, Warning{line, heredocWarning(h)})
	s.body(h, start, end)
	head, tail := "", "\n"
	if n := len(s.edits); end > 0 && s.text[end-1] != '\n' && (n == 0 || s.edits[n-1].start < len(s.text)) {
		head = "\n"
	}
	s.edited = end
	s.edits = append(s.edits, edit{start: end, end: end, text: head + h.end + tail, mask: head + h.delimiter() + tail})
	s.pos = end
}

// endLineMends replaces in the line that ends a here-document what was replaced in its delimiter.
func (s *scanner) endLineMends(h heredoc, i int) {
	if h.hidden {
		s.maskWith(i, i+len(h.end), h.delimiter())
	}
}

// delimiter returns the line that ends a here-document for the parser.
func (h heredoc) delimiter() string {
	if !h.hidden {
		return h.end
	}
	b := []byte(h.end)
	for i, c := range b {
		if strings.IndexByte("$`()<> ", c) >= 0 {
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
	if h.quoted || !bytes.ContainsAny(s.text[start:end], "$`") {
		return
	}
	sub := s.sub(s.text[:end:end])
	sub.line, sub.shifts = s.line, s.shifts
	err := sub.document(start)
	if err == nil {
		s.edits = append(s.edits, sub.edits...)
		s.edited = max(s.edited, end)
		return
	}
	for i := start; i < end; i++ {
		if c := s.text[i]; c == '$' || c == '`' {
			s.standIn(i)
		}
	}
	s.edits = append(s.edits, edit{start: h.op, end: h.op, doc: sub.badDocument(err.(*SyntaxError), start)})
}

// badDocument makes of an error in a document what bash says when it expands it. Nested tells that a command is to
// blame.
func (s *scanner) badDocument(e *SyntaxError, start int) *SyntaxError {
	text := Bytes(string(s.text[start:]))
	switch {
	case s.nested:
		e.Nested = true
		if e.Detail != "" && e.Line == s.lineAt(s.part) {
			line, _, _ := strings.Cut(string(s.text[s.part:]), "\n")
			e.Detail = Bytes(strings.TrimPrefix(line, "$("))
		}
	case strings.HasSuffix(e.Msg, "`)'"):
		e.Msg = "bad substitution: no closing `)' in " + text
	case strings.HasSuffix(e.Msg, "``'"):
		e.Msg = "bad substitution: no closing \"`\" in " + Bytes(string(s.text[s.part:]))
	default:
		e.Msg = text + ": bad substitution"
	}
	return e
}

// document reads a text as the body of a here-document.
func (s *scanner) document(start int) (err error) {
	defer catch(&err)
	for i := start; i < len(s.text); {
		s.part = i
		switch s.text[i] {
		case '\\':
			i += 2
		case '`':
			i = s.backquote(i, true)
		case '$':
			i = s.dollar(i, true)
		default:
			i++
		}
	}
	return nil
}
