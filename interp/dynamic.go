package interp

import (
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"entrysh/internal/nocmp"
	"entrysh/internal/order"
	"entrysh/internal/strfn"
)

// A dynamic variable's value is computed when it is asked for (bash manual 5.2).
type dynamic struct {
	get        func(*Shell) string
	set        func(*Shell, string) bool // false: store the value as usual
	fill       func(*Shell)              // brings an array up to date before it is looked at
	setElement func(*Shell, int64, string)
	noAssign   bool // assignments are ignored
	noUnset    bool
	yields     bool // a variable of that name in the environment takes its place
}

// noAssign reports whether the shell keeps the array s for itself: what is
// assigned to it is dropped, and built-ins that assign fail.
//
//go:noinline
func (sh *Shell) noAssign(s *symbol) bool {
	if s.dyn == nil || !s.dyn.noAssign || sh.dynGone(s) {
		return false
	}
	v := sh.variable(s)
	return v == nil || v.level == 0
}

// random is the state of RANDOM.
type random struct {
	_      nocmp.Mark
	seed   uint32
	last   uint32
	seeded bool
}

// Names that the shell itself looks at.
var symGlobignore, symPwd, symOldpwd, symOptind, symHome *symbol

func init() {
	symGlobignore = intern("GLOBIGNORE")
	symPwd = intern("PWD")
	symOldpwd = intern("OLDPWD")
	symOptind = intern("OPTIND")
	symHome = intern("HOME")
}

// dynamicOf returns how the variable called name is computed, nil if it is not.
func dynamicOf(name string) *dynamic {
	switch name {
	case "RANDOM":
		return &dynamic{get: (*Shell).nextRandom, set: func(sh *Shell, v string) bool {
			// An error has been told of, and ends nothing.
			if n, ok := sh.evalArithIn(v, "", arithCommand); ok {
				sh.random = random{seed: uint32(n), seeded: true}
			}
			return true
		}}
	case "SRANDOM":
		return &dynamic{get: func(*Shell) string {
			var b [4]byte
			fd, err := syscall.Open("/dev/urandom", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
			if err == nil {
				syscall.Read(fd, b[:])
				syscall.Close(fd)
			}
			return strconv.FormatUint(uint64(b[0])|uint64(b[1])<<8|uint64(b[2])<<16|uint64(b[3])<<24, 10)
		}, set: ignoreSet}
	case "SECONDS":
		return &dynamic{get: func(sh *Shell) string {
			sh.secsAsked = true
			return formatInt((time.Now().UnixNano()-sh.started)/int64(time.Second) + sh.secsOff)
		}, set: func(sh *Shell, v string) bool {
			var n int64
			if sh.secsAsked {
				n, _ = sh.evalArithIn(v, "", arithCommand)
			} else {
				n, _ = legalNumber(v)
			}
			sh.started, sh.secsOff = time.Now().UnixNano(), n
			return true
		}}
	case "EPOCHSECONDS":
		return &dynamic{get: func(*Shell) string { return formatInt(unixTime()) }, set: ignoreSet}
	case "EPOCHREALTIME":
		return &dynamic{get: func(*Shell) string {
			t := time.Now()
			return formatInt(t.Unix()) + "." + formatInt(int64(1000000 + t.Nanosecond()/1000))[1:]
		}, set: ignoreSet}
	case "LINENO":
		return &dynamic{get: func(sh *Shell) string { return itoa(sh.lineShown(sh.line)) }, set: ignoreSet}
	case "BASHPID":
		return &dynamic{get: func(sh *Shell) string { return itoa(sh.realPid) }, set: ignoreSet}
	case "PPID":
		return &dynamic{get: func(sh *Shell) string { return itoa(sh.ppid) }, set: readonlySet}
	case "UID":
		return &dynamic{get: func(*Shell) string { return itoa(syscall.Getuid()) }, set: readonlySet, yields: true}
	case "EUID":
		return &dynamic{get: func(*Shell) string { return itoa(syscall.Geteuid()) }, set: readonlySet, yields: true}
	case "BASH_SUBSHELL":
		return &dynamic{get: func(sh *Shell) string { return itoa(sh.subshell) }, set: ignoreSet}
	case "BASH_COMMAND":
		return &dynamic{get: func(sh *Shell) string { return sh.commandText() }, set: ignoreSet}
	case "BASH_TRAPSIG":
		return &dynamic{get: func(sh *Shell) string { return itoa(sh.trapSig) }, set: ignoreSet, yields: true}
	case "SHELLOPTS":
		return &dynamic{get: (*Shell).shellopts, set: readonlySet}
	case "BASHOPTS":
		return &dynamic{get: (*Shell).bashopts, set: readonlySet}
	case "BASH_ARGV0":
		return &dynamic{get: func(sh *Shell) string { return sh.name }, set: func(sh *Shell, v string) bool {
			sh.name = v
			return true
		}}
	case "_":
		return &dynamic{get: func(sh *Shell) string { return sh.lastArg }, set: func(sh *Shell, v string) bool {
			sh.lastArg = v
			return true
		}}
	case "HISTCMD":
		return &dynamic{get: func(sh *Shell) string { return itoa(sh.histcmd()) }, set: ignoreSet}
	case "SHELL":
		return &dynamic{get: (*Shell).loginShell, yields: true}
	case "PIPESTATUS":
		return &dynamic{get: func(sh *Shell) string { return sh.pipeStatus(0) }, fill: fillPipestatus, set: ignoreSet, yields: true}
	case "FUNCNAME":
		return &dynamic{fill: func(sh *Shell) { sh.fillList("FUNCNAME", sh.funcNames()) }, set: ignoreSet, noAssign: true, yields: true}
	case "BASH_SOURCE":
		return &dynamic{fill: func(sh *Shell) { sh.fillList("BASH_SOURCE", sh.sources()) }, set: ignoreSet, noAssign: true, noUnset: true, yields: true}
	case "BASH_LINENO":
		return &dynamic{fill: func(sh *Shell) { sh.fillList("BASH_LINENO", sh.callLines()) }, set: ignoreSet, noAssign: true, noUnset: true, yields: true}
	case "BASH_ARGC":
		return &dynamic{fill: (*Shell).fillArgs, set: ignoreSet, noAssign: true, noUnset: true, yields: true}
	case "BASH_ARGV":
		return &dynamic{fill: (*Shell).fillArgs, set: ignoreSet, noAssign: true, noUnset: true, yields: true}
	case "GROUPS":
		return &dynamic{fill: func(sh *Shell) { sh.fillList("GROUPS", groups()) }, set: ignoreSet, noAssign: true, yields: true}
	case "DIRSTACK":
		return &dynamic{fill: func(sh *Shell) { sh.fillList("DIRSTACK", sh.dirStack()) }, set: ignoreSet, yields: true,
			setElement: func(sh *Shell, i int64, v string) {
				if i >= 1 && int(i) <= len(sh.dirs) {
					sh.dirs[i-1] = v
				}
			}}
	case "BASH_ALIASES":
		return &dynamic{fill: fillAliases, yields: true}
	case "BASH_CMDS":
		return &dynamic{fill: fillHashes, yields: true}
	}
	return nil
}

func ignoreSet(*Shell, string) bool { return true }

func readonlySet(*Shell, string) bool { return true }

// computedNames are the variables that exist without having been assigned to.
var computedNames = [...]string{
	"BASHPID", "BASH_ALIASES", "BASH_ARGC", "BASH_ARGV", "BASH_ARGV0", "BASH_CMDS", "BASH_COMMAND",
	"BASH_LINENO", "BASH_SOURCE", "BASH_SUBSHELL", "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS",
	"FUNCNAME", "GROUPS", "HISTCMD", "LINENO", "RANDOM", "SECONDS", "SHELL", "SRANDOM", "_",
}

// computed returns a variable of computedNames to be listed, nil if it has its
// place among the others. As in bash, what changes by itself has no value in a list.
func (sh *Shell) computed(name string) *Var {
	s := intern(name)
	if sh.variable(s) != nil || sh.dynGone(s) {
		return nil
	}
	v := &Var{sym: s, attr: attrHooked | computedAttr(name)}
	switch name {
	case "_":
		return &Var{sym: s, str: sh.lastArg, isStr: true, set: true}
	case "SHELL":
		v.str, v.isStr, v.set = s.dyn.get(sh), true, true
		return v
	}
	switch {
	case s.dyn == nil:
		return nil
	case s.dyn.fill != nil:
		sh.fillForList(s)
		return nil
	}
	return v
}

// computedAttr is the attribute that a variable of computedNames has from the start.
//
//go:noinline
func computedAttr(name string) attr {
	switch name {
	case "BASHPID", "HISTCMD", "RANDOM", "SECONDS", "SRANDOM":
		return attrInteger
	}
	return 0
}

// fillForList is the computed array's fill for a list of variables: what bash
// only computes when it is asked for by name stays as it is.
func (sh *Shell) fillForList(s *symbol) {
	switch s.name {
	case "DIRSTACK", "GROUPS":
		if sh.variable(s) == nil {
			sh.fillList(s.name, nil)
		}
	case "BASH_ARGC", "BASH_ARGV":
		sh.listArgs()
	default:
		s.dyn.fill(sh)
	}
}

// loginShell is SHELL where the environment does not say: the user's shell as
// /etc/passwd has it.
func (sh *Shell) loginShell() string {
	if v := sh.variable(intern("SHELL")); v != nil && v.set {
		return v.text(sh)
	}
	passwd, _ := readAll("/etc/passwd")
	uid := itoa(syscall.Getuid())
	for _, line := range strfn.Split(passwd, "\n") {
		if f := strfn.Split(line, ":"); len(f) == 7 && f[2] == uid && f[6] != "" {
			return f[6]
		}
	}
	return "/bin/sh"
}

// dynGone reports whether a computed variable has been unset, which ends its
// being special.
//
//go:noinline
func (sh *Shell) dynGone(s *symbol) bool { return sh.dynDead[s] }

//go:noinline
func (sh *Shell) dropDyn(s *symbol) {
	m := map[*symbol]bool{s: true}
	for k := range sh.dynDead {
		m[k] = true
	}
	sh.dynDead = m
}

// fillList makes an array variable of the shell's own hold list.
func (sh *Shell) fillList(name string, list []string) {
	s := intern(name)
	if sh.dynGone(s) || sh.variable(s) != nil && sh.variable(s).level > 0 {
		return
	}
	v := sh.writable(s)
	v.kind, v.list, v.set = indexedArray, newIndexed(append([]string(nil), list...)), true
	v.str, v.isStr, v.isNum = "", false, false
	if len(list) == 0 && name == "FUNCNAME" {
		v.set = false
	}
}

// nextRandom is bash's generator: 16807 times the last, modulo 2^31-1, both
// halves of the result mixed, 15 bits of it.
func (sh *Shell) nextRandom() string {
	r := &sh.random
	if !r.seeded {
		now := time.Now().UnixNano()
		r.seed, r.seeded = uint32(now>>32)^uint32(now)^uint32(sh.realPid), true
	}
	for {
		s := int64(r.seed)
		if s == 0 {
			s = 123459876
		}
		h, l := s/127773, s%127773
		t := 16807*l - 2836*h
		if t < 0 {
			t += 0x7fffffff
		}
		r.seed = uint32(t)
		v := r.seed
		if !sh.compatBefore("51") {
			v ^= v >> 16
		}
		v &= 32767
		if v != r.last {
			r.last = v
			return itoa(int(v))
		}
	}
}

func (sh *Shell) pipeStatus(i int) string {
	if !sh.piped {
		if sh.pipe < 0 {
			return ""
		}
		return itoa(sh.pipe)
	}
	return itoa(sh.pipes[i])
}

func fillPipestatus(sh *Shell) {
	var list []string
	if sh.pipe >= 0 { // else nothing has run yet
		list = []string{itoa(sh.pipe)}
	}
	if sh.piped {
		list = list[:0]
		for _, n := range sh.pipes {
			list = addString(list, itoa(n))
		}
	}
	sh.fillList("PIPESTATUS", list)
}

func groups() []string {
	list, _ := syscall.Getgroups()
	out := []string{itoa(syscall.Getgid())}
	for _, g := range list {
		if s := itoa(g); s != out[0] {
			out = addString(out, s)
		}
	}
	return out
}

func (sh *Shell) shellopts() string {
	var list []string
	for _, o := range optionNames {
		if sh.opts.has(o.bit) {
			list = addString(list, o.name)
		}
	}
	return strings.Join(list, ":")
}

func (sh *Shell) bashopts() string {
	var list []string
	for i, n := range shoptNames {
		if sh.shopts.has(1 << i) {
			list = addString(list, n)
		}
	}
	return strings.Join(list, ":")
}

// refresh brings a computed array up to date before it is looked at or changed.
func (sh *Shell) refresh(s *symbol) {
	if s.dyn != nil && s.dyn.fill != nil && !sh.dynGone(s) {
		s.dyn.fill(sh)
	}
}

func fillAliases(sh *Shell) {
	v := sh.writable(intern("BASH_ALIASES"))
	v.kind, v.hash, v.set = assocArray, newAssoc(), true
	v.hash.buckets = 64 // as bash's table of aliases
	for k, a := range sh.aliases {
		v.hash.set(k, a)
	}
}

func fillHashes(sh *Shell) {
	v := sh.writable(intern("BASH_CMDS"))
	v.kind, v.hash, v.set = assocArray, newAssoc(), true
	v.hash.buckets = 256 // as bash's table of hashed commands
	for k, e := range sh.hashes {
		v.hash.set(k, e.path)
	}
}

// hookOf returns what is to be done after the variable called name has changed.
func hookOf(name string) func(*Shell) {
	switch name {
	case "IFS":
		return (*Shell).ifsChanged
	case "PATH":
		return func(sh *Shell) { sh.forgetHashes() }
	case "LANG", "LC_ALL", "LC_CTYPE", "LC_COLLATE", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME":
		return localeHook(name)
	case "BASH_XTRACEFD":
		return (*Shell).traceFDChanged
	case "BASH_ALIASES":
		return (*Shell).aliasesAssigned
	case "BASH_CMDS":
		return (*Shell).hashesAssigned
	case "BASH_COMPAT":
		return (*Shell).compatChanged
	case "OPTIND":
		return (*Shell).optindChanged
	case "POSIXLY_CORRECT":
		return (*Shell).posixAssigned
	case "HISTFILESIZE":
		return (*Shell).shrinkHistoryFile
	case "FUNCNEST":
		return func(sh *Shell) {
			n, _ := atoi(sh.Get("FUNCNEST"))
			sh.funcNest = n
		}
	case "GLOBIGNORE":
		return func(sh *Shell) {
			if s, ok := sh.getSet("GLOBIGNORE"); ok && s != "" {
				sh.shopts |= shoptDotglob
			} else if !ok {
				sh.shopts &^= shoptDotglob
			}
		}
	case "TZ":
		return func(sh *Shell) { sh.zone = nil }
	case "IGNOREEOF":
		return func(sh *Shell) {
			if _, ok := sh.getSet("IGNOREEOF"); ok {
				sh.opts |= optIgnoreeof
			} else {
				sh.opts &^= optIgnoreeof
			}
		}
	}
	return nil
}

// tilde returns the expansion of a tilde-prefix, itself if there is none.
//
//go:noinline
func (sh *Shell) tilde(prefix string) string {
	s, _ := sh.tildeOK(prefix)
	return s
}

// tildeOK expands a tilde-prefix and what bash takes together with it: what follows a
// colon stands for itself.
func (sh *Shell) tildeOK(prefix string) (string, bool) {
	if name, rest, ok := strfn.Cut(prefix, ":"); ok {
		s, ok := sh.tildeOK(name)
		return s + ":" + rest, ok
	}
	switch prefix {
	case "":
		if h, ok := sh.lookup(symHome); ok {
			return h, true
		}
		if _, home, ok := userByID(syscall.Getuid()); ok {
			return home, true
		}
		return "/", true
	case "+":
		if s, ok := sh.lookup(symPwd); ok {
			return s, true
		}
		return "~+", false
	case "-":
		if s, ok := sh.lookup(symOldpwd); ok {
			return s, true
		}
		return "~-", false
	}
	d := prefix
	sign := byte('+')
	if d[0] == '+' || d[0] == '-' {
		sign, d = d[0], d[1:]
	}
	if n, ok := atoi2(d); ok {
		list := sh.dirStack()
		if sign == '-' {
			n = len(list) - 1 - n
		}
		if n >= 0 && n < len(list) {
			return list[n], true
		}
		return "~" + prefix, false
	}
	if home, ok := homeOf(prefix); ok {
		return home, true
	}
	return "~" + prefix, false
}

// homeOf returns the home directory of a user, from /etc/passwd.
func homeOf(name string) (string, bool) {
	b, err := readAll("/etc/passwd")
	if err != nil {
		return "", false
	}
	for _, line := range strfn.Split(b, "\n") {
		f := strfn.Split(line, ":")
		if len(f) >= 6 && f[0] == name {
			return f[5], true
		}
	}
	return "", false
}

// userByID returns the name and home directory of a user id.
func userByID(uid int) (name, home string, ok bool) {
	b, err := readAll("/etc/passwd")
	if err != nil {
		return "", "", false
	}
	id := itoa(uid)
	for _, line := range strfn.Split(b, "\n") {
		f := strfn.Split(line, ":")
		if len(f) >= 6 && f[2] == id {
			return f[0], f[5], true
		}
	}
	return "", "", false
}

func readAll(path string) (string, error) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return "", err
	}
	s, err := readAllFrom(fd, 0)
	syscall.Close(fd)
	return s, err
}

// readAllFrom reads a regular file, whose size is about that given, to its end.
func readAllFrom(fd, size int) (string, error) {
	out := make([]byte, 0, max(size+1, 4096))
	for {
		if len(out) == cap(out) {
			out = append(out, 0)[:len(out)]
		}
		n, err := syscall.Read(fd, out[len(out):cap(out)])
		if err != nil {
			return "", err
		}
		if n == 0 {
			return unsafe.String(unsafe.SliceData(out), len(out)), nil // nobody else has it
		}
		out = out[:len(out)+n]
	}
}

func (sh *Shell) namesWithPrefix(prefix string) []string {
	var list []string
	for _, v := range sh.vars {
		if v != nil && strfn.HasPrefix(v.sym.name, prefix) && v.set {
			list = addString(list, v.sym.name)
		}
	}
	order.Strings(list)
	return list
}

// dirStack returns DIRSTACK: the working directory, then what pushd has kept.
//
//go:noinline
func (sh *Shell) dirStack() []string { return append([]string{sh.cwd}, sh.dirs...) }
