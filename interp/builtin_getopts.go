package interp

import (
	"entrysh/internal/getopts"
)

// optErr reports whether OPTERR lets getopts write messages: what is no number is 0.
func (sh *Shell) optErr() bool {
	s := sh.Get("OPTERR")
	n, _ := atoi(s)
	return s == "" || n != 0
}

// builtinGetopts is getopts (POSIX XCU getopts).
func builtinGetopts(sh *Shell, args []string) int {
	args, ok := sh.operands(args)
	if !ok {
		return 2
	}
	if len(args) < 2 {
		return sh.usage("getopts")
	}
	spec, name, list := args[0], args[1], sh.params
	if len(args) > 2 {
		list = args[2:]
	}
	r := getopts.Next(spec, list, sh.gets)
	if r.Err != "" && !(len(spec) > 0 && spec[0] == ':') && sh.optErr() {
		sh.errOut(sh.name + ": " + r.Err + "\n")
	}
	sh.assign(symOptind, formatInt(int64(r.State.Index)))
	sh.gets = r.State
	switch optarg := intern("OPTARG"); {
	case r.HasArg:
		sh.assign(optarg, r.Arg)
	case r.Done || r.Err != "":
		sh.dropVar(optarg)
	case sh.assign(optarg, ""):
		if v := sh.variable(optarg); v != nil && v.kind == scalar && v.text(sh) == "" {
			v.set = false // declared, without a value
		}
	}
	if !validName(name) {
		sh.notIdentifier("getopts", name)
		return 1
	}
	if !sh.assign(intern(name), r.Name) && !r.Done {
		return 2
	}
	return int(truth(r.Done))
}

// optindChanged has getopts go on from where OPTIND now points.
func (sh *Shell) optindChanged() {
	n, _ := legalNumber(sh.Get("OPTIND"))
	sh.gets = sh.gets.Assign(int(n))
}

// hasLocal reports whether s was made local or temporary after mark.
func (sh *Shell) hasLocal(s *symbol, mark int) bool {
	for _, e := range sh.saves[mark:] {
		if e.sym == s {
			return true
		}
	}
	return false
}
