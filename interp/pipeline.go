package interp

import (
	"syscall"
	"time"

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
