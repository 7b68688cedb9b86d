package parse

import (
	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
	"entrysh/internal/tree"
)

// bash expands the text of arithmetic and of subscripts like a double-quoted string and only then parses it, so the
// parser's trees of them are of no use. The methods here return the texts, as bytes, with backslash-newlines removed
// and, inside backquotes, without the backslashes that the backquotes need.

// ArithmExpText returns the text between the parentheses of $((text)), or the brackets of $[text].
func (u *Unit) ArithmExpText(x *syntax.ArithmExp) string {
	if x.Bracket {
		return u.raw(x.Left.Offset()+2, x.Right.Offset())
	}
	return u.raw(x.Left.Offset()+3, x.Right.Offset())
}

// ArithmCmdText returns the text of ((text)).
func (u *Unit) ArithmCmdText(x *syntax.ArithmCmd) string {
	return u.raw(x.Left.Offset()+2, x.Right.Offset())
}

// CStyleTexts returns the three texts of for ((init; cond; post)).
func (u *Unit) CStyleTexts(x *syntax.CStyleLoop) (init, cond, post string) {
	start, end := x.Lparen.Offset()+2, x.Rparen.Offset()
	s := u.Text[start:end]
	var cuts [2]uint
	n := 0
	for i := 0; i < len(s) && n < 2; {
		switch s[i] {
		case ';':
			cuts[n] = start + uint(i)
			n++
			i++
		case '(':
			i = skipNested(s, i+1, '(', ')')
		default:
			i = skipPart(s, i)
		}
	}
	if n < 2 {
		return u.raw(start, end), "", ""
	}
	return u.raw(start, cuts[0]), u.raw(cuts[0]+1, cuts[1]), u.raw(cuts[1]+1, end)
}

// IndexText returns the subscript of ${name[subscript]}; empty if there is none.
func (u *Unit) IndexText(x *syntax.ParamExp) string {
	if x.Index == nil {
		return ""
	}
	start, end := u.brackets(x.Param.End().Offset())
	return u.raw(start, end)
}

// SliceTexts returns the texts of ${name:off:length}.
func (u *Unit) SliceTexts(x *syntax.ParamExp) (off, length string, hasLength bool) {
	if x.Slice == nil {
		return "", "", false
	}
	start := x.Param.End().Offset()
	if x.Index != nil {
		_, start = u.brackets(start)
		start++
	}
	start++ // the colon
	end := x.Rbrace.Offset()
	s := u.Text[start:end]
	if i := sliceCut(s); i >= 0 {
		cut := start + uint(i)
		return u.raw(start, cut), u.raw(cut+1, end), true
	}
	return u.raw(start, end), "", false
}

// SliceName returns what stands before the first colon of ${name:off:length}.
func (u *Unit) SliceName(x *syntax.ParamExp) string {
	end := x.Param.End().Offset()
	if x.Index != nil {
		_, end = u.brackets(end)
		end++
	}
	return u.raw(x.Dollar.Offset()+2, end)
}

// AssignIndexText returns the subscript of name[subscript]=value; empty if there is none.
func (u *Unit) AssignIndexText(x *syntax.Assign) string {
	if x.Index == nil {
		return ""
	}
	start, end := u.brackets(x.Name.End().Offset())
	return u.raw(start, end)
}

// ElemIndexText returns the subscript of [subscript]=value in a compound assignment; empty if there is none.
func (u *Unit) ElemIndexText(x *syntax.ArrayElem) string {
	if x.Index == nil {
		return ""
	}
	left := strfn.LastIndexByte(u.parsed()[:x.Index.Pos().Offset()], '[')
	if left < 0 {
		return ""
	}
	start, end := u.brackets(uint(left))
	return u.raw(start, end)
}

// ElemAppends reports whether an element of a compound assignment is [subscript]+=value.
func (u *Unit) ElemAppends(x *syntax.ArrayElem) bool {
	if x.Index == nil || u.masked == "" {
		return false
	}
	left := strfn.LastIndexByte(u.masked[:x.Index.Pos().Offset()], '[')
	if left < 0 {
		return false
	}
	_, end := u.brackets(uint(left))
	return strfn.HasPrefix(u.Text[end:], "]+=")
}

// brackets returns the span between the bracket at left and the one that closes it.
func (u *Unit) brackets(left uint) (start, end uint) {
	s := u.Text
	for left < uint(len(s)) && s[left] != '[' { // a backslash-newline
		left++
	}
	if left == uint(len(s)) {
		return left, left
	}
	return left + 1, uint(skipNested(s, int(left)+1, '[', ']')) - 1
}

// raw returns a part of Text as the shell means it.
func (u *Unit) raw(start, end uint) string {
	s := u.slice(start, end)
	if strfn.IndexByte(s, '\\') < 0 {
		return s
	}
	if strfn.IndexByte(u.Text, '`') >= 0 {
		s = u.unquote(s, start)
	}
	return joinUnquoted(s)
}

// joinUnquoted removes the backslash-newlines of a text that are not in single quotes.
func joinUnquoted(s string) string {
	if !strfn.Contains(s, "\\\n") {
		return s
	}
	var out []byte
	double := false
	for i := 0; i < len(s); {
		next := i + 1
		switch s[i] {
		case '\\':
			if next = min(i+2, len(s)); s[next-1] == '\n' {
				i = next
				continue
			}
		case '\'':
			if !double {
				next = skipSingle(s, next)
			}
		case '"':
			double = !double
		}
		out = append(out, s[i:next]...)
		i = next
	}
	return string(out)
}

// A backquote is the span of a backquoted command.
type backquote struct {
	_          nocmp.Mark
	start, end uint
	quoted     bool // within double quotes, where backslashes escape double quotes too
}

// unquote removes the backslashes that the backquotes around an offset need.
func (u *Unit) unquote(s string, offset uint) string {
	if !u.asked {
		u.asked = true
		for _, stmt := range u.Stmts {
			u.findBackquotes(stmt)
		}
		if u.word != nil {
			u.findBackquotes(u.word)
		}
	}
	for _, b := range u.quoted {
		if b.start < offset && offset < b.end {
			s = unescape(s, b.quoted)
		}
	}
	return s
}

func (u *Unit) findBackquotes(n syntax.Node) {
	depth := 0 // of double quotes
	var closers []bool
	tree.Walk(n, func(n syntax.Node) bool {
		if n == nil {
			if last := len(closers) - 1; last >= 0 {
				if closers[last] {
					depth--
				}
				closers = closers[:last]
			}
			return true
		}
		_, isQuote := n.(*syntax.DblQuoted)
		if isQuote {
			depth++
		}
		if c, ok := n.(*syntax.CmdSubst); ok && c.Backquotes {
			u.quoted = append(u.quoted, backquote{start: c.Left.Offset(), end: c.Right.Offset(), quoted: depth > 0})
		}
		closers = append(closers, isQuote)
		return true
	})
}

// joinLines removes the backslash-newlines of a text, whatever the quotes.
func joinLines(s string) string {
	if !strfn.Contains(s, "\\\n") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if i++; s[i] == '\n' {
				continue
			}
			out = append(out, '\\')
		}
		out = append(out, s[i])
	}
	return string(out)
}

// unescape removes one level of a backquoted command's backslashes.
//
//go:noinline
func unescape(s string, quoted bool) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			switch c := s[i+1]; {
			case c == '$', c == '`', c == '\\', c == '"' && quoted:
				i++
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}
