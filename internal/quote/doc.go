// Package quote turns text into shell words and backslash escapes into text.
//
// One direction prints a value so that the shell can read it again: printf %q, ${x@Q}, declare -p, set, alias,
// set -x. Each of these has its own habit in bash, and scripts compare their output, so each has its own function.
// The other direction decodes escapes: $'...', echo -e, printf %b and the format of printf, again all different.
//
// What bash 5.2.15 prints was recorded by running it; the tables are in the tests.
package quote

// Locale says what a character is. Strings are byte strings in either; bytes that are not UTF-8 pass unharmed.
type Locale bool

const (
	// UTF8 is a locale whose characters are UTF-8 sequences (C.UTF-8, en_US.UTF-8, ...).
	UTF8 Locale = false
	// C is the C or POSIX locale: each byte is a character, those above 0x7f are not printable.
	C Locale = true
)
