package timefmt

import (
	"flag"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "record testdata from /bin/bash (5.2.15, glibc 2.36); read the difference before you commit it")

// The moments at which all conversions are recorded, in seconds.
var moments = []int64{1583, 1720016723, 1735682399, -62135596800, -62167219200 - 86400*400, 253402300800, -3, 951782400, 1104537600}

// conversions are all letters with flags, widths and modifiers.
func conversions() []string {
	var r []string
	for _, c := range "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ%" {
		for _, flags := range []string{"", "-", "_", "0", "^", "#", "+", "^#", "0_", "-0"} {
			for _, w := range []string{"", "12"} {
				for _, m := range []string{"", "E", "O"} {
					if (w == "12" && flags != "" || len(flags) > 1) && m != "" {
						continue
					}
					r = append(r, "%"+flags+w+m+string(c))
				}
			}
		}
	}
	return append(r, "%", "a%", "%6", "%-", "%E", "%%%%", "é%dé", "%^%d", "")
}

func TestAppend(t *testing.T) {
	const file = "testdata/strftime"
	if *update {
		var b strings.Builder
		for i, sec := range moments {
			args := []string{"-c", `[[ $BASH_VERSION == 5.2.* ]] || exit 99; t=$1; shift; for f; do printf "%(|$f)T\0" $t; done`, "bash", strconv.FormatInt(sec, 10)}
			cs := conversions()
			if i >= 1 { // for the others no flags and one
				cs = nil
				for _, c := range conversions() {
					if len(c) == 2 || len(c) == 3 && c[1] == '_' || len(c) == 4 && c[:3] == "%12" {
						cs = append(cs, c)
					}
				}
			}
			cmd := exec.Command("/bin/bash", append(args, cs...)...)
			cmd.Env = []string{"LC_ALL=C", "TZ=XyZ-5:30"}
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			for i, o := range strings.Split(string(out), "\x00")[:len(cs)] {
				b.WriteString(strconv.FormatInt(sec, 10) + "\t" + strconv.Quote(cs[i]) + "\t" + strconv.Quote(strings.TrimPrefix(o, "|")) + "\n")
			}
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	loc, bad := &Zone{first: local{name: "XyZ", offset: 5*3600 + 1800}}, 0
	for _, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
		f := strings.Split(line, "\t")
		sec, _ := strconv.ParseInt(f[0], 10, 64)
		format, _ := strconv.Unquote(f[1])
		want, _ := strconv.Unquote(f[2])
		if got := string(Append(nil, format, sec, loc)); got != want {
			t.Errorf("%d %q: got %q, want %q", sec, format, got, want)
			if bad++; bad > 40 {
				t.FailNow()
			}
		}
	}
}

func FuzzAppend(f *testing.F) {
	f.Add("%F %T %z %Z %_5d%^a", int64(0))
	f.Add("%99999999d%", int64(-1)<<63)
	f.Add("%c%U%V%G", int64(1)<<62)
	f.Fuzz(func(t *testing.T, format string, sec int64) {
		if got := string(Append(nil, format, sec, UTC)); !strings.Contains(format, "%") && got != format {
			t.Errorf("%q: %q", format, got)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	b.ReportAllocs()
	var buf []byte
	for b.Loop() {
		buf = Append(buf[:0], "%F %T %z", 1720016723, UTC)
	}
}
