package main

import (
	"fmt"
	"os"
	"strings"
	"sync"

	"entrysh/internal/golden"

	"github.com/spf13/pflag"
)

// outcome is what a shell did with a file.
type outcome struct {
	cell   string
	result golden.Result
	report string // what a reader wants to know if the shell differs
	err    error
}

// scenarios runs scenario files and prints the table.
func scenarios(args []string) int {
	flags := pflag.NewFlagSet("traptest", pflag.ContinueOnError)
	commands := flags.StringArray("shell", nil, "a shell to test, with options if need be; may be repeated")
	update := flags.BoolP("update", "u", false, "rewrite the shells' sections in the files")
	verbose := flags.BoolP("verbose", "v", false, "show what happened where a shell differs")
	together := flags.IntP("jobs", "j", 4, "how many scenarios run at the same time")
	if status, done := parse(flags, "[--shell COMMAND]... [--update] [-v] FILE...", args); done {
		return status
	}
	under, err := shells(*commands)
	if err != nil {
		return complain(err)
	}
	var files []*golden.File
	width := 0
	for _, path := range flags.Args() {
		f, err := golden.ReadFile(path)
		if err != nil {
			return complain(err)
		}
		files = append(files, f)
		width = max(width, len(f.Name()))
	}
	results := runAll(files, under, max(*together, 1))

	status := 0
	fmt.Printf("%-*s", width, "")
	for _, s := range under {
		fmt.Printf("  %-10s", s.Name)
	}
	fmt.Println()
	for i, f := range files {
		row := fmt.Sprintf("%-*s", width, f.Name())
		for j, s := range under {
			o := results[i][j]
			row += fmt.Sprintf("  %-10s", o.cell)
			switch {
			case o.err != nil:
				status = complain(fmt.Errorf("%s: %s: %w", f.Path, s.Name, o.err))
			case o.cell == "DIFFERS" && *update:
				if err := rewrite(f, s.Name, o.result); err != nil {
					return complain(err)
				}
			case o.cell == "DIFFERS":
				status = max(status, 1)
			}
		}
		fmt.Println(strings.TrimRight(row, " "))
		for _, o := range results[i] {
			if *verbose && o.cell == "DIFFERS" {
				fmt.Print(o.report)
			}
		}
	}
	fmt.Printf("%-*s", width, "ok")
	for j := range under {
		n := 0
		for i := range files {
			if results[i][j].cell == "ok" {
				n++
			}
		}
		fmt.Printf("  %-10s", fmt.Sprintf("%d of %d", n, len(files)))
	}
	fmt.Println()
	return status
}

func runAll(files []*golden.File, under []golden.Shell, together int) [][]outcome {
	results := make([][]outcome, len(files))
	slots := make(chan struct{}, together)
	var wg sync.WaitGroup
	for i, f := range files {
		results[i] = make([]outcome, len(under))
		for j, s := range under {
			wg.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				results[i][j] = runOne(f, s)
			})
		}
	}
	wg.Wait()
	return results
}

func runOne(f *golden.File, s golden.Shell) outcome {
	if !f.Applies(s.Name) {
		return outcome{cell: "-"}
	}
	got, log, err := f.Run(s)
	if err != nil {
		return outcome{cell: "ERROR", err: err}
	}
	want, deviates := f.For(s.Name)
	as := got.For(want)
	if !as.Matches(want) {
		return outcome{"DIFFERS", got, fmt.Sprintf(
			"--- %s, %s: %s\nwanted:\n%sgot:\n%swhat happened:\n%s---\n",
			f.Name(), s.Name, f.About, want, as, log), nil}
	}
	if deviates {
		return outcome{cell: "recorded"}
	}
	return outcome{cell: "ok"}
}

// rewrite makes f's file say that this is what the shell does.
func rewrite(f *golden.File, shell string, got golden.Result) error {
	// Another shell's section may have been written since f was read.
	now, err := golden.ReadFile(f.Path)
	if err != nil {
		return err
	}
	return os.WriteFile(f.Path, []byte(now.Updated(shell, got)), 0o644)
}
