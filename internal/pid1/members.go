package pid1

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// Member is a process of the program's namespace, or of its session where it
// has no namespace, as /proc shows it.
type Member struct {
	PID     int    // as seen from outside
	State   byte   // R, S, D, T, Z ...
	Command string // the command line, words separated by blanks; "" for a zombie
}

// Members returns the processes of the program's namespace, itself included.
func (p *Process) Members() []Member {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	var all []Member
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil || pid < 2 {
			continue
		}
		m, session, ok := look(pid)
		if !ok {
			continue
		}
		if p.ordinary {
			if session != p.PID {
				continue
			}
		} else if ns, err := os.Readlink("/proc/" + name + "/ns/pid"); err != nil || ns != p.nsID {
			continue
		}
		all = append(all, m)
	}
	return all
}

func look(pid int) (m Member, session int, ok bool) {
	base := "/proc/" + strconv.Itoa(pid)
	stat, err := os.ReadFile(base + "/stat")
	if err != nil {
		return m, 0, false
	}
	// pid (comm) state ppid pgrp session ...; comm may hold anything.
	s := string(stat)
	f := strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
	if len(f) < 4 {
		return m, 0, false
	}
	session, _ = strconv.Atoi(f[3])
	line, _ := os.ReadFile(base + "/cmdline")
	cmd := strings.TrimRight(strings.ReplaceAll(string(line), "\x00", " "), " ")
	return Member{pid, f[0][0], cmd}, session, true
}

// Find returns the members, the program itself left out, whose command line
// begins with prefix, and that are not zombies.
func (p *Process) Find(prefix string) []Member {
	var found []Member
	for _, m := range p.Members() {
		if m.PID != p.PID && m.State != 'Z' && strings.HasPrefix(m.Command, prefix) {
			found = append(found, m)
		}
	}
	return found
}

// Zombies returns how many ended members have not been reaped by their parent.
func (p *Process) Zombies() int {
	n := 0
	for _, m := range p.Members() {
		if m.State == 'Z' && m.PID != p.PID {
			n++
		}
	}
	return n
}

// Catches reports whether the program has a handler for signal n.
func (p *Process) Catches(n int) bool {
	mask := p.statusField("SigCgt:")
	bits, err := strconv.ParseUint(mask, 16, 64)
	return err == nil && bits>>(n-1)&1 == 1
}

func (p *Process) statusField(name string) string {
	data, _ := os.ReadFile("/proc/" + strconv.Itoa(p.PID) + "/status")
	return field(string(data), name)
}

func field(status, name string) string {
	_, rest, ok := strings.Cut(status, "\n"+name)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(value)
}

// idleWindow is how long nothing may run for the program to count as idle, and
// idleSwitches how often a runtime's housekeeping threads may wake meanwhile.
const (
	idleWindow   = 30 * time.Millisecond
	idleSwitches = 6
)

// Idle waits until every thread of every member sleeps and goes on sleeping:
// the program is blocked in something. It returns false if that is not so by
// the deadline.
func (p *Process) Idle(deadline time.Time) bool {
	before, asleep := p.tasks()
	for time.Now().Before(deadline) {
		time.Sleep(idleWindow)
		after, still := p.tasks()
		if asleep && still && sameTasks(before, after) {
			return true
		}
		before, asleep = after, still
	}
	return false
}

// tasks returns how often each thread of the members has been switched away
// from, by thread id, and whether all of them sleep.
func (p *Process) tasks() (switches map[string]int, asleep bool) {
	switches, asleep = map[string]int{}, true
	for _, m := range p.Members() {
		if m.State == 'Z' {
			continue
		}
		base := "/proc/" + strconv.Itoa(m.PID) + "/task"
		list, err := os.ReadDir(base)
		if err != nil {
			asleep = false
		}
		for _, t := range list {
			data, err := os.ReadFile(base + "/" + t.Name() + "/status")
			if err != nil {
				asleep = false
				continue
			}
			s := string(data)
			if state := field(s, "State:"); state == "" || state[0] != 'S' && state[0] != 'T' {
				asleep = false
			}
			a, _ := strconv.Atoi(field(s, "voluntary_ctxt_switches:"))
			b, _ := strconv.Atoi(field(s, "nonvoluntary_ctxt_switches:"))
			switches[t.Name()] = a + b
		}
	}
	return switches, asleep
}

func sameTasks(before, after map[string]int) bool {
	if len(before) != len(after) {
		return false
	}
	total := 0
	for t, n := range after {
		old, ok := before[t]
		if !ok {
			return false
		}
		total += n - old
	}
	return total <= idleSwitches
}
