package memory

import "runtime"

// A collection is carried out by goroutines of the runtime and by those that
// allocate. While the shell's goroutine is alone on one processor and nothing
// takes that from it (see early.MonitorHeld), the runtime's own only come to
// it when the shell sleeps; and where the machine is so busy that little is
// done in much time, the runtime excuses the shell from its part, lest
// collections take more than half of the time. Then a collection would not end
// as long as the shell has something to do, and the memory would grow.
// So the shell yields now and then while there is a collection.

// barrier is the runtime's flag that there is a collection: what compiled code
// looks at before it writes a pointer.
var barrier *uint32

func barrierAddress() *uint32

// Watch has Collecting tell of collections; before, it says that there is none.
func Watch() { barrier = barrierAddress() }

// Collecting reports whether there is a collection. It is two loads.
func Collecting() bool { return barrier != nil && *barrier != 0 }

var called uint

// Yield lets the runtime's goroutines have the processor, once in many calls.
// It is for the main goroutine.
func Yield() {
	if called++; called%8 == 0 {
		runtime.Gosched()
	}
}
