package interp

import (
	"bytes"

	"entrysh/internal/condexpr"
	"entrysh/internal/printf"
	"entrysh/internal/quote"
)

// builtinEcho is echo (bash manual 4.2).
func builtinEcho(sh *Shell, args []string) int {
	args = args[1:]
	newline, escapes := true, sh.shopts&shoptXpgEcho != 0
	if !(escapes && sh.opts&optPosix != 0) {
		for len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' {
			n, e := newline, escapes
			ok := true
			for i := 1; i < len(args[0]) && ok; i++ {
				switch args[0][i] {
				case 'n':
					n = false
				case 'e':
					e = true
				case 'E':
					e = false
				default:
					ok = false
				}
			}
			if !ok {
				break
			}
			newline, escapes = n, e
			args = args[1:]
		}
	}
	b := sh.outBuf[:0]
	for i, a := range args {
		if i > 0 {
			b = append(b, ' ')
		}
		if escapes {
			var stop bool
			if b, stop = quote.AppendEcho(b, a, sh.escapes()); stop {
				newline = false
				break
			}
			continue
		}
		b = append(b, a...)
	}
	if newline {
		b = append(b, '\n')
	}
	sh.outBuf = b[:0]
	return sh.outBytes(b)
}

// builtinPrintf is printf (bash manual 4.2).
func builtinPrintf(sh *Shell, args []string) int {
	args = args[1:]
	variable, toVar := "", false
	for len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' {
		a := args[0]
		if a == "--" {
			args = args[1:]
			break
		}
		if a[1] == 'v' {
			toVar = true
			if len(a) > 2 {
				variable, args = a[2:], args[1:]
			} else if len(args) > 1 {
				variable, args = args[1], args[2:]
			} else {
				return sh.misused("printf", "-v: option requires an argument")
			}
			if _, _, _, ok := sh.splitRef(variable); !ok {
				sh.notIdentifier("printf", variable)
				return 2
			}
			continue
		}
		return sh.misused("printf", "%s: invalid option", a[:2])
	}
	if len(args) == 0 {
		return sh.usage("printf")
	}
	f, ok := sh.texts.get(printfText, args[0]).(*printf.Format)
	if !ok {
		f = printf.Compile(args[0])
		sh.texts.keep(printfText, args[0], f)
	}
	env := printf.Env{
		Locale: sh.locale(), Escapes: sh.escapes(),
		Double: sh.opts&optPosix != 0,
		Warn:   func(msg string) { sh.builtinError("printf", "%s", msg) },
		Assign: func(name string, n int) { sh.assignRef(name, formatInt(int64(n))) },
		Now:    unixTime,
		Start:  func() int64 { return sh.startTime },
		Zone:   sh.timeZone,
	}
	if !toVar {
		env.Flush = func(lines []byte) { sh.outBytes(lines) }
	}
	b, st := f.Append(sh.outBuf[:0], args[1:], &env)
	sh.outBuf = b[:0]
	if toVar {
		if i := bytes.IndexByte(b, 0); i >= 0 {
			b = b[:i] // as a C string
		}
		if !sh.assignRef(variable, string(b)) {
			return 1
		}
		return st
	}
	if w := sh.outBytes(b); w != 0 {
		return w
	}
	return st
}

// builtinTest is test and [ (POSIX XCU test).
func builtinTest(sh *Shell, args []string) int {
	name := args[0]
	args = args[1:]
	if name == "[" {
		if len(args) == 0 || args[len(args)-1] != "]" {
			sh.builtinError("[", "missing `]'")
			return 2
		}
		args = args[:len(args)-1]
	}
	r, err := condexpr.Eval(args, &testEnv{sh})
	if err != nil {
		why := err.Error()
		if name == "[" && why == condexpr.Unclosed {
			why += ", found ]"
		}
		sh.builtinError(name, "%s", why)
		return 2
	}
	return int(truth(!r))
}
