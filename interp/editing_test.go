package interp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

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
	dir := t.TempDir()
	for _, name := range []string{"file one", "alpha.txt", "album.txt", "sub/inner.txt"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const columns = 60
	screen := &testshell.VT{Width: columns}
	shell := interactive(t, bin, dir, screen, columns, []string{"PATH=" + bin, "TERM=xterm", "INPUTRC=/dev/null"})
	for line := range strings.Lines(c.script) {
		shell.await(t, "a prompt", screen, func() bool { return prompts.MatchString(screen.At()) })
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
		shell.user.Write([]byte(keys + "\r"))
		for end := time.Now().Add(time.Second); screen.Lines() == lines && time.Now().Before(end); {
			time.Sleep(2 * time.Millisecond)
		}
	}
	status = shell.end()
	return strings.ReplaceAll(screen.String(), dir, "/DIR"), status
}
