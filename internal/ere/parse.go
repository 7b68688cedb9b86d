package ere

import (
	"unicode"
	"unicode/utf8"
)

type kind uint8

const (
	empty     kind = iota
	text           // text
	folded         // one character that folds to r
	anyChar        // .
	inSet          // [...]
	assert         // an anchor: at
	group          // ( ): subs[0] is group n
	sequence       // subs one after the other
	choice         // one of subs
	repeat         // subs[0] min to max times, max -1: no limit
	reference      // what group n matched
)

// node is a part of an expression.
type node struct {
	kind     kind
	at       anchor
	r        rune
	n        int
	min, max int
	text     string
	set      *set
	subs     []*node
}

type anchor uint8

const (
	lineStart anchor = iota // ^ and \`
	lineEnd                 // $ and \'
	wordEdge                // \b
	noEdge                  // \B
	wordStart               // \<
	wordEnd                 // \>
)

// maxRepeat is RE_DUP_MAX, maxDepth bounds the recursion.
const (
	maxRepeat = 32767
	maxDepth  = 1000
)

type parser struct {
	src    string
	i      int
	opts   options
	groups int
	closed uint16 // bits of the groups 1 to 9 that are complete
	refs   bool
	depth  int
}

func fold(r rune, o options) rune {
	if r < utf8.RuneSelf {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	if o.bytes {
		return r
	}
	return unicode.ToUpper(r)
}

// invalid marks a byte that is not part of a UTF-8 character, as a number that no character has.
const invalid = unicode.MaxRune + 1

// char decodes the character of s at i.
func char(s string, i int, bytes bool) (r rune, size int) {
	c := s[i]
	if c < utf8.RuneSelf || bytes {
		return rune(c), 1
	}
	if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
		return invalid + rune(c), 1
	}
	return r, size
}

func (p *parser) more() bool { return p.i < len(p.src) }

//go:noinline
func (p *parser) peek(c byte) bool { return p.i < len(p.src) && p.src[p.i] == c }

func (p *parser) parse() (*node, error) {
	return p.choice()
}

// choice parses up to the end or to the parenthesis that closes the group.
func (p *parser) choice() (*node, error) {
	n, err := p.branch()
	if err != nil || !p.peek('|') {
		return n, err
	}
	c := &node{kind: choice, subs: []*node{n}}
	for p.peek('|') {
		p.i++
		if n, err = p.branch(); err != nil {
			return nil, err
		}
		c.subs = append(c.subs, n)
	}
	return c, nil
}

func (p *parser) branch() (*node, error) {
	n := &node{kind: sequence}
	for p.more() && !p.peek('|') && !(p.depth > 0 && p.peek(')')) {
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		if k := len(n.subs); k > 0 && e.kind == text && n.subs[k-1].kind == text && !p.repeats() {
			n.subs[k-1].text += e.text
			continue
		}
		for p.repeats() {
			if e.kind == assert {
				return nil, errRepeat
			}
			if e, err = p.repetition(e); err != nil {
				return nil, err
			}
		}
		n.subs = append(n.subs, e)
	}
	switch len(n.subs) {
	case 0:
		return &node{kind: empty}, nil
	case 1:
		return n.subs[0], nil
	}
	return n, nil
}

// repeats reports whether a repetition stands here.
func (p *parser) repeats() bool {
	if !p.more() {
		return false
	}
	switch p.src[p.i] {
	case '*', '+', '?', '{':
		return true
	}
	return false
}

func (p *parser) repetition(e *node) (*node, error) {
	n := &node{kind: repeat, subs: []*node{e}, max: -1}
	c := p.src[p.i]
	p.i++
	switch c {
	case '+':
		n.min = 1
	case '?':
		n.max = 1
	case '{':
		if err := p.interval(n); err != nil {
			return nil, err
		}
	}
	// A repetition without limits of one is the same; this keeps (x*)* and x** from growing.
	if sub := n.subs[0]; c == '*' && sub.kind == repeat && sub.min <= 1 && sub.max < 0 {
		n.subs[0] = sub.subs[0]
	}
	return n, nil
}

// interval parses what follows the brace of x{n}, x{n,}, x{n,m}, x{,m}.
func (p *parser) interval(n *node) error {
	min, ok := p.number()
	switch {
	case !p.more():
		return errBrace
	case !ok && !p.peek(','):
		return errContent
	}
	n.min, n.max = min, min
	if p.peek(',') {
		p.i++
		if n.max, ok = p.number(); !ok {
			n.max = -1
		}
	}
	switch {
	case !p.more():
		return errBrace
	case !p.peek('}'), n.max >= 0 && n.max < n.min:
		return errContent
	case n.min > maxRepeat || n.max > maxRepeat:
		return errSize
	}
	p.i++
	return nil
}

func (p *parser) number() (n int, ok bool) {
	for ; p.more() && '0' <= p.src[p.i] && p.src[p.i] <= '9'; p.i++ {
		n, ok = min(n*10+int(p.src[p.i]-'0'), maxRepeat+1), true
	}
	return n, ok
}

func (p *parser) expression() (*node, error) {
	c := p.src[p.i]
	switch c {
	case '*', '+', '?', '{':
		return nil, errRepeat
	case '(':
		return p.group()
	case '[':
		s, err := p.bracket()
		return &node{kind: inSet, set: s}, err
	case '\\':
		if p.i++; !p.more() {
			return nil, errBackslash
		}
		if n, err := p.quoted(p.src[p.i]); n != nil || err != nil {
			p.i++
			return n, err
		}
		return p.character(), nil
	case '.':
		p.i++
		return &node{kind: anyChar}, nil
	case '^':
		p.i++
		return &node{kind: assert, at: lineStart}, nil
	case '$':
		p.i++
		return &node{kind: assert, at: lineEnd}, nil
	}
	return p.character(), nil
}

func (p *parser) group() (*node, error) {
	p.i++
	p.groups++
	n := &node{kind: group, n: p.groups}
	if p.depth++; p.depth > maxDepth {
		return nil, errSize
	}
	sub, err := p.choice()
	if err != nil {
		return nil, err
	}
	p.depth--
	if !p.peek(')') {
		return nil, errParen
	}
	p.i++
	if n.n <= 9 {
		p.closed |= 1 << n.n
	}
	n.subs = []*node{sub}
	return n, nil
}

// quoted returns what a backslash and c mean together, nil if just c.
func (p *parser) quoted(c byte) (*node, error) {
	at := lineStart
	switch c {
	case '`':
	case '\'':
		at = lineEnd
	case 'b':
		at = wordEdge
	case 'B':
		at = noEdge
	case '<':
		at = wordStart
	case '>':
		at = wordEnd
	case 'w', 'W', 's', 'S':
		return &node{kind: inSet, set: shorthand(c, p.opts)}, nil
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if p.closed>>(c-'0')&1 == 0 {
			return nil, errReference
		}
		p.refs = true
		return &node{kind: reference, n: int(c - '0')}, nil
	default:
		return nil, nil
	}
	return &node{kind: assert, at: at}, nil
}

// character parses one that stands for itself.
func (p *parser) character() *node {
	r, size := char(p.src, p.i, p.opts.bytes)
	n := &node{kind: text, text: p.src[p.i : p.i+size]}
	if p.opts.noCase && r < invalid {
		n = &node{kind: folded, r: fold(r, p.opts)}
	}
	p.i += size
	return n
}
