package interp

import (
	"strings"

	"entrysh/internal/arith"
	"entrysh/internal/nocmp"
	"entrysh/internal/pattern"
)

// A word is a compiled word (POSIX XCU 2.6, word expansions).
type word interface {
	// str returns the word expanded without field splitting and pathname
	// expansion, as the value of an assignment is.
	str(sh *Shell) string
	// fields appends the fields the word expands to to sh.args.
	fields(sh *Shell)
	// pat returns the word expanded as a pattern: what was quoted is escaped.
	pat(sh *Shell) string
}

// A numeric word may know its value as a number.
type numeric interface {
	num(sh *Shell) (int64, bool)
}

// A part is a piece of a word.
type part interface {
	str(sh *Shell) string
	add(sh *Shell, b *fieldBuilder)
	pat(sh *Shell, p []byte) []byte
}

// An expansion sets sh.pend when it fails or when an action leaves it; what
// comes after it in the command is then not done.

// litWord is a word without anything to expand.
type litWord struct{ s string }

func (w *litWord) str(*Shell) string        { return w.s }
func (w *litWord) fields(sh *Shell)         { sh.args = append(sh.args, w.s) }
func (w *litWord) pat(*Shell) string        { return pattern.Quote(w.s) }
func (w *litWord) num(*Shell) (int64, bool) { return 0, false }

// numWord is a word that is a decimal constant.
type numWord struct {
	_ nocmp.Mark
	litWord
	n int64
}

func (w *numWord) num(*Shell) (int64, bool) { return w.n, true }

// varWord is $name or "$name" alone.
type varWord struct{ varPart }

func (w *varWord) pat(sh *Shell) string { return string(w.varPart.pat(sh, nil)) }

func (w *varWord) fields(sh *Shell) {
	p := &w.varPart
	if v := sh.slot(p.sym); v != nil && v.attr&attrNameref != 0 {
		sh.fb.reset()
		p.add(sh, &sh.fb)
		sh.endField(&sh.fb)
		return
	}
	if p.quoted {
		sh.args = append(sh.args, p.str(sh))
		return
	}
	s := p.str(sh)
	if s == "" {
		return
	}
	t := sh.ifs
	for i := 0; i < len(s); i++ {
		if t.class[s[i]] != 0 {
			sh.fb.reset()
			sh.split(&sh.fb, s)
			sh.endField(&sh.fb)
			return
		}
	}
	sh.args = append(sh.args, s)
}

func (w *varWord) num(sh *Shell) (int64, bool) {
	v := sh.slot(w.sym)
	if v == nil || v.attr&(attrNameref|attrHooked) != 0 || v.kind != scalar {
		return 0, false
	}
	if v.isNum {
		if !w.quoted && sh.ifs != defaultIFS {
			return 0, false
		}
		return v.num, true
	}
	if !w.quoted {
		// Unquoted, it could be split or vanish: a plain number does not.
		if v.str == "" || v.str[0] <= ' ' || v.str[len(v.str)-1] <= ' ' || sh.ifs != defaultIFS {
			return 0, false
		}
	}
	return decimal(v.str)
}

// decimal reads an optional minus and up to 18 digits.
func decimal(s string) (int64, bool) {
	neg := false
	if len(s) > 1 && s[0] == '-' {
		neg, s = true, s[1:]
	}
	if len(s) == 0 || len(s) > 18 {
		return 0, false
	}
	n := int64(0)
	for i := 0; i < len(s); i++ {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = n*10 + int64(c)
	}
	if neg {
		n = -n
	}
	return n, true
}

// partsWord is any other word.
type partsWord struct{ parts []part }

func (w *partsWord) str(sh *Shell) string {
	if len(w.parts) == 1 {
		return w.parts[0].str(sh)
	}
	var vals [8]string
	list := vals[:0]
	for _, p := range w.parts {
		list = append(list, p.str(sh))
		if sh.pend != 0 {
			return ""
		}
	}
	if len(list[0]) < longText {
		return strings.Join(list, "")
	}
	s := list[0]
	for _, t := range list[1:] {
		s = sh.joined(s, t)
	}
	return s
}

func (w *partsWord) fields(sh *Shell) { w.split(sh, false, false) }

// A listWord is a word with an unquoted list of @ or * in it.
type listWord struct{ partsWord }

func (w *listWord) fields(sh *Shell) { w.split(sh, true, false) }

// A wholeWord is a word in which a dollar that begins no expansion stands behind the
// last one that does. As bash has it, nothing has been expanded then: nothing is split.
type wholeWord struct{ partsWord }

func (w *wholeWord) fields(sh *Shell) { w.split(sh, false, true) }

// split expands the word; list says that there is a list in it, with which bash
// takes white space at the start for a part of the delimiter.
func (w *partsWord) split(sh *Shell, list, whole bool) {
	b := &sh.fb
	saved := *b
	if len(saved.buf) > 0 || saved.open {
		*b = fieldBuilder{} // within the expansion of another word
		defer func() { *b = saved }()
	} else {
		b.reset()
	}
	b.lead, b.whole = list, whole
	for _, p := range w.parts {
		p.add(sh, b)
		if sh.pend != 0 {
			b.reset()
			return
		}
	}
	sh.endField(b)
}

func (w *partsWord) pat(sh *Shell) string {
	var p []byte
	for _, x := range w.parts {
		p = x.pat(sh, p)
		if sh.pend != 0 {
			return ""
		}
	}
	return string(p)
}

func (w *partsWord) num(sh *Shell) (int64, bool) {
	if len(w.parts) == 1 {
		if n, ok := w.parts[0].(numeric); ok {
			return n.num(sh)
		}
	}
	return 0, false
}

// litPart is unquoted literal text.
type litPart struct {
	_    nocmp.Mark
	s    string
	meta bool
}

func (p *litPart) str(*Shell) string               { return p.s }
func (p *litPart) add(_ *Shell, b *fieldBuilder)   { b.literal(p.s, p.meta) }
func (p *litPart) pat(_ *Shell, dst []byte) []byte { return append(dst, p.s...) }

// splitLit is unquoted literal text in a word that is split.
type splitLit struct{ litPart }

func (p *splitLit) add(sh *Shell, b *fieldBuilder) {
	if sh.ifs == defaultIFS || sh.ifs.empty {
		b.literal(p.s, p.meta)
		return
	}
	for i := 0; i < len(p.s); i++ {
		if c := p.s[i : i+1]; sh.ifs.class[c[0]]&(ifsWhite|ifsOther) != 0 {
			b.quoted(c)
		} else {
			b.literal(c, p.meta)
		}
	}
}

// operandPart is unquoted literal text in the operand of an expansion: it is
// split as an expansion's result is.
type operandPart struct{ s string }

func (p *operandPart) str(*Shell) string               { return p.s }
func (p *operandPart) add(sh *Shell, b *fieldBuilder)  { sh.split(b, p.s) }
func (p *operandPart) pat(_ *Shell, dst []byte) []byte { return append(dst, p.s...) }

// quotedPart is quoted literal text.
type quotedPart struct{ s string }

func (p *quotedPart) str(*Shell) string                { return p.s }
func (p *quotedPart) add(_ *Shell, b *fieldBuilder)    { b.quoted(p.s) }
func (p *quotedPart) pat(sh *Shell, dst []byte) []byte { return appendPattern(sh, dst, p.s, true) }

// stringPart is a string in double quotes with $@ in it: if there is nothing
// in it and $@ has no elements, it is not even an empty field.
type stringPart struct{ parts []part }

func (p *stringPart) str(sh *Shell) string { return (&partsWord{p.parts}).str(sh) }

func (p *stringPart) pat(sh *Shell, dst []byte) []byte {
	for _, x := range p.parts {
		dst = x.pat(sh, dst)
	}
	return dst
}

func (p *stringPart) add(sh *Shell, b *fieldBuilder) {
	args, size, open := len(sh.args), len(b.buf), b.open
	none := false
	b.fresh = false
	for _, x := range p.parts {
		before := b.open
		b.open = false
		x.add(sh, b)
		if sh.pend != 0 {
			return
		}
		none = none || !b.open // only a list adds not even a null string
		b.open = b.open || before
	}
	if none && !b.fresh && len(sh.args) == args && len(b.buf) == size {
		b.open = open
	}
}

// varPart is $name or ${name}.
type varPart struct {
	_      nocmp.Mark
	sym    *symbol
	quoted bool
	braced bool
}

func (p *varPart) str(sh *Shell) string {
	s, ok := sh.lookup(p.sym)
	if !ok && sh.opts&optNounset != 0 {
		p.unbound(sh)
	}
	return s
}

func (p *varPart) unbound(sh *Shell) {
	if p.braced {
		sh.unbound(p.sym.name)
	} else {
		sh.unboundVar(p.sym)
	}
}

func (p *varPart) add(sh *Shell, b *fieldBuilder) {
	if v := sh.slot(p.sym); v != nil && v.attr&attrNameref != 0 {
		v := sh.refValue(p.sym)
		if !v.set && !v.multi && sh.opts&optNounset != 0 {
			if p.unbound(sh); sh.pend != 0 {
				return
			}
		}
		sh.addValue(b, v, p.quoted)
		return
	}
	s := p.str(sh)
	if p.quoted {
		b.quoted(s)
	} else {
		sh.split(b, s)
	}
}

func (p *varPart) pat(sh *Shell, dst []byte) []byte {
	return appendPattern(sh, dst, p.str(sh), p.quoted)
}

// appendPattern appends s as a part of a pattern. sh is nil for constants.
//
//go:noinline
func appendPattern(sh *Shell, dst []byte, s string, quoted bool) []byte {
	switch {
	case quoted && sh != nil && sh.quoteAll:
		s = pattern.QuoteAll(s)
	case quoted:
		return pattern.AppendQuoted(dst, s)
	}
	return append(dst, s...)
}

// unbound reports an unset parameter under nounset (POSIX XCU 2.5.3, set -u).
func (sh *Shell) unbound(name string) {
	if sh.pend != 0 {
		return
	}
	sh.errorf("%s: unbound variable", name)
	sh.fatalExpansion(1)
}

// unboundOperand is unbound for a name in arithmetic, where an array has a value even
// without element 0, and a variable one while it is assigned to.
func (sh *Shell) unboundOperand(s *symbol) {
	t, _, hasSub, _ := sh.resolve(s)
	if v := sh.variable(t); v == nil || !v.set && (v.kind != scalar || hasSub || v.attr&attrInvisible != 0) {
		sh.unbound(t.name)
	}
}

// unboundVar is unbound for $name: as bash has it, a reference to an element that is
// not set is no error there.
func (sh *Shell) unboundVar(s *symbol) {
	if !sh.refersToElement(s) {
		sh.unbound(s.name)
	}
}

// fatalExpansion ends the command, and the environment unless it is interactive
// without errexit: with status 1, or 127 in the main environment of -c, as in bash.
//
//go:noinline
func (sh *Shell) fatalExpansion(status int) {
	sh.status = status
	if sh.opts&(optInteractive|optErrexit) == optInteractive {
		sh.pend = toTop
		return
	}
	sh.status = sh.fatalStatus()
	sh.pend = toExit
	sh.expFailed = true
	if sh.opts&optErrexit != 0 {
		sh.leaving = leftByError // see exitInPlace
	}
}

// discard ends the command that was read, after an error of an expansion; under
// errexit the shell, even where a failure does not count.
//
//go:noinline
func (sh *Shell) discard() {
	if sh.pend == toExit {
		return
	}
	sh.status = 1
	sh.pend = toTop
	sh.expFailed = true
	if sh.opts&optErrexit != 0 && sh.units == 0 && sh.opts&optInteractive == 0 {
		sh.pend = toExit
	}
}

// posixExit makes an error that ends a command end the shell in POSIX mode
// (POSIX XCU 2.8.1).
//
//go:noinline
func (sh *Shell) posixExit() {
	if sh.pend == toTop && sh.opts&optPosix != 0 && sh.opts&optInteractive == 0 {
		sh.status, sh.pend, sh.expFailed = sh.fatalStatus(), toExit, true
	}
}

// fatalStatus is the status with which an error ends the shell.
func (sh *Shell) fatalStatus() int {
	if sh.opts&optCommand != 0 && sh.subshell == 0 && sh.opts&optErrexit == 0 {
		return 127
	}
	return 1
}

// valuePart is an expansion to one string: of a parameter that is not a
// variable, arithmetic, a command substitution.
type valuePart struct {
	value  func(sh *Shell) string
	quoted bool
}

func (p *valuePart) str(sh *Shell) string { return p.value(sh) }

func (p *valuePart) add(sh *Shell, b *fieldBuilder) {
	s := p.value(sh)
	if sh.pend != 0 {
		return
	}
	if p.quoted {
		b.quoted(s)
	} else {
		sh.split(b, s)
	}
}

func (p *valuePart) pat(sh *Shell, dst []byte) []byte {
	return appendPattern(sh, dst, p.value(sh), p.quoted)
}

// arithPart is $((expression)).
type arithPart struct {
	_      nocmp.Mark
	x      *arithCode
	quoted bool
}

func (p *arithPart) num(sh *Shell) (int64, bool) {
	n, ok := p.x.eval(sh)
	if !ok {
		sh.posixExit()
	}
	return n, ok
}

func (p *arithPart) str(sh *Shell) string {
	n, ok := p.num(sh)
	if !ok {
		return ""
	}
	return arith.Format(n)
}

func (p *arithPart) add(sh *Shell, b *fieldBuilder) {
	s := p.str(sh)
	if sh.pend != 0 {
		return
	}
	if p.quoted {
		b.quoted(s)
	} else {
		sh.split(b, s)
	}
}

func (p *arithPart) pat(sh *Shell, dst []byte) []byte {
	return appendPattern(sh, dst, p.str(sh), p.quoted)
}

// tildePart is a tilde-prefix (POSIX XCU 2.6.1); what it expands to is not split.
type tildePart struct{ prefix string }

func (p *tildePart) str(sh *Shell) string { return sh.tilde(p.prefix) }
func (p *tildePart) add(sh *Shell, b *fieldBuilder) {
	if s, ok := sh.tildeOK(p.prefix); ok {
		b.quoted(s)
	} else {
		b.literal(s, false)
	}
}
func (p *tildePart) pat(sh *Shell, dst []byte) []byte {
	return appendPattern(sh, dst, sh.tilde(p.prefix), true)
}

// assignTilde is a tilde-prefix in an argument that looks like an assignment.
type assignTilde struct{ tildePart }

func (p *assignTilde) add(sh *Shell, b *fieldBuilder) {
	if sh.opts&optPosix != 0 {
		b.literal("~"+p.prefix, false)
		return
	}
	p.tildePart.add(sh, b)
}

// expandWords expands words to fields on the stack and returns them; the
// caller cuts the stack back to mark.
func (sh *Shell) expandWords(words []word) (args []string, mark int) {
	mark = len(sh.args)
	for i, w := range words {
		w.fields(sh)
		if sh.pend != 0 {
			sh.wordFailed(words[i+1:])
			return nil, mark
		}
	}
	return sh.args[mark:], mark
}
