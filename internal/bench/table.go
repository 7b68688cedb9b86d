package bench

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Groups are the kinds of workloads, in the order of the tables.
var Groups = []struct{ Name, About string }{
	{"language", "the language itself"},
	{"substitution", "$( ) and ( ) of built-ins"},
	{"process", "external commands and pipelines"},
	{"start", "start"},
}

// A table is written with its columns aligned, the first to the left.
type table [][]string

func (t *table) add(cells ...string) { *t = append(*t, cells) }

func (t table) write(w io.Writer) {
	var width []int
	for _, row := range t {
		for i, c := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], len(c))
		}
	}
	for _, row := range t {
		var b strings.Builder
		for i, c := range row {
			if i == 0 {
				fmt.Fprintf(&b, "%-*s", width[0], c)
			} else {
				fmt.Fprintf(&b, "  %*s", max(width[i], 7), c)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// Means returns the geometric means of a group's ratios, by shell; of all rows
// if group is "".
func Means(rows []Row, group string) map[string]float64 {
	ratios := map[string][]float64{}
	for _, r := range rows {
		if group == "" || r.Group == group {
			for name, v := range r.Ratios {
				ratios[name] = append(ratios[name], v)
			}
		}
	}
	means := map[string]float64{}
	for name, v := range ratios {
		means[name] = geometricMean(v)
	}
	return means
}

// WriteSpeed writes the ratios as a table.
func (b *Bench) WriteSpeed(w io.Writer, rows []Row) {
	var t table
	head := []string{"", b.Shells[0].Name}
	for _, sh := range b.Shells[1:] {
		head = append(head, "/"+sh.Name)
	}
	line := func(name string, own string, ratios map[string]float64) {
		cells := []string{name, own}
		for _, sh := range b.Shells[1:] {
			cells = append(cells, number(ratios[sh.Name]))
		}
		t.add(cells...)
	}
	for _, g := range Groups {
		some := false
		for _, r := range rows {
			if r.Group != g.Name {
				continue
			}
			if !some {
				t.add(append([]string{strings.ToUpper(g.About[:1]) + g.About[1:]}, head[1:]...)...)
				some = true
			}
			own := fmt.Sprintf("%.1f ms", r.Millis[b.Shells[0].Name])
			if r.Wrong != "" {
				own = "WRONG"
			}
			line("  "+r.Name, own, r.Ratios)
		}
		if some {
			line("  geometric mean", "", Means(rows, g.Name))
			t.add("")
		}
	}
	t.write(w)
	for _, r := range rows {
		if len(r.Floor) > 0 {
			fmt.Fprintf(w, "%s, by a C loop of posix_spawn and waitpid:", r.Name)
			for _, sh := range b.Shells {
				if v := r.Floor[sh.Name]; v > 0 {
					fmt.Fprintf(w, "  %s %.2f", sh.Name, v)
				}
			}
			fmt.Fprintln(w)
		}
		if r.Wrong != "" {
			fmt.Fprintf(w, "%s: WRONG: %s\n", r.Name, r.Wrong)
		}
	}
}

// number writes a ratio; "-" stands for none.
func number(v float64) string {
	switch {
	case v == 0 || math.IsNaN(v):
		return "-"
	case v < 0.1:
		return fmt.Sprintf("%.3f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// WriteGrowth writes the exponents, and the time at the greatest size.
func (b *Bench) WriteGrowth(w io.Writer, all []Growth) {
	var t table
	head := []string{"exponent (time at the last size)", "sizes"}
	for _, sh := range b.Shells {
		head = append(head, sh.Name, "")
	}
	t.add(head...)
	for _, g := range all {
		cells := []string{g.Name, fmt.Sprintf("%d to %d", g.Sizes[0], g.Sizes[len(g.Sizes)-1])}
		for i, sh := range b.Shells {
			ms := g.Millis[sh.Name]
			e, ok := g.Exponents[sh.Name]
			mark := ""
			if i == 0 && e > Linear {
				mark = "!"
			}
			switch {
			case !ok || math.IsNaN(e):
				cells = append(cells, "-", "")
			case len(ms) < len(g.Sizes):
				cells = append(cells, number(e), "gave up")
			default:
				cells = append(cells, mark+number(e), fmt.Sprintf("%.0f ms", ms[len(ms)-1]))
			}
		}
		t.add(cells...)
	}
	t.write(w)
	for _, g := range all {
		if g.Wrong != "" {
			fmt.Fprintf(w, "%s: WRONG: %s\n", g.Name, g.Wrong)
		}
	}
}

// WriteMemory writes the footprints, and the candidate's RSS by that of bash.
func (b *Bench) WriteMemory(w io.Writer, all []Footprint) {
	var t table
	t.add("waiting in tail -f", "", "RSS KiB", "by bash", fmt.Sprintf("PSS of %d", containers), "private", "threads", fmt.Sprintf("wake-ups in %v", watched))
	bash := map[string]int{}
	for _, f := range all {
		if f.Shell == "bash" {
			bash[f.State] = f.RSS
		}
	}
	for _, f := range all {
		ratio := "-"
		if bash[f.State] > 0 {
			ratio = number(float64(f.RSS) / float64(bash[f.State]))
		}
		t.add(f.Shell, f.State, fmt.Sprint(f.RSS), ratio, fmt.Sprint(f.PSS), fmt.Sprint(f.Private), fmt.Sprint(f.Threads), fmt.Sprint(f.Wakeups))
	}
	t.write(w)
	if len(all) > 0 && !all[0].PID1 {
		fmt.Fprintln(w, "(as ordinary processes: no PID namespace can be made here)")
	}
}
