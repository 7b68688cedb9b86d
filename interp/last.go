package interp

import (
	"entrysh/internal/proc"
)

// For some of the commands that end a subshell, bash makes no further process: the program takes the subshell's place,
// and as with exec, SHLVL is one less for it. These are simple commands, alone or behind the last ; && or || of a list.

// A lastKind says how a simple command ends a subshell.
type lastKind uint8

const (
	notLast     lastKind = iota
	endsParens           // it ends ( )
	fillsParens          // it is all of ( ): nothing of the subshell is left that could see it fail
	endsText             // it ends $( ), `...` or a process substitution: so does the end of a function that it calls
)

// markLast marks the command that ends a subshell's body.
func (l *listNode) markLast(kind lastKind) *listNode {
	n := l.last(kind)
	if kind == fillsParens && (len(l.stmts) != 1 || l.stmts[0].cmd != node(n)) {
		kind = endsParens
		if len(l.stmts) == 1 {
			if s := subshellOf(l.stmts[0].cmd); s != nil {
				s.fills = true
			}
		}
	}
	if n != nil {
		n.last = kind
	}
	return l
}

// last returns the command that ends a body, if it is such a command. The text of a substitution is read by lines.
func (l *listNode) last(kind lastKind) *simpleNode {
	i := len(l.stmts) - 1
	if i < 0 {
		return nil
	}
	s, alone := l.stmts[i], i == 0
	if !alone {
		before := l.stmts[i-1]
		alone = kind == endsText && before.stmt.End().Line() < s.stmt.Pos().Line()
		if !alone && before.stmt.Background {
			return nil
		}
	}
	switch n := s.cmd.(type) {
	case *simpleNode:
		if len(n.redirs) == 0 || alone && kind != endsText {
			return n
		}
	case *andOrNode:
		if y, ok := n.y.cmd.(*simpleNode); ok && alone && len(y.redirs) == 0 {
			return y
		}
	}
	return nil
}

// lastOf returns the command that ends a function.
func (fn *function) lastOf(sh *Shell) *simpleNode {
	fn.once.Do(func() { fn.load(sh) })
	if fn.code == nil {
		return nil
	}
	cmd := fn.code.compiled().cmd
	if r, ok := cmd.(*redirNode); ok {
		cmd = r.cmd
	}
	if l, ok := cmd.(*listNode); ok {
		return l.last(notLast)
	}
	return nil
}

// takesOver reports whether the program of a simple command takes the place of the subshell that it ends: not where
// there are traps, unless it is all of ( ), nor that of a substitution in an action.
//
//go:noinline
func (sh *Shell) takesOver(n *simpleNode) bool {
	if n.last == fillsParens {
		return true
	}
	if n.last == notLast && sh.lastOf != n || n.last != endsParens && (sh.inAction || sh.inDebug) || sh.traps.exit != nil || sh.traps.err != nil {
		return false
	}
	for _, a := range sh.traps.sigs {
		if *a != "" {
			return false
		}
	}
	return true
}

// replacedBy takes it that a program that has ended was the process of this environment: whoever waits for that tells
// of its death.
func (sh *Shell) replacedBy(program *childProc) {
	if !sh.isMain() {
		sh.became = program
	} else if w := program.waitStatus(); w.Signaled() {
		sh.fatal = int(w.Signal())
	}
}

// lowerLevel returns an environment in which SHLVL is one less.
func (sh *Shell) lowerLevel(e proc.Env) proc.Env {
	const name = "SHLVL="
	i, value := e.Find(name)
	e = append(make(proc.Env, 0, len(e)+1), e...)
	if i == len(e)-1 { // it is not exported
		e = append(e, nil)
		value = sh.Get("SHLVL")
	}
	level, _ := atoi(value)
	e[i] = proc.MakeEnv([]string{name + formatInt(int64(max(level-1, 0)))})[0]
	return e
}
