package interp

import (
	"encoding/binary"
	"syscall"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/getopts"
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
	state := sh.encode(body, opt)
	name := [...]byte{'s', 't', 'a', 't', 'e', 0}
	fd, _, e := syscall.Syscall(sysMemfdCreate, uintptr(ptr(&name[0])), 1, 0)
	if e != 0 {
		sh.errorf("fork: retry: %s", errText(e))
		return nil, 254
	}
	defer syscall.Close(int(fd))
	for b := state; len(b) > 0; {
		n, err := syscall.Write(int(fd), b)
		if err != nil {
			sh.errorf("fork: retry: %s", errText(err))
			return nil, 254
		}
		b = b[n:]
	}
	syscall.Seek(int(fd), 0, 0)
	c := sh
	if opt.async && !opt.input && !sh.jobControl {
		c = sh.sub(sh.ev)
		c.apart = true
		defer c.done()
		c.nullInput()
	}
	to := c.freeFD(10)
	spec := c.spec(sh.self(), c.argv, opt)
	spec.Umask, spec.Dir, spec.Limits = c.mask, c.dir, c.ownLimits()
	spec.Env = proc.MakeEnv([]string{stateVar + "=" + itoa(to)})
	spec.FDs = append(spec.FDs, proc.Dup{To: to, From: int(fd)})
	child, err := sh.fork(spec)
	if e, ok := err.(*proc.ExecError); ok {
		sh.errorf("fork: %s", errText(e.Errno))
	}
	if err != nil {
		return nil, 254
	}
	return newChild(child, spec, opt), 0
}

// An encoder appends the values that encode writes. What it calls a hundred
// times is not inlined: that would be 20 KB of code for nothing.
type encoder struct{ b []byte }

//go:noinline
func (e *encoder) int(n int64) { e.b = binary.AppendVarint(e.b, n) }

//go:noinline
func (e *encoder) bool(v bool) { e.int(truth(v)) }

//go:noinline
func (e *encoder) str(s string) { e.int(int64(len(s))); e.b = append(e.b, s...) }
func (e *encoder) strs(l []string) {
	e.int(int64(len(l)))
	for _, s := range l {
		e.str(s)
	}
}

func (e *encoder) ints(l []int) {
	e.int(int64(len(l)))
	last := 0
	for _, n := range l {
		e.int(int64(n - last))
		last = n
	}
}

func (e *encoder) action(p *string) {
	e.bool(p != nil)
	if p != nil {
		e.str(*p)
	}
}

type decoder struct{ b []byte }

//go:noinline
func (d *decoder) int() int64 {
	n, w := binary.Varint(d.b)
	if w <= 0 {
		d.b = nil
		return 0
	}
	d.b = d.b[w:]
	return n
}

//go:noinline
func (d *decoder) bool() bool { return d.int() != 0 }
func (d *decoder) str() string {
	n := int(d.int())
	if n < 0 || n > len(d.b) {
		d.b = nil
		return ""
	}
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}
func (d *decoder) strs() []string {
	n := int(d.int())
	var l []string
	for i := 0; i < n && len(d.b) > 0; i++ {
		l = append(l, d.str())
	}
	return l
}
func (d *decoder) ints() []int {
	var l []int
	last := 0
	for n := int(d.int()); n > 0 && len(d.b) > 0; n-- {
		last += int(d.int())
		l = append(l, last)
	}
	return l
}

func (d *decoder) action() *string {
	if !d.bool() {
		return nil
	}
	s := d.str()
	return &s
}

// encode writes the environment as the subshell that runs text is to have it.
func (sh *Shell) encode(body copied, opt *spawnOptions) []byte {
	e := &encoder{b: make([]byte, 0, 8192)}
	e.str(body.text)
	e.ints(body.lines)
	e.int(int64(sh.line))
	e.str(sh.name)
	e.strs(sh.argv)
	var comm [16]byte // what ps and pkill know the process by, a script's name mostly
	syscall.RawSyscall(syscall.SYS_PRCTL, prGetName, uintptr(ptr(&comm[0])), 0)
	e.str(string(comm[:]))
	e.strs(sh.params)
	e.int(int64(sh.process.pid))
	e.int(int64(sh.ppid))
	e.int(int64(sh.subshell + 1))
	e.int(int64(sh.traceDepth) + truth(opt.subst))
	e.int(int64(sh.status))
	e.int(int64(sh.bang))
	e.str(sh.lastArg)
	e.str(sh.cwd)
	e.str(sh.source)
	e.bool(sh.scriptRead)
	e.bool(opt.async)
	e.bool(opt.forked)
	e.bool(opt.pipeline)
	e.bool(sh.asSh)
	e.bool(opt.subst)
	e.bool(!opt.subst && !opt.procs && !opt.forked)
	opts := sh.opts &^ optInteractive
	if opt.subst && sh.opts&optErrexit != 0 && sh.shopts&shoptInheritErrexit == 0 {
		opts &^= optErrexit
	}
	e.int(int64(opts))
	e.int(int64(sh.shopts))
	e.int(int64(sh.noErr))
	e.int(int64(sh.secsOff))
	e.int(sh.started)
	e.int(int64(sh.config.Grace))
	e.bool(sh.config.Posix)
	e.int(int64(sh.orig.mask))
	e.int(int64(len(sh.lims)))
	for _, l := range sh.lims {
		e.int(int64(l.Resource))
		e.int(int64(l.Soft))
		e.int(int64(l.Max))
	}
	e.int(int64(sh.orig.ignored))
	e.int(int64(sh.orig.passed))
	e.strs(sh.dirs)
	e.strs(sh.foreign)
	e.int(int64(sh.loops))
	e.int(int64(sh.inputs))

	// Traps: ignored signals stay ignored, the others are only shown.
	shown := &sh.traps
	if shown.shown != nil {
		shown = shown.shown
	}
	if opt.procs {
		// A process substitution shows what it has itself.
		own := shown.forSubshell()
		shown = &own
	}
	for _, t := range []*traps{&sh.traps, shown} {
		n := 0
		for range t.sigs {
			n++
		}
		e.int(int64(n))
		for k, v := range t.sigs {
			e.int(int64(k))
			e.str(*v)
		}
		e.action(t.exit)
		e.action(t.err)
		e.action(t.debug)
		e.action(t.ret)
	}
	e.int(int64(len(sh.frames)))
	for i := range sh.frames {
		f := &sh.frames[i]
		name := ""
		if f.fn != nil {
			name = f.fn.name
		}
		e.bool(f.fn != nil)
		e.str(name)
		e.strs(f.args)
		e.int(int64(f.line))
		e.str(f.source)
		e.str(f.file)
		e.bool(f.traced)
	}
	e.bool(sh.argsStarted)
	e.strs(sh.firstArgs)
	e.int(int64(sh.depth))
	e.int(int64(len(sh.aliases)))
	for k, v := range sh.aliases {
		e.str(k)
		e.str(v)
	}
	for _, f := range sh.fns {
		if f == nil {
			continue
		}
		e.bool(true)
		e.str(f.name)
		e.str(sh.functionText(f))
		e.ints(f.commandLines())
		e.int(int64(f.attr))
		e.int(int64(f.line))
		e.str(f.file)
	}
	e.bool(false)
	for _, v := range sh.vars {
		if v == nil {
			continue
		}
		e.bool(true)
		e.str(v.sym.name)
		e.int(int64(v.attr))
		e.int(int64(v.kind))
		e.bool(v.set)
		e.int(int64(v.level))
		switch v.kind {
		case scalar:
			e.str(v.text(sh))
		case indexedArray:
			l := v.list
			if l == nil {
				l = &indexed{}
			}
			e.int(int64(l.count()))
			l.each(func(i int64, s string) bool { e.int(i); e.str(s); return true })
		case assocArray:
			h := v.hash
			if h == nil {
				h = newAssoc()
			}
			e.int(int64(h.count()))
			for i := range h.entries {
				if x := &h.entries[i]; !x.dead {
					e.str(x.key)
					e.str(x.value)
				}
			}
		}
	}
	e.bool(false)
	var list []*job
	if opt.jobs {
		list = sh.jobs.list
	}
	e.int(int64(len(list)))
	for _, j := range list {
		e.int(int64(j.id))
		e.str(sh.jobs.mark(j))
		e.str(j.dir)
		e.bool(j.monitored)
		e.int(int64(len(j.children)))
		for _, c := range j.children {
			e.str(c.display())
			e.int(int64(c.pid()))
			e.int(int64(c.State()))
			e.int(int64(c.Status()))
		}
	}
	e.int(int64(sh.gets.Index))
	e.int(int64(sh.gets.Word))
	e.int(int64(sh.gets.Offset))
	e.int(int64(len(sh.disabledSet)))
	for name := range sh.disabledSet {
		e.str(name)
	}
	e.int(int64(len(sh.hashes)))
	for name, h := range sh.hashes {
		e.str(name)
		e.str(h.path)
		e.int(int64(h.hits))
	}
	return e.b
}

// decode makes sh the environment that a parent process has sent, and returns
// the text to run.
func (sh *Shell) decode(b []byte) (body copied) {
	d := &decoder{b}
	body.text = d.str()
	body.lines = d.ints()
	sh.line = int(d.int())
	sh.name = d.str()
	sh.argv = d.strs()
	if comm := []byte(d.str()); len(comm) > 0 {
		syscall.RawSyscall(syscall.SYS_PRCTL, prSetName, uintptr(ptr(&comm[0])), 0)
	}
	sh.params = d.strs()
	sh.process.pid = int(d.int())
	sh.ppid = int(d.int())
	sh.subshell = int(d.int())
	sh.traceDepth = int(d.int())
	sh.status = int(d.int())
	sh.bang = int(d.int())
	sh.lastArg = d.str()
	sh.cwd = d.str()
	sh.source = d.str()
	sh.scriptRead = d.bool()
	async := d.bool()
	body.async = async
	body.forked = d.bool()
	body.piped = d.bool()
	sh.asSh = d.bool()
	sh.asyncShell = async && !sh.asSh
	sh.inSubst = d.bool()
	sh.inParens = d.bool()
	opts := options(d.int())
	shopt := shopts(d.int())
	sh.noErr = int(d.int())
	sh.secsOff = d.int()
	sh.started = d.int()
	sh.config.Grace = duration(d.int())
	sh.config.Posix = d.bool()
	sh.orig.mask = uint64(d.int())
	for n := d.int(); n > 0; n-- {
		l := proc.Limit{Resource: int(d.int()), Soft: uint64(d.int()), Max: uint64(d.int())}
		if ofMemory(l.Resource) { // the process has the others
			sh.lims = append(sh.lims, l)
		}
	}
	sh.orig.ignored = uint64(d.int())
	sh.orig.passed = uint64(d.int())
	if async && opts&optMonitor == 0 {
		sh.orig.background = (1<<(sigINT-1) | 1<<(sigQUIT-1)) &^ sh.orig.ignored
	}
	sh.dirs = d.strs()
	sh.foreign = d.strs()
	sh.loops = int(d.int())
	sh.inputs = int(d.int())
	if async {
		sh.loops = 0
	}
	readTraps := func(t *traps) {
		n := int(d.int())
		for i := 0; i < n; i++ {
			k := int(d.int())
			s := d.str()
			if t.sigs == nil {
				t.sigs = map[int]*string{}
			}
			t.sigs[k] = &s
		}
		t.exit, t.err, t.debug, t.ret = d.action(), d.action(), d.action(), d.action()
	}
	var own, shown traps
	readTraps(&own)
	readTraps(&shown)
	sh.traps = own.forSubshell()
	sh.traps.shown = &shown
	if opts&optErrtrace == 0 {
		sh.traps.err = nil
	}
	if opts&optFunctrace == 0 {
		sh.traps.debug, sh.traps.ret = nil, nil
	}
	nf := int(d.int())
	for i := 0; i < nf && len(d.b) > 0; i++ {
		isFn := d.bool()
		name := d.str()
		f := frame{args: d.strs(), line: int(d.int()), source: d.str(), file: d.str(), traced: d.bool()}
		if isFn {
			f.fn = &function{name: name}
		}
		sh.frames = append(sh.frames, f)
	}
	sh.argsStarted, sh.firstArgs = d.bool(), d.strs()
	sh.depth = int(d.int())
	na := int(d.int())
	for i := 0; i < na && len(d.b) > 0; i++ {
		if sh.aliases == nil {
			sh.aliases = map[string]string{}
			sh.aliasOwn = true
		}
		k := d.str()
		sh.aliases[k] = d.str()
	}
	for d.bool() {
		f := &function{name: d.str()}
		f.text = d.str()
		f.lines = d.ints()
		f.attr = attr(d.int())
		f.line = int(d.int())
		f.file = d.str()
		sh.setFn(intern(f.name), f)
	}
	sh.vars = nil
	for d.bool() {
		s := intern(d.str())
		v := &Var{sym: s, owner: sh.owner}
		v.attr = attr(d.int())
		v.kind = kind(d.int())
		v.set = d.bool()
		v.level = int(d.int())
		switch v.kind {
		case scalar:
			v.str, v.isStr = d.str(), v.set
		case indexedArray:
			v.list = &indexed{}
			for n := d.int(); n > 0 && len(d.b) > 0; n-- {
				i := d.int()
				v.list.set(i, d.str())
			}
		case assocArray:
			v.hash = newAssoc()
			for n := d.int(); n > 0 && len(d.b) > 0; n-- {
				k := d.str()
				v.hash.set(k, d.str())
			}
		}
		sh.put(s, v)
	}
	for n := d.int(); n > 0 && len(d.b) > 0; n-- {
		j := &job{id: int(d.int()), foreign: true}
		switch d.str() {
		case "+":
			sh.jobs.current = j
		case "-":
			sh.jobs.previous = j
		}
		j.dir = d.str()
		j.monitored = d.bool()
		for n := d.int(); n > 0 && len(d.b) > 0; n-- {
			c := &childProc{text: d.str()}
			pid, state := int(d.int()), proc.State(d.int())
			c.Child = proc.Seen(pid, state, syscall.WaitStatus(d.int()))
			j.children = append(j.children, c)
		}
		sh.jobs.list = append(sh.jobs.list, j)
	}
	sh.gets = getopts.State{Index: int(d.int()), Word: int(d.int()), Offset: int(d.int())}
	for n := d.int(); n > 0 && len(d.b) > 0; n-- {
		sh.setDisabled(d.str(), true)
	}
	for n := d.int(); n > 0 && len(d.b) > 0; n-- {
		name, path := d.str(), d.str()
		sh.remember(name, path, int(d.int()))
	}
	sh.opts, sh.shopts = opts, shopt
	sh.envStale = true
	sh.nameCharset()
	sh.localeChanged()
	sh.refreshSlow()
	return body
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
