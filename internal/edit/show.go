package edit

import (
	"strconv"
	"unicode/utf8"

	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// Visible is a prompt without the marks.
func Visible(s string) string {
	return strfn.ReplaceAll(strfn.ReplaceAll(s, "\x01", ""), "\x02", "")
}

// refresh shows the prompt and the line from the row on in which the prompt
// begins, and puts the cursor where it belongs.
func (e *Editor) refresh() {
	if e.tail && e.at == len(e.text) {
		return // shown already
	}
	e.width = max(e.Width(), 1)
	var b textbuf.Builder
	// In the first row it may have begun behind what was there, so it is found by steps.
	if e.row > 0 {
		move(&b, e.row, 'A')
		b.WriteByte('\r')
	} else {
		move(&b, e.cells, 'D')
	}
	prompt := e.prompt
	if e.message != "" {
		prompt = e.message
	}
	b.WriteString(Visible(prompt))
	cells, hidden := 0, false
	for i := 0; i < len(prompt); {
		r, n := utf8.DecodeRuneInString(prompt[i:])
		switch {
		case r == 1 || r == 2:
			hidden = r == 1
		case r == '\x1b' && !hidden:
			// Without marks, too, color is none.
			n += escapeLength(prompt[i+n:])
		case !hidden:
			cells = e.place(cells, cellsOf(r))
		}
		i += n
	}
	at := cells
	for i := 0; i < len(e.text); {
		if i == e.at {
			at = cells
		}
		r, n := utf8.DecodeRuneInString(e.text[i:])
		switch {
		case r == '\t':
			for stop := (cells/8 + 1) * 8; cells < stop; cells++ {
				b.WriteByte(' ')
			}
		case r == '\n':
			b.WriteString("\x1b[K\n")
			cells = (cells/e.width + 1) * e.width
		case r < ' ' || r == 0x7f:
			b.WriteByte('^')
			b.WriteByte(byte(r) ^ 0x40)
			cells += 2
		default:
			b.WriteString(e.text[i : i+n])
			cells = e.place(cells, cellsOf(r))
		}
		i += n
	}
	if e.at == len(e.text) {
		at = cells
	}
	if cells > 0 && cells%e.width == 0 {
		b.WriteString(" \r") // the terminal goes to the next row with the next character
	}
	b.WriteString("\x1b[J")
	e.row, e.cells, e.tail = at/e.width, at, e.at == len(e.text)
	if cells < e.width {
		move(&b, cells-at, 'D')
	} else {
		move(&b, cells/e.width-e.row, 'A')
		b.WriteByte('\r')
		move(&b, at%e.width, 'C')
	}
	e.Show(b.String())
}

// fresh tells that the cursor is where the prompt is to be shown anew.
func (e *Editor) fresh() { e.row, e.cells, e.tail = 0, 0, false }

// place returns where the cursor is behind a character of n cells, which does
// not begin at the end of a row if it does not fit.
//
//go:noinline
func (e *Editor) place(at, n int) int {
	if at%e.width+n > e.width {
		at += e.width - at%e.width
	}
	return at + n
}

func move(b *textbuf.Builder, n int, way byte) {
	if n > 0 {
		b.WriteString("\x1b[" + strconv.Itoa(n))
		b.WriteByte(way)
	}
}

// escapeLength is the length of an escape sequence behind its ESC.
func escapeLength(s string) int {
	if s == "" {
		return 0
	}
	switch s[0] {
	case '[':
		for i := 1; i < len(s); i++ {
			if s[i] >= '@' && s[i] <= '~' {
				return i + 1
			}
		}
		return len(s)
	case ']':
		for i := 1; i < len(s); i++ {
			if s[i] == '\a' || s[i] == '\\' {
				return i + 1
			}
		}
		return len(s)
	}
	return 1
}

// cellsOf is how many cells a character takes: two in the scripts of East Asia and for most
// pictures, none for marks that stand on the one before.
func cellsOf(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case r < 0x370, r >= 0x200b && r <= 0x200f, r >= 0x20d0 && r < 0x2100, r >= 0xfe00 && r < 0xfe10, r >= 0xfe20 && r < 0xfe30:
		return 0
	case r >= 0x1100 && r < 0x1160, r >= 0x2e80 && r < 0xa4d0 && r != 0x303f, r >= 0xac00 && r < 0xd7a4, r >= 0xf900 && r < 0xfb00,
		r >= 0xfe30 && r < 0xfe70, r >= 0xff00 && r < 0xff61, r >= 0xffe0 && r < 0xffe7, r >= 0x1f300 && r < 0x1f650, r >= 0x1f680 && r < 0x1f700,
		r >= 0x1f900 && r < 0x1fb00, r >= 0x20000 && r < 0x40000:
		return 2
	}
	return 1
}
