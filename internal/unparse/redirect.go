package unparse

import (
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/numeral"
	"entrysh/internal/parse"
	"entrysh/internal/strfn"
)

// redirects prints a list of redirections and, unless an operator is still to
// come before the end of the line, the bodies of its here-documents.
func (p *printer) redirects(list []*syntax.Redirect, both bool) {
	p.hadBody = false
	n := len(p.waiting)
	for i, r := range list {
		p.gap(i)
		p.at(r.OpPos)
		p.redirect(r)
		if r.Op == syntax.Hdoc || r.Op == syntax.DashHdoc {
			p.waiting = append(p.waiting, r)
		}
	}
	if both {
		p.gap(len(list))
		p.str("2>&1")
	}
	if len(p.waiting) > n && p.list == 0 {
		p.bodies()
	}
}

// flush prints the bodies that wait, if any, after the operator op.
func (p *printer) flush(op string) {
	if len(p.waiting) == 0 {
		return
	}
	spaced := op != "" && op != ";"
	if spaced {
		p.str(op)
	}
	p.bodies()
	if spaced {
		p.str(" ")
	}
}

func (p *printer) bodies() {
	p.out = append(p.out, '\n')
	for _, r := range p.waiting {
		delim, quoted := delimiter(cut(p.src, r.Word.Pos(), r.Word.End()))
		p.out = hereBody(p.out, p.src, r, delim, quoted)
		p.str(delim)
		p.out = append(p.out, '\n')
	}
	p.waiting = p.waiting[:0]
	p.hadBody = true
}

// redirect prints one redirection; of a here-document, the operator and delimiter.
func (p *printer) redirect(r *syntax.Redirect) {
	fd := ""
	if r.N != nil {
		if fd = cut(p.src, r.N.Pos(), r.N.End()); fd == "" {
			fd = r.N.Value
		}
	}
	if n, ok := numeral.Int(fd); ok && n == int(int32(n)) {
		fd = strconv.Itoa(n)
	} else if fd != "" && fd[0] != '{' {
		fd += " " // a number that is too large is a word
	}
	word := cut(p.src, r.Word.Pos(), r.Word.End())
	switch r.Op {
	case syntax.Hdoc, syntax.DashHdoc:
		if fd != "0" {
			p.str(fd)
		}
		p.str(r.Op.String())
		if delim, quoted := delimiter(word); quoted {
			p.out = quote(p.out, delim)
		} else {
			p.str(delim)
		}
		return
	case syntax.DplIn, syntax.DplOut:
		p.duplicate(r, fd, word)
		return
	case syntax.RdrIn, syntax.WordHdoc:
		if fd != "0" {
			p.str(fd)
		}
	case syntax.RdrInOut:
		if fd == "" {
			fd = "0"
		}
		if fd != "1" {
			p.str(fd)
		}
	case syntax.RdrAll, syntax.AppAll:
	default:
		if fd != "1" {
			p.str(fd)
		}
	}
	p.str(r.Op.String())
	p.str(" ")
	p.word(r.Word)
}

// duplicate prints [n]<&word and [n]>&word. bash spells out the descriptor
// where the word is a number, and prints all closings as >&-.
func (p *printer) duplicate(r *syntax.Redirect, fd, word string) {
	op, def := "<&", "0"
	if r.Op == syntax.DplOut {
		op, def = ">&", "1"
	}
	digits := strfn.TrimSuffix(word, "-")
	n, ok := numeral.Int(digits)
	number := ok && n >= 0 && digits[0] != '+'
	switch {
	case word == "-":
		op = ">&"
	case number:
		word = strconv.Itoa(n) + word[len(digits):]
	case strfn.HasSuffix(word, "-") && strfn.HasPrefix(word, "$"):
	default:
		if fd != def {
			p.str(fd)
		}
		p.str(op)
		p.word(r.Word)
		return
	}
	if fd == "" {
		fd = def
	}
	p.str(fd)
	p.str(op)
	if number || word == "-" {
		p.str(word)
	} else {
		p.word(r.Word)
	}
}

// delimiter removes the quotes from the delimiter of a here-document, and
// reports whether there were any.
func delimiter(w string) (string, bool) {
	if !strfn.ContainsAny(w, "\\'\"") {
		return w, false
	}
	b := make([]byte, 0, len(w))
	quoted := false
	for i := 0; i < len(w); {
		switch c := w[i]; c {
		case '\\':
			if i+1 < len(w) && w[i+1] == '\n' {
				i += 2
				continue
			}
			quoted = true
			if i++; i < len(w) {
				b = append(b, w[i])
				i++
			}
		case '\'':
			quoted = true
			end := strfn.IndexByte(w[i+1:], '\'')
			if end < 0 {
				end = len(w) - i - 1
			}
			b = append(b, w[i+1:i+1+end]...)
			i += end + 2
		case '"':
			quoted = true
			for i++; i < len(w) && w[i] != '"'; i++ {
				if w[i] == '\\' && i+1 < len(w) && strfn.IndexByte("\\\"$`", w[i+1]) >= 0 {
					i++
				}
				b = append(b, w[i])
			}
			i++
		case '$':
			if i+1 < len(w) && (w[i+1] == '\'' || w[i+1] == '"') {
				i++
				continue
			}
			fallthrough
		default:
			b = append(b, c)
			i++
		}
	}
	return string(b), quoted
}

// hereBody appends the lines of a here-document as the shell reads them:
// without leading tabs for <<-, and, if the delimiter is not quoted, with
// continued lines joined.
func hereBody(out []byte, src string, r *syntax.Redirect, delim string, quoted bool) []byte {
	if r.Hdoc == nil || len(r.Hdoc.Parts) == 0 {
		return out
	}
	at := min(int(r.Hdoc.Pos().Offset()), len(src))
	at = strfn.LastIndexByte(src[:at], '\n') + 1
	if end := int(r.Hdoc.End().Offset()); strfn.Contains(slice(src, at, end), parse.Original) {
		p := printer{src: src, safe: true}
		p.span(r.Hdoc, at, end)
		src, at = string(p.out)+src[end:], 0
	}
	for at < len(src) {
		start := len(out)
		for {
			line := src[at:]
			if i := strfn.IndexByte(line, '\n'); i >= 0 {
				line = line[:i]
			}
			at += len(line) + 1
			if r.Op == syntax.DashHdoc && start == len(out) {
				line = strings.TrimLeft(line, "\t")
			}
			out = append(out, line...)
			if quoted || !continued(line) || at >= len(src) {
				break
			}
			out = out[:len(out)-1]
		}
		if string(out[start:]) == delim {
			return out[:start]
		}
		out = append(out, '\n')
	}
	return out
}

// continued reports whether a line ends in a backslash that is not itself escaped.
func continued(line string) bool {
	n := len(line) - len(strings.TrimRight(line, "\\"))
	return n%2 == 1
}
