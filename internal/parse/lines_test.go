package parse

import (
	"slices"
	"testing"
)

func TestLinesOfCopy(t *testing.T) {
	next := func(text string, first int) *Unit {
		u, err := New(NewText(text), &Config{FirstLine: first}).Next()
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	u := next("{\n\n a; b \\\n | c\n x=$(\nd); }\n", 10)
	lines := u.Lines(u.Stmts)
	want := []int{10, 12, 12, 12, 13, 14, 15}
	if !slices.Equal(lines, want) {
		t.Errorf("Lines = %v, want %v", lines, want)
	}
	copied := next("{ a; b | c; x=$(d); }\n", 1)
	if left := copied.SetLines(copied.Stmts, append(lines, 99)); len(left) != 1 {
		t.Errorf("SetLines leaves %v", left)
	}
	if got := copied.Lines(copied.Stmts); !slices.Equal(got, want) {
		t.Errorf("Lines of the copy = %v, want %v", got, want)
	}
	if left := copied.SetLines(copied.Stmts, lines[:3]); left != nil || !slices.Equal(copied.Lines(copied.Stmts), want) {
		t.Errorf("too few lines are used")
	}
}
