package edit

// What a key sequence can be bound to.
const (
	Function = iota
	Macro    // keys to be taken for typed
	Command  // a shell command
)

// A Binding is what a key sequence is bound to.
type Binding struct {
	Kind int
	What string
}

// A Keymap has the bindings of key sequences.
type Keymap struct {
	bound map[string]*Binding
	begin map[string]bool // what longer sequences begin with
}

// Bind binds a key sequence, in the notation of bind (bash manual 8.3.1): \C-, \M-, \e
// and the like.
func (k *Keymap) Bind(seq string, b *Binding) {
	if k.bound == nil {
		k.bound, k.begin = map[string]*Binding{}, map[string]bool{}
	}
	seq = unescape(seq)
	k.bound[seq] = b
	for i := 1; i < len(seq); i++ {
		k.begin[seq[:i]] = true
	}
}

// look returns what a sequence is bound to, nil if nothing, and whether a longer one begins so.
func (k *Keymap) look(seq string) (b *Binding, more bool) {
	return k.bound[seq], k.begin[seq]
}

// unescape returns the bytes of keys in the notation of bind.
func unescape(s string) string {
	var out []byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '\\' || i+1 == len(s) {
			out = append(out, c)
			continue
		}
		control := false
		for i+3 < len(s) && s[i] == '\\' && s[i+2] == '-' && (s[i+1] == 'C' || s[i+1] == 'M') {
			if s[i+1] == 'M' {
				out = append(out, 0x1b)
			} else {
				control = true
			}
			i += 3
		}
		if c = s[i]; c == '\\' && i+1 < len(s) {
			i++
			c, i = escaped(s, i)
		}
		if control {
			if c == '?' {
				c = 0x7f
			} else {
				c &= 31
			}
		}
		out = append(out, c)
	}
	return string(out)
}

// escaped is the character that s[i:], which stands behind a backslash, names, and the offset of its last byte.
func escaped(s string, i int) (byte, int) {
	const names, values = "abdefnrtv", "\a\b\x7f\x1b\f\n\r\t\v"
	c := s[i]
	for n := range len(names) {
		if names[n] == c {
			return values[n], i
		}
	}
	base, digits, v, j := byte(8), 3, byte(0), i
	if c == 'x' && i+1 < len(s) && digit(s[i+1]) < 16 {
		base, digits, j = 16, 2, i+1
	} else if digit(c) >= 8 {
		return c, i
	}
	for ; digits > 0 && j < len(s) && digit(s[j]) < base; j++ {
		v = v*base + digit(s[j])
		digits--
	}
	return v, j - 1
}

// digit is the value of a digit, 255 if it is none.
func digit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return (c | 0x20) - 'a' + 10
	}
	return 255
}
