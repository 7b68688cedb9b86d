// Package prompt decodes the backslash escapes of PS1, PS2, PS4, PS0 and
// ${x@P} (bash manual 6.9). The expansions that follow when promptvars is on
// are the shell's.
package prompt

import (
	"strconv"
	"strings"

	"entrysh/internal/numeral"
	"entrysh/internal/strfn"
)

// Env is what prompts can show. A function is called only if the prompt needs
// it; a nil one stands for an empty text.
type Env struct {
	User     func() string              // \u
	Host     func() string              // \H, and \h up to the first dot
	Terminal func() string              // \l: base name of the terminal device, "tty" if there is none
	Strftime func(format string) string // \d \t \T \@ \A \D{}: the time now

	Dir     string // \w \W: PWD
	Home    string // HOME, shown as ~
	DirTrim string // PROMPT_DIRTRIM
	Shell   string // \s: the shell's name, of which the base name is shown

	Version string // \v; "" stands for 5.2
	Release string // \V; "" stands for 5.2.15

	History int // \!: history number
	Command int // \#: command number
	Jobs    int // \j
	Euid    int // \$

	// Expand is set if the result is going to be expanded as if in double
	// quotes (option promptvars, or posix mode): texts from outside are then
	// escaped, so that a $ in the name of a directory stays one.
	Expand  bool
	Posix   bool // posix mode: ! is the history number, !! is !
	Editing bool // a line editor is told of \[ and \] by bytes 1 and 2
}

// Decode returns s with its escapes replaced. What is no escape stays as it is,
// an unknown one with its backslash.
func Decode(s string, env *Env) string {
	i := strfn.IndexByte(s, '\\')
	if i < 0 && !env.Posix {
		return s
	}
	b := make([]byte, 0, len(s)+32)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '!' && env.Posix {
			if i+1 < len(s) && s[i+1] == '!' {
				b = append(b, '!')
				i++
			} else {
				b = strconv.AppendInt(b, int64(env.History), 10)
			}
			continue
		}
		if c != '\\' || i+1 == len(s) {
			b = append(b, c)
			continue
		}
		i++
		switch c = s[i]; c {
		case '0', '1', '2', '3', '4', '5', '6', '7':
			// bash looks at three characters, fewer only at the end.
			text := s[i:min(i+3, len(s))]
			if strings.Trim(text, "01234567") != "" {
				b = append(b, '\\', c)
				break
			}
			n := byte(0)
			for _, digit := range []byte(text) {
				n = n<<3 | digit&7
			}
			if n != 0 {
				b = append(b, n)
			}
			i += len(text) - 1
		case 'a':
			b = append(b, '\a')
		case 'e':
			b = append(b, 27)
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case '\\':
			b = append(b, '\\')
		case '[', ']':
			if env.Editing {
				b = append(b, 1+(c-'[')/2)
			}
		case 'd':
			b = env.time(b, "%a %b %d")
		case 't':
			b = env.time(b, "%H:%M:%S")
		case 'T':
			b = env.time(b, "%I:%M:%S")
		case '@':
			b = env.time(b, "%I:%M %p")
		case 'A':
			b = env.time(b, "%H:%M")
		case 'D':
			if i+1 == len(s) || s[i+1] != '{' {
				b = append(b, '\\', 'D')
				break
			}
			format, _, _ := strfn.Cut(s[i+2:], "}")
			i += min(len(format)+2, len(s)-1-i)
			if format == "" {
				format = "%X"
			}
			b = env.time(b, format)
		case 'u':
			b = env.add(b, call(env.User))
		case 'H':
			b = env.add(b, call(env.Host))
		case 'h':
			host, _, _ := strfn.Cut(call(env.Host), ".")
			b = env.add(b, host)
		case 'l':
			b = env.add(b, or(call(env.Terminal), "tty"))
		case 's':
			b = env.add(b, env.Shell[strfn.LastIndexByte(env.Shell, '/')+1:])
		case 'v':
			b = env.add(b, or(env.Version, "5.2"))
		case 'V':
			b = env.add(b, or(env.Release, "5.2.15"))
		case 'w':
			b = env.add(b, trim(tilde(env.Dir, env.Home), env.DirTrim))
		case 'W':
			b = env.add(b, base(tilde(env.Dir, env.Home)))
		case '!':
			b = strconv.AppendInt(b, int64(env.History), 10)
		case '#':
			b = strconv.AppendInt(b, int64(env.Command), 10)
		case 'j':
			b = strconv.AppendInt(b, int64(env.Jobs), 10)
		case '$':
			if env.Euid == 0 {
				b = append(b, '#')
			} else {
				b = env.add(b, "$")
			}
		default:
			b = append(b, '\\', c)
		}
	}
	return string(b)
}

func (env *Env) time(b []byte, format string) []byte {
	if env.Strftime == nil {
		return b
	}
	return env.add(b, env.Strftime(format))
}

// add appends a text from outside.
//
//go:noinline
func (env *Env) add(b []byte, s string) []byte {
	if !env.Expand {
		return append(b, s...)
	}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\', '$', '`', '"':
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return b
}

func call(f func() string) string {
	if f == nil {
		return ""
	}
	return f()
}

func or(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

// tilde replaces the home directory at the beginning of a path by ~.
//
//go:noinline
func tilde(dir, home string) string {
	if len(home) > 1 && strfn.HasPrefix(dir, home) {
		if rest := dir[len(home):]; rest == "" || rest[0] == '/' {
			return "~" + rest
		}
	}
	return dir
}

func base(dir string) string {
	if i := strfn.LastIndexByte(dir, '/'); i >= 0 && len(dir) > 1 {
		return dir[i+1:]
	}
	return dir
}

// trim keeps the last components of a path, with ... for the others (bash
// manual 5.2, PROMPT_DIRTRIM), unless that makes it no shorter.
func trim(dir, keep string) string {
	n, ok := numeral.Int(strings.Trim(keep, " \t\n"))
	if !ok || n <= 0 {
		return dir
	}
	head := ""
	rest := dir
	if strfn.HasPrefix(dir, "~/") {
		head, rest = "~/", dir[2:]
	}
	at := len(rest)
	for ; n > 0; n-- {
		if at = strfn.LastIndexByte(rest[:at], '/'); at < 0 {
			return dir
		}
	}
	if at <= len("...") {
		return dir
	}
	return head + "..." + rest[at:]
}
