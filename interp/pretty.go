package interp

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/parse"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
	"entrysh/internal/unparse"
)

// prettyPrint writes the commands of a script as bash --pretty-print does,
// without running them.
func (sh *Shell) prettyPrint(name string) ctl {
	text, err := sh.readFile(name)
	if err != nil {
		sh.errOut(sh.shellName() + ": " + name + ": " + errText(err) + "\n")
		sh.status = 1
		return toExit
	}
	r := sh.reader(parse.NewText(text), 1)
	for {
		u, err := r.Next()
		if err != nil {
			if e, ok := err.(*parse.SyntaxError); ok {
				return sh.syntaxError(e, true)
			}
			sh.out("\n")
			return next
		}
		in := strings.TrimLeft(u.Input, " \t")
		if len(u.Stmts) == 0 {
			continue
		}
		if in != "" && (in[0] == '\n' || in[0] == '#') {
			sh.out("\n") // for blank lines and comments together
		}
		sh.out(prettyList(u.Stmts, u.Text) + "\n")
	}
}

// prettyList is a list of commands on one line, as far as each fits on one.
func prettyList(list []*syntax.Stmt, text string) string {
	var b textbuf.Builder
	for i, s := range list {
		if i > 0 {
			if !list[i-1].Background {
				b.WriteByte(';')
			}
			b.WriteByte(' ')
		}
		t := unparse.Command(s, text)
		if _, ok := s.Cmd.(*syntax.FuncDecl); ok {
			t = strfn.TrimPrefix(t, "function ")
		}
		b.WriteString(t)
		if s.Background {
			b.WriteString(" &")
		}
	}
	return b.String()
}
