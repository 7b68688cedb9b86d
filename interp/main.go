package interp

import (
	"syscall"
	"time"
	"unsafe"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/event"
	"entrysh/internal/parse"
	"entrysh/internal/sig"
	"entrysh/internal/timefmt"
	"entrysh/internal/unparse"
)

func ptr(b *byte) unsafe.Pointer { return unsafe.Pointer(b) }

func textSource(s string) parse.Source { return parse.NewText(s) }

func duration(n int64) time.Duration { return time.Duration(n) }
func unixTime() int64                { return time.Now().Unix() }
func geteuid() int                   { return syscall.Geteuid() }

func hostname() string {
	var u syscall.Utsname
	if syscall.Uname(&u) != nil {
		return "localhost"
	}
	var b []byte
	for _, c := range u.Nodename {
		if c == 0 {
			break
		}
		b = append(b, byte(c))
	}
	return string(b)
}

func (sh *Shell) timeZone() *timefmt.Zone {
	if sh.zone == nil {
		if tz, ok := sh.getSet("TZ"); ok && sh.variable(intern("TZ")).has(attrExport) {
			sh.zone = timefmt.Location(tz, sh.Get("TZDIR"))
		} else {
			sh.zone = timefmt.System()
		}
	}
	return sh.zone
}

func isTerminal(fd int) bool {
	var t [64]byte
	_, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(fd), syscall.TCGETS, uintptr(unsafe.Pointer(&t[0])))
	return e == 0
}

func regularReadable(p string) bool {
	var st syscall.Stat_t
	return syscall.Stat(p, &st) == nil && st.Mode&syscall.S_IFMT == syscall.S_IFREG && syscall.Access(p, 4) == nil
}

// A copied list is a text that gives the same commands when it is read, and the
// numbers of the lines they stand in.
type copied struct {
	text  string
	lines []int

	forked, piped, async bool // as in spawnOptions, where another process reads it
}

// source returns a list to be read by another process.
//
//go:noinline
func (l *listNode) source() copied { return l.sourceBut(nil) }

// sourceBut is source with the command own not in the background.
func (l *listNode) sourceBut(own *stmtNode) copied {
	var b []byte
	var lines []int
	for _, s := range l.stmts {
		if s.stmt == nil {
			continue
		}
		b = append(b, parse.Bytes(unparse.SourceCommand(s.stmt, s.src.unit.Text, s.stmt.Background && s != own))...)
		lines = append(lines, s.src.unit.Lines([]*syntax.Stmt{s.stmt})...)
	}
	return copied{text: string(b), lines: lines}
}

// display returns the command as jobs shows it.
func (s *stmtNode) display() string {
	stmt := s.stmt
	if stmt.Negated {
		plain := *stmt
		plain.Negated = false
		stmt = &plain
	}
	return parse.Bytes(unparse.Command(stmt, s.src.unit.Text))
}

func printFunction(f *function) string {
	return parse.Bytes(unparse.Function(f.name, f.def, f.src.unit.Text))
}

// load compiles a function of which only the text is known.
func (f *function) load(sh *Shell) {
	if f.code != nil || f.text == "" {
		return
	}
	r := parse.New(parse.NewText(f.text), &parse.Config{FirstLine: max(f.line, 1)})
	u, err := r.Next()
	if err != nil || len(u.Stmts) == 0 {
		return
	}
	if d, ok := u.Stmts[0].Cmd.(*syntax.FuncDecl); ok && f.lines != nil {
		u.SetLines([]*syntax.Stmt{d.Body}, f.lines)
	}
	c := &compiler{u: u}
	if n, ok := c.stmt(u.Stmts[0]).cmd.(*funcNode); ok {
		f.code, f.def, f.src = n.f.code, n.f.def, n.f.src
	}
}

// commandText is BASH_COMMAND.
func (sh *Shell) commandText() string {
	s := sh.cmd
	if sh.inTrap > 0 {
		s = sh.trapCmd
	}
	if s == nil || s.stmt == nil {
		return ""
	}
	if f, ok := s.stmt.Cmd.(*syntax.ForClause); ok {
		if loop, ok := f.Loop.(*syntax.CStyleLoop); ok {
			return parse.Bytes("((" + unparse.ForExprs(loop, s.src.unit.Text)[sh.forPart] + "))")
		}
	}
	if h, ok := unparse.Head(s.stmt.Cmd, s.src.unit.Text); ok {
		return parse.Bytes(h)
	}
	stmt := s.stmt
	if _, ok := stmt.Cmd.(*syntax.CallExpr); (ok || stmt.Cmd == nil) && (stmt.Negated || stmt.Background) {
		c := *stmt
		c.Negated, c.Background = false, false
		stmt = &c
	}
	return parse.Bytes(unparse.Command(stmt, s.src.unit.Text))
}

// Version numbers that scripts may look at.
const (
	bashVersion = "5.2.15(1)-release"
	Version     = "0.1.0"
)

// A Start says how the shell was started: what bash's command line and the
// environment say, and what the process inherited.
type Start struct {
	Argv                                                                                 []string // the process's own arguments
	Env                                                                                  []string
	Name                                                                                 string   // $0
	Params                                                                               []string // $1 ...
	Command                                                                              string   // -c
	HasCommand                                                                           bool
	Subshell                                                                             bool     // set by Run in a process that stands for a subshell
	Script                                                                               string   // file to run
	Opts, Shopts                                                                         []string // names of options to set, +NAME to unset
	Lists                                                                                []string // -o, +o, -O, +O without a name: show options
	PrettyPrint                                                                          bool
	Login, Interactive, NoEditing, Stdin, NoRC, NoProfile, Posix, Restricted, Privileged bool
	AsSh                                                                                 bool // by the name sh: POSIX mode
	RCFile                                                                               string
	Closed                                                                               uint64 // which of the descriptors 0, 1, 2 were closed
	Ignored, Mask                                                                        uint64
	Program                                                                              func() string // the path of this program, where /proc does not tell
	Config                                                                               Config
}

// takenOver are the signals that an interactive shell handles even if they are
// ignored as it starts; of the others that are, it ignores the actions.
const takenOver = 1<<(sig.HUP-1) | 1<<(sig.ILL-1) | 1<<(sig.TRAP-1) | 1<<(sig.ABRT-1) | 1<<(sig.BUS-1) | 1<<(sig.FPE-1) |
	1<<(sig.USR1-1) | 1<<(sig.SEGV-1) | 1<<(sig.USR2-1) | 1<<(sig.PIPE-1) | 1<<(sig.ALRM-1) | 1<<(sig.TSTP-1) |
	1<<(sig.TTIN-1) | 1<<(sig.TTOU-1) | 1<<(sig.XCPU-1) | 1<<(sig.XFSZ-1) | 1<<(sig.VTALRM-1) | 1<<(sig.WINCH-1) | 1<<(sig.SYS-1)

// New makes the main environment of this process.
func New(st *Start) (*Shell, error) {
	waker, err := event.NewWaker()
	if err != nil {
		return nil, err
	}
	waker.MoveUp()
	p := &process{config: st.Config, program: st.Program, pid: syscall.Getpid(), tty: -1}
	p.realPid = p.pid
	p.isInit = p.pid == 1
	p.orig = origins{ignored: st.Ignored, mask: st.Mask}
	if st.Interactive {
		p.orig.passed = p.orig.ignored & takenOver
		p.orig.ignored &^= takenOver
	}
	sh := &Shell{process: p, ev: &evaluator{waker: waker, root: true}, owner: new(owner)}
	sh.ev.inner = sh
	p.root = sh
	sh.fnsOwn = sh.owner
	sh.argv = st.Argv
	sh.name = st.Name
	sh.params = st.Params
	sh.ppid = syscall.Getppid()
	sh.mask = -1
	sh.ifs = defaultIFS
	sh.started = time.Now().UnixNano()
	sh.startTime = sh.started / int64(time.Second)
	sh.shopts = defaultShopts
	sh.opts = optBraceexpand | optHashall | optInteractiveComments
	sh.initFDs(st.Closed)
	return sh, nil
}
