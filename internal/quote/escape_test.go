package quote

import "testing"

var escapes = []string{"plain", `\a\b\e\E\f\n\r\t\v`, `\\`, `\'`, `\"`, `\?`, `\q`, `\`, `a\`, `\1`, `\12`, `\101`, `\1011`, `\0101`, `\01011`,
	`\377`, `\400`, `\777`, `\8`, `\0`, `a\0b`, `\00`, `\0000`, `\00001`, `\0777`, `\x41`, `\x4`, `\x414`, `\x`, `\xg`, `\x{41}`, `\x{4`, `\x{}`, `\x{41`, `\x{414}`,
	`\x{g}`, `\x{ 41}`, `\x{41g}b`, `\x{00041}`, `\x{e9}`, `\x{}b`, `\x{41}}`, `\x{fffffffff41}`, `\x{80}`, `\u41`, `\u0041`, `\u00e9`,
	`\u20ac`, `\u20ac5`, `\u`, `\ug`, `\u{41}`, `\U`, `\U1`, `\U1f600`, `\U0001f6001`, `\U7fffffff`, `\Uffffffff`, `\U80000000`, `\ud800`,
	`\u80`, `\uff`, `\U110000`, `\U200000`, `\U4000000`, `\ca`, `\cA`, `\c?`, `\c\\`, `\c\\a`, `\c\\n`, `\c\a`, `\c\n`, `\c`, `\c[`, `\c@b`, `\cé`,
	`\c'`, `\c1`, `\c b`, `a\cb`, `é\n`, "\xff\\n", `\x80`, `\x00b`, `\u0000b`, `\200`, `\-`, `\1234`, `\e[0m`, "a\x01\\t", "\\\n", `\é`, `\x{4 1}`}

// The columns: ${x@E}, echo -e, and whether it stopped, printf %b, and whether it stopped, and its warnings.
const escapeScript = `v=$1
printf '%s\0' "${v@E}"
nul() { od -An -v -to1 | tr -d ' \n'; }   # octal digits: values may hold NULs
printf '%s\0' "$(echo -e "$v." | nul)" "$(printf '%b.' "$v" 2>/dev/null | nul)" "$(printf '%b' "$v" 2>&1 >/dev/null | sed 's/.*printf: //')"
case $v in -*) r=;; *) r=$(printf "${v//%/%%}" 2>/dev/null | nul);; esac; printf '%s\0' "$r"`

func od(s []byte) string {
	var b []byte
	for _, c := range s {
		b = append(b, '0'+c>>6, '0'+c>>3&7, '0'+c&7)
	}
	return string(b)
}

func decodings(loc Locale) func(string) []string {
	return func(s string) []string {
		e, stop := AppendEcho(nil, s+".", loc)
		if !stop {
			e = append(e, '\n')
		}
		var warned string
		b, stop := AppendPrintfB(nil, s, loc, func(w string) { warned = w })
		if !stop {
			b = append(b, '.')
		}
		var f []byte
		for i := 0; i < len(s); {
			if s[i] == '\\' && i+1 < len(s) {
				e, n := PrintfEscape(s[i+1:])
				f = e.Append(f, loc, nil)
				i += 1 + n
				continue
			}
			f = append(f, s[i])
			i++
		}
		return []string{Expand(s, loc), od(e), od(b), warned, od(f)}
	}
}

func TestEscapes(t *testing.T) {
	golden(t, "escape.utf8", UTF8, escapes, escapeScript, decodings(UTF8))
	golden(t, "escape.c", C, escapes, escapeScript, decodings(C))
}

// The same between quotes, as far as the input can stand there.
func TestANSIC(t *testing.T) {
	var in []string
	for _, s := range escapes {
		slashes := 0
		for slashes < len(s) && s[len(s)-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 && s != `\c'` {
			in = append(in, s)
		}
	}
	golden(t, "ansic.utf8", UTF8, in, `eval "v=\$'$1'"; printf '%s\0' "$v"`, func(s string) []string { return []string{ANSIC(s, UTF8)} })
}

func FuzzANSIC(f *testing.F) {
	for _, e := range escapes {
		f.Add(e)
	}
	f.Fuzz(func(t *testing.T, s string) {
		decodings(UTF8)(s)
		decodings(C)(s)
	})
}

func TestANSICPlainNoAlloc(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { ANSIC("plain", UTF8) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
