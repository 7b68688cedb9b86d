package interp

import (
	"sync/atomic"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
	"entrysh/internal/parse"
	"entrysh/internal/pattern"
	"entrysh/internal/strfn"
)

// param compiles a parameter expansion.
func (c *compiler) param(x *syntax.ParamExp, ctx context, assign bool) part {
	quoted := ctx != unquoted
	if text, bad := c.u.BadSubst(x); bad {
		return badParam(text, c.around(x, text), quoted)
	}
	name := ""
	if x.Param != nil {
		name = x.Param.Value
	}
	plain := !x.Excl && !x.Length && x.Index == nil && x.Slice == nil && x.Repl == nil && x.Names == 0 && x.Exp == nil
	if plain && validName(name) && name != "_" {
		return &varPart{sym: intern(name), quoted: quoted, braced: !x.Short}
	}
	p := &paramPart{quoted: quoted, assign: assign, spaced: ctx == heredoc || ctx == heredocWord, body: c.inBody, length: x.Length, text: c.u.Source(x)}
	p.ref = c.ref(name, x)
	if x.Excl {
		switch {
		case x.Names != 0 && !validName(name):
			p.op, p.text = opBad, c.around(x, c.u.Source(x))
			return p
		case x.Names != 0:
			p.op, p.prefix, p.ref.char = opPrefixNames, name, '*'
			if x.Names == syntax.NamesPrefixWords {
				p.ref.char = '@'
			}
			return p
		case p.ref.index == allIndex && x.Exp == nil && x.Slice == nil && x.Repl == nil:
			p.op = opKeys
			return p
		}
		p.indir = true
	}
	switch {
	case x.Slice != nil:
		p.op = opSlice
		off, length, hasLen := c.u.SliceTexts(x)
		p.off = c.arith(off)
		p.off.prefix = c.u.SliceName(x) + ": "
		if p.hasLen = hasLen; hasLen {
			p.len = c.arith(length)
			p.len.prefix = p.off.prefix
		}
	case x.Repl != nil:
		c.replace(p, x.Repl)
	case x.Exp != nil:
		c.expansion(p, x.Exp, ctx, assign)
		if p.op == opUpper && c.u.Toggles(x) {
			p.op = opToggle
		}
	}
	return p
}

// badParam returns what takes the place of an expansion that fails when it is
// expanded; shown is for the message. An unknown transformation fails only if
// there is something to be transformed.
func badParam(text, shown string, quoted bool) *paramPart {
	p := &paramPart{quoted: quoted, op: opBad, text: shown}
	name := text[2 : len(text)-1]
	if len(name) > 1 && name[0] == '!' && nameByte(name[1]) {
		name, p.indir = name[1:], true
	}
	if at := strfn.LastIndexByte(name, '@'); at > 0 && name[0] != '!' {
		if r, ok := parseRef(name[:at]); ok {
			p.op, p.ref = opTransform, *r
		}
	}
	return p
}

func (c *compiler) ref(name string, x *syntax.ParamExp) paramRef {
	r := paramRef{short: x.Short}
	switch {
	case validName(name):
		r.sym = intern(name)
		if x.Index != nil {
			switch sub := c.u.IndexText(x); sub {
			case "@", "*":
				r.index, r.char = allIndex, sub[0]
			default:
				r.index, r.sub = oneIndex, c.subscript(sub)
			}
		}
		if name == "_" {
			r.kind, r.char = refSpecial, '_'
		}
	case name == "@" || name == "*":
		r.kind, r.char = refAll, name[0]
	case name != "" && name[0] >= '0' && name[0] <= '9':
		r.kind = refPositional
		r.n, _ = atoi(name)
	case len(name) == 1:
		r.kind, r.char = refSpecial, name[0]
	default:
		r.kind, r.text = refUnset, name
	}
	return r
}

func (c *compiler) replace(p *paramPart, x *syntax.Replace) {
	p.op, p.all = opReplace, x.All
	orig, with := x.Orig, x.With
	if x.All && with == nil && (orig == nil || emptyWord(orig)) && strfn.HasSuffix(p.text, "///}") {
		with = new(syntax.Word)
	}
	if x.All && with != nil && (orig == nil || emptyWord(orig)) {
		orig, with = slashPattern(with)
	}
	parts := c.patternParts(orig)
	if !x.All {
		parts = p.anchorBy(parts)
	}
	p.pattern = newPatCode(makeWord(parts))
	if with != nil {
		p.with = c.parts(with.Parts, unquoted, true, false)
	}
}

// anchorBy finds out whether the pattern is anchored: by an unquoted # or % in
// front, which may come from an expansion.
func (p *paramPart) anchorBy(parts []part) []part {
	i := 0
	for i < len(parts) {
		if q, ok := parts[i].(*quotedPart); !ok || q.s != "" {
			break
		}
		i++
	}
	if i == len(parts) {
		return parts
	}
	switch l := parts[i].(type) {
	case *litPart:
		if p.anchor = anchorOf(l.s); p.anchor != pattern.None {
			parts[i] = &litPart{s: l.s[1:], meta: hasMeta(l.s[1:])}
		}
	case *quotedPart:
	default:
		p.expAnchor = !isQuoted(l)
	}
	for i, q := range parts {
		if q, ok := q.(*quotedPart); ok && p.expAnchor && anchorOf(q.s) != pattern.None {
			parts[i] = &litPart{s: "\\" + pattern.Quote(q.s), meta: true}
		}
	}
	return parts
}

func anchorOf(s string) pattern.Anchor {
	if s != "" && s[0] == '#' {
		return pattern.Prefix
	}
	if s != "" && s[0] == '%' {
		return pattern.Suffix
	}
	return pattern.None
}

// slashPattern takes the text behind ${x/// apart: the pattern's first
// character is the third slash, and the next unquoted one ends the pattern.
func slashPattern(w *syntax.Word) (orig, with *syntax.Word) {
	orig, with = &syntax.Word{Parts: []syntax.WordPart{&syntax.Lit{Value: "/"}}}, new(syntax.Word)
	for i, p := range w.Parts {
		if l, ok := p.(*syntax.Lit); ok {
			if at := unescapedSlash(l.Value); at >= 0 {
				head, tail := *l, *l
				head.Value, tail.Value = l.Value[:at], l.Value[at+1:]
				orig.Parts = append(orig.Parts, &head)
				with.Parts = append(append(with.Parts, &tail), w.Parts[i+1:]...)
				return orig, with
			}
		}
		orig.Parts = append(orig.Parts, p)
	}
	return orig, nil
}

func unescapedSlash(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '/':
			return i
		}
	}
	return -1
}

// patternParts compiles the pattern operand of # % / ^ and the like, in which
// quotes are special within double quotes, too.
func (c *compiler) patternParts(w *syntax.Word) []part {
	if w == nil {
		return nil
	}
	return c.parts(w.Parts, unquoted, true, false)
}

// A patCode is a word that is used as a pattern. The compiled pattern is kept
// as long as the text stays the same.
type patCode struct {
	_     nocmp.Mark
	plain bool // fixed, and without special characters
	w     word
	fixed bool
	text  string
	last  atomic.Pointer[lastPattern]
}

type lastPattern struct {
	_    nocmp.Mark
	text string
	opt  pattern.Options
	p    *pattern.Pattern
}

//go:noinline
func newPatCode(w word) *patCode {
	c := &patCode{w: w}
	c.text, c.fixed = constPattern(w)
	c.plain = c.fixed && !strfn.ContainsAny(c.text, "*?[(\\")
	return c
}

// matches reports whether all of s matches the pattern; sh.pend is set when an
// expansion in it failed.
func (c *patCode) matches(sh *Shell, s string, opt pattern.Options) bool {
	if c.plain && opt&pattern.NoCase == 0 {
		return s == c.text
	}
	return c.get(sh, opt).Match(s)
}

// get returns the pattern; sh.pend is set when an expansion in it failed.
func (c *patCode) get(sh *Shell, opt pattern.Options) *pattern.Pattern {
	return c.compiled(c.expand(sh), opt)
}

// expand returns the pattern's text.
func (c *patCode) expand(sh *Shell) string {
	if c.fixed {
		return c.text
	}
	return c.w.pat(sh)
}

// compiled returns the pattern whose text is text.
func (c *patCode) compiled(text string, opt pattern.Options) *pattern.Pattern {
	l := c.last.Load()
	if l != nil && l.opt == opt && l.text == text {
		return l.p
	}
	p := pattern.Compile(text, opt)
	c.last.Store(&lastPattern{text: text, opt: opt, p: p})
	return p
}

// constPattern returns the pattern of a word without expansions.
func constPattern(w word) (string, bool) {
	switch w := w.(type) {
	case *litWord:
		return w.pat(nil), true
	case *numWord:
		return w.s, true
	case *partsWord:
		var b []byte
		for _, p := range w.parts {
			switch p.(type) {
			case *litPart, *quotedPart:
				b = p.pat(nil, b)
			default:
				return "", false
			}
		}
		return string(b), true
	}
	return "", false
}

// operand compiles the word of ${x:-word} and its like. In double quotes it is
// quoted text; else its literal text is split as an expansion's result is.
func (c *compiler) operand(w *syntax.Word, op paramOp, ctx context, assign bool) []part {
	if w == nil {
		return nil
	}
	if op == opError && ctx != unquoted {
		if parts := c.message(c.u.Source(w)); parts != nil {
			return parts
		}
	}
	var parts []part
	if src := c.u.Source(w); ctx == unquoted && (strfn.Contains(src, "<(") || strfn.Contains(src, ">(")) {
		parts = c.procOperand(src)
	} else {
		parts = c.parts(w.Parts, ctx.operand(), true, assign)
	}
	parts = mergeParts(parts)
	for i, p := range parts {
		switch p := p.(type) {
		case *litPart:
			parts[i] = &operandPart{p.s}
		case *paramPart:
			p.nested = !p.quoted && op != opAssign
		}
	}
	return parts
}

// message compiles the operand of ${x?word} in double quotes, which bash expands as
// if there were none. It returns nil if that makes no difference, or the text is none then.
func (c *compiler) message(src string) []part {
	if !strfn.ContainsAny(src, "'\"\\~") {
		return nil
	}
	words, u, err := parse.Words("${_?" + src + "}")
	if err != nil || len(words) != 1 || len(words[0].Parts) != 1 {
		return nil
	}
	x, ok := words[0].Parts[0].(*syntax.ParamExp)
	if !ok || x.Exp == nil {
		return nil
	}
	sub := &compiler{u: u, line: c.line}
	parts := sub.operand(x.Exp.Word, opError, unquoted, false)
	c.substs += sub.substs
	return parts
}

// procOperand compiles an operand in which there are process substitutions.
func (c *compiler) procOperand(src string) []part {
	var out []part
	for src != "" {
		start := procStart(src)
		if start > 0 {
			out = append(out, c.patternText(src[:start])...)
		}
		if start == len(src) {
			break
		}
		end := skipBalanced(src, start+1, '(', ')')
		if words, u, err := parse.Words(src[start:end]); err == nil && len(words) == 1 {
			sub := &compiler{u: u, line: c.line}
			out = append(out, sub.parts(words[0].Parts, unquoted, false, false)...)
			c.substs += sub.substs
		} else {
			out = addPart(out, &litPart{s: src[start:end], meta: false})
		}
		src = src[end:]
	}
	return out
}

// procStart returns where the first process substitution in a text begins.
func procStart(s string) int {
	for i := 0; i < len(s); {
		switch ch := s[i]; {
		case ch == '\\':
			i += 2
		case ch == '\'':
			end := strfn.IndexByte(s[i+1:], '\'')
			if end < 0 {
				return len(s)
			}
			i += end + 2
		case ch == '"':
			i = skipDouble(s, i) + 1
		case ch == '$' || ch == '`':
			i = max(skipExpansion(s, i), i+1)
		case (ch == '<' || ch == '>') && i+1 < len(s) && s[i+1] == '(':
			return i
		default:
			i++
		}
	}
	return len(s)
}

func (c *compiler) expansion(p *paramPart, x *syntax.Expansion, ctx context, assign bool) {
	switch x.Op {
	case syntax.DefaultUnsetOrNull, syntax.AssignUnsetOrNull, syntax.ErrorUnsetOrNull, syntax.AlternateUnsetOrNull:
		p.colon = true
	}
	switch x.Op {
	case syntax.DefaultUnset, syntax.DefaultUnsetOrNull:
		p.op = opDefault
	case syntax.AssignUnset, syntax.AssignUnsetOrNull:
		p.op = opAssign
	case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		p.op = opError
	case syntax.AlternateUnset, syntax.AlternateUnsetOrNull:
		p.op = opAlternate
	case syntax.RemSmallPrefix, syntax.RemLargePrefix:
		p.op, p.all = opTrimPrefix, x.Op == syntax.RemLargePrefix
	case syntax.RemSmallSuffix, syntax.RemLargeSuffix:
		p.op, p.all = opTrimSuffix, x.Op == syntax.RemLargeSuffix
	case syntax.UpperFirst, syntax.UpperAll:
		p.op, p.all = opUpper, x.Op == syntax.UpperAll
	case syntax.LowerFirst, syntax.LowerAll:
		p.op, p.all = opLower, x.Op == syntax.LowerAll
	case syntax.OtherParamOps:
		p.op = opTransform
		s := c.u.Source(x.Word)
		if len(s) == 1 && strfn.Contains("QEPAKkauUL", s) {
			p.letter = s[0]
		} else {
			p.op = opBad
		}
		return
	default:
		p.op = opBad
		return
	}
	switch p.op {
	case opDefault, opAssign, opError, opAlternate:
		p.wparts = c.operand(x.Word, p.op, ctx, assign)
		p.word = makeWord(p.wparts)
	case opTrimPrefix, opTrimSuffix:
		if x.Word == nil {
			p.op = opNone // the value as it is
			return
		}
		fallthrough
	default:
		if x.Word != nil {
			parts := c.patternParts(x.Word)
			p.pattern = newPatCode(makeWord(parts))
			p.anyChar = p.op == opUpper || p.op == opLower
			for _, q := range parts {
				p.anyChar = p.anyChar && !isQuoted(q)
			}
		}
	}
}
