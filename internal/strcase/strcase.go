// Package strcase changes the case of text as ${x^}, ${x,,}, ${x~~}, ${x@U} and declare -u, -l, -c do
// (bash manual 3.5.3 and 4.2, declare).
//
// Each character maps to one character, as the C library's towupper and towlower have it: ß stays. Bytes that are
// not UTF-8 pass unharmed, but for Toggle; with ascii true (the C locale) only ASCII letters have case.
package strcase

import (
	"unicode"
	"unicode/utf8"
)

// Op is what happens to a character.
type Op byte

const (
	Upper  Op = iota // ^ ^^ @U @u declare -u
	Lower            // , ,, @L declare -l
	Toggle           // ~ ~~
)

// All applies op to all characters of s for which match is true; a nil match is true for all. match gets one
// character at a time, or one byte that is not part of a character. s itself is returned where nothing changes.
func All(s string, op Op, ascii bool, match func(char string) bool) string {
	if match == nil {
		return mapAll(s, op, ascii)
	}
	var b []byte
	for i := 0; i < len(s); {
		n := size(s[i:], ascii)
		if match(s[i : i+n]) {
			b = appendChar(b, s, i, n, op, ascii)
		} else if b != nil {
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	return result(s, b)
}

// First applies op to the first character of s if match is nil or true for it, and leaves the rest as it is.
func First(s string, op Op, ascii bool, match func(char string) bool) string {
	if s == "" {
		return s
	}
	n := size(s, ascii)
	if match != nil && !match(s[:n]) {
		return s
	}
	b := appendChar(nil, s, 0, n, op, ascii)
	if op == Toggle && !ascii { // bash changes what is not UTF-8 in the rest, too
		for i := n; i < len(s); i += n {
			if n = size(s[i:], false); n == 1 && s[i] >= utf8.RuneSelf {
				b = appendChar(b, s, i, n, op, ascii)
			} else if b != nil {
				b = append(b, s[i:i+n]...)
			}
		}
		return result(s, b)
	}
	if b == nil {
		return s
	}
	return string(append(b, s[n:]...))
}

// Capitalize is declare -c: the first character in upper case, all others in lower case.
func Capitalize(s string, ascii bool) string {
	if s == "" {
		return s
	}
	n := size(s, ascii)
	head, tail := First(s[:n], Upper, ascii, nil), mapAll(s[n:], Lower, ascii)
	if head == s[:n] && tail == s[n:] {
		return s
	}
	return head + tail
}

func mapAll(s string, op Op, ascii bool) string {
	var b []byte
	for i := 0; i < len(s); {
		n := size(s[i:], ascii)
		b = appendChar(b, s, i, n, op, ascii)
		i += n
	}
	return result(s, b)
}

func result(s string, b []byte) string {
	if b == nil {
		return s
	}
	return string(b)
}

// size returns the length of the first character of s, which is not empty.
func size(s string, ascii bool) int {
	if ascii || s[0] < utf8.RuneSelf {
		return 1
	}
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// appendChar appends the character s[i:i+n] with op applied to it. b is nil as long as the result is s[:i].
func appendChar(b []byte, s string, i, n int, op Op, ascii bool) []byte {
	if c := s[i]; n == 1 {
		d := c
		if lower := c | 0x20; lower >= 'a' && lower <= 'z' {
			switch op {
			case Upper:
				d = c &^ 0x20
			case Lower:
				d = lower
			case Toggle:
				d = c ^ 0x20
			}
		} else if c >= utf8.RuneSelf && op == Toggle && !ascii {
			d = byte(apply(rune(c), op)) // as bash has it, which takes the byte for a character's code
		}
		if b == nil && d != c {
			b = append(make([]byte, 0, len(s)+8), s[:i]...)
		}
		if b != nil {
			b = append(b, d)
		}
		return b
	}
	r, _ := utf8.DecodeRuneInString(s[i : i+n])
	d := apply(r, op)
	if b == nil && d != r {
		b = append(make([]byte, 0, len(s)+8), s[:i]...)
	}
	if b != nil {
		b = utf8.AppendRune(b, d)
	}
	return b
}

// apply returns the character that op makes of r.
func apply(r rune, op Op) rune {
	switch op {
	case Upper:
		return unicode.ToUpper(r)
	case Lower:
		return unicode.ToLower(r)
	}
	if lower := unicode.ToLower(r); lower != r {
		return lower
	}
	return unicode.ToUpper(r)
}
