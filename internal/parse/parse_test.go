package parse

import (
	"io"
	"testing"
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
		{"# x\n\n a\n\n# y", []string{" a\n", ""}},
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
		{"\\\necho a\n", []string{"echo a\n"}},
	} {
		units, _ := read(tc.text, nil)
		for i, u := range units {
			if i >= len(tc.want) || u.Text != tc.want[i] {
				t.Errorf("%q: unit %d is %q", tc.text, i, u.Text)
			}
		}
		if len(units) != len(tc.want) {
			t.Errorf("%q: %d units, want %d", tc.text, len(units), len(tc.want))
		}
	}
}
