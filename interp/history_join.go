package interp

import (
	"strings"

	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// joinCommand makes one line of the lines of a command, as the option cmdhist
// has it (bash manual 4.3.2): newlines become semicolons or blanks where that
// means the same. lithist keeps them.
func joinCommand(lines []string, literal bool) string {
	if len(lines) == 1 {
		return lines[0]
	}
	var s commandScan
	var b textbuf.Builder
	for i, l := range lines {
		s.line(l)
		if i == len(lines)-1 {
			b.WriteString(l)
			if s.hadHere {
				b.WriteByte('\n')
			}
			break
		}
		switch {
		case s.quote != 0 || s.here != "" || s.hadHere || s.comment:
			b.WriteString(l + "\n")
		case strfn.HasSuffix(l, "\\") && !literal:
			b.WriteString(l[:len(l)-1])
		case literal:
			b.WriteString(l + "\n")
		case s.depth > 0:
			b.WriteString(l + "\n")
		case strings.TrimSpace(l) == "":
		case s.array > 0 || noSemicolonAfter(s.word):
			b.WriteString(l + " ")
		default:
			b.WriteString(l + "; ")
		}
	}
	return b.String()
}

// noSemicolonAfter reports whether no semicolon may stand after a token.
func noSemicolonAfter(w string) bool {
	switch w {
	case "", "{", "(", ")", ";", "&", "|", ";;", ";&", ";;&", "&&", "||", "|&", "case", "do", "else", "if", "elif",
		"then", "until", "while", "in", "!", "time":
		return true
	}
	return false
}

// A commandScan knows just enough of the grammar to find the last token of a
// line, and whether the line ends within quotes or a here-document.
type commandScan struct {
	quote   byte // ' " or `, if the line ends within
	depth   int  // nesting of $( ) and ${ }
	array   int  // within the parentheses of a compound assignment
	here    string
	heres   []string
	tabs    bool
	hadHere bool
	comment bool
	word    string // the last token
}

func (s *commandScan) line(l string) {
	if s.here != "" {
		t := l
		if s.tabs {
			t = strings.TrimLeft(t, "\t")
		}
		if t == s.here {
			s.here = ""
			if len(s.heres) > 0 {
				s.here, s.heres = s.heres[0], s.heres[1:]
			}
		}
		return
	}
	s.comment = false
	start := -1 // of the word under way
	end := func(i int) {
		if start >= 0 {
			s.word = l[start:i]
			start = -1
		}
	}
	for i := 0; i < len(l); i++ {
		c := l[i]
		if s.quote != 0 {
			switch {
			case c == s.quote:
				s.quote = 0
			case c == '\\' && s.quote != '\'':
				i++
			}
			continue
		}
		switch c {
		case '\\':
			if start < 0 {
				start = i
			}
			i++
		case '\'', '"', '`':
			if start < 0 {
				start = i
			}
			s.quote = c
		case '$':
			if start < 0 {
				start = i
			}
			if i+1 < len(l) && (l[i+1] == '(' || l[i+1] == '{') {
				s.depth++
				i++
			}
		case '#':
			if start < 0 && s.depth == 0 {
				s.comment = true
				return
			}
		case ' ', '\t':
			if s.depth == 0 {
				end(i)
			}
		case '(', ')', '}':
			switch {
			case s.depth > 0 && c != '(':
				s.depth--
			case s.depth > 0:
				s.depth++
			case c == '}':
				if start < 0 {
					start = i
				}
			case c == '(' && i > 0 && l[i-1] == '=':
				s.array++
				end(i)
			case c == ')' && s.array > 0:
				s.array--
				end(i)
				s.word = "x"
			default:
				end(i)
				s.word = string(c)
			}
		case ';', '&', '|', '<', '>':
			if s.depth > 0 {
				continue
			}
			end(i)
			j := i + 1
			for j < len(l) && strfn.IndexByte(";&|<>", l[j]) >= 0 {
				j++
			}
			s.word = l[i:j]
			if s.word == "<<" {
				i = s.hereDoc(l, j) - 1
				continue
			}
			if c == '<' || c == '>' {
				s.word = "x"
			}
			i = j - 1
		default:
			if start < 0 {
				start = i
			}
		}
	}
	end(len(l))
	if len(s.heres) > 0 && s.here == "" {
		s.here, s.heres = s.heres[0], s.heres[1:]
		s.hadHere = true
	}
}

// hereDoc notes the delimiter of a here-document that begins at i, and returns
// where it ends.
func (s *commandScan) hereDoc(l string, i int) int {
	if i < len(l) && l[i] == '-' {
		s.tabs = true
		i++
	}
	for i < len(l) && (l[i] == ' ' || l[i] == '\t') {
		i++
	}
	var b []byte
	var quote byte
	for ; i < len(l); i++ {
		c := l[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote == 0 && c == '\\' && i+1 < len(l):
			i++
			b = append(b, l[i])
		case quote == 0 && strfn.IndexByte(" \t;&|<>()", c) >= 0:
			s.heres = append(s.heres, string(b))
			return i
		default:
			b = append(b, c)
		}
	}
	s.heres = append(s.heres, string(b))
	return i
}
