package interp

import (
	"math"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/event"
	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// A redirection is a compiled redirection (POSIX XCU 2.7; bash manual 3.6).
type redirection struct {
	_        nocmp.Mark
	op       syntax.RedirOperator
	fd       int    // -1: the operator's default
	variable string // {name}>
	many     bool   // the word has a brace expansion: more than one
	word     word
	text     string // the word as it was written
	acts     bool   // may change variables: a program's redirections are its process's affair
	substs   bool   // the word has a command or process substitution
}

// An undo says what a descriptor was before a redirection.
type undo struct {
	fd  int
	old *desc
}

// repeatable reports whether the redirections do the same if they are done, undone and done again.
func repeatable(list []redirection) bool {
	for i := range list {
		r := &list[i]
		w, ok := r.word.(*litWord)
		if !ok || r.variable != "" || r.op != syntax.DplOut && r.op != syntax.DplIn && w.s != "/dev/null" {
			return false
		}
	}
	return true
}

// redirect performs redirections in order. What it did is in the list also
// when one of them failed, after an error message; then ok is false.
func (sh *Shell) redirect(list []redirection) (u []undo, ok bool) {
	u = make([]undo, 0, len(list)+1)
	own := sh.ownRedirs
	ok = true
	for i := 0; ok && i < len(list); i++ {
		sh.ownRedirs = u // not for the action that comes while an open blocks
		if ok = sh.redirectOne(&list[i], &u); !ok && sh.ownRedirs == nil {
			u = nil // an action has left the command
		}
	}
	sh.ownRedirs = own
	return u, ok
}

// undo brings descriptors back.
func (sh *Shell) undo(u []undo) {
	for i := len(u) - 1; i >= 0; i-- {
		fd := u[i].fd
		for fd >= len(sh.fds) {
			sh.fds = append(sh.fds, nil)
		}
		if d := sh.fds[fd]; d != nil {
			d.release()
		}
		sh.fds[fd] = u[i].old
	}
}

// swap exchanges what the descriptor is with what it was.
//
//go:noinline
func (u *undo) swap(sh *Shell) {
	for u.fd >= len(sh.fds) {
		sh.fds = append(sh.fds, nil)
	}
	sh.fds[u.fd], u.old = u.old, sh.fds[u.fd]
}

// commit makes redirections permanent.
//
//go:noinline
func (sh *Shell) commit(u []undo) {
	for _, x := range u {
		if x.old != nil {
			x.old.release()
		}
	}
}

// openFiles returns the limit on the numbers of descriptors (ulimit -n).
func (sh *Shell) openFiles() int {
	for i := len(sh.lims) - 1; i >= 0; i-- {
		if sh.lims[i].Resource == syscall.RLIMIT_NOFILE {
			return int(min(sh.lims[i].Soft, math.MaxInt32))
		}
	}
	var lim syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &lim) != nil {
		return math.MaxInt32
	}
	return int(min(lim.Cur, math.MaxInt32))
}

// place makes fd stand for d and remembers what it was.
//
//go:noinline
func (sh *Shell) place(fd int, d *desc, u *[]undo) {
	for fd >= len(sh.fds) {
		sh.fds = append(sh.fds, nil)
	}
	*u = append(*u, undo{fd, sh.fds[fd]})
	sh.fds[fd] = d
}

func (sh *Shell) redirectOne(r *redirection, u *[]undo) bool {
	fd := r.fd
	if fd < 0 {
		fd = 1
		switch r.op {
		case syntax.RdrIn, syntax.RdrInOut, syntax.DplIn, syntax.Hdoc, syntax.DashHdoc, syntax.WordHdoc:
			fd = 0
		}
	}
	if fd > 2 && (fd >= inheritedFDs || len(sh.lims) > 0) && fd >= sh.openFiles() {
		sh.errorf("%d: Bad file descriptor", itoa(fd))
		return false
	}
	switch r.op {
	case syntax.Hdoc, syntax.DashHdoc, syntax.WordHdoc:
		text := r.word.str(sh)
		if sh.pend != 0 {
			return false
		}
		if r.op == syntax.WordHdoc {
			text += "\n"
		}
		d, err := hereFile(text)
		if err != nil {
			sh.errorf("cannot create temp file for here-document: %s", errText(err))
			return false
		}
		return sh.placeVar(r, fd, d, u)
	case syntax.DplIn, syntax.DplOut:
		return sh.duplicate(r, fd, u)
	}
	name, ok := sh.redirTarget(r)
	return ok && sh.redirectFile(r, r.op, fd, name, u)
}

// redirectFile is a redirection to a file, with the operator op.
func (sh *Shell) redirectFile(r *redirection, op syntax.RedirOperator, fd int, name string, u *[]undo) bool {
	flags := 0
	both := false
	switch op {
	case syntax.RdrIn:
		flags = syscall.O_RDONLY
	case syntax.RdrInOut:
		flags = syscall.O_RDWR | syscall.O_CREAT
	case syntax.RdrOut:
		flags = syscall.O_WRONLY | syscall.O_CREAT | syscall.O_TRUNC
	case syntax.RdrClob:
		flags = syscall.O_WRONLY | syscall.O_CREAT | syscall.O_TRUNC
	case syntax.AppOut:
		flags = syscall.O_WRONLY | syscall.O_CREAT | syscall.O_APPEND
	case syntax.RdrAll, syntax.RdrAllClob:
		flags, both = syscall.O_WRONLY|syscall.O_CREAT|syscall.O_TRUNC, true
	case syntax.AppAll, syntax.AppAllClob:
		flags, both = syscall.O_WRONLY|syscall.O_CREAT|syscall.O_APPEND, true
	}
	if sh.opts&optRestricted != 0 && flags&(syscall.O_WRONLY|syscall.O_RDWR) != 0 {
		if r.variable != "" {
			name = r.variable
		}
		sh.errorf("%s: restricted: cannot redirect output", name)
		return false
	}
	if sh.opts&optNoclobber != 0 && (op == syntax.RdrOut || op == syntax.RdrAll) {
		var st syscall.Stat_t
		p := sh.path(name)
		if syscall.Stat(p, &st) == nil {
			if st.Mode&syscall.S_IFMT == syscall.S_IFREG {
				sh.errorf("%s: cannot overwrite existing file", name)
				return false
			}
			flags &^= syscall.O_CREAT
		} else {
			flags |= syscall.O_EXCL
		}
	}
	d, c, err := sh.open(name, flags, 0o666)
	if c != next {
		sh.pend = c
		return false
	}
	if err != nil {
		if err == syscall.EEXIST && sh.opts&optNoclobber != 0 {
			sh.errorf("%s: cannot overwrite existing file", name)
		} else if err != errReported {
			sh.errorf("%s: %s", name, errText(err))
		}
		return false
	}
	if both {
		d.refs.Add(1)
		sh.place(1, d, u)
		sh.place(2, d, u)
		return true
	}
	return sh.placeVar(r, fd, d, u)
}

// placeVar places d, under a new number kept in the variable for {name}>.
func (sh *Shell) placeVar(r *redirection, fd int, d *desc, u *[]undo) bool {
	if r.variable == "" {
		sh.place(fd, d, u)
		return true
	}
	n := sh.freeFD(10)
	if n >= sh.openFiles() {
		d.release()
		sh.cannotDuplicate(syscall.EINVAL)
		sh.errorf("%s: %s", r.text, errText(syscall.EINVAL))
		return false
	}
	if !sh.assignRef(r.variable, formatInt(int64(n))) {
		d.release()
		if sh.pend != 0 {
			return false
		}
		sh.errorf("%s: cannot assign fd to variable", r.variable)
		return false
	}
	sh.setFD(n, d)
	if sh.shopts&shoptVarredirClose != 0 {
		*u = append(*u, undo{n, nil})
	}
	return true
}

// redirTarget expands the word after a redirection operator; it must be one field.
func (sh *Shell) redirTarget(r *redirection) (string, bool) {
	many := r.many && sh.opts&optBraceexpand != 0
	if w, ok := r.word.(*litWord); ok && !many {
		return w.s, true
	}
	if sh.opts&optPosix != 0 && sh.opts&optInteractive == 0 && !many {
		// Neither split nor taken for a pattern (POSIX XCU 2.7).
		s := r.word.str(sh)
		if sh.pend != 0 {
			return "", false
		}
		if s == "" && !strfn.ContainsAny(r.text, `'"`) {
			sh.ambiguous(r, r.text)
			return "", false
		}
		return s, true
	}
	mark := len(sh.args)
	r.word.fields(sh)
	n := len(sh.args) - mark
	if sh.pend != 0 {
		sh.wordFailed(nil)
		sh.args = sh.args[:mark]
		return "", false
	}
	var s string
	if n == 1 {
		s = sh.args[mark]
	}
	sh.args = sh.args[:mark]
	if n != 1 || many {
		sh.ambiguous(r, r.text)
		return "", false
	}
	return s, true
}

// ambiguous is the message about a word that names no target.
//
//go:noinline
func (sh *Shell) ambiguous(r *redirection, name string) {
	if r.variable != "" {
		name = r.variable
	}
	sh.errorf("%s: ambiguous redirect", name)
}

// cannotDuplicate is what bash says, besides the message proper, when it is a
// descriptor of its own choice that it cannot make.
func (sh *Shell) cannotDuplicate(err error) {
	sh.errOut(sh.messageName() + ": redirection error: cannot duplicate fd: " + errText(err) + "\n")
}

// duplicate is n<&word and n>&word.
func (sh *Shell) duplicate(r *redirection, fd int, u *[]undo) bool {
	word, ok := sh.redirTarget(r)
	if !ok {
		return false
	}
	if r.variable != "" && word == "-" {
		return sh.closeVar(r)
	}
	if word == "-" {
		sh.place(fd, nil, u)
		if sh.coproc != nil {
			sh.coproc.closed(sh, fd)
		}
		return true
	}
	move := false
	num := word
	if n := strfn.TrimSuffix(word, "-"); n != word {
		move, num = true, n
	}
	from, isNum := atoi(num)
	if !isNum || from < 0 {
		if r.op == syntax.DplOut && (r.fd < 0 || r.fd == 1) && r.variable == "" && word != "" && !move {
			return sh.redirectFile(r, syntax.RdrAll, fd, word, u) // >&word is &>word
		}
		if strings.Trim(num, "0123456789") == "" { // too large, or empty
			sh.badTarget(r, fd, 0, move)
		} else {
			sh.ambiguous(r, num)
		}
		return false
	}
	d := sh.get(from)
	if d == nil && from == fd && r.variable == "" {
		return true // as in bash, even if it is not open
	}
	if d == nil {
		sh.badTarget(r, fd, from, move)
		return false
	}
	d.refs.Add(1)
	if r.variable != "" {
		if !sh.placeVar(r, fd, d, u) {
			return false
		}
	} else {
		sh.place(fd, d, u)
	}
	if move && (from != fd || r.variable != "") {
		sh.place(from, nil, u)
		if sh.coproc != nil {
			sh.coproc.closed(sh, from)
		}
	}
	return true
}

// closeVar is {name}<&-: it closes the descriptor that the variable has the
// number of. What is no number counts as 0, as in bash.
func (sh *Shell) closeVar(r *redirection) bool {
	val := ""
	if ref, ok := parseRef(r.variable); ok {
		val = ref.value(sh).s
	}
	n, _ := atoi(val)
	if val == "" || n < 0 {
		sh.ambiguous(r, "")
		return false
	}
	sh.setFD(n, nil)
	if sh.coproc != nil {
		sh.coproc.closed(sh, n)
	}
	return true
}

// badTarget is the message about a descriptor from that is not open. For a
// word with expansions it shows that word, or what was to be redirected.
func (sh *Shell) badTarget(r *redirection, fd, from int, move bool) {
	name := formatInt(int64(from))
	_, fixed := atoi(strfn.TrimSuffix(r.text, "-"))
	standard := 0
	if r.op == syntax.DplOut {
		standard = 1
	}
	switch {
	case r.variable != "" || fixed && move && sh.get(fd) != nil:
		sh.cannotDuplicate(syscall.EBADF)
	case fixed:
	case fd == standard:
		name = r.text
	default:
		name = formatInt(int64(fd))
	}
	sh.errorf("%s: Bad file descriptor", name)
}

// assigns reports whether the redirection may assign to variables.
func (r *redirection) assigns() bool {
	if r.variable != "" {
		return true
	}
	w, ok := r.word.(interface{ list() []part })
	if !ok {
		return false
	}
	for _, p := range w.list() {
		switch p := p.(type) {
		case *arithPart:
			return true
		case *paramPart:
			if strfn.Contains(p.text, "=") || strfn.Contains(p.text, "++") || strfn.Contains(p.text, "--") {
				return true
			}
		}
	}
	return false
}

// hereFile holds the text of a here-document in an anonymous pipe or file.
func hereFile(text string) (*desc, error) {
	if len(text) <= 4096 {
		var p [2]int
		if err := syscall.Pipe2(p[:], syscall.O_CLOEXEC); err != nil {
			return nil, err
		}
		if len(text) > 0 {
			syscall.Write(p[1], unsafe.Slice(unsafe.StringData(text), len(text)))
		}
		syscall.Close(p[1])
		return newDesc(p[0]), nil
	}
	name := [...]byte{'h', 'e', 'r', 'e', 0}
	fd, _, e := syscall.Syscall(sysMemfdCreate, uintptr(unsafe.Pointer(&name[0])), 1, 0)
	if e != 0 {
		return nil, e
	}
	for b := unsafe.Slice(unsafe.StringData(text), len(text)); len(b) > 0; {
		n, err := syscall.Write(int(fd), b)
		if err != nil {
			syscall.Close(int(fd))
			return nil, err
		}
		b = b[n:]
	}
	syscall.Seek(int(fd), 0, 0)
	return newDesc(int(fd)), nil
}

// path returns the name under which the process can open name: relative to
// the environment's working directory if that is not the process's.
//
//go:noinline
func (sh *Shell) path(name string) string {
	if sh.dir == "" || name == "" || name[0] == '/' {
		return name
	}
	return sh.dir + "/" + name
}

// open opens a file for a redirection. An open that can block, of a FIFO, is
// done by a helper goroutine while the shell waits as it always does.
func (sh *Shell) open(name string, flags int, mode uint32) (*desc, ctl, error) {
	if strfn.HasPrefix(name, "/dev/") {
		if d, err, ok := sh.openDevice(name, flags); ok {
			return d, next, err
		}
	}
	p := sh.path(name)
	if sh.mask >= 0 && flags&syscall.O_CREAT != 0 {
		mode &^= uint32(sh.mask)
	}
	flags |= syscall.O_CLOEXEC
	if name != "" && flags&syscall.O_RDWR == 0 {
		var st syscall.Stat_t
		if syscall.Stat(p, &st) == nil && st.Mode&syscall.S_IFMT == syscall.S_IFIFO {
			return sh.openFIFO(p, flags, mode)
		}
	}
	for {
		fd, err := syscall.Open(p, flags, mode)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return nil, next, err
		}
		return newDesc(fd), next, nil
	}
}

type opened struct {
	_   nocmp.Mark
	fd  int
	err error
}

// openFIFO opens a FIFO in a goroutine. If an action leaves the command, the
// goroutine is freed by opening the other end.
func (sh *Shell) openFIFO(p string, flags int, mode uint32) (*desc, ctl, error) {
	if !sh.mayShare() {
		return nil, sh.takePend(), errReported
	}
	done := make(chan opened, 1)
	waker := sh.ev.waker
	event.Share()
	event.Busy.Add(1)
	sh.parts.Add(1)
	go func() {
		fd, err := syscall.Open(p, flags, mode)
		for err == syscall.EINTR {
			fd, err = syscall.Open(p, flags, mode)
		}
		event.Busy.Add(-1)
		done <- opened{fd: fd, err: err}
		waker.Wake()
		sh.parts.Add(-1)
	}()
	var r opened
	got := false
	c, _ := sh.block(func() bool {
		select {
		case r = <-done:
			got = true
		default:
		}
		return got
	}, nil, time.Time{})
	if c != next {
		if fd, err := syscall.Open(p, syscall.O_RDWR|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0); err == nil {
			go func() {
				o := <-done
				if o.err == nil {
					syscall.Close(o.fd)
				}
				syscall.Close(fd)
			}()
		}
		return nil, c, nil
	}
	if r.err != nil {
		return nil, next, r.err
	}
	return newDesc(r.fd), next, nil
}

// openDevice opens the names that bash treats itself: /dev/fd/N, /dev/stdin
// and so on through the table of descriptors, /dev/tcp and /dev/udp.
func (sh *Shell) openDevice(name string, flags int) (d *desc, err error, ok bool) {
	n, is := fdName(name)
	switch {
	case is:
		d := sh.get(n)
		if d == nil {
			return nil, syscall.ENOENT, true
		}
		if d.capt != nil {
			d.refs.Add(1)
			return d, nil, true
		}
		// Opening the link anew gives a description of its own, as in bash.
		fd, e := syscall.Open("/proc/self/fd/"+formatInt(int64(d.fd)), flags|syscall.O_CLOEXEC, 0o666)
		if e != nil {
			fd, _, e := syscall.Syscall(syscall.SYS_FCNTL, uintptr(d.fd), fDupfdCloexec, 3)
			if e != 0 {
				return nil, e, true
			}
			return newDesc(int(fd)), nil, true
		}
		return newDesc(fd), nil, true
	case strfn.HasPrefix(name, "/dev/tcp/") || strfn.HasPrefix(name, "/dev/udp/"):
		host, service, two := strfn.Cut(name[len("/dev/tcp/"):], "/")
		if !two {
			return nil, nil, false
		}
		d, err := sh.dial(host, service, name[5] == 'u')
		return d, err, true
	}
	return nil, nil, false
}

const fDupfdCloexec = 1030

// fdName returns the descriptor that a name in /dev stands for.
func fdName(name string) (int, bool) {
	switch name {
	case "/dev/stdin":
		return 0, true
	case "/dev/stdout":
		return 1, true
	case "/dev/stderr":
		return 2, true
	}
	if s, ok := strfn.CutPrefix(name, "/dev/fd/"); ok {
		return atoi2(s)
	}
	return 0, false
}

//go:noinline
func atoi2(s string) (int, bool) {
	n, ok := atoi(s)
	return n, ok && n >= 0 && s[0] != '+'
}
