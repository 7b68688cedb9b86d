package getopts

import (
	"strconv"
	"strings"
	"testing"
)

// Recorded from bash 5.2.15: optstring and arguments; then, for each call
// until it fails, the name, "=OPTARG" if it is set, ",OPTIND" and "!message".
var calls = []struct{ in, out string }{
	{"ab -a -b x", "a,2 b,3 end,3"},
	{"ab -ab x", "a,1 b,2 end,2"},
	{"a:b -ax -b", "a=x,2 b,3 end,3"},
	{"a:b -a x -b y", "a=x,3 b,4 end,4"},
	{"a:b -a", "?,2!option requires an argument -- a end,2"},
	{":a:b -a", ":=a,2 end,2"},
	{":a:b -z -b", "?=z,2 b,3 end,3"},
	{"ab -z -b", "?,2!illegal option -- z b,3 end,3"},
	{"ab -zb", "?,1!illegal option -- z b,2 end,2"},
	{"ab -- -a", "end,2"}, {"ab - -a", "end,1"}, {"ab x -a", "end,1"}, {"ab", "end,1"}, {"ab +a -b", "end,1"},
	{"ab -a -- -b", "a,2 end,3"}, {"a: -a --", "a=--,3 end,3"}, {"a: -a -b", "a=-b,3 end,3"},
	{"a: -a ''", "a=,3 end,3"}, {"ab ''", "end,1"}, {"a: -a:", "a=:,2 end,2"},
	{"ab -:", "?,2!illegal option -- : end,2"}, {":ab -:", "?=:,2 end,2"}, {"a::b -a x -b", "a=x,3 b,4 end,4"},
	{"'' -a", "?,2!illegal option -- a end,2"}, {": -a", "?=a,2 end,2"}, {":: -: x", "?=:,2 end,2"},
	{"ab -a-", "a,1 ?,2!illegal option -- - end,2"}, {"a-b --a", "-,1 a,2 end,2"},
	{"ab --a", "?,1!illegal option -- - a,2 end,2"}, {":ab --a", "?=-,1 a,2 end,2"},
	{"é -é", "\xc3,1 \xa9,2 end,2"}, {"a? -?", "?,2 end,2"}, {"ab -?", "?,2!illegal option -- ? end,2"},
	{"a:b -ba x", "b,1 a=x,3 end,3"}, {"a:b -bax y", "b,1 a=x,2 end,2"},
	{"a: -ba", "?,1!illegal option -- b ?,2!option requires an argument -- a end,2"},
	{"a; -a;", "a,1 ;,2 end,2"}, {"a -a -", "a,2 end,2"},
	{"a -a --x", "a,2 ?,2!illegal option -- - ?,3!illegal option -- x end,3"},
}

func (r Result) text() string {
	s := r.Name
	if r.Done {
		s = "end"
	}
	if r.HasArg {
		s += "=" + r.Arg
	}
	s += "," + strconv.Itoa(r.State.Index)
	if r.Err != "" {
		s += "!" + r.Err
	}
	return s
}

func fields(s string) []string {
	f := strings.Fields(s)
	for i := range f {
		if f[i] == "''" {
			f[i] = ""
		}
	}
	return f
}

func TestNext(t *testing.T) {
	for _, c := range calls {
		args := fields(c.in)
		var got []string
		var st State
		for range 9 {
			r := Next(args[0], args[1:], st)
			got = append(got, r.text())
			if st = r.State; r.Done {
				if r.Name != "?" {
					t.Errorf("%s: name %s", c.in, r.Name)
				}
				break
			}
		}
		if s := strings.Join(got, " "); s != c.out {
			t.Errorf("%s: got %s, want %s", c.in, s, c.out)
		}
	}
}

func TestAssign(t *testing.T) {
	for _, c := range []struct {
		optind int
		out    string
	}{{3, "a,4"}, {5, "end,4"}, {0, "a,2"}, {-2, "a,2"}, {1, "a,2"}} {
		if got := Next("ab", []string{"-a", "-b", "-a"}, State{}.Assign(c.optind)).text(); got != c.out {
			t.Errorf("%d: got %s, want %s", c.optind, got, c.out)
		}
	}
	st := Next("abc", []string{"-abc"}, State{}).State
	if r := Next("abc", []string{"-abc", "-c"}, st.Assign(2)); r.text() != "b,2" {
		t.Error(r.text())
	}
	if r := Next("abc", []string{"-abc"}, st.Assign(1)); r.text() != "a,1" {
		t.Error(r.text())
	}
	if r := Next("abc", []string{"-a"}, Next("abc", []string{"-abc"}, st).State); r.text() != "a,2" { // bash reads past the end here
		t.Error(r.text())
	}
}

func FuzzNext(f *testing.F) {
	f.Add("a:b", "-ab c", 0, 0, 0)
	f.Fuzz(func(t *testing.T, opts, args string, i, w, o int) {
		st := State{i % 100, w % 100, o % 100}
		list := strings.Split(args, " ")
		for n := 0; ; n++ {
			r := Next(opts, list, st)
			if st = r.State; r.Done {
				break
			}
			if n > len(args)*2+2 {
				t.Fatal("no end")
			}
		}
	})
}
