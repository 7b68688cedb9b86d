package quote

import "testing"

var values = []string{"", "a", "A0_", "a b", "'", "a'b", "''", "'a", "a'", `"`, `a"b`, `\`, `\\`, "$x", "$", "a$", "`", "!", "a!b", "!!",
	"~", "~a", "a~", "a~b", "a=~b", "a:~b", "=~", ":~", "x=~", "a b~", "~ a", "#", "a#b", "a#", " #", "a=#", "# a", "*", "?", "[a]", "[", "]",
	"{", "}", "{a,b}", ",", "%", "@", "+", "=", "^", "-", "/", ".", ":", ";", "&", "|", "<", ">", "(", ")", "_", "-n", "if", "x[1]", "a=b c",
	"\n", "a\nb", "\t", "\t#", "\n~", "\x01", "\x7f", "\x1b[0m", "\a\b\f\r\v", "\x80", "a\xffb", "é", "é\n", "é\xff", "\xc3", "日本", "$'x'",
	"it's\n", "q\"\n", "b\\\n", "?\n", "\x7fa1", "\x011", "$\n`", "\u200b", "\u00a0", "\ue000", "\u0085", "\u0600", "😀", "\u2028",
	"\u0378", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\u2064", "a\u00ad", "e\u0301", "\ufffd", "\uffff", "\U000e0001"}

// The columns: printf %q, ${x@Q}, declare -p, set, set in posix mode, alias, a key, a word under set -x, an assignment under set -x.
const quoteScript = `v=$1 PS4=
printf -v r '%q' "$v"; printf '%s\0' "$r" "${v@Q}"
r=$(declare -p v; echo .); r=${r#declare -- v=}; printf '%s\0' "${r%$'\n'.}"
r=$(vw=; set | sed -n '/^v=/,/^vw=/p'); r=${r#v=}; printf '%s\0' "${r%$'\n'vw=}"
r=$(set -o posix; vw=; set | sed -n '/^v=/,/^vw=/p'); r=${r#v=}; printf '%s\0' "${r%$'\n'vw=}"
alias zz="$v"; r=$(alias zz; echo .); r=${r#alias zz=}; printf '%s\0' "${r%$'\n'.}"
if [ -n "$v" ]; then declare -A h; h["$v"]=1; r=$(declare -p h); r=${r#declare -A h=([}; r=${r%]=\"1\" )}; else r='""'; fi; printf '%s\0' "$r"
exec 2>/dev/null; r=$(exec 2>&1; set -x; : "$v"; { set +x; } 2>/dev/null; echo .); r=${r#: }; printf '%s\0' "${r%$'\n'.}"
r=$(exec 2>&1; set -x; v="$v"; { set +x; } 2>/dev/null; echo .); r=${r#v=}; printf '%s\0' "${r%$'\n'.}"`

func quotes(loc Locale) func(string) []string {
	return func(s string) []string {
		return []string{Shell(s, loc), AtQ(s, loc), Declare(s, loc), SetValue(s, loc), SetValuePosix(s), Alias(s), AssocKey(s, loc),
			XTrace(s, loc), XTraceValue(s, loc)}
	}
}

func TestQuote(t *testing.T) {
	golden(t, "quote.utf8", UTF8, values, quoteScript, quotes(UTF8))
	golden(t, "quote.c", C, values, quoteScript, quotes(C))
}

// What has been quoted with $'...' decodes to what it was.
func FuzzRoundTrip(f *testing.F) {
	for _, v := range values {
		f.Add(v, false)
		f.Add(v, true)
	}
	f.Fuzz(func(t *testing.T, s string, c bool) {
		q := AtQ(s, Locale(c))
		for i := 0; i < len(s); i++ {
			if s[i] == 0 {
				return
			}
		}
		if len(q) > 2 && q[0] == '$' {
			if g := ANSIC(q[2:len(q)-1], Locale(c)); g != s {
				t.Errorf("%q: %q: %q", s, q, g)
			}
		}
	})
}

func BenchmarkShellPlain(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Shell("/usr/local/bin/entrypoint", UTF8)
	}
}
