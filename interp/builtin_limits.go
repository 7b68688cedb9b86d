package interp

import (
	"syscall"

	"entrysh/internal/proc"
	"entrysh/internal/ulimit"
	"entrysh/internal/umask"
)

// builtinUmask is umask (POSIX XCU umask; bash manual 4.1).
func builtinUmask(sh *Shell, args []string) int {
	f := sh.flags(args, "Sp")
	o, ok := f.all()
	if !ok {
		return 2
	}
	m := sh.currentMask()
	if len(f.args) > 0 {
		n, err := umask.Parse(f.args[0], m)
		if err != nil {
			sh.builtinError("umask", "%s", err.Error())
			return 1
		}
		sh.setMask(n)
		if !o.has('S') {
			return 0
		}
		return sh.out(umask.Symbolic(n) + "\n")
	}
	s := umask.Octal(m)
	option := ""
	if o.has('S') {
		s, option = umask.Symbolic(m), "-S "
	}
	if o.has('p') {
		s = "umask " + option + s
	}
	return sh.out(s + "\n")
}

// currentMask returns the environment's file mode creation mask.
func (sh *Shell) currentMask() uint32 {
	if sh.mask >= 0 {
		return uint32(sh.mask)
	}
	m := syscall.Umask(0o077)
	syscall.Umask(m)
	return uint32(m)
}

// setMask sets the mask: of the process for the main environment, of this
// environment alone for a subshell, and for the main one as long as there are
// subshells, whose mask an action must not change.
func (sh *Shell) setMask(m uint32) {
	if sh.isMain() && sh.live == 0 {
		syscall.Umask(int(m))
		sh.mask = -1
		return
	}
	sh.mask = int(m)
}

// builtinUlimit is ulimit (bash manual 4.2).
func builtinUlimit(sh *Shell, args []string) int {
	r := ulimit.Run(args[1:], sh.opts&optPosix != 0, &limits{sh})
	if r.Err != "" {
		sh.errorf("%s", r.Err)
	}
	if r.Usage {
		sh.errOut(ulimit.Usage + "\n")
	}
	if st := sh.outBytes(r.Out); st != 0 {
		return st
	}
	return r.Status
}

// limits is where ulimit finds the limits of an environment: those of the
// process, but those that a virtual subshell has set, and those of memory, are
// only recorded, for its children.
type limits struct{ sh *Shell }

func (l *limits) Get(resource int) (cur, max uint64, err error) {
	for i := len(l.sh.lims) - 1; i >= 0; i-- {
		if e := &l.sh.lims[i]; e.Resource == resource {
			return e.Soft, e.Max, nil
		}
	}
	return new(ulimit.Process).Get(resource)
}

// ofMemory reports whether a limit is one that the Go runtime would not live with,
// since it reserves much more than it uses: it is for the programs that are
// executed, not for processes of the shell.
func ofMemory(resource int) bool {
	return resource == syscall.RLIMIT_AS || resource == syscall.RLIMIT_DATA
}

// ownLimits returns those of the limits that a process of the shell is to have.
func (sh *Shell) ownLimits() (list []proc.Limit) {
	for _, l := range sh.lims {
		if !ofMemory(l.Resource) {
			list = append(list, l)
		}
	}
	return list
}

func (l *limits) Set(resource int, cur, max uint64) error {
	sh := l.sh
	if sh.isMain() && !ofMemory(resource) {
		return new(ulimit.Process).Set(resource, cur, max)
	}
	_, hard, err := l.Get(resource)
	if err != nil {
		return err
	}
	switch {
	case cur > max:
		return syscall.EINVAL
	case max > hard && syscall.Geteuid() != 0:
		return syscall.EPERM
	}
	list := append(make([]proc.Limit, 0, len(sh.lims)+1), sh.lims...)
	sh.lims = append(list, proc.Limit{Resource: resource, Soft: cur, Max: max})
	return nil
}
