package interp

import "encoding/binary"

// A codec carries values to another process of the shell: it appends them to b
// or, reading, takes them off b. Its methods do either with what they are
// pointed to, so that there is one list of what is carried.
type codec struct {
	b       []byte
	reading bool
}

// num carries a number: it returns n or, reading, what came instead.
func (c *codec) num(n int64) int64 {
	if !c.reading {
		c.b = binary.AppendVarint(c.b, n)
		return n
	}
	n, w := binary.Varint(c.b)
	if w <= 0 {
		c.b = nil
		return 0
	}
	c.b = c.b[w:]
	return n
}

//go:noinline
func (c *codec) ints(list ...*int) {
	for _, p := range list {
		if n := c.num(int64(*p)); c.reading {
			*p = int(n)
		}
	}
}

//go:noinline
func (c *codec) words(list ...*uint64) {
	for _, p := range list {
		if n := c.num(int64(*p)); c.reading {
			*p = uint64(n)
		}
	}
}

func (c *codec) bools(list ...*bool) {
	for _, p := range list {
		if n := c.num(truth(*p)); c.reading {
			*p = n != 0
		}
	}
}

func (c *codec) strs(list ...*string) {
	for _, p := range list {
		n := int(c.num(int64(len(*p))))
		switch {
		case !c.reading:
			c.b = append(c.b, *p...)
		case n < 0 || n > len(c.b):
			c.b, *p = nil, ""
		default:
			c.b, *p = c.b[n:], string(c.b[:n])
		}
	}
}

// count carries the number of values that follow. There is no value of less than a byte.
//
//go:noinline
func (c *codec) count(n int) int {
	n = int(c.num(int64(n)))
	if c.reading {
		n = max(0, min(n, len(c.b)))
	}
	return n
}

func (c *codec) lists(list ...*[]string) {
	for _, p := range list {
		if n := c.count(len(*p)); c.reading {
			*p = make([]string, n)
		}
		for i := range *p {
			c.strs(&(*p)[i])
		}
	}
}

// lines carries numbers each of which is near the one before it.
func (c *codec) lines(p *[]int) {
	if n := c.count(len(*p)); c.reading && n > 0 {
		*p = make([]int, n)
	}
	last := 0
	for i, n := range *p {
		last += int(c.num(int64(n - last)))
		if c.reading {
			(*p)[i] = last
		}
	}
}
