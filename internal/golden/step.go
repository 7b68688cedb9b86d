package golden

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"entrysh/internal/sig"
)

// Step is a line of the steps section: something done to the shell, or an event
// awaited. No step waits for time to pass. The steps are
//
//	out LINE         standard output shows LINE (each line counts once)
//	idle             the shell and all its children sleep, and go on sleeping
//	running CMD      a child whose command line begins with CMD sleeps
//	gone CMD         there is no such child any more
//	file NAME        the file is there
//	caught SIG       the shell has installed a handler for SIG
//	reaped           there are no zombies
//	end              the shell has ended
//	signal SIG       SIG is sent to the shell
//	signal SIG to CMD  SIG is sent to the children that CMD begins, "all" for all
//	volley SIG N WORD  N times: SIG is sent, and "WORD 1", "WORD 2" ... awaited,
//	                 which the want section leaves out
//	frozen           the shell has been stopped (by signal STOP)
//	stop GRACE [SIG] as `docker stop` does: SIG (TERM), and KILL after GRACE
//	write LINE       a line for standard input
//	eof              standard input ends
//	feed NAME LINE   a line for the FIFO; it is opened for that, and closed
//	hold NAME        the FIFO is opened for writing and stays open
//	let NAME         the FIFO held is closed
//	drain NAME N     N bytes are read from the FIFO
//
// An awaited event may be followed by "within TIME". If it is late, the result
// says so and the steps go on. An event without a limit that does not come ends
// the run.
type Step struct {
	Text   string
	Verb   string
	Arg    string
	To     string
	Signal int
	Times  int
	Within time.Duration // 0 if there is no limit
	Grace  time.Duration
}

func parseSteps(text string) ([]Step, error) {
	var steps []Step
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s, err := parseStep(line)
		if err != nil {
			return nil, fmt.Errorf("step %q: %w", line, err)
		}
		steps = append(steps, s)
	}
	return steps, nil
}

func parseStep(line string) (s Step, err error) {
	s.Text = line
	s.Verb, s.Arg, _ = strings.Cut(line, " ")
	needsArg := true
	switch s.Verb {
	case "out", "running", "gone", "file":
		err = s.cutWithin()
	case "idle", "reaped", "end", "frozen":
		needsArg = false
		s.Arg = " " + s.Arg
		if err = s.cutWithin(); err == nil && s.Arg != " " && s.Arg != "" {
			err = fmt.Errorf("takes nothing: %q", s.Arg)
		}
	case "caught":
		if err = s.cutWithin(); err == nil {
			err = s.setSignal(s.Arg)
		}
	case "signal":
		name, to, _ := strings.Cut(s.Arg, " to ")
		s.To = to
		err = s.setSignal(name)
	case "volley":
		if err := s.cutWithin(); err != nil {
			return s, err
		}
		f := strings.Fields(s.Arg)
		if len(f) != 3 {
			return s, fmt.Errorf("needs a signal, a number and a word")
		}
		if s.Times, err = strconv.Atoi(f[1]); err == nil {
			err = s.setSignal(f[0])
		}
		s.Arg = f[2]
	case "stop":
		grace, name, ok := strings.Cut(s.Arg, " ")
		if !ok {
			name = "TERM"
		}
		if err = s.setSignal(name); err == nil {
			s.Grace, err = time.ParseDuration(grace)
		}
	case "write", "hold", "let":
	case "drain":
		var n string
		s.To, n, _ = strings.Cut(s.Arg, " ")
		s.Times, err = strconv.Atoi(n)
	case "feed":
		s.To, s.Arg, _ = strings.Cut(s.Arg, " ")
		needsArg = false
	case "eof":
		needsArg = false
	default:
		return s, fmt.Errorf("unknown")
	}
	if err == nil && needsArg && s.Arg == "" {
		err = fmt.Errorf("needs an operand")
	}
	return s, err
}

func (s *Step) setSignal(name string) error {
	n, ok := sig.Number(name)
	if !ok {
		return fmt.Errorf("no signal %q", name)
	}
	s.Signal = n
	return nil
}

func (s *Step) cutWithin() (err error) {
	const word = " within "
	if i := strings.LastIndex(s.Arg, word); i >= 0 {
		s.Within, err = time.ParseDuration(s.Arg[i+len(word):])
		s.Arg = s.Arg[:i]
	}
	return err
}
