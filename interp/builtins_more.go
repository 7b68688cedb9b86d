package interp

import "entrysh/internal/complete"

// moreBuiltins returns the built-ins that few scripts need on their way to
// the program they start: they cost nothing until asked for.
func moreBuiltins(name string) *builtin {
	switch name {
	case "alias":
		return &builtin{name: name, run: builtinAlias}
	case "getopts":
		return &builtin{name: name, run: builtinGetopts}
	case "read":
		return &builtin{name: name, run: builtinRead}
	case "type":
		return &builtin{name: name, run: builtinType}
	case "ulimit":
		return &builtin{name: name, run: builtinUlimit}
	case "umask":
		return &builtin{name: name, run: builtinUmask}
	case "unalias":
		return &builtin{name: name, run: builtinUnalias}
	case "caller":
		return &builtin{name: name, run: builtinCaller}
	case "dirs":
		return &builtin{name: name, run: builtinDirs}
	case "enable":
		return &builtin{name: name, run: builtinEnable}
	case "hash":
		return &builtin{name: name, run: builtinHash}
	case "help":
		return &builtin{name: name, run: builtinHelp}
	case "mapfile":
		return &builtin{name: name, run: builtinMapfile, evals: true}
	case "popd":
		return &builtin{name: name, run: builtinPopd}
	case "pushd":
		return &builtin{name: name, run: builtinPushd}
	case "readarray":
		return &builtin{name: name, run: builtinMapfile, evals: true}
	case "times":
		return &builtin{name: name, run: builtinTimes, special: true}
	case "bg":
		return &builtin{name: name, run: builtinBg}
	case "disown":
		return &builtin{name: name, run: builtinDisown}
	case "fg":
		return &builtin{name: name, run: builtinFg}
	case "jobs":
		return &builtin{name: name, run: builtinJobs}
	case "logout":
		return &builtin{name: name, run: builtinLogout}
	case "suspend":
		return &builtin{name: name, run: builtinSuspend}
	case "fc":
		return &builtin{name: name, run: builtinFc}
	case "history":
		return &builtin{name: name, run: builtinHistory}
	case "bind":
		return &builtin{name: name, run: builtinBind}
	case "compgen":
		return &builtin{name: name, run: builtinCompgen, evals: true}
	case "complete":
		return &builtin{name: name, run: builtinComplete}
	case "compopt":
		return &builtin{name: name, run: builtinCompopt}
	}
	return nil
}

// moreUsage returns the usage text of these built-ins.
func moreUsage(name string) string {
	switch name {
	case "alias":
		return "alias [-p] [name[=value] ... ]"
	case "getopts":
		return "getopts optstring name [arg ...]"
	case "read":
		return "read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]"
	case "type":
		return "type [-afptP] name [name ...]"
	case "ulimit":
		return "ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]"
	case "umask":
		return "umask [-p] [-S] [mode]"
	case "unalias":
		return "unalias [-a] name [name ...]"
	case "caller":
		return "caller [expr]"
	case "dirs":
		return "dirs [-clpv] [+N] [-N]"
	case "enable":
		return "enable [-a] [-dnps] [-f filename] [name ...]"
	case "hash":
		return "hash [-lr] [-p pathname] [-dt] [name ...]"
	case "help":
		return "help [-dms] [pattern ...]"
	case "mapfile":
		return "mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]"
	case "popd":
		return "popd [-n] [+N | -N]"
	case "pushd":
		return "pushd [-n] [+N | -N | dir]"
	case "readarray":
		return "readarray [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]"
	case "times":
		return "times"
	case "bg":
		return "bg [job_spec ...]"
	case "disown":
		return "disown [-h] [-ar] [jobspec ... | pid ...]"
	case "fg":
		return "fg [job_spec]"
	case "jobs":
		return "jobs [-lnprs] [jobspec ...] or jobs -x command [args]"
	case "logout":
		return "logout [n]"
	case "suspend":
		return "suspend [-f]"
	case "fc":
		return "fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]"
	case "history":
		return "history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]"
	case "bind":
		return "bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]"
	case "compgen":
		return complete.CompgenUsage
	case "complete":
		return complete.CompleteUsage
	case "compopt":
		return complete.CompoptUsage
	}
	return ""
}
