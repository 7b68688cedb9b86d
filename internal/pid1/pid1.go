// Package pid1 starts a program as PID 1 of a PID namespace of its own, as a
// container runtime does, and signals and watches it from outside.
//
// The program gets a session of its own, the default disposition of every
// signal but those it shall find ignored, an empty signal mask, and a /proc of
// its namespace. Root may do this, and so may whoever is allowed to make user
// namespaces; [Available] says whether it works here. With [Command.Ordinary]
// the program is an ordinary process in a session of its own.
//
// The first step in the new namespace (mounting /proc, ignoring signals) is
// done by the calling binary itself, started anew: main and TestMain call
// [Init] first.
package pid1

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// initVar marks the process that Init turns into the program. Its value is
// "proc" or "ordinary", then the numbers of the signals to ignore.
const initVar = "PID1_BECOME"

// Init replaces the process by the program it was started for, if Start
// started it, and else does nothing. It must be called before anything else.
func Init() {
	spec := strings.Fields(os.Getenv(initVar))
	if len(spec) == 0 {
		return
	}
	syscall.CloseOnExec(3)
	err := become(spec)
	fmt.Fprint(os.NewFile(3, "report"), err)
	os.Exit(127)
}

func become(spec []string) error {
	if spec[0] == "proc" {
		if err := mountProc(); err != nil {
			return err
		}
	}
	for _, s := range spec[1:] {
		n, err := strconv.Atoi(s)
		if err != nil {
			return err
		}
		signal.Ignore(syscall.Signal(n))
	}
	os.Unsetenv(initVar)
	path, err := exec.LookPath(os.Args[1])
	if err != nil {
		return err
	}
	return fmt.Errorf("exec %s: %w", path, syscall.Exec(path, os.Args[1:], os.Environ()))
}

func mountProc() error {
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("making mounts private: %w", err)
	}
	const flags = syscall.MS_NOSUID | syscall.MS_NODEV | syscall.MS_NOEXEC
	if err := syscall.Mount("proc", "/proc", "proc", flags, ""); err != nil {
		return fmt.Errorf("mounting /proc: %w", err)
	}
	return nil
}

// Command is what Start starts.
type Command struct {
	Argv     []string // the program, by path or by name, and its arguments
	Dir      string
	Env      []string
	Ignore   []int // signals the program finds ignored
	Stdin    *os.File
	Stderr   io.Writer
	Ordinary bool // no PID namespace
}

// Line is a line of standard output, and when it came.
type Line struct {
	Text string
	At   time.Time
}

// Process is a started program.
type Process struct {
	PID     int // as seen from outside
	Started time.Time

	ordinary bool
	nsID     string

	mu      sync.Mutex
	changed chan struct{} // closed and renewed at each change
	lines   []Line
	drained bool
	ended   bool
	endedAt time.Time
	state   *os.ProcessState
}

// namespaces returns how a child gets its PID namespace.
func namespaces(ordinary bool) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if ordinary {
		return attr
	}
	attr.Cloneflags = syscall.CLONE_NEWPID | syscall.CLONE_NEWNS
	if os.Geteuid() != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	return attr
}

var available = sync.OnceValue(func() error {
	p, err := Start(Command{Argv: []string{"/bin/sh", "-c", "exit 0"}})
	if err != nil {
		return fmt.Errorf("no PID namespace can be made here (it takes root or user namespaces): %w", err)
	}
	if _, ok := p.WaitEnd(time.Now().Add(10 * time.Second)); !ok {
		p.Kill()
		return errors.New("a program started as PID 1 did not end")
	}
	return nil
})

// Available says why no program can be started as PID 1 here, or nil.
func Available() error { return available() }

// Start starts c and returns when the program has taken the place of the
// helper (its exec is done), or with the reason why it could not.
func Start(c Command) (*Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	report, reportW, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer report.Close()
	out, outW, err := os.Pipe()
	if err != nil {
		reportW.Close()
		return nil, err
	}
	spec := "proc"
	if c.Ordinary {
		spec = "ordinary"
	}
	for _, n := range c.Ignore {
		spec += " " + strconv.Itoa(n)
	}
	cmd := exec.Command(self, c.Argv...)
	cmd.Dir = c.Dir
	cmd.Env = append(append([]string{}, c.Env...), initVar+"="+spec)
	if c.Stdin != nil {
		cmd.Stdin = c.Stdin
	}
	cmd.Stdout = outW
	cmd.Stderr = c.Stderr
	cmd.ExtraFiles = []*os.File{reportW}
	cmd.SysProcAttr = namespaces(c.Ordinary)
	cmd.WaitDelay = 100 * time.Millisecond

	p := &Process{ordinary: c.Ordinary, changed: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The death signal goes by the thread that started the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		reportW.Close()
		outW.Close()
		started <- err
		if err != nil {
			return
		}
		// Not cmd.Wait: that waits for all who hold standard error, too.
		state, _ := cmd.Process.Wait()
		p.change(func() { p.ended, p.endedAt, p.state = true, time.Now(), state })
		cmd.Wait()
	}()
	if err := <-started; err != nil {
		out.Close()
		return nil, err
	}
	p.PID = cmd.Process.Pid
	p.Started = time.Now()
	p.nsID, _ = os.Readlink("/proc/" + strconv.Itoa(p.PID) + "/ns/pid")
	go p.collect(out)
	if said, _ := io.ReadAll(report); len(said) > 0 {
		p.Kill()
		return nil, errors.New(string(said))
	}
	p.Started = time.Now()
	return p, nil
}

func (p *Process) change(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	close(p.changed)
	p.changed = make(chan struct{})
}

// collect notes each line of r with its time, until the end of r.
func (p *Process) collect(r *os.File) {
	defer r.Close()
	var rest []byte
	buf := make([]byte, 64<<10)
	for {
		n, err := r.Read(buf)
		now := time.Now()
		var got []Line
		for b := buf[:n]; len(b) > 0; {
			i := strings.IndexByte(string(b), '\n')
			if i < 0 {
				rest = append(rest, b...)
				break
			}
			got = append(got, Line{string(rest) + string(b[:i]), now})
			rest, b = nil, b[i+1:]
		}
		if err != nil && len(rest) > 0 {
			got = append(got, Line{string(rest), now})
		}
		if len(got) > 0 || err != nil {
			p.change(func() { p.lines = append(p.lines, got...); p.drained = err != nil })
		}
		if err != nil {
			return
		}
	}
}

// Lines returns the lines that have come so far, and whether no more can come.
func (p *Process) Lines() (lines []Line, end bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lines[:len(p.lines):len(p.lines)], p.drained
}

// Changed returns a channel that is closed when another line has come, or the
// end of the output or of the program.
func (p *Process) Changed() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// Ended reports whether the program has ended, when, and how.
func (p *Process) Ended() (ended bool, at time.Time, status syscall.WaitStatus) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		status, _ = p.state.Sys().(syscall.WaitStatus)
	}
	return p.ended, p.endedAt, status
}

// WaitEnd waits until the program has ended; ok is false if it has not by the
// deadline.
func (p *Process) WaitEnd(deadline time.Time) (status syscall.WaitStatus, ok bool) {
	t := time.NewTimer(time.Until(deadline))
	defer t.Stop()
	for {
		changed := p.Changed()
		if ended, _, status := p.Ended(); ended {
			return status, true
		}
		select {
		case <-changed:
		case <-t.C:
			return 0, false
		}
	}
}

// Signal sends signal n to the program.
func (p *Process) Signal(n int) error {
	if ended, _, _ := p.Ended(); ended {
		return os.ErrProcessDone
	}
	return syscall.Kill(p.PID, syscall.Signal(n))
}

// Kill ends the program and all it has started. The end of PID 1 is that of its
// namespace; of an ordinary program's session each process is killed.
func (p *Process) Kill() {
	p.Signal(int(syscall.SIGKILL))
	if !p.ordinary {
		return
	}
	for _, m := range p.Members() {
		if m.PID != p.PID {
			syscall.Kill(m.PID, syscall.SIGKILL)
		}
	}
}
