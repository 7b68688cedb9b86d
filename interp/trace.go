package interp

import (
	"strings"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/parse"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
	"entrysh/internal/unparse"
)

// trace writes a simple command as set -x shows it.
func (sh *Shell) trace(args []string) {
	var b textbuf.Builder
	for i, a := range args {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(quote.XTrace(a, sh.locale()))
	}
	sh.traceText(b.String())
}

// traceHead shows the head of a compound command, as it is written.
func (sh *Shell) traceHead(st *stmtNode) {
	if sh.opts&optXtrace == 0 {
		return
	}
	if h, ok := unparse.Head(st.stmt.Cmd, st.src.unit.Text); ok {
		if _, ok := st.stmt.Cmd.(*syntax.CaseClause); ok {
			h = strfn.TrimSuffix(h, " ") // BASH_COMMAND has it
		}
		sh.traceText(parse.Bytes(h))
	}
}

// condWord is an operand of [[ as xtrace shows it.
func condWord(s string) string {
	if s == "" {
		return "''"
	}
	return s
}

// traceText writes one line of xtrace output, PS4 in front.
func (sh *Shell) traceText(text string) {
	if sh.opts&optXtrace == 0 || sh.inTrace {
		return
	}
	sh.inTrace = true
	ps4, ok := sh.getSet("PS4")
	if ok && ps4 != "" {
		status := sh.status
		sub := sh.substed
		opts := sh.opts
		sh.opts &^= optXtrace | optErrexit
		ps4 = sh.expandPrompt(ps4)
		sh.opts, sh.status, sh.substed = opts, status, sub
	}
	if n := sh.traceDepth; n > 0 && ps4 != "" {
		_, w := utf8.DecodeRuneInString(ps4)
		ps4 = strings.Repeat(ps4[:w], n) + ps4
	}
	sh.inTrace = false
	fd, ok := sh.validTraceFD()
	if !ok {
		fd = 2
		if sh.traceFD > 0 {
			fd = sh.traceFD
		}
	}
	if d := sh.get(fd); d != nil {
		sh.quietWrite(d, ps4+text+"\n")
	}
}

// validTraceFD returns the descriptor that BASH_XTRACEFD names, if that is open.
func (sh *Shell) validTraceFD() (int, bool) {
	s, _ := sh.getSet("BASH_XTRACEFD")
	n, ok := atoi(s)
	return n, ok && sh.get(n) != nil
}

// traceFDChanged follows BASH_XTRACEFD (bash manual 5.2): a descriptor in use
// is closed when the variable becomes empty or unset, and stays in use when its
// new value is none.
func (sh *Shell) traceFDChanged() {
	n, ok := sh.validTraceFD()
	switch s := sh.Get("BASH_XTRACEFD"); {
	case ok:
		sh.traceFD = n
	case s != "":
		sh.errorf("BASH_XTRACEFD: %s: invalid value for trace file descriptor", s)
	case sh.traceFD > 0:
		if sh.get(sh.traceFD) != nil {
			sh.setFD(sh.traceFD, nil)
		}
		sh.traceFD = 0
	}
}

func (sh *Shell) traceAssign(a *assignment, val string) {
	op := "="
	if a.append {
		op = "+="
	}
	name := a.sym.name
	if a.sub != nil {
		name += "[" + a.sub.text + "]"
	}
	sh.traceText(name + op + val)
}
