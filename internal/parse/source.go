package parse

import (
	"io"

	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// A Source yields the lines of a script.
type Source interface {
	// ReadLine returns the next line with its newline; only the last line may lack it. After the last line, and
	// when there is none, it returns io.EOF. Whatever else it returns as an error ends the text as io.EOF does, and
	// [Reader.Next] passes it on.
	ReadLine() (line string, err error)
}

// NewText returns the Source of a text in memory.
//
//go:noinline
func NewText(s string) Source { return &text{s: s} }

type text struct {
	_   nocmp.Mark
	s   string
	pos int
}

func (t *text) ReadLine() (string, error) {
	if t.pos == len(t.s) {
		return "", io.EOF
	}
	start := t.pos
	if i := strfn.IndexByte(t.s[start:], '\n'); i >= 0 {
		t.pos += i + 1
	} else {
		t.pos = len(t.s)
	}
	return t.s[start:t.pos], nil
}
