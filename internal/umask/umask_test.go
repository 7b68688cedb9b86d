package umask

import "testing"

// Recorded from bash 5.2.15: (umask 022; umask -- MODE; umask; umask -S).
var modes = []struct{ in, octal, symbolic, err string }{
	{"0", "0000", "u=rwx,g=rwx,o=rwx", ""},
	{"7", "0007", "u=rwx,g=rwx,o=", ""},
	{"0777", "0777", "u=,g=,o=", ""},
	{"7777", "0777", "u=,g=,o=", ""},
	{"00000022", "0022", "u=rwx,g=rx,o=rx", ""},
	{"10000", "", "", "10000: octal number out of range"},
	{"8", "", "", "8: octal number out of range"},
	{"08", "", "", "08: octal number out of range"},
	{"0x10", "", "", "0x10: octal number out of range"},
	{"777777777777777777777", "", "", "777777777777777777777: octal number out of range"},
	{"abc", "", "", "`b': invalid symbolic mode operator"},
	{"u=rwx,g=rx,o=", "0027", "u=rwx,g=rx,o=", ""},
	{"a=rx", "0222", "u=rx,g=rx,o=rx", ""},
	{"u-w", "0222", "u=rx,g=rx,o=rx", ""},
	{"g+w,o+w", "0000", "u=rwx,g=rwx,o=rwx", ""},
	{"+w", "0000", "u=rwx,g=rwx,o=rwx", ""},
	{"-w", "0222", "u=rx,g=rx,o=rx", ""},
	{"=r", "0333", "u=r,g=r,o=r", ""},
	{"=", "0777", "u=,g=,o=", ""},
	{"u=", "0722", "u=,g=rx,o=rx", ""},
	{"go=", "0077", "u=rwx,g=,o=", ""},
	{"a+rwx,o-rwx", "0007", "u=rwx,g=rwx,o=", ""},
	{"ug=rw,o-r", "0116", "u=rw,g=rw,o=x", ""},
	{"g=xx", "0062", "u=rwx,g=x,o=rx", ""},
	{"u=g", "", "", "`g': invalid symbolic mode character"},
	{"u+rs,g+t", "", "", "`s': invalid symbolic mode character"},
	{"a+X", "", "", "`X': invalid symbolic mode character"},
	{"u=rw,,g=r", "", "", "`,': invalid symbolic mode operator"},
	{",", "", "", "`,': invalid symbolic mode operator"},
	{"u=rwx,", "", "", "`\x00': invalid symbolic mode operator"},
	{"", "", "", "`\x00': invalid symbolic mode operator"},
	{"uw", "", "", "`w': invalid symbolic mode operator"},
	{"u+r-w", "", "", "`-': invalid symbolic mode character"},
	{"u=r w", "", "", "` ': invalid symbolic mode character"},
	{"-1", "", "", "`1': invalid symbolic mode character"},
	{"u==r", "", "", "`=': invalid symbolic mode character"},
}

func TestParse(t *testing.T) {
	for _, c := range modes {
		m, err := Parse(c.in, 0o022)
		if c.err != "" {
			if err == nil || err.Error() != c.err || m != 0o022 {
				t.Errorf("%s: %o, %v, want %s", c.in, m, err, c.err)
			}
		} else if err != nil || Octal(m) != c.octal || Symbolic(m) != c.symbolic {
			t.Errorf("%s: %s %s %v, want %s %s", c.in, Octal(m), Symbolic(m), err, c.octal, c.symbolic)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("u=rw,g+x")
	f.Fuzz(func(t *testing.T, s string) {
		m, err := Parse(s, 0o027)
		if err != nil {
			return
		}
		if m2, err := Parse(Symbolic(m), 0o777); err != nil || m2 != m {
			t.Errorf("%s: %o, read back %o, %v", s, m, m2, err)
		}
	})
}
