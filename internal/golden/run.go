package golden

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"entrysh/internal/pid1"
	"entrysh/internal/sig"
)

// Shell is a shell to run files with: its name, which sections of the files go
// by, and how it is started.
type Shell struct {
	Name string
	Argv []string
}

// eventLimit is how long an event without a limit of its own is waited for.
const eventLimit = 5 * time.Second

// poll is how often /proc is looked at.
const poll = 4 * time.Millisecond

// Run runs f with shell. The log is for the reader of a failure: what happened
// when, and standard error. The error says why f could not be run at all.
func (f *File) Run(shell Shell) (result Result, log string, err error) {
	if !f.Ordinary {
		if err := pid1.Available(); err != nil {
			return result, "", err
		}
	}
	dir, err := os.MkdirTemp("", "golden-")
	if err != nil {
		return result, "", err
	}
	defer os.RemoveAll(dir)
	r := &run{file: f, dir: dir, held: map[string]*os.File{}}
	if err := r.start(shell); err != nil {
		return result, "", err
	}
	defer r.cleanUp()
	r.steps()
	r.finish()
	return r.result, r.log(), nil
}

type run struct {
	file   *File
	dir    string
	p      *pid1.Process
	stdin  *os.File
	held   map[string]*os.File
	stderr lockedBuffer
	used   []bool // the lines that out and volley steps have matched
	counts []bool // the lines that volley steps have matched: not in the result
	killer *time.Timer
	limit  time.Time
	notes  []note
	result Result
}

type note struct {
	at   time.Time
	text string
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

const scriptName = "entrypoint.sh"

func (r *run) start(shell Shell) error {
	f := r.file
	for name, text := range f.Beside {
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o755); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(r.dir, scriptName), []byte(f.Script), 0o755); err != nil {
		return err
	}
	// A user without rights outside its namespace must reach the folder.
	if err := os.Chmod(r.dir, 0o777); err != nil {
		return err
	}
	argv := slices.Concat(shell.Argv, f.Flags)
	c := pid1.Command{Dir: r.dir, Ignore: f.Ignore, Ordinary: f.Ordinary, Stderr: &r.stderr}
	switch f.Start {
	case "file":
		argv = append(argv, "./"+scriptName)
	case "-c":
		argv = append(argv, "-c", f.Script, scriptName)
	case "stdin":
		argv = append(argv, "-s")
	}
	c.Argv = append(argv, f.Args...)
	c.Env = append([]string{
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=" + r.dir, "LC_ALL=C.UTF-8", "THIS_SHELL=" + strings.Join(shell.Argv, " "),
	}, f.Env...)
	switch {
	case f.Start == "stdin" && f.Stdin == "null":
		script, err := os.Open(filepath.Join(r.dir, scriptName))
		if err != nil {
			return err
		}
		defer script.Close()
		c.Stdin = script
	case f.Stdin == "pipe":
		in, w, err := os.Pipe()
		if err != nil {
			return err
		}
		defer in.Close()
		c.Stdin, r.stdin = in, w
	}
	p, err := pid1.Start(c)
	if err != nil {
		return err
	}
	r.p = p
	r.limit = time.Now().Add(f.Limit)
	return nil
}

// steps takes the steps, until one without a limit of its own is not done.
func (r *run) steps() {
	for _, s := range r.file.Steps {
		at := time.Now()
		limit := eventLimit
		if s.Within > 0 {
			limit = s.Within
		}
		deadline := at.Add(limit)
		if deadline.After(r.limit) {
			deadline = r.limit
		}
		err := r.take(s, deadline)
		r.note(s.Text, err)
		if err == nil {
			continue
		}
		r.result.Late = append(r.result.Late, s.Text)
		if s.Within == 0 {
			r.p.Kill()
			return
		}
	}
}

func (r *run) note(text string, err error) {
	if err != nil {
		text += ": " + err.Error()
	}
	r.notes = append(r.notes, note{time.Now(), "  " + text})
}

var errLate = errors.New("LATE")

func (r *run) take(s Step, deadline time.Time) error {
	switch s.Verb {
	case "out":
		_, err := r.awaitLine(s.Arg, deadline)
		return err
	case "idle":
		if !r.p.Idle(deadline) {
			return errLate
		}
		return nil
	case "running":
		return r.await(deadline, func() bool {
			return slices.ContainsFunc(r.p.Find(s.Arg), func(m pid1.Member) bool { return m.State == 'S' })
		})
	case "gone":
		return await(deadline, func() bool { return len(r.p.Find(s.Arg)) == 0 })
	case "file":
		return r.await(deadline, func() bool {
			_, err := os.Stat(filepath.Join(r.dir, s.Arg))
			return err == nil
		})
	case "caught":
		return r.await(deadline, func() bool { return r.p.Catches(s.Signal) })
	case "reaped":
		return await(deadline, func() bool { return r.p.Zombies() == 0 })
	case "frozen":
		return r.await(deadline, func() bool {
			return slices.ContainsFunc(r.p.Members(), func(m pid1.Member) bool { return m.PID == r.p.PID && m.State == 'T' })
		})
	case "volley":
		return r.volley(s, deadline)
	case "end":
		if _, ok := r.p.WaitEnd(deadline); !ok {
			return errLate
		}
		return nil
	case "signal":
		return r.signal(s)
	case "stop":
		r.killer = time.AfterFunc(s.Grace, r.p.Kill)
		return r.p.Signal(s.Signal)
	case "write":
		if r.stdin == nil {
			return errors.New("stdin is no pipe")
		}
		_, err := r.stdin.WriteString(s.Arg + "\n")
		return err
	case "eof":
		if r.stdin == nil {
			return errors.New("stdin is no pipe")
		}
		return r.stdin.Close()
	case "feed", "hold", "let":
		return r.fifo(s, deadline)
	case "drain":
		return r.drain(s, deadline)
	}
	return fmt.Errorf("unknown step")
}

func await(deadline time.Time, done func() bool) error {
	for !done() {
		if !time.Now().Before(deadline) {
			return errLate
		}
		time.Sleep(poll)
	}
	return nil
}

// await is await for what nobody does when PID 1 has ended.
func (r *run) await(deadline time.Time, done func() bool) (err error) {
	err = errLate
	await(deadline, func() bool {
		ended, _, _ := r.p.Ended()
		switch {
		case done():
			err = nil
			return true
		case ended && !r.file.Ordinary:
			err = errors.New("LATE: the shell has ended")
			return true
		}
		return false
	})
	return err
}

// awaitLine waits for a line that no step has waited for yet, and returns the
// line's place.
func (r *run) awaitLine(want string, deadline time.Time) (int, error) {
	t := time.NewTimer(time.Until(deadline))
	defer t.Stop()
	for {
		changed := r.p.Changed()
		lines, end := r.p.Lines()
		for len(r.used) < len(lines) {
			r.used, r.counts = append(r.used, false), append(r.counts, false)
		}
		for i, l := range lines {
			if !r.used[i] && l.Text == want {
				r.used[i] = true
				return i, nil
			}
		}
		if end {
			return 0, errors.New("LATE: output has ended")
		}
		select {
		case <-changed:
		case <-t.C:
			return 0, errLate
		}
	}
}

// volley sends a signal again whenever the action's line has come.
func (r *run) volley(s Step, deadline time.Time) error {
	for i := range s.Times {
		if err := r.p.Signal(s.Signal); err != nil {
			return err
		}
		at, err := r.awaitLine(fmt.Sprint(s.Arg, " ", i+1), deadline)
		if err != nil {
			return fmt.Errorf("number %d: %w", i+1, err)
		}
		r.counts[at] = true
	}
	return nil
}

func (r *run) signal(s Step) error {
	if s.To == "" {
		return r.p.Signal(s.Signal)
	}
	prefix := s.To
	if prefix == "all" {
		prefix = ""
	}
	to := r.p.Find(prefix)
	if len(to) == 0 {
		return errors.New("nobody to signal")
	}
	for _, m := range to {
		syscall.Kill(m.PID, syscall.Signal(s.Signal))
	}
	return nil
}

func (r *run) fifo(s Step, deadline time.Time) error {
	name := s.Arg
	if s.Verb == "feed" {
		name = s.To
	}
	w := r.held[name]
	if s.Verb == "let" {
		if w == nil {
			return errors.New("not held")
		}
		delete(r.held, name)
		return w.Close()
	}
	if w == nil {
		// Without a reader this fails with ENXIO.
		err := await(deadline, func() (done bool) {
			var err error
			w, err = os.OpenFile(filepath.Join(r.dir, name), os.O_WRONLY|syscall.O_NONBLOCK, 0)
			return err == nil
		})
		if err != nil {
			return err
		}
		if s.Verb == "hold" {
			r.held[name] = w
			return nil
		}
		defer w.Close()
	}
	_, err := w.WriteString(s.Arg + "\n")
	return err
}

// drain reads from a FIFO as much as the step says.
func (r *run) drain(s Step, deadline time.Time) error {
	// Without O_NONBLOCK in the flags os would wait for a writer.
	f, err := os.OpenFile(filepath.Join(r.dir, s.To), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	f.SetReadDeadline(deadline)
	n, err := io.CopyN(io.Discard, f, int64(s.Times))
	if err != nil {
		return fmt.Errorf("%d bytes: %w", n, err)
	}
	return nil
}

// finish waits for the shell's end, and for that of its output.
func (r *run) finish() {
	deadline := r.limit
	if len(r.result.Late) > 0 {
		// It has failed, or deviates: what is left comes soon or never.
		deadline = time.Now().Add(2 * time.Second)
		if r.killer != nil {
			deadline = deadline.Add(r.file.Limit)
		}
	}
	status, ok := r.p.WaitEnd(deadline)
	switch {
	case !ok:
		r.result.End = "running"
	case status.Signaled():
		r.result.End = "signal " + sig.Name(int(status.Signal()))
	default:
		r.result.End = fmt.Sprint("exit ", status.ExitStatus())
	}
	r.p.Kill() // what an ordinary shell has left, too
	drained := time.After(2 * time.Second)
	for {
		changed := r.p.Changed()
		lines, end := r.p.Lines()
		if end {
			r.keep(lines)
			return
		}
		select {
		case <-changed:
		case <-drained:
			r.keep(lines)
			return
		}
	}
}

func (r *run) keep(lines []pid1.Line) {
	for i, l := range lines {
		if i < len(r.counts) && r.counts[i] {
			continue
		}
		r.result.Lines = append(r.result.Lines, l.Text)
		r.notes = append(r.notes, note{l.At, "| " + l.Text})
	}
	if ended, at, _ := r.p.Ended(); ended {
		r.notes = append(r.notes, note{at, "= " + r.result.End})
	}
}

func (r *run) cleanUp() {
	if r.killer != nil {
		r.killer.Stop()
	}
	r.p.Kill()
	if r.stdin != nil {
		r.stdin.Close()
	}
	for _, w := range r.held {
		w.Close()
	}
}

// log tells what happened when.
func (r *run) log() string {
	slices.SortStableFunc(r.notes, func(a, b note) int { return a.at.Compare(b.at) })
	var b strings.Builder
	for _, n := range r.notes {
		fmt.Fprintf(&b, "%7.1f ms %s\n", float64(n.at.Sub(r.p.Started).Microseconds())/1000, n.text)
	}
	if e := r.stderr.String(); e != "" {
		b.WriteString("standard error:\n" + e)
	}
	return b.String()
}
