package interp

import (
	"slices"
	"sort"
)

// An element of an array, with its index.
type element struct {
	index int64
	value string
}

// A sparse is a sorted list of elements in pieces of bounded length, so that an
// element may come or go anywhere without moving all the others.
type sparse struct {
	pieces [][]element // none is empty
	n      int
}

// pieceLen is the greatest length of a piece; one that grows beyond is halved.
const pieceLen = 256

func (s *sparse) clone() sparse {
	c := sparse{n: s.n}
	for _, p := range s.pieces {
		c.pieces = append(c.pieces, slices.Clone(p))
	}
	return c
}

// find returns the piece in which index i is or belongs, and where in it.
func (s *sparse) find(i int64) (piece, at int, ok bool) {
	piece = sort.Search(len(s.pieces), func(k int) bool { return s.pieces[k][0].index > i }) - 1
	if piece < 0 {
		return 0, 0, false
	}
	p := s.pieces[piece]
	at = sort.Search(len(p), func(k int) bool { return p[k].index >= i })
	return piece, at, at < len(p) && p[at].index == i
}

func (s *sparse) get(i int64) (string, bool) {
	if s.n == 0 {
		return "", false
	}
	if piece, at, ok := s.find(i); ok {
		return s.pieces[piece][at].value, true
	}
	return "", false
}

func (s *sparse) set(i int64, v string) {
	piece, at, ok := s.find(i)
	if ok {
		s.pieces[piece][at].value = v
		return
	}
	s.n++
	if len(s.pieces) == 0 {
		s.pieces = append(s.pieces, []element{{i, v}})
		return
	}
	p := s.pieces[piece]
	switch {
	case len(p) < pieceLen:
		s.pieces[piece] = insert(p, at, element{i, v})
	case at == len(p):
		// In ascending order pieces are filled.
		s.pieces = insert(s.pieces, piece+1, []element{{i, v}})
	default:
		half := len(p) / 2
		s.pieces = insert(s.pieces, piece+1, slices.Clone(p[half:]))
		clear(p[half:])
		if p = p[:half]; at <= half {
			s.pieces[piece] = insert(p, at, element{i, v})
			return
		}
		s.pieces[piece] = p
		s.pieces[piece+1] = insert(s.pieces[piece+1], at-half, element{i, v})
	}
}

func (s *sparse) unset(i int64) {
	if s.n == 0 {
		return
	}
	if piece, at, ok := s.find(i); ok {
		s.remove(piece, at)
	}
}

func (s *sparse) remove(piece, at int) {
	s.n--
	p := s.pieces[piece]
	switch {
	case len(p) == 1 && piece == 0:
		s.pieces[0] = nil
		s.pieces = s.pieces[1:]
	case len(p) == 1:
		s.pieces = remove(s.pieces, piece)
	case at == 0:
		p[0].value = ""
		s.pieces[piece] = p[1:]
	default:
		s.pieces[piece] = remove(p, at)
	}
}

// first returns the element with the lowest index; there must be one.
func (s *sparse) first() element { return s.pieces[0][0] }

// last returns the highest index, -1 if there is none.
func (s *sparse) last() int64 {
	if s.n == 0 {
		return -1
	}
	p := s.pieces[len(s.pieces)-1]
	return p[len(p)-1].index
}

// each calls f for every element in ascending order until it returns false.
func (s *sparse) each(f func(i int64, v string) bool) {
	for _, p := range s.pieces {
		for _, e := range p {
			if !f(e.index, e.value) {
				return
			}
		}
	}
}

// insert is slices.Insert for one element, which needs a tenth of its code.
//
//go:noinline
func insert[T any](list []T, at int, v T) []T {
	list = append(list, v)
	copy(list[at+1:], list[at:])
	list[at] = v
	return list
}

//go:noinline
func remove[T any](list []T, at int) []T {
	copy(list[at:], list[at+1:])
	clear(list[len(list)-1:])
	return list[:len(list)-1]
}
