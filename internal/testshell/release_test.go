package testshell_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"entrysh/internal/testshell"
)

// What is released is looked at from here: a test of cmd/entrysh itself would
// have internal/early in it.

// heavy packages cost time at each start, or size, and bring nothing that the
// shell could not do without. Those below them count too.
var heavy = []string{
	"net", "crypto", "encoding/json", "encoding/xml", "encoding/gob", "os/exec", "os/user", "os/signal", "text/template",
	"html", "log", "flag", "context", "math/big", "math/rand", "go", "testing", "compress", "archive", "database", "image",
	"mime", "expvar", "plugin", "hash", "debug", "embed", "runtime/pprof", "runtime/trace", "text/scanner", "index",
	"github.com/spf13/pflag", "unique", "mvdan.cc/sh/v3/interp", "mvdan.cc/sh/v3/expand", "mvdan.cc/sh/v3/pattern",
}

// own says what of the standard library and of other modules the shell's own
// packages may import: fmt, reflect and the like are linked because of
// mvdan.cc/sh, but nothing of ours is to need them. os is not linked (see
// internal/first).
var own = []string{
	"bufio", "bytes", "cmp", "encoding/binary", "errors", "io", "iter", "maps", "math", "math/bits", "mvdan.cc/sh/v3/syntax",
	"runtime", "runtime/debug", "slices", "sort", "strconv", "strings", "sync", "sync/atomic",
	"syscall", "time", "unicode", "unicode/utf8", "unsafe",
}

func TestImports(t *testing.T) {
	testshell.Sources(t)
	list := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "entrysh/cmd/entrysh")
	list.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		name, imports := words[0], words[1:]
		for _, h := range heavy {
			if name == h || strings.HasPrefix(name, h+"/") {
				t.Errorf("%s is linked: it is heavy (go list -deps tells who imports it)", name)
			}
		}
		if !strings.HasPrefix(name, "entrysh/") {
			continue
		}
		for _, i := range imports {
			if !strings.HasPrefix(i, "entrysh/") && !slices.Contains(own, i) {
				t.Errorf("%s imports %s: can it do without?", name, i)
			}
		}
	}
}

// TestInit reads what the Go runtime says of the work that packages do before
// main. Of ours only interp has some (a table of built-ins); tables that are
// needed later are built then.
func TestInit(t *testing.T) {
	testshell.Sources(t)
	// The runtime does not see GODEBUG (see internal/early).
	shell := build(t, "-ldflags", "-X runtime.godebugDefault=inittrace=1")
	out, err := exec.Command(shell, "-c", ":").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	traced := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		// init interp @0.6 ms, 0.04 ms clock, 7616 bytes, 15 allocs
		words := strings.Fields(line)
		if len(words) < 10 || words[0] != "init" {
			continue
		}
		bytes, _ := strconv.Atoi(words[len(words)-4])
		allocs, _ := strconv.Atoi(words[len(words)-2])
		name := words[1]
		sum += bytes
		traced[name] = true
		switch {
		case name == "entrysh/interp":
			if bytes > 10_000 || allocs > 20 {
				t.Errorf("the start of %s: %d bytes, %d allocations", name, bytes, allocs)
			}
		case name == "entrysh/internal/first" && bytes+allocs == 0:
		case strings.HasPrefix(name, "entrysh/"):
			t.Errorf("%s works at its start: %d bytes, %d allocations", name, bytes, allocs)
		}
	}
	if len(traced) == 0 {
		t.Fatalf("the runtime says nothing:\n%s", out)
	}
	if sum > 20_000 {
		t.Errorf("the starts of all packages: %d bytes\n%s", sum, out)
	}
	linked := symbols(t, build(t))
	var skipped []string
	for _, name := range linked {
		if task, ok := strings.CutSuffix(name, "..inittask"); ok && !traced[task] {
			skipped = append(skipped, task)
		}
		// Maps in variables of packages are built by functions of such names.
		if strings.Contains(name, ".map.init") {
			t.Errorf("%s: a map is built at each start", name)
		}
	}
	slices.Sort(skipped)
	if want := []string{"internal/godebug", "internal/poll", "mvdan.cc/sh/v3/fileutil", "os", "unicode"}; !slices.Equal(skipped, want) {
		t.Errorf("not initialized: %q, not %q: see internal/first", skipped, want)
	}
	// Of these nothing is linked, of unicode nothing that is initialized.
	maps := []string{"Categories", "CategoryAliases", "FoldCategory", "FoldScript", "Properties", "Scripts"}
	for _, name := range linked {
		for _, pkg := range skipped {
			rest, ok := strings.CutPrefix(name, pkg+".")
			if ok && rest != ".inittask" && name != "os.runtime_args" && (pkg != "unicode" || slices.Contains(maps, rest)) {
				t.Errorf("%s is linked, but %s is not initialized: see internal/first", name, pkg)
			}
		}
	}
}

// build builds the shell, and returns its path.
func build(t *testing.T, flags ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "entrysh")
	cmd := exec.Command("go", append(append([]string{"build"}, flags...), "-o", path, "entrysh/cmd/entrysh")...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// symbols returns the names of what is linked.
func symbols(t *testing.T, path string) []string {
	t.Helper()
	out, err := exec.Command("go", "tool", "nm", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(out)) {
		// 4a3a60 T os.init
		if words := strings.SplitN(strings.TrimSpace(line), " ", 3); len(words) == 3 {
			names = append(names, words[2])
		}
	}
	return names
}

// TestSize watches the size of what is released.
func TestSize(t *testing.T) {
	const allowed = 4_000_000
	testshell.Sources(t)
	dir := t.TempDir()
	for _, arch := range []string{"amd64", "arm64"} {
		path := filepath.Join(dir, arch)
		build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "entrysh/cmd/entrysh")
		build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", arch, err, out)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if size := info.Size(); size > allowed {
			t.Errorf("%s: %d bytes, %d more than allowed", arch, size, size-allowed)
		} else {
			t.Logf("%s: %d bytes", arch, size)
		}
	}
}

// TestArm64 runs the shell for the other processor under emulation: what it does
// before and beside the Go runtime is written in assembly for each.
func TestArm64(t *testing.T) {
	emulator, err := exec.LookPath("qemu-aarch64-static")
	if err != nil {
		t.Skip("no qemu-aarch64-static here; Debian's package qemu-user-static has it")
	}
	testshell.Sources(t)
	shell := filepath.Join(t.TempDir(), "arm64")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", shell, "entrysh/cmd/entrysh")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm64")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const script = `echo $GOGC; trap "echo action" USR1; trap -p USR2; kill -USR1 $$; kill -USR2 $$
/bin/true && echo ran; echo a | while read x; do echo $x$x; done; (exit 3); echo $?; trap 'exit 7' TERM; kill $$`
	cmd := exec.Command("/bin/sh", "-c", `trap "" USR2; exec "$@"`, "sh", emulator, shell, "-c", script)
	cmd.Env = []string{"PATH=/usr/bin:/bin", "GOGC=5"}
	out, err := cmd.CombinedOutput()
	if want := "5\ntrap -- '' SIGUSR2\naction\nran\naa\n3\n"; string(out) != want || cmd.ProcessState.ExitCode() != 7 {
		t.Errorf("%v\n%s", err, out)
	}
}
