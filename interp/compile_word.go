package interp

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/brace"
	"entrysh/internal/nocmp"
	"entrysh/internal/parse"
	"entrysh/internal/pattern"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/unparse"
)

// A compiler turns the syntax trees of one unit into code.
type compiler struct {
	u      *parse.Unit
	src    *source
	inBody bool           // in the body of a here-document
	line   int            // of the command under way
	lines  *unparse.Lines // of the substitution under way, counted from the line base
	base   int
	substs int       // substitutions compiled so far
	inside *identity // of the subshell's body under way
	string stringSource
}

// A stringSource is the string under way: a word, what is between double
// quotes, an operand. It is what bash shows when an expansion in it is wrong.
type stringSource struct {
	before string // an operand's name=, which the parts are the value of
	parts  []syntax.WordPart
	text   string // if there are no parts
}

// around returns the string in which the expansion x stands, whose own source is
// text, as bash has it: read, and its braces expanded.
func (c *compiler) around(x *syntax.ParamExp, text string) string {
	if c.string.text != "" {
		return parse.Bytes(unparse.Text(c.string.text))
	}
	s := c.string.before
	for _, p := range c.string.parts {
		l, lit := p.(*syntax.Lit)
		switch {
		case lit:
			s += c.partText(l)
		case p == x:
			s += text
		case c.inBody:
			s += c.u.Source(p)
		default:
			s += parse.Bytes(unparse.Word(&syntax.Word{Parts: []syntax.WordPart{p}}, c.u.Text))
		}
	}
	return strfn.ReplaceAll(s, "\\\n", "")
}

// valueWord compiles the value of an assignment, or of an operand that begins with before.
func (c *compiler) valueWord(before string, w *syntax.Word) word {
	outer := c.string.before
	c.string.before = before
	v := c.word(w, true)
	c.string.before = outer
	return v
}

// context says how literal text is read.
type context uint8

const (
	unquoted     context = iota
	dquoted              // within double quotes
	heredoc              // within a here-document
	dquotedWord          // in the operand of an expansion within double quotes
	heredocWord          // in the operand of an expansion within a here-document
	dquotedInner         // between double quotes in such an operand
)

// operand returns the context of an expansion's operand.
func (ctx context) operand() context {
	switch ctx {
	case dquoted, dquotedInner:
		return dquotedWord
	case heredoc:
		return heredocWord
	}
	return ctx
}

// word compiles a word; assign makes tildes after colons special, as in the
// value of an assignment.
func (c *compiler) word(w *syntax.Word, assign bool) word {
	if w == nil {
		return &litWord{""}
	}
	return makeWord(c.parts(w.Parts, unquoted, true, assign))
}

// words compiles words with their brace expansions (bash manual 3.5.1).
func (c *compiler) words(list []*syntax.Word) []word {
	out := make([]word, 0, len(list))
	for _, w := range list {
		out = addWord(out, c.braces(w, c.argument(w)))
	}
	return out
}

// fieldWord compiles a word in which no tildes expand as in an assignment, with its brace
// expansion: an element of an array.
func (c *compiler) fieldWord(w *syntax.Word) word {
	return c.braces(w, splitLiterals(c.word(w, false)))
}

// braces adds to a word, which w was compiled to, what brace expansion makes of it. In
// that no tildes expand as in an assignment.
func (c *compiler) braces(w *syntax.Word, plain word) word {
	list := brace.Expand(w)
	if len(list) == 1 && list[0] == w {
		return plain
	}
	b := &braceWord{word: plain, list: make([]word, 0, len(list))}
	for _, x := range list {
		if len(list) > 1 && emptyWord(x) {
			continue // {a,,b}: what is empty and not quoted is no field
		}
		if text := openBackquote(x); text != "" {
			b.list = addWord(b.list, makeWord([]part{&unclosedPart{text}}))
			continue
		}
		b.list = addWord(b.list, splitLiterals(c.word(x, false)))
	}
	return b
}

// braceWord is a word with braces: with set +B it is the word itself.
type braceWord struct {
	_ nocmp.Mark
	word
	list []word
}

func (w *braceWord) fields(sh *Shell) {
	if sh.opts&optBraceexpand == 0 {
		w.word.fields(sh)
		return
	}
	for i, x := range w.list {
		if x.fields(sh); sh.pend != 0 {
			sh.wordFailed(w.list[i+1:])
			return
		}
	}
}

// openBackquote returns a backquote that a sequence like {Z..a} has made, and
// what follows it in the word: "" if there is none, or if nothing follows.
func openBackquote(w *syntax.Word) string {
	l, ok := w.Parts[0].(*syntax.Lit)
	if !ok || len(w.Parts) > 1 {
		return ""
	}
	for i := 0; i < len(l.Value)-1; i++ {
		switch l.Value[i] {
		case '\\':
			i++
		case '`':
			return l.Value[i:]
		}
	}
	return ""
}

// unclosedPart is a command substitution without end.
type unclosedPart struct{ text string }

func (p *unclosedPart) str(sh *Shell) string {
	sh.errorf("bad substitution: no closing \"`\" in %s", p.text)
	sh.discard()
	return ""
}

func (p *unclosedPart) add(sh *Shell, _ *fieldBuilder)   { p.str(sh) }
func (p *unclosedPart) pat(sh *Shell, dst []byte) []byte { p.str(sh); return dst }

// locale is the character set when the text was read.
func (c *compiler) locale() quote.Locale {
	if c.u.Narrow {
		return quote.C
	}
	return quote.UTF8
}

func emptyWord(w *syntax.Word) bool {
	for _, p := range w.Parts {
		if l, ok := p.(*syntax.Lit); !ok || l.Value != "" {
			return false
		}
	}
	return true
}

// argument compiles a word that is an argument.
func (c *compiler) argument(w *syntax.Word) word { return splitLiterals(makeWord(c.argumentParts(w))) }

// argumentParts compiles the parts of a word that a command is read with. In one that
// looks like an assignment, tildes expand as in an assignment, but not in POSIX mode.
func (c *compiler) argumentParts(w *syntax.Word) []part {
	lit, ok := firstLit(w)
	n := 0
	if ok && strfn.IndexByte(lit, '=') > 0 {
		n = assignmentPrefix(lit)
	}
	if n == 0 {
		return c.parts(w.Parts, unquoted, true, false)
	}
	parts := c.assignmentParts(w, n)
	for i, p := range parts {
		switch p := p.(type) {
		case *tildePart:
			parts[i] = &assignTilde{*p}
		case *paramPart:
			p.assign = false
		}
	}
	return parts
}

// splitLiterals returns the word w, which is split if there is an unquoted
// expansion in it: then literal characters of IFS are no pattern's.
func splitLiterals(w word) word {
	pw, ok := w.(*partsWord)
	if !ok {
		return w
	}
	splits, lists, whole := hasList(pw.parts), false, false
	for _, p := range pw.parts {
		switch p := p.(type) {
		case *litPart:
			whole = whole || splits && strfn.IndexByte(p.s, '$') >= 0
		case *assignTilde:
		case *stringPart:
			splits = true
		default:
			if !isQuoted(p) {
				splits, whole = true, false
			}
		}
	}
	for i, p := range pw.parts {
		if l, ok := p.(*litPart); ok && splits {
			pw.parts[i] = &splitLit{*l}
		}
		if q, ok := p.(*paramPart); ok && !q.quoted && (q.ref.kind == refAll || q.ref.index == allIndex) {
			lists = true
		}
	}
	switch {
	case lists:
		return &listWord{*pw}
	case whole && !hasList(pw.parts):
		return &wholeWord{*pw}
	}
	return w
}

// assignmentParts compiles a word that looks like an assignment, of which the
// first n bytes are name=.
func (c *compiler) assignmentParts(w *syntax.Word, n int) []part {
	lit := *w.Parts[0].(*syntax.Lit)
	out, _ := c.literal(nil, parse.Bytes(lit.Value[:n]), false, false, nil)
	c.string.before = lit.Value[:n]
	lit.Value = lit.Value[n:]
	rest := append([]syntax.WordPart(nil), w.Parts...)
	rest[0] = &lit
	out = append(out, c.parts(rest, unquoted, true, true)...)
	c.string.before = ""
	return out
}

// makeWord picks the representation for parts.
func makeWord(parts []part) word {
	parts = mergeParts(parts)
	if len(parts) == 0 {
		return &litWord{""}
	}
	if len(parts) == 1 {
		switch p := parts[0].(type) {
		case *litPart:
			if !p.meta {
				if n, ok := decimal(p.s); ok && formatInt(n) == p.s {
					return &numWord{litWord: litWord{p.s}, n: n}
				}
				return &litWord{p.s}
			}
		case *quotedPart:
			return &litWord{p.s}
		case *varPart:
			return &varWord{*p}
		}
	}
	allLit := true
	s := ""
	for _, p := range parts {
		switch p := p.(type) {
		case *litPart:
			s += p.s
		case *quotedPart:
			s += p.s
		default:
			allLit = false
		}
	}
	w := &partsWord{parts}
	if allLit {
		// Such as the command [, which is no pattern. A slash between brackets
		// makes them ordinary characters in pathnames, not elsewhere.
		if p, _ := constPattern(w); !pattern.HasMeta(p, true) && strfn.IndexByte(p, '/') < 0 {
			return &litWord{s}
		}
	}
	return w
}

// mergeParts joins neighbours that are literal in the same way.
func mergeParts(parts []part) []part {
	out := parts[:0]
	for _, p := range parts {
		if n := len(out); n > 0 {
			switch p := p.(type) {
			case *litPart:
				if q, ok := out[n-1].(*litPart); ok {
					out[n-1] = &litPart{s: q.s + p.s, meta: q.meta || p.meta}
					continue
				}
			case *quotedPart:
				if q, ok := out[n-1].(*quotedPart); ok {
					out[n-1] = &quotedPart{q.s + p.s}
					continue
				}
			}
		}
		out = addPart(out, p)
	}
	return out
}

func hasMeta(s string) bool { return strfn.ContainsAny(s, "*?[(\\") }

// parts compiles the parts of a word.
func (c *compiler) parts(list []syntax.WordPart, ctx context, tilde, assign bool) []part {
	var out []part
	outer := c.string
	if outer.text == "" {
		c.string.parts = list
		if outer.parts != nil {
			c.string.before = ""
		}
	}
	taken := 0 // bytes of what follows that a tilde-prefix has taken
	for i, p := range list {
		skip := taken
		if skip > 0 {
			taken = 0
			if s := c.partText(p); skip >= len(s) {
				taken = skip - len(s)
				continue
			} else if _, ok := p.(*syntax.Lit); !ok {
				out = appendLit(out, s[skip:])
				continue
			}
		}
		switch p := p.(type) {
		case *syntax.Lit:
			s := parse.Bytes(p.Value)
			if ctx != unquoted {
				out = addPart(out, &quotedPart{unescapeQuoted(s, ctx)})
				continue
			}
			out, taken = c.literal(out, s[skip:], tilde && i == 0, assign, list[i+1:])
		case *syntax.SglQuoted:
			s := parse.Bytes(p.Value)
			if p.Dollar {
				s = quote.ANSIC(s, c.locale())
			}
			out = addPart(out, &quotedPart{s})
		case *syntax.DblQuoted:
			if len(p.Parts) == 0 {
				out = addPart(out, &quotedPart{""})
			}
			inner := dquoted
			if ctx == dquotedWord || ctx == heredocWord {
				inner = dquotedInner
			}
			list := c.parts(p.Parts, inner, false, false)
			if ctx == unquoted && len(p.Parts) > 1 && hasList(list) {
				list = []part{&stringPart{list}}
			}
			out = append(out, list...)
		case *syntax.ParamExp:
			out = addPart(out, c.param(p, ctx, assign))
		case *syntax.CmdSubst:
			out = addPart(out, c.cmdSubst(p, ctx != unquoted))
		case *syntax.ArithmExp:
			x := c.arith(c.u.ArithmExpText(p))
			out = addPart(out, &arithPart{x: x, quoted: ctx != unquoted})
		case *syntax.ProcSubst:
			out = addPart(out, c.procSubst(p))
		case *syntax.ExtGlob:
			out = addPart(out, &litPart{s: p.Op.String(), meta: true})
			out = append(out, c.patternText(c.u.Source(p.Pattern))...)
			out = addPart(out, &litPart{s: ")", meta: false})
		case *syntax.BraceExp:
			// brace.Expand leaves none.
		}
	}
	c.string = outer
	return out
}

// hasList reports whether one of the parts is $@ or another list of this kind.
func hasList(parts []part) bool {
	for _, p := range parts {
		if p, ok := p.(*paramPart); ok {
			switch {
			case p.ref.kind == refAll || p.ref.index == allIndex || p.op == opPrefixNames:
				if p.ref.char == '@' {
					return true
				}
			}
		}
	}
	return false
}

// patternText compiles the inside of an extended pattern.
func (c *compiler) patternText(text string) []part {
	if !strfn.ContainsAny(text, "$`\\\"'([") {
		return []part{&litPart{s: text, meta: true}}
	}
	w, u, err := parse.Pattern(text)
	if err != nil {
		return c.textParts(text, false)
	}
	if w == nil {
		return nil
	}
	sub := &compiler{u: u, line: c.line}
	return sub.parts(w.Parts, unquoted, false, false)
}

// partText is the source text of a part, after brace expansion.
func (c *compiler) partText(p syntax.WordPart) string {
	if l, ok := p.(*syntax.Lit); ok {
		return parse.Bytes(l.Value)
	}
	return c.u.Source(p)
}

// tilde returns the tilde-prefix that s begins with, rest being the parts behind s; "" if it
// is none. As in bash that is all to the next slash, and to the next colon in an assignment,
// whatever it is, and quotes among it keep it from expanding: see Shell.tilde.
func (c *compiler) tilde(s string, assign bool, rest []syntax.WordPart) string {
	for _, p := range rest {
		s += c.partText(p)
	}
	s, _, _ = strfn.Cut(s, "/")
	user, _, _ := strfn.Cut(s[1:], ":")
	if assign {
		s = s[:1+len(user)]
	}
	if strfn.ContainsAny(s, "\\'\"") {
		return ""
	}
	if special := "*?[ \t\n$`("; user != "" && user != "+" && strfn.ContainsAny(s, special) {
		if strfn.ContainsAny(user, special) {
			return ""
		}
		return s[:1+len(user)] // what follows is taken only if the user is known
	}
	return s
}

// literal compiles unquoted literal text: backslashes quote, tildes expand. It returns
// how many bytes of the parts behind it, rest, it has taken.
func (c *compiler) literal(out []part, s string, tilde, assign bool, rest []syntax.WordPart) ([]part, int) {
	start := tilde
	for len(s) > 0 {
		if start && s[0] == '~' {
			if t := c.tilde(s, assign, rest); t != "" {
				out = addPart(out, &tildePart{t[1:]})
				if len(t) > len(s) {
					return out, len(t) - len(s)
				}
				s = s[len(t):]
				start = false
				continue
			}
		}
		start = false
		if s[0] == '\\' {
			if len(s) == 1 {
				return addPart(out, &quotedPart{"\\"}), 0
			}
			if s[1] == '\n' {
				s = s[2:]
				continue
			}
			n := 2
			out = addPart(out, &quotedPart{s[1:n]})
			s = s[n:]
			continue
		}
		end := strfn.IndexByte(s, '\\')
		if end < 0 {
			end = len(s)
		}
		if assign {
			if i := strfn.Index(s[:end], ":~"); i >= 0 {
				end = i + 1
				start = true
			}
		}
		t := s[:end]
		out = addPart(out, &litPart{s: t, meta: hasMeta(t)})
		s = s[end:]
	}
	return out, 0
}

// unescapeQuoted removes the backslashes that quote within double quotes
// (POSIX XCU 2.2.3) or a here-document.
func unescapeQuoted(s string, ctx context) string {
	if strfn.IndexByte(s, '\\') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			switch s[i+1] {
			case '$', '`', '\\':
				i++
			case '"':
				if ctx != heredoc {
					i++
				}
			case '}':
				if ctx != dquoted && ctx != heredoc {
					i++
				}
			case '\n':
				i++
				continue
			default:
				if ctx == dquotedInner {
					i++
				}
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

// textWord compiles source text that the parser has not taken apart: an
// arithmetic expression or a subscript.
func (c *compiler) textWord(text string, arith bool) word {
	if !strfn.ContainsAny(text, "$`\\\"'") {
		return &litWord{text}
	}
	return makeWord(c.textParts(text, arith))
}

func (c *compiler) textParts(text string, arith bool) []part {
	var out []part
	outer := c.string
	if c.string.text == "" {
		c.string = stringSource{text: text}
	}
	lit := 0
	for i := 0; i < len(text); {
		switch ch := text[i]; {
		case ch == '\\' && i+1 < len(text):
			if arith && !strings.ContainsRune("$`\"\\\n", rune(text[i+1])) {
				i += 2
				continue
			}
			out = appendLit(out, text[lit:i])
			if text[i+1] != '\n' {
				out = addPart(out, &quotedPart{text[i+1 : i+2]})
			}
			i += 2
			lit = i
		case ch == '\'' && !arith:
			end := strfn.IndexByte(text[i+1:], '\'')
			if end < 0 {
				i++
				continue
			}
			out = appendLit(out, text[lit:i])
			out = addPart(out, &quotedPart{text[i+1 : i+1+end]})
			i += end + 2
			lit = i
		case ch == '"':
			end := skipDouble(text, i)
			out = appendLit(out, text[lit:i])
			inner := text[i+1 : end]
			if end < len(text) {
				end++
			}
			if inner == "" && !arith {
				out = addPart(out, &quotedPart{""})
			}
			out = append(out, c.document(strfn.ReplaceAll(inner, `\"`, `"`))...)
			i = end
			lit = i
		case ch == '$' && i+1 < len(text) && !arith && text[i+1] == '\'':
			end := i + 2
			for end < len(text) && text[end] != '\'' {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end, len(text))
			out = appendLit(out, text[lit:i])
			out = addPart(out, &quotedPart{quote.ANSIC(text[i+2:end], c.locale())})
			i = min(end+1, len(text))
			lit = i
		case ch == '$' || ch == '`':
			end := skipExpansion(text, i)
			if end <= i+1 {
				i++
				continue
			}
			out = appendLit(out, text[lit:i])
			out = append(out, c.expansionText(text[i:end], arith)...)
			i = end
			lit = i
		default:
			i++
		}
	}
	c.string = outer
	return appendLit(out, text[lit:])
}

//go:noinline
func addWord(list []word, w word) []word { return append(list, w) }

//go:noinline
func addPart(list []part, p part) []part { return append(list, p) }

// appendLit appends a text that stands for itself, if there is any.
//
//go:noinline
func appendLit(list []part, text string) []part {
	if text == "" {
		return list
	}
	return addPart(list, &litPart{s: text, meta: hasMeta(text)})
}

// document compiles text with expansions as within double quotes.
func (c *compiler) document(text string) []part {
	w, u, err := parse.Document(text)
	if err != nil || w == nil {
		return []part{&quotedPart{text}}
	}
	sub := &compiler{u: u, line: c.line, string: stringSource{text: c.string.text}}
	return sub.parts(w.Parts, heredoc, false, false)
}

// expansionText compiles an expansion in a text that is arithmetic, which is expanded as within
// double quotes, or the subscript of an associative array, which is not.
func (c *compiler) expansionText(text string, arith bool) []part {
	if !arith && strfn.HasPrefix(text, "${") && strfn.ContainsAny(text, `\'"`) {
		if words, u, err := parse.Words(text); err == nil && len(words) == 1 {
			sub := &compiler{u: u, line: c.line, string: stringSource{text: c.string.text}}
			return sub.parts(words[0].Parts, unquoted, false, false)
		}
	}
	return c.document(text)
}

// skipDouble returns where the double quotes that begin at i end.
func skipDouble(s string, i int) int {
	for i++; i < len(s); {
		switch s[i] {
		case '"':
			return i
		case '\\':
			i += 2
		case '$', '`':
			i = max(skipExpansion(s, i), i+1)
		default:
			i++
		}
	}
	return min(i, len(s))
}

// skipExpansion returns the end of the expansion that begins at i with $ or `.
func skipExpansion(s string, i int) int {
	if s[i] == '`' {
		for j := i + 1; j < len(s); j++ {
			if s[j] == '\\' {
				j++
			} else if s[j] == '`' {
				return j + 1
			}
		}
		return len(s)
	}
	j := i + 1
	if j == len(s) {
		return j
	}
	switch ch := s[j]; {
	case ch == '(':
		if end := parse.ExpansionEnd(s, i); end > 0 {
			return end
		}
		return skipBalanced(s, j, '(', ')')
	case ch == '{':
		return skipBalanced(s, j, '{', '}')
	case ch == '[':
		return skipBalanced(s, j, '[', ']')
	case ch >= '0' && ch <= '9' || strfn.IndexByte("@*#?-$!", ch) >= 0:
		return j + 1
	}
	for j < len(s) && nameByte(s[j]) {
		j++
	}
	return j
}

// skipBalanced returns the end of the bracketed text that begins at i.
func skipBalanced(s string, i int, open, shut byte) int {
	depth := 0
	for i < len(s) {
		switch ch := s[i]; {
		case ch == '\\':
			i++
		case ch == '\'':
			if end := strfn.IndexByte(s[i+1:], '\''); end >= 0 {
				i += end + 1
			}
		case ch == '"':
			i = skipDouble(s, i)
		case ch == '`' || ch == '$' && i+1 < len(s) && (s[i+1] == '(' || s[i+1] == '{'):
			i = skipExpansion(s, i) - 1
		case ch == open:
			depth++
		case ch == shut:
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return len(s)
}
