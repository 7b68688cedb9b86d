package sig

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if s := os.Getenv("SIG_TEST_DIE"); s != "" {
		n, _ := strconv.Atoi(s)
		if os.Getenv("SIG_TEST_IGNORE") != "" {
			Ignore(n)
		} else {
			Catch(n)
		}
		Die(n)
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// TestNames compares names and numbers with `kill -l` of bash 5.2.
func TestNames(t *testing.T) {
	const bash = "/bin/bash"
	if out, err := exec.Command(bash, "-c", `echo ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}`).Output(); err != nil || string(out) != "5.2\n" {
		t.Skip("no bash 5.2")
	}
	for n := 0; n <= Max+1; n++ {
		out, err := exec.Command(bash, "-c", "kill -l "+strconv.Itoa(n)+" 2>/dev/null").Output()
		want := strings.TrimSpace(string(out))
		if n == 0 {
			want = "" // EXIT, which is no signal
		}
		if err != nil {
			want = ""
		}
		if got := Name(n); got != want {
			t.Errorf("Name(%d) = %q, bash says %q", n, got, want)
		}
		if want == "" {
			continue
		}
		for _, s := range []string{want, "SIG" + want, strings.ToLower(want), "sig" + strings.ToLower(want)} {
			if got, ok := Number(s); !ok || got != n {
				t.Errorf("Number(%q) = %d, %v, want %d", s, got, ok, n)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		s  string
		n  int
		ok bool
	}{
		{"", 0, false},
		{"SIG", 0, false},
		{"SIGSIGTERM", 0, false},
		{"15", 0, false},
		{"EXIT", 0, false},
		{"TERMX", 0, false},
		{"CLD", CHLD, true},
		{"POLL", 29, true},
		{"IOT", ABRT, true},
		{"RTMIN", 34, true},
		{"RTMIN+0", 34, true},
		{"RTMIN+30", 64, true},
		{"RTMIN+31", 0, false},
		{"RTMIN-1", 0, false},
		{"RTMIN+", 0, false},
		{"RTMIN++1", 0, false},
		{"RTMIN+001", 0, false},
		{"RTMINX", 0, false},
		{"RTMAX", 64, true},
		{"RTMAX-14", 50, true},
		{"RTMAX-15", 0, false}, // bash has RTMIN+15 for it
		{"RTMAX-0", 0, false},
		{"RTMAX+1", 0, false},
	} {
		if n, ok := Number(c.s); n != c.n || ok != c.ok {
			t.Errorf("Number(%q) = %d, %v, want %d, %v", c.s, n, ok, c.n, c.ok)
		}
	}
}

func TestDescription(t *testing.T) {
	for n, want := range map[int]string{
		TERM: "Terminated", KILL: "Killed", SEGV: "Segmentation fault", SYS: "Bad system call",
		34: "Real-time signal 0", 64: "Real-time signal 30", 32: "Unknown signal 32", 0: "Unknown signal 0",
	} {
		if got := Description(n); got != want {
			t.Errorf("Description(%d) = %q, want %q", n, got, want)
		}
	}
}

// TestTerminates compares with what the kernel does to a process that gets the signal.
func TestTerminates(t *testing.T) {
	for n := 1; n <= Max; n++ {
		if n == 32 || n == 33 || n == STOP || n == TSTP || n == TTIN || n == TTOU {
			if Terminates(n) {
				t.Errorf("Terminates(%d) = true", n)
			}
			continue
		}
		cmd := exec.Command("/bin/sleep", "5")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		cmd.Process.Signal(syscall.Signal(n))
		if !Terminates(n) {
			time.Sleep(3 * time.Millisecond)
			cmd.Process.Kill()
		}
		err := cmd.Wait()
		w := err.(*exec.ExitError).Sys().(syscall.WaitStatus)
		if got := w.Signaled() && (int(w.Signal()) == n); got != Terminates(n) {
			t.Errorf("Terminates(%d) = %v, a process ended with %v", n, Terminates(n), err)
		}
	}
}

// arrived waits until signal n is pending, for at most a second.
func arrived(n int) bool {
	for range 1000 {
		if Pending()&(1<<(n-1)) != 0 {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

func send(t *testing.T, n int) {
	t.Helper()
	if err := syscall.Kill(syscall.Getpid(), syscall.Signal(n)); err != nil {
		t.Fatal(err)
	}
}

func TestCatch(t *testing.T) {
	for _, n := range []int{HUP, INT, QUIT, USR1, TERM, ABRT, SEGV, FPE, 27, RTMin, 35, Max} {
		Catch(n)
		if Take(n) {
			t.Errorf("signal %d is pending before it was sent", n)
		}
		send(t, n)
		if !arrived(n) {
			t.Errorf("signal %d did not arrive", n)
			continue
		}
		if !Take(n) {
			t.Errorf("Take(%d) = false for a pending signal", n)
		}
		if Take(n) || Pending()&(1<<(n-1)) != 0 {
			t.Errorf("signal %d is still pending after Take", n)
		}
		Ignore(n)
		send(t, n)
		time.Sleep(2 * time.Millisecond)
		if Take(n) {
			t.Errorf("signal %d arrived though it is ignored", n)
		}
		Default(n)
	}
}

func TestPost(t *testing.T) {
	Post(USR2)
	Post(Max)
	if p := Pending(); p&(1<<(USR2-1)) == 0 || p&(1<<(Max-1)) == 0 {
		t.Errorf("Pending() = %x after Post", p)
	}
	if !Take(USR2) || !Take(Max) || Take(USR2) {
		t.Error("Take does not take what Post has posted, once")
	}
}

func TestWake(t *testing.T) {
	var p [2]int
	if err := syscall.Pipe2(p[:], syscall.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(p[0])
	defer syscall.Close(p[1])
	Wake(p[1])
	defer Wake(-1)
	Catch(USR1)
	defer Default(USR1)
	send(t, USR1)
	var b [16]byte
	if n, err := syscall.Read(p[0], b[:]); n != 8 || err != nil {
		t.Errorf("read %d bytes (%v) after a signal, want the 8 for an eventfd", n, err)
	}
	if !Take(USR1) {
		t.Error("woken before the signal was pending")
	}
}

// The signals by which Go programs learn of faults stay with its runtime.
func TestFaultsStayWithTheRuntime(t *testing.T) {
	Catch(SEGV)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
		if Take(SEGV) {
			t.Error("a fault of the program's own counts as a signal")
		}
	}()
	var p *int
	*p = 1
}

func TestDie(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{HUP, TERM, KILL, SEGV, RTMin, Max} {
		for _, ignore := range []string{"", "1"} {
			cmd := exec.Command(self)
			cmd.Env = append(os.Environ(), "SIG_TEST_DIE="+strconv.Itoa(n), "SIG_TEST_IGNORE="+ignore)
			cmd.Run()
			if w := cmd.ProcessState.Sys().(syscall.WaitStatus); !w.Signaled() || int(w.Signal()) != n {
				t.Errorf("Die(%d) (ignored before: %q): %v", n, ignore, cmd.ProcessState)
			}
		}
	}
}
