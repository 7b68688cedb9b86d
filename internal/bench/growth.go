package bench

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"
)

// A Growth is how the time of one script grows with its size.
type Growth struct {
	Name      string               `json:"name"`
	About     string               `json:"about"`
	Sizes     []int                `json:"sizes"`
	Millis    map[string][]float64 `json:"milliseconds"` // by shell and size: best of the rounds, less the shell's start
	Exponents map[string]float64   `json:"exponents"`    // time grows as size to this power
	Wrong     string               `json:"wrong,omitempty"`
}

// Linear is the greatest exponent that still counts as linear growth: a machine
// that drifts, and caches that come to their end, add to what a shell does.
const Linear = 1.2

// patience is how long a shell may take for a size to be given the next ones.
const patience = 8 * time.Second

// Growth runs the scripts in growing sizes, rounds times.
func (b *Bench) Growth(rounds int) ([]Growth, error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	b.dir = dir
	scripts, err := Scripts("growth")
	if err != nil {
		return nil, err
	}
	scripts = append(scripts, Script{
		Name: "script-length", About: "lines of a script", Sizes: []int{4000, 8000, 16000, 32000}, Text: LongScript,
	})
	if err := raiseOpenFiles(); err != nil {
		return nil, err
	}
	var all []Growth
	for _, s := range scripts {
		if !b.Only(s.Name) {
			continue
		}
		b.Log("%s", s.Name)
		g, err := b.grow(s, rounds)
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

// grow measures one script. A candidate that seems to grow too fast is measured
// again: noise only ever adds to the best of the rounds.
func (b *Bench) grow(s Script, rounds int) (Growth, error) {
	g := Growth{Name: s.Name, About: s.About, Sizes: s.Sizes, Millis: map[string][]float64{}, Exponents: map[string]float64{}}
	start := map[string]float64{}
	out := map[string]bool{} // shells that cannot, or take too long
	for try := range 3 {
		for range rounds {
			for _, sh := range b.Shells {
				if ms := float64(starts(sh).wall) / 1e6; start[sh.Name] == 0 || ms < start[sh.Name] {
					start[sh.Name] = ms
				}
			}
			for i, size := range s.Sizes {
				file := filepath.Join(b.dir, fmt.Sprint(s.Name, size, ".sh"))
				if err := os.WriteFile(file, []byte(s.Text(size)), 0o666); err != nil {
					return g, err
				}
				for j, sh := range b.Shells {
					if out[sh.Name] || i < len(g.Millis[sh.Name]) && try > 0 && j > 0 {
						continue
					}
					r := b.runScript(sh, file, size)
					if r.err != nil {
						if out[sh.Name] = true; j == 0 {
							g.Wrong = r.err.Error()
						}
						delete(g.Millis, sh.Name)
						continue
					}
					if r.wall > patience && i+1 < len(s.Sizes) {
						out[sh.Name] = true
					}
					ms := float64(r.wall) / 1e6
					if i == len(g.Millis[sh.Name]) {
						g.Millis[sh.Name] = append(g.Millis[sh.Name], ms)
					} else {
						g.Millis[sh.Name][i] = min(ms, g.Millis[sh.Name][i])
					}
				}
			}
		}
		for name, all := range g.Millis {
			g.Exponents[name] = exponent(s.Sizes, all, start[name])
		}
		if g.Exponents[b.Shells[0].Name] <= Linear {
			break
		}
	}
	return g, nil
}

// exponent returns the power of size that the times, less the start, grow with.
// Times that are mostly the start say nothing, unless they are the last ones.
func exponent(sizes []int, millis []float64, start float64) float64 {
	var x, y []float64
	for i, ms := range millis {
		if ms < 2*start && i+2 < len(millis) {
			continue
		}
		x = append(x, math.Log(float64(sizes[i])))
		y = append(y, math.Log(max(ms-start, 0.01)))
	}
	if len(x) < 2 {
		return math.NaN()
	}
	return slope(x, y)
}
