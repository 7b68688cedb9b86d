package numeral

import (
	"strconv"
	"strings"
	"testing"
)

// Results are those of strconv, but for what it says of a wrong number.
func FuzzInt(f *testing.F) {
	for _, s := range []string{"", "0", "-0", "+", "-", "+7", "--7", "12a", "a", " 1", "1 ", "1_0", "007", "9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "-9223372036854775809", "99999999999999999999999999", "-99999999999999999999999999", "9999999999999999999999a", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := strconv.Atoi(s)
		if strings.Trim(s, "+-0123456789") != "" || strings.LastIndexAny(s, "+-") > 0 {
			want = 0 // strconv may find that a number is too large before it finds that there is none
		}
		if n, ok := Int(s); n != want || ok != (err == nil) {
			t.Errorf("%q: %d, %v; want %d, %v", s, n, ok, want, err)
		}
	})
}
