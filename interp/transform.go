package interp

import (
	"bytes"
	"strings"
	"syscall"

	"entrysh/internal/parse"
	"entrysh/internal/prompt"
	"entrysh/internal/quote"
	"entrysh/internal/strcase"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
	"entrysh/internal/timefmt"
)

// transform is ${x@op} (bash manual 3.5.3).
func (p *paramPart) transform(sh *Shell, ref *paramRef, v value) value {
	switch p.letter {
	case 0:
		if v.set {
			sh.errorf("%s: bad substitution", p.text)
			sh.fatalExpansion(1)
		}
		return v
	case 'A', 'a', 'K', 'k':
		return p.describe(sh, ref, v)
	}
	if !v.multi && !v.set && sh.opts&optNounset != 0 {
		sh.unbound(p.shown(ref))
	}
	return sh.transformEach(p.letter, v)
}

// transformEach is transformOne for each value of v, if it is set.
func (sh *Shell) transformEach(op byte, v value) value {
	if v.multi {
		list := make([]string, len(v.list))
		for i, s := range v.list {
			list[i] = sh.transformOne(op, s)
		}
		v.list = list
	} else if v.set {
		v.s = sh.transformOne(op, v.s)
	}
	return v
}

func (sh *Shell) transformOne(op byte, s string) string {
	ascii := !sh.utf8
	switch op {
	case 'Q':
		return quote.AtQ(s, sh.locale())
	case 'E':
		return quote.Expand(s, sh.escapes())
	case 'P':
		return sh.expandPrompt(s)
	case 'U':
		return strcase.All(s, strcase.Upper, ascii, nil)
	case 'u':
		return strcase.First(s, strcase.Upper, ascii, nil)
	case 'L':
		return strcase.All(s, strcase.Lower, ascii, nil)
	}
	return s
}

// describe is @A, @a, @K and @k, which tell of the variable.
func (p *paramPart) describe(sh *Shell, ref *paramRef, v value) value {
	if ref.kind != refVar {
		switch p.letter {
		case 'A':
			if ref.kind == refAll && len(v.list) > 0 {
				return value{head: "set -- ", list: sh.transformEach('Q', v).list, multi: true, star: v.star, set: true}
			}
			return value{multi: v.multi, star: v.star}
		case 'K', 'k':
			return sh.transformEach('Q', v)
		}
		return value{set: v.set, multi: v.multi, star: v.star, list: make([]string, len(v.list))}
	}
	s := ref.sym
	t, _, hasSub, ok := sh.resolve(s)
	if ok {
		s = t
	}
	vr := sh.variable(s)
	if ok && hasSub || vr.has(attrNameref) {
		vr = nil // nothing is told of elements and of references to nothing
	}
	if (p.letter == 'a' || p.letter == 'A') && !v.set && ref.index == oneIndex && !strfn.ContainsAny(ref.sub.text, "$`+=") {
		ref.value(sh) // looked at once more, which tells of a bad subscript again
	}
	switch p.letter {
	case 'a':
		if vr == nil {
			return value{multi: v.multi, star: v.star}
		}
		l := vr.attrLetters()
		if l == "-" {
			l = ""
		}
		if ref.index == allIndex && vr.set {
			n := len(v.list)
			out := make([]string, n)
			for i := range out {
				out[i] = l
			}
			return value{list: out, multi: true, star: v.star, set: n > 0}
		}
		return value{s: l, set: v.set}
	case 'A':
		if vr == nil {
			return value{multi: v.multi, star: v.star}
		}
		l := vr.attrLetters()
		if ref.index == allIndex && vr.kind != scalar && vr.set {
			text := s.name + "=" + sh.listText(vr)
			return value{head: "declare -" + l + " ", list: []string{text}, multi: true, star: v.star, set: true}
		}
		if !v.set {
			if l == "-" {
				return value{}
			}
			if v.multi && vr.kind != scalar {
				return value{head: "declare -" + l + " ", list: []string{s.name}, multi: true, star: v.star, set: true}
			}
			return value{s: "declare -" + l + " " + s.name, set: true}
		}
		text := v.s
		if v.multi {
			text = sh.join(v)
		}
		if text = s.name + "=" + quote.AtQ(text, sh.locale()); l != "-" {
			text = "declare -" + l + " " + text
		}
		return value{s: text, set: true}
	}
	// K and k
	if ref.index != allIndex || vr == nil || vr.kind == scalar {
		return sh.transformEach('Q', v)
	}
	keys := sh.keys(s)
	var out []string
	var b textbuf.Builder
	for i, k := range keys {
		if i >= len(v.list) {
			break
		}
		if p.letter == 'k' {
			out = append(out, k, v.list[i])
			continue
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		if vr.kind == assocArray {
			b.WriteString(quote.AssocKey(k, sh.locale()))
		} else {
			b.WriteString(k)
		}
		b.WriteString(" " + quote.Declare(v.list[i], sh.locale()))
	}
	if p.letter == 'k' || len(keys) == 0 {
		return value{list: out, multi: true, star: v.star, set: len(out) > 0}
	}
	s2 := b.String()
	if vr.kind == assocArray && s2 != "" {
		s2 += " "
	}
	return value{s: s2, set: v.set}
}

// promptName is the name of the shell: that of the process if it runs a script.
func (sh *Shell) promptName() string {
	if sh.opts&(optCommand|optInteractive) == 0 && len(sh.argv) > 0 {
		return sh.argv[0]
	}
	return sh.name
}

// expandPrompt decodes a prompt's escapes and expands the result (bash manual 6.9).
func (sh *Shell) expandPrompt(s string) string {
	env := &prompt.Env{
		User: func() string {
			if n, _, _ := userByID(geteuid()); n != "" {
				return n
			}
			return "I have no name!"
		},
		Host: hostname,
		Terminal: func() string {
			if d := sh.get(0); d != nil && isTerminal(d.fd) {
				b := make([]byte, 64)
				n, _ := syscall.Readlink("/proc/self/fd/"+formatInt(int64(d.fd)), b)
				return string(b[bytes.LastIndexByte(b[:max(n, 0)], '/')+1 : max(n, 0)])
			}
			return ""
		},
		Strftime: func(f string) string {
			return string(timefmt.Append(nil, f, unixTime(), sh.timeZone()))
		},
		Dir: sh.cwd, Home: sh.Get("HOME"), DirTrim: sh.Get("PROMPT_DIRTRIM"), Shell: sh.promptName(),
		History: max(sh.histcmd(), 1), Command: sh.ui.commands, Jobs: len(sh.jobs.list), Euid: geteuid(),
		Expand: sh.shopts&shoptPromptvars != 0, Posix: sh.opts&optPosix != 0,
		Editing: sh.opts&optInteractive != 0 || sh.opts&(optEmacs|optVi) != 0,
	}
	s = prompt.Decode(s, env)
	if sh.shopts&shoptPromptvars == 0 {
		return s
	}
	return sh.expandText(s)
}

// expandFileName is the value of ENV or BASH_ENV as the name of a file.
func (sh *Shell) expandFileName(s string) string {
	if prefix, _, _ := strfn.Cut(s, "/"); strfn.HasPrefix(s, "~") {
		if home, ok := sh.tildeOK(prefix[1:]); ok {
			return home + sh.expandText(s[len(prefix):])
		}
	}
	return sh.expandText(s)
}

// expandText expands s as between double quotes.
func (sh *Shell) expandText(s string) string {
	if !strfn.ContainsAny(s, "$`\\") {
		return s
	}
	w, u, err := parse.Document(s)
	if err != nil {
		return sh.badPrompt(s, err)
	}
	if w == nil {
		return s
	}
	status, sub, pend, failed := sh.status, sh.substed, sh.pend, sh.expFailed
	c := &compiler{u: u}
	sh.expFailed = false
	out := makeWord(c.parts(w.Parts, dquoted, false, false)).str(sh)
	if sh.expFailed {
		out, sh.pend = s, pend // an error leaves it as it is
	}
	sh.status, sh.substed, sh.expFailed = status, sub, failed
	return out
}

// badPrompt tells what is not closed in a prompt, and returns what is shown of it.
func (sh *Shell) badPrompt(s string, err error) string {
	e, ok := err.(*parse.SyntaxError)
	if !ok || !e.EOF {
		return s
	}
	switch {
	case strfn.HasSuffix(e.Msg, "}'"):
		sh.errorf("%s: bad substitution", s)
	case strfn.HasSuffix(e.Msg, "``'"):
		sh.errorf("bad substitution: no closing \"`\" in %s", s[strfn.LastIndexByte(s, '`'):])
	case e.Kind == parse.Open:
		return s[:max(strings.LastIndex(s, "$(("), 0)]
	default:
		line, name := sh.line, sh.evalName
		sh.line, sh.evalName = line+2, substName
		sh.errOut(sh.syntaxPrefix() + e.Msg + "\n")
		sh.line, sh.evalName = line, name
		return s[:max(strfn.Index(s, "$("), 0)]
	}
	return s
}
