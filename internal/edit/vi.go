package edit

import (
	"strings"
	"unicode/utf8"

	"entrysh/internal/strcase"
	"entrysh/internal/strfn"
)

// viState is what vi's mode keeps (bash manual 8.5). Its functions are called as readline's; which
// keys they are bound to, the keymaps say.
type viState struct {
	inserts bool    // what is typed belongs to a command, with which it is undone
	over    bool    // what is typed takes the place of what is there
	keys    []byte  // of the command under way
	done    string  // the keys of the last one that has changed something, without its count
	count   string  // its count
	changes bool    // the command under way is such a one
	search  string  // what / or ? has looked for
	back    bool    // and that it was /
	char    string  // what f, F, t or T has looked for
	how     byte    // and which of these
	marks   [26]int // of m
}

//go:noinline
func (e *Editor) record(b byte) {
	if e.Commands != nil {
		e.vi.keys = append(e.vi.keys, b)
	}
}

//go:noinline
func blank(c byte) bool { return c == ' ' || c == '\t' }

// class tells blanks, what words are made of and the rest apart; big words are of all but blanks.
//
//go:noinline
func class(c byte, big bool) int {
	switch {
	case blank(c):
		return 0
	case big || letter(c) || c == '_':
		return 1
	}
	return 2
}

//go:noinline
func upper(c byte) bool { return c >= 'A' && c <= 'Z' }

// viMotion is motion for the functions of vi's mode.
func (e *Editor) viMotion(name string, n int) (at int, ok bool) {
	at = e.at
	big, s := upper(e.Pressed), e.text
	switch name {
	case "vi-next-word":
		for ; n > 0 && at < len(s); n-- {
			for c := class(s[at], big); c != 0 && at < len(s) && class(s[at], big) == c; at++ {
			}
			for at < len(s) && blank(s[at]) {
				at++
			}
		}
	case "vi-prev-word":
		for ; n > 0 && at > 0; n-- {
			for at > 0 && blank(s[at-1]) {
				at--
			}
			if at > 0 {
				for c := class(s[at-1], big); at > 0 && class(s[at-1], big) == c; at-- {
				}
			}
		}
	case "vi-end-word":
		for ; n > 0 && at < len(s); n-- {
			for at++; at < len(s) && blank(s[at]); at++ {
			}
			if at < len(s) {
				for c := class(s[at], big); at < len(s) && class(s[at], big) == c; at++ {
				}
			}
			at = e.back(at)
		}
	case "vi-first-print":
		at = len(s) - len(strings.TrimLeft(s, " \t"))
	case "vi-column":
		for at = 0; n > 1; n-- {
			at = e.forth(at)
		}
	case "vi-match":
		return e.match()
	case "vi-char-search":
		return e.charSearch(n)
	case "vi-goto-mark":
		k, _ := e.key()
		if k < 'a' || k > 'z' {
			return at, false
		}
		return min(e.vi.marks[k-'a'], len(s)), true
	default:
		return at, false
	}
	return at, true
}

// match finds the bracket that belongs to the next one.
func (e *Editor) match() (at int, ok bool) {
	const brackets = "()[]{}"
	at = e.at
	for at < len(e.text) && strfn.IndexByte(brackets, e.text[at]) < 0 {
		at++
	}
	if at == len(e.text) {
		return e.at, true
	}
	k := strfn.IndexByte(brackets, e.text[at])
	step := 1 - k%2*2
	for depth := 0; at >= 0 && at < len(e.text); at += step {
		switch e.text[at] {
		case brackets[k]:
			depth++
		case brackets[k^1]:
			depth--
		}
		if depth == 0 {
			return at, true
		}
	}
	return e.at, true
}

// charSearch is f, F, t and T, and with ; and , the last of them once more.
func (e *Editor) charSearch(n int) (at int, ok bool) {
	v, how := &e.vi, e.Pressed
	switch how {
	case ';':
		how = v.how
	case ',':
		how = v.how ^ 0x20
	default:
		v.char = e.character("")
		v.how = how
	}
	at, _ = e.find(v.char, n, upper(how))
	if at != e.at && how == 't' {
		at = e.back(at)
	} else if at != e.at && how == 'T' {
		at = e.forth(at)
	}
	return at, true
}

// viFunction does what a function of vi's mode does but for moving the cursor.
func (e *Editor) viFunction(name string, n int) {
	v := &e.vi
	switch name {
	case "vi-movement-mode":
		if e.Commands != nil && e.keys != e.Commands {
			if !v.inserts {
				e.undone = nil // what was typed at first stays
			}
			e.keys, v.inserts, v.over = e.Commands, false, false
			e.to(e.back(e.at))
		}
	case "vi-insertion-mode":
		e.inserting(e.at)
	case "vi-insert-beg":
		e.inserting(0)
	case "vi-append-mode":
		e.inserting(e.forth(e.at))
	case "vi-append-eol":
		e.inserting(len(e.text))
	case "vi-replace":
		e.inserting(e.at)
		v.over = true
	case "vi-eof-maybe":
		e.ended = e.text == ""
		e.done = !e.ended
	case "vi-delete":
		e.viKill("forward-char", n)
	case "vi-rubout":
		e.viKill("backward-char", n)
	case "vi-unix-word-rubout":
		e.killTo("vi-prev-word", n)
	case "vi-delete-to", "vi-change-to", "vi-yank-to":
		e.operate(name[len("vi-")], n)
	case "vi-subst":
		from, to := 0, len(e.text)
		if !upper(e.Pressed) {
			from = e.at
			to, _ = e.motion("forward-char", n)
		}
		e.inserting(e.at)
		e.kill(from, to)
	case "vi-put":
		if len(e.kills) == 0 {
			e.bell()
			return
		}
		i := e.at
		if !upper(e.Pressed) {
			i = e.forth(i)
		}
		e.replace(i, i, strings.Repeat(e.kills[len(e.kills)-1], n))
		e.at = e.back(e.at)
	case "vi-change-char":
		c := e.character("")
		if c == "" || c == "\x1b" || e.at == len(e.text) {
			return
		}
		to, _ := e.motion("forward-char", n)
		e.replace(e.at, to, strings.Repeat(c, utf8.RuneCountInString(e.text[e.at:to])))
		e.at = e.back(e.at)
	case "vi-change-case":
		to, _ := e.motion("forward-char", n)
		e.replace(e.at, to, strcase.All(e.text[e.at:to], strcase.Toggle, false, nil))
	case "vi-search":
		e.viSearch()
	case "vi-search-again":
		e.searchAgain(v.back != upper(e.Pressed))
	case "vi-fetch-history":
		if i := n - 1; e.arg != "" && i <= e.entry {
			e.visit(i)
		} else {
			e.visit(0)
		}
	case "vi-yank-arg":
		e.inserting(e.forth(e.at))
		if e.entry > 0 {
			e.insert(" " + lastWord(e.History[e.entry-1]))
		}
	case "vi-set-mark":
		if b, _ := e.key(); b >= 'a' && b <= 'z' {
			v.marks[b-'a'] = e.at
		}
	case "vi-redo":
		count := v.count
		if e.arg != "" {
			count = e.arg
		}
		e.endArgument()
		e.unread(count + v.done)
	default:
		e.bell()
	}
}

// inserting begins to insert at i.
func (e *Editor) inserting(i int) {
	e.to(i)
	e.save()
	e.vi.inserts = true
	e.keys = e.Keys
}

// viKill is killTo where there may be nothing to kill.
func (e *Editor) viKill(motion string, n int) {
	if to, _ := e.motion(motion, n); to == e.at {
		e.bell()
		return
	}
	e.killTo(motion, n)
}

// operate is d, c and y, with what they are for.
func (e *Editor) operate(op byte, n int) {
	from, to := e.at, len(e.text)
	if !upper(e.Pressed) {
		again := e.Pressed
		var ok bool
		if e.Pressed, ok = e.key(); !ok {
			return
		}
		if e.Pressed >= '1' && e.Pressed <= '9' {
			e.arg = ""
			for ok && e.Pressed >= '0' && e.Pressed <= '9' {
				e.argument(e.Pressed)
				e.Pressed, ok = e.key()
			}
			n *= e.count()
		}
		key := e.Pressed
		switch b, _ := e.keys.look(string([]byte{key})); {
		case key == again:
			from = 0
		case b == nil || b.Kind != Function:
			e.bell()
			return
		default:
			if to, ok = e.motion(b.What, n); !ok {
				e.bell()
				return
			}
			to = e.reaches(b.What, op, to)
		}
	}
	if op == 'c' {
		e.inserting(e.at)
	}
	if from, to = min(from, to), max(from, to); op == 'y' {
		e.keep(e.text[from:to])
		return
	}
	e.kill(from, to)
}

// reaches returns the end of what an operator with a motion to an offset is for.
func (e *Editor) reaches(motion string, op byte, to int) int {
	switch {
	case to < e.at:
	case motion == "vi-end-word" || to > e.at && (motion == "vi-match" || motion == "vi-char-search"):
		return e.forth(to)
	case op == 'c' && motion == "vi-next-word":
		// Not the blanks behind the word.
		for to > e.at && blank(e.text[to-1]) {
			to--
		}
		return max(to, e.forth(e.at))
	}
	return to
}

// viSearch reads what / and ? are to look for.
func (e *Editor) viSearch() {
	v, line, first := &e.vi, e.line, e.Pressed
	text := ""
	for {
		e.line = e.lineOf(text)
		e.message, e.tail = e.prompt+string([]byte{first}), false
		e.refresh()
		b, ok := e.key()
		if !ok {
			return
		}
		switch {
		case b == '\r' || b == '\n':
			if text != "" {
				v.search = text
			}
			v.back = first == '/'
			fallthrough
		case b == 0x1b || b == 3 || (b == 0x7f || b == 8) && text == "":
			e.line, e.message, e.tail = line, "", false
			if b == '\r' || b == '\n' {
				e.searchAgain(v.back)
			}
			return
		case b == 0x7f || b == 8:
			text = text[:e.back(len(text))]
		default:
			text += string([]byte{b})
		}
	}
}

//go:noinline
func (e *Editor) lineOf(text string) line { return line{text, len(text)} }

// searchAgain goes to the next entry of the history that has what was looked for.
func (e *Editor) searchAgain(back bool) {
	step := 1
	if back {
		step = -1
	}
	text := e.vi.search
	for i := e.entry + step; i >= 0 && i < len(e.History) && text != ""; i += step {
		s := e.entryText(i)
		if text[0] == '^' && strfn.HasPrefix(s, text[1:]) || text[0] != '^' && strfn.Contains(s, text) {
			e.visit(i)
			return
		}
	}
	e.to(0)
	e.bell()
}

// commanded is what follows a command of vi's mode: the cursor does not stay behind the end, and
// what has changed the line can be done once more.
func (e *Editor) commanded(name string) {
	const changing = " vi-append-mode vi-append-eol vi-insertion-mode vi-insert-beg vi-change-to vi-delete-to vi-put vi-change-char vi-replace vi-subst vi-rubout vi-delete vi-yank-to vi-change-case "
	v := &e.vi
	if e.Commands == nil {
		return
	}
	if strfn.Contains(changing, " "+name+" ") {
		v.changes = true
	}
	if e.keys != e.Commands {
		return
	}
	if v.changes {
		keys := string(v.keys)
		v.done = strings.TrimLeft(keys, "0123456789")
		v.count, v.changes = keys[:len(keys)-len(v.done)], false
	}
	if e.at == len(e.text) && e.at > 0 {
		e.to(e.back(e.at))
	}
}
