//go:build !pprof

package sig

// profiled leaves PROF to the Go runtime's profiler (cmd/entrysh/profile.go).
const profiled = false
