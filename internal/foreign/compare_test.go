package foreign

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree returns what is below a folder: each file's mode, and its content or
// what it points to.
func tree(root string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		content := ""
		switch {
		case info.Mode().IsRegular():
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content = string(b)
		case info.Mode()&fs.ModeSymlink != 0:
			if content, err = os.Readlink(path); err != nil {
				return err
			}
		}
		files[name] = info.Mode().String() + "\n" + content
		return nil
	})
	return files, err
}

// equal compares what a command did under both shells, after normal has taken
// out of every text what differs between two runs of bash; nil takes nothing.
func (b both) equal(t *testing.T, normal func(file, text string) string) {
	t.Helper()
	if normal == nil {
		normal = func(_, text string) string { return text }
	}
	if b.bash.status != b.entrysh.status {
		t.Errorf("status %d, under bash %d", b.entrysh.status, b.bash.status)
	}
	check := func(what, got, want string) {
		t.Helper()
		if got, want := normal(what, got), normal(what, want); got != want {
			t.Errorf("%s differs (+ entrysh, - bash):\n%s", what, difference(want, got))
		}
	}
	check("standard output", b.entrysh.stdout, b.bash.stdout)
	check("standard error", b.entrysh.stderr, b.bash.stderr)
	for _, name := range slices.Sorted(maps.Keys(b.bash.files)) {
		got, ok := b.entrysh.files[name]
		if !ok {
			t.Errorf("no file %s; under bash there is one", name)
			continue
		}
		check(name, got, b.bash.files[name])
	}
	for _, name := range slices.Sorted(maps.Keys(b.entrysh.files)) {
		if _, ok := b.bash.files[name]; !ok {
			t.Errorf("file %s; under bash there is none", name)
		}
	}
}

// difference returns the lines of which two texts have different numbers, in
// their order: not a shortest edit, but enough to see what is wrong.
func difference(from, to string) string {
	a, b := strings.Split(from, "\n"), strings.Split(to, "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	var out strings.Builder
	const most = 20
	for _, side := range []struct {
		sign  string
		lines []string
	}{{"-", a}, {"+", b}} {
		for i, l := range side.lines {
			if i == most {
				fmt.Fprintf(&out, "%s ... %d lines more\n", side.sign, len(side.lines)-most)
				break
			}
			fmt.Fprintf(&out, "%s %.300q\n", side.sign, l)
		}
	}
	return out.String()
}
