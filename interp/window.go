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
	var size struct{ rows, cols, x, y uint16 }
	if _, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(fd), syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size))); e != 0 {
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

func (sh *Shell) setSize(name string, n uint16) {
	s := intern(name)
	if sh.variable(s).has(attrReadonly) {
		sh.errorf("%s: readonly variable", name)
		return
	}
	sh.force(s, itoa(int(n)))
}
