package testshell

import (
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// A VT is what a terminal shows of what is written to it: the characters, and
// where the cursor is. It knows the sequences that line editors write, has Width
// columns, and no last row.
type VT struct {
	Width int

	mu       sync.Mutex
	rows     [][]rune
	row, col int
	lines    int    // newlines written
	rest     []byte // the beginning of a character or sequence
}

func (v *VT) Write(p []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.rest = append(v.rest, p...)
	for len(v.rest) > 0 {
		n := v.one(v.rest)
		if n == 0 {
			break
		}
		v.rest = v.rest[n:]
	}
	return len(p), nil
}

// String is what is shown, without blanks at the ends of rows.
func (v *VT) String() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	var b strings.Builder
	for _, r := range v.rows {
		b.WriteString(strings.TrimRight(string(r), " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// At returns the row in which the cursor is, up to it.
func (v *VT) At() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.rest) > 0 || v.row >= len(v.rows) {
		return ""
	}
	return string(v.rows[v.row][:min(v.col, len(v.rows[v.row]))])
}

// Lines is how many newlines have been written.
func (v *VT) Lines() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.lines
}

// one takes a character or sequence from p, 0 if it is not complete.
func (v *VT) one(p []byte) int {
	switch p[0] {
	case '\r':
		v.col = 0
	case '\n':
		v.row++
		v.lines++
	case '\b':
		v.col = max(min(v.col, v.Width-1)-1, 0)
	case '\a':
	case '\t':
		v.col = min((v.col/8+1)*8, v.Width-1)
	case 0x1b:
		return v.sequence(p)
	default:
		if !utf8.FullRune(p) {
			return 0
		}
		r, n := utf8.DecodeRune(p)
		if v.col >= v.Width {
			v.row, v.col = v.row+1, 0
		}
		v.cell(r)
		v.col++
		return n
	}
	v.cells()
	return 1
}

// cells makes the row that the cursor is in.
func (v *VT) cells() {
	for len(v.rows) <= v.row {
		v.rows = append(v.rows, nil)
	}
	for len(v.rows[v.row]) < v.col {
		v.rows[v.row] = append(v.rows[v.row], ' ')
	}
}

func (v *VT) cell(r rune) {
	v.cells()
	if row := v.rows[v.row]; v.col < len(row) {
		row[v.col] = r
	} else {
		v.rows[v.row] = append(row, r)
	}
}

func (v *VT) sequence(p []byte) int {
	if len(p) < 2 {
		return 0
	}
	if p[1] != '[' {
		return 2
	}
	i := 2
	for i < len(p) && (p[i] < '@' || p[i] > '~') {
		i++
	}
	if i == len(p) {
		return 0
	}
	given, _ := strconv.Atoi(string(p[2:i]))
	n := max(given, 1)
	v.cells()
	row := v.rows[v.row]
	v.col = min(v.col, v.Width-1)
	at := min(v.col, len(row))
	switch p[i] {
	case 'A':
		v.row = max(v.row-n, 0)
	case 'B':
		v.row += n
	case 'C':
		v.col = min(v.col+n, v.Width-1)
	case 'D':
		v.col = max(v.col-n, 0)
	case 'H':
		v.row, v.col = 0, 0
	case 'J':
		if given == 2 {
			v.rows = nil
			break
		}
		v.rows[v.row], v.rows = row[:at], v.rows[:v.row+1]
	case 'K':
		v.rows[v.row] = row[:at]
	case 'P':
		v.rows[v.row] = append(row[:at:at], row[min(at+n, len(row)):]...)
	case '@':
		v.rows[v.row] = append(append(row[:at:at], []rune(strings.Repeat(" ", n))...), row[at:]...)
	}
	v.cells()
	return i + 1
}
