// Package textbuf joins texts, as strings.Builder does, in less code: what that
// one does for a piece is compiled into each place that adds one (230 bytes, of
// which the shell has hundreds), and here it is a call.
package textbuf

import (
	"unicode/utf8"
	"unsafe"
)

// A Builder is a text that grows. The zero value is the empty text. Unlike
// strings.Builder, it does not notice that it was copied: use it in one place.
type Builder struct{ b []byte }

// String is the text. It shares the memory, which is written no more: what is
// added later comes behind.
//
//go:noinline
func (b *Builder) String() string { return unsafe.String(unsafe.SliceData(b.b), len(b.b)) }

func (b *Builder) Len() int { return len(b.b) }

// Grow makes room for n more bytes.
//
//go:noinline
func (b *Builder) Grow(n int) {
	if cap(b.b)-len(b.b) < n {
		b.b = append(make([]byte, 0, 2*cap(b.b)+n), b.b...)
	}
}

//go:noinline
func (b *Builder) WriteString(s string) { b.b = append(b.b, s...) }

// WriteByte never fails; a method of this name has to return an error.
//
//go:noinline
func (b *Builder) WriteByte(c byte) error {
	b.b = append(b.b, c)
	return nil
}

//go:noinline
func (b *Builder) WriteRune(r rune) { b.b = utf8.AppendRune(b.b, r) }

//go:noinline
func (b *Builder) Write(p []byte) { b.b = append(b.b, p...) }
