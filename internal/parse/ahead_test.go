package parse

import (
	"io"
	"strings"
	"testing"
)

// Commands that are parsed ahead must be the same as those parsed one by one.
func TestAheadIsTheSame(t *testing.T) {
	texts := []string{script()[:20000], "a\nb\n#c\n\nd\ne )\nf\n", "a; b\n\n\nc"}
	for _, tc := range mended() {
		texts = append(texts, "x; y\n"+tc.text+"\nz\n\\\nv\n# w", tc.text)
	}
	for _, text := range texts {
		ahead, single := New(NewText(text), nil), New(&counted{Source: NewText(text)}, nil)
		for {
			u, err := ahead.Next()
			v, err2 := single.Next()
			if (err == nil) != (err2 == nil) {
				t.Errorf("%q: %v, one by one %v", text, err, err2)
			}
			if err == io.EOF || err2 == io.EOF {
				break
			}
			if err != nil {
				continue
			}
			if a, b := dump(u), dump(v); a != b || u.Input != v.Input {
				t.Errorf("%q:\n%q %s\n%q %s", text, u.Input, a, v.Input, b)
			}
		}
	}
}

// What a command changes must count for the next one, even if that has been parsed.
func TestChangesCount(t *testing.T) {
	glob := false
	cfg := &Config{Extglob: func() bool { return glob }}
	r := New(NewText("a\nb\nc\n# d\n\ne x\n!(f)\n"), cfg)
	next := func() string {
		t.Helper()
		u, err := r.Next()
		if err != nil {
			return err.Error()
		}
		return strings.TrimSpace(texts([]*Unit{u})) + " " + itoa(u.LineOf(u.Stmts[0].Pos()))
	}
	for i, want := range []string{"a 1", "B 2", "c 3", "e x 6", "!(f) 7", "EOF"} {
		switch i {
		case 1:
			cfg.Alias = func(name string) (string, bool) { return "B", name == "b" }
		case 2:
			cfg.Alias = nil
		case 3:
			glob = true
		}
		if got := next(); got != want {
			t.Errorf("%d: %s, want %s", i, got, want)
		}
	}
}
