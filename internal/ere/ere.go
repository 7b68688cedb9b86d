// Package ere matches POSIX extended regular expressions for [[ string =~ re ]]: POSIX.1-2024 XBD 9.4, bash manual
// 3.2.5.2, with what glibc's regcomp(REG_EXTENDED) adds and leaves out: \w \W \s \S \b \B \< \> \` \' and back-references
// are there, every other quoted character is itself; a repetition of nothing or of an anchor is an error.
//
// The match is the longest of the leftmost. Among equally long ones the groups are those that the first alternatives and
// the greediest repetitions give, which is what glibc reports too (and not the rule of POSIX).
//
// Go's package regexp is not used: it rejects back-references and repetitions above 1000, cannot tell bytes that are not
// UTF-8 from U+FFFD, and has other character classes.
//
// An expression is parsed to a tree (parse.go, bracket.go), translated to a program (program.go) and run by backtracking
// that never enters a state twice (match.go): time and memory are bounded by the length of the program times that of the
// string. With back-references that cannot be; they stop after a number of steps.
package ere

import "errors"

// The errors of Compile.
var (
	errParen     = errors.New("parenthesis not closed")
	errBracket   = errors.New("bracket not closed")
	errBrace     = errors.New("brace not closed")
	errContent   = errors.New("no valid number of repetitions in braces")
	errRange     = errors.New("range ends before it begins, or has a class as an end")
	errRepeat    = errors.New("nothing to repeat")
	errBackslash = errors.New("backslash at the end")
	errReference = errors.New("back-reference to a group that is not complete")
	errClass     = errors.New("no such character class")
	errCollating = errors.New("no such collating element")
	errSize      = errors.New("expression too big")
)

// Regexp is a compiled expression. It is immutable and may be used from several goroutines.
type Regexp struct {
	src     string
	opts    options
	prog    []inst
	groups  int // without the whole match
	splits  int // instructions that divide, numbered from 0
	marks   int // registers beyond the groups'
	refs    bool
	atStart bool   // it only matches at the beginning
	prefix  string // every match begins with it
}

type options struct {
	noCase bool // shopt nocasematch
	bytes  bool // C locale
}

// Compile translates an expression for UTF-8. A literal byte that is not UTF-8 matches itself; the dot and brackets match
// valid characters only.
func Compile(re string, noCase bool) (*Regexp, error) {
	return compile(re, options{noCase: noCase})
}

// CompileBytes is Compile for the C locale: a character is a byte.
func CompileBytes(re string, noCase bool) (*Regexp, error) {
	return compile(re, options{noCase: noCase, bytes: true})
}

func compile(re string, o options) (*Regexp, error) {
	p := parser{src: re, opts: o}
	tree, err := p.parse()
	if err != nil {
		return nil, err
	}
	r := &Regexp{src: re, opts: o, groups: p.groups, refs: p.refs}
	if err := r.translate(tree); err != nil {
		return nil, err
	}
	return r, nil
}

// String returns the text the expression was compiled from.
func (r *Regexp) String() string { return r.src }

// Match looks for the expression in s. groups is what BASH_REMATCH gets: the match, then what each group matched, "" for
// those that took no part; nil if there is no match.
func (r *Regexp) Match(s string) (groups []string, ok bool) {
	m := machines.Get().(*machine)
	ok = m.run(r, s)
	if ok {
		groups = make([]string, r.groups+1)
		for i := range groups {
			if start, end := m.best[2*i], m.best[2*i+1]; start >= 0 && end >= start {
				groups[i] = s[start:end]
			}
		}
	}
	m.release()
	return groups, ok
}
