package interp_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The cases of testdata/bash are what bash does, section by section of its
// manual. Each file begins with comments, among them one of the form
//
//	# recorded: bash 5.2.15
//
// and holds cases of the form
//
//	=== NAME
//	known: REASON
//	SCRIPT
//	--- STATUS
//	OUTPUT
//
// separated by empty lines. The output is what the script wrote to standard
// output and standard error, in its order; "--- STATUS, no newline" tells that
// its last line is not ended. The line known: is there when entrysh differs and
// says why: such a case fails as soon as entrysh agrees.
//
// A script is a file ../t run by a shell called bash, which is first in PATH,
// in an empty directory, which its output shows as /DIR/work; its standard
// input is /dev/null.
//
// `go test ./interp -run TestBash -update` records the cases from the bash
// installed, and only from it; a case added without the part from --- on is
// complete afterwards.
var update = flag.Bool("update", false, "record testdata/bash from the bash installed")

const (
	bashCases   = "../testdata/bash"
	bashPath    = "/bin/bash"
	bashVersion = "5.2.15"
	caseTimeout = 10 * time.Second
)

type bashCase struct {
	name, known, script string
	status              int
	output              string
	recorded            bool
}

type bashFile struct {
	path  string
	head  string // comments
	cases []*bashCase
}

// A caseRunner runs a case under the shell that bin has first in PATH.
type caseRunner func(c *bashCase, t *testing.T, bin string) (output string, status int)

func readBashFile(path string) (*bashFile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &bashFile{path: path}
	head, rest, _ := strings.Cut("\n"+string(text), "\n=== ")
	f.head = strings.TrimPrefix(head, "\n")
	for i, part := range strings.Split(rest, "\n=== ") {
		if i == 0 && part == "" {
			break
		}
		c, err := parseBashCase(part)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, o := range f.cases {
			if o.name == c.name {
				return nil, fmt.Errorf("%s: %s: two cases of that name", path, c.name)
			}
		}
		f.cases = append(f.cases, c)
	}
	return f, nil
}

func parseBashCase(part string) (*bashCase, error) {
	c := &bashCase{}
	var body string
	c.name, body, _ = strings.Cut(part, "\n")
	body += "\n"
	if strings.HasPrefix(body, "known: ") {
		line, rest, _ := strings.Cut(body[len("known: "):], "\n")
		c.known, body = line, rest
	}
	script, expected, ok := strings.Cut("\n"+body, "\n--- ")
	c.script = strings.TrimRight(script[1:], "\n") + "\n"
	if !ok {
		return c, nil
	}
	c.recorded = true
	line, output, _ := strings.Cut(expected, "\n")
	line, open := strings.CutSuffix(line, ", no newline")
	var err error
	if c.status, err = strconv.Atoi(line); err != nil {
		return nil, fmt.Errorf("%s: %s: not a status", c.name, line)
	}
	c.output = strings.TrimSuffix(output, "\n") // the empty line between cases
	if open {
		c.output = strings.TrimSuffix(c.output, "\n")
	}
	return c, nil
}

func (f *bashFile) String() string {
	var b strings.Builder
	b.WriteString(strings.TrimRight(f.head, "\n") + "\n")
	for _, c := range f.cases {
		b.WriteString("\n=== " + c.name + "\n")
		if c.known != "" {
			b.WriteString("known: " + c.known + "\n")
		}
		b.WriteString(c.script)
		fmt.Fprintf(&b, "--- %d", c.status)
		if c.output != "" && !strings.HasSuffix(c.output, "\n") {
			b.WriteString(", no newline\n" + c.output + "\n")
		} else {
			b.WriteString("\n" + c.output)
		}
	}
	return b.String()
}

// run runs the case under shell, which bin has first in PATH as bash and sh.
func (c *bashCase) run(t *testing.T, bin string) (output string, status int) {
	t.Helper()
	dir := t.TempDir()
	work := filepath.Join(dir, "work")
	if err := errors.Join(os.Mkdir(work, 0o777), os.WriteFile(filepath.Join(dir, "t"), []byte(c.script), 0o666)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), caseTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "bash"), "../t")
	cmd.Args[0] = "bash"
	cmd.Dir = work
	cmd.Env = []string{"PATH=" + bin + ":/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = 2 * time.Second
	err := cmd.Run()
	switch state := cmd.ProcessState; {
	case ctx.Err() != nil:
		t.Fatalf("still running after %v; output so far:\n%s", caseTimeout, out.String())
	case state == nil:
		t.Fatal(err)
	default:
		w := state.Sys().(syscall.WaitStatus)
		status = w.ExitStatus()
		if w.Signaled() {
			status = 128 + int(w.Signal())
		}
	}
	return strings.ReplaceAll(out.String(), dir, "/DIR"), status
}

// shellDir returns a directory in which shell is called bash and sh.
func shellDir(t *testing.T, shell string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"bash", "sh"} {
		if err := os.Symlink(shell, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestBash(t *testing.T) { testCases(t, bashCases, (*bashCase).run) }

// testCases runs, or records, the cases of the files in dir.
func testCases(t *testing.T, dir string, run caseRunner) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in %s (%v)", dir, err)
	}
	shell := bashPath
	if !*update {
		shell = built(t)
	}
	bin := shellDir(t, shell)
	for _, path := range paths {
		f, err := readBashFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			f.record(t, bin, run)
			continue
		}
		if !strings.Contains(f.head, "# recorded: bash "+bashVersion) {
			t.Errorf("%s: not recorded", path)
		}
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			for _, c := range f.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.check(t, bin, run)
				})
			}
		})
	}
}

var again sync.Mutex // one case at a time is run again

func (c *bashCase) check(t *testing.T, bin string, run caseRunner) {
	if !c.recorded {
		t.Fatal("not recorded: run the test with -update")
	}
	output, status := run(c, t, bin)
	same := output == c.output && status == c.status
	for range 2 {
		if same || c.known != "" {
			break
		}
		// Cases with processes beside each other can differ on a busy machine.
		again.Lock()
		t.Logf("once more, after status %d and\n%s", status, output)
		output, status = run(c, t, bin)
		same = output == c.output && status == c.status
		again.Unlock()
	}
	switch {
	case same && c.known != "":
		t.Errorf("agrees with bash now: remove the line \"known: %s\"", c.known)
	case !same && c.known == "":
		t.Errorf("script:\n%s\nbash: status %d\n%s\nentrysh: status %d\n%s", c.script, c.status, c.output, status, output)
	}
}

// record runs the cases of f under bash and writes what it did into the file.
func (f *bashFile) record(t *testing.T, bin string, run caseRunner) {
	version, err := exec.Command(bashPath, "-c", `printf %s "${BASH_VERSION%%(*}"`).Output()
	if err != nil || string(version) != bashVersion {
		t.Fatalf("%s is version %q, want %s (%v)", bashPath, version, bashVersion, err)
	}
	var wg sync.WaitGroup
	room := make(chan struct{}, 4)
	for _, c := range f.cases {
		wg.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			c.output, c.status = run(c, t, bin)
			for line := range strings.Lines(c.output) {
				if strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
					t.Errorf("%s: %s: output has a line that begins as a part of a case does", f.path, c.name)
				}
			}
		})
	}
	wg.Wait()
	recorded := "# recorded: bash " + bashVersion
	if !strings.Contains(f.head, recorded) {
		f.head = strings.TrimRight(f.head, "\n") + "\n" + recorded + "\n"
	}
	if err := os.WriteFile(f.path, []byte(f.String()), 0o666); err != nil {
		t.Fatal(err)
	}
}
