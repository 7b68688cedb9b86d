package printf

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"entrysh/internal/quote"
	"entrysh/internal/timefmt"
)

// Env is what a format needs of the shell. Each function may be nil where the format does not use it; Warn may be nil.
type Env struct {
	Locale  quote.Locale
	Escapes quote.Locale // of the escapes for characters
	// Warn gets a diagnostic in bash's wording, without the "printf: " before it.
	Warn func(msg string)
	// Flush writes the lines that come before a diagnostic; nil where the output is for a variable.
	Flush func(lines []byte)
	// Double has the numbers of %e, %f, %g and %a as C's double, not long double.
	Double bool
	// Assign sets the variable of %n. An error is its own to report.
	Assign func(name string, n int)
	// Now and Start are the times that %(fmt)T has for -1 and -2, in seconds since 1970.
	Now, Start func() int64
	// Zone is the time zone.
	Zone func() *timefmt.Zone
}

// maxTime is the length that the result of one %(fmt)T must stay below in bash; longer ones are empty.
const maxTime = 128

// Append appends the arguments as the format has it, which is applied again as long as arguments are left. Missing
// ones are empty or 0. status is 1 after a diagnostic that is not a mere warning, else 0; what came before is in out.
func (f *Format) Append(dst []byte, args []string, env *Env) (out []byte, status int) {
	r := run{out: dst, args: args, env: env}
	for {
		left := len(r.args)
		r.start = len(r.out)
		for i := range f.ops {
			if r.step(&f.ops[i]) {
				return r.out, r.status
			}
		}
		if len(r.args) == 0 || len(r.args) == left {
			return r.out, r.status
		}
	}
}

// run is a format at work.
type run struct {
	out    []byte
	start  int // where this round of the format began
	args   []string
	env    *Env
	status int
}

// step does one step; end is true where it was the last.
func (r *run) step(o *op) (end bool) {
	switch o.kind {
	case kindLiteral:
		r.out = append(r.out, o.lit...)
	case kindEscape:
		var buf [16]byte // a warning changes r.out
		r.out = append(r.out, o.escape.Append(buf[:0], r.env.Escapes, r.warn)...)
	case kindWarn:
		r.warn(o.lit)
	case kindError:
		// The arguments of width and precision are read all the same.
		if o.widthArg {
			r.star()
		}
		if o.precArg {
			r.star()
		}
		r.fail(o.lit)
		return true
	case kindVerb:
		return r.verb(*o)
	}
	return false
}

func (r *run) warn(msg string) {
	if i := bytes.LastIndexByte(r.out, '\n'); i >= 0 && r.env.Flush != nil {
		r.env.Flush(r.out[:i+1])
		r.out = append(r.out[:0], r.out[i+1:]...)
		r.start -= i + 1
	}
	if r.env.Warn != nil {
		r.env.Warn(msg)
	}
}

func (r *run) fail(msg string) {
	r.status = 1
	r.warn(msg)
}

// next takes an argument; ok is false where there is none.
//
//go:noinline
func (r *run) next() (arg string, ok bool) {
	if len(r.args) == 0 {
		return "", false
	}
	arg, r.args = r.args[0], r.args[1:]
	return arg, true
}

// verb does one conversion. o is a copy: widths and precisions from arguments go into it.
func (r *run) verb(o op) (end bool) {
	if o.widthArg {
		if o.width = r.star(); o.width < 0 {
			o.minus, o.width = true, -o.width
		}
	}
	if o.precArg {
		o.prec = max(r.star(), -1)
	}
	if o.prec > tooWide {
		r.next()
		return false
	}
	switch o.verb {
	case 's':
		s, _ := r.next()
		r.text(&o, s)
	case 'd', 'i':
		v := r.signed()
		u := uint64(v)
		if v < 0 {
			u = -u
		}
		r.integer(&o, u, v < 0)
	case 'u', 'o', 'x', 'X':
		r.integer(&o, r.unsigned(), false)
	case 'c':
		s, _ := r.next()
		if s == "" {
			s = "\x00"
		}
		o.prec = -1
		r.text(&o, s[:1])
	case 'b':
		s, _ := r.next()
		return r.escaped(&o, s)
	case 'q', 'Q':
		r.quoted(&o)
	case 'T':
		r.time(&o)
	case 'n':
		return r.count()
	default:
		r.float(&o)
	}
	return false
}

// star takes the argument of a width or precision.
func (r *run) star() int {
	arg, ok := r.next()
	if !ok {
		return 0
	}
	v := r.toSigned(arg)
	if v > tooWide || v < -tooWide-1 {
		if len(r.args) == 0 {
			return int(int32(v)) // as in bash, which looks at the size only if there is another argument
		}
		r.warn("warning: " + r.args[0] + ": Numerical result out of range") // and names that
		v = tooWide
	}
	return int(v)
}

// text appends s cut to the precision, in bytes, and padded to the width.
func (r *run) text(o *op, s string) {
	if o.prec >= 0 && o.prec < len(s) {
		s = s[:o.prec]
	}
	if o.width <= len(s) {
		r.out = append(r.out, s...)
		return
	}
	if o.width >= tooWide {
		return
	}
	if o.minus {
		r.out = append(r.out, s...)
	}
	r.pad(' ', o.width-len(s))
	if !o.minus {
		r.out = append(r.out, s...)
	}
}

//go:noinline
func (r *run) pad(c byte, n int) {
	for ; n > 0; n-- {
		r.out = append(r.out, c)
	}
}

// escaped is %b.
func (r *run) escaped(o *op, s string) (stop bool) {
	if o.precMinus {
		o.prec = 0
	}
	var buf [64]byte // a warning changes r.out
	b, stop := quote.AppendPrintfB(buf[:0], s, r.env.Escapes, r.warn)
	if o.width == 0 && o.prec < 0 {
		r.out = append(r.out, b...)
	} else {
		r.text(o, string(b))
	}
	if stop {
		r.status = 0 // whatever was wrong before
	}
	return stop
}

// quoted is %q, where the precision cuts the quoted text, and %Q, where it cuts the argument.
func (r *run) quoted(o *op) {
	s, _ := r.next()
	if o.verb == 'Q' {
		if o.prec >= 0 && o.prec < len(s) && !o.precArg { // bash takes no heed of %.*Q
			s = s[:o.prec]
		}
		if !o.precEmpty {
			o.prec = -1
		}
	}
	if o.precMinus {
		o.prec = 0
	}
	r.text(o, quote.Shell(s, r.env.Locale))
}

// time is %(fmt)T.
func (r *run) time(o *op) {
	if o.precMinus {
		o.prec = 0
	}
	arg, ok := r.next()
	sec := int64(-1)
	if ok {
		sec = r.toSigned(arg)
	}
	switch {
	case sec == -1 && r.env.Now != nil:
		sec = r.env.Now()
	case sec == -2 && r.env.Start != nil:
		sec = r.env.Start()
	case sec < minTime || sec > maxTimeSec:
		sec = 0 // what the C library cannot break down
	}
	zone := timefmt.UTC
	if r.env.Zone != nil {
		zone = r.env.Zone()
	}
	if o.width == 0 && o.prec < 0 {
		n := len(r.out)
		if r.out = timefmt.Append(r.out, o.lit, sec, zone); len(r.out)-n >= maxTime {
			r.out = r.out[:n]
		}
		return
	}
	var buf [maxTime]byte
	b := timefmt.Append(buf[:0], o.lit, sec, zone)
	if len(b) >= maxTime {
		b = nil
	}
	r.text(o, string(b))
}

// The seconds of the years that an int of C holds.
const (
	minTime    = -67768040609740800 + 86400
	maxTimeSec = 67768036191676799 - 86400
)

// count is %n.
func (r *run) count() (end bool) {
	name, ok := r.next()
	if !ok || name == "" {
		return false
	}
	if !identifier(name) {
		r.fail("`" + name + "': not a valid identifier")
		return true
	}
	if r.env.Assign != nil {
		r.env.Assign(name, len(r.out)-r.start)
	}
	return false
}

func identifier(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// integer appends the conversions of integers.
func (r *run) integer(o *op, u uint64, neg bool) {
	var buf [24]byte
	var b []byte
	prefix := ""
	switch o.verb {
	case 'x', 'X':
		b = strconv.AppendUint(buf[:0], u, 16)
		if o.alt && u != 0 {
			prefix = "0x"
		}
		if o.verb == 'X' {
			upper(b)
			if prefix != "" {
				prefix = "0X"
			}
		}
	case 'o':
		b = strconv.AppendUint(buf[:0], u, 8)
		if o.alt && u != 0 && o.prec <= len(b) {
			prefix = "0"
		}
	default:
		b = strconv.AppendUint(buf[:0], u, 10)
	}
	if o.prec == 0 && u == 0 && !(o.verb == 'o' && o.alt) {
		b = nil
	}
	if o.verb == 'd' || o.verb == 'i' {
		prefix = o.sign(neg)
	}
	r.padded(o, prefix, b, o.prec-len(b), o.zero && o.prec < 0)
}

// padded appends a number: spaces, prefix, zeros more zeros, digits, spaces; zeros instead of spaces where zeroPad.
func (r *run) padded(o *op, prefix string, b []byte, zeros int, zeroPad bool) {
	zeros = max(zeros, 0)
	if o.width >= tooWide || zeros >= tooWide-len(b) {
		return
	}
	fill := o.width - len(prefix) - zeros - len(b)
	if zeroPad && !o.minus && fill > 0 {
		zeros, fill = zeros+fill, 0
	}
	if !o.minus {
		r.pad(' ', fill)
	}
	r.out = append(r.out, prefix...)
	r.pad('0', zeros)
	r.out = append(r.out, b...)
	if o.minus {
		r.pad(' ', fill)
	}
}

func (o *op) sign(neg bool) string {
	switch {
	case neg:
		return "-"
	case o.plus:
		return "+"
	case o.space:
		return " "
	}
	return ""
}

func upper(b []byte) {
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c &^ 0x20
		}
	}
}

// charCode returns the code of the character that follows the quote in an argument like 'x.
func charCode(s string, loc quote.Locale) int64 {
	s = s[1:]
	if s == "" {
		return 0
	}
	if loc == quote.UTF8 {
		if c, n := utf8.DecodeRuneInString(s); n > 1 {
			return int64(c)
		}
	}
	return int64(s[0])
}
