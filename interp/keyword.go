package interp

import (
	"entrysh/internal/strfn"
	"mvdan.cc/sh/v3/syntax"
)

// With set -k, assignments among the arguments of a command are assignments
// for it as well (bash manual 4.3.1).

// keyed returns the command with the assignments taken out of its arguments,
// nil if there are none.
func (n *simpleNode) keyed() *simpleNode {
	if n.stmt.stmt == nil {
		return nil
	}
	c := &compiler{u: n.stmt.src.unit}
	k := &simpleNode{stmt: n.stmt, line: n.line, redirs: n.redirs, assigns: n.assigns[:len(n.assigns):len(n.assigns)], inKeyed: true}
	switch x := n.stmt.stmt.Cmd.(type) {
	case *syntax.CallExpr:
		var rest []*syntax.Word
		for _, w := range x.Args {
			if a, ok := c.keyword(w); ok {
				k.assigns = append(k.assigns, a)
			} else {
				rest = append(rest, w)
			}
		}
		k.words = c.words(rest)
	case *syntax.DeclClause:
		k.words = addWord(k.words, &litWord{x.Variant.Value})
		for _, a := range x.Args {
			switch {
			case !a.Naked:
				k.assigns = append(k.assigns, c.assign(a, ""))
			case a.Name != nil:
				k.words = addWord(k.words, &litWord{a.Name.Value})
			default:
				k.words = addWord(k.words, c.fieldWord(a.Value))
			}
		}
	}
	if len(k.assigns) == len(n.assigns) {
		return nil
	}
	k.finish()
	return k
}

// keyword compiles a word that is an assignment.
func (c *compiler) keyword(w *syntax.Word) (a assignment, ok bool) {
	lit, lits := "", 0
	for ; lits < len(w.Parts); lits++ { // a subscript is a part of its own
		l, ok := w.Parts[lits].(*syntax.Lit)
		if !ok {
			break
		}
		lit += l.Value
	}
	n := assignmentPrefix(lit)
	if n == 0 {
		return a, false
	}
	name := lit[:n-1]
	if strfn.HasSuffix(name, "+") {
		a.append, name = true, name[:len(name)-1]
	}
	if base, sub, has := splitSubscript(name); has {
		a.sub, name = c.subscript(sub), base
	}
	a.sym = intern(name)
	value := *w
	value.Parts = append([]syntax.WordPart(nil), w.Parts[lits:]...)
	if n < len(lit) {
		l := *w.Parts[0].(*syntax.Lit)
		l.Value = lit[n:]
		l.ValuePos = syntax.NewPos(l.ValuePos.Offset()+uint(n), l.ValuePos.Line(), l.ValuePos.Col()+uint(n))
		value.Parts = append([]syntax.WordPart{&l}, value.Parts...)
	}
	if a.value = word(&litWord{""}); len(value.Parts) > 0 {
		a.value = c.word(&value, true)
	}
	return a, true
}
