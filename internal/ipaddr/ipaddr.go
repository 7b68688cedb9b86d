// Package ipaddr reads Internet addresses in figures, for /dev/tcp and /dev/udp.
// The standard library's package for that has work done at every start.
package ipaddr

import "entrysh/internal/strfn"

// An Addr is an IPv4 address, or an IPv6 one.
type Addr struct {
	V4  [4]byte
	V6  [16]byte
	Is4 bool
}

// Parse reads an address as inet_pton(3) does.
func Parse(s string) (a Addr, ok bool) {
	if strfn.IndexByte(s, ':') < 0 {
		a.Is4 = true
		return a, parse4(s, a.V4[:])
	}
	return a, parse6(s, &a.V6)
}

func parse4(s string, to []byte) bool {
	for i := range to {
		part, rest, more := strfn.Cut(s, ".")
		if more != (i < len(to)-1) {
			return false
		}
		n := 0
		for j := 0; j < len(part); j++ {
			if part[j] < '0' || part[j] > '9' {
				return false
			}
			n = n*10 + int(part[j]-'0')
		}
		if part == "" || len(part) > 3 || n > 255 || len(part) > 1 && part[0] == '0' {
			return false
		}
		to[i] = byte(n)
		s = rest
	}
	return true
}

func parse6(s string, to *[16]byte) bool {
	front, back, gap := strfn.Cut(s, "::")
	if !gap {
		n, ok := groups(front, to[:], true)
		return ok && n == len(to)
	}
	var tail [16]byte
	n, ok := groups(front, to[:], false)
	m, ok2 := groups(back, tail[:], true)
	if !ok || !ok2 || n+m > len(to)-2 {
		return false
	}
	copy(to[len(to)-m:], tail[:m])
	return true
}

// groups reads groups of hexadecimal digits and returns how many bytes they are.
// The last may be an IPv4 address if they are the end.
func groups(s string, to []byte, end bool) (n int, ok bool) {
	for more := s != ""; more; {
		var part string
		part, s, more = strfn.Cut(s, ":")
		if end && !more && strfn.IndexByte(part, '.') >= 0 {
			return n + 4, n+4 <= len(to) && parse4(part, to[n:n+4])
		}
		v := 0
		for i := 0; i < len(part); i++ {
			d := digit(part[i])
			if d < 0 {
				return 0, false
			}
			v = v<<4 | d
		}
		if part == "" || len(part) > 4 || n+2 > len(to) {
			return 0, false
		}
		to[n], to[n+1] = byte(v>>8), byte(v)
		n += 2
	}
	return n, true
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c - 'a' + 10)
	case c >= 'A' && c <= 'F':
		return int(c - 'A' + 10)
	}
	return -1
}
