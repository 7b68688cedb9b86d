package interp

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// TestIndexed compares arrays with maps, while elements come and go at random,
// from the front and from the back.
func TestIndexed(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		a, model := &indexed{}, map[int64]string{}
		span := []int64{8, 300, 5000}[seed%3]
		for step := range 6000 {
			i := r.Int64N(span)
			switch seed % 5 {
			case 1: // upwards
				i = int64(step) % span
			case 2: // downwards
				i = span - 1 - int64(step)%span
			}
			if r.IntN(4) == 0 && step > 2000 {
				a.unset(i)
				delete(model, i)
			} else {
				v := strconv.Itoa(step)
				a.set(i, v)
				model[i] = v
			}
			if step == 3000 {
				c := a.clone()
				a.set(span+7, "only here")
				if _, ok := c.get(span + 7); ok {
					t.Fatal("a clone changed with the array")
				}
				a = c
			}
			if got, ok := a.get(i); got != model[i] || ok != (model[i] != "") {
				t.Fatalf("seed %d, step %d: element %d is %q, want %q", seed, step, i, got, model[i])
			}
		}
		keys := slices.Sorted(maps.Keys(model))
		var got []int64
		a.each(func(i int64, v string) bool {
			if v != model[i] {
				t.Errorf("seed %d: element %d is %q, want %q", seed, i, v, model[i])
			}
			got = append(got, i)
			return true
		})
		if !slices.Equal(got, keys) || a.count() != len(keys) {
			t.Errorf("seed %d: %d elements counted, %d listed, want %d", seed, a.count(), len(got), len(keys))
		}
		if last := a.last(); len(keys) > 0 && last != keys[len(keys)-1] {
			t.Errorf("seed %d: last is %d, want %d", seed, last, keys[len(keys)-1])
		}
	}
}
