//go:build pprof

package main

import (
	"os"
	"runtime"
	"runtime/pprof"
)

// A shell built with `-tags pprof` writes profiles for `go tool pprof` to the
// files that CPU_PROFILE, HEAP_PROFILE and ALLOCS_PROFILE name. PROF cannot be
// trapped then. Only what ends in an exit of this process leaves a profile.
func init() { profile = startProfile }

func startProfile() (stop func()) {
	if name := os.Getenv("CPU_PROFILE"); name != "" {
		if f, err := os.Create(name); err == nil {
			pprof.StartCPUProfile(f)
		}
	}
	if os.Getenv("ALLOCS_PROFILE") != "" {
		runtime.MemProfileRate = 512
	}
	return func() {
		pprof.StopCPUProfile()
		write("heap", os.Getenv("HEAP_PROFILE"))
		write("allocs", os.Getenv("ALLOCS_PROFILE"))
	}
}

func write(kind, name string) {
	if name == "" {
		return
	}
	if f, err := os.Create(name); err == nil {
		runtime.GC()
		pprof.Lookup(kind).WriteTo(f, 0)
		f.Close()
	}
}
