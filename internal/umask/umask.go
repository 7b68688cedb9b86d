// Package umask reads and prints file mode creation masks as the umask builtin
// of bash 5.2 does (manual 4.1; POSIX umask, where the symbolic form is that of
// chmod; bash takes less of it: no "u=g", no s, t and X, one operator a clause).
package umask

import "errors"

// Parse returns the mask that umask s sets when the mask is current. An
// octal mode is the mask itself; a symbolic one says what is allowed. Errors
// are in bash's words, without the shell's prefix and "umask: ".
func Parse(s string, current uint32) (uint32, error) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return symbolic(s, current)
	}
	var m uint32
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '7' || m > 0o7777>>3 {
			return current, errors.New(s + ": octal number out of range")
		}
		m = m<<3 | uint32(s[i]-'0')
	}
	return m & 0o777, nil
}

const (
	user  = 0o700
	group = 0o070
	other = 0o007
	read  = 0o444
	write = 0o222
	exec  = 0o111
)

func symbolic(s string, current uint32) (uint32, error) {
	allowed := ^current & 0o777
	// at is the byte at i; past the end it is a NUL, which bash shows as such.
	at := func(i int) byte {
		if i < len(s) {
			return s[i]
		}
		return 0
	}
	for i := 0; ; i++ {
		var who, perm uint32
	who:
		for ; ; i++ {
			switch at(i) {
			case 'u':
				who |= user
			case 'g':
				who |= group
			case 'o':
				who |= other
			case 'a':
				who |= user | group | other
			default:
				break who
			}
		}
		if who == 0 {
			who = user | group | other
		}
		op := at(i)
		if op != '+' && op != '-' && op != '=' {
			return current, errors.New("`" + string([]byte{op}) + "': invalid symbolic mode operator")
		}
	perm:
		for i++; ; i++ {
			switch at(i) {
			case 'r':
				perm |= read
			case 'w':
				perm |= write
			case 'x':
				perm |= exec
			case ',', 0: // a NUL cannot be in an argument
				break perm
			default:
				return current, errors.New("`" + string([]byte{at(i)}) + "': invalid symbolic mode character")
			}
		}
		switch op {
		case '+':
			allowed |= who & perm
		case '-':
			allowed &^= who & perm
		case '=':
			allowed = allowed&^who | who&perm
		}
		if i >= len(s) {
			return ^allowed & 0o777, nil
		}
	}
}

// Octal returns a mask as umask prints it: four octal digits.
func Octal(m uint32) string {
	var b [4]byte
	for i := range b {
		b[i] = '0' + byte(m>>(9-3*i)&7)
	}
	return string(b[:])
}

// Symbolic returns what a mask allows as umask -S prints it: u=rwx,g=rx,o=rx.
//
//go:noinline
func Symbolic(m uint32) string {
	b := make([]byte, 0, 17)
	for i, who := range [...]byte{'u', 'g', 'o'} {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, who, '=')
		for j, c := range [...]byte{'r', 'w', 'x'} {
			if m>>(8-3*i-j)&1 == 0 {
				b = append(b, c)
			}
		}
	}
	return string(b)
}
