package interp

import (
	"strings"

	"entrysh/internal/edit"
	"entrysh/internal/order"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// An editKeymap is what keys are bound to in one keymap.
type editKeymap struct {
	functions map[string]string // by key sequence
	macros    map[string]string
	commands  map[string]string // of -x
}

// An editor is what bind keeps, and the line editor (see line_edit.go).
type editor struct {
	line      edit.Editor
	read      bool // the initialization file has been
	keymaps   map[string]*editKeymap
	variables map[string]string
}

func (sh *Shell) editor() *editor {
	if sh.edit == nil {
		e := &editor{keymaps: map[string]*editKeymap{}, variables: map[string]string{}}
		for _, l := range strfn.Split(editVariables, "\n") {
			name, val, _ := strfn.Cut(l, " ")
			e.variables[name] = val
		}
		sh.edit = e
		if sh.opts&optVi != 0 {
			e.setMode("vi")
		}
	}
	return sh.edit
}

// setMode is what choosing the emacs or the vi mode does to bind's variables.
//
//go:noinline
func (e *editor) setMode(mode string) {
	e.variables["editing-mode"], e.variables["keymap"] = mode, mode
	if mode == "vi" {
		e.variables["keymap"] = "vi-insert"
	}
}

// keymap returns the keymap called name, the one in use if that is "", nil if there is none.
func (e *editor) keymap(name string) *editKeymap {
	if name == "" {
		name = e.variables["keymap"]
	}
	switch name {
	case "emacs-standard":
		name = "emacs"
	case "vi-move", "vi-command":
		name = "vi"
	case "emacs", "emacs-meta", "emacs-ctlx", "vi", "vi-insert":
	default:
		return nil
	}
	if k := e.keymaps[name]; k != nil {
		return k
	}
	k := &editKeymap{functions: map[string]string{}, macros: map[string]string{}, commands: map[string]string{}}
	e.keymaps[name] = k
	keys := ""
	switch name {
	case "emacs":
		keys = editKeys
	case "vi-insert":
		keys = viInsertKeys + "\n" + viBothKeys
	case "vi":
		keys = viCommandKeys + "\n" + viBothKeys
	}
	for _, l := range strfn.Split(keys, "\n") {
		f := strfn.Split(l, " ")
		for _, seq := range f[1:] {
			k.functions[strfn.ReplaceAll(seq, `\x20`, " ")] = f[0]
		}
	}
	return k
}

// sequences returns the keys bound to a function, in order.
func (k *editKeymap) sequences(function string) []string {
	var list []string
	for seq, f := range k.functions {
		if f == function {
			list = addString(list, seq)
		}
	}
	order.Strings(list)
	return list
}

//go:noinline
func isEditFunction(name string) bool {
	for _, n := range strings.Fields(editFunctions) {
		if n == name {
			return true
		}
	}
	return false
}

// builtinBind is bind (bash manual 4.2).
func builtinBind(sh *Shell, args []string) int {
	if sh.opts&optEmacs == 0 && sh.opts&optVi == 0 {
		sh.builtinError("bind", "warning: line editing not enabled")
	}
	var show []byte
	value := map[byte]string{}
	f := sh.flags(args, "lvpPsSVXf:q:u:m:r:x:")
	for o := f.next(); o != flagEnd; o = f.next() {
		switch o {
		case flagError:
			return 2
		case 'm', 'q', 'f', 'u', 'r', 'x':
			value[o] = f.arg
			if o != 'm' {
				show = append(show, o)
			}
		default:
			show = append(show, o)
		}
	}
	e := sh.editor()
	k := e.keymap(value['m'])
	if k == nil {
		sh.builtinError("bind", "`%s': invalid keymap name", value['m'])
		return 1
	}
	status := 0
	for _, o := range show {
		switch o {
		case 'f':
			text, err := sh.readFile(value['f'])
			if err != nil {
				sh.builtinError("bind", "%s: cannot read: %s", value['f'], errText(err))
				return 1
			}
			sh.bindFile(e, k, text)
		case 'q':
			return sh.bindQuery(k, value['q'])
		case 'u':
			if !isEditFunction(value['u']) {
				sh.builtinError("bind", "`%s': unknown function name", value['u'])
				return 1
			}
			for _, seq := range k.sequences(value['u']) {
				delete(k.functions, seq)
			}
		case 'r':
			delete(k.functions, value['r'])
			delete(k.macros, value['r'])
			delete(k.commands, value['r'])
		case 'x':
			if !sh.bindCommand(k, value['x']) {
				status = 1
			}
		default:
			sh.out(e.list(k, o))
		}
	}
	for _, a := range f.args {
		sh.bindLine(e, k, a)
	}
	return status
}

// list returns what -l, -p, -P, -s, -S, -v, -V and -X print.
func (e *editor) list(k *editKeymap, how byte) string {
	var b textbuf.Builder
	switch how {
	case 'l':
		b.WriteString(strfn.ReplaceAll(editFunctions, " ", "\n") + "\n")
	case 'p', 'P':
		b.WriteByte('\n')
		for _, n := range strings.Fields(editFunctions) {
			list := k.sequences(n)
			switch {
			case len(list) == 0 && how == 'p':
				b.WriteString("# " + n + " (not bound)\n")
			case len(list) == 0:
				b.WriteString(n + " is not bound to any keys\n")
			case how == 'P':
				b.WriteString(n + " can be found on " + sequenceList(list) + "\n")
			}
			if how == 'p' {
				for _, seq := range list {
					b.WriteString(`"` + seq + `": ` + n + "\n")
				}
			}
		}
	case 's', 'S':
		for _, seq := range sortedKeys(k.macros) {
			if how == 's' {
				b.WriteString(`"` + seq + `": "` + k.macros[seq] + "\"\n")
			} else {
				b.WriteString(seq + " outputs " + k.macros[seq] + "\n")
			}
		}
	case 'X':
		for _, seq := range sortedKeys(k.commands) {
			b.WriteString(`"` + seq + `": "` + strfn.ReplaceAll(k.commands[seq], `"`, `\"`) + "\"\n")
		}
	case 'v', 'V':
		for _, l := range strfn.Split(editVariables, "\n") {
			n, _, _ := strfn.Cut(l, " ")
			if how == 'v' {
				b.WriteString("set " + n + " " + e.variables[n] + "\n")
			} else {
				b.WriteString(n + " is set to `" + e.variables[n] + "'\n")
			}
		}
	}
	return b.String()
}

// sequenceList names at most five key sequences.
func sequenceList(list []string) string {
	const shown = 5
	text := `"` + strings.Join(list[:min(len(list), shown)], `", "`) + `"`
	if len(list) > shown {
		return text + ", ..."
	}
	return text + "."
}

//go:noinline
func sortedKeys(m map[string]string) []string {
	list := make([]string, 0, len(m))
	for n := range m {
		list = addString(list, n)
	}
	order.Strings(list)
	return list
}

func (sh *Shell) bindQuery(k *editKeymap, name string) int {
	if !isEditFunction(name) {
		sh.builtinError("bind", "`%s': unknown function name", name)
		return 1
	}
	list := k.sequences(name)
	if len(list) == 0 {
		sh.out(name + " is not bound to any keys.\n")
		return 1
	}
	sh.out(name + " can be invoked via " + sequenceList(list) + "\n")
	return 0
}

// splitBinding splits "keys": what.
func splitBinding(s string) (seq, what string, ok bool) {
	s = strings.TrimLeft(s, " \t")
	if s == "" || s[0] != '"' {
		return "", "", false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			rest := strings.TrimLeft(s[i+1:], " \t")
			if !strfn.HasPrefix(rest, ":") {
				return s[1:i], "", false
			}
			return s[1:i], strings.Trim(rest[1:], " \t"), true
		}
	}
	return "", "", false
}

// bindCommand is bind -x.
func (sh *Shell) bindCommand(k *editKeymap, s string) bool {
	seq, command, ok := splitBinding(s)
	if !ok {
		if seq == "" {
			sh.builtinError("bind", "%s: first non-whitespace character is not `\"'", s)
		} else {
			sh.builtinError("bind", "%s: missing colon separator", s)
		}
		return false
	}
	k.commands[seq] = command
	return true
}

// bindLine is a line of an initialization file of the line editor.
func (sh *Shell) bindLine(e *editor, k *editKeymap, line string) {
	if f := strings.Fields(line); len(f) > 1 && strings.EqualFold(f[0], "set") {
		if _, ok := e.variables[f[1]]; !ok {
			sh.errOut("readline: " + f[1] + ": unknown variable name\n")
			return
		}
		val := strings.Join(f[2:], " ")
		switch {
		case f[1] == "keymap" && e.keymap(val) == nil:
			return
		case f[1] == "editing-mode" && (val == "vi" || val == "emacs"):
			sh.setOption(optionByName(val), true)
			return
		}
		e.variables[f[1]] = val
		return
	}
	seq, what, ok := splitBinding(line)
	if name, rest, colon := strfn.Cut(line, ":"); !ok && colon && name != "" && name[0] != '"' {
		seq, what, ok = keyName(name), strings.TrimSpace(rest), true
	}
	switch {
	case !ok:
		if !strfn.Contains(line, ":") && line != "" {
			sh.errOut("readline: " + line + ": no key sequence terminator\n")
		}
	case strfn.HasPrefix(what, `"`):
		delete(k.functions, seq)
		k.macros[seq] = strings.Trim(what, `"`)
	default:
		delete(k.macros, seq)
		k.functions[seq] = what
	}
}
