package interp

import (
	"strings"

	"entrysh/internal/strfn"
)

// readInputrc reads the line editor's initialization file, once (bash manual 8.3).
func (sh *Shell) readInputrc(e *editor) {
	if e.read {
		return
	}
	e.read = true
	name, ok := sh.getSet("INPUTRC")
	if !ok {
		if name = sh.Get("HOME") + "/.inputrc"; !regularReadable(name) {
			name = "/etc/inputrc"
		}
	}
	if text, err := sh.readFile(name); err == nil {
		sh.bindFile(e, e.keymap(""), text)
	}
}

// bindFile takes the lines of an initialization file (bash manual 8.3.1, 8.3.2).
func (sh *Shell) bindFile(e *editor, k *editKeymap, text string) {
	var off []bool // for each $if, whether what follows is left out
	for _, line := range strfn.Split(text, "\n") {
		line = strings.TrimSpace(line)
		word, rest, _ := strfn.Cut(line, " ")
		n := len(off)
		switch {
		case word == "$if":
			off = append(off, n > 0 && off[n-1] || !sh.inputrcIf(strings.TrimSpace(rest)))
		case word == "$else" && n > 0:
			off[n-1] = n > 1 && off[n-2] || !off[n-1]
		case word == "$endif" && n > 0:
			off = off[:n-1]
		case line == "" || line[0] == '#' || n > 0 && off[n-1]:
		case word == "$include":
			if text, err := sh.readFile(sh.homePath(strings.TrimSpace(rest))); err == nil {
				sh.bindFile(e, k, text)
			}
		default:
			if sh.bindLine(e, k, line); strfn.HasPrefix(line, "set") {
				k = e.keymap("") // in which the lines that follow are
			}
		}
	}
}

// inputrcIf is the condition of $if.
func (sh *Shell) inputrcIf(test string) bool {
	switch what, value, _ := strfn.Cut(test, "="); strings.TrimSpace(what) {
	case "mode":
		return strings.TrimSpace(value) == sh.editor().variables["editing-mode"]
	case "term":
		term := sh.Get("TERM")
		family, _, _ := strfn.Cut(term, "-")
		return value == term || value == family
	}
	return test == "bash" || test == "Bash"
}

// keyNames are the names that keys have in initialization files, and their escape sequences.
const keyNames = `del \C-? esc \e lfd \n newline \n ret \C-m return \C-m rubout \C-? space \x20 spc \x20 tab \t`

// keyName returns the sequence of a key by its name: Control-u, Meta-Rubout.
func keyName(name string) string {
	seq := ""
	for {
		i := strings.IndexByte(name, '-')
		if i < 1 || i == len(name)-1 {
			break
		}
		switch name[0] | 0x20 {
		case 'c':
			seq += `\C-`
		case 'm':
			seq += `\M-`
		}
		name = name[i+1:]
	}
	names := strings.Fields(keyNames)
	for i := 0; i < len(names); i += 2 {
		if strings.EqualFold(name, names[i]) {
			return seq + names[i+1]
		}
	}
	return seq + name
}
