package edit

import (
	"strconv"
	"unicode/utf8"

	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// A Completion is what a word may become.
type Completion struct {
	Start  int      // offset of the word
	List   []string // what may stand in its place, quoted as it has to be
	Shown  []string // the same as they are listed
	Suffix string   // what comes behind the only one
}

// complete completes the word at the cursor, as far as all that it may become
// agree; a second time it lists those.
func (e *Editor) complete(kind string) {
	if e.Complete == nil || e.Set("disable-completion") {
		e.save()
		e.insert("\t")
		return
	}
	e.Completing = '\t'
	switch {
	case e.last == "complete":
		e.Completing = '?'
	case e.Set("show-all-if-ambiguous"):
		e.Completing = '!'
	}
	c := e.Complete(e.text, e.at, kind)
	e.tail = false
	if c == nil || len(c.List) == 0 {
		e.bell()
		return
	}
	word := e.text[c.Start:e.at]
	with, behind := common(c.List), 0
	if len(c.List) == 1 {
		with += c.Suffix
		if strfn.HasPrefix(e.text[e.at:], c.Suffix) && c.Suffix != "" {
			with, behind = with[:len(with)-len(c.Suffix)], len(c.Suffix) // there already
		}
	}
	if (len(with) > len(word) || len(c.List) == 1) && with != word {
		e.replace(c.Start, e.at, with)
	} else if len(c.List) > 1 && e.Completing == '\t' {
		e.bell()
	}
	e.at += behind
	if len(c.List) > 1 && e.Completing != '\t' {
		e.show(c.Shown)
	}
	e.action = "complete"
}

// common is what all of the list begin with.
func common(list []string) string {
	s := list[0]
	for _, t := range list[1:] {
		i := 0
		for i < len(s) && i < len(t) && s[i] == t[i] {
			i++
		}
		for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
			i--
		}
		s = s[:i]
	}
	return s
}

// show lists the texts in columns below the line, after a question if there are many.
func (e *Editor) show(list []string) {
	const many = 100
	at := e.at
	e.at = len(e.text)
	e.tail = false
	e.refresh()
	e.at = at
	e.Show("\n")
	e.fresh()
	if len(list) >= many {
		e.Show("Display all " + strconv.Itoa(len(list)) + " possibilities? (y or n)")
		for {
			b, ok := e.key()
			if !ok {
				return
			}
			if b == 'n' || b == 'N' || b == 0x7f || b == 7 {
				e.Show("\n")
				return
			}
			if b == 'y' || b == 'Y' || b == ' ' || b == '\t' {
				e.Show("\n")
				break
			}
		}
	}
	wide := 0
	for _, s := range list {
		wide = max(wide, cellsIn(s)+2)
	}
	columns := max(1, e.width/wide)
	rows := (len(list) + columns - 1) / columns
	var b textbuf.Builder
	for r := range rows {
		for i := r; i < len(list); i += rows {
			b.WriteString(list[i])
			if i+rows < len(list) {
				for n := cellsIn(list[i]); n < wide; n++ {
					b.WriteByte(' ')
				}
			}
		}
		b.WriteByte('\n')
	}
	e.Show(b.String())
}

func cellsIn(s string) int {
	n := 0
	for _, r := range s {
		n += cellsOf(r)
	}
	return n
}
