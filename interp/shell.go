package interp

import (
	"sync/atomic"
	"syscall"
	"time"

	"entrysh/internal/arith"
	"entrysh/internal/complete"
	"entrysh/internal/event"
	"entrysh/internal/getopts"
	"entrysh/internal/parse"
	"entrysh/internal/proc"
	"entrysh/internal/timefmt"
)

// A Shell is a shell execution environment (POSIX XCU 2.12): the main one, or
// that of a subshell. One goroutine, its evaluator's, owns it.
type Shell struct {
	*process
	activity
	ev     *evaluator
	parent *Shell // of a virtual subshell
	live   int    // virtual subshells of this environment under way

	owner  *owner
	vars   []*Var
	fns    []*function
	fnsOwn *owner // owner of fns; another than owner: copy before writing

	name      string   // $0
	params    []string // $1 ...
	paramsSet bool     // by set, in this sourced file
	frames    []frame
	base      int // of frames: those below are calls of the environments around a subshell

	firstArgs   []string // BASH_ARGV of the shell itself
	argsStarted bool     // firstArgs is valid

	opts   options
	shopts shopts

	posixTemp   bool   // POSIX mode is on because of a temporary or local POSIXLY_CORRECT,
	beforePosix shopts // and these of posixShopts were on before

	fds  []*desc
	cwd  string // $PWD as the shell keeps it
	dir  string // where relative names start when that is not the process's working directory
	mask int    // umask when it is not the process's, or -1
	lims []proc.Limit

	status    int   // $?
	pipes     []int // PIPESTATUS of a pipeline of several commands
	pipe      int   // PIPESTATUS of a single command, -1 before the first
	piped     bool  // pipes is valid, not pipe
	lastArg   string
	bodyLists bool // the body of a here-document that is expanded has a list of @
	bang      int  // $!, 0 if none
	traceFD   int  // of BASH_XTRACEFD, 0 if none
	line      int
	around    int         // line of the loop, case or function around the command, 0 if there is none
	aroundAll int         // that of a process that stands for a subshell, as it begins
	unit      *parse.Unit // what is being run
	cmd       *stmtNode   // BASH_COMMAND
	builtin   *builtin    // being carried out
	breaks    int         // loops still to be left
	loops     int         // loops around the command
	inNot     bool        // within a ! that began without errexit, which is one of noErr
	subshell  int         // BASH_SUBSHELL
	outside   bool        // one less, as long as the words of a command are expanded that a subshell was made for
	forked    int         // where the simple command runs that this subshell was made for, see forkedNode

	traps          traps
	jobs           jobs
	hist           *history
	completing     *candidates // a completion function runs
	edit           *editor
	completions    *complete.Table
	completionsOwn *owner
	aliases        map[string]string
	aliasOwn       bool
	dirs           []string // DIRSTACK without the first
	hashes         map[string]*hashEntry
	hashOwn        bool

	ifs      *ifsTable
	utf8     bool
	named8   bool // the name of the locale says so, at least
	envStale bool
	envOpts  bool // options are in env, of when it was made
	envMade  struct {
		opts   options
		shopts shopts
	}
	env   proc.Env
	args  []string // stack of expanded words
	grown []byte   // what joined has made last
	slow  bool     // xtrace, DEBUG or the like: commands take the careful way

	source     string // name of the file being read, for messages
	inTrap     int
	inputs     int  // redirections of standard input around the command
	substed    bool // a command substitution has set status
	units      int  // depth of eval and source
	eased      int  // > 0: noErr when an eval, source or command began whose failure does not count
	quoteAll   bool // patterns quote all that is quoted, as xtrace shows it
	jobControl bool // the monitor option, which subshells show but do not have
	apart      bool // the environment is that of a process about to be started
	evalName   string

	random      random
	secsOff     int64
	secsAsked   bool  // SECONDS is an integer once it has been expanded
	started     int64 // when SECONDS was 0 or set, in nanoseconds since 1970
	gets        getopts.State
	argv        []string // the process's own arguments
	ppid        int
	startTime   int64 // in seconds since 1970, for printf
	zone        *timefmt.Zone
	foreign     []string // strings of the environment that are no variables
	disabledSet map[string]bool
	dynDead     map[*symbol]bool
	asyncs      []*childProc
	procFDs     []int
	saves       []save
	localOpts   []localOpts
	progs       *programs
	readers     []*parse.Config

	// Evaluation under way.
	aerr         error
	avals        []int64
	abase        int
	asubs        []*subscript // taken out of the text being evaluated
	aprefix      string       // of messages about it
	noLocales    []string     // assignments of locales that do not exist, so far
	childTemps   bool         // what is assigned is for a program
	forPart      int          // which expression of for (( )) is under way, if that is what cmd is
	evalCmd      *stmtNode    // the eval under way in this environment, the outermost one
	noMatch      string       // what no pathname matches, with failglob, until that has been told of
	inNamed      string       // the built-in under way that names itself in errors of assignments
	nesting      arith.Nesting
	depth        int // nesting of functions, by which locals are known; sourced files do not count
	sourcing     int // sourced files
	traceDepth   int // nesting of evaluations, as xtrace shows it
	funcNest     int
	noTraps      bool
	sentToAll    int // signal that an action has sent to all processes
	leftByAction int // how often an action has left what it interrupted
	catches      bool
	intSeen      bool
	leaving      leaving
	fatal        int // signal of which the shell is to die
	trapSig      int
	trapName     string    // see actionName
	exitStatus   int       // with which the shell was ending when the EXIT action began
	trapCmd      *stmtNode // the command a trap action has interrupted
	ran          bool      // a command of the text that is being run has begun
	actionDone   bool      // a command of the trap action has ended
	cutsShort    bool      // the action runs while a foreground command does
	actionStatus int
	beforeReturn int  // $? when return was called
	beforeAction int  // $? before the trap action
	inAction     bool // the action of a trap other than DEBUG runs in this environment
	trapsSet     bool
	noExit       bool // no EXIT action runs, see forkedNode
	intDied      bool // INT has ended the process that this virtual subshell would be
	inErr        bool
	errLine      int // in the ERR action: the line of the command that has failed
	inDebug      bool
	inReturn     bool
	inParens     bool        // the environment is that of ( )
	feeders      []runner    // the parts of a pipeline, programs among them, from which this one reads
	became       *childProc  // the program that has taken the place of this virtual subshell
	lastOf       *simpleNode // the command that ends a function that ends the environment
	inSubst      bool        // the environment is a command substitution's
	inTrace      bool
	tail         *simpleNode // the command that nothing follows: a program takes the shell's place
	syntaxFailed bool
	notPerformed bool // the redirection of the compound command that has ended failed
	atOnce       bool // the text that was refused was so before anything of it had run
	thrown       bool // toTop goes on to the script itself
	inList       bool // within a list of commands that was read at once
	scriptRead   bool
	condError    bool
	broken       bool // the last function was ended by an error
	expFailed    bool // pend is what an error of an expansion demands
	coproc       *coproc
	outFailed    bool
	keepRedirs   bool
	usageError   bool // the built-in has shown its usage
	byCommand    bool // the built-in is run by command, which keeps a special one from ending the shell
	fakePid      int
	served       *childProc
	asyncShell   bool         // the process stands for a background list
	underPrompt  bool         // it is that of a subshell of an interactive shell
	asSh         bool         // started under the name sh
	given        string       // _ in the environment the shell was given
	told         map[int]bool // processes that have had the signal the shell ends of, or (false) are spared it
}

// An activity is what an environment is in the middle of. A trap action finds
// none of it, and leaves it as it was (rule S2).
type activity struct {
	pend      ctl // set when an expansion or a builtin ends in other than the next command
	noErr     int // > 0: errexit and ERR do not count
	nots      int // of these, those for which ERR does count: of ! before what runs other commands
	fb        fieldBuilder
	outBuf    []byte
	refTexts  []string // arguments of the built-in that were written as name[subscript]
	subMode   subMode  // how subscripts of associative arrays are taken
	ownRedirs []undo   // of the simple command under way: not for actions
	callUndo  *[]undo  // the redirections of the function about to be called
	resumed   *job     // the job that fg waits for
	fg        int      // foreground jobs being waited for
	fgJob     []runner // the foreground job; that of what an action interrupts is the action's, too
	inner     *Shell   // the environment that was under way, while an action runs
	readCut   cut      // what a signal means to the read under way
	waiting   int      // wait built-ins under way
	waitSig   int      // signal whose action has interrupted the innermost
}

// process is what all environments of this operating system process share.
type process struct {
	table      proc.Table
	config     Config
	root       *Shell
	pid        int // $$
	realPid    int
	isInit     bool
	orig       origins
	program    func() string // the path of this program, where /proc does not tell
	roomFor    atomic.Int32  // how many goroutines have had room, see mayShare
	scarce     atomic.Bool   // it has happened that there could be no more processes
	chldDue    atomic.Int32  // children ended for whose CHLD trap is due
	texts      texts
	tty        int            // descriptor of the terminal under job control, or -1
	noWindow   *desc          // standard error that is no terminal, see checkWindow
	stops      atomic.Bool    // children that stop are to be noticed
	group      int            // the shell's process group under job control
	origGroup  int            // what that was before, if the shell has made one of its own
	modes      *terminalModes // the terminal's modes, in an interactive shell
	ui         interactive    // of an interactive shell
	ttyIgnored bool           // the shell ignores TSTP, TTIN and TTOU
	peeks      peekPipe
	subs       atomic.Int32 // virtual subshells under way
	parts      atomic.Int32 // those of them that have a goroutine
	owed       atomic.Int32 // process IDs that bash would have used, and this process has not: see passIDs
	threads    atomic.Int32 // how many threads the runtime had added then
}

// origins is how the process was started.
type origins struct {
	ignored    uint64 // signals ignored on entry
	passed     uint64 // ignored by what the shell starts, though not by itself, until they are trapped
	background uint64 // signals that a command in the background ignores until they are trapped or reset
	mask       uint64
	caught     uint64 // signals that have a handler now
}

// Config says how a shell is to behave beyond what bash knows.
type Config struct {
	Posix     bool          // traps deferred as POSIX and bash have it
	Grace     time.Duration // between TERM and KILL for what must end
	Init      bool          // stay PID 1 on exec
	Forward   string
	Remap     map[int]int // signals rewritten on arrival
	ExitRemap map[int]int
	Death     int
	Subreaper bool
	Trace     bool
	Group     bool
}

// An evaluator is a goroutine that runs shell code, and what wakes it.
type evaluator struct {
	waker    *event.Waker
	root     bool
	killed   atomic.Uint64 // bit 0: what it runs is to be left; bit n: signal n was sent to all processes
	diedOf   int
	captures []*capture // pipes to be drained while it waits
	ending   *ending    // of what feeds a part of a pipeline that is about to be left
	inner    *Shell     // the environment whose commands run: the first or a virtual subshell
	target   *Shell     // environment at which an unwinding stops
	tctl     ctl
}

// ctl says what comes after a command.
type ctl uint8

const (
	next     ctl = iota
	toBreak      // leave sh.breaks loops
	toCont       // go on with the next round of the sh.breaks'th loop
	toReturn     // leave the function or sourced file
	toExit       // end the environment with sh.status
	toTop        // leave the command that was read (an expansion failed)
	toOuter      // leave this environment for ev.target, there go on with ev.tctl
)

// errno as the C library words it.
func errText(err error) string {
	if e, ok := err.(syscall.Errno); ok {
		switch e {
		case syscall.ENOENT:
			return "No such file or directory"
		case syscall.EACCES:
			return "Permission denied"
		case syscall.EISDIR:
			return "Is a directory"
		case syscall.ENOTDIR:
			return "Not a directory"
		case syscall.EEXIST:
			return "File exists"
		case syscall.EBADF:
			return "Bad file descriptor"
		case syscall.EPIPE:
			return "Broken pipe"
		case syscall.ENOSPC:
			return "No space left on device"
		case syscall.EPERM:
			return "Operation not permitted"
		case syscall.ESRCH:
			return "No such process"
		case syscall.EINVAL:
			return "Invalid argument"
		case syscall.ENOEXEC:
			return "Exec format error"
		case syscall.ELOOP:
			return "Too many levels of symbolic links"
		case syscall.ENAMETOOLONG:
			return "File name too long"
		case syscall.ETXTBSY:
			return "Text file busy"
		case syscall.EMFILE:
			return "Too many open files"
		case syscall.ENXIO:
			return "No such device or address"
		case syscall.EROFS:
			return "Read-only file system"
		case syscall.E2BIG:
			return "Argument list too long"
		case syscall.ENOMEM:
			return "Cannot allocate memory"
		case syscall.EAGAIN:
			return "Resource temporarily unavailable"
		case syscall.EIO:
			return "Input/output error"
		case syscall.ESPIPE:
			return "Illegal seek"
		case syscall.EFBIG:
			return "File too large"
		case syscall.ENODEV:
			return "No such device"
		case syscall.ECHILD:
			return "No child processes"
		case syscall.ECONNREFUSED:
			return "Connection refused"
		}
		s := e.Error()
		if s != "" && s[0] >= 'a' && s[0] <= 'z' {
			s = string(s[0]-'a'+'A') + s[1:]
		}
		return s
	}
	return err.Error()
}

// sub returns a new environment for a virtual subshell of sh, run by ev: a
// copy of everything, of which variables are copied only when written.
// (POSIX XCU 2.12: a subshell environment is a duplicate of the shell environment.)
func (sh *Shell) sub(ev *evaluator) *Shell {
	sh.subs.Add(1)
	c := new(Shell)
	*c = *sh
	c.parent = sh
	c.ev = ev
	ev.inner = c
	c.owner = new(owner)
	c.vars = append(make([]*Var, 0, len(sh.vars)+8), sh.vars...)
	c.fns = sh.fns
	c.fnsOwn = sh.fnsOwn
	c.live = 0
	c.forked = 0
	c.noExit = false
	c.intDied = false
	c.leaving = 0
	c.fds = make([]*desc, len(sh.fds))
	for i, d := range sh.fds {
		if d != nil {
			d.refs.Add(1)
			c.fds[i] = d
		}
	}
	c.args, c.grown = nil, nil
	c.random = random{} // each has a sequence of its own
	if ev != sh.ev {
		c.env = nil // its last entry changes with each program
		c.fgJob = nil
	}
	c.fb = fieldBuilder{}
	c.base = len(sh.frames)
	if ev != sh.ev { // else calls go on where they are: sh makes none until c is done, but see disown
		c.frames = append(make([]frame, 0, len(sh.frames)+4), sh.frames...)
	}
	if c.dir == "" && sh.parent == nil {
		// The process's own directory may only be changed by the main environment.
		c.dir = ""
	}
	c.traps = sh.traps.forSubshell()
	if sh.opts&optErrtrace == 0 {
		c.traps.err = nil
	}
	if sh.opts&optFunctrace == 0 {
		c.traps.debug, c.traps.ret = nil, nil
	}
	c.refreshSlow()
	c.jobs = sh.jobs.forSubshell()
	c.procFDs = nil
	c.coproc = nil
	c.saves = sh.saves[:len(sh.saves):len(sh.saves)]
	c.progs = nil
	c.readers = nil
	c.avals = nil
	c.outBuf = nil
	c.ownRedirs = nil
	c.asyncs = nil
	c.inSubst, c.inParens, c.lastOf, c.became = false, false, nil, nil
	c.jobControl, c.apart, c.evalCmd = false, false, nil
	c.waiting, c.waitSig, c.fg = 0, 0, 0
	c.pend = 0
	if sh.shopts&compatShopts == 0 {
		c.loops = 0
	}
	c.subshell++
	c.hashOwn, c.aliasOwn = false, false
	return c
}

// done gives back what a virtual subshell holds.
func (sh *Shell) done() {
	sh.subs.Add(-1)
	sh.ev.inner = sh.parent
	for i, d := range sh.fds {
		if d != nil {
			d.release()
			sh.fds[i] = nil
		}
	}
}

// disown makes every variable of sh copied before its next change, since
// another environment that runs at the same time sees it too.
//
//go:noinline
func (sh *Shell) disown() {
	sh.owner = new(owner)
	sh.fnsOwn = nil
	sh.frames = sh.frames[:len(sh.frames):len(sh.frames)]
}

// isMain reports whether sh is the environment that the process itself stands for.
func (sh *Shell) isMain() bool { return sh.parent == nil }
