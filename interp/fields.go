package interp

import (
	"bytes"
	"unicode/utf8"

	"entrysh/internal/glob"
	"entrysh/internal/nocmp"
	"entrysh/internal/pattern"
	"entrysh/internal/strfn"
)

// An ifsTable classifies bytes for field splitting and pathname expansion.
type ifsTable struct {
	_     nocmp.Mark
	class [256]uint8
	first string // joins the elements of "$*"
	empty bool   // IFS is set and empty: no splitting
	multi string // characters of IFS outside ASCII, "" if there are none
}

const (
	ifsWhite = 1 << iota // white space that is in IFS
	ifsOther             // another character in IFS
	metaChar             // may make a field a pattern
)

var defaultIFS = newIFS(" \t\n", true)

func newIFS(ifs string, utf8Locale bool) *ifsTable {
	t := &ifsTable{empty: ifs == ""}
	for _, c := range "*?[(\\" {
		t.class[c] |= metaChar
	}
	for i := 0; i < len(ifs); {
		c := ifs[i]
		n := 1
		if c >= utf8.RuneSelf && utf8Locale {
			if _, w := utf8.DecodeRuneInString(ifs[i:]); w > 1 {
				n = w
				t.multi += ifs[i : i+n]
			}
		}
		if i == 0 {
			t.first = ifs[:n]
		}
		if n == 1 {
			if c == ' ' || c == '\t' || c == '\n' {
				t.class[c] |= ifsWhite
			} else {
				t.class[c] |= ifsOther
			}
		} else {
			t.class[c] |= ifsOther // looked at again in split
		}
		i += n
	}
	return t
}

// ifsChanged recomputes the table after IFS has changed.
func (sh *Shell) ifsChanged() {
	s, ok := sh.lookup(intern("IFS"))
	switch {
	case !ok || s == " \t\n":
		sh.ifs = defaultIFS
	default:
		sh.ifs = newIFS(s, sh.utf8)
	}
}

// A fieldBuilder collects the fields of one word (POSIX XCU 2.6.5, 2.6.6):
// text is added to the field that is open; what was quoted is remembered,
// since pathname expansion must not see it as special.
type fieldBuilder struct {
	buf    []byte
	quotes []span
	open   bool // a field has begun
	meta   bool // an unquoted character may make it a pattern
	white  bool // the field before was ended by white space in IFS
	lead   bool // white space at the start belongs to the delimiter behind it
	whole  bool // the word is one field
	fresh  bool // an operator has made a value, or a list has elements: it is a field even if it is empty, and a list beside it is
}

type span struct{ from, to int }

func (b *fieldBuilder) reset() {
	b.buf, b.quotes = b.buf[:0], b.quotes[:0]
	b.open, b.meta, b.white, b.lead, b.whole = false, false, false, false, false
}

// quoted adds text that is neither split nor a pattern.
//
//go:noinline
func (b *fieldBuilder) quoted(s string) {
	b.open, b.white = true, false
	if s == "" {
		return
	}
	at := len(b.buf)
	b.buf = append(b.buf, s...)
	if n := len(b.quotes); n > 0 && b.quotes[n-1].to == at {
		b.quotes[n-1].to = len(b.buf)
	} else {
		b.quotes = append(b.quotes, span{at, len(b.buf)})
	}
}

// literal adds unquoted text of the script itself: not split, but maybe a pattern.
//
//go:noinline
func (b *fieldBuilder) literal(s string, meta bool) {
	b.open, b.white = true, false
	b.buf = append(b.buf, s...)
	b.meta = b.meta || meta
}

// split adds the result of an unquoted expansion: it is split at the characters in IFS.
func (sh *Shell) split(b *fieldBuilder, s string) {
	t := sh.ifs
	if t.empty || b.whole {
		if s != "" {
			for i := 0; i < len(s); i++ {
				if t.class[s[i]]&metaChar != 0 {
					b.meta = true
					break
				}
			}
			b.open, b.white = true, false
			b.buf = append(b.buf, s...)
		}
		return
	}
	start := 0
	for i := 0; i < len(s); {
		c := t.class[s[i]]
		if c == 0 {
			i++
			continue
		}
		n := 1
		if c&ifsOther != 0 && s[i] >= utf8.RuneSelf && t.multi != "" {
			_, w := utf8.DecodeRuneInString(s[i:])
			n = w
			if !containsRune(t.multi, s[i:i+w]) {
				i += w
				continue
			}
		}
		if c&metaChar != 0 && c&(ifsWhite|ifsOther) == 0 {
			b.meta = true
			i++
			continue
		}
		if i > start {
			b.open, b.white = true, false
			b.buf = append(b.buf, s[start:i]...)
		}
		if c&ifsWhite != 0 {
			if b.open {
				sh.endField(b)
				b.white = true
			} else if b.lead {
				b.white = true
			}
		} else {
			switch {
			case b.open:
				sh.endField(b)
			case b.white:
				b.white = false // white space around it belongs to the delimiter
			default:
				b.open = true
				sh.endField(b)
			}
			b.white, b.lead = false, false
		}
		i += n
		start = i
	}
	if start < len(s) {
		b.open, b.white = true, false
		b.buf = append(b.buf, s[start:]...)
	}
}

func containsRune(set, char string) bool {
	for i := 0; i+len(char) <= len(set); i++ {
		if set[i:i+len(char)] == char {
			return true
		}
	}
	return false
}

// endField ends the open field, expands it as a pathname if it is a pattern,
// and appends the result to the stack of words.
func (sh *Shell) endField(b *fieldBuilder) {
	if !b.open {
		return
	}
	if b.meta && sh.opts&optNoglob == 0 {
		sh.globField(b)
	} else {
		sh.args = append(sh.args, string(b.buf))
	}
	b.buf, b.quotes = b.buf[:0], b.quotes[:0]
	b.open, b.meta, b.lead = false, false, false
}

// pattern returns the open field as a pattern: quoted characters escaped.
func (b *fieldBuilder) pattern() string {
	if len(b.quotes) == 0 {
		return string(b.buf)
	}
	p := make([]byte, 0, len(b.buf)+8)
	at := 0
	bracket := bytes.IndexByte(b.buf, '[') >= 0
	for _, q := range b.quotes {
		p = append(p, b.buf[at:q.from]...)
		quoted := string(b.buf[q.from:q.to])
		if bracket && strfn.IndexByte(quoted, '/') >= 0 {
			p = append(p, strfn.ReplaceAll(pattern.Quote(quoted), "/", "\\/")...) // which does not end a bracket
		} else {
			p = pattern.AppendQuoted(p, quoted)
		}
		at = q.to
	}
	return string(append(p, b.buf[at:]...))
}

func (sh *Shell) globField(b *fieldBuilder) {
	ext := sh.shopts&shoptExtglob != 0
	pat := b.pattern()
	if !pattern.HasMeta(pat, ext) {
		sh.args = append(sh.args, string(b.buf))
		return
	}
	names := glob.Expand(pat, sh.globOptions())
	switch {
	case len(names) > 0:
		sh.args = append(sh.args, names...)
	case sh.shopts&shoptFailglob != 0:
		if sh.pend == 0 {
			sh.noMatch, sh.pend = string(b.buf), toTop
		}
	case sh.shopts&shoptNullglob != 0:
	default:
		sh.args = append(sh.args, string(b.buf))
	}
}

// wordFailed is called where a word has left more than its fields; rest are the words behind
// it. What failglob does not allow is told of only when these have been expanded.
//
//go:noinline
func (sh *Shell) wordFailed(rest []word) {
	missed := sh.noMatch
	if missed == "" {
		return
	}
	sh.noMatch, sh.pend = "", next
	for _, w := range rest {
		if w.fields(sh); sh.pend != 0 {
			if sh.noMatch == "" {
				return
			}
			sh.noMatch, sh.pend = "", next
		}
	}
	sh.errorf("no match: %s", missed)
	sh.discard()
}

func (sh *Shell) globOptions() *glob.Options {
	o := &glob.Options{
		ExtGlob:      sh.shopts&shoptExtglob != 0,
		DotGlob:      sh.shopts&shoptDotglob != 0,
		GlobStar:     sh.shopts&shoptGlobstar != 0,
		NoCaseGlob:   sh.shopts&shoptNocaseglob != 0,
		GlobSkipDots: sh.shopts&shoptGlobskipdots != 0,
		Bytes:        !sh.utf8,
		Dir:          sh.dir,
	}
	if s, ok := sh.lookup(symGlobignore); ok && s != "" {
		opts := sh.patternOptions() | pattern.Pathname
		if o.NoCaseGlob {
			opts |= pattern.NoCase
		}
		for _, p := range splitColons(s) {
			o.Ignore = append(o.Ignore, pattern.Compile(p, opts))
		}
	}
	return o
}

// splitColons splits at colons that are not in a bracket expression or a group.
func splitColons(s string) []string {
	var list []string
	start, depth := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[', '(':
			depth++
		case ']', ')':
			if depth > 0 {
				depth--
			}
		case ':':
			if depth == 0 {
				list = append(list, s[start:i])
				start = i + 1
			}
		}
	}
	return append(list, s[start:])
}

// patternOptions returns how patterns are matched now.
func (sh *Shell) patternOptions() pattern.Options {
	var o pattern.Options
	if sh.shopts&shoptExtglob != 0 {
		o |= pattern.ExtGlob
	}
	if !sh.utf8 {
		o |= pattern.Bytes
	}
	return o
}
