package interp

import (
	"strings"
	"unicode/utf8"

	"entrysh/internal/strfn"
)

// A typedLine is a command line of which a word is to be completed (bash manual 8.6).
type typedLine struct {
	text  string   // of the simple command
	at    int      // the cursor in it
	words []string // as COMP_WORDS has them
	word  int      // the number of the one to be completed
	part  string   // what $2 is: that one up to the cursor
	start int      // offset in the line of the word to be completed
	quote byte     // the quotes it stands in
	first bool     // it is a command's name
	name  string   // of the command, or what stands for it
}

// breaks are the characters besides blanks that end a word for completion, of those that
// COMP_WORDBREAKS has at first; the others are operators.
const breaks = "=:@"

// typed finds the simple command that the cursor is in, and its words.
func typed(line string, at int) *typedLine {
	l := &typedLine{first: true}
	text, begin, word := line[:at], 0, -1 // the beginnings of the command and of the word
	open := 0                             // where the quotes begin
	end := func(i int) {
		if word >= 0 {
			w := text[word:i]
			name, _, assigns := strfn.Cut(w, "=")
			if l.first && (assigns && validName(name) || w == "{") {
				begin = i // what follows is the command
			} else {
				l.first = false
			}
		}
		word = -1
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if strfn.IndexByte(" \t\n;&|()<>", c) >= 0 {
			end(i)
			switch c {
			case '<', '>':
				l.first = false
			case '\n', ';', '&', '|', '(', ')':
				l.first, begin = true, i+1
			}
			continue
		}
		if word < 0 {
			word = i
		}
		switch c {
		case '\\':
			i++
		case '\'', '"', '`':
			if j := quotedEnd(text+" ", i); j <= len(text) { // it is closed
				i = j - 1
			} else if c == '`' {
				l.first, begin, word = true, i+1, -1
			} else {
				l.quote, open = c, i+1
				i = len(text)
			}
		case '$':
			if i+1 < len(text) && text[i+1] == '(' && quotedEnd(text+" ", i) > len(text) {
				l.first, begin, word = true, i+2, -1
				i++
			}
		}
	}
	if word < 0 {
		word = len(text)
	}
	l.start = word
	for begin < len(text) && strfn.IndexByte(" \t", text[begin]) >= 0 {
		begin++
	}
	l.part = text[word:]
	if l.quote != 0 {
		l.part = text[open:]
	} else if i := strings.LastIndexAny(l.part, breaks+"'\""); i >= 0 && strfn.IndexByte(breaks, l.part[i]) >= 0 {
		l.part = l.part[i+1:]
	}
	l.at = at - min(begin, at)
	l.split(line[min(begin, at):])
	return l
}

// split takes the words of the command that text begins with, as COMP_WORDS has them: what breaks words, and
// the operators of redirections, stand in words of their own.
func (l *typedLine) split(text string) {
	const ends, redirects = ";&|()\n", "<>"
	i := 0
	for i < len(text) {
		from, c := i, text[i]
		switch {
		case c == ' ' || c == '\t':
			i++
			continue
		case strfn.IndexByte(redirects+breaks, c) >= 0:
			set := breaks
			if strfn.IndexByte(redirects, c) >= 0 {
				set = redirects
			}
			for i < len(text) && strfn.IndexByte(set, text[i]) >= 0 {
				i++
			}
		default:
			for i < len(text) && strfn.IndexByte(" \t"+ends+redirects+breaks, text[i]) < 0 {
				switch c := text[i]; {
				case c == '\\':
					i++
				case c == '\'' || c == '"' || c == '`' || c == '$' && i+1 < len(text) && (text[i+1] == '(' || text[i+1] == '{'):
					i = quotedEnd(text, i) - 1
				}
				i++
			}
		}
		if i == from { // the command ends
			break
		}
		i = min(i, len(text))
		if from <= l.at {
			l.word = len(l.words)
			if i < l.at {
				l.word++
			}
		}
		l.words = addString(l.words, text[from:i])
	}
	l.text = text[:i]
	if l.at > i {
		l.text = text[:l.at]
	}
	switch {
	case len(l.words) == 0:
		l.word = -1
	case l.word == len(l.words):
		l.words = addString(l.words, "")
	}
}

// arguments are those of a completion function: its name, the command, the word, the word before it.
func (l *typedLine) arguments(name string) []string {
	before := ""
	if len(l.words) > 0 {
		before = l.words[max(l.word-1, 0)]
	}
	return []string{name, l.name, l.part, before}
}

// completionVars sets the variables that tell of the line to be completed, and
// returns what unsets them. l is nil for compgen.
func (sh *Shell) completionVars(l *typedLine) (forget func()) {
	names := [...]string{"COMP_LINE", "COMP_POINT", "COMP_TYPE", "COMP_KEY", "COMP_CWORD", "COMP_WORDS"}
	values := [...]string{"", "0", "0", "0", "-1"}
	var words []string
	if l != nil {
		words = l.words
		e := &sh.editor().line
		values = [...]string{l.text, itoa(utf8.RuneCountInString(l.text[:l.at])), itoa(int(e.Completing)), itoa(int(e.Pressed)), itoa(l.word)}
	}
	for i, v := range values {
		sh.assign(intern(names[i]), v)
	}
	sh.setArray("COMP_WORDS", words)
	return func() {
		for _, n := range names {
			sh.unset(intern(n))
		}
	}
}
