package quote

import (
	"strconv"
	"unicode/utf8"
)

// IsPrint reports whether r is printable as the C library's iswprint has it in a UTF-8 locale: what strconv.IsPrint
// accepts, and spaces, format characters and private use too. (Recorded for all code points from glibc 2.36;
// code points newer than its Unicode 14 count as printable as far as Go knows them.)
func IsPrint(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= ' ' && r < 0x7f
	}
	if strconv.IsPrint(r) {
		return true
	}
	for i := range alsoPrintable {
		if x := &alsoPrintable[i]; r <= x.hi {
			return r >= x.lo
		}
	}
	return false
}

// alsoPrintable are the ranges that glibc calls printable and strconv does not, in ascending order.
var alsoPrintable = [...]struct{ lo, hi rune }{
	{0xa0, 0xa0}, {0xad, 0xad}, {0x600, 0x605}, {0x61c, 0x61c}, {0x6dd, 0x6dd}, {0x70f, 0x70f}, {0x890, 0x891},
	{0x8e2, 0x8e2}, {0x1680, 0x1680}, {0x180e, 0x180e}, {0x2000, 0x200f}, {0x202a, 0x202f}, {0x205f, 0x2064},
	{0x2066, 0x206f}, {0x3000, 0x3000}, {0xe000, 0xf8ff}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0x110bd, 0x110bd},
	{0x110cd, 0x110cd}, {0x13430, 0x13438}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0001, 0xe0001},
	{0xe0020, 0xe007f}, {0xf0000, 0xffffd}, {0x100000, 0x10fffd},
}

// printable reports whether all of s can be shown as it is: valid characters that are printable.
func printable(s string, loc Locale) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c < 0x7f {
			continue
		}
		return c >= utf8.RuneSelf && loc == UTF8 && printableRunes(s[i:])
	}
	return true
}

func printableRunes(s string) bool {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n <= 1 || !IsPrint(r) {
			return false
		}
		i += n
	}
	return true
}
