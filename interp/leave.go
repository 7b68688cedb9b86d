package interp

import (
	"time"
	_ "unsafe"
)

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

// leaveParts ends the virtual parts of a pipeline before their next commands. All
// are told before the first can act upon it, whose end another would read. What comes
// after a program is not told: the last lines of that go through it.
func leaveParts(list []runner) {
	list = list[:firstProgram(list)]
	for _, r := range list {
		r.leave(false)
	}
	for _, r := range list {
		r.leave(true)
	}
}

// firstProgram returns the index of the first part that is a process.
func firstProgram(list []runner) int {
	for i, r := range list {
		if r.child != nil {
			return i
		}
	}
	return len(list)
}

// leave has a virtual part leave what it runs; wake, if it waits for something.
func (r *runner) leave(wake bool) {
	if r.part != nil && !r.part.ended() {
		r.part.sh.ev.killed.Or(1)
		if wake {
			r.part.sh.ev.waker.Wake()
		}
	}
}

// An ending is a foreground job on its way to its end, since the command that waits for
// it is left (rule S4). Its parts end one after the other, from the first: one that
// reads may end with what it reads from, as tee does.
type ending struct {
	list     []runner // those that may be alive
	told     bool     // the first of these has been told
	since    time.Duration
	deadline time.Duration // for KILL

	ctl ctl    // what the action said that leaves a part which reads, and runs here
	bit uint64 // of its signal, if that was not queued
}

// lastLines is how long a reader has to end when nobody writes any more.
const lastLines = 250 * time.Millisecond

// nanotime is the monotonic clock. A time.Time in a type that interfaces reach costs 64 kB.
//
//go:linkname nanotime runtime.nanotime
func nanotime() time.Duration

// newEnding begins to end parts.
func (sh *Shell) newEnding(list []runner) *ending {
	leaveParts(list)
	now := nanotime()
	return &ending{list: list, since: now, deadline: now + sh.config.Grace}
}

// next does what is due, and returns how long it has time until it wants to be called again if
// nothing ends until then; done tells that all have ended.
func (e *ending) next(sh *Shell) (wait time.Duration, done bool) {
	now := nanotime()
	for ; len(e.list) > 0; e.list, e.told, e.since = e.list[1:], false, now {
		r := &e.list[0]
		if !r.alive() {
			continue
		}
		if left := e.since + lastLines - now; !e.told && r.reads && left > 0 {
			return left, false
		}
		switch {
		case !e.told:
			e.told = true
			r.leave(true)
			if r.child != nil {
				if !sh.root.told[r.child.pid()] { // else it has had the signal the shell ends of
					r.child.kill(sigTERM)
				}
				r.child.kill(sigCONT)
			}
		case now >= e.deadline:
			e.deadline = now + sh.config.Grace
			if r.child != nil {
				r.child.kill(sigKILL)
			}
		}
		return e.deadline - now, false
	}
	return e.since + lastLines - now, true
}

// endRunners ends a foreground job that the command waiting for it leaves.
func (sh *Shell) endRunners(list []runner) {
	for e := sh.newEnding(list); ; {
		wait, done := e.next(sh)
		if done {
			return
		}
		sh.quietBlock(func() bool { return !e.list[0].alive() }, after(wait))
	}
}

// alive reports whether a part has not ended.
func (r *runner) alive() bool {
	return r.child != nil && !r.child.finished() || r.part != nil && !r.part.ended()
}

// letEnd is what an action comes to that leaves a part of a pipeline which reads from
// programs: these are ended first, and the part goes on to the end of its input, as a
// process of its own would. No other action runs until then.
func (sh *Shell) letEnd(c ctl, n int) {
	e := sh.newEnding(sh.feeders)
	e.ctl, e.bit = c, 1<<(n-1)&^sh.root.traps.queued
	sh.ev.ending = e
	sh.root.noTraps = true
	sh.root.traps.queued |= e.bit // so that attend is called before every command
}

// depart leaves the part that has gone on.
func (sh *Shell) depart(e *ending) ctl {
	sh.ev.ending = nil
	sh.root.noTraps = false
	sh.root.traps.queued &^= e.bit
	return sh.leave(sh.root, e.ctl)
}

// quietBlock waits without running trap actions.
func (sh *Shell) quietBlock(ready func() bool, deadline time.Time) (ctl, bool) {
	root, killed := sh.root, uint64(0)
	saved, e := root.noTraps, sh.ev.ending
	sh.ev.ending = nil
	if sh.ev.root {
		root.noTraps = true
	} else {
		killed = sh.ev.killed.Swap(0)
	}
	c, ok := sh.block(ready, nil, deadline)
	if sh.ev.root {
		root.noTraps = saved
	} else {
		sh.ev.killed.Or(killed)
	}
	sh.ev.ending = e
	return c, ok
}
