package interp

import (
	"slices"

	"entrysh/internal/nocmp"
	"entrysh/internal/order"
)

// An indexed array (bash manual 6.7): dense from 0 as long as it is filled
// that way, a sorted list beyond.
type indexed struct {
	dense  []string
	holes  map[int64]bool // unset indices below len(dense)
	beyond sparse         // indices above len(dense)
}

//go:noinline
func newIndexed(values []string) *indexed { return &indexed{dense: values} }

func (a *indexed) clone() *indexed {
	c := &indexed{dense: slices.Clone(a.dense), beyond: a.beyond.clone()}
	if len(a.holes) > 0 {
		c.holes = make(map[int64]bool, len(a.holes))
	}
	for i := range a.holes {
		c.holes[i] = true
	}
	return c
}

func (a *indexed) count() int { return len(a.dense) - len(a.holes) + a.beyond.n }

// last returns the highest index, -1 if there is none.
//
//go:noinline
func (a *indexed) last() int64 {
	if a.beyond.n > 0 {
		return a.beyond.last()
	}
	return int64(len(a.dense)) - 1 // the last one is never a hole
}

func (a *indexed) get(i int64) (string, bool) {
	if i < int64(len(a.dense)) {
		if a.holes != nil && a.holes[i] {
			return "", false
		}
		return a.dense[i], true
	}
	return a.beyond.get(i)
}

func (a *indexed) set(i int64, v string) {
	n := int64(len(a.dense))
	switch {
	case i < n:
		a.dense[i] = v
		delete(a.holes, i)
	case i == n:
		a.dense = append(a.dense, v)
		for a.beyond.n > 0 && a.beyond.first().index <= int64(len(a.dense)) {
			if e := a.beyond.first(); e.index == int64(len(a.dense)) {
				a.dense = append(a.dense, e.value)
			}
			a.beyond.remove(0, 0)
		}
	default:
		a.beyond.set(i, v)
	}
}

func (a *indexed) unset(i int64) {
	n := int64(len(a.dense))
	switch {
	case i < 0:
	case i == n-1:
		a.dense[i] = ""
		a.dense = a.dense[:n-1]
		for len(a.holes) > 0 && a.holes[int64(len(a.dense))-1] {
			delete(a.holes, int64(len(a.dense))-1)
			a.dense = a.dense[:len(a.dense)-1]
		}
	case i < n:
		if a.holes == nil {
			a.holes = map[int64]bool{}
		}
		a.dense[i] = ""
		a.holes[i] = true
	default:
		a.beyond.unset(i)
	}
}

// each calls f for every element in ascending order until it returns false.
func (a *indexed) each(f func(i int64, v string) bool) {
	for i, v := range a.dense {
		if a.holes != nil && a.holes[int64(i)] {
			continue
		}
		if !f(int64(i), v) {
			return
		}
	}
	a.beyond.each(f)
}

// values returns the elements in order; the caller must not change the slice.
func (a *indexed) values() []string {
	if len(a.holes) == 0 && a.beyond.n == 0 {
		return a.dense
	}
	list := make([]string, 0, a.count())
	a.each(func(_ int64, v string) bool { list = append(list, v); return true })
	return list
}

// An assoc is an associative array. Its elements come in the order in which
// bash lists them: by bucket of a hash table (FNV-1, 1024 buckets, four times
// as many whenever there are twice as many elements as buckets), latest first.
type assoc struct {
	index   map[string]int
	entries []assocEntry
	dead    int // entries without key
	order   []int
	seq     uint64
	buckets uint32 // of the table when it is empty; 0: 1024
}

type assocEntry struct {
	_          nocmp.Mark
	key, value string
	hash       uint32
	seq        uint64
	dead       bool
}

//go:noinline
func newAssoc() *assoc { return &assoc{index: map[string]int{}} }

//go:noinline
func (a *assoc) clone() *assoc {
	c := newAssoc()
	for _, e := range a.entries {
		if !e.dead {
			c.index[e.key] = len(c.entries)
			c.entries = append(c.entries, e)
		}
	}
	c.seq, c.buckets = a.seq, a.buckets
	return c
}

func fnv(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h *= 16777619
		h ^= uint32(int32(int8(s[i])))
	}
	return h
}

func (a *assoc) count() int { return len(a.index) }

//go:noinline
func (a *assoc) get(k string) (string, bool) {
	if i, ok := a.index[k]; ok {
		return a.entries[i].value, true
	}
	return "", false
}

func (a *assoc) set(k, v string) {
	if i, ok := a.index[k]; ok {
		a.entries[i].value = v
		return
	}
	a.seq++
	a.index[k] = len(a.entries)
	a.entries = append(a.entries, assocEntry{key: k, value: v, hash: fnv(k), seq: a.seq})
	a.order = nil
}

func (a *assoc) unset(k string) {
	i, ok := a.index[k]
	if !ok {
		return
	}
	delete(a.index, k)
	a.entries[i] = assocEntry{dead: true}
	a.dead++
	a.order = nil
	if a.dead > 32 && a.dead > len(a.index) {
		*a = *a.clone()
	}
}

// each calls f for every element in bash's order until it returns false.
func (a *assoc) each(f func(k, v string) bool) {
	list := a.order
	if list == nil {
		list = make([]int, 0, len(a.index))
		for i := range a.entries {
			if !a.entries[i].dead {
				list = append(list, i)
			}
		}
		buckets := a.buckets
		if buckets == 0 {
			buckets = 1024
		}
		for len(list) >= int(buckets)*2 {
			buckets *= 4
		}
		order.Sort(list, func(x, y int) bool {
			p, q := &a.entries[x], &a.entries[y]
			if b, c := p.hash&(buckets-1), q.hash&(buckets-1); b != c {
				return b < c
			}
			return p.seq > q.seq
		})
		a.order = list
	}
	for _, i := range list {
		if !f(a.entries[i].key, a.entries[i].value) {
			return
		}
	}
}

func (a *assoc) values() []string {
	list := make([]string, 0, len(a.index))
	a.each(func(_, v string) bool { list = append(list, v); return true })
	return list
}

func (a *assoc) keys() []string {
	list := make([]string, 0, len(a.index))
	a.each(func(k, _ string) bool { list = append(list, k); return true })
	return list
}
