package ipaddr

import (
	"net/netip"
	"testing"
)

func TestParse(t *testing.T) {
	for _, s := range []string{
		"127.0.0.1", "0.0.0.0", "255.255.255.255", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1..2.3", "a.b.c.d", "", ".", "1.2.3.4.",
		"::", "::1", "1::", "fe80::1:2", "2001:db8:0:1:2:3:4:5", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7:8::", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1.2.3.4::", "::1.2.3.4:5", "1::2::3", ":::", ":1", "1:", "12345::", "g::", "ABCD::ef",
	} {
		got, ok := Parse(s)
		want, err := netip.ParseAddr(s)
		if ok != (err == nil) {
			t.Errorf("%q: %v, want error %v", s, ok, err)
			continue
		}
		if !ok {
			continue
		}
		if got.Is4 != want.Is4() || got.Is4 && got.V4 != want.As4() || !got.Is4 && got.V6 != want.As16() {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
