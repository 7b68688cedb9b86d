package arith

import (
	"math/rand"
	"strings"
	"testing"
)

// parts splits s at each $, which stands for an opaque part, numbered from 0.
func parts(s string) []Part {
	var list []Part
	for i, lit := range strings.Split(s, "$") {
		if i > 0 {
			list = append(list, Part{Opaque: true, Index: i - 1})
		}
		if lit != "" {
			list = append(list, Part{Lit: lit})
		}
	}
	return list
}

func TestParseTemplate(t *testing.T) {
	for _, c := range []struct {
		s  string
		ok bool
	}{
		{"$", true}, {"$+$", true}, {" $ * ( $ - x ) ", true}, {"x=$", true}, {"x+=$,x", true}, {"a[$]", true}, {"a[$+1]++", true}, {"a[$]=$", true},
		{"-$", true}, {"x-$", true}, {"$?$:$", true}, {"10#$", true}, {"16#$ + 1", true}, {"1", true}, {"x", true}, {"", true}, {"$**2", true},
		{"1$", false}, {"$1", false}, {"x$", false}, {"$x", false}, {"$$", false}, {"$[0]", false}, {"$=1", false}, {"$+=1", false}, {"$++", false},
		{"--$", true}, {"x--$", false}, {"$ $", false}, {"$ x", false}, {"1 $", false}, {"($", false}, {"+", false}, {"x[$", false}, {"0x$", false},
		{"08#$", false}, {"65#$", false}, {"1#$", false}, {"10#5$", false}, {"10#$$", false}, {"$#1", false}, {"a[$x]", false}, {"a[x$]", false},
		{"a$[1]", false}, {"0 && 2**$", false}, {"2**$", true}, {"$@", false}, {"\x00", false}, {"a[x y]", true}, {"a[$ y]", false},
	} {
		e, ok := ParseTemplate(parts(c.s))
		if ok != c.ok || ok != (e != nil) {
			t.Errorf("ParseTemplate(%q) = %v", c.s, ok)
		}
	}
}

func TestTemplateError(t *testing.T) {
	e, ok := ParseTemplate(parts(" $+x / $ "))
	if !ok {
		t.Fatal("no template")
	}
	bad := e.(*Binary).Y.(*Binary).Bad
	got := bad.Fill(func(i int) string { return []string{" 7", "0x0"}[i] }).Error()
	if want := `7+x / 0x0 : division by 0 (error token is "0x0 ")`; got != want {
		t.Errorf("got %s", got)
	}
}

// fillNode is e with the values in place of each Param; false if one does not
// suit.
func fillNode(e Expr, values []string) (Expr, bool) {
	ok := true
	f := func(x Expr) Expr {
		y, fine := fillNode(x, values)
		ok = ok && fine
		return y
	}
	fv := func(v *Var) *Var {
		w := *v
		w.Sub = Fill(v.Sub, func(i int) string { return values[i] })
		return &w
	}
	fe := func(e *Error) *Error {
		if e == nil {
			return nil
		}
		return e.Fill(func(i int) string { return values[i] })
	}
	switch e := e.(type) {
	case *Param:
		v, fine := e.Value(values[e.Index])
		return &Num{v}, fine
	case *Var:
		if e.SubExpr != nil {
			f(e.SubExpr)
		}
		return fv(e), ok
	case *Unary:
		return &Unary{Op: e.Op, X: f(e.X)}, ok
	case *Binary:
		return &Binary{Op: e.Op, X: f(e.X), Y: f(e.Y), Bad: fe(e.Bad)}, ok
	case *Logic:
		return &Logic{Op: e.Op, X: f(e.X), Y: f(e.Y)}, ok
	case *Cond:
		return &Cond{C: f(e.C), T: f(e.T), F: f(e.F)}, ok
	case *Assign:
		return &Assign{Op: e.Op, L: fv(e.L), X: f(e.X), Bad: fe(e.Bad)}, ok
	case *IncDec:
		return &IncDec{L: fv(e.L), Delta: e.Delta, Post: e.Post}, ok
	case *Fail:
		return &Fail{fe(e.Err)}, ok
	case *Comma:
		return &Comma{X: f(e.X), Y: f(e.Y)}, ok
	}
	return e, ok
}

// A template gives what the expanded text gives.
func TestTemplateAgainstText(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	values := []string{"0", "1", "5", "-1", "-3", "+2", " 4 ", " -2", "0x1f", "010", "16#f", "64#@"}
	odd := []string{"", "x", "08", "y++", "1+1", "- 1", "--1", "7_"}
	good := 0
	for range 30000 {
		s := randomExpr(r, 1+r.Intn(4))
		if r.Intn(4) == 0 {
			s = randomTokens(r)
		}
		s = strings.ReplaceAll(s, "$", "@")
		// Put marked places where operands, and sometimes other things, were.
		for range 3 {
			old := []string{"1", "2", "3", "7", "0", "x", "y", "m", "e"}[r.Intn(9)]
			if r.Intn(2) == 0 {
				s = strings.Replace(s, old, "$", 1)
			} else if i := strings.LastIndex(s, old); i >= 0 {
				s = s[:i] + "$" + s[i+1:]
			}
		}
		if r.Intn(20) == 0 {
			s = strings.Replace(s, "$", []string{"10#$", "16#$"}[r.Intn(2)], 1)
		}
		vals := make([]string, strings.Count(s, "$"))
		for i := range vals {
			vals[i] = values[r.Intn(len(values))]
			if r.Intn(20) == 0 {
				vals[i] = odd[r.Intn(len(odd))]
			}
		}
		e, ok := ParseTemplate(parts(s))
		if !ok {
			continue
		}
		if e, ok = fillNode(e, vals); !ok {
			continue
		}
		good++
		text := s
		for _, v := range vals {
			text = strings.Replace(text, "$", v, 1)
		}
		env := newTestEnv()
		v, err := Eval(e, env)
		got := Format(v)
		if err != nil {
			got = err.Error()
		}
		got += env.state()
		if want := here(text); got != want && !strings.Contains(want, msgRecursion) {
			t.Fatalf("%q with %q\n got %q\nwant %q", s, vals, got, want)
		}
	}
	if good < 3000 {
		t.Errorf("only %d templates", good)
	}
}
