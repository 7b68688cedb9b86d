package main

import (
	"os"
	"strconv"
	"strings"
	"time"

	"entrysh/internal/sig"
	"entrysh/interp"
)

// parseArgs reads bash's command line (bash manual 6.1), and entrysh's own
// long options. done means that the process ends with code.
func parseArgs(argv, env []string) (st *interp.Start, code int, done bool) {
	st = &interp.Start{Argv: argv, Env: env, Name: "bash"}
	st.Config.Grace = 5 * time.Second
	if len(argv) > 0 {
		st.Name = argv[0]
		base := strings.TrimPrefix(argv[0], "-")
		base = base[strings.LastIndexByte(base, '/')+1:]
		st.Posix = base == "sh"
		st.AsSh = st.Posix
		st.Login = strings.HasPrefix(argv[0], "-")
		st.Restricted = base == "rbash"
		st.Name = strings.TrimPrefix(argv[0], "-")
		st.Name = argv[0]
	}
	for _, e := range env {
		if err := fromEnv(&st.Config, e); err != "" {
			os.Stderr.WriteString("entrysh: " + err + "\n")
			return nil, 2, true
		}
	}
	fail := func(msg string) (*interp.Start, int, bool) {
		os.Stderr.WriteString(argv[0] + ": " + msg + "\n" + shortUsage(argv[0]))
		return nil, 2, true
	}
	noValue := func(name string) (*interp.Start, int, bool) {
		os.Stderr.WriteString(argv[0] + ": " + name + ": option requires an argument\n")
		return nil, 2, true
	}
	args := argv[min(1, len(argv)):]
	// Long options first, as in bash.
	for len(args) > 0 && strings.HasPrefix(args[0], "-") && args[0] != "-" && args[0] != "--" {
		a := args[0]
		name := a
		if strings.HasPrefix(a, "--") {
			name = a[2:]
		} else {
			name = a[1:]
		}
		val, hasVal := "", false
		if i := strings.IndexByte(name, '='); i > 0 {
			name, val, hasVal = name[:i], name[i+1:], true
		}
		long := true
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
			if len(args) < 2 {
				return noValue(name)
			}
			st.RCFile = args[1]
			args = args[1:]
		case "version":
			os.Stdout.WriteString("entrysh " + interp.Version + " (bash 5.2 compatible)\n")
			return nil, 0, true
		case "help":
			os.Stdout.WriteString(help)
			return nil, 0, true
		default:
			long = false
		}
		if !long && strings.HasPrefix(a, "--") {
			if !ownOption(name) {
				return fail(a + ": invalid option")
			}
			if !hasVal && takesValue(name) {
				if len(args) < 2 {
					return noValue(name)
				}
				val = args[1]
				args = args[1:]
			}
			if err := setOwn(&st.Config, name, val, hasVal); err != "" {
				return fail(err)
			}
			long = true
		}
		if !long {
			break
		}
		args = args[1:]
	}
	// Then single letters.
	wantCommand := false
	for len(args) > 0 && len(args[0]) > 1 && (args[0][0] == '-' || args[0][0] == '+') {
		a := args[0]
		args = args[1:]
		if a == "--" {
			break
		}
		on := a[0] == '-'
		for i := 1; i < len(a); i++ {
			switch c := a[i]; c {
			case 'c':
				wantCommand = true
			case 's':
				st.Stdin = true
			case 'i':
				st.Interactive = true
				st.KeepIgnored = !on
			case 'l':
				st.Login = true
			case 'r':
				st.Restricted = true
			case 'D':
				st.Opts = append(st.Opts, "noexec")
			case 'o', 'O':
				if len(args) == 0 {
					st.Lists = append(st.Lists, a[:1]+string(c))
					continue
				}
				name := args[0]
				args = args[1:]
				switch {
				case c == 'o' && !interp.IsOption(name):
					os.Stderr.WriteString(argv[0] + ": line 0: " + argv[0] + ": " + name + ": invalid option name\n")
					return nil, 2, true
				case c == 'o' && on:
					st.Opts = append(st.Opts, name)
				case c == 'o':
					st.NoOpts = append(st.NoOpts, name)
				case !interp.IsShopt(name):
					os.Stderr.WriteString(argv[0] + ": line 0: " + name + ": invalid shell option name\n")
					return nil, 2, true
				case on:
					st.Shopts = append(st.Shopts, name)
				default:
					st.NoShopts = append(st.NoShopts, name)
				}
			default:
				name := interp.OptionName(c)
				if name == "" {
					return fail(a[:1] + string(c) + ": invalid option")
				}
				if on {
					st.Opts = append(st.Opts, name)
				} else {
					st.NoOpts = append(st.NoOpts, name)
				}
			}
		}
	}
	if len(args) > 0 && args[0] == "-" && len(argv) > 1 {
		args = args[1:]
	}
	switch {
	case wantCommand:
		if len(args) == 0 {
			return noValue("-c")
		}
		st.Command, st.HasCommand = args[0], true
		args = args[1:]
		if len(args) > 0 {
			st.Name, args = args[0], args[1:]
		}
	case len(args) > 0 && !st.Stdin:
		st.Script, st.Name = args[0], args[0]
		args = args[1:]
	}
	st.Params = args
	if !st.Interactive && !st.HasCommand && st.Script == "" && interactive() {
		st.Interactive = true
	}
	return st, 0, false
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
		d, err := time.ParseDuration(val)
		if err != nil {
			d, err = time.ParseDuration(val + "s")
		}
		if err != nil || d < 0 {
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
		for _, p := range strings.Split(val, ",") {
			from, to, ok := strings.Cut(p, ":")
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
		for _, p := range strings.Split(val, ",") {
			from, to, _ := strings.Cut(p, ":")
			f, err := strconv.Atoi(from)
			t := 0
			if err == nil && to != "" {
				t, err = strconv.Atoi(to)
			}
			if err != nil || f < 0 || f > 255 || t < 0 || t > 255 {
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

func signalNumber(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, n >= 0 && n <= sig.Max
	}
	return sig.Number(s)
}

// fromEnv sets an option from its ENTRYSH_ variable.
func fromEnv(c *interp.Config, e string) string {
	if !strings.HasPrefix(e, "ENTRYSH_") {
		return ""
	}
	name, val, _ := strings.Cut(e[len("ENTRYSH_"):], "=")
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
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
