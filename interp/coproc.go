package interp

import (
	"syscall"

	"entrysh/internal/nocmp"
)

// coprocNode is coproc (bash manual 3.2.6).
type coprocNode struct {
	_    nocmp.Mark
	name word // nil: COPROC
	body *listNode
	stmt *stmtNode
}

// A coproc is the coprocess that runs: its name, and the ends of its pipes.
type coproc struct {
	_      nocmp.Mark
	name   string
	child  *childProc
	fds    [2]int // numbers of the ends to read from and to write to; -1 when closed
	opened [2]*desc
}

func (n *coprocNode) run(sh *Shell) ctl {
	sh.line, sh.cmd = n.stmt.line, n.stmt
	sh.reap()
	name := "COPROC"
	if n.name != nil {
		if name = n.name.str(sh); sh.pend != 0 {
			return sh.takePend()
		}
	}
	if old := sh.coproc; old != nil {
		sh.warn("warning: execute_coproc: coproc [%d:%s] still exists", itoa(old.child.pid()), old.name)
		sh.coproc = nil
	}
	if !validName(name) {
		sh.errorf("`%s': not a valid identifier", name)
		return sh.setStatus(1)
	}
	var in, out [2]int
	if syscall.Pipe2(in[:], syscall.O_CLOEXEC) != nil || syscall.Pipe2(out[:], syscall.O_CLOEXEC) != nil {
		sh.errorf("coproc: cannot make pipe")
		return sh.setStatus(1)
	}
	var u []undo
	sh.place(0, newDesc(in[0]), &u)
	sh.place(1, newDesc(out[1]), &u)
	child, st := sh.startSelf(n.body.source(), &spawnOptions{async: true, input: true})
	sh.undo(u)
	if child == nil {
		if sh.pend != 0 {
			return sh.takePend()
		}
		return sh.setStatus(st)
	}
	p := &coproc{name: name, child: child, opened: [2]*desc{newDesc(out[0]), newDesc(in[1])}}
	// Far numbers, as in bash: scripts use them through the array. Two more
	// are taken while the pipes are made.
	far := [4]int{}
	at := 63
	for i := range far {
		for at > 3 && sh.get(at) != nil {
			at--
		}
		far[i] = at
		at--
	}
	p.fds = [2]int{far[0], far[3]}
	for i, d := range p.opened {
		d.kind = kindBlocks
		sh.setFD(p.fds[i], d)
	}
	sh.coproc = p
	p.announce(sh)
	child.stmt = n.stmt
	return sh.launched([]*childProc{child}, child.group)
}

// announce sets the coprocess's variables. If its name is a reference, what
// that refers to gives their names.
func (p *coproc) announce(sh *Shell) {
	t, sub, hasSub, ok := sh.resolve(intern(p.name))
	if hasSub {
		sh.errorf("`%s[%s]': not a valid identifier", t.name, sub)
		return
	}
	if ok {
		p.name = t.name
	}
	if p.show(sh) {
		sh.Set(p.name+"_PID", itoa(p.child.pid()))
	}
}

// show assigns the numbers of the descriptors to the coprocess's array.
func (p *coproc) show(sh *Shell) bool {
	return sh.setArray(p.name, []string{itoa(p.fds[0]), itoa(p.fds[1])})
}

// closed notes that a redirection has closed descriptor fd.
//
//go:noinline
func (p *coproc) closed(sh *Shell, fd int) {
	for i, n := range p.fds {
		if n == fd {
			p.fds[i] = -1
			p.show(sh)
		}
	}
}

// endCoproc closes the descriptors of a coprocess that has ended and unsets
// its variables, in whatever environment it was started.
func (sh *Shell) endCoproc() {
	for ; sh != nil; sh = sh.parent {
		p := sh.coproc
		if p == nil || !p.child.finished() {
			continue
		}
		sh.coproc = nil
		for i, n := range p.fds {
			if n >= 0 && sh.get(n) == p.opened[i] {
				sh.setFD(n, nil)
			}
		}
		if s := intern(p.name); sh.variable(s).has(attrReadonly) {
			sh.errorf("%s: cannot unset: readonly variable", p.name)
		} else {
			sh.unset(s)
		}
		sh.dropVar(intern(p.name + "_PID"))
	}
}
