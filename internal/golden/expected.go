package golden

import (
	"fmt"
	"slices"
	"strings"
)

// Expected is what a want section says.
type Expected struct {
	Lines    []string // in order
	Anywhere []string // "~": at any place
	Optional []string // "?": may come
	Late     []string // steps that are not done in their time
	End      string   // "exit 4", "signal TERM", "running"
}

// Result is what a run showed.
type Result struct {
	Lines []string
	Late  []string
	End   string
}

func parseExpected(text string) (Expected, error) {
	var e Expected
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		mark, rest := "", line
		if len(line) >= 2 && line[1] == ' ' && strings.IndexByte("=~?|", line[0]) >= 0 {
			mark, rest = line[:1], line[2:]
		}
		late, isLate := strings.CutPrefix(rest, "late ")
		switch {
		case mark == "~":
			e.Anywhere = append(e.Anywhere, rest)
		case mark == "?":
			e.Optional = append(e.Optional, rest)
		case mark == "=" && isLate:
			e.Late = append(e.Late, late)
		case mark == "=" && e.End == "":
			e.End = rest
		case mark == "=":
			return e, fmt.Errorf("two ends: %q and %q", e.End, rest)
		default:
			e.Lines = append(e.Lines, rest)
		}
	}
	return e, nil
}

// For sorts the lines of r into those that come in order and those that want
// lets come at any place, so that the two can be compared.
func (r Result) For(want Expected) Expected {
	e := Expected{Late: r.Late, End: r.End}
	anywhere := slices.Clone(want.Anywhere)
	for _, line := range r.Lines {
		if i := slices.Index(anywhere, line); i >= 0 {
			anywhere = slices.Delete(anywhere, i, i+1)
			e.Anywhere = append(e.Anywhere, line)
		} else if !slices.Contains(want.Optional, line) {
			e.Lines = append(e.Lines, line)
		}
	}
	e.Optional = want.Optional
	return e
}

// Matches reports whether e, made by For(want), is what want says.
func (e Expected) Matches(want Expected) bool { return e.String() == want.String() }

// String returns e as a want section has it.
func (e Expected) String() string {
	var b strings.Builder
	for _, l := range e.Lines {
		if len(l) >= 2 && l[1] == ' ' && strings.IndexByte("=~?|", l[0]) >= 0 {
			b.WriteString("| ")
		}
		b.WriteString(l + "\n")
	}
	section := func(mark string, lines []string) {
		lines = slices.Clone(lines)
		slices.Sort(lines)
		for _, l := range lines {
			b.WriteString(mark + l + "\n")
		}
	}
	section("~ ", e.Anywhere)
	section("? ", e.Optional)
	for _, l := range e.Late {
		b.WriteString("= late " + l + "\n")
	}
	if e.End != "" {
		b.WriteString("= " + e.End + "\n")
	}
	return b.String()
}
