package parse

import (
	"strings"
	"testing"
)

// texts joins the texts of the statements of units.
func texts(units []*Unit) string {
	var b strings.Builder
	for _, u := range units {
		for _, s := range u.Stmts {
			if b.Len() > 0 {
				b.WriteString(" ; ")
			}
			b.WriteString(strings.TrimRight(strings.TrimSuffix(u.Source(s), ";"), " "))
		}
	}
	return b.String()
}

// blanks removes the blanks that do not matter here.
func blanks(s string) string {
	return strings.ReplaceAll(strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == ' ' }), " "), " ;", ";")
}

// What is expanded was recorded from bash 5.2.15.
func TestAliases(t *testing.T) {
	for _, tc := range []struct{ aliases, text, want string }{
		{"e=echo", "e x", "echo x"},
		{"e=echo 2", "e>&1", "echo 2 >&1"},
		{"q=echo \"a", "q b\"", "echo \"a b\""},
		{"f=echo hi", ">/dev/stdout f; x=1 f", ">/dev/stdout echo hi ; x=1 echo hi"},
		{"b={", "b echo a; }", "{ echo a; }"},
		{"foo=bar", "foo() { echo x; }", "bar () { echo x; }"},
		{"l=ls ,ls=echo A ,w=W", "l w", "echo A  W"},
		{"l=ls ,ls=echo A ,w=W", "l ls w", "echo A  echo A  W"},
		{"i=if true; then", "i echo x; fi", "if true; then echo x; fi"},
		{"if=echo IF", "if x", "echo IF x"},
		{"x=echo a #", "x b; echo c\n", "echo a"},
		{"x=echo a\\", "x b", "echo a\\ b"},
		{"c=case x in", "c x) echo ok;; esac", "case x in x) echo ok;; esac"},
		{"x=echo y", "case a in x) ;; a) x;; esac", "case a in x) ;; a) echo y;; esac"},
		{"x=echo y", "for i in x; do x; done", "for i in x; do echo y; done"},
		{"x=y ,y=z ,z=echo ,k=K", "x k k", "echo   K k"},
		{"e=,k=K", "e echo k", "echo k"},
		{"e= ,k=K", "e k", "K"},
		{"a=echo", "\\a x; \"a\" x; 'a'", "\\a x ; \"a\" x ; 'a'"},
		{"a=x=(1", "a 2); echo", "x=(1 2) ; echo"},
		{"1=echo", "1 x; 1>/dev/null", "echo x ; 1>/dev/null"},
		{"f=g()", "f { echo G; }", "g() { echo G; }"},
		{"x=echo a", "function x { echo F; }", "function x { echo F; }"},
		{"a=echo x;", "a a", "echo x ; echo x"},
		{"echo=echo echo", "echo echo", "echo echo echo"},
		{"a=b,b=a", "a", "a"},
		{"a=b", "echo $(a) `a` <(a) \"$(a)\"", "echo $(b) $(b\n#`a`\n) <(b) \"$(b)\""},
		{"a=b", "a && a || a | a & a\n(a); { a; }; ! a; time a", "b && b || b | b & ; b ; (b) ; { b; } ; ! b ; time b"},
		{"a=b", "if a; then a; else a; fi; while a; do a; done", "if b; then b; else b; fi ; while b; do b; done"},
		{"a=b", "echo a; x=a; cat <<a\nx a\na\n", "echo a ; x=a ; cat <<a\nx a\na"},
		{"n=echo 1\necho 2", "n 3; echo 4\n", "echo 1 ; echo 2 3 ; echo 4"},
	} {
		cfg := &Config{Alias: func(name string) (string, bool) {
			for _, a := range strings.Split(tc.aliases, ",") {
				if value, ok := strings.CutPrefix(a, name+"="); ok {
					return value, true
				}
			}
			return "", false
		}}
		units, err := read(tc.text, cfg)
		if got := texts(units); blanks(got) != blanks(tc.want) || err != nil {
			t.Errorf("%s: %q:\n got %q %v\nwant %q", tc.aliases, tc.text, got, err, tc.want)
		}
	}
}

func TestAliasLines(t *testing.T) {
	cfg := &Config{Alias: func(name string) (string, bool) {
		return "{ a\nb\nc", name == "n"
	}}
	units, err := read("x\nn; d\ne; }\nf\n", cfg)
	if err != nil || len(units) != 3 {
		t.Fatal(units, err)
	}
	var lines []int
	for _, s := range simple(units[1]) {
		lines = append(lines, units[1].LineOf(s.Pos()))
	}
	if want := []int{2, 2, 2, 2, 3}; !equal(lines, want) {
		t.Error(lines, want)
	}
	if units[2].Line != 4 || units[2].LineOf(units[2].Stmts[0].Pos()) != 4 {
		t.Error(units[2].Line)
	}
}
