package interp

import (
	"syscall"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
	"entrysh/internal/proc"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// jobs is an environment's job table (POSIX XCU 2.11; bash manual 7).
type jobs struct {
	list     []*job
	current  *job        // %+
	previous *job        // %-
	ended    map[int]int // statuses of background processes no job holds any more
	order    []int       // keys of ended, oldest first
}

// A job is a pipeline, in the background or stopped.
type job struct {
	id        int
	children  []*childProc
	group     int    // its process group, 0 without job control
	dir       string // where it was started
	monitored bool   // it was started under job control
	noHup     bool
	pipefail  bool     // that was on when it was started
	foreign   bool     // a parent's, which a subshell only shows
	shown     jobState // the state that was last shown
}

// A jobState is what the processes of a job do, taken together.
type jobState uint8

const (
	jobNew jobState = iota // not shown yet
	jobRunning
	jobStopped
	jobDone
)

// pid is what $! was: the last process's.
func (j *job) pid() int { return j.last().pid() }

// leader is the process by which jobs -p shows a job: the first.
func (j *job) leader() int { return j.children[0].pid() }

//go:noinline
func (j *job) last() *childProc { return j.children[len(j.children)-1] }

//go:noinline
func (j *job) state() jobState {
	s := jobDone
	for _, c := range j.children {
		switch {
		case c.finished():
		case c.State() == proc.Stopped:
			s = jobStopped
		default:
			return jobRunning
		}
	}
	return s
}

//go:noinline
func (j *job) finished() bool { return j.state() == jobDone }

//go:noinline
func (j *job) stopped() bool { return j.state() == jobStopped }

func (j *job) notified() bool { return j.shown == j.state() }

// status is the exit status of the job.
func (j *job) status() int { return j.deciding().exitStatus() }

// deciding returns the process whose end is the job's: the last, or under
// pipefail the last one that failed.
func (j *job) deciding() *childProc {
	if j.pipefail && j.finished() {
		for i := len(j.children) - 1; i >= 0; i-- {
			if c := j.children[i]; c.waitStatus() != 0 {
				return c
			}
		}
	}
	return j.last()
}

// text is the command as jobs shows it.
func (j *job) text() string {
	if len(j.children) == 1 {
		return j.children[0].display()
	}
	var b textbuf.Builder
	for i, c := range j.children {
		if i > 0 {
			b.WriteString(" | ")
		}
		b.WriteString(c.display())
	}
	return b.String()
}

// forSubshell returns the job table of a command substitution or of a
// built-in in a pipeline, which shows the parent's jobs.
func (t *jobs) forSubshell() jobs {
	var c jobs
	for _, j := range t.list {
		x := *j
		x.foreign = true
		c.list = append(c.list, &x)
		if j == t.current {
			c.current = &x
		}
		if j == t.previous {
			c.previous = &x
		}
	}
	return c
}

// addJob enters a new job.
func (sh *Shell) addJob(children []*childProc, group int) *job {
	t := &sh.jobs
	t.prune(sh)
	id := 1
	if n := len(t.list); n > 0 {
		id = t.list[n-1].id + 1
	}
	j := &job{id: id, children: children, dir: sh.cwd, group: group, monitored: sh.jobControl, pipefail: sh.opts&optPipefail != 0}
	t.list = append(t.list, j)
	return j
}

// unshownJobs is how many jobs that have ended a script may leave without a
// look at them.
const unshownJobs = 64

// prune forgets jobs whose end has been shown, but keeps their statuses.
func (t *jobs) prune(sh *Shell) {
	many := len(t.list) > unshownJobs && sh.opts&optInteractive == 0
	if len(t.list) == 0 {
		return
	}
	kept, changed := t.list[:0:0], false
	for _, j := range t.list {
		if j.finished() && (j.shown == jobDone || many) {
			t.keep(j)
			changed = changed || j == t.current || j == t.previous
			continue
		}
		kept = append(kept, j)
	}
	t.list = kept
	if changed {
		t.reset()
	}
}

const statusesKept = 4096

func (t *jobs) keep(j *job) {
	if t.ended == nil {
		t.ended = map[int]int{}
	}
	for _, c := range j.children {
		t.ended[c.pid()] = c.exitStatus()
		t.order = append(t.order, c.pid())
	}
	t.ended[j.pid()] = j.status()
	for len(t.order) > statusesKept {
		delete(t.ended, t.order[0])
		t.order = t.order[1:]
	}
}

// remove takes a job from the table.
func (t *jobs) remove(j *job) {
	for i, x := range t.list {
		if x == j {
			t.keep(j)
			t.list = append(t.list[:i:i], t.list[i+1:]...)
			if j == t.current || j == t.previous {
				t.reset()
			}
			return
		}
	}
}

// newest returns the newest job in a state among those before limit (nil: all).
func (t *jobs) newest(s jobState, limit *job) *job {
	var found *job
	for _, j := range t.list {
		if j == limit {
			break
		}
		if j.state() == s {
			found = j
		}
	}
	return found
}

func (t *jobs) has(j *job) bool {
	for _, x := range t.list {
		if x == j {
			return true
		}
	}
	return false
}

// reset chooses the current job anew: one that is stopped, else the newest that
// runs. It is called when a job is started in the background and when the
// current or previous one leaves the table.
func (t *jobs) reset() {
	if !t.has(t.current) {
		t.current = nil
	}
	if !t.has(t.previous) {
		t.previous = nil
	}
	var c *job
	switch {
	case t.current != nil && t.current.stopped():
		c = t.current
	case t.previous != nil && t.previous.stopped():
		c = t.previous
	default:
		if c = t.newest(jobStopped, nil); c == nil {
			c = t.newest(jobRunning, nil)
		}
	}
	if c == nil {
		t.current, t.previous = nil, nil
		return
	}
	t.setCurrent(c)
}

// setCurrent makes j the current job and chooses the previous one: the old
// current job if it is stopped, else a stopped one older than j, else the newest
// that runs.
func (t *jobs) setCurrent(j *job) {
	if t.current != j {
		t.previous = t.current
		t.current = j
	}
	if p := t.previous; p != nil && p != j && p.stopped() {
		return
	}
	if j.stopped() {
		if p := t.newest(jobStopped, j); p != nil {
			t.previous = p
			return
		}
	}
	limit := j
	if j.state() != jobRunning {
		limit = nil
	}
	if t.previous = t.newest(jobRunning, limit); t.previous == nil {
		t.previous = j
	}
}

// mark is how jobs marks the current and the previous job.
func (t *jobs) mark(j *job) string {
	switch j {
	case t.current:
		return "+"
	case t.previous:
		return "-"
	}
	return " "
}

// any reports whether there is a job of this environment's own.
func (t *jobs) any() bool {
	for _, j := range t.list {
		if !j.foreign {
			return true
		}
	}
	return false
}

// byPid returns the job that has the process.
//
//go:noinline
func (t *jobs) byPid(pid int) (*job, *childProc) {
	for _, j := range t.list {
		for _, c := range j.children {
			if c.pid() == pid {
				return j, c
			}
		}
	}
	return nil, nil
}

const noSuchJob = ": no such job"

// find returns the job that a job ID such as %2, %%, %-, %cmd or %?text names,
// or else what is wrong, with the operand to blame.
func (t *jobs) find(spec string) (j *job, problem string) {
	s := strfn.TrimPrefix(spec, "%")
	switch {
	case spec == "":
	case s == "" || s == "%" || s == "+":
		j = t.current
	case s == "-":
		j = t.previous
	default:
		if n, ok := atoi(s); ok && s[0] != '+' && s[0] != '-' {
			for _, x := range t.list {
				if x.id == n {
					j = x
				}
			}
			break
		}
		text, inside := strfn.CutPrefix(s, "?")
		for _, x := range t.list {
			if c := x.text(); inside && strfn.Contains(c, text) || !inside && strfn.HasPrefix(c, text) {
				if j != nil {
					return nil, text + ": ambiguous job spec"
				}
				j = x
			}
		}
	}
	if j == nil {
		return nil, spec + noSuchJob
	}
	return j, ""
}

// signal sends a signal to all processes of a job.
func (j *job) signal(n syscall.Signal) error {
	if j.group > 0 {
		return syscall.Kill(-j.group, n)
	}
	var err error
	for _, c := range j.children {
		if !c.finished() {
			err = syscall.Kill(c.pid(), n)
		}
	}
	return err
}

// asyncNode is command & (POSIX XCU 2.9.3.1).
type asyncNode struct {
	_    nocmp.Mark
	stmt *stmtNode
	cmd  node
}

func (n *asyncNode) run(sh *Shell) ctl {
	sh.line, sh.cmd = n.stmt.line, n.stmt
	sh.reap()
	if c, ok := n.cmd.(*simpleNode); ok && strfn.HasPrefix(c.name, "%") {
		return sh.builtinStatus(builtinByName("bg"), []string{"bg", c.name}) // bash manual 7.1
	}
	group := 0
	var children []*childProc
	status := 0
	if p, ok := n.cmd.(*pipeNode); ok {
		children, status = p.startAsync(sh, &group)
	} else {
		whole := &listNode{stmts: []*stmtNode{{cmd: n.cmd, line: n.stmt.line, src: n.stmt.src, stmt: n.stmt.stmt}}}
		whole.beforeFork(sh)
		opt := &spawnOptions{input: sh.inputs > 0 || redirectsInput(n.stmt.stmt), group: &group}
		child, st := sh.startAsync(whole, opt)
		if status = st; child != nil {
			children = append(children, child)
		}
	}
	if sh.pend != 0 {
		return sh.takePend()
	}
	if len(children) == 0 {
		// The background process would have ended with this status.
		sh.failedAsync(status)
		sh.status = 0
		return next
	}
	return sh.launched(children, group)
}

// launched enters a job in the background, and says its number if the user has
// asked for it at the prompt.
func (sh *Shell) launched(children []*childProc, group int) ctl {
	sh.bang = children[len(children)-1].pid()
	j := sh.addJob(children, group)
	sh.jobs.reset()
	asked := sh.ui.executing || sh.opts&optCommand != 0
	if sh.opts&optInteractive != 0 && asked && sh.isMain() && sh.sourcing == 0 && sh.inTrap == 0 {
		sh.errOut("[" + itoa(j.id) + "] " + itoa(sh.bang) + "\n")
	}
	sh.status = 0
	return next
}

// redirectsInput reports whether a command's own redirections concern standard input.
func redirectsInput(s *syntax.Stmt) bool {
	for _, r := range s.Redirs {
		switch {
		case r.N != nil:
			if r.N.Value == "0" {
				return true
			}
		default:
			switch r.Op {
			case syntax.RdrIn, syntax.RdrInOut, syntax.DplIn, syntax.Hdoc, syntax.DashHdoc, syntax.WordHdoc:
				return true
			}
		}
	}
	return false
}

// startAsync starts a process for one command of a background job.
func (sh *Shell) startAsync(l *listNode, opt *spawnOptions) (child *childProc, status int) {
	opt.async, opt.forked, opt.control = true, true, sh.jobControl
	if p, ok := sh.plainProgram(l); ok {
		opt.last = !opt.pipeline
		child, status = sh.startApart(p, sh.subshell+1, opt)
	} else {
		sh.createFiles(l.stmts[0].cmd)
		child, status = sh.startSelf(l.sourceBut(l.stmts[0]), opt)
	}
	if child != nil {
		child.stmt = l.stmts[0]
	}
	return child, status
}

// startAsync starts the commands of a pipeline in the background.
func (n *pipeNode) startAsync(sh *Shell, group *int) (list []*childProc, status int) {
	var in *desc
	if !sh.jobControl && sh.inputs == 0 {
		// Only the first command would read from the shell's own input.
		if d, _, err := sh.open("/dev/null", syscall.O_RDONLY, 0); err == nil {
			in = d
		}
	}
	for i := range n.parts {
		var u []undo
		var out, nextIn *desc
		if i < len(n.parts)-1 {
			var p [2]int
			if err := syscall.Pipe2(p[:], syscall.O_CLOEXEC); err != nil {
				sh.errorf("pipe error: %s", errText(err))
				return list, 1
			}
			nextIn, out = newDesc(p[0]), newDesc(p[1])
			nextIn.kind, out.kind = kindBlocks, kindBlocks
		}
		if in != nil {
			sh.place(0, in, &u)
		}
		if out != nil {
			sh.place(1, out, &u)
		}
		own := sh.ownRedirs
		sh.ownRedirs = u // the part's, not for actions
		n.parts[i].list.beforeFork(sh)
		child, st := sh.startAsync(n.parts[i].list, &spawnOptions{input: true, pipeline: true, group: group})
		sh.undo(sh.ownRedirs)
		sh.ownRedirs = own
		in, status = nextIn, st
		if child == nil {
			child = endedChild(sh.fakeProcess(), st)
			child.stmt = n.parts[i].list.stmts[0]
		}
		child.reads = i > 0
		list = append(list, child)
		if sh.pend != 0 {
			break
		}
	}
	return list, status
}

// fakeProcess returns a number for a process that could not be started.
func (sh *Shell) fakeProcess() int {
	sh.fakePid++
	return sh.realPid + 1 + sh.fakePid + 1<<22
}

// endedChild stands in for a process that has ended with a status.
func endedChild(pid, status int) *childProc {
	return &childProc{Child: proc.Seen(pid, proc.Done, syscall.WaitStatus(status<<8))}
}

// failedAsync stands in for a background process that could not be started.
func (sh *Shell) failedAsync(status int) {
	pid := sh.fakeProcess()
	sh.bang = pid
	if sh.jobs.ended == nil {
		sh.jobs.ended = map[int]int{}
	}
	sh.jobs.ended[pid] = status
}

// rememberAsync keeps a process substitution's process for wait.
//
//go:noinline
func (sh *Shell) rememberAsync(c *childProc) {
	sh.asyncs = append(sh.asyncs, c)
	if len(sh.asyncs) > 64 {
		kept := sh.asyncs[:0]
		for _, x := range sh.asyncs {
			if !x.finished() {
				kept = append(kept, x)
			}
		}
		sh.asyncs = kept
	}
}

// signalForeground sends a signal to the foreground job.
func (sh *Shell) signalForeground(n int) {
	for _, r := range sh.ev.inner.fgJob {
		if r.child != nil && !r.child.finished() {
			r.child.kill(n)
		}
	}
}
