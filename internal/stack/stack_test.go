package stack

import "testing"

//go:noinline
func deep(n int) uintptr {
	var room [1 << 10]byte
	room[n&1023] = 1
	if n == 0 {
		return Used()
	}
	return deep(n-1) + uintptr(room[(n+1)&1023])
}

func TestUsed(t *testing.T) {
	done := make(chan [2]uintptr)
	go func() { done <- [2]uintptr{deep(1), deep(10001)} }()
	u := <-done
	if d := u[1] - u[0]; u[0] > 8<<10 || d < 10000<<10 || d > 10000<<11 {
		t.Errorf("%d, then %d bytes", u[0], u[1])
	}
}
