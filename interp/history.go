package interp

import (
	"strconv"
	"strings"
	"syscall"

	"entrysh/internal/nocmp"
	"entrysh/internal/pattern"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
	"entrysh/internal/timefmt"
)

// A history is the list of commands that were read (bash manual 9.1).
type history struct {
	owner   *owner // the environment that may change it; others copy it first
	entries []histEntry
	base    int  // number of the first entry, less one
	session int  // entries of this session that the history file does not have
	limit   int  // HISTSIZE when it was last enforced
	inFile  int  // lines of the history file that the list has had
	current bool // the last entry is the command under way
	memory  histMemory
}

type histEntry struct {
	_       nocmp.Mark
	line    string
	stamp   int64 // 0 if the time is not known
	changed bool
}

// ownHistory returns the history for changing it.
//
//go:noinline
func (sh *Shell) ownHistory() *history {
	switch h := sh.hist; {
	case h == nil:
		sh.hist = &history{owner: sh.owner}
	case h.owner != sh.owner && !sh.isMain():
		c := *h
		c.owner = sh.owner
		c.entries = append([]histEntry(nil), h.entries...)
		sh.hist = &c
	}
	return sh.hist
}

// history returns the history for looking at it.
//
//go:noinline
func (sh *Shell) history() *history {
	if sh.hist == nil {
		sh.hist = &history{owner: sh.owner}
	}
	sh.stifle(sh.hist)
	return sh.hist
}

// stifle drops the oldest entries as HISTSIZE says.
func (sh *Shell) stifle(h *history) {
	v, ok := sh.getSet("HISTSIZE")
	if !ok {
		return
	}
	n, ok := atoi(strings.TrimSpace(v))
	if !ok || n < 0 || len(h.entries) <= n {
		h.limit = n
		return
	}
	drop := len(h.entries) - n
	h.entries = append([]histEntry(nil), h.entries[drop:]...)
	if h.limit == n {
		h.base += drop
	} else {
		h.base = drop - 1 // so bash counts when HISTSIZE changes
	}
	h.limit = n
}

// historyOn is told that the option history has been turned on.
func (sh *Shell) historyOn() {
	if _, ok := sh.getSet("HISTSIZE"); !ok {
		sh.assign(intern("HISTSIZE"), "500")
	}
	if _, ok := sh.getSet("HISTFILESIZE"); !ok {
		sh.assign(intern("HISTFILESIZE"), sh.Get("HISTSIZE"))
	}
	if h := sh.history(); h.session == 0 {
		sh.loadHistory()
	}
}

// histControl says what HISTCONTROL has.
func (sh *Shell) histControl(word string) bool {
	for _, w := range strfn.Split(sh.Get("HISTCONTROL"), ":") {
		if w == word || w == "ignoreboth" && (word == "ignorespace" || word == "ignoredups") {
			return true
		}
	}
	return false
}

// record enters a command that has been read into the history.
func (sh *Shell) record(input string) {
	if sh.opts&optHistory == 0 {
		return
	}
	h := sh.ownHistory()
	sh.stifle(h)
	h.current = false
	if strings.TrimSpace(input) == "" {
		return
	}
	lines := strfn.Split(strfn.TrimSuffix(input, "\n"), "\n")
	// Comments and blank lines before the command are no part of it.
	for len(lines) > 1 && blankLine(lines[0]) {
		if lines[0] != "" {
			sh.addLine(lines[0])
		}
		lines = lines[1:]
	}
	if sh.shopts&shoptCmdhist == 0 {
		for _, l := range lines {
			sh.addLine(l)
		}
		return
	}
	sh.addLine(joinCommand(lines, sh.shopts&shoptLithist != 0))
}

// addLine adds a line to the history unless HISTCONTROL or HISTIGNORE is against it.
func (sh *Shell) addLine(line string) {
	h := sh.ownHistory()
	if sh.histControl("ignorespace") && strfn.HasPrefix(line, " ") {
		return
	}
	last := ""
	if n := len(h.entries); n > 0 {
		last = h.entries[n-1].line
	}
	if sh.histControl("ignoredups") && len(h.entries) > 0 && line == last || sh.histIgnored(line, last) {
		return
	}
	if sh.histControl("erasedups") {
		kept := h.entries[:0:0]
		for _, e := range h.entries {
			if e.line != line {
				kept = append(kept, e)
			}
		}
		h.entries = kept
	}
	h.add(sh, line)
	h.current = true
}

// add appends an entry of this session.
func (h *history) add(sh *Shell, line string) {
	e := histEntry{line: line}
	if _, ok := sh.getSet("HISTTIMEFORMAT"); ok {
		e.stamp = unixTime()
	}
	h.entries = append(h.entries, e)
	h.session++
	sh.stifle(h)
}

// histIgnored reports whether one of the patterns of HISTIGNORE matches a line.
func (sh *Shell) histIgnored(line, last string) bool {
	list := sh.Get("HISTIGNORE")
	if list == "" {
		return false
	}
	for _, p := range strfn.Split(list, ":") {
		if p == "" {
			continue
		}
		var b textbuf.Builder
		for i := 0; i < len(p); i++ {
			switch {
			case p[i] == '\\' && i+1 < len(p) && p[i+1] == '&':
				i++
				b.WriteByte('&')
			case p[i] == '&':
				b.WriteString(last)
			default:
				b.WriteByte(p[i])
			}
		}
		if pattern.Compile(b.String(), sh.patternOptions()).Match(line) {
			return true
		}
	}
	return false
}

// historyNumber is the number of the next command to be recorded.
func (sh *Shell) historyNumber() int {
	if h := sh.hist; h != nil && sh.opts&optHistory != 0 {
		return h.base + len(h.entries) + 1
	}
	return 1
}

// histcmd is HISTCMD: between commands, as in prompts, the number of the next one.
func (sh *Shell) histcmd() int {
	n := sh.historyNumber()
	if sh.ui.executing || sh.opts&optInteractive == 0 {
		n--
	}
	return n
}

// drop removes entries i to j-1.
//
//go:noinline
func (h *history) drop(i, j int) {
	n := len(h.entries)
	if mine := n - h.session; j > mine {
		h.session -= j - max(i, mine)
	}
	h.session = max(h.session, 0)
	h.entries = append(append([]histEntry(nil), h.entries[:i]...), h.entries[j:]...)
	if j == n {
		h.current = false
	}
}

// dropCurrent removes the entry of the command under way.
//
//go:noinline
func (h *history) dropCurrent() {
	if n := len(h.entries); h.current && n > 0 {
		h.drop(n-1, n)
	}
}

// historyFile returns the name of the history file.
func (sh *Shell) historyFile() string { return sh.Get("HISTFILE") }

// loadHistory reads the history file into the history.
func (sh *Shell) loadHistory() {
	h := sh.ownHistory()
	if name := sh.historyFile(); name != "" {
		if text, err := sh.readFile(name); err == nil {
			h.inFile = h.addFile(text, 0, sh.timesHistory())
		}
	}
	h.session = 0
	sh.stifle(h)
}

// addFile appends the entries of a history file behind its first lines, and
// returns how many lines it has. A line #n is the time of the next one; with
// timed, and if the file begins with such a line, of all up to the next one.
func (h *history) addFile(text string, skip int, timed bool) (lines int) {
	stamp := int64(0)
	stamped, inEntry := false, false
	timed = timed && len(text) > 1 && text[0] == '#' && isDigit(text[1])
	for _, l := range strfn.Split(strfn.TrimSuffix(text, "\n"), "\n") {
		if text == "" {
			break
		}
		if len(l) > 1 && l[0] == '#' && l[1] >= '0' && l[1] <= '9' {
			n, _ := atoi(l[1:])
			stamp = int64(n)
			stamped, inEntry = true, false
			continue
		}
		lines++
		if lines <= skip {
			stamp, stamped = 0, false
			continue
		}
		if l == "" && (timed || !stamped) {
			continue
		}
		if timed && inEntry {
			h.entries[len(h.entries)-1].line += "\n" + l
			continue
		}
		inEntry = true
		h.entries = append(h.entries, histEntry{line: l, stamp: stamp})
		stamp, stamped = 0, false
	}
	return lines
}

// timesHistory reports whether the history file has the times of the entries.
func (sh *Shell) timesHistory() bool {
	_, ok := sh.getSet("HISTTIMEFORMAT")
	return ok
}

// fileText is what a history file has for entries.
func (sh *Shell) fileText(list []histEntry) string {
	stamps := sh.timesHistory()
	var b textbuf.Builder
	for _, e := range list {
		if stamps && e.stamp != 0 {
			b.WriteString("#" + strconv.FormatInt(e.stamp, 10) + "\n")
		}
		b.WriteString(e.line + "\n")
	}
	return b.String()
}

// saveHistory brings the history file up to date when the shell ends.
func (sh *Shell) saveHistory() {
	h := sh.hist
	name := sh.historyFile()
	if h == nil || h.session == 0 || name == "" || sh.opts&optHistory == 0 {
		return
	}
	flags := syscall.O_WRONLY | syscall.O_CREAT | syscall.O_APPEND
	list := h.entries[max(len(h.entries)-h.session, 0):]
	if h.session > len(h.entries) && sh.shopts&shoptHistappend == 0 {
		flags = syscall.O_WRONLY | syscall.O_CREAT | syscall.O_TRUNC
	}
	if sh.writeHistory(name, flags, list) != nil {
		return
	}
	sh.shrinkHistoryFile()
}

// shrinkHistoryFile cuts the history file down to HISTFILESIZE.
func (sh *Shell) shrinkHistoryFile() {
	name := sh.historyFile()
	limit, ok := atoi(strings.TrimSpace(sh.Get("HISTFILESIZE")))
	if !ok || limit < 0 || name == "" {
		return
	}
	text, err := sh.readFile(name)
	if err != nil {
		return
	}
	// A time is counted with the entry before it, so that the first entry that
	// is left has none: so does bash.
	at, timed := len(text), sh.timesHistory()
	for i := len(text) - 2; limit > 0; i-- {
		if i < 0 {
			return
		}
		if text[i] == '\n' && !(timed && text[i+1] == '#' && i+2 < len(text) && isDigit(text[i+2])) {
			limit--
			at = i + 1
		}
	}
	sh.writeFile(name, syscall.O_WRONLY|syscall.O_TRUNC, text[at:])
}

func (sh *Shell) writeHistory(name string, flags int, list []histEntry) error {
	return sh.writeFile(name, flags, sh.fileText(list))
}

func (sh *Shell) writeFile(name string, flags int, text string) error {
	d, c, err := sh.open(name, flags, 0o600)
	if c != next {
		sh.pend = c
		return errReported
	}
	if err != nil {
		return err
	}
	c, err = sh.writeDesc(d, []byte(text))
	d.release()
	if c != next {
		sh.pend = c
	}
	return err
}

// list returns the lines of history: number, time, command.
func (h *history) list(sh *Shell, from int) string {
	format, timed := sh.getSet("HISTTIMEFORMAT")
	var b textbuf.Builder
	for i := max(from, 0); i < len(h.entries); i++ {
		e := &h.entries[i]
		mark := " "
		if e.changed {
			mark = "*"
		}
		b.WriteString(padLeft(itoa(h.base+i+1), 5) + mark + " ")
		if timed && format != "" {
			if e.stamp == 0 {
				b.WriteString("??")
			} else {
				b.Write(timefmt.Append(nil, format, e.stamp, sh.timeZone()))
			}
		}
		b.WriteString(e.line + "\n")
	}
	return b.String()
}
