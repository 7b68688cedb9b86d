package parse

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"mvdan.cc/sh/v3/syntax"
)

// FuzzNext checks that reading ends, does not panic, uses up all lines, and yields trees whose texts can be asked for.
func FuzzNext(f *testing.F) {
	for _, tc := range mended() {
		f.Add(tc.text, "a=b ")
	}
	for _, tc := range errorCases() {
		f.Add(tc.text, "echo=a\nb")
	}
	f.Fuzz(func(t *testing.T, text, alias string) {
		timer := time.AfterFunc(20*time.Second, func() { panic("hangs: " + text) })
		defer timer.Stop()
		walk(t, text, nil)
		if name, value, ok := strings.Cut(alias, "="); ok {
			walk(t, text, &Config{
				Alias:   func(n string) (string, bool) { return value, n == name },
				Posix:   func() bool { return len(value)%2 == 0 },
				Extglob: func() bool { return len(value)%3 == 0 },
			})
		}
		if w, u, err := Document(text); err == nil && w != nil {
			touch(u, w)
		}
		Pattern(text)
	})
}

func walk(t *testing.T, text string, cfg *Config) {
	r := New(NewText(text), cfg)
	input := ""
	for {
		u, err := r.Next()
		if err == io.EOF {
			break
		}
		var e *SyntaxError
		if errors.As(err, &e) {
			if e.Msg == "" && e.Token != "]]" || e.Line < 1 || e.Line > strings.Count(text, "\n")+3 { // bash counts the end of a text behind a backslash twice
				t.Errorf("%q: %+v", text, *e)
			}
			input = "?"
			continue
		}
		if input != "?" {
			input += u.Input
		}
		for _, s := range u.Stmts {
			touch(u, s)
		}
	}
	if input != "?" && input != text {
		t.Errorf("%q: read %q", text, input)
	}
}

// touch asks for all texts of a tree.
func touch(u *Unit, n syntax.Node) {
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case nil:
			return true
		case *syntax.ArithmExp:
			u.ArithmExpText(n)
		case *syntax.ArithmCmd:
			u.ArithmCmdText(n)
		case *syntax.CStyleLoop:
			u.CStyleTexts(n)
		case *syntax.ParamExp:
			u.BadSubst(n)
			u.IndexText(n)
			u.SliceTexts(n)
			u.Toggles(n)
		case *syntax.Assign:
			u.AssignIndexText(n)
		case *syntax.ArrayElem:
			u.ElemIndexText(n)
			u.ElemAppends(n)
		}
		if s, ok := n.(*syntax.Stmt); ok {
			u.Source(s)
			u.LineOf(s.Pos())
		}
		return true
	})
}
