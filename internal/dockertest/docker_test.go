package dockertest

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"entrysh/internal/testshell"
)

// container is a container that is removed with its test.
type container struct {
	t  *testing.T
	id string
}

// run starts a container. args are options of `docker run`, the image, and what
// follows it.
func run(t *testing.T, args ...string) container {
	t.Helper()
	if noDocker != "" {
		t.Skip(noDocker)
	}
	testshell.Sources(t)
	id, err := docker(append([]string{"run", "-d", "--network", "none"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { docker("rm", "-f", id) })
	return container{t, id}
}

// script starts the shell of the entrysh image with a script of its own.
func script(t *testing.T, text string, options ...string) container {
	t.Helper()
	return run(t, append(options, "--entrypoint", "/bin/bash", entryshImage, "-c", text)...)
}

func (c container) logs() string {
	out, err := docker("logs", c.id)
	if err != nil {
		c.t.Fatal(err)
	}
	return strings.ReplaceAll(out, "\r", "")
}

// await waits until the container has said line.
func (c container) await(line string) {
	c.t.Helper()
	for range 200 {
		if strings.Contains("\n"+c.logs()+"\n", "\n"+line+"\n") {
			return
		}
		if c.state("{{.State.Running}}") == "false" {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	c.t.Fatalf("%q does not come; the container says:\n%s", line, c.logs())
}

func (c container) state(format string) string {
	c.t.Helper()
	out, err := docker("inspect", "-f", format, c.id)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// stop runs a docker command that ends the container, and returns the time from
// there to the container's end, as the engine saw it.
func (c container) stop(args ...string) time.Duration {
	c.t.Helper()
	from := time.Now()
	if _, err := docker(append(args, c.id)...); err != nil {
		c.t.Fatal(err)
	}
	if _, err := docker("wait", c.id); err != nil {
		c.t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339Nano, c.state("{{.State.FinishedAt}}"))
	if err != nil {
		c.t.Fatal(err)
	}
	return at.Sub(from)
}

func (c container) expect(logs, exit string) {
	c.t.Helper()
	if got := c.logs(); got != logs {
		c.t.Errorf("it says\n%s\nwant\n%s", got, logs)
	}
	if got := c.state("{{.State.ExitCode}}"); got != exit {
		c.t.Errorf("exit status %s, want %s", got, exit)
	}
}

// soon is how long a container may take that is not to wait for its grace
// period: mostly the engine's own work.
const soon = 900 * time.Millisecond

func TestStop(t *testing.T) {
	for _, c := range []struct {
		name    string
		options []string
		logs    string
	}{
		{"tars", nil, "service is up\nstop.sh exist, will run.\nservice is stopped"},
		{"no stop file", []string{"-e", "TARS_STOP=/nonexistent"}, "service is up\nstop file not exist"},
		{"with --init", []string{"--init"}, "service is up\nstop.sh exist, will run.\nservice is stopped"},
		{"with a terminal", []string{"-t"}, "service is up\nstop.sh exist, will run.\nservice is stopped"},
		{"as another user", []string{"--user", "1000:1000"}, "service is up\nstop.sh exist, will run.\nservice is stopped"},
		{"read-only", []string{"--read-only"}, "service is up\nstop.sh exist, will run.\nservice is stopped"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := run(t, append(c.options, entryshImage)...)
			k.await("service is up")
			if took := k.stop("stop", "-t", "5"); took > soon {
				t.Errorf("docker stop took %v", took)
			}
			k.expect(c.logs, "0")
		})
	}
}

// TestStopBash shows what entrysh is for: the same image with bash itself.
func TestStopBash(t *testing.T) {
	if noDocker == "" {
		if _, err := docker("image", "inspect", bashImage); err != nil {
			t.Skip("no bash here")
		}
	}
	k := run(t, bashImage)
	k.await("service is up")
	if took := k.stop("stop", "-t", "3"); took < 3*time.Second {
		t.Errorf("docker stop took %v only", took)
	}
	k.expect("service is up", "137")
}

func TestStopWithoutTrap(t *testing.T) {
	k := script(t, "echo ready; sleep 100; echo not reached")
	k.await("ready")
	if took := k.stop("stop", "-t", "5"); took > soon {
		t.Errorf("docker stop took %v", took)
	}
	k.expect("ready", "143")
}

func TestKillHUP(t *testing.T) {
	k := script(t, `n=0; trap 'n=$((n+1)); echo reload $n' HUP; echo ready; tail -f /dev/null`)
	k.await("ready")
	for _, line := range []string{"reload 1", "reload 2", "reload 3"} {
		if _, err := docker("kill", "-s", "HUP", k.id); err != nil {
			t.Fatal(err)
		}
		k.await(line)
	}
	if k.state("{{.State.Running}}") != "true" {
		t.Error("HUP has ended the container")
	}
	if took := k.stop("kill", "-s", "TERM"); took > soon {
		t.Errorf("TERM took %v", took)
	}
	k.expect("ready\nreload 1\nreload 2\nreload 3", "143")
}

func TestStopSignal(t *testing.T) {
	k := script(t, `trap 'echo handler; exit 3' RTMIN+3; echo ready; sleep 100`, "--stop-signal", "SIGRTMIN+3")
	k.await("ready")
	if took := k.stop("stop", "-t", "5"); took > soon {
		t.Errorf("docker stop took %v", took)
	}
	k.expect("ready\nhandler", "3")
}

func TestExec(t *testing.T) {
	k := run(t, entryshImage)
	k.await("service is up")
	for _, c := range []struct {
		args []string
		out  string
	}{
		{[]string{"bash", "-c", `echo "$((6 * 7)) ${0} $1"`, "name", "arg"}, "42 name arg"},
		{[]string{"bash", "-c", `kill -0 1 && echo alive`}, "alive"},
		{[]string{"bash", "-c", `trap 'echo handler' USR1; kill -USR1 $$; echo end`}, "handler\nend"},
	} {
		out, err := docker(append([]string{"exec", k.id}, c.args...)...)
		if err != nil || out != c.out {
			t.Errorf("exec %q: %q, %v; want %q", c.args, out, err, c.out)
		}
	}
	cmd := exec.Command("docker", "exec", "-i", k.id, "bash")
	cmd.Stdin = strings.NewReader("echo from standard input\nexit 5\n")
	out, _ := cmd.CombinedOutput()
	if got := strings.TrimSpace(string(out)); got != "from standard input" || cmd.ProcessState.ExitCode() != 5 {
		t.Errorf("exec -i: %q, exit status %d", got, cmd.ProcessState.ExitCode())
	}
	if took := k.stop("stop", "-t", "5"); took > soon {
		t.Errorf("docker stop took %v", took)
	}
}
