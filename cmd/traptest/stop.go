package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"entrysh/internal/golden"
	"entrysh/internal/pid1"
	"entrysh/internal/sig"

	"github.com/spf13/pflag"
)

// stopped is how an entrypoint was stopped, times counted from the signal.
type stopped struct {
	up     time.Duration // from the start to when it was blocked
	before []string
	after  []pid1.Line
	sent   time.Time
	end    time.Duration
	status string
	killed bool
	err    error
}

// stop stops an entrypoint as `docker stop` does and prints the timelines.
func stop(args []string) int {
	flags := pflag.NewFlagSet("traptest stop", pflag.ContinueOnError)
	flags.SetInterspersed(false) // what follows the script is the script's
	commands := flags.StringArray("shell", nil, "a shell to run it with; may be repeated")
	grace := flags.Duration("grace", 10*time.Second, "time from the signal to KILL")
	name := flags.String("signal", "TERM", "the signal")
	if status, done := parse(flags, "stop [--shell COMMAND]... [--grace TIME] [--signal NAME] SCRIPT [ARG]...", args); done {
		return status
	}
	under, err := shells(*commands)
	if err != nil {
		return complain(err)
	}
	number, ok := sig.Number(*name)
	if !ok {
		return complain(fmt.Errorf("no signal %q", *name))
	}
	as := "as PID 1"
	ordinary := false
	if err := pid1.Available(); err != nil {
		as, ordinary = "as an ordinary process: "+err.Error(), true
	}
	fmt.Printf("%s, %s; %s, and KILL after %v\n\n", flags.Arg(0), as, sig.Name(number), *grace)
	all := make([]stopped, len(under))
	var wg sync.WaitGroup
	for i, s := range under {
		wg.Go(func() { all[i] = stopOne(s, flags.Args(), number, *grace, ordinary) })
	}
	wg.Wait()
	status := 0
	for i, r := range all {
		if r.err != nil {
			status = complain(fmt.Errorf("%s: %w", under[i].Name, r.err))
		}
	}
	if status == 0 {
		fmt.Print(timeline(under, all, sig.Name(number)))
	}
	return status
}

func stopOne(s golden.Shell, script []string, number int, grace time.Duration, ordinary bool) (r stopped) {
	p, err := pid1.Start(pid1.Command{
		Argv: append(slices.Clone(s.Argv), script...), Env: os.Environ(), Ordinary: ordinary, Stderr: os.Stderr,
	})
	if err != nil {
		return stopped{err: err}
	}
	defer p.Kill()
	if !p.Idle(time.Now().Add(10 * time.Second)) {
		return stopped{err: errors.New("is never blocked")}
	}
	if ended, _, status := p.Ended(); ended {
		return stopped{err: fmt.Errorf("has ended before it was stopped, exit status %d", status.ExitStatus())}
	}
	lines, _ := p.Lines()
	for _, l := range lines {
		r.before = append(r.before, l.Text)
	}
	r.sent = time.Now()
	r.up = r.sent.Sub(p.Started)
	p.Signal(number)
	if _, ok := p.WaitEnd(r.sent.Add(grace)); !ok {
		r.killed = true
		p.Kill()
	}
	status, _ := p.WaitEnd(time.Now().Add(10 * time.Second))
	p.Kill() // what an ordinary process has left
	_, at, _ := p.Ended()
	r.end = at.Sub(r.sent)
	r.status = exitStatus(status)
	for range 200 {
		lines, drained := p.Lines()
		r.after = lines[len(r.before):]
		if drained {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	return r
}

// exitStatus gives the status as `docker inspect` shows it.
func exitStatus(s syscall.WaitStatus) string {
	if s.Signaled() {
		return fmt.Sprint(128 + int(s.Signal()))
	}
	return fmt.Sprint(s.ExitStatus())
}

// timeline sets what happened in rows, a column for each shell.
func timeline(under []golden.Shell, all []stopped, signal string) string {
	var rows [][]string
	row := func(what string, cell func(stopped) string) {
		cells := []string{what}
		for _, r := range all {
			cells = append(cells, cell(r))
		}
		rows = append(rows, cells)
	}
	row("", func(stopped) string { return "" })
	for i, s := range under {
		rows[0][i+1] = s.Name
	}
	for _, text := range distinct(all, func(r stopped) []string { return r.before }) {
		row("| "+text, func(r stopped) string { return yes(slices.Contains(r.before, text)) })
	}
	row(signal+" sent", func(stopped) string { return "0 ms" })
	texts := func(r stopped) (t []string) {
		for _, l := range r.after {
			t = append(t, l.Text)
		}
		return t
	}
	for _, text := range distinct(all, texts) {
		row("| "+text, func(r stopped) string {
			if i := slices.Index(texts(r), text); i >= 0 {
				return inMS(r.after[i].At.Sub(r.sent))
			}
			return "never"
		})
	}
	row("ended", func(r stopped) string {
		if r.killed {
			return "KILL after " + inMS(r.end)
		}
		return inMS(r.end)
	})
	row("exit status", func(r stopped) string { return r.status })
	return align(rows)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func inMS(d time.Duration) string {
	if d < 100*time.Millisecond {
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}

// distinct returns the texts of all, each once, as they come.
func distinct(all []stopped, texts func(stopped) []string) (list []string) {
	for _, r := range all {
		for _, t := range texts(r) {
			if !slices.Contains(list, t) {
				list = append(list, t)
			}
		}
	}
	return list
}

func align(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			widths[i] = max(widths[i], len(cell))
		}
	}
	var b strings.Builder
	for _, r := range rows {
		line := fmt.Sprintf("  %-*s", widths[0], r[0])
		for i, cell := range r[1:] {
			line += fmt.Sprintf("   %*s", widths[i+1], cell)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
