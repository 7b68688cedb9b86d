// Package pattern compiles and matches shell patterns: POSIX.1-2024 XCU 2.14 (2.13 in Issue 7), bash manual 3.5.8.1
// with the extended operators ?( ) *( ) +( ) @( ) !( ).
//
// A pattern without extended operators is a list of segments between asterisks (segment.go). A segment matches a fixed
// number of characters, so the earliest or the latest place of each one in turn decides every question a shell asks
// (whole string, shortest and longest prefix, suffix and substring) in one pass; nothing is ever tried twice.
// A pattern with extended operators is evaluated on sets of positions (extglob.go): from the set of positions at which
// an element may begin to the set at which it may end, forwards or backwards. That is polynomial for any nesting.
//
// In UTF-8 a character is a code point. As in bash, a string or a pattern that is not valid UTF-8 is matched byte by byte
// as a whole; so is everything with option Bytes (the C locale).
package pattern

import (
	"sync"
	"unicode/utf8"
)

// Options change what a pattern means.
type Options uint8

const (
	ExtGlob  Options = 1 << iota // shopt extglob: ?( ) *( ) +( ) @( ) !( ) are operators
	NoCase                       // shopt nocasematch, nocaseglob
	Bytes                        // C locale: a character is a byte
	Period                       // pathname expansion: a period that begins the string is matched by a literal one only
	Pathname                     // GLOBIGNORE: only a literal slash, or an asterisk at the end, matches a slash
)

// Pattern is a compiled pattern. It is immutable and may be used from several goroutines.
type Pattern struct {
	src       string
	opts      Options
	segs      []segment // without extended operators: what stands between the asterisks; nil otherwise
	prog      []elem    // with extended operators
	miscount  bool      // Replace finds nothing
	negDepth  int       // how deep !( ) is nested
	sensitive bool      // where characters begin matters to the result

	once   sync.Once
	asByte *Pattern // the same pattern for strings that are not UTF-8
}

// Compile translates pattern text in which a backslash quotes the next character. It never fails: a bracket or a group
// that is not closed stands for its own characters, as in bash.
func Compile(pat string, o Options) *Pattern {
	if o&Bytes == 0 && !utf8.ValidString(pat) {
		o |= Bytes
	}
	p := &Pattern{src: pat, opts: o}
	c := parser{src: pat, opts: o}
	prog := c.sequence(0, len(pat))
	p.negDepth = c.maxNeg
	p.miscount = !c.groups && miscounted(pat)
	p.sensitive = o&Bytes == 0 && c.sensitive
	if c.groups || o&Pathname != 0 {
		p.prog = prog
	} else {
		p.segs = split(prog)
	}
	return p
}

// variant returns the pattern to use for s: p itself, or the one that works on bytes if s is not UTF-8.
func (p *Pattern) variant(s string) *Pattern {
	if !p.sensitive || utf8.ValidString(s) {
		return p
	}
	p.once.Do(func() { p.asByte = Compile(p.src, p.opts|Bytes) })
	return p.asByte
}

func (p *Pattern) bytes() bool { return p.opts&Bytes != 0 }

// Match reports whether the pattern matches all of s.
func (p *Pattern) Match(s string) bool {
	p = p.variant(s)
	if p.segs == nil {
		return p.matchGroups(s)
	}
	if p.opts&Period != 0 && len(s) > 0 && s[0] == '.' && !p.segs[0].beginsWithPeriod() {
		return false
	}
	return p.matchSegments(s)
}

// Literal returns the text that a pattern without special characters stands for. ok is false if the pattern has any, or
// ignores case.
func (p *Pattern) Literal() (text string, ok bool) {
	if len(p.segs) != 1 || p.opts&NoCase != 0 {
		return "", false
	}
	switch e := p.segs[0].elems; {
	case len(e) == 0:
		return "", true
	case len(e) == 1 && e[0].kind == literal:
		return e[0].text, true
	}
	return "", false
}

// String returns the text the pattern was compiled from.
func (p *Pattern) String() string { return p.src }
