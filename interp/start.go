package interp

import (
	"strings"
	"syscall"
	"unsafe"

	"entrysh/internal/event"
	"entrysh/internal/memory"
	"entrysh/internal/parse"
	"entrysh/internal/proc"
	"entrysh/internal/sig"
	"entrysh/internal/strfn"
)

// inheritedFDs is how far inherited descriptors are looked for in one poll.
const inheritedFDs = 256

// initFDs enters the descriptors that the process has inherited. Those of
// closed, descriptor n as bit n, are the Go runtime's own.
func (sh *Shell) initFDs(closed uint64) {
	var set [inheritedFDs]event.Fd
	for i := range set {
		set[i].FD = int32(i)
	}
	n := inheritedFDs
	var ts syscall.Timespec
	var lim syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &lim) == nil && lim.Cur < uint64(n) {
		n = int(lim.Cur)
	}
	syscall.RawSyscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&set[0])), uintptr(n), uintptr(unsafe.Pointer(&ts)), 0, 0, 0)
	own := sh.ev.waker.FD()
	for i := 0; i < n; i++ {
		if set[i].Revents&event.Nval != 0 || i == own {
			continue
		}
		flags, _, e := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(i), syscall.F_GETFD, 0)
		if e != 0 || flags&syscall.FD_CLOEXEC != 0 {
			continue // the Go runtime's own
		}
		if i > 2 || closed&(1<<i) != 0 {
			syscall.CloseOnExec(i)
		}
		if i <= 2 && closed&(1<<i) != 0 {
			continue
		}
		for len(sh.fds) <= i {
			sh.fds = append(sh.fds, nil)
		}
		sh.fds[i] = newDesc(i)
		sh.fds[i].bare = i <= 2
	}
}

// Run is the main environment's life: it sets up variables and signals as the
// start says, runs the commands, and returns the exit status.
func Run(st *Start) int {
	state := -1
	for _, e := range st.Env {
		if v, ok := strfn.CutPrefix(e, stateVar+"="); ok {
			if n, ok := atoi(v); ok {
				state = n
				st.Subshell = true
				st.Interactive = false // as the arguments say of the shell that this is a subshell of
			}
		}
	}
	sh, err := New(st)
	if err != nil {
		syscall.Write(2, []byte("entrysh: "+err.Error()+"\n"))
		return 125
	}
	sh.initSignals()
	if state >= 0 {
		return sh.runState(state)
	}
	return sh.runMain(st)
}

// runState is the life of a process that stands for a subshell of another.
func (sh *Shell) runState(fd int) int {
	d := sh.get(fd)
	if d == nil {
		return 125
	}
	var st syscall.Stat_t
	syscall.Fstat(d.fd, &st)
	b := make([]byte, st.Size)
	n, _ := syscall.Pread(d.fd, b, 0)
	sh.setFD(fd, nil)
	body := sh.decode(b[:max(n, 0)])
	sh.isInit = false
	sh.envStale = true
	sh.subshellSignals()
	sig.SetMask(sh.orig.mask &^ (1 << (sig.CHLD - 1)))
	r := parse.New(parse.NewText(body.text), &parse.Config{FirstLine: max(sh.line, 1)})
	sh.readers = append(sh.readers, &parse.Config{})
	var c ctl
	kind := endsText
	if sh.inParens {
		kind = fillsParens
	}
	u, err := r.Next()
	for err == nil {
		body.lines = u.SetLines(u.Stmts, body.lines)
		cu := sh.compileUnit(u)
		var after *parse.Unit
		looked := len(sh.aliases) == 0
		if looked {
			if after, err = r.Next(); err != nil && !body.forked {
				cu.list.markLast(kind)
			} else if kind == fillsParens {
				kind = endsParens
			}
		}
		switch {
		case body.forked:
			if !cu.list.isBuiltin(sh) {
				sh.loops = 0
			}
			forked := &stmtNode{cmd: &forkedNode{body: cu.list, piped: body.piped, async: body.async}}
			c = sh.runUnit(codeUnit{&listNode{stmts: []*stmtNode{forked}}, u})
			body.forked = false
		default:
			c = sh.runUnit(cu)
		}
		if c != next {
			break
		}
		if !looked {
			after, err = r.Next()
		}
		u = after
	}
	return sh.finish()
}

// runMain runs what the command line names.
func (sh *Shell) runMain(st *Start) int {
	sh.asSh = st.AsSh
	functions, shellopts := sh.importEnv(st.Env)
	sh.initVars(st)
	for _, o := range st.Opts {
		name, off := strfn.CutPrefix(o, "+")
		sh.setOption(optionByName(name), !off)
	}
	for _, o := range shellopts {
		if b := optionByName(o); b != 0 && b != optInteractive {
			sh.setOption(b, true)
		} else {
			sh.errOut(sh.shellName() + ": line 0: " + o + ": invalid option name\n")
		}
	}
	for _, o := range st.Shopts {
		if name, off := strfn.CutPrefix(o, "+"); off {
			sh.shopts &^= shoptByName(name)
		} else {
			sh.shopts |= shoptByName(name)
		}
	}
	if st.Posix {
		sh.setOption(optPosix, true)
	}
	if sh.shopts&shoptExtdebug != 0 {
		sh.startArgs()
	}
	for _, o := range st.Lists {
		switch o {
		case "-o", "+o":
			sh.printOptions(o == "-o")
		case "+O":
			sh.listShopts(flagSet(0).with('p'))
		default:
			sh.listShopts(0)
		}
	}
	if len(functions) > 0 && !st.Restricted && sh.opts&optPrivileged == 0 && !sh.importFunctions(functions) {
		return sh.finish()
	}
	if sh.config.Subreaper && !sh.isInit {
		syscall.RawSyscall(syscall.SYS_PRCTL, 36, 1, 0)
	}
	if sh.config.Death != 0 && !sh.isInit {
		syscall.RawSyscall(syscall.SYS_PRCTL, 1, uintptr(sh.config.Death), 0)
	}
	if st.Interactive {
		if !st.NoEditing {
			sh.opts |= optEmacs
		}
		sh.startInteractive()
	}
	if st.Interactive || sh.opts&optMonitor != 0 {
		sh.startMonitor()
	}
	if st.Login {
		sh.shopts |= shoptLoginShell
	}
	if st.HasCommand {
		sh.opts |= optCommand
	}
	if c := sh.startupFiles(st); c != next {
		return sh.finish()
	}
	sh.status = 0
	if st.Restricted {
		sh.restrict()
		sh.shopts |= shoptRestrictedShell
	}
	switch {
	case st.PrettyPrint && st.Script != "" && !st.HasCommand:
		sh.prettyPrint(st.Script)
	case st.HasCommand:
		sh.force(intern("BASH_EXECUTION_STRING"), st.Command)
		sh.runCommand(st.Command)
	case st.Script != "":
		sh.runScript(st.Script)
	default:
		sh.opts |= optStdin
		if sh.opts&optInteractive != 0 {
			sh.interactiveLoop()
		} else {
			in := &descSource{sh: sh, n: 0}
			sh.runInput(sh.reader(in, 1), in)
		}
	}
	return sh.finish()
}

// restrict makes this a restricted shell (bash manual 6.10).
func (sh *Shell) restrict() {
	sh.opts |= optRestricted
	for _, name := range []string{"SHELL", "PATH", "HISTFILE", "ENV", "BASH_ENV"} {
		sh.writable(intern(name)).attr |= attrReadonly
	}
}

// runCommand runs the text of -c. The last of its commands takes the shell's
// place if it is a program and nothing is left to do afterwards.
func (sh *Shell) runCommand(text string) ctl {
	r := sh.reader(parse.NewText(text), 1)
	cfg := sh.readers[len(sh.readers)-1]
	sh.line = 1
	read := 0
	for {
		sh.refreshAliases(cfg)
		u, err := r.Next()
		if err != nil {
			if _, ok := err.(*parse.SyntaxError); ok {
				return sh.syntaxError(err, true)
			}
			return next
		}
		sh.parseWarnings(u.Warnings)
		sh.echoInput(u)
		read += len(u.Input)
		cu := sh.compileUnit(u)
		last := len(sh.aliases) == 0 && sh.opts&(optVerbose|optNoexec) == 0 && strings.TrimSpace(text[min(read, len(text)):]) == ""
		var c ctl
		if last {
			c = sh.runLast(cu)
		} else {
			c = sh.runUnit(cu)
		}
		if c == toTop {
			c = sh.topOfText()
		}
		if c != next || last {
			return c
		}
	}
}

// runLast runs the last unit of -c: its last command, if it is a program,
// replaces the shell (bash does so unless a trap is set).
func (sh *Shell) runLast(cu codeUnit) ctl {
	if c := sh.runLastOf(cu); c != next || !sh.due() {
		return c
	}
	return sh.attend(false)
}

func (sh *Shell) runLastOf(cu codeUnit) ctl {
	stmts := cu.list.stmts
	sh.inList = cu.list.several()
	for i, s := range stmts {
		if i == len(stmts)-1 {
			return sh.runTail(s)
		}
		if c := s.run(sh); c != next {
			return c
		}
	}
	return next
}

// runTail runs a command that nothing follows.
func (sh *Shell) runTail(s *stmtNode) ctl {
	switch n := s.cmd.(type) {
	case *andOrNode:
		sh.noErr++
		c := n.x.run(sh)
		sh.noErr--
		if c != next {
			return c
		}
		if (sh.status == 0) == n.or {
			return next
		}
		return sh.runTail(n.y)
	case *simpleNode:
		if sh.canReplace(n) {
			sh.tail = n
			defer func() { sh.tail = nil }()
		}
	}
	return s.run(sh)
}

// canReplace reports whether the shell may give its place to a command's program.
func (sh *Shell) canReplace(n *simpleNode) bool {
	if n.builtin != nil || len(n.words) == 0 || sh.slow {
		return false
	}
	for _, a := range sh.traps.sigs {
		if *a != "" {
			return false
		}
	}
	return sh.opts&optRestricted == 0 && sh.traps.exit == nil && (sh.traps.err == nil || n.last == fillsParens) && sh.traps.debug == nil && sig.Pending()&^(1<<(sig.CHLD-1)) == 0 &&
		!sh.config.Init && !sh.jobs.any()
}

// replaceBy executes the program args in the shell's place; it returns a
// status when that has failed.
func (sh *Shell) replaceBy(args []string, opt *spawnOptions) (status int) {
	path, status := sh.lookPath(args[0])
	if status != 0 {
		return -1
	}
	opt.replace = true
	sh.adjustShlvl(-1)
	spec := sh.spec(path, args, opt)
	err := sh.become(spec)
	if sh.pend != 0 {
		return sh.status
	}
	if e, ok := err.(*proc.ExecError); ok && e.Exec && e.Errno == syscall.ENOEXEC {
		_, code := sh.startScript(spec, path, args, opt)
		return code
	}
	return sh.execFailed(path, path, err)
}

// runScript runs a script file.
func (sh *Shell) runScript(name string) ctl {
	sh.scriptRead = true
	d, c, err := sh.open(name, syscall.O_RDONLY, 0)
	if c != next {
		return c
	}
	if err != nil && !hasSlash(name) {
		if p, st := sh.searchPath(name, sh.Get("PATH"), false); st != 127 {
			name = p
			d, c, err = sh.open(p, syscall.O_RDONLY, 0)
			if c != next {
				return c
			}
		}
	}
	if err != nil {
		sh.errOut(sh.shellName() + ": " + name + ": " + errText(err) + "\n")
		if err == syscall.ENOENT || err == syscall.ENOTDIR {
			return sh.noScript(127)
		}
		return sh.noScript(126)
	}
	var st syscall.Stat_t
	syscall.Fstat(d.fd, &st)
	if st.Mode&syscall.S_IFMT == syscall.S_IFDIR {
		sh.errOut(name + ": " + name + ": Is a directory\n")
		return sh.noScript(126)
	}
	head := make([]byte, 80)
	if n, _ := syscall.Pread(d.fd, head, 0); n > 0 && looksBinary(head[:n]) {
		sh.errOut(name + ": " + name + ": cannot execute binary file\n")
		sh.status = 126
		return toExit
	}
	sh.source = name
	if st.Mode&syscall.S_IFMT == syscall.S_IFREG {
		text, err := readAllFrom(d.fd, int(st.Size))
		d.release()
		if err != nil {
			sh.errOut(sh.shellName() + ": " + name + ": " + errText(err) + "\n")
			sh.status = 126
			return toExit
		}
		text = closed(text)
		memory.Expect(text, 30*len(text))
		return sh.runInput(sh.reader(parse.NewText(text), 1), &descSource{sh: sh, memory: &text})
	}
	in := &descSource{sh: sh, d: d}
	return sh.runInput(sh.reader(in, 1), in)
}

// noScript ends the shell for want of a script; in bash the message is an error that errexit is for.
func (sh *Shell) noScript(status int) ctl {
	if sh.opts&optErrexit != 0 {
		status = 1
	}
	sh.status = status
	return toExit
}

// shellName is how messages name the shell before a script has a name.
//
//go:noinline
func (sh *Shell) shellName() string {
	if len(sh.argv) > 0 {
		return sh.argv[0]
	}
	return "bash"
}

// runStartup runs a file in the environment as source does, if there is one.
func (sh *Shell) runStartup(name string) ctl {
	text, err := sh.readFile(name)
	if err != nil {
		if err != syscall.ENOENT && err != errReported {
			what := errText(err)
			if err == syscall.EISDIR {
				what = "is a directory"
			}
			sh.errOut(sh.shellName() + ": " + name + ": " + what + "\n")
		}
		return next
	}
	sh.traceDepth-- // nothing else is being evaluated
	sh.runSourced(name, text, []string{name})
	sh.traceDepth++
	c := sh.pend
	sh.pend = next
	if c == toExit || c == toOuter {
		return c
	}
	return next
}

// startupFiles reads the files that a login or an interactive shell reads
// first (bash manual 6.2).
func (sh *Shell) startupFiles(st *Start) ctl {
	run := sh.runStartup
	home := sh.tilde("")
	if st.Login && !st.NoProfile {
		if c := run("/etc/profile"); c != next {
			return c
		}
		files := []string{"/.bash_profile", "/.bash_login", "/.profile"}
		if sh.opts&optPosix != 0 {
			files = files[2:]
		}
		for _, f := range files {
			if regularReadable(home + f) {
				if c := run(home + f); c != next {
					return c
				}
				break
			}
		}
	}
	switch {
	case st.Interactive && sh.opts&optPosix != 0:
		if e, ok := sh.getSet("ENV"); ok {
			return run(sh.expandFileName(e))
		}
	case st.Interactive && !st.Login && !st.NoRC:
		// Where there is a file for all users, as Debian's bash has it.
		if c := run("/etc/bash.bashrc"); c != next {
			return c
		}
		rc := home + "/.bashrc"
		if st.RCFile != "" {
			rc = st.RCFile
		}
		return run(rc)
	case !st.Interactive && sh.opts&optPosix == 0 && sh.opts&optPrivileged == 0:
		if e, ok := sh.getSet("BASH_ENV"); ok && e != "" {
			return run(sh.expandFileName(e))
		}
	}
	return next
}

// initVars sets the variables that bash sets at its start (bash manual 5).
func (sh *Shell) initVars(st *Start) {
	if _, ok := sh.getSet("POSIXLY_CORRECT"); ok {
		sh.posixChanged(true)
	}
	sh.startLocale()
	sh.startVar("IFS", " \t\n")
	sh.ifs = defaultIFS
	sh.preset("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
	sh.startVar("OPTIND", "1").attr |= attrInteger
	sh.startVar("COMP_WORDBREAKS", " \t\n\"'@><=;|&(:")
	sh.startVar("OPTERR", "1")
	sh.preset("PS4", "+ ")
	if st.Interactive {
		sh.preset("PS1", `\s-\v\$ `)
		histfile := "/.bash_history"
		if sh.opts&optPosix != 0 {
			histfile = "/.sh_history"
		}
		sh.preset("HISTFILE", sh.tilde("")+histfile)
		if sh.variable(intern("MAILCHECK")) == nil {
			sh.startVar("MAILCHECK", "60").attr |= attrInteger
		}
		sh.preset("PS2", "> ")
	} else {
		sh.unsetRef("PS1")
		sh.unsetRef("PS2")
	}
	if st.Login && sh.opts&optPosix == 0 {
		sh.preset("HOME", sh.tilde(""))
	}
	sh.pipe = -1
	exe := sh.executablePath(st)
	sh.startVar("BASH", exe)
	sh.startVar("BASH_VERSION", bashVersion)
	sh.startVar("ENTRYSH_VERSION", Version)
	v := sh.writable(intern("BASH_VERSINFO"))
	machine := machineName()
	v.kind, v.list, v.set = indexedArray, newIndexed([]string{"5", "2", "15", "1", "release", machine + "-pc-linux-gnu"}), true
	v.attr = v.attr&^attrExport | attrReadonly
	sh.preset("HOSTTYPE", machine)
	sh.preset("OSTYPE", "linux-gnu")
	sh.preset("MACHTYPE", machine+"-pc-linux-gnu")
	sh.preset("HOSTNAME", hostname())
	sh.preset("TERM", "dumb")
	outer, _ := legalNumber(sh.Get("SHLVL"))
	level := max(int(int32(outer+1)), 0)
	if level >= 1000 {
		sh.errOut(sh.name + ": warning: shell level (" + itoa(level) + ") too high, resetting to 1\n")
		level = 1
	}
	inherited := sh.variable(intern("SHLVL")) != nil
	if v := sh.startVar("SHLVL", itoa(level)); inherited || !sh.asSh {
		v.attr |= attrExport
	}
	for _, name := range []string{"PPID", "UID", "EUID"} {
		s := intern(name)
		if sh.dynGone(s) {
			continue // what the environment calls so stands, as in bash
		}
		v := sh.writable(s)
		v.attr &^= attrExport
		v.str, v.isStr, v.set = s.dyn.get(sh), true, true
		v.attr |= attrReadonly | attrInteger | attrHooked
	}
	for _, name := range []string{"SHELLOPTS", "BASHOPTS"} {
		v := sh.writable(intern(name))
		v.isStr, v.set = true, true
		v.attr |= attrReadonly | attrHooked
	}
	v = sh.writable(symOldpwd)
	if !v.set || !isDirectory(v.str) {
		v.set, v.isStr, v.str = false, false, ""
		v.attr |= attrExport | attrInvisible
	}
	sh.initCwd()
	if len(sh.argv) > 0 {
		sh.lastArg = sh.argv[0]
	}
	if sh.given != "" {
		sh.lastArg = sh.given
	}
	sh.envStale = true
}

// preset gives a variable a value unless the environment has one.
func (sh *Shell) preset(name, val string) {
	if sh.variable(intern(name)) == nil {
		sh.startVar(name, val)
	}
}

// startVar gives a variable a value.
//
//go:noinline
func (sh *Shell) startVar(name, val string) *Var {
	v := sh.writable(intern(name))
	v.str, v.isStr, v.set = val, true, true
	return v
}

func isDirectory(p string) bool {
	var st syscall.Stat_t
	return p != "" && syscall.Stat(p, &st) == nil && st.Mode&syscall.S_IFMT == syscall.S_IFDIR
}

func machineName() string {
	var u syscall.Utsname
	syscall.Uname(&u)
	var b []byte
	for _, c := range u.Machine {
		if c == 0 {
			break
		}
		b = append(b, byte(c))
	}
	return string(b)
}

// executablePath is BASH: the file name by which the shell was started.
func (sh *Shell) executablePath(st *Start) string {
	name := sh.shellName()
	name = strfn.TrimPrefix(name, "-")
	if strfn.HasPrefix(name, "/") {
		return name
	}
	if hasSlash(name) {
		return absolute(getcwd(sh), name)
	}
	if p, s := sh.searchPath(name, sh.Get("PATH"), false); s == 0 && strfn.HasPrefix(p, "/") {
		return p
	}
	return name
}

// serve stays PID 1 in front of the program that exec has started: signals
// are passed on, orphans are reaped, and its status becomes the shell's.
func (sh *Shell) serve(child *childProc) int {
	sh.traps = traps{}
	sh.served = child
	c := sh.waitForeground(child)
	sh.served = nil
	if c != next {
		sh.pend = c
		return sh.status
	}
	sh.pend = toExit
	return sh.status
}
