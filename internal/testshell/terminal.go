package testshell

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// OpenTerminal returns the two ends of a pseudo-terminal.
func OpenTerminal() (user, program *os.File, err error) {
	user, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	var unlock, number int32
	for _, c := range []struct {
		request uintptr
		arg     *int32
	}{{syscall.TIOCSPTLCK, &unlock}, {syscall.TIOCGPTN, &number}} {
		_, _, e := syscall.Syscall(syscall.SYS_IOCTL, user.Fd(), c.request, uintptr(unsafe.Pointer(c.arg)))
		if e != 0 {
			user.Close()
			return nil, nil, e
		}
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		user.Close()
	}
	return user, program, err
}

// A Screen collects what a terminal shows.
type Screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *Screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.ReplaceAll(s.b.String(), "\r", "")
}

// Await waits until the terminal shows text.
func (s *Screen) Await(t *testing.T, text string) {
	t.Helper()
	for range 400 {
		if strings.Contains(s.String(), text) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("%q does not come; the terminal shows:\n%s", text, s)
}
