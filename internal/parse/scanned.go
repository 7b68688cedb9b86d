package parse

import (
	"strconv"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/tree"
)

// scanned reads the command that begins with the feed's first line with the scanner, for one of three reasons: there
// are aliases; the parser refused the text; or it takes it for something else than bash.
func (r *Reader) scanned() (u *Unit, err error) {
	f := &r.feed
	if n := len(f.lines); n > 1 { // give back what the parser read
		r.held = append(append([]heldLine(nil), f.lines[1:]...), r.held...)
		r.line -= n - 1
		skipped := f.skipped
		f.start(f.lines[0])
		f.input, f.skipped = skipped, skipped
		f.addInput(&f.lines[0])
	}
	s := &scanner{
		r:       r,
		text:    []byte(f.lines[0].text),
		line:    f.line,
		alias:   r.cfg.Alias,
		extglob: r.cfg.Extglob == nil || r.cfg.Extglob(),
		posix:   r.cfg.Posix != nil && r.cfg.Posix(),
	}
	if rest := f.lines[0].rest; rest != nil {
		s.aliases, s.shifts = rest.aliases, rest.shifts
	}
	found, err := s.scanCommand()
	if err != nil {
		return nil, err
	}
	r.hold(s)
	if !found {
		return nil, nil
	}
	u = &Unit{Line: f.line, Input: f.input.string(), Warnings: s.warnings}
	if (r.cfg.Alias != nil || r.cfg.Interactive) && s.extglob && !s.inner && !s.misread {
		plain := &scanner{text: s.text, pos: s.pos, shifts: s.shifts}
		plain.apply(u)
		if stmts, err := r.parseText(u.Text); err == nil && review(stmts) {
			u.Stmts, u.masked = stmts, ""
			u.Raw = nextStandIn(u.Text, 0) >= 0
			return u, nil
		}
		u.shifts = nil
	}
	s.apply(u)
	u.Raw = nextStandIn(u.Text, 0) >= 0
	u.Stmts, err = r.parseText(u.masked)
	if err != nil {
		return nil, &SyntaxError{Line: f.line, Msg: "syntax error: not understood: " + err.Error(), Detail: s.sourceLine(f.line)}
	}
	review(u.Stmts)
	u.restoreNames()
	return u, nil
}

// restoreNames puts the names that were masked into the tree.
func (u *Unit) restoreNames() {
	if len(u.names) == 0 {
		return
	}
	restore := func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.ParamExp:
			if name, ok := u.names[n.Param.Pos().Offset()]; ok {
				n.Param.Value = name
			}
		case *syntax.Assign:
			if n.Name == nil {
				break
			}
			if name, ok := u.names[n.Name.Pos().Offset()]; ok {
				end := n.Name.Pos().Offset() + uint(len(name))
				n.Name.Value = name
				n.Name.ValueEnd = syntax.NewPos(end, n.Name.Pos().Line(), n.Name.Pos().Col()+uint(len(name)))
				n.Index = &syntax.Word{Parts: []syntax.WordPart{&syntax.Lit{ValuePos: n.Name.ValueEnd,
					ValueEnd: n.Name.ValueEnd, Value: "0"}}}
			}
		}
		return true
	}
	for _, s := range u.Stmts {
		tree.Walk(s, restore)
	}
	if u.word != nil {
		tree.Walk(u.word, restore)
	}
}

// scanCommand scans one complete command.
func (s *scanner) scanCommand() (found bool, err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case *SyntaxError:
			v.Warnings = s.warnings
			err = v
		default: // a fault of ours must not end the shell
			err = &SyntaxError{Line: s.line, Msg: "syntax error: not understood", Detail: s.sourceLine(s.line)}
		}
	}()
	return s.completeCommand(), nil
}

// hold keeps what an alias's value left behind a newline for the next command.
func (r *Reader) hold(s *scanner) {
	if s.pos >= len(s.text) {
		return
	}
	var rest rest
	for _, a := range s.aliases {
		if a.end > s.pos {
			rest.aliases = append(rest.aliases, expanding{name: a.name, end: a.end - s.pos})
		}
	}
	for _, sh := range s.shifts {
		if sh.offset > s.pos {
			rest.shifts = append(rest.shifts, shift{sh.offset - s.pos, sh.delta})
		}
	}
	l := heldLine{text: string(s.text[s.pos:]), rest: &rest}
	r.held = append([]heldLine{l}, r.held...)
}

//go:noinline
func (s *scanner) warn(offset int, msg string) {
	s.warnings = append(s.warnings, Warning{Line: s.lineAt(offset), Msg: msg})
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return itoa(n) + " " + what + "s"
}

func itoa(n int) string { return strconv.Itoa(n) }
