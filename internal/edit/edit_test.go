package edit

import (
	"strings"
	"testing"
)

// typed returns an editor to whom keys are typed, and what it shows.
func typed(keys string, history ...string) (*Editor, *strings.Builder) {
	shown := new(strings.Builder)
	e := &Editor{
		Key: func() (byte, bool) {
			if keys == "" {
				return 0, false
			}
			b := keys[0]
			keys = keys[1:]
			return b, true
		},
		Typed:   func() bool { return keys != "" },
		Show:    func(s string) { shown.WriteString(s) },
		Width:   func() int { return 40 },
		Keys:    new(Keymap),
		Set:     func(string) bool { return false },
		History: history,
	}
	for _, b := range strings.Fields(`accept-line \C-m abort \C-g undo \C-_ complete \C-i backward-char \e[D previous-history \e[A
		reverse-search-history \C-r delete-char \C-d backward-delete-char \C-? kill-line \C-k yank \C-y quoted-insert \C-v`) {
		if strings.HasPrefix(b, `\`) {
			e.Keys.Bind(b, &Binding{What: e.action})
		}
		e.action = b
	}
	return e, shown
}

// What the keys do is compared with bash in testdata/editing. Here is what bash does not show.
func TestEnd(t *testing.T) {
	for keys, want := range map[string]bool{
		"abc\r": true, "abc": false, "\x04": false, "a\x7f\x04": false, "a\x04\r": true, "\x12ab": false, "\x16": false, "\x1b[": false, "\x1b[1;": false,
		"\xc3": false, "\x1b[200~abc": false,
	} {
		e, _ := typed(keys)
		if line, ok := e.ReadLine("$ ", ""); ok != want {
			t.Errorf("%q: %q, %v", keys, line, ok)
		}
	}
}

func TestNotBound(t *testing.T) {
	for keys, want := range map[string]string{
		"a\x1b[1;9Zb\r": "ab", "a\x1bqb\r": "ab", "a\x01b\r": "ab", "ä\x1b[D\x7fx\r": "xä", "\t\r": "\t", "\x16\x01\r": "\x01",
		"\xff\xc3x\r": "\xff\xc3x",
	} {
		e, _ := typed(keys)
		if line, _ := e.ReadLine("$ ", ""); line != want {
			t.Errorf("%q: %q, not %q", keys, line, want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for seq, want := range map[string]string{
		`\C-a`: "\x01", `\C-?`: "\x7f", `\M-x`: "\x1bx", `\e[D`: "\x1b[D", `\M-\C-h`: "\x1b\b", `\C-\M-h`: "\x1b\b", `\C-x\C-r`: "\x18\x12",
		`\\`: `\`, `\"`: `"`, `\101`: "A", `\x41`: "A", `\t`: "\t", `\`: `\`, `\C-`: `C-`, `a`: "a", `\d`: "\x7f",
	} {
		if got := unescape(seq); got != want {
			t.Errorf("%q: %q, not %q", seq, got, want)
		}
	}
}

// FuzzKeys types random keys: nothing may panic, and the cursor stays in the line.
func FuzzKeys(f *testing.F) {
	for _, s := range []string{"abc\x1b[D\x04\r", "\x12a\x12\x07", "\x1b[A\x1b[Ax\x1f\r", "\x0b\x19\x19\r"} {
		f.Add(s)
	}
	names := strings.Fields(`accept-line abort beginning-of-line end-of-line forward-char backward-char forward-word backward-word set-mark
		exchange-point-and-mark clear-screen delete-char backward-delete-char kill-line unix-line-discard kill-whole-line kill-word
		backward-kill-word unix-word-rubout delete-horizontal-space yank yank-pop transpose-chars transpose-words upcase-word downcase-word
		capitalize-word undo revert-line insert-comment quoted-insert tab-insert bracketed-paste-begin previous-history next-history
		beginning-of-history end-of-history history-search-backward history-search-forward reverse-search-history forward-search-history
		yank-last-arg complete possible-completions operate-and-get-next no-such-function`)
	f.Fuzz(func(t *testing.T, keys string) {
		if len(keys) > 2000 {
			t.Skip()
		}
		e, _ := typed(keys, "echo one", "", "second öne", "several\nlines")
		for i, n := range names {
			e.Keys.Bind(string([]byte{'\\', 'e', byte('A' + i)}), &Binding{What: n})
		}
		key := e.Key
		e.Key = func() (byte, bool) {
			if len(e.text) > 10_000 { // what is yanked twice doubles
				return 0, false
			}
			return key()
		}
		e.Complete = func(text string, at int, kind string) *Completion {
			return &Completion{Start: at - at/2, List: []string{"xay", "xaz"}[:1+len(text)%2], Shown: []string{"xay", "xaz"}, Suffix: " "}
		}
		for {
			e.ReadLine("\x01\x1b[1m\x02$ ", "be")
			if e.at < 0 || e.at > len(e.text) {
				t.Fatalf("%q: the cursor is at %d of %q", keys, e.at, e.text)
			}
			if !e.Typed() || len(e.text) > 10_000 {
				return
			}
		}
	})
}

// Whatever is typed in vi's mode, the cursor stays in the line.
func TestAnyKeys(t *testing.T) {
	commands := new(Keymap)
	for _, b := range strings.Split(`vi-arg-digit 123456789,beginning-of-line 0,vi-next-word wW,vi-prev-word bB,vi-end-word eE,forward-char l,backward-char h,
vi-delete x,vi-rubout X,vi-delete-to dD,vi-change-to cC,vi-yank-to yY,vi-put pP,vi-undo u,revert-line U,vi-redo .,vi-replace R,vi-change-char r,
vi-char-search fFtT;,vi-match %,vi-insertion-mode i,vi-append-mode a,vi-append-eol A,vi-insert-beg I,vi-subst sS,vi-change-case ~,vi-column |,vi-set-mark m,
vi-goto-mark g,previous-history k,next-history j,vi-fetch-history G,vi-search /?,vi-search-again nN,vi-yank-arg _,vi-first-print ^,transpose-words z`, ",") {
		name, keys, _ := strings.Cut(strings.TrimSpace(b), " ")
		for i := range len(keys) {
			commands.Bind(keys[i:i+1], &Binding{What: name})
		}
	}
	const set = "\x1b\x1bwWbBeElhxXdDcCyYpPuU.RrfFtT;%iaAIsS~|mgkjG/?nN_^z0123456789 ab(ö)\x7f\x0b\x19"
	state := uint32(1)
	for range 3000 {
		var keys []byte
		for range 40 {
			state = state*1664525 + 1013904223
			keys = append(keys, set[int(state>>16)%len(set)])
		}
		e, _ := typed("ab (c d)\x1b"+string(keys), "one two", "", "ö (x)")
		e.Commands = commands
		e.Keys.Bind(`\e`, &Binding{What: "vi-movement-mode"})
		if _, ok := e.ReadLine("$ ", ""); ok || e.at < 0 || e.at > len(e.text) {
			t.Fatalf("%q: %q %d %v", keys, e.text, e.at, ok)
		}
	}
}
