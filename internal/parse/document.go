package parse

import (
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"
)

// Texts that are not commands: documents, patterns, lists of words.

var parsers = sync.Pool{New: func() any { return syntax.NewParser(syntax.Variant(syntax.LangBash)) }}

// Document parses a text in which $, backquotes and backslashes mean what they mean in the body of a here-document
// (POSIX XCU 2.7.4): prompts, ${x@P}, arithmetic. The word is nil when the text is empty; the unit serves for the
// texts of arithmetic in it. An error is a *[SyntaxError]: an expansion is not closed, or a command in it is invalid.
func Document(text string) (*syntax.Word, *Unit, error) {
	u := &Unit{Line: 1, Input: text}
	u.Text, u.Raw = hide(text)
	w, err := document(u.Text)
	if err == nil && reviewWord(w, true) {
		u.word = w
		return w, u, nil
	}
	s := &scanner{text: []byte(u.Text), extglob: true, line: 1}
	if err := s.document(0, len(s.text)); err != nil {
		return nil, nil, err
	}
	s.apply(u)
	u.Raw = nextStandIn(u.Text, 0) >= 0
	if w, err = document(u.masked); err != nil {
		return nil, nil, notUnderstood(text)
	}
	u.word = w
	u.restoreNames()
	return w, u, nil
}

// ExpansionEnd returns where the expansion ends that begins at i with a dollar, 0 if it is not closed.
func ExpansionEnd(text string, i int) int {
	s := &scanner{text: []byte(text), extglob: true, line: 1}
	if s.document(i, i+1) != nil {
		return 0
	}
	return s.pos
}

func document(text string) (w *syntax.Word, err error) {
	defer func() {
		if v := recover(); v != nil {
			w, err = nil, errPanic{}
		}
	}()
	p := parsers.Get().(*syntax.Parser)
	w, err = p.Document(strings.NewReader(text))
	parsers.Put(p)
	return w, err
}

// Pattern parses a text as one unquoted word: quotes and expansions mean what they do there, while blanks, newlines,
// parentheses and operators mean nothing. It serves for the inside of an extended pattern, which the trees hold as
// plain text. The word is nil when the text is empty. An error is a *[SyntaxError].
func Pattern(text string) (*syntax.Word, *Unit, error) {
	if text == "" {
		return nil, &Unit{Line: 1}, nil
	}
	hidden, _ := hide(text)
	s := &scanner{text: []byte(": " + hidden), extglob: true, line: 1}
	if err := s.scanPattern(); err != nil {
		return nil, nil, err
	}
	u := &Unit{Line: 1, Input: text}
	s.apply(u)
	u.Raw = nextStandIn(u.Text, 0) >= 0
	words, err := u.arguments()
	if err != nil || len(words) != 1 {
		return nil, nil, notUnderstood(text)
	}
	return words[0], u, nil
}

func (s *scanner) scanPattern() (err error) {
	defer catch(&err)
	s.pos = len(s.text)
	s.quoteList(span{2, s.pos}, false)
	return nil
}

// Words parses a text as the arguments of a command, in one line or more: those of let, for example. An error is a
// *[SyntaxError].
func Words(text string) ([]*syntax.Word, *Unit, error) {
	u, err := New(NewText(": "+text), nil).Next()
	if err != nil {
		return nil, nil, err
	}
	words, err := u.arguments()
	return words, u, err
}

// arguments returns the arguments of the simple command `:` that is all of a unit. It parses the command if needed.
func (u *Unit) arguments() ([]*syntax.Word, error) {
	if u.Stmts == nil {
		r := Reader{}
		stmts, err := r.parseText(u.parsed())
		if err != nil {
			return nil, err
		}
		u.Stmts = stmts
		review(u.Stmts)
		u.restoreNames()
	}
	if len(u.Stmts) == 1 {
		if call, ok := u.Stmts[0].Cmd.(*syntax.CallExpr); ok && len(call.Args) > 0 && len(u.Stmts[0].Redirs) == 0 {
			return call.Args[1:], nil
		}
	}
	return nil, notUnderstood(u.Text)
}

//go:noinline
func notUnderstood(text string) *SyntaxError {
	return &SyntaxError{Line: 1, Msg: "syntax error: not understood", Detail: text}
}
