package printf

import (
	"math/bits"
	"strings"
)

// extended is a floating point number as the x86's long double has them: 64 bits of mantissa, 15 of exponent.
// A finite one is mant * 2^exp; the top bit of mant is set unless the number is zero or denormal.
type extended struct {
	class class
	neg   bool
	mant  uint64
	exp   int
}

type class byte

const (
	finite class = iota
	infinite
	nan
)

const (
	minExp = -16445 // of the denormals and the smallest normals
	maxExp = 16383 - 63
)

// parseFloat reads a number as strtold does: blanks, a sign, inf, infinity, nan, nan(...), hexadecimal with a binary
// exponent, or decimal. n is how much of s was read, 0 where there was no number. over is true where the number is too
// large, or so small that digits are lost.
func parseFloat(s string) (x extended, n int, over bool) {
	i, neg := space(s)
	rest := s[i:]
	switch {
	case hasFold(rest, "infinity"):
		return extended{class: infinite, neg: neg}, i + 8, false
	case hasFold(rest, "inf"):
		return extended{class: infinite, neg: neg}, i + 3, false
	case hasFold(rest, "nan"):
		n := 3
		if len(rest) > n && rest[n] == '(' {
			k := n + 1
			for k < len(rest) && (rest[k] == '_' || rest[k]|0x20 >= 'a' && rest[k]|0x20 <= 'z' || rest[k] >= '0' && rest[k] <= '9') {
				k++
			}
			if k < len(rest) && rest[k] == ')' {
				n = k + 1
			}
		}
		return extended{class: nan, neg: neg}, i + n, false
	}
	if hasFold(rest, "0x") {
		if x, n, over := parseHex(rest[2:]); n > 0 {
			x.neg = neg
			return x, i + 2 + n, over
		}
	}
	x, n, over = parseDecimal(rest)
	if n == 0 {
		return extended{}, 0, false
	}
	x.neg = neg
	return x, i + n, over
}

func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// exponent reads the exponent that follows letter at s[i], if there is one.
func exponent(s string, i int, letter byte) (v, next int) {
	if i >= len(s) || s[i]|0x20 != letter {
		return 0, i
	}
	k, neg := i+1, false
	if k < len(s) && (s[k] == '+' || s[k] == '-') {
		neg = s[k] == '-'
		k++
	}
	if k >= len(s) || s[k] < '0' || s[k] > '9' {
		return 0, i
	}
	for ; k < len(s) && s[k] >= '0' && s[k] <= '9'; k++ {
		v = min(v*10+int(s[k]-'0'), 1<<28)
	}
	if neg {
		v = -v
	}
	return v, k
}

func parseHex(s string) (x extended, n int, over bool) {
	var m uint64
	var next uint64 // the digit for which m had no room
	exp, any, point, full, lost := 0, false, false, false, false
	i := 0
	for ; i < len(s); i++ {
		if s[i] == '.' && !point {
			point = true
			continue
		}
		d := hexDigit(s[i])
		if d < 0 {
			break
		}
		any = true
		if point {
			exp -= 4
		}
		switch {
		case m>>60 == 0:
			m = m<<4 | uint64(d)
			continue
		case !full:
			full, next = true, uint64(d)
		default:
			lost = lost || d != 0
		}
		exp += 4
	}
	if !any {
		return extended{}, 0, false
	}
	e, n := exponent(s, i, 'p')
	exp += e
	if m == 0 {
		return x, n, false
	}
	lz := bits.LeadingZeros64(m)
	m <<= lz
	half, sticky := false, lost
	if full {
		// lz is below 4: some bits of the next digit fill up the word.
		m |= next >> (4 - lz)
		rest := next & (1<<(4-lz) - 1)
		half = rest>>(3-lz) != 0
		sticky = sticky || rest&(1<<(3-lz)-1) != 0
	}
	x, over = round(m, exp-lz, half, sticky)
	return x, n, over
}

// round returns m * 2^exp, where the top bit of m is set, rounded to what an extended can be. half says that half a
// unit or more follows m, sticky that something more than nothing or half a unit does.
func round(m uint64, exp int, half, sticky bool) (x extended, over bool) {
	denormal := false
	if exp < minExp {
		shift := minExp - exp
		exp, denormal = minExp, true
		switch {
		case shift > 64:
			m, half, sticky = 0, false, true
		case shift == 64:
			half, sticky = m>>63 != 0, sticky || half || m<<1 != 0
			m = 0
		default:
			sticky = sticky || half || m&(1<<(shift-1)-1) != 0
			half = m>>(shift-1)&1 != 0
			m >>= shift
		}
	}
	if half && (sticky || m&1 != 0) {
		if m++; m == 0 {
			m, exp = 1<<63, exp+1
		}
	}
	if exp > maxExp {
		return extended{class: infinite}, true
	}
	return extended{mant: m, exp: exp}, denormal && (half || sticky)
}

const minDouble = -1022 // the exponent of the smallest double that is not denormal

// double returns x as what a C double can be; over as for parseFloat.
func (x extended) double() (y extended, over bool) {
	if x.class != finite || x.mant == 0 {
		return x, false
	}
	lz := bits.LeadingZeros64(x.mant)
	m, exp := x.mant<<lz, x.exp-lz
	shift := 11 + max(minDouble-(exp+63), 0)
	if shift > 64 {
		return extended{neg: x.neg}, true
	}
	r := m >> shift
	rest, half := m&(1<<shift-1), uint64(1)<<(shift-1)
	if rest > half || rest == half && r&1 != 0 {
		r++
	}
	if r == 0 {
		return extended{neg: x.neg}, true
	}
	lz = bits.LeadingZeros64(r)
	y = extended{neg: x.neg, mant: r << lz, exp: exp + shift - lz}
	if y.exp+63 > 1023 {
		return extended{class: infinite, neg: x.neg}, true
	}
	return y, shift > 11 && rest != 0
}

// The powers of ten that fit into a word.
var pow10 = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19}

// maxDigits is the number of decimal digits that are looked at: more than a number halfway between two can have.
const maxDigits = 12000

func parseDecimal(s string) (x extended, n int, over bool) {
	var digits []byte // only where m has no room
	var m uint64
	count, exp, point, any, cut := 0, 0, false, false, false
	i := 0
	for ; i < len(s); i++ {
		c := s[i]
		if c == '.' && !point {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		any = true
		if point {
			exp--
		}
		if c == '0' && count == 0 {
			continue
		}
		switch count++; {
		case count <= 19:
			m = m*10 + uint64(c-'0')
		case count <= maxDigits:
			digits = append(digits, c-'0')
		default:
			exp++
			cut = cut || c != '0'
		}
	}
	if !any {
		return extended{}, 0, false
	}
	e, n := exponent(s, i, 'e')
	exp += e
	if m == 0 {
		return extended{}, n, false
	}
	if cut {
		digits = append(digits, 1)
		exp--
	}
	switch size := min(count, maxDigits) + exp; {
	case size > 5000:
		return extended{class: infinite}, n, true
	case size < -5100:
		return extended{}, n, true
	}
	if digits == nil && exp <= 19 && exp >= -19 {
		x, over = scale(m, exp)
	} else {
		x, over = scaleBig(m, digits, exp)
	}
	return x, n, over
}

// scale returns m * 10^exp for small exponents.
func scale(m uint64, exp int) (extended, bool) {
	lz := bits.LeadingZeros64(m)
	m <<= lz
	if exp >= 0 {
		hi, lo := bits.Mul64(m, pow10[exp])
		if hi == 0 {
			return round(m, -lz, false, false)
		}
		z := bits.LeadingZeros64(hi)
		if z > 0 {
			hi, lo = hi<<z|lo>>(64-z), lo<<z
		}
		return round(hi, 64-z-lz, lo>>63 != 0, lo<<1 != 0)
	}
	d := pow10[-exp]
	z := bits.LeadingZeros64(d)
	d <<= z
	e := z - lz - 64
	hi, lo := m, uint64(0)
	if hi >= d {
		hi, lo = hi>>1, hi<<63
		e++
	}
	q, r := bits.Div64(hi, lo, d)
	// The rest is compared with half of the divisor.
	half := r >= d-r
	return round(q, e, half, r != 0 && r != d-r)
}

// scaleBig returns the number of the digits in m and those that follow, times 10^exp.
func scaleBig(m uint64, digits []byte, exp int) (extended, bool) {
	a := natural{uint32(m), uint32(m >> 32)}.trim()
	for len(digits) > 0 {
		mul, add, k := uint32(1), uint32(0), 0
		for ; k < len(digits) && k < 9; k++ {
			mul, add = mul*10, add*10+uint32(digits[k])
		}
		a = a.mulAdd(mul, add)
		digits = digits[k:]
	}
	if exp >= 0 {
		m, shift, half, sticky := a.mulPow10(exp).top()
		return round(m, shift, half, sticky)
	}
	b := natural{1}.mulPow10(-exp)
	// Shift until b <= a < 2b; then each step of the division gives a bit.
	e := a.bitLen() - b.bitLen()
	if e > 0 {
		b = b.shl(e)
	} else {
		a = a.shl(-e)
	}
	if a.cmp(b) < 0 {
		a = a.shl(1)
		e--
	}
	var q uint64
	for range 64 {
		q <<= 1
		if a.cmp(b) >= 0 {
			a = a.sub(b)
			q |= 1
		}
		a = a.shl(1)
	}
	c := a.cmp(b)
	half := c >= 0
	return round(q, e-63, half, len(a) > 0 && c != 0)
}
