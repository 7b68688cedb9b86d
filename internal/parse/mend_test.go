package parse

import (
	"io"
	"os/exec"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

// mended are texts that bash 5.2.15 accepts, with the simple commands and the functions in them: words separated by
// blanks, with their values' stand-ins replaced.
func mended() []struct{ text, want string } {
	return []struct{ text, want string }{
		{"((a); (b))", "a ; b"},
		{"( ((a) | b) )", "a ; b"},
		{"(((a)))", ""},
		{"echo $((a); (b))", "echo $() ; a ; b"},
		{"`((a); (b))`", "$() ; a ; b"},
		{"! ! a; ! ! ! b", "a ; b"},
		{"!; ! !; { !; }", ""},
		{"time ! a; ! time b; time -p -- c; time time d", "a ; b ; c ; d"},
		{"time; time -p; x", "x"},
		{"a | time b; nameref c=d e", "a ; time b ; nameref c=d e"},
		{"foo-bar() { a; }; a.b() { :; }; 1+2() (b)", "func foo-bar ; a ; func a.b ; : ; func 1+2 ; b"},
		{`$x() { a; }; "a b" () { :; }; function $y { :; }; function z=1 () { :; }`, `func $x ; a ; func "a b" ; : ; func $y ; : ; func z=1 ; :`},
		{"declare() { a; }; function let { b; }; local () { c; }", "func declare ; a ; func let ; b ; func local ; c"},
		{"function f\n\n{ a; }", "func f ; a"},
		{"for 'x' in a; do b; done; for 1 in a; do c; done", "b ; c"},
		{"select x; do a; done; for x do a; done; for x\nin a; do b; done", "a ; a ; b"},
		{"select x; { a; }; select x in a b\n{ b; } | c", "a ; b ; c"},
		{">f let x=1 'y z'; >f declare a; </f export b", "let x=1 'y z' ; declare a ; export b"},
		{">f if a", "if a"},
		{">f for x in a; b", "for x in a ; b"},
		{"eval a=(1 'b c' $d); alias x=(1 2)", "eval a=(1 'b c' $) ; alias x=(1 2)"},
		{"declare 1a=x $b=y 'c d'=z", ""},
		{"cat <<$x; a\n$x y\n$x\nb", "cat ; a ; b"},
		{"cat <<`a b`\n`a b`\nc", "cat ; c"},
		{"cat <<\"$(a)\"\n$(b)\n$(a)\nc", "cat ; c"},
		{"cat <<E\n$(\n${x\n`\nE\nb", "cat ; b"},
		{"cat <<E\na", "cat"},
		{"cat <<E <<F\na", "cat"},
		{"echo $(cat <<E\na\nE); b", "echo $() ; cat ; b"},
		{"echo $(cat <<E); b\na\nE\nc", "echo $() ; cat ; b ; c"},
		{"echo `fi`; b", "echo $() ; eval fi ; b"},
		{"echo `echo \\\\`", `echo $() ; echo \\`},
		{"a &\\\n& b |\\\n| c", "a ; b ; c"},
		{"a >\\\n>b; c <\\\n<E\nx\nE\nd", "a ; c ; d"},
		{"echo $\\\n(b) $\\\nx", "echo $() $ ; b"},
		{"i\\\nf a; the\\\nn b; fi", "a ; b"},
		{`[[ a =~ (b|c d)+?$ ]]; [[ a =~ ^[[:alpha:]](\)) ]]; [[ ! a =~ b|c && d ]]`, ""},
		{"[[ a == +(\\() ]]; b", "b"},
		{"[[ -f a || -d b\n && ! -e c\n]]; d", "d"},
		{"[[ ! ! a ]]; [[ ( a ) ]]; [[ (a) || (b && c) ]]", ""},
		{`echo "${x:-'a}'}" ${y:-'b'}`, `echo $ $`},
		{"coproc { a; }; coproc X { b; }; coproc c d; coproc x=1 e", "a ; b ; c d ; x=1 e"},
		{"case a in (b) c;; d|e) f;& (esac) g;;& esac", "c ; f ; g"},
		{"case a in esac; case b in\nesac", ""},
		{"a {x}>f {y[1]}<&- 2>&1 &>>g >&$h", "a"},
		{"a=(x); a+=(y 'z'); a=(); a=(\n1 # c\n2\n)", ""},
		{"a=([x]y [z] [1]=)", ""},
		{"a+(b) c", "a+(b) c"},
		{"f@()", "f@('''')"},
		{"if (a) then b; fi; while { a; } do (c) done", "a ; b ; a ; c"},
		{"{ a; } 2>b | { c; } >d &", "a ; c"},
		{"a\r b\r\nc", "a\r b\r ; c"},
		{"echo \xff\xfe 'é\x80'", "echo \xff\xfe 'é\x80'"},
		{"a \U0010FE41 b", "a \U0010FE41 b"},
		{"a\x00b c", "ab c"},
	}
}

func TestMends(t *testing.T) {
	for _, tc := range mended() {
		units, err := read(tc.text, nil)
		var got []string
		for _, u := range units {
			for _, s := range u.Stmts {
				syntax.Walk(s, func(n syntax.Node) bool {
					switch n := n.(type) {
					case *syntax.FuncDecl:
						got = append(got, "func "+Bytes(n.Name.Value))
					case *syntax.CallExpr:
						if len(n.Args) > 0 {
							got = append(got, words(n.Args))
						}
					}
					return true
				})
			}
		}
		if g := strings.Join(got, " ; "); g != tc.want || err != nil {
			t.Errorf("%q:\n got %q %v\nwant %q", tc.text, g, err, tc.want)
		}
	}
}

func words(list []*syntax.Word) string {
	var out []string
	for _, w := range list {
		s := ""
		for _, p := range w.Parts {
			switch p := p.(type) {
			case *syntax.Lit:
				s += Bytes(p.Value)
			case *syntax.SglQuoted:
				s += "'" + Bytes(p.Value) + "'"
			case *syntax.ExtGlob:
				s += p.Op.String() + Bytes(p.Pattern.Value) + ")"
			case *syntax.CmdSubst:
				s += "$()"
			default:
				s += "$"
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// TestMendedByBash checks that bash takes the texts above.
func TestMendedByBash(t *testing.T) {
	bash := oracle(t)
	for _, tc := range mended() {
		if strings.IndexByte(tc.text, 0) >= 0 {
			continue
		}
		out, err := exec.Command(bash, "-O", "extglob", "-n", "-c", tc.text).CombinedOutput()
		if err != nil || strings.Contains(string(out), "syntax error") {
			t.Errorf("%q: bash says %s", tc.text, out)
		}
	}
}

// counted is a Source that counts the lines that were asked for.
type counted struct {
	Source
	n int
}

func (c *counted) ReadLine() (string, error) {
	c.n++
	return c.Source.ReadLine()
}

// A command must not cost more lines than it has: what follows may be for its own standard input.
func TestReadsNoFurther(t *testing.T) {
	for _, tc := range []struct {
		text string
		want int
	}{
		{"a\nb\n", 1},
		{"a; b &\nc\n", 1},
		{"a # x\nb\n", 1},
		{"a \\\nb\nc\n", 2},
		{"{ a; }\nb\n", 1},
		{"if a\nthen b; fi\nc\n", 2},
		{"f() { a; }\nb\n", 1},
		{"f()\n{ a; } >x\nb\n", 2},
		{"cat <<E\na\nE\nb\n", 3},
		{"cat <<-'E'; x\na\n\tE\nb\n", 3},
		{"cat <<E && { x\nE\ny; }\nb\n", 3},
		{"a &&\nb\nc\n", 2},
		{"echo *\nb\n", 1},
		{"echo $\nb\n", 1},
		{"echo $x\nb\n", 1},
		{"x=1\nb\n", 1},
		{"a=(\n1)\nb\n", 2},
		{"! a\nb\n", 1},
		{"!\nb\n", 1},
		{"time\nb\n", 1},
		{"coproc a\nb\n", 1},
		{"((1 2))\nb\n", 1},
		{"$((\na b))\nb\n", 2},
		{"case a in esac\nb\n", 1},
		{"[[ a ]]\nb\n", 1},
		{"(a)\nb\n", 1},
		{"`a`\nb\n", 1},
		{"a >b\nb\n", 1},
		{"a )\nb\n", 1},
	} {
		for _, cfg := range []*Config{nil, {Alias: func(string) (string, bool) { return "", false }}} {
			src := &counted{Source: NewText(tc.text)}
			if New(src, cfg).Next(); src.n != tc.want {
				t.Errorf("%q (%v): %d lines read, want %d", tc.text, cfg != nil, src.n, tc.want)
			}
		}
	}
}

// An interactive shell goes on with the next line after an error.
func TestGoesOn(t *testing.T) {
	r := New(NewText("a )\nb\nx=(& 1)\nc\n"), nil)
	var got []string
	for {
		u, err := r.Next()
		if err == io.EOF {
			break
		}
		if e, ok := err.(*SyntaxError); ok {
			got = append(got, itoa(e.Line))
			if e.Discard != (e.Line == 3) {
				t.Error(e)
			}
			continue
		}
		got = append(got, u.Input)
	}
	if g := strings.Join(got, ""); g != "1b\n3c\n" {
		t.Errorf("%q", g)
	}
}

func TestPosix(t *testing.T) {
	cfg := &Config{Posix: func() bool { return true }}
	units, err := read("echo \"${IFS+'bar} baz\"; a", cfg)
	if err != nil || len(simple(units[0])) != 2 {
		t.Error(units, err)
	}
}

func TestWithoutExtglob(t *testing.T) {
	cfg := &Config{Extglob: func() bool { return false }}
	units, err := read("if !(a); then [[ a == @(b|c) ]]; fi\n", cfg)
	if err != nil || len(simple(units[0])) != 1 {
		t.Error(units, err)
	}
	if _, err := read("echo @(a)\n", cfg); err == nil {
		t.Error("@(a) was taken")
	}
}

func TestTestOperators(t *testing.T) {
	for text, want := range map[string]string{
		"[[ a && b || c ]]":              "((a && b) || c)",
		"[[ a || b && c ]]":              "(a || (b && c))",
		"[[ a && b && c ]]":              "((a && b) && c)",
		"[[ ! a && b ]]":                 "(!a && b)",
		"[[ ! a || ! b && c ]]":          "(!a || (!b && c))",
		"[[ ! ( a || b ) && c ]]":        "(![(a || b)] && c)",
		"[[ a = x || b = y && ! -z c ]]": "((a = x) || ((b = y) && !-z c))",
	} {
		units, err := read(text, nil)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := testText(units[0].Stmts[0].Cmd.(*syntax.TestClause).X); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func testText(x syntax.TestExpr) string {
	switch x := x.(type) {
	case *syntax.BinaryTest:
		return "(" + testText(x.X) + " " + x.Op.String() + " " + testText(x.Y) + ")"
	case *syntax.UnaryTest:
		if x.Op == syntax.TsNot {
			return "!" + testText(x.X)
		}
		return x.Op.String() + " " + testText(x.X)
	case *syntax.ParenTest:
		return "[" + testText(x.X) + "]"
	}
	return x.(*syntax.Word).Lit()
}

func TestTexts(t *testing.T) {
	for text, want := range map[string]string{
		"a $x `b` \"c\" 'd'": "a $ $() \"c\" 'd'",
		"$((1 2))":           "$",
		"${x:-'y}'}":         "$",
		"\\$ \xff":           "\\$ \xff",
		"":                   "",
	} {
		w, u, err := Document(text)
		got := ""
		if w != nil {
			got = words([]*syntax.Word{w})
		}
		if got != want || err != nil {
			t.Errorf("Document(%q): %q %v", text, got, err)
		}
		if text == "$((1 2))" {
			if s := u.ArithmExpText(w.Parts[0].(*syntax.ArithmExp)); s != "1 2" {
				t.Errorf("Document(%q): arithmetic %q", text, s)
			}
		}
	}
	for _, text := range []string{"$(", "${x", "`", "$(fi)"} {
		if _, _, err := Document(text); err == nil {
			t.Errorf("Document(%q) was taken", text)
		}
	}
	for text, want := range map[string]string{
		"a|b":            "a|b",
		"a b;(c)|+(d)$x": "a b;(c)|+(d)$",
		"a\n'b c'|#":     "a\n'b c'|#",
		"":               "",
	} {
		w, _, err := Pattern(text)
		got := ""
		if w != nil {
			got = words([]*syntax.Word{w})
		}
		if got != want || err != nil {
			t.Errorf("Pattern(%q): %q %v", text, got, err)
		}
	}
	if ws, _, err := Words("a=1 'b c' $d"); err != nil || words(ws) != "a=1 'b c' $" {
		t.Error(ws, err)
	}
}

func TestWarnings(t *testing.T) {
	units, err := read("a\ncat <<E\nhi\n", nil)
	if err != nil || len(units) != 2 || len(units[1].Warnings) != 1 {
		t.Fatal(units, err)
	}
	want := Warning{Line: 3, Msg: "here-document at line 2 delimited by end-of-file (wanted `E')"}
	if w := units[1].Warnings[0]; w.Line != want.Line || w.Msg != want.Msg {
		t.Error(units[1].Warnings)
	}
	if hdoc := units[1].Stmts[0].Redirs[0].Hdoc.Lit(); hdoc != "hi\n" {
		t.Errorf("%q", hdoc)
	}
}
