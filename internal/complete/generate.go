package complete

import (
	"strings"

	"entrysh/internal/strfn"
)

// Source gives candidates. The methods may return too many: those of Action
// and Words that do not begin with the word are dropped.
type Source interface {
	// Action returns the names of a kind; word is what they should begin with.
	Action(a Action, word string) []string
	// Words splits the list of -W at IFS, honouring quotes, and expands each word.
	Words(list string) []string
	// Glob expands the pattern of -G to file names.
	Glob(pattern string) []string
	// Function and Command run the function of -F (its COMPREPLY) and the
	// command of -C (the lines of its output).
	Function(name, word string) []string
	Command(command, word string) []string
	// Extglob reports whether !( begins a pattern.
	Extglob() bool
	// Match reports whether a pattern matches a whole string.
	Match(pattern, s string) bool
}

// Generate returns what compgen prints for a word that may be quoted.
func Generate(s *Spec, word string, src Source) []string {
	plain := unquote(word)
	var list []string
	for a := Action(0); a < numActions; a++ {
		switch {
		case !s.Has(a):
		case a == File || a == Directory:
			list = append(list, src.Action(a, fileWord(word, plain))...)
		default:
			list = appendMatching(list, src.Action(a, plain), plain)
		}
	}
	if s.Glob != nil {
		list = append(list, src.Glob(*s.Glob)...)
	}
	if s.Words != nil {
		list = appendMatching(list, src.Words(*s.Words), plain)
	}
	if s.Function != nil {
		list = append(list, src.Function(*s.Function, word)...)
	}
	if s.Command != nil {
		list = append(list, src.Command(*s.Command, word)...)
	}
	if s.Filter != nil && *s.Filter != "" {
		list = filter(list, *s.Filter, word, src.Extglob(), src.Match)
	}
	if s.Prefix != nil || s.Suffix != nil {
		for i, n := range list {
			if s.Prefix != nil {
				n = *s.Prefix + n
			}
			if s.Suffix != nil {
				n += *s.Suffix
			}
			list[i] = n
		}
	}
	switch {
	case s.HasOption(Plusdirs), s.HasOption(Dirnames) && len(list) == 0:
		list = appendMatching(list, src.Action(Directory, plain), plain)
	}
	if s.HasOption(Default) && len(list) == 0 {
		list = appendMatching(list, src.Action(File, plain), plain)
	}
	return list
}

// appendMatching appends the names that begin with a word.
//
//go:noinline
func appendMatching(list, names []string, word string) []string {
	for _, n := range names {
		if strfn.HasPrefix(n, word) {
			list = append(list, n)
		}
	}
	return list
}

// filter removes the names that match the pattern of -X or, if it begins with
// !, those that do not. & stands for the word, \& for itself.
func filter(list []string, pattern, word string, extglob bool, match func(pattern, s string) bool) []string {
	keep := strfn.HasPrefix(pattern, "!") && !(extglob && strfn.HasPrefix(pattern, "!("))
	if keep {
		pattern = pattern[1:]
	}
	if strfn.IndexByte(pattern, '&') >= 0 {
		b := make([]byte, 0, len(pattern)+len(word))
		for i := 0; i < len(pattern); i++ {
			switch {
			case pattern[i] == '&':
				b = append(b, word...)
			case pattern[i] == '\\' && i+1 < len(pattern) && pattern[i+1] == '&':
				i++
				b = append(b, '&')
			default:
				b = append(b, pattern[i])
			}
		}
		pattern = string(b)
	}
	kept := list[:0]
	for _, n := range list {
		if match(pattern, n) == keep {
			kept = append(kept, n)
		}
	}
	return kept
}

// fileWord returns what names of files are to begin with: a quote that is not
// closed stands for itself.
func fileWord(word, plain string) string {
	if strings.Count(word, "'")%2 != 0 || strings.Count(word, "\"")%2 != 0 {
		return word
	}
	return plain
}

// unquote removes the quotes from a word that is being typed: the last of them
// may be open.
func unquote(s string) string {
	if !strfn.ContainsAny(s, `\'"`) {
		return s
	}
	b := make([]byte, 0, len(s))
	var q byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == q:
			q = 0
		case q == 0 && (c == '\'' || c == '"'):
			q = c
		case c == '\\' && q != '\'' && i+1 < len(s) && (q == 0 || strfn.IndexByte("\\\"$`", s[i+1]) >= 0):
			i++
			b = append(b, s[i])
		default:
			b = append(b, c)
		}
	}
	return string(b)
}
