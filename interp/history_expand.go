package interp

import (
	"strings"

	"entrysh/internal/nocmp"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// History expansion (bash manual 9.3): !events, :words and :modifiers, in lines
// as they are read.

// A histExpander expands one line.
type histExpander struct {
	sh    *Shell
	line  string
	pos   int
	out   textbuf.Builder
	print bool // :p
	*histMemory
}

// A histMemory is what later expansions may refer to.
type histMemory struct {
	_     nocmp.Mark
	query string // of the last !?string
	match string // the word that it was found in
	old   string // of the last :s
	new   string
}

// expandHistory returns a line with its history expansions done; print is set
// if it is only to be shown. problem is what is wrong with it.
func (sh *Shell) expandHistory(line string) (text string, print bool, problem string) {
	return sh.expandHistoryIn(line, 0)
}

// expandHistoryIn is expandHistory for a line that begins within quotes.
func (sh *Shell) expandHistoryIn(line string, quote byte) (text string, print bool, problem string) {
	x := &histExpander{sh: sh, line: line, histMemory: &sh.ownHistory().memory}
	if quote == 0 && strfn.HasPrefix(line, "^") {
		x.line = "!!:s" + line
	} else if strfn.IndexByte(line, '!') < 0 {
		return line, false, ""
	}
	double := quote == '"'
	if quote == '\'' {
		x.copySingle(false)
	}
	var outer []bool // for each ( around: whether it is within double quotes
	for x.pos < len(x.line) {
		c := x.line[x.pos]
		switch {
		case c == '\\' && x.pos+1 < len(x.line):
			x.out.WriteString(x.line[x.pos : x.pos+2])
			x.pos += 2
			continue
		case c == '\'' && !double:
			x.out.WriteByte(c)
			escapes := x.pos > 0 && x.line[x.pos-1] == '$'
			x.pos++
			x.copySingle(escapes)
			continue
		case c == '"':
			double = !double
		case c == '(' && (len(outer) > 0 && !double || x.pos > 0 && strfn.IndexByte("$<>", x.line[x.pos-1]) >= 0):
			outer, double = append(outer, double), false
		case c == ')' && len(outer) > 0 && !double:
			outer, double = outer[:len(outer)-1], outer[len(outer)-1]
		case c == '#' && !double && (x.pos == 0 || strfn.IndexByte(" \t\n", x.line[x.pos-1]) >= 0) && x.comments():
			x.out.WriteString(x.line[x.pos:])
			return x.out.String(), x.print, ""
		case c == '!' && x.expands(double):
			if problem = x.event(double); problem != "" {
				return "", false, problem
			}
			continue
		}
		x.out.WriteByte(c)
		x.pos++
	}
	return x.out.String(), x.print, ""
}

// comments reports whether # begins a comment, whose rest is not expanded: the
// third of histchars.
func (x *histExpander) comments() bool {
	c, ok := x.sh.getSet("histchars")
	if !ok {
		return x.sh.opts&optInteractive != 0
	}
	return len(c) > 2 && c[2] == '#'
}

// copySingle copies up to the end of single quotes; in $'...' a backslash can
// stand before one.
func (x *histExpander) copySingle(escapes bool) {
	end := x.pos
	for end < len(x.line) && x.line[end] != '\'' {
		if escapes && x.line[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end+1, len(x.line))
	x.out.WriteString(x.line[x.pos:end])
	x.pos = end
}

// expands reports whether the ! at hand begins an expansion.
func (x *histExpander) expands(double bool) bool {
	if x.pos+1 >= len(x.line) || double && x.sh.opts&optPosix != 0 {
		return false
	}
	switch c := x.line[x.pos+1]; c {
	case ' ', '\t', '\n', '\r', '=':
		return false
	case '"':
		return !double
	case '(':
		return x.sh.shopts&shoptExtglob == 0
	}
	before := x.line[:x.pos]
	return !strfn.HasSuffix(before, "$") && !strfn.HasSuffix(before, "${") && !strfn.HasSuffix(before, "[")
}

// event expands what begins with !.
func (x *histExpander) event(double bool) (problem string) {
	start := x.pos
	x.pos++
	text, ok := x.find(double)
	if !ok {
		return x.line[start:x.pos] + ": event not found"
	}
	if text, problem = x.words(text); problem != "" {
		return problem
	}
	if text, problem = x.modify(text); problem != "" {
		return problem
	}
	x.out.WriteString(text)
	return ""
}

//go:noinline
func (x *histExpander) peek() byte {
	if x.pos < len(x.line) {
		return x.line[x.pos]
	}
	return 0
}

// find returns the line that an event designator names.
func (x *histExpander) find(double bool) (string, bool) {
	list := x.sh.history().entries
	base := x.sh.history().base
	n := len(list)
	at := func(i int) (string, bool) {
		if i < 0 || i >= n {
			return "", false
		}
		return list[i].line, true
	}
	c := x.peek()
	neg := c == '-' && x.pos+1 < len(x.line) && isDigit(x.line[x.pos+1])
	switch {
	case c == '!':
		x.pos++
		return at(n - 1)
	case c == '#':
		x.pos++
		return x.out.String(), true
	case isDigit(c) || neg:
		if neg {
			x.pos++
		}
		k := 0
		for isDigit(x.peek()) {
			k = k*10 + int(x.peek()-'0')
			x.pos++
		}
		if neg {
			return at(n - k)
		}
		return at(k - base - 1)
	case strfn.IndexByte(":^$*%-", c) >= 0:
		return at(n - 1)
	case c == '?':
		x.pos++
		end := strings.IndexAny(x.line[x.pos:], "?\n")
		s := x.line[x.pos:]
		if end >= 0 {
			s = s[:end]
		}
		x.pos += len(s)
		if x.peek() == '?' {
			x.pos++
		}
		x.query = s
		for i := n - 1; i >= 0; i-- {
			if k := strings.LastIndex(list[i].line, s); k >= 0 {
				x.match = wordAround(list[i].line, k)
				return list[i].line, true
			}
		}
		return "", false
	}
	start := x.pos
	for x.pos < len(x.line) && strfn.IndexByte(" \t\n:^$*%-;&()|<>", x.line[x.pos]) < 0 && !(double && x.line[x.pos] == '"') {
		x.pos++
	}
	s := x.line[start:x.pos]
	if s == "" {
		return "", false
	}
	for i := n - 1; i >= 0; i-- {
		if strfn.HasPrefix(list[i].line, s) {
			return list[i].line, true
		}
	}
	return "", false
}

// wordAround returns the word of a line that has the byte at k.
func wordAround(line string, k int) string {
	for i := 0; i < len(line); {
		end := i + 1
		if strfn.IndexByte(" \t\n", line[i]) < 0 {
			if end = historyWordEnd(line, i); k < end {
				return line[i:end]
			}
		}
		i = end
	}
	return ""
}

// words takes the words that a word designator names.
func (x *histExpander) words(text string) (string, string) {
	c := x.peek()
	start := x.pos
	switch {
	case c == ':' && x.pos+1 < len(x.line) && (isDigit(x.line[x.pos+1]) || strfn.IndexByte("^$*%-", x.line[x.pos+1]) >= 0):
		x.pos++
	case c != 0 && strfn.IndexByte("^$*%-", c) >= 0:
	default:
		return text, ""
	}
	list := historyWords(text)
	last := len(list) - 1
	bad := func() (string, string) {
		return "", strings.TrimRight(x.line[start:x.pos], "\n") + ": bad word specifier"
	}
	from, to := 0, 0
	c = x.peek()
	x.pos++
	switch {
	case c == '*':
		from, to = 1, last
		if last < 1 {
			return "", ""
		}
	case c == '^':
		from, to = 1, 1
	case c == '$':
		from, to = last, last
	case c == '%':
		if x.match == "" {
			return bad()
		}
		return x.match, ""
	case c == '-':
		x.pos--
	default:
		x.pos--
		from = x.number()
		to = from
	}
	switch x.peek() {
	case '*':
		x.pos++
		to = last
		if from > last {
			return "", ""
		}
	case '-':
		x.pos++
		switch d := x.peek(); {
		case isDigit(d):
			to = x.number()
		case d == '$':
			x.pos++
			to = last
		case d == '^':
			x.pos++
			to = 1
		default:
			to = last - 1
		}
	}
	if from < 0 || from > last || to > last || to < from {
		return bad()
	}
	return strings.Join(list[from:to+1], " "), ""
}

func (x *histExpander) number() int {
	n := 0
	for isDigit(x.peek()) {
		n = n*10 + int(x.peek()-'0')
		x.pos++
	}
	return n
}

// modify applies the modifiers.
func (x *histExpander) modify(text string) (string, string) {
	for x.peek() == ':' && x.pos+1 < len(x.line) {
		start := x.pos
		x.pos++
		global, words := false, false
		c := x.peek()
		if c == 'g' || c == 'a' || c == 'G' {
			global, words = c != 'G', c == 'G'
			x.pos++
			c = x.peek()
		}
		x.pos++
		switch c {
		case 'h':
			if i := strfn.LastIndexByte(text, '/'); i >= 0 {
				text = text[:i]
			}
		case 't':
			text = text[strfn.LastIndexByte(text, '/')+1:]
		case 'r':
			if i := strfn.LastIndexByte(text, '.'); i >= 0 {
				text = text[:i]
			}
		case 'e':
			if i := strfn.LastIndexByte(text, '.'); i >= 0 {
				text = text[i:]
			}
		case 'p':
			x.print = true
		case 'q':
			text = quote.Single(text)
		case 'x':
			list := strings.Fields(text)
			for i, w := range list {
				list[i] = quote.Single(w)
			}
			text = strings.Join(list, " ")
		case 's':
			x.substitution(text)
			fallthrough
		case '&':
			t, ok := replaceHistory(text, x.old, x.new, global, words)
			if !ok {
				return "", strings.TrimRight(x.line[start:x.pos], "\n") + ": substitution failed"
			}
			text = t
		default:
			return "", x.line[start:min(x.pos, len(x.line))] + ": unrecognized history modifier"
		}
	}
	return text, ""
}

// substitution reads the two parts of :s/old/new/.
func (x *histExpander) substitution(text string) {
	delim := x.peek()
	if delim == 0 {
		return
	}
	x.pos++
	part := func() string {
		var b textbuf.Builder
		for x.pos < len(x.line) && x.line[x.pos] != delim && x.line[x.pos] != '\n' {
			if x.line[x.pos] == '\\' && x.pos+1 < len(x.line) && x.line[x.pos+1] == delim {
				x.pos++
			}
			b.WriteByte(x.line[x.pos])
			x.pos++
		}
		if x.peek() == delim {
			x.pos++
		}
		return b.String()
	}
	if s := part(); s != "" {
		x.old = s
	} else if x.query != "" {
		x.old = x.query
	}
	repl := part()
	var b textbuf.Builder
	for i := 0; i < len(repl); i++ {
		switch {
		case repl[i] == '\\' && i+1 < len(repl) && repl[i+1] == '&':
			i++
			b.WriteByte('&')
		case repl[i] == '&':
			b.WriteString(x.old)
		default:
			b.WriteByte(repl[i])
		}
	}
	x.new = b.String()
}

func replaceHistory(text, old, repl string, global, words bool) (string, bool) {
	if old == "" || !strfn.Contains(text, old) {
		return "", false
	}
	switch {
	case words:
		list := historyWords(text)
		for i, w := range list {
			list[i] = strings.Replace(w, old, repl, 1)
		}
		return strings.Join(list, " "), true
	case global:
		return strfn.ReplaceAll(text, old, repl), true
	}
	return strings.Replace(text, old, repl, 1), true
}
