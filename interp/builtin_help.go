package interp

import (
	"entrysh/internal/pattern"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// A topic is what help knows about a built-in or a reserved word.
type topic struct {
	name  string
	usage string
	short string
	text  string // more, in lines
}

// topics are in the order of help's list. The linker lays them out: they cost no time at the start.
var topics = [...]topic{
	{"%", "job_spec [&]", "Move job to the foreground.", "The same as fg job_spec; with & the same as bg job_spec."},
	{"(( ... ))", "(( expression ))", "Evaluate arithmetic expression.", "Status 0 if the value is not 0, as for let \"expression\"."},
	{".", ". filename [arguments]", "Execute commands from a file in the current shell.", "A file name without slash is looked for along PATH. Arguments become the\npositional parameters meanwhile. Status: that of the last command."},
	{":", ":", "Null command.", "Expands its arguments and succeeds."},
	{"[", "[ arg... ]", "Evaluate conditional expression.", "The same as test; the last argument must be ]."},
	{"[[ ... ]]", "[[ expression ]]", "Execute conditional command.", "Words are not split and not expanded as file names. ( ) groups, ! negates,\n&& and || join; == and != match patterns, =~ regular expressions."},
	{"alias", "alias [-p] [name[=value] ... ]", "Define or display aliases.", "  -p\tshow all aliases so that they can be read again"},
	{"bg", "bg [job_spec ...]", "Move jobs to the background.", ""},
	{"bind", "bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]", "Set Readline key bindings and variables.", ""},
	{"break", "break [n]", "Exit for, while, or until loops.", "With n, leave n loops."},
	{"builtin", "builtin [shell-builtin [arg ...]]", "Execute shell builtins.", "Even where a function has the same name."},
	{"caller", "caller [expr]", "Return the context of the current subroutine call.", "Shows line and file of the call; with a number, line, function and file of\nthe call so many levels up."},
	{"case", "case WORD in [PATTERN [| PATTERN]...) COMMANDS ;;]... esac", "Execute commands based on pattern matching.", ";& goes on with the next list, ;;& with the next pattern that matches."},
	{"cd", "cd [-L|[-P [-e]] [-@]] [dir]", "Change the shell working directory.", "Without dir to HOME, with - to OLDPWD. CDPATH is searched for relative names.\n  -L\tfollow symbolic links by name (the default)\n  -P\tuse the physical directory structure\n  -e\twith -P, fail if the directory cannot be determined afterwards"},
	{"command", "command [-pVv] command [arg ...]", "Execute a simple command or display information about commands.", "Functions are passed over.\n  -p\tuse a standard PATH\n  -v\tshow how the name would be found\n  -V\tthe same in words"},
	{"compgen", "compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]", "Display possible completions depending on the options.", ""},
	{"complete", "complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]", "Specify how arguments are to be completed by Readline.", ""},
	{"compopt", "compopt [-o|+o option] [-DEI] [name ...]", "Modify or display completion options.", ""},
	{"continue", "continue [n]", "Resume for, while, or until loops.", "With n, the n'th loop around the command."},
	{"coproc", "coproc [NAME] command [redirections]", "Create a coprocess named NAME.", "It runs in the background; ${NAME[0]} reads from it, ${NAME[1]} writes to it."},
	{"declare", "declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]", "Set variable values and attributes.", "  -a -A\tindexed, associative array\n  -f -F\tfunctions, just their names\n  -g\tglobal even in a function\n  -I\tinherit from the variable of the same name outside\n  -p\tshow\n  -i -l -n -r -t -u -x\tinteger, lower case, name reference, read-only, trace,\n\tupper case, export; + instead of - takes an attribute away"},
	{"dirs", "dirs [-clpv] [+N] [-N]", "Display directory stack.", "  -c\tclear it\n  -l\tdo not write HOME as ~\n  -p -v\tone a line, with numbers\n  +N -N\tentry N from the left, from the right"},
	{"disown", "disown [-h] [-ar] [jobspec ... | pid ...]", "Remove jobs from current shell.", ""},
	{"echo", "echo [-neE] [arg ...]", "Write arguments to the standard output.", "  -n\tno newline\n  -e -E\tinterpret backslash escapes, do not"},
	{"enable", "enable [-a] [-dnps] [-f filename] [name ...]", "Enable and disable shell builtins.", "  -a\tshow all\n  -n\tdisable the names, or show what is disabled\n  -p\tshow\n  -s\tPOSIX special built-ins only"},
	{"eval", "eval [arg ...]", "Execute arguments as a shell command.", ""},
	{"exec", "exec [-cl] [-a name] [command [argument ...]] [redirection ...]", "Replace the shell with the given command.", "Without a command, its redirections apply to the shell.\n  -a name\tpass name as argument 0\n  -c\tempty environment\n  -l\ta dash before argument 0"},
	{"exit", "exit [n]", "Exit the shell.", "With status n, or that of the last command."},
	{"export", "export [-fn] [name[=value] ...] or export -p", "Set export attribute for shell variables.", "  -f\tfunctions\n  -n\ttake the attribute away\n  -p\tshow"},
	{"false", "false", "Return an unsuccessful result.", ""},
	{"fc", "fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]", "Display or execute commands from the history list.", ""},
	{"fg", "fg [job_spec]", "Move job to the foreground.", ""},
	{"for", "for NAME [in WORDS ... ] ; do COMMANDS; done", "Execute commands for each member in a list.", "Without in, for each positional parameter."},
	{"for ((", "for (( exp1; exp2; exp3 )); do COMMANDS; done", "Arithmetic for loop.", ""},
	{"function", "function name { COMMANDS ; } or name () { COMMANDS ; }", "Define shell function.", ""},
	{"getopts", "getopts optstring name [arg ...]", "Parse option arguments.", "Each call puts the next option in name, its argument in OPTARG and where to go\non in OPTIND. A colon after a letter: it takes an argument; a colon first: silent."},
	{"hash", "hash [-lr] [-p pathname] [-dt] [name ...]", "Remember or display program locations.", "  -d\tforget the names\n  -l\tshow so that it can be read again\n  -p pathname\twhere name is\n  -r\tforget all\n  -t\tshow where the names are"},
	{"help", "help [-dms] [pattern ...]", "Display information about builtin commands.", "  -d\ta short description\n  -m\tlike a manual page\n  -s\tjust the synopsis"},
	{"history", "history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]", "Display or manipulate the history list.", ""},
	{"if", "if COMMANDS; then COMMANDS; [ elif COMMANDS; then COMMANDS; ]... [ else COMMANDS; ] fi", "Execute commands based on conditional.", ""},
	{"jobs", "jobs [-lnprs] [jobspec ...] or jobs -x command [args]", "Display status of jobs.", ""},
	{"kill", "kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]", "Send a signal to a job.", "  -s name -n number\twhich signal; TERM if none is given\n  -l\tlist names, or translate"},
	{"let", "let arg [arg ...]", "Evaluate arithmetic expressions.", "Status 1 if the last value is 0."},
	{"local", "local [option] name[=value] ...", "Define local variables.", "In functions only. Options as for declare; - makes set options local."},
	{"logout", "logout [n]", "Exit a login shell.", ""},
	{"mapfile", "mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]", "Read lines from the standard input into an indexed array variable.", "  -d delim\twhat ends a line\n  -n count\tat most so many lines\n  -O origin\tfirst index; the array is not cleared\n  -s count\tskip so many lines\n  -t\tremove the delimiter\n  -u fd\tread from fd\n  -C callback -c quantum\tevaluate callback every quantum lines"},
	{"popd", "popd [-n] [+N | -N]", "Remove directories from stack.", "  -n\tdo not change the directory\n  +N -N\tentry N from the left, from the right"},
	{"printf", "printf [-v var] format [arguments]", "Formats and prints ARGUMENTS under control of the FORMAT.", "  -v var\tassign instead of printing\nBesides printf(3): %b escapes, %q quoting, %Q quoting with precision, %(fmt)T time."},
	{"pushd", "pushd [-n] [+N | -N | dir]", "Add directories to stack.", "  -n\tdo not change the directory\n  +N -N\trotate the stack so that this entry is at the top"},
	{"pwd", "pwd [-LP]", "Print the name of the current working directory.", "  -L\tas PWD has it\n  -P\twithout symbolic links"},
	{"read", "read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]", "Read a line from the standard input and split it into fields.", "  -a array\tassign the fields to array\n  -d delim\twhat ends the line\n  -n nchars -N nchars\tat most, exactly so many characters\n  -p prompt\tshown on a terminal\n  -r\tbackslash is an ordinary character\n  -s\tno echo\n  -t timeout\tin seconds; status above 128 when it is over\n  -u fd\tread from fd"},
	{"readarray", "readarray [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]", "Read lines from a file into an array variable.", "The same as mapfile."},
	{"readonly", "readonly [-aAf] [name[=value] ...] or readonly -p", "Mark shell variables as unchangeable.", "  -a -A -f\tarrays, associative arrays, functions\n  -p\tshow"},
	{"return", "return [n]", "Return from a shell function.", "Or from a file run by source."},
	{"select", "select NAME [in WORDS ... ;] do COMMANDS; done", "Select words from a list and execute commands.", ""},
	{"set", "set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]", "Set or unset values of shell options and positional parameters.", "set -o shows the options by name; + instead of - turns them off."},
	{"shift", "shift [n]", "Shift positional parameters.", ""},
	{"shopt", "shopt [-pqsu] [-o] [optname ...]", "Set and unset shell options.", "  -s -u\tset, unset\n  -q\tsilent\n  -p\tso that it can be read again\n  -o\tthe options of set -o"},
	{"source", "source filename [arguments]", "Execute commands from a file in the current shell.", "The same as . (dot)."},
	{"suspend", "suspend [-f]", "Suspend shell execution.", ""},
	{"test", "test [expr]", "Evaluate conditional expression.", ""},
	{"time", "time [-p] pipeline", "Report time consumed by pipeline's execution.", "TIMEFORMAT says how; -p as POSIX has it."},
	{"times", "times", "Display process times.", "Of the shell, and of its children."},
	{"trap", "trap [-lp] [[arg] signal_spec ...]", "Trap signals and other events.", "The action runs when the signal arrives, EXIT when the shell ends, ERR after a\ncommand fails, DEBUG before each, RETURN after a function. '' ignores, - resets.\n  -l\tlist the signals\n  -p\tshow the traps"},
	{"true", "true", "Return a successful result.", ""},
	{"type", "type [-afptP] name [name ...]", "Display information about command type.", "  -a\teverything of that name\n  -f\tno functions\n  -p -P\tthe path, of a file in any case\n  -t\talias, keyword, function, builtin or file"},
	{"typeset", "typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]", "Set variable values and attributes.", "The same as declare."},
	{"ulimit", "ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]", "Modify shell resource limits.", "  -S -H\tsoft, hard limit\n  -a\tshow all"},
	{"umask", "umask [-p] [-S] [mode]", "Display or set file mode mask.", "  -p\tso that it can be read again\n  -S\tsymbolic"},
	{"unalias", "unalias [-a] name [name ...]", "Remove each NAME from the list of defined aliases.", "  -a\tall"},
	{"unset", "unset [-f] [-v] [-n] [name ...]", "Unset values and attributes of shell variables and functions.", "  -f -v\tfunctions, variables\n  -n\tthe name reference itself"},
	{"until", "until COMMANDS; do COMMANDS-2; done", "Execute commands as long as a test does not succeed.", ""},
	{"variables", "variables - Names and meanings of some shell variables", "Common shell variable names and usage.", ""},
	{"wait", "wait [-fn] [-p var] [id ...]", "Wait for job completion and return exit status.", "  -f\tuntil it ends, not until it changes state\n  -n\tfor the next one\n  -p var\tput its id in var"},
	{"while", "while COMMANDS; do COMMANDS-2; done", "Execute commands as long as a test succeeds.", ""},
	{"{ ... }", "{ COMMANDS ; }", "Group commands as a unit.", ""},
}

// topicOf returns what help knows about a name, nil if it knows nothing.
func topicOf(name string) *topic {
	for i := range topics {
		if t := &topics[i]; t.name == name {
			return t
		}
	}
	return nil
}

// usage prints a built-in's usage line.
func (sh *Shell) usage(name string) int {
	sh.usageError = true
	if t := topicOf(name); t != nil {
		sh.errOut(name + ": usage: " + t.usage + "\n")
	}
	return 2
}

// misused says what is wrong with a built-in's arguments, and how it is used.
//
//go:noinline
func (sh *Shell) misused(name, format string, args ...string) int {
	sh.builtinError(name, format, args...)
	return sh.usage(name)
}

// full is what help prints of a topic.
func (t *topic) full() string {
	return t.name + ": " + t.usage + "\n" + indent(t.short) + indent(t.text)
}

// builtinHelp is help (bash manual 4.2). The texts are our own.
func builtinHelp(sh *Shell, args []string) int {
	f := sh.flags(args, "dms")
	o, ok := f.all()
	if !ok {
		return 2
	}
	if len(f.args) == 0 {
		var b textbuf.Builder
		b.WriteString("entrysh " + Version + ", compatible with GNU bash, version " + bashVersion + "\n" +
			"These commands are part of the shell. `help name' tells more about `name'.\nA star (*) marks those that are disabled.\n\n")
		for i := range topics {
			mark := " "
			if x := builtinByName(topics[i].name); x != nil && sh.disabled(x) {
				mark = "*"
			}
			b.WriteString(mark + topics[i].usage + "\n")
		}
		if d := sh.get(1); d != nil {
			sh.quietWrite(d, b.String())
		}
		return 0 // whether it could be written or not, as in bash
	}
	status := 1
	for _, name := range f.args {
		if hasMeta := strfn.ContainsAny(name, "*?["); hasMeta && name != "[" && name != "[[" {
			sh.out("Shell commands matching keyword `" + name + "'\n\n")
		}
		for _, t := range matchTopics(name) {
			status = 0
			switch {
			case o.has('d'):
				sh.out(t.name + " - " + t.short + "\n")
			case o.has('s'):
				sh.out(t.name + ": " + t.usage + "\n")
			case o.has('m'):
				sh.out("NAME\n    " + t.name + " - " + t.short + "\n\nSYNOPSIS\n    " + t.usage +
					"\n\nDESCRIPTION\n" + indent(t.short) + indent(t.text) + "\n")
			default:
				sh.out(t.full())
			}
		}
	}
	if status != 0 {
		last := f.args[len(f.args)-1]
		sh.builtinError("help", "no help topics match `%s'.  Try `help help' or `man -k %s' or `info %s'.", last, last, last)
	}
	return status
}

// matchTopics finds the topics for a pattern: those of exactly this name, or
// else those that it begins or matches.
func matchTopics(name string) []*topic {
	if t := topicOf(name); t != nil {
		return []*topic{t}
	}
	var found []*topic
	p := pattern.Compile(name, 0)
	for i := range topics {
		if strfn.HasPrefix(topics[i].name, name) || p.Match(topics[i].name) {
			found = append(found, &topics[i])
		}
	}
	return found
}

// indent is text in lines, each indented.
//
//go:noinline
func indent(text string) string {
	if text == "" {
		return ""
	}
	return "    " + strfn.ReplaceAll(text, "\n", "\n    ") + "\n"
}

// runHelped calls a built-in, unless its first argument is --help. One that
// could not write its output has failed.
func (sh *Shell) runHelped(b *builtin, args []string) int {
	if len(args) < 2 || args[1] != "--help" {
		outer := sh.builtin
		sh.builtin, sh.outFailed = b, false
		st := b.run(sh, args)
		sh.builtin = outer
		if sh.outFailed && st == 0 && !b.evals {
			st = 1
		}
		return st
	}
	switch b.name {
	case "echo", "test", "[", ":", "true", "false":
		return b.run(sh, args)
	}
	sh.showHelp(b.name)
	return 2
}

// showHelp writes the help text of a built-in, as its option --help does.
func (sh *Shell) showHelp(name string) {
	if t := topicOf(name); t != nil {
		sh.out(t.full())
	}
}
