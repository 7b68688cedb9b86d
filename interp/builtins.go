package interp

// A builtin is a command that the shell itself carries out.
type builtin struct {
	name      string
	run       func(sh *Shell, args []string) int // args[0] is the name; sets sh.pend to leave more than the command
	special   bool                               // POSIX special built-in utility (XCU 2.14)
	evals     bool                               // runs commands of the script: its redirections apply to actions, too
	eases     bool                               // where its own failure does not count, errors of variables do not end the shell
	keepsLast bool                               // leaves $_ alone
}

// builtinByName returns the built-in called name, nil if there is none.
func builtinByName(name string) *builtin {
	switch name {
	case ":":
		return &bColon
	case "true":
		return &bTrue
	case "false":
		return &bFalse
	case "exit":
		return &bExit
	case "return":
		return &bReturn
	case "break":
		return &bBreak
	case "continue":
		return &bContinue
	case "eval":
		return &bEval
	case ".":
		return &bDot
	case "source":
		return &bSource
	case "exec":
		return &bExec
	case "set":
		return &bSet
	case "shift":
		return &bShift
	case "unset":
		return &bUnset
	case "trap":
		return &bTrap
	case "wait":
		return &bWait
	case "kill":
		return &bKill
	case "echo":
		return &bEcho
	case "printf":
		return &bPrintf
	case "test":
		return &bTest
	case "[":
		return &bBracket
	case "cd":
		return &bCd
	case "pwd":
		return &bPwd
	case "let":
		return &bLet
	case "shopt":
		return &bShopt
	case "declare":
		return &bDeclare
	case "typeset":
		return &bTypeset
	case "local":
		return &bLocal
	case "export":
		return &bExport
	case "readonly":
		return &bReadonly
	case "command":
		return &bCommand
	case "builtin":
		return &bBuiltin
	}
	return moreBuiltins(name)
}

var (
	bColon    builtin
	bTrue     builtin
	bFalse    builtin
	bExit     builtin
	bReturn   builtin
	bBreak    builtin
	bContinue builtin
	bEval     builtin
	bDot      builtin
	bSource   builtin
	bExec     builtin
	bSet      builtin
	bShift    builtin
	bUnset    builtin
	bTrap     builtin
	bWait     builtin
	bKill     builtin
	bEcho     builtin
	bPrintf   builtin
	bTest     builtin
	bBracket  builtin
	bCd       builtin
	bPwd      builtin
	bLet      builtin
	bShopt    builtin
	bDeclare  builtin
	bTypeset  builtin
	bLocal    builtin
	bExport   builtin
	bReadonly builtin
	bCommand  builtin
	bBuiltin  builtin
)

// The table is filled at start, since functions in it refer back to it.
func init() {
	bColon = builtin{name: ":", run: builtinTrue, special: true}
	bTrue = builtin{name: "true", run: builtinTrue}
	bFalse = builtin{name: "false", run: func(*Shell, []string) int { return 1 }}
	bExit = builtin{name: "exit", run: builtinExit, special: true}
	bReturn = builtin{name: "return", run: builtinReturn, special: true}
	bBreak = builtin{name: "break", run: builtinBreak, special: true}
	bContinue = builtin{name: "continue", run: builtinBreak, special: true}
	bEval = builtin{name: "eval", run: builtinEval, special: true, evals: true, eases: true}
	bDot = builtin{name: ".", run: builtinSource, special: true, evals: true, eases: true}
	bSource = builtin{name: "source", run: builtinSource, special: true, evals: true, eases: true}
	bExec = builtin{name: "exec", run: builtinExec, special: true, evals: true}
	bSet = builtin{name: "set", run: builtinSet, special: true}
	bShift = builtin{name: "shift", run: builtinShift, special: true}
	bUnset = builtin{name: "unset", run: builtinUnset, special: true}
	bTrap = builtin{name: "trap", run: builtinTrap, special: true}
	bWait = builtin{name: "wait", run: builtinWait}
	bKill = builtin{name: "kill", run: builtinKill}
	bEcho = builtin{name: "echo", run: builtinEcho}
	bPrintf = builtin{name: "printf", run: builtinPrintf}
	bTest = builtin{name: "test", run: builtinTest}
	bBracket = builtin{name: "[", run: builtinTest}
	bCd = builtin{name: "cd", run: builtinCd}
	bPwd = builtin{name: "pwd", run: builtinPwd}
	bLet = builtin{name: "let", run: builtinLet}
	bShopt = builtin{name: "shopt", run: builtinShopt}
	bDeclare = builtin{name: "declare", run: builtinDeclareArgs}
	bTypeset = builtin{name: "typeset", run: builtinDeclareArgs}
	bLocal = builtin{name: "local", run: builtinDeclareArgs}
	bExport = builtin{name: "export", run: builtinDeclareArgs, special: true}
	bReadonly = builtin{name: "readonly", run: builtinDeclareArgs, special: true}
	bCommand = builtin{name: "command", run: builtinCommand, evals: true, eases: true}
	bBuiltin = builtin{name: "builtin", run: builtinBuiltin, evals: true}
}

func builtinTrue(*Shell, []string) int { return 0 }

// disabled reports whether enable -n has turned a built-in off.
//
//go:noinline
func (sh *Shell) disabled(b *builtin) bool { return sh.disabledSet != nil && sh.disabledSet[b.name] }
