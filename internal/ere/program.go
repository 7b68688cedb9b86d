package ere

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

type op uint8

const (
	opMatch     op = iota
	opText         // text
	opFolded       // one character that folds to r
	opAny          // one character
	opSet          // one character of set
	opAssert       // at
	opSplit        // first x, then y; n is its number
	opJump         // to x
	opSave         // the position to register n
	opProgress     // the position must differ from register n
	opReference    // what group n matched
)

// inst is an instruction; what is not said otherwise goes on to the next one.
type inst struct {
	_    nocmp.Mark
	op   op
	at   anchor
	r    rune
	x, y int
	n    int
	text string
	set  *set
}

// maxProgram bounds the length of a program, which nested intervals multiply.
const maxProgram = 1 << 17

// translate makes the program of a tree.
func (r *Regexp) translate(tree *node) error {
	if !r.emit(tree) {
		return errSize
	}
	r.add(inst{op: opMatch})
	for i := 0; ; i++ {
		switch in := &r.prog[i]; {
		case in.op == opSave:
			continue
		case in.op == opText:
			r.prefix = in.text
		case in.op == opAssert && in.at == lineStart:
			r.atStart = true
		}
		break
	}
	return nil
}

//go:noinline
func (r *Regexp) add(in inst) int {
	if in.op == opSplit {
		in.n = r.splits
		r.splits++
	}
	r.prog = append(r.prog, in)
	return len(r.prog) - 1
}

// emit adds the instructions of n; false if there are too many.
func (r *Regexp) emit(n *node) bool {
	if len(r.prog) > maxProgram {
		return false
	}
	switch n.kind {
	case text:
		r.add(inst{op: opText, text: n.text})
	case folded:
		r.add(inst{op: opFolded, r: n.r})
	case anyChar:
		r.add(inst{op: opAny})
	case inSet:
		r.add(inst{op: opSet, set: n.set})
	case assert:
		r.add(inst{op: opAssert, at: n.at})
	case reference:
		r.add(inst{op: opReference, n: n.n})
	case group:
		r.add(inst{op: opSave, n: 2 * n.n})
		if !r.emit(n.subs[0]) {
			return false
		}
		r.add(inst{op: opSave, n: 2*n.n + 1})
	case sequence:
		for _, sub := range n.subs {
			if !r.emit(sub) {
				return false
			}
		}
	case choice:
		var ends []int
		if n.subs[0].kind == empty { // glibc tries (|x) as (x|)
			n.subs[0], n.subs[1] = n.subs[1], n.subs[0]
		}
		for i, sub := range n.subs {
			split := -1
			if i < len(n.subs)-1 {
				split = r.add(inst{op: opSplit})
				r.prog[split].x = split + 1
			}
			if !r.emit(sub) {
				return false
			}
			if split >= 0 {
				ends = append(ends, r.add(inst{op: opJump}))
				r.prog[split].y = len(r.prog)
			}
		}
		for _, e := range ends {
			r.prog[e].x = len(r.prog)
		}
	case repeat:
		return r.emitRepeat(n)
	}
	return true
}

// emitRepeat writes the necessary copies, then the optional ones, each within the one before, or a loop.
func (r *Regexp) emitRepeat(n *node) bool {
	sub := n.subs[0]
	for i := 0; i < n.min; i++ {
		if !r.emit(sub) {
			return false
		}
	}
	// What glibc reports for copies that match nothing: beyond the necessary ones they do not count.
	guard := sub.nullable()
	if n.max < 0 {
		split := r.add(inst{op: opSplit})
		r.prog[split].x = split + 1
		// Without back-references the way back leads to a state that has been entered, which guards enough.
		if !r.guarded(sub, guard && r.refs) {
			return false
		}
		r.add(inst{op: opJump, x: split})
		r.prog[split].y = len(r.prog)
		return true
	}
	// x{0,3} is (((x)?x)?x)?, so that as many copies as possible come first.
	var splits []int
	for i := n.min; i < n.max; i++ {
		split := r.add(inst{op: opSplit})
		r.prog[split].x = split + 1
		splits = append(splits, split)
	}
	for i := len(splits) - 1; i >= 0; i-- {
		if !r.guarded(sub, guard && n.min > 0) {
			return false
		}
		r.prog[splits[i]].y = len(r.prog)
	}
	return true
}

func (r *Regexp) guarded(sub *node, guard bool) bool {
	if !guard {
		return r.emit(sub)
	}
	mark := 2*(r.groups+1) + r.marks
	r.marks++
	r.add(inst{op: opSave, n: mark})
	if !r.emit(sub) {
		return false
	}
	r.add(inst{op: opProgress, n: mark})
	return true
}

// nullable reports whether n can match the empty string.
func (n *node) nullable() bool {
	switch n.kind {
	case text, folded, anyChar, inSet:
		return false
	case group:
		return n.subs[0].nullable()
	case repeat:
		return n.min == 0 || n.subs[0].nullable()
	case sequence:
		for _, sub := range n.subs {
			if !sub.nullable() {
				return false
			}
		}
	case choice:
		for _, sub := range n.subs {
			if sub.nullable() {
				return true
			}
		}
		return false
	}
	return true
}

// start returns the first position at or after i where a match may begin, or -1.
func (r *Regexp) start(s string, i int) int {
	switch {
	case r.atStart && i > 0, i > len(s):
		return -1
	case r.prefix != "":
		j := strfn.Index(s[i:], r.prefix)
		if j < 0 {
			return -1
		}
		return i + j
	}
	return i
}
