//go:build pprof

package sig

// profiled leaves PROF to the Go runtime's profiler.
const profiled = true
