package proc

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"entrysh/internal/event"
	"entrysh/internal/sig"
)

// In these tests nobody else waits for children: no package os/exec.

func TestMain(m *testing.M) {
	if os.Getenv("PROC_TEST_EXEC") != "" {
		s := spec("/bin/sh", "sh", "-c", `echo "$1:$X"; exit 7`, "sh", "replaced")
		s.Env = MakeEnv([]string{"X=env"})
		s.FDs = []Dup{{0, 0}, {1, 1}, {2, 2}}
		err := Exec(s)
		fmt.Println("exec:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// spec is a Spec that changes nothing.
func spec(path string, argv ...string) *Spec {
	return &Spec{Path: path, Argv: argv, Umask: -1, Group: -1, Tty: -1}
}

// reap waits until c is in the state wanted.
func reap(t *testing.T, tab *Table, c *Child, want State) {
	t.Helper()
	for range 5000 {
		tab.Reap(nil, true, true)
		if c.State() == want {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("process %d: state %d, want %d", c.Pid, c.State(), want)
}

// output runs s and returns what it writes to descriptor 1, and the child.
func output(t *testing.T, s *Spec) (string, *Child) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s.FDs = append(s.FDs, Dup{To: 1, From: int(w.Fd())})
	var tab Table
	c, err := tab.Start(s, nil)
	w.Close()
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	reap(t, &tab, c, Done)
	return string(out), c
}

// shell runs a script of sh that f changes the start of.
func shell(t *testing.T, script string, f func(*Spec)) string {
	t.Helper()
	s := spec("/bin/sh", "sh", "-c", script)
	s.Env = MakeEnv([]string{"PATH=/usr/bin:/bin"})
	if f != nil {
		f(s)
	}
	out, _ := output(t, s)
	return strings.TrimSuffix(out, "\n")
}

func TestStatuses(t *testing.T) {
	for script, want := range map[string]int{
		"exit 0":           0,
		"exit 3":           3,
		"exit 255":         255,
		"kill -TERM $$":    143,
		"kill -KILL $$":    137,
		"kill -34 $$":      162,
		"exec sleep 0":     0,
		"exec nosuch 2>&1": 127,
	} {
		s := spec("/bin/sh", "sh", "-c", script)
		_, c := output(t, s)
		if got := c.ExitStatus(); got != want {
			t.Errorf("%s: status %d, want %d", script, got, want)
		}
	}
}

func TestExitStatus(t *testing.T) {
	for _, c := range []struct{ w, want int }{
		{0, 0}, {0x100, 1}, {0xff00, 255}, {9, 137}, {0x8b, 139}, {0x137f, 128 + 19}, {0xffff, 0},
	} {
		if got := ExitStatus(syscall.WaitStatus(c.w)); got != c.want {
			t.Errorf("ExitStatus(%#x) = %d, want %d", c.w, got, c.want)
		}
	}
}

func TestArguments(t *testing.T) {
	s := spec("/bin/sh", "sh", "-c", `printf '<%s>' "$0" "$@" "$X"`, "zero", "", "a b", "\xff\n", strings.Repeat("x", 5000))
	s.Env = MakeEnv([]string{"X=\xfe v", "Y"})
	want := "<zero><><a b><\xff\n><" + strings.Repeat("x", 5000) + "><\xfe v>"
	if got, _ := output(t, s); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestExecError(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/file"
	if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	text := dir + "/text"
	if err := os.WriteFile(text, []byte("exit 3\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what  string
		spec  *Spec
		errno syscall.Errno
		exec  bool
		chdir bool
	}{
		{"no file", spec(dir+"/nosuch", "x"), syscall.ENOENT, true, false},
		{"not executable", spec(file, "x"), syscall.EACCES, true, false},
		{"a directory", spec(dir, "x"), syscall.EACCES, true, false},
		{"no header", spec(text, "x"), syscall.ENOEXEC, true, false},
		{"too long", spec("/bin/true", "true", strings.Repeat("x", 200000)), syscall.E2BIG, true, false},
		{"no directory", func() *Spec { s := spec("/bin/true", "true"); s.Dir = dir + "/nosuch"; return s }(), syscall.ENOENT, false, true},
		{"closed descriptor", func() *Spec { s := spec("/bin/true", "true"); s.FDs = []Dup{{5, 4000}}; return s }(), syscall.EBADF, false, false},
		{"limit", func() *Spec { s := spec("/bin/true", "true"); s.Limits = []Limit{{99, 1, 1}}; return s }(), syscall.EINVAL, false, false},
	} {
		for _, c.spec.Ahead = range [2]bool{false, true} {
			var tab Table
			child, err := tab.Start(c.spec, nil)
			counted, left := 0, true
			for i := 0; left && i < 1000; i++ { // a child that could not is reaped as any other
				var n int
				_, n, left = tab.Reap(nil, false, true)
				counted += n
				time.Sleep(time.Millisecond)
			}
			// It counts when it is known to have failed, unless it is a script, which a shell is to run.
			count := 1
			if c.spec.Ahead {
				if child == nil || child.State() != Done {
					t.Errorf("%s: %v, %v, want a child that is done", c.what, child, err)
					continue
				}
				child, err, count = nil, child.Err(), 0
			} else if c.errno == syscall.ENOEXEC {
				count = 0
			}
			if counted != count {
				t.Errorf("%s, ahead %v: %d children have counted, want %d", c.what, c.spec.Ahead, counted, count)
			}
			var e *ExecError
			if child != nil || !errors.As(err, &e) {
				t.Errorf("%s: %v, %v, want an ExecError", c.what, child, err)
				continue
			}
			if e.Errno != c.errno || e.Exec != c.exec || e.Chdir != c.chdir {
				t.Errorf("%s: %+v, want %v, %v, %v", c.what, *e, c.errno, c.exec, c.chdir)
			}
			if list := tab.Running(); len(list) != 0 {
				t.Errorf("%s: %d processes are running", c.what, len(list))
			}
		}
	}
}

// The parent of a child that it has not waited for goes on: it collects garbage, and
// starts others. What the child executes stays as it was.
func TestAhead(t *testing.T) {
	var tab Table
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	const n = 200
	children := make([]*Child, 0, n)
	var want strings.Builder
	for i := range n {
		arg := strings.Repeat(strconv.Itoa(i)+" ", i)
		s := spec("/bin/sh", "sh", "-c", `test "$1" = "$2" && test -n "$2" && exit 3; exit 4`, "sh", arg+"x")
		s.Argv = append(s.Argv, arg+"x")
		s.Env = MakeEnv([]string{"X=" + arg})
		s.Ahead = true
		c, err := tab.Start(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		children = append(children, c)
		if i%10 == 0 {
			runtime.GC()
		}
		if i%3 == 0 {
			tab.Settle(c)
			if b := c.ahead; b != nil && atomic.LoadInt32(&b.out.shared) != 0 {
				t.Errorf("settled, but process %d still has our memory", c.Pid)
			}
		}
		if i%20 == 0 {
			e := spec("/bin/sh", "sh", "-c", `echo "$X"`)
			e.Env, e.FDs, e.Ahead = MakeEnv([]string{"X=" + arg}), []Dup{{1, int(w.Fd())}}, true
			c, err := tab.Start(e, nil)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&want, arg)
			reap(t, &tab, c, Done)
		}
	}
	w.Close()
	for i, c := range children {
		reap(t, &tab, c, Done)
		if got := c.ExitStatus(); got != 3 || c.Err() != nil {
			t.Errorf("child %d: status %d, %v", i, got, c.Err())
		}
	}
	if got, _ := io.ReadAll(r); string(got) != want.String() {
		t.Errorf("got %q, want %q", got, want.String())
	}
}

// file returns a descriptor of an open file that holds text.
func file(t *testing.T, text string) int {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	f.WriteString(text)
	f.Seek(0, 0)
	return int(f.Fd())
}

const catAll = `for n in "$@"; do cat /dev/fd/$n 2>/dev/null || printf closed; printf ,; done`

func TestDescriptors(t *testing.T) {
	a, b, c := file(t, "a"), file(t, "b"), file(t, "c")
	for _, x := range []struct {
		what string
		fds  []Dup
		want string
	}{
		{"new numbers", []Dup{{51, a}, {52, b}}, "a,b,closed,"},
		{"one for two", []Dup{{51, a}, {52, a}, {53, b}}, "a,a,b,"},
		{"its own number", []Dup{{a, a}, {51, b}}, "b,closed,closed,"},
		{"none", nil, "closed,closed,closed,"},
	} {
		s := spec("/bin/sh", "sh", "-c", catAll, "sh", "51", "52", "53")
		s.FDs = x.fds
		got, _ := output(t, s)
		if got != x.want {
			t.Errorf("%s: %q, want %q", x.what, got, x.want)
		}
		for _, fd := range []int{a, b, c} {
			syscall.Seek(fd, 0, 0)
		}
	}
	// A source that is another's target.
	for _, x := range []struct {
		what string
		fds  []Dup
		want string
	}{
		{"swapped", []Dup{{a, b}, {b, a}}, "b,a,closed,"},
		{"swapped, the other way", []Dup{{b, a}, {a, b}}, "b,a,closed,"},
		{"rotated", []Dup{{a, b}, {b, c}, {c, a}}, "b,c,a,"},
		{"shifted", []Dup{{b, a}, {c, b}}, "closed,a,b,"},
		{"shifted, the other way", []Dup{{c, b}, {b, a}}, "closed,a,b,"},
		{"spread", []Dup{{a, b}, {b, b}, {c, b}}, "b,b,b,"},
	} {
		s := spec("/bin/sh", "sh", "-c", catAll, "sh", strconv.Itoa(a), strconv.Itoa(b), strconv.Itoa(c))
		s.FDs = x.fds
		got, _ := output(t, s)
		if got != x.want {
			t.Errorf("%s: %q, want %q", x.what, got, x.want)
		}
		for _, fd := range []int{a, b, c} {
			if _, err := syscall.Seek(fd, 0, 0); err != nil {
				t.Errorf("%s: descriptor %d of the parent: %v", x.what, fd, err)
			}
		}
	}
}

func TestShut(t *testing.T) {
	fd, err := syscall.Open("/dev/null", syscall.O_RDONLY, 0) // not close-on-exec
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	script := fmt.Sprintf("[ -e /dev/fd/%d ] && echo open || echo closed", fd)
	if got := shell(t, script, nil); got != "open" {
		t.Errorf("inherited: %s", got)
	}
	if got := shell(t, script, func(s *Spec) { s.Shut = []int{fd, 4000} }); got != "closed" {
		t.Errorf("shut: %s", got)
	}
}

func TestChild(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		script, want string
		f            func(*Spec)
	}{
		{"pwd", dir, func(s *Spec) { s.Dir = dir }},
		{"umask", "0027", func(s *Spec) { s.Umask = 0o27 }},
		{"umask", "0000", func(s *Spec) { s.Umask = 0 }},
		{"ulimit -n", "77", func(s *Spec) { s.Limits = []Limit{{syscall.RLIMIT_NOFILE, 77, 88}} }},
		{"ulimit -Hn; ulimit -c", "88\n0", func(s *Spec) {
			s.Limits = []Limit{{syscall.RLIMIT_NOFILE, 77, 88}, {syscall.RLIMIT_CORE, 0, 0}}
		}},
		{"kill -s USR1 $$; echo survived", "survived", func(s *Spec) { s.Ignore = 1 << (syscall.SIGUSR1 - 1) }},
		{"grep SigIgn /proc/self/status | tail -c 17", "8000000200000000", func(s *Spec) {
			s.Ignore, s.Reset = 1<<63|1<<33, ^uint64(1<<63|1<<33|1<<8|1<<18|3<<31)
		}},
		{"grep SigBlk /proc/self/status | tail -c 17", "0000000000000200", func(s *Spec) { s.Mask = 1 << (syscall.SIGUSR1 - 1) }},
		{"grep SigBlk /proc/self/status | tail -c 17", "0000000000000000", nil},
		{`set -- $(cat /proc/$$/stat); [ $5 = $$ ] && echo leader`, "leader", func(s *Spec) { s.Group = 0 }},
		{`set -- $(cat /proc/$$/stat); echo $5`, strconv.Itoa(syscall.Getpgrp()), nil},
	} {
		if got := shell(t, c.script, c.f); got != c.want {
			t.Errorf("%s: %q, want %q", c.script, got, c.want)
		}
	}
	// Nothing of it has happened to the parent.
	if mask := syscall.Umask(0o22); mask == 0o27 || mask == 0 {
		t.Errorf("the parent's umask is %o", mask)
	}
}

// A signal that the parent ignores has its default action in a child that resets it.
func TestReset(t *testing.T) {
	const n = int(syscall.SIGUSR2)
	sig.Ignore(n)
	defer sig.Default(n)
	if got := shell(t, "kill -s USR2 $$; echo survived", nil); got != "survived" {
		t.Errorf("ignored: %q", got)
	}
	reset := func(s *Spec) { s.Reset = 1 << (n - 1) }
	for _, without := range []bool{false, true} {
		noClone3.Store(without)
		if got := shell(t, "kill -s USR2 $$; echo survived", reset); got != "" {
			t.Errorf("reset, without clone3 %v: %q", without, got)
		}
	}
}

// A child that ends before Start has recorded it keeps its status.
func TestReapBeforeRecord(t *testing.T) {
	var tab Table
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				tab.Reap(nil, false, true)
			}
		}
	})
	defer wg.Wait()
	defer close(stop)
	w, err := event.NewWaker()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for i := range 300 {
		s := spec("/bin/sh", "sh", "-c", "exit "+strconv.Itoa(i%256))
		s.Ahead = i%2 == 0
		c, err := tab.Start(s, w)
		if err != nil {
			t.Fatal(err)
		}
		for c.State() != Done {
			if _, late := w.Sleep(nil, time.Now().Add(5*time.Second)); late {
				t.Fatal("not woken by the end of the child")
			}
		}
		if got := c.ExitStatus(); got != i%256 {
			t.Fatalf("child %d: status %d", i, got)
		}
	}
}

// Children of several goroutines do not get each other's statuses.
func TestConcurrentStarts(t *testing.T) {
	var tab Table
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := range 20 {
				s := spec("/bin/sh", "sh", "-c", "exit "+strconv.Itoa(i))
				s.Ahead = n%2 == 0
				c, err := tab.Start(s, nil)
				if err != nil {
					t.Error(err)
					return
				}
				for c.State() != Done {
					tab.Reap(nil, false, true)
					time.Sleep(100 * time.Microsecond)
				}
				if got := c.ExitStatus(); got != i {
					t.Errorf("status %d, want %d", got, i)
				}
			}
		})
	}
	wg.Wait()
	if list := tab.Running(); len(list) != 0 {
		t.Errorf("%d processes are running", len(list))
	}
}

func TestStopped(t *testing.T) {
	var tab Table
	c, err := tab.Start(spec("/bin/sh", "sh", "-c", "kill -s STOP $$; exit 4"), nil)
	if err != nil {
		t.Fatal(err)
	}
	reap(t, &tab, c, Stopped)
	if got := c.ExitStatus(); got != 128+int(syscall.SIGSTOP) {
		t.Errorf("stopped: status %d", got)
	}
	if list := tab.Running(); len(list) != 1 || list[0] != c {
		t.Errorf("Running() = %v", list)
	}
	syscall.Kill(c.Pid, syscall.SIGCONT)
	reap(t, &tab, c, Done)
	if got := c.ExitStatus(); got != 4 {
		t.Errorf("status %d, want 4", got)
	}
}

func TestWatch(t *testing.T) {
	var tab Table
	first, _ := event.NewWaker()
	second, _ := event.NewWaker()
	defer first.Close()
	defer second.Close()
	c, err := tab.Start(spec("/bin/sh", "sh", "-c", "sleep 0.05"), first)
	if err != nil {
		t.Fatal(err)
	}
	tab.Watch(c, second)
	reap(t, &tab, c, Done)
	if event.Ready(first.FD(), event.In) || !event.Ready(second.FD(), event.In) {
		t.Error("the end of the child has woken the wrong one")
	}
}

// Who reaps is not woken by what it reaps itself; adopted processes are looked
// for only by those who adopt.
func TestReapOnBehalf(t *testing.T) {
	var tab Table
	self, _ := event.NewWaker()
	defer self.Close()
	c, err := tab.Start(spec("/bin/true", "true"), self)
	if err != nil {
		t.Fatal(err)
	}
	left := true
	for c.State() != Done {
		_, _, left = tab.Reap(self, false, false)
	}
	if event.Ready(self.FD(), event.In) {
		t.Error("woken by its own reaping")
	}
	if left {
		t.Error("a child is left")
	}
}

func TestReapCounts(t *testing.T) {
	var tab Table
	if ended, _, left := tab.Reap(nil, false, true); ended != 0 || left {
		t.Errorf("without children: Reap = %d, %v", ended, left)
	}
	for range 3 {
		if _, err := tab.Start(spec("/bin/true", "true"), nil); err != nil {
			t.Fatal(err)
		}
	}
	total := 0
	for range 5000 {
		n, _, left := tab.Reap(nil, false, true)
		total += n
		if !left {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if total != 3 {
		t.Errorf("%d children have ended, want 3", total)
	}
}

func TestExec(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := spec(self, self)
	s.Env = MakeEnv([]string{"PROC_TEST_EXEC=1"})
	out, c := output(t, s)
	if out != "replaced:env\n" || c.ExitStatus() != 7 {
		t.Errorf("output %q, status %d", out, c.ExitStatus())
	}
}

func BenchmarkStart(b *testing.B) {
	var tab Table
	w, err := event.NewWaker()
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	s := spec("/bin/true", "true")
	b.ReportAllocs()
	for b.Loop() {
		c, err := tab.Start(s, w)
		if err != nil {
			b.Fatal(err)
		}
		for c.State() != Done {
			tab.Reap(nil, false, true)
		}
	}
}
