package interp

import (
	"strings"
	"syscall"

	"entrysh/internal/strfn"
)

// builtinCd is cd (POSIX XCU cd; bash manual 4.1).
func builtinCd(sh *Shell, args []string) int { return sh.changeDir("cd", args) }

// changeDir is cd, on behalf of the built-in called name. With a read-only PWD
// it changes the directory and fails.
func (sh *Shell) changeDir(name string, args []string) int {
	st := sh.changeDirTo(name, args)
	if st == 0 {
		for _, s := range [...]*symbol{symOldpwd, symPwd} {
			if sh.variable(s).has(attrReadonly) {
				sh.reportReadonly(s.name)
				st = 1
			}
		}
	}
	return st
}

// dirOptions reads the options of cd and pwd, and returns what stands behind them.
func (sh *Shell) dirOptions(args []string, spec string) (rest []string, physical, check, ok bool) {
	physical = sh.opts&optPhysical != 0
	f := sh.flags(args, spec)
	for {
		switch f.next() {
		case 'L':
			physical = false
		case 'P':
			physical = true
		case 'e':
			check = true
		case flagEnd:
			return f.args, physical, check, true
		default:
			return nil, false, false, false
		}
	}
}

func (sh *Shell) changeDirTo(name string, args []string) int {
	args, physical, check, ok := sh.dirOptions(args, "LPe") // not @: there are no extended attributes as directories here
	if !ok {
		return 2
	}
	if sh.opts&optRestricted != 0 {
		sh.builtinError(name, "restricted")
		return 1
	}
	if len(args) > 1 {
		sh.builtinError(name, "too many arguments")
		return 1
	}
	dir, print := "", false
	switch {
	case len(args) == 0:
		h, ok := sh.lookup(symHome)
		if !ok {
			sh.builtinError(name, "HOME not set")
			return 1
		}
		dir = h
	case args[0] == "-":
		o, ok := sh.lookup(symOldpwd)
		if !ok {
			sh.builtinError(name, "OLDPWD not set")
			return 1
		}
		dir, print = o, true
	default:
		dir = args[0]
	}
	if dir == "" {
		if physical {
			sh.builtinError(name, "%s: %s", dir, errText(syscall.ENOENT))
			return 1
		}
		if print {
			return sh.out("\n")
		}
		return 0
	}
	if dir[0] != '/' && !strfn.HasPrefix(dir, "./") && !strfn.HasPrefix(dir, "../") && dir != "." && dir != ".." {
		for _, p := range strfn.Split(sh.Get("CDPATH"), ":") {
			if p == "" {
				if sh.Get("CDPATH") == "" {
					break
				}
				if st := sh.chdir(dir, physical); st == nil {
					return 0
				}
				continue
			}
			p = strfn.TrimSuffix(p, "/") + "/" + dir
			if st := sh.chdir(p, physical); st == nil {
				if !physical {
					p = sh.cwd
				}
				sh.out(p + "\n")
				return 0
			}
		}
	}
	if err := sh.chdir(dir, physical); err != nil {
		if sh.shopts&shoptCdableVars != 0 && len(args) > 0 {
			if v, ok := sh.getSet(args[0]); ok && sh.chdir(v, physical) == nil {
				sh.out(v + "\n")
				return 0
			}
		}
		sh.builtinError(name, "%s: %s", sh.visible(dir), errText(err))
		return 1
	}
	if check && physical && getcwd(sh) == "" {
		return 1
	}
	if print {
		return sh.out(sh.cwd + "\n")
	}
	return 0
}

// noCwd is what bash says when the working directory has no name, after where it was needed.
const noCwd = ": error retrieving current directory: getcwd: cannot access parent directories: No such file or directory\n"

// chdir changes the environment's working directory; PWD and OLDPWD follow.
func (sh *Shell) chdir(dir string, physical bool) error {
	if dir == "" { // the value of a variable, by cdable_vars
		if physical {
			return syscall.ENOENT
		}
		dir = "."
	}
	base, full := sh.cwd, dir
	if base == "" {
		if base = getcwd(sh); base == "" {
			sh.errOut("chdir" + noCwd)
		}
	}
	if dir[0] != '/' && base != "" {
		full = strfn.TrimSuffix(base, "/") + "/" + dir
	}
	name := ""
	switch {
	case physical:
	case full[0] == '/':
		name = canonical(full)
	default:
		name = full // nobody knows where, but it may be gone to
	}
	p := name
	if p == "" {
		p = sh.path(dir)
	}
	if err := sh.enter(p); err != nil {
		// The logical name may not exist any more where the real one does.
		if name == "" || dir[0] == '/' || sh.enter(sh.path(dir)) != nil {
			return err
		}
		name = ""
	}
	if name == "" {
		if name = getcwd(sh); name == "" {
			sh.errOut("cd" + noCwd)
			name = full
		}
	}
	sh.cwd = name
	if sh.dir != "" {
		sh.dir = sh.cwd
	}
	if !sh.variable(symOldpwd).has(attrReadonly) {
		if old, ok := sh.lookup(symPwd); ok {
			sh.assign(symOldpwd, old)
		} else if v := sh.writable(symOldpwd); v.kind == scalar {
			v.str, v.isStr, v.isNum, v.set = "", false, false, false
			sh.changed(symOldpwd, v)
		}
	}
	if !sh.variable(symPwd).has(attrReadonly) {
		sh.assign(symPwd, sh.cwd)
	}
	return nil
}

// enter makes p the working directory: of the process for the main
// environment, of this environment alone for a subshell, and for the main one as
// long as there are subshells, whose directory an action must not change.
func (sh *Shell) enter(p string) error {
	if sh.isMain() && sh.live == 0 {
		err := syscall.Chdir(p)
		if err == nil {
			sh.dir = ""
		}
		return err
	}
	// Only a directory that may be searched has a dot.
	if err := syscall.Access(p+"/.", 0); err != nil {
		return err
	}
	sh.dir = p
	if p[0] != '/' {
		sh.dir = absolute(sh.cwd, p)
	}
	return nil
}

// absolute joins a name to a directory, and removes dot components.
func absolute(base, name string) string {
	if name == "" || name[0] != '/' {
		name = strfn.TrimSuffix(base, "/") + "/" + name
	}
	return canonical(name)
}

// canonical removes the dot components of an absolute name (POSIX XCU cd, step 8).
// It returns "" if a component before a dot-dot is no directory.
func canonical(p string) string {
	double := strfn.HasPrefix(p, "//") && !strfn.HasPrefix(p, "///")
	var out []string
	for _, c := range strfn.Split(p, "/") {
		switch c {
		case "", ".":
		case "..":
			if n := len(out); n > 0 {
				var st syscall.Stat_t
				if syscall.Stat("/"+strings.Join(out, "/"), &st) != nil || st.Mode&syscall.S_IFMT != syscall.S_IFDIR {
					return ""
				}
				out = out[:n-1]
			}
		default:
			out = append(out, c)
		}
	}
	s := "/" + strings.Join(out, "/")
	if double {
		s = "/" + s
	}
	return s
}

// getcwd returns the physical working directory, "" if it cannot be found.
func getcwd(sh *Shell) string {
	if sh.dir != "" {
		fd, err := syscall.Open(sh.dir, syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_DIRECTORY, 0)
		if err != nil {
			return sh.dir
		}
		b := make([]byte, 4096)
		n, err := syscall.Readlink("/proc/self/fd/"+itoa(fd), b)
		syscall.Close(fd)
		if err != nil {
			return sh.dir
		}
		return string(b[:n])
	}
	d, err := syscall.Getwd()
	if err != nil || strfn.HasPrefix(d, "(unreachable)") {
		return ""
	}
	return d
}

// initCwd sets PWD at the start (POSIX XCU 2.5.3): the inherited value if it
// names the working directory, else the directory's name.
func (sh *Shell) initCwd() {
	p, ok := sh.lookup(symPwd)
	if ok && strfn.HasPrefix(p, "/") {
		var a, b syscall.Stat_t
		if syscall.Stat(p, &a) == nil && syscall.Stat(".", &b) == nil && a.Dev == b.Dev && a.Ino == b.Ino {
			sh.cwd = canonical(p)
			if sh.opts&optPosix != 0 {
				sh.startVar("PWD", sh.cwd)
			}
			return
		}
	}
	sh.cwd = getcwd(sh)
	if sh.cwd == "" {
		sh.errOut("shell-init" + noCwd)
		return
	}
	sh.startVar("PWD", sh.cwd).attr |= attrExport
	sh.envStale = true
}

// builtinPwd is pwd (POSIX XCU pwd).
func builtinPwd(sh *Shell, args []string) int {
	_, physical, _, ok := sh.dirOptions(args, "LP")
	if !ok {
		return 2
	}
	d := sh.cwd
	if physical || d == "" {
		if d = getcwd(sh); d == "" {
			sh.errOut("pwd" + noCwd)
			sh.cwd = ""
			return 1
		}
	}
	return sh.out(d + "\n")
}
