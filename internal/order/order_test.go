package order

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
)

func TestSort(t *testing.T) {
	type pair struct{ key, born int }
	for n := range 200 {
		for _, keys := range []int{1, 3, n + 1} {
			list := make([]pair, n)
			for i := range list {
				list[i] = pair{rand.Intn(keys), i}
			}
			want := slices.Clone(list)
			slices.SortStableFunc(want, func(a, b pair) int { return a.key - b.key })
			Sort(list, func(a, b pair) bool { return a.key < b.key })
			if !slices.Equal(list, want) {
				t.Fatalf("%d elements:\n%v\nwant\n%v", n, list, want)
			}
			Sort(list, func(a, b pair) bool { return a.key < b.key })
			if !slices.Equal(list, want) {
				t.Fatalf("%d sorted elements:\n%v\nwant\n%v", n, list, want)
			}
		}
	}
}

func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("name-%d", rand.Intn(10*n))
	}
	return list
}

func TestStrings(t *testing.T) {
	list := names(1000)
	want := slices.Sorted(slices.Values(list))
	if Strings(list); !slices.Equal(list, want) {
		t.Errorf("%q", list)
	}
}

func BenchmarkStrings(b *testing.B) {
	all := names(10_000)
	list := make([]string, len(all))
	for _, s := range []struct {
		name string
		sort func([]string)
	}{{"order", Strings}, {"slices", slices.Sort[[]string]}} {
		b.Run(s.name, func(b *testing.B) {
			for b.Loop() {
				copy(list, all)
				s.sort(list)
			}
		})
	}
}
