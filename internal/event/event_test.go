package event

import (
	"syscall"
	"testing"
	"time"
)

func waker(t *testing.T) *Waker {
	t.Helper()
	w, err := NewWaker()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

func pipe(t *testing.T) (r, w int) {
	t.Helper()
	var p [2]int
	if err := syscall.Pipe2(p[:], syscall.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(p[0]); syscall.Close(p[1]) })
	return p[0], p[1]
}

func soon() time.Time { return time.Now().Add(30 * time.Millisecond) }

// never is a deadline that a test does not reach unless it fails.
func never() time.Time { return time.Now().Add(10 * time.Second) }

// sleep is Sleep on, when a signal (of the Go runtime) has ended it.
func (w *Waker) sleep(fds []Fd, deadline time.Time) (n int, late bool) {
	for n == 0 && !late {
		n, late = w.Sleep(fds, deadline)
	}
	return n, late
}

// woken reports whether a wake is there for the next sleep.
func (w *Waker) woken() bool { return Ready(w.FD(), In) }

func TestWakeBeforeSleep(t *testing.T) {
	w := waker(t)
	w.Wake()
	w.Wake()
	if n, late := w.Sleep(nil, never()); n != 0 || late {
		t.Errorf("Sleep after Wake = %d, %v", n, late)
	}
	if w.woken() {
		t.Error("more than one sleep ends for the wakes before it")
	}
}

func TestWakeDuringSleep(t *testing.T) {
	for _, busy := range []int32{0, 1} {
		Busy.Add(busy)
		w := waker(t)
		go func() {
			time.Sleep(20 * time.Millisecond)
			w.Wake()
		}()
		if n, late := w.Sleep(nil, time.Time{}); n != 0 || late {
			t.Errorf("busy %d: Sleep = %d, %v", busy, n, late)
		}
		Busy.Add(-busy)
	}
}

func TestDeadline(t *testing.T) {
	w := waker(t)
	for _, d := range []time.Duration{-time.Second, 0, time.Millisecond, 10 * time.Millisecond} {
		start := time.Now()
		n, late := w.sleep(nil, start.Add(d))
		took := time.Since(start)
		if n != 0 || !late || took < d || took > max(d, 0)+time.Second {
			t.Errorf("deadline in %v: Sleep = %v after %v", d, late, took)
		}
	}
}

func TestDescriptors(t *testing.T) {
	w := waker(t)
	r1, w1 := pipe(t)
	r2, w2 := pipe(t)
	fds := []Fd{{FD: int32(r1), Events: In}, {FD: int32(r2), Events: In}}
	if n, late := w.sleep(fds, soon()); n != 0 || !late {
		t.Errorf("empty pipes: Sleep = %d, %v", n, late)
	}
	syscall.Write(w2, []byte("x"))
	if n, late := w.sleep(fds, never()); n != 1 || late || fds[0].Revents != 0 || fds[1].Revents&In == 0 {
		t.Errorf("second pipe ready: Sleep = %d, %v, %+v", n, late, fds)
	}
	syscall.Write(w1, []byte("x"))
	w.Wake()
	if n, _ := w.sleep(fds, never()); n != 2 {
		t.Errorf("both ready and a wake: Sleep = %d", n)
	}
	if w.woken() {
		t.Error("the wake is still there")
	}
	out := []Fd{{FD: int32(w1), Events: Out}}
	if n, _ := w.sleep(out, never()); n != 1 || out[0].Revents&Out == 0 {
		t.Errorf("a pipe with room: Sleep = %d, %+v", n, out)
	}
}

func TestMoreDescriptorsThanFitOnTheStack(t *testing.T) {
	w := waker(t)
	var fds []Fd
	for range 9 {
		r, _ := pipe(t)
		fds = append(fds, Fd{FD: int32(r), Events: In})
	}
	_, w9 := pipe(t)
	fds = append(fds, Fd{FD: int32(w9), Events: Out})
	if n, late := w.sleep(fds, never()); n != 1 || late || fds[9].Revents&Out == 0 {
		t.Errorf("Sleep = %d, %v, %+v", n, late, fds)
	}
}

func TestEndOfInput(t *testing.T) {
	w := waker(t)
	var p [2]int
	if err := syscall.Pipe2(p[:], syscall.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(p[0])
	syscall.Close(p[1])
	fds := []Fd{{FD: int32(p[0]), Events: In}}
	if n, late := w.sleep(fds, never()); n != 1 || late || fds[0].Revents&Hup == 0 {
		t.Errorf("Sleep = %d, %v, %+v", n, late, fds)
	}
	fds[0].FD = 1 << 20
	if n, _ := w.sleep(fds, never()); n != 1 || fds[0].Revents&Nval == 0 {
		t.Errorf("a descriptor that is not open: %d, %+v", n, fds)
	}
}

func TestReady(t *testing.T) {
	r, w := pipe(t)
	if Ready(r, In) {
		t.Error("an empty pipe can be read")
	}
	if !Ready(w, Out) {
		t.Error("a pipe with room cannot be written to")
	}
	syscall.Write(w, make([]byte, 1<<16))
	if !Ready(r, In) {
		t.Error("a pipe with data cannot be read")
	}
	if Ready(w, Out) {
		t.Error("a full pipe can be written to")
	}
}

func TestMoveUp(t *testing.T) {
	w := waker(t)
	w.Wake()
	w.MoveUp()
	if w.FD() < 20 {
		t.Errorf("the eventfd has number %d", w.FD())
	}
	if !w.woken() {
		t.Error("the wake before MoveUp is lost")
	}
	flags, _, _ := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(w.FD()), syscall.F_GETFD, 0)
	if flags&syscall.FD_CLOEXEC == 0 {
		t.Error("children inherit the eventfd")
	}
}

// selectFds stands in for ppoll where that refuses.
func TestSelect(t *testing.T) {
	r, w := pipe(t)
	none := &syscall.Timespec{}
	fds := []Fd{{FD: int32(r), Events: In}, {FD: int32(w), Events: Out}}
	if n, e := selectFds(fds, none); n != 1 || e != 0 || fds[0].Revents != 0 || fds[1].Revents != Out {
		t.Errorf("selectFds = %d, %v, %+v", n, e, fds)
	}
	syscall.Write(w, []byte("x"))
	if n, e := selectFds(fds[:1], nil); n != 1 || e != 0 || fds[0].Revents != In {
		t.Errorf("selectFds = %d, %v, %+v", n, e, fds)
	}
	high := []Fd{{FD: 5000, Events: In}}
	if n, e := selectFds(high, none); n != 1 || e != 0 || high[0].Revents != In {
		t.Errorf("selectFds = %d, %v, %+v", n, e, high)
	}
}

func BenchmarkWakeAndSleep(b *testing.B) {
	w, err := NewWaker()
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	b.ReportAllocs()
	for b.Loop() {
		w.Wake()
		w.Sleep(nil, time.Time{})
	}
}
