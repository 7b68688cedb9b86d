package pattern

import (
	"strings"
	"testing"
	"time"
)

// Expected values were recorded from bash 5.2.15 in C.UTF-8.
var matchTests = []struct {
	s, pat string
	o      Options
	want   bool
}{
	{"", "", 0, true}, {"a", "", 0, false}, {"", "*", 0, true}, {"abc", "a*c", 0, true}, {"abc", "a?", 0, false},
	{"a/b", "a?b", 0, true}, {"a/b", "*", 0, true}, {".x", "*", 0, true}, {"a*b", `a\*b`, 0, true}, {"axb", `a\*b`, 0, false},
	{"é", "?", 0, true}, {"é", "??", 0, false}, {"é", "??", Bytes, true}, {"é\xff", "??", 0, false}, {"é\xff", "???", 0, true},
	{"\xff", "?", 0, true}, {"\xff", "[\xff]", 0, true}, {"\xff", "[!a]", 0, true}, {"\xff", "ÿ", 0, false}, {"\xff", "[ÿ]", 0, false},
	{"é", "\xc3?", 0, true}, {"é", "*\xa9", 0, true}, {"é", "[é]", 0, true}, {"é", "[à-ê]", 0, true}, {"\xe2\x82", "??", 0, true},
	{"a[", "a[", 0, true}, {"a[b", "a[?", 0, true}, {"a[bc", "a[*", 0, true}, {"[a-", "[a-", 0, false}, {"[-", "[-", 0, true},
	{"a", "[[:foo:]]", 0, false}, {"f", "[[:foo:]f]", 0, true}, {"x", "[![:foo:]b]", 0, true}, {"b", "[![:foo:]b]", 0, false},
	{"b", "[z-a]", 0, false}, {"c", "[z-ac]", 0, true}, {"x", "[!z-a]", 0, true}, {"a", "[a-]", 0, true}, {"-", "[a-]", 0, true},
	{"-", "[-a]", 0, true}, {"d", "[a-c-e]", 0, false}, {"-", "[a-c-e]", 0, true}, {"e", "[a-c-e]", 0, true},
	{"]", "[]]", 0, true}, {"]", "[!]]", 0, false}, {"a", "[!]]", 0, true}, {"[]a", "[]a", 0, true}, {"a]", "[a]]", 0, true},
	{"]", `[\]]`, 0, true}, {`\`, `[\]a]`, 0, false}, {`\`, `[\\]`, 0, true}, {"b", `[a\-c]`, 0, false}, {"-", `[a\-c]`, 0, true},
	{`[\`, `[\`, 0, false}, {`a\`, `a\`, 0, true}, {"a", `a\`, 0, false}, {"!", `[\!a]`, 0, true}, {"^", "[^^]", 0, false},
	{"-", "[[.hyphen.]]", 0, true}, {"-", "[[.-.]]", 0, true}, {" ", "[[.space.]]", 0, true}, {"b", "[[.a.]-c]", 0, true},
	{"b", "[a-[.c.]]", 0, true}, {"a", "[[=a=]]", 0, true}, {"b", "[[=a=]b]", 0, true}, {"o", "[[.foo.]]", 0, false},
	{"a", "[[.foo.]a]", 0, true}, {"]", "[[.].]]", 0, true}, {"[", "[[.left-square-bracket.]]", 0, true}, {"a", "[[=ab=]a]", 0, false},
	{"[", "[[=a]", 0, true}, {"a", "[[:alpha]", 0, true}, {"[", "[[:alpha]", 0, false}, {"[[:alpha:", "[[:alpha:", 0, true},
	{"[a", "[[:alpha:]", 0, true}, {"[.", "[[.a]", 0, true}, {"=]", "[a-[=c=]]", 0, true}, {":]", "[a-[:alpha:]]", 0, true},
	{"-", "[[:digit:]-z]", 0, true}, {"b", "[[:digit:]-z]", 0, false}, {"5", "[[:digit:]-z]", 0, true}, {"_", "[[:word:]]", 0, true},
	{"a", "[[:ascii:]]", 0, true}, {"é", "[[:ascii:]]", 0, false}, {"é", "[[:alpha:]]", 0, true}, {"É", "[[:upper:]]", 0, true},
	{"\u3000", "[[:space:]]", 0, true}, {"\u00a0", "[[:space:]]", 0, false}, {"/", "[/]", 0, true}, {"[!]", "[!]", 0, true},
	{"A", "[[:ALPHA:]]", 0, false}, {"[]", "[[]]", 0, true}, {"[]", "[]", 0, true}, {"=", "[[===]]", 0, true}, {"a|b", "a|b", 0, true},

	{"A", "a", NoCase, true}, {"É", "é", NoCase, true}, {"b", "[A-C]", NoCase, true}, {"B", "[a-c]", NoCase, true},
	{"a", "[[:upper:]]", NoCase, false}, {"A", "[[:upper:]]", NoCase, true}, {"É", "[é]", NoCase, true}, {"Z", "[!z]", NoCase, false},
	{"_", "[Z-a]", NoCase, false}, {"ſ", "s", NoCase, false}, {"\u212a", "k", NoCase, true}, {"σ", "ς", NoCase, false},
	{"FOOBAR", "f*b?R", NoCase, true}, {"É", "é", NoCase | Bytes, false},

	{"a|b", "@(a|b)", 0, false}, {"@(a|b)", "@(a|b)", 0, true}, {"x(ab)", "?(ab)", 0, true},
	{"ab", "a@()b", ExtGlob, true}, {"", "@(|a)", ExtGlob, true}, {"", "!()", ExtGlob, false}, {"a", "!()", ExtGlob, true},
	{"ab", "!(a)", ExtGlob, true}, {"ab", "!(a)b", ExtGlob, false}, {"ab", "!(ab)", ExtGlob, false}, {"abab", "+(ab)", ExtGlob, true},
	{"", "!(*)", ExtGlob, false}, {"abc", "*!(abc)", ExtGlob, true}, {"a.b.c", "!(*.c)", ExtGlob, false}, {"aa", "!(!(aa))", ExtGlob, true},
	{"a|b", `@(a\|b)`, ExtGlob, true}, {"a|b", "@(a[|]b)", ExtGlob, true}, {"a)b", "@(a[)]b)", ExtGlob, true}, {"a(b)", "@(a(b))", ExtGlob, true},
	{"@(a[b|c)", "@(a[b|c)", ExtGlob, true}, {"c", "@(a[b|c)", ExtGlob, false}, {"@(abc", "@(a*", ExtGlob, false}, {`@(a\b`, `@(a\b`, ExtGlob, true},
	{"xx@(a*", "*@(a*", ExtGlob, true}, {"abc", "@(a|ab)@(c|bcd)", ExtGlob, true}, {"x", "*?(x)", ExtGlob, true}, {"x", "**(x)", ExtGlob, true},
	{"abc", "*?(b)c", ExtGlob, true}, {"a+(b)", `a\+(b)`, ExtGlob, true}, {"aXbXX", "*X*(X)", ExtGlob, true}, {"éé", "+(é)", ExtGlob, true},
	{"éa", "+([[:alpha:]])", ExtGlob, true}, {"é1", "+([[:alpha:]])", ExtGlob, false}, {"ABAB", "+(ab)", ExtGlob | NoCase, true},

	{"a/1.c", "*.c", Pathname, false}, {"1.c", "*.c", Pathname, true}, {"a/1.c", "*", Pathname, true}, {"a/b/c", "a/*", Pathname, true},
	{"a/1.c", "*/*.c", Pathname, true}, {"a/b", "a?b", Pathname, false}, {"a/b", "a[/]b", Pathname, false}, {"a/b", "a/b", Pathname, true}, {"a", "a*", Pathname, true}, {"", "", Pathname, true},

	{".x", "*", Period, false}, {".x", "?x", Period, false}, {".x", "[.]x", Period, false}, {".x", ".*", Period, true}, {".x", `\.x`, Period, true},
	{".x", "*@(.x)", ExtGlob | Period, false}, {".x", "*.x", Period, false}, {".x", "@(.x)", ExtGlob | Period, true}, {".x", "!(y)", ExtGlob | Period, false}, {".x", "?(a).x", ExtGlob | Period, true},
	{".x", "*(?)x", ExtGlob | Period, false}, {"x.", "*", Period, true}, {".X", ".x", Period | NoCase, true},
}

func TestMatch(t *testing.T) {
	for _, x := range matchTests {
		if got := Compile(x.pat, x.o).Match(x.s); got != x.want {
			t.Errorf("%q == %q (%#x): %v", x.s, x.pat, x.o, got)
		}
	}
}

func TestTrim(t *testing.T) {
	for _, x := range [][]string{ // string, pattern, #, ##, %, %%
		{"abcabc", "*b", "cabc", "c", "abcabc", "abcabc"}, {"abcabc", "b*", "abcabc", "abcabc", "abca", "a"},
		{"/usr/lib/x.tar.gz", "*/", "usr/lib/x.tar.gz", "x.tar.gz", "/usr/lib/x.tar.gz", "/usr/lib/x.tar.gz"},
		{"/usr/lib/x.tar.gz", ".*", "/usr/lib/x.tar.gz", "/usr/lib/x.tar.gz", "/usr/lib/x.tar", "/usr/lib/x"},
		{"/usr/lib", "/*", "usr/lib", "", "/usr", ""}, {"abc", "", "abc", "abc", "abc", "abc"}, {"abc", "*", "abc", "", "abc", ""},
		{"éaé", "?", "aé", "aé", "éa", "éa"}, {"abcabc", "!(abcabc)", "abcabc", "c", "abcabc", "a"}, {"abcabc", "!(a)", "abcabc", "", "abcabc", ""},
		{"  x  ", "+([[:space:]])", " x  ", "x  ", "  x ", "  x"}, {"  x  ", "*([[:space:]])", "  x  ", "x  ", "  x  ", "  x"},
		{"a=b=c", "*=*", "b=c", "", "a=b", ""}, {"aXbXc", "a*X?X*", "c", "", "", ""}, {"ababab", "+(ab)", "abab", "", "abab", ""},
	} {
		p := Compile(x[1], ExtGlob)
		got := []string{x[0], x[1], p.TrimPrefix(x[0], false), p.TrimPrefix(x[0], true), p.TrimSuffix(x[0], false), p.TrimSuffix(x[0], true)}
		if strings.Join(got, "\n") != strings.Join(x, "\n") {
			t.Errorf("%q, want %q", got, x)
		}
	}
}

func TestReplace(t *testing.T) {
	for _, x := range [][]string{ // string, pattern, /, //, /#, /%
		{"abcabc", "b", "a-cabc", "a-ca-c", "abcabc", "abcabc"}, {"abcabc", "", "abcabc", "abcabc", "-abcabc", "abcabc-"},
		{"abcabc", "*(z)", "-abcabc", "-a-b-c-a-b-c", "-abcabc", "abcabc-"}, {"", "*", "-", "-", "-", "-"}, {"", "*(z)", "-", "-", "-", "-"},
		{"", "", "", "", "-", "-"}, {"", "a", "", "", "", ""}, {"", "?(x)", "", "", "", "-"}, {"abcabc", "?", "-bcabc", "------", "-bcabc", "abcab-"},
		{"abcabc", "a*", "-", "-", "-", "-"}, {"abcabc", "?(b)", "-abcabc", "-a--c-a--c", "-abcabc", "abcabc-"},
		{"abcabc", "*([ab])", "-cabc", "--c--c", "-cabc", "abcabc-"}, {"éaé", "?", "-aé", "---", "-aé", "éa-"}, {"éaé", "é", "-aé", "-a-", "-aé", "éa-"},
		{"éaé", "*(z)", "-éaé", "-é-a-é", "-éaé", "éaé-"}, {"a\xffb", "?", "-\xffb", "---", "-\xffb", "a\xff-"}, {"abcabc", "!(*)", "abcabc", "abcabc", "abcabc", "abcabc"},
		{"abcabc", "+([ab])", "-cabc", "-c-c", "-cabc", "abcabc"}, {"abcabc", "@(a|ab|abc)", "-abc", "--", "-abc", "abc-"}, {"abcabc", "*c", "-", "-", "-", "-"},
	} {
		p := Compile(x[1], ExtGlob)
		repl := func(string) string { return "-" }
		got := []string{x[0], x[1], p.Replace(x[0], false, None, repl), p.Replace(x[0], true, None, repl), p.Replace(x[0], false, Prefix, repl), p.Replace(x[0], false, Suffix, repl)}
		if strings.Join(got, "\n") != strings.Join(x, "\n") {
			t.Errorf("%q, want %q", got, x)
		}
	}
	if got := Compile("[ab]", 0).Replace("xaybz", true, None, func(m string) string { return "<" + m + ">" }); got != "x<a>y<b>z" {
		t.Error(got)
	}
}

func TestLiteral(t *testing.T) {
	for _, x := range []struct {
		pat, text string
		o         Options
		ok        bool
	}{{"", "", 0, true}, {"abc", "abc", 0, true}, {`a\*b\\`, `a*b\`, 0, true}, {"a*", "", 0, false}, {"[", "[", 0, true}, {"[a]", "", 0, false},
		{"@(a)", "@(a)", 0, true}, {"@(a)", "", ExtGlob, false}, {"a", "", NoCase, false}, {`a\`, `a\`, 0, true}, {"é\xff", "é\xff", 0, true}} {
		if text, ok := Compile(x.pat, x.o).Literal(); text != x.text || ok != x.ok {
			t.Errorf("%q: %q, %v", x.pat, text, ok)
		}
	}
}

func TestHasMeta(t *testing.T) {
	for _, x := range []struct {
		pat       string
		want, ext bool
	}{{"", false, false}, {"a", false, false}, {"*", true, true}, {"?", true, true}, {`\*\?`, false, false}, {"[", false, false}, {"[a]", true, true}, {"[]", true, true},
		{`[a\]`, false, false}, {"]a[", false, false}, {"@(a)", true, true}, {"+(a", true, true}, {`\+(a)`, false, false}, {"!a", false, false}, {"[a/b]", false, false}, {`a\`, false, false}} {
		if got := HasMeta(x.pat, false); got != x.want {
			t.Errorf("%q: %v", x.pat, got)
		}
		if got := HasMeta(x.pat, true); got != x.ext {
			t.Errorf("%q extglob: %v", x.pat, got)
		}
	}
}

func TestQuote(t *testing.T) {
	for _, s := range []string{"", "abc", `a*b?c[d]e\f`, "!(a|b)", "é\xff*", "[!a-b]", `\`} {
		if q := Quote(s); Unquote(q) != s || !Compile(q, ExtGlob).Match(s) || HasMeta(q, true) {
			t.Errorf("%q: %q", s, q)
		}
	}
	if got := Unquote(`a\b\\c\`); got != `ab\c\` {
		t.Errorf("%q", got)
	}
}

// TestNoBlowUp runs what takes matchers that try every possibility for ever.
func TestNoBlowUp(t *testing.T) {
	s := strings.Repeat("a", 5000)
	start := time.Now()
	for _, pat := range []string{strings.Repeat("*a", 30) + "*b", "+(+(+(a)))b", "*(*(a)|*(aa)|*(aaa))b", strings.Repeat("?(a)", 50) + "b", "+(*a)b", "*?*?*?*?*[!a]"} {
		if Compile(pat, ExtGlob).Match(s) {
			t.Errorf("%q matches", pat)
		}
		Compile(pat, ExtGlob).TrimSuffix(s, true)
	}
	if !Compile("!(*!(*!(*b)))", ExtGlob).Match(s[:300]) {
		t.Error("nested negations")
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestAllocations(t *testing.T) {
	for _, pat := range []string{"abc", "*.txt", "a*", "*b*", "a?c", "[a-z]*", "@(foo|a*)", "+([a-z])*(.)"} {
		p := Compile(pat, ExtGlob)
		if n := testing.AllocsPerRun(100, func() { p.Match("abc.txt"); p.TrimPrefix("abc.txt", true); p.TrimSuffix("abc.txt", false) }); n >= 1 {
			t.Errorf("%q: %v allocations", pat, n)
		}
	}
}
