package event

import (
	"sync/atomic"
	"syscall"
)

// Spares is how many spare threads are wanted: one for each processor of the
// runtime, and a few for goroutines that sit in system calls.
const Spares = 8

var spared atomic.Bool

// Spare has the runtime make n threads that it then keeps, once: it ends the program
// if it needs one when there can be no more of them. If wait is on it returns when they
// are there: not in a sleep, which is to end at once with a signal.
func Spare(n int32, wait bool) {
	var p [2]int
	if n <= 0 || spared.Swap(true) || syscall.Pipe2(p[:], syscall.O_CLOEXEC) != nil {
		return
	}
	Share()
	var sitting, left atomic.Int32
	left.Store(n)
	for range n {
		go func() {
			var b [1]byte
			if sitting.Add(1) == n {
				syscall.Close(p[1])
			}
			syscall.Read(p[0], b[:]) // each in a thread of its own
			if left.Add(-1) == 0 {
				syscall.Close(p[0])
			}
		}()
	}
	for tries := 0; wait && sitting.Load() < n && tries < 100; tries++ {
		syscall.Nanosleep(&syscall.Timespec{Nsec: 1e6}, nil)
	}
}
