package interp

import (
	"strings"

	"entrysh/internal/parse"
)

// arrayCode is the (list) of a compound assignment.
type arrayCode struct{ elems []arrayElem }

type arrayElem struct {
	sub  *subscript // nil: the next index
	word word
}

// assignArray is name=(list) and name+=(list) (bash manual 6.7).
func (sh *Shell) assignArray(s *symbol, a *arrayCode, appending bool) bool {
	t, _, hasSub, ok := sh.resolve(s)
	if !ok {
		return false
	}
	if hasSub {
		sh.errorf("`%s': not a valid identifier", sh.slot(s).str)
		return false
	}
	s = t
	v := sh.slot(s)
	if v.has(attrReadonly) {
		sh.errorf("%s: readonly variable", s.name)
		return false
	}
	if v != nil && v.kind == assocArray {
		return sh.assignAssoc(s, a, appending)
	}
	// The list is expanded before the variable changes: a=("${a[@]}" x).
	type item struct {
		index int64
		at    bool
		val   string
	}
	var items []item
	mark := len(sh.args)
	work := &indexed{}
	if v != nil {
		if appending {
			if v.kind == indexedArray && v.list != nil {
				work = v.list
			} else if v.kind == scalar && v.set {
				work.set(0, v.text(sh))
			}
		}
	}
	next := work.last() + 1
	for i := range a.elems {
		e := &a.elems[i]
		if e.sub != nil {
			if strings.TrimSpace(e.sub.text) == "" {
				sh.errorf("[]=: bad array subscript")
				continue
			}
			n, ok := e.sub.num.eval(sh)
			if !ok {
				return false
			}
			if n < 0 {
				if n += next; n < 0 {
					sh.errorf("[%s]=%s: bad array subscript", e.sub.text, e.word.str(sh))
					return false
				}
			}
			val := e.word.str(sh)
			if sh.pend != 0 {
				return false
			}
			items = append(items, item{n, true, val})
			next = n + 1
			continue
		}
		e.word.fields(sh)
		if sh.pend != 0 {
			sh.args = sh.args[:mark]
			return false
		}
		for _, f := range sh.args[mark:] {
			items = append(items, item{index: next, val: f})
			next++
		}
		sh.args = sh.args[:mark]
	}
	w := sh.writable(s)
	if !appending || w.kind != indexedArray {
		if appending {
			w.toIndexed(sh)
		} else {
			w.kind, w.list, w.hash = indexedArray, &indexed{dense: make([]string, 0, len(items))}, nil
			w.str, w.isStr, w.isNum = "", false, false
		}
	}
	if w.list == nil {
		w.list = &indexed{}
	}
	w.set = true
	w.attr &^= attrInvisible
	for _, it := range items {
		val := it.val
		if w.attr&(attrInteger|attrLower|attrUpper|attrCapital) != 0 {
			var ok bool
			if val, ok = sh.convert(w, val, func() string { return "" }, false); !ok {
				return false
			}
		}
		w.list.set(it.index, val)
	}
	if sh.opts&optXtrace != 0 {
		sh.traceArray(s, a, appending)
	}
	sh.changed(s, w)
	return true
}

func (sh *Shell) assignAssoc(s *symbol, a *arrayCode, appending bool) bool {
	type pair struct{ k, v string }
	var pairs []pair
	mark := len(sh.args)
	flat := len(a.elems) > 0 && a.elems[0].sub == nil
	for i := range a.elems {
		e := &a.elems[i]
		switch {
		case e.sub != nil:
			k := e.sub.key.str(sh)
			val := e.word.str(sh)
			if sh.pend != 0 {
				return false
			}
			if k == "" {
				sh.errorf("[%s]=%s: bad array subscript", e.sub.text, val)
				continue
			}
			pairs = append(pairs, pair{k, val})
		case flat:
			e.word.fields(sh)
			if sh.pend != 0 {
				sh.args = sh.args[:mark]
				return false
			}
		default:
			e.word.fields(sh)
			if len(sh.args) > mark {
				sh.errorf("%s: %s: must use subscript when assigning associative array", s.name, sh.args[mark])
			}
			sh.args = sh.args[:mark]
		}
	}
	if flat {
		list := sh.args[mark:]
		for i := 0; i < len(list); i += 2 {
			v := ""
			if i+1 < len(list) {
				v = list[i+1]
			}
			pairs = append(pairs, pair{list[i], v})
		}
		sh.args = sh.args[:mark]
	}
	w := sh.writable(s)
	if !appending || w.hash == nil {
		w.hash = newAssoc()
	}
	w.set = true
	w.attr &^= attrInvisible
	for _, p := range pairs {
		val, ok := sh.convert(w, p.v, func() string { return "" }, false)
		if !ok {
			return false
		}
		w.hash.set(p.k, val)
	}
	sh.changed(s, w)
	return true
}

func (sh *Shell) traceArray(s *symbol, a *arrayCode, appending bool) {
	op := "="
	if appending {
		op = "+="
	}
	l, _ := sh.elements(s)
	var b strings.Builder
	for i, x := range l {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(sh.traceWord(x))
	}
	sh.traceText(s.name + op + "(" + b.String() + ")")
}

// parseArray compiles the text of a compound assignment, `(a b [3]=c)`, which
// declare and its like get as a string.
func (sh *Shell) parseArray(text string) (*arrayCode, bool) {
	u, err := parse.New(parse.NewText("x="+text+"\n"), nil).Next()
	if err != nil || len(u.Stmts) != 1 {
		return nil, false
	}
	c := &compiler{u: u}
	st := c.stmt(u.Stmts[0])
	n, ok := st.cmd.(*simpleNode)
	if !ok || len(n.assigns) != 1 || n.assigns[0].array == nil || len(n.words) > 0 {
		return nil, false
	}
	return n.assigns[0].array, true
}

// assignRef assigns to a variable or an element named by a string.
func (sh *Shell) assignRef(name, val string) bool {
	base, sub, has := splitSubscript(name)
	if !validName(base) {
		sh.errorf("`%s': not a valid identifier", name)
		return false
	}
	if has {
		return sh.assignElement(intern(base), sub, val, false)
	}
	return sh.assign(intern(base), val)
}

// unsetRef unsets a variable or an element named by a string.
func (sh *Shell) unsetRef(name string) bool {
	base, sub, has := splitSubscript(name)
	s := intern(base)
	if has {
		return sh.unsetElement(s, sub)
	}
	if t, sub, hasSub, ok := sh.resolve(s); ok {
		if hasSub {
			return sh.unsetElement(t, sub)
		}
		s = t
	}
	return sh.unset(s)
}

// unsetElement is unset name[sub].
func (sh *Shell) unsetElement(s *symbol, sub string) bool {
	if t, _, hasSub, ok := sh.resolve(s); ok && !hasSub {
		s = t
	}
	v := sh.slot(s)
	if v == nil {
		return true
	}
	if v.has(attrReadonly) {
		sh.errorf("unset: %s: cannot unset: readonly variable", s.name)
		return false
	}
	switch v.kind {
	case assocArray:
		k := sh.expandSubscript(sub)
		if sub == "@" || sub == "*" {
			if _, ok := v.hash.get(sub); !ok {
				return sh.unset(s)
			}
		}
		w := sh.writable(s)
		if w.hash != nil {
			w.hash.unset(k)
		}
		return true
	case indexedArray:
		if sub == "@" || sub == "*" {
			return sh.unset(s)
		}
		i, ok := sh.evalIndexFor(s, v, sub, "unset: ")
		if !ok {
			return false
		}
		w := sh.writable(s)
		if w.list != nil {
			w.list.unset(i)
		}
		return true
	}
	if i, ok := sh.evalArithExpand(sub); ok && i == 0 {
		return sh.unset(s)
	}
	sh.errorf("unset: %s: not an array variable", s.name)
	return false
}

func (sh *Shell) evalIndexFor(s *symbol, v *Var, sub, who string) (int64, bool) {
	i, ok := sh.evalArithExpand(sub)
	if !ok {
		return 0, false
	}
	if i < 0 {
		top := int64(-1)
		if v.list != nil {
			top = v.list.last()
		}
		if i += top + 1; i < 0 {
			sh.errorf("%s[%s]: bad array subscript", who, sub)
			return 0, false
		}
	}
	return i, true
}
