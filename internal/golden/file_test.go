package golden

import (
	"strings"
	"testing"
	"time"
)

const sample = `about: a sample
rule: S1
as: ordinary
ignore: HUP SIGUSR1
limit: 3s

-- script --
echo hello
-- steps --
# a remark
out hello world within 200ms
signal TERM to sleep 1
stop 1.5s INT
-- want --
hello
~ b
~ a
? maybe
| = not an end
= exit 4
-- bash --
hello
= late out x
= signal KILL
-- file data --
text
`

func TestParse(t *testing.T) {
	f, err := Parse(sample)
	if err != nil {
		t.Fatal(err)
	}
	if !f.Ordinary || f.Limit != 3*time.Second || len(f.Ignore) != 2 || f.Ignore[1] != 10 {
		t.Errorf("keys: %+v", f)
	}
	if f.Script != "echo hello\n" || f.Beside["data"] != "text\n" {
		t.Errorf("script %q, beside %q", f.Script, f.Beside)
	}
	want := []Step{
		{Text: "out hello world within 200ms", Verb: "out", Arg: "hello world", Within: 200 * time.Millisecond},
		{Text: "signal TERM to sleep 1", Verb: "signal", Arg: "TERM to sleep 1", To: "sleep 1", Signal: 15},
		{Text: "stop 1.5s INT", Verb: "stop", Arg: "1.5s INT", Signal: 2, Grace: 1500 * time.Millisecond},
	}
	for i, s := range f.Steps {
		if s != want[i] {
			t.Errorf("step %d: %+v, want %+v", i, s, want[i])
		}
	}
	if e, deviates := f.For("bash"); !deviates || e.End != "signal KILL" || e.Late[0] != "out x" {
		t.Errorf("bash: %+v", e)
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ from, to, err string }{
		{"rule:", "rules:", "unknown key"},
		{"ordinary", "root", "none of"},
		{"SIGUSR1", "SIGFOO", "no signal"},
		{"3s", "3 moons", "unknown unit"},
		{"out hello", "sleep 3", "unknown"},
		{"1.5s", "x", "invalid duration"},
		{"= exit 4", "= exit 4\n= exit 5", "two ends"},
		{"= exit 4", "", "does not say how"},
		{"about: a sample", "", "no about"},
	} {
		if _, err := Parse(strings.Replace(sample, c.from, c.to, 1)); err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q for %q: error %v, want %q", c.to, c.from, err, c.err)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		want string
		got  Result
		ok   bool
	}{
		{"a\nb\n= exit 0\n", Result{[]string{"a", "b"}, nil, "exit 0"}, true},
		{"a\nb\n= exit 0\n", Result{[]string{"b", "a"}, nil, "exit 0"}, false},
		{"a\n= exit 0\n", Result{[]string{"a"}, nil, "exit 1"}, false},
		{"a\n= exit 0\n", Result{[]string{"a"}, []string{"out a"}, "exit 0"}, false},
		{"a\n~ x\n~ y\n= exit 0\n", Result{[]string{"y", "a", "x"}, nil, "exit 0"}, true},
		{"a\n~ x\n~ x\n= exit 0\n", Result{[]string{"x", "a"}, nil, "exit 0"}, false},
		{"a\n~ x\n= exit 0\n", Result{[]string{"x", "a", "x"}, nil, "exit 0"}, false},
		{"a\n? x\n= exit 0\n", Result{[]string{"a"}, nil, "exit 0"}, true},
		{"a\n? x\n= exit 0\n", Result{[]string{"x", "a", "x"}, nil, "exit 0"}, true},
		{"| = a\n= exit 0\n", Result{[]string{"= a"}, nil, "exit 0"}, true},
	} {
		want, err := parseExpected(c.want)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.got.For(want).Matches(want); got != c.ok {
			t.Errorf("%q, %+v: %v", c.want, c.got, got)
		}
	}
}

func TestUpdated(t *testing.T) {
	f, err := Parse(sample)
	if err != nil {
		t.Fatal(err)
	}
	as := Result{[]string{"b", "hello", "a", "= not an end"}, nil, "exit 4"}
	other := Result{[]string{"x"}, []string{"out y"}, "exit 5"}
	const bash = "-- bash --\nhello\n= late out x\n= signal KILL\n"
	for _, c := range []struct {
		shell string
		got   Result
		want  string
	}{
		{"bash", as, strings.Replace(sample, bash, "", 1)},
		{"bash", other, strings.Replace(sample, bash, "-- bash --\nx\n= late out y\n= exit 5\n", 1)},
		{"dash", as, sample},
		{"dash", other, sample + "-- dash --\nx\n= late out y\n= exit 5\n"},
	} {
		if got := f.Updated(c.shell, c.got); got != c.want {
			t.Errorf("%s, %+v:\n%s\nwant:\n%s", c.shell, c.got, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(file.Updated("nosuchshell", Result{End: file.Want.End, Lines: file.Want.Lines}))
		if err != nil {
			t.Fatalf("the updated file does not parse: %v", err)
		}
		if again.Want.String() != file.Want.String() {
			t.Fatalf("%q became %q", file.Want.String(), again.Want.String())
		}
	})
}
