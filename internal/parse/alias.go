package parse

// Aliases (bash manual, section 6.6) are expanded as the text is scanned: the value takes the name's place in the text,
// and is scanned in turn.

// An expanding alias is one of which the value reaches up to an offset: it is not expanded again in there.
type expanding struct {
	name string
	end  int
}

// expandAlias replaces the word between two offsets by its value if it is an alias, in a place where aliases are
// expanded.
func (s *scanner) expandAlias(start, end int, name string) bool {
	if s.alias == nil {
		return false
	}
	follows := s.aliasNext > 0 && start >= s.aliasNext
	if follows {
		s.aliasNext = 0
	}
	if s.pattern || !follows && !s.assignPosition() {
		return false
	}
	active := s.aliases[:0]
	for _, a := range s.aliases {
		if a.end > start {
			active = append(active, a)
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
	if n := len(value); n > 0 {
		if c := value[n-1]; c == ' ' || c == '\t' {
			s.aliasNext = max(s.aliasNext, valueEnd)
		} else if c := s.at(end); c == '<' || c == '>' || c == '&' || c == '|' || c == ';' || c == '(' {
			value += " " // the value's last token ends here
		}
	}
	delta := start + len(value) - end
	for i := range s.aliases {
		s.aliases[i].end += delta
	}
	if s.aliasNext > valueEnd {
		s.aliasNext += delta
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
	s.aliases = append(s.aliases, expanding{name, valueEnd})
	s.pos = start
	s.tok = token{kind: s.last}
	return true
}
