package interp

import (
	"time"

	"entrysh/internal/event"
	"entrysh/internal/memory"
	"entrysh/internal/sig"
)

// block is the one way to block (design, section 2). It returns when ready
// reports true, when one of fds is ready, or at the deadline; until then it
// runs the trap actions that come due, reaps, and drains captured output. c is
// not next when an action or the end of the environment leaves the command
// that waits; the caller then cleans up and passes c on.
func (sh *Shell) block(ready func() bool, fds []event.Fd, deadline time.Time) (c ctl, timeout bool) {
	for {
		if c := sh.attend(true); c != next {
			return c, false
		}
		if ready != nil && ready() {
			return next, false
		}
		set := fds
		captures := sh.ev.captures
		if len(captures) > 0 {
			set = make([]event.Fd, len(fds), len(fds)+len(captures))
			copy(set, fds)
			for _, p := range captures {
				if !p.eof {
					set = append(set, event.Fd{FD: int32(p.r), Events: event.In})
				}
			}
		}
		sh.shed()
		until := deadline
		if e := sh.ev.ending; e != nil {
			wait, _ := e.next(sh)
			if at := after(wait); until.IsZero() || at.Before(until) {
				until = at
			}
		}
		n, late := sh.ev.waker.Sleep(set, until)
		if n > 0 {
			for i := range fds {
				if set[i].Revents != 0 {
					fds[i].Revents = set[i].Revents
					// A due action goes before what the descriptor brings.
					if c := sh.attend(true); c != next {
						return c, false
					}
					return next, false
				}
			}
			for _, p := range captures {
				p.drain()
			}
		}
		if late {
			if c := sh.attend(true); c != next {
				return c, false
			}
			if until == deadline {
				return next, true
			}
		}
	}
}

// shed lets go of what a large expansion has left: the stack of words, whose
// strings would stay, the field builder's buffers, and the last string appended to.
func (sh *Shell) shed() {
	const large = 4096
	if cap(sh.args) > large && len(sh.args) < large/4 {
		sh.args = append([]string(nil), sh.args...)
	}
	if b := &sh.fb; cap(b.buf)+cap(b.quotes) > 16*large && len(b.buf) == 0 && len(b.quotes) == 0 {
		b.buf, b.quotes = nil, nil
	}
	if cap(sh.grown) > 16*large {
		sh.grown = nil
	}
}

// adopts reports whether orphans become children of this process.
func (sh *Shell) adopts() bool { return sh.isInit || sh.config.Subreaper }

// due reports whether attend has anything to do. It is asked before every command.
func (sh *Shell) due() bool {
	if sh.ev.root {
		return sig.Pending() != 0 || sh.root.traps.queued != 0 || memory.Collecting()
	}
	return sh.ev.killed.Load() != 0
}

// attend reaps and runs the trap actions that are due. blocked tells that the
// caller waits for something, which matters when traps are deferred.
func (sh *Shell) attend(blocked bool) ctl {
	if !sh.ev.root {
		return sh.attendKilled()
	}
	if memory.Collecting() && !blocked && event.Lone() {
		memory.Yield()
	}
	if sig.Pending() == 0 && sh.chldDue.Load() == 0 && sh.root.traps.queued == 0 {
		return next
	}
	sh.reap()
	if e := sh.ev.ending; e != nil {
		if wait, done := e.next(sh); done && wait <= 0 {
			return sh.depart(e)
		}
	}
	return sh.runDue(blocked)
}

// attendKilled is attend for a part that has a goroutine, whose process other signals do not reach.
func (sh *Shell) attendKilled() ctl {
	k := sh.ev.killed.Load()
	for n := 1; n <= sig.Max && k > 1; n++ {
		if k&^1&(1<<n) != 0 && !sh.sigIgnored(n) {
			sh.ev.diedOf, k = n, 1
			sh.ev.killed.Or(1)
		}
	}
	if k&1 == 0 {
		sh.ev.killed.CompareAndSwap(k, 0)
		return next
	}
	sh.ev.target = nil
	return toOuter
}

// reap looks after children that have ended. No action runs here: what it says
// would be lost with most callers, and wait is to be interrupted by it.
func (sh *Shell) reap() {
	if !sh.ev.root || !sig.Take(sig.CHLD) {
		return
	}
	ended, counted, _ := sh.table.Reap(sh.ev.waker, sh.stops.Load(), sh.adopts())
	if ended > 0 && sh.root.opts&(optNotify|optInteractive) == optNotify|optInteractive && sh.root.fg == 0 {
		sh.root.notify(sh.root.line)
	}
	if t := &sh.root.traps; counted > 0 && t.has(sig.CHLD) {
		sh.chldDue.Add(int32(counted))
		t.queued |= chldBit &^ t.running
	}
}
