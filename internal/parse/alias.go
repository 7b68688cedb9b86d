package parse

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// Aliases (bash manual, section 6.6) are expanded as the text is scanned: the value takes the name's place in the text,
// and is scanned in turn.

// An expanding alias is one of which the value reaches up to an offset: it is not expanded again in there.
type expanding struct {
	_    nocmp.Mark
	name string
	end  int
}

// expandAlias replaces the word between two offsets by its value if it is an alias, in a place where aliases are
// expanded.
func (s *scanner) expandAlias(start, end int, name string) bool {
	if s.alias == nil {
		return false
	}
	follows := s.followsAlias(start)
	if !follows && !s.assignPosition() {
		return false
	}
	active := s.aliases[:0]
	last := false // in the value of another alias, which says what comes of the word behind both
	for _, a := range s.aliases {
		if a.end > start {
			active = append(active, a)
			last = last || a.end == end
		}
	}
	s.aliases = active
	for _, a := range active {
		if a.name == name {
			return false
		}
	}
	value, ok := s.alias(name)
	if !ok {
		return false
	}
	value, _ = hide(value)
	valueEnd := start + len(value)
	var more []int // tokens to look at, besides those of before
	if follows {
		more = append(more, start)
	}
	if n := len(value); n > 0 {
		if c := value[n-1]; c == ' ' || c == '\t' {
			if !last {
				more = append(more, valueEnd)
			}
		} else if !isOperatorByte(int(c)) && isOperatorByte(s.at(end)) {
			value += " " // the value's last token ends here, unless it is an operator
		}
	}
	delta := start + len(value) - end
	for _, i := range s.aliasNext {
		more = append(more, i+delta)
	}
	s.aliasNext = more
	for i := range s.aliases {
		s.aliases[i].end += delta
	}
	for i := range s.shifts {
		if s.shifts[i].offset > start {
			s.shifts[i].offset += delta
		}
	}
	for i := 0; i < len(value); i++ {
		if value[i] == '\n' {
			s.shifts = append(s.shifts, shift{start + i + 1, -1})
		}
	}
	tail := append([]byte(value), s.text[end:]...)
	s.text = append(s.text[:start:start], tail...)
	s.aliases = append(s.aliases, expanding{name: name, end: valueEnd})
	s.pos = start
	s.tok = token{kind: s.last}
	return true
}

// followsAlias reports whether the token at an offset follows an alias whose value ends with a blank, which is so once.
//
//go:noinline
func (s *scanner) followsAlias(start int) (follows bool) {
	for len(s.aliasNext) > 0 && start >= s.aliasNext[0] {
		follows = true
		s.aliasNext = s.aliasNext[1:]
	}
	return follows
}

// isOperatorByte reports whether an operator may begin with a byte, as the scanner's at returns it.
func isOperatorByte(c int) bool { return c > 0 && strfn.IndexByte("<>&|;(", byte(c)) >= 0 }

// aliased expands the aliases of the commands in substitutions in a part of the text that is no command itself.
func (s *scanner) aliased(start, end int) string {
	text := string(s.text[start:end])
	if s.innerAlias() == nil || strfn.IndexByte(text, '`') < 0 && !strfn.Contains(text, "$(") {
		return text
	}
	var out []byte
	for i := 0; i < len(text); {
		next := skipPart(text, i)
		switch {
		case text[i] == '"': // its inside counts
			next = i + 1
		case text[i] == '$' && next > i+3 && text[i+1] == '(' && text[i+2] != '(':
			out = append(out, "$("+s.expandedIn(text[i+2:next-1])+")"...)
			i = next
			continue
		case text[i] == '`' && next > i+2:
			out = append(out, "`"+s.expandedIn(text[i+1:next-1])+"`"...)
			i = next
			continue
		}
		out = append(out, text[i:next]...)
		i = next
	}
	s.inner = s.inner || string(out) != text
	return string(out)
}

// innerAlias returns what knows the aliases for commands that are scanned as texts of their own.
func (s *scanner) innerAlias() func(string) (string, bool) {
	if s.alias == nil {
		return s.docAlias
	}
	return s.alias
}

// docCommand expands the aliases in a substitution of commands that stands between two offsets of a document.
func (s *scanner) docCommand(start, end int) {
	body := string(s.text[start+2 : end-1])
	sub := s.sub([]byte(body))
	sub.alias = s.docAlias
	if sub.scanProgram() == nil && string(sub.text) != body {
		u := &Unit{}
		sub.apply(u)
		open := string(s.text[start : start+2])
		s.add(&edit{start: start, end: end, text: open + u.Text + ")", mask: open + u.parsed() + ")", inner: u, at: 2})
		s.inner = true
	}
}

// expandedIn expands the aliases in a text of commands.
func (s *scanner) expandedIn(text string) string {
	sub := s.sub([]byte(text))
	sub.alias = s.innerAlias()
	if sub.scanProgram() != nil {
		return text
	}
	return string(sub.text)
}
