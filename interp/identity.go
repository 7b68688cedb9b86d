package interp

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// An identity says whether commands can tell in which process they run, so that
// a subshell of them is to be a process of its own: they set a trap on a signal,
// ask BASHPID, change the umask or limits, give a program a text in which PPID is,
// or call functions that do.
type identity struct {
	shown bool
	calls []*symbol // what may be functions
}

// find looks through commands.
func (id *identity) find(list []*syntax.Stmt) {
	for _, s := range list {
		syntax.Walk(s, func(n syntax.Node) bool {
			switch x := n.(type) {
			case *syntax.Lit: // a parameter's name, too; or in arithmetic, or a text for eval
				id.text(x.Value)
			case *syntax.SglQuoted:
				id.text(x.Value)
			case *syntax.CallExpr:
				if len(x.Args) > 0 {
					id.command(x.Args)
				}
			}
			return !id.shown
		})
	}
}

func (id *identity) text(s string) {
	id.shown = id.shown || strings.Contains(s, "BASHPID") || strings.Contains(s, "PPID")
}

func (id *identity) command(args []*syntax.Word) {
	switch name := args[0].Lit(); name {
	case "":
	case "ulimit", "umask":
		id.shown = id.shown || len(args) > 1
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
		if builtinByName(name) == nil {
			id.calls = append(id.calls, intern(name))
		}
	}
}

// shows reports whether the commands show where they run, with the functions
// that there are now.
func (id *identity) shows(sh *Shell) bool { return id.through(sh, nil) }

func (id *identity) through(sh *Shell, seen []*function) bool {
	if id.shown {
		return true
	}
	for _, s := range id.calls {
		f := sh.fn(s)
		if f == nil || slices.Contains(seen, f) {
			continue
		}
		f.once.Do(func() { f.load(sh) })
		if f.code != nil && f.code.shows().through(sh, append(seen, f)) {
			return true
		}
	}
	return false
}
