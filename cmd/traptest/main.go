// Traptest shows how shells treat traps and signals as PID 1.
//
//	traptest [--shell COMMAND]... [--update] [-v] FILE...
//	traptest stop [--shell COMMAND]... [--grace TIME] [--signal NAME] SCRIPT [ARG]...
//
// The first form runs scenario files (testdata/trap; their format is that of
// package entrysh/internal/golden) and prints a table: "ok" where the shell
// does what the file wants, "recorded" where it does what the file says of this
// very shell instead, "DIFFERS" where it does neither. With --update the
// file is made to say what the shell did: read the change before it is kept.
//
// The second form starts an entrypoint, stops it as `docker stop` does once it
// is blocked, and prints what happened when, the shells beside one another.
//
// A shell is named by the last part of its command's first word. The exit
// status is 1 if a shell differs, 2 if something could not be run.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"entrysh/internal/golden"
	"entrysh/internal/pid1"

	"github.com/spf13/pflag"
)

func main() {
	pid1.Init()
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "stop" {
		os.Exit(stop(args[1:]))
	}
	os.Exit(scenarios(args))
}

// shells turns --shell values into shells, looked for when none is given.
func shells(commands []string) ([]golden.Shell, error) {
	if len(commands) == 0 {
		for _, c := range []string{"bin/entrysh", "/bin/bash"} {
			if _, err := os.Stat(c); err == nil {
				commands = append(commands, c)
			}
		}
	}
	var all []golden.Shell
	for _, c := range commands {
		argv := strings.Fields(c)
		if len(argv) == 0 {
			return nil, fmt.Errorf("an empty shell command")
		}
		if strings.Contains(argv[0], "/") {
			// The scenarios run in folders of their own.
			path, err := filepath.Abs(argv[0])
			if err != nil {
				return nil, err
			}
			argv[0] = path
		}
		all = append(all, golden.Shell{Name: filepath.Base(argv[0]), Argv: argv})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no shell: build bin/entrysh or give --shell")
	}
	return all, nil
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, "traptest:", err)
	return 2
}

// parse parses args by flags; done says that the command is to end with status.
func parse(flags *pflag.FlagSet, usage string, args []string) (status int, done bool) {
	flags.Usage = func() {
		fmt.Fprintf(os.Stderr, "usage: traptest %s\n%s", usage, flags.FlagUsages())
	}
	switch err := flags.Parse(args); {
	case err == pflag.ErrHelp:
		return 0, true
	case err != nil:
		return complain(err), true
	case flags.NArg() == 0:
		flags.Usage()
		return 2, true
	}
	return 0, false
}
