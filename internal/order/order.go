// Package order sorts, stably. The standard library has several sorts for a
// list of any type, and compiles twenty functions for each type; here one
// function does the work for all.
package order

// Sort sorts a list.
func Sort[T any](list []T, less func(a, b T) bool) {
	for i := 1; i < len(list); i++ {
		if less(list[i], list[i-1]) {
			sorted := make([]T, len(list))
			for to, from := range places(len(list), func(i, j int) bool { return less(list[i], list[j]) }) {
				sorted[to] = list[from]
			}
			copy(list, sorted)
			return
		}
	}
}

// Strings sorts by the values of the bytes.
//
//go:noinline
func Strings(list []string) { Sort(list, func(a, b string) bool { return a < b }) }

// places returns where the elements of the sorted list are in a list of n. It
// merges: blocks of a few, which are sorted by insertion, then pairs of blocks.
func places(n int, less func(i, j int) bool) []int {
	const block = 12
	src, dst := make([]int, n), make([]int, n)
	for i := range src {
		j := i
		for ; j%block > 0 && less(i, src[j-1]); j-- {
			src[j] = src[j-1]
		}
		src[j] = i
	}
	for width := block; width < n; width *= 2 {
		for from := 0; from < n; from += 2 * width {
			mid, end := min(from+width, n), min(from+2*width, n)
			for to, a, b := from, from, mid; to < end; to++ {
				if a == mid || b < end && less(src[b], src[a]) {
					dst[to] = src[b]
					b++
				} else {
					dst[to] = src[a]
					a++
				}
			}
		}
		src, dst = dst, src
	}
	return src
}
