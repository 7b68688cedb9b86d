package dockertest

import (
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"entrysh/internal/testshell"
)

// TestControlC types Ctrl-C into `docker run -it`: the terminal sends INT to the
// foreground group of the container, shell and child.
func TestControlC(t *testing.T) {
	if noDocker != "" {
		t.Skip(noDocker)
	}
	testshell.Sources(t)
	for _, c := range []struct {
		name, script, shows string
		exit                int
	}{
		{"trap", `trap 'echo handler; exit 7' INT; echo ready; sleep 100; echo not reached`, "handler\n", 7},
		{"no trap", `echo ready; sleep 100; echo not reached`, "", 130},
		{"the child handles it", `trap 'echo handler' INT; /bin/sh -c 'trap "exit 4" INT; echo ready; while :; do sleep 0.05; done'; echo status $?; exit 6`, "status 4\n", 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			user, program, err := testshell.OpenTerminal()
			if err != nil {
				t.Fatal(err)
			}
			defer user.Close()
			cmd := exec.Command("docker", "run", "--rm", "-it", "--network", "none",
				"--entrypoint", "/bin/bash", entryshImage, "-c", c.script)
			cmd.Stdin, cmd.Stdout, cmd.Stderr = program, program, program
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			program.Close()
			var shown testshell.Screen
			go io.Copy(&shown, user)
			shown.Await(t, "ready\n")
			from := time.Now()
			user.Write([]byte{3})
			timer := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
			cmd.Wait()
			timer.Stop()
			if took := time.Since(from); took > 3*time.Second {
				t.Errorf("Ctrl-C took %v", took)
			}
			if got := cmd.ProcessState.ExitCode(); got != c.exit {
				t.Errorf("exit status %d, want %d", got, c.exit)
			}
			if got := shown.String(); !strings.Contains(got, c.shows) || strings.Contains(got, "not reached") {
				t.Errorf("the terminal shows %q, want %q", got, c.shows)
			}
		})
	}
}
