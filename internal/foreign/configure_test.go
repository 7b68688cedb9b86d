package foreign

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What differs between two builds: the compiler's temporary files, and when
// autom4te has run.
var buildsVary = regexp.MustCompile(`/tmp/cc\w+|[^\n]*(clock skew|modification time)[^\n]*\n`)

// TestConfigure makes a project from its configure.ac, with both shells from
// autoreconf to make distclean, and compares all that there is afterwards.
func TestConfigure(t *testing.T) {
	need(t, "autoreconf", "autoconf", "automake", "automake", "libtoolize", "libtool", "gcc", "gcc", "make", "make")
	if _, err := os.Stat("/usr/include/stdlib.h"); err != nil {
		t.Skip("no stdlib.h here; Debian's package libc6-dev has it")
	}
	b := runBoth(t, func(dir string) error { return os.CopyFS(dir, os.DirFS("testdata/project")) }, "bash", "build.sh")
	if b.bash.status != 0 {
		t.Fatalf("it does not build under bash either:\n%s\n%s", b.bash.stdout, b.bash.stderr)
	}
	for _, r := range []result{b.bash, b.entrysh} {
		for name := range r.files {
			// What has times in it.
			if strings.Contains(name, "autom4te.cache/") || filepath.Ext(name) == ".gz" {
				delete(r.files, name)
			}
		}
	}
	for _, name := range []string{"configure", "again/config.h", "again/config.status", "again/config.log", "again/Makefile", "root/bin/prog", "root/lib/libsub.so.2.1.2"} {
		if b.bash.files[name] == "" {
			t.Errorf("no %s", name)
		}
	}
	b.equal(t, func(_, text string) string { return buildsVary.ReplaceAllString(text, "X") })
}
