package interp

import (
	"strconv"
	"strings"

	"entrysh/internal/nocmp"
	"entrysh/internal/pattern"
	"entrysh/internal/strfn"
)

// paramPart is a parameter expansion in braces, or of a special parameter
// (POSIX XCU 2.6.2; bash manual 3.5.3).
type paramPart struct {
	ref    paramRef
	quoted bool
	spaced bool // in a here-document, where "$*" is joined with spaces
	body   bool // in one that a redirection has
	nested bool // unquoted in another expansion's operand: a list is joined, then split
	assign bool // in the value of an assignment
	elem   bool // in the value of [sub]=value in the list of an indexed array, where lists of @ are joined as by "$*"
	indir  bool // ${!x}
	length bool // ${#x}
	op     paramOp
	colon  bool // the operator is of the form with a colon
	word   word // operand of - = ? +
	wparts []part
	text   string // source of the expansion, for messages

	pattern *patCode // operand of # % / ^ ,
	with    []part   // replacement
	all     bool     // ## %% // ^^ ,, ~~
	anchor  pattern.Anchor
	// expAnchor: the pattern begins with what an expansion gives, which may anchor it
	expAnchor bool
	// anyChar: the pattern of ^ and the like, if there is nothing in it, is any character
	anyChar  bool
	off, len *arithCode
	hasLen   bool
	letter   byte // of @Q and its like
	prefix   string
}

type paramOp uint8

const (
	opNone paramOp = iota
	opDefault
	opAssign
	opError
	opAlternate
	opTrimPrefix
	opTrimSuffix
	opReplace
	opUpper
	opLower
	opToggle
	opSlice
	opTransform
	opPrefixNames // ${!prefix*}
	opKeys        // ${!name[@]}
	opBad
)

// paramRef names a parameter, perhaps with a subscript.
type paramRef struct {
	_     nocmp.Mark
	kind  refKind
	sym   *symbol
	n     int  // positional
	char  byte // special
	index indexKind
	sub   *subscript
	text  string
	short bool // $9, not ${9}
}

type refKind uint8

const (
	refVar refKind = iota
	refPositional
	refSpecial // # ? - $ ! 0 _
	refAll     // @ or *
	refText    // a fixed text: the name a reference refers to
	refUnset   // nothing
)

type indexKind uint8

const (
	noIndex indexKind = iota
	oneIndex
	allIndex // [@] or [*]
)

// A value is what a parameter holds: one string, or a list.
type value struct {
	s      string
	list   []string
	head   string // stands before the list: words that are split even in double quotes
	multi  bool   // @ or *
	params bool   // the positional parameters
	star   bool
	set    bool
	fresh  bool // is what an operator has made, and not the variable's
}

// name returns the parameter as messages show it.
func (r *paramRef) name() string {
	switch r.kind {
	case refVar:
		switch r.index {
		case oneIndex:
			return r.sym.name + "[" + r.sub.text + "]"
		case allIndex:
			return r.sym.name + "[" + string(r.char) + "]"
		}
		return r.sym.name
	case refPositional:
		if r.short {
			return "$" + itoa(r.n)
		}
		return itoa(r.n)
	case refText, refUnset:
		return r.text
	case refSpecial:
		if r.short {
			return "$" + string(r.char)
		}
	}
	return string(r.char)
}

// shown returns the parameter ref as messages show it: an indirect one by the
// name it was reached by.
func (p *paramPart) shown(ref *paramRef) string {
	if p.indir {
		return "!" + p.ref.name()
	}
	return ref.name()
}

// value fetches the parameter.
func (r *paramRef) value(sh *Shell) value {
	switch r.kind {
	case refPositional:
		if r.n == 0 {
			return value{s: sh.name, set: true}
		}
		if r.n <= len(sh.params) {
			return value{s: sh.params[r.n-1], set: true}
		}
		return value{}
	case refAll:
		return value{list: sh.params, multi: true, params: true, star: r.char == '*', set: len(sh.params) > 0}
	case refSpecial:
		s, ok := sh.special(r.char)
		return value{s: s, set: ok}
	case refText:
		return value{s: r.text, set: true}
	case refUnset:
		return value{}
	}
	switch r.index {
	case noIndex:
		if v := sh.slot(r.sym); v != nil && v.attr&attrNameref != 0 {
			return sh.refValue(r.sym)
		}
		s, ok := sh.lookup(r.sym)
		return value{s: s, set: ok}
	case oneIndex:
		s, ok := sh.element(r.sym, r.sub)
		return value{s: s, set: ok}
	}
	list, ok := sh.elements(r.sym)
	return value{list: list, multi: true, star: r.char == '*', set: ok}
}

// elements returns all elements of an array; a scalar is an array of one.
func (sh *Shell) elements(s *symbol) (list []string, set bool) {
	if sh.slot(s).has(attrNameref) && sh.beyond(s, func() { list, set = sh.elements(s) }) {
		return list, set
	}
	t, _, hasSub, ok := sh.resolve(s)
	if !ok {
		return nil, false
	}
	if hasSub {
		return nil, false
	}
	s = t
	sh.refresh(s)
	v := sh.slot(s)
	if v == nil || v.kind == scalar {
		x, ok := sh.lookup(s)
		if !ok {
			return nil, false
		}
		return []string{x}, true
	}
	if v.kind == indexedArray {
		if v.list == nil {
			return nil, false
		}
		l := v.list.values()
		return l, len(l) > 0
	}
	if v.hash == nil {
		return nil, false
	}
	l := v.hash.values()
	return l, len(l) > 0
}

// keys returns the subscripts of an array's elements.
func (sh *Shell) keys(s *symbol) (list []string) {
	if sh.refersToElement(s) {
		return nil
	}
	if sh.slot(s).has(attrNameref) && sh.beyond(s, func() { list = sh.keys(s) }) {
		return list
	}
	if t, _, hasSub, ok := sh.resolve(s); ok && !hasSub {
		s = t
	}
	sh.refresh(s)
	v := sh.slot(s)
	switch {
	case v == nil || v.kind == scalar:
		if _, ok := sh.lookup(s); ok {
			return []string{"0"}
		}
		return nil
	case v.kind == assocArray:
		if v.hash == nil {
			return nil
		}
		return v.hash.keys()
	}
	if v.list == nil {
		return nil
	}
	list = make([]string, 0, v.list.count())
	v.list.each(func(i int64, _ string) bool {
		list = append(list, strconv.FormatInt(i, 10))
		return true
	})
	return list
}

// special returns the value of a special parameter (POSIX XCU 2.5.2).
func (sh *Shell) special(c byte) (string, bool) {
	switch c {
	case '#':
		return itoa(len(sh.params)), true
	case '?':
		return itoa(sh.status), true
	case '$':
		return itoa(sh.pid), true
	case '!':
		if sh.bang == 0 {
			return "", false
		}
		return itoa(sh.bang), true
	case '-':
		return sh.letters(), true
	case '_':
		return sh.lastArg, true
	case '0':
		return sh.name, true
	}
	return "", false
}

// join returns the elements of a list as one string, as "$*" and
// assignments have them.
func (sh *Shell) join(v value) string {
	if !v.multi {
		return v.s
	}
	sep := " "
	if v.star {
		sep = sh.ifs.first
	}
	return v.head + strings.Join(v.list, sep)
}

// expand evaluates the expansion. word is not nil when the result is the
// operand of the operator, to be expanded in the context of the expansion. one
// says that the result will be one string.
func (p *paramPart) expand(sh *Shell, one bool) (v value, operand bool) {
	if p.op == opBad {
		sh.badSubstitution(p.text)
		return value{}, false
	}
	switch p.op {
	case opPrefixNames:
		return value{list: sh.namesWithPrefix(p.prefix), multi: true, star: p.ref.char == '*', set: true}, false
	case opKeys:
		l := sh.keys(p.ref.sym)
		return value{list: l, multi: true, star: p.ref.char == '*', set: len(l) > 0}, false
	}
	ref := &p.ref
	if p.indir {
		var ok bool
		if ref, ok = p.indirect(sh); !ok {
			return value{}, false
		}
	}
	if p.length {
		return p.lengthOf(sh, ref), false
	}
	if p.op == opSlice {
		return p.slice(sh, ref), false
	}
	v = ref.value(sh)
	if sh.pend != 0 {
		return value{}, false
	}
	switch p.op {
	case opDefault, opAlternate, opAssign, opError:
		null := !v.set
		if p.colon && !null {
			null = p.isNull(sh, v, one)
		}
		switch p.op {
		case opDefault:
			return v, null
		case opAlternate:
			if null {
				if v.multi && !v.set {
					return value{multi: true, star: v.star, set: true}, false
				}
				return value{set: true}, false
			}
			return v, true
		case opAssign:
			if null {
				return p.assignDefault(sh, ref), false
			}
		case opError:
			if null {
				p.complain(sh, ref)
				return value{}, false
			}
		}
		return v, false
	}
	if !v.set && sh.opts&optNounset != 0 && !v.multi && !p.describesArray(sh, ref) {
		sh.unbound(p.shown(ref))
		return value{}, false
	}
	switch p.op {
	case opNone:
		return v, false
	case opTransform:
		v = p.transform(sh, ref, v)
		v.fresh = v.set && p.letter != 'a'
		return v, false
	}
	if p.nothing(v) {
		return v, false
	}
	if v.multi {
		out := make([]string, len(v.list))
		f := p.operation(sh)
		if sh.pend != 0 {
			return value{}, false
		}
		for i, s := range v.list {
			out[i] = f(s)
		}
		v.list = out
		return v, false
	}
	f := p.operation(sh)
	if sh.pend != 0 {
		return value{}, false
	}
	v.fresh = v.s != "" || p.op > opTrimSuffix
	v.s = f(v.s)
	return v, false
}

// describesArray reports whether this is @a or @A of an array with elements,
// though none of index 0.
func (p *paramPart) describesArray(sh *Shell, ref *paramRef) bool {
	if p.op != opTransform || p.letter != 'a' && p.letter != 'A' || ref.kind != refVar || ref.index != noIndex {
		return false
	}
	l, _ := sh.elements(ref.sym)
	return len(l) > 0
}

// isNull reports whether a parameter that is set is null.
func (p *paramPart) isNull(sh *Shell, v value, one bool) bool {
	if !v.multi {
		return v.s == ""
	}
	if p.indir {
		return len(v.list) == 0
	}
	one = one && p.assign && !p.elem && !p.quoted && !(p.ref.kind == refVar && p.ref.scalar(sh))
	switch len(v.list) {
	case 0:
		return true
	case 1:
		// As bash has it, a null element is something where nothing is split.
		if v.list[0] == "" && (!one || sh.ifs.empty && v.star && p.ref.kind == refAll) {
			return true
		}
	}
	return v.star && (p.quoted || one && p.ref.kind == refAll) && sh.ifs.empty && sh.join(v) == ""
}

// scalar reports whether the parameter is a variable that is no array.
func (r *paramRef) scalar(sh *Shell) bool {
	s, _, _, _ := sh.resolve(r.sym)
	v := sh.variable(s)
	return v != nil && v.kind == scalar
}

// nothing reports whether there is nothing in v for the operator to work on:
// then its operand is not expanded.
func (p *paramPart) nothing(v value) bool {
	if v.multi {
		return len(v.list) == 0
	}
	return !v.set || v.s == "" && (p.op == opTrimPrefix || p.op == opTrimSuffix)
}

// indirect returns the parameter that ${!x} means: the one whose name is x's
// value. It is an unset one when x has no value, though it is known.
func (p *paramPart) indirect(sh *Shell) (*paramRef, bool) {
	if p.ref.kind == refVar && p.ref.index == noIndex {
		if v := sh.variable(p.ref.sym); v.has(attrNameref) {
			// ${!ref} is the name ref refers to, at the end of a chain.
			if v.set && v.str != "" {
				name := v.str
				for range 8 {
					v := sh.variable(intern(name))
					if !v.has(attrNameref) || !v.set || v.str == "" {
						break
					}
					name = v.str
				}
				return &paramRef{kind: refText, text: name}, true
			}
		}
	}
	v := p.ref.value(sh)
	if sh.pend != 0 {
		return nil, false
	}
	name := sh.join(v)
	what := "invalid variable name"
	switch {
	case v.set && name != "":
		if r, ok := parseRef(name); ok {
			return r, true
		}
	case !v.set && (p.ref.kind != refVar || sh.exists(p.ref.sym) && !sh.variable(p.ref.sym).has(attrNameref)):
		return &paramRef{kind: refUnset, text: p.ref.name()}, true
	case !v.set:
		name, what = p.ref.name(), "invalid indirect expansion"
	}
	sh.errorf("%s: %s", name, what)
	sh.discard()
	return nil, false
}

// exists reports whether there is a variable s, with or without a value.
func (sh *Shell) exists(s *symbol) bool {
	if t, _, _, ok := sh.resolve(s); ok {
		s = t
	}
	return sh.variable(s) != nil || s.dyn != nil
}

// parseRef reads the name of a parameter, perhaps with a subscript.
func parseRef(name string) (*paramRef, bool) {
	if name == "" {
		return nil, false
	}
	if n, ok := atoi(name); ok && n >= 0 && name[0] != '+' {
		return &paramRef{kind: refPositional, n: n}, true
	} else if strings.Trim(name, "0123456789") == "" {
		return &paramRef{kind: refUnset, text: name}, true // more than can be counted
	}
	if len(name) == 1 {
		switch name[0] {
		case '@', '*':
			return &paramRef{kind: refAll, char: name[0]}, true
		case '#', '?', '-', '$', '!':
			return &paramRef{kind: refSpecial, char: name[0]}, true
		}
	}
	base, sub, has := splitSubscript(name)
	if !validName(base) || has && !closedSubscript(sub) {
		return nil, false
	}
	r := &paramRef{sym: intern(base)}
	if has {
		switch sub {
		case "@", "*":
			r.index, r.char = allIndex, sub[0]
		default:
			r.index, r.sub = oneIndex, newSubscript(sub)
		}
	}
	return r, true
}

// The part interface.

func (p *paramPart) str(sh *Shell) string {
	v, operand := p.expand(sh, true)
	if sh.pend != 0 {
		return ""
	}
	if operand {
		if p.word == nil {
			return ""
		}
		return p.word.str(sh)
	}
	sh.bodyLists = sh.bodyLists || p.body && v.multi && !v.star
	return p.join(sh, v)
}

// join returns the value as one string, where no field splitting takes place.
func (p *paramPart) join(sh *Shell, v value) string {
	if !v.multi || len(v.list) < 2 {
		return sh.join(v)
	}
	sep := sh.ifs.first
	switch p.op {
	case opTrimPrefix, opTrimSuffix, opTransform, opPrefixNames:
		// bash joins these as "$*" even when they are of $@.
		if !p.quoted && !p.assign && !v.star {
			sep = " "
		}
	case opUpper, opLower, opToggle, opReplace:
		if (!p.quoted || p.spaced) && !v.star {
			sep = " "
		}
	case opSlice, opKeys:
		if !p.quoted && !v.star {
			sep = " "
		}
	default:
		if !v.star {
			sep = " "
		}
	}
	if p.elem {
		sep = sh.ifs.first
	}
	if sep == "" && (!v.star || p.nested || p.elem && !p.quoted && p.ref.kind == refAll) || p.spaced && p.spaces(&v) {
		sep = " "
	}
	if p.body && v.star && p.joinsLate() {
		sep = lateMark
	}
	return v.head + strings.Join(v.list, sep)
}

// A bodyWord is the body of a here-document. As in bash, the elements of some
// lists of * are joined with spaces if there is a list of @ anywhere in it.
type bodyWord struct{ partsWord }

// lateMark stands between the elements of such a list until the whole body has
// been expanded.
const lateMark = "\x00"

func (w *bodyWord) str(sh *Shell) string {
	outer := sh.bodyLists
	sh.bodyLists = false
	s := w.partsWord.str(sh)
	if strfn.Contains(s, lateMark) {
		sep := sh.ifs.first
		if sh.bodyLists && !sh.ifs.empty {
			sep = " "
		}
		s = strfn.ReplaceAll(s, lateMark, sep)
	}
	sh.bodyLists = outer
	return s
}

// joinsLate reports whether the list is one of these.
func (p *paramPart) joinsLate() bool {
	switch p.op {
	case opPrefixNames, opReplace, opUpper, opLower, opToggle:
		return true
	}
	return false
}

// spaces reports whether a list of * is joined with spaces in a here-document,
// as bash has it for $* and most of what can be done to it.
func (p *paramPart) spaces(v *value) bool {
	switch p.op {
	case opPrefixNames, opReplace, opUpper, opLower, opToggle:
		return false
	case opNone, opDefault, opAssign, opError:
		return v.params
	}
	return true
}

func (p *paramPart) pat(sh *Shell, dst []byte) []byte {
	v, operand := p.expand(sh, false)
	if sh.pend != 0 {
		return dst
	}
	if operand {
		for _, w := range p.wparts {
			if p.quoted {
				dst = appendPattern(sh, dst, w.str(sh), true)
			} else {
				dst = w.pat(sh, dst)
			}
		}
		return dst
	}
	return appendPattern(sh, dst, sh.join(v), p.quoted)
}

func (p *paramPart) add(sh *Shell, b *fieldBuilder) {
	v, operand := p.expand(sh, false)
	if sh.pend != 0 {
		return
	}
	if operand {
		if p.quoted {
			b.quoted("")
		}
		for _, w := range p.wparts {
			w.add(sh, b)
			if sh.pend != 0 {
				return
			}
		}
		return
	}
	if v.multi && len(v.list) > 0 {
		switch {
		case v.head != "" && !(p.quoted && v.star):
			p.addHead(sh, b, &v)
		case p.quoted && v.star && p.spaced:
			b.quoted(p.join(sh, v))
			return
		case p.quoted:
		case p.nested && !v.star && !sh.ifs.empty && sh.ifs.first != " ":
			for i, s := range v.list {
				if i > 0 {
					sh.split(b, " ")
				}
				b.quoted(s)
			}
			return
		case p.nested && !sh.ifs.empty:
			sh.split(b, strings.Join(v.list, sh.ifs.first))
			return
		case len(v.list) > 1 && sh.ifs.empty && p.joins(v.star):
			sep := " "
			if p.op == opPrefixNames {
				sep = ""
			}
			if s := strings.Join(v.list, sep); s != "" {
				b.quoted(s)
			}
			return
		}
	}
	b.fresh = b.fresh || v.fresh
	sh.addValue(b, v, p.quoted)
}

// addHead adds what stands before a list.
func (p *paramPart) addHead(sh *Shell, b *fieldBuilder, v *value) {
	head := v.head
	v.head = ""
	if !sh.ifs.empty {
		sh.split(b, head)
		return
	}
	for _, w := range strings.Fields(head) {
		b.quoted(w)
		sh.endField(b)
	}
}

// joins reports whether the operator makes one field of a list, of [*] or of [@],
// when IFS is empty; others leave the elements as they are.
func (p *paramPart) joins(star bool) bool {
	switch p.op {
	case opTrimPrefix, opTrimSuffix:
		return p.ref.kind == refVar
	case opPrefixNames, opKeys:
		return p.ref.kind == refVar && star
	}
	return false
}

// addValue adds a parameter's value to the open fields: the elements of a list
// become fields of their own, but for "$*".
func (sh *Shell) addValue(b *fieldBuilder, v value, quoted bool) {
	switch {
	case !v.multi && quoted:
		b.quoted(v.s)
	case !v.multi:
		sh.split(b, v.s)
	case quoted && v.star:
		b.fresh = b.fresh || len(v.list) > 0
		b.quoted(sh.join(v))
	case quoted:
		b.fresh = b.fresh || len(v.list) > 0
		for i, s := range v.list {
			if i > 0 {
				sh.endField(b)
			}
			b.quoted(s)
		}
	case sh.ifs.empty:
		for i, s := range v.list {
			if i > 0 {
				sh.endField(b)
			}
			sh.split(b, s)
		}
	default:
		for i, s := range v.list {
			if i > 0 {
				// A delimiter stands between elements, which makes fields of
				// empty ones unless it is white space.
				sh.split(b, sh.ifs.first)
			}
			sh.split(b, s)
		}
	}
}
