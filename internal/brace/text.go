// Package brace is brace expansion (bash manual 3.5.1): a{b,c}d and {1..9..2}.
//
// In bash it is done on the text of a word, before anything else is expanded
// and with no regard for what the pieces mean. Here a word is already parsed:
// its literal parts are put into one text in which each other part is a mark,
// that text is expanded, and the marks become parts again.
package brace

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

const (
	// maxWords bounds the words that come of one word. bash has no such bound:
	// it prints the text unexpanded when it cannot have the memory.
	maxWords = 10_000_000
	// maxDepth bounds how deep braces nest.
	maxDepth = 1000
	// maxBytes bounds their length together, roughly.
	maxBytes = 1 << 30
)

// ExpandString expands s, a text as it stands in a literal part of a word
// (syntax.Lit): unquoted, with backslashes before the bytes that they quote.
// The result is s alone when there is nothing to expand in it.
//
// A sequence such as {Z..a} yields a backslash, as in bash; it quotes what
// follows it.
func ExpandString(s string) []string {
	x := expander{backslash: `\`}
	list, ok := x.expand(s, 0)
	if !ok {
		return []string{s}
	}
	return list
}

// An expander expands one text.
type expander struct {
	_         nocmp.Mark
	word      *syntax.Word // whose parts the marks are; nil if there are none
	backslash string       // stands for the backslash that a sequence yields
}

// expand gives the texts that come of text; false if they are too many.
func (x *expander) expand(text string, depth int) ([]string, bool) {
	if depth > maxDepth {
		return nil, false
	}
	done := []string{""}
	for {
		b, ok := find(text)
		if !ok {
			return join(done, text, one, ""), true
		}
		inner, ok := x.inside(b.inside, depth)
		if !ok || tooMany(len(done)*len(inner), len(b.before)+len(b.after)) {
			return nil, false
		}
		if strfn.IndexByte(b.after, '{') < 0 {
			return join(done, b.before, inner, b.after), true
		}
		done = join(done, b.before, inner, "")
		text = b.after
	}
}

// tooMany reports whether n texts of about the given length are.
func tooMany(n, length int) bool { return n > maxWords || n > maxBytes/(length+1) }

var one = []string{""}

// join is each of first, followed by before, each of second, and after.
//
//go:noinline
func join(first []string, before string, second []string, after string) []string {
	if len(first) == 1 && first[0] == "" && before == "" && after == "" {
		return second
	}
	list := make([]string, 0, len(first)*len(second))
	for _, f := range first {
		f += before
		for _, s := range second {
			list = append(list, f+s+after)
		}
	}
	return list
}

// inside expands the text between two braces.
func (x *expander) inside(text string, depth int) ([]string, bool) {
	if !x.hasComma(text) {
		if list, ok := x.sequence(text); ok {
			return list, true
		}
		return []string{"{" + text + "}"}, true
	}
	var list []string
	for {
		n := scan(text, 0, ',')
		element := text
		if n >= 0 {
			element = text[:n]
		}
		sub, ok := x.expand(element, depth+1)
		if !ok || len(list)+len(sub) > maxWords {
			return nil, false
		}
		list = append(list, sub...)
		if n < 0 {
			return list, true
		}
		text = text[n+1:]
	}
}

// A group is a text with a pair of braces in it.
type group struct{ before, inside, after string }

// find gives the first pair of braces in text that has a comma or two dots
// between them.
func find(text string) (group, bool) {
	last := strfn.LastIndexByte(text, '}')
	if last < 0 || strfn.IndexByte(text, ',') < 0 && !strfn.Contains(text, "..") {
		return group{}, false
	}
	for i := 0; ; i++ {
		if i = scan(text, i, '{'); i < 0 || i > last {
			return group{}, false
		}
		if j := scan(text, i+1, '}'); j >= 0 {
			return group{text[:i], text[i+1 : j], text[j+1:]}, true
		}
	}
}

// scan is the offset, from i on, of the first byte that opens a pair of braces
// (want is '{'), closes the pair opened before i ('}'), or ends an element of
// its list (','). It is -1 if there is none. Quoted bytes and marks are passed
// over, and so are pairs within, except for '{'.
func scan(text string, i int, want byte) int {
	level := 0
	list := want != '}' // what is closed must have a comma or dots of its own
	for ; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\':
			i++
		case c == mark:
			if n := strfn.IndexByte(text[i+1:], mark); n >= 0 {
				level += strings.Count(text[i+1:i+1+n], "{")
				i += n + 1
			}
		case c == want && level == 0 && list:
			// {} at the start of a text or behind a blank opens nothing.
			if c != '{' || i > 0 && strfn.IndexByte(" \t\n", text[i-1]) < 0 || len(text) < i+2 || text[i+1] != '}' {
				return i
			}
		case c == '{':
			if want != '{' || level > 0 {
				level++
			}
		case c == '}':
			if level > 0 {
				level--
			}
		case level > 0 || list:
		case c == ',':
			list = true
		case c == '.':
			if i+2 < len(text) && text[i+1] == '.' && text[i+2] != '}' {
				list = true
			}
		}
	}
	return -1
}
