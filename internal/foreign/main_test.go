package foreign

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"entrysh/internal/testshell"
)

// shell is entrysh, bash the shell it is compared with.
var shell, bash string

func TestMain(m *testing.M) {
	if os.Getenv(enterVar) != "" {
		fmt.Fprintln(os.Stderr, enter(os.Args[1:]))
		os.Exit(125)
	}
	os.Exit(testAll(m))
}

func testAll(m *testing.M) int {
	dir, err := os.MkdirTemp("", "foreign-")
	if err == nil {
		defer os.RemoveAll(dir)
		shell, err = testshell.Build(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	bash, _ = filepath.EvalSymlinks("/bin/bash")
	return m.Run()
}

// enterVar is set for a process of this test binary that is to become a
// command in a world of its own.
const enterVar = "FOREIGN_ENTER"

// workDir is where a run finds its working folder, whatever that is called
// outside.
const workDir = "/mnt"

// enter takes SHELL WORK COMMAND...: in a mount namespace of this process's
// own it puts SHELL in the places of bash and sh, WORK in that of workDir, and
// becomes the command.
func enter(args []string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("making / private: %w", err)
	}
	binds := [][2]string{{args[1], workDir}}
	for _, name := range []string{"/bin/sh", "/bin/bash"} {
		place, err := filepath.EvalSymlinks(name)
		if err != nil {
			return err
		}
		if place != args[0] {
			binds = append(binds, [2]string{args[0], place})
		}
	}
	for _, b := range binds {
		if err := syscall.Mount(b[0], b[1], "", syscall.MS_BIND, ""); err != nil {
			return fmt.Errorf("mounting %s on %s: %w", b[0], b[1], err)
		}
	}
	if err := os.Chdir(workDir); err != nil {
		return err
	}
	os.Unsetenv(enterVar)
	path, err := exec.LookPath(args[2])
	if err != nil {
		return err
	}
	return syscall.Exec(path, args[2:], os.Environ())
}

// environment is that of every command.
var environment = []string{
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"HOME=" + workDir, "LC_ALL=C.UTF-8", "TZ=UTC", "TERM=dumb", "LOGNAME=root", "USER=root",
	"SOURCE_DATE_EPOCH=1700000000", "GIT_AUTHOR_DATE=1700000000 +0000", "GIT_COMMITTER_DATE=1700000000 +0000",
	"GIT_AUTHOR_NAME=Tester", "GIT_AUTHOR_EMAIL=t@example.org", "GIT_COMMITTER_NAME=Tester", "GIT_COMMITTER_EMAIL=t@example.org",
	"DEBIAN_FRONTEND=noninteractive",
}

// timeLimit is for one command.
const timeLimit = 9 * time.Minute

// A result is what can be seen of a command that has ended.
type result struct {
	stdout, stderr string
	status         int
	files          map[string]string
}

// run runs a command in dir, with sh in the places of bash and sh.
func run(sh, dir string, command ...string) (result, error) {
	self, err := os.Executable()
	if err != nil {
		return result{}, err
	}
	var out, errs bytes.Buffer
	cmd := exec.Command(self, append([]string{sh, dir}, command...)...)
	cmd.Env = append([]string{enterVar + "=1"}, environment...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.WaitDelay = 20 * time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS, Setpgid: true}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	if err := cmd.Start(); err != nil {
		return result{}, err
	}
	late := time.AfterFunc(timeLimit, func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	err = cmd.Wait()
	late.Stop()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return result{}, err
	}
	r := result{stdout: out.String(), stderr: errs.String(), status: cmd.ProcessState.ExitCode()}
	if r.status == 125 {
		return result{}, errors.New(r.stderr)
	}
	return r, nil
}

// worlds says why commands cannot be run in worlds of their own, or is nil.
var worlds = sync.OnceValue(func() error {
	dir, err := os.MkdirTemp("", "foreign-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	_, err = run(bash, dir, "true")
	return err
})

// need skips a test where programs are missing that it needs; each is given
// with Debian's package that has it.
func need(t *testing.T, programs ...string) {
	t.Helper()
	if bash == "" {
		t.Skip("no bash here to compare with")
	}
	if err := worlds(); err != nil {
		t.Skip("no mount namespaces here: ", err)
	}
	for i := 0; i < len(programs); i += 2 {
		if _, err := find(programs[i]); err != nil {
			t.Skipf("no %s here; Debian's package %s has it", programs[i], programs[i+1])
		}
	}
	testshell.Sources(t)
}

// find returns where a command is, those for root included.
func find(name string) (string, error) {
	for _, dir := range []string{"/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/"} {
		if st, err := os.Stat(dir + name); err == nil && st.Mode()&0o111 != 0 {
			return dir + name, nil
		}
	}
	return "", os.ErrNotExist
}

// A both is what a command did under bash and under entrysh, side by side.
type both struct{ bash, entrysh result }

// runBoth runs a command twice, each time in a new folder that prepare has
// filled, and collects the files it leaves there.
func runBoth(t *testing.T, prepare func(dir string) error, command ...string) both {
	t.Helper()
	var b both
	for _, w := range []struct {
		shell string
		to    *result
	}{{bash, &b.bash}, {shell, &b.entrysh}} {
		dir := t.TempDir()
		if err := prepare(dir); err != nil {
			t.Fatal(err)
		}
		r, err := run(w.shell, dir, command...)
		if err != nil {
			t.Fatal(err)
		}
		if r.files, err = tree(dir); err != nil {
			t.Fatal(err)
		}
		*w.to = r
	}
	return b
}

// copyTo returns a prepare that copies files of testdata.
func copyTo(names ...string) func(string) error {
	return func(dir string) error {
		for _, name := range names {
			from, err := os.Open(filepath.Join("testdata", name))
			if err != nil {
				return err
			}
			defer from.Close()
			to, err := os.Create(filepath.Join(dir, filepath.Base(name)))
			if err != nil {
				return err
			}
			if _, err := io.Copy(to, from); err != nil {
				return err
			}
			if err := to.Close(); err != nil {
				return err
			}
		}
		return nil
	}
}
