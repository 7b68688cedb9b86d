package bench

import (
	"encoding/xml"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"entrysh/internal/testshell"
)

// TestScripts runs every workload, small, under entrysh and bash.
func TestScripts(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash to compare with")
	}
	testshell.Sources(t)
	dir := t.TempDir()
	shell, err := testshell.Build(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"speed", "growth"} {
		scripts, err := Scripts(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range append(scripts, Script{Name: "long", Sizes: []int{1000}, Text: LongScript}) {
			t.Run(folder+"/"+s.Name, func(t *testing.T) {
				size := strconv.Itoa(max(s.Sizes[0]/100, 10))
				file := filepath.Join(dir, s.Name+".sh")
				if err := os.WriteFile(file, []byte(s.Text(100)), 0o666); err != nil {
					t.Fatal(err)
				}
				got, want := run([]string{shell, file, size, dir}), run([]string{bash, file, size, dir})
				if want.err != nil || got.err != nil || got.out != want.out {
					t.Errorf("entrysh: %q, %v; bash: %q, %v", got.out, got.err, want.out, want.err)
				}
			})
		}
	}
}

func TestExponent(t *testing.T) {
	sizes := []int{1000, 2000, 4000, 8000}
	for _, power := range []float64{0.5, 1, 2} {
		var ms []float64
		for _, n := range sizes {
			ms = append(ms, 1.5+0.01*math.Pow(float64(n), power))
		}
		if got := exponent(sizes, ms, 1.5); math.Abs(got-power) > 0.01 {
			t.Errorf("exponent of size^%g: %g", power, got)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, x := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1}, 5}, {[]float64{7, 1, 2}, 2}} {
		if got := median(x.values); got != x.want {
			t.Errorf("median of %v: %g, want %g", x.values, got, x.want)
		}
	}
}

func TestChart(t *testing.T) {
	b := &Bench{Shells: []Shell{{Name: "entrysh"}, {Name: "bash"}, {Name: "d<sh"}}}
	svg := b.Chart([]Row{
		{Name: "one", Group: "language", Ratios: map[string]float64{"bash": 0.1, "d<sh": 0.5}},
		{Name: "two", Group: "start", Ratios: map[string]float64{"bash": 100}},
	})
	if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
		t.Errorf("not well-formed: %v", err)
	}
	if n := strings.Count(svg, "<title>"); n != 3 {
		t.Errorf("%d dots, want 3", n)
	}
}
