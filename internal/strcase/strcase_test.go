package strcase

import (
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"
)

// Expected values were recorded from bash 5.2.15 in C.UTF-8.
var table = []struct{ in, up, low, tog, up1, low1, tog1, capital string }{
	{"", "", "", "", "", "", "", ""},
	{"hello wORLD", "HELLO WORLD", "hello world", "HELLO World", "Hello wORLD", "hello wORLD", "Hello wORLD", "Hello world"},
	{"Hello", "HELLO", "hello", "hELLO", "Hello", "hello", "hello", "Hello"},
	{"éa ÉB", "ÉA ÉB", "éa éb", "ÉA éb", "Éa ÉB", "éa ÉB", "Éa ÉB", "Éa éb"},
	{"1ab cd", "1AB CD", "1ab cd", "1AB CD", "1ab cd", "1ab cd", "1ab cd", "1ab cd"},
	{"ǅx", "ǄX", "ǆx", "ǆX", "Ǆx", "ǆx", "ǆx", "Ǆx"},
	{"ßŉΣςİıſK", "ßŉΣΣİISK", "ßŉσςiıſk", "ßŉσΣiISk", "ßŉΣςİıſK", "ßŉΣςİıſK", "ßŉΣςİıſK", "ßŉσςiıſk"},
	{"\xffab\xc3", "\xffAB\xc3", "\xffab\xc3", "xAB\xe3", "\xffab\xc3", "\xffab\xc3", "xab\xe3", "\xffab\xc3"},
	{"@[`{az", "@[`{AZ", "@[`{az", "@[`{AZ", "@[`{az", "@[`{az", "@[`{az", "@[`{az"},
}

func got(s string) []string {
	return []string{All(s, Upper, false, nil), All(s, Lower, false, nil), All(s, Toggle, false, nil),
		First(s, Upper, false, nil), First(s, Lower, false, nil), First(s, Toggle, false, nil), Capitalize(s, false)}
}

func TestTable(t *testing.T) {
	for _, c := range table {
		want := []string{c.up, c.low, c.tog, c.up1, c.low1, c.tog1, c.capital}
		for i, g := range got(c.in) {
			if g != want[i] {
				t.Errorf("%q #%d: got %q, want %q", c.in, i, g, want[i])
			}
		}
	}
}

func TestBash(t *testing.T) {
	for _, c := range table {
		if !utf8.ValidString(c.in) {
			continue // bash mangles such bytes where it makes them lower case; we pass them
		}
		cmd := exec.Command("/bin/bash", "-c", `[[ $BASH_VERSION == 5.2.* ]] || exit 99
x=$1; declare -c c=$x; printf '%s\1' "${x^^}" "${x,,}" "${x~~}" "${x^}" "${x,}" "${x~}" "$c"`, "x", c.in)
		cmd.Env = []string{"LC_ALL=C.UTF-8"}
		out, err := cmd.Output()
		if err != nil {
			t.Skip("no bash 5.2")
		}
		if want := strings.Join(got(c.in), "\x01") + "\x01"; string(out) != want {
			t.Errorf("%q: bash %q, we %q", c.in, out, want)
		}
	}
}

func TestMatchAndLocale(t *testing.T) {
	in := func(set string) func(string) bool { return func(c string) bool { return strings.Contains(set, c) } }
	for _, c := range []struct{ got, want string }{
		{First("hello", Upper, false, in("aeh")), "Hello"},
		{First("hello", Upper, false, in("e")), "hello"},
		{All("hello", Upper, false, in("aeh")), "HEllo"},
		{All("hello", Toggle, false, in("l")), "heLLo"},
		{All("éaé", Upper, false, in("é")), "ÉaÉ"},
		{All("éa", Upper, true, nil), "éA"},
		{First("éa", Upper, true, nil), "éa"},
		{Capitalize("hELLO", true), "Hello"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestNoAlloc(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { All("already lower", Lower, false, nil) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzLength(f *testing.F) {
	f.Add("aÉ\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got(s)
		if g := All(s, Upper, true, nil); len(g) != len(s) {
			t.Errorf("%q: %q", s, g)
		}
	})
}
