package ulimit

import (
	"syscall"
	"unsafe"
)

// Process is the limits of this process.
type Process struct {
	// OpenFiles holds the limits on open files that the process was started
	// with. Package syscall raises the soft one at start-up and hides that from
	// children; so must ulimit, until it sets the limit itself. Nil means
	// to ask the kernel.
	OpenFiles *[2]uint64
}

// Get reads a limit.
func (p *Process) Get(resource int) (cur, max uint64, err error) {
	if resource == NoFile && p.OpenFiles != nil {
		return p.OpenFiles[0], p.OpenFiles[1], nil
	}
	var old [2]uint64
	err = prlimit(resource, nil, &old)
	return old[0], old[1], err
}

// Set sets a limit of the process, and so of all children started later.
func (p *Process) Set(resource int, cur, max uint64) error {
	if resource == NoFile {
		// Going through package syscall makes it stop restoring the limit
		// of its start in each child. On 64-bit systems it has all 64 bits.
		err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: cur, Max: max})
		if err == nil {
			p.OpenFiles = nil
		}
		return err
	}
	return prlimit(resource, &[2]uint64{cur, max}, nil)
}

func prlimit(resource int, set, old *[2]uint64) error {
	_, _, no := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, 0, uintptr(resource),
		uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(old)), 0, 0)
	if no != 0 {
		return no
	}
	return nil
}
