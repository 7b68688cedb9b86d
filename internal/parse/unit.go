package parse

import (
	"sort"

	"mvdan.cc/sh/v3/syntax"
)

// A Unit is one complete command, as it was read.
type Unit struct {
	Stmts []*syntax.Stmt
	// Text is the text to which the offsets of the nodes' positions refer: the source, after alias expansion. The
	// text of a node is Text[node.Pos().Offset():node.End().Offset()]; [Unit.Source] returns it as bytes.
	Text string
	// Line is the number of Text's first line in the script.
	Line int
	// Raw says that Text and the literals hold stand-ins: see [Bytes].
	Raw bool
	// Input is what was read from the source, comments and blank lines before the command included (set -v).
	Input string
	// Warnings are what bash says without refusing the text, such as: here-document at line 1 delimited by
	// end-of-file (wanted `EOF').
	Warnings []Warning

	word   *syntax.Word // of a Document
	masked string       // what was parsed, if not Text: of the same length
	shifts []shift      // where lines of Text are not lines of the script
	bad    map[int]bool // offsets of `${` for which Text has no valid parameter expansion
	quoted []backquote  // spans of backquoted commands with their nesting, found when needed
	asked  bool         // quoted is valid
}

// A Warning is a message about a text that is accepted all the same.
type Warning struct {
	Line int
	Msg  string
}

// shift says that behind an offset of the text, line numbers are greater by delta than newlines suggest.
type shift struct {
	offset int
	delta  int
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
