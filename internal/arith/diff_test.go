package arith

import (
	"flag"
	"math/rand"
	"strings"
	"testing"
)

var (
	diffCount = flag.Int("diff", 1500, "random expressions to compare with bash")
	diffSeed  = flag.Int64("seed", 1, "seed for random expressions")
)

var atoms = []string{
	"0", "1", "2", "3", "7", "-1", "x", "y", "i", "a", "m", "s", "w", "k", "e", "n", "o", "p", "unset", "a[1]", "a[i]", "b[y]", "a[-1]", "a[i++]", "b[x=2]", "a[1,2]",
	"08", "0x1F", "0", "16#ff", "64#@_", "9223372036854775807", "9223372036854775808", "010", "x++", "y--", "++x", "--y", "++a[0]", "a[2]++",
}

var rareAtoms = []string{"z", "v", "r", "q", "u", "2#2", "1a", "65#1", "2#", "", "(", ")", "@", "x y", "1 2", "x++ ++", "=", "a[1/0]", "a[1+]", "a["}

var operators = []string{"+", "-", "*", "/", "%", "**", "<<", ">>", "<", "<=", ">", ">=", "==", "!=", "&", "^", "|", "&&", "||", ",", "&&", "||"}

var targets = []string{"x", "y", "i", "a[1]", "a[i]", "a[i++]", "b[0]", "a"}

var assigns = []string{"=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="}

// randomExpr is a mostly well-formed expression.
func randomExpr(r *rand.Rand, depth int) string {
	pick := func(list []string) string { return list[r.Intn(len(list))] }
	gap := func() string { return pick([]string{"", "", " ", " ", "\t", "  ", "\n"}) }
	if depth <= 0 {
		if r.Intn(25) == 0 {
			return pick(rareAtoms)
		}
		return pick(atoms)
	}
	sub := func() string { return randomExpr(r, depth-1-r.Intn(2)) }
	switch n := r.Intn(20); {
	case n < 9:
		return sub() + gap() + pick(operators) + gap() + sub()
	case n < 11:
		return pick([]string{"-", "+", "!", "~", "- ", "--", "++"}) + sub()
	case n < 14:
		return "(" + gap() + sub() + gap() + ")"
	case n < 16:
		return sub() + gap() + "?" + gap() + sub() + gap() + ":" + gap() + sub()
	case n < 18:
		return "(" + pick(targets) + gap() + pick(assigns) + gap() + sub() + ")"
	case n < 19:
		return pick(targets) + gap() + pick(assigns) + gap() + sub()
	}
	return sub()
}

// randomTokens is a text that is hardly ever well-formed.
func randomTokens(r *rand.Rand) string {
	var b strings.Builder
	for n := 1 + r.Intn(6); n > 0; n-- {
		switch r.Intn(6) {
		case 0, 1:
			b.WriteString(atoms[r.Intn(len(atoms))])
		case 2:
			b.WriteString(operators[r.Intn(len(operators))])
		case 3:
			b.WriteString([]string{"(", ")", "?", ":", "!", "~", "=", "+", "-", "++", "--", "@", ".", "#", "$"}[r.Intn(15)])
		case 4:
			b.WriteString(assigns[r.Intn(len(assigns))])
		case 5:
			b.WriteString(rareAtoms[r.Intn(len(rareAtoms))])
		}
		b.WriteString([]string{"", " ", " "}[r.Intn(3)])
	}
	return b.String()
}

func TestRandomAgainstBash(t *testing.T) {
	n := *diffCount
	if testing.Short() {
		n = 200
	}
	r := rand.New(rand.NewSource(*diffSeed))
	var exprs []string
	for len(exprs) < n {
		s := randomExpr(r, 1+r.Intn(4))
		if len(exprs)%3 == 0 {
			s = randomTokens(r)
		}
		exprs = append(exprs, s)
	}
	want := inBash(t, exprs)
	for i, s := range exprs {
		if got := here(s); !same(got, want[i]) {
			t.Errorf("%q\n got %q\nwant %q", s, got, want[i])
		}
	}
}

// same compares what is comparable: a mistake in a subscript ends bash's
// command at once with a message that depends on the array code, and a huge
// index is not for the test's arrays.
func same(got, want string) bool {
	return got == want || strings.Contains(want, "bad array subscript") && !strings.Contains(want, "bad array subscript (error") || strings.Contains(got, "test array too long")
}
