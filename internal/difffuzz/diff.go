package difffuzz

import (
	"strings"
	"time"
)

// A Diff is a script with different results.
type Diff struct {
	Script     string
	Bash, Ours Result
}

const tooDeep = ": expression recursion level exceeded"

// Kind names what differs.
func (d *Diff) Kind() string {
	switch {
	case d.Bash.Status == "timeout":
		return "" // an endless loop, killed somewhere; or a pattern like *(*a), which takes bash long
	case strings.Contains(d.Bash.Out, "BASH_VERSINFO"):
		return "" // a list of all variables: bash has some of its own
	case strings.Contains(d.Bash.Err, "pop_var_context"):
		return "" // bash has lost track of its variables
	case strings.Contains(d.Bash.Err, tooDeep) && strings.Contains(d.Ours.Err, tooDeep):
		return "" // a variable that is its own value; they give up at different levels
	case d.Bash.Status == "134" || d.Bash.Status == "139":
		return "" // bash has crashed
	case d.Ours.Status == "timeout":
		return "timeout"
	case len(d.Ours.Status) > 3:
		return "crash"
	case d.Bash.Out != d.Ours.Out && !strings.Contains(d.Script, `\001`) && (strings.Contains(d.Bash.Out, `\001`) || strings.ReplaceAll(d.Bash.Out, "\x01", "") == d.Ours.Out):
		return "" // bash has quoted a space for itself, and not taken that back
	case d.Bash.Out != d.Ours.Out:
		return "output"
	case d.Bash.Status != d.Ours.Status:
		return "status"
	case (d.Bash.Err == "") != (d.Ours.Err == ""):
		return "error or not"
	case d.Bash.Err != d.Ours.Err:
		return "message"
	}
	return ""
}

// A Pair compares two shells.
type Pair struct{ Bash, Ours *Runner }

// Compare returns the scripts of which the results differ, and do so again.
func (p *Pair) Compare(scripts []string) []*Diff {
	var list []*Diff
	for _, d := range p.run(scripts) {
		if d.Kind() != "" {
			if d = p.Check(d.Script); d != nil {
				list = append(list, d)
			}
		}
	}
	return list
}

// run runs the scripts under both shells.
func (p *Pair) run(scripts []string) []*Diff {
	done := make(chan []Result)
	go func() { done <- p.Bash.Run(scripts) }()
	ours := p.Ours.Run(scripts)
	bash := <-done
	list := make([]*Diff, len(scripts))
	for i, s := range scripts {
		list[i] = &Diff{s, bash[i], ours[i]}
	}
	return list
}

// Check compares one script; nil means that there is no difference, or not each time.
func (p *Pair) Check(script string) *Diff {
	var d *Diff
	for range 2 {
		d = &Diff{script, p.Bash.Run([]string{script})[0], p.Ours.Run([]string{script})[0]}
		if d.Kind() == "" {
			return nil
		}
	}
	return d
}

// Shrink takes from the script of d what the difference does not need.
func (p *Pair) Shrink(d *Diff) *Diff {
	if d.Kind() == "timeout" {
		return d // each look at it takes that time
	}
	// Less of a script is often endless.
	defer func(t time.Duration) { p.Bash.Timeout, p.Ours.Timeout = t, t }(p.Bash.Timeout)
	p.Bash.Timeout, p.Ours.Timeout = time.Second/3, time.Second/3
	end := time.Now().Add(20 * time.Second)
	same := func(n *Diff) bool {
		// Nothing may become another difference than it was.
		return n != nil && n.Kind() == d.Kind() && defined(n.Script) && !strings.Contains(n.Script, `$BASH"`) && within(messages(n), messages(d)) && !strings.Contains(n.Bash.Out, "OLDPWD")
	}
	for before := ""; before != d.Script; {
		before = d.Script
		for _, sep := range []string{"\n", "; ", " ", ""} {
			parts := strings.SplitAfter(d.Script, sep)
			for n := len(parts) / 2; n >= 1; n /= 2 {
				for i := 0; i+n <= len(parts) && time.Now().Before(end); {
					// What is tried next is run in one process.
					var tries []string
					last := i
					for ; last+n <= len(parts) && len(tries) < 16; last++ {
						tries = append(tries, strings.Join(parts[:last], "")+strings.Join(parts[last+n:], ""))
					}
					found := false
					for j, t := range p.run(tries) {
						if p.Bash.changed() || !same(t) || backgrounds(t.Script) > backgrounds(d.Script) || absolutes(t.Script) > absolutes(d.Script) {
							continue
						}
						if c := p.Check(t.Script); !p.Bash.changed() && same(c) {
							d, found = c, true
							i += j
							parts = append(append([]string(nil), parts[:i]...), parts[i+n:]...)
							break
						}
					}
					if !found {
						i = last
					}
				}
			}
		}
	}
	return d
}

// backgrounds counts what can be an & that puts a command in the background: that
// writes whenever it comes to it. Taking a byte from && makes one.
func backgrounds(script string) int {
	n := 0
	for i := range len(script) {
		if script[i] == '&' && !strings.ContainsRune("&<>|", at(script, i-1)) && !strings.ContainsRune("&>", at(script, i+1)) {
			n++
		}
	}
	return n
}

// absolutes counts what can be redirections to files outside of the scripts' folder:
// what is left of /dev/null is a file that would be made.
func absolutes(script string) int {
	return strings.Count(strings.ReplaceAll(script, "/dev/null", ""), "/")
}

func at(s string, i int) rune {
	if i < 0 || i >= len(s) {
		return ' '
	}
	return rune(s[i])
}

// messages returns the messages of both shells, without what they are about.
func messages(d *Diff) map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(d.Bash.Err + d.Ours.Err) {
		line, _, _ = strings.Cut(line, "(error token")
		line, _, _ = strings.Cut(line, "`")
		set[line[strings.LastIndex(line, ": ")+1:]] = true
	}
	return set
}

func within(a, b map[string]bool) bool {
	for k := range a {
		if !b[k] {
			return false
		}
	}
	return true
}
