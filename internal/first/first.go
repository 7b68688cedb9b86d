// Package first does what has to be done before any other package is
// initialized. It imports nothing, and its path sorts before those of the standard
// library's packages that do work at their start: so it comes first.
//
// The main goroutine's stack grows to what the start of a shell needs. Otherwise
// it is copied five times on the way, and each time the runtime looks through
// its tables of functions, which the kernel has to bring in.
//
// And packages are not initialized of which nothing but the initialization would
// be linked: see tasks.s. Builds for profiles (see cmd/entrysh) do use them, and
// so does `go build -cover`, which needs -tags pprof too.
package first

func init() {
	need()
}

// need is a function with a large frame.
func need()
