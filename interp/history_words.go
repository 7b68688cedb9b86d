package interp

import "entrysh/internal/strfn"

// historyWords splits a line into words and operators as history expansion
// does (bash manual 9.3.2): more loosely than the shell's own grammar.
func historyWords(line string) []string {
	var list []string
	for i := 0; i < len(line); {
		if strfn.IndexByte(" \t\n", line[i]) >= 0 {
			i++
			continue
		}
		end := historyWordEnd(line, i)
		list = addString(list, line[i:end])
		i = end
	}
	return list
}

// historyWordEnd returns where the word or operator that begins at i ends.
func historyWordEnd(s string, i int) int {
	at := func(i int) byte {
		if i < len(s) {
			return s[i]
		}
		return 0
	}
	start := i
	for isDigit(at(i)) {
		i++
	}
	if i > start && at(i) != '<' && at(i) != '>' {
		return plainWordEnd(s, i, 0) // no descriptor
	}
	c, after := at(i), at(i+1)
	switch {
	case c == '(' || c == ')':
		return i + 1
	case strfn.IndexByte("<>;&|", c) < 0:
		return plainWordEnd(s, i, 0)
	case after == c && c == '<' && (at(i+2) == '-' || at(i+2) == '<'):
		return i + 3
	case after == c || c == '&' && after == '>' || c == '>' && after == '|':
		return i + 2
	case after == '&' && (c == '<' || c == '>'):
		for i += 2; isDigit(at(i)); i++ {
		}
		if at(i) == '-' {
			i++
		}
		return i
	case after == '(' && (c == '<' || c == '>'):
		return plainWordEnd(s, i+2, 1)
	}
	return i + 1
}

// plainWordEnd returns where a word that goes on at i ends; nested tells how
// many substitutions it is in.
func plainWordEnd(s string, i, nested int) int {
	var quote byte
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && quote != '\'':
			i++
		case nested > 0 && c == '(':
			nested++
		case nested > 0 && c == ')':
			nested--
		case nested > 0:
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case strfn.IndexByte("<>$!@?+*", c) >= 0 && i+1 < len(s) && s[i+1] == '(':
			// As in bash, what comes right after it is not looked at: $(( )) ends too early.
			nested = 1
			i += 2
		case strfn.IndexByte(" \t\n;&()|<>", c) >= 0:
			return i
		case c == '\'' || c == '"' || c == '`':
			quote = c
		}
	}
	return len(s)
}
