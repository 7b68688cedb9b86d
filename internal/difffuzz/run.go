package difffuzz

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A Result is what a shell made of a script.
type Result struct {
	Out, Err string
	Status   string // exit status, or why there is none
}

// A Runner runs scripts under a shell, each in a subshell of its own.
type Runner struct {
	Shell   string
	Dir     string        // working directory; see Files
	Timeout time.Duration // for all that Run is given
	driver  string
}

// One process runs many scripts: starting a process for each would take most of
// the time. Scripts come on descriptor 3, separated by NUL bytes; what one of
// them writes is followed by mark, and its status, on both outputs.
const (
	mark   = "\x02\x02"
	driver = `p() { printf '<%s>' "$#" "$@"; echo; }
while IFS= read -rd '' -u 3 script; do
	( exec 3<&-; eval "$script" ) </dev/null
	printf '\2\2%s\2\2' $?
	printf '\2\2\2\2' >&2
done
`
	memory    = 4 << 20 // KiB of address space
	processes = 1000    // of the user
	nobody    = 65534   // who runs the scripts, where root tests: what is left of /dev/null is a file that root could make
)

// An output is what a shell writes, as long as it is not too much.
type output struct{ text bytes.Buffer }

func (o *output) Write(p []byte) (int, error) {
	if o.tooMuch() {
		return 0, io.ErrShortWrite
	}
	return o.text.Write(p)
}

func (o *output) tooMuch() bool  { return o.text.Len() > 4<<20 }
func (o *output) String() string { return o.text.String() }

// Files makes what the patterns of scripts can match in the folder dir.
func Files(dir string) error {
	for _, name := range []string{"d", "abc/b"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o777); err != nil {
			return err
		}
	}
	for _, name := range []string{"a", "ab", "b.t", "c.t", ".h", "d/a", "d/x.t", "x y", "A"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			return err
		}
	}
	return filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error { return errors.Join(err, give(path)) })
}

// give makes a file one of the user who runs the scripts.
func give(path string) error {
	if os.Getuid() != 0 {
		return nil
	}
	return os.Chown(path, nobody, nobody)
}

// changed reports whether scripts have made files, and removes them.
func (r *Runner) changed() bool {
	list, _ := os.ReadDir(r.Dir)
	if len(list) == 9 {
		return false
	}
	os.RemoveAll(r.Dir)
	Files(r.Dir)
	return true
}

// NewRunner returns a runner of a copy of shell; dir, which anyone can search, is for its own
// files and the scripts', which have the same folder under all shells.
func NewRunner(shell, dir string) (*Runner, error) {
	r := &Runner{Dir: filepath.Join(dir, "work"), Timeout: 10 * time.Second, driver: filepath.Join(dir, "t")}
	bin, err := os.MkdirTemp(dir, "")
	if err != nil {
		return nil, err
	}
	r.Shell = filepath.Join(bin, "bash")
	program, err := os.ReadFile(shell)
	return r, errors.Join(err, give(bin), os.WriteFile(r.Shell, program, 0o755), Files(r.Dir), os.WriteFile(r.driver, []byte(driver), 0o666))
}

// Run runs the scripts one after the other. If the process that runs them ends
// or hangs, it goes on with the script after that.
func (r *Runner) Run(scripts []string) []Result {
	var list []Result
	for len(list) < len(scripts) {
		some, why := r.run(scripts[len(list):])
		if list = append(list, some...); len(list) < len(scripts) {
			list = append(list, Result{Status: why})
		}
	}
	return list
}

func (r *Runner) run(scripts []string) (list []Result, why string) {
	in, err := os.CreateTemp(filepath.Dir(r.driver), "in")
	if err != nil {
		return nil, err.Error()
	}
	defer os.Remove(in.Name())
	defer in.Close()
	fmt.Fprint(in, strings.Join(scripts, "\x00")+"\x00")
	in.Seek(0, 0)
	ctx, cancel := context.WithTimeout(context.Background(), r.Timeout)
	defer cancel()
	// The limits are set by a shell that is not under test.
	limit := fmt.Sprintf(`ulimit -v %d -u %d; exec -a bash "$0" ../t`, memory, processes)
	cmd := exec.CommandContext(ctx, "/bin/bash", "-c", limit, r.Shell)
	cmd.Dir = r.Dir
	cmd.Env = []string{"PATH=/nosuch", "HOME=/h", "LC_ALL=C.UTF-8", "TZ=UTC"}
	cmd.ExtraFiles = []*os.File{in}
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	var stdout, stderr output
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = time.Second
	// A script that does not end does so in a subshell: it ends with the whole group.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	err = cmd.Run()
	outs, errs := strings.Split(stdout.String(), mark), strings.Split(stderr.String(), mark)
	n := min(len(outs)/2, len(errs)/2, len(scripts))
	for i := range n {
		list = append(list, Result{outs[2*i], errs[2*i], outs[2*i+1]})
	}
	if ctx.Err() != nil || stdout.tooMuch() || stderr.tooMuch() {
		return list, "timeout"
	}
	return list, fmt.Sprintf("%v: %s", err, errs[len(errs)-1])
}
