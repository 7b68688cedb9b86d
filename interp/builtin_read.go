package interp

import (
	"bytes"
	"syscall"
	"time"
	"unicode/utf8"
	"unsafe"

	"entrysh/internal/event"
	"entrysh/internal/strfn"
)

// A readRequest is what the options of read ask for (bash manual 4.2, read).
type readRequest struct {
	array    string
	toArray  bool
	delim    byte
	noDelim  bool // -N: the delimiter does not count
	chars    int  // at most so many characters, if limited
	limited  bool
	prompt   string
	raw      bool
	silent   bool
	edit     bool   // -e: a line from a terminal is edited,
	text     string // and begins so
	timed    bool
	timeout  time.Duration
	fd       int
	deadline time.Time
	names    []string
}

// A readLine is what read has got: the text without the backslashes that
// escaped characters, and where those characters are.
type readText struct {
	text    []byte
	escaped []int // offsets of escaped bytes, ascending
}

const statusTimeout = 128 + 14 // as if SIGALRM had ended the built-in

// builtinRead is read (POSIX XCU read; bash manual 4.2).
func builtinRead(sh *Shell, args []string) int {
	var r readRequest
	if st := sh.readOptions(&r, args); st != 0 {
		return st
	}
	d := sh.get(r.fd)
	if r.timed && r.timeout == 0 {
		if d == nil || !event.Ready(d.fd, event.In) && d.pos == len(d.buf) {
			return 1
		}
		return 0
	}
	if len(r.names) > 0 {
		if _, _, _, ok := sh.splitRef(r.names[0]); !ok {
			sh.notIdentifier("read", r.names[0])
			return 1
		}
	}
	if d == nil {
		sh.builtinError("read", "read error: %d: %s", itoa(r.fd), errText(syscall.EBADF))
		return 1
	}
	if !r.timed {
		if s, ok := sh.getSet("TMOUT"); ok {
			r.timeout, _ = parseSeconds(s)
		}
	}
	if r.timeout > 0 && d.classify() != kindFile {
		r.deadline = time.Now().Add(r.timeout)
	}
	var line readText
	status := 0
	if !r.limited || r.chars > 0 {
		restore := sh.prepareTerminal(d, &r)
		line.text, sh.outBuf = sh.outBuf[:0], nil // actions that run meanwhile need one of their own
		var c ctl
		status, c = sh.readOrCut(d, &r, &line)
		if restore != nil {
			restore()
		}
		if c != next {
			sh.pend = c
			return max(status, 1)
		}
		if status < 0 {
			return -status
		}
	}
	ok := sh.assignRead(&r, &line)
	sh.outBuf = line.text[:0]
	if !ok {
		return 1
	}
	return status
}

func (sh *Shell) readOptions(r *readRequest, args []string) (status int) {
	r.delim = '\n'
	f := sh.flags(args, "ersa:d:i:n:p:t:u:N:")
	for {
		o := f.next()
		switch o {
		case flagEnd:
			r.names = f.args
			r.edit = r.edit && !r.limited && !r.silent && r.delim == '\n'
			return 0
		case flagError:
			return 2
		case 'a':
			r.array, r.toArray = f.arg, true
		case 'd':
			r.delim = 0
			if f.arg != "" {
				r.delim = f.arg[0]
			}
		case 'e':
			r.edit = true
		case 'i':
			r.text = f.arg
		case 'n', 'N':
			n, ok := legalNumber(f.arg)
			if !ok || n < 0 || n != int64(int32(n)) {
				sh.builtinError("read", "%s: invalid number", f.arg)
				return 1
			}
			r.chars, r.limited = int(n), true
			if o == 'N' {
				r.noDelim = true
			}
		case 'p':
			r.prompt = f.arg
		case 'r':
			r.raw = true
		case 's':
			r.silent = true
		case 't':
			t, ok := parseSeconds(f.arg)
			if !ok {
				sh.builtinError("read", "%s: invalid timeout specification", f.arg)
				return 1
			}
			r.timeout, r.timed = t, true
		case 'u':
			n, ok := legalNumber(f.arg)
			if !ok || n < 0 || n != int64(int32(n)) {
				sh.builtinError("read", "%s: invalid file descriptor specification", f.arg)
				return 1
			}
			if sh.get(int(n)) == nil {
				sh.builtinError("read", "%d: invalid file descriptor: %s", formatInt(n), errText(syscall.EBADF))
				return 1
			}
			r.fd = int(n)
		}
	}
}

// parseSeconds reads a number of seconds with a fraction, as read -t takes it.
func parseSeconds(s string) (time.Duration, bool) {
	negative := strfn.HasPrefix(s, "-")
	if negative || strfn.HasPrefix(s, "+") {
		s = s[1:]
	}
	whole, frac, _ := strfn.Cut(s, ".")
	n := int64(0)
	for i := 0; i < len(whole); i++ {
		if whole[i] < '0' || whole[i] > '9' || n > 1<<32 {
			return 0, false
		}
		n = n*10 + int64(whole[i]-'0')
	}
	if negative && n != 0 {
		return 0, false // -0.5 is 0.5, as in bash
	}
	t := time.Duration(n) * time.Second
	unit := time.Second / 10
	for i := 0; i < len(frac); i++ {
		if frac[i] < '0' || frac[i] > '9' {
			return 0, false
		}
		if unit >= time.Microsecond {
			t += time.Duration(frac[i]-'0') * unit
			unit /= 10
		}
	}
	return t, true
}

// readOrCut is readInput, which in POSIX mode a signal that has an action ends.
func (sh *Shell) readOrCut(d *desc, r *readRequest, line *readText) (status int, c ctl) {
	if sh != sh.root || sh.opts&optPosix == 0 {
		return sh.readInput(d, r, line)
	}
	sh.readCut = cut{ends: true}
	status, c = sh.readInput(d, r, line)
	if n := sh.readCut.sig; n != 0 && c == next {
		status = -(128 + n)
	}
	sh.readCut = cut{}
	return status, c
}

// readInput reads up to the delimiter, the number of characters asked for, the
// end of the file or the deadline. The status is 0, 1 at the end of the file,
// 142 after the deadline; it is negative if nothing is to be assigned.
func (sh *Shell) readInput(d *desc, r *readRequest, line *readText) (status int, c ctl) {
	if r.edit && sh.edits(d) {
		if status, c := sh.editInput(d, r); status != 0 || c != next {
			return status, c
		}
	}
	escape := false
	for n := 0; ; {
		if !escape {
			if done, ok := sh.readAhead(d, r, line); done {
				return 0, next
			} else if ok {
				if sh.due() {
					if c := sh.attend(true); c != next {
						return 1, c
					}
				}
				continue
			}
		}
		b, eof, timeout, c, err := sh.readByte(d, r.deadline)
		switch {
		case c != next:
			return 1, c
		case timeout:
			return statusTimeout, next
		case sh.readCut.sig != 0:
			return 1, next
		case err != nil:
			sh.builtinError("read", "read error: %d: %s", itoa(r.fd), errText(err))
			return -1, next
		case eof:
			return 1, next
		}
		if escape {
			escape = false
			if b == '\n' {
				if sh.opts&optInteractive != 0 && isTerminal(d.fd) {
					sh.showPrompt(sh.Get("PS2"))
				}
				continue
			}
			if b != 0 {
				line.escaped = append(line.escaped, len(line.text))
			}
		} else if sh.utf8 && incomplete(line.text) {
			// part of that character, whatever it is
		} else if b == '\\' && !r.raw {
			escape = true
			continue
		} else if b == r.delim && !r.noDelim {
			return 0, next
		}
		if b == 0 {
			continue // a variable cannot hold it
		}
		line.text = append(line.text, b)
		if r.limited {
			if b >= utf8.RuneSelf && sh.utf8 {
				if c := sh.readRest(d, r, line); c != next {
					return 1, c
				}
			}
			if n++; n >= r.chars {
				return 0, next
			}
		}
	}
}

// editInput has a line edited, which is then read as if it had been typed. The status is
// readInput's.
func (sh *Shell) editInput(d *desc, r *readRequest) (status int, c ctl) {
	text, eof, late, c := sh.editLine(d, r.prompt, r.text, r.deadline)
	switch {
	case c != next:
		return 1, c
	case late:
		return statusTimeout, next
	case eof:
		sh.errOut("\n")
		return 1, next
	}
	d.buf, d.pos = append([]byte(text+"\n"), d.buf[min(d.pos, len(d.buf)):]...), 0
	return 0, next
}

// readAhead takes what is at hand of the line, up to a character that needs
// thought: from the read-ahead buffer of a file, or from a pipe. done tells that
// the delimiter was found, more that something was taken.
func (sh *Shell) readAhead(d *desc, r *readRequest, line *readText) (done, more bool) {
	if r.limited {
		return false, false
	}
	if d.pos < len(d.buf) {
		p, found := r.plain(d.buf[d.pos:], line.text)
		line.text = append(line.text, p...)
		d.pos += len(p)
		if found {
			d.pos++
		}
		return found, len(p) > 0
	}
	if d.classify() != kindBlocks || d.noPeek || d.capt != nil {
		return false, false
	}
	var peeked, taken [512]byte
	n, ok := sh.peekPipe(d.fd, peeked[:])
	if !ok {
		d.noPeek = true
	}
	p, found := r.plain(peeked[:n], line.text)
	n = len(p)
	if found {
		n++
	}
	if n == 0 {
		return false, false
	}
	n, ok = sh.takePipe(d.fd, taken[:n])
	if !ok {
		d.noPeek = true
		return false, false
	}
	if n < len(p) || !bytes.Equal(taken[:n], peeked[:n]) {
		// Another process reads from the pipe at the same time.
		d.buf, d.pos = append([]byte(nil), taken[:n]...), 0
		return false, n > 0
	}
	line.text = append(line.text, p...)
	return found && n > len(p), true
}

// plain returns what of p comes before the delimiter, or before a character
// that is not simply part of the line; found tells that it was the delimiter. What has
// been read of the line is text.
func (r *readRequest) plain(p, text []byte) (before []byte, found bool) {
	if end := bytes.IndexByte(p, r.delim); end >= 0 {
		p, found = p[:end], true
	}
	if !r.raw {
		if i := bytes.IndexByte(p, '\\'); i >= 0 {
			p, found = p[:i], false
		}
	}
	if i := bytes.IndexByte(p, 0); i >= 0 {
		p, found = p[:i], false
	}
	if len(p) > 0 {
		text = p
	}
	return p, found && !incomplete(text)
}

// incomplete reports whether a text ends within a character of UTF-8. bash takes the
// next byte for a part of it.
func incomplete(text []byte) bool {
	if n := len(text); n > 0 && text[n-1] < utf8.RuneSelf {
		return false
	}
	text = text[max(0, len(text)-longCharacters):] // what is further away does not count
	for odd := false; ; odd = !odd {
		i := len(text) - 1
		for i > 0 && !utf8.RuneStart(text[i]) {
			i--
		}
		if i < 0 || utf8.FullRune(text[i:]) {
			return odd
		}
		text = text[:i] // ends within one, too? Then this is a part of it
	}
}

// longCharacters is more bytes than incomplete characters follow each other in texts.
const longCharacters = 64

// readRest reads the other bytes of the character whose first byte was just read.
func (sh *Shell) readRest(d *desc, r *readRequest, line *readText) ctl {
	at := len(line.text) - 1
	for !utf8.FullRune(line.text[at:]) {
		b, eof, timeout, c, err := sh.readByte(d, r.deadline)
		if c != next {
			return c
		}
		if eof || err != nil || timeout {
			break
		}
		line.text = append(line.text, b)
	}
	return next
}

// prepareTerminal shows the prompt and changes the terminal's modes for -s, -n
// and the like, if d is one. The function returned sets them back.
func (sh *Shell) prepareTerminal(d *desc, r *readRequest) (restore func()) {
	if d.classify() != kindBlocks || !isTerminal(d.fd) {
		return nil
	}
	if r.edit && sh.edits(d) {
		return nil // the editor sees to all that
	}
	if r.prompt != "" {
		sh.errOut(r.prompt)
	}
	if !r.silent && !r.limited && r.delim == '\n' {
		return nil
	}
	var old syscall.Termios
	if !termios(d.fd, syscall.TCGETS, &old) {
		return nil
	}
	t := old
	if r.silent {
		t.Lflag &^= syscall.ECHO | syscall.ECHOK | syscall.ECHONL
	}
	if r.limited || r.delim != '\n' {
		t.Lflag &^= syscall.ICANON
		t.Cc[syscall.VMIN], t.Cc[syscall.VTIME] = 1, 0
	}
	const setDrain = 0x5403 // TCSETSW
	if !termios(d.fd, setDrain, &t) {
		return nil
	}
	return func() { termios(d.fd, setDrain, &old) }
}

func termios(fd, req int, t *syscall.Termios) bool {
	_, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(fd), uintptr(req), uintptr(unsafe.Pointer(t)))
	return e == 0
}

// assignRead gives the variables what was read. It reports false after a message.
func (sh *Shell) assignRead(r *readRequest, line *readText) bool {
	t := sh.ifs
	if r.noDelim {
		t = noIFS
	}
	if r.toArray {
		return sh.assignReadArray(r.array, line, t)
	}
	if len(r.names) == 0 {
		return sh.assign(intern("REPLY"), string(line.text))
	}
	text := string(line.text)
	s := splitter{t: t, text: text, escaped: line.escaped}
	s.skipWhite()
	for i, name := range r.names {
		base, sub, has, ok := sh.splitRef(name)
		if !ok {
			sh.notIdentifier("read", name)
			return false
		}
		var val string
		if i < len(r.names)-1 {
			val = s.field()
		} else {
			val = s.rest()
		}
		if has {
			if !sh.assignElement(intern(base), sub, val, false) {
				return false
			}
		} else if !sh.assign(intern(base), val) {
			return false
		}
	}
	return true
}

var noIFS = newIFS("", false)

func (sh *Shell) assignReadArray(name string, line *readText, t *ifsTable) bool {
	if !validName(name) {
		sh.notIdentifier("read", name)
		return false
	}
	if s, _, _, ok := sh.resolve(intern(name)); ok && sh.variable(s) != nil && sh.variable(s).kind == assocArray {
		sh.builtinError("read", "%s: not an indexed array", name)
		return false
	}
	s := splitter{t: t, text: string(line.text), escaped: line.escaped}
	var list []string
	for s.skipWhite(); s.at < len(s.text); {
		list = append(list, s.field())
	}
	return sh.setArray(name, list)
}

// A splitter cuts fields off a line as read does (POSIX XCU 2.6.5 with the
// exceptions under read): escaped characters are no delimiters.
type splitter struct {
	t       *ifsTable
	text    string
	at      int
	escaped []int
}

// class tells what the character at i is, and how long: 0 for one that does not delimit.
func (s *splitter) class(i int) (c uint8, n int) {
	c = s.t.class[s.text[i]] & (ifsWhite | ifsOther)
	if c == 0 {
		return 0, 1
	}
	for len(s.escaped) > 0 && s.escaped[0] < s.at {
		s.escaped = s.escaped[1:]
	}
	for _, e := range s.escaped {
		if e >= i {
			if e == i {
				return 0, 1
			}
			break
		}
	}
	if s.text[i] >= utf8.RuneSelf && s.t.multi != "" {
		_, w := utf8.DecodeRuneInString(s.text[i:])
		if !containsRune(s.t.multi, s.text[i:i+w]) {
			return 0, w
		}
		return c, w
	}
	return c, 1
}

func (s *splitter) skipWhite() {
	for s.at < len(s.text) {
		if c, n := s.class(s.at); c != ifsWhite {
			return
		} else {
			s.at += n
		}
	}
}

// field returns the next field and goes past the delimiter after it.
func (s *splitter) field() string {
	from := s.at
	for i := from; i < len(s.text); {
		c, n := s.class(i)
		if c == 0 {
			i += n
			continue
		}
		end := i
		s.at = i + n
		s.skipWhite()
		if c == ifsWhite && s.at < len(s.text) {
			// White space before another delimiter belongs to it.
			if c, n := s.class(s.at); c == ifsOther {
				s.at += n
				s.skipWhite()
			}
		}
		return s.text[from:end]
	}
	s.at = len(s.text)
	return s.text[from:]
}

// rest returns what is left for the last variable: one field without its
// delimiter, or several with all but the white space at the end.
func (s *splitter) rest() string {
	from := s.at
	one := s.field()
	if s.at == len(s.text) {
		return one
	}
	end := len(s.text)
	for end > from {
		if b := s.text[end-1]; b != ' ' && b != '\t' && b != '\n' || s.t.class[b]&ifsWhite == 0 {
			break
		}
		end--
	}
	return s.text[from:end]
}
