package interp_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"entrysh/internal/testshell"
)

// The cases of testdata/editing are lines of keys, in the notation of bind, that
// are typed into a terminal of 60 columns where an interactive shell edits lines. Each
// line is typed when the shell prompts for it, and followed by Enter. What is compared is
// what the terminal shows in the end.
func TestEditing(t *testing.T) { testCases(t, "../testdata/editing", edited) }

var (
	controls = regexp.MustCompile(`\\\\|\\C-[a-z_\]]`)
	notation = strings.NewReplacer(`\\`, `\\`, `"`, `\"`, `\e`, `\x1b`, `\C-?`, `\x7f`)
	prompts  = regexp.MustCompile(`\$ $|> $|\? [^"]*$`)
)

// edited types the keys of a case.
func edited(c *bashCase, t *testing.T, bin string) (output string, status int) {
	t.Helper()
	user, program, err := testshell.OpenTerminal()
	if err != nil {
		t.Fatal(err)
	}
	defer user.Close()
	size := [4]uint16{24, 60}
	if _, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, program.Fd(), syscall.TIOCSWINSZ, uintptr(unsafe.Pointer(&size))); e != 0 {
		t.Fatal(e)
	}
	dir := t.TempDir()
	for _, name := range []string{"file one", "alpha.txt", "album.txt", "sub/inner.txt"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(filepath.Join(bin, "bash"), "--norc", "-i")
	cmd.Args[0] = "bash"
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + bin, "HOME=" + dir, "LC_ALL=C.UTF-8", "PS1=$ ", "TERM=xterm", "INPUTRC=/dev/null"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = program, program, program
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	program.Close()
	screen := &testshell.VT{Width: int(size[1])}
	read := make(chan bool)
	go func() {
		io.Copy(screen, user)
		close(read)
	}()
	await := func() {
		for end := time.Now().Add(caseTimeout); ; time.Sleep(2 * time.Millisecond) {
			if prompts.MatchString(screen.At()) {
				return
			}
			if time.Now().After(end) {
				cmd.Process.Kill()
				t.Fatalf("no prompt; the terminal shows:\n%s", screen)
			}
		}
	}
	for line := range strings.Lines(c.script) {
		await()
		line = strings.TrimSuffix(line, "\n")
		keys, err := strconv.Unquote(`"` + notation.Replace(controls.ReplaceAllStringFunc(line, func(k string) string {
			if k == `\\` {
				return k
			}
			return fmt.Sprintf(`\x%02x`, k[3]&31)
		})) + `"`)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		lines := screen.Lines()
		user.Write([]byte(keys + "\r"))
		for end := time.Now().Add(time.Second); screen.Lines() == lines && time.Now().Before(end); {
			time.Sleep(2 * time.Millisecond)
		}
	}
	timer := time.AfterFunc(caseTimeout, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
	<-read
	return strings.ReplaceAll(screen.String(), dir, "/DIR"), cmd.ProcessState.ExitCode()
}
