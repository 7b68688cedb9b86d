package memory

import (
	"syscall"
	"unsafe"
)

// Expect tells that about n bytes will be allocated, after those of last.
//
// Each page of the heap that is used for the first time costs about as much as
// what fills it: two microseconds. A huge page costs as fifty of them. So one is
// asked for where what is to come reaches into a part of memory that can be one
// and has not been touched. The runtime takes 4 MB from the system at a time,
// and uses them in ascending order.
func Expect(last string, n int) {
	const (
		chunk = 4 << 20
		huge  = 2 << 20
	)
	p := uintptr(unsafe.Pointer(unsafe.StringData(last)))
	start, end := (p+huge)&^(huge-1), (p+chunk)&^(chunk-1)
	if start < end && p+uintptr(n) > start {
		syscall.RawSyscall(syscall.SYS_MADVISE, start, end-start, syscall.MADV_HUGEPAGE)
	}
}
