// Package edit is the line editor of interactive shells and of read -e: what the
// functions of readline's emacs and vi modes do (bash manual 8.4, 8.5), on a terminal that
// knows the escape sequences all of today's know.
package edit

import (
	"strings"
	"unicode/utf8"

	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// An Editor edits lines. What is killed in one can be yanked in the next.
type Editor struct {
	_ nocmp.Mark

	// Key returns the next byte typed; false ends the editing. Typed reports
	// whether there is one at hand.
	Key   func() (b byte, ok bool)
	Typed func() bool
	Show  func(text string) // writes to the terminal
	Width func() int        // columns of the terminal
	// Keys is what the keys are bound to; in vi's mode Commands is it while none are inserted, else nil.
	Keys, Commands *Keymap
	// Set reports whether a variable of readline's is on.
	Set func(variable string) bool
	// Complete returns what the word at offset at may become; nil means that
	// nothing is completed, and a tab is one.
	Complete func(text string, at int, kind string) *Completion
	// Run runs a shell command that is bound to a key (bind -x): it is given the line
	// and the cursor, and may change them.
	Run func(command, text string, at int) (string, int)
	// Pressed is the last key; Completing is what it has asked for: 9 a completion, '?' or '!' a list of them.
	Pressed, Completing byte
	// History has the lines typed before, the oldest first.
	History []string

	line
	keys    *Keymap // those of the two that are in use
	arg     string  // the numeric argument as it is typed
	message string  // shown in place of the prompt
	prompt  string
	done    bool // the line is accepted
	ended   bool // there is no line: the end of the file
	row     int  // of the cursor, below the prompt's
	cells   int  // of the cursor, counted from the prompt's start
	width   int  // of the terminal when the line was shown last
	tail    bool // the cursor was at the end of the line then
	last    string
	action  string
	kills   []string
	edited  map[int]string // changed lines of the history, until the line is accepted
	entry   int            // of the history that is being edited; len(History) is the new line
	then    int            // the entry to begin with next (operate-and-get-next), one more
	undone  []line
	pending []byte // to be taken for typed: macros
	argOf   int    // whose last argument yank-last-arg inserted
	argLen  int
	mark    int
	vi      viState
}

// A line is what has been typed, and the offset of the cursor in it.
type line struct {
	text string
	at   int
}

// ReadLine shows the prompt, in which \1 and \2 enclose what takes no place on the
// screen, lets a line be edited that begins as text, and returns it; false
// means the end of the file, or that Key has ended it.
func (e *Editor) ReadLine(prompt, text string) (string, bool) {
	if i := strfn.LastIndexByte(prompt, '\n'); i >= 0 {
		e.Show(Visible(prompt[:i+1]))
		prompt = prompt[i+1:]
	}
	e.prompt, e.line = prompt, line{text, len(text)}
	e.done, e.ended, e.tail, e.row, e.cells, e.last = false, false, false, 0, 0, ""
	e.edited, e.undone, e.pending, e.mark = nil, nil, nil, 0
	e.keys, e.arg, e.message, e.vi.inserts, e.vi.over = e.Keys, "", "", false, false
	e.entry = len(e.History)
	if e.then > 0 && e.then <= len(e.History) {
		e.visit(e.then - 1)
	}
	e.then = 0
	paste := e.Set("enable-bracketed-paste")
	if paste {
		e.Show("\x1b[?2004h")
	}
	e.refresh()
	for !e.done && !e.ended {
		e.step()
		if !e.done && !e.ended && len(e.pending) == 0 && !e.Typed() {
			e.refresh()
		}
	}
	if e.done {
		if e.at < len(e.text) {
			e.to(len(e.text))
		}
		e.refresh()
		if e.cells == 0 || e.cells%e.width != 0 {
			e.Show("\n")
		}
	}
	if paste {
		e.Show("\x1b[?2004l\r")
	}
	return e.text, e.done
}

// key returns the next byte typed, or of a macro.
func (e *Editor) key() (byte, bool) {
	if len(e.pending) > 0 {
		b := e.pending[0]
		e.pending = e.pending[1:]
		e.record(b)
		return b, true
	}
	b, ok := e.Key()
	e.ended = e.ended || !ok
	e.record(b)
	return b, ok
}

// replace puts s in the place of the text from i to j, and the cursor behind it.
//
//go:noinline
func (e *Editor) replace(i, j int, s string) {
	e.save()
	e.text = e.text[:i] + s + e.text[j:]
	e.at, e.tail = i+len(s), false
}

// step reads keys up to a sequence that is bound, or that is none, and does what it is for.
func (e *Editor) step() {
	seq := ""
	var bound *Binding // to the first n keys
	n := 0
	if e.arg == "" && e.keys == e.Commands {
		e.vi.keys = nil
	}
	for more := true; more; {
		b, ok := e.key()
		if !ok {
			return
		}
		if seq == "" && e.arg != "" && b >= '0' && b <= '9' {
			e.argument(b)
			return
		}
		seq += string([]byte{b})
		var to *Binding
		if to, more = e.keys.look(seq); to != nil {
			bound, n = to, len(seq)
			more = more && (len(e.pending) > 0 || e.Typed())
		}
	}
	if bound != nil {
		e.unread(seq[n:])
		e.Pressed = seq[n-1]
		e.bound(bound)
		return
	}
	switch c := seq[0]; {
	case e.keys == e.Commands:
		e.bell()
	case len(seq) == 1 && (c >= ' ' && c != 0x7f || c == '\t' || e.Commands != nil):
		e.selfInsert(seq)
	case strfn.HasPrefix(seq, "\x1b[") && len(seq) > 2:
		// Another control sequence: what its parameters are is not text.
		for c := seq[len(seq)-1]; c < '@' || c > '~'; {
			var ok bool
			if c, ok = e.key(); !ok {
				return
			}
		}
	default:
		e.bell()
	}
}

// bound does what a key sequence is bound to.
func (e *Editor) bound(b *Binding) {
	e.action = b.What
	switch b.Kind {
	case Macro:
		e.unread(unescape(b.What))
		return
	case Command:
		if e.Run != nil {
			e.Show("\r\x1b[K")
			e.text, e.at = e.Run(b.What, e.text, e.at)
			e.at = max(0, min(e.at, len(e.text)))
			e.fresh()
		}
	default:
		if b.What == "digit-argument" || b.What == "vi-arg-digit" {
			e.argument(e.Pressed)
			return
		}
		e.do(b.What)
	}
	e.last = e.action
	e.endArgument()
	e.commanded(b.What)
}

// unread has keys taken for typed.
//
//go:noinline
func (e *Editor) unread(keys string) {
	if keys != "" {
		e.pending = append([]byte(keys), e.pending...)
		e.vi.keys = e.vi.keys[:max(0, len(e.vi.keys)-len(keys))]
	}
}

// argument takes a digit of the numeric argument, or its sign.
//
//go:noinline
func (e *Editor) argument(b byte) {
	if b != '-' || e.arg == "" {
		e.arg += string([]byte{b})
	}
	e.message, e.tail = "(arg: "+e.arg+") ", false
}

//go:noinline
func (e *Editor) endArgument() {
	if e.arg != "" {
		e.arg, e.message, e.tail = "", "", false
	}
}

// count is the numeric argument, 1 if there is none.
//
//go:noinline
func (e *Editor) count() int {
	const most = 10000
	n, digits := 0, strfn.TrimPrefix(e.arg, "-")
	for i := 0; i < len(digits) && n < most; i++ {
		n = n*10 + int(digits[i]-'0')
	}
	if digits == "" {
		n = 1
	}
	if len(digits) < len(e.arg) {
		n = -n
	}
	return n
}

//go:noinline
func (e *Editor) bell() {
	e.Show("\a")
}

// selfInsert inserts a character of which first is the first byte.
func (e *Editor) selfInsert(first string) {
	text := e.character(first)
	if e.ended {
		return
	}
	if e.last != "self-insert" {
		e.save()
	}
	e.last = "self-insert"
	if e.vi.over {
		e.replace(e.at, e.forth(e.at), text)
		return
	}
	if e.arg != "" {
		text = strings.Repeat(text, max(e.count(), 0))
		e.endArgument()
	}
	e.insert(text)
}

// character reads the character that begins with first, or if that is "", the next one.
func (e *Editor) character(first string) string {
	c := []byte(first)
	for len(c) == 0 || c[0] >= utf8.RuneSelf && !utf8.FullRune(c) {
		b, ok := e.key()
		if !ok {
			return ""
		}
		c = append(c, b)
	}
	return string(c)
}

// save keeps the line for undo.
//
//go:noinline
func (e *Editor) save() {
	if !e.vi.inserts {
		e.undone = append(e.undone, e.line)
	}
}

//go:noinline
func (e *Editor) insert(s string) {
	e.text = e.text[:e.at] + s + e.text[e.at:]
	e.at += len(s)
	if e.tail && e.at == len(e.text) && len(s) == 1 && s[0] >= ' ' && s[0] < 0x7f && (e.cells+1)%e.width != 0 && len(e.pending) == 0 {
		// The usual case needs no more than this.
		e.Show(s)
		e.cells++
	} else {
		e.tail = false
	}
}

// remove takes the text from i to j away.
//
//go:noinline
func (e *Editor) remove(i, j int) string {
	cut := e.text[i:j]
	e.replace(i, j, "")
	return cut
}

// kill takes the text from i to j away for yank; it joins what the command before has killed.
//
//go:noinline
func (e *Editor) kill(i, j int) {
	if i == j {
		e.action = e.last
		return
	}
	back := i < e.at
	cut := e.remove(i, j)
	e.action = "kill"
	if e.last == "kill" && len(e.kills) > 0 && e.Commands == nil {
		k := &e.kills[len(e.kills)-1]
		if back {
			*k = cut + *k
		} else {
			*k += cut
		}
		return
	}
	e.keep(cut)
}

// keep keeps a text for yank.
//
//go:noinline
func (e *Editor) keep(text string) {
	if e.kills = append(e.kills, text); len(e.kills) > 10 {
		e.kills = e.kills[1:]
	}
}

// back and forth return the offsets of the characters before and behind i.
//
//go:noinline
func (e *Editor) back(i int) int {
	if i == 0 {
		return 0
	}
	_, n := utf8.DecodeLastRuneInString(e.text[:i])
	return i - n
}

//go:noinline
func (e *Editor) forth(i int) int {
	if i == len(e.text) {
		return i
	}
	_, n := utf8.DecodeRuneInString(e.text[i:])
	return i + n
}

// wordStart returns where the word before i begins, of characters that in accepts.
//
//go:noinline
func (e *Editor) wordStart(i int, in func(c byte) bool) int {
	for i > 0 && !in(e.text[i-1]) {
		i--
	}
	for i > 0 && in(e.text[i-1]) {
		i--
	}
	return i
}

// wordEnd returns where the word behind i ends.
//
//go:noinline
func (e *Editor) wordEnd(i int) int {
	for i < len(e.text) && !letter(e.text[i]) {
		i++
	}
	for i < len(e.text) && letter(e.text[i]) {
		i++
	}
	return i
}

//go:noinline
func letter(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf
}

func notBlank(c byte) bool { return c != ' ' && c != '\t' }

// lastWord is what insert-last-argument takes of a line.
func lastWord(s string) string {
	s = strings.TrimRight(s, " \t\n")
	return s[strings.LastIndexAny(s, " \t\n")+1:]
}
