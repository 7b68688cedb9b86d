package textbuf

import "testing"

func TestBuilder(t *testing.T) {
	var b Builder
	if s := b.String(); s != "" || b.Len() != 0 {
		t.Errorf("the zero value: %q, %d bytes", s, b.Len())
	}
	b.WriteString("one")
	before := b.String()
	b.WriteByte(' ')
	b.WriteRune('é')
	b.Grow(1000)
	b.Write([]byte{0xff})
	b.WriteString("")
	if s := b.String(); s != "one é\xff" || b.Len() != len(s) {
		t.Errorf("%q, %d bytes", s, b.Len())
	}
	if before != "one" {
		t.Errorf("a text taken before is now %q", before)
	}
	if room := testing.AllocsPerRun(100, func() {
		var b Builder
		b.Grow(100)
		for range 100 {
			b.WriteByte('x')
		}
	}); room > 1 {
		t.Errorf("%v allocations, one was asked for", room)
	}
}
