package glob

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entrysh/internal/pattern"
)

var update = flag.Bool("update", false, "record testdata/expected with bash 5.2")

// tree makes the files that the golden file speaks of.
func tree(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, d := range []string{"a/b/c", "a/.h", "d", "e/f", ".hid", "q*r", "x y", "h/r/k", "é"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"a/1.c", "a/2.c", "a/b/3.c", "a/b/c/4.c", "a/.h/5.c", ".dot", "d/x", "e/f/y", "q*r/z", "lit*", "f.txt", "F.TXT", `b\s`, "[z]", "h/r/k/9.c", "é/ü", "\xff\xfe"} {
		if err := os.WriteFile(filepath.Join(dir, f), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range [][2]string{{"a", "la"}, {"nowhere", "broken"}, {"../a", "d/up"}, {".", "self"}, {"../../a", "h/r/ln"}, {"../e", "h/el"}} {
		if err := os.Symlink(l[0], filepath.Join(dir, l[1])); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// options decodes the letters of testdata/record.sh.
func options(s string) *Options {
	o := &Options{GlobSkipDots: true}
	flags, ignore, has := strings.Cut(s, "I")
	for _, c := range flags {
		switch c {
		case 'e':
			o.ExtGlob = true
		case 'd':
			o.DotGlob = true
		case 's':
			o.GlobStar = true
		case 'c':
			o.NoCaseGlob = true
		case 'k':
			o.GlobSkipDots = false
		}
	}
	if has {
		o.DotGlob = true
		for _, p := range strings.Split(ignore, ":") {
			flags := pattern.Pathname
			if o.ExtGlob {
				flags |= pattern.ExtGlob
			}
			o.Ignore = append(o.Ignore, pattern.Compile(p, flags))
		}
	}
	return o
}

// record runs testdata/record.sh for "options<TAB>pattern" lines.
func record(t testing.TB, dir string, questions []string) []string {
	t.Helper()
	out, err := exec.Command("/bin/bash", "-c", "echo $BASH_VERSION").Output()
	if err != nil || !strings.HasPrefix(string(out), "5.2.") {
		t.Skip("no bash 5.2")
	}
	script, err := filepath.Abs("testdata/record.sh")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/bash", script)
	cmd.Dir = dir
	cmd.Env = []string{"LC_ALL=C.UTF-8"}
	cmd.Stdin = strings.NewReader(strings.Join(questions, "\n") + "\n")
	cmd.Stderr = os.Stderr
	if out, err = cmd.Output(); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

func golden(t testing.TB) (lines []string) {
	t.Helper()
	data, err := os.ReadFile("testdata/expected")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

func question(line string) string {
	f := strings.SplitN(line, "\t", 3)
	return f[0] + "\t" + f[1]
}

// TestExpand compares with testdata/expected, recorded from bash 5.2.15 by testdata/record.sh.
func TestExpand(t *testing.T) {
	dir := tree(t)
	if *update {
		var questions []string
		for _, l := range golden(t) {
			questions = append(questions, question(l))
		}
		if err := os.WriteFile("testdata/expected", []byte(strings.Join(record(t, dir, questions), "\n")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	lines := golden(t)
	check(t, dir, lines)
	t.Chdir(dir)
	for _, l := range lines { // the process's own directory gives the same
		f := strings.SplitN(l, "\t", 3)
		if got := strings.Join(Expand(f[1], options(f[0])), "|"); got != f[2] {
			t.Errorf("%s %s: in the directory\n got %s\nwant %s", f[0], f[1], got, f[2])
		}
	}
}

func check(t *testing.T, dir string, lines []string) {
	t.Helper()
	for _, l := range lines {
		f := strings.SplitN(l, "\t", 3)
		o := options(f[0])
		o.Dir = dir
		if got := strings.Join(Expand(f[1], o), "|"); got != f[2] {
			t.Errorf("%s %s:\n got %s\nwant %s", f[0], f[1], got, f[2])
		}
	}
}

func TestAgainstBash(t *testing.T) {
	dir := tree(t)
	comps := []string{"*", "?", "a", "[a-d]", ".*", "*.c", "b", "**", "**", ".", "..", "?*", "l*", "h", "r", "up", "!(a)", "@(a|d|.h)", "*(?)", ".@(h|dot)", `\a`, "", "self", "[!a]*", "?(.)dot", "é", "+([a-f])"}
	var questions []string
	n := uint32(7)
	next := func(k int) int { n = n*1664525 + 1013904223; return int(n>>8) % k }
	for range 600 {
		var parts []string
		for k := next(3) + 1; k > 0; k-- {
			parts = append(parts, comps[next(len(comps))])
		}
		p := strings.Join(parts, "/")
		if next(4) == 0 {
			p += "/"
		}
		if next(8) == 0 {
			p = "./" + p
		}
		if strings.Count(p, "..") > 0 || strings.HasPrefix(p, "/") || !pattern.HasMeta(p, true) {
			continue
		}
		questions = append(questions, []string{"es", "e", "esd", "esk", "esc", "esI*.c:.*"}[next(6)]+"\t"+p)
	}
	check(t, dir, record(t, dir, questions))
}

func TestAbsolute(t *testing.T) {
	dir := tree(t)
	for _, x := range [][2]string{{"/d/*", "/d/up|/d/x"}, {"//d/*", "//d/up|//d/x"}, {"/e/**", "/e/|/e/f|/e/f/y"}, {"/[e]/**/", "/e/|/e/f/"}, {"/nope/*", ""}} {
		var want []string
		if x[1] != "" {
			for _, w := range strings.Split(x[1], "|") {
				want = append(want, dir+w)
			}
		}
		if got := Expand(pattern.Quote(dir)+x[0], &Options{GlobStar: true, Dir: "/nowhere"}); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", x[0], got, want)
		}
	}
	if got := Expand("/t[m]p", nil); !slices.Equal(got, []string{"/tmp"}) {
		t.Error(got)
	}
	if got := Expand("//t[m]p", nil); !slices.Equal(got, []string{"//tmp"}) {
		t.Error(got)
	}
}

func TestNoMeta(t *testing.T) {
	dir := tree(t)
	for _, x := range [][2]string{{`lit\*`, "lit*"}, {"a/1.c", "a/1.c"}, {"nope", ""}, {"", ""}, {"broken", "broken"}, {"a/", "a/"}} {
		if got := strings.Join(Expand(x[0], &Options{Dir: dir}), "|"); got != x[1] {
			t.Errorf("%q: %q", x[0], got)
		}
	}
}

func TestUnreadable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
	dir := tree(t)
	os.Chmod(filepath.Join(dir, "a/b"), 0o300)
	os.Chmod(filepath.Join(dir, "d"), 0o600)
	defer os.Chmod(filepath.Join(dir, "a/b"), 0o700)
	defer os.Chmod(filepath.Join(dir, "d"), 0o700)
	// From bash 5.2.15: names in a directory that can only be searched are found if they are given, and the other way about.
	for _, x := range [][2]string{{"a/b/*", ""}, {"a/?/c", "a/b/c"}, {"[d]/x", ""}, {"d/*", "d/up|d/x"}, {"[d]/*/", ""}} {
		if got := strings.Join(Expand(x[0], &Options{Dir: dir}), "|"); got != x[1] {
			t.Errorf("%q: %q", x[0], got)
		}
	}
}

// TestBig reads a directory that takes more than one system call.
func TestBig(t *testing.T) {
	dir := t.TempDir()
	for i := range 3000 {
		name := strings.Repeat("x", i%50+1) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676))
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got := Expand("*", &Options{Dir: dir}); len(got) != 3000 || !slices.IsSorted(got) {
		t.Error(len(got))
	}
}

func BenchmarkExpand(b *testing.B) {
	dir := tree(b)
	for _, pat := range []string{"*", "a/*.c", "*/*", "**/*.c"} {
		b.Run(strings.ReplaceAll(pat, "/", "_"), func(b *testing.B) {
			b.ReportAllocs()
			o := &Options{Dir: dir, GlobStar: true}
			for b.Loop() {
				Expand(pat, o)
			}
		})
	}
}

func FuzzExpand(f *testing.F) {
	for _, l := range golden(f) {
		f.Add(strings.SplitN(l, "\t", 3)[1], true)
	}
	dir := tree(f)
	f.Fuzz(func(t *testing.T, pat string, on bool) {
		if strings.HasPrefix(pat, "/") || strings.HasPrefix(pat, `\/`) || strings.Contains(pat, ".") || len(pat) > 20 {
			return // stay in the tree
		}
		o := &Options{Dir: dir, ExtGlob: on, GlobStar: on, DotGlob: on, GlobSkipDots: true}
		for _, p := range Expand(pat, o) {
			if _, err := os.Lstat(dir + "/" + p); err != nil {
				t.Errorf("%q: %q", pat, p)
			}
		}
	})
}
