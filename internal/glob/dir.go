package glob

import (
	"bytes"
	"strings"
	"sync"
	"syscall"
	"unsafe"

	"entrysh/internal/nocmp"
)

// entry is a name in a directory and the type the directory gives for it.
type entry struct {
	_    nocmp.Mark
	name string
	kind byte
}

const (
	isUnknown   = syscall.DT_UNKNOWN
	isDirectory = syscall.DT_DIR
	isSymlink   = syscall.DT_LNK
)

var buffers = sync.Pool{New: func() any { return new([16 << 10]byte) }}

// read returns the entries of a directory that a component matches; ok is false if the directory cannot be read. The descriptor is closed before it returns, so that depth costs none.
func (x *expander) read(dir string, c *component) (found []entry, ok bool) {
	name := x.real(dir)
	fd := -1
	err := retry(func() (err error) {
		fd, err = syscall.Open(name, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0)
		return err
	})
	if err != nil {
		return nil, false
	}
	buf := buffers.Get().(*[16 << 10]byte)
	for {
		n := 0
		err := retry(func() (err error) {
			n, err = syscall.ReadDirent(fd, buf[:])
			return err
		})
		if err != nil || n <= 0 {
			buffers.Put(buf)
			syscall.Close(fd)
			return found, true
		}
		for b := buf[:n]; len(b) > nameOffset; {
			size := int(*(*uint16)(unsafe.Pointer(&b[sizeOffset])))
			if size <= nameOffset || size > len(b) {
				break
			}
			found = x.take(found, b[:size], c)
			b = b[size:]
		}
	}
}

// Offsets in a directory entry of getdents64(2).
const (
	sizeOffset = 16
	kindOffset = 18
	nameOffset = 19
)

// take adds a directory entry to found if it matches.
func (x *expander) take(found []entry, b []byte, c *component) []entry {
	kind := b[kindOffset]
	raw := b[nameOffset:]
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		raw = raw[:i]
	}
	if len(raw) == 0 {
		return found
	}
	name := unsafe.String(&raw[0], len(raw)) // valid until the buffer is used again
	switch {
	case name == "." || name == "..":
		if c.dots == nil || !c.dots.Match(name) {
			return found
		}
	case c.star:
		if name[0] == '.' && !x.o.DotGlob {
			return found
		}
	case !c.pat.Match(name):
		return found
	}
	return append(found, entry{name: strings.Clone(name), kind: kind})
}
