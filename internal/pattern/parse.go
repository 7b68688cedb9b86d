package pattern

import (
	"unicode"
	"unicode/utf8"

	"entrysh/internal/nocmp"
)

// kind says what an element of a pattern matches.
type kind uint8

const (
	literal kind = iota // text
	folded              // one character that folds to r
	anyChar             // ?
	inSet               // [...]
	nothing             // a bracket that no character satisfies and that is not literal either
	star                // *
	group               // an extended operator: op and alts
)

// elem is an element of a pattern. Literals hold as many characters as stand together.
type elem struct {
	kind   kind
	op     byte // group: ? * + @ !
	single bool // group: every alternative is one element that matches exactly one character
	r      rune
	id     int // group: number, for the memory of negations
	text   string
	set    *set
	alts   [][]elem
}

// parser holds the state of one compilation.
type parser struct {
	_         nocmp.Mark
	src       string
	opts      Options
	groups    bool
	sensitive bool
	ids       int
	neg       int // depth of !( ) at this point
	maxNeg    int
}

func fold(r rune, o Options) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	if o&Bytes != 0 {
		return r
	}
	return unicode.ToLower(r)
}

// char decodes the character of s at i.
func char(s string, i int, bytes bool) (r rune, size int) {
	if c := s[i]; c < utf8.RuneSelf || bytes {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

// charBefore decodes the character of s that ends at i.
func charBefore(s string, i int, bytes bool) (r rune, size int) {
	if c := s[i-1]; c < utf8.RuneSelf || bytes {
		return rune(c), 1
	}
	return utf8.DecodeLastRuneInString(s[:i])
}

// compiled is a sequence under way.
type compiled struct {
	c   *parser
	out []elem
	buf []byte // characters that stand for themselves, not yet in out
}

//go:noinline
func (q *compiled) flush() {
	if len(q.buf) > 0 {
		q.out = append(q.out, elem{kind: literal, text: string(q.buf)})
		q.buf = q.buf[:0]
	}
}

//go:noinline
func (q *compiled) add(e elem) {
	q.flush()
	q.out = append(q.out, e)
}

// behindStar reports whether an asterisk stands at the end, or before question marks there.
func (q *compiled) behindStar() bool {
	if len(q.buf) > 0 {
		return false
	}
	for i := len(q.out) - 1; i >= 0; i-- {
		switch q.out[i].kind {
		case star:
			return true
		case anyChar:
		default:
			return false
		}
	}
	return false
}

// plain adds the character at i, which stands for itself.
//
//go:noinline
func (q *compiled) plain(i int) (next int) {
	c := q.c
	r, size := char(c.src, i, c.opts&Bytes != 0)
	if c.opts&NoCase != 0 {
		c.sensitive = true
		q.add(elem{kind: folded, r: fold(r, c.opts)})
	} else {
		q.buf = append(q.buf, c.src[i:i+size]...)
	}
	return i + size
}

// sequence compiles src[i:end].
func (c *parser) sequence(i, end int) []elem {
	q, src := compiled{c: c}, c.src
	for i < end {
		b := src[i]
		if c.opts&ExtGlob != 0 && isOperator(b) && i+1 < end && src[i+1] == '(' {
			bars, closing := scanGroup(src, i+2, end)
			if closing < 0 {
				for i < end {
					i = q.plain(i)
				}
				break
			}
			q.add(c.group(b, i+2, bars, closing))
			i = closing + 1
			continue
		}
		switch b {
		case '\\':
			if i+1 < end {
				i++
			} else if q.behindStar() {
				q.add(elem{kind: nothing}) // bash looks for the character that it quotes
			}
			i = q.plain(i)
		case '?':
			c.sensitive = true
			q.add(elem{kind: anyChar})
			i++
		case '*':
			if q.flush(); len(q.out) == 0 || q.out[len(q.out)-1].kind != star {
				q.add(elem{kind: star})
			}
			i++
		case '[':
			t, next := parseSet(src, i, end, c.opts)
			if next < 0 { // not closed
				if i = q.plain(i); next == -2 {
					q.add(elem{kind: nothing})
					i = end
				}
				continue
			}
			c.sensitive = true
			q.add(elem{kind: inSet, set: t})
			i = next
		default:
			i = q.plain(i)
		}
	}
	q.flush()
	return q.out
}

// group compiles the alternatives of an extended operator: src[start:closing], divided at bars.
func (c *parser) group(op byte, start int, bars []int, closing int) elem {
	c.groups, c.sensitive = true, true
	e := elem{kind: group, op: op, id: c.ids, single: op != '!'}
	c.ids++
	if op == '!' {
		c.neg++
		c.maxNeg = max(c.maxNeg, c.neg)
	}
	for _, bar := range append(bars, closing) {
		alt := c.sequence(start, bar)
		e.single = e.single && len(alt) == 1 && alt[0].oneChar(c.opts&Bytes != 0)
		e.alts = append(e.alts, alt)
		start = bar + 1
	}
	if op == '!' {
		c.neg--
	}
	return e
}

// oneChar reports whether e matches exactly one character whatever it is.
func (e *elem) oneChar(bytes bool) bool {
	switch e.kind {
	case literal:
		_, size := char(e.text, 0, bytes)
		return size == len(e.text)
	case folded, anyChar, inSet:
		return true
	}
	return false
}

func isOperator(b byte) bool {
	return b == '?' || b == '*' || b == '+' || b == '@' || b == '!'
}

// scanGroup looks for the parenthesis that closes a group whose inside begins at i, and for the bars that divide it.
// Parentheses nest whether they belong to an operator or not. A bracket hides both; one that is not closed hides all that
// follows. closing is -1 if there is none.
func scanGroup(s string, i, end int) (bars []int, closing int) {
	for depth := 0; i < end; i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			next := bracketEnd(s, i, end)
			if next < 0 {
				return nil, -1
			}
			i = next - 1
		case '(':
			depth++
		case ')':
			if depth == 0 {
				return bars, i
			}
			depth--
		case '|':
			if depth == 0 {
				bars = append(bars, i)
			}
		}
	}
	return nil, -1
}

// GroupEnd returns the index behind the extended operator that begins at pat[i], or -1 if none does or it is not closed.
func GroupEnd(pat string, i int) int {
	if i+1 >= len(pat) || !isOperator(pat[i]) || pat[i+1] != '(' {
		return -1
	}
	_, closing := scanGroup(pat, i+2, len(pat))
	if closing < 0 {
		return -1
	}
	return closing + 1
}
