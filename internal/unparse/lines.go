package unparse

import "mvdan.cc/sh/v3/syntax"

// Lines are the line numbers of commands as bash prints them. It reads what it
// has printed of a command substitution, so that its commands have the line
// numbers of that.
type Lines struct{ marks []lineMark }

// A lineMark says by how much the lines from a position on differ from its source's.
type lineMark struct {
	offset uint
	delta  int
}

// SubstitutionLines returns the line numbers of the commands of a substitution,
// counted from 0.
func SubstitutionLines(stmts []*syntax.Stmt, src string) *Lines {
	l := &Lines{}
	p := printer{src: src, step: 4, inSubst: true, lines: l}
	p.stmts(stmts)
	p.flush("")
	return l
}

// LinesFrom returns the line numbers of a text as it stands in the source from
// pos on, counted from 0.
func LinesFrom(pos syntax.Pos) *Lines {
	return &Lines{[]lineMark{{0, -int(pos.Line())}}}
}

// Of returns the line number of a position.
func (l *Lines) Of(pos syntax.Pos) int {
	delta := 0
	for i := range l.marks {
		if i > 0 && l.marks[i].offset > pos.Offset() {
			break
		}
		delta = l.marks[i].delta
	}
	return int(pos.Line()) + delta
}

// at notes that what stands at pos in the source is printed here.
func (p *printer) at(pos syntax.Pos) {
	if p.lines == nil || !pos.IsValid() {
		return
	}
	for ; p.counted < len(p.out); p.counted++ {
		if p.out[p.counted] == '\n' {
			p.line0++
		}
	}
	m := lineMark{pos.Offset(), p.line0 - int(pos.Line())}
	list := append(p.lines.marks, m)
	i := len(list) - 1
	for ; i > 0 && list[i-1].offset > m.offset; i-- { // a redirection before the command's words
		list[i] = list[i-1]
	}
	list[i] = m
	p.lines.marks = list
}
