package interp

// The call stack as scripts see it: FUNCNAME, BASH_SOURCE, BASH_LINENO,
// BASH_ARGC and BASH_ARGV (bash manual 5.2).

// funcNames returns FUNCNAME: the functions being executed, innermost first. As in bash it
// is there without one as well when an error has ended the last.
//
//go:noinline
func (sh *Shell) funcNames() []string {
	if sh.depth == 0 && !sh.broken {
		return nil
	}
	return sh.callNames()
}

// callNames is funcNames, in files as well that were not sourced by a function.
//
//go:noinline
func (sh *Shell) callNames() []string {
	var list []string
	for i := len(sh.frames) - 1; i >= 0; i-- {
		f := &sh.frames[i]
		if f.fn != nil {
			list = addString(list, f.fn.name)
		} else {
			list = addString(list, "source")
		}
	}
	if sh.scriptRead {
		list = addString(list, "main")
	}
	return list
}

func (sh *Shell) sources() []string {
	var list []string
	if len(sh.frames) == 0 && !sh.scriptRead {
		return nil
	}
	for i := len(sh.frames) - 1; i >= 0; i-- {
		list = addString(list, sh.frameSource(&sh.frames[i]))
	}
	if sh.scriptRead {
		list = addString(list, sh.name)
	}
	return list
}

// lineShown is a line of the command under way as scripts see it: in an
// interactive shell the lines of a function count from its beginning.
//
//go:noinline
func (sh *Shell) lineShown(line int) int {
	if sh.opts&optInteractive == 0 || sh.depth == 0 || sh.sourcing > 0 {
		return line
	}
	f := sh.frames[len(sh.frames)-1].fn
	if f == nil || f.code == nil || f.code.body == nil {
		return line
	}
	return max(line-f.code.body.line+1, 1)
}

// frameSource returns the file from which a call's commands are.
func (sh *Shell) frameSource(f *frame) string {
	switch {
	case f.file != "":
		return f.file
	case f.fn != nil && !sh.scriptRead && sh.opts&optCommand == 0:
		return "main"
	}
	return fromEnvironment
}

func (sh *Shell) callLines() []string {
	var list []string
	if len(sh.frames) == 0 && !sh.scriptRead {
		return nil
	}
	for i := len(sh.frames) - 1; i >= 0; i-- {
		list = addString(list, itoa(sh.frames[i].line))
	}
	if sh.scriptRead {
		list = addString(list, "0")
	}
	return list
}

// fillArgs makes BASH_ARGC and BASH_ARGV: the arguments of the calls in
// progress. Outside of functions it is asking for them that puts those of the
// shell at the bottom.
func (sh *Shell) fillArgs() {
	if sh.depth == 0 {
		sh.startArgs()
	}
	sh.listArgs()
}

// startArgs notes the positional parameters as the arguments of the shell.
//
//go:noinline
func (sh *Shell) startArgs() {
	if !sh.argsStarted {
		sh.argsStarted, sh.firstArgs = true, sh.params
	}
}

func (sh *Shell) listArgs() {
	var argc, argv []string
	for i := len(sh.frames) - 1; i >= 0; i-- {
		f := &sh.frames[i]
		switch {
		case f.fn == nil && len(f.args) == 1:
			argc, argv = listCall(argc, argv, f.args) // a file sourced without arguments has its name
		case f.traced && len(f.args) > 0:
			argc, argv = listCall(argc, argv, f.args[1:])
		}
	}
	if sh.argsStarted {
		argc, argv = listCall(argc, argv, sh.firstArgs)
	}
	sh.fillList("BASH_ARGC", argc)
	sh.fillList("BASH_ARGV", argv)
}

// listCall appends the arguments of a call, the last one first.
//
//go:noinline
func listCall(argc, argv, args []string) (newArgc, newArgv []string) {
	for i := len(args) - 1; i >= 0; i-- {
		argv = addString(argv, args[i])
	}
	return append(argc, itoa(len(args))), argv
}
