package interp

import (
	"sync"
	"syscall"
	"unsafe"

	"entrysh/internal/nocmp"
)

// What read takes from a pipe must end with the line, since the rest is for
// others. Reading byte by byte costs two system calls for each; so the shell
// looks first what there is: tee(2) copies what waits in one pipe into another
// without taking it.

// A peekPipe is the pipe into which others are copied.
type peekPipe struct {
	_ nocmp.Mark
	sync.Mutex
	r, w int
	made bool
	dead bool // it cannot be used

	noNowait bool // the kernel is older than 6.4
}

const (
	spliceNonblock = 2
	rwfNowait      = 8
)

// peekPipe copies what waits in the pipe fd to p, without waiting and without
// taking it; n is 0 if nothing does. ok is false where that cannot be done.
func (sh *Shell) peekPipe(fd int, p []byte) (n int, ok bool) {
	k := &sh.process.peeks
	k.Lock()
	n, ok = k.peek(fd, p)
	k.Unlock()
	return n, ok
}

func (k *peekPipe) peek(fd int, p []byte) (n int, ok bool) {
	if !k.made {
		var ends [2]int
		k.made = true
		if syscall.Pipe2(ends[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK) != nil {
			k.dead = true
		}
		k.r, k.w = ends[0], ends[1]
	}
	if k.dead {
		return 0, false
	}
	got, _, e := syscall.RawSyscall6(syscall.SYS_TEE, uintptr(fd), uintptr(k.w), uintptr(len(p)), spliceNonblock, 0, 0)
	if e != 0 {
		return 0, e == syscall.EAGAIN || e == syscall.EINTR
	}
	return k.read(p[:got])
}

// read fills p with what is in the shell's own pipe.
func (k *peekPipe) read(p []byte) (n int, ok bool) {
	for n < len(p) {
		m, _, e := syscall.RawSyscall(syscall.SYS_READ, uintptr(k.r), uintptr(unsafe.Pointer(&p[n])), uintptr(len(p)-n))
		if e == syscall.EINTR {
			continue
		}
		if e != 0 || m == 0 {
			k.dead = true // what is left in it would be taken for something else
			return 0, false
		}
		n += int(m)
	}
	return n, true
}

// takePipe reads up to len(p) bytes from a pipe without waiting; ok is false
// where that cannot be done.
func (sh *Shell) takePipe(fd int, p []byte) (n int, ok bool) {
	k := &sh.process.peeks
	k.Lock()
	n, ok = k.take(fd, p)
	k.Unlock()
	return n, ok
}

func (k *peekPipe) take(fd int, p []byte) (n int, ok bool) {
	for !k.noNowait {
		v := syscall.Iovec{Base: &p[0], Len: uint64(len(p))}
		got, _, e := syscall.RawSyscall6(sysPreadv2, uintptr(fd), uintptr(unsafe.Pointer(&v)), 1, ^uintptr(0), ^uintptr(0), rwfNowait)
		switch e {
		case 0:
			return int(got), true
		case syscall.EINTR:
		case syscall.EAGAIN:
			return 0, true
		default:
			k.noNowait = true
		}
	}
	got, _, e := syscall.RawSyscall6(syscall.SYS_SPLICE, uintptr(fd), 0, uintptr(k.w), 0, uintptr(len(p)), spliceNonblock)
	if e != 0 {
		return 0, e == syscall.EAGAIN || e == syscall.EINTR
	}
	return k.read(p[:got])
}
