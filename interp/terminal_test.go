package interp_test

import (
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

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

// typed types the lines of a case.
func typed(c *bashCase, t *testing.T, bin string) (output string, status int) {
	t.Helper()
	user, program, err := testshell.OpenTerminal()
	if err != nil {
		t.Fatal(err)
	}
	defer user.Close()
	dir := t.TempDir()
	cmd := exec.Command(filepath.Join(bin, "bash"), "--norc", "--noediting", "-i")
	cmd.Args[0] = "bash"
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + bin + ":/usr/bin:/bin", "HOME=" + dir, "LC_ALL=C.UTF-8", "PS1=$ ", "TERM=dumb"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = program, program, program
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	program.Close()
	var screen testshell.Screen
	read := make(chan bool)
	go func() {
		io.Copy(&screen, user)
		close(read)
	}()
	seen := 0 // so much of what is shown belongs to earlier lines
	await := func(what string, there func(new string) bool) {
		for end := time.Now().Add(caseTimeout); !there(screen.String()[seen:]); time.Sleep(2 * time.Millisecond) {
			if time.Now().After(end) {
				cmd.Process.Kill()
				t.Fatalf("%s does not come; the terminal shows:\n%s", what, screen.String())
			}
		}
	}
	for line := range strings.Lines(strings.TrimSuffix(c.script, "\n") + "\n") {
		line = strings.TrimSuffix(line, "\n")
		switch text, ok := strings.CutPrefix(line, "<"); {
		case ok:
			await(text, func(new string) bool { return strings.Contains(new, text) })
			seen += strings.Index(screen.String()[seen:], text) + len(text)
		case control.MatchString(line):
			user.Write([]byte{line[1] & 31})
		case strings.HasPrefix(line, "!"):
			user.Write([]byte(line[1:] + "\n"))
		default:
			await("a prompt", func(new string) bool {
				return strings.HasSuffix(new, "$ ") || strings.HasSuffix(new, "> ")
			})
			seen = len(screen.String())
			user.Write([]byte(line + "\n"))
			await(line, func(new string) bool { return len(new) > len(line) })
		}
	}
	timer := time.AfterFunc(caseTimeout, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
	<-read
	output = processes.ReplaceAllString(screen.String(), "${1}PID")
	return strings.ReplaceAll(output, dir, "/DIR"), cmd.ProcessState.ExitCode()
}
