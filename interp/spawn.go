package interp

import (
	"strings"
	"syscall"
	"time"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
	"entrysh/internal/proc"
	"entrysh/internal/sig"
	"entrysh/internal/strfn"
)

const (
	sigTERM = sig.TERM
	sigCONT = sig.CONT
	sigKILL = sig.KILL
	sigINT  = sig.INT
	sigQUIT = sig.QUIT

	sysMemfdCreate = sysMemfd
)

// A childProc is a process that the shell has started.
type childProc struct {
	_ nocmp.Mark
	*proc.Child
	text  string    // what jobs shows, once it is known
	stmt  *stmtNode // the command that it runs
	group int       // its process group under job control, else 0
	reads bool      // it is that of >(list)
	last  bool      // it has taken the place of a subshell
}

//go:noinline
func (c *childProc) pid() int { return c.Child.Pid }

//go:noinline
func (c *childProc) finished() bool { return c.State() == proc.Done }

//go:noinline
func (c *childProc) exitStatus() int { return c.ExitStatus() }

//go:noinline
func (c *childProc) kill(n int) { syscall.Kill(c.Child.Pid, syscall.Signal(n)) }

// newChild enters a started process, and its group as that of its job.
//
//go:noinline
func newChild(c *proc.Child, spec *proc.Spec, opt *spawnOptions) *childProc {
	p := &childProc{Child: c, last: opt.last}
	if spec.Group >= 0 {
		if p.group = spec.Group; p.group == 0 {
			p.group = c.Pid
		}
		if opt.group != nil {
			*opt.group = p.group
		}
	}
	return p
}

// spawnOptions says how a process is to be started.
type spawnOptions struct {
	async    bool // in the background: ignores INT and QUIT, reads nothing
	input    bool // it does read: its standard input is redirected
	forked   bool // for one command, see forkedNode
	pipeline bool // that is a part of a pipeline
	subst    bool // it is a command substitution
	procs    bool // it is a process substitution
	jobs     bool // shows the parent's jobs
	control  bool // under the job control of the shell that sh was copied from
	group    *int // process group of the job under job control
	last     bool // it takes the place of a subshell
	replace  bool // the program takes the shell's place
	exec     bool // as exec has it do
	ahead    bool // the program may be executed later: the caller asks Child.Err in the end
	argv0    *string
	clearEnv bool
	path     string
}

// A hashEntry is a remembered location of a command (POSIX XCU 2.9.1.1).
type hashEntry struct {
	_    nocmp.Mark
	path string
	hits int
}

// lookPath finds the program called name along PATH. The status is 126 when
// there is a file that cannot be executed, 127 when there is none.
func (sh *Shell) lookPath(name string) (path string, status int) {
	if hasSlash(name) {
		return name, 0
	}
	if e := sh.hashed(name); e != nil {
		if sh.shopts&shoptCheckhash != 0 || sh.opts&optPosix != 0 {
			if !sh.executable(e.path) {
				sh.forget(name)
				return sh.searchPath(name, sh.Get("PATH"), true)
			}
		}
		return e.path, 0
	}
	list := sh.Get("PATH")
	if list == "" {
		return name, 0 // no search: a file in the working directory, or none
	}
	return sh.searchPath(name, list, sh.opts&optHashall != 0)
}

// searchPath looks for name in the directories of list.
func (sh *Shell) searchPath(name, list string, remember bool) (string, int) {
	status := 127
	found := ""
	for {
		dir, rest, more := strfn.Cut(list, ":")
		p := name
		if dir != "" {
			if dir[0] == '~' {
				dir = sh.tilde(strfn.TrimPrefix(dir, "~"))
			}
			p = strfn.TrimSuffix(dir, "/") + "/" + name
		} else {
			p = "./" + name
		}
		var st syscall.Stat_t
		if syscall.Stat(sh.path(p), &st) == nil && st.Mode&syscall.S_IFMT != syscall.S_IFDIR {
			if syscall.Access(sh.path(p), 1) == nil && st.Mode&0o111 != 0 {
				if remember && dir != "" {
					sh.remember(name, p, 1)
				}
				return p, 0
			}
			if found == "" {
				found, status = p, 126
			}
		}
		if !more {
			break
		}
		list = rest
	}
	if found == "" {
		return name, status
	}
	if remember {
		sh.remember(name, found, 1)
	}
	return found, status
}

func (sh *Shell) executable(p string) bool {
	var st syscall.Stat_t
	return syscall.Stat(sh.path(p), &st) == nil && st.Mode&syscall.S_IFMT == syscall.S_IFREG && syscall.Access(sh.path(p), 1) == nil
}

// startProgram starts the program args[0] with the descriptors, variables and
// directory as they stand. If it cannot, child is nil and status is 126 or 127,
// after an error message.
func (sh *Shell) startProgram(args []string, opt *spawnOptions) (child *childProc, status int) {
	switch {
	case opt.async, opt.procs:
		sh.passIDs()
	case !sh.isMain() && (opt.last || sh.forked == sh.evalDepth()):
		sh.owed.Add(-1) // it is the process that the subshell would have been
	}
	name := args[0]
	path := opt.path
	if path == "" {
		if sh.opts&optRestricted != 0 && hasSlash(name) {
			sh.errorf("%s: restricted: cannot specify `/' in command names", name)
			return nil, 1
		}
		if name == "" {
			sh.errorf("%s: command not found", name)
			return nil, 127
		}
		path, status = sh.lookPath(name)
		if status != 0 {
			sh.owed.Add(1) // the process that would have found out
			sh.childEnded()
		}
		if status == 127 {
			return sh.notFound(args, opt)
		}
		if status == 126 {
			sh.errorf("%s: Permission denied", path)
			return nil, 126
		}
		if opt.ahead {
			opt.path = path
		}
	}
	spec := sh.spec(path, args, opt)
	c, err := sh.fork(spec)
	if err != nil {
		if spec.Tty >= 0 {
			sh.giveTerminal(sh.group)
		}
		if e, ok := err.(*proc.ExecError); ok && e.Exec && e.Errno == syscall.ENOEXEC {
			return sh.startScript(spec, path, args, opt)
		}
		return nil, sh.execFailed(path, path, err)
	}
	child = newChild(c, spec, opt)
	child.last = child.last || sh.forked == sh.evalDepth()
	return child, 0
}

// notFound runs command_not_found_handle, or says that there is no such command.
func (sh *Shell) notFound(args []string, opt *spawnOptions) (*childProc, int) {
	if f := sh.functionByName("command_not_found_handle"); f != nil && !opt.replace {
		c := sh.sub(sh.ev)
		sh.live++
		k := c.call(f, append([]string{f.name}, args...))
		k = c.endSubshell(k)
		sh.live--
		c.done()
		if k == toOuter {
			sh.pend = sh.outer()
		}
		return nil, c.status
	}
	sh.errorf("%s: command not found", sh.visible(args[0]))
	return nil, 127
}

// execFailed reports why a program could not be executed (POSIX XCU 2.8.2).
func (sh *Shell) execFailed(name, path string, err error) int {
	e, ok := err.(*proc.ExecError)
	if !ok {
		if err != errReported {
			sh.errorf("fork: %s", errText(err))
		}
		return 254
	}
	var st syscall.Stat_t
	statErr := syscall.Stat(sh.path(path), &st)
	switch {
	case e.Chdir:
		sh.errorf("cannot change directory: %s", errText(e.Errno))
		return 126
	case statErr == nil && st.Mode&syscall.S_IFMT == syscall.S_IFDIR:
		sh.errorf("%s: Is a directory", name)
		return 126
	case e.Errno == syscall.ENOENT && statErr == nil && syscall.Access(sh.path(path), 1) == nil:
		sh.errorf("%s: cannot execute: required file not found", name)
		return 127
	case e.Errno == syscall.ENOENT || e.Errno == syscall.ENOTDIR && statErr == syscall.ENOENT:
		sh.errorf("%s: No such file or directory", name)
		return 127
	case e.Errno != syscall.E2BIG && e.Errno != syscall.ENOMEM && syscall.Access(sh.path(path), 1) == nil:
		if in := sh.interpreter(path); in != "" {
			sh.errorf("%s: %s: bad interpreter: %s", name, in, errText(e.Errno))
			return 126
		}
	}
	sh.errorf("%s: %s", name, errText(e.Errno))
	return 126
}

// interpreter returns the interpreter that a script names in its first line.
func (sh *Shell) interpreter(path string) string {
	b, _ := readHead(sh.path(path), 128)
	s := string(b)
	if !strfn.HasPrefix(s, "#!") {
		return ""
	}
	s, _, _ = strfn.Cut(s[2:], "\n")
	s = strings.Trim(s, " \t\r")
	if i := strings.IndexAny(s, " \t"); i >= 0 {
		s = s[:i]
	}
	return s
}

// startScript runs a file that execve does not know, as a shell script (POSIX
// XCU 2.9.1.4), by a fresh shell.
func (sh *Shell) startScript(spec *proc.Spec, path string, args []string, opt *spawnOptions) (*childProc, int) {
	if bin, err := readHead(sh.path(path), 80); err == nil && looksBinary(bin) {
		sh.errorf("%s: cannot execute binary file: Exec format error", path)
		return nil, 126
	}
	argv := []string{sh.name0()}
	if sh.opts&optPosix != 0 {
		argv = addString(argv, "--posix")
	}
	if sh.shopts&shoptGlobskipdots == 0 {
		argv = append(argv, "+O", "globskipdots") // the one that bash does not set back
	}
	spec.Path, spec.Argv = sh.self(), append(append(argv, "--", path), args[1:]...)
	if opt.replace {
		err := sh.become(spec)
		if sh.pend != 0 {
			return nil, sh.status
		}
		return nil, sh.execFailed(args[0], path, err)
	}
	c, err := sh.fork(spec)
	if err != nil {
		return nil, sh.execFailed(args[0], path, err)
	}
	return newChild(c, spec, opt), 0
}

// become executes a program in the shell's place. Signals that have been caught
// and not yet attended to would be lost with the shell: they come first, and may
// leave something else to do than the program. Those that come later are the
// program's: they stay blocked until the shell's handlers are gone.
func (sh *Shell) become(spec *proc.Spec) error {
	const others = ^uint64(1 << (sig.CHLD - 1))
	old := sig.BlockMask(^uint64(0))
	for tries := 0; sig.Pending()&others != 0 && tries < 8; tries++ { // some may stay, where nothing is to run
		sig.SetMask(old)
		if sh.pend = sh.attend(false); sh.pend != 0 {
			return nil
		}
		sig.BlockMask(^uint64(0))
	}
	leads := sh.leads()
	sh.endMonitor()
	err := proc.Exec(spec)
	if leads {
		sh.lead()
	}
	sig.SetMask(old)
	return err
}

// self is the path of the shell's own program.
func (sh *Shell) self() string {
	const path = "/proc/self/exe"
	if syscall.Access(path, 0) != nil && sh.program != nil {
		if p := sh.program(); p != "" {
			return p
		}
	}
	return path
}

// name0 is the name under which a fresh shell is started.
func (sh *Shell) name0() string {
	if sh.opts&optPosix != 0 {
		return "sh"
	}
	return "bash"
}

func readHead(path string, n int) ([]byte, error) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	n, err = syscall.Read(fd, b)
	syscall.Close(fd)
	if err != nil {
		return nil, err
	}
	return b[:n], nil
}

// looksBinary reports whether a file's first line has a NUL byte, as bash decides it.
func looksBinary(b []byte) bool {
	for _, c := range b {
		if c == '\n' {
			return false
		}
		if c == 0 {
			return true
		}
	}
	return false
}

// spec describes a process that is to be executed in this environment.
func (sh *Shell) spec(path string, args []string, opt *spawnOptions) *proc.Spec {
	sh.syncReads()
	s := &proc.Spec{
		Path: path, Argv: args, Dir: sh.dir, Umask: sh.mask, Limits: sh.lims,
		Mask: sh.orig.mask, Group: -1, Tty: -1, Death: sh.config.Death,
		Inner: !sh.countsChildren(),
	}
	if sh.dir != "" && path != "" && path[0] != '/' {
		// The child changes its directory before it executes.
		s.Path = path
	}
	if opt.argv0 != nil {
		s.Argv = append([]string{*opt.argv0}, args[1:]...)
	}
	if opt.clearEnv {
		s.Env = proc.Env{nil}
	} else {
		s.Env = sh.environ(path)
		if opt.last && !sh.asSh {
			s.Env = sh.lowerLevel(s.Env)
		}
		if opt.exec {
			s.Env = sh.execEnviron(s.Env)
		}
	}
	for n, d := range sh.fds {
		if d == nil || d.bare && d.fd == n {
			continue
		}
		fd := d.fd
		if d.capt != nil {
			fd = d.capt.writeEnd()
		}
		s.FDs = append(s.FDs, proc.Dup{To: n, From: fd})
	}
	for n := 0; n < 3; n++ {
		if sh.get(n) == nil {
			s.Shut = append(s.Shut, n)
		}
	}
	s.Ignore = sh.orig.ignored&sh.orig.caught | sh.orig.passed
	s.Reset = sh.orig.caught & handled
	for n, action := range sh.traps.sigs {
		switch bit := uint64(1) << (n - 1); {
		case sig.Fixed(n):
		case *action == "":
			s.Ignore |= bit
		default:
			s.Reset |= sh.orig.caught & bit
		}
	}
	s.Reset &^= s.Ignore | faults
	if sh.asyncShell && (opt.exec || sh.forked != sh.evalDepth()) {
		// As in bash, only the process of the background command itself ignores them.
		s.Reset |= (1<<(sig.INT-1) | 1<<(sig.QUIT-1)) &^ s.Ignore &^ sh.orig.ignored
	}
	control := sh.jobControl || opt.control
	if opt.async && !control {
		s.Ignore |= 1<<(sig.INT-1) | 1<<(sig.QUIT-1)
		s.Reset &^= s.Ignore
	}
	if sh.ttyIgnored {
		for _, n := range [...]int{sig.TSTP, sig.TTIN, sig.TTOU} {
			if sh.traps.sigs[n] == nil && (sh.orig.ignored|sh.orig.passed)&(1<<(n-1)) == 0 {
				s.Reset |= 1 << (n - 1)
			}
		}
	}
	s.Ahead = opt.ahead && !control
	if control && !opt.replace && !opt.subst && !opt.procs {
		s.Group = 0
		if opt.group != nil {
			s.Group = *opt.group
		}
		if !opt.async && sh.tty >= 0 {
			s.Tty = sh.tty
		}
	}
	return s
}

// The signals of faults, whose handlers are the Go runtime's, and those that a
// shell without traps may handle.
const (
	faults  = 1<<(sig.ILL-1) | 1<<(sig.TRAP-1) | 1<<(sig.BUS-1) | 1<<(sig.FPE-1) | 1<<(sig.SEGV-1)
	handled = 1<<31 - 1
)

// isMainProcess reports whether this is the process that the user started,
// not one that stands for a subshell.
func (sh *Shell) isMainProcess() bool { return sh.realPid == sh.process.pid }

// plainProgram reports whether a list is nothing but one program to be
// executed, which can be started directly.
func (sh *Shell) plainProgram(l *listNode) (*simpleNode, bool) {
	if len(l.stmts) != 1 {
		return nil, false
	}
	n, ok := l.stmts[0].cmd.(*simpleNode)
	if !ok || n.name == "" || n.builtin != nil || n.substs || sh.fn(n.sym) != nil || sh.slow || sh.traps.debug != nil {
		return nil, false
	}
	if sh.functionByName("command_not_found_handle") != nil {
		return nil, false
	}
	if len(n.redirs) > 0 && sh.opensFIFO(n.redirs) {
		return nil, false // an open that blocks is for a process of its own
	}
	return n, true
}

// peekTarget expands the word of a redirection that is performed later, which is
// when what is wrong with it will be said.
func (sh *Shell) peekTarget(r *redirection) string {
	if w, ok := r.word.(*litWord); ok {
		return w.s
	}
	c := sh.sub(sh.ev)
	c.setFD(2, nil)
	target := r.word.str(c)
	c.done()
	return target
}

// createFiles creates the files to which a background command writes. The process
// takes longer to come to that than one that is forked: tail -f on the
// next line is to find them, as it does in bash.
func (sh *Shell) createFiles(cmd node) {
	var list []redirection
	switch n := cmd.(type) {
	case *redirNode:
		list = n.redirs
	case *simpleNode:
		list = n.redirs
	}
	for i := range list {
		r := &list[i]
		switch r.op {
		case syntax.DplOut, syntax.DplIn:
			continue
		case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll:
		default:
			return // if that fails, nothing is created
		}
		if sh.opts&(optNoclobber|optRestricted) != 0 || r.acts || r.substs {
			return
		}
		if name := sh.peekTarget(r); name != "" {
			mode := uint32(0o666)
			if sh.mask >= 0 {
				mode &^= uint32(sh.mask)
			}
			fd, err := syscall.Open(sh.path(name), syscall.O_WRONLY|syscall.O_CREAT|syscall.O_EXCL|syscall.O_CLOEXEC, mode)
			if err == nil {
				syscall.Close(fd)
			}
		}
	}
}

// opensFIFO reports whether one of the redirections opens a FIFO.
func (sh *Shell) opensFIFO(list []redirection) bool {
	for i := range list {
		r := &list[i]
		switch r.op {
		case syntax.RdrIn, syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll:
		default:
			continue
		}
		name := sh.peekTarget(r)
		var st syscall.Stat_t
		if name != "" && syscall.Stat(sh.path(name), &st) == nil && st.Mode&syscall.S_IFMT == syscall.S_IFIFO {
			return true
		}
	}
	return false
}

// startApart starts a program directly that is to run beside the shell; it is
// expanded in an environment of its own, where BASH_SUBSHELL is level.
func (sh *Shell) startApart(n *simpleNode, level int, opt *spawnOptions) (*childProc, int) {
	c := sh.sub(sh.ev)
	c.subshell, c.jobControl, c.apart = level, sh.jobControl, true
	sh.live++
	child, status, k := c.startSimple(n, opt)
	sh.live--
	c.done()
	if k == toOuter {
		sh.pend = sh.outer()
	}
	return child, status
}

// startSimple expands a simple command in sh, an environment of its own, and
// starts it without waiting.
func (sh *Shell) startSimple(n *simpleNode, opt *spawnOptions) (*childProc, int, ctl) {
	sh.line, sh.cmd = n.line, n.stmt
	for i, w := range n.words {
		w.fields(sh)
		if sh.pend != 0 {
			sh.wordFailed(n.words[i+1:])
			return nil, max(sh.status, 1), sh.pend
		}
	}
	args := sh.args
	temps := len(sh.saves)
	if len(n.assigns) > 0 {
		if _, ok := n.pushChildTemps(sh, args); !ok {
			return nil, 1, sh.pend
		}
	}
	if opt.async && !opt.input && !opt.control {
		sh.nullInput()
	}
	if len(n.redirs) > 0 {
		u, ok := sh.redirectPast(n.redirs, temps)
		sh.commit(u) // nothing else is to hold a pipe open that they take the place of
		if !ok {
			return nil, 1, sh.pend
		}
	}
	child, status := sh.startProgram(args, opt)
	return child, status, sh.pend
}

// nullInput gives a background command /dev/null to read from (POSIX XCU 2.9.3.1).
func (sh *Shell) nullInput() {
	if d, _, err := sh.open("/dev/null", syscall.O_RDONLY, 0); err == nil {
		sh.setFD(0, d)
	}
}

// waitForeground waits for a child that runs in the foreground and sets $?.
func (sh *Shell) waitForeground(child *childProc) ctl {
	list := [1]runner{{child: child}}
	if c := sh.waitChild(list[:]); c != next {
		return c
	}
	return sh.afterWait(list[:])
}

// afterWait is what comes after waitChild has seen the end of a child in the foreground, or that it has stopped.
func (sh *Shell) afterWait(list []runner) ctl {
	child := list[0].child
	stopped := sh.jobControl && sh.foregroundDone(list)
	sh.checkWindow()
	if stopped {
		return sh.leaveLoops()
	}
	var c ctl
	if sh.status > 128 {
		if sh.intDied = child.last && child.diedOfInt(); child.last {
			sh.replacedBy(child)
		} else {
			sh.reportForeground(list, nil)
		}
		c = sh.interrupted(list)
	} else {
		if len(sh.jobs.list) > 0 {
			sh.notify(sh.aroundLine())
		}
		sh.intSeen = false
		c = sh.afterForeground(sh.status != 0)
	}
	if c == next && child.last {
		return toExit // what was a shell is none any more: no RETURN action
	}
	return c
}

// foreground blocks until ready, with list in the foreground.
func (sh *Shell) foreground(list []runner, ready func() bool) ctl {
	job := sh.fgJob
	if sh == sh.root {
		sh.intSeen = false
	}
	sh.fg++
	sh.fgJob = within(job, list)
	c, _ := sh.block(ready, nil, time.Time{})
	sh.fgJob = job
	sh.fg--
	return c
}

// within is the foreground job when a part of one runs a job of its own.
func within(job, list []runner) []runner {
	if len(job) == 0 {
		return list
	}
	return append(job[:len(job):len(job)], list...)
}

// afterForeground runs the actions that have waited for the end of a foreground
// command, as that of CHLD does: they come before what follows from its status. Where that is the ERR action,
// bash runs them in it, so that they do not run it for themselves.
func (sh *Shell) afterForeground(failed bool) ctl {
	if !sh.config.Posix && !sh.root.traps.has(sig.CHLD) || !sh.due() {
		return next
	}
	inErr := sh.inErr
	sh.inErr = inErr || failed && sh.traps.err != nil && sh.noErr == 0
	c := sh.attend(false)
	sh.inErr = inErr
	return c
}

// waitChild waits for the one process of a foreground job and sets $?.
func (sh *Shell) waitChild(list []runner) ctl {
	child := list[0].child
	ready := child.finished
	if sh.jobControl {
		ready = func() bool { return child.finished() || child.State() == proc.Stopped }
	}
	var c ctl
	sh.actionDone = true
	if !ready() {
		c = sh.foreground(list, ready)
	}
	if c != next {
		sh.endRunners(list)
		sh.takeTerminal()
		return c
	}
	if child.Err() != nil {
		return next // it has not been a program: no status yet
	}
	sh.endCoproc()
	sh.status = child.exitStatus()
	sh.pipe, sh.piped = sh.status, false
	return next
}

// interrupted says what comes after a foreground job of which a process has died
// of INT. The shell then ends by INT, too, if it has had one while it waited
// (rule S7's note; bash does the same), or would have had one without job control.
// An interactive shell leaves the command that was read; if that is a list or the like, what was being sourced or evaluated, too.
func (sh *Shell) interrupted(list []runner) ctl {
	root := sh.root
	seen := root.intSeen
	if !seen && !sh.jobControl || !sh.ev.root {
		return next
	}
	if sh == root {
		root.intSeen = false
	}
	for _, r := range list {
		if r.child == nil || !r.child.diedOfInt() {
			continue
		}
		trapped := !seen && sh.traps.sigs[sig.INT] != nil
		switch {
		case sh.opts&optInteractive != 0:
			sh.thrown = sh.loops > 0 || (sh.sourcing > 0 || sh.units > 0) && sh.inList && !trapped
			c := sh.interruptedPrompt()
			sh.ui.broken = sh.thrown
			if !sh.thrown && (trapped || !sh.inList) {
				c = next
			}
			return c
		case trapped:
			return next
		case seen:
			root.fatal = sig.INT
		}
		root.status = 130
		return sh.leave(root, toExit)
	}
	return next
}

// abandon ends a child that nobody waits for any more.
func (sh *Shell) abandon(child *childProc) { sh.endRunners([]runner{{child: child}}) }
