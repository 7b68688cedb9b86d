package interp

import (
	"strings"
	"syscall"

	"entrysh/internal/complete"
	"entrysh/internal/edit"
	"entrysh/internal/order"
	"entrysh/internal/strfn"
)

// completeLine returns what the word at an offset of a line may become.
func (sh *Shell) completeLine(text string, at int, kind string) *edit.Completion {
	l := typed(text, at)
	word := text[l.start:at]
	c := &candidates{sh: sh, typed: l}
	var list []string
	spec := &complete.Spec{Options: 1 << complete.Filenames}
	custom := false
	switch {
	case kind != "complete":
		a := complete.File
		switch kind {
		case "complete-command":
			a = complete.Command
		case "complete-variable":
			a = complete.Variable
		case "complete-username":
			a = complete.User
		case "complete-hostname":
			a = complete.Hostname
		}
		list = complete.Generate(&complete.Spec{Actions: 1 << a}, word, c)
	case sh.shopts&shoptProgcomp != 0 && sh.completions != nil && !sh.completions.Empty():
		if s, made := sh.programmed(c, word); s != nil {
			spec, list, custom = s, made, true
		}
	}
	start := l.start
	if kind == "complete" && (!custom || len(list) == 0 && spec.HasOption(complete.BashDefault)) {
		var files bool
		list, start, files = sh.usualCompletions(c, word, l)
		s := complete.Spec{Options: spec.Options &^ (1 << complete.Filenames)}
		if files {
			s.Options |= 1 << complete.Filenames
		}
		spec = &s
	}
	if sh.pend != 0 || len(list) == 0 {
		return nil
	}
	if custom {
		// A function's candidates are for what stands behind the last : or =.
		if i := strings.LastIndexAny(word, breaks); i >= 0 && l.quote == 0 && !strfn.HasPrefix(list[0], word[:i+1]) {
			start += i + 1
		}
	}
	if !spec.HasOption(complete.Nosort) {
		order.Strings(list)
	}
	return sh.completion(l, spec, start, list)
}

// completion lays out what a word may become.
func (sh *Shell) completion(l *typedLine, spec *complete.Spec, start int, list []string) *edit.Completion {
	r := &edit.Completion{Start: start, Suffix: " "}
	if spec.HasOption(complete.Nospace) {
		r.Suffix = ""
	}
	files := spec.HasOption(complete.Filenames)
	for i, s := range list {
		if i > 0 && s == list[i-1] {
			continue
		}
		shown, tail := s, ""
		if files {
			var st syscall.Stat_t
			if syscall.Stat(sh.path(sh.homePath(s)), &st) == nil && st.Mode&syscall.S_IFMT == syscall.S_IFDIR {
				tail = "/"
			}
			shown = s[strfn.LastIndexByte(strfn.TrimSuffix(s, "/"), '/')+1:]
			if strfn.HasSuffix(s, "/") {
				tail = ""
			}
			if !spec.HasOption(complete.Noquote) {
				s = quoteTyped(s, l.quote)
			}
		}
		r.List = append(r.List, s+tail)
		r.Shown = append(r.Shown, shown+tail)
	}
	switch {
	case len(r.List) > 1:
	case files && strfn.HasSuffix(r.List[0], "/"):
		r.Suffix = ""
	case l.quote != 0:
		r.Suffix = string([]byte{l.quote}) + r.Suffix
	}
	return r
}

// homePath is a file name with its tilde expanded.
func (sh *Shell) homePath(name string) string {
	if strfn.HasPrefix(name, "~") {
		user, rest, _ := strfn.Cut(name[1:], "/")
		return sh.tilde(user) + "/" + rest
	}
	return name
}

// quoteTyped quotes a file name to be put into a command line, within quotes q.
func quoteTyped(s string, q byte) string {
	special := " \t\n\\\"'`$&|;()<>*?[]#!{}"
	switch q {
	case '\'':
		return "'" + strfn.ReplaceAll(s, "'", `'\''`)
	case '"':
		special = "\\\"`$"
	}
	var b []byte
	if q != 0 {
		b = append(b, q)
	}
	for i := 0; i < len(s); i++ {
		if strfn.IndexByte(special, s[i]) >= 0 {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return string(b)
}

// usualCompletions are the candidates where no specification has any: variables behind a
// dollar, users behind a tilde, commands, and otherwise files.
func (sh *Shell) usualCompletions(c *candidates, word string, l *typedLine) (list []string, start int, files bool) {
	start = l.start
	action := complete.File
	if i := strings.LastIndexAny(word, "$"); i >= 0 && l.quote != '\'' && !hasSlash(word[i:]) {
		open, shut := word[:i+1], ""
		if word = word[i+1:]; strfn.HasPrefix(word, "{") {
			open, shut, word = open+"{", "}", word[1:]
		}
		for _, n := range complete.Generate(&complete.Spec{Actions: 1 << complete.Variable}, word, c) {
			list = addString(list, open+n+shut)
		}
		return list, start, false
	}
	switch {
	case strfn.HasPrefix(word, "~") && !hasSlash(word):
		for _, n := range complete.Generate(&complete.Spec{Actions: 1 << complete.User}, word[1:], c) {
			list = addString(list, "~"+n+"/")
		}
		return list, start, true
	case l.first && l.quote == 0:
		action = complete.Command
	default:
		if i := strings.LastIndexAny(word, breaks); i >= 0 && l.quote == 0 {
			start += i + 1
			word = word[i+1:]
		}
	}
	if l.quote != 0 {
		word += string([]byte{l.quote}) // what is in the quotes is the name
	}
	list = complete.Generate(&complete.Spec{Actions: 1 << action}, word, c)
	if action == complete.Command && hasSlash(word) || len(list) == 0 && action == complete.Command {
		list = append(list, complete.Generate(&complete.Spec{Actions: 1 << complete.Directory}, word, c)...)
	}
	return list, start, action == complete.File || hasSlash(word)
}

// programmed returns the specification for the command being typed and what it generates.
// A function that returns 124 has changed the specifications: they are looked at again.
func (sh *Shell) programmed(c *candidates, word string) (*complete.Spec, []string) {
	const retry = 124
	for range 32 {
		t := sh.completions
		var spec *complete.Spec
		name := ""
		if len(c.typed.words) > 0 {
			name = c.typed.words[0]
		}
		switch {
		case c.typed.first && word == "":
			name = complete.EmptyName
			spec = t.Get(name)
		case c.typed.first:
			name = complete.InitialName
			spec = t.Get(name)
		default:
			if spec = t.Get(name); spec == nil {
				spec = t.Get(name[strfn.LastIndexByte(name, '/')+1:])
			}
			if spec == nil {
				spec = t.Get(complete.DefaultName)
			}
		}
		if spec == nil {
			return nil, nil
		}
		c.status, c.spec, c.typed.name = 0, *spec, name
		list := complete.Generate(spec, word, c)
		if c.status != retry || sh.pend != 0 {
			return &c.spec, list
		}
	}
	return nil, nil
}
