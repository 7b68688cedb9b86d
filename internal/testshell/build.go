// Package testshell builds entrysh for the tests that run it as a program.
package testshell

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// What the shell under test inherits is not to depend on what whoever runs the
// tests has open.
func init() {
	open, _ := os.ReadDir("/proc/self/fd")
	for _, d := range open {
		if n, err := strconv.Atoi(d.Name()); err == nil && n > 2 {
			syscall.CloseOnExec(n)
		}
	}
}

// Build builds cmd/entrysh of the module that the working folder is in, as it
// is released (static, stripped), as the file entrysh in dir, and returns its
// path.
func Build(dir string) (string, error) {
	root, err := module()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "entrysh")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "./cmd/entrysh")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}

func module() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// Sources has the calling test depend on every source file: `go test` notes
// which files a test looks at, and takes no result from its cache when one of
// them has changed. It does not note what TestMain looks at.
func Sources(t *testing.T) {
	t.Helper()
	root, err := module()
	if err != nil {
		t.Fatal(err)
	}
	if err := look(root); err != nil {
		t.Fatal(err)
	}
}

func look(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".s") || d.Name() == "go.mod":
			_, err := os.Stat(path)
			return err
		}
		return nil
	})
}
