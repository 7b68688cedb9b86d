package interp

import (
	"strconv"
	"unicode/utf8"

	"entrysh/internal/pattern"
	"entrysh/internal/strcase"
)

// lengthOf is ${#x}.
func (p *paramPart) lengthOf(sh *Shell, ref *paramRef) value {
	if ref.kind == refAll || ref.index == allIndex {
		n := 0
		if ref.kind == refAll {
			n = len(sh.params)
		} else {
			t, _, hasSub, ok := sh.resolve(ref.sym)
			v := sh.slot(t)
			if ok && !hasSub && v.isSetArray() && v.kind == indexedArray && v.list != nil && t.dyn == nil {
				return value{s: itoa(v.list.count()), set: true}
			}
			l, _ := sh.elements(ref.sym)
			n = len(l)
			if sh.opts&optNounset != 0 && !sh.variable(t).isSetArray() && sh.pend == 0 { // a computed one is made only now
				sh.errorf("%s: unbound variable", ref.sym.name)
				sh.discard()
			}
		}
		return value{s: itoa(n), set: true}
	}
	if ref.kind == refVar && ref.index == oneIndex {
		return sh.lengthOfElement(ref)
	}
	if ref.kind == refVar && ref.index == noIndex && sh.refersToElement(ref.sym) {
		return value{set: true, s: "0"} // as bash has it
	}
	v := ref.value(sh)
	if !v.set && sh.opts&optNounset != 0 && sh.pend == 0 {
		if ref.index == noIndex {
			sh.unbound(p.shown(ref))
		}
		return value{set: true, s: "0"}
	}
	return value{s: itoa(sh.runeCount(v.s)), set: true}
}

// isSetArray reports whether a variable is an array that something has been assigned to.
func (v *Var) isSetArray() bool { return v != nil && v.set && v.kind != scalar }

// lengthOfElement is ${#name[subscript]}. The subscript of what is not known is
// not evaluated.
func (sh *Shell) lengthOfElement(ref *paramRef) value {
	unbound := func() value {
		if sh.opts&optNounset != 0 {
			sh.errorf("%s: unbound variable", ref.sym.name)
			sh.discard()
		}
		return value{set: true, s: "0"}
	}
	t, _, _, ok := sh.resolve(ref.sym)
	v := sh.slot(t)
	if !sh.exists(ref.sym) || ok && v != nil && !v.set && t.dyn == nil {
		return unbound()
	}
	r, ok := sh.locate(ref.sym, ref.sub)
	if !r.assoc {
		r.empty = false // counts as 0 here
	}
	if ok && !r.readable(sh) {
		sh.reportError("%s]: bad array subscript", ref.sub.text)
		sh.discard()
	}
	if sh.pend != 0 {
		return value{}
	}
	if v != nil && v.kind == scalar && sh.opts&optNounset != 0 && t.dyn == nil {
		return unbound() // as in bash, a scalar has no elements then
	}
	return value{set: true, s: itoa(sh.runeCount(r.load(sh)))}
}

// runeCount counts characters in the locale's sense.
//
//go:noinline
func (sh *Shell) runeCount(s string) int {
	if !sh.utf8 {
		return len(s)
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return utf8.RuneCountInString(s)
		}
	}
	return len(s)
}

// operation returns what the operator does to one value, its operand expanded.
func (p *paramPart) operation(sh *Shell) func(string) string {
	opt := sh.patternOptions()
	var pat *pattern.Pattern
	if p.op == opReplace && sh.shopts&shoptNocasematch != 0 {
		opt |= pattern.NoCase
	}
	if p.op == opUpper || p.op == opLower || p.op == opToggle {
		opt |= pattern.ExtGlob // always, as in bash
	}
	anchor := p.anchor
	if p.pattern != nil {
		text := p.pattern.expand(sh)
		if sh.pend != 0 {
			return nil
		}
		if p.expAnchor {
			if anchor = anchorOf(text); anchor != pattern.None {
				text = text[1:]
			}
		}
		if text != "" || !p.anyChar {
			pat = p.pattern.compiled(text, opt)
		}
	}
	all := p.all
	switch p.op {
	case opTrimPrefix:
		return func(s string) string { return pat.TrimPrefix(s, all) }
	case opTrimSuffix:
		return func(s string) string { return pat.TrimSuffix(s, all) }
	case opReplace:
		with := p.replacement(sh)
		return func(s string) string { return pat.Replace(s, all, anchor, with) }
	case opUpper, opLower, opToggle:
		op := strcase.Upper
		if p.op == opLower {
			op = strcase.Lower
		} else if p.op == opToggle {
			op = strcase.Toggle
		}
		var match func(string) bool
		if pat != nil {
			match = pat.Match
		}
		ascii := !sh.utf8
		if all {
			return func(s string) string { return strcase.All(s, op, ascii, match) }
		}
		return func(s string) string { return strcase.First(s, op, ascii, match) }
	}
	return func(s string) string { return s }
}

// slice is ${x:offset:length} (bash manual 3.5.3, Substring Expansion).
func (p *paramPart) slice(sh *Shell, ref *paramRef) value {
	v := ref.value(sh)
	if sh.pend != 0 {
		return value{}
	}
	if !v.set && !v.multi && sh.opts&optNounset != 0 {
		sh.unbound(p.shown(ref))
		return value{}
	}
	if !v.set && (!v.multi || ref.kind == refVar) {
		return v
	}
	if ref.index == allIndex && len(v.list) == 1 {
		t, _, _, _ := sh.resolve(ref.sym)
		if vr := sh.variable(t); vr == nil || vr.kind == scalar {
			v = value{s: v.list[0], set: true} // only the elements of an array are counted
		}
	}
	off, ok := p.off.eval(sh)
	if !ok {
		return value{}
	}
	// What negative offsets count from, and the last offset of which the length is evaluated.
	n := int64(sh.runeCount(v.s))
	end, last := n, n
	var elems *indexed
	if v.multi {
		last = int64(len(v.list))
		end = last + 1 // one more than the last
		if ref.kind == refAll {
			last++
		} else if t, _, _, _ := sh.resolve(ref.sym); sh.variable(t) != nil && sh.variable(t).kind == indexedArray {
			if elems = sh.variable(t).list; elems != nil {
				last = elems.last()
				end = last + 1
			}
		}
	}
	if off < 0 {
		off += end
	}
	if off < 0 || off > last {
		return value{set: v.set && !v.multi, multi: v.multi || ref.index == allIndex, star: ref.char == '*'}
	}
	length := int64(0)
	if p.hasLen {
		if length, ok = p.len.eval(sh); !ok {
			return value{}
		}
		if length < 0 && (v.multi || n+length < off) {
			sh.errorf("%s: substring expression < 0", p.lenText(length))
			sh.status, sh.pend, sh.expFailed = 1, toTop, true
			return value{}
		}
	}
	if v.multi {
		return p.sliceList(sh, ref, v, elems, off, length)
	}
	if length < 0 {
		end += length
	} else if p.hasLen && length < n-off {
		end = off + length
	}
	s := v.s
	if int64(len(s)) == n {
		return value{s: s[off:end], set: v.set, fresh: true}
	}
	from, to, i := len(s), len(s), int64(0)
	for at := range s {
		if i == off {
			from = at
		}
		if i == end {
			to = at
			break
		}
		i++
	}
	if from > to {
		from = to
	}
	return value{s: s[from:to], set: v.set, fresh: true}
}

// sliceList is slice of a list, from an offset within it; elems is the array of which
// it is the elements, if their indices count.
func (p *paramPart) sliceList(sh *Shell, ref *paramRef, v value, elems *indexed, off, length int64) value {
	out := value{multi: true, star: v.star}
	if elems != nil {
		// By index: elements from the offset on, unset ones do not count.
		elems.each(func(i int64, s string) bool {
			if p.hasLen && int64(len(out.list)) >= length {
				return false
			}
			if i >= off {
				out.list = append(out.list, s)
			}
			return true
		})
	} else {
		list := v.list
		if ref.kind == refAll && off == 0 {
			list = append([]string{sh.name}, list...) // offset 0 is $0
		} else {
			if ref.kind != refAll {
				length = max(length, 1) // as bash has it
			}
			list = list[max(off-1, 0):] // offset 1 is the first one, and 0 as well of elements
		}
		if p.hasLen && length < int64(len(list)) {
			list = list[:length]
		}
		out.list = list
	}
	out.set = len(out.list) > 0
	return out
}

func (p *paramPart) lenText(n int64) string {
	if p.len != nil && p.len.text != "" {
		return p.len.text
	}
	return strconv.FormatInt(n, 10)
}

// assignDefault is ${x=word}.
func (p *paramPart) assignDefault(sh *Shell, ref *paramRef) value {
	s := p.word.str(sh)
	if sh.pend != 0 {
		return value{}
	}
	all := ref.kind == refVar && ref.index == allIndex
	if all {
		// A key, if the array has such.
		t, _, _, _ := sh.resolve(ref.sym)
		v := sh.variable(t)
		all = v == nil || v.kind != assocArray
	}
	if ref.kind != refVar {
		sh.errorf("$%s: cannot assign in this way", ref.name())
		sh.discard()
		return value{}
	}
	if all {
		sh.badSubscript(ref.name())
		sh.discardDefault()
		return value{}
	}
	ok := false
	switch ref.index {
	case oneIndex:
		ok = sh.setElement(ref.sym, ref.sub, s, false)
	case allIndex:
		ok = sh.assignElement(ref.sym, string(ref.char), s, false)
	default:
		ok = sh.assign(ref.sym, s) && !sh.noAssign(ref.sym)
	}
	if !ok {
		if sh.pend == 0 {
			sh.discardDefault()
		}
		return value{}
	}
	t, _, _, _ := sh.resolve(ref.sym)
	if v := sh.variable(t); v.has(attrInteger | attrLower | attrUpper | attrCapital) {
		// The value as its attributes have made it.
		switch ref.index {
		case oneIndex:
			s, _ = sh.element(ref.sym, ref.sub)
		case allIndex:
			s, _ = sh.lookupElement(ref.sym, string(ref.char))
		default:
			s, _ = sh.lookup(ref.sym)
		}
	}
	return value{s: s, set: true, fresh: true}
}

// discardDefault ends the command whose ${x=word} could not assign: with status 2,
// as in bash, unless the shell ends.
func (sh *Shell) discardDefault() {
	if sh.discard(); sh.pend == toTop {
		sh.status = 2
	}
	sh.posixExit()
}

// complain is ${x?word}.
func (p *paramPart) complain(sh *Shell, ref *paramRef) {
	msg := "parameter not set"
	switch {
	case len(p.wparts) > 0:
		if msg = p.word.str(sh); sh.pend != 0 {
			return
		}
	case p.colon:
		msg = "parameter null or not set"
	}
	sh.errorf("%s: %s", p.shown(ref), msg)
	sh.fatalExpansion(1)
}

func (sh *Shell) badSubstitution(text string) {
	if sh.pend != 0 {
		return
	}
	sh.errorf("%s: bad substitution", text)
	sh.discard()
	sh.posixExit()
}
