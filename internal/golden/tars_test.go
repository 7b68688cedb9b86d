package golden

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"entrysh/internal/pid1"
	"entrysh/internal/testshell"
)

// TestTarsEntrypoint stops scripts/tars-entrypoint.sh, the file that people copy.
func TestTarsEntrypoint(t *testing.T) {
	if err := pid1.Available(); err != nil {
		t.Skip(err)
	}
	testshell.Sources(t)
	script, err := filepath.Abs("../../scripts/tars-entrypoint.sh")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, stop string
		lines      []string
		exit       int
	}{
		{"stop program", "/bin/pwd", []string{"service", "pwd exist, will run.", "/"}, 0},
		{"its status is the end", "/bin/false", []string{"service", "false exist, will run."}, 1},
		{"no stop program", "/nonexistent", []string{"service", "stop file not exist"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := pid1.Start(pid1.Command{
				Argv: append(entrysh.Argv, script), Dir: "/",
				Env: []string{"PATH=/usr/bin:/bin", "TARS_START=echo service", "TARS_STOP=" + c.stop},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer p.Kill()
			if err := await(time.Now().Add(eventLimit), func() bool {
				lines, _ := p.Lines()
				return len(lines) > 0 && len(p.Find("tail")) > 0
			}); err != nil {
				t.Fatal("the service or tail has not been started")
			}
			p.Signal(15)
			status, ok := p.WaitEnd(time.Now().Add(2 * time.Second))
			if !ok || status.ExitStatus() != c.exit {
				t.Fatalf("ended: %v, exit status %d, want %d", ok, status.ExitStatus(), c.exit)
			}
			await(time.Now().Add(eventLimit), func() bool { _, end := p.Lines(); return end })
			var got []string
			lines, _ := p.Lines()
			for _, l := range lines {
				got = append(got, l.Text)
			}
			if !slices.Equal(got, c.lines) {
				t.Errorf("it says %q, want %q", got, c.lines)
			}
		})
	}
}
