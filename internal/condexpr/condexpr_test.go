package condexpr

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// env is a shell whose variable set is set, whose option braceexpand is on and whose descriptor 5 is a terminal.
type env struct{ dir string }

func (e env) Path(name string) string {
	if name[0] == '/' {
		return name
	}
	return e.dir + "/" + name
}
func (env) Isatty(fd int) bool         { return false }
func (env) VarSet(name string) bool    { return name == "set" || name == "arr[1]" || name == "ref" }
func (env) IsNameref(name string) bool { return name == "ref" }
func (env) Option(name string) bool    { return name == "braceexpand" }

// Expected values were recorded from bash 5.2.15.
var table = []struct {
	args string // separated by blanks; '' is empty
	want string // 0, 1 or the diagnostic
}{
	{"", "1"}, {"''", "1"}, {"a", "0"}, {"-f", "0"}, {"!", "0"}, {"(", "0"}, {")", "0"}, {"-a", "0"},
	{"! a", "1"}, {"! ''", "0"}, {"( a", "(: unary operator expected"}, {"-n a", "0"}, {"-z ''", "0"}, {"a b", "a: unary operator expected"}, {"-q x", "-q: unary operator expected"},
	{"-f a b", "a: binary operator expected"}, {"a b c", "b: binary operator expected"}, {"a = a", "0"}, {"! = !", "0"}, {"( = (", "0"}, {"( a )", "0"}, {"( '' )", "1"}, {"! -n a", "1"},
	{"! ! a", "0"}, {"( ! )", "0"}, {"a -a b", "0"}, {"'' -o b", "0"}, {"-a -a -a", "0"}, {"! -a b", "0"}, {"-n = x", "1"}, {"-f = -f", "0"}, {"( -a )", "0"}, {"( = )", "1"}, {"! = )", "1"},
	{"! a = a", "1"}, {"! ! ! a", "1"}, {"( -n a )", "0"}, {"( ! a )", "1"}, {"( a b )", "a: unary operator expected"}, {"a -a ! b", "1"}, {"-n a -a b", "0"}, {"a b c d", "too many arguments"}, {"! a b c", "b: binary operator expected"},
	{"( a = b", "`)' expected"}, {"-f a -a b", "1"}, {"a -o -f f", "0"}, {"! ( a )", "1"}, {"( a ) b", "too many arguments"}, {"( ( a )", "(: unary operator expected"},
	{"a = a -a b = b", "0"}, {"a = b -o c = c -a d = e", "1"}, {"( a = a ) -a ! b = c", "0"}, {"a b c d e", "too many arguments"}, {"a -a b -a c", "0"}, {"a -a b c", "too many arguments"}, {"1 -eq 1 -a 2 -eq 2 x", "too many arguments"},
	{"( a = a -a b = b", "`)' expected"}, {"a -a", "a: unary operator expected"}, {"-a a b", "a: binary operator expected"}, {"a -o b -a", "argument expected"}, {"( )", "(: unary operator expected"}, {"( ) -a x", "`)' expected"}, {"! !", "1"}, {"! ! !", "0"},
	{"-n", "0"}, {"-n -n", "0"}, {"-n -n -n", "-n: binary operator expected"}, {"-n -n -n -n", "syntax error: `-n' unexpected"}, {"x = -n", "1"}, {"= = =", "0"}, {"-e -a -e", "0"}, {"-e = -a -f f", "syntax error: `-f' unexpected"},
	{"1 -eq 1", "0"}, {"1 -eq a", "a: integer expression expected"}, {"'' -eq 0", ": integer expression expected"}, {"1x -eq 1", "1x: integer expression expected"}, {"+1 -eq 1", "0"}, {"0x1 -eq 1", "0x1: integer expression expected"}, {"010 -eq 10", "0"},
	{"99999999999999999999 -eq 1", "99999999999999999999: integer expression expected"}, {"9223372036854775807 -gt 1", "0"}, {"-9223372036854775808 -lt 0", "0"}, {"9223372036854775808 -gt 1", "9223372036854775808: integer expression expected"}, {"- -eq 0", "-: integer expression expected"}, {"-1 -eq -1", "0"},
	{"a -lt 1", "a: integer expression expected"}, {"1 -eq", "1: unary operator expected"}, {"1 -foo 2", "-foo: binary operator expected"}, {"a < b", "0"}, {"a > b", "1"}, {"a == a", "0"}, {"a =~ a", "=~: binary operator expected"}, {"a != b", "0"},
	{"a -nt b", "1"}, {"f -nt no", "0"}, {"no -ot f", "0"}, {"f -ef ./f", "0"}, {"f -ef no", "1"}, {"no -ef no", "1"}, {"no -nt no2", "1"}, {"f -nt no -a x", "0"}, {"1 -le 2", "0"}, {"1 -ge 2", "1"}, {"1 -ne 2", "0"}, {"1 -gt 2", "1"}, {"old -ot new", "0"}, {"old -nt new", "1"},
	{"-t", "0"}, {"-t 0", "1"}, {"-t x", "1"}, {"-t ''", "1"}, {"-t 99999999999", "1"}, {"-t x -a b", "too many arguments"}, {"a = a -a -t", "0"}, {"-t x y z", "too many arguments"},
	{"-o braceexpand", "0"}, {"-o noexist", "1"}, {"-v set", "0"}, {"-v unset", "1"}, {"-v arr[1]", "0"}, {"-v arr[2]", "1"}, {"-R ref", "0"}, {"-R set", "1"}, {"-v ''", "1"}, {"-o ''", "1"}, {"-R ''", "1"},
	{"-e ''", "1"}, {"-d ''", "1"}, {"-r ''", "1"}, {"-G f", "0"}, {"-O f", "0"}, {"-h f", "1"}, {"-L link", "0"}, {"-h dangling", "0"}, {"-e dangling", "1"}, {"-e link", "0"}, {"-f link", "0"}, {"-c /dev/null", "0"}, {"-b f", "1"}, {"-S f", "1"}, {"-p fifo", "0"}, {"-p f", "1"},
	{"-u f", "1"}, {"-g f", "1"}, {"-k f", "1"}, {"-u mode", "0"}, {"-g mode", "0"}, {"-k mode", "0"}, {"-s f", "1"}, {"-s old", "0"}, {"-x f", "1"}, {"-x run", "0"}, {"-r f", "0"}, {"-w f", "0"}, {"-d .", "0"}, {"-d f", "1"}, {"-a f", "0"}, {"-e no", "1"}, {"-N old", "1"}, {"-N new", "0"},
	{"-A x", "-A: unary operator expected"}, {"-ab x", "-ab: unary operator expected"}, {"( a b c", "`)' expected, found b"}, {"( a = a x )", "`)' expected, found x"}, {"a -a b -a", "argument expected"}, {"( a -a", "a: binary operator expected"},
	{"! ! ! !", "1"}, {"! ( ! a )", "0"}, {"! ! ! ! a", "0"}, {"-z '' -a ! -z ''", "1"}, {"-e '' -a -t 0x -o a", "too many arguments"}, {"-n x -a -q y", "too many arguments"}, {"a -a -n", "0"}, {"x = x -a -n", "0"},
}

func words(s string) []string {
	f := strings.Fields(s)
	for i := range f {
		if f[i] == "''" {
			f[i] = ""
		}
	}
	return f
}

func answer(args []string, e Env) string {
	v, err := Eval(args, e)
	switch {
	case err != nil:
		return err.Error()
	case v:
		return "0"
	}
	return "1"
}

// setup makes the files that the expressions ask for.
func setup(t testing.TB) env {
	dir := t.TempDir()
	cmd := exec.Command("/bin/sh", "-c", `: >f; echo >old; touch -d '2024-01-01 00:00:00.1' old; echo >new; touch -m -d '2024-01-01 00:00:00.2' new; touch -a -d '2024-01-01 00:00:00.1' new
ln -s f link; ln -s none dangling; mkfifo fifo; : >mode; chmod 7644 mode; : >run; chmod 755 run`)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	return env{dir}
}

// inBash evaluates expressions in one bash.
func inBash(t *testing.T, dir string, exprs [][]string) []string {
	var in bytes.Buffer
	for _, e := range exprs {
		in.WriteString(strconv.Itoa(len(e)) + "\x00")
		for _, a := range e {
			in.WriteString(a + "\x00")
		}
	}
	cmd := exec.Command("/bin/bash", "-c", `[[ $BASH_VERSION == 5.2.* ]] || exit 99
exec 4>&1 2>&1; set=1 arr=(0 1); declare -n ref=set
while IFS= read -rd '' n; do args=(); for ((i=0; i<n; i++)); do IFS= read -rd '' args[i]; done
if r=$(test "${args[@]}" </dev/null 2>&1 >/dev/null); then s=0; else s=$?; fi
if ((s == 2)); then r=${r#*: test: }; else r=$s; fi; printf '%s\0' "$r"; done`, "")
	cmd.Dir, cmd.Stdin, cmd.Env = dir, &in, []string{"LC_ALL=C.UTF-8"}
	out, err := cmd.Output()
	if err != nil {
		t.Skip("no bash 5.2: ", err)
	}
	return strings.Split(string(out), "\x00")
}

func TestTable(t *testing.T) {
	e := setup(t)
	for _, c := range table {
		if got := answer(words(c.args), e); got != c.want {
			t.Errorf("test %s: got %s, want %s", c.args, got, c.want)
		}
	}
}

func TestTableInBash(t *testing.T) {
	e := setup(t)
	var exprs [][]string
	for _, c := range table {
		exprs = append(exprs, words(c.args))
	}
	for i, r := range inBash(t, e.dir, exprs)[:len(exprs)] {
		if r != table[i].want && os.Getuid() == 0 {
			t.Errorf("test %s: bash says %s, the table %s", table[i].args, r, table[i].want)
		}
	}
}

var randomCases = flag.Int("random", 3000, "how many random expressions to compare with bash")

func TestRandom(t *testing.T) {
	e := setup(t)
	rnd := rand.New(rand.NewPCG(3, uint64(*randomCases)))
	tokens := []string{"!", "!", "(", ")", "(", ")", "-a", "-o", "-a", "-o", "-n", "-z", "-f", "-e", "-t", "=", "==", "!=", "<", ">", "-eq", "-lt", "-ge", "-nt", "-ef", "-v", "-q", "-", "--",
		"a", "b", "", "1", "2", " 2 ", "f", "old", "new", "set", "x", "\n1", "1\n", "1\t", "-1"}
	var exprs [][]string
	for range *randomCases {
		var x []string
		for range rnd.IntN(9) {
			x = append(x, tokens[rnd.IntN(len(tokens))])
		}
		exprs = append(exprs, x)
	}
	for i, want := range inBash(t, e.dir, exprs)[:len(exprs)] {
		if got := strings.TrimRight(answer(exprs[i], e), "\n"); got != want {
			t.Errorf("test %q: got %q, want %q", exprs[i], got, want)
		}
	}
}

func TestParseInt(t *testing.T) {
	for _, c := range []struct {
		in string
		v  int64
		ok bool
	}{{"", 0, false}, {"0", 0, true}, {" 12\t ", 12, true}, {"\n-3", -3, true}, {"3\n", 3, false}, {"-", 0, false}, {"+7", 7, true}, {"1 2", 1, false}, {"９", 0, false},
		{"18446744073709551617", 0, false}, {"-9223372036854775808", -1 << 63, true}, {"-9223372036854775809", 0, false}} {
		if v, ok := ParseInt(c.in); ok != c.ok || ok && v != c.v {
			t.Errorf("%q: %d, %v", c.in, v, ok)
		}
	}
}

func TestDeep(t *testing.T) {
	args := append(append(strings.Fields(strings.Repeat("( ", 50000)), "a"), strings.Fields(strings.Repeat(") ", 50000))...)
	if _, err := Eval(args, env{}); err == nil {
		t.Error("no error")
	}
}

func FuzzEval(f *testing.F) {
	for _, c := range table {
		f.Add(strings.ReplaceAll(c.args, " ", "\x00"))
	}
	f.Fuzz(func(t *testing.T, s string) { Eval(strings.Split(s, "\x00"), env{"/nonexistent"}) })
}

func TestNoAlloc(t *testing.T) {
	args := []string{"abc", "=", "abd"}
	if n := testing.AllocsPerRun(10, func() { Eval(args, env{}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkEqual(b *testing.B) {
	args := []string{"12", "-lt", "13"}
	var e Env = env{}
	b.ReportAllocs()
	for b.Loop() {
		Eval(args, e)
	}
}
