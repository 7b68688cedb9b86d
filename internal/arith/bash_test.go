package arith

import (
	"bytes"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// vars is the state in which every test expression is evaluated, in bash and
// here.
const setup = `x=5; y=3; i=0; a=(1 2 3 4 5); b=(4 5 6 7); z="1+"; w="w2 *3"; w2=7; r=r; r2="1 + r2 + 2"
q=08; s="  9  "; u="3 4"; v="1/0"; k="x=9"; m=-1; e=; n=a[1]; o="b[i]"; p="y++"`

// inBash evaluates the expressions in one bash process, each in a subshell:
// value or message, then the variables that may have changed.
func inBash(t testing.TB, exprs []string) []string {
	t.Helper()
	version, err := exec.Command("/bin/bash", "-c", "echo $BASH_VERSION").Output()
	if err != nil || !bytes.HasPrefix(version, []byte("5.2.")) {
		t.Skip("no bash 5.2")
	}
	const script = setup + `
state() { printf '|%s' "$x $y $i ${a[*]} ${b[*]}"; }
while IFS= read -r -d '' EXPR; do
	( trap state EXIT; printf '%s' "$(($EXPR))" ) 2>&1
	printf '\0'
done`
	cmd := exec.Command("/bin/bash", "-c", script)
	cmd.Stdin = strings.NewReader(strings.Join(exprs, "\x00") + "\x00")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	results := strings.Split(string(out), "\x00")
	if len(results) != len(exprs)+1 {
		t.Fatalf("bash gave %d results for %d expressions", len(results)-1, len(exprs))
	}
	prefix := regexp.MustCompile(`^/bin/bash: line \d+: `)
	for i, s := range results {
		s = prefix.ReplaceAllString(s, "")
		// The newline that ends a message.
		if j := strings.LastIndexByte(s, '|'); j > 0 && s[j-1] == '\n' {
			s = s[:j-1] + s[j:]
		}
		results[i] = s
	}
	return results[:len(exprs)]
}

// here evaluates s as inBash does.
func here(s string) string {
	env := newTestEnv()
	v, err := EvalString(s, env)
	out := strconv.FormatInt(v, 10)
	if err != nil {
		out = err.Error()
	}
	return out + env.state()
}

// testEnv holds variables as text; an array has its elements in arrays.
type testEnv struct {
	vars    map[string]string
	arrays  map[string][]string
	nesting Nesting
	steps   int // when it comes to 0 everything fails; negative: never
}

func newTestEnv() *testEnv {
	return &testEnv{
		vars: map[string]string{"x": "5", "y": "3", "i": "0", "z": "1+", "w": "w2 *3", "w2": "7", "r": "r", "r2": "1 + r2 + 2",
			"q": "08", "s": "  9  ", "u": "3 4", "v": "1/0", "k": "x=9", "m": "-1", "n": "a[1]", "o": "b[i]", "p": "y++"},
		arrays: map[string][]string{"a": {"1", "2", "3", "4", "5"}, "b": {"4", "5", "6", "7"}},
		steps:  -1,
	}
}

func (e *testEnv) state() string {
	return "|" + e.vars["x"] + " " + e.vars["y"] + " " + e.vars["i"] + " " + words(e.arrays["a"]) + " " + words(e.arrays["b"])
}

func words(list []string) string {
	var set []string
	for _, s := range list {
		if s != "" {
			set = append(set, s)
		}
	}
	return strings.Join(set, " ")
}

type envError string

func (e envError) Error() string { return string(e) }

func (e *testEnv) Nesting() *Nesting { return &e.nesting }

func (e *testEnv) GetInt(string) (int64, bool) { return 0, false }

func (e *testEnv) Get(name string) (string, error) {
	if e.steps--; e.steps == 0 {
		return "", envError("out of steps")
	}
	if a := e.arrays[name]; a != nil {
		return a[0], nil
	}
	return e.vars[name], nil
}

func (e *testEnv) Set(name string, v int64) error {
	if a := e.arrays[name]; a != nil {
		a[0] = Format(v)
		return nil
	}
	e.vars[name] = Format(v)
	return nil
}

func (e *testEnv) index(name, sub string) (int64, error) {
	if e.steps--; e.steps == 0 {
		return 0, envError("out of steps")
	}
	if sub == "" {
		return 0, envError(name + "[" + sub + "]: bad array subscript")
	}
	i, err := EvalString(sub, e)
	if err == nil && i < 0 {
		i += int64(len(e.arrays[name]))
	}
	if err == nil && i < 0 {
		return 0, envError(name + "[" + sub + "]: bad array subscript")
	}
	return i, err
}

func (e *testEnv) ResolveSub(name, sub string) (string, error) {
	i, err := e.index(name, sub)
	return Format(i), err
}

func (e *testEnv) GetSub(name, sub string) (string, error) {
	i, err := e.index(name, sub)
	if err != nil {
		return "", err
	}
	if a := e.arrays[name]; a != nil {
		if i < int64(len(a)) {
			return a[i], nil
		}
	} else if i == 0 {
		return e.vars[name], nil
	}
	return "", nil
}

func (e *testEnv) SetSub(name, sub string, v int64) error {
	i, err := e.index(name, sub)
	if err != nil {
		return err
	}
	a := e.arrays[name]
	if a == nil {
		a = []string{e.vars[name]}
	}
	if i > 1000 {
		return envError("test array too long")
	}
	for int64(len(a)) <= i {
		a = append(a, "")
	}
	a[i] = Format(v)
	e.arrays[name] = a
	return nil
}
