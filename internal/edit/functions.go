package edit

import (
	"strings"

	"entrysh/internal/strcase"
	"entrysh/internal/strfn"
)

// do does what one of readline's functions does (bash manual 8.4); one that is
// not there rings the bell.
func (e *Editor) do(name string) {
	n := e.count()
	if n < 0 {
		name, n = opposite(name), -n
	}
	if i, ok := e.motion(name, n); ok {
		e.to(i)
		return
	}
	switch name {
	case "accept-line":
		e.done = true
	case "operate-and-get-next":
		e.done, e.then = true, e.entry+2
	case "abort":
		e.bell()
	case "set-mark":
		e.mark = e.at
	case "exchange-point-and-mark":
		at := e.at
		e.to(min(e.mark, len(e.text)))
		e.mark = at
	case "clear-screen", "clear-display":
		e.Show("\x1b[H\x1b[2J")
		e.fresh()
	case "redraw-current-line":
		e.tail = false
	case "delete-char":
		switch {
		case e.text == "" && e.last != name:
			e.ended = true
		case e.at == len(e.text):
			e.bell()
		default:
			e.delete("forward-char", n)
		}
	case "backward-delete-char":
		if e.at == 0 {
			e.bell()
			return
		}
		e.delete("backward-char", n)
	case "kill-line":
		e.kill(e.at, len(e.text))
	case "unix-line-discard", "backward-kill-line":
		e.kill(0, e.at)
	case "kill-whole-line":
		e.kill(0, len(e.text))
	case "kill-word", "shell-kill-word":
		e.killTo("forward-word", n)
	case "backward-kill-word", "shell-backward-kill-word":
		e.killTo("backward-word", n)
	case "unix-word-rubout":
		i := e.at
		for ; n > 0; n-- {
			i = e.wordStart(i, notBlank)
		}
		e.kill(i, e.at)
	case "delete-horizontal-space":
		i := len(strings.TrimRight(e.text[:e.at], " \t"))
		e.remove(i, len(e.text)-len(strings.TrimLeft(e.text[e.at:], " \t")))
	case "yank", "yank-pop":
		n := len(e.kills)
		switch {
		case n == 0 || name == "yank-pop" && e.last != "yanked":
			e.bell()
			return
		case name == "yank":
			e.save()
			e.mark = e.at
		default:
			e.kills = append(e.kills[n-1:n:n], e.kills[:n-1]...)
			e.remove(e.mark, e.at)
		}
		e.insert(e.kills[n-1])
		e.action = "yanked"
	case "transpose-chars":
		e.transposeChars()
	case "transpose-words", "shell-transpose-words":
		e.transposeWords()
	case "upcase-word":
		e.changeWord(func(s string) string { return strcase.All(s, strcase.Upper, false, nil) })
	case "downcase-word":
		e.changeWord(func(s string) string { return strcase.All(s, strcase.Lower, false, nil) })
	case "capitalize-word":
		e.changeWord(func(s string) string {
			s = strcase.All(s, strcase.Lower, false, nil)
			for i := range len(s) {
				if letter(s[i]) {
					return s[:i] + strcase.All(s[i:i+1], strcase.Upper, false, nil) + s[i+1:]
				}
			}
			return s
		})
	case "undo", "vi-undo":
		for ; n > 0 && len(e.undone) > 0; n-- {
			e.undo()
		}
	case "revert-line":
		if len(e.undone) > 0 {
			e.line, e.undone, e.tail = e.undone[0], nil, false
		}
	case "insert-comment":
		e.replace(0, 0, "#")
		e.done = true
	case "quoted-insert":
		if b, ok := e.key(); ok {
			e.save()
			e.insert(strings.Repeat(string([]byte{b}), n))
		}
	case "tab-insert":
		e.save()
		e.insert(strings.Repeat("\t", n))
	case "bracketed-paste-begin":
		e.paste()
	case "previous-history":
		e.visit(max(e.entry-n, min(e.entry, 1)-1))
	case "next-history":
		e.visit(min(e.entry+n, max(e.entry+1, len(e.History))))
	case "beginning-of-history":
		e.visit(0)
	case "end-of-history":
		e.visit(len(e.History))
	case "history-search-backward":
		e.searchPrefix(-1)
	case "history-search-forward":
		e.searchPrefix(1)
	case "reverse-search-history":
		e.search(-1)
	case "forward-search-history":
		e.search(1)
	case "yank-last-arg", "insert-last-argument":
		e.lastArgument(name)
	case "complete", "complete-filename", "complete-command", "complete-variable", "complete-username", "complete-hostname":
		e.complete(name)
	case "possible-completions":
		e.last = "complete"
		e.complete("complete")
	default:
		e.viFunction(name, n)
	}
}

// undo takes the last change back; the cursor is then behind what has changed.
func (e *Editor) undo() {
	i, now := len(e.undone)-1, e.text
	e.line, e.undone, e.tail = e.undone[i], e.undone[:i], false
	most := len(e.text) - e.at // of what can stand unchanged behind it
	if strfn.HasPrefix(now, e.text[:e.at]) {
		most = min(most, len(now)-e.at)
	}
	same := 0
	for same < most && same < len(now) && now[len(now)-1-same] == e.text[len(e.text)-1-same] {
		same++
	}
	e.at = len(e.text) - same
}

// opposite is the function that a negative argument makes of one.
func opposite(name string) string {
	pairs := [...]string{"forward-char", "backward-char", "forward-word", "backward-word", "kill-word", "backward-kill-word", "delete-char",
		"backward-delete-char", "kill-line", "backward-kill-line", "next-history", "previous-history", "character-search", "character-search-backward"}
	for i, p := range pairs {
		if p == name {
			return pairs[i^1]
		}
	}
	return name
}

// motion returns where a function that moves the cursor moves it.
func (e *Editor) motion(name string, n int) (at int, ok bool) {
	var step func(i int) int
	switch name {
	case "beginning-of-line":
		return 0, true
	case "end-of-line":
		return len(e.text), true
	case "forward-char":
		step = e.forth
	case "backward-char":
		step = e.back
	case "forward-word", "shell-forward-word":
		step = e.wordEnd
	case "backward-word", "shell-backward-word":
		step = func(i int) int { return e.wordStart(i, letter) }
	case "character-search", "character-search-backward":
		return e.find(e.character(""), n, name != "character-search")
	default:
		return e.viMotion(name, n)
	}
	at = e.at
	for i := 0; i < n && i < len(e.text); i++ {
		at = step(at)
	}
	return at, true
}

// find returns where a character is, the nth one from the cursor on, or the last before that.
func (e *Editor) find(c string, n int, back bool) (at int, ok bool) {
	for at = e.at; n > 0 && c != ""; n-- {
		i, from := 0, 0
		if back {
			i = strings.LastIndex(e.text[:at], c)
		} else {
			from = e.forth(at)
			i = strings.Index(e.text[from:], c)
		}
		if i < 0 {
			break
		}
		at = from + i
	}
	return at, true
}

//go:noinline
func (e *Editor) killTo(motion string, n int) {
	i, _ := e.motion(motion, n)
	e.kill(min(i, e.at), max(i, e.at))
}

// delete takes characters away, and keeps them if their number is given.
func (e *Editor) delete(motion string, n int) {
	if e.arg != "" {
		e.killTo(motion, n)
		return
	}
	i, _ := e.motion(motion, n)
	e.remove(min(i, e.at), max(i, e.at))
}

//go:noinline
func (e *Editor) to(i int) { e.at, e.tail = i, false }

func (e *Editor) transposeChars() {
	at := e.at
	if at == len(e.text) {
		at = e.back(at)
	}
	if at == 0 {
		e.bell()
		return
	}
	i, j := e.back(at), e.forth(at)
	e.replace(i, j, e.text[at:j]+e.text[i:at])
}

func (e *Editor) transposeWords() {
	end := e.wordEnd(e.at)
	second := e.wordStart(end, letter)
	first := e.wordStart(second, letter)
	middle := first
	for middle < second && letter(e.text[middle]) {
		middle++
	}
	if first == second || middle > second {
		e.bell()
		return
	}
	e.replace(first, end, e.text[second:end]+e.text[middle:second]+e.text[first:middle])
}

// changeWord changes the rest of the word at the cursor.
func (e *Editor) changeWord(f func(string) string) {
	motion, n := "forward-word", e.count()
	if n < 0 {
		motion, n = "backward-word", -n
	}
	i, _ := e.motion(motion, n)
	i, j := min(i, e.at), max(i, e.at)
	e.replace(i, j, f(e.text[i:j]))
}

// paste inserts what the terminal says was pasted, whatever is bound to it.
func (e *Editor) paste() {
	const end = "\x1b[201~"
	var text []byte
	for !strfn.HasSuffix(string(text[max(0, len(text)-len(end)):]), end) {
		b, ok := e.key()
		if !ok {
			return
		}
		if b == '\r' {
			b = '\n'
		}
		text = append(text, b)
	}
	e.save()
	e.insert(string(text[:len(text)-len(end)]))
}

// visit goes to an entry of the history; what was changed in this one is kept
// until a line is accepted.
//
//go:noinline
func (e *Editor) visit(i int) {
	if i < 0 || i > len(e.History) {
		e.bell()
		return
	}
	if e.edited == nil {
		e.edited = map[int]string{}
	}
	e.edited[e.entry] = e.text
	e.text, e.entry = e.entryText(i), i
	e.undone = nil
	e.to(len(e.text))
	if e.keys == e.Commands {
		e.at = 0
	}
}

//go:noinline
func (e *Editor) entryText(i int) string {
	if i == e.entry {
		return e.text
	}
	if s, ok := e.edited[i]; ok {
		return s
	}
	if i < len(e.History) {
		return e.History[i]
	}
	return ""
}

// searchPrefix goes to the next entry of the history that begins as the line does up to the cursor.
func (e *Editor) searchPrefix(step int) {
	at := e.at
	for i := e.entry + step; i >= 0 && i <= len(e.History); i += step {
		if s := e.entryText(i); strfn.HasPrefix(s, e.text[:at]) && s != e.text {
			e.visit(i)
			e.at = min(at, len(e.text))
			if at == 0 {
				e.at = len(e.text)
			}
			return
		}
	}
	e.bell()
}

// search looks for a text in the history while it is typed.
func (e *Editor) search(step int) {
	start, entry := e.line, e.entry
	pattern, failed := "", ""
	found := func(from int) {
		for i := from; i >= 0 && i <= len(e.History); i += step {
			if at := strings.LastIndex(e.entryText(i), pattern); at >= 0 {
				if i != e.entry {
					e.visit(i)
				}
				e.at, failed = at, ""
				return
			}
		}
		failed = "failed "
		e.bell()
	}
	defer func() { e.message, e.tail = "", false }()
	for {
		way := "i-search"
		if step < 0 {
			way = "reverse-i-search"
		}
		e.message, e.tail = "("+failed+way+")`"+pattern+"': ", false
		e.refresh()
		b, ok := e.key()
		if !ok {
			return
		}
		bound, _ := e.keys.look(string([]byte{b}))
		what := ""
		if bound != nil {
			what = bound.What
		}
		switch {
		case what == "reverse-search-history" || what == "forward-search-history":
			if step = 1; what == "reverse-search-history" {
				step = -1
			}
			found(e.entry + step)
		case what == "abort":
			e.visit(entry)
			e.line = start
			return
		case what == "backward-delete-char":
			if pattern != "" {
				pattern = pattern[:len(pattern)-1]
				found(e.entry)
			}
		case b >= ' ' && b != 0x7f:
			pattern += string([]byte{b})
			found(e.entry)
		default:
			// The key is for the line that was found.
			e.unread(string([]byte{b}))
			return
		}
	}
}

// lastArgument inserts the last word of the line before, or in place of it of the one before that.
func (e *Editor) lastArgument(name string) {
	if e.last == name && e.argLen >= 0 {
		e.argOf--
		e.remove(e.at-e.argLen, e.at)
	} else {
		e.argOf = e.entry - 1
		e.save()
	}
	e.argLen = 0
	if e.argOf < 0 || e.argOf >= len(e.History) {
		e.bell()
		return
	}
	w := lastWord(e.History[e.argOf])
	e.argLen = len(w)
	e.insert(w)
}
