package proc

import (
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"

	"entrysh/internal/event"
	"entrysh/internal/nocmp"
)

// State is what a child was last seen doing.
type State uint32

// The states of a child.
const (
	Running State = iota
	Stopped
	Done
)

// A Child is a process that the shell has started.
type Child struct {
	_      nocmp.Mark
	Pid    int
	Waker  *event.Waker // woken at each change of state; may be changed by Watch
	inner  bool         // its end does not count
	state  atomic.Uint32
	status atomic.Uint32 // syscall.WaitStatus
	ahead  *builder      // of a start that was not waited for, until it is known how that went
	err    error
}

// Seen returns a child as somebody has seen it: nothing changes its state any more.
func Seen(pid int, s State, w syscall.WaitStatus) *Child {
	c := &Child{Pid: pid}
	c.state.Store(uint32(s))
	c.status.Store(uint32(w))
	return c
}

// State returns what the child was last seen doing.
func (c *Child) State() State { return State(c.state.Load()) }

// SetRunning says that a stopped child is going on, before the kernel does.
func (c *Child) SetRunning() { c.state.CompareAndSwap(uint32(Stopped), uint32(Running)) }

// Status returns the wait status; meaningful when the state is not Running.
func (c *Child) Status() syscall.WaitStatus { return syscall.WaitStatus(c.status.Load()) }

// ExitStatus returns the status as the shell shows it: 128+n for signal n.
func (c *Child) ExitStatus() int { return ExitStatus(c.Status()) }

// ExitStatus turns a wait status into an exit status (POSIX XCU 2.8.2).
func ExitStatus(w syscall.WaitStatus) int {
	switch {
	case w.Exited():
		return w.ExitStatus()
	case w.Signaled():
		return 128 + int(w.Signal())
	case w.Stopped():
		return 128 + int(w.StopSignal())
	}
	return 0
}

// Err returns, when the child is done, why it has not executed its program: an *ExecError,
// as Start returns it if it waits for that.
func (c *Child) Err() error { return c.err }

// Table knows the children of this process. Its zero value is ready.
type Table struct {
	mu       sync.Mutex
	children map[int]*Child
	starting int                        // starts under way
	early    map[int]syscall.WaitStatus // statuses reaped before their start was recorded
	late     int                        // those of them and of failed starts that count, for the next Reap to say
}

// Start starts the program of s and records it as a child that wakes w when
// its state changes. An error of type *ExecError means that a child was made
// and has ended without executing the program.
func (t *Table) Start(s *Spec, w *event.Waker) (*Child, error) {
	t.mu.Lock()
	t.starting++
	t.mu.Unlock()
	pid, ahead, err := start(s)
	t.mu.Lock()
	t.starting--
	var c *Child
	if err == nil {
		c = &Child{Pid: pid, Waker: w, inner: s.Inner, ahead: ahead}
		t.add(c)
	} else if pid > 0 {
		t.collect(pid)
		if e := err.(*ExecError); !s.Inner && e.Errno != syscall.ENOEXEC { // the shell that runs a script counts
			t.late++
		}
	}
	if t.starting == 0 && len(t.early) > 0 {
		t.late += len(t.early) // orphans
		clear(t.early)
	}
	t.mu.Unlock()
	return c, err
}

// add records a child that has been started, and may have ended already.
func (t *Table) add(c *Child) {
	if status, ok := t.early[c.Pid]; ok {
		delete(t.early, c.Pid)
		if c.finish(status, c.Waker) {
			t.late++
		}
		return
	}
	if t.children == nil {
		t.children = map[int]*Child{}
	}
	t.children[c.Pid] = c
}

// Settle returns when c has executed its program or ended, or after a tenth of a second.
func (t *Table) Settle(c *Child) {
	t.mu.Lock()
	if c.ahead != nil {
		c.ahead.settle()
	}
	t.mu.Unlock()
}

// collect reaps a child that is about to end, if that has not been done.
func (t *Table) collect(pid int) {
	if _, ok := t.early[pid]; ok {
		delete(t.early, pid)
		return
	}
	for {
		if _, e := syscall.Wait4(pid, nil, 0, nil); e != syscall.EINTR {
			return
		}
	}
}

// finish publishes the end of c and reports whether that counts. If the program has not
// been executed, it does not: who waits for it tries again.
func (c *Child) finish(status syscall.WaitStatus, self *event.Waker) (counts bool) {
	if b := c.ahead; b != nil {
		c.ahead, c.err = nil, b.err()
		b.release()
	}
	c.status.Store(uint32(status))
	c.state.Store(uint32(Done))
	if c.Waker != nil && c.Waker != self {
		c.Waker.Wake()
	}
	return !c.inner && c.err == nil
}

// Watch has changes of c wake w from now on. The caller looks at the state afterwards.
func (t *Table) Watch(c *Child, w *event.Waker) {
	t.mu.Lock()
	c.Waker = w
	t.mu.Unlock()
}

// Reap collects every process that has changed state, children and adopted
// orphans alike, and publishes the states of children. It returns how many
// have ended, how many of them were not started as inner ones, and whether any
// process is left at all.
//
// The caller is not woken by its own waker self. Unless orphans are adopted,
// it looks no further than its own children.
func (t *Table) Reap(self *event.Waker, stops, adopts bool) (ended, counted int, left bool) {
	options := uintptr(syscall.WNOHANG)
	if stops {
		options |= syscall.WUNTRACED | syscall.WCONTINUED
	}
	for {
		var status syscall.WaitStatus
		// Under the lock, so that a start that ends meanwhile finds the status.
		t.mu.Lock()
		pid, _, e := syscall.RawSyscall6(syscall.SYS_WAIT4, ^uintptr(0), uintptr(unsafe.Pointer(&status)), options, 0, 0, 0)
		if e == syscall.EINTR {
			t.mu.Unlock()
			continue
		}
		if e != 0 || pid == 0 {
			counted, t.late = counted+t.late, 0
			t.mu.Unlock()
			return ended, counted, e == 0
		}
		c := t.children[int(pid)]
		switch {
		case status.Exited() || status.Signaled():
			ended++
			if c != nil {
				delete(t.children, int(pid))
				if c.finish(status, self) {
					counted++
				}
				if len(t.children) == 0 && t.starting == 0 && !adopts {
					counted, t.late = counted+t.late, 0
					t.mu.Unlock()
					return ended, counted, false
				}
			} else if t.starting > 0 {
				if t.early == nil {
					t.early = map[int]syscall.WaitStatus{}
				}
				t.early[int(pid)] = status
			} else {
				counted++ // an orphan
			}
		case c != nil:
			c.status.Store(uint32(status))
			if status.Stopped() {
				c.state.Store(uint32(Stopped))
			} else {
				c.state.Store(uint32(Running))
			}
			if c.Waker != nil && c.Waker != self {
				c.Waker.Wake()
			}
		}
		t.mu.Unlock()
	}
}

// Running returns the children that have not ended, in no order.
func (t *Table) Running() []*Child {
	t.mu.Lock()
	list := make([]*Child, 0, len(t.children))
	for _, c := range t.children {
		list = append(list, c)
	}
	t.mu.Unlock()
	return list
}
