package interp

import (
	"time"

	"entrysh/internal/strfn"
)

// builtinWait is the wait built-in (POSIX XCU wait; bash manual 7.2).
func builtinWait(sh *Shell, args []string) int {
	f := sh.flags(args, "fnp:")
	o, ok := f.all()
	if !ok {
		return 2
	}
	args, variable, force := f.args, f.arg, o.has('f')
	if o.has('p') {
		if _, _, _, ok := sh.splitRef(variable); !ok {
			sh.notIdentifier("wait", variable)
			return 1
		}
		sh.unsetRef(variable)
	}
	sh.reap()
	if o.has('n') {
		return sh.waitAny(args, variable, force)
	}
	if len(args) == 0 {
		return sh.waitAll()
	}
	status := 0
	for _, a := range args {
		var done bool
		if status, done = sh.waitOne(a, variable, force); done {
			return status
		}
	}
	return status
}

// waitAll waits for all jobs that run. Then no process is known any more, but for
// $! if that had ended before.
func (sh *Shell) waitAll() int {
	t := &sh.jobs
	lastStatus, lastKnown := 0, false
	if j, c := t.byPid(sh.bang); c != nil && c.finished() {
		lastStatus, lastKnown = statusIn(j, c), true
	}
	st, _ := sh.waitFor(func() bool {
		for _, j := range t.list {
			if !j.foreign && j.state() == jobRunning {
				return false
			}
		}
		for _, c := range sh.asyncs {
			if c.pid() == sh.bang && !c.finished() {
				return false
			}
		}
		return true
	})
	if st != 0 || sh.pend != 0 {
		return st
	}
	for _, j := range t.list {
		if !j.foreign && j.stopped() {
			sh.builtinError("wait", "warning: job %d[%d] stopped", itoa(j.id), itoa(j.pid()))
		}
	}
	sh.notify(sh.line)
	for _, j := range append([]*job(nil), t.list...) {
		if j.finished() {
			t.remove(j)
		}
	}
	t.ended, t.order = nil, nil
	if lastKnown {
		t.ended = map[int]int{sh.bang: lastStatus}
		t.order = []int{sh.bang}
	}
	return 0
}

// statusIn is the status of a process in a job, nil for none: the last has the
// job's.
func statusIn(j *job, c *childProc) int {
	if j != nil && c == j.last() {
		return j.status()
	}
	return c.exitStatus()
}

// waitFor blocks until ready; st is 128+n when signal n's action ended it.
func (sh *Shell) waitFor(ready func() bool) (st int, c ctl) {
	sh.waiting++
	sh.waitSig = 0
	c, _ = sh.block(func() bool { return sh.waitSig != 0 || ready() }, nil, time.Time{})
	n := sh.waitSig
	sh.waitSig = 0
	sh.waiting--
	sh.endCoproc()
	if c != next {
		sh.pend = c
		return sh.status, c
	}
	if n != 0 {
		return 128 + n, next
	}
	return 0, next
}

// waitOne waits for one process or job; done means that wait ends here.
func (sh *Shell) waitOne(a, variable string, force bool) (status int, done bool) {
	var j *job
	var child *childProc
	t := &sh.jobs
	if strfn.HasPrefix(a, "%") {
		var problem string
		if j, problem = t.find(a); j == nil || j.foreign {
			if problem == "" {
				problem = a + ": no such job"
			}
			sh.builtinError("wait", "%s", problem)
			return 127, false
		}
		child = j.last()
	} else {
		pid, ok := atoi(a)
		if !ok || pid < 0 {
			sh.builtinError("wait", "`%s': not a pid or valid job spec", a)
			return 1, false
		}
		if j, child = t.byPid(pid); j != nil && j.foreign {
			j, child = nil, nil
		}
		if child == nil {
			for _, c := range sh.asyncs {
				if c.pid() == pid {
					child = c
				}
			}
		}
		if child == nil {
			if st, ok := t.ended[pid]; ok {
				if variable != "" {
					sh.assignRef(variable, a)
				}
				return st, false
			}
			sh.builtinError("wait", "pid %s is not a child of this shell", itoa(pid))
			return 127, false
		}
	}
	ready := child.finished
	if j != nil {
		ready = j.finished // all of a pipeline, if its last process is asked for
	}
	if j != nil && j.stopped() && !force {
		sh.warn("warning: wait_for_job: job %d is stopped", itoa(j.id))
	}
	if !ready() && (force || j == nil || !j.stopped()) {
		st, c := sh.waitFor(func() bool { return ready() || !force && j != nil && j.stopped() })
		if c != next || st != 0 {
			return st, true
		}
	}
	if variable != "" {
		sh.assignRef(variable, itoa(child.pid()))
	}
	if status = statusIn(j, child); !ready() {
		return status, false // stopped
	}
	if j != nil && j.finished() && t.has(j) {
		sh.notify(sh.line)
		t.remove(j)
	}
	return status, false
}

// waitAny is wait -n: the next job, of those named, to end.
func (sh *Shell) waitAny(args []string, variable string, force bool) int {
	t := &sh.jobs
	var list []*job
	for _, j := range t.list {
		if len(args) == 0 && !j.foreign {
			list = append(list, j)
		}
	}
	for _, a := range args {
		var j *job
		if pid, ok := atoi(a); ok {
			j, _ = t.byPid(pid)
		} else if strfn.HasPrefix(a, "%") {
			j, _ = t.find(a)
		}
		if j == nil || j.foreign {
			sh.builtinError("wait", "%s: no such job", a)
			continue
		}
		list = append(list, j)
	}
	if len(list) == 0 {
		return 127
	}
	var first *job
	find := func() bool {
		first = nil
		for _, j := range list {
			if j.finished() || !force && j.stopped() && !j.notified() {
				first = j
				return true
			}
		}
		return false
	}
	if !find() {
		st, c := sh.waitFor(find)
		if c != next || st != 0 {
			return st
		}
	}
	if variable != "" {
		sh.assignRef(variable, itoa(first.pid()))
	}
	status := first.status()
	if !first.finished() {
		first.shown = jobStopped
		return status
	}
	sh.notify(sh.line)
	t.remove(first)
	return status
}
