package parse

import (
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"
)

var documents = sync.Pool{New: func() any { return syntax.NewParser(syntax.Variant(syntax.LangBash)) }}

// Document parses a text in which $, backquotes and backslashes mean what they mean in the body of a here-document
// (POSIX XCU 2.7.4): prompts, ${x@P}, arithmetic. The word is nil when the text is empty; the unit serves for the
// texts of arithmetic in it. An error is a *[SyntaxError].
func Document(text string) (*syntax.Word, *Unit, error) {
	u := &Unit{Line: 1, Input: text}
	u.Text, u.Raw = hide(text)
	w, err := document(u.Text)
	if err != nil {
		return nil, nil, &SyntaxError{Line: 1, Msg: "syntax error: " + err.Error()}
	}
	u.word = w
	return w, u, nil
}

func document(text string) (w *syntax.Word, err error) {
	defer func() {
		if v := recover(); v != nil {
			w, err = nil, errPanic{}
		}
	}()
	p := documents.Get().(*syntax.Parser)
	w, err = p.Document(strings.NewReader(text))
	documents.Put(p)
	return w, err
}
