package interp

import (
	"strings"
	"syscall"

	"entrysh/internal/proc"
	"entrysh/internal/sig"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// A jobFormat is a way of showing a job.
type jobFormat uint8

const (
	jobShort jobFormat = iota // a line, as jobs and notifications have it
	jobLong                   // jobs -l: a line for each process
	jobDeath                  // jobLong without the number, as a script's error messages have it
)

// stateWidth is the width of the column of states.
const stateWidth = 24

// jobText returns the lines that show a job.
func (sh *Shell) jobText(j *job, f jobFormat) string {
	var b textbuf.Builder
	if f != jobDeath {
		b.WriteString("[" + itoa(j.id) + "]" + sh.jobs.mark(j) + " ")
	}
	state := j.state()
	first := j.children[0]
	for i, c := range j.children {
		if i > 0 {
			if f == jobShort {
				b.WriteString(" | " + c.display())
				continue
			}
			b.WriteString("     ")
		}
		if f != jobShort {
			b.WriteString(padLeft(itoa(c.pid()), 5))
		}
		w := c.waitStatus()
		if f == jobShort {
			w = j.last().waitStatus()
		}
		name := ""
		if i == 0 || c.State() != first.State() || w != first.waitStatus() {
			name = sh.stateName(state, f, w)
		}
		width := stateWidth
		if i > 0 && name == "" {
			width -= len("| ")
		}
		b.WriteString(" " + padRight(name, width))
		if state == jobDone && name != "" && w.Signaled() && w.CoreDump() {
			b.WriteString("(core dumped) ")
		}
		if i > 0 {
			b.WriteString("| ")
		}
		b.WriteString(c.display())
		if f != jobShort && i < len(j.children)-1 {
			b.WriteByte('\n')
		}
	}
	if state == jobRunning {
		b.WriteString(" &")
	}
	if f != jobDeath && j.dir != sh.cwd {
		b.WriteString("  (wd: " + sh.politeDir(j.dir) + ")")
	}
	b.WriteByte('\n')
	return b.String()
}

// stateName is what a job, or a process of it, does.
func (sh *Shell) stateName(state jobState, f jobFormat, w syscall.WaitStatus) string {
	switch {
	case state == jobRunning:
		return "Running"
	case state == jobStopped && f == jobShort:
		if sh.opts&optPosix != 0 {
			return "Stopped(SIG" + sig.Name(int(w.StopSignal())) + ")"
		}
		return "Stopped"
	case w.Stopped():
		return sig.Description(int(w.StopSignal()))
	case w.Signaled():
		return sig.Description(int(w.Signal()))
	case w.ExitStatus() == 0:
		return "Done"
	case sh.opts&optPosix != 0:
		return "Done(" + itoa(w.ExitStatus()) + ")"
	}
	return "Exit " + itoa(w.ExitStatus())
}

func padRight(s string, n int) string {
	if len(s) >= n {
		return s
	}
	return s + strings.Repeat(" ", n-len(s))
}

func padLeft(s string, n int) string {
	if len(s) >= n {
		return s
	}
	return strings.Repeat(" ", n-len(s)) + s
}

// politeDir shows a directory below HOME as ~.
func (sh *Shell) politeDir(dir string) string {
	if h := sh.Get("HOME"); len(h) > 1 && (dir == h || strfn.HasPrefix(dir, h+"/")) {
		return "~" + dir[len(h):]
	}
	return dir
}

// showJob prints a job on standard output; its state is then known.
func (sh *Shell) showJob(j *job, f jobFormat) int {
	st := sh.out(sh.jobText(j, f))
	j.shown = j.state()
	return st
}

// notify tells of jobs that have ended or stopped since they were last shown,
// as far as anybody is told of: an interactive shell says it before each prompt;
// a script tells of children that were killed by certain signals.
//
// line is where the messages of a script say that it has happened.
func (sh *Shell) notify(line int) {
	t := &sh.jobs
	if len(t.list) == 0 {
		return
	}
	told := false
	for _, j := range t.list {
		s := j.state()
		if s == j.shown || s == jobRunning || j.foreign {
			continue
		}
		if sh.opts&optInteractive == 0 && (s == jobStopped || !j.deciding().waitStatus().Signaled()) {
			continue // kept until somebody asks
		}
		switch {
		case sh.opts&optInteractive == 0 && s == jobDone && sh.reported(j.deciding().waitStatus()):
			sh.errOut(sh.prefixAt(line) + sh.jobText(j, jobDeath))
		case sh.jobControl:
			if s == jobStopped {
				sh.errOut("\n")
			}
			sh.errOut(sh.jobText(j, jobShort))
			if j.dir != sh.cwd {
				sh.errOut("(wd now: " + sh.politeDir(sh.cwd) + ")\n")
			}
		}
		j.shown = s
		told = true
	}
	if told {
		t.prune(sh)
	}
}

// reported tells whether a script says that a child has died so: of a signal,
// but not one by which one usually wants it to end, nor one the script deals with.
func (sh *Shell) reported(w syscall.WaitStatus) bool {
	if !w.Signaled() || sh.inSubst {
		return false
	}
	n := int(w.Signal())
	return n != sig.INT && n != sig.TERM && n != sig.PIPE && sh.traps.sigs[n] == nil
}

// reportForeground tells how a foreground job has died of a signal. What is no process has the statuses.
func (sh *Shell) reportForeground(list []runner, statuses []int) {
	sh.notify(sh.aroundLine())
	died := false
	for _, r := range list {
		died = died || r.child != nil && r.child.waitStatus().Signaled()
	}
	if !died || sh.opts&optInteractive != 0 && !sh.isMain() || sh.underPrompt && !sh.asyncShell {
		return
	}
	j := &job{dir: sh.cwd, pipefail: sh.opts&optPipefail != 0}
	for i, r := range list {
		c := r.child
		if c == nil {
			c = endedChild(sh.realPid, statuses[i])
			c.stmt = r.stmt
		}
		j.children = append(j.children, c)
	}
	w := j.deciding().waitStatus()
	if !w.Signaled() || sh.inSubst {
		return
	}
	if sh.opts&optInteractive == 0 && sh.reported(w) {
		sh.errOut(sh.prefixAt(sh.aroundLine()) + sh.jobText(j, jobDeath))
		return
	}
	if n := int(w.Signal()); n != sig.INT && n != sig.PIPE {
		text := sig.Description(n)
		if w.CoreDump() {
			text += " (core dumped)"
		}
		sh.errOut(text + "\n")
	}
}

// aroundLine is the line of messages about children that nobody has waited for
// by name: that of the loop, case or function that the shell is in, or else the
// last one of the command that was read.
func (sh *Shell) aroundLine() int {
	if sh.around != 0 || sh.unit == nil || len(sh.unit.Stmts) == 0 {
		return max(sh.around, 1)
	}
	return sh.unit.LineOf(sh.unit.Stmts[len(sh.unit.Stmts)-1].End())
}

func (sh *Shell) prefixAt(line int) string {
	own := sh.line
	sh.line = line
	p := sh.prefix()
	sh.line = own
	return p
}

// display is the command as jobs shows it.
//
//go:noinline
func (c *childProc) display() string {
	if c.text == "" && c.stmt != nil {
		c.text = c.stmt.display()
	}
	return c.text
}

// waitStatus is the child's status as wait(2) has it.
//
//go:noinline
func (c *childProc) waitStatus() syscall.WaitStatus {
	if c.State() == proc.Running {
		return 0
	}
	return c.Status()
}
