package printf

import "math/bits"

// natural is a large whole number, the least significant word first, without leading zeros.
type natural []uint32

func (a natural) trim() natural {
	for len(a) > 0 && a[len(a)-1] == 0 {
		a = a[:len(a)-1]
	}
	return a
}

// mulAdd returns a*m + c, in a's space.
//
//go:noinline
func (a natural) mulAdd(m, c uint32) natural {
	carry := uint64(c)
	for i, w := range a {
		carry += uint64(w) * uint64(m)
		a[i] = uint32(carry)
		carry >>= 32
	}
	if carry > 0 {
		a = append(a, uint32(carry))
	}
	return a
}

// mulPow returns a * base^n, where full = base^step is the largest power that fits into a word.
func (a natural) mulPow(base, full uint32, step, n int) natural {
	for ; n >= step; n -= step {
		a = a.mulAdd(full, 0)
	}
	m := uint32(1)
	for ; n > 0; n-- {
		m *= base
	}
	if m > 1 {
		a = a.mulAdd(m, 0)
	}
	return a
}

func (a natural) mulPow10(n int) natural { return a.mulPow(10, 1e9, 9, n) }
func (a natural) mulPow5(n int) natural  { return a.mulPow(5, 1220703125, 13, n) }

// divSmall divides a by d in its own space and returns the quotient and the rest.
func (a natural) divSmall(d uint32) (natural, uint32) {
	rest := uint64(0)
	for i := len(a) - 1; i >= 0; i-- {
		rest = rest<<32 | uint64(a[i])
		a[i] = uint32(rest / uint64(d))
		rest %= uint64(d)
	}
	return a.trim(), uint32(rest)
}

func (a natural) bitLen() int {
	if len(a) == 0 {
		return 0
	}
	return 32*(len(a)-1) + bits.Len32(a[len(a)-1])
}

// shl returns a << n.
func (a natural) shl(n int) natural {
	if n == 0 || len(a) == 0 {
		return a
	}
	words, n := n/32, n%32
	for range words + 1 {
		a = append(a, 0)
	}
	for i := len(a) - 1; i >= words; i-- {
		w := a[i-words] << n
		if n > 0 && i > words {
			w |= a[i-words-1] >> (32 - n)
		}
		a[i] = w
	}
	clear(a[:words])
	return a.trim()
}

func (a natural) cmp(b natural) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	for i := len(a) - 1; i >= 0; i-- {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// sub returns a - b in a's space; b is not larger.
func (a natural) sub(b natural) natural {
	var borrow uint32
	for i := range a {
		var w uint32
		if i < len(b) {
			w = b[i]
		}
		a[i], borrow = bits.Sub32(a[i], w, borrow)
	}
	return a.trim()
}

// top returns the 64 most significant bits of a, which is not 0, how far they are shifted, and what follows them.
func (a natural) top() (m uint64, shift int, half, sticky bool) {
	n := a.bitLen()
	shift = n - 64
	for i := n - 1; i >= 0 && i >= shift; i-- {
		m = m<<1 | uint64(a.bit(i))
	}
	if shift <= 0 {
		return m << -shift, shift, false, false
	}
	half = a.bit(shift-1) != 0
	for i := shift - 2; i >= 0 && !sticky; i-- {
		sticky = a.bit(i) != 0
	}
	return m, shift, half, sticky
}

func (a natural) bit(i int) uint32 { return a[i/32] >> (i % 32) & 1 }

// decimal returns the decimal digits of a, and destroys it.
func (a natural) decimal() []byte {
	if len(a) == 0 {
		return []byte{'0'}
	}
	b := make([]byte, len(a)*10+9)
	i := len(b)
	for len(a) > 0 {
		var rest uint32
		a, rest = a.divSmall(1e9)
		for range 9 {
			i--
			b[i] = '0' + byte(rest%10)
			rest /= 10
		}
	}
	for i < len(b)-1 && b[i] == '0' {
		i++
	}
	return b[i:]
}
