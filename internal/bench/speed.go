package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A Bench compares shells; the first is the candidate, the others are what it is
// compared with.
type Bench struct {
	Shells []Shell
	Budget time.Duration          // about how long Speed may take
	Part   int                    // each workload is run at its size divided by this
	Log    func(string, ...any)   // progress
	Only   func(name string) bool // the workloads to be run
	dir    string                 // for the scripts' files
}

// A Row is what came out of one workload.
type Row struct {
	Name   string             `json:"name"`
	Group  string             `json:"group"`
	About  string             `json:"about"`
	Rounds int                `json:"rounds"`
	Millis map[string]float64 `json:"milliseconds"`    // by shell: the best of the rounds
	Ratios map[string]float64 `json:"ratios"`          // the candidate's time by that of the shell, median of the rounds
	Floor  map[string]float64 `json:"floor,omitempty"` // the shell's time by that of a C program that does the same
	Wrong  string             `json:"wrong,omitempty"`
}

// A work is a workload as it is run.
type work struct {
	Script
	run   func(Shell) sample
	floor func() sample // of a C program, nil if there is none
}

const startsPerSample = 15

// works returns the workloads, their scripts written into b.dir.
func (b *Bench) works() ([]work, error) {
	scripts, err := Scripts("speed")
	if err != nil {
		return nil, err
	}
	scripts = append(scripts, Script{
		Name: "script-3000", Group: "start", About: "a script of 3,000 lines, most of it not taken",
		Sizes: []int{3000}, Text: LongScript,
	})
	var all []work
	for _, s := range scripts {
		file := filepath.Join(b.dir, s.Name+".sh")
		size := max(s.Sizes[0]/b.Part, 1)
		if err := os.WriteFile(file, []byte(s.Text(s.Sizes[0])), 0o666); err != nil {
			return nil, err
		}
		w := work{Script: s, run: func(sh Shell) sample { return b.runScript(sh, file, size) }}
		if s.Name == "command" {
			if w.floor, err = spawner(b.dir, size); err != nil {
				b.Log("no C compiler, no floor: %v", err)
			}
		}
		all = append(all, w)
	}
	all = append(all, work{
		Script: Script{Name: "start", Group: "start", About: "the start and end of `-c :`"},
		run:    starts,
	})
	return all, nil
}

// starts is a shell's start and end, several times.
func starts(sh Shell) sample {
	var total sample
	argv := append(sh.Argv[:len(sh.Argv):len(sh.Argv)], "-c", ":")
	for range startsPerSample {
		s := run(argv)
		total.wall += s.wall
		if s.err != nil {
			return s
		}
	}
	total.wall /= startsPerSample
	return total
}

// Speed runs all workloads.
func (b *Bench) Speed() ([]Row, error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	b.dir = dir
	all, err := b.works()
	if err != nil {
		return nil, err
	}
	var chosen []work
	for _, w := range all {
		if b.Only(w.Name) {
			chosen = append(chosen, w)
		}
	}
	var rows []Row
	for i, w := range chosen {
		b.Log("%2d of %d: %s", i+1, len(chosen), w.Name)
		rows = append(rows, b.compare(w, b.Budget/time.Duration(len(chosen))))
	}
	return rows, nil
}

// compare runs one workload in as many rounds as the time allows, three at least.
func (b *Bench) compare(w work, budget time.Duration) Row {
	row := Row{Name: w.Name, Group: w.Group, About: w.About, Millis: map[string]float64{}, Ratios: map[string]float64{}}
	shells := b.able(w, &row, budget/4)
	ratios, floors := map[string][]float64{}, map[string][]float64{}
	start := time.Now()
	for row.Rounds < 3 || row.Rounds < 25 && time.Since(start) < budget*time.Duration(row.Rounds)/time.Duration(row.Rounds+1) {
		times := map[string]float64{}
		for i := range shells {
			sh := shells[(i+row.Rounds)%len(shells)]
			ms := float64(w.run(sh).wall) / 1e6
			times[sh.Name] = ms
			if best, ok := row.Millis[sh.Name]; !ok || ms < best {
				row.Millis[sh.Name] = ms
			}
		}
		own, ok := times[b.Shells[0].Name]
		for name, ms := range times {
			if ok && name != b.Shells[0].Name {
				ratios[name] = append(ratios[name], own/ms)
			}
		}
		if w.floor != nil {
			least := float64(w.floor().wall) / 1e6
			for name, ms := range times {
				floors[name] = append(floors[name], ms/least)
			}
		}
		row.Rounds++
	}
	for name, r := range ratios {
		row.Ratios[name] = median(r)
	}
	if w.floor != nil {
		row.Floor = map[string]float64{}
		for name, r := range floors {
			row.Floor[name] = median(r)
		}
	}
	return row
}

// able runs the workload once under each shell, and returns the shells that can:
// those whose output is that of bash, or of the candidate where bash is not there.
// Of the shells nobody measures by, those are left out that would take too long
// (printf is a program to mksh).
func (b *Bench) able(w work, row *Row, slow time.Duration) []Shell {
	var shells []Shell
	samples := make([]sample, len(b.Shells))
	right := 0
	for i, sh := range b.Shells {
		samples[i] = w.run(sh)
		if sh.Name == "bash" {
			right = i
		}
	}
	for i, sh := range b.Shells {
		s := samples[i]
		if s.wall > slow && i != 0 && sh.Name != "bash" && sh.Name != "dash" {
			continue
		}
		if s.err == nil && s.out == samples[right].out {
			shells = append(shells, sh)
		} else if i == 0 {
			row.Wrong = fmt.Sprintf("output %q, error %v; wanted %q", s.out, s.err, samples[right].out)
		}
	}
	return shells
}
