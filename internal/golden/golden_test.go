package golden

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"entrysh/internal/pid1"
	"entrysh/internal/testshell"
)

const scenarios = "../../testdata/trap/*.txtar"

var entrysh = Shell{Name: "entrysh"}

// TestMain builds the shell once for all scenarios.
func TestMain(m *testing.M) {
	pid1.Init()
	// By default no more tests run at the same time than there are processors.
	flag.Set("test.parallel", strconv.Itoa(2*together))
	dir, err := os.MkdirTemp("", "entrysh-")
	if err != nil {
		panic(err)
	}
	code := 1
	if path, err := testshell.Build(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		entrysh.Argv = []string{path}
		code = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// together is how many scenarios run at the same time: they wait, mostly, but
// a limit should not be missed because the machine is busy with others.
const together = 4

func runAll(t *testing.T, shell Shell, together, tries int) {
	paths, err := filepath.Glob(scenarios)
	if err != nil || len(paths) == 0 {
		t.Fatal("no scenarios:", err)
	}
	slots := make(chan struct{}, together)
	for _, path := range paths {
		f, err := ReadFile(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if !f.Applies(shell.Name) {
			continue
		}
		t.Run(f.Name(), func(t *testing.T) {
			t.Parallel()
			if !f.Ordinary {
				if err := pid1.Available(); err != nil {
					t.Skip(err)
				}
			}
			slots <- struct{}{}
			defer func() { <-slots }()
			check(t, f, shell, tries)
		})
	}
}

// check runs f, up to so many times until shell does what f says.
func check(t *testing.T, f *File, shell Shell, tries int) {
	want, _ := f.For(shell.Name)
	var complaint string
	for range tries {
		got, log, err := f.Run(shell)
		if err != nil {
			t.Fatal(err)
		}
		as := got.For(want)
		if as.Matches(want) {
			return
		}
		complaint = fmt.Sprintf("%s: %s\ngot:\n%swant:\n%swhat happened:\n%s",
			f.Name(), f.About, indent(as.String()), indent(want.String()), log)
	}
	t.Error(complaint)
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n    ") + "\n"
}

func TestEntrysh(t *testing.T) {
	testshell.Sources(t)
	runAll(t, entrysh, together, 1)
}

// TestBash holds the files to their word about what bash does. bash has races of
// its own (a signal just before wait blocks, or while $( ) is parsed: about one in
// a hundred runs of s03-count-wait and s11-fork-storm), so it is tried again.
func TestBash(t *testing.T) {
	if testing.Short() {
		t.Skip("bash is waited for until it is late")
	}
	out, err := exec.Command("/bin/bash", "-c", "echo $BASH_VERSION").Output()
	if err != nil || !strings.HasPrefix(string(out), "5.2.") {
		t.Skipf("no bash 5.2 at /bin/bash: %q %v", out, err)
	}
	// Most of the time nothing happens: it is waited for what is late.
	runAll(t, Shell{"bash", []string{"/bin/bash"}}, 2*together, 3)
}

// TestProvenance: what is recorded from bash is what bash does, and where bash
// does something else the file says what.
func TestProvenance(t *testing.T) {
	paths, _ := filepath.Glob(scenarios)
	for _, path := range paths {
		f, err := ReadFile(path)
		if err != nil {
			t.Error(err)
			continue
		}
		_, deviates := f.For("bash")
		switch {
		case f.Recorded == "by rule" && f.Applies("bash") && !deviates:
			t.Errorf("%s: by rule, but no bash section", f.Name())
		case f.Recorded == "bash 5.2.15" && deviates:
			t.Errorf("%s: recorded from bash, but bash deviates", f.Name())
		case f.Recorded != "by rule" && f.Recorded != "bash 5.2.15":
			t.Errorf("%s: recorded: %q", f.Name(), f.Recorded)
		}
	}
}
