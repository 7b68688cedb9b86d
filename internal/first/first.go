// Package first does what has to be done before any other package is
// initialized. It imports unsafe alone, and its path sorts before those of the standard
// library's packages that do work at their start: so it comes first.
//
// The main goroutine's stack grows to what the start of a shell needs. Otherwise
// it is copied five times on the way, and each time the runtime looks through
// its tables of functions, which the kernel has to bring in.
//
// And packages are not initialized of which nothing but the initialization is
// linked: see skip.
package first

func init() {
	need()
	skip()
}

// need is a function with a large frame.
func need()
