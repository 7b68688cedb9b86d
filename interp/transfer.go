package interp

import (
	"syscall"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/proc"
	"entrysh/internal/strfn"
)

// A subshell that must be a process of its own is a new execution of this
// program. It receives the state of the environment through a descriptor
// whose number stands in the environment variable stateVar; the text it is to
// run is a part of that state.
const stateVar = "ENTRYSH_STATE"

// Operations of prctl(2).
const (
	prSetName = 15
	prGetName = 16
)

// startSelf starts a process that runs body in a copy of this environment.
func (sh *Shell) startSelf(body copied, opt *spawnOptions) (*childProc, int) {
	sh.passIDs()
	name := [...]byte{'s', 't', 'a', 't', 'e', 0}
	fd, _, e := syscall.Syscall(sysMemfdCreate, uintptr(ptr(&name[0])), 1, 0)
	if e != 0 {
		sh.errorf("fork: retry: %s", errText(e))
		return nil, 254
	}
	child, status := sh.startFrom(int(fd), body, opt)
	syscall.Close(int(fd))
	return child, status
}

// startFrom is startSelf with a file for the state.
func (sh *Shell) startFrom(fd int, body copied, opt *spawnOptions) (*childProc, int) {
	var err error
	n := 0
	for b := sh.encode(body, opt); len(b) > 0 && err == nil; b = b[max(n, 0):] {
		n, err = syscall.Write(fd, b)
	}
	if err != nil {
		sh.errorf("fork: retry: %s", errText(err))
		return nil, 254
	}
	syscall.Seek(fd, 0, 0)
	c := sh
	if opt.async && !opt.input && !sh.jobControl {
		c = sh.sub(sh.ev)
		c.apart = true
		c.nullInput()
	}
	to := c.freeFD(10)
	spec := c.spec(sh.self(), c.argv, opt)
	spec.Umask, spec.Dir, spec.Limits = c.mask, c.dir, c.ownLimits()
	spec.Env = proc.MakeEnv([]string{stateVar + "=" + itoa(to)})
	spec.FDs = append(spec.FDs, proc.Dup{To: to, From: fd})
	child, err := sh.fork(spec)
	if c != sh {
		c.done()
	}
	if e, ok := err.(*proc.ExecError); ok {
		sh.errorf("fork: %s", errText(e.Errno))
	}
	if err != nil {
		return nil, 254
	}
	return newChild(child, spec, opt), 0
}

// A transfer is what the process is to do and to be besides what is the shell's own.
type transfer struct {
	body                 copied
	comm                 string // what ps and pkill know the process by, a script's name mostly
	inSubst, inParens    bool
	underPrompt          bool
	subshell, traceDepth int
	around               int
	opts                 options
	shopts               shopts
	traps, shown         *traps
	limits               []int // in threes
	jobs                 []*job
}

// encode writes the environment as the subshell that runs text is to have it.
func (sh *Shell) encode(body copied, opt *spawnOptions) []byte {
	var comm [16]byte
	syscall.RawSyscall(syscall.SYS_PRCTL, prGetName, uintptr(ptr(&comm[0])), 0)
	t := &transfer{body: body, comm: string(comm[:]), inSubst: opt.subst, inParens: !opt.subst && !opt.procs && !opt.forked,
		underPrompt: sh.underPrompt || sh.opts&optInteractive != 0,
		subshell:    sh.subshell + 1, traceDepth: sh.traceDepth + int(truth(opt.subst)), around: sh.aroundLine(), opts: sh.opts &^ optInteractive, shopts: sh.shopts,
		traps: &sh.traps, shown: &sh.traps}
	t.body.async, t.body.forked, t.body.piped = opt.async, opt.forked, opt.pipeline
	if opt.subst && sh.opts&optErrexit != 0 && sh.shopts&shoptInheritErrexit == 0 {
		t.opts &^= optErrexit
	}
	if t.shown.shown != nil {
		t.shown = t.shown.shown
	}
	if opt.procs {
		// A process substitution shows what it has itself.
		own := t.shown.forSubshell()
		t.shown = &own
	}
	for _, l := range sh.lims {
		t.limits = append(t.limits, l.Resource, int(l.Soft), int(l.Max))
	}
	if opt.jobs {
		t.jobs = sh.jobs.list
	}
	c := &codec{b: make([]byte, 0, 8192)}
	sh.carry(c, t)
	return c.b
}

// decode makes sh the environment that a parent process has sent, and returns
// the text to run.
func (sh *Shell) decode(b []byte) copied {
	t := &transfer{traps: &traps{}, shown: &traps{}}
	sh.vars = nil
	sh.carry(&codec{b: b, reading: true}, t)
	sh.subshell, sh.traceDepth, sh.aroundAll, sh.inSubst, sh.inParens = t.subshell, t.traceDepth, t.around, t.inSubst, t.inParens
	if comm := []byte(t.comm); len(comm) > 0 {
		syscall.RawSyscall(syscall.SYS_PRCTL, prSetName, uintptr(ptr(&comm[0])), 0)
	}
	async := t.body.async
	sh.underPrompt = t.underPrompt
	sh.asyncShell = async && !sh.asSh
	for l := t.limits; len(l) > 2; l = l[3:] {
		if ofMemory(l[0]) { // the process has the others
			sh.lims = append(sh.lims, proc.Limit{Resource: l[0], Soft: uint64(l[1]), Max: uint64(l[2])})
		}
	}
	if async && t.opts&optMonitor == 0 {
		sh.orig.background = (1<<(sigINT-1) | 1<<(sigQUIT-1)) &^ sh.orig.ignored
	}
	if async || t.inParens && sh.shopts&compatShopts == 0 {
		sh.loops = 0
	}
	// Ignored signals stay ignored, the others are only shown.
	sh.traps = t.traps.forSubshell()
	sh.traps.shown = t.shown
	if t.opts&optErrtrace == 0 {
		sh.traps.err = nil
	}
	if t.opts&optFunctrace == 0 {
		sh.traps.debug, sh.traps.ret = nil, nil
	}
	sh.jobs.list = t.jobs
	sh.opts, sh.shopts = t.opts, t.shopts
	sh.envStale = true
	sh.nameCharset()
	sh.localeChanged()
	sh.refreshSlow()
	return t.body
}

// carry is the list of what a process of the shell is told.
func (sh *Shell) carry(c *codec, t *transfer) {
	c.strs(&t.body.text, &t.comm, &sh.name, &sh.lastArg, &sh.cwd, &sh.source)
	c.lines(&t.body.lines)
	c.lines(&sh.pipes)
	c.lists(&sh.argv, &sh.params, &sh.firstArgs, &sh.dirs, &sh.foreign)
	c.ints(&sh.line, &sh.process.pid, &sh.ppid, &t.subshell, &t.traceDepth, &t.around, &sh.status, &sh.pipe, &sh.bang, &sh.noErr, &sh.nots, &sh.loops, &sh.inputs,
		&sh.depth, &sh.gets.Index, &sh.gets.Word, &sh.gets.Offset)
	c.bools(&t.body.async, &t.body.forked, &t.body.piped, &t.inSubst, &t.inParens, &t.underPrompt, &sh.piped, &sh.scriptRead, &sh.asSh, &sh.argsStarted,
		&sh.config.Posix)
	c.words(&sh.orig.mask, &sh.orig.ignored, &sh.orig.passed)
	t.opts, t.shopts = options(c.num(int64(t.opts))), shopts(c.num(int64(t.shopts)))
	sh.secsOff, sh.started = c.num(sh.secsOff), c.num(sh.started)
	sh.config.Grace = duration(c.num(int64(sh.config.Grace)))
	c.lines(&t.limits)
	c.traps(t.traps)
	c.traps(t.shown)
	if n := c.count(len(sh.frames)); c.reading {
		sh.frames = make([]frame, n)
	}
	for i := range sh.frames {
		c.frame(&sh.frames[i])
	}
	if c.reading {
		for c.num(0) != 0 {
			f := &function{}
			sh.carryFunction(c, f)
			sh.setFn(intern(f.name), f)
		}
		for c.num(0) != 0 {
			v := &Var{owner: sh.owner}
			sh.carryVar(c, v)
			sh.put(v.sym, v)
		}
	} else {
		for _, f := range sh.fns {
			if f != nil {
				c.num(1)
				sh.carryFunction(c, f)
			}
		}
		c.num(0)
		for _, v := range sh.vars {
			if v != nil {
				c.num(1)
				sh.carryVar(c, v)
			}
		}
		c.num(0)
	}
	if n := c.count(len(t.jobs)); c.reading {
		t.jobs = make([]*job, n)
	}
	for i := range t.jobs {
		if c.reading {
			t.jobs[i] = &job{foreign: true}
		}
		sh.carryJob(c, t.jobs[i])
	}
	sh.carryNames(c)
}

func (c *codec) traps(t *traps) {
	for _, p := range [...]**string{&t.exit, &t.err, &t.debug, &t.ret} {
		is, text := *p != nil, ""
		if is {
			text = **p
		}
		c.bools(&is)
		if c.strs(&text); c.reading && is {
			*p = &text
		}
	}
	if !c.reading {
		c.count(len(t.sigs))
		for n, text := range t.sigs {
			c.num(int64(n))
			c.strs(text)
		}
		return
	}
	for n := c.count(0); n > 0; n-- {
		if t.sigs == nil {
			t.sigs = map[int]*string{}
		}
		k, text := int(c.num(0)), new(string)
		c.strs(text)
		t.sigs[k] = text
	}
}

func (c *codec) frame(f *frame) {
	name := ""
	if f.fn != nil {
		name = f.fn.name
	}
	c.strs(&name, &f.source, &f.file)
	c.lists(&f.args)
	c.ints(&f.line)
	c.bools(&f.traced)
	if c.reading && name != "" {
		f.fn = &function{name: name}
	}
}

func (sh *Shell) carryFunction(c *codec, f *function) {
	text, lines := "", []int(nil)
	if !c.reading {
		text, lines = sh.functionText(f), f.commandLines()
	}
	c.strs(&f.name, &text, &f.file)
	c.lines(&lines)
	c.ints(&f.line)
	a := c.num(int64(f.attr))
	if c.reading { // else others may look at it now
		f.attr, f.text, f.lines = attr(a), text, lines
	}
}

func (sh *Shell) carryVar(c *codec, v *Var) {
	name, text := "", ""
	if !c.reading {
		name = v.sym.name
	}
	c.strs(&name)
	c.ints(&v.level)
	a, k, set := v.attr, v.kind, v.set
	c.bools(&set)
	a, k = attr(c.num(int64(a))), kind(c.num(int64(k)))
	if c.reading {
		v.sym, v.attr, v.kind, v.set = intern(name), a, k, set
	}
	switch k {
	case scalar:
		if !c.reading {
			text = v.text(sh)
		}
		if c.strs(&text); c.reading {
			v.str, v.isStr = text, set
		}
	case indexedArray:
		l := v.list
		if l == nil {
			l = &indexed{}
		}
		n := c.count(l.count())
		if !c.reading {
			l.each(func(i int64, s string) bool { c.num(i); c.strs(&s); return true })
			return
		}
		for v.list = l; n > 0; n-- {
			i := c.num(0)
			c.strs(&text)
			l.set(i, text)
		}
	case assocArray:
		h := v.hash
		if h == nil {
			h = newAssoc()
		}
		n := c.count(h.count())
		if !c.reading {
			for i := range h.entries {
				if x := &h.entries[i]; !x.dead {
					c.strs(&x.key, &x.value)
				}
			}
			return
		}
		for v.hash = h; n > 0; n-- {
			c.strs(&name, &text)
			h.set(name, text)
		}
	}
}

func (sh *Shell) carryJob(c *codec, j *job) {
	mark := sh.jobs.mark(j)
	c.ints(&j.id)
	c.strs(&mark, &j.dir)
	c.bools(&j.monitored)
	if c.reading {
		switch mark {
		case "+":
			sh.jobs.current = j
		case "-":
			sh.jobs.previous = j
		}
	}
	if n := c.count(len(j.children)); c.reading {
		j.children = make([]*childProc, n)
	}
	for i, p := range j.children {
		text, pid, state, status := "", 0, 0, 0
		if !c.reading {
			text, pid, state, status = p.display(), p.pid(), int(p.State()), int(p.Status())
		}
		c.strs(&text)
		c.ints(&pid, &state, &status)
		if c.reading {
			j.children[i] = &childProc{text: text, Child: proc.Seen(pid, proc.State(state), syscall.WaitStatus(status))}
		}
	}
}

// carryNames carries aliases, what enable -n has turned off, and where programs are.
func (sh *Shell) carryNames(c *codec) {
	if !c.reading {
		c.count(len(sh.aliases))
		for name, text := range sh.aliases {
			c.strs(&name, &text)
		}
		c.count(len(sh.disabledSet))
		for name := range sh.disabledSet {
			c.strs(&name)
		}
		c.count(len(sh.hashes))
		for name, h := range sh.hashes {
			c.strs(&name, &h.path)
			c.ints(&h.hits)
		}
		return
	}
	var name, text string
	for n := c.count(0); n > 0; n-- {
		c.strs(&name, &text)
		sh.setAlias(name, text)
	}
	for n := c.count(0); n > 0; n-- {
		c.strs(&name)
		sh.setDisabled(name, true)
	}
	for n := c.count(0); n > 0; n-- {
		c.strs(&name, &text)
		sh.remember(name, text, int(c.num(0)))
	}
}

// commandLines returns the lines of the commands in a function's text.
func (f *function) commandLines() []int {
	if f.lines == nil && f.def != nil && f.src != nil {
		f.lines = f.src.unit.Lines([]*syntax.Stmt{f.def})
	}
	return f.lines
}

// functionText returns the definition of a function as declare -f prints it.
func (sh *Shell) functionText(f *function) string {
	if f.file == fromEnvironment && f.def == nil {
		f.once.Do(func() { f.load(sh) }) // as bash prints it, not as it was given
		f.text = ""
	}
	if f.text == "" && f.def != nil {
		f.text = printFunction(f)
	}
	if !strfn.HasSuffix(f.text, "\n") {
		return f.text + "\n"
	}
	return f.text
}
