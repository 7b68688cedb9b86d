package interp

import (
	"syscall"

	"entrysh/internal/proc"
)

// builtinExec is exec (POSIX XCU 2.14 exec; bash manual 4.1). Redirections
// without a command are made permanent by the caller.
func builtinExec(sh *Shell, args []string) int {
	opt := &spawnOptions{replace: true, exec: true}
	login := false
	f := sh.flags(args, "cla:")
options:
	for {
		switch f.next() {
		case 'c':
			opt.clearEnv = true
		case 'l':
			login = true
		case 'a':
			argv0 := f.arg
			opt.argv0 = &argv0
		case flagEnd:
			break options
		default:
			return 2
		}
	}
	args = f.args
	if len(args) == 0 {
		sh.keepRedirs = true
		return 0
	}
	if sh.opts&optRestricted != 0 {
		sh.builtinError("exec", "restricted")
		return 1
	}
	if login {
		argv0 := "-"
		if opt.argv0 != nil {
			argv0 += *opt.argv0
		} else {
			argv0 += args[0]
		}
		opt.argv0 = &argv0
	}
	path := args[0]
	if !hasSlash(path) {
		p, st := sh.lookPath(path)
		if st == 127 {
			var dir syscall.Stat_t
			if syscall.Stat(sh.path(path), &dir) == nil && dir.Mode&syscall.S_IFMT == syscall.S_IFDIR {
				sh.builtinError("exec", "%s: cannot execute: %s", path, errText(syscall.EISDIR))
				return sh.execGivenUp(126)
			}
			sh.nameNotFound("exec", path)
			return sh.execGivenUp(127)
		}
		path = p
	}
	path = sh.fullPath(path)
	var st syscall.Stat_t
	if err := syscall.Stat(sh.path(path), &st); err == nil {
		// What would fail fails while the descriptors are still ours.
		if st.Mode&syscall.S_IFMT == syscall.S_IFDIR {
			return sh.execFailedNote(path, path, syscall.EACCES)
		}
		if syscall.Access(sh.path(path), 1) != nil {
			return sh.execFailedNote(path, path, syscall.EACCES)
		}
	} else {
		return sh.execFailedNote(path, path, err)
	}
	if !sh.isMain() {
		// A virtual subshell has no process to replace: it runs the program and ends.
		if opt.path, opt.last = path, !sh.inParens; !opt.last {
			sh.owed.Add(-1)
		}
		child, st := sh.execChild(args, opt)
		if child == nil {
			return sh.execDone(st)
		}
		child.last = true
		sh.traps.exit = nil
		sh.pend = sh.waitForeground(child)
		return sh.status
	}
	if sh.config.Init && sh.isInit {
		opt.path = path
		child, st := sh.execChild(args, opt)
		if child == nil {
			return sh.execDone(st)
		}
		return sh.serve(child)
	}
	level := 0
	if !sh.inParens {
		level = sh.adjustShlvl(-1)
	}
	spec := sh.spec(path, args, opt)
	err := sh.become(spec)
	if sh.pend != 0 {
		return sh.status
	}
	if e, ok := err.(*proc.ExecError); ok && e.Exec && e.Errno == syscall.ENOEXEC {
		_, code := sh.startScript(spec, path, args, opt)
		return sh.execDone(code)
	}
	sh.adjustShlvl(level)
	return sh.execDone(sh.execFailed(path, path, err))
}

// fullPath returns the absolute name of a file, as exec names it in messages.
func (sh *Shell) fullPath(name string) string {
	if name == "" || name[0] == '/' {
		return name
	}
	return absolute(sh.cwd, name)
}

// execChild starts what exec would have become, as a child.
func (sh *Shell) execChild(args []string, opt *spawnOptions) (*childProc, int) {
	o := *opt
	o.replace = false
	return sh.startProgram(args, &o)
}

func (sh *Shell) execFailedNote(name, path string, err error) int {
	st := 126
	if err == syscall.ENOENT {
		st = 127
	}
	var s syscall.Stat_t
	if syscall.Stat(sh.path(path), &s) == nil && s.Mode&syscall.S_IFMT == syscall.S_IFDIR {
		sh.errorf("%s: Is a directory", path)
		sh.builtinError("exec", "%s: cannot execute: %s", name, errText(syscall.EISDIR))
		return sh.execDone(126)
	}
	sh.errorf("%s: %s", path, errText(err))
	if err != syscall.ENOENT {
		sh.builtinError("exec", "%s: cannot execute: %s", path, errText(err))
	}
	return sh.execDone(st)
}

// execDone ends the shell after exec has failed, unless execfail is on; the
// EXIT trap does not run.
//
//go:noinline
func (sh *Shell) execDone(status int) int {
	if sh.execGivenUp(status); sh.pend == toExit {
		sh.traps.exit = nil
	}
	return status
}

// execGivenUp is execDone where exec has not come to executing anything: then
// the EXIT trap runs.
func (sh *Shell) execGivenUp(status int) int {
	sh.status = status
	if sh.opts&optInteractive == 0 && sh.shopts&shoptExecfail == 0 {
		sh.pend, sh.leaving = toExit, leftByExit
	} else {
		sh.keepRedirs = true
	}
	return status
}

// adjustShlvl changes SHLVL, which exec lowers, and returns the opposite step.
func (sh *Shell) adjustShlvl(by int) int {
	n, ok := atoi(sh.Get("SHLVL"))
	if !ok {
		return 0
	}
	sh.force(intern("SHLVL"), formatInt(int64(max(n+by, 0))))
	return -by
}
