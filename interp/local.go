package interp

import "entrysh/internal/nocmp"

// Local variables and options (bash manual 3.3).

// makeLocal makes s a local variable of the running function (bash manual 3.3).
func (sh *Shell) makeLocal(s *symbol, f *declFlags) {
	old := sh.variable(s)
	if old != nil && old.level == sh.depth && sh.depth > 0 {
		switch old.temp {
		case notTemp:
			return
		case tempScope:
			w := sh.writable(s)
			w.temp = notTemp
			w.attr |= attrFromTemp
			return
		}
	}
	v := &Var{sym: s, owner: sh.owner, level: sh.depth, attr: attrInvisible}
	if s.hook != nil || s.dyn != nil {
		v.attr |= attrHooked
	}
	sh.mark(v)
	switch {
	case old == nil:
	case f.inherit || sh.shopts&shoptLocalvarInherit != 0:
		c := old.clone(sh.owner)
		c.level, c.temp = sh.depth, notTemp
		c.attr &^= attrNameref
		v = c
	default:
		v.attr |= old.attr & attrExport
		if old.attr&attrReadonly != 0 && old.level == 0 {
			v.attr |= attrReadonly
		}
		if old.temp != notTemp {
			// A local variable has the value x was given for the command.
			v.str, v.isStr, v.set = old.text(sh), true, true
			v.attr &^= attrInvisible
		}
	}
	sh.push(s, v)
	if s.hook != nil && !v.set {
		s.hook(sh)
	}
}

// declareGlobal is declare -g for a name that a local variable hides.
func (sh *Shell) declareGlobal(cmd string, f *declFlags, o *operand, s *symbol) bool {
	ok := true
	sh.atGlobal(s, func() {
		g := *f
		g.global = false
		depth := sh.depth
		sh.depth = 0
		ok = sh.declareOne("declare", &g, o)
		sh.depth = depth
	})
	return ok
}

type localOpts struct {
	_     nocmp.Mark
	depth int
	opts  options
}

// saveLocalOpts is local -: the options of set are the function's own.
//
//go:noinline
func (sh *Shell) saveLocalOpts() {
	sh.localOpts = append(sh.localOpts, localOpts{depth: sh.depth, opts: sh.opts})
}

func (sh *Shell) restoreLocalOpts() {
	for n := len(sh.localOpts); n > 0 && sh.localOpts[n-1].depth > sh.depth; n-- {
		old := sh.localOpts[n-1].opts
		sh.localOpts = sh.localOpts[:n-1]
		for _, o := range optionNames {
			if (sh.opts^old)&o.bit != 0 {
				sh.setOption(o.bit, old&o.bit != 0)
			}
		}
		sh.opts = old
		sh.refreshSlow()
	}
	if len(sh.localOpts) == 0 {
		sh.localOpts = nil
	}
}
