package interp

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
)

// simpleNode is a simple command (POSIX XCU 2.9.1).
type simpleNode struct {
	stmt    *stmtNode
	line    int
	assigns []assignment
	words   []word
	redirs  []redirection

	name     string // the command's name when it is a constant
	sym      *symbol
	builtin  *builtin
	inKeyed  bool      // it is what keyed returned
	refs     bool      // a word is a refWord
	inverted bool      // by !: its failing does not count
	substs   bool      // a word has a command or process substitution
	last     lastKind  // it ends a subshell
	test     *testCode // the command is [ or test in a form known beforehand
}

// An assignment is name=value, name[sub]=value or name=(list), or += of these.
type assignment struct {
	_      nocmp.Mark
	sym    *symbol
	sub    *subscript
	append bool
	value  word
	num    numeric // value, if it is a number without further ado
	array  *arrayCode
}

// finish looks up beforehand what does not change.
func (n *simpleNode) finish() {
	for i := range n.assigns {
		a := &n.assigns[i]
		switch w := a.value.(type) {
		case *numWord:
			a.num = w
		case *partsWord:
			if len(w.parts) == 1 {
				if p, ok := w.parts[0].(*arithPart); ok {
					a.num = p
				}
			}
		}
	}
	if len(n.words) == 0 {
		return
	}
	if w, ok := n.words[0].(*litWord); ok {
		n.name = w.s
		n.sym = intern(w.s)
		n.builtin = builtinByName(w.s)
		if w.s == "[" || w.s == "test" {
			n.test = newTestCode(n.words)
		}
	}
}

func (n *simpleNode) run(sh *Shell) ctl {
	trapped := sh.traps.err != nil
	c := n.execute(sh)
	if c == next && sh.status != 0 && !n.inverted {
		return sh.checkSince(trapped)
	}
	return c
}

// execute is the command without errexit and the ERR trap: these find its
// redirections and temporary variables undone.
func (n *simpleNode) execute(sh *Shell) ctl {
	sh.line, sh.cmd = n.line, n.stmt
	if sh.slow {
		if sh.opts&optKeyword != 0 && !n.inKeyed {
			if k := n.keyed(); k != nil {
				return k.execute(sh)
			}
		}
		if c, skip := sh.beforeCommand(n.stmt); skip {
			return c
		}
	}
	if len(n.words) == 0 {
		sh.substed = false
		procs := len(sh.procFDs)
		c := n.assignOnly(sh)
		sh.finishProcSubsts(procs)
		return c
	}
	if n.test != nil && !sh.slow && len(n.assigns) == 0 && len(n.redirs) == 0 && sh.fn(n.sym) == nil && !sh.disabled(n.builtin) {
		if r, ok := n.test.eval(sh); ok {
			sh.lastArg = n.test.last
			return sh.result(int(truth(!r)))
		}
	}
	mark := len(sh.args)
	procs := len(sh.procFDs)
	sh.substed = false
	for i, w := range n.words {
		w.fields(sh)
		if sh.pend != 0 {
			sh.wordFailed(n.words[i+1:])
			sh.args = sh.args[:mark]
			return sh.takePend()
		}
	}
	args := sh.args[mark:]
	if len(args) == 0 {
		return n.withoutWords().assignOnly(sh)
	}
	c := n.invoke(sh, args)
	sh.args = sh.args[:mark]
	if n.refs {
		sh.refTexts = nil
	}
	if len(sh.procFDs) > 0 {
		sh.finishProcSubsts(procs)
	}
	return c
}

// takePend returns what an expansion or a built-in wants to happen next.
//
//go:noinline
func (sh *Shell) takePend() ctl {
	c := sh.pend
	sh.pend = next
	return c
}

// result sets $? and no more.
//
//go:noinline
func (sh *Shell) result(status int) ctl {
	sh.actionDone = true
	sh.status = status
	sh.pipe, sh.piped = status, false
	return next
}

// setStatus sets $? and does what errexit and the ERR trap demand.
func (sh *Shell) setStatus(status int) ctl {
	sh.result(status)
	if status != 0 {
		return sh.check()
	}
	return next
}

// check runs the ERR trap and ends the shell under errexit when a command has
// failed and nobody has asked for its status (POSIX XCU 2.14 set -e).
func (sh *Shell) check() ctl {
	if sh.status == 0 || sh.noErr > sh.nots || sh.opts&optErrexit == 0 && sh.traps.err == nil {
		return next
	}
	return sh.checkSlow()
}

// checkSince is check after a command that can have set the ERR trap itself:
// then, trapped being false, its own failure is not yet the trap's affair.
func (sh *Shell) checkSince(trapped bool) ctl {
	if trapped || sh.traps.err == nil || sh.status == 0 {
		return sh.check()
	}
	if sh.noErr == 0 && sh.opts&optErrexit != 0 {
		return toExit
	}
	return next
}

func (sh *Shell) checkSlow() ctl {
	t := sh.traps.err
	runs := t != nil && !sh.inErr && sh.forked != sh.evalDepth()
	sh.inErr = sh.inErr || runs
	if sh.due() {
		if c := sh.attend(false); c != next {
			sh.inErr = sh.inErr && (!runs || c == toExit)
			return c // an action that is due comes first, as the first of the ERR action's
		}
	}
	if runs {
		status := sh.status
		c := sh.runAction(*t, trapErr, false)
		sh.inErr = false
		if c != next {
			return c
		}
		sh.status = status
	}
	if sh.opts&optErrexit != 0 && sh.noErr == 0 {
		sh.leaving = leftByErrexit
		return toExit
	}
	return next
}

// assignOnly is a simple command without a command name.
func (n *simpleNode) assignOnly(sh *Shell) ctl {
	c := n.assignAll(sh)
	sh.lastArg = ""
	return c
}

func (n *simpleNode) assignAll(sh *Shell) ctl {
	for i := range n.assigns {
		a := &n.assigns[i]
		if !a.run(sh) || sh.pend != 0 {
			if sh.pend != 0 {
				return sh.takePend()
			}
			// An assignment error leaves the command; in POSIX mode, the shell.
			sh.status = 1
			if sh.opts&optPosix != 0 && sh.opts&optInteractive == 0 {
				sh.status = sh.fatalStatus()
				return toExit
			}
			if sh.opts&optErrexit != 0 && sh.eased == 0 {
				sh.leaving = leftByError
				return toExit
			}
			return toTop
		}
	}
	if len(n.redirs) > 0 {
		undo, ok := sh.redirect(n.redirs)
		sh.undo(undo)
		if !ok {
			if sh.pend != 0 {
				return sh.takePend()
			}
			return sh.result(1)
		}
	}
	if !sh.substed {
		sh.status = 0
	}
	return sh.result(sh.status)
}

// run performs the assignment; it reports false after an error message.
func (a *assignment) run(sh *Shell) bool {
	if a.num != nil && a.sub == nil && !a.append {
		if n, ok := a.num.num(sh); ok {
			if sh.opts&optXtrace != 0 {
				sh.traceAssign(a, quote.XTraceValue(formatInt(n), sh.locale()))
			}
			return sh.assignInt(a.sym, n)
		}
		if sh.pend != 0 {
			return false
		}
	}
	if a.array != nil {
		if a.sub != nil {
			sh.errorf("%s[%s]: cannot assign list to array member", a.sym.name, a.sub.text)
			return false
		}
		return sh.assignArray(a.sym, a.array, a.append)
	}
	val := a.value.str(sh)
	if sh.pend != 0 {
		return false
	}
	if sh.opts&optXtrace != 0 {
		sh.traceAssign(a, quote.XTraceValue(val, sh.locale()))
	}
	if a.sub != nil {
		return sh.setElement(a.sym, a.sub, val, a.append)
	}
	if a.append {
		return sh.appendTo(a.sym, val)
	}
	return sh.assign(a.sym, val)
}

// appendTo is name+=val.
func (sh *Shell) appendTo(s *symbol, val string) bool {
	return sh.assignSlow(s, val, true)
}

// invoke runs the command whose expanded words are args.
func (n *simpleNode) invoke(sh *Shell, args []string) ctl {
	if sh.opts&optXtrace != 0 && len(n.assigns) == 0 { // else pushTemps does this
		sh.trace(args)
	}
	return n.dispatch(sh, args)
}

// dispatch finds out what the command is and runs it.
func (n *simpleNode) dispatch(sh *Shell, args []string) ctl {
	name := args[0]
	var fn *function
	b := n.builtin
	if n.sym != nil && name == n.name {
		fn = sh.fn(n.sym)
	} else {
		fn, b = sh.functionByName(name), builtinByName(name)
	}
	if b != nil && (sh.disabledSet != nil && sh.disabled(b)) {
		b = nil
	}
	if fn != nil && !(b != nil && b.special && sh.opts&optPosix != 0) {
		b = nil
	} else {
		fn = nil
	}
	switch {
	case name != "" && name[0] == '%':
		// A job is brought to the foreground (bash manual 7.1); redirections do not count.
		mark, ok := n.pushTemps(sh, args, tempOfOne, sh.depth)
		if !ok {
			return n.tempsFailed(sh)
		}
		sh.popSaves(mark)
		return sh.builtinStatus(builtinByName("fg"), append([]string{"fg"}, args...))
	case fn != nil:
		return n.callFunction(sh, fn, args)
	case b != nil:
		return n.runBuiltin(sh, b, args)
	}
	return n.external(sh, args)
}

// runBuiltin runs a built-in with its redirections and temporary variables.
func (n *simpleNode) runBuiltin(sh *Shell, b *builtin, args []string) ctl {
	temps := len(sh.saves)
	if len(n.assigns) > 0 {
		kind := tempOfOne
		if b.evals {
			kind = tempScope
		}
		posix := b.special && sh.opts&optPosix != 0
		mark, ok := n.pushTemps(sh, args, kind, sh.depth)
		if !ok {
			c := n.tempsFailed(sh)
			if posix && c == toTop && sh.opts&optInteractive == 0 {
				sh.status = sh.fatalStatus()
				return toExit
			}
			return c
		}
		count := len(sh.saves) - mark
		merge := b.special && sh.opts&optPosix != 0 // POSIXLY_CORRECT may be among them
		c := n.redirectBuiltin(sh, b, args, temps)
		if merge {
			sh.mergeTemps(mark, count)
		} else {
			sh.endTemps(b, mark, count)
		}
		return c
	}
	return n.redirectBuiltin(sh, b, args, temps)
}

// redirectBuiltin calls the built-in with its redirections; temps is where the
// command's own temporary variables begin.
func (n *simpleNode) redirectBuiltin(sh *Shell, b *builtin, args []string, temps int) ctl {
	if len(n.redirs) > 0 {
		sh.expFailed = false
		u, ok := sh.redirectPast(n.redirs, temps)
		if !ok {
			sh.lastArg = args[len(args)-1]
			sh.undo(u)
			if b.name == "command" && sh.startsProgram(args) {
				return sh.redirectFailed()
			}
			if sh.pend != 0 {
				return sh.takePend()
			}
			if b.special && sh.opts&optPosix != 0 && sh.opts&optInteractive == 0 {
				sh.status, sh.leaving = 1, leftByMisuse
				return toExit
			}
			return sh.result(1)
		}
		if b.evals {
			return sh.runRedirected(b, args, u)
		}
		return sh.underOwn(u, func() ctl { return sh.builtinStatus(b, args) })
	}
	return sh.builtinStatus(b, args)
}

// underOwn carries out a built-in under its command's own redirections; u is
// what they did. An action that leaves the command undoes them.
func (sh *Shell) underOwn(u []undo, run func() ctl) ctl {
	own := sh.ownRedirs
	sh.ownRedirs = u
	c := run()
	if c == toExit {
		sh.exitInPlace()
	}
	sh.undo(sh.ownRedirs)
	sh.ownRedirs = own
	return c
}

// runRedirected runs a built-in that runs commands of the script; u is what its
// redirections did.
func (sh *Shell) runRedirected(b *builtin, args []string, u []undo) ctl {
	outer := sh.callUndo
	sh.callUndo = &u // of the function or the file that it runs
	c := sh.builtinStatus(b, args)
	sh.callUndo = outer
	if c == toExit {
		if sh.leaving == leftByErrexit {
			sh.undo(u)
			u = nil
		}
		sh.exitInPlace()
	}
	if sh.keepRedirs || b.name == "exec" && len(args) == 1 {
		sh.keepRedirs = false
		sh.commit(u)
		if sh.isMain() {
			sh.alignFDs()
		}
	} else {
		sh.undo(u)
	}
	return c
}

// builtinStatus calls the built-in and turns what it leaves into what comes next.
func (sh *Shell) builtinStatus(b *builtin, args []string) ctl {
	if b.scopes {
		sh.scopeTemps()
	}
	outer, eased := sh.inNamed, sh.eased
	if sh.inNamed = b.name; b.evals {
		sh.inNamed = ""
		if b.eases {
			sh.eased = max(eased, sh.noErr)
		}
	}
	status := sh.runHelped(b, args)
	sh.inNamed, sh.eased = outer, eased
	sh.actionDone = true
	sh.lastArg = args[len(args)-1]
	if sh.usageError {
		sh.usageError = false
		if b.special && sh.pend == 0 {
			sh.status = status
			sh.specialMisused()
		}
	}
	if sh.pend != 0 {
		return sh.builtinLeft(status)
	}
	return sh.result(status)
}

// builtinLeft is what comes after a built-in that something else is to follow
// than the next command.
func (sh *Shell) builtinLeft(status int) ctl {
	c := sh.takePend()
	if c != toReturn && c != toExit && c != toOuter && (c != toTop || sh.status == 0) {
		sh.status = status // with toTop the error has set it
	}
	sh.pipe, sh.piped = sh.status, false
	return c
}

// external runs a program (POSIX XCU 2.9.1.4).
func (n *simpleNode) external(sh *Shell, args []string) ctl {
	opt := &spawnOptions{last: sh.takesOver(n)}
	// What turns out later not to be a program is tried again, so that there must be nothing that cannot be done twice.
	opt.ahead = !opt.last && len(n.assigns) == 0 && repeatable(n.redirs)
	for {
		child, c := n.launch(sh, args, opt)
		if child == nil {
			if c == next {
				c = sh.afterForeground(sh.status != 0)
			}
			if c == next && n.last == fillsParens {
				return toExit // the process that would have been the program ends
			}
			return c
		}
		child.stmt = n.stmt
		list := [1]runner{{child: child}}
		if c := sh.waitChild(list[:]); c != next {
			return c
		}
		if !opt.ahead || child.Err() == nil {
			return sh.afterWait(list[:])
		}
		opt = &spawnOptions{path: opt.path}
	}
}

// launch starts the program. The variables assigned to before the command are
// gone when it waits: actions do not see them.
func (n *simpleNode) launch(sh *Shell, args []string, opt *spawnOptions) (*childProc, ctl) {
	temps := len(sh.saves)
	if len(n.assigns) > 0 {
		mark, ok := n.pushChildTemps(sh, args)
		if !ok {
			return nil, n.tempsFailed(sh)
		}
		child, c := n.launchIn(sh, args, opt, temps)
		n.popChildTemps(sh, mark)
		return child, c
	}
	return n.launchIn(sh, args, opt, temps)
}

// launchIn is launch with the variables as they are; those of the command begin at temps.
func (n *simpleNode) launchIn(sh *Shell, args []string, opt *spawnOptions, temps int) (*childProc, ctl) {
	sh.lastArg = args[len(args)-1]
	var undo []undo
	if len(n.redirs) > 0 {
		for i := range n.redirs {
			if n.redirs[i].acts && sh.tail != n {
				return n.externalApart(sh, args, temps)
			}
		}
		sh.expFailed = false
		var ok bool
		undo, ok = sh.redirectPast(n.redirs, temps)
		if !ok {
			sh.undo(undo)
			return nil, sh.redirectFailed()
		}
	}
	if sh.tail == n || sh.isMain() && !sh.isMainProcess() && sh.takesOver(n) && sh.canReplace(n) {
		if st := sh.replaceBy(args, &spawnOptions{}); st >= 0 {
			sh.undo(undo)
			sh.status = st
			return nil, toExit
		}
	}
	child, status := sh.startProgram(args, opt)
	sh.undo(undo)
	if child == nil {
		if sh.pend != 0 {
			return nil, sh.takePend()
		}
		return nil, sh.result(status)
	}
	return child, next
}

// externalApart is external for redirections that may assign to variables. They
// are made in an environment of their own, as they belong to the process of
// the program; its temporary variables begin at temps.
func (n *simpleNode) externalApart(sh *Shell, args []string, temps int) (*childProc, ctl) {
	opt := &spawnOptions{control: sh.jobControl, last: sh.takesOver(n)}
	if p, st := sh.lookPath(args[0]); st == 0 {
		opt.path = p // remembered in this environment
	}
	c := sh.sub(sh.ev)
	c.saves = append([]save(nil), sh.saves...)
	c.subshell, c.jobControl, c.apart = sh.subshell, sh.jobControl, true
	_, ok := c.redirectPast(n.redirs, temps)
	var child *childProc
	status := 1
	if ok {
		child, status = c.startProgram(args, opt)
	}
	c.finishProcSubsts(0)
	c.done()
	if child != nil {
		return child, next
	}
	sh.pend, sh.expFailed = c.pend, c.expFailed
	if !ok {
		sh.status = c.status
		return nil, sh.redirectFailed()
	}
	if sh.pend != 0 {
		return nil, sh.takePend()
	}
	return nil, sh.result(status)
}

// redirectFailed is what comes after a program's redirections have failed. An
// error in their words ends no more than the process that would have been.
func (sh *Shell) redirectFailed() ctl {
	sh.childEnded()
	if sh.expFailed && (sh.pend == toTop || sh.pend == toExit) {
		sh.pend, sh.expFailed = next, false
		return sh.result(sh.status)
	}
	if sh.pend != 0 {
		return sh.takePend()
	}
	return sh.result(1)
}

// beforeCommand runs what is due before a command when DEBUG or xtrace and
// the like are on; skip means that the command is not to be run.
func (sh *Shell) beforeCommand(st *stmtNode) (c ctl, skip bool) {
	if sh.opts&optNoexec != 0 {
		return next, true
	}
	if t := sh.traps.debug; t != nil && !sh.inDebug && sh.forked != sh.evalDepth() {
		sh.inDebug = true
		status := sh.status
		line := sh.line
		c := sh.runAction(*t, trapDebug, false)
		sh.inDebug = c == toExit // the EXIT action is still within this one
		sh.line = line
		if c != next {
			return c, true
		}
		failed := sh.actionStatus
		sh.status = status
		if sh.shopts&shoptExtdebug != 0 && failed != 0 {
			if failed == 2 && len(sh.frames) > 0 {
				sh.status = failed
				return toReturn, true
			}
			return next, true
		}
	}
	return next, false
}

// functionByName returns the function called name, nil if there is none.
//
//go:noinline
func (sh *Shell) functionByName(name string) *function {
	if s := known(name); s != nil {
		return sh.fn(s)
	}
	return nil
}

// fn returns the function called s.
func (sh *Shell) fn(s *symbol) *function {
	if s.id < len(sh.fns) {
		return sh.fns[s.id]
	}
	return nil
}

// setFn defines a function, nil removes it.
//
//go:noinline
func (sh *Shell) setFn(s *symbol, f *function) {
	if sh.fnsOwn != sh.owner || s.id >= len(sh.fns) {
		size := len(sh.fns)
		if s.id >= size {
			size = max(s.id+8, size+size/2)
		}
		n := make([]*function, size)
		copy(n, sh.fns)
		sh.fns, sh.fnsOwn = n, sh.owner
	}
	sh.fns[s.id] = f
	definitions.Add(1)
}

//go:noinline
func hasSlash(s string) bool { return strfn.IndexByte(s, '/') >= 0 }
