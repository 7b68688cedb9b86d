package interp

import "syscall"

// alignFDs gives the descriptors of the main environment the real numbers by
// which the script knows them, as far as nothing is in their way. Others see
// them: after `exec >log`, what a process writes to /proc/1/fd/1 is to come
// to the log. It is for redirections that exec has made permanent.
func (sh *Shell) alignFDs() {
	// A higher number would make the kernel's table larger: see Waker.MoveUp.
	for n, d := range sh.fds[:min(len(sh.fds), 64)] {
		if d == nil || d.fd == n || !sh.movable(d) {
			continue
		}
		shared := sh.get(d.fd) == d
		if shared && d.readsAhead() {
			continue // its numbers share what has been read
		}
		if e := sh.holder(n); e != nil {
			if !sh.movable(e) {
				continue
			}
			fd, _, errno := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(n), syscall.F_DUPFD_CLOEXEC, 10)
			if errno != 0 {
				continue
			}
			e.fd, e.bare = int(fd), false // n is closed by what follows
		} else if _, _, errno := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(n), syscall.F_GETFD, 0); errno == 0 {
			continue // the shell's own
		}
		flags := syscall.O_CLOEXEC
		if n <= 2 {
			flags = 0
		}
		switch {
		case syscall.Dup3(d.fd, n, flags) != nil:
			continue
		case shared:
			d.refs.Add(-1)
			d = newDesc(n)
			sh.fds[n] = d
		default:
			syscall.Close(d.fd)
			d.fd = n
		}
		d.bare = n <= 2
	}
}

// readsAhead reports whether more may have been read from d than was asked for.
func (d *desc) readsAhead() bool {
	flags, _, e := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(d.fd), syscall.F_GETFL, 0)
	return d.classify() == kindFile && (e != 0 || flags&syscall.O_ACCMODE != syscall.O_WRONLY)
}

// holder returns the descriptor that has the real number fd.
func (sh *Shell) holder(fd int) *desc {
	for _, d := range sh.fds {
		if d != nil && d.fd == fd && d.capt == nil {
			return d
		}
	}
	return nil
}

// movable reports whether only the numbers of this environment stand for d.
func (sh *Shell) movable(d *desc) bool {
	n := int32(0)
	for _, e := range sh.fds {
		if e == d {
			n++
		}
	}
	return d.capt == nil && !d.keep && d.refs.Load() == n
}
