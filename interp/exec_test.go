package interp_test

import (
	"bufio"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// A signal that arrives while a program takes the shell's place ends the one or
// the other: what the shell has caught by then is not lost with it.
func TestSignalsBeforeExec(t *testing.T) {
	if signal.Ignored(syscall.SIGTERM) {
		t.Skip("ignored when the test was started")
	}
	shell := built(t)
	for _, script := range []string{"echo ready; exec sleep 5", "echo ready; sleep 5"} {
		for i := range 150 {
			cmd := exec.Command(shell, "-c", script)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			bufio.NewReader(out).ReadString('\n')
			for end := time.Now().Add(time.Duration(i%50) * 10 * time.Microsecond); time.Now().Before(end); {
			}
			cmd.Process.Signal(syscall.SIGTERM)
			cmd.Wait()
			if w := cmd.ProcessState.Sys().(syscall.WaitStatus); !w.Signaled() || w.Signal() != syscall.SIGTERM {
				t.Errorf("%s, after %d x 10 µs: %v", script, i%50, cmd.ProcessState)
			}
		}
	}
}
