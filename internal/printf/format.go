// Package printf is the engine of the printf builtin (POSIX XCU printf; bash manual 4.2): a format is compiled once
// and applied to arguments many times.
//
// What bash 5.2.15 prints, warns of and returns was recorded by running it; testdata holds it. Floating point numbers
// are the x86's long doubles on all machines, as bash there computes with them.
package printf

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
)

// Format is a compiled format. It does not change and may be used at the same time by many.
type Format struct {
	ops []op
}

// op is one step of a format. The kinds differ in which fields they use.
type op struct {
	_    nocmp.Mark
	kind kind
	verb byte // kindVerb: the conversion's letter
	flags
	width     int  // minimum width
	prec      int  // precision, or -1
	widthArg  bool // the width is an argument (*)
	precArg   bool
	lit       string       // kindLiteral: the text; kindError: the diagnostic; verb 'T': the time format
	escape    quote.Escape // kindEscape
	precMinus bool         // a precision written with a minus sign: -1 for most, 0 for %b %q %Q %(...)T
	precEmpty bool         // a precision of no digits
	long      bool         // with an L
}

type kind byte

const (
	kindLiteral kind = iota
	kindEscape       // an escape that depends on the locale or warns
	kindVerb         // a conversion
	kindWarn         // a diagnostic that does not matter
	kindError        // a diagnostic that ends all
)

type flags struct {
	minus, plus, space, alt, zero bool
}

// tooWide is where bash's output function fails: what has such a width prints nothing.
const tooWide = 1<<31 - 1

// Compile reads a format. Errors in it come to light when it is applied, as everything before them is printed.
func Compile(format string) *Format {
	f := new(Format)
	start := 0
	flush := func(end int) {
		if start < end {
			f.literal(format[start:end])
		}
	}
	for i := 0; i < len(format); {
		switch c := format[i]; {
		case strfn.HasPrefix(format[i:], `\%`):
			i++ // no escape: the percent sign begins a conversion
		case c == '\\' && i+1 < len(format):
			flush(i)
			e, n := quote.PrintfEscape(format[i+1:])
			i += 1 + n
			switch {
			case e.Warn == "" && e.Lit != "":
				f.literal(e.Lit)
			case e.Warn == "" && e.Rune < 0x80:
				f.literal(string(rune(e.Rune)))
			default:
				f.ops = append(f.ops, op{kind: kindEscape, escape: e})
			}
			start = i
		case c == '%' && strfn.HasPrefix(format[i+1:], "%"):
			flush(i)
			start = i + 1 // the second one is literal
			i += 2
		case c == '%':
			flush(i)
			var end bool
			i, end = f.conversion(format, i)
			if end {
				return f
			}
			start = i
		default:
			i++
		}
	}
	flush(len(format))
	return f
}

// literal appends text to print, joined to the one before it.
//
//go:noinline
func (f *Format) literal(s string) {
	if n := len(f.ops); n > 0 && f.ops[n-1].kind == kindLiteral {
		f.ops[n-1].lit += s
		return
	}
	f.ops = append(f.ops, op{kind: kindLiteral, lit: s})
}

// conversion reads the conversion at format[i], a percent sign, and returns where to go on. end is true where an error
// ends the format.
func (f *Format) conversion(format string, i int) (next int, end bool) {
	start := i
	o := op{kind: kindVerb, prec: -1}
	i = o.readFlags(format, i+1)
	if i < len(format) && format[i] == '*' {
		o.widthArg = true
		i++
	} else {
		o.width, i = number(format, i)
	}
	if i < len(format) && format[i] == '.' {
		i++
		switch {
		case i < len(format) && format[i] == '*':
			o.precArg = true
			i++
		case i < len(format) && format[i] == '-':
			o.precMinus = true
			_, i = number(format, i+1)
		default:
			digits := i
			o.prec, i = number(format, i)
			o.precEmpty = i == digits
		}
	}
	for i < len(format) && strfn.IndexByte("hjlLtz", format[i]) >= 0 {
		o.long = o.long || format[i] == 'L'
		i++
	}
	if i == len(format) {
		f.ops = append(f.ops, op{kind: kindError, lit: "`" + format[start:] + "': missing format character", widthArg: o.widthArg, precArg: o.precArg})
		return i, true
	}
	o.verb = format[i]
	switch o.verb {
	case '(':
		n, after := timeFormat(format[i+1:])
		if after != 'T' {
			// The percent sign is printed, what follows it is read again.
			f.ops = append(f.ops, op{kind: kindWarn, lit: "warning: `" + string([]byte{after}) + "': invalid time format specification"})
			f.literal("%")
			return start + 1, false
		}
		o.verb, o.lit = 'T', format[i+1:i+1+n]
		if o.lit == "" {
			o.lit = "%X"
		}
		i += 1 + n + 1
	case 'd', 'i', 'o', 'u', 'x', 'X', 'c', 's', 'b', 'q', 'Q', 'e', 'E', 'f', 'F', 'g', 'G', 'a', 'A', 'n':
	default:
		f.ops = append(f.ops, op{kind: kindError, lit: "`" + format[i:i+1] + "': invalid format character", widthArg: o.widthArg, precArg: o.precArg})
		return i, true
	}
	f.ops = append(f.ops, o)
	return i + 1, false
}

func (o *op) readFlags(format string, i int) int {
	for ; i < len(format); i++ {
		switch format[i] {
		case '-':
			o.minus = true
		case '+':
			o.plus = true
		case ' ':
			o.space = true
		case '#':
			o.alt = true
		case '0':
			o.zero = true
		case '\'': // grouping: none in the C locale
		default:
			return i
		}
	}
	return i
}

// timeFormat finds the end of what %( began: n is the length of the text up to the parenthesis that closes it, after
// the byte that follows that one, 0 at the end of the format.
func timeFormat(s string) (n int, after byte) {
	depth := 1
	for ; n < len(s); n++ {
		switch s[n] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			if n+1 < len(s) {
				after = s[n+1]
			}
			return n, after
		}
	}
	return n, 0
}

// number reads decimal digits at format[i]; values too large are tooWide + 1.
func number(format string, i int) (v, next int) {
	for ; i < len(format) && format[i] >= '0' && format[i] <= '9'; i++ {
		v = min(v*10+int(format[i]-'0'), tooWide+1)
	}
	return v, i
}
