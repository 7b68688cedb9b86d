package interp

import (
	"syscall"
	"unsafe"
)

// LINES and COLUMNS are the terminal's, as it is after each program and each
// subshell (bash manual 4.3.2, checkwinsize).

// checkWindow sets them if the terminal has a size.
func (sh *Shell) checkWindow() {
	if sh.shopts&shoptCheckwinsize == 0 {
		return
	}
	fd := sh.tty
	if fd < 0 {
		d := sh.get(2)
		if d == nil || d == sh.noWindow {
			return
		}
		fd = d.fd
	}
	size, ok := windowSize(fd)
	if !ok {
		if sh.tty < 0 {
			sh.noWindow = sh.get(2) // not asked again
		}
		return
	}
	if size.rows > 0 && size.cols > 0 {
		sh.setSize("LINES", size.rows)
		sh.setSize("COLUMNS", size.cols)
	}
}

// A window is the size of a terminal, in characters and in pixels.
type window struct{ rows, cols, x, y uint16 }

func windowSize(fd int) (size window, ok bool) {
	_, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(fd), syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size)))
	return size, e == 0
}

func (sh *Shell) setSize(name string, n uint16) {
	s := intern(name)
	if sh.variable(s).has(attrReadonly) {
		sh.errorf("%s: readonly variable", name)
		return
	}
	sh.force(s, itoa(int(n)))
}
