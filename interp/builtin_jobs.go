package interp

import (
	"strings"
	"syscall"

	"entrysh/internal/strfn"
)

// builtinJobs is jobs (POSIX XCU jobs; bash manual 7.2).
func builtinJobs(sh *Shell, args []string) int {
	format := jobShort
	pids, changed, execute := false, false, false
	only := jobNew
	f := sh.flags(args, "lpnxrs")
	for o := f.next(); o != flagEnd; o = f.next() {
		switch o {
		case flagError:
			return 2
		case 'l':
			format = jobLong
		case 'p':
			pids = true
		case 'n':
			changed = true
		case 'r':
			only = jobRunning
		case 's':
			only = jobStopped
		case 'x':
			if format == jobLong || pids || changed {
				sh.builtinError("jobs", "no other options allowed with `-x'")
				return 1
			}
			execute = true
		}
	}
	if execute {
		return sh.jobsExecute(f.args)
	}
	sh.ui.warned = true // who has seen the jobs may leave
	sh.reap()
	show := func(j *job) {
		switch {
		case changed && j.notified():
		case pids:
			sh.out(itoa(j.leader()) + "\n")
			j.shown = j.state()
		default:
			sh.showJob(j, format)
		}
	}
	status := 0
	if len(f.args) == 0 {
		for _, j := range append([]*job(nil), sh.jobs.list...) {
			if only == jobNew || j.state() == only {
				show(j)
			}
		}
	}
	for _, a := range f.args {
		j, problem := sh.jobs.find(a)
		if j == nil {
			sh.noJob("jobs", a, problem)
			status = 1
			continue
		}
		show(j)
	}
	sh.jobs.prune(sh)
	return status
}

// noJob says that an operand names no job, also after a message about an
// ambiguous one.
func (sh *Shell) noJob(name, spec, problem string) {
	none := spec + noSuchJob
	if problem != none && problem != "" {
		sh.builtinError(name, "%s", problem)
	}
	sh.builtinError(name, "%s", none)
}

// jobsExecute is jobs -x: a command whose operands name jobs by their IDs is run
// with the IDs of their process groups.
func (sh *Shell) jobsExecute(args []string) int {
	if len(args) == 0 {
		return 0
	}
	args = append([]string(nil), args...)
	for i, a := range args {
		if strfn.HasPrefix(a, "%") {
			if j, _ := sh.jobs.find(a); j != nil {
				group := j.group
				if group == 0 {
					group = syscall.Getpgrp()
				}
				args[i] = itoa(group)
			}
		}
	}
	return sh.runWords(args)
}

// jobOperand returns the job that an operand of fg, bg or disown names, the
// current one without operand.
func (sh *Shell) jobOperand(name string, args []string) *job {
	spec := "%%"
	if len(args) > 0 {
		spec = args[0]
	}
	j, problem := sh.jobs.find(spec)
	if j == nil || j.foreign {
		switch {
		case len(args) == 0:
			problem = "current: no such job"
		case problem == "":
			problem = spec + ": no such job"
		}
		sh.builtinError(name, "%s", problem)
		return nil
	}
	return j
}

// builtinFg is fg (POSIX XCU fg).
func builtinFg(sh *Shell, args []string) int {
	if !sh.jobControl {
		sh.builtinError("fg", "no job control")
		return 1
	}
	args, ok := sh.operands(args)
	if !ok {
		return 2
	}
	sh.reap()
	j := sh.jobOperand("fg", args)
	if j == nil || !sh.underControl("fg", j) {
		return 1
	}
	if j.finished() {
		sh.builtinError("fg", "job has terminated")
		sh.jobs.remove(j)
		return 1
	}
	text := j.text()
	if j.dir != sh.cwd {
		text += "\t(wd: " + sh.politeDir(j.dir) + ")"
	}
	sh.out(text + "\n")
	sh.continueJob(j, true)
	return sh.runForeground(j)
}

// builtinBg is bg (POSIX XCU bg).
func builtinBg(sh *Shell, args []string) int {
	if !sh.jobControl {
		sh.builtinError("bg", "no job control")
		return 1
	}
	args, ok := sh.operands(args)
	if !ok {
		return 2
	}
	sh.reap()
	list := args
	if len(list) == 0 {
		list = []string{""}
	}
	status := 0
	for i := range list {
		operand := args[min(i, len(args)):]
		j := sh.jobOperand("bg", operand)
		switch {
		case j == nil || !sh.underControl("bg", j):
			status = 1
		case j.finished():
			sh.builtinError("bg", "job has terminated")
			status = 1
		case j.state() == jobRunning:
			sh.builtinError("bg", "job %d already in background", itoa(j.id))
			status = 0
		default:
			mark := ""
			if sh.opts&optPosix == 0 {
				mark = strings.TrimRight(sh.jobs.mark(j), " ")
			}
			text := "[" + itoa(j.id) + "]" + mark + " " + j.text() + " &"
			if j.dir != sh.cwd {
				text += "\t(wd: " + sh.politeDir(j.dir) + ")"
			}
			sh.out(text + "\n")
			sh.continueJob(j, false)
			sh.bang = j.pid()
			status = 0
		}
	}
	return status
}

func (sh *Shell) underControl(name string, j *job) bool {
	if !j.monitored {
		sh.builtinError(name, "job %d started without job control", itoa(j.id))
	}
	return j.monitored
}

// builtinDisown is disown (bash manual 7.2).
func builtinDisown(sh *Shell, args []string) int {
	f := sh.flags(args, "ahr")
	o, ok := f.all()
	if !ok {
		return 2
	}
	running := o.has('r')
	sh.reap()
	t := &sh.jobs
	disown := func(j *job) {
		if o.has('h') {
			j.noHup = true
			return
		}
		if j.stopped() && sh.opts&optInteractive != 0 {
			sh.warn("warning: deleting stopped job %d with process group %d", itoa(j.id), itoa(j.group))
		}
		for i, x := range t.list {
			if x == j {
				t.list = append(t.list[:i:i], t.list[i+1:]...)
				for _, c := range j.children {
					sh.rememberAsync(c) // wait still knows it
				}
				if j == t.current || j == t.previous {
					t.reset()
				}
			}
		}
	}
	if len(f.args) == 0 && (o.has('a') || running) {
		for _, j := range append([]*job(nil), t.list...) {
			if !running || j.state() == jobRunning {
				disown(j)
			}
		}
		return 0
	}
	if len(f.args) == 0 {
		j := sh.jobOperand("disown", nil)
		if j == nil {
			return 1
		}
		disown(j)
		return 0
	}
	status := 0
	for _, a := range f.args {
		var j *job
		problem := a + ": no such job"
		if pid, ok := atoi(a); ok {
			j, _ = t.byPid(pid)
		} else {
			j, problem = t.find(a)
		}
		if j == nil || j.foreign {
			sh.noJob("disown", a, problem)
			status = 1
			continue
		}
		disown(j)
	}
	return status
}

// builtinSuspend is suspend (bash manual 4.2).
func builtinSuspend(sh *Shell, args []string) int {
	f := sh.flags(args, "f")
	o, ok := f.all()
	if !ok {
		return 2
	}
	if len(f.args) > 0 {
		return sh.tooMany("suspend")
	}
	if !sh.jobControl {
		sh.builtinError("suspend", "cannot suspend: no job control")
		return 1
	}
	if !o.has('f') && sh.shopts&shoptLoginShell != 0 {
		sh.builtinError("suspend", "cannot suspend a login shell")
		return 1
	}
	if sh.leads() {
		sh.giveTerminal(sh.origGroup)
	}
	syscall.Kill(sh.realPid, syscall.SIGSTOP)
	if sh.tty >= 0 && sh.opts&optInteractive != 0 {
		sh.giveTerminal(sh.group)
	}
	return 0
}

// builtinLogout is logout (bash manual 4.2).
func builtinLogout(sh *Shell, args []string) int {
	if sh.shopts&shoptLoginShell == 0 {
		sh.builtinError("logout", "not login shell: use `exit'")
		return 1
	}
	return builtinExit(sh, append([]string{"exit"}, args[1:]...))
}
