package interp

import "entrysh/internal/nocmp"

// forkedNode runs the command that a subshell was made for: a part of a
// pipeline (piped), or a command in the background. bash decides upon it before
// it forks, and the child carries it out:
//
//   - DEBUG runs in the parent for a simple command. In the child neither DEBUG
//     nor ERR does, but for what the command has run in its turn (functions, eval).
//   - The words of a simple command in a pipeline see the parent's BASH_SUBSHELL.
//   - ( ) is this subshell, no further one.
//   - An EXIT action that is set in it runs only if the command is a simple one,
//     ( ) or { }, and not { } in a pipeline in the background.
type forkedNode struct {
	_            nocmp.Mark
	body         *listNode
	piped, async bool
}

func (f *forkedNode) run(sh *Shell) ctl {
	if len(f.body.stmts) != 1 {
		return f.body.run(sh)
	}
	if sh.due() {
		if c := sh.attend(false); c != next {
			return c
		}
	}
	return f.command(sh, f.body.stmts[0].cmd)
}

func (f *forkedNode) command(sh *Shell, cmd node) ctl {
	switch n := cmd.(type) {
	case *notNode:
		if f.async && !f.piped {
			return f.command(sh, n.cmd) // as in bash, a job's status is not inverted
		}
		sh.noErr++
		nots := sh.nots
		if sh.opts&optErrexit == 0 {
			sh.nots += n.runs
		}
		c := f.command(sh, n.cmd)
		sh.nots = nots
		sh.noErr--
		if c == next {
			sh.status = int(truth(sh.status == 0))
		}
		return c
	case *simpleNode:
		sh.forked = sh.evalDepth()
		if f.async && sh.noErr == 0 && sh.canReplace(n) {
			sh.tail = n
		}
		if f.piped || len(n.redirs) > 0 {
			return n.runPart(sh, f.piped && !f.async)
		}
	case *declNode:
		sh.forked = sh.evalDepth()
	case *subshellNode:
		sh.line, sh.cmd = n.line, n.stmt
		sh.inParens = true
		n.unite(sh)
		return n.body.run(sh)
	case *redirNode:
		procs := len(sh.procFDs)
		defer sh.finishProcSubsts(procs)
		sh.line = n.redirLine(sh)
		if c, ok := sh.redirectForGood(n.redirs); !ok {
			return c
		}
		sh.noExit = f.skipsExit(n.cmd)
		if s, ok := n.cmd.(*subshellNode); ok {
			sh.inParens = true
			s.unite(sh)
			return s.body.run(sh)
		}
		return n.cmd.run(sh)
	default:
		sh.noExit = f.skipsExit(cmd)
	}
	return cmd.run(sh)
}

//go:noinline
func (f *forkedNode) skipsExit(cmd node) bool {
	switch cmd.(type) {
	case *andOrNode, *ifNode, *whileNode, *forNode, *cforNode, *caseNode, *arithNode, *condNode:
		return true
	case *listNode:
		return f.piped && f.async
	}
	return false
}

// redirectForGood performs the redirections of the command that a subshell was
// made for: the pipes whose places they take are closed now, not when the
// command has ended.
func (sh *Shell) redirectForGood(list []redirection) (c ctl, ok bool) {
	u, ok := sh.redirect(list)
	if touchesInput(u) {
		sh.inputs++
	}
	sh.commit(u)
	if ok {
		return next, true
	}
	if sh.pend != 0 {
		return sh.takePend(), false
	}
	return sh.setStatus(1), false
}

// evalDepth numbers the nesting of functions and evaluated texts; it is never 0.
func (sh *Shell) evalDepth() int { return len(sh.frames) + sh.units + 1 }

// runPart is run for a command that a subshell was made for, in the subshell. outside
// says that its words are still the parent's.
func (n *simpleNode) runPart(sh *Shell, outside bool) ctl {
	sh.line, sh.cmd = n.line, n.stmt
	procs := len(sh.procFDs)
	sh.substed = false
	if sh.outside = outside; outside {
		sh.subshell--
	}
	defer sh.finishProcSubsts(procs)
	for i, w := range n.words {
		w.fields(sh)
		if sh.pend != 0 {
			sh.wordFailed(n.words[i+1:])
			return sh.takePend()
		}
	}
	if len(sh.args) == 0 {
		return n.assignOnly(sh)
	}
	if len(n.assigns) == 0 { // else pushTemps does this
		sh.expanded(sh.args)
	}
	if len(n.redirs) > 0 && len(n.assigns) == 0 {
		if c, ok := sh.redirectForGood(n.redirs); !ok {
			return c
		}
		plain := *n
		plain.redirs = nil
		if sh.tail == n {
			sh.tail = &plain
		}
		n = &plain
	}
	return n.dispatch(sh, sh.args)
}

// beforeFork does what the parent does before the process for a command is made. It
// returns what a DEBUG action wants instead.
func (l *listNode) beforeFork(sh *Shell) ctl {
	cmd := l.stmts[0].cmd
	if not, ok := cmd.(*notNode); ok {
		cmd = not.cmd
	}
	if s := subshellOf(cmd); s != nil {
		sh.line, sh.cmd = s.line, s.stmt
		return next
	}
	switch n := cmd.(type) {
	case *simpleNode:
		sh.line, sh.cmd = n.line, n.stmt
	case *declNode:
		sh.line, sh.cmd = n.line, n.stmt
	default:
		return next
	}
	if sh.traps.debug != nil {
		c, _ := sh.beforeCommand(sh.cmd)
		return c
	}
	return next
}

// isSubshell reports whether a list is nothing but ( ), with redirections or without.
func (l *listNode) isSubshell() bool { return subshellOf(l.stmts[0].cmd) != nil }

func subshellOf(cmd node) *subshellNode {
	if r, ok := cmd.(*redirNode); ok {
		cmd = r.cmd
	}
	s, _ := cmd.(*subshellNode)
	return s
}
