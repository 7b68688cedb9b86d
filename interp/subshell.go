package interp

import (
	"strings"
	"syscall"
	"time"

	"entrysh/internal/event"
	"entrysh/internal/proc"
	"entrysh/internal/sig"
	"entrysh/internal/strfn"
)

// subshellNode is ( list ).
type subshellNode struct {
	body *listNode
	line int // of the closing parenthesis
	stmt *stmtNode
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
		child, status := sh.startSelf(n.body.source(), &spawnOptions{})
		if child == nil {
			if sh.pend != 0 {
				return sh.takePend()
			}
			return sh.result(status)
		}
		child.stmt = n.stmt
		return sh.waitForeground(child)
	}
	return sh.inSubshell(n.body, true)
}

// check is Shell.check for the command as a whole, which becomes BASH_COMMAND for the ERR trap alone.
func (n *subshellNode) check(sh *Shell) ctl {
	if sh.status == 0 {
		return next
	}
	if sh.line = n.line; sh.traps.err != nil && sh.noErr == 0 {
		sh.cmd = n.stmt
	}
	return sh.check()
}

// inSubshell runs a body in a virtual subshell, that of ( ) or another; its status is left unchecked.
func (sh *Shell) inSubshell(body node, parens bool) ctl {
	if !sh.mayFork() {
		return sh.takePend()
	}
	c := sh.sub(sh.ev)
	c.jobs = jobs{}
	c.errLine, c.trapName, c.inAction = 0, "", false
	c.inParens = parens
	sh.live++
	k := c.runSubshell(body)
	sh.live--
	c.done()
	sh.childEnded()
	if k == toOuter {
		return sh.outer()
	}
	sh.checkWindow()
	sh.result(c.status)
	return sh.afterForeground()
}

// runSubshell runs a body in the environment sh, which is a subshell's, to
// its end, the EXIT trap included. It returns next, or toOuter when an action
// of an outer environment leaves the subshell.
func (sh *Shell) runSubshell(body node) ctl {
	c := body.run(sh)
	return sh.endSubshell(c)
}

func (sh *Shell) endSubshell(c ctl) ctl {
	switch {
	case c == toOuter:
		return c
	case c == toTop && sh.inSubst:
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
	if sh.pend != 0 {
		return ""
	}
	sh.substed = true
	if len(s.body.stmts) == 0 {
		sh.status = 0
		return ""
	}
	capt := newCapture(sh.ev)
	if s.body.identity.shows(sh) {
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
		c := sh.waitChild(list[:])
		if c == next {
			c = sh.interrupted(list[:])
		}
		if c != next {
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
	d := &desc{capt: capt}
	d.refs.Store(1)
	c.setFD(1, d)
	c.inSubst = true
	c.loops = sh.loops // as bash, which leaves them to ( ) to forget
	c.traceDepth++
	if sh.opts&optErrexit != 0 && !sh.shopts.has(shoptInheritErrexit) {
		c.opts &^= optErrexit
	}
	sh.live++
	k := c.runSubshell(s.body)
	if k == next {
		k = capt.finish(sh, nil)
	} else {
		if capt.w >= 0 {
			syscall.Close(capt.w)
		}
		capt.close()
	}
	sh.live--
	c.done()
	sh.childEnded()
	if k != next {
		if k == toOuter {
			k = sh.outer()
		}
		sh.pend = k
		return ""
	}
	sh.status = c.status
	if last, ok := s.body.stmts[len(s.body.stmts)-1].cmd.(*simpleNode); ok && c.intDied != nil && c.intDied == last.stmt {
		sh.passInt() // the program would have been the substitution's process
	}
	return sh.substText(capt.buf)
}

// diedOfInt reports whether INT has ended a child.
func (c *childProc) diedOfInt() bool {
	return c.finished() && c.Status().Signaled() && c.Status().Signal() == syscall.SIGINT
}

// passInt sends the shell the INT of which the process of a command substitution has
// died, as bash does; as PID 1 it would not get it but for a trap.
func (sh *Shell) passInt() {
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
	defer sh.undo(u)
	if !ok {
		if sh.pend == 0 {
			sh.status = 1
		}
		return ""
	}
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

// A pipePart is a command of a pipeline.
type pipePart struct {
	list *listNode
}

// pipeNode is a pipeline of two or more commands (POSIX XCU 2.9.2).
type pipeNode struct {
	parts []pipePart
	line  int
	stmt  *stmtNode
}

// A running part of a pipeline: a child process, or a goroutine with its own
// evaluator.
type runner struct {
	child *childProc
	part  *virtualPart
}

// A virtualPart is a subshell that a goroutine runs in this process.
type virtualPart struct {
	sh   *Shell
	stmt *stmtNode
	done chan struct{}
}

func (v *virtualPart) ended() bool {
	select {
	case <-v.done:
		return true
	default:
		return false
	}
}

func (n *pipeNode) run(sh *Shell) ctl {
	sh.line = n.line
	last := len(n.parts) - 1
	runners := make([]runner, 0, len(n.parts))
	statuses := make([]int, len(n.parts))
	lastpipe := sh.shopts.has(shoptLastpipe) && !sh.jobControl
	in := (*desc)(nil)
	group := 0
	var lastCtl ctl
	ranLast, byAction := false, false
	for i := range n.parts {
		if !(i == last && lastpipe) {
			n.parts[i].list.beforeFork(sh)
		}
		var out *desc
		var nextIn *desc
		if i < last {
			var p [2]int
			if err := syscall.Pipe2(p[:], syscall.O_CLOEXEC); err != nil {
				sh.errorf("pipe error: %s", errText(err))
				statuses[i] = 1
				break
			}
			nextIn, out = newDesc(p[0]), newDesc(p[1])
			nextIn.kind, out.kind = kindBlocks, kindBlocks
		}
		var u []undo
		inputs := sh.inputs
		if in != nil {
			sh.place(0, in, &u)
			sh.inputs++
		}
		if out != nil {
			sh.place(1, out, &u)
		}
		if i == last && lastpipe {
			actions, job := sh.root.leftByAction, sh.fgJob
			sh.fgJob = runners
			lastCtl = n.parts[i].list.run(sh)
			sh.fgJob = job
			byAction = actions != sh.root.leftByAction
			statuses[i] = sh.status
			ranLast = true
			sh.undo(u)
			sh.inputs = inputs
			break
		}
		r, status := sh.startPart(n.parts[i].list, &group)
		if r.child != nil {
			r.child.stmt = n.parts[i].list.stmts[0]
		}
		if r.child == nil && r.part == nil {
			statuses[i] = status
		}
		runners = append(runners, r)
		sh.undo(u)
		sh.inputs = inputs
		in = nextIn
		if sh.pend != 0 {
			if in != nil {
				in.release()
			}
			sh.leaveRunners(runners, true)
			return sh.takePend()
		}
	}
	if ranLast && lastCtl != next && (byAction || lastCtl != toBreak && lastCtl != toCont) {
		sh.leaveRunners(runners, byAction)
		return lastCtl
	}
	c := sh.waitRunners(runners, statuses, n.stmt)
	if c != next {
		sh.pipes, sh.piped = statuses, true
		return c
	}
	if ranLast && lastCtl != next {
		return lastCtl
	}
	if statuses[last] != 0 && sh.traps.err != nil && !ranLast && n.parts[last].list.isSubshell() {
		// bash takes its failing for that of a command of its own first.
		sh.status = statuses[last]
		if c := sh.check(); c != next {
			return c
		}
	}
	sh.pipes, sh.piped = statuses, true
	status := statuses[last]
	if sh.opts&optPipefail != 0 {
		status = 0
		for i := last; i >= 0; i-- {
			if statuses[i] != 0 {
				status = statuses[i]
				break
			}
		}
	}
	sh.status = status
	k := sh.afterForeground()
	if k == next && status != 0 {
		k = sh.check()
	}
	sh.pipes, sh.piped = statuses, true
	return k
}

// startPart starts one command of a pipeline with the descriptors as they stand.
func (sh *Shell) startPart(l *listNode, group *int) (r runner, status int) {
	opt := &spawnOptions{forked: true, pipeline: true, group: group, control: sh.jobControl}
	if n, ok := sh.plainProgram(l); ok {
		child, st := sh.startApart(n, sh.subshell, opt)
		return runner{child: child}, st
	}
	if l.identity.shows(sh) || sh.jobControl {
		opt.jobs = l.isBuiltin(sh)
		text := l.source()
		child, st := sh.startSelf(text, opt)
		return runner{child: child}, st
	}
	return runner{part: sh.startVirtual(l)}, 0
}

// isBuiltin reports whether a list is one built-in command. In a pipeline only
// these show the jobs of the shell.
func (l *listNode) isBuiltin(sh *Shell) bool {
	n, ok := l.stmts[0].cmd.(*simpleNode)
	return ok && n.builtin != nil && sh.fn(n.sym) == nil
}

// startVirtual runs a body in a goroutine, on a copy of the environment.
func (sh *Shell) startVirtual(body *listNode) *virtualPart {
	if !sh.mayFork() || !sh.mayShare() {
		return nil
	}
	waker, err := event.NewWaker()
	if err != nil {
		sh.errorf("cannot make pipe for process: %s", errText(err))
		return nil
	}
	for _, d := range sh.fds {
		if d != nil && d.capt != nil {
			d.capt.writeEnd()
		}
	}
	ev := &evaluator{waker: waker}
	c := sh.sub(ev)
	if body.isBuiltin(sh) {
		c.loops = sh.loops
	} else {
		c.jobs = jobs{}
	}
	c.params = append([]string(nil), sh.params...)
	for i := range c.frames {
		c.frames[i].args = append([]string(nil), c.frames[i].args...)
	}
	// The capture that collects the parent's output is written to through its pipe.
	for i, d := range c.fds {
		if d != nil && d.capt != nil {
			fd, _, e := syscall.Syscall(syscall.SYS_FCNTL, uintptr(d.capt.w), fDupfdCloexec, 3)
			d.release()
			if e != 0 {
				c.fds[i] = nil
				continue
			}
			c.fds[i] = newDesc(int(fd))
			c.fds[i].kind = kindBlocks
		}
	}
	sh.live++
	sh.disown()
	v := &virtualPart{sh: c, stmt: body.stmts[0], done: make(chan struct{})}
	parent := sh.ev.waker
	event.Share()
	event.Busy.Add(1)
	sh.parts.Add(1)
	go func() {
		defer c.parts.Add(-1)
		c.runSubshell(&forkedNode{body: body, piped: true})
		c.done()
		event.Busy.Add(-1)
		close(v.done)
		parent.Wake()
		waker.Close()
	}()
	return v
}

// waitRunners waits for all parts of a pipeline.
func (sh *Shell) waitRunners(list []runner, statuses []int, st *stmtNode) ctl {
	ready := func() bool {
		for _, r := range list {
			if r.child != nil && !r.child.finished() && !(sh.jobControl && r.child.State() == proc.Stopped) ||
				r.part != nil && !r.part.ended() {
				return false
			}
		}
		return true
	}
	var c ctl
	stopped := false
	if !ready() {
		c = sh.foreground(list, ready)
	}
	if c != next {
		sh.endRunners(list)
		sh.takeTerminal()
	} else {
		stopped = sh.jobControl && sh.foregroundDone(list)
		sh.checkWindow()
	}
	sh.endCoproc()
	for i, r := range list {
		switch {
		case r.child != nil:
			statuses[i] = r.child.exitStatus()
		case r.part != nil:
			sh.live--
			sh.childEnded()
			statuses[i] = r.part.sh.status
		}
	}
	switch {
	case stopped:
		c = sh.leaveLoops()
	case c == next:
		sh.reportForeground(list)
		c = sh.interrupted(list)
	}
	return c
}

// leaveRunners leaves the parts of a pipeline whose last one, run in this
// environment, has ended in other than the next command. Unless it was an action
// that said so, processes are left alone, as in bash.
func (sh *Shell) leaveRunners(list []runner, byAction bool) {
	var ends []runner
	for _, r := range list {
		if r.part != nil {
			sh.live--
		}
		if r.part != nil || byAction {
			ends = append(ends, r)
		}
	}
	sh.endRunners(ends)
}

// endRunners ends a foreground job that the command waiting for it leaves:
// TERM and CONT, the grace period, then KILL (rule S4).
func (sh *Shell) endRunners(list []runner) {
	for _, r := range list {
		if r.part != nil {
			r.part.sh.ev.killed.Store(true)
			if !r.part.ended() {
				r.part.sh.ev.waker.Wake()
			}
		}
	}
	alive := func() (any bool) {
		for _, r := range list {
			if r.child != nil && !r.child.finished() || r.part != nil && !r.part.ended() {
				return true
			}
		}
		return false
	}
	if !alive() {
		return
	}
	send := func(n int) {
		for _, r := range list {
			if n == sigTERM && r.child != nil && sh.root.told[r.child.pid()] {
				continue // it has had the signal the shell ends of
			}
			if r.child != nil && !r.child.finished() {
				r.child.kill(n)
			}
		}
	}
	send(sigTERM)
	send(sigCONT)
	deadline := after(sh.config.Grace)
	for alive() {
		c, late := sh.quietBlock(func() bool { return !alive() }, deadline)
		if late {
			send(sigKILL)
			deadline = after(sh.config.Grace)
		}
		if c != next {
			send(sigKILL)
		}
	}
}

// quietBlock waits without running trap actions.
func (sh *Shell) quietBlock(ready func() bool, deadline time.Time) (ctl, bool) {
	root := sh.root
	saved := root.noTraps
	if sh.ev.root {
		root.noTraps = true
		defer func() { root.noTraps = saved }()
	} else {
		k := sh.ev.killed.Swap(false)
		defer sh.ev.killed.Store(k)
	}
	return sh.block(ready, nil, deadline)
}

// procSubst is <(list) or >(list) (bash manual 3.5.6).
type procSubst struct {
	_    nocmp
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
	sh.traceDepth++
	defer func() { sh.traceDepth-- }()
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
	sh.undo(u)
	if child != nil {
		sh.bang = child.pid()
		sh.rememberAsync(child)
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
