package interp

import (
	"io"
	"strings"
	"syscall"
	"time"

	"entrysh/internal/edit"
	"entrysh/internal/parse"
	"entrysh/internal/stack"
	"entrysh/internal/strfn"
)

// A codeUnit is one compiled complete command.
type codeUnit struct {
	list *listNode
	unit *parse.Unit
}

// A program is a text read completely, whose commands are compiled as they are
// first run, and run again from there: eval and trap texts, function bodies.
type program struct{ units []codeUnit }

// runText reads and runs text command by command. firstLine is the line number
// of its first line.
func (sh *Shell) runText(text string, firstLine int, name string) ctl {
	if strfn.IndexByte(text, '\n') < 0 || len(text) < 4096 {
		if c, ok := sh.runCached(text, firstLine); ok {
			return c
		}
	}
	r := sh.reader(parse.NewText(text), firstLine)
	return sh.runReader(r)
}

// programs keeps compiled texts by text and first line: those that come more than
// once, since many an eval has a text of its own every time.
type programs struct {
	kept map[progKey]*program
	seen [256]uint32 // hashes of texts that came once, by their last bits
}

type progKey struct {
	text string
	line int
}

// again reports whether a text has come before, as far as that is known.
func (p *programs) again(k progKey) bool {
	h := (fnv(k.text) ^ uint32(k.line)) * 0x9E3779B1
	at := &p.seen[h>>24]
	if *at == h {
		return true
	}
	*at = h
	return false
}

// keep keeps p, and drops all others when there are too many.
func (p *programs) keep(k progKey, code *program) {
	if p.kept == nil || len(p.kept) >= 512 {
		p.kept = map[progKey]*program{}
	}
	p.kept[k] = code
}

// runCached runs a text that may have been compiled before.
func (sh *Shell) runCached(text string, line int) (ctl, bool) {
	if len(sh.aliases) > 0 && sh.shopts&shoptExpandAliases != 0 || sh.opts&(optVerbose|optPosix) != 0 {
		return next, false
	}
	if sh.progs == nil {
		sh.progs = new(programs)
	}
	key := progKey{text, line}
	p := sh.progs.kept[key]
	if p == nil {
		return sh.runFirst(key), true
	}
	for _, cu := range p.units {
		sh.echoInput(cu.unit)
		k := sh.runUnit(cu)
		if k == toTop {
			k = sh.topOfText()
		}
		if k != next {
			return k, true
		}
	}
	return next, true
}

// runFirst compiles and runs a text.
func (sh *Shell) runFirst(key progKey) ctl {
	depth := len(sh.readers)
	c := sh.compileText(key)
	sh.readers = sh.readers[:depth]
	return c
}

func (sh *Shell) compileText(key progKey) ctl {
	r := sh.reader(parse.NewText(key.text), key.line)
	p := &program{}
	for {
		u, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			p = nil // something is said about the text, every time
			if c := sh.refused(err, false); c != next {
				return c
			}
			continue
		}
		sh.echoInput(u)
		if len(u.Warnings) > 0 {
			p = nil
			sh.parseWarnings(u.Warnings)
		}
		cu := sh.compileUnit(u)
		if p != nil {
			p.units = append(p.units, cu)
		}
		k := sh.runUnit(cu)
		if k == toTop {
			k = sh.topOfText()
		}
		if k != next {
			return k
		}
		if len(sh.aliases) > 0 && sh.shopts&shoptExpandAliases != 0 {
			return sh.runReader(r)
		}
	}
	if p != nil && len(sh.aliases) == 0 && sh.progs.again(key) {
		sh.progs.keep(key, p)
	}
	return next
}

// topOfText is what the text of eval and its like does after one of its commands
// was left by an expansion error.
//
//go:noinline
func (sh *Shell) topOfText() ctl {
	if !sh.thrown {
		sh.status = 1
	}
	return sh.topOfScript()
}

// topOfScript is what a script that is read command by command does after one
// was left by an expansion error: it goes on, unless a subshell ends.
//
//go:noinline
func (sh *Shell) topOfScript() ctl {
	switch {
	case !sh.isMain() || sh.inSubst:
		return toExit
	case !sh.thrown:
		return next
	case sh.units > 0 || sh.sourcing > 0:
		return toTop
	}
	sh.thrown = false
	if sh.opts&optCommand != 0 {
		if sh.ui.broken {
			sh.status = 1
		}
		return toExit
	}
	return next
}

// throw leaves all that is being read but the script itself, as bash does
// after some errors in the use of built-ins. With -c, the shell ends.
func (sh *Shell) throw(status int) int {
	sh.thrown, sh.pend = true, toTop
	sh.status = status
	return status
}

// tooMany refuses more than one operand. The status stays what it was, unless
// that was 0.
func (sh *Shell) tooMany(name string) int {
	sh.builtinError(name, "too many arguments")
	return sh.throw(max(sh.status, 1))
}

func (sh *Shell) reader(src parse.Source, firstLine int) *parse.Reader {
	cfg := &parse.Config{
		Name:      sh.name,
		FirstLine: firstLine,
		Posix:     func() bool { return sh.opts&optPosix != 0 },
		Extglob:   func() bool { return sh.shopts&shoptExtglob != 0 },
	}
	r := parse.New(src, cfg)
	sh.refreshAliases(cfg)
	sh.readers = append(sh.readers, cfg)
	return r
}

// refreshAliases has a reader expand aliases if there are any now.
//
//go:noinline
func (sh *Shell) refreshAliases(cfg *parse.Config) {
	cfg.Alias = nil
	if len(sh.aliases) > 0 && sh.shopts&shoptExpandAliases != 0 {
		cfg.Alias = func(name string) (string, bool) {
			v, ok := sh.aliases[name]
			return v, ok
		}
	}
}

// runReader runs what r reads to its end.
func (sh *Shell) runReader(r *parse.Reader) ctl { return sh.runInput(r, nil) }

// runInput is runReader for the input of the main environment, which goes into
// the history. If that is a text in memory, r reads it first, and in takes its
// place as soon as there are history expansions to be done.
//
//go:noinline
func (sh *Shell) runInput(r *parse.Reader, in *descSource) ctl {
	c := sh.runUnits(r, in)
	sh.readers = sh.readers[:len(sh.readers)-1]
	return c
}

func (sh *Shell) runUnits(r *parse.Reader, in *descSource) ctl {
	cfg := sh.readers[len(sh.readers)-1]
	for {
		sh.refreshAliases(cfg)
		if in != nil {
			in.fresh = true
		}
		u, err := r.Next()
		if err == io.EOF {
			return next
		}
		if sh.pend != 0 {
			return sh.takePend()
		}
		if in != nil && sh.opts&optHistory != 0 && u != nil {
			sh.record(u.Input)
		}
		if err != nil {
			if c := sh.refused(err, in != nil); c != next {
				return c
			}
			continue
		}
		if in != nil && in.memory != nil && !in.reading {
			in.skip(len(u.Input))
		}
		sh.echoInput(u)
		sh.parseWarnings(u.Warnings)
		if in != nil {
			sh.ui.commands++
		}
		c := sh.runUnit(sh.compileUnit(u))
		switch {
		case c != toTop:
		case in == nil:
			c = sh.topOfText()
		default:
			c = sh.topOfScript()
		}
		if c != next {
			return c
		}
		if sh.opts&optOnecmd != 0 {
			return toExit
		}
		if in != nil && in.memory != nil && !in.reading && sh.expandsHistory() {
			in.reading = true
			sh.readers = sh.readers[:len(sh.readers)-1]
			r = sh.reader(in, in.lines+1)
			cfg = sh.readers[len(sh.readers)-1]
		}
	}
}

// echoInput writes the lines of a command as set -v wants it.
func (sh *Shell) echoInput(u *parse.Unit) {
	if sh.opts&optVerbose == 0 || u.Input == "" {
		return
	}
	s := u.Input
	if s[len(s)-1] != '\n' {
		s += "\n"
	}
	sh.errOut(s)
}

func (sh *Shell) compileUnit(u *parse.Unit) codeUnit {
	u.Narrow = bool(sh.escapes())
	c := &compiler{u: u}
	return codeUnit{c.stmts(u.Stmts), u}
}

func (sh *Shell) runUnit(cu codeUnit) ctl {
	if sh.opts&optNoexec != 0 {
		return next
	}
	if len(cu.list.stmts) > 0 {
		sh.ran = true
	}
	unit, around, inList := sh.unit, sh.around, sh.inList
	sh.unit, sh.around = cu.unit, 0
	sh.inList = inList || len(sh.frames) > 0 || cu.list.several()
	if sh.units == 0 && sh.sourcing == 0 {
		sh.around = sh.aroundAll
	}
	if len(sh.jobs.list) > 0 && sh.opts&optInteractive == 0 {
		if c := sh.attend(false); c != next {
			return c
		}
		sh.notify(sh.aroundLine())
	}
	c := cu.list.run(sh)
	sh.unit, sh.around, sh.inList = unit, around, inList
	if c != next || !sh.due() {
		return c
	}
	return sh.attend(false)
}

// several reports whether more than one command may have been read at once.
func (l *listNode) several() bool {
	if len(l.stmts) != 1 {
		return true
	}
	cmd := l.stmts[0].cmd
	if r, ok := cmd.(*redirNode); ok {
		cmd = r.cmd
	}
	switch n := cmd.(type) {
	case *simpleNode, *subshellNode:
		return false
	case *listNode:
		return n.several()
	}
	return true
}

func (sh *Shell) syntaxPrefix() string {
	if sh.atPrompt() {
		return sh.prefixName()
	}
	if sh.opts&optInteractive != 0 && sh.evalName == "" && len(sh.frames) > 0 && sh.source != "" {
		return sh.prefix() + sh.source + ": line " + formatInt(int64(sh.line)) + ": "
	}
	if sh.inTrap > 0 && sh.evalName == "" {
		return sh.prefixName() + sh.trapName + ": line " + formatInt(int64(sh.line)) + ": "
	}
	if sh.opts&optCommand != 0 && sh.evalName == "" && sh.source == "" {
		return sh.name + ": -c: line " + formatInt(int64(sh.line)) + ": "
	}
	if sh.evalName != "" {
		return sh.prefixName() + sh.evalName + ": line " + formatInt(int64(sh.line)) + ": "
	}
	return sh.prefix()
}

// evalText evaluates text as eval and trap do, in the environment as it is.
// what names it in messages; "" for none.
func (sh *Shell) evalText(text, what string) ctl {
	if stack.Full() {
		sh.builtinError(what, "maximum eval nesting level exceeded (%d)", itoa(sh.units))
		sh.throw(1)
		return sh.takePend()
	}
	name := sh.evalName
	sh.evalName = what
	if what == "trap" {
		// The lines of the actions of ERR, DEBUG and RETURN count from where these came.
		sh.evalName = name
	}
	first := max(sh.lineShown(sh.line), 1)
	if what == "exit trap" {
		first, sh.evalName = 1, name
	}
	sh.units++
	sh.traceDepth++
	byCommand := sh.byCommand
	sh.byCommand = false
	failed := sh.syntaxFailed
	sh.syntaxFailed = false
	sh.ran = false
	c := sh.runText(text, first, what)
	sh.traceDepth--
	sh.byCommand = byCommand
	if !sh.ran {
		sh.status = 0
	}
	sh.ran = true
	if sh.syntaxFailed {
		c = next
		sh.syntaxFailed = failed
		if what == "eval" && !byCommand {
			c = sh.specialRefused()
		}
	}
	sh.units--
	sh.evalName = name
	sh.actionStatus = sh.status
	return c
}

// A descSource reads a script from a descriptor line by line, so that commands
// can read what comes after them.
type descSource struct {
	sh      *Shell
	n       int
	d       *desc
	done    bool
	memory  *string     // in place of a descriptor: what has not been read of a text
	reading bool        // memory is read from
	prompts bool        // of an interactive shell: it prompts for each line
	rest    bool        // the line edited last was several: the others have not been read
	fresh   bool        // nothing of the next command has been read
	lines   int         // how many have been read
	text    string      // what has been read of the command under way, if the shell prompts
	scan    commandScan // of that
}

// skip takes n bytes off a text in memory.
func (s *descSource) skip(n int) {
	t := *s.memory
	n = min(n, len(t))
	s.lines += strings.Count(t[:n], "\n")
	*s.memory = t[n:]
}

// expandsHistory reports whether lines are subject to history expansion.
func (sh *Shell) expandsHistory() bool {
	return sh.opts&(optHistory|optHistexpand) == optHistory|optHistexpand
}

// taken returns what the command under way has been read from.
func (s *descSource) taken() string {
	t := s.text
	s.text = ""
	return t
}

// ReadLine returns the next line, after history expansion.
func (s *descSource) ReadLine() (string, error) {
	for {
		line, err := s.readLine()
		if line == "" {
			return "", err
		}
		s.lines++
		if s.prompts {
			s.echo(line)
		}
		if s.sh.expandsHistory() {
			if s.fresh {
				s.scan = commandScan{}
			}
			text, print, problem := s.sh.expandHistoryIn(line, s.scan.quote)
			if problem != "" {
				s.sh.line = s.lines
				s.sh.errorf("%s", problem)
				s.lines-- // as in bash, it does not count
				s.sh.status = 1
				continue
			}
			if text != line {
				s.sh.errOut(text)
			}
			if line = text; print {
				s.sh.record(line)
				continue
			}
			s.scan.line(strfn.TrimSuffix(line, "\n"))
		}
		if s.prompts {
			s.text += line
		}
		if s.fresh && !blankLine(line) {
			s.fresh = false
		}
		return line, err
	}
}

// echo shows a line as the line editor does where the terminal does not.
func (s *descSource) echo(line string) {
	if d := s.sh.get(s.n); s.sh.opts&(optEmacs|optVi) != 0 && d != nil && !isTerminal(d.fd) {
		s.sh.errOut(strfn.TrimSuffix(line, "\n") + "\n")
	}
}

func (s *descSource) readLine() (string, error) {
	if s.memory != nil {
		line, rest, _ := strfn.Cut(*s.memory, "\n")
		if line == "" && rest == "" && *s.memory == "" {
			return "", io.EOF
		}
		line = (*s.memory)[:len(*s.memory)-len(rest)]
		*s.memory = rest
		return line, nil
	}
	d := s.d
	if d == nil {
		d = s.sh.get(s.n)
	}
	if d == nil || s.done {
		return "", io.EOF
	}
	var deadline time.Time
	if s.rest = s.rest && d.pos < len(d.buf); s.prompts && !s.rest {
		prompt := s.sh.prompt(s.fresh)
		if s.sh.pend != 0 {
			return "", io.EOF
		}
		deadline = s.sh.inputDeadline()
		if s.sh.opts&(optEmacs|optVi) != 0 && s.sh.edits(d) {
			return s.editLine(d, prompt, deadline)
		}
		s.sh.errOut(edit.Visible(prompt))
	}
	var line []byte
	for {
		if i := indexByte(d.buf[min(d.pos, len(d.buf)):], '\n'); i >= 0 {
			line = append(line, d.buf[d.pos:d.pos+i+1]...)
			d.pos += i + 1
			return string(line), nil
		}
		line = append(line, d.buf[min(d.pos, len(d.buf)):]...)
		d.pos = len(d.buf)
		b, eof, late, c, err := s.sh.readByte(d, deadline)
		if c != next {
			s.sh.pend = c
			return "", io.EOF
		}
		if late {
			s.sh.timedOut()
			return "", io.EOF
		}
		if err != nil {
			s.sh.line = 0
			s.sh.errOut(s.sh.name + ": error reading input file: " + errText(err) + "\n")
			s.done = true
			return string(line), io.EOF
		}
		if eof {
			s.done = s.sh.opts&optInteractive == 0
			if len(line) > 0 {
				return closed(string(line)), nil
			}
			return "", io.EOF
		}
		line = append(line, b)
		if b == '\n' {
			return string(line), nil
		}
	}
}

// editLine is readLine with the line editor.
func (s *descSource) editLine(d *desc, prompt string, deadline time.Time) (string, error) {
	line, eof, late, c := s.sh.editLine(d, prompt, "", deadline)
	switch {
	case c != next:
		s.sh.pend = c
	case late:
		s.sh.timedOut()
	case eof:
		s.sh.errOut("\n")
	default:
		// A line of the history or what was pasted can be several: they are read one by one.
		line, rest, more := strfn.Cut(line, "\n")
		if more {
			d.buf, d.pos, s.rest = append([]byte(rest+"\n"), d.buf[min(d.pos, len(d.buf)):]...), 0, true
		}
		return line + "\n", nil
	}
	return "", io.EOF
}

// closed gives a script that ends with a backslash the newline that is missing.
func closed(text string) string {
	if strfn.HasSuffix(text, "\\") {
		return text + "\n"
	}
	return text
}

func indexByte(b []byte, c byte) int {
	for i, x := range b {
		if x == c {
			return i
		}
	}
	return -1
}

// readFile returns the contents of a file, waiting as the shell always does
// when it is a FIFO or the like.
func (sh *Shell) readFile(name string) (string, error) {
	d, c, err := sh.open(name, syscall.O_RDONLY, 0)
	if c != next {
		sh.pend = c
		return "", errReported
	}
	if err != nil {
		return "", err
	}
	text, err := sh.readAll(d)
	d.release()
	return text, err
}

// readAll reads d to its end.
func (sh *Shell) readAll(d *desc) (string, error) {
	var st syscall.Stat_t
	size := 4096
	if syscall.Fstat(d.fd, &st) == nil {
		if st.Mode&syscall.S_IFMT == syscall.S_IFDIR {
			return "", syscall.EISDIR
		}
		size = max(size, int(st.Size)+1)
	}
	out := make([]byte, 0, size)
	for {
		if len(out) == cap(out) {
			out = append(out, make([]byte, 4096)...)[:len(out)]
		}
		n, _, c, err := sh.readDesc(d, out[len(out):cap(out)], time.Time{})
		if c != next {
			sh.pend = c
			return "", errReported
		}
		if err != nil {
			return "", err
		}
		if n == 0 {
			return string(out), nil
		}
		out = out[:len(out)+n]
	}
}
