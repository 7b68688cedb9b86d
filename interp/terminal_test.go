package interp_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"entrysh/internal/testshell"
)

// The cases of testdata/terminal have the form of those of testdata/bash, but
// their lines are typed into a terminal in which an interactive shell runs, and
// their output is what the terminal shows in the end. A line is typed when the
// shell prompts for it; the line <TEXT waits until TEXT is shown after what the
// lines before it have brought; ^C is the control character, typed at once.
func TestTerminal(t *testing.T) { testCases(t, "../testdata/terminal", typed) }

var (
	processes = regexp.MustCompile(`(?m)(^\[\d+\] |job \d+\[|process group )\d+`)
	control   = regexp.MustCompile(`^\^[A-Z\\\\]$`)
)

// A session is an interactive shell in a terminal.
type session struct {
	user *os.File // where lines are typed
	cmd  *exec.Cmd
	read chan bool // closed when all that was shown has been read
}

// interactive starts the shell that bin has, with these options, in a terminal of so many columns, and
// writes what is shown to screen.
func interactive(t *testing.T, bin, dir string, screen io.Writer, columns uint16, env []string, options ...string) *session {
	t.Helper()
	user, program, err := testshell.OpenTerminal()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { user.Close() })
	size := [4]uint16{24, columns}
	if _, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, program.Fd(), syscall.TIOCSWINSZ, uintptr(unsafe.Pointer(&size))); e != 0 {
		t.Fatal(e)
	}
	cmd := exec.Command(filepath.Join(bin, "bash"), append(options, "--norc", "-i")...)
	cmd.Args[0] = "bash"
	cmd.Dir = dir
	cmd.Env = append([]string{"HOME=" + dir, "LC_ALL=C.UTF-8", "PS1=$ "}, env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = program, program, program
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	program.Close()
	s := &session{user, cmd, make(chan bool)}
	go func() {
		io.Copy(screen, user)
		close(s.read)
	}()
	return s
}

// await waits until there reports true; what names that.
func (s *session) await(t *testing.T, what string, screen fmt.Stringer, there func() bool) {
	t.Helper()
	for end := time.Now().Add(caseTimeout); !there(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			s.cmd.Process.Kill()
			t.Fatalf("%s does not come; the terminal shows:\n%s", what, screen)
		}
	}
}

// end waits for the shell's end.
func (s *session) end() (status int) {
	timer := time.AfterFunc(caseTimeout, func() { s.cmd.Process.Kill() })
	s.cmd.Wait()
	timer.Stop()
	<-s.read
	return s.cmd.ProcessState.ExitCode()
}

// typed types the lines of a case.
func typed(c *bashCase, t *testing.T, bin string) (output string, status int) {
	t.Helper()
	var screen testshell.Screen
	dir := t.TempDir()
	shell := interactive(t, bin, dir, &screen, 0, []string{"PATH=" + bin + ":/usr/bin:/bin", "TERM=dumb"}, "--noediting")
	seen := 0 // so much of what is shown belongs to earlier lines
	await := func(what string, there func(new string) bool) {
		t.Helper()
		shell.await(t, what, &screen, func() bool { return there(screen.String()[seen:]) })
	}
	for line := range strings.Lines(strings.TrimSuffix(c.script, "\n") + "\n") {
		line = strings.TrimSuffix(line, "\n")
		switch text, ok := strings.CutPrefix(line, "<"); {
		case ok:
			await(text, func(new string) bool { return strings.Contains(new, text) })
			seen += strings.Index(screen.String()[seen:], text) + len(text)
		case control.MatchString(line):
			shell.user.Write([]byte{line[1] & 31})
		case strings.HasPrefix(line, "!"):
			shell.user.Write([]byte(line[1:] + "\n"))
		default:
			await("a prompt", func(new string) bool {
				return strings.HasSuffix(new, "$ ") || strings.HasSuffix(new, "> ")
			})
			seen = len(screen.String())
			shell.user.Write([]byte(line + "\n"))
			await(line, func(new string) bool { return len(new) > len(line) })
		}
	}
	status = shell.end()
	output = processes.ReplaceAllString(screen.String(), "${1}PID")
	return strings.ReplaceAll(output, dir, "/DIR"), status
}
