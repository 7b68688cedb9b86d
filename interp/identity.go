package interp

import (
	"sync/atomic"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/parse"
	"entrysh/internal/sig"
	"entrysh/internal/strfn"
	"entrysh/internal/tree"
)

// An identity says whether commands can tell in which process they run, so that
// a subshell of them is to be a process of its own: they set a trap on a signal,
// ask BASHPID, change the umask or limits, stop a process, give a program a text in which PPID is,
// or call functions that do.
type identity struct {
	shown bool
	calls []*symbol     // what may be functions
	known atomic.Uint64 // what shows has found, with the definitions of then
}

// definitions counts the functions that have been defined or removed.
var definitions atomic.Uint64

// find looks through commands.
func (id *identity) find(list []*syntax.Stmt) {
	for _, s := range list {
		tree.Walk(s, func(n syntax.Node) bool {
			switch x := n.(type) {
			case *syntax.Lit: // a parameter's name, too; or in arithmetic, or a text for eval
				id.text(x.Value)
			case *syntax.SglQuoted:
				id.text(x.Value)
			case *syntax.CallExpr:
				id.command(x.Args)
			}
			return !id.shown
		})
	}
}

func (id *identity) text(s string) {
	id.shown = id.shown || strfn.Contains(s, "BASHPID") || strfn.Contains(s, "PPID")
}

func (id *identity) command(args []*syntax.Word) {
	for len(args) > 1 && (args[0].Lit() == "command" || args[0].Lit() == "builtin") {
		args = args[1:]
	}
	if len(args) == 0 {
		return
	}
	switch name := args[0].Lit(); name {
	case "":
	case "ulimit", "umask":
		id.shown = id.shown || len(args) > 1
	case "kill":
		// One that stops the shell must not stop the subshell that is to continue it, and one
		// to a process group is for the subshell, too.
		for i, a := range args[1:] {
			id.shown = id.shown || stops(a.Lit()) || a.Lit() == "0" || i > 0 && isGroup(a)
		}
	case "trap":
		// Only traps of signals; EXIT and the like work in any environment.
		for _, a := range args[min(2, len(args)):] {
			switch a.Lit() {
			case "EXIT", "0", "ERR", "DEBUG", "RETURN", "exit", "err":
			default:
				id.shown = true
			}
		}
	default:
		if builtinByName(name) == nil && !hasSlash(name) {
			id.calls = append(id.calls, intern(parse.Bytes(name)))
		}
	}
}

// stops reports whether an argument of kill names a signal that stops a process.
func stops(arg string) bool {
	arg = strfn.TrimPrefix(arg, "-")
	n, ok := sig.Number(arg)
	if !ok {
		n, _ = atoi(arg)
	}
	return n >= sig.STOP && n <= sig.TTOU
}

// isGroup reports whether an operand of kill may be a process group.
func isGroup(w *syntax.Word) bool {
	l, ok := w.Parts[0].(*syntax.Lit)
	return ok && strfn.HasPrefix(l.Value, "-") && l.Value != "--"
}

// shows reports whether the commands show where they run, with the functions
// that there are now. It keeps the answer until one is defined or removed.
func (id *identity) shows(sh *Shell) bool {
	if id == nil {
		return false
	}
	if id.shown || len(id.calls) == 0 {
		return id.shown
	}
	now := 1<<63 | definitions.Load()<<1
	if k := id.known.Load(); k&^1 == now {
		return k&1 != 0
	}
	shows := id.through(sh, map[*function]bool{})
	if shows {
		now |= 1
	}
	id.known.Store(now)
	return shows
}

func (id *identity) through(sh *Shell, seen map[*function]bool) bool {
	if id.shown {
		return true
	}
	for _, s := range id.calls {
		f := sh.fn(s)
		if f == nil || seen[f] {
			continue
		}
		seen[f] = true
		f.once.Do(func() { f.load(sh) })
		if f.code != nil && f.code.shows().through(sh, seen) {
			return true
		}
	}
	return false
}
