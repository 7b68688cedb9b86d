package arith

import (
	"strings"
	"testing"
)

func seeds(f *testing.F) {
	exprs, _ := readTable(f)
	for _, s := range exprs {
		f.Add(s)
	}
}

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		e, err := Parse(s)
		if e == nil {
			t.Fatal("no tree")
		}
		if err != nil && (err.Msg == "" || !strings.Contains(s, err.Expr)) {
			t.Fatalf("%#v", err)
		}
		if v, ok := ParseInt(s); ok {
			if n, isNum := e.(*Num); err != nil || !isNum || n.Val != v {
				t.Fatalf("ParseInt %d, Parse %v %v", v, e, err)
			}
		}
		if e, ok := ParseTemplate(parts(s)); ok != (e != nil) {
			t.Fatal("template")
		}
	})
}

func FuzzEval(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		env := newTestEnv()
		env.steps = 20000 // x="x+x" takes a while
		_, perr := Parse(s)
		_, err := EvalString(s, env)
		if perr != nil && err == nil {
			t.Fatalf("Parse: %v, no error from EvalString", perr)
		}
		if env.nesting != (Nesting{}) {
			t.Fatal("nesting is not back at 0")
		}
	})
}
