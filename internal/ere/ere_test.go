package ere

import (
	"flag"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "record testdata/expected with bash 5.2")

// question is a line of testdata/expected: mode (u UTF-8, b C locale, i nocasematch), string and expression as Go strings,
// then the status of [[ =~ ]] and BASH_REMATCH joined by |.
type question struct{ mode, s, re, want string }

func golden(t testing.TB) (list []question) {
	t.Helper()
	data, err := os.ReadFile("testdata/expected")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		f := strings.Split(l, "\t")
		q := question{mode: f[0]}
		for i, p := range []*string{&q.s, &q.re, &q.want} {
			if *p, err = strconv.Unquote(f[i+1]); err != nil {
				t.Fatal(err, l)
			}
		}
		list = append(list, q)
	}
	return list
}

// TestMatch compares with testdata/expected, recorded from bash 5.2.15 and glibc 2.36.
func TestMatch(t *testing.T) {
	list := golden(t)
	if *update {
		for mode, locale := range map[string]string{"u": "C.UTF-8", "b": "C", "i": "C.UTF-8"} {
			var input []string
			for _, q := range list {
				if q.mode == mode {
					input = append(input, q.s, q.re)
				}
			}
			for i, want := range askBash(t, locale, mode, input) {
				for k := range list {
					if q := &list[k]; q.mode == mode && q.s == input[2*i] && q.re == input[2*i+1] {
						q.want = want
					}
				}
			}
		}
		var b strings.Builder
		for _, q := range list {
			b.WriteString(q.mode + "\t" + strconv.Quote(q.s) + "\t" + strconv.Quote(q.re) + "\t" + strconv.Quote(q.want) + "\n")
		}
		if err := os.WriteFile("testdata/expected", []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range list {
		if got := answer(q.s, q.re, q.mode == "b", q.mode == "i"); got != q.want {
			t.Errorf("%s %q =~ %q: %q, want %q", q.mode, q.s, q.re, got, q.want)
		}
	}
}

// TestRange: glibc rejects ranges of characters beyond ASCII in C.UTF-8, but not in other UTF-8 locales.
func TestRange(t *testing.T) {
	if got := answer("é", "[à-ê]", false, false); got != "0 é" {
		t.Error(got)
	}
}

// TestNoBlowUp runs what takes simple backtracking (and glibc) for ever.
func TestNoBlowUp(t *testing.T) {
	start := time.Now()
	s := strings.Repeat("a", 3000)
	for _, re := range []string{"(a*)*b", "(a|aa)+$b", "((a?){30}){30}b", "(((a*)*)*)*b", "(.*)(.*)(.*)(.*)(.*)b", "^(a+)+$b", strings.Repeat("(a|b)*", 20) + "c"} {
		if got := answer(s, re, false, false); got != "1 " {
			t.Errorf("%q: %q", re, got)
		}
	}
	if got := answer(s, "^.{1,5000}$", false, false); got != "0 "+s {
		t.Errorf("%.20q", got)
	}
	for _, re := range []string{"((a{1,1000}){1,1000}){1,1000}", strings.Repeat("(", 5000) + strings.Repeat(")", 5000), "((){30000}){30000}"} {
		if _, err := Compile(re, false); err == nil {
			t.Errorf("%.20q is not too big", re)
		}
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
	if testing.Short() {
		return
	}
	answer(s, `(a*)*\1b`, false, false) // ends, with whatever result
}

func FuzzMatch(f *testing.F) {
	for _, q := range golden(f) {
		f.Add(q.re, q.s, q.mode == "b", q.mode == "i")
	}
	f.Fuzz(func(t *testing.T, re, s string, inBytes, noCase bool) {
		if len(re) > 40 || len(s) > 40 || strings.ContainsAny(re, `\{`) {
			return
		}
		r, err := compile(re, options{noCase: noCase, bytes: inBytes})
		if err != nil {
			return
		}
		got, ok := r.Match(s)
		want, end := naive(t, re, s, options{noCase: noCase, bytes: inBytes})
		if want < -1 {
			return // too many steps
		}
		if ok != (want >= 0) || ok && got[0] != s[want:end] {
			t.Errorf("%q =~ %q: %q %v, want %d to %d", s, re, got, ok, want, end)
		}
	})
}

// naive looks for the leftmost longest match on the tree, trying every possibility; start is -1 if there is none.
func naive(t *testing.T, re, s string, o options) (start, end int) {
	p := parser{src: re, opts: o}
	tree, err := p.parse()
	if err != nil {
		t.Fatal(err)
	}
	steps := 200000
	var match func(n *node, i int, then func(int))
	seq := func(subs []*node, i int, then func(int)) {
		var next func(k, i int)
		next = func(k, i int) {
			if k == len(subs) {
				then(i)
			} else {
				match(subs[k], i, func(j int) { next(k+1, j) })
			}
		}
		next(0, i)
	}
	match = func(n *node, i int, then func(int)) {
		if steps--; steps < 0 {
			return
		}
		switch n.kind {
		case empty:
			then(i)
		case text:
			if strings.HasPrefix(s[i:], n.text) {
				then(i + len(n.text))
			}
		case anyChar, inSet, folded:
			if i < len(s) {
				r, size := char(s, i, o.bytes)
				if n.kind == anyChar && r < invalid || n.kind == inSet && n.set.has(r) || n.kind == folded && r < invalid && fold(r, o) == n.r {
					then(i + size)
				}
			}
		case assert:
			if n.at == lineStart && i == 0 || n.at == lineEnd && i == len(s) {
				then(i)
			}
		case group:
			match(n.subs[0], i, then)
		case sequence:
			seq(n.subs, i, then)
		case choice:
			for _, sub := range n.subs {
				match(sub, i, then)
			}
		case repeat:
			var again func(k, i int)
			again = func(k, i int) {
				if k >= n.min {
					then(i)
				}
				if n.max >= 0 && k >= n.max {
					return
				}
				match(n.subs[0], i, func(j int) {
					if j > i || k < n.min {
						again(k+1, j)
					}
				})
			}
			again(0, i)
		}
	}
	for i := 0; i <= len(s); i++ {
		end = -1
		match(tree, i, func(j int) { end = max(end, j) })
		if steps < 0 {
			return -2, 0
		}
		if end >= 0 {
			return i, end
		}
	}
	return -1, 0
}

// bigRepeat is a number of repetitions that takes seconds, in bash too.
var bigRepeat = regexp.MustCompile("[0-9]{4}")

// FuzzCompile has the expressions that FuzzMatch leaves out.
func FuzzCompile(f *testing.F) {
	for _, q := range golden(f) {
		f.Add(q.re, q.s)
	}
	f.Fuzz(func(t *testing.T, re, s string) {
		if len(re) > 30 || len(s) > 20 || strings.Count(re, "{") > 2 || bigRepeat.MatchString(re) {
			return
		}
		r, err := Compile(re, false)
		if err != nil {
			return
		}
		if groups, ok := r.Match(s); ok && (!strings.Contains(s, groups[0]) || utf8.ValidString(s) && utf8.ValidString(re) && !utf8.ValidString(groups[0])) {
			t.Errorf("%q =~ %q: %q", s, re, groups)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	for _, x := range []struct{ name, re, s string }{
		{"number", "^[0-9]+$", "1234567"}, {"key_value", "^([A-Za-z_][A-Za-z0-9_]*)=(.*)$", "POSTGRES_PASSWORD=secret with spaces"},
		{"ip", `^([0-9]{1,3}\.){3}[0-9]{1,3}$`, "192.168.100.200"}, {"literal", "needle", strings.Repeat("hay ", 200) + "needle"}, {"search", "[0-9]+", strings.Repeat("hay ", 200) + "42"},
		{"alternatives", "^(true|yes|on|1)$", "yes"},
	} {
		r, err := Compile(x.re, false)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Match(x.s)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		Compile("^([A-Za-z_][A-Za-z0-9_]*)=(.*)$", false)
	}
}
