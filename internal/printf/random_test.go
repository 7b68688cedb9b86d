package printf

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"entrysh/internal/quote"
)

var randomCases = flag.Int("random", 1000, "how many random conversions to compare with bash")

// TestRandom compares random conversions with those of the bash at hand, in one process.
func TestRandom(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, uint64(*randomCases)))
	pick := func(s ...string) string { return s[rnd.IntN(len(s))] }
	digits := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte('0' + byte(rnd.IntN(10)))
		}
		return b.String()
	}
	number := func() string {
		switch rnd.IntN(12) {
		case 0:
			return pick("", "x", "0", "-0", "1", "-1", "0x", "08", "inf", "-nan", "1e", "'a", "'é", " 7", "7 ", "+3")
		case 1, 2:
			return pick("", "-", "+") + digits(1+rnd.IntN(25))
		case 3:
			return pick("", "-") + "0x" + strconv.FormatUint(rnd.Uint64()>>rnd.IntN(64), 16)
		case 4:
			return "0" + strconv.FormatUint(rnd.Uint64()>>rnd.IntN(64), 8)
		case 5, 6, 7:
			return pick("", "-") + digits(rnd.IntN(8)) + "." + digits(1+rnd.IntN(20))
		case 8:
			return digits(1+rnd.IntN(3)) + "." + digits(rnd.IntN(40)) + "e" + pick("", "-", "+") + digits(1+rnd.IntN(4))
		case 9:
			return "0x" + strconv.FormatUint(rnd.Uint64()>>rnd.IntN(64), 16) + "." + strconv.FormatUint(rnd.Uint64()>>rnd.IntN(64), 16) + "p" + strconv.Itoa(rnd.IntN(200)-100)
		case 10:
			return strconv.Itoa(rnd.IntN(1000)) + "." + pick("5", "25", "125", "0625", "45", "05", "005", "55", "9999999999")
		default:
			return strconv.FormatFloat(rnd.NormFloat64(), 'g', 1+rnd.IntN(20), 64) + "e" + strconv.Itoa(rnd.IntN(10100)-5050)
		}
	}
	var in bytes.Buffer
	var formats, args []string
	for range *randomCases {
		f := "%"
		for rnd.IntN(2) == 0 {
			f += pick("-", "+", " ", "#", "0")
		}
		f += pick("", "", strconv.Itoa(rnd.IntN(40))) + pick("", "", "."+strconv.Itoa(rnd.IntN(30)), "."+strconv.Itoa(rnd.IntN(4)))
		f += pick("d", "i", "u", "o", "x", "X", "s", "c", "e", "f", "g", "a", "E", "F", "G", "A", "f", "g", "a", "b", "q")
		formats, args = append(formats, f+"|"), append(args, number())
		in.WriteString(f + "|\x00" + args[len(args)-1] + "\x00")
	}
	cmd := exec.Command("/bin/bash", "-c", `[[ $BASH_VERSION == 5.2.* ]] || exit 99
while IFS= read -rd '' f && IFS= read -rd '' a; do printf "$f" "$a" 2>&1; printf '%d\0\0' $?; done`)
	cmd.Env = []string{"LC_ALL=C.UTF-8"}
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		t.Skip("no bash 5.2")
	}
	results := strings.Split(string(out), "\x00\x00")
	for i, f := range formats {
		o, diag, status := ourRun([]string{f, args[i]}, quote.UTF8)
		if diag != "" {
			diag = "environment: line 1: printf: " + diag
		}
		got := strings.ReplaceAll(diag, "environment: line 1: ", "") + o + strconv.Itoa(status)
		want := results[i]
		if k := strings.Index(want, ": printf: "); k >= 0 {
			want = want[k+2:]
		}
		if got != want {
			t.Errorf("printf %q %q: got %q, want %q", f, args[i], got, want)
		}
	}
}

func FuzzPrintf(f *testing.F) {
	for _, c := range cases {
		f.Add(c[0], strings.Join(c[1:], "\x00"))
	}
	f.Fuzz(func(t *testing.T, format, args string) {
		a := strings.Split(args, "\x00")
		for _, s := range append(a, strings.FieldsFunc(format, func(r rune) bool { return r < '0' || r > '9' })...) {
			if len(s) > 4 && strings.Trim(s, "-+ \t\r\n\v\f0123456789abcdefxABCDEFX") != s {
				return // widths that take all memory
			}
		}
		ourRun(append([]string{format}, a...), quote.UTF8)
	})
}

func FuzzParseFloat(f *testing.F) {
	for _, s := range []string{"1.5", "0x1.8p3", "1e4932", "nan(", "-.5e-9", "inf", "99999999999999999999.9e-3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x, n, _ := parseFloat(s)
		if n > len(s) || n < 0 {
			t.Fatal(n)
		}
		// A float64 has fewer digits: what strconv reads must be next to what we read.
		if v, err := strconv.ParseFloat(s, 64); err == nil && n == len(s) && x.class == finite && !strings.ContainsAny(s, "_xX") {
			b, _ := appendDecimal(nil, x.decimal(), 'e', 25, false)
			sign := ""
			if x.neg {
				sign = "-"
			}
			if w, _ := strconv.ParseFloat(sign+string(b), 64); w != v && (w-v)/v > 1e-15 {
				t.Errorf("%q: %v, %v", s, v, w)
			}
		}
	})
}

func TestNoAlloc(t *testing.T) {
	f := Compile("%s %5d\\n")
	env := &Env{}
	buf := make([]byte, 0, 100)
	args := []string{"a", "12"}
	if n := testing.AllocsPerRun(10, func() { f.Append(buf, args, env) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkString(b *testing.B) { benchmark(b, "%s\\n", "hello") }
func BenchmarkInt(b *testing.B)    { benchmark(b, "%05d", "42") }
func BenchmarkFloat(b *testing.B)  { benchmark(b, "%.2f", "3.14159") }
func BenchmarkTime(b *testing.B)   { benchmark(b, "%(%F %T)T", "1720000000") }
func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Compile("%s: %d\\n")
	}
}

func benchmark(b *testing.B, format string, args ...string) {
	b.ReportAllocs()
	f, env := Compile(format), &Env{}
	var buf []byte
	for b.Loop() {
		buf, _ = f.Append(buf[:0], args, env)
	}
}
