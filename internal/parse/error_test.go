package parse

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// errorCases are texts with what bash 5.2.15 says of them with -n, recorded without the name of the script.
func errorCases() []struct{ text, want string } {
	return []struct{ text, want string }{
		{"echo hi\necho )\necho x\n", "2: syntax error near unexpected token `)'\n2: `echo )'"},
		{"echo \"a\nb\n", "1: unexpected EOF while looking for matching `\"'"},
		{"if true\nthen\n", "3: syntax error: unexpected end of file"},
		{"echo $(echo\n", "2: unexpected EOF while looking for matching `)'"},
		{"echo $(if)\n", "1: syntax error near unexpected token `)'\n1: `echo $(if)'"},
		{"( a\n", "2: syntax error: unexpected end of file"},
		{"( a", "2: syntax error: unexpected end of file"},
		{"echo ${a\n", "1: unexpected EOF while looking for matching `}'"},
		{"echo 'a\n\n", "1: unexpected EOF while looking for matching `''"},
		{"echo `a\n", "1: unexpected EOF while looking for matching ``'"},
		{"a &&\n", "2: syntax error: unexpected end of file"},
		{"for x in a; do\n", "2: syntax error: unexpected end of file"},
		{"if ;\n", "1: syntax error near unexpected token `;'\n1: `if ;'"},
		{"echo $((1+\n", "1: unexpected EOF while looking for matching `)'"},
		{"x=(a b\n", "1: unexpected EOF while looking for matching `)'"},
		{"case x in\na) b\n", "3: syntax error: unexpected end of file"},
		{"((1+\n", "1: unexpected EOF while looking for matching `)'"},
		{"[[ a\n", "1: unexpected token `newline', conditional binary operator expected"},
		{"[[ a ]\n]]\n", "1: conditional binary operator expected"},
		{"[[ a b ]]\n", "1: conditional binary operator expected"},
		{"[[ a == ]]\n", "1: unexpected argument `]]' to conditional binary operator"},
		{"[[ -f ]]\n", "1: unexpected argument `]]' to conditional unary operator"},
		{"[[ a && \n", "2: unexpected token `EOF' in conditional command"},
		{"[[ ( a ]]\n", "1: unexpected token `]]', expected `)'"},
		{"[[ a ) ]]\n", "1: syntax error in conditional expression: unexpected token `)'"},
		{"[[ -z ) ]]\n", "1: unexpected argument `)' to conditional unary operator"},
		{"[[ a = ( ]]\n", "1: unexpected argument `(' to conditional binary operator"},
		{"[[ a & b ]]\n", "1: unexpected token `&', conditional binary operator expected"},
		{"[[ & ]]\n", "1: unexpected token `&' in conditional command"},
		{"[[ ( ]]\n", "1: expected `)'"},
		{"[[ a ; b ]]\n", "1: unexpected token `;', conditional binary operator expected"},
		{"[[ a\n== b ]]\n", "1: unexpected token `newline', conditional binary operator expected"},
		{"[[ a ==\nb ]]\n", "1: unexpected argument `newline' to conditional binary operator"},
		{"[[ a == b c ]]\n", "1: syntax error in conditional expression"},
		{"[[ a 3< b ]]\n", "1: conditional binary operator expected"},
		{"fi\n", "1: syntax error near unexpected token `fi'\n1: `fi'"},
		{"f() echo hi\n", "1: syntax error near unexpected token `echo'\n1: `f() echo hi'"},
		{"echo a; ; b\n", "1: syntax error near unexpected token `;'\n1: `echo a; ; b'"},
		{"echo @(a|b)\n", "1: syntax error near unexpected token `('\n1: `echo @(a|b)'"},
		{"x=$(echo a; fi)\n", "1: syntax error near unexpected token `fi'\n1: `x=$(echo a; fi)'"},
		{"x=$(\necho a; fi)\n", "2: syntax error near unexpected token `fi'\n2: `echo a; fi)'"},
		{"{ a; \n", "2: syntax error: unexpected end of file"},
		{"function (\n", "1: syntax error near unexpected token `('\n1: `function ('"},
		{"for ((a;b)); do :; done\n", "1: syntax error: arithmetic expression required\n1: syntax error: `((a;b))'"},
		{"for ((;;;)); do :; done\n", "1: syntax error: `;' unexpected\n1: syntax error: `((;;;))'"},
		{"a b ( c\n", "1: syntax error near unexpected token `('\n1: `a b ( c'"},
		{"a() { b\n", "2: syntax error: unexpected end of file"},
		{"while :; do a; }\n", "1: syntax error near unexpected token `}'\n1: `while :; do a; }'"},
		{"for\n", "1: syntax error near unexpected token `newline'\n1: `for'"},
		{"echo a\nif\nfor\n", "3: syntax error near unexpected token `newline'\n3: `for'"},
		{"case x y\n", "1: syntax error near unexpected token `y'\n1: `case x y'"},
		{"case x in a\n", "1: syntax error near unexpected token `newline'\n1: `case x in a'"},
		{"case x in a) b\nc) d;; esac\n", "2: syntax error near unexpected token `)'\n2: `c) d;; esac'"},
		{"f(\n", "1: syntax error near unexpected token `newline'\n1: `f('"},
		{"f(a\n", "1: syntax error near unexpected token `a'\n1: `f(a'"},
		{"a=(1 ;\n", "1: syntax error near unexpected token `;'\n1: `a=(1 ;'"},
		{"a=(1\n2 | 3)\n", "2: syntax error near unexpected token `|'\n2: `2 | 3)'"},
		{"a=(1 & 2)\n", "1: syntax error near unexpected token `&'\n1: `a=(1 & 2)'"},
		{"a=(1 (2))\n", "1: syntax error near unexpected token `('\n1: `a=(1 (2))'"},
		{"a b=(1)\n", "1: syntax error near unexpected token `('\n1: `a b=(1)'"},
		{"a=b() { :; }\n", "1: syntax error near unexpected token `('\n1: `a=b() { :; }'"},
		{"for x in a & do :; done\n", "1: syntax error near unexpected token `&'\n1: `for x in a & do :; done'"},
		{"for x; in a; do :; done\n", "1: syntax error near unexpected token `in'\n1: `for x; in a; do :; done'"},
		{"for x y\n", "1: syntax error near unexpected token `y'\n1: `for x y'"},
		{"<\n", "1: syntax error near unexpected token `newline'\n1: `<'"},
		{"echo >\n", "1: syntax error near unexpected token `newline'\n1: `echo >'"},
		{"echo > ;\n", "1: syntax error near unexpected token `;'\n1: `echo > ;'"},
		{"echo a | | b\n", "1: syntax error near unexpected token `|'\n1: `echo a | | b'"},
		{"echo a |\n", "2: syntax error: unexpected end of file"},
		{"&& a\n", "1: syntax error near unexpected token `&&'\n1: `&& a'"},
		{"a && && b\n", "1: syntax error near unexpected token `&&'\n1: `a && && b'"},
		{";\n", "1: syntax error near unexpected token `;'\n1: `;'"},
		{";;\n", "1: syntax error near unexpected token `;;'\n1: `;;'"},
		{"a ;; b\n", "1: syntax error near unexpected token `;;'\n1: `a ;; b'"},
		{"a;;&\n", "1: syntax error near unexpected token `;;&'\n1: `a;;&'"},
		{"a ;& b\n", "1: syntax error near unexpected token `;&'\n1: `a ;& b'"},
		{"& a\n", "1: syntax error near unexpected token `&'\n1: `& a'"},
		{"()\n", "1: syntax error near unexpected token `)'\n1: `()'"},
		{"( )\n", "1: syntax error near unexpected token `)'\n1: `( )'"},
		{"{ }\n", "1: syntax error near unexpected token `}'\n1: `{ }'"},
		{"if a; then fi\n", "1: syntax error near unexpected token `fi'\n1: `if a; then fi'"},
		{"while do done\n", "1: syntax error near unexpected token `do'\n1: `while do done'"},
		{"do\n", "1: syntax error near unexpected token `do'\n1: `do'"},
		{"}\n", "1: syntax error near unexpected token `}'\n1: `}'"},
		{"{ echo }\n", "2: syntax error: unexpected end of file"},
		{"]]\n", "1: syntax error near unexpected token `]]'\n1: `]]'"},
		{"then\n", "1: syntax error near unexpected token `then'\n1: `then'"},
		{"function f\n", "2: syntax error: unexpected end of file"},
		{"function f() echo\n", "1: syntax error near unexpected token `echo'\n1: `function f() echo'"},
		{"f()\n", "2: syntax error: unexpected end of file"},
		{"coproc\n", "1: syntax error near unexpected token `newline'\n1: `coproc'"},
		{"select x\n", "2: syntax error: unexpected end of file"},
		{"a | ! b\n", "1: syntax error near unexpected token `!'\n1: `a | ! b'"},
		{"( ! )\n", "1: syntax error near unexpected token `)'\n1: `( ! )'"},
		{"echo $( ! )\n", "1: syntax error near unexpected token `)'\n1: `echo $( ! )'"},
		{"echo \"$(fi)\"\n", "1: syntax error near unexpected token `fi'\n1: `echo \"$(fi)\"'"},
		{"echo <(\n", "2: unexpected EOF while looking for matching `)'"},
		{"echo <(fi)\n", "1: syntax error near unexpected token `fi'\n1: `echo <(fi)'"},
		{"echo $'a\n", "1: unexpected EOF while looking for matching `''"},
		{"echo $\"a\n", "1: unexpected EOF while looking for matching `\"'"},
		{"echo \"a $(b \"\n", "1: unexpected EOF while looking for matching `\"'"},
		{"echo \"${a\n", "1: unexpected EOF while looking for matching `}'"},
		{"echo \"`a\n", "1: unexpected EOF while looking for matching ``'"},
		{"a[1 2\n", "1: unexpected EOF while looking for matching `]'"},
		{"if a\n)\n", "2: syntax error near unexpected token `)'\n2: `)'"},
		{"while a; do\nb\nfi\n", "3: syntax error near unexpected token `fi'\n3: `fi'"},
		{"{ a\n)\nb\n", "2: syntax error near unexpected token `)'\n2: `)'"},
		{"\"a\" \"b\" )\n", "1: syntax error near unexpected token `)'\n1: `\"a\" \"b\" )'"},
		{"a $(b) )\n", "1: syntax error near unexpected token `)'\n1: `a $(b) )'"},
		{"{ a; } b\n", "1: syntax error near unexpected token `b'\n1: `{ a; } b'"},
		{"(a) (b)\n", "1: syntax error near unexpected token `('\n1: `(a) (b)'"},
		{"(a) b\n", "1: syntax error near unexpected token `b'\n1: `(a) b'"},
		{"if a; then b; fi c\n", "1: syntax error near unexpected token `c'\n1: `if a; then b; fi c'"},
		{"x \"${x:-'}\"\n", "1: unexpected EOF while looking for matching `''"},
		{"a >&& b\n", "1: syntax error near unexpected token `&'\n1: `a >&& b'"},
		{"echo a &> \n", "1: syntax error near unexpected token `newline'\n1: `echo a &> '"},
		{"{ a; }}\n", "2: syntax error: unexpected end of file"},
		{"until a; do b; done; done\n", "1: syntax error near unexpected token `done'\n1: `until a; do b; done; done'"},
		{"if a; then b; elif ; fi\n", "1: syntax error near unexpected token `;'\n1: `if a; then b; elif ; fi'"},
		{"if a; then b; else fi\n", "1: syntax error near unexpected token `fi'\n1: `if a; then b; else fi'"},
		{"a; b; c | ; d\n", "1: syntax error near unexpected token `;'\n1: `a; b; c | ; d'"},
		{"time )\n", "1: syntax error near unexpected token `)'\n1: `time )'"},
		{"! )\n", "1: syntax error near unexpected token `)'\n1: `! )'"},
	}
}

func TestErrors(t *testing.T) {
	off := func() bool { return false }
	for _, tc := range errorCases() {
		_, err := read(tc.text, &Config{Extglob: off})
		var e *SyntaxError
		if !errors.As(err, &e) {
			t.Errorf("%q: %v, want %s", tc.text, err, tc.want)
			continue
		}
		var got []string
		for ; e != nil; e = e.Next {
			for _, m := range e.Messages() {
				got = append(got, itoa(e.Line)+": "+m)
			}
		}
		if g := strings.Join(got, "\n"); g != tc.want {
			t.Errorf("%q:\n got %s\nwant %s", tc.text, g, tc.want)
		}
	}
}

// TestErrorsOfBash checks the table above against bash.
func TestErrorsOfBash(t *testing.T) {
	bash := oracle(t)
	script := filepath.Join(t.TempDir(), "s")
	for _, tc := range errorCases() {
		os.WriteFile(script, []byte(tc.text), 0o600)
		out, _ := exec.Command(bash, "-n", script).CombinedOutput()
		if got := strings.ReplaceAll(strings.TrimSuffix(string(out), "\n"), script+": line ", ""); got != tc.want {
			t.Errorf("%q: bash says %s", tc.text, got)
		}
	}
}

// oracle returns the path of bash 5.2, or skips the test.
func oracle(t *testing.T) string {
	t.Helper()
	bash := "/bin/bash"
	if out, err := exec.Command(bash, "-c", "echo $BASH_VERSION").Output(); err != nil || !strings.HasPrefix(string(out), "5.2.") {
		t.Skip("no bash 5.2")
	}
	return bash
}
