package interp

// A builtin is a command that the shell itself carries out.
type builtin struct {
	name    string
	run     func(sh *Shell, args []string) int // args[0] is the name; sets sh.pend to leave more than the command
	special bool                               // POSIX special built-in utility (XCU 2.14)
	evals   bool                               // runs commands of the script: its redirections apply to actions, too
	scopes  bool                               // what is assigned to its temporary variables stays in them
	eases   bool                               // where its own failure does not count, errors of variables do not end the shell
}

// builtinByName returns the built-in called name, nil if there is none.
//
//go:noinline
func builtinByName(name string) *builtin {
	low, high := 0, len(builtins)
	for low < high {
		m := int(uint(low+high) / 2)
		b := &builtins[m]
		switch {
		case b.name == name:
			return b
		case b.name < name:
			low = m + 1
		default:
			high = m
		}
	}
	return nil
}

// builtins are all built-ins in the order of their names. The linker lays the
// table out; it is set at start, since functions in the table refer back to it.
var builtins []builtin

func init() { builtins = builtinTable[:] }

var builtinTable = [...]builtin{
	{name: ".", run: builtinSource, scopes: true, special: true, evals: true, eases: true},
	{name: ":", run: builtinTrue, special: true},
	{name: "[", run: builtinTest},
	{name: "alias", run: builtinAlias},
	{name: "bg", run: builtinBg},
	{name: "bind", run: builtinBind},
	{name: "break", run: builtinBreak, special: true},
	{name: "builtin", run: builtinBuiltin, evals: true},
	{name: "caller", run: builtinCaller},
	{name: "cd", run: builtinCd},
	{name: "command", run: builtinCommand, evals: true, eases: true},
	{name: "compgen", run: builtinCompgen, evals: true},
	{name: "complete", run: builtinComplete},
	{name: "compopt", run: builtinCompopt},
	{name: "continue", run: builtinBreak, special: true},
	{name: "declare", run: builtinDeclareArgs},
	{name: "dirs", run: builtinDirs},
	{name: "disown", run: builtinDisown},
	{name: "echo", run: builtinEcho},
	{name: "enable", run: builtinEnable},
	{name: "eval", run: builtinEval, scopes: true, special: true, evals: true, eases: true},
	{name: "exec", run: builtinExec, special: true, evals: true},
	{name: "exit", run: builtinExit, special: true},
	{name: "export", run: builtinDeclareArgs, special: true},
	{name: "false", run: func(*Shell, []string) int { return 1 }},
	{name: "fc", run: builtinFc, scopes: true},
	{name: "fg", run: builtinFg},
	{name: "getopts", run: builtinGetopts},
	{name: "hash", run: builtinHash},
	{name: "help", run: builtinHelp},
	{name: "history", run: builtinHistory},
	{name: "jobs", run: builtinJobs},
	{name: "kill", run: builtinKill},
	{name: "let", run: builtinLet},
	{name: "local", run: builtinDeclareArgs},
	{name: "logout", run: builtinLogout},
	{name: "mapfile", run: builtinMapfile, scopes: true, evals: true},
	{name: "popd", run: builtinPopd},
	{name: "printf", run: builtinPrintf},
	{name: "pushd", run: builtinPushd},
	{name: "pwd", run: builtinPwd},
	{name: "read", run: builtinRead, scopes: true},
	{name: "readarray", run: builtinMapfile, scopes: true, evals: true},
	{name: "readonly", run: builtinDeclareArgs, special: true},
	{name: "return", run: builtinReturn, special: true},
	{name: "set", run: builtinSet, special: true},
	{name: "shift", run: builtinShift, special: true},
	{name: "shopt", run: builtinShopt},
	{name: "source", run: builtinSource, scopes: true, special: true, evals: true, eases: true},
	{name: "suspend", run: builtinSuspend},
	{name: "test", run: builtinTest},
	{name: "times", run: builtinTimes, special: true},
	{name: "trap", run: builtinTrap, special: true},
	{name: "true", run: builtinTrue},
	{name: "type", run: builtinType},
	{name: "typeset", run: builtinDeclareArgs},
	{name: "ulimit", run: builtinUlimit},
	{name: "umask", run: builtinUmask},
	{name: "unalias", run: builtinUnalias},
	{name: "unset", run: builtinUnset, special: true},
	{name: "wait", run: builtinWait},
}

// enabledBuiltin returns the built-in called name, nil if there is none or enable -n has turned it off.
func (sh *Shell) enabledBuiltin(name string) *builtin {
	b := builtinByName(name)
	if b != nil && sh.disabled(b) {
		return nil
	}
	return b
}

func builtinTrue(*Shell, []string) int { return 0 }

// disabled reports whether enable -n has turned a built-in off.
//
//go:noinline
func (sh *Shell) disabled(b *builtin) bool { return sh.disabledSet != nil && sh.disabledSet[b.name] }
