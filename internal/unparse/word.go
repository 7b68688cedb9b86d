package unparse

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
	"entrysh/internal/order"
	"entrysh/internal/parse"
	quoting "entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/tree"
)

// cut returns the source text between two positions; "" if they are not in it.
//
//go:noinline
func cut(src string, from, to syntax.Pos) string {
	return slice(src, int(from.Offset()), int(to.Offset()))
}

//go:noinline
func slice(src string, from, to int) string {
	if from < 0 || from > to || to > len(src) {
		return ""
	}
	return src[from:to]
}

// verbatim reports whether bash prints a word of this text as it was written.
//
//go:noinline
func verbatim(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		switch c := s[i]; c {
		case '$', '<', '>', '\\':
			switch s[i+1] {
			case '(':
				return false
			case '\'', '"', '{':
				if c == '$' {
					return false
				}
			case '\n':
				if c == '\\' {
					return false
				}
			}
		}
	}
	return true
}

func (p *printer) word(w *syntax.Word) {
	if w == nil || len(w.Parts) == 0 {
		return
	}
	p.text(w, w.Pos(), w.End())
}

// lit prints a name. Its source text counts, not its value, for which what
// drives the parser may have put another.
func (p *printer) lit(l *syntax.Lit) {
	if l == nil {
		return
	}
	n := len(p.out)
	if p.text(l, l.Pos(), l.End()); len(p.out) == n {
		p.str(l.Value)
	}
}

func (p *printer) text(n syntax.Node, from, to syntax.Pos) {
	p.at(from)
	p.span(n, int(from.Offset()), End(p.src, to))
	p.at(to) // lines that are continued have been joined
}

// End returns the offset of the end of a node in its source. To the parser, a backslash that joins the next line
// to $1 belongs to that.
func End(src string, end syntax.Pos) int {
	n := min(int(end.Offset()), len(src))
	if strfn.HasPrefix(src[n:], "\n") && continued(src[:n]) {
		n--
	}
	return n
}

// span prints the source text between two offsets, which the node n spans, as
// bash stores it: command and process substitutions printed anew, $'...' and
// $"..." resolved, continued lines joined.
func (p *printer) span(n syntax.Node, from, to int) {
	s := slice(p.src, from, to)
	if p.safe && !strfn.Contains(s, parse.Original) || verbatim(s) {
		p.str(s)
		return
	}
	edits := p.edits(n, from, to)
	if !p.hidden {
		p.open = p.open[:0]
	}
	at := from
	for _, e := range edits {
		if e.from < at || e.to > to || e.to < e.from {
			continue
		}
		p.between(p.src[at:e.from])
		p.str(e.text)
		at = e.to
	}
	p.between(p.src[at:to])
}

// between prints the text between two edits. A command substitution in it is
// one that the tree does not show: arithmetic and subscripts may be kept as
// text until they are expanded, and so may patterns.
func (p *printer) between(s string) {
	if p.safe {
		p.str(s)
		return
	}
	if !p.hidden && strfn.Contains(s, "$(") {
		if w, err := syntax.NewParser().Document(strings.NewReader(s)); err == nil && w != nil {
			q := printer{src: s, step: p.step, hidden: true, open: p.open}
			q.span(w, 0, len(s))
			p.out, p.open = append(p.out, q.out...), q.open
			return
		}
	}
	p.resolved(s)
}

// resolved prints text of which there is no tree: $'...' and $"..." resolved, continued lines joined.
func (p *printer) resolved(s string) {
	for i := 0; i < len(s); i++ {
		top, quoted := byte(0), strfn.IndexByte(string(p.open), '"') >= 0
		if n := len(p.open); n > 0 {
			top = p.open[n-1]
		}
		from, c := i, s[i]
		next := byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		switch {
		case c == '\\' && next == '\n':
			i++
			continue
		case c == '\\' && next != 0:
			i++
		case c == '`', c == '\'' && !quoted:
			i = skip(s, i+1, c)
		case c == '"' && top == '"', c == '}' && top == '{':
			p.open = p.open[:len(p.open)-1]
		case c == '"':
			p.open = append(p.open, c)
		case c == '$' && next == '{':
			p.open = append(p.open, next)
			i++
		case c == '$' && next == '"' && top != '"':
			continue
		case c == '$' && next == '\'' && top != '"':
			end := i + 2
			for end < len(s) && s[end] != '\'' {
				if s[end] == '\\' {
					end++
				}
				end++
			}
			if end >= len(s) {
				break
			}
			p.str(p.ansi(s[i+2:end], quoted))
			i = end
			continue
		}
		p.str(s[from:min(i+1, len(s))])
	}
}

// joined prints text without the backslash-newline pairs in it.
//
//go:noinline
func (p *printer) joined(s string) {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			if s[i] == '\n' {
				continue
			}
			p.out = append(p.out, '\\')
		}
		p.out = append(p.out, s[i])
	}
}

// An edit replaces a part of the source text.
type edit struct {
	_        nocmp.Mark
	from, to int
	text     string
}

// backquoted returns what a command substitution was before the parser's mends, if it was one with backquotes.
//
//go:noinline
func backquoted(s string) string {
	i := strings.LastIndex(s, parse.Original)
	if i < 0 {
		return ""
	}
	s = s[i+len("\n#"):]
	if n := len(s) - len("\n)"); strfn.IndexByte(s, '\n') == n {
		return s[:n]
	}
	return ""
}

// An editList is made in the order of the tree.
type editList []*edit

// add puts text in the place of a node.
func (l *editList) add(n syntax.Node, text string) {
	*l = append(*l, &edit{from: int(n.Pos().Offset()), to: int(n.End().Offset()), text: text})
}

func (p *printer) edits(n syntax.Node, from, to int) editList {
	var list editList
	var quotes []bool // for each open node: is it a "..." or inside one
	tree.Walk(n, func(n syntax.Node) bool {
		if n == nil {
			quotes = quotes[:len(quotes)-1]
			return false
		}
		in := len(quotes) > 0 && quotes[len(quotes)-1]
		if c, ok := n.(*syntax.CmdSubst); ok {
			if text := backquoted(cut(p.src, c.Pos(), c.End())); text != "" {
				list.add(c, text)
				return false
			}
		}
		if p.safe {
			quotes = append(quotes, in)
			return true
		}
		switch n := n.(type) {
		case *syntax.CmdSubst:
			if n.Backquotes || strfn.HasPrefix(parse.Bytes(cut(p.src, n.Pos(), n.End())), "$((") {
				q := printer{src: p.src, safe: true}
				q.text(n, n.Pos(), n.End())
				text := string(q.out)
				q.out = q.out[:0]
				q.joined(text)
				list.add(n, string(q.out))
				return false
			}
			list.add(n, p.substitution("$(", n.Stmts))
			return false
		case *syntax.ProcSubst:
			list.add(n, p.substitution(n.Op.String(), n.Stmts))
			return false
		case *syntax.SglQuoted:
			if !n.Dollar {
				list.add(n, cut(p.src, n.Pos(), n.End()))
				return false
			}
			list.add(n, p.ansi(n.Value, in))
			return false
		case *syntax.ParamExp:
			in = in && !hasPattern(n)
		case *syntax.ArithmExp:
			in = false
		case *syntax.DblQuoted:
			in = true
			if n.Dollar {
				o := int(n.Left.Offset())
				list = append(list, &edit{from: o, to: o + 1, text: ""})
			}
		}
		quotes = append(quotes, in)
		return true
	})
	order.Sort(list, func(a, b *edit) bool { return a.from < b.from })
	return list
}

// hasPattern reports whether an expansion has a pattern, in which quotes count
// even if the expansion is within "...".
func hasPattern(x *syntax.ParamExp) bool {
	if x.Repl != nil {
		return true
	}
	if x.Exp == nil {
		return false
	}
	switch x.Exp.Op {
	case syntax.RemSmallPrefix, syntax.RemLargePrefix, syntax.RemSmallSuffix, syntax.RemLargeSuffix,
		syntax.UpperFirst, syntax.UpperAll, syntax.LowerFirst, syntax.LowerAll:
		return true
	}
	return false
}

// substitution prints the commands of a command or process substitution, which
// bash does when it parses them, whatever stands around them.
func (p *printer) substitution(open string, stmts []*syntax.Stmt) string {
	q := printer{src: p.src, step: 4, inSubst: true}
	q.stmts(stmts)
	q.flush("")
	if len(q.out) > 0 && q.out[0] == '(' {
		open += " "
	}
	return open + string(q.out) + ")"
}

// ansi returns what $'s' is stored as: bare where the quotes around it count, or else in single quotes.
func (p *printer) ansi(s string, bare bool) string {
	s = quoting.ANSIC(s, quoting.UTF8)
	if bare {
		return s
	}
	return string(quote(nil, s))
}

// quote appends a string in single quotes.
//
//go:noinline
func quote(b []byte, s string) []byte {
	if s == "'" {
		return append(b, `\'`...)
	}
	b = append(b, '\'')
	for i := 0; i < len(s); i++ {
		if s[i] == '\'' {
			b = append(b, `'\''`...)
		} else {
			b = append(b, s[i])
		}
	}
	return append(b, '\'')
}

// assign prints an assignment or, in a declaration, an argument.
func (p *printer) assign(a *syntax.Assign) {
	p.at(a.Pos())
	from := int(a.Pos().Offset())
	switch {
	case a.Array != nil:
		p.span(&syntax.Assign{Name: a.Name, Index: a.Index}, from, int(a.Array.Lparen.Offset()))
		p.str("(")
		if p.safe {
			p.str(slice(p.src, int(a.Array.Lparen.Offset())+1, int(a.Array.Rparen.Offset())))
		} else {
			for i, e := range a.Array.Elems {
				p.gap(i)
				p.element(e)
			}
		}
		p.str(")")
	case a.Value == nil && a.Index != nil:
		p.span(a, from, p.afterIndex(a.Index))
	default:
		p.text(a, a.Pos(), a.End())
		if a.Append && a.Value == nil {
			p.str("=")
		}
	}
}

func (p *printer) element(e *syntax.ArrayElem) {
	if e.Index == nil {
		p.word(e.Value)
		return
	}
	from := min(int(e.Index.Pos().Offset()), len(p.src))
	if i := strfn.LastIndexByte(p.src[:from], '['); i >= 0 {
		from = i
	}
	to := p.afterIndex(e.Index)
	if e.Value != nil && len(e.Value.Parts) > 0 {
		to = End(p.src, e.Value.End())
	}
	p.span(e, from, to)
}

// afterIndex returns the offset after the "]", "]=" or "]+=" that follows a subscript.
func (p *printer) afterIndex(x syntax.ArithmExpr) int {
	at := min(int(x.End().Offset()), len(p.src))
	i := strfn.IndexByte(p.src[at:], ']')
	if i < 0 {
		return at
	}
	at += i + 1
	if strfn.HasPrefix(p.src[at:], "+=") {
		at++
	}
	if strfn.HasPrefix(p.src[at:], "=") {
		at++
	}
	return at
}
