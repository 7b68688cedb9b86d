// Package strfn has functions of package strings that are called, not copied
// into each place that uses them, as the compiler does with the small ones of
// that package: that took 20 kB of the binary. Where speed counts, use strings.
package strfn

import "strings"

//go:noinline
func IndexByte(s string, c byte) int { return strings.IndexByte(s, c) }

//go:noinline
func LastIndexByte(s string, c byte) int { return strings.LastIndexByte(s, c) }

//go:noinline
func HasPrefix(s, prefix string) bool { return strings.HasPrefix(s, prefix) }

//go:noinline
func HasSuffix(s, suffix string) bool { return strings.HasSuffix(s, suffix) }

//go:noinline
func Cut(s, sep string) (before, after string, found bool) { return strings.Cut(s, sep) }

//go:noinline
func CutPrefix(s, prefix string) (after string, found bool) { return strings.CutPrefix(s, prefix) }

//go:noinline
func TrimPrefix(s, prefix string) string { return strings.TrimPrefix(s, prefix) }

//go:noinline
func TrimSuffix(s, suffix string) string { return strings.TrimSuffix(s, suffix) }

//go:noinline
func ReplaceAll(s, old, new string) string { return strings.ReplaceAll(s, old, new) }

//go:noinline
func Split(s, sep string) []string { return strings.Split(s, sep) }

//go:noinline
func Contains(s, substr string) bool { return strings.Contains(s, substr) }

//go:noinline
func ContainsAny(s, chars string) bool { return strings.ContainsAny(s, chars) }

//go:noinline
func Index(s, substr string) int { return strings.Index(s, substr) }

// Without takes those out of the list for which drop is true.
//
//go:noinline
func Without(list []string, drop func(string) bool) []string {
	kept := list[:0]
	for _, s := range list {
		if !drop(s) {
			kept = append(kept, s)
		}
	}
	return kept
}
