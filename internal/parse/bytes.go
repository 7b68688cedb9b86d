package parse

import (
	"unicode/utf8"

	"entrysh/internal/strfn"
)

// Bytes that the parser would refuse or drop (bytes that are not UTF-8, carriage returns) travel through it as
// stand-ins: the runes U+10FE00 to U+10FEFF, the last of a private plane, one for each value of a byte. A text that
// holds such runes itself has their bytes replaced too, so that the way back is unambiguous.
const (
	standIn     = 0x10FE00
	standInLead = 0xF4 // first byte of all stand-ins in UTF-8
)

// nothing is the stand-in of NUL, which no text has: it stands where the parser needs something and the source has nothing.
const nothing = "\U0010FE00"

// Bytes returns s with the stand-ins of a literal or a text replaced by the bytes for which they stand. It returns s
// itself when there are none.
func Bytes(s string) string {
	i := nextStandIn(s, 0)
	if i < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	start := 0
	for ; i >= 0; i = nextStandIn(s, start) {
		out = append(out, s[start:i]...)
		if b := (s[i+2]&3)<<6 | s[i+3]&0x3F; b != 0 {
			out = append(out, b)
		}
		start = i + 4
	}
	return string(append(out, s[start:]...))
}

// nextStandIn returns the offset of the first stand-in at or after offset from, or -1.
func nextStandIn(s string, from int) int {
	for {
		i := strfn.IndexByte(s[from:], standInLead)
		if i < 0 {
			return -1
		}
		i += from
		if i+4 <= len(s) && s[i+1] == 0x8F && s[i+2]&0xFC == 0xB8 && s[i+3]&0xC0 == 0x80 {
			return i
		}
		from = i + 1
	}
}

// hide prepares a line for the parser: NUL bytes are dropped as bash drops them, what the parser would not take is
// replaced by stand-ins. It returns s itself, and false, when there is nothing to do.
func hide(s string) (hidden string, changed bool) {
	if strfn.IndexByte(s, '\r') < 0 && strfn.IndexByte(s, 0) < 0 && utf8.ValidString(s) && nextStandIn(s, 0) < 0 {
		return s, false
	}
	out := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == 0:
		case r == '\r', r == utf8.RuneError && w == 1:
			out = utf8.AppendRune(out, standIn+rune(s[i]))
		case r&^0xFF == standIn:
			for _, b := range []byte(s[i : i+w]) {
				out = utf8.AppendRune(out, standIn+rune(b))
			}
		default:
			out = append(out, s[i:i+w]...)
		}
		i += w
	}
	return string(out), true
}

// hideAll returns a text of stand-ins only, for each byte of s.
func hideAll(s string) string {
	out := make([]byte, 0, 4*len(s))
	for _, b := range []byte(Bytes(s)) {
		out = utf8.AppendRune(out, standIn+rune(b))
	}
	return string(out)
}
