//go:build pprof

package main

import (
	"os"
	"runtime"
	"runtime/pprof"

	"entrysh/internal/early"
	"entrysh/internal/strfn"
)

// A shell built with `-tags pprof` writes profiles for `go tool pprof` to the
// files that CPU_PROFILE, HEAP_PROFILE and ALLOCS_PROFILE name. PROF cannot be
// trapped then. Only what ends in an exit of this process leaves a profile.
func init() { profile = startProfile }

func startProfile() (stop func()) {
	runtime.LockOSThread() // the profiler has a goroutine
	if name := getenv("CPU_PROFILE"); name != "" {
		if f, err := os.Create(name); err == nil {
			pprof.StartCPUProfile(f)
		}
	}
	if getenv("ALLOCS_PROFILE") != "" {
		runtime.MemProfileRate = 512
	}
	return func() {
		pprof.StopCPUProfile()
		writeProfile("heap", getenv("HEAP_PROFILE"))
		writeProfile("allocs", getenv("ALLOCS_PROFILE"))
	}
}

func writeProfile(kind, name string) {
	if name == "" {
		return
	}
	if f, err := os.Create(name); err == nil {
		runtime.GC()
		pprof.Lookup(kind).WriteTo(f, 0)
		f.Close()
	}
}

func getenv(name string) string {
	for _, v := range early.Environ() {
		if value, ok := strfn.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}
