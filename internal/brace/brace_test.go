package brace

import (
	"bytes"
	"flag"
	"math/rand"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

var update = flag.Bool("update", false, "write testdata/words.txt again with what comes out (read it, then let bash confirm it)")

const table = "testdata/words.txt"

// parseWord is the word that s is as an argument, or nil.
func parseWord(s string) *syntax.Word {
	p := syntax.NewParser(syntax.Variant(syntax.LangBash))
	f, err := p.Parse(strings.NewReader(": "+s+"\n"), "")
	if err != nil || len(f.Stmts) != 1 {
		return nil
	}
	call, ok := f.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) != 2 || len(f.Stmts[0].Redirs) > 0 || f.Stmts[0].Background {
		return nil
	}
	return call.Args[1]
}

// source is what comes of the word s, as source text again.
func source(s string) string {
	w := parseWord(s)
	if w == nil {
		return "no word"
	}
	var b bytes.Buffer
	for i, w := range Expand(w) {
		if i > 0 {
			b.WriteByte(' ')
		}
		if l, ok := w.Parts[0].(*syntax.Lit); ok && l.Value == "`" {
			b.WriteByte('\\') // an operator in a script
		}
		syntax.NewPrinter().Print(&b, w)
	}
	return b.String()
}

// readTable gives words and what becomes of them; a line is two quoted strings.
func readTable(t testing.TB) (words, want []string) {
	data, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		q, err := strconv.QuotedPrefix(line)
		if err != nil {
			t.Fatalf("%s: %s", line, err)
		}
		s, _ := strconv.Unquote(q)
		words = append(words, s)
		s, _ = strconv.Unquote(strings.TrimSpace(line[len(q):]))
		want = append(want, s)
	}
	return words, want
}

// The results were compared with bash 5.2.15 by TestTableAgainstBash.
func TestTable(t *testing.T) {
	words, want := readTable(t)
	if *update {
		var b strings.Builder
		b.WriteString("# word, words that come of it\n")
		for _, s := range words {
			b.WriteString(strconv.Quote(s) + " " + strconv.Quote(source(s)) + "\n")
		}
		if err := os.WriteFile(table, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i, s := range words {
		if got := source(s); got != want[i] {
			t.Errorf("%s\n got %s\nwant %s", s, got, want[i])
		}
	}
}

func TestTableAgainstBash(t *testing.T) {
	words, want := readTable(t)
	compare(t, words, want)
}

// compare lets bash expand the words by itself, and the expanded ones with
// brace expansion off.
func compare(t *testing.T, words, expanded []string) {
	t.Helper()
	version, err := exec.Command("/bin/bash", "-c", "echo $BASH_VERSION").Output()
	if err != nil || !bytes.HasPrefix(version, []byte("5.2.")) {
		t.Skip("no bash 5.2")
	}
	run := func(words []string) []string {
		const script = `shopt -s extglob; set -f; x=1; xa=XA; xb=XB; a=A; HOME=/h; set -- p
f() { local i; for i; do printf '[%s]' "$i"; done; }
while IFS= read -r -d '' w; do eval "f $w" 2>/dev/null; printf '\0'; done`
		cmd := exec.Command("/bin/bash", "-c", script)
		if &words[0] == &expanded[0] {
			cmd.Args = []string{"bash", "+B", "-c", script}
		}
		cmd.Stdin = strings.NewReader(strings.Join(words, "\x00") + "\x00")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(string(out), "\x00")
	}
	want, got := run(words), run(expanded)
	if len(want) != len(words)+1 || len(got) != len(want) {
		t.Fatalf("%d words, %d and %d results", len(words), len(want), len(got))
	}
	for i := range words {
		if got[i] != want[i] {
			t.Errorf("%s\nhere %s\n got %s\nbash %s", words[i], expanded[i], got[i], want[i])
		}
	}
}

var (
	diffCount = flag.Int("diff", 3000, "random words to compare with bash")
	diffSeed  = flag.Int64("seed", 1, "seed for random words")
)

var pieces = []string{
	"{", "{", "{", "{", "}", "}", "}", "}", ",", ",", ",", ",", "..", "..", "a", "b", "c", "z", "A", "1", "3", "-2", "05", "10", "+1", "-01", "{}", ".", "...",
	`\{`, `\}`, `\,`, `\\`, `"q,"`, `'{'`, `"$x"`, "$x", "${x}", "${x:-a,b}", "$(echo 1,2)", "$((1+2))", "$1", "_", "/", "{a,b}", "{1..3}", "{a..c}", "é", "~",
}

func TestRandomAgainstBash(t *testing.T) {
	n := *diffCount
	if testing.Short() {
		n = 300
	}
	r := rand.New(rand.NewSource(*diffSeed))
	var words, expanded []string
	for len(words) < n {
		var b strings.Builder
		for k := 1 + r.Intn(14); k > 0; k-- {
			b.WriteString(pieces[r.Intn(len(pieces))])
		}
		s := b.String()
		if parseWord(s) == nil {
			continue
		}
		words = append(words, s)
		expanded = append(expanded, source(s))
	}
	compare(t, words, expanded)
}

// A word without brace expression comes back itself.
func TestSame(t *testing.T) {
	for _, s := range []string{"a", "{", "}", "{}", "a{}", "{a}", "{a,b", `"{a,b}"`, `\{a,b}`, `{a,b\}`, "{1..x}", "$x", "{$x..3}", "${x:-{a,b}}",
		"{1..99999999999}", "{0..9223372036854775807}", "{1..99999999999999999999}", "{-9223372036854775808..9223372036854775807}",
		"{1..99999}{1..999}", strings.Repeat("{a,b}", 64), strings.Repeat("{a,", 100000) + strings.Repeat("}", 100000),
		strings.Repeat("{", 20000) + strings.Repeat("}", 20000), "{1..1000000" + strings.Repeat("0", 5) + "}", "{1..1000000..0}{1..100}",
		"{0" + strings.Repeat("0", 100000) + "1..1000000}",
	} {
		w := parseWord(s)
		if w == nil {
			t.Fatalf("%.30s: no word", s)
		}
		if got := Expand(w); len(got) != 1 || got[0] != w {
			t.Errorf("%.30s: %d words", s, len(got))
		}
	}
	w := parseWord("/usr/lib/${x}")
	if n := testing.AllocsPerRun(10, func() {
		if list := Expand(w); len(list) != 1 || list[0] != w {
			t.Error("another word")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestExpandString(t *testing.T) {
	for _, c := range []struct{ s, want string }{
		{"", ""}, {"a", "a"}, {"a{b,c}d", "abd acd"}, {"{1..3}", "1 2 3"}, {`{a\,b,c}`, `a\,b c`}, {"{a,b}{1,2}", "a1 a2 b1 b2"}, {"{a", "{a"},
		{"{Z..a}", "Z [ \\ ] ^ _ ` a"}, {"{08..10}", "08 09 10"},
	} {
		if got := strings.Join(ExpandString(c.s), " "); got != c.want {
			t.Errorf("%s: %s", c.s, got)
		}
	}
	list := ExpandString("f{1..1000000}.txt")
	if len(list) != 1000000 || list[999999] != "f1000000.txt" {
		t.Errorf("%d texts", len(list))
	}
}

// Nodes of the original are not touched.
func TestOriginal(t *testing.T) {
	const s = `$x{a,"$(b)"}{1..3}`
	w := parseWord(s)
	Expand(w)
	var b bytes.Buffer
	syntax.NewPrinter().Print(&b, w)
	if b.String() != s {
		t.Errorf("%s", b.String())
	}
}

func FuzzExpand(f *testing.F) {
	words, _ := readTable(f)
	for _, s := range words {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		digits := 0
		for _, c := range s {
			if '0' <= c && c <= '9' {
				digits++
			}
		}
		if len(s) > 200 || strings.Count(s, "..") > 3 || strings.Count(s, "{") > 12 || digits > 6 {
			return // millions of words
		}
		ExpandString(s)
		w := parseWord(s)
		if w == nil {
			return
		}
		list := Expand(w)
		if len(list) == 0 {
			t.Fatal("no words")
		}
		for _, e := range list {
			if len(e.Parts) == 0 {
				t.Fatal("no parts")
			}
			e.Pos()
			e.End()
		}
	})
}

func BenchmarkExpand(b *testing.B) {
	for _, s := range []string{"/usr/lib/plain", "file{,.bak}", "{1..1000}", `"$x"/{bin,lib,share}/{a,b}`} {
		b.Run(s, func(b *testing.B) {
			w := parseWord(s)
			b.ReportAllocs()
			for b.Loop() {
				Expand(w)
			}
		})
	}
}
