package bench

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"entrysh/internal/pid1"
)

// A Footprint is what a shell keeps while it waits in a foreground `tail -f`.
type Footprint struct {
	Shell   string `json:"shell"`
	State   string `json:"state"`       // fresh, or after load
	PID1    bool   `json:"pid1"`        // it was PID 1 of a PID namespace
	RSS     int    `json:"rss_kib"`     // median of the containers
	PSS     int    `json:"pss_kib"`     // all containers' shells together
	Private int    `json:"private_kib"` // of that, what is shared with nobody
	Threads int    `json:"threads"`     // median
	Wakeups int    `json:"wakeups"`     // in the time watched, all together
}

// containers is how many of each shell run at the same time.
const containers = 4

// watched is for how long wake-ups are counted.
const watched = 3 * time.Second

// idle blocks in the way of an entrypoint; load comes before that.
const (
	idle = `trap 'exit 0' TERM
echo ready
tail -f /dev/null`
	load = `add() { total=$((total + $1)); }
i=0 total=0 text=
while [ $i -lt 150000 ]; do
	add $i
	text=${text#????????????????????????????????}piece-$i,
	i=$((i + 1))
done
i=0
while [ $i -lt 200 ]; do
	/bin/true
	x=$(/bin/echo $i)
	y=$(echo $x | cat)
	(z=$i)
	eval "variable_$i=$text"
	i=$((i + 1))
done
`
)

// Memory measures all shells, fresh and after load.
func (b *Bench) Memory() ([]Footprint, error) {
	var all []Footprint
	for _, sh := range b.Shells {
		for _, state := range []string{"fresh", "after load"} {
			b.Log("%s, %s", sh.Name, state)
			text := idle
			if state == "after load" {
				text = load + idle
			}
			f, err := footprint(sh, text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", sh.Name, err)
			}
			f.Shell, f.State = sh.Name, state
			all = append(all, f)
		}
	}
	return all, nil
}

// footprint measures one shell in as many containers.
func footprint(sh Shell, text string) (f Footprint, err error) {
	f.PID1 = pid1.Available() == nil
	var processes []*pid1.Process
	defer func() {
		for _, p := range processes {
			p.Kill()
			p.WaitEnd(time.Now().Add(5 * time.Second))
		}
	}()
	for range containers {
		argv := append(sh.Argv[:len(sh.Argv):len(sh.Argv)], "-c", text)
		p, err := pid1.Start(pid1.Command{Argv: argv, Env: environ(), Ordinary: !f.PID1})
		if err != nil {
			return f, err
		}
		processes = append(processes, p)
	}
	for _, p := range processes {
		if err := ready(p); err != nil {
			return f, err
		}
	}
	time.Sleep(300 * time.Millisecond) // until tail sleeps
	before, err := switches(processes)
	if err != nil {
		return f, err
	}
	time.Sleep(watched)
	after, err := switches(processes)
	if err != nil {
		return f, err
	}
	f.Wakeups = after - before
	var rss, threads []float64
	for _, p := range processes {
		m, err := fields(p.PID, "smaps_rollup")
		if err != nil {
			return f, err
		}
		s, err := fields(p.PID, "status")
		if err != nil {
			return f, err
		}
		rss = append(rss, float64(m["Rss"]))
		threads = append(threads, float64(s["Threads"]))
		f.PSS += m["Pss"]
		f.Private += m["Private_Clean"] + m["Private_Dirty"]
	}
	f.RSS, f.Threads = int(median(rss)), int(median(threads))
	return f, nil
}

// ready waits until the script has come to its tail.
func ready(p *pid1.Process) error {
	deadline := time.After(limit)
	for {
		changed := p.Changed()
		lines, end := p.Lines()
		switch {
		case len(lines) > 0:
			return nil
		case end:
			return errors.New("it ended before it was ready")
		}
		select {
		case <-changed:
		case <-deadline:
			return errors.New("it did not become ready")
		}
	}
}

// switches counts how often the processes have gone to sleep so far: all their threads.
func switches(processes []*pid1.Process) (int, error) {
	total := 0
	for _, p := range processes {
		threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", p.PID))
		if err != nil {
			return 0, err
		}
		for _, t := range threads {
			s, err := fields(p.PID, "task/"+t.Name()+"/status")
			if err != nil {
				return 0, err
			}
			total += s["voluntary_ctxt_switches"]
		}
	}
	return total, nil
}

// fields reads a file of numbers below /proc/PID, one "Key: number" a line.
func fields(pid int, name string) (map[string]int, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/%s", pid, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all := map[string]int{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		key, rest, _ := strings.Cut(lines.Text(), ":")
		if words := strings.Fields(rest); len(words) > 0 {
			if n, err := strconv.Atoi(words[0]); err == nil {
				all[key] = n
			}
		}
	}
	return all, lines.Err()
}
