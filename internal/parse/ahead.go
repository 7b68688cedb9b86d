package parse

import "mvdan.cc/sh/v3/syntax"

// Of a text in memory several commands are parsed at once, since a run of the parser costs as much as a command or two.
// Nothing of that shows: if the parser refuses any of them they are parsed again one by one, and if the shell's state
// has changed in a way that matters when the next one is asked for, too.

// aheadSize is how many bytes of text are enough for one run.
const aheadSize = 4 << 10

// A mark says where, in the feed's text and lines, a command may have ended.
type mark struct {
	text  uint
	lines int
}

// parsed is a command that was parsed ahead, with the lines in which it stands.
type parsed struct {
	unit  *Unit
	lines []heldLine
}

// split makes units of statements that were parsed together, keeps all but the first, and returns that.
func (r *Reader) split(stmts []*syntax.Stmt) *Unit {
	f := &r.feed
	text := f.text.string()
	input := f.skipped
	marks := append(f.marks, mark{uint(len(text)), len(f.lines)})
	r.lines = append(r.lines[:0], f.lines...)
	lines := r.lines
	from, seen := 0, 0
	r.ahead = r.ahead[:0]
	for _, m := range marks {
		for i := range lines[seen:m.lines] {
			l := &lines[seen+i]
			input.add(l.input, l.end, f.memory())
		}
		seen = m.lines
		n := 0
		for n < len(stmts) && stmts[n].Pos().Offset() < m.text {
			n++
		}
		if n == 0 {
			continue
		}
		u := &Unit{Stmts: stmts[:n:n], Text: text, Line: f.line, Raw: f.raw, Input: input.string()}
		r.ahead = append(r.ahead, parsed{u, lines[from:seen]})
		stmts, from, input = stmts[n:], seen, joined{}
	}
	r.tail = lines[from:]
	r.globs = r.extglob()
	return r.parsedAhead()
}

func (r *Reader) extglob() bool { return r.cfg.Extglob == nil || r.cfg.Extglob() }

// parsedAhead returns the next command that was parsed ahead, if there is one and it still means the same.
func (r *Reader) parsedAhead() *Unit {
	if len(r.ahead) == 0 {
		return nil
	}
	if r.cfg.Alias != nil || r.globs != r.extglob() {
		var lines []heldLine
		for _, p := range r.ahead {
			lines = append(lines, p.lines...)
		}
		lines = append(lines, r.tail...)
		r.held = append(lines, r.held...)
		r.line -= len(lines)
		r.ahead, r.tail = nil, nil
		return nil
	}
	u := r.ahead[0].unit
	r.ahead = r.ahead[1:]
	return u
}
