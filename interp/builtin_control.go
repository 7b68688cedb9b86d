package interp

import (
	"strings"

	"entrysh/internal/stack"
	"entrysh/internal/strfn"
)

// exitOperand reads the operand of exit and return.
func (sh *Shell) exitOperand(name string, args []string) (status int, ok bool) {
	args = args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		if name == "exit" && sh.trapName == exitTrap {
			return sh.exitStatus, true
		}
		if name == "exit" && sh.inTrap > 0 && sh.trapSig > 0 && !sh.actionDone && sh.cutsShort {
			return 128 + sh.trapSig, true // rule S5: the foreground command has no status yet
		}
		if name == "return" && sh.inAction {
			return sh.beforeAction, true // wherever: POSIX wants it in the action itself
		}
		return sh.status, true
	}
	n, good := legalNumber(args[0])
	if !good {
		sh.builtinError(name, "%s: numeric argument required", args[0])
		return 2, true
	}
	if len(args) > 1 {
		return 0, false
	}
	return int(n & 255), true
}

// specialError ends a shell that is not interactive in POSIX mode, where an
// error of a special built-in does (POSIX XCU 2.8.1), unless command runs it.
//
//go:noinline
func (sh *Shell) specialError() {
	if sh.opts&optPosix != 0 && sh.opts&optInteractive == 0 && !sh.byCommand {
		sh.pend, sh.leaving = toExit, leftByMisuse
	}
}

// specialMisused is specialError after wrong options: only where failures count, as
// for errexit, but within eval too.
func (sh *Shell) specialMisused() {
	if sh.noErr <= sh.eased {
		sh.specialError()
	}
}

// builtinExit is exit (POSIX XCU 2.14 exit). In the EXIT action a bare exit
// keeps the status with which the shell was ending.
func builtinExit(sh *Shell, args []string) int {
	if !sh.mayExit() {
		return 1
	}
	st, ok := sh.exitOperand("exit", args)
	if !ok {
		return sh.tooMany("exit")
	}
	if sh.shopts&shoptLoginShell != 0 && sh.opts&optInteractive == 0 && sh.isMain() && sh.isMainProcess() {
		sh.runStartup(sh.Get("HOME") + "/.bash_logout")
	}
	sh.status = st
	sh.pend = toExit
	sh.leaving = leftByExit
	return st
}

func builtinReturn(sh *Shell, args []string) int {
	st, ok := sh.exitOperand("return", args)
	if !ok {
		return sh.tooMany("return")
	}
	if sh.depth == 0 && sh.sourcing == 0 && len(sh.frames) == 0 {
		sh.builtinError("return", "can only `return' from a function or sourced script")
		sh.status = 2
		sh.specialMisused()
		return 2
	}
	sh.beforeReturn = sh.status
	sh.status = st
	sh.pend = toReturn
	return st
}

func builtinBreak(sh *Shell, args []string) int {
	name := args[0]
	n := int64(1)
	if sh.loops == 0 {
		if sh.opts&optPosix == 0 {
			sh.builtinError(name, "only meaningful in a `for', `while', or `until' loop")
		}
		return 0
	}
	given := args // a -- is the number, to messages about its size
	if len(args) > 1 && args[1] == "--" {
		args = args[1:]
	}
	if len(args) > 1 {
		var ok bool
		if n, ok = legalNumber(args[1]); !ok {
			sh.builtinError(name, "%s: numeric argument required", args[1])
			sh.status |= 128
			sh.pend, sh.leaving = toExit, leftByMisuse
			return sh.status
		}
		if len(args) > 2 {
			return sh.tooMany(name)
		}
	}
	if n < 1 {
		sh.builtinError(name, "%s: loop count out of range", given[1])
		sh.breaks, sh.pend = sh.loops, toBreak
		sh.status = 1
		return 1
	}
	sh.breaks = int(min(n, int64(sh.loops)))
	sh.pend = toBreak
	if name == "continue" {
		sh.pend = toCont
	}
	sh.status = 0
	return 0
}

func builtinEval(sh *Shell, args []string) int {
	args, ok := sh.operands(args)
	if !ok {
		return 2
	}
	text := strings.Join(args, " ")
	if strings.TrimSpace(text) == "" {
		return 0
	}
	cmd, outer := sh.cmd, sh.evalCmd
	if outer == nil {
		sh.evalCmd = cmd
	}
	sh.pend = sh.evalText(text, "eval")
	if sh.evalCmd = outer; sh.pend != toExit || sh.leaving != leftByError {
		sh.cmd = cmd
	}
	return sh.status
}

// builtinSource is . (POSIX XCU 2.14 dot; bash manual 4.1).
func builtinSource(sh *Shell, args []string) int {
	name := args[0]
	args, ok := sh.operands(args)
	if !ok {
		return 2
	}
	if len(args) == 0 {
		return sh.misused(name, "filename argument required")
	}
	file := args[0]
	path := file
	if sh.opts&optRestricted != 0 && hasSlash(file) {
		sh.builtinError(name, "%s: restricted", file)
		return 1
	}
	if !hasSlash(file) && sh.shopts&shoptSourcepath != 0 {
		if p, ok := sh.searchReadable(file); ok {
			path = p
		} else if sh.opts&optPosix != 0 {
			sh.builtinError(name, "%s: file not found", file)
			sh.status = 1
			sh.specialError()
			return 1
		}
	}
	text, err := sh.readFile(path)
	if err == errReported {
		return sh.status
	}
	if err != nil {
		if errText(err) == "Is a directory" {
			sh.builtinError(name, "%s: is a directory", path)
			return 1
		}
		sh.reportError("%s: %s", path, errText(err))
		sh.status = 1
		sh.specialError()
		return 1
	}
	if strings.Count(text, "\x00") > 256 { // fewer are dropped
		sh.builtinError(name, "%s: cannot execute binary file", path)
		return 126
	}
	params := sh.params
	own := len(args) > 1
	if own {
		sh.params = append([]string(nil), args[1:]...)
		sh.paramsSet = false
	}
	st := sh.runSourced(path, text, args)
	if own {
		// What set has assigned outlives the file, but not in a function.
		if !sh.paramsSet || sh.depth > 0 {
			sh.params = params
		}
		sh.paramsSet = false
	}
	return st
}

// runSourced runs the text of a file in this environment.
func (sh *Shell) runSourced(path, text string, args []string) int {
	if stack.Full() {
		sh.builtinError("source", "maximum source nesting level exceeded (%d)", itoa(sh.sourcing))
		return sh.throw(1)
	}
	line, source, evalName, cmd := sh.line, sh.source, sh.evalName, sh.cmd
	if sh.depth == 0 {
		sh.startArgs()
	}
	sh.frames = append(sh.frames, frame{args: append([]string{path}, args[1:]...), line: sh.lineShown(line), source: source, file: path, undo: sh.callUndo, traced: sh.shopts&shoptExtdebug != 0})
	sh.callUndo = nil
	sh.source, sh.evalName = path, ""
	sh.sourcing++
	failed := sh.syntaxFailed
	sh.syntaxFailed = false
	var hidden *hiddenTraps
	if (sh.traps.debug != nil || sh.traps.ret != nil) && sh.opts&optFunctrace == 0 {
		hidden = &hiddenTraps{debug: sh.traps.debug}
		sh.traps.debug = nil
		sh.refreshSlow()
	}
	sh.traceDepth++
	byCommand := sh.byCommand
	sh.byCommand = false
	sh.ran = false
	c := sh.runReader(sh.reader(textSource(text), 1))
	sh.byCommand = byCommand
	sh.traceDepth--
	switch {
	case sh.syntaxFailed && !byCommand:
		c = sh.specialRefused()
	case sh.syntaxFailed:
		c = next
	case !sh.ran:
		sh.status = 0
	}
	sh.ran = true
	sh.syntaxFailed = failed
	returned := c == toReturn
	if returned {
		c = next
	}
	if c == toExit {
		sh.exitInPlace()
	}
	sh.sourcing--
	sh.frames = sh.frames[:len(sh.frames)-1]
	sh.line, sh.source, sh.evalName, sh.cmd = line, source, evalName, cmd
	if c == next {
		if k := sh.runReturnTrap(returned); k != next {
			c = k
		}
	}
	if hidden != nil {
		sh.showTraps(hidden)
	}
	sh.pend = c
	return sh.status
}

// searchReadable finds a file for source along PATH, then in the working directory.
func (sh *Shell) searchReadable(file string) (string, bool) {
	for _, dir := range strfn.Split(sh.Get("PATH"), ":") {
		p := file
		if dir != "" {
			p = strfn.TrimSuffix(dir, "/") + "/" + file
		}
		if regularReadable(sh.path(p)) {
			return p, true
		}
	}
	if sh.opts&optPosix == 0 && regularReadable(sh.path(file)) {
		return file, true
	}
	return "", false
}

func builtinShift(sh *Shell, args []string) int {
	n := int64(1)
	given := args
	if len(args) > 1 && args[1] == "--" {
		args = args[1:]
	}
	if len(args) > 1 {
		var ok bool
		if n, ok = legalNumber(args[1]); !ok {
			sh.builtinError("shift", "%s: numeric argument required", args[1])
			return 1
		}
		if len(args) > 2 {
			return sh.tooMany("shift")
		}
	}
	if n < 0 {
		sh.builtinError("shift", "%s: shift count out of range", given[1])
		return 1
	}
	if n > int64(len(sh.params)) {
		if sh.shopts&shoptShiftVerbose != 0 {
			count := ""
			if len(args) > 1 {
				count = given[1] + ": "
			}
			sh.builtinError("shift", "%sshift count out of range", count)
		}
		return 1
	}
	sh.params = sh.params[n:]
	return 0
}

func builtinLet(sh *Shell, args []string) int {
	args = args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		sh.builtinError("let", "expression expected")
		return 1
	}
	var n int64
	for _, a := range args {
		outer := sh.asubs
		a, sh.asubs = sh.onceExpanded(a)
		v, ok := sh.evalArithIn(a, "let: ", arithCommand)
		sh.asubs = outer
		if !ok {
			return 1
		}
		n = v
	}
	return int(truth(n == 0))
}

// standardPath is a PATH that finds the standard utilities (command -p).
const standardPath = "/bin:/usr/bin:/sbin:/usr/sbin"

// startsProgram reports whether command with these arguments starts a program.
func (sh *Shell) startsProgram(args []string) bool {
	for _, a := range args[1:] {
		if a != "-p" && a != "--" {
			return !strfn.HasPrefix(a, "-") && sh.enabledBuiltin(a) == nil
		}
	}
	return false
}

// builtinCommand is command (POSIX XCU command).
func builtinCommand(sh *Shell, args []string) int {
	f := sh.flags(args, "pvV")
	describe, verbose, standard := false, false, false
	for o := f.next(); o != flagEnd; o = f.next() {
		switch o {
		case 'v':
			describe, verbose = true, false
		case 'V':
			describe, verbose = true, true
		case 'p':
			standard = true
		default:
			return 2
		}
	}
	args = f.args
	if standard && sh.opts&optRestricted != 0 {
		sh.builtinError("command", "-p: restricted")
		return 1
	}
	if len(args) == 0 {
		return 0
	}
	if describe {
		st := 1
		for _, a := range args {
			if sh.describe(a, verbose, standard) {
				st = 0
			} else if verbose {
				sh.nameNotFound("command", a)
			}
		}
		if len(args) > 1 && st != 0 {
			return 1
		}
		return st
	}
	if b := sh.enabledBuiltin(args[0]); b != nil {
		if b.scopes {
			sh.scopeTemps()
		}
		outer := sh.byCommand
		sh.byCommand = true
		st := sh.callBuiltin(b, args)
		sh.byCommand = outer
		return st
	}
	opt := &spawnOptions{}
	if sh.cmd != nil {
		n, ok := sh.cmd.cmd.(*simpleNode)
		opt.last = ok && sh.takesOver(n)
	}
	if standard && !hasSlash(args[0]) {
		p, st := sh.searchPath(args[0], standardPath, sh.opts&optHashall != 0)
		if st == 127 {
			_, st = sh.notFound(args, opt)
			return st
		}
		opt.path = p
	}
	child, st := sh.startProgram(args, opt)
	if child == nil {
		return st
	}
	sh.noErr++
	c := sh.waitForeground(child)
	sh.noErr--
	if c != next {
		sh.pend = c
	}
	return sh.status
}

// runWords runs a command of which the words are known.
func (sh *Shell) runWords(args []string) int {
	n := &simpleNode{stmt: sh.cmd, line: sh.line}
	sh.noErr++
	c := n.invoke(sh, args)
	sh.noErr--
	if c != next {
		sh.pend = c
	}
	return sh.status
}

// callBuiltin runs a built-in on behalf of command and builtin.
func (sh *Shell) callBuiltin(b *builtin, args []string) int {
	outer := sh.inNamed
	if !b.evals {
		sh.inNamed = b.name
	}
	st := sh.runHelped(b, args)
	sh.inNamed = outer
	return st
}

func builtinBuiltin(sh *Shell, args []string) int {
	args, ok := sh.operands(args)
	if !ok {
		return 2
	}
	if len(args) == 0 {
		return 0
	}
	b := builtinByName(args[0])
	if b == nil || sh.disabled(b) {
		sh.builtinError("builtin", "%s: not a shell builtin", args[0])
		return 1
	}
	return sh.callBuiltin(b, args)
}
