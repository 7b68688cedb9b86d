package main

import (
	"math"
	"syscall"
	"time"

	"entrysh/internal/numeral"
	"entrysh/internal/sig"
	"entrysh/internal/strcase"
	"entrysh/internal/strfn"
	"entrysh/interp"
)

// commandLine is what is being read of the command line.
type commandLine struct {
	st   *interp.Start
	self string   // the shell, as messages name it
	args []string // those left
}

// parseArgs reads bash's command line (bash manual 6.1), and entrysh's own
// long options. done means that the process ends with code.
func parseArgs(argv, env []string) (st *interp.Start, code int, done bool) {
	st = &interp.Start{Argv: argv, Env: env, Name: "bash"}
	st.Config.Grace = 5 * time.Second
	if len(argv) > 0 {
		st.Name = argv[0]
		st.Login = strfn.HasPrefix(argv[0], "-")
		base := strfn.TrimPrefix(argv[0], "-")
		base = base[strfn.LastIndexByte(base, '/')+1:]
		st.AsSh = base == "sh"
		st.Posix = st.AsSh
		st.Restricted = base == "rbash"
	}
	for _, e := range env {
		if wrong := fromEnv(&st.Config, e); wrong != "" {
			return refuse("entrysh: " + wrong + "\n")
		}
	}
	l := &commandLine{st: st, self: st.Name, args: argv[min(1, len(argv)):]}
	// Long options come first, as in bash.
	for l.option() {
		shown, wrong, ok := l.long()
		switch {
		case wrong != "":
			return refuse(wrong)
		case shown != "":
			write(1, shown)
			return nil, 0, true
		}
		if !ok {
			break
		}
	}
	wantCommand, wrong := l.letters()
	if wrong != "" {
		return refuse(wrong)
	}
	switch {
	case wantCommand:
		if len(l.args) == 0 {
			return refuse(l.noValue("-c"))
		}
		st.Command, st.HasCommand = l.next(), true
		if len(l.args) > 0 {
			st.Name = l.next()
		}
	case len(l.args) > 0 && !st.Stdin:
		if st.Script = l.next(); st.Script == "" {
			write(2, st.Name+": : No such file or directory\n")
			return nil, 127, true
		}
		st.Name = st.Script
	}
	st.Params = l.args
	if !st.Interactive && !st.HasCommand && st.Script == "" && interactive() {
		st.Interactive = true
	}
	return st, 0, false
}

// refuse ends the process with a message.
func refuse(wrong string) (*interp.Start, int, bool) {
	write(2, wrong)
	return nil, 2, true
}

// write writes to a descriptor, in a process that is about to end.
func write(fd int, s string) {
	for b := []byte(s); len(b) > 0; {
		n, err := syscall.Write(fd, b)
		if err != nil && err != syscall.EINTR {
			return
		}
		b = b[max(n, 0):]
	}
}

// option reports whether the next argument may be a long option.
func (l *commandLine) option() bool {
	return len(l.args) > 0 && strfn.HasPrefix(l.args[0], "-") && l.args[0] != "-" && l.args[0] != "--"
}

// next takes an argument.
//
//go:noinline
func (l *commandLine) next() string {
	a := l.args[0]
	l.args = l.args[1:]
	return a
}

func (l *commandLine) noValue(name string) string {
	return l.self + ": " + name + ": option requires an argument\n"
}

//go:noinline
func (l *commandLine) invalid(msg string) string {
	return l.self + ": " + msg + "\n" + shortUsage(l.self)
}

// long reads a long option, which may have one hyphen or two; ok is false if the argument is none. shown is what to
// write instead of doing anything else, wrong a message.
func (l *commandLine) long() (shown, wrong string, ok bool) {
	st, a := l.st, l.args[0]
	two := strfn.HasPrefix(a, "--")
	name, val, hasVal := strfn.Cut(strfn.TrimPrefix(a[1:], "-"), "=")
	bashName := name
	if hasVal {
		bashName = "" // those of bash take no value in the same word
	}
	switch bashName {
	case "login":
		st.Login = true
	case "posix":
		st.Posix = true
	case "norc":
		st.NoRC = true
	case "noprofile":
		st.NoProfile = true
	case "noediting":
		st.NoEditing = true
	case "pretty-print":
		st.PrettyPrint = true
	case "dump-po-strings", "dump-strings":
		st.Opts = append(st.Opts, "noexec")
	case "debugger", "debug":
	case "restricted":
		st.Restricted = true
	case "verbose":
		st.Opts = append(st.Opts, "verbose")
	case "rcfile", "init-file":
		if len(l.args) < 2 {
			return "", l.noValue(name), false
		}
		l.next()
		st.RCFile = l.args[0]
	case "version":
		return "entrysh " + interp.Version + " (bash 5.2 compatible)\n", "", true
	case "help":
		return help, "", true
	default:
		if !two {
			return "", "", false
		}
		if !ownOption(name) {
			return "", l.invalid(a + ": invalid option"), false
		}
		if !hasVal && takesValue(name) {
			if len(l.args) < 2 {
				return "", l.noValue(name), false
			}
			l.next()
			val = l.args[0]
		}
		if wrong := setOwn(&st.Config, name, val, hasVal); wrong != "" {
			return "", l.invalid(wrong), false
		}
	}
	l.next()
	return "", "", true
}

// letters reads the options of one letter.
func (l *commandLine) letters() (wantCommand bool, wrong string) {
	st := l.st
	for len(l.args) > 0 && l.args[0] != "" && (l.args[0][0] == '-' || l.args[0][0] == '+') {
		a := l.next()
		if a == "-" || a == "--" {
			break
		}
		off := strfn.TrimPrefix(a[:1], "-")
		for i := 1; i < len(a); i++ {
			switch c := a[i]; c {
			case 'c':
				wantCommand = true
			case 's':
				st.Stdin = true
			case 'i':
				st.Interactive = a[0] == '-'
			case 'l':
				st.Login = true
			case 'r':
				st.Restricted = true
			case 'D':
				st.Opts = append(st.Opts, "noexec")
			case 'o', 'O':
				if len(l.args) == 0 {
					st.Lists = append(st.Lists, a[:1]+string(c))
					continue
				}
				name := l.next()
				switch {
				case c == 'O' && interp.IsShopt(name):
					st.Shopts = append(st.Shopts, off+name)
				case c == 'O':
					return false, l.self + ": line 0: " + name + ": invalid shell option name\n"
				case interp.IsOption(name):
					st.Opts = append(st.Opts, off+name)
				default:
					return false, l.self + ": line 0: " + l.self + ": " + name + ": invalid option name\n"
				}
			default:
				name := interp.OptionName(c)
				if name == "" {
					return false, l.invalid(a[:1] + string(c) + ": invalid option")
				}
				st.Opts = append(st.Opts, off+name)
			}
		}
	}
	return wantCommand, ""
}

// interactive reports whether standard input and error are a terminal.
func interactive() bool { return interp.IsTerminal(0) && interp.IsTerminal(2) }

//go:noinline
func takesValue(name string) bool {
	switch name {
	case "traps", "grace", "forward", "rewrite", "remap-exit", "parent-death-signal":
		return true
	}
	return false
}

//go:noinline
func ownOption(name string) bool {
	switch name {
	case "init", "subreaper", "trace-signals":
		return true
	}
	return takesValue(name)
}

// setOwn sets one of entrysh's own options; it returns what is wrong with it.
func setOwn(c *interp.Config, name, val string, hasVal bool) string {
	on := !hasVal || val == "1" || val == "true" || val == "yes"
	switch name {
	case "init":
		c.Init = on
	case "subreaper":
		c.Subreaper = on
	case "trace-signals":
		c.Trace = on
	case "traps":
		switch val {
		case "now":
			c.Posix = false
		case "posix":
			c.Posix = true
		default:
			return "traps: " + val + ": must be now or posix"
		}
	case "grace":
		d, ok := parseDuration(val)
		if !ok {
			return "grace: " + val + ": not a duration"
		}
		c.Grace = d
	case "forward":
		switch val {
		case "none", "signal", "group":
			c.Forward = val
		default:
			return "forward: " + val + ": must be none, signal or group"
		}
	case "rewrite":
		for _, p := range strfn.Split(val, ",") {
			from, to, ok := strfn.Cut(p, ":")
			f, ok1 := signalNumber(from)
			t, ok2 := signalNumber(to)
			if !ok || !ok1 || !ok2 {
				return "rewrite: " + p + ": must be FROM:TO, signals by name or number"
			}
			if c.Remap == nil {
				c.Remap = map[int]int{}
			}
			c.Remap[f] = t
		}
	case "remap-exit":
		for _, p := range strfn.Split(val, ",") {
			from, to, _ := strfn.Cut(p, ":")
			f, ok := numeral.Int(from)
			t := 0
			if ok && to != "" {
				t, ok = numeral.Int(to)
			}
			if !ok || f < 0 || f > 255 || t < 0 || t > 255 {
				return "remap-exit: " + p + ": must be STATUS or STATUS:STATUS"
			}
			if c.ExitRemap == nil {
				c.ExitRemap = map[int]int{}
			}
			c.ExitRemap[f] = t
		}
	case "parent-death-signal":
		n, ok := signalNumber(val)
		if !ok || n == 0 {
			return "parent-death-signal: " + val + ": invalid signal specification"
		}
		c.Death = n
	}
	return ""
}

// parseDuration reads numbers with units, like 1m30s or 0.5s; without a unit the last is one of seconds.
func parseDuration(s string) (d time.Duration, ok bool) {
	for s != "" {
		whole, fraction, scale, digits := time.Duration(0), time.Duration(0), time.Duration(1), 0
		for point := false; s != "" && (s[0] >= '0' && s[0] <= '9' || s[0] == '.' && !point); s = s[1:] {
			switch digit := time.Duration(s[0] - '0'); {
			case s[0] == '.':
				point = true
				continue
			case !point && whole > 1e9:
				return 0, false
			case !point:
				whole = whole*10 + digit
			case scale < 1e6: // further digits do not matter
				fraction, scale = fraction*10+digit, scale*10
			}
			digits++
		}
		n := 0
		for n < len(s) && s[n] >= 'a' && s[n] <= 'z' {
			n++
		}
		unit := time.Second
		switch s[:n] {
		case "h":
			unit = time.Hour
		case "m":
			unit = time.Minute
		case "s":
		case "ms":
			unit = time.Millisecond
		case "us":
			unit = time.Microsecond
		default:
			if s != "" {
				return 0, false
			}
		}
		if digits == 0 || whole > math.MaxInt64/4/unit || d > math.MaxInt64/4 {
			return 0, false
		}
		d += whole*unit + fraction*unit/scale
		ok = true
		s = s[n:]
	}
	return d, ok
}

func signalNumber(s string) (int, bool) {
	if n, ok := numeral.Int(s); ok {
		return n, n >= 0 && n <= sig.Max
	}
	return sig.Number(s)
}

// fromEnv sets an option from its ENTRYSH_ variable.
func fromEnv(c *interp.Config, e string) string {
	if !strfn.HasPrefix(e, "ENTRYSH_") {
		return ""
	}
	name, val, _ := strfn.Cut(e[len("ENTRYSH_"):], "=")
	name = strfn.ReplaceAll(strcase.All(name, strcase.Lower, true, nil), "_", "-")
	if !ownOption(name) {
		return ""
	}
	return setOwn(c, name, val, true)
}

// shortUsage is what bash shows after a message about its options.
//
//go:noinline
func shortUsage(name string) string {
	u := "Usage:\t" + name + " [GNU long option] [option] ...\n\t" + name + " [GNU long option] [option] script-file ...\nGNU long options:\n"
	for _, o := range [...]string{"debug", "debugger", "dump-po-strings", "dump-strings", "help", "init-file", "login", "noediting",
		"noprofile", "norc", "posix", "pretty-print", "rcfile", "restricted", "verbose", "version"} {
		u += "\t--" + o + "\n"
	}
	return u + "Shell options:\n\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)\n\t-abefhkmnptuvxBCEHPT or -o option\n"
}

const help = `entrysh: a shell for container entrypoints, in the place of bash.

Usage: entrysh [long options] [options of bash] [script [argument ...]]
       entrysh [long options] [options of bash] -c commands [name [argument ...]]

Options of bash: -c -s -i -l -r, -abefhkmnptuvxBCEHPT, -o NAME, +o NAME, -O NAME,
  --login --posix --norc --noprofile --rcfile FILE --restricted --verbose

entrysh's own, each also as a variable (--grace as ENTRYSH_GRACE, and so on):
  --traps=now|posix         run trap actions at once (the default), or when the
                            foreground command has ended, as POSIX and bash do
  --grace=DURATION          from TERM to KILL for what must end (5s)
  --init                    exec leaves the shell as PID 1, in front of the program
  --forward=none|signal|group
                            what the foreground job gets when an action returns
  --rewrite=FROM:TO,...     take one signal for another; 0 drops it
  --remap-exit=FROM:TO,...  end with another status
  --parent-death-signal=S   signal that children get when the shell dies
  --subreaper               adopt orphans when not PID 1
  --trace-signals           tell of signals on standard error
  --version, --help
`
