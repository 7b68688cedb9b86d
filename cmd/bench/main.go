// Bench compares entrysh with the shells on the machine; scripts/bench builds
// both and runs it.
//
//	bench [--quick] [--only REGEXP] [--shell COMMAND]... [--against COMMAND]... [--output FOLDER]
//	bench --growth | --memory
//
// It prints tables, and writes speed.json and speed.svg, growth.json or
// memory.json. All figures of speed are ratios within one run (see
// entrysh/internal/bench). The exit status is 1 if entrysh's output was wrong or, with
// --growth, time grew faster than the size; 2 if something could not be run.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"time"

	"entrysh/internal/bench"
	"entrysh/internal/pid1"

	"github.com/spf13/pflag"
)

// A report is what is written as JSON.
type report struct {
	Date    time.Time         `json:"date"`
	Machine string            `json:"machine"`
	Shells  []bench.Shell     `json:"shells"`
	Rows    []bench.Row       `json:"workloads,omitempty"`
	Growth  []bench.Growth    `json:"growth,omitempty"`
	Memory  []bench.Footprint `json:"memory,omitempty"`
}

func main() {
	pid1.Init()
	os.Exit(run())
}

func run() int {
	flags := pflag.NewFlagSet("bench", pflag.ContinueOnError)
	shell := flags.String("shell", "bin/entrysh", "the shell that is looked at")
	against := flags.StringArray("against", bench.Known, "a shell it is compared with, if it is there; can be repeated")
	growth := flags.Bool("growth", false, "how time grows with size")
	memory := flags.Bool("memory", false, "memory of idle shells")
	quick := flags.Bool("quick", false, "smaller workloads, fewer rounds")
	only := flags.String("only", "", "the workloads whose names this regular expression matches")
	output := flags.String("output", "bin", "the folder for JSON and SVG files")
	if err := flags.Parse(os.Args[1:]); err == pflag.ErrHelp {
		return 0
	} else if err != nil {
		return complain(err)
	}
	chosen, err := regexp.Compile(*only)
	if err != nil {
		return complain(err)
	}
	b := &bench.Bench{Budget: 90 * time.Second, Part: 1, Log: progress, Only: chosen.MatchString}
	if *quick {
		b.Budget, b.Part = 20*time.Second, 2
	}
	own, err := bench.NewShell(*shell)
	if err != nil {
		return complain(err)
	}
	b.Shells = []bench.Shell{own}
	for _, command := range *against {
		if sh, err := bench.NewShell(command); err == nil {
			b.Shells = append(b.Shells, sh)
		}
	}
	r := report{Date: time.Now().UTC().Truncate(time.Second), Machine: machine(), Shells: b.Shells}
	name, status := "speed", 0
	switch {
	case *growth:
		name = "growth"
		rounds := 3
		if *quick {
			rounds = 1
		}
		if r.Growth, err = b.Growth(rounds); err != nil {
			return complain(err)
		}
		b.WriteGrowth(os.Stdout, r.Growth)
		for _, g := range r.Growth {
			if g.Wrong != "" || g.Exponents[own.Name] > bench.Linear {
				status = 1
			}
		}
	case *memory:
		name = "memory"
		if r.Memory, err = b.Memory(); err != nil {
			return complain(err)
		}
		b.WriteMemory(os.Stdout, r.Memory)
	default:
		if r.Rows, err = b.Speed(); err != nil {
			return complain(err)
		}
		b.WriteSpeed(os.Stdout, r.Rows)
		for _, row := range r.Rows {
			if row.Wrong != "" {
				status = 1
			}
		}
		if err := write(*output, "speed.svg", []byte(b.Chart(r.Rows))); err != nil {
			return complain(err)
		}
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		err = write(*output, name+".json", append(text, '\n'))
	}
	if err != nil {
		return complain(err)
	}
	return status
}

func write(folder, name string, text []byte) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, text, 0o666); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "written:", path)
	return nil
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, "bench:", err)
	return 2
}

func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}

// machine says what the figures come from.
func machine() string {
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	return fmt.Sprintf("%s/%s, %d processors, Linux %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), trim(kernel))
}

func trim(b []byte) string {
	for len(b) > 0 && b[len(b)-1] == '\n' {
		b = b[:len(b)-1]
	}
	return string(b)
}
