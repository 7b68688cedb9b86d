package interp

import (
	"strings"

	"entrysh/internal/nocmp"
	"entrysh/internal/parse"
	"entrysh/internal/strfn"
)

// A subscript is what stands between the brackets of name[...]. What it means
// depends on the variable: a key of an associative array, else an expression.
type subscript struct {
	_    nocmp.Mark
	text string
	num  *arithCode
	key  word

	expanded bool // in arithmetic, of a text that is expanded as a whole
	escaped  bool // in another arithmetic text, with double quotes that are escaped
}

// blank reports whether nothing stands between the brackets.
func (s *subscript) blank() bool { return s.text == "" }

func (c *compiler) subscript(text string) *subscript {
	text = undollar(text)
	num := c.arith(text)
	num.use = arithIndex
	return &subscript{text: text, num: num, key: c.textWord(text, false)}
}

// closedSubscript reports whether quotes, expansions and brackets in a
// subscript are closed within it.
func closedSubscript(sub string) bool {
	return skipBalanced("["+sub+"] ", 0, '[', ']') == len(sub)+2 && pairedQuotes(sub)
}

// pairedQuotes reports whether the single quotes in s are in pairs.
func pairedQuotes(s string) bool {
	if strfn.IndexByte(s, '\'') < 0 {
		return true
	}
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case ch == '\\':
			i++
		case ch == '"':
			i = skipDouble(s, i)
		case ch == '$' || ch == '`':
			i = max(skipExpansion(s, i)-1, i)
		case ch == '\'':
			end := strfn.IndexByte(s[i+1:], '\'')
			if end < 0 {
				return false
			}
			i += end + 1
		}
	}
	return true
}

func newSubscript(text string) *subscript {
	return (&compiler{u: new(parse.Unit)}).subscript(text)
}

// element returns an element of the array s.
func (sh *Shell) element(s *symbol, sub *subscript) (string, bool) {
	v := sh.variable(s)
	if v.has(attrNameref) || s.dyn != nil {
		var x string
		var set bool
		if sh.beyond(s, func() { x, set = sh.element(s, sub) }) {
			return x, set
		}
		t, _, hasSub, ok := sh.resolve(s)
		if !ok || hasSub {
			return "", false
		}
		s = t
		sh.refresh(s)
		v = sh.variable(s)
	}
	if v != nil && v.kind == assocArray {
		k := sub.key.str(sh)
		if sh.pend != 0 {
			return "", false
		}
		if k == "" {
			sh.badSubscript(s.name)
			return "", false
		}
		if v.hash == nil {
			return "", false
		}
		return v.hash.get(k)
	}
	i, ok := sh.index(s, v, sub)
	if !ok {
		return "", false
	}
	if v == nil {
		return sh.lookup0(s, i)
	}
	return v.at(sh, i)
}

func (sh *Shell) lookup0(s *symbol, i int64) (string, bool) {
	if i == 0 {
		return sh.lookup(s)
	}
	return "", false
}

// index evaluates a subscript of an indexed array; negative ones count from the end.
func (sh *Shell) index(s *symbol, v *Var, sub *subscript) (int64, bool) {
	if sub.text == "" {
		sh.badSubscript(s.name)
		return 0, false
	}
	i, ok := sub.num.eval(sh)
	if !ok {
		return 0, false
	}
	if i < 0 {
		if i = v.fromEnd(i); i < 0 {
			sh.badSubscript(s.name)
			return 0, false
		}
	}
	return i, true
}

// setElement assigns to an element of the array s.
func (sh *Shell) setElement(s *symbol, sub *subscript, val string, appending bool) bool {
	if sh.slot(s).has(attrNameref) {
		done := false
		if sh.beyond(s, func() { done = sh.setElement(s, sub, val, appending) }) {
			return done
		}
		t, ok := sh.arrayOf(s)
		if !ok {
			return false
		}
		if sh.slot(t).has(attrReadonly) {
			sh.reportReadonly(s.name)
			return false
		}
		s = t
	}
	sh.refresh(s)
	if v := sh.slot(s); v != nil && v.kind == assocArray {
		k := sub.key.str(sh)
		if sh.pend != 0 {
			return false
		}
		if k == "" || sub.blank() {
			sh.badElement(s.name, strings.TrimSpace(sub.text))
			return false
		}
		return sh.setKey(s, k, val, appending)
	}
	if sub.blank() || sub.text == "@" || sub.text == "*" {
		sh.badElement(s.name, strings.TrimSpace(sub.text))
		return false
	}
	i, ok := sub.num.eval(sh)
	if !ok {
		return false
	}
	return sh.setIndex(s, i, sub.text, val, appending)
}

// expandSubscript expands the text of a key of an associative array.
func (sh *Shell) expandSubscript(text string) string {
	if !strfn.ContainsAny(text, "$`\\\"'") || sh.subMode == subLiteral || sh.subMode == subByOption && sh.shopts&shoptAssocExpandOnce != 0 {
		return text
	}
	return (&compiler{u: new(parse.Unit)}).textWord(text, false).str(sh)
}
