package interp

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/brace"
	"entrysh/internal/nocmp"
	"entrysh/internal/parse"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
	"entrysh/internal/unparse"
)

// arrayCode is the (list) of a compound assignment (bash manual 6.7).
type arrayCode struct {
	elems []arrayElem
}

// arrayElem is one word of the list. A word means different things to the two
// kinds of arrays: only an indexed array's is split and brace-expanded, and
// has tildes.
type arrayElem struct {
	text   string     // as written
	sub    *subscript // [sub]=value; nil: the next index, or a key or value
	quoted bool       // sub has quotes, which the expansion of the word removes
	append bool       // [sub]+=value
	value  word       // of [sub]=value
	plain  word       // the word or value as an associative array takes it, and POSIX mode the value
	fields word       // what the word is to an indexed array; with sub: the results of its brace expansion, or nil
}

// An arrayValue is an expanded list.
type arrayValue struct {
	items    []arrayItem
	assoc    bool
	declared bool // by declare or its like, which get it expanded and quoted
}

type arrayItem struct {
	_      nocmp.Mark
	has    bool       // has a subscript
	sub    string     // the subscript, expanded
	source string     // the element as written, for an associative array
	num    *arithCode // the subscript, if it needs no expansion
	append bool
	val    string
}

func (c *compiler) array(x *syntax.ArrayExpr) *arrayCode {
	a := &arrayCode{}
	for _, e := range x.Elems {
		v, src := e.Value, ""
		if v == nil {
			v = &syntax.Word{}
		} else {
			src = c.written(v)
		}
		if e.Index == nil {
			el := arrayElem{text: src, fields: c.fieldWord(v)}
			el.plain = c.plainWord(v, el.fields)
			a.elems = append(a.elems, el)
			continue
		}
		sub, op := c.u.ElemIndexText(e), "]="
		if c.u.ElemAppends(e) {
			op = "]+="
		}
		el := arrayElem{text: "[" + sub + op + src, sub: c.subscript(sub), quoted: strfn.ContainsAny(sub, `'"\\`), append: op == "]+=", value: c.valueWord(`\[`+sub+`\`+op, v)}
		el.plain = c.plainWord(v, el.value)
		if w, ok := el.value.(interface{ list() []part }); ok && strfn.ContainsAny(src, "@*") {
			el.plain = makeWord(c.parts(v.Parts, unquoted, false, false))
			inElement(w.list(), false)
		}
		el.fields = c.elementBraces(sub, el.append, v)
		a.elems = append(a.elems, el)
	}
	return a
}

// inElement tells the expansions among parts that they are in an element's value; in operands, those that are quoted.
func inElement(parts []part, operand bool) {
	for _, p := range parts {
		switch p := p.(type) {
		case *stringPart:
			inElement(p.parts, operand)
		case *paramPart:
			p.elem = p.quoted || !operand
			inElement(p.wparts, true)
		}
	}
}

// written is a word as bash has it when it has read it.
func (c *compiler) written(w *syntax.Word) string {
	src := c.u.Source(w)
	for _, s := range [...]string{"$'", "$\"", "$(", "\\\n"} {
		if strfn.Contains(src, s) {
			return parse.Bytes(unparse.Word(w, c.u.Text))
		}
	}
	return src
}

// flat reports whether the list of an associative array is one of keys and values in turn.
func (a *arrayCode) flat() bool {
	return len(a.elems) > 0 && a.elems[0].sub == nil && !strfn.HasPrefix(a.elems[0].text, "[")
}

// step is how many words of the list of an associative array make an element, 0 if they are of several kinds.
func (a *arrayCode) step() int {
	if a.flat() {
		return 2 // keys and values
	}
	for i := range a.elems {
		if a.elems[i].sub == nil {
			return 0
		}
	}
	return 1
}

// text is the list as xtrace shows it.
func (a *arrayCode) text() string {
	var b textbuf.Builder
	b.WriteByte('(')
	for i := range a.elems {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(a.elems[i].text)
	}
	b.WriteByte(')')
	return b.String()
}

// elementBraces returns the words that brace expansion makes of [sub]=value, nil if
// it does not: several are no elements with subscripts any more.
func (c *compiler) elementBraces(sub string, appends bool, v *syntax.Word) word {
	if !brace.Possible(&syntax.Word{Parts: append([]syntax.WordPart{&syntax.Lit{Value: sub}}, v.Parts...)}) {
		return nil
	}
	if !strfn.ContainsAny(sub, "'\"\\$`") {
		sub = strfn.ReplaceAll(sub, " ", `\ `)
	}
	src := "[" + sub + "]="
	if appends {
		src = "[" + sub + "]+="
	}
	if len(v.Parts) > 0 {
		src += c.u.Source(v)
	}
	list, u, err := parse.Words(src)
	if err != nil || len(list) != 1 {
		return nil
	}
	return (&compiler{u: u, line: c.line}).braces(list[0], nil)
}

// plainWord compiles a word without tilde expansion; with is what it was compiled to with it.
func (c *compiler) plainWord(w *syntax.Word, with word) word {
	same := true
	for _, p := range w.Parts {
		if l, ok := p.(*syntax.Lit); ok && strfn.Contains(l.Value, "~") {
			same = false
		}
	}
	if same {
		return with
	}
	return makeWord(c.parts(w.Parts, unquoted, false, false))
}

// expand expands the list; all of it, before the variable changes: a=("${a[@]}" x). What
// an associative array refuses is not expanded, unless declare or its like get it.
func (a *arrayCode) expand(sh *Shell, assoc, declared bool) (*arrayValue, bool) {
	v := &arrayValue{items: make([]arrayItem, 0, len(a.elems)), assoc: assoc}
	flat := a.flat()
	mark := len(sh.args)
	for i := range a.elems {
		e := &a.elems[i]
		switch {
		case assoc && e.sub == nil:
			it := arrayItem{val: e.text, source: e.text}
			switch {
			case flat && i%2 == 1 && !declared && v.items[i-1].val == "":
			case flat:
				it.val = e.plain.str(sh)
			default:
				sh.status = 1 // what storeAssoc will say is known already
			}
			v.items = append(v.items, it)
		case e.sub == nil || e.fields != nil && !assoc && sh.opts&optBraceexpand != 0:
			if e.fields.fields(sh); sh.pend != 0 {
				var rest []word
				for k := i + 1; k < len(a.elems); k++ {
					if w := a.elems[k].fields; w != nil {
						rest = addWord(rest, w)
					}
				}
				sh.wordFailed(rest)
			}
			for _, f := range sh.args[mark:] {
				v.items = append(v.items, arrayItem{val: f})
			}
			sh.args = sh.args[:mark]
		default:
			it := arrayItem{has: true, sub: e.sub.text, append: e.append}
			if e.sub.blank() {
				it.sub = ""
			} else if e.sub.num.whole != nil || e.quoted || assoc {
				it.sub = e.sub.key.str(sh)
			} else {
				it.num = e.sub.num
			}
			if sh.pend != 0 {
				break
			}
			if assoc {
				if it.source = e.text; it.sub != "" || declared {
					it.val = e.plain.str(sh)
				}
			} else {
				value := e.value
				if sh.opts&optPosix != 0 {
					value = e.plain
				}
				if it.val = value.str(sh); it.num == nil {
					it.reread()
				}
			}
			v.items = append(v.items, it)
		}
		if sh.pend != 0 {
			return nil, false
		}
	}
	return v, true
}

// reread looks once more where the subscript of an element of an indexed array
// ends, as bash does when it has been expanded. If it does not, this is a value.
func (it *arrayItem) reread() {
	if closedSubscript(it.sub) {
		return
	}
	text := it.text()
	end := skipBalanced(text, 0, '[', ']')
	*it = arrayItem{val: text}
	if rest, sub := text[end:], text[1:end-1]; rest != "" && text[end-1] == ']' && pairedQuotes(sub) {
		plus := strfn.HasPrefix(rest, "+=")
		if plus || rest[0] == '=' {
			*it = arrayItem{has: true, sub: sub, append: plus, val: rest[int(truth(plus))+1:]}
		}
	}
}

// trace returns the list as xtrace shows it for declare.
func (v *arrayValue) trace() string {
	var b textbuf.Builder
	b.WriteByte('(')
	for i := range v.items {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(v.items[i].quoted())
	}
	b.WriteByte(')')
	return b.String()
}

// op is what stands between subscript and value.
func (it *arrayItem) op() string {
	if it.append {
		return "]+="
	}
	return "]="
}

// quoted is an element as declare and its like get it.
func (it *arrayItem) quoted() string {
	if !it.has {
		return quote.Single(it.val)
	}
	return "[" + quote.Single(it.sub) + it.op() + quote.Single(it.val)
}

// text is an element of an indexed array as messages show it.
//
//go:noinline
func (it *arrayItem) text() string {
	if !it.has {
		return it.val
	}
	return "[" + it.sub + it.op() + it.val
}

// noKey tells that an element of an associative array has an empty key.
func (sh *Shell) noKey(v *arrayValue, it *arrayItem) {
	text := it.source
	if v.declared {
		text = it.quoted()
	}
	sh.badSubscript(text)
}

// assignArray is name=(list) and name+=(list).
func (sh *Shell) assignArray(s *symbol, a *arrayCode, appending bool) bool {
	assoc, step := false, 0
	if t, _, hasSub, ok := sh.resolve(s); ok && !hasSub {
		sh.refresh(t)
		v := sh.variable(t)
		if v == nil || v.kind == scalar && !v.has(attrReadonly|attrHooked) {
			// The words of the list see an array already.
			v = sh.writable(t)
			v.toIndexed(sh)
			v.set = true
		}
		assoc = v.kind == assocArray
		if assoc && appending && !v.has(attrReadonly) {
			step = a.step()
		}
	}
	if sh.opts&optXtrace != 0 {
		op := "="
		if appending {
			op = "+="
		}
		sh.traceText(s.name + op + a.text())
	}
	if step == 0 || step >= len(a.elems) {
		return sh.assignElements(s, a, assoc, appending)
	}
	// As in bash each element sees those before it.
	done := true
	for i := 0; i < len(a.elems); i += step {
		done = sh.assignElements(s, &arrayCode{elems: a.elems[i:min(i+step, len(a.elems))]}, true, true) && done
		if sh.pend != 0 {
			return false
		}
	}
	return done
}

func (sh *Shell) assignElements(s *symbol, a *arrayCode, assoc, appending bool) bool {
	v, ok := a.expand(sh, assoc, false)
	return ok && sh.storeArray(s, v, appending)
}

// storeArray gives a variable the elements of an expanded list.
func (sh *Shell) storeArray(s *symbol, a *arrayValue, appending bool) bool {
	done := false
	if sh.variable(s).has(attrNameref) && sh.beyond(s, func() { done = sh.storeArray(s, a, appending) }) {
		return done
	}
	sh.dropRef(s)
	t, _, hasSub, ok := sh.resolve(s)
	if !ok {
		return false
	}
	if hasSub {
		sh.errorf("`%s': not a valid identifier", sh.variable(s).str)
		return false
	}
	if sh.variable(t).has(attrReadonly) {
		sh.reportReadonly(s.name) // a reference by its own name
		return false
	}
	s = t
	if sh.noAssign(s) {
		return false
	}
	w := sh.writable(s)
	named := sh.inNamed
	sh.inNamed = "" // is in no messages about values
	if w.kind == assocArray {
		ok = sh.storeAssoc(w, a, appending)
	} else {
		if appending {
			w.toIndexed(sh)
		}
		ok = sh.storeIndexed(w, a, appending)
	}
	w.set = true
	w.attr &^= attrInvisible
	sh.changed(s, w)
	sh.inNamed = named
	return ok
}

func (sh *Shell) storeIndexed(w *Var, a *arrayValue, appending bool) bool {
	if !appending {
		w.kind, w.list, w.hash = indexedArray, &indexed{dense: make([]string, 0, len(a.items))}, nil
		w.str, w.isStr, w.isNum = "", false, false
	}
	converts := w.attr&(attrInteger|attrLower|attrUpper|attrCapital) != 0
	next := w.list.last() + 1
	for i := range a.items {
		it := &a.items[i]
		if it.has {
			n, ok := sh.itemIndex(w, it)
			if !ok {
				if sh.pend != 0 {
					return false
				}
				continue
			}
			next = n
		}
		val := it.val
		if converts || it.append {
			var ok bool
			if val, ok = sh.convert(w, val, func() string { o, _ := w.list.get(next); return o }, it.append); !ok {
				return false
			}
		}
		if next < 0 { // behind the highest index there is
			sh.reportError("%s[%d]: bad array subscript", w.sym.name, formatInt(next))
			return false
		}
		w.list.set(next, val)
		next++
	}
	return sh.pend == 0
}

// itemIndex evaluates the subscript of an element: when its turn comes, with
// those before it in place.
func (sh *Shell) itemIndex(w *Var, it *arrayItem) (int64, bool) {
	switch it.sub {
	case "":
		sh.badSubscript(it.text())
		return 0, false
	case "@", "*":
		sh.reportError("%s: cannot assign to non-numeric index", it.text())
		sh.status = 1 // $? of a command without a name that has a substitution
		return 0, false
	}
	var n int64
	var ok bool
	if it.num != nil {
		n, ok = it.num.eval(sh)
	} else {
		n, ok = sh.evalArithExpand(it.sub)
	}
	if ok && n < 0 {
		if n += w.list.last() + 1; n < 0 {
			sh.badSubscript(it.text())
			return 0, false
		}
	}
	return n, ok
}

func (sh *Shell) storeAssoc(w *Var, a *arrayValue, appending bool) bool {
	old := w.hash
	if old == nil {
		old = newAssoc()
	}
	h := old
	if !appending {
		h = &assoc{index: map[string]int{}, buckets: old.buckets}
	}
	flat := len(a.items) > 0 && !a.items[0].has && (a.declared || !strfn.HasPrefix(a.items[0].source, "["))
	for i := 0; i < len(a.items); i++ {
		it := &a.items[i]
		key, val := it.sub, it.val
		switch {
		case flat:
			key, val = val, ""
			if i++; i < len(a.items) {
				val = a.items[i].text()
			}
			if key == "" {
				sh.noKey(a, it)
				continue
			}
		case !it.has:
			text := it.val
			if a.declared {
				text = quote.Single(text)
			}
			sh.reportError("%s: %s: must use subscript when assigning associative array", w.sym.name, text)
			continue
		case key == "":
			sh.noKey(a, it)
			continue
		}
		val, ok := sh.convert(w, val, func() string { o, _ := old.get(key); return o }, it.append && !flat)
		if !ok {
			return false
		}
		h.set(key, val)
	}
	w.hash = h
	return sh.pend == 0
}

// parseArray expands the text of a compound assignment, `(a b [3]=c)`, which
// declare and its like get as a string.
func (sh *Shell) parseArray(text string, assoc bool) (*arrayValue, bool) {
	if a := compileArray(text); a != nil {
		return a.expand(sh, assoc, true)
	}
	return nil, false
}

// compileArray compiles the text of a compound assignment; it returns nil if it is none.
func compileArray(text string) *arrayCode {
	u, err := parse.New(parse.NewText("x="+text+"\n"), nil).Next()
	if err != nil || len(u.Stmts) != 1 {
		return nil
	}
	c := &compiler{u: u}
	n, ok := c.stmt(u.Stmts[0]).cmd.(*simpleNode)
	if !ok || len(n.assigns) != 1 || len(n.words) > 0 {
		return nil
	}
	return n.assigns[0].array
}

// withoutWords is the command when its words have come to nothing: what looks like a list
// among its assignments is one then, and no string.
func (n *simpleNode) withoutWords() *simpleNode {
	if len(n.assigns) == 0 || n.stmt.stmt == nil {
		return n
	}
	call, ok := n.stmt.stmt.Cmd.(*syntax.CallExpr)
	if !ok {
		return n
	}
	k := &simpleNode{assigns: slices.Clone(n.assigns), redirs: n.redirs}
	for i, a := range call.Assigns {
		if a.Value != nil {
			if text := n.stmt.src.unit.Source(a.Value); strfn.HasPrefix(text, "(") {
				k.assigns[i].array = compileArray(text)
			}
		}
	}
	return k
}
