package interp

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// References to elements among the arguments of built-ins: unset a[$k]. Where
// the command has them as words of that form, what has been expanded is a
// subscript as it is; a string such as 'a[$k]' is expanded by the built-in.

// A refWord is an argument of the form name[subscript].
type refWord struct{ word }

func (w *refWord) fields(sh *Shell) {
	mark := len(sh.args)
	w.word.fields(sh)
	sh.refTexts = append(sh.refTexts, sh.args[mark:]...)
}

// takesRefs reports whether a built-in's arguments can be elements.
func takesRefs(name string) bool {
	switch name {
	case "printf", "read", "unset", "wait":
		return true
	}
	return false
}

// arrayRef splits a word that is written name[subscript].
func (c *compiler) arrayRef(w *syntax.Word) (name, sub string, ok bool) {
	if lit, ok := firstLit(w); !ok || lit == "" || !nameByte(lit[0]) {
		return "", "", false
	}
	name, sub, ok = splitSubscript(c.u.Source(w))
	return name, sub, ok && validName(name) && closedSubscript(sub)
}

// refWords marks those of the arguments that are references.
func (c *compiler) refWords(args []*syntax.Word) (list []word, found bool) {
	for _, w := range args {
		if _, _, ok := c.arrayRef(w); ok {
			list = append(list, &refWord{c.word(w, false)})
			found = true
			continue
		}
		list = append(list, c.braces(w, c.argument(w)))
	}
	return list, found
}

// isRef reports whether the argument arg was written as a reference.
//
//go:noinline
func (sh *Shell) isRef(arg string) bool {
	return len(sh.refTexts) > 0 && slices.Contains(sh.refTexts, arg)
}

// splitRef is splitSubscript for what is to be a variable or an element: ok
// is false when it cannot be one.
func (sh *Shell) splitRef(s string) (name, sub string, has, ok bool) {
	name, sub, has = splitSubscript(s)
	return name, sub, has, validName(name) && (!has || sh.validSub(name, sub, sh.isRef(s)))
}

// validSub reports whether sub can stand between the brackets of name[sub].
// With assoc_expand_once, the subscript of an associative array ends with the
// first bracket or, in a word of that form, with the last one.
func (sh *Shell) validSub(name, sub string, ref bool) bool {
	switch {
	case sub == "":
		return false
	case sh.shopts&shoptAssocExpandOnce != 0 && sh.isAssoc(intern(name)):
		return ref || strfn.IndexByte(sub, ']') < 0
	}
	return closedSubscript(sub)
}

// A subMode tells what becomes of the text of a subscript.
type subMode uint8

const (
	subByOption subMode = iota // expanded unless assoc_expand_once is on
	subLiteral
	subExpanded
)

// withSubs runs f while subscripts of associative arrays are taken as m says.
func (sh *Shell) withSubs(m subMode, f func() bool) bool {
	outer := sh.subMode
	sh.subMode = m
	ok := f()
	sh.subMode = outer
	return ok
}

// elementSet is -v of [[ ]] for a word of the form name[subscript]: the
// subscript is expanded once.
type elementSet struct {
	sym *symbol
	sub *subscript
}

func (c *compiler) elementSet(w *syntax.Word) *elementSet {
	if name, sub, ok := c.arrayRef(w); ok {
		return &elementSet{intern(name), c.subscript(sub)}
	}
	if len(w.Parts) != 1 {
		return nil
	}
	q, ok := w.Parts[0].(*syntax.DblQuoted)
	if !ok || q.Dollar {
		return nil
	}
	text := c.u.Source(w)
	name, sub, ok := splitSubscript(text[1 : len(text)-1])
	if !ok || !validName(name) || strfn.IndexByte(sub, '$') < 0 {
		return nil
	}
	return &elementSet{intern(name), c.subscript(`"` + sub + `"`)}
}

func (e *elementSet) eval(sh *Shell) (set bool) {
	key := e.sub.key.str(sh)
	if sh.pend != 0 || key == "" {
		return false
	}
	s := e.sym
	if t, _, hasSub, ok := sh.resolve(s); ok && !hasSub {
		s = t
	}
	if sh.isAssoc(s) {
		sh.withSubs(subLiteral, func() bool { _, set = sh.lookupElement(s, key); return set })
		return set
	}
	if key == "@" || key == "*" {
		l, _ := sh.elements(s)
		return len(l) > 0
	}
	i, ok := sh.evalArith(key)
	if !ok && sh.pend == 0 {
		sh.status, sh.pend = 1, toTop
	}
	sh.refresh(s)
	v := sh.variable(s)
	if ok && i < 0 && v == nil {
		sh.badSubscript(s.name)
	}
	if !ok || v == nil {
		return ok && i == 0 && sh.exists(s)
	}
	if i < 0 {
		if i = v.fromEnd(i); i < 0 {
			sh.badSubscript(s.name)
			return false
		}
	}
	_, set = v.at(sh, i)
	return set
}

// onceExpanded takes the subscripts of associative arrays out of the text of an
// expression that has been expanded: with assoc_expand_once, let takes them as
// they are.
func (sh *Shell) onceExpanded(text string) (string, []*subscript) {
	if sh.shopts&shoptAssocExpandOnce == 0 || strfn.IndexByte(text, '[') < 0 {
		return text, nil
	}
	var subs []*subscript
	var b textbuf.Builder
	for i := 0; i < len(text); {
		start := i
		for i < len(text) && nameByte(text[i]) {
			i++
		}
		b.WriteString(text[start:i])
		if i == len(text) {
			break
		}
		b.WriteByte(text[i])
		i++
		if i-1 == start || text[i-1] != '[' || !sh.isAssoc(intern(text[start:i-1])) {
			continue
		}
		if n := strfn.IndexByte(text[i:], ']'); n > 0 {
			sub := text[i : i+n]
			b.WriteString("\x01" + formatInt(int64(len(subs))) + "\x01")
			subs = append(subs, &subscript{text: sub, key: &litWord{sub}})
			i += n
		}
	}
	return b.String(), subs
}
