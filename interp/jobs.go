package interp

import (
	"strconv"
	"strings"
	"time"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/proc"
	"entrysh/internal/sig"
)

// jobs is an environment's job table (POSIX XCU 2.11; bash manual 7).
type jobs struct {
	list  []*job
	seq   int         // order of becoming current
	ended map[int]int // statuses of background processes no job holds any more
	order []int       // keys of ended, oldest first
	copy  bool        // a subshell's view of the parent's jobs: they cannot be waited for
}

// A job is a pipeline, in the background or stopped.
type job struct {
	id       int
	children []*childProc
	text     string
	group    int
	seq      int
	notified bool // its end has been shown
	noHup    bool
	shown    proc.State
}

// pid is what $! was: the last process's.
func (j *job) pid() int { return j.children[len(j.children)-1].pid() }

func (j *job) finished() bool {
	for _, c := range j.children {
		if !c.finished() {
			return false
		}
	}
	return true
}

func (j *job) stopped() bool {
	for _, c := range j.children {
		if !c.finished() && c.State() == proc.Stopped {
			return true
		}
	}
	return false
}

func (j *job) status() int { return j.children[len(j.children)-1].exitStatus() }

// forSubshell returns the job table of a subshell, which shows the parent's jobs.
func (t *jobs) forSubshell() jobs {
	return jobs{list: append([]*job(nil), t.list...), seq: t.seq, copy: true}
}

// own drops the parent's jobs when a subshell starts its first own one.
func (t *jobs) own() {
	if t.copy {
		*t = jobs{}
	}
}

// add enters a new job.
func (sh *Shell) addJob(children []*childProc, text string) *job {
	t := &sh.jobs
	t.own()
	t.prune(sh)
	id := 1
	if n := len(t.list); n > 0 {
		id = t.list[n-1].id + 1
	}
	t.seq++
	j := &job{id: id, children: children, text: text, seq: t.seq}
	t.list = append(t.list, j)
	return j
}

// prune forgets jobs whose end has been shown, but keeps their statuses.
func (t *jobs) prune(sh *Shell) {
	kept := t.list[:0]
	for _, j := range t.list {
		if j.finished() && (j.notified || !sh.opts.has(optInteractive) && len(t.list) > 64) {
			t.keep(j)
			continue
		}
		kept = append(kept, j)
	}
	clear(t.list[len(kept):])
	t.list = kept
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
			return
		}
	}
}

// byPid returns the job that has the process.
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

// current returns the current job (n 0) or the previous one (n 1).
func (t *jobs) current(n int) *job {
	var best, second *job
	better := func(a, b *job) bool { // a before b
		if b == nil {
			return true
		}
		if a.stopped() != b.stopped() {
			return a.stopped()
		}
		return a.seq > b.seq
	}
	for _, j := range t.list {
		if j.finished() && j.notified {
			continue
		}
		switch {
		case better(j, best):
			best, second = j, best
		case better(j, second):
			second = j
		}
	}
	if n == 0 {
		return best
	}
	if second == nil {
		return best
	}
	return second
}

// find returns the job that a job ID such as %2, %%, %-, %cmd or %?text names.
func (t *jobs) find(spec string) (j *job, problem string) {
	s := strings.TrimPrefix(spec, "%")
	switch s {
	case "", "%", "+":
		if j := t.current(0); j != nil {
			return j, ""
		}
		return nil, "no such job"
	case "-":
		if j := t.current(1); j != nil {
			return j, ""
		}
		return nil, "no such job"
	}
	if n, ok := atoi(s); ok {
		for _, j := range t.list {
			if j.id == n {
				return j, ""
			}
		}
		return nil, "no such job"
	}
	sub := strings.HasPrefix(s, "?")
	for _, x := range t.list {
		if sub && strings.Contains(x.text, s[1:]) || !sub && strings.HasPrefix(x.text, s) {
			if j != nil {
				return nil, "ambiguous job spec"
			}
			j = x
		}
	}
	if j == nil {
		return nil, "no such job"
	}
	return j, ""
}

// asyncNode is command & (POSIX XCU 2.9.3.1).
type asyncNode struct {
	stmt *stmtNode
	cmd  node
	neg  bool
}

func (n *asyncNode) run(sh *Shell) ctl {
	sh.line, sh.cmd = n.stmt.line, n.stmt
	sh.attend(false)
	opt := &spawnOptions{async: true, group: new(int), input: sh.inputs > 0 || redirectsInput(n.stmt.stmt)}
	var children []*childProc
	text := n.stmt.display()
	status := 0
	if p, ok := n.plain(sh); ok {
		c := sh.sub(sh.ev)
		sh.live++
		child, st, k := c.startSimple(p, opt)
		sh.live--
		c.done()
		if k == toOuter {
			return sh.outer()
		}
		status = st
		if child != nil {
			children = append(children, child)
		}
	} else {
		_, opt.simple = n.cmd.(*simpleNode)
		child, st := sh.startSelf((&listNode{stmts: []*stmtNode{n.stmt}}).sourceBut(n.stmt), opt)
		status = st
		if child != nil {
			children = append(children, child)
		}
	}
	if len(children) == 0 {
		// The background process would have ended with this status.
		sh.failedAsync(status)
		sh.status = 0
		return next
	}
	sh.bang = children[len(children)-1].pid()
	j := sh.addJob(children, text)
	j.group = *opt.group
	if sh.opts.has(optInteractive) {
		sh.errOut("[" + strconv.Itoa(j.id) + "] " + strconv.Itoa(sh.bang) + "\n")
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

func (n *asyncNode) plain(sh *Shell) (*simpleNode, bool) {
	if n.neg {
		return nil, false
	}
	return sh.plainProgram(&listNode{stmts: []*stmtNode{{cmd: n.cmd, line: n.stmt.line, src: n.stmt.src, stmt: n.stmt.stmt}}})
}

// failedAsync stands in for a background process that could not be started.
func (sh *Shell) failedAsync(status int) {
	pid := sh.realPid + 1
	sh.fakePid++
	pid += sh.fakePid + 1<<22
	sh.bang = pid
	sh.jobs.own()
	if sh.jobs.ended == nil {
		sh.jobs.ended = map[int]int{}
	}
	sh.jobs.ended[pid] = status
}

// rememberAsync keeps a process substitution's process for wait.
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

// builtinWait is the wait built-in (POSIX XCU wait; bash manual 7.2).
func builtinWait(sh *Shell, args []string) int {
	any, force := false, false
	variable := ""
	args = args[1:]
	for len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' {
		a := args[0]
		args = args[1:]
		if a == "--" {
			break
		}
		for i := 1; i < len(a); i++ {
			switch a[i] {
			case 'n':
				any = true
			case 'f':
				force = true
			case 'p':
				variable = a[i+1:]
				if variable == "" {
					if len(args) == 0 {
						sh.builtinError("wait", "-p: option requires an argument")
						sh.usage("wait")
						return 2
					}
					variable, args = args[0], args[1:]
				}
				i = len(a)
			default:
				sh.builtinError("wait", "-%c: invalid option", a[i])
				sh.usage("wait")
				return 2
			}
		}
	}
	_ = force
	if variable != "" {
		if b, _, _ := splitSubscript(variable); !validName(b) {
			sh.builtinError("wait", "`%s': not a valid identifier", variable)
			return 1
		}
		sh.unsetRef(variable)
	}
	sh.attend(false)
	if any {
		return sh.waitAny(args, variable)
	}
	if len(args) == 0 {
		st, _ := sh.waitFor(func() bool {
			for _, j := range sh.jobs.list {
				if !sh.jobs.copy && !j.finished() && !j.stopped() {
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
		if st != 0 {
			return st
		}
		for _, j := range append([]*job(nil), sh.jobs.list...) {
			if j.finished() && !sh.jobs.copy {
				sh.jobs.remove(j)
			}
		}
		sh.jobs.ended, sh.jobs.order = nil, nil
		return 0
	}
	status := 0
	for _, a := range args {
		var done bool
		if status, done = sh.waitOne(a, variable); done {
			return status
		}
	}
	return status
}

// waitFor blocks until ready; st is 128+n when signal n's action ended it.
func (sh *Shell) waitFor(ready func() bool) (st int, c ctl) {
	sh.waiting++
	sh.waitSig = 0
	c, _ = sh.block(func() bool { return sh.waitSig != 0 || ready() }, nil, time.Time{})
	n := sh.waitSig
	sh.waitSig = 0
	sh.waiting--
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
func (sh *Shell) waitOne(a, variable string) (status int, done bool) {
	var j *job
	var child *childProc
	if strings.HasPrefix(a, "%") {
		var problem string
		if j, problem = sh.jobs.find(a); j == nil || sh.jobs.copy {
			if problem == "" {
				problem = "no such job"
			}
			sh.builtinError("wait", "%s: %s", a, problem)
			return 127, false
		}
	} else {
		pid, ok := atoi(a)
		if !ok || pid < 0 {
			sh.builtinError("wait", "`%s': not a pid or valid job spec", a)
			return 1, false
		}
		if !sh.jobs.copy {
			j, child = sh.jobs.byPid(pid)
		}
		if child == nil {
			for _, c := range sh.asyncs {
				if c.pid() == pid {
					child = c
				}
			}
		}
		if child == nil {
			if st, ok := sh.jobs.ended[pid]; ok && !sh.jobs.copy {
				if variable != "" {
					sh.assignRef(variable, a)
				}
				return st, false
			}
			sh.builtinError("wait", "pid %s is not a child of this shell", a)
			return 127, false
		}
	}
	finished := func() bool {
		if child != nil {
			return child.finished()
		}
		return j.finished()
	}
	if !finished() {
		st, c := sh.waitFor(func() bool { return finished() || j != nil && j.stopped() })
		if c != next || st != 0 {
			return st, true
		}
	}
	if variable != "" {
		if child != nil {
			sh.assignRef(variable, a)
		} else {
			sh.assignRef(variable, strconv.Itoa(j.pid()))
		}
	}
	if child != nil {
		status = child.exitStatus()
	} else {
		status = j.status()
	}
	if child != nil {
		sh.reportDeath(child, true)
	} else {
		sh.reportDeath(j.children[len(j.children)-1], true)
	}
	if j != nil && j.finished() {
		sh.jobs.remove(j)
	}
	return status, false
}

// waitAny is wait -n: the next job, of those named, to end.
func (sh *Shell) waitAny(args []string, variable string) int {
	candidates := sh.jobs.list
	if sh.jobs.copy {
		candidates = nil
	}
	if len(args) > 0 {
		candidates = nil
		for _, a := range args {
			if strings.HasPrefix(a, "%") {
				if j, problem := sh.jobs.find(a); j != nil {
					candidates = append(candidates, j)
				} else {
					sh.builtinError("wait", "%s: %s", a, problem)
				}
				continue
			}
			if pid, ok := atoi(a); ok {
				if j, _ := sh.jobs.byPid(pid); j != nil {
					candidates = append(candidates, j)
				} else if st, ok := sh.jobs.ended[pid]; ok && len(args) == 1 {
					if variable != "" {
						sh.assignRef(variable, a)
					}
					return st
				} else {
					sh.builtinError("wait", "pid %s is not a child of this shell", a)
				}
			}
		}
	}
	list := append([]*job(nil), candidates...)
	if len(list) == 0 {
		return 127
	}
	var first *job
	find := func() bool {
		first = nil
		for _, j := range list {
			if j.finished() && (first == nil || j.ended().Before(first.ended())) {
				first = j
			}
		}
		return first != nil
	}
	if !find() {
		st, c := sh.waitFor(find)
		if c != next || st != 0 {
			return st
		}
	}
	if variable != "" {
		sh.assignRef(variable, strconv.Itoa(first.pid()))
	}
	status := first.status()
	sh.reportDeath(first.children[len(first.children)-1], true)
	sh.jobs.remove(first)
	return status
}

func (j *job) ended() time.Time { return j.children[len(j.children)-1].Ended }

// reportDeath tells of a child that died of a signal, as a shell without job
// control does.
func (sh *Shell) reportDeath(c *childProc, last bool) {
	if c.done || !last {
		return
	}
	w := c.Status()
	if !w.Signaled() || sh.subshell > 0 && !sh.isMain() && sh.inSubst {
		return
	}
	n := int(w.Signal())
	if n == sig.INT || n == sig.PIPE || c.reported {
		return
	}
	c.reported = true
	if sh.opts.has(optInteractive) {
		return
	}
	if n == sig.TERM {
		return
	}
	text := sig.Description(n)
	if w.CoreDump() {
		text += " (core dumped)"
	}
	if len(text) < 24 {
		text += strings.Repeat(" ", 24-len(text))
	}
	pid := strconv.Itoa(c.pid())
	if len(pid) < 5 {
		pid = strings.Repeat(" ", 5-len(pid)) + pid
	}
	cmd := c.text
	if cmd == "" && sh.cmd != nil {
		cmd = sh.cmd.text()
	}
	sh.errOut(sh.prefix() + pid + " " + text + cmd + "\n")
}

// signalForeground sends a signal to the foreground job.
func (sh *Shell) signalForeground(n int) {
	for _, r := range sh.fgJob {
		if r.child != nil && !r.child.finished() {
			r.child.kill(n)
		}
	}
}

// monitorChanged is told when job control is turned on or off.
func (sh *Shell) monitorChanged(on bool) {}

// foregroundDone takes the terminal back and enters a stopped job.
func (sh *Shell) foregroundDone(c *childProc) {
	if c.State() == proc.Stopped && !c.finished() {
		sh.addJob([]*childProc{c}, sh.cmd.text())
	}
}
