package pid1

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	Init()
	os.Exit(m.Run())
}

func soon() time.Time { return time.Now().Add(10 * time.Second) }

func start(t *testing.T, c Command) *Process {
	t.Helper()
	if !c.Ordinary {
		if err := Available(); err != nil {
			t.Skip(err)
		}
	}
	c.Env = append(os.Environ(), c.Env...)
	c.Stderr = &bytes.Buffer{}
	p, err := Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

func output(t *testing.T, p *Process) (string, syscall.WaitStatus) {
	t.Helper()
	status, ok := p.WaitEnd(soon())
	if !ok {
		t.Fatal("has not ended")
	}
	for {
		changed := p.Changed()
		lines, end := p.Lines()
		if end {
			var all []string
			for _, l := range lines {
				all = append(all, l.Text)
			}
			return strings.Join(all, "|"), status
		}
		<-changed
	}
}

func TestStart(t *testing.T) {
	for _, c := range []struct {
		name string
		cmd  Command
		out  string
		exit int
	}{
		{"is PID 1", Command{Argv: []string{"sh", "-c", "echo $$; exit 7"}}, "1", 7},
		{"/proc is its own", Command{Argv: []string{"sh", "-c", "read p x </proc/self/stat; [ $p -lt 9 ] && echo yes"}}, "yes", 0},
		{"arguments", Command{Argv: []string{"printf", "%s|", "a b", ""}}, "a b||", 0},
		{"ignored signals", Command{Argv: []string{"awk", "/SigIgn/{print $2}", "/proc/self/status"}, Ignore: []int{1, 10}}, "0000000000000201", 0},
		{"default signals", Command{Argv: []string{"awk", "/SigIgn|SigBlk/{print $2}", "/proc/self/status"}}, "0000000000000000|0000000000000000", 0},
		{"ordinary is a session leader", Command{Argv: []string{"sh", "-c", "read a b c d e f g </proc/self/stat; [ $f = $$ ] && [ $$ != 1 ] && echo yes"}, Ordinary: true}, "yes", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, status := output(t, start(t, c.cmd))
			if out != c.out || status.ExitStatus() != c.exit {
				t.Errorf("got %q, exit %d; want %q, exit %d", out, status.ExitStatus(), c.out, c.exit)
			}
		})
	}
}

func TestStartFails(t *testing.T) {
	if _, err := Start(Command{Argv: []string{"/nonexistent/x"}, Ordinary: true}); err == nil {
		t.Error("no error for a program that is not there")
	}
}

func TestOrdinaryDiesOfSignal(t *testing.T) {
	p := start(t, Command{Argv: []string{"sleep", "100"}, Ordinary: true})
	p.Signal(15)
	if _, status := output(t, p); !status.Signaled() || status.Signal() != syscall.SIGTERM {
		t.Errorf("status %v", status)
	}
}

func TestWatch(t *testing.T) {
	p := start(t, Command{Argv: []string{"sh", "-c", "trap 'exit 3' TERM; sleep 100 & wait"}})
	if !p.Idle(soon()) {
		t.Fatal("not idle")
	}
	if got := p.Find("sleep 100"); len(got) != 1 || got[0].State != 'S' {
		t.Errorf("Find: %v", got)
	}
	if !p.Catches(15) || p.Catches(1) {
		t.Error("TERM should be caught, and HUP not")
	}
	if n := p.Zombies(); n != 0 {
		t.Errorf("%d zombies", n)
	}
	p.Signal(15)
	if _, status := output(t, p); status.ExitStatus() != 3 {
		t.Errorf("status %v", status)
	}
}

func TestIdleIsNotBusy(t *testing.T) {
	p := start(t, Command{Argv: []string{"sh", "-c", "while :; do :; done"}})
	if p.Idle(time.Now().Add(200 * time.Millisecond)) {
		t.Error("a busy loop counts as idle")
	}
}
