package interp

import (
	"strings"
	"syscall"
	"time"

	"entrysh/internal/nocmp"
	"entrysh/internal/sig"
	"entrysh/internal/strfn"
)

// subshellNode is ( list ).
type subshellNode struct {
	body *listNode
	line int // of the closing parenthesis
	stmt *stmtNode

	inverted bool // by !: its failing does not count
	fills    bool // it is all of another ( ), whose process is the same in bash: messages name that, and ERR sees that fail
}

func (n *subshellNode) run(sh *Shell) ctl {
	if c := n.perform(sh); c != next {
		return c
	}
	return n.check(sh)
}

// perform runs the subshell and leaves its status to check.
func (n *subshellNode) perform(sh *Shell) ctl {
	if n.body.identity.shows(sh) || sh.jobControl {
		around := sh.around
		sh.around = n.stmt.lastLine()
		child, status := sh.startSelf(n.body.source(), &spawnOptions{})
		sh.around = around
		if child == nil {
			if sh.pend != 0 {
				return sh.takePend()
			}
			return sh.result(status)
		}
		child.stmt = n.stmt
		return sh.waitForeground(child)
	}
	n.unite(sh)
	return sh.inSubshell(n.body, n)
}

// unite takes it into account that in bash ( ) within nothing but ( ) is the same process.
func (n *subshellNode) unite(sh *Shell) {
	if len(n.body.stmts) == 1 && n.body.isSubshell() {
		sh.owed.Add(-1)
	}
}

// check is Shell.check for the command as a whole, which becomes BASH_COMMAND for the ERR trap alone.
func (n *subshellNode) check(sh *Shell) ctl {
	if sh.status == 0 || n.inverted || n.fills {
		return next
	}
	if sh.line = n.line; sh.traps.err != nil && sh.noErr == sh.nots {
		sh.cmd = n.stmt
	}
	return sh.check()
}

// inSubshell runs a body in a virtual subshell, that of parens or, if that is nil, another; its status is left unchecked.
func (sh *Shell) inSubshell(body node, parens *subshellNode) ctl {
	if !sh.mayFork() {
		return sh.takePend()
	}
	c := sh.sub(sh.ev)
	c.jobs = jobs{}
	c.errLine, c.trapName, c.inAction = 0, "", false
	if c.inParens = parens != nil; c.inParens {
		c.around = parens.stmt.lastLine()
	}
	sh.live++
	k := c.runSubshell(body)
	sh.live--
	c.done()
	sh.childEnded()
	if k == toOuter {
		return sh.outer()
	}
	if b := c.became; b != nil {
		if parens == nil || parens.fills {
			sh.replacedBy(b)
		} else {
			b.stmt = parens.stmt
			sh.reportForeground([]runner{{child: b}}, nil)
		}
	}
	sh.checkWindow()
	sh.result(c.status)
	return sh.afterForeground(sh.status != 0)
}

// runSubshell runs a body in the environment sh, which is a subshell's, to
// its end, the EXIT trap included. It returns next, or toOuter when an action
// of an outer environment leaves the subshell.
func (sh *Shell) runSubshell(body node) ctl {
	cmd := sh.cmd
	c := body.run(sh)
	if sh.inSubst {
		sh.cmd = cmd // bash has BASH_COMMAND back when it has read a substitution's text
	}
	return sh.endSubshell(c)
}

func (sh *Shell) endSubshell(c ctl) ctl {
	switch {
	case c == toOuter:
		return c
	case c == toTop && (sh.inSubst || sh.forked > 0 && sh.units > 0):
		sh.topOfText() // which is how bash runs it
	}
	if sh.traps.exit != nil {
		sh.runExitTrap()
	}
	sh.finishProcSubsts(0)
	if sh.ev.target != nil && sh.ev.target != sh {
		return toOuter
	}
	return next
}

// outer is what an environment does when a subshell of it was left by an
// action: go on as the action says if it was this environment's, else on outwards.
func (sh *Shell) outer() ctl {
	if sh.ev.target == sh {
		sh.ev.target = nil
		return sh.ev.tctl
	}
	return toOuter
}

// cmdSubst is $(list) or `list` (POSIX XCU 2.6.3).
type cmdSubst struct{ body *listNode }

func (s *cmdSubst) value(sh *Shell) string {
	switch {
	case sh.pend != 0:
		return ""
	case sh != sh.root:
		return s.text(sh)
	}
	sh.intSeen = false
	text := s.text(sh)
	if sh.intSeen && sh.pend == 0 {
		// The shell was reading: unlike one that waits, it leaves it to no command what INT does.
		sh.intSeen = false
		sh.pend = sh.dieOf(sig.INT)
	}
	return text
}

// text runs the commands and returns what they have written.
func (s *cmdSubst) text(sh *Shell) string {
	sh.substed = true
	if len(s.body.stmts) == 0 {
		sh.status = 0
		return ""
	}
	if s.body.identity.shows(sh) {
		capt := newCapture(sh.ev)
		out := &desc{capt: capt}
		out.refs.Store(1)
		var u []undo
		sh.place(1, out, &u)
		child, status := sh.startSelf(s.body.source(), &spawnOptions{subst: true, jobs: true})
		sh.undo(u)
		if child == nil {
			sh.status = status
			return ""
		}
		// Of its death nothing is said, as in bash.
		list := [1]runner{{child: child}}
		if c := capt.finish(sh, list[:]); c != next {
			sh.abandon(child)
			sh.pend = c
			return ""
		}
		if c := sh.waitChild(list[:]); c != next {
			sh.pend = c
			return ""
		}
		if child.diedOfInt() {
			sh.passInt()
		}
		return sh.substText(capt.buf)
	}
	if !sh.mayFork() {
		return ""
	}
	c := sh.sub(sh.ev)
	c.inSubst = true
	c.loops = sh.loops // as bash, which leaves them to ( ) to forget
	c.traceDepth++
	if sh.opts&optErrexit != 0 && sh.shopts&shoptInheritErrexit == 0 {
		c.opts &^= optErrexit
	}
	out, k := c.collect(s.body)
	if k != next {
		sh.pend = k
		return ""
	}
	sh.status = c.status
	if c.intDied {
		sh.passInt()
	}
	return sh.substText(out)
}

// collect runs a body in the environment sh, which is a new virtual subshell's, and returns what it
// has written to standard output.
func (sh *Shell) collect(body node) (out []byte, k ctl) {
	outer := sh.parent
	capt := newCapture(sh.ev)
	d := &desc{capt: capt}
	d.refs.Store(1)
	sh.setFD(1, d)
	outer.live++
	k = sh.runSubshell(body)
	if k == next {
		k = capt.finish(outer, nil)
	} else {
		if capt.w >= 0 {
			syscall.Close(capt.w)
		}
		capt.close()
	}
	outer.live--
	sh.done()
	outer.childEnded()
	if k == toOuter {
		k = outer.outer()
	}
	return capt.buf, k
}

// diedOfInt reports whether INT has ended a child.
func (c *childProc) diedOfInt() bool {
	return c.finished() && c.Status().Signaled() && c.Status().Signal() == syscall.SIGINT
}

// passInt sends the shell the INT of which the process of a command substitution has
// died, as bash does; as PID 1 it would not get it but for a trap. A virtual subshell
// ends of it.
func (sh *Shell) passInt() {
	if !sh.isMain() {
		if !sh.sigIgnored(sig.INT) {
			sh.intDied, sh.status, sh.pend = true, 128+sig.INT, toExit
		}
		return
	}
	trapped := sh.root.traps.sigs[sig.INT] != nil
	if trapped || !sh.isInit {
		syscall.Kill(sh.realPid, syscall.SIGINT)
	}
	if !trapped {
		sh.pend = sh.attend(false)
	}
}

// substText turns output into the value of a substitution: without NUL bytes
// and without the newlines at its end.
func (sh *Shell) substText(b []byte) string {
	for len(b) > 0 && b[len(b)-1] == '\n' {
		b = b[:len(b)-1]
	}
	s := string(b)
	if strfn.IndexByte(s, 0) >= 0 {
		sh.warn("warning: command substitution: ignored null byte in input")
		s = strfn.ReplaceAll(s, "\x00", "")
		s = strings.TrimRight(s, "\n")
	}
	return s
}

// fileSubst is $(<file).
type fileSubst struct{ redirs []redirection }

func (s *fileSubst) value(sh *Shell) string {
	if sh.pend != 0 {
		return ""
	}
	sh.substed = true
	u, ok := sh.redirect(s.redirs)
	text := ""
	if ok {
		text = sh.substInput()
	} else if sh.pend == 0 {
		if sh.endReported(); sh.pend == 0 {
			sh.status = 1
		}
	}
	sh.undo(u)
	return text
}

// substInput is what the standard input gives to $(<file).
func (sh *Shell) substInput() string {
	var out []byte
	buf := make([]byte, 8192)
	d := sh.get(0)
	for {
		n, _, c, err := sh.readDesc(d, buf, time.Time{})
		if c != next {
			sh.pend = c
			return ""
		}
		if err != nil || n == 0 {
			break
		}
		out = append(out, buf[:n]...)
	}
	sh.status = 0
	return sh.substText(out)
}

// procSubst is <(list) or >(list) (bash manual 3.5.6).
type procSubst struct {
	_    nocmp.Mark
	body *listNode
	out  bool
	file bool // the body is <file, which stands for its contents
}

func (p *procSubst) value(sh *Shell) string {
	if sh.pend != 0 || len(p.body.stmts) == 0 { // nothing comes of <()
		return ""
	}
	var fds [2]int
	if err := syscall.Pipe2(fds[:], syscall.O_CLOEXEC); err != nil {
		sh.errorf("cannot make pipe for process substitution: %s", errText(err))
		return ""
	}
	theirs, ours, end := fds[1], fds[0], 1
	if p.out {
		theirs, ours, end = fds[0], fds[1], 0
	}
	d := newDesc(theirs)
	d.kind = kindBlocks
	var u []undo
	sh.place(end, d, &u)
	own := sh.ownRedirs
	sh.ownRedirs = u // not for actions
	sh.traceDepth++
	var child *childProc
	if n, ok := sh.plainProgram(p.body); ok {
		child, _ = sh.startApart(n, sh.subshell+1, &spawnOptions{procs: true, last: !sh.inAction && !sh.inDebug})
	} else {
		text := p.body.source()
		if p.file {
			text.text = "command cat " + text.text
		}
		child, _ = sh.startSelf(text, &spawnOptions{procs: true})
	}
	sh.traceDepth--
	sh.undo(sh.ownRedirs)
	sh.ownRedirs = own
	if child != nil {
		sh.bang = child.pid()
		child.reads = p.out
		sh.rememberAsync(child)
		if p.out && sh.ev.root && sh != sh.root {
			sh.root.rememberAsync(child) // which may outlive the subshell
		}
	}
	mine := newDesc(ours)
	mine.kind = kindBlocks
	n := 63
	for n < len(sh.fds) && sh.fds[n] != nil {
		n--
	}
	sh.setFD(n, mine)
	sh.procFDs = append(sh.procFDs, n)
	return "/dev/fd/" + formatInt(int64(n))
}

// finishProcSubsts closes the descriptors of process substitutions that the
// command that used them leaves behind, down to mark.
func (sh *Shell) finishProcSubsts(mark int) {
	for len(sh.procFDs) > mark {
		n := len(sh.procFDs) - 1
		sh.setFD(sh.procFDs[n], nil)
		sh.procFDs = sh.procFDs[:n]
	}
}
