package parse

// These functions find where a quoted or nested part of a text ends. They take the offset of its first character and
// return the offset behind its last one, or len(s) when it is not closed. They look no deeper than needed for that:
// what is in `$( )` is found by counting parentheses, as bash did before 5.2, not by its grammar.

// skipPart returns the end of whatever begins at s[i]: an escaped character, a quoted string, an expansion, or a single
// byte.
func skipPart(s string, i int) int {
	switch s[i] {
	case '\\':
		return min(i+2, len(s))
	case '\'':
		return skipSingle(s, i+1)
	case '"':
		return skipDouble(s, i+1)
	case '`':
		return skipBackquote(s, i+1)
	case '$':
		if i+1 == len(s) {
			break
		}
		switch s[i+1] {
		case '\'':
			return skipDollarSingle(s, i+2)
		case '"':
			return skipDouble(s, i+2)
		case '(':
			return skipNested(s, i+2, '(', ')')
		case '[':
			return skipNested(s, i+2, '[', ']')
		case '{':
			return skipNested(s, i+2, '{', '}')
		}
	}
	return i + 1
}

// skipNested returns the end of a text that begins behind its opening character.
func skipNested(s string, i int, left, right byte) int {
	for depth := 1; i < len(s); {
		switch s[i] {
		case right:
			if depth--; depth == 0 {
				return i + 1
			}
			i++
		case left:
			if left != '{' {
				depth++
			}
			i++
		default:
			i = skipPart(s, i)
		}
	}
	return len(s)
}

// skipSingle, skipDollarSingle, skipDouble and skipBackquote begin behind the opening quote.
func skipSingle(s string, i int) int {
	for ; i < len(s); i++ {
		if s[i] == '\'' {
			return i + 1
		}
	}
	return len(s)
}

func skipDollarSingle(s string, i int) int {
	for ; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\'':
			return i + 1
		}
	}
	return len(s)
}

func skipDouble(s string, i int) int {
	for i < len(s) {
		switch s[i] {
		case '"':
			return i + 1
		case '\'':
			i++
		case '$':
			if i+1 < len(s) && (s[i+1] == '\'' || s[i+1] == '"') {
				i++
				continue
			}
			i = skipPart(s, i)
		default:
			i = skipPart(s, i)
		}
	}
	return len(s)
}

func skipBackquote(s string, i int) int {
	for ; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '`':
			return i + 1
		}
	}
	return len(s)
}
