package parse

import (
	"io"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

// read returns the units of a text, up to the first error.
func read(text string, cfg *Config) (units []*Unit, err error) {
	for r := New(NewText(text), cfg); ; {
		u, err := r.Next()
		if err == io.EOF {
			return units, nil
		}
		if err != nil {
			return units, err
		}
		units = append(units, u)
	}
}

func TestUnits(t *testing.T) {
	for _, tc := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"echo a", []string{"echo a"}},
		{"a; b\nc\n", []string{"a; b\n", "c\n"}},
		{"# x\n\n a\n\n# y", []string{"# x\n\n a\n", "\n# y"}},
		{"if a\nthen b\nfi; c\nd", []string{"if a\nthen b\nfi; c\n", "d"}},
		{"cat <<E; b\n1\nE\nc\n", []string{"cat <<E; b\n1\nE\n", "c\n"}},
		{"cat <<E && cat <<'F'\n1\nE\n2\nF\nc\n", []string{"cat <<E && cat <<'F'\n1\nE\n2\nF\n", "c\n"}},
		{"f() # x\n{ a; }\nb\n", []string{"f() # x\n{ a; }\n", "b\n"}},
		{"a \\\nb\nc\n", []string{"a \\\nb\n", "c\n"}},
		{"a &\nb\n", []string{"a &\n", "b\n"}},
		{"a ; # x\nb\n", []string{"a ; # x\n", "b\n"}},
		{"a |\n\n# c\nb\nc\n", []string{"a |\n\n# c\nb\n", "c\n"}},
		{"echo '\n' \"\n\" $(\n) `\n`\nb\n", []string{"echo '\n' \"\n\" $(\n) `\n`\n", "b\n"}},
		{"case a in\na) b;;\nesac\nc", []string{"case a in\na) b;;\nesac\n", "c"}},
		{"x=(\na\n)\nc", []string{"x=(\na\n)\n", "c"}},
		{"exit\n)\n", []string{"exit\n"}},
		{"\\\necho a\n", []string{"\\\necho a\n"}},
	} {
		units, _ := read(tc.text, nil)
		for i, u := range units {
			if i >= len(tc.want) || u.Input != tc.want[i] {
				t.Errorf("%q: unit %d is %q", tc.text, i, u.Input)
			}
		}
		if len(units) != len(tc.want) {
			t.Errorf("%q: %d units, want %d", tc.text, len(units), len(tc.want))
		}
	}
}

// simple returns the simple commands of a unit.
func simple(u *Unit) (cmds []*syntax.CallExpr) {
	for _, s := range u.Stmts {
		syntax.Walk(s, func(n syntax.Node) bool {
			if c, ok := n.(*syntax.CallExpr); ok {
				cmds = append(cmds, c)
			}
			return true
		})
	}
	return cmds
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestLines(t *testing.T) {
	for _, tc := range []struct {
		text string
		want []int
	}{
		{"a\nb; c\n\n# x\nd\n", []int{1, 2, 2, 5}},
		{"{ a\n\nb \\\n c; d; }\ne", []int{1, 3, 4, 5}},
		{"a '\n' $(\nb) \"\n$(c)\"; d\ne", []int{1, 3, 4, 4, 5}},
		{"x=$((\n1 = 2)) a; b\nc\n", []int{1, 2, 3}},                // arithmetic is masked
		{"a ${x!\n} `b\\\\\nc` $(d); e\nf\n", []int{1, 3, 3, 3, 4}}, // a bad substitution; backquotes become $( ); bc has the line of its end
		{"a ${x!} `b # c\nd`; e\nf\n", []int{1, 1, 2, 2, 3}},
		{"a ${x!} $(cat <<E\nx\nE); b\nc", []int{1, 1, 3, 4}},
		{"cat <<E ${x!}; a\n1\n2\nE\nb\n", []int{1, 1, 5}},
	} {
		units, err := read(tc.text, nil)
		var lines []int
		for _, u := range units {
			for _, c := range simple(u) {
				lines = append(lines, u.LineOf(c.Pos()))
			}
		}
		if !equal(lines, tc.want) || err != nil {
			t.Errorf("%q: %v %v, want %v", tc.text, lines, err, tc.want)
		}
	}
}
