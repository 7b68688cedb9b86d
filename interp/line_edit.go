package interp

import (
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"entrysh/internal/edit"
	"entrysh/internal/event"
)

// edits reports whether lines that come from d are typed, and edited (bash manual 8.1).
func (sh *Shell) edits(d *desc) bool {
	e := sh.get(2)
	return d != nil && e != nil && d.classify() == kindBlocks && isTerminal(d.fd) && isTerminal(e.fd) && capable(sh.Get("TERM"))
}

// capable reports whether a terminal knows the sequences that the editor uses.
func capable(term string) bool { return term != "" && term != "dumb" && term != "emacs" }

// editLine reads a line that begins as text from the terminal d, and has it edited.
// eof means that there is none; c is not next if an action leaves the command.
func (sh *Shell) editLine(d *desc, prompt, text string, deadline time.Time) (line string, eof, late bool, c ctl) {
	restore := rawMode(d.fd)
	if restore == nil {
		return "", true, false, next
	}
	in := sh.editor()
	sh.readInputrc(in)
	l := &in.line
	ended := false
	l.Key = func() (b byte, ok bool) {
		b, ended, late, c, _ = sh.readByte(d, deadline)
		return b, !ended && !late && c == next && sh.readCut.sig == 0
	}
	l.Typed = func() bool { return d.pos < len(d.buf) || event.Ready(d.fd, event.In) }
	l.Show = sh.errOut
	l.Width = func() int { return columns(d.fd) }
	if sh.opts&optVi != 0 {
		in.setMode("vi")
		l.Keys, l.Commands = in.keys("vi-insert"), in.keys("vi")
	} else {
		in.setMode("emacs")
		l.Keys, l.Commands = in.keys("emacs"), nil
	}
	l.Set = func(name string) bool { return in.variables[name] == "on" }
	l.Complete = sh.completeLine
	l.Run = sh.runBound
	l.History = nil
	if h := sh.hist; h != nil {
		for _, e := range sh.history().entries {
			l.History = append(l.History, e.line)
		}
	}
	outer := sh.ui.editing
	sh.ui.editing = true
	line, ok := l.ReadLine(prompt, text)
	sh.ui.editing = outer
	l.History = nil
	restore()
	return line, !ok && !late && c == next, late, c
}

// rawMode has a terminal give each key when it is pressed. The function returned sets
// the modes back; it is nil if that is not possible.
func rawMode(fd int) (restore func()) {
	const setDrain = 0x5403 // TCSETSW
	var old syscall.Termios
	if !termios(fd, syscall.TCGETS, &old) {
		return nil
	}
	t := old
	t.Lflag &^= syscall.ICANON | syscall.ECHO
	t.Iflag &^= syscall.IXON | syscall.INLCR
	t.Cc[syscall.VMIN], t.Cc[syscall.VTIME] = 1, 0
	if !termios(fd, setDrain, &t) {
		return nil
	}
	return func() { termios(fd, setDrain, &old) }
}

// columns is the width of a terminal.
func columns(fd int) int {
	if size, ok := windowSize(fd); ok && size.cols > 0 {
		return int(size.cols)
	}
	return 80
}

// keys is what a keymap has for the editor.
//
//go:noinline
func (e *editor) keys(name string) *edit.Keymap {
	k := e.keymap(name)
	m := new(edit.Keymap)
	bind := func(kind int, list map[string]string) {
		for seq, what := range list {
			m.Bind(seq, &edit.Binding{Kind: kind, What: what})
		}
	}
	bind(edit.Function, k.functions)
	bind(edit.Macro, k.macros)
	bind(edit.Command, k.commands)
	if name == "vi" {
		m.Bind(`\e`, &edit.Binding{What: "vi-movement-mode"}) // what bash does not bind, since it waits for more
	}
	return m
}

// runBound runs a command that bind -x has bound to a key.
func (sh *Shell) runBound(command, text string, at int) (string, int) {
	sh.assign(intern("READLINE_LINE"), text)
	sh.assign(intern("READLINE_POINT"), itoa(utf8.RuneCountInString(text[:at])))
	status, lastArg := sh.status, sh.lastArg
	c := sh.evalText(strings.Trim(command, "\""), "bind -x")
	sh.status, sh.lastArg = status, lastArg
	if c != next {
		sh.pend = c
	}
	text = sh.Get("READLINE_LINE")
	n, _ := atoi(sh.Get("READLINE_POINT"))
	sh.unset(intern("READLINE_LINE"))
	sh.unset(intern("READLINE_POINT"))
	at = 0
	for ; n > 0 && at < len(text); n-- {
		_, w := utf8.DecodeRuneInString(text[at:])
		at += w
	}
	return text, at
}
