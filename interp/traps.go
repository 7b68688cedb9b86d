package interp

import (
	"time"

	"entrysh/internal/nocmp"
	"entrysh/internal/sig"
	"entrysh/internal/strcase"
)

// traps holds what an environment does on signals and on its own events
// (POSIX XCU 2.14 trap; bash manual 4.1). A nil action is the default.
type traps struct {
	sigs    map[int]*string // an empty text ignores the signal
	exit    *string
	exited  bool // the EXIT action has begun
	err     *string
	debug   *string
	ret     *string
	none    [3]bool // DEBUG, ERR, RETURN: the action is empty, which only trap -p tells from no action
	shown   *traps  // in a subshell: what trap without operands shows, the parent's
	running uint64  // signals whose action is under way
	queued  uint64  // signals that arrived meanwhile, or while traps are deferred
}

//go:noinline
func (t *traps) has(n int) bool {
	s := t.sigs[n]
	return s != nil && *s != ""
}

// forSubshell returns the traps of a subshell: signals that are trapped go
// back to their default, ignored ones stay ignored (rule S8).
func (t *traps) forSubshell() traps {
	c := traps{}
	for n, s := range t.sigs {
		if *s == "" {
			if c.sigs == nil {
				c.sigs = map[int]*string{}
			}
			c.sigs[n] = s
		}
	}
	c.err, c.debug, c.ret = t.err, t.debug, t.ret // used with errtrace and functrace only
	if t.shown != nil {
		c.shown = t.shown
	} else if len(t.sigs) > 0 || t.exit != nil || t.err != nil || t.debug != nil || t.ret != nil || t.none != [3]bool{} {
		c.shown = &traps{sigs: t.sigs, exit: t.exit, err: t.err, debug: t.debug, ret: t.ret, none: t.none}
		t.shareSigs()
	}
	return c
}

// shareSigs replaces the map before the next change, since a subshell shows it.
func (t *traps) shareSigs() {
	m := make(map[int]*string, len(t.sigs))
	for n, s := range t.sigs {
		m[n] = s
	}
	t.sigs = m
}

// sigIgnored reports whether signal n is ignored in sh.
func (sh *Shell) sigIgnored(n int) bool {
	if s := sh.traps.sigs[n]; s != nil {
		return *s == ""
	}
	return (sh.orig.ignored|sh.orig.background)&(1<<(n-1)) != 0
}

// setTrap sets the action of signal n; nil resets it.
func (sh *Shell) setTrap(n int, action *string) {
	if sh.orig.ignored&(1<<(n-1)) != 0 {
		if n == sig.INT && action == nil && sh.isMain() && sh.catches {
			sh.catchSignal(n) // as bash has it
		}
		return // ignored on entry: cannot be trapped or reset
	}
	if sh.isMain() {
		sh.orig.background &^= 1 << (n - 1)
	}
	t := &sh.traps
	if action == nil {
		delete(t.sigs, n)
	} else {
		sh.orig.passed &^= 1 << (n - 1)
		if t.sigs == nil {
			t.sigs = map[int]*string{}
		}
		t.sigs[n] = action
	}
	if !sh.isMain() || !sh.catches || sig.Fixed(n) {
		return // nobody can catch those; they are only shown
	}
	switch {
	case action != nil && *action == "" && n != sig.CHLD: // whose end the shell has to see
		sig.Ignore(n)
		sh.orig.caught &^= 1 << (n - 1)
		sig.Take(n)
		t.queued &^= 1 << (n - 1)
	default:
		sh.catchSignal(n)
	}
}

// catchSignal gives signal n the disposition it has when it is not ignored.
func (sh *Shell) catchSignal(n int) {
	bit := uint64(1) << (n - 1)
	switch {
	case n == sig.QUIT && !sh.traps.has(n) && !sh.isInit:
		sig.Ignore(n) // as bash does, in a subshell once it is reset; children get the default
		sh.orig.caught |= bit
	case sh.traps.has(n) || sh.wantsSignal(n):
		sig.Catch(n)
		sh.orig.caught |= bit
	default:
		sig.Default(n)
		sh.orig.caught &^= bit
	}
}

// wantsSignal reports whether the shell deals with untrapped signal n itself:
// those that would end it, since it has things to do first, and as PID 1 since
// the kernel would drop them.
func (sh *Shell) wantsSignal(n int) bool {
	switch n {
	case sig.CHLD, sig.PIPE:
		return true
	}
	return sig.Terminates(n)
}

// initSignals installs the handlers of the main environment.
func (sh *Shell) initSignals() {
	sh.catches = true
	sig.Wake(sh.ev.waker.FD())
	for n := 1; n <= sig.Max; n++ {
		switch {
		case sig.Fixed(n):
		case n == sig.CHLD:
			sig.Catch(n)
			sh.orig.caught |= 1 << (n - 1)
		case (sh.orig.ignored|sh.orig.background)&(1<<(n-1)) != 0:
			sig.Ignore(n)
		case n == sig.URG:
			sig.Default(n)
		default:
			sh.catchSignal(n)
		}
	}
	sig.SetMask(sh.orig.mask &^ (1 << (sig.CHLD - 1)))
}

// subshellSignals is what changes about that in a process that stands for a
// subshell: what its traps ignore, and QUIT, which only the shell itself ignores.
func (sh *Shell) subshellSignals() {
	if !sh.sigIgnored(sig.QUIT) {
		sig.Catch(sig.QUIT)
	}
	for n := range sh.traps.sigs {
		if n != sig.CHLD && !sig.Fixed(n) {
			sig.Ignore(n)
			sh.orig.caught &^= 1 << (n - 1)
		}
	}
}

// runDue runs the actions of pending signals. Those that are due together run
// one after the other in ascending order of their numbers; one that arrives
// while an action runs is found by the commands of that action and runs
// nested, unless it is the action's own signal (rule S3).
func (sh *Shell) runDue(blocked bool) ctl {
	root := sh.root
	if root.noTraps {
		return next
	}
	t := &root.traps
	if sh != root {
		root.sentToAll = 0
	}
	// What waits for its own action to end stays queued.
	batch := t.queued &^ t.running
	t.queued &= t.running
	for n := 1; n <= sig.Max; n++ {
		if n != sig.CHLD && sig.Take(n) {
			batch |= root.remap(n)
		}
	}
	if sh.chldDue.Load() > 0 {
		batch |= chldBit
	}
	if batch&^chldBit != 0 {
		for _, r := range sh.fgJob {
			if r.child != nil {
				sh.table.Settle(r.child.Child) // an action finds the program there
			}
		}
	}
	for n := 1; n <= sig.Max && batch != 0; n++ {
		bit := uint64(1) << (n - 1)
		if batch&bit == 0 {
			continue
		}
		batch &^= bit
		if t.has(n) && (sh.defers(blocked) || root.readCut.by(n) || n == sig.CHLD && blocked && t.running&bit == 0 && sh.foregroundEnded()) {
			t.queued |= bit
			continue
		}
		if t.running&bit != 0 && t.has(n) {
			if n != sig.CHLD {
				t.queued |= bit
			}
			continue
		}
		c := next
		if n == sig.CHLD {
			for c == next && sh.chldDue.Load() > 0 {
				sh.chldDue.Add(-1)
				c = root.action(n, blocked)
			}
		} else {
			c = root.signal(n, blocked)
		}
		if c != next {
			root.leftByAction++
			t.queued |= batch &^ chldBit
			if sh.feeders != nil {
				sh.letEnd(c, n)
				return next
			}
			return sh.leave(root, c)
		}
	}
	n := root.sentToAll
	if n == 0 || sh == root || sh.sigIgnored(n) {
		return next
	}
	// It ends the process that the subshell under way would have been.
	e := sh
	for e.parent != root {
		e = e.parent
	}
	e.status = 128 + n
	return sh.leave(e, toExit)
}

// defers reports whether actions wait for the command under way, as POSIX has it:
// until the foreground command, the subshell or the command substitution ends.
func (sh *Shell) defers(blocked bool) bool {
	root := sh.root
	return root.config.Posix && root.waiting == 0 && (sh != root || blocked && (root.fg > 0 || len(root.ev.captures) > 0))
}

// foregroundEnded reports whether what the shell has waited for in the foreground has just ended. The action of its CHLD
// comes after it, with its status in $?.
func (sh *Shell) foregroundEnded() bool {
	for i := range sh.fgJob {
		if sh.fgJob[i].alive() {
			return false
		}
	}
	return sh.fg > 0 && len(sh.fgJob) > 0
}

// A cut is how a signal with an action ends read in POSIX mode: read returns
// 128+n, and the action runs after it.
type cut struct {
	_    nocmp.Mark
	ends bool // there is such a read
	sig  int  // the signal that has ended it
}

// by reports whether the action of signal n waits for the end of read. That of
// CHLD does, but does not end it.
func (c *cut) by(n int) bool {
	if c.ends && n != sig.CHLD {
		c.sig = n
	}
	return c.ends
}

// remap returns the bit of the signal that n is taken for.
func (sh *Shell) remap(n int) uint64 {
	to, ok := sh.config.Remap[n]
	switch {
	case !ok:
		to = n
	case to == 0:
		return 0
	}
	return 1 << (to - 1)
}

// leave turns what an action says to an environment, mostly the main one, into what sh, which
// may be a subshell of it, has to do.
func (sh *Shell) leave(e *Shell, c ctl) ctl {
	if c == next || sh == e {
		return c
	}
	sh.ev.target, sh.ev.tctl = e, c
	return toOuter
}

// signal handles signal n in the main environment.
func (sh *Shell) signal(n int, blocked bool) ctl {
	if sh.served != nil {
		if n != sig.PIPE {
			sh.traceSignal(n, "passed on")
			sh.served.kill(n)
		}
		return next
	}
	if s := sh.traps.sigs[n]; s != nil {
		if *s == "" {
			return next
		}
		return sh.action(n, blocked)
	}
	return sh.defaultAction(n, blocked)
}

const chldBit = uint64(1) << (sig.CHLD - 1)

// countsChildren reports whether the end of what sh starts now is one for the
// CHLD trap: not of grandchildren, which virtual subshells start in the name of
// the process that bash would have, nor of what the action itself starts, which
// would have it run for ever.
func (sh *Shell) countsChildren() bool {
	if sh.apart {
		sh = sh.parent
	}
	return sh == sh.root && sh.traps.running&chldBit == 0
}

// childEnded counts a virtual subshell that has ended, as the child that it is in bash.
//
//go:noinline
func (sh *Shell) childEnded() {
	if sh == sh.root && sh.traps.has(sig.CHLD) && sh.countsChildren() {
		sh.chldDue.Add(1)
		sh.traps.queued |= chldBit
	}
}

// action runs the action of signal n; the traps it interrupts go on after it.
func (sh *Shell) action(n int, blocked bool) ctl {
	s := sh.traps.sigs[n]
	if s == nil || *s == "" {
		return next
	}
	bit := uint64(1) << (n - 1)
	sh.traceSignal(n, "action: "+*s)
	cuts := sh.cutsShort
	sh.cutsShort = blocked && !sh.reading()
	sh.traps.running |= bit
	c := sh.runAction(*s, n, true)
	sh.traps.running &^= bit
	sh.cutsShort = cuts
	if c == next && n != sig.CHLD {
		sh.forward(n)
	}
	if c == next && sh.traps.queued&bit != 0 {
		sh.traps.queued &^= bit
		return sh.signal(n, true)
	}
	return c
}

// reading reports whether the environment waits for input itself, which actions
// interrupt in every shell.
func (sh *Shell) reading() bool {
	if sh.builtin == nil {
		return false
	}
	switch sh.builtin.name {
	case "read", "mapfile", "readarray":
		return true
	}
	return false
}

// runAction evaluates the text of a trap in the environment's own context
// (rule S2) and restores what it must not disturb.
func (sh *Shell) runAction(text string, n int, isSignal bool) ctl {
	if sh.live > 0 {
		sh.disown() // subshells under way must not see what the action changes
	}
	pipes, pipe, piped, lastArg, line, cmd := sh.pipes, sh.pipe, sh.piped, sh.lastArg, sh.line, sh.cmd
	trapSig := sh.trapSig
	// wait goes on after the action on the end of a child, but in POSIX mode.
	inErr := sh.inErr
	if isSignal && sh.waiting > 0 && (n != sig.CHLD || sh.opts&optPosix != 0) {
		sh.status = 128 + n
		sh.waitSig = n
		// In bash it is in the ERR action for wait's failing that this one runs.
		sh.inErr = inErr || sh.traps.err != nil && sh.noErr == sh.nots
	}
	doing := sh.pause()
	sh.inTrap++
	sh.trapSig = 0
	if isSignal {
		sh.trapSig = n
	}
	trapCmd, done, substed := sh.trapCmd, sh.actionDone, sh.substed
	if sh.inTrap == 1 {
		sh.trapCmd = cmd
	}
	sh.actionDone = false
	entry, before, inAction := sh.status, sh.beforeAction, sh.inAction
	sh.beforeAction, sh.inAction = entry, n != trapDebug
	errLine := sh.errLine
	sh.errLine = 0
	switch {
	case isSignal:
		sh.line = 1
	case n == trapErr:
		sh.errLine = line
	}
	name := sh.trapName
	sh.trapName = actionName(n)
	c := sh.evalText(text, "trap")
	sh.errLine, sh.trapName = errLine, name
	sh.beforeAction, sh.inAction = before, inAction
	if c == toTop && !sh.ui.broken { // INT leaves the interrupted command, too
		c, sh.thrown = next, false
	}
	if c != toExit {
		sh.inErr = inErr
	}
	sh.inTrap--
	sh.trapCmd, sh.actionDone, sh.substed = trapCmd, done, substed
	if c == next || c == toBreak || c == toCont {
		sh.status, sh.pipes, sh.pipe, sh.piped = entry, pipes, pipe, piped
		sh.line, sh.cmd = line, cmd
		if isSignal {
			sh.lastArg = lastArg // unlike after other actions
		}
	}
	sh.trapSig = trapSig
	sh.resume(doing, c)
	return c
}

// pause takes away what the environment is in the middle of, for a trap action;
// the redirections of the simple command under way are not the action's.
//
//go:noinline
func (sh *Shell) pause() activity {
	doing := sh.activity
	sh.activity = activity{fgJob: sh.ev.inner.fgJob}
	doing.inner, sh.ev.inner = sh.ev.inner, sh
	for i := len(doing.ownRedirs) - 1; i >= 0; i-- {
		doing.ownRedirs[i].swap(sh)
	}
	return doing
}

// resume gives back what pause has taken. If the action leaves the simple
// command, c tells, that command's redirections stay undone; what the action has
// changed about descriptors stays in any case.
func (sh *Shell) resume(doing activity, c ctl) {
	if c != next {
		sh.commit(doing.ownRedirs)
		doing.ownRedirs = nil
	}
	for i := range doing.ownRedirs {
		doing.ownRedirs[i].swap(sh)
	}
	sh.ev.inner, doing.inner = doing.inner, nil
	sh.activity = doing
}

// forward gives the foreground job a signal whose action has returned, if the
// configuration says so (rule S2: the default is not to, as in bash).
func (sh *Shell) forward(n int) {
	switch sh.config.Forward {
	case "signal":
		sh.signalForeground(n)
	case "group":
		for _, r := range sh.ev.inner.fgJob {
			if r.child != nil && !r.child.finished() {
				signalTree(r.child.pid(), n)
			}
		}
	}
}

// traceSignal tells what becomes of a signal, when that is asked for.
func (sh *Shell) traceSignal(n int, what string) {
	if sh.config.Trace {
		sh.errOut("entrysh: signal " + sig.Name(n) + ": " + what + "\n")
	}
}

const exitTrap = "exit trap"

// actionName is what messages about the text of an action call it.
func actionName(n int) string {
	switch n {
	case 0:
		return exitTrap
	case trapErr:
		return "error trap"
	case trapDebug:
		return "debug trap"
	case trapReturn:
		return "return trap"
	}
	return "trap"
}

// leaving tells of what an environment ends.
type leaving uint8

const (
	leftByMisuse leaving = iota + 1 // of a special built-in
	leftByExit
	leftByErrexit
	leftByError // under errexit
)

// exitInPlace runs the EXIT action where exit or errexit has left a function, a
// sourced file or a redirected command, before that is undone: the action sees
// FUNCNAME and the positional parameters, and is redirected; after exit it sees
// local variables too, after errexit the function's own redirections are undone.
// Errors of expansions and assignments leave all that first, unless errexit is on.
func (sh *Shell) exitInPlace() {
	if sh.traps.exit == nil || sh.traps.exited || sh.leaving < leftByExit || len(sh.frames) == 0 && sh.isMain() && sh.opts&optCommand != 0 {
		return
	}
	if sh.leaving == leftByErrexit {
		sh.saves = append([]save(nil), sh.saves...) // the parent's too
		sh.popSaves(0)
		for i := len(sh.frames) - 1; i >= sh.base; i-- {
			if u := sh.frames[i].undo; u != nil {
				sh.undo(*u)
				*u = nil
				break
			}
		}
	}
	if sh.evalCmd != nil && sh.leaving != leftByError {
		sh.cmd = sh.evalCmd // bash has left the eval first
	}
	sh.leaving = 0
	sh.runExitTrap()
}

// runExitTrap runs the EXIT action, once: it is still shown then, and can be set
// anew, but that is not run.
func (sh *Shell) runExitTrap() {
	t := sh.traps.exit
	if t == nil || *t == "" || sh.traps.exited || sh.noExit {
		return
	}
	text := *t
	sh.traps.exited = true
	saved := sh.status
	sh.noErr, sh.nots = 0, 0
	sh.loops, sh.breaks, sh.pend = 0, 0, 0
	sh.line = 1
	sh.inTrap++
	if sh.inTrap == 1 {
		sh.trapCmd = sh.cmd
	}
	sh.traceDepth--
	name := sh.trapName
	sh.trapName, sh.exitStatus = exitTrap, sh.status
	sh.beforeAction, sh.inAction = sh.status, true
	sh.leaving = 0
	c := sh.evalText(text, "exit trap")
	sh.trapName = name
	sh.traceDepth++
	sh.inTrap--
	if c != toReturn && (c != toExit || sh.leaving == 0) {
		sh.status = saved // an error of an expansion or an assignment is none of the shell
	}
}

// trapName returns the name under which trap lists n: 0 is EXIT.
func trapName(n int) string {
	if n == 0 {
		return "EXIT"
	}
	if sig.Name(n) == "" {
		return formatInt(int64(n))
	}
	return "SIG" + sig.Name(n)
}

// The numbers by which the trap built-in knows what is not a signal.
const (
	trapExit   = 0
	trapDebug  = 65
	trapErr    = 66
	trapReturn = 67
)

// trapNumber returns the number of a trap's condition: a signal's name or
// number, EXIT, ERR, DEBUG or RETURN.
func trapNumber(s string) (int, bool) {
	if n, ok := atoi(s); ok && s[0] != '+' && s[0] != '-' {
		return n, n >= 0 && n <= sig.Max
	}
	switch strcase.All(s, strcase.Upper, true, nil) {
	case "EXIT", "SIGEXIT":
		return trapExit, true
	case "DEBUG", "SIGDEBUG":
		return trapDebug, true
	case "ERR", "SIGERR":
		return trapErr, true
	case "RETURN", "SIGRETURN":
		return trapReturn, true
	}
	return sig.Number(s)
}

// event returns where the action of condition n that is not a signal is kept.
func (t *traps) event(n int) **string {
	switch n {
	case trapExit:
		return &t.exit
	case trapDebug:
		return &t.debug
	case trapErr:
		return &t.err
	case trapReturn:
		return &t.ret
	}
	return nil
}

// emptied returns where it is noted that DEBUG, ERR or RETURN has an empty action.
func (t *traps) emptied(n int) *bool {
	switch n {
	case trapDebug:
		return &t.none[0]
	case trapErr:
		return &t.none[1]
	case trapReturn:
		return &t.none[2]
	}
	return nil
}

// after is a deadline d from now.
func after(d time.Duration) time.Time { return time.Now().Add(d) }
