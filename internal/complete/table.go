package complete

import (
	"entrysh/internal/order"
	"entrysh/internal/strfn"
)

// Table holds the specifications of commands.
type Table struct {
	specs map[string]*entry
	count int
}

type entry struct {
	spec *Spec
	born int
}

// Get returns the specification of a command, or nil.
func (t *Table) Get(name string) *Spec {
	if e := t.specs[name]; e != nil {
		return e.spec
	}
	return nil
}

// Put stores a specification, in place of an older one of the same name.
//
//go:noinline
func (t *Table) Put(name string, s *Spec) {
	if t.specs == nil {
		t.specs = make(map[string]*entry)
	}
	if e := t.specs[name]; e != nil {
		e.spec = s
		return
	}
	t.count++
	t.specs[name] = &entry{s, t.count}
}

// Remove deletes a specification and reports whether there was one. As bash has
// it, all is well as long as there is no table.
func (t *Table) Remove(name string) bool {
	if t.specs == nil {
		return true
	}
	_, ok := t.specs[name]
	delete(t.specs, name)
	return ok
}

// Clone returns a table of its own with the same specifications.
func (t *Table) Clone() *Table {
	c := &Table{count: t.count}
	if t.specs != nil {
		c.specs = make(map[string]*entry, len(t.specs))
	}
	for n, e := range t.specs {
		x := *e
		c.specs[n] = &x
	}
	return c
}

// Empty reports whether there has been no specification.
func (t *Table) Empty() bool { return t.specs == nil }

// Clear deletes all specifications.
func (t *Table) Clear() { clear(t.specs) }

// Names returns the names in the order in which complete -p lists them: that
// of bash's hash table.
func (t *Table) Names() []string {
	names := make([]string, 0, len(t.specs))
	for n := range t.specs {
		names = append(names, n)
	}
	order.Sort(names, func(a, b string) bool {
		if x, y := bucket(a), bucket(b); x != y {
			return x < y
		}
		return t.specs[b].born < t.specs[a].born
	})
	return names
}

// bucket is the low bits of the 32-bit FNV-1 hash.
func bucket(s string) int {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = h*16777619 ^ uint32(s[i])
	}
	return int(h & 511)
}

// Print returns the line of complete -p for a specification, without newline.
func (s *Spec) Print(name string) string {
	b := []byte("complete")
	for i, n := range optionNames {
		if s.HasOption(Option(i)) {
			b = append(append(b, " -o "...), n...)
		}
	}
	short := uint32(0)
	for i, a := range letterActions {
		if short |= 1 << a; s.Has(a) {
			b = append(b, ' ', '-', letters[i])
		}
	}
	for i, n := range actionNames {
		if s.Has(Action(i)) && short>>i&1 == 0 {
			b = append(append(b, " -A "...), n...)
		}
	}
	for _, o := range [...]struct {
		letter byte
		value  *string
	}{{'G', s.Glob}, {'W', s.Words}, {'P', s.Prefix}, {'S', s.Suffix}, {'X', s.Filter}, {'C', s.Command}} {
		if o.value != nil {
			b = append(b, ' ', '-', o.letter, ' ')
			b = append(b, quote(*o.value)...)
		}
	}
	if s.Function != nil {
		b = append(append(b, " -F "...), quoteIf(*s.Function)...)
	}
	return string(append(append(b, ' '), printName(name)...))
}

// PrintOptions returns the line of compopt for a specification, without newline.
func (s *Spec) PrintOptions(name string) string {
	b := []byte("compopt")
	for i, n := range optionNames {
		sign := byte('+')
		if s.HasOption(Option(i)) {
			sign = '-'
		}
		b = append(append(b, ' ', sign, 'o', ' '), n...)
	}
	return string(append(append(b, ' '), printName(name)...))
}

//go:noinline
func printName(name string) string {
	switch name {
	case DefaultName:
		return "-D"
	case EmptyName:
		return "-E"
	case InitialName:
		return "-I"
	}
	return quoteIf(name)
}

func quote(s string) string { return "'" + strfn.ReplaceAll(s, "'", `'\''`) + "'" }

// quoteIf quotes a name with characters special to the shell.
func quoteIf(s string) string {
	if s == "" || strfn.ContainsAny(s, " \t\n'\"\\|&;()<>!{}*[]?^$`") || strfn.HasPrefix(s, "~") ||
		strfn.HasPrefix(s, "#") || strfn.Contains(s, ":~") || strfn.Contains(s, "=~") {
		return quote(s)
	}
	return s
}
