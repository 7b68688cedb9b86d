package dockertest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"entrysh/internal/testshell"
)

// openTerminal returns the two ends of a pseudo-terminal.
func openTerminal() (user, program *os.File, err error) {
	user, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	var unlock, number int32
	for _, c := range []struct {
		request uintptr
		arg     *int32
	}{{syscall.TIOCSPTLCK, &unlock}, {syscall.TIOCGPTN, &number}} {
		_, _, e := syscall.Syscall(syscall.SYS_IOCTL, user.Fd(), c.request, uintptr(unsafe.Pointer(c.arg)))
		if e != 0 {
			user.Close()
			return nil, nil, e
		}
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		user.Close()
	}
	return user, program, err
}

// screen collects what a terminal shows.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.ReplaceAll(s.b.String(), "\r", "")
}

func (s *screen) await(t *testing.T, text string) {
	t.Helper()
	for range 400 {
		if strings.Contains(s.String(), text) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("%q does not come; the terminal shows:\n%s", text, s)
}

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
			user, program, err := openTerminal()
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
			var shown screen
			go func() {
				buf := make([]byte, 4096)
				for {
					n, err := user.Read(buf)
					shown.Write(buf[:n])
					if err != nil {
						return
					}
				}
			}()
			shown.await(t, "ready\n")
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
