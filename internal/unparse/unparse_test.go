package unparse

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

func parseOne(src string) (*syntax.Stmt, error) {
	f, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(src), "")
	if err != nil || len(f.Stmts) == 0 {
		return nil, err
	}
	return f.Stmts[0], nil
}

func parseFunc(t *testing.T, src string) (string, *syntax.Stmt) {
	t.Helper()
	s, err := parseOne(src)
	if err != nil {
		t.Skip("parser: ", err)
	}
	f, ok := s.Cmd.(*syntax.FuncDecl)
	if !ok {
		t.Skip("not a function")
	}
	return f.Name.Value, f.Body
}

// hasBash reports whether /bin/bash is the version that the tables were recorded from.
func hasBash() bool {
	out, _ := exec.Command("/bin/bash", "--version").Output()
	return strings.Contains(string(out), "version 5.2")
}

// TestFunction compares with what bash 5.2.15 printed (testdata/functions.txt:
// a definition of f, %%, the output of declare -f f, separated by %%%), and
// checks that Source is read back as the same function.
func TestFunction(t *testing.T) {
	data, err := os.ReadFile("testdata/functions.txt")
	if err != nil {
		t.Fatal(err)
	}
	live := hasBash()
	for _, c := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n%%%\n") {
		src, want, _ := strings.Cut(c, "\n%%\n")
		src, want = src+"\n", want+"\n"
		t.Run("", func(t *testing.T) {
			name, body := parseFunc(t, src)
			if got := Function(name, body, src); got != want {
				t.Errorf("source:\n%s\ngot:\n%s\nwant:\n%s", src, got, want)
			}
			again := Source(name, body, src)
			_, body2 := parseFunc(t, again)
			if got := Function(name, body2, again); got != want {
				t.Errorf("source:\n%s\nread back from:\n%s\ngot:\n%s\nwant:\n%s", src, again, got, want)
			}
			if !live || testing.Short() {
				return
			}
			out, _ := exec.Command("/bin/bash", "-O", "extglob", "-c", src+"declare -f f").Output()
			if string(out) != want {
				t.Errorf("the record differs from bash: %s", out)
			}
		})
	}
}

func TestFunctionName(t *testing.T) {
	s, _ := parseOne("a")
	for name, want := range map[string]string{
		"f": "f () \n{ \n    a\n}\n", "a-b": "a-b () \n{ \n    a\n}\n",
		"if": "function if () \n{ \n    a\n}\n", "coproc": "function coproc () \n{ \n    a\n}\n",
	} {
		if got := Function(name, s, "a"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Recorded from the environment that bash 5.2.15 gives after export -f.
func TestExport(t *testing.T) {
	for _, c := range [][2]string{
		{"f() { :; } >x", "() {  :\n} > x"},
		{"f() (a; b)", "() {  ( a;\n b )\n}"},
		{"f() { a; if b; then c; fi; { d; }; g() { h; i; }; }", "() {  a;\n if b; then\n c;\n fi;\n { \n d\n };\n function g () \n { \n h;\n i\n }\n}"},
		{"f() { case a in b) c;; esac; cat <<A\nx\nA\nl; }", "() {  case a in \n b)\n c\n ;;\n esac;\n cat <<A\nx\nA\n\n l\n}"},
	} {
		_, body := parseFunc(t, c[0])
		if got := Export(body, c[0]); got != c[1] {
			t.Errorf("%s:\ngot  %q\nwant %q", c[0], got, c[1])
		}
	}
}

// Recorded from the output of jobs and from BASH_COMMAND in bash 5.2.15.
func TestCommand(t *testing.T) {
	for _, c := range [][2]string{
		{"a  b   'c  d'", "a b 'c  d'"},
		{"a && { b; c; } >/dev/null", "a && { b; c; } > /dev/null"},
		{"for i in 1; do a; x; done 2>/dev/null", "for i in 1;\ndo\n    a; x;\ndone 2> /dev/null"},
		{"a | if a; then b; else c; fi 2>f", "a | if a; then\n    b;\nelse\n    c;\nfi 2> f"},
		{"( a; echo >f b;  )", "( a; echo b > f )"},
		{"case x in x) a;; esac", "case x in \n    x)\n        a\n    ;;\nesac"},
		{"while a; do break; done", "while a; do\n    break;\ndone"},
		{"cat <<A | b\nx\nA\n", "cat <<A |\nx\nA\n  b"},
		{"a 0.1 <<A\nx\nA\n", "a 0.1 <<A\nx\nA\n"},
		{"{ a; if b; then c; fi; } 2>f", "{ a; if b; then\n    c;\nfi; } 2> f"},
		{"{ a\nb\n}", "{ a; b; }"},
		{"(a\nb; { b & c; }\n) 2>f", "( a; b; { b & c; } ) 2> f"},
		{"time a 2>f", "time a 2> f"},
		{"! a", "! a"},
		{"{ function g { a; if b; then c; fi; }; d; }", "{ function g () \n{ \n    a;\n    if b; then\n        c;\n    fi\n}; d; }"},
		{"for (( x=1;x<2;x++ )) do a; done", "for ((x=1; x<2; x++ ))\ndo\n    a;\ndone"},
		{"{ a <<A\nx\nA\nb; }", "{ a <<A\nx\nA\n b; }"},
		{"coproc { a; }", "coproc COPROC { a; }"},
		{"x=1 y=(1   2) ", "x=1 y=(1 2)"},
		{": <<A \"$(echo a;echo b)\" `echo q` $'a\\tb' $\"x\"\nbody\nA\n", ": \"$(echo a; echo b)\" `echo q` 'a\tb' \"x\" <<A\nbody\nA\n"},
		{`: <<<"x y" {fd}>/dev/null`, `: <<< "x y" {fd}> /dev/null`},
		{"declare x=2 y=( 1  2 ) z", "declare x=2 y=(1 2) z"},
		{"a |& b", "a 2>&1 | b"},
		{">x", "> x"},
	} {
		s, err := parseOne(c[0])
		if err != nil {
			if strings.Contains(err.Error(), "inline variables") {
				continue
			}
			t.Fatal(err)
		}
		if got := Command(s, c[0]); got != c[1] {
			t.Errorf("%s:\ngot  %q\nwant %q", c[0], got, c[1])
		}
	}
}

func TestHead(t *testing.T) {
	for _, c := range [][2]string{
		{`for i in 1 "$@" $(echo   a) ; do :; done`, `for i in 1 "$@" $(echo a)`},
		{"for i; do :; done", `for i in "$@"`},
		{"select x in a b; do :; done", "select x in a b"},
		{"case x$i in x) : ;; esac", "case x$i in "},
		{"(( 1 +  2 ))", "(( 1 +  2 ))"},
		{"[[ a   == b && ! ( c ) ]]", "[[ a == b && ! ( -n c ) ]]"},
	} {
		s, err := parseOne(c[0])
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Head(s.Cmd, c[0]); got != c[1] || !ok {
			t.Errorf("%s: got %q, want %q", c[0], got, c[1])
		}
	}
	src := "for ((i = 0 ; i < 1 ; )); do :; done"
	s, _ := parseOne(src)
	if got := ForExprs(s.Cmd.(*syntax.ForClause).Loop.(*syntax.CStyleLoop), src); got != [3]string{"i = 0 ", "i < 1 ", "1"} {
		t.Errorf("%q", got)
	}
}

func TestSourceCommand(t *testing.T) {
	src := "{ if cat <<A; then\nx\nA\necho $(b;c); fi; d | e <<B && f\ny\nB\n} &"
	s, err := parseOne(src)
	if err != nil {
		t.Fatal(err)
	}
	text := SourceCommand(s, src, false)
	s2, err := parseOne(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if a, b := Command(s, src), Command(s2, text); a != b {
		t.Errorf("%s\nread back:\n%s", a, b)
	}
}

func FuzzFunction(f *testing.F) {
	f.Add("f() { cat <<A | b $(c) & }\nx\nA\n")
	f.Add("a=([x]=1 [y ]= z) b[ 2 ]=")
	f.Fuzz(func(t *testing.T, src string) {
		s, err := parseOne(src)
		if err != nil || s == nil {
			return
		}
		Command(s, src)
		Function("f", s, src)
		Source("f", s, src)
		Export(s, src)
	})
}

func BenchmarkCommand(b *testing.B) {
	src := "echo one two \"$three\""
	s, _ := parseOne(src)
	for b.Loop() {
		Command(s, src)
	}
}
