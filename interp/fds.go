package interp

import (
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"entrysh/internal/event"
	"entrysh/internal/sig"
)

// A desc is an open descriptor of the process that one or more numbers of one
// or more environments stand for. Those numbers are virtual: children get real
// ones when they are started (see spawn.go).
type desc struct {
	fd   int
	refs atomic.Int32
	kind descKind
	capt *capture // output goes to a command substitution; fd is not used
	buf  []byte   // read ahead, of a seekable file only
	pos  int
	keep bool // opened by someone else: never closed
	bare bool // fd is 0, 1 or 2, and not close-on-exec

	noPeek bool // peekPipe has failed
}

type descKind uint8

const (
	kindUnknown descKind = iota
	kindFile             // regular file or the like: never blocks, can seek
	kindBlocks           // pipe, FIFO, socket, terminal
	kindOther            // device such as /dev/null: never blocks
)

//go:noinline
func newDesc(fd int) *desc {
	d := &desc{fd: fd}
	d.refs.Store(1)
	return d
}

func (d *desc) release() {
	if d.refs.Add(-1) == 0 && d.capt == nil && !d.keep {
		d.sync()
		syscall.Close(d.fd)
	}
}

func (d *desc) classify() descKind {
	if d.kind == kindUnknown {
		var st syscall.Stat_t
		d.kind = kindBlocks
		if syscall.Fstat(d.fd, &st) == nil {
			switch st.Mode & syscall.S_IFMT {
			case syscall.S_IFREG, syscall.S_IFBLK, syscall.S_IFDIR:
				d.kind = kindFile
			case syscall.S_IFCHR:
				if maj := st.Rdev >> 8 & 0xfff; maj == 1 {
					d.kind = kindOther // null, zero, full, random
				}
			}
		}
	}
	return d.kind
}

// sync puts the file offset back to where the shell has read to, for others
// who share the open file.
func (d *desc) sync() {
	if n := len(d.buf) - d.pos; n > 0 {
		syscall.Seek(d.fd, int64(-n), 1)
	}
	d.buf, d.pos = d.buf[:0], 0
}

// get returns what descriptor n is, nil if it is closed.
//
//go:noinline
func (sh *Shell) get(n int) *desc {
	if n >= 0 && n < len(sh.fds) {
		return sh.fds[n]
	}
	return nil
}

// set makes n stand for d, nil to close it; what it stood for is given back.
func (sh *Shell) setFD(n int, d *desc) {
	if n >= len(sh.fds) {
		if d == nil {
			return
		}
		for n >= len(sh.fds) {
			sh.fds = append(sh.fds, nil)
		}
	}
	if old := sh.fds[n]; old != nil {
		old.release()
	}
	sh.fds[n] = d
}

// freeFD returns the lowest number at or above low that is closed.
func (sh *Shell) freeFD(low int) int {
	n := low
	for n < len(sh.fds) && sh.fds[n] != nil {
		n++
	}
	return n
}

// write writes all of p to descriptor n. While it would block, due trap
// actions run; c tells when one of them ends more than itself.
func (sh *Shell) write(n int, p []byte) (c ctl, err error) {
	d := sh.get(n)
	if d == nil {
		return next, syscall.EBADF
	}
	return sh.writeDesc(d, p)
}

const pipeChunk = 4096 // a pipe that is ready takes this much without blocking

func (sh *Shell) writeDesc(d *desc, p []byte) (ctl, error) {
	fd := d.fd
	if d.capt != nil {
		if d.capt.ev == sh.ev {
			d.capt.drain()
			d.capt.buf = append(d.capt.buf, p...)
			return next, nil
		}
		fd = d.capt.writeEnd()
	} else if len(d.buf) > d.pos {
		d.sync()
	}
	blocks := d.capt != nil || d.classify() == kindBlocks
	for len(p) > 0 {
		chunk := p
		if blocks {
			if len(chunk) > pipeChunk {
				chunk = chunk[:pipeChunk]
			}
			if !event.Ready(fd, event.Out) {
				fds := []event.Fd{{FD: int32(fd), Events: event.Out}}
				if c, _ := sh.block(nil, fds, time.Time{}); c != next {
					return c, nil
				}
			}
		}
		n, _, e := syscall.RawSyscall(syscall.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(chunk))), uintptr(len(chunk)))
		if e == syscall.EINTR || e == syscall.EAGAIN && blocks {
			if e == syscall.EAGAIN {
				fds := []event.Fd{{FD: int32(fd), Events: event.Out}}
				if c, _ := sh.block(nil, fds, time.Time{}); c != next {
					return c, nil
				}
			}
			continue
		}
		if e == syscall.EPIPE && !(sh.isMain() && sh.traps.has(sig.PIPE)) {
			sig.Take(sig.PIPE) // the caller sees to it; other ones are sent by someone
		}
		if e != 0 {
			return next, e
		}
		p = p[n:]
	}
	return next, nil
}

// readDesc reads into p, at least one byte unless at the end of the file. It
// waits for data as every wait does; timeout is true when the deadline came first.
func (sh *Shell) readDesc(d *desc, p []byte, deadline time.Time) (n int, timeout bool, c ctl, err error) {
	if len(d.buf) > d.pos {
		n = copy(p, d.buf[d.pos:])
		d.pos += n
		return n, false, next, nil
	}
	var cutOff func() bool
	if sh.readCut.ends {
		cutOff = func() bool { return sh.readCut.sig != 0 }
	}
	for {
		if sh.due() { // what has always something to read would put it off
			if c := sh.attend(true); c != next {
				return 0, false, c, nil
			}
		}
		if sh.readCut.sig != 0 {
			return 0, false, next, syscall.EINTR
		}
		if d.classify() == kindBlocks && !event.Ready(d.fd, event.In) {
			if d.writeOnly() {
				return 0, false, next, syscall.EBADF
			}
			fds := []event.Fd{{FD: int32(d.fd), Events: event.In}}
			c, timeout := sh.block(cutOff, fds, deadline)
			if c != next || timeout {
				return 0, timeout, c, nil
			}
			if sh.readCut.sig != 0 {
				continue
			}
		}
		n, _, e := syscall.RawSyscall(syscall.SYS_READ, uintptr(d.fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
		switch e {
		case 0:
			return int(n), false, next, nil
		case syscall.EINTR:
		case syscall.EAGAIN:
			fds := []event.Fd{{FD: int32(d.fd), Events: event.In}}
			c, timeout := sh.block(nil, fds, deadline)
			if c != next || timeout {
				return 0, timeout, c, nil
			}
		default:
			return 0, false, next, e
		}
	}
}

// writeOnly reports whether nothing can ever be read.
func (d *desc) writeOnly() bool {
	flags, _, e := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(d.fd), syscall.F_GETFL, 0)
	return e == 0 && flags&syscall.O_ACCMODE == syscall.O_WRONLY
}

// readByte reads one byte. From a seekable file it reads ahead; the offset is
// put back before anyone else can use it (see syncReads).
func (sh *Shell) readByte(d *desc, deadline time.Time) (b byte, eof, timeout bool, c ctl, err error) {
	if d.pos < len(d.buf) {
		b = d.buf[d.pos]
		d.pos++
		return b, false, false, next, nil
	}
	if d.classify() == kindFile && d.keepsOffset() {
		if cap(d.buf) == 0 {
			d.buf = make([]byte, 0, 4096)
		}
		d.pos = 0
		n, _, e := syscall.RawSyscall(syscall.SYS_READ, uintptr(d.fd), uintptr(unsafe.Pointer(unsafe.SliceData(d.buf[:cap(d.buf)]))), uintptr(cap(d.buf)))
		if e != 0 {
			d.buf = d.buf[:0]
			return 0, false, false, next, e
		}
		d.buf = d.buf[:n]
		if n == 0 {
			return 0, true, false, next, nil
		}
		d.pos = 1
		return d.buf[0], false, false, next, nil
	}
	var one [1]byte
	n, timeout, c, err := sh.readDesc(d, one[:], deadline)
	if err != nil || timeout || c != next {
		return 0, false, timeout, c, err
	}
	return one[0], n == 0, false, next, nil
}

// keepsOffset reports whether the file can seek, so that reading ahead can be undone.
func (d *desc) keepsOffset() bool {
	_, err := syscall.Seek(d.fd, 0, 1)
	return err == nil
}

// syncReads undoes all reading ahead, before other processes see the descriptors.
func (sh *Shell) syncReads() {
	for _, d := range sh.fds {
		if d != nil && len(d.buf) > d.pos {
			d.sync()
		}
	}
}

// out writes s to standard output, as built-ins do. It reports the exit
// status: 0, or 1 after a message about a write error.
//
//go:noinline
func (sh *Shell) out(s string) int {
	return sh.outBytes(unsafe.Slice(unsafe.StringData(s), len(s)))
}

// outUnchecked is out for the built-ins of which bash does not ask whether their
// output could be written.
func (sh *Shell) outUnchecked(s string) int {
	failed := sh.outFailed
	sh.outFailed = true // said already
	st := sh.out(s)
	sh.outFailed = failed
	if st == 1 && sh.pend == 0 {
		return 0
	}
	return st
}

func (sh *Shell) outBytes(p []byte) int {
	if len(p) == 0 {
		return 0
	}
	c, err := sh.write(1, p)
	if c != next {
		sh.pend = c
		return 1
	}
	if err != nil {
		if err == syscall.EPIPE && !sh.sigIgnored(13) && sh.dieOfPipe() {
			return 141
		}
		if !sh.outFailed {
			sh.outFailed = true
			name := "echo"
			if sh.builtin != nil {
				name = sh.builtin.name
			}
			sh.builtinError(name, "write error: %s", errText(err))
		}
		return 1
	}
	return 0
}

// A capture collects the output of a command substitution: in memory what
// built-ins write, through a pipe what processes write. The pipe is made when
// the first process needs it.
type capture struct {
	ev   *evaluator
	buf  []byte
	r, w int // ends of the pipe; w is -1 while there is none
	eof  bool
}

func newCapture(ev *evaluator) *capture { return &capture{ev: ev, r: -1, w: -1} }

// writeEnd returns the writing end of the pipe.
func (c *capture) writeEnd() int {
	if c.w < 0 {
		var p [2]int
		if syscall.Pipe2(p[:], syscall.O_CLOEXEC) != nil {
			return -1
		}
		// The reading end is ours alone, so it may be made non-blocking.
		syscall.SetNonblock(p[0], true)
		c.r, c.w = p[0], p[1]
		c.ev.captures = append(c.ev.captures, c)
	}
	return c.w
}

// drain takes what is in the pipe; no more of it than a writer that is always
// ahead can be let to put off everything else.
func (c *capture) drain() {
	if c.r < 0 || c.eof {
		return
	}
	const most = 1 << 20
	for limit := len(c.buf) + most; len(c.buf) < limit; {
		if cap(c.buf)-len(c.buf) < 4096 {
			nb := make([]byte, len(c.buf), max(2*cap(c.buf), 8192))
			copy(nb, c.buf)
			c.buf = nb
		}
		free := c.buf[len(c.buf):cap(c.buf)]
		n, _, e := syscall.RawSyscall(syscall.SYS_READ, uintptr(c.r), uintptr(unsafe.Pointer(&free[0])), uintptr(len(free)))
		if e == syscall.EINTR {
			continue
		}
		if e != 0 {
			return
		}
		if n == 0 {
			c.eof = true
			return
		}
		c.buf = c.buf[:len(c.buf)+int(n)]
	}
}

// finish waits until every process has closed the pipe.
func (c *capture) finish(sh *Shell, job []runner) ctl {
	if c.w >= 0 {
		syscall.Close(c.w)
		c.drain()
		var r ctl
		if !c.eof {
			ended := func() bool { return c.eof }
			if job != nil {
				r = sh.foreground(job, ended)
			} else {
				r, _ = sh.block(ended, nil, time.Time{})
			}
		}
		c.close()
		return r
	}
	return next
}

func (c *capture) close() {
	if c.r < 0 {
		return
	}
	syscall.Close(c.r)
	list := c.ev.captures
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == c {
			c.ev.captures = append(list[:i:i], list[i+1:]...)
			break
		}
	}
	c.r, c.w = -1, -1
}
