package printf

import (
	"math/bits"
	"strconv"
)

// float appends the conversions e, f, g and a.
func (r *run) float(o *op) {
	var x extended
	double := r.env.Double && !o.long
	if arg, ok := r.next(); ok && arg != "" {
		x = r.toFloat(arg, double)
	}
	lower := o.verb | 0x20
	var buf [64]byte
	b, prefix := buf[:0], o.sign(x.neg)
	zeroPad, zeros := o.zero, 0
	switch {
	case x.class == infinite:
		b, zeroPad = append(b, "inf"...), false
	case x.class == nan:
		b, zeroPad = append(b, "nan"...), false
	case lower == 'a':
		b, zeros = appendHex(b, x, o.prec, o.alt, double)
		prefix += "0x"
	default:
		prec := o.prec
		if prec < 0 {
			prec = 6
		}
		b, zeros = appendDecimal(b, x.decimal(), lower, prec, o.alt)
	}
	if o.verb < 'a' {
		upper(b)
		if lower == 'a' && x.class == finite {
			prefix = prefix[:len(prefix)-1] + "X"
		}
	}
	if zeros == 0 {
		r.padded(o, prefix, b, 0, zeroPad)
		return
	}
	// More zeros than are worth having in b follow the digits, before an exponent.
	if zeros >= tooWide-len(b) || o.width >= tooWide {
		return
	}
	at, mark := len(b), byte('e')
	if lower == 'a' {
		mark = 'p'
	}
	for i, c := range b {
		if c|0x20 == mark {
			at = i
			break
		}
	}
	fill := o.width - len(prefix) - len(b) - zeros
	if !o.minus && !zeroPad {
		r.pad(' ', fill)
	}
	r.out = append(r.out, prefix...)
	if !o.minus && zeroPad {
		r.pad('0', fill)
	}
	r.out = append(r.out, b[:at]...)
	r.pad('0', zeros)
	r.out = append(r.out, b[at:]...)
	if o.minus {
		r.pad(' ', fill)
	}
}

func (r *run) toFloat(arg string, double bool) extended {
	if arg[0] == '\'' || arg[0] == '"' {
		x, _ := scale(uint64(max(charCode(arg, r.env.Locale), 0)), 0)
		return x
	}
	x, n, over := parseFloat(arg)
	if double {
		var lost bool
		x, lost = x.double()
		over = over || lost
	}
	r.check(arg, n, over)
	return x
}

// decimal is a number in decimal digits: 0.d1d2d3... * 10^point, without zeros at either end; none for 0.
type decimal struct {
	digits []byte
	point  int
}

// decimal returns all digits of x, which is finite.
func (x extended) decimal() decimal {
	if x.mant == 0 {
		return decimal{point: 1}
	}
	z := bits.TrailingZeros64(x.mant)
	m, exp := x.mant>>z, x.exp+z
	var buf [24]uint32
	a := append(natural(buf[:0]), uint32(m), uint32(m>>32)).trim()
	var d decimal
	if exp >= 0 {
		d.digits = a.shl(exp).decimal()
		d.point = len(d.digits)
	} else {
		d.digits = a.mulPow5(-exp).decimal()
		d.point = len(d.digits) + exp
	}
	for n := len(d.digits); n > 0 && d.digits[n-1] == '0'; n-- {
		d.digits = d.digits[:n-1]
	}
	return d
}

// round returns d rounded to n digits, halves to even.
func (d decimal) round(n int) decimal {
	switch {
	case n >= len(d.digits):
		return d
	case n < 0:
		return decimal{point: d.point}
	}
	up := d.digits[n] > '5'
	if d.digits[n] == '5' {
		up = len(d.digits) > n+1 || n > 0 && d.digits[n-1]&1 != 0
	}
	d.digits = d.digits[:n]
	if up {
		i := n - 1
		for i >= 0 && d.digits[i] == '9' {
			i--
		}
		if i < 0 {
			return decimal{digits: []byte{'1'}, point: d.point + 1}
		}
		d.digits = d.digits[:i+1]
		d.digits[i]++
	}
	for i := len(d.digits); i > 0 && d.digits[i-1] == '0'; i-- {
		d.digits = d.digits[:i-1]
	}
	return d
}

// appendDecimal appends d as %e, %f or %g. zeros is how many more belong after the digits.
func appendDecimal(b []byte, d decimal, verb byte, prec int, alt bool) (out []byte, zeros int) {
	strip := false
	switch verb {
	case 'e':
		d = d.round(prec + 1)
	case 'f':
		d = d.round(d.point + prec)
	case 'g':
		prec = max(prec, 1)
		d = d.round(prec)
		verb, strip = 'e', !alt
		if len(d.digits) == 0 {
			d.point = 1
		}
		if exp := d.point - 1; exp >= -4 && exp < prec {
			verb, prec = 'f', prec-1-exp
		} else {
			prec--
		}
	}
	if verb == 'e' {
		return appendExponent(b, d, prec, alt, strip)
	}
	if d.point <= 0 || len(d.digits) == 0 {
		b = append(b, '0')
	}
	for i := 0; i < d.point && len(d.digits) > 0; i++ {
		b = append(b, d.at(i))
	}
	if strip {
		prec = min(prec, max(len(d.digits)-d.point, 0))
		if len(d.digits) == 0 {
			prec = 0
		}
	}
	if prec > 0 || alt {
		b = append(b, '.')
	}
	have := len(d.digits) - d.point // digits after the point
	if len(d.digits) == 0 {
		have = 0
	}
	i := 0
	for ; i < prec && i < have; i++ {
		b = append(b, d.at(d.point+i))
	}
	return b, prec - i
}

// at returns the digit with index i, 0 where there is none.
func (d decimal) at(i int) byte {
	if i < 0 || i >= len(d.digits) {
		return '0'
	}
	return d.digits[i]
}

func appendExponent(b []byte, d decimal, prec int, alt, strip bool) (out []byte, zeros int) {
	b = append(b, d.at(0))
	if strip {
		prec = min(prec, max(len(d.digits)-1, 0))
	}
	if prec > 0 || alt {
		b = append(b, '.')
	}
	i := 1
	for ; i <= prec && i < len(d.digits); i++ {
		b = append(b, d.digits[i])
	}
	exp := d.point - 1
	if len(d.digits) == 0 {
		exp = 0
	}
	b = append(b, 'e')
	if exp < 0 {
		b, exp = append(b, '-'), -exp
	} else {
		b = append(b, '+')
	}
	if exp < 10 {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(exp), 10), prec + 1 - i
}

// appendHex appends x as %a without the 0x: one hexadecimal digit, 15 more, and the exponent of two. zeros is how many
// more belong after the digits. The first digit of a double is 1, or 0 for a denormal one.
func appendHex(b []byte, x extended, prec int, alt, double bool) (out []byte, zeros int) {
	m, exp := x.mant, x.exp+60
	if double {
		shift := 3 + max(minDouble-(x.exp+63), 0)
		m, exp = m>>shift, exp+shift
	}
	if m == 0 {
		exp = 0
	}
	digits := 15
	if prec >= 0 && prec < 15 {
		drop := 4 * (15 - prec)
		rest, half := m&(1<<drop-1), uint64(1)<<(drop-1)
		m >>= drop
		if rest > half || rest == half && m&1 != 0 {
			if m++; m>>(4*prec) > 15 {
				m >>= 4
				exp += 4
			}
		}
		digits = prec
	} else if prec < 0 {
		for digits > 0 && m&15 == 0 {
			m >>= 4
			digits--
		}
		prec = digits
	}
	b = append(b, "0123456789abcdef"[m>>(4*digits)&15])
	if prec > 0 || alt {
		b = append(b, '.')
	}
	for i := digits - 1; i >= 0; i-- {
		b = append(b, "0123456789abcdef"[m>>(4*i)&15])
	}
	b = append(b, 'p')
	if exp >= 0 {
		b = append(b, '+')
	}
	return strconv.AppendInt(b, int64(exp), 10), prec - digits
}
