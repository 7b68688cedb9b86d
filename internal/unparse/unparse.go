// Package unparse prints syntax trees as bash 5.2 prints them: the bodies of
// functions (declare -f, type, the environment) and commands (BASH_COMMAND, jobs).
//
// Every function takes the source text in which the offsets of the nodes lie,
// because words are printed from it. The layout, with its blank lines after
// here-documents and its odd placing of some of them, was recorded from bash
// 5.2.15; there is no text that defines it.
//
// There are two ways of printing. The exact one (Function, Command, Export)
// gives bash's bytes, which are at times not the command that was parsed: a
// here-document in the condition of an if inside a list is printed after the
// first line of the then part. The other (Source) differs in just these places
// and in keeping the expansions in words as they were written, so that parsing
// it gives the same command again.
package unparse

import (
	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/textbuf"
)

// Function returns what `declare -f name` prints for a function with the given
// body, its final newline included.
func Function(name string, body *syntax.Stmt, src string) string {
	p := printer{src: src, step: 4}
	p.function(name, body)
	return string(p.out)
}

// Source is Function for reading back: parsing the text defines a function
// equivalent to the one given, wherever its here-documents are.
func Source(name string, body *syntax.Stmt, src string) string {
	p := printer{src: src, step: 4, safe: true}
	p.function(name, body)
	return string(p.out)
}

// SourceCommand returns a command as text to be read back: parsing it gives an
// equivalent command. background puts an & after it.
func SourceCommand(s *syntax.Stmt, src string, background bool) string {
	p := printer{src: src, step: 4, safe: true, inFunc: 1}
	if background {
		p.list++
		p.stmt(s, false)
		p.operator("&", false)
		p.list--
	} else {
		p.stmt(s, false)
	}
	if p.last() != '\n' {
		p.newline()
	}
	return string(p.out)
}

// Export returns the value that bash gives to the environment variable
// BASH_FUNC_name%% for an exported function: "() {  ...".
func Export(body *syntax.Stmt, src string) string {
	p := printer{src: src, indent: 1}
	p.str("() { ")
	p.functionBody(body, 0)
	return string(p.out)
}

// Command returns a command as BASH_COMMAND and jobs show it: without
// newlines where bash can do without them, and without a final & of its own.
func Command(s *syntax.Stmt, src string) string {
	if t, ok := plain(s, src); ok {
		return t
	}
	p := printer{src: src, step: 4}
	p.stmt(s, false)
	p.flush("")
	return string(p.out)
}

// plain is the shortcut for a simple command of ordinary words.
func plain(s *syntax.Stmt, src string) (string, bool) {
	c, ok := s.Cmd.(*syntax.CallExpr)
	if !ok || s.Negated || len(s.Redirs) > 0 || len(c.Assigns) > 0 {
		return "", false
	}
	n := len(c.Args) - 1
	for _, w := range c.Args {
		t := cut(src, w.Pos(), w.End())
		if !verbatim(t) {
			return "", false
		}
		n += len(t)
	}
	var b textbuf.Builder
	b.Grow(max(n, 0))
	for i, w := range c.Args {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(cut(src, w.Pos(), w.End()))
	}
	return b.String(), true
}

// printer holds what the printing of one node leaves behind for the next.
type printer struct {
	src    string
	out    []byte
	hidden bool   // src is text that the tree does not show: see between
	open   []byte // the " and { around what resolved prints
	safe   bool   // print for reading back, not for bytes equal to bash's

	indent, step int  // columns now, and per level
	inline       int  // so many of the next commands start where the text stands
	inFunc       int  // depth of function bodies: outside of them lists go on one line
	inSubst      bool // in $( ): newlines between commands stay newlines

	lines   *Lines // where they are wanted
	counted int    // so much of out has been looked at for newlines
	line0   int    // newlines before that

	list    int                // depth of lists and pipelines, in which bodies wait for an operator
	waiting []*syntax.Redirect // here-documents whose bodies are still to be printed
	hadBody bool               // bodies were printed since the last redirections
}

//go:noinline
func (p *printer) str(s string) { p.out = append(p.out, s...) }

// newline ends a line. In safe mode this is where bodies that wait must go.
//
//go:noinline
func (p *printer) newline() {
	if p.safe && len(p.waiting) > 0 {
		p.bodies()
		return
	}
	p.out = append(p.out, '\n')
}

//go:noinline
func (p *printer) margin() {
	for range p.indent {
		p.out = append(p.out, ' ')
	}
}

// line starts a new line with the text s.
func (p *printer) line(s string) {
	p.newline()
	p.margin()
	p.str(s)
}

// start is called at the first character of each command.
//
//go:noinline
func (p *printer) start() {
	if p.inline > 0 {
		p.inline--
	} else {
		p.margin()
	}
}

func (p *printer) last() byte {
	if len(p.out) == 0 {
		return 0
	}
	return p.out[len(p.out)-1]
}

// semicolon ends a command, unless & or the end of a here-document did.
//
//go:noinline
func (p *printer) semicolon() {
	if c := p.last(); c != '&' && c != '\n' {
		p.str(";")
	}
}

// function prints a whole function definition as declare -f does.
func (p *printer) function(name string, body *syntax.Stmt) {
	if Reserved(name) {
		p.str("function ")
	}
	p.str(name)
	p.str(" () \n{ \n")
	p.functionBody(body, 0)
	p.out = append(p.out, '\n')
}

// functionBody prints what stands between the braces, the closing brace, which
// stands in column outer, and the redirections.
func (p *printer) functionBody(body *syntax.Stmt, outer int) {
	p.inFunc++
	p.indent += p.step
	block, ok := body.Cmd.(*syntax.Block)
	if ok {
		p.stmts(block.Stmts)
	} else {
		p.stmt(body, false)
	}
	p.flush("")
	p.indent = outer
	p.inFunc--
	p.hadBody = false
	p.line("}")
	if ok && len(body.Redirs) > 0 {
		p.str(" ")
		p.redirects(body.Redirs, false)
	}
}

// Reserved reports whether a word is a reserved word of bash (manual 3.2.1),
// which a function name can be only after the word function.
//
//go:noinline
func Reserved(w string) bool {
	switch w {
	case "if", "then", "else", "elif", "fi", "case", "esac", "for", "select",
		"while", "until", "do", "done", "in", "function", "time", "{", "}",
		"!", "[[", "]]", "coproc":
		return true
	}
	return false
}
