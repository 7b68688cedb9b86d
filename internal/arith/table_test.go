package arith

import (
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "record testdata/bash52.txt from bash again")

const table = "testdata/bash52.txt"

// readTable gives the expressions of the table and what bash 5.2.15 made of
// them: a line is two quoted strings, the second with the variables' state.
func readTable(t testing.TB) (exprs, want []string) {
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
		exprs = append(exprs, s)
		s, _ = strconv.Unquote(strings.TrimSpace(line[len(q):]))
		want = append(want, s)
	}
	return exprs, want
}

// Expected values were recorded from bash 5.2.15.
func TestTable(t *testing.T) {
	exprs, want := readTable(t)
	if len(exprs) < 300 {
		t.Errorf("only %d expressions", len(exprs))
	}
	for i, s := range exprs {
		if got := here(s); !same(got, want[i]) {
			t.Errorf("%q\n got %q\nwant %q", s, got, want[i])
		}
	}
}

func TestTableAgainstBash(t *testing.T) {
	exprs, want := readTable(t)
	got := inBash(t, exprs)
	if *update {
		var b strings.Builder
		b.WriteString("# expression, result|x y i a[*] b[*]; recorded from bash 5.2.15 with go test -update\n")
		for i, s := range exprs {
			b.WriteString(strconv.Quote(s) + " " + strconv.Quote(got[i]) + "\n")
		}
		if err := os.WriteFile(table, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i, s := range exprs {
		if got[i] != want[i] {
			t.Errorf("%q\nbash %q\nwant %q", s, got[i], want[i])
		}
	}
}

func TestDepth(t *testing.T) {
	const deep = 1 << 20
	for _, s := range []string{
		strings.Repeat("(", deep) + "1" + strings.Repeat(")", deep),
		strings.Repeat("- ", deep) + "x",
		strings.Repeat("1?", deep) + "x",
		strings.Repeat("x=", deep) + "1",
		strings.Repeat("2**", deep) + "x",
		strings.Repeat("a[", deep) + "x" + strings.Repeat("]", deep),
		strings.Repeat("x+", 2*deep) + "1",
		strings.Repeat("0&&2**(x-", deep),
		strings.Repeat("x ", deep),
		strings.Repeat("x y z[", 5000) + "1" + strings.Repeat("]", 5000),
	} {
		if _, err := EvalString(s, newTestEnv()); err == nil {
			t.Errorf("%.20s…: no error", s)
		}
	}
	if got := here(strings.Repeat("1+", deep) + "1"); !strings.HasPrefix(got, "1048577|") {
		t.Errorf("long sum: %.40s", got)
	}
	// A chain of n variables, the last of which is 5; bash allows 1022.
	for _, c := range []struct {
		n    int
		want string
	}{
		{1022, "5"},
		{1023, `v1023: expression recursion level exceeded (error token is "v1023")`},
		{1030, `v1023: expression recursion level exceeded (error token is "v1023")`},
	} {
		env := newTestEnv()
		for i := range c.n {
			env.vars["v"+Format(int64(i))] = "v" + Format(int64(i+1))
		}
		env.vars["v"+Format(int64(c.n))] = "5"
		v, err := EvalString("v0", env)
		got := Format(v)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("chain of %d: %s", c.n, got)
		}
	}
	// A subscript that contains itself.
	env := newTestEnv()
	env.vars["r"] = "a[r]"
	if _, err := EvalString("r", env); err == nil || !strings.Contains(err.Error(), msgRecursion) {
		t.Errorf("a[r]: %v", err)
	}
	env.vars["r"] = strings.Repeat("-(", 3000) + "r" + strings.Repeat(")", 3000)
	if _, err := EvalString("r", env); err == nil || !strings.Contains(err.Error(), msgRecursion) {
		t.Error("deep r: no error")
	}
}

// What is done before a mistake stays done; a caller that only wants to know
// whether the text is right has the error at once.
func TestParseError(t *testing.T) {
	e, err := Parse("x=9, 1+")
	if err == nil || err.Error() != `x=9, 1+: syntax error: operand expected (error token is "+")` {
		t.Errorf("error %v", err)
	}
	env := newTestEnv()
	if _, err2 := Eval(e, env); err2 != error(err) || env.vars["x"] != "9" {
		t.Errorf("Eval: %v, x=%s", err2, env.vars["x"])
	}
}

func TestParseInt(t *testing.T) {
	for _, c := range []struct {
		s    string
		want int64
		ok   bool
	}{
		{"0", 0, true}, {"5", 5, true}, {" 42\t\n", 42, true}, {"-7", -7, true}, {"+7", 7, true}, {"017", 15, true},
		{"0x1f", 31, true}, {"0X1F", 31, true}, {"-0x10", -16, true}, {"2#101", 5, true}, {"64#@_", 4031, true},
		{"36#zZ", 1295, true}, {"0x", 0, true}, {"9223372036854775808", -9223372036854775808, true},
		{"99999999999999999999999", 200376420520689663, true},
		{"", 0, false}, {" ", 0, false}, {"-", 0, false}, {"- 5", 0, false}, {"--5", 0, false}, {"08", 0, false}, {"1a", 0, false},
		{"x", 0, false}, {"1 2", 0, false}, {"2#2", 0, false}, {"1#0", 0, false}, {"65#0", 0, false}, {"2#", 0, false}, {"0#1", 0, false},
		{"1+1", 0, false}, {"1.5", 0, false}, {"5\r", 0, false}, {"é", 0, false}, {"16#-1", 0, false},
	} {
		v, ok := ParseInt(c.s)
		if v != c.want && ok || ok != c.ok {
			t.Errorf("ParseInt(%q) = %d, %v", c.s, v, ok)
		}
		w, err := EvalString(c.s, newTestEnv())
		if ok && (err != nil || v != w) {
			t.Errorf("%q: ParseInt %d, EvalString %d", c.s, v, w)
		}
	}
}

func TestFormat(t *testing.T) {
	for v := int64(-1100); v < 1100; v++ {
		if got := Format(v); got != strconv.FormatInt(v, 10) {
			t.Errorf("Format(%d) = %s", v, got)
		}
	}
	if n := testing.AllocsPerRun(100, func() { Format(7); Format(321) }); n != 0 {
		t.Errorf("Format allocates %v", n)
	}
}
