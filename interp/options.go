package interp

// options is the set of options of `set` (bash manual 4.3.1).
type options uint32

const (
	optAllexport options = 1 << iota
	optBraceexpand
	optEmacs
	optErrexit
	optErrtrace
	optFunctrace
	optHashall
	optHistexpand
	optHistory
	optIgnoreeof
	optInteractiveComments
	optKeyword
	optMonitor
	optNoclobber
	optNoexec
	optNoglob
	optNolog
	optNotify
	optNounset
	optOnecmd
	optPhysical
	optPipefail
	optPosix
	optPrivileged
	optVerbose
	optVi
	optXtrace
	optInteractive // -i: not settable by set
	optStdin       // -s
	optCommand     // -c
	optLogin
	optRestricted
)

func (o options) has(b options) bool { return o&b != 0 }

// optionNames lists the options of `set -o` in its order, with their letters.
var optionNames = [...]struct {
	name   string
	letter byte
	bit    options
}{
	{"allexport", 'a', optAllexport},
	{"braceexpand", 'B', optBraceexpand},
	{"emacs", 0, optEmacs},
	{"errexit", 'e', optErrexit},
	{"errtrace", 'E', optErrtrace},
	{"functrace", 'T', optFunctrace},
	{"hashall", 'h', optHashall},
	{"histexpand", 'H', optHistexpand},
	{"history", 0, optHistory},
	{"ignoreeof", 0, optIgnoreeof},
	{"interactive-comments", 0, optInteractiveComments},
	{"keyword", 'k', optKeyword},
	{"monitor", 'm', optMonitor},
	{"noclobber", 'C', optNoclobber},
	{"noexec", 'n', optNoexec},
	{"noglob", 'f', optNoglob},
	{"nolog", 0, optNolog},
	{"notify", 'b', optNotify},
	{"nounset", 'u', optNounset},
	{"onecmd", 't', optOnecmd},
	{"physical", 'P', optPhysical},
	{"pipefail", 0, optPipefail},
	{"posix", 0, optPosix},
	{"privileged", 'p', optPrivileged},
	{"verbose", 'v', optVerbose},
	{"vi", 0, optVi},
	{"xtrace", 'x', optXtrace},
}

//go:noinline
func optionByName(name string) options {
	for i := range optionNames {
		if optionNames[i].name == name {
			return optionNames[i].bit
		}
	}
	return 0
}

func optionByLetter(c byte) options {
	for i := range optionNames {
		if optionNames[i].letter == c && c != 0 {
			return optionNames[i].bit
		}
	}
	return 0
}

// setOption turns an option on or off, with its consequences.
func (sh *Shell) setOption(b options, on bool) {
	if b == optNoexec && sh.opts&optInteractive != 0 {
		return
	}
	if on {
		sh.opts |= b
	} else {
		sh.opts &^= b
	}
	switch b {
	case optErrexit:
		if on && sh.inNot {
			sh.noErr--
			sh.nots = max(sh.nots-1, 0)
			sh.inNot = false
		}
	case optPosix:
		if on {
			sh.force(intern("POSIXLY_CORRECT"), "y")
		} else if v := sh.variable(intern("POSIXLY_CORRECT")); v != nil {
			sh.vars[v.sym.id] = nil
		}
		sh.posixChanged(on)
	case optVi, optEmacs:
		if on {
			sh.opts &^= (optVi | optEmacs) &^ b
			if sh.edit != nil {
				mode := "emacs"
				if b == optVi {
					mode = "vi"
				}
				sh.edit.setMode(mode)
			}
		}
	case optHistory:
		if on {
			sh.historyOn()
		}
	case optMonitor:
		sh.monitorChanged(on)
	case optAllexport:
		if on {
			sh.disown() // so that every variable passes writable once more
		}
	case optIgnoreeof:
		if s := intern("IGNOREEOF"); on {
			sh.assign(s, "10")
		} else {
			sh.unset(s)
		}
	}
	sh.refreshSlow()
}

// posixShopts are the options of shopt that belong to POSIX mode.
const posixShopts = shoptExpandAliases | shoptInheritErrexit | shoptInteractiveComments | shoptShiftVerbose | shoptSourcepath

// posixAssigned puts POSIX mode in step with POSIXLY_CORRECT. When a temporary
// or local one ends, the options are what they were.
func (sh *Shell) posixAssigned() {
	s := intern("POSIXLY_CORRECT")
	_, on := sh.getSet(s.name)
	last := len(sh.saves) - 1
	switch {
	case on && sh.opts&optPosix == 0:
		sh.posixTemp = last >= 0 && sh.saves[last].sym == s
		sh.beforePosix = sh.shopts & posixShopts
		sh.posixChanged(true)
	case !on && sh.posixTemp:
		sh.posixTemp = false
		sh.posixChanged(false)
		sh.shopts = sh.shopts&^posixShopts | sh.beforePosix
	default:
		sh.posixChanged(on)
	}
}

// posixChanged turns POSIX mode on or off, with the options of shopt that belong to it.
//
//go:noinline
func (sh *Shell) posixChanged(on bool) {
	if on {
		sh.opts |= optPosix
		sh.shopts |= posixShopts
		return
	}
	sh.opts &^= optPosix
	sh.shopts &^= shoptShiftVerbose | shoptExpandAliases
	if sh.opts&optInteractive != 0 {
		sh.shopts |= shoptExpandAliases
	}
}

// refreshSlow recomputes whether commands must take the careful way.
//
//go:noinline
func (sh *Shell) refreshSlow() {
	sh.slow = sh.opts&(optXtrace|optNoexec|optOnecmd|optKeyword) != 0 || sh.traps.debug != nil
}

// letters returns $-.
func (sh *Shell) letters() string {
	var b []byte
	for c := byte('a'); c <= 'z'; c++ {
		if o := optionByLetter(c); o != 0 && sh.opts.has(o) {
			b = append(b, c)
		} else if c == 'i' && (sh.opts&optInteractive != 0 || sh.underPrompt) || c == 'r' && sh.opts&optRestricted != 0 {
			b = append(b, c)
		}
	}
	for c := byte('A'); c <= 'Z'; c++ {
		if o := optionByLetter(c); o != 0 && sh.opts.has(o) {
			b = append(b, c)
		}
	}
	if sh.opts&optCommand != 0 {
		b = append(b, 'c')
	}
	if sh.opts&optStdin != 0 {
		b = append(b, 's')
	}
	return string(b)
}

// shopts is the set of options of `shopt` (bash manual 4.3.2).
type shopts uint64

const (
	shoptAutocd shopts = 1 << iota
	shoptAssocExpandOnce
	shoptCdableVars
	shoptCdspell
	shoptCheckhash
	shoptCheckjobs
	shoptCheckwinsize
	shoptCmdhist
	shoptCompat31
	shoptCompat32
	shoptCompat40
	shoptCompat41
	shoptCompat42
	shoptCompat43
	shoptCompat44
	shoptCompleteFullquote
	shoptDirexpand
	shoptDirspell
	shoptDotglob
	shoptExecfail
	shoptExpandAliases
	shoptExtdebug
	shoptExtglob
	shoptExtquote
	shoptFailglob
	shoptForceFignore
	shoptGlobasciiranges
	shoptGlobskipdots
	shoptGlobstar
	shoptGnuErrfmt
	shoptHistappend
	shoptHistreedit
	shoptHistverify
	shoptHostcomplete
	shoptHuponexit
	shoptInheritErrexit
	shoptInteractiveComments
	shoptLastpipe
	shoptLithist
	shoptLocalvarInherit
	shoptLocalvarUnset
	shoptLoginShell
	shoptMailwarn
	shoptNoEmptyCmdCompletion
	shoptNocaseglob
	shoptNocasematch
	shoptNoexpandTranslation
	shoptNullglob
	shoptPatsubReplacement
	shoptProgcomp
	shoptProgcompAlias
	shoptPromptvars
	shoptRestrictedShell
	shoptShiftVerbose
	shoptSourcepath
	shoptVarredirClose
	shoptXpgEcho
)

func (o shopts) has(b shopts) bool { return o&b != 0 }

const defaultShopts = shoptCheckwinsize | shoptCmdhist | shoptCompleteFullquote | shoptExtquote |
	shoptForceFignore | shoptGlobasciiranges | shoptGlobskipdots | shoptHostcomplete |
	shoptInteractiveComments | shoptPatsubReplacement | shoptProgcomp | shoptPromptvars | shoptSourcepath

// shoptNames is in the order of the constants' bits, but for the name that
// bash puts before autocd's successor; `shopt` lists them by name.
var shoptNames = [...]string{
	"autocd", "assoc_expand_once", "cdable_vars", "cdspell", "checkhash", "checkjobs", "checkwinsize",
	"cmdhist", "compat31", "compat32", "compat40", "compat41", "compat42", "compat43", "compat44",
	"complete_fullquote", "direxpand", "dirspell", "dotglob", "execfail", "expand_aliases", "extdebug",
	"extglob", "extquote", "failglob", "force_fignore", "globasciiranges", "globskipdots", "globstar",
	"gnu_errfmt", "histappend", "histreedit", "histverify", "hostcomplete", "huponexit",
	"inherit_errexit", "interactive_comments", "lastpipe", "lithist", "localvar_inherit",
	"localvar_unset", "login_shell", "mailwarn", "no_empty_cmd_completion", "nocaseglob",
	"nocasematch", "noexpand_translation", "nullglob", "patsub_replacement", "progcomp",
	"progcomp_alias", "promptvars", "restricted_shell", "shift_verbose", "sourcepath",
	"varredir_close", "xpg_echo",
}

//go:noinline
func shoptByName(name string) shopts {
	for i, n := range shoptNames {
		if n == name {
			return 1 << i
		}
	}
	return 0
}

// IsOption reports whether name is an option of `set -o`.
func IsOption(name string) bool { return optionByName(name) != 0 }

// IsShopt reports whether name is an option of shopt.
func IsShopt(name string) bool { return shoptByName(name) != 0 }

// OptionName returns the name of the option of set with the letter c, "" if there is none.
func OptionName(c byte) string {
	for _, o := range optionNames {
		if o.letter == c && c != 0 {
			return o.name
		}
	}
	return ""
}

// IsTerminal reports whether a descriptor of the process is a terminal.
func IsTerminal(fd int) bool { return isTerminal(fd) }
