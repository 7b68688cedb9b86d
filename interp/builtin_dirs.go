package interp

import (
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// The directory stack (bash manual 6.8) is the working directory and, below
// it, sh.dirs.

// builtinDirs is dirs.
func builtinDirs(sh *Shell, args []string) int {
	long, lines, numbers, clear := false, false, false, false
	index, arg := -1, ""
	stack := sh.dirStack()
	for _, a := range args[1:] {
		switch {
		case a == "-l":
			long = true
		case a == "-c":
			clear = true
		case a == "-v":
			numbers = true
		case a == "-p":
			lines = true
		case a == "--":
		case a != "" && (a[0] == '+' || a[0] == '-'):
			n, ok := legalNumber(a[1:])
			if !ok {
				return sh.misused("dirs", "%s: invalid number", a)
			}
			arg = a[1:]
			if index = int(n); a[0] == '-' {
				index = len(stack) - 1 - index
			}
			if index < 0 {
				index = len(stack)
			}
		default:
			return sh.misused("dirs", "%s: invalid option", a)
		}
		if a == "--" {
			break
		}
	}
	if clear {
		sh.dirs = nil
		return 0
	}
	if arg != "" && index >= len(stack) {
		sh.stackError("dirs", arg)
		return 1
	}
	var b textbuf.Builder
	for i, d := range stack {
		if arg != "" && i != index {
			continue
		}
		if b.Len() > 0 {
			if lines || numbers {
				b.WriteByte('\n')
			} else {
				b.WriteByte(' ')
			}
		}
		if numbers {
			if i < 10 {
				b.WriteByte(' ')
			}
			b.WriteString(itoa(i) + "  ")
		}
		if !long {
			d = sh.homeAsTilde(d)
		}
		b.WriteString(d)
	}
	b.WriteByte('\n')
	return sh.out(b.String())
}

// homeAsTilde writes a directory at or below HOME with a tilde.
func (sh *Shell) homeAsTilde(d string) string {
	h := sh.Get("HOME")
	if h == "" || h == "/" || !strfn.HasPrefix(d, h) || len(d) > len(h) && d[len(h)] != '/' {
		return d
	}
	return "~" + d[len(h):]
}

// stackError says that an index does not fit the stack.
func (sh *Shell) stackError(name, arg string) {
	if len(sh.dirs) == 0 {
		sh.builtinError(name, "directory stack empty")
		return
	}
	sh.builtinError(name, "%s: directory stack index out of range", arg)
}

func isFlag(a string, c byte) bool { return len(a) == 2 && a[0] == '-' && a[1] == c }

// builtinPushd is pushd.
func builtinPushd(sh *Shell, args []string) int {
	list := args[1:]
	operands := len(list) > 0 && list[0] == "--"
	if operands {
		list = list[1:]
	}
	if len(list) == 0 {
		if len(sh.dirs) == 0 {
			sh.builtinError("pushd", "no other directory")
			return 1
		}
		return sh.rotate(1, true, false)
	}
	if operands {
		return sh.pushDir(list, args, false)
	}
	noCd := false
	rotate, n := false, int64(0)
	for len(list) > 0 {
		a := list[0]
		switch {
		case isFlag(a, 'n'):
			noCd = true
		case a == "--":
			return sh.pushDir(list[1:], args, noCd)
		case len(a) > 1 && (a[0] == '+' || a[0] == '-'):
			var ok bool
			if n, ok = legalNumber(a[1:]); !ok {
				return sh.misused("pushd", "%s: invalid number", a)
			}
			if a[0] == '-' {
				n = int64(len(sh.dirs)) - n
			}
			if n < 0 || n > int64(len(sh.dirs)) {
				sh.stackError("pushd", a)
				return 1
			}
			rotate = true
		default:
			if rotate {
				return sh.rotate(int(n), false, noCd)
			}
			return sh.pushDir(list, args, noCd)
		}
		list = list[1:]
	}
	if rotate {
		return sh.rotate(int(n), false, noCd)
	}
	return 0
}

// rotate brings entry n of the stack to the top, in a circle or, with swap, by
// changing places with the top; unless noCd is set it becomes the working directory.
func (sh *Shell) rotate(n int, swap, noCd bool) int {
	stack := sh.dirStack()
	if swap {
		stack[0], stack[n] = stack[n], stack[0]
	} else {
		stack = append(append([]string(nil), stack[n:]...), stack[:n]...)
	}
	sh.dirs = stack[1:]
	if noCd {
		return 0
	}
	return sh.cdTo("pushd", stack[0])
}

// cdTo changes to an entry of the stack and shows the stack.
func (sh *Shell) cdTo(name, dir string) int {
	if st := sh.changeDir(name, []string{name, "--", dir}); st != 0 {
		return st
	}
	return builtinDirs(sh, []string{"dirs"})
}

// pushDir is pushd dir.
func (sh *Shell) pushDir(list, args []string, noCd bool) int {
	if len(list) == 0 {
		return 0
	}
	was := sh.cwd
	if noCd {
		was = list[0]
	} else if st := sh.changeDir("pushd", append([]string{"pushd", "--"}, list...)); st != 0 {
		return st
	}
	sh.dirs = append([]string{was}, sh.dirs...)
	return builtinDirs(sh, []string{"dirs"})
}

// builtinPopd is popd.
func builtinPopd(sh *Shell, args []string) int {
	noCd, n, arg := false, int64(0), ""
	depth := int64(len(sh.dirs))
loop:
	for _, a := range args[1:] {
		switch {
		case isFlag(a, 'n'):
			noCd = true
		case a == "--":
			break loop
		case a != "" && (a[0] == '+' || a[0] == '-'):
			var ok bool
			if n, ok = legalNumber(a[1:]); !ok {
				return sh.misused("popd", "%s: invalid number", a)
			}
			if arg = a; a[0] == '-' {
				n = depth - n
			}
		case a != "":
			return sh.misused("popd", "%s: invalid argument", a)
		default:
			break loop
		}
	}
	if depth == 0 || n < 0 || n > depth {
		sh.stackError("popd", arg)
		return 1
	}
	list := append([]string(nil), sh.dirs...)
	if n == 0 {
		if !noCd {
			if st := sh.changeDir("popd", []string{"popd", "--", list[0]}); st != 0 {
				return st
			}
		}
		n = 1
	}
	sh.dirs = append(list[:n-1], list[n:]...)
	return builtinDirs(sh, []string{"dirs"})
}
