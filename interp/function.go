package interp

import (
	"sync"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
	"entrysh/internal/stack"
	"entrysh/internal/strfn"
)

// A function is a defined function (POSIX XCU 2.9.5).
type function struct {
	name  string
	code  *funcCode
	def   *syntax.Stmt // nil when only the text is known so far
	src   *source
	text  string // definition as received from a parent process
	lines []int  // of the commands in text, as parse.Unit.Lines returns them
	once  sync.Once
	line  int
	file  string
	attr  attr // attrExport, attrReadonly, attrTrace
}

// A funcCode is the body of a function, which is compiled when it is first
// called: many scripts define more than they use.
type funcCode struct {
	once sync.Once
	body *stmtNode
	def  *syntax.Stmt
	c    compiler

	looked   sync.Once
	identity identity
}

// shows is what there is in the body that shows in which process it runs.
func (f *funcCode) shows() *identity {
	f.looked.Do(func() { f.identity.find([]*syntax.Stmt{f.def}) })
	return &f.identity
}

func (f *funcCode) compiled() *stmtNode {
	f.once.Do(func() {
		f.body = f.c.stmt(f.def)
		if b, ok := f.def.Cmd.(*syntax.Block); ok {
			f.body.line = f.c.lineOf(b.Lbrace)
		}
	})
	return f.body
}

// A frame is a call in progress.
type frame struct {
	fn     *function // nil for a sourced file
	args   []string
	line   int // of the call
	source string
	file   string
	undo   *[]undo // the redirections of the call
	traced bool    // extdebug was on: BASH_ARGV has the arguments
}

type funcNode struct {
	_       nocmp.Mark
	f       *function
	keyword bool
	end     int // line of the last token that was read with it
}

func (n *funcNode) run(sh *Shell) ctl {
	name := n.f.name
	if sh.line = n.end; sh.depth > 0 {
		sh.line = n.f.line
	}
	if sh.opts&optPosix != 0 && (!validName(name) || isSpecialBuiltin(name)) {
		if validName(name) {
			sh.errorf("`%s': is a special builtin", name)
		} else {
			sh.errorf("`%s': not a valid identifier", name)
		}
		sh.status = 1
		if sh.opts&optInteractive != 0 {
			return next
		}
		sh.status = 2
		return toExit
	}
	if badFunctionName(name) {
		sh.errorf("`%s': not a valid identifier", name)
		return sh.setStatus(1)
	}
	s := intern(name)
	old := sh.fn(s)
	if old != nil && old.attr&attrReadonly != 0 {
		sh.errorf("%s: readonly function", name)
		return sh.setStatus(1)
	}
	f := &function{name: name, code: n.f.code, def: n.f.def, src: n.f.src, line: n.f.line, file: sh.source}
	if old != nil {
		f.attr = old.attr
	}
	if sh.opts&optAllexport != 0 {
		f.attr |= attrExport
		sh.envStale = true
	}
	sh.setFn(s, f)
	sh.status = 0
	return next
}

// badFunctionName reports whether name is a word with quotes or expansions.
func badFunctionName(name string) bool {
	return strfn.ContainsAny(name, "$'\"\\") || strfn.Contains(name, "<(") || strfn.Contains(name, ">(")
}

func isSpecialBuiltin(name string) bool {
	b := builtinByName(name)
	return b != nil && b.special
}

const maxNesting = 50000 // of functions; there can be less (see package stack)

// callFunction calls a function with the redirections and variables of its command.
func (n *simpleNode) callFunction(sh *Shell, fn *function, args []string) ctl {
	temps := len(sh.saves)
	if len(n.assigns) > 0 {
		mark, ok := n.pushTemps(sh, args, tempScope, sh.depth+1)
		if !ok {
			return n.tempsFailed(sh)
		}
		sh.scopeTemps()
		c := n.callIn(sh, fn, args, temps)
		sh.popSaves(mark)
		return c
	}
	return n.callIn(sh, fn, args, temps)
}

// callIn is callFunction with the variables as they are; those of the command begin at temps.
func (n *simpleNode) callIn(sh *Shell, fn *function, args []string, temps int) ctl {
	var redirected *[]undo
	inputs := sh.inputs
	if len(n.redirs) > 0 {
		undo, ok := sh.redirectPast(n.redirs, temps)
		if !ok {
			sh.undo(undo)
			if sh.pend != 0 {
				return sh.takePend()
			}
			return sh.result(1)
		}
		sh.callUndo, redirected = &undo, &undo
		if touchesInput(undo) {
			sh.inputs++
		}
	}
	last, ends := args[len(args)-1], sh.lastOf
	if n.last == endsText || ends == n {
		sh.lastOf = fn.lastOf(sh)
	}
	c := sh.call(fn, args)
	sh.lastOf = ends
	sh.lastArg = last
	sh.pipe, sh.piped = sh.status, false
	sh.inputs = inputs
	if redirected != nil {
		sh.undo(*redirected)
	}
	return c
}

// call runs a function; args[0] is its name.
func (sh *Shell) call(fn *function, args []string) ctl {
	redirs := sh.callUndo
	sh.callUndo = nil
	fn.once.Do(func() { fn.load(sh) })
	if fn.code == nil {
		sh.errorf("%s: cannot load function", fn.name)
		return sh.result(1)
	}
	if sh.depth >= maxNesting || sh.funcNest > 0 && sh.depth >= sh.funcNest || stack.Full() {
		sh.errorf("%s: maximum function nesting level exceeded (%d)", fn.name, itoa(sh.depth))
		sh.status = 1
		return toTop
	}
	body := fn.code.compiled()
	params, loops, line, around := sh.params, sh.loops, sh.line, sh.around
	sh.around = body.line
	source := sh.source
	mark, gets := len(sh.saves), sh.gets
	from := line
	if sh.errLine > 0 {
		from = sh.errLine
	}
	sh.frames = append(sh.frames, frame{fn: fn, args: args, line: sh.lineShown(from), source: source, file: fn.file, undo: redirs, traced: sh.shopts&shoptExtdebug != 0})
	sh.depth++
	sh.params = args[1:]
	if sh.shopts&(compatShopts&^shoptCompat44) == 0 {
		sh.loops = 0
	}
	if fn.file != "" {
		sh.source = fn.file
	}
	var hidden *hiddenTraps
	if sh.traps.err != nil || sh.traps.debug != nil || sh.traps.ret != nil {
		hidden = sh.hideTraps(fn.attr&attrTrace != 0)
	}
	if sh.traps.debug != nil && !sh.inDebug {
		sh.line = body.line
		sh.beforeCommand(body)
	}
	c := body.run(sh)
	if c == next && sh.due() {
		c = sh.attend(false)
	}
	returned := c == toReturn
	if returned {
		c = next
	}
	if sh.traps.ret != nil && c == next {
		sh.line = body.line
		if k := sh.runReturnTrap(returned); k != next {
			c = k
		}
	}
	if c == toExit {
		sh.exitInPlace()
	}
	if hidden != nil {
		sh.showTraps(hidden)
	}
	sh.depth--
	sh.broken = c == toTop || c == toExit && sh.expFailed
	sh.frames = sh.frames[:len(sh.frames)-1]
	if sh.traps.exit != nil && c == next && sh.forked == sh.evalDepth() {
		// A process for nothing but this function ends with its variables and parameters.
		sh.broken = true
		sh.runExitTrap()
	}
	if len(sh.saves) > mark {
		own := sh.hasLocal(symOptind, mark)
		sh.popSaves(mark)
		if own {
			sh.gets = gets
		}
	}
	if sh.localOpts != nil {
		sh.restoreLocalOpts()
	}
	sh.params, sh.paramsSet, sh.loops, sh.source = params, false, loops, source
	sh.line, sh.around = line, around
	return c
}

// hiddenTraps are the traps that a function does not inherit without errtrace
// or functrace.
type hiddenTraps struct{ err, debug, ret *string }

func (sh *Shell) hideTraps(traced bool) *hiddenTraps {
	h := &hiddenTraps{}
	t := &sh.traps
	if sh.opts&optErrtrace == 0 {
		h.err, t.err = t.err, nil
	}
	if sh.opts&optFunctrace == 0 && !traced {
		h.debug, t.debug = t.debug, nil
		h.ret, t.ret = t.ret, nil
	}
	sh.refreshSlow()
	return h
}

// showTraps brings them back where the function has set none, not even an empty one.
//
//go:noinline
func (sh *Shell) showTraps(h *hiddenTraps) {
	t := &sh.traps
	for i, hidden := range [...]*string{h.debug, h.err, h.ret} {
		if p := t.event(trapDebug + i); *p == nil && !*t.emptied(trapDebug + i) {
			*p = hidden
		}
	}
	sh.refreshSlow()
}

// runReturnTrap runs the RETURN action after a function or a sourced file.
func (sh *Shell) runReturnTrap(returned bool) ctl {
	t := sh.traps.ret
	if t == nil || sh.inReturn || sh.inDebug {
		return next
	}
	sh.inReturn = true
	status := sh.status
	if returned {
		sh.status = sh.beforeReturn
	}
	c := sh.runAction(*t, trapReturn, false)
	if c == next {
		sh.status = status
	}
	sh.inReturn = false
	return c
}
