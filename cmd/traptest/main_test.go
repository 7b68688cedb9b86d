package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"entrysh/internal/golden"
	"entrysh/internal/pid1"
)

func TestMain(m *testing.M) {
	pid1.Init()
	os.Exit(m.Run())
}

func TestShells(t *testing.T) {
	all, err := shells([]string{"/bin/busybox sh", "bash --posix", "./x"})
	if err != nil {
		t.Fatal(err)
	}
	here, _ := os.Getwd()
	for i, want := range []struct{ name, argv string }{
		{"busybox", "/bin/busybox sh"}, {"bash", "bash --posix"}, {"x", here + "/x"},
	} {
		if got := all[i]; got.Name != want.name || strings.Join(got.Argv, " ") != want.argv {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if _, err := shells([]string{" "}); err == nil {
		t.Error("an empty command is taken for a shell")
	}
}

func TestExitStatus(t *testing.T) {
	for status, want := range map[syscall.WaitStatus]string{0: "0", 4 << 8: "4", 9: "137", 15: "143"} {
		if got := exitStatus(status); got != want {
			t.Errorf("%#x: %s, want %s", status, got, want)
		}
	}
}

func TestTimeline(t *testing.T) {
	now := time.Now()
	at := func(text string, ms int) pid1.Line {
		return pid1.Line{Text: text, At: now.Add(time.Duration(ms) * time.Millisecond)}
	}
	got := timeline([]golden.Shell{{Name: "quick"}, {Name: "slow"}}, []stopped{
		{before: []string{"up"}, after: []pid1.Line{at("handler", 1), at("end", 150)}, sent: now, end: 160 * time.Millisecond, status: "0"},
		{before: []string{"up"}, sent: now, end: 3 * time.Second, killed: true, status: "137"},
	}, "TERM")
	want := `                 quick                 slow
  | up             yes                  yes
  TERM sent       0 ms                 0 ms
  | handler     1.0 ms                never
  | end         150 ms                never
  ended         160 ms   KILL after 3000 ms
  exit status        0                  137
`
	if got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// TestStop runs real shells: sh runs the trap when wait is interrupted, and does
// not while it waits for a foreground command.
func TestStop(t *testing.T) {
	dir := t.TempDir()
	sh := golden.Shell{Name: "sh", Argv: []string{"/bin/sh"}}
	for name, c := range map[string]struct {
		script string
		killed bool
		status string
	}{
		"waits":      {"trap 'echo stopped; exit 3' TERM; echo up; sleep 100 & wait", false, "3"},
		"foreground": {"trap 'echo stopped; exit 3' TERM; echo up; sleep 100", true, "137"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		r := stopOne(sh, []string{path}, 15, 500*time.Millisecond, pid1.Available() != nil)
		if r.err != nil || r.killed != c.killed || r.status != c.status || len(r.before) != 1 {
			t.Errorf("%s: %+v", name, r)
		}
		if stopped := len(r.after) == 1 && r.after[0].Text == "stopped"; stopped == c.killed {
			t.Errorf("%s: lines after the signal: %v", name, r.after)
		}
	}
}

func TestScenarios(t *testing.T) {
	if err := pid1.Available(); err != nil {
		t.Skip(err)
	}
	path := filepath.Join(t.TempDir(), "x.txtar")
	const text = "about: a\n-- script --\necho one\nexit 3\n-- want --\none\n= exit 4\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
	}{
		{[]string{"--shell", "/bin/sh", path}, 1},
		{[]string{"--shell", "/bin/sh", "--update", path}, 0},
		{[]string{"--shell", "/bin/sh", path}, 0},
		{[]string{"--shell", "/nonexistent/sh", path}, 2},
		{[]string{"--shell", "/bin/sh", path + "x"}, 2},
		{[]string{"--nosuch"}, 2},
		{nil, 2},
	} {
		if got := scenarios(c.args); got != c.status {
			t.Errorf("%q: status %d, want %d", c.args, got, c.status)
		}
	}
	if now, _ := os.ReadFile(path); string(now) != text+"-- sh --\none\n= exit 3\n" {
		t.Errorf("the file has become\n%s", now)
	}
}
