package brace

import (
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/numeral"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
	"entrysh/internal/tree"
)

// mark encloses the number of a part of the word in the text that is expanded.
// It cannot occur in the text of a shell.
const mark = 0

// backslashMark stands for an unquoted backslash of a sequence.
const backslashMark = "\x00b\x00"

// Possible reports whether w may hold a brace expression; false is certain. It
// is cheap.
func Possible(w *syntax.Word) bool {
	open := false
	for _, part := range w.Parts {
		if lit, ok := part.(*syntax.Lit); ok {
			s := lit.Value
			if !open {
				i := strfn.IndexByte(s, '{')
				if i < 0 {
					continue
				}
				open = true
				s = s[i+1:]
			}
			if strfn.IndexByte(s, '}') >= 0 {
				return true
			}
		}
	}
	return false
}

// Expand gives the words that come of w by brace expansion, in order; w itself
// alone if there is nothing to expand. Only braces, commas and dots in the
// unquoted literal parts of w count. A brace expression that is not well-formed
// stays as it is, as does w when too many words would come of it.
//
// The words share the nodes of w that are not literals. An expression that
// yields nothing gives a word of one empty literal, which is no field unless
// something quoted is joined to it.
//
// As in bash, the text of an element may join a parameter name before it:
// $x{a,b} is $xa $xb.
func Expand(w *syntax.Word) []*syntax.Word {
	// Small enough to be inlined, so that the slice costs nothing.
	if list := expandWord(w); list != nil {
		return list
	}
	return []*syntax.Word{w}
}

// expandWord is Expand, but nil where w stays as it is.
func expandWord(w *syntax.Word) []*syntax.Word {
	if !Possible(w) {
		return nil
	}
	text := ""
	if lit, ok := w.Parts[0].(*syntax.Lit); ok && len(w.Parts) == 1 {
		text = lit.Value
		if strfn.IndexByte(text, mark) >= 0 {
			return nil
		}
	} else {
		var b textbuf.Builder
		for i, part := range w.Parts {
			if lit, ok := part.(*syntax.Lit); ok {
				if strfn.IndexByte(lit.Value, mark) >= 0 {
					return nil
				}
				b.WriteString(lit.Value)
				continue
			}
			b.WriteByte(mark)
			b.WriteString(strconv.Itoa(i))
			for range opened(part) {
				b.WriteByte('{')
			}
			b.WriteByte(mark)
		}
		text = b.String()
	}
	if _, ok := find(text); !ok {
		return nil
	}
	x := expander{word: w, backslash: backslashMark}
	list, ok := x.expand(text, 0)
	if !ok || len(list) == 1 && list[0] == text {
		return nil
	}
	return rebuild(w, list)
}

// hasComma reports whether a comma stands anywhere in text but after a
// backslash. That it is quoted otherwise, or inside an expansion or other
// braces, makes no difference to bash: the text is then a list, perhaps of one
// element.
func (x *expander) hasComma(text string) bool {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case ',':
			return true
		case mark:
			n := strfn.IndexByte(text[i+1:], mark)
			if n < 0 {
				continue
			}
			if part, ok := partNumber(text[i+1 : i+1+n]); ok && x.word != nil && commaWithin(x.word.Parts[part]) {
				return true
			}
			i += n + 1
		}
	}
	return false
}

// partNumber reads the number of a part between two marks.
func partNumber(s string) (int, bool) { return numeral.Int(strings.TrimRight(s, "{")) }

// opened is the number of braces in the source of part that nothing closes, but
// for bash count as open for the rest of the word: one in ${x-{}.
func opened(part syntax.WordPart) (n int) {
	p, ok := part.(*syntax.ParamExp)
	if !ok {
		return 0
	}
	tree.Walk(p, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.Lit:
			for i := 0; i < len(node.Value); i++ {
				switch node.Value[i] {
				case '\\':
					i++
				case '{':
					n++
				case '}':
					n--
				}
			}
		case *syntax.SglQuoted, *syntax.DblQuoted, *syntax.CmdSubst, *syntax.ArithmExp:
			return false
		}
		return true
	})
	return max(n, 0)
}

// commaWithin reports whether a comma stands in the source of part.
func commaWithin(part syntax.WordPart) (found bool) {
	tree.Walk(part, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Lit:
			found = found || new(expander).hasComma(n.Value)
		case *syntax.SglQuoted:
			found = found || new(expander).hasComma(n.Value)
		case *syntax.BinaryArithm:
			found = found || n.Op == syntax.Comma
		case *syntax.ParamExp:
			found = found || n.Exp != nil && (n.Exp.Op == syntax.LowerFirst || n.Exp.Op == syntax.LowerAll)
		}
		return !found
	})
	return found
}

// rebuild makes a word of each text.
func rebuild(w *syntax.Word, list []string) []*syntax.Word {
	words := make([]*syntax.Word, len(list))
	nodes := make([]syntax.Word, len(list))
	lits := make([]syntax.Lit, len(list))
	parts := make([]syntax.WordPart, len(list))
	pos, end := w.Pos(), w.End()
	for i, text := range list {
		words[i] = &nodes[i]
		if strfn.IndexByte(text, mark) < 0 && strfn.IndexByte(text, '$') < 0 {
			lits[i] = syntax.Lit{ValuePos: pos, ValueEnd: end, Value: text}
			parts[i] = &lits[i]
			nodes[i].Parts = parts[i : i+1 : i+1]
			continue
		}
		nodes[i].Parts = split(w, text)
	}
	return words
}

// split makes the parts of a word of text.
func split(w *syntax.Word, text string) []syntax.WordPart {
	var parts []syntax.WordPart
	for {
		lit, rest, marked := strfn.Cut(text, "\x00")
		parts = appendLit(parts, w, lit)
		if !marked {
			return parts
		}
		number, after, _ := strfn.Cut(rest, "\x00")
		text = after
		if number == "b" {
			parts = append(parts, &syntax.SglQuoted{Left: w.Pos(), Right: w.Pos()})
			continue
		}
		i, _ := partNumber(number)
		parts = append(parts, w.Parts[i])
	}
}

// appendLit appends literal text. Letters join a parameter name before them;
// a dollar sign joins a name behind it.
func appendLit(parts []syntax.WordPart, w *syntax.Word, text string) []syntax.WordPart {
	if len(parts) > 0 {
		if p, ok := parts[len(parts)-1].(*syntax.ParamExp); ok && p.Short && p.Param != nil && nameStart(p.Param.Value) {
			if n := nameLen(text); n > 0 {
				longer := *p
				name := *p.Param
				name.Value += text[:n]
				longer.Param = &name
				parts[len(parts)-1] = &longer
				text = text[n:]
			}
		}
	}
	start := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '$':
			if name := text[i+1:]; nameStart(name) {
				parts = appendPlain(parts, w, text[start:i])
				n := nameLen(name)
				parts = append(parts, &syntax.ParamExp{
					Dollar: w.Pos(), Short: true,
					Param: &syntax.Lit{ValuePos: w.Pos(), ValueEnd: w.End(), Value: name[:n]},
				})
				start = i + 1 + n
				i = start - 1
			}
		}
	}
	return appendPlain(parts, w, text[start:])
}

func appendPlain(parts []syntax.WordPart, w *syntax.Word, text string) []syntax.WordPart {
	if text == "" {
		return parts
	}
	return append(parts, &syntax.Lit{ValuePos: w.Pos(), ValueEnd: w.End(), Value: text})
}

// nameLen is the number of bytes at the start of s that can stand in a name.
func nameLen(s string) int {
	n := 0
	for n < len(s) && (letter(s[n]) || s[n] == '_' || '0' <= s[n] && s[n] <= '9') {
		n++
	}
	return n
}

// nameStart reports whether s starts with the first byte of a name.
func nameStart(s string) bool { return s != "" && (letter(s[0]) || s[0] == '_') }
