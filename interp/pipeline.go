package interp

import (
	"syscall"

	"entrysh/internal/event"
	"entrysh/internal/proc"
)

// A pipePart is a command of a pipeline.
type pipePart struct {
	list *listNode
}

// pipeNode is a pipeline of two or more commands (POSIX XCU 2.9.2).
type pipeNode struct {
	parts []pipePart
	line  int
	stmt  *stmtNode

	inverted bool // by !: its failing does not count
}

// A running part of a pipeline: a child process, or a goroutine with its own
// evaluator.
type runner struct {
	child *childProc
	part  *virtualPart
	stmt  *stmtNode // nil if it is the child's
	reads bool      // from another part
}

// A virtualPart is a subshell that a goroutine runs in this process.
type virtualPart struct {
	sh   *Shell
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
	lastpipe := sh.shopts&shoptLastpipe != 0 && !sh.jobControl
	in := (*desc)(nil)
	group := 0
	var here *herePart
	var lastCtl ctl
	ranLast, byAction := false, false
	leave := func() {
		if in != nil {
			in.release()
		}
		here.release()
		sh.leaveRunners(runners, true)
	}
	for i := range n.parts {
		if !(i == last && lastpipe) && n.parts[i].list.beforeFork(sh) == toExit {
			leave()
			return toExit
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
			sh.fgJob = within(job, runners)
			lastCtl = n.parts[i].list.run(sh)
			sh.fgJob = job
			byAction = actions != sh.root.leftByAction
			statuses[i] = sh.status
			ranLast = true
			sh.undo(u)
			sh.inputs = inputs
			break
		}
		var r runner
		l := n.parts[i].list
		own := sh.ownRedirs
		sh.ownRedirs = u // the part's, not for actions
		program, _ := sh.plainProgram(l)
		virtual := program == nil && !l.identity.shows(sh) && !sh.jobControl
		switch {
		case i == 0 && virtual && !lastpipe && l.onlyWrites(sh):
			var text []byte
			text, statuses[i] = sh.written(l)
			if sh.pend == 0 && !out.fill(text) {
				here = newHerePart(&textNode{text, statuses[i]}, i, nil, out)
			}
		case here == nil && virtual && !lastpipe:
			if sh.mayFork() {
				here = newHerePart(&forkedNode{body: l, piped: true}, i, in, out)
			}
		case virtual:
			r.part = sh.startVirtual(l)
		default:
			r.child, statuses[i] = sh.startPart(l, program, &group)
		}
		r.reads, r.stmt = i > 0, l.stmts[0]
		runners = append(runners, r)
		sh.undo(sh.ownRedirs)
		sh.ownRedirs, sh.inputs = own, inputs
		in = nextIn
		if sh.pend != 0 {
			leave()
			return sh.takePend()
		}
	}
	if here != nil {
		c := sh.runHere(here, runners)
		if c != next {
			sh.leaveRunners(runners, true)
			return c
		}
		statuses[here.i], runners[here.i].child = here.status, here.became
	}
	if ranLast && lastCtl != next && (byAction || lastCtl != toBreak && lastCtl != toCont) {
		sh.leaveRunners(runners, byAction)
		return lastCtl
	}
	c := sh.waitRunners(runners, statuses)
	if c != next {
		sh.pipes, sh.piped = statuses, true
		return c
	}
	if ranLast && lastCtl != next {
		return lastCtl
	}
	if statuses[last] != 0 && sh.traps.err != nil && !ranLast && !n.inverted && n.parts[last].list.isSubshell() {
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
	k := sh.afterForeground(false)
	if k == next && status != 0 && !n.inverted {
		k = sh.check()
	}
	sh.pipes, sh.piped = statuses, true
	return k
}

// A herePart is a part of a pipeline that runs in the calling goroutine, when the
// others have been started. One of them can, and often there is no other that
// would need a goroutine.
type herePart struct {
	body    node
	i       int
	in, out *desc
	status  int
	became  *childProc // as in Shell
}

func newHerePart(body node, i int, in, out *desc) *herePart {
	h := &herePart{body: body, i: i, in: in, out: out}
	for _, d := range [...]*desc{in, out} {
		if d != nil {
			d.refs.Add(1)
		}
	}
	return h
}

func (h *herePart) release() {
	if h == nil {
		return
	}
	for _, d := range [...]*desc{h.in, h.out} {
		if d != nil {
			d.release()
		}
	}
}

// runHere runs a part in a virtual subshell. For what signals mean the shell waits for the others.
func (sh *Shell) runHere(h *herePart, others []runner) ctl {
	c := sh.sub(sh.ev)
	if h.in != nil {
		c.setFD(0, h.in)
		c.inputs++
	}
	if h.out != nil {
		c.setFD(1, h.out)
	}
	if f, ok := h.body.(*forkedNode); ok && f.body.isBuiltin(sh) {
		c.loops = sh.loops
	} else {
		c.jobs = jobs{}
	}
	c.fg, c.fgJob = 1, within(c.fgJob, others)
	if before := others[:h.i]; c.feeders == nil && firstProgram(before) < h.i {
		c.feeders = before
	}
	sh.live++
	k := c.runSubshell(h.body)
	sh.live--
	if e := sh.ev.ending; e != nil && sh.feeders == nil {
		k = c.depart(e)
	}
	if k == toOuter {
		leaveParts(others)
	}
	c.done()
	sh.childEnded()
	if k == toOuter {
		return sh.outer()
	}
	h.status, h.became = c.status, c.became
	return next
}

// onlyWrites reports whether a command of a pipeline is echo or printf, with nothing about
// it that could take long.
func (l *listNode) onlyWrites(sh *Shell) bool {
	if len(l.stmts) != 1 || !l.isBuiltin(sh) {
		return false
	}
	n := l.stmts[0].cmd.(*simpleNode)
	return (n.name == "echo" || n.name == "printf") && !n.substs && len(n.redirs) == 0
}

// written runs such a command, and returns what it has written and its status.
func (sh *Shell) written(l *listNode) (text []byte, status int) {
	if !sh.mayFork() {
		return nil, 0
	}
	c := sh.sub(sh.ev)
	c.loops = sh.loops
	text, sh.pend = c.collect(&forkedNode{body: l, piped: true})
	return text, c.status
}

// fill writes to a new pipe, if there is room for the text in it.
func (d *desc) fill(text []byte) bool {
	const getPipeSize = 1032
	if len(text) > 4096 {
		size, _, e := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(d.fd), getPipeSize, 0)
		if e != 0 || int(size) < len(text) {
			return false
		}
	}
	syscall.Write(d.fd, text)
	return true
}

// A textNode writes what a part of a pipeline has had to write.
type textNode struct {
	text   []byte
	status int
}

func (t *textNode) run(sh *Shell) ctl {
	if failed := sh.outBytes(t.text); failed != 0 {
		t.status = failed
	}
	return sh.result(t.status)
}

// startPart starts a process for one command of a pipeline, with the descriptors as they
// stand: program, or if that is nil, the shell itself.
func (sh *Shell) startPart(l *listNode, program *simpleNode, group *int) (*childProc, int) {
	opt := &spawnOptions{forked: true, pipeline: true, group: group, control: sh.jobControl}
	if program != nil {
		return sh.startApart(program, sh.subshell, opt)
	}
	opt.jobs = l.isBuiltin(sh)
	return sh.startSelf(l.source(), opt)
}

// isBuiltin reports whether a list is one built-in command. In a pipeline only
// these show the jobs of the shell.
//
//go:noinline
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
	v := &virtualPart{sh: c, done: make(chan struct{})}
	parent := sh.ev.waker
	event.Share()
	event.Busy.Add(1)
	sh.parts.Add(1)
	go func() {
		c.runSubshell(&forkedNode{body: body, piped: true})
		if ev.diedOf != 0 {
			c.status = 128 + ev.diedOf
		}
		c.done()
		event.Busy.Add(-1)
		close(v.done)
		parent.Wake()
		waker.Close()
		c.parts.Add(-1)
	}()
	return v
}

// waitRunners waits for all parts of a pipeline.
func (sh *Shell) waitRunners(list []runner, statuses []int) ctl {
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
	for i := range list {
		r := &list[i]
		if r.part != nil {
			sh.live--
			sh.childEnded()
			statuses[i] = r.part.sh.status
			r.child = r.part.sh.became
		}
		if r.child != nil {
			statuses[i] = r.child.exitStatus()
			if r.stmt != nil {
				r.child.stmt = r.stmt
			}
		}
	}
	switch {
	case stopped:
		c = sh.leaveLoops()
	case c == next:
		sh.reportForeground(list, statuses)
		c = sh.interrupted(list)
	}
	return c
}
