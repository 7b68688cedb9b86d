package parse

import (
	"sort"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
)

// A Unit is one complete command, as it was read.
type Unit struct {
	Stmts []*syntax.Stmt
	// Text is the text to which the offsets of the nodes' positions refer: the source, after alias expansion. It may
	// hold other commands before and behind this one. The text of a node is
	// Text[node.Pos().Offset():node.End().Offset()]; [Unit.Source] returns it as bytes.
	Text string
	// Line is the number of Text's first line in the script.
	Line int
	// Raw says that Text and the literals hold stand-ins: see [Bytes].
	Raw bool
	// Narrow says that the character set is not UTF-8: $'\u00e9' stays as it is.
	Narrow bool
	// Input is what was read from the source, comments and blank lines before the command included (set -v).
	Input string
	// Warnings are what bash says without refusing the text, such as: here-document at line 1 delimited by
	// end-of-file (wanted `EOF').
	Warnings []Warning

	word   *syntax.Word    // of a Document
	masked string          // what was parsed, if not Text: of the same length
	shifts []shift         // where lines of Text are not lines of the script
	bad    map[uint]string // what the expansions at these offsets are
	docs   map[uint]*SyntaxError
	names  map[uint]string // what the names at these offsets are, where masked has others
	quoted []backquote     // spans of backquoted commands with their nesting, found when needed
	asked  bool            // quoted is valid
}

// A Warning is a message about a text that is accepted all the same.
type Warning struct {
	_    nocmp.Mark
	Line int
	Msg  string
}

// shift says that behind an offset of the text, line numbers are greater by delta than newlines suggest.
type shift struct {
	offset int
	delta  int
}

// sortShifts sorts a list that mostly is sorted.
func sortShifts(list []shift) {
	for i := range list {
		for ; i > 0 && list[i].offset < list[i-1].offset; i-- {
			list[i], list[i-1] = list[i-1], list[i]
		}
	}
}

// LineOf returns the line number in the script of a position of one of the unit's nodes.
func (u *Unit) LineOf(p syntax.Pos) int {
	line := u.Line + int(p.Line()) - 1
	if len(u.shifts) > 0 {
		off := int(p.Offset())
		if i := sort.Search(len(u.shifts), func(i int) bool { return u.shifts[i].offset > off }); i > 0 {
			line += u.shifts[i-1].delta
		}
	}
	return line
}

// Source returns the source text of a node, with its bytes as they were read.
func (u *Unit) Source(n syntax.Node) string {
	return u.slice(n.Pos().Offset(), n.End().Offset())
}

// Slice returns the text between two positions, with its bytes as they were read.
func (u *Unit) Slice(start, end syntax.Pos) string { return u.slice(start.Offset(), end.Offset()) }

// slice returns a part of Text, with its bytes as they were read.
func (u *Unit) slice(start, end uint) string {
	if start > end || end > uint(len(u.Text)) {
		return ""
	}
	s := u.Text[start:end]
	if u.Raw {
		s = Bytes(s)
	}
	return s
}

// parsed is the text that the parser saw.
func (u *Unit) parsed() string {
	if u.masked != "" {
		return u.masked
	}
	return u.Text
}

// BadSubst reports whether a parameter expansion is one that bash refuses when it expands it, and returns its text for
// the message: ${text}: bad substitution. The node itself means nothing then.
func (u *Unit) BadSubst(x *syntax.ParamExp) (text string, bad bool) {
	if u.bad == nil {
		return "", false
	}
	text, bad = u.bad[x.Dollar.Offset()]
	return text, bad
}

// BadCommand reports whether a command substitution is one with backquotes whose text bash refuses when it runs it.
func (u *Unit) BadCommand(x *syntax.CmdSubst) (text string, bad bool) {
	if u.bad == nil {
		return "", false
	}
	text, bad = u.bad[x.Left.Offset()]
	return text, bad
}

// BadDocument returns why bash cannot expand the body of a here-document; nil if it can.
func (u *Unit) BadDocument(r *syntax.Redirect) *SyntaxError { return u.docs[r.OpPos.Offset()] }

// Toggles reports whether a parameter expansion whose operator is ^ or ^^ is ${name~} or ${name~~}: it changes upper
// case into lower case too.
func (u *Unit) Toggles(x *syntax.ParamExp) bool {
	if u.masked == "" || x.Exp == nil || x.Exp.Op != syntax.UpperFirst && x.Exp.Op != syntax.UpperAll {
		return false
	}
	i := x.Param.End().Offset()
	if x.Index != nil {
		_, i = u.brackets(i)
		i++
	}
	return i < uint(len(u.Text)) && u.Text[i] == '~'
}
