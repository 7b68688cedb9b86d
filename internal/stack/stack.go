// Package stack tells how deep the calls of a goroutine are. The Go runtime ends
// the process when a stack grows beyond a gigabyte, and nothing can be done about
// it then; a shell can be asked to recurse without end, and must end it before.
package stack

// Used returns how many bytes of its stack the goroutine uses.
func Used() uintptr

// Limit is how many bytes a goroutine may use before it must not call what can
// recurse without end. A stack has powers of 2 as sizes, and is copied as it
// grows: beyond this, the next one would take 128 MB. bash gets about a third as deep
// in the 8 MB that it usually has.
const Limit = 60 << 20

// Full reports whether the limit is reached.
func Full() bool { return Used() > Limit }
