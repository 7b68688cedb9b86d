package quote

import (
	"flag"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "record testdata from /bin/bash (5.2.15); read the difference before you commit it")

// golden compares what we return for each input with testdata/name, whose lines are an input and what bash printed
// for it, each as a Go string. script prints its columns, each ended by a NUL, for $1.
func golden(t *testing.T, name string, loc Locale, inputs []string, script string, ours func(string) []string) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		env := []string{"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"}
		if loc == C {
			env[0] = "LC_ALL=C"
		}
		var b strings.Builder
		for _, in := range inputs {
			cmd := exec.Command("/bin/bash", "-c", `[[ $BASH_VERSION == 5.2.* ]] || exit 99; `+script, "bash", in)
			cmd.Env = env
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(in, err)
			}
			b.WriteString(strconv.QuoteToASCII(in))
			cols := strings.Split(string(out), "\x00")
			for _, c := range cols[:len(cols)-1] {
				b.WriteString("\t" + strconv.QuoteToASCII(c))
			}
			b.WriteByte('\n')
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		var f []string
		for _, q := range strings.Split(line, "\t") {
			s, err := strconv.Unquote(q)
			if err != nil {
				t.Fatalf("%s: %q: %v", file, q, err)
			}
			f = append(f, s)
		}
		got := ours(f[0])
		if len(got) != len(f)-1 {
			t.Fatalf("%s: %q: %d columns, want %d", file, f[0], len(f)-1, len(got))
		}
		for i, g := range got {
			if g != f[1+i] {
				t.Errorf("%s: %q column %d: got %q, want %q", file, f[0], i, g, f[1+i])
			}
		}
	}
}
