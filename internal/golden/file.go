// Package golden runs scenario files: a script, the signals sent to the shell
// that runs it and the events at which they are sent, and what must come out.
// The shell is held to the same file whether it is entrysh, bash or another,
// so that a file says where they differ.
//
// A file begins with lines "key: value", followed by sections, each after a
// line "-- name --":
//
//	about: a trapped signal's action starts while a foreground child runs
//	rule: S1
//	recorded: bash 5.2.15
//
//	-- script --
//	trap 'echo handler; exit 4' TERM
//	echo ready
//	sleep 100
//	-- steps --
//	out ready
//	running sleep
//	stop 1s
//	out handler within 500ms
//	-- want --
//	ready
//	handler
//	= exit 4
//	-- bash --
//	ready
//	= late out handler within 500ms
//	= signal KILL
//
// The keys:
//
//	about     one line: what is shown
//	rule      the rule of docs/traps.md
//	recorded  the shell whose output the want section is; "by rule" where no
//	          shell does it
//	as        pid1 (PID 1 of a PID namespace, the default) or ordinary
//	start     how the shell gets the script: file (default), -c or stdin
//	          (with "stdin: pipe" the script is what the write steps say)
//	flags     options for the shell, before the script
//	args      arguments for the script
//	env       NAME=VALUE words
//	ignore    signals that are ignored when the shell starts
//	stdin     null (default), or pipe for the steps write and eof
//	shells    the only shells the file makes sense for
//	limit     when all is killed (default 10s)
//
// See [Step] for the steps. The want section holds the lines of standard
// output in order. A line with a mark is something else: "~ LINE" comes at any
// place, "? LINE" may come, and the last lines, "= ...", are which steps were
// late and how the shell ended (exit N, signal NAME, or running, if it had to
// be killed). A line of output that begins with a mark is written with "| "
// before it. Sections named after a shell hold what that shell does instead.
// A section "file NAME" is a file beside the script.
package golden

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"entrysh/internal/sig"
)

// File is a parsed scenario.
type File struct {
	Path     string
	About    string
	Rule     string
	Recorded string
	Ordinary bool
	Start    string
	Flags    []string
	Args     []string
	Env      []string
	Ignore   []int
	Stdin    string
	Shells   []string
	Limit    time.Duration

	Script string
	Steps  []Step
	Want   Expected
	Others map[string]Expected // by shell
	Beside map[string]string   // files beside the script

	head     string
	sections []section
}

type section struct{ name, text string }

// Name returns the file's name without folder and suffix.
func (f *File) Name() string {
	return strings.TrimSuffix(filepath.Base(f.Path), ".txtar")
}

// ReadFile parses the scenario in the file path.
func ReadFile(path string) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f, err := Parse(string(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.Path = path
	return f, nil
}

// Parse parses the text of a scenario.
func Parse(text string) (*File, error) {
	f := &File{
		Start: "file", Stdin: "null", Limit: 10 * time.Second,
		Others: map[string]Expected{}, Beside: map[string]string{},
	}
	f.head, f.sections = split(text)
	for line := range strings.Lines(f.head) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("no key: %q", line)
		}
		if err := f.set(key, strings.TrimSpace(value)); err != nil {
			return nil, err
		}
	}
	for _, s := range f.sections {
		if err := f.add(s); err != nil {
			return nil, err
		}
	}
	switch {
	case f.About == "":
		return nil, errors.New("no about")
	case f.Script == "":
		return nil, errors.New("no script")
	case f.Want.End == "":
		return nil, errors.New("the want section does not say how the shell ends")
	}
	return f, nil
}

func (f *File) set(key, value string) (err error) {
	words := strings.Fields(value)
	switch key {
	case "about":
		f.About = value
	case "rule":
		f.Rule = value
	case "recorded":
		f.Recorded = value
	case "as":
		f.Ordinary = value == "ordinary"
		err = oneOf(key, value, "pid1", "ordinary")
	case "start":
		f.Start = value
		err = oneOf(key, value, "file", "-c", "stdin")
	case "stdin":
		f.Stdin = value
		err = oneOf(key, value, "null", "pipe")
	case "flags":
		f.Flags = words
	case "args":
		f.Args = words
	case "env":
		f.Env = words
	case "shells":
		f.Shells = words
	case "limit":
		f.Limit, err = time.ParseDuration(value)
	case "ignore":
		for _, w := range words {
			n, ok := sig.Number(w)
			if !ok {
				return fmt.Errorf("ignore: no signal %q", w)
			}
			f.Ignore = append(f.Ignore, n)
		}
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return err
}

func oneOf(key, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%s: %q is none of %q", key, value, allowed)
}

func (f *File) add(s section) (err error) {
	switch {
	case s.name == "script":
		f.Script = s.text
	case s.name == "steps":
		f.Steps, err = parseSteps(s.text)
	case s.name == "want":
		f.Want, err = parseExpected(s.text)
	case strings.HasPrefix(s.name, "file "):
		f.Beside[strings.TrimPrefix(s.name, "file ")] = s.text
	default:
		f.Others[s.name], err = parseExpected(s.text)
	}
	if err != nil {
		err = fmt.Errorf("section %s: %w", s.name, err)
	}
	return err
}

// split cuts text at its section lines.
func split(text string) (head string, sections []section) {
	var b strings.Builder
	name, first := "", true
	flush := func() {
		if first {
			head = b.String()
		} else {
			sections = append(sections, section{name, b.String()})
		}
		b.Reset()
	}
	for line := range strings.Lines(text) {
		if n, ok := sectionName(line); ok {
			flush()
			name, first = n, false
			continue
		}
		b.WriteString(line)
	}
	flush()
	return head, sections
}

func sectionName(line string) (string, bool) {
	line = strings.TrimSuffix(line, "\n")
	inner, ok := strings.CutPrefix(line, "-- ")
	if !ok {
		return "", false
	}
	inner, ok = strings.CutSuffix(inner, " --")
	return inner, ok && inner != ""
}

// For returns what shell must do, and whether the file says that it deviates.
func (f *File) For(shell string) (want Expected, deviates bool) {
	if other, ok := f.Others[shell]; ok {
		return other, true
	}
	return f.Want, false
}

// Applies reports whether the file makes sense for shell.
func (f *File) Applies(shell string) bool {
	return len(f.Shells) == 0 || slices.Contains(f.Shells, shell)
}

// Updated returns the file's text with shell's section saying what got is, or
// without such a section if got is what is wanted of every shell.
func (f *File) Updated(shell string, got Result) string {
	var b strings.Builder
	b.WriteString(f.head)
	as := got.For(f.Want)
	same := as.Matches(f.Want)
	if !same {
		as = got.For(f.Others[shell])
	}
	write := func(s section) {
		b.WriteString("-- " + s.name + " --\n" + s.text)
		if s.text != "" && !strings.HasSuffix(s.text, "\n") {
			b.WriteByte('\n')
		}
	}
	done := same
	for _, s := range f.sections {
		if s.name == shell {
			if !same {
				write(section{shell, as.String()})
			}
			done = true
			continue
		}
		write(s)
	}
	if !done {
		write(section{shell, as.String()})
	}
	return b.String()
}
