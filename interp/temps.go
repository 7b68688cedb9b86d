package interp

import "entrysh/internal/quote"

// Temporary variables: the assignments before a command (POSIX XCU 2.9.1), and
// what they and local variables hide.

// A tempKind tells whose variable a temporary one is.
type tempKind uint8

const (
	notTemp   tempKind = iota
	tempOfOne          // of a command that runs none of the script's
	tempScope          // of a function or eval: a local variable takes its place
)

// pushTemps makes the assignments before a command variables of its
// environment, at the given nesting of functions. Under xtrace it shows them, and the command, args.
func (n *simpleNode) pushTemps(sh *Shell, args []string, kind tempKind, level int) (mark int, ok bool) {
	mark = len(sh.saves)
	for i := range n.assigns {
		if !n.assigns[i].push(sh, kind, level) || sh.pend != 0 {
			sh.popSaves(mark)
			return mark, false
		}
	}
	sh.expanded(args)
	return mark, true
}

// expanded is called when all words of a command are known.
func (sh *Shell) expanded(args []string) {
	if sh.opts&optXtrace != 0 {
		sh.trace(args)
	}
	if sh.outside {
		sh.outside = false
		sh.subshell++
	}
}

func (a *assignment) push(sh *Shell, kind tempKind, level int) bool {
	val := ""
	s := a.sym
	if a.sub != nil {
		sh.errorf("`%s[%s]': not a valid identifier", s.name, a.sub.text)
		status := sh.status
		sh.status, sh.pend = 1, toTop
		if sh.posixExit(); sh.pend == toTop {
			sh.status, sh.pend = status, 0
		}
		return sh.pend == 0
	}
	if t, _, hasSub, ok := sh.resolve(s); ok && !hasSub {
		s = t
	}
	old := sh.variable(s)
	appends := a.append && old != nil
	if old.has(attrReadonly) {
		sh.reportReadonly(s.name)
		if sh.pend == 0 && sh.opts&optPosix != 0 {
			sh.status, sh.pend = 1, toTop
		}
		return sh.pend == 0 // as in bash, the command runs without it
	}
	if a.array == nil {
		if val = a.value.str(sh); sh.pend != 0 {
			return false
		}
		old = sh.variable(s)
	}
	v := &Var{sym: s, owner: sh.owner, attr: attrExport | attrThrough, temp: kind, level: level}
	if s.hook != nil || s.dyn != nil {
		v.attr |= attrHooked
	}
	if appends {
		var ok bool
		if val, ok = sh.convert(old, val, func() string { return old.text(sh) }, true); !ok {
			return false
		}
	}
	v.str, v.isStr, v.set = val, true, true
	sh.push(s, v)
	if a.array != nil {
		v.attr &^= attrExport
		sh.assignArray(s, a.array, false)
	} else if sh.opts&optXtrace != 0 {
		sh.traceText(a.sym.name + "=" + quote.XTraceValue(val, sh.locale()))
	}
	sh.changed(s, v)
	return true
}

// assignBeneath assigns to what the temporary variable of s hides: as in bash, what a
// built-in assigns to, or ${x=word} in the assignments behind, outlives the command.
func (sh *Shell) assignBeneath(s *symbol, val string, appending bool) (ok bool) {
	ok = true
	for i := len(sh.saves) - 1; i >= 0; i-- {
		if e := &sh.saves[i]; e.sym == s && !e.old.has(attrThrough) {
			sh.beneath(i, func() { ok = sh.assignSlow(s, val, appending) })
			break
		}
	}
	return ok
}

// scopeTemps makes the command's temporary variables those of the commands that it runs.
func (sh *Shell) scopeTemps() {
	for i := len(sh.saves) - 1; i >= 0 && sh.saves[i].new.has(attrThrough); i-- {
		sh.saves[i].new.attr &^= attrThrough
	}
}

// redirectPast performs the redirections of a command whose temporary variables
// begin at mark: the words in them see what these hide, as in bash.
func (sh *Shell) redirectPast(list []redirection, mark int) (u []undo, ok bool) {
	fixed := true
	for i := range list {
		switch list[i].word.(type) {
		case *litWord, *numWord:
		default:
			fixed = false
		}
	}
	n := len(sh.saves) - mark
	if fixed || n == 0 {
		return sh.redirect(list)
	}
	temps := make([]*Var, n)
	for i := n - 1; i >= 0; i-- {
		e := &sh.saves[mark+i]
		temps[i], e.old = sh.swap(e.sym, e.old), nil
	}
	u, ok = sh.redirect(list)
	for i, v := range temps {
		e := &sh.saves[mark+i]
		e.old = sh.swap(e.sym, v)
	}
	return u, ok
}

// swap puts v in the place of s and returns what was there.
func (sh *Shell) swap(s *symbol, v *Var) (old *Var) {
	if s == nil {
		return nil
	}
	old = sh.variable(s)
	sh.put(s, v)
	if old.has(attrExport) || v.has(attrExport) {
		sh.envStale = true
	}
	if s.hook != nil {
		s.hook(sh)
	}
	return old
}

func (n *simpleNode) tempsFailed(sh *Shell) ctl {
	if sh.pend != 0 {
		return sh.takePend()
	}
	return sh.result(1)
}

// mergeTemps ends the n temporary variables pushed from mark on, but keeps what
// they hold: the command was a special built-in in POSIX mode (POSIX XCU 2.14).
func (sh *Shell) mergeTemps(mark, n int) {
	list := append([]save(nil), sh.saves[mark:mark+n]...)
	vals := make([]*Var, n)
	for i, e := range list {
		if e.sym != nil {
			vals[i] = sh.variable(e.sym)
		}
	}
	sh.popTemps(mark, n)
	for i, e := range list {
		v := vals[i]
		if e.sym == nil || v == nil || v == e.old {
			continue
		}
		if v.kind == scalar && !sh.assign(e.sym, v.text(sh)) {
			continue
		}
		if v.kind != scalar {
			w := sh.writable(e.sym)
			w.kind, w.list, w.hash, w.set = v.kind, v.list, v.hash, true
		}
		w := sh.writable(e.sym)
		if v.has(attrExport) {
			w.attr |= attrExport
			sh.envStale = true
		}
		if w.temp == tempScope {
			w.attr |= attrPropagate
		}
	}
}

// endTemps is popTemps after the built-in b, unless it was exit: then the EXIT
// action still sees the variables.
func (sh *Shell) endTemps(b *builtin, mark, n int) {
	if b.name != "exit" {
		sh.popTemps(mark, n)
	}
}

// popTemps ends the n temporary variables pushed from mark on; what the
// built-in itself has made local stays.
func (sh *Shell) popTemps(mark, n int) {
	if len(sh.saves) <= mark+n {
		sh.popSaves(mark)
		return
	}
	for i := mark + n - 1; i >= mark; i-- {
		e := sh.saves[i]
		if e.sym == nil {
			continue
		}
		sh.saves[i] = save{}
		hidden := false
		for j := i + 1; j < len(sh.saves) && !hidden; j++ {
			if sh.saves[j].sym == e.sym {
				sh.saves[j].old = e.old
				hidden = true
			}
		}
		if !hidden {
			cur := sh.vars[e.sym.id]
			sh.vars[e.sym.id] = e.old
			if cur.has(attrPropagate) {
				sh.propagate(e.sym, cur)
			}
		}
		sh.changed(e.sym, e.new)
	}
}

// A save is a variable hidden by a local one or a temporary one.
type save struct {
	sym      *symbol
	old, new *Var
}

// push puts v in the place of s until popSaves.
func (sh *Shell) push(s *symbol, v *Var) {
	old := sh.variable(s)
	sh.saves = append(sh.saves, save{s, old, v})
	sh.put(s, v)
	if old.has(attrExport) {
		sh.envStale = true
	}
}

// popSaves brings hidden variables back.
func (sh *Shell) popSaves(mark int) {
	for i := len(sh.saves) - 1; i >= mark; i-- {
		e := &sh.saves[i]
		if e.sym == nil {
			continue
		}
		cur := sh.variable(e.sym)
		sh.vars[e.sym.id] = e.old
		if cur.has(attrExport) || e.old.has(attrExport) {
			sh.envStale = true
		}
		if cur.has(attrPropagate) {
			sh.propagate(e.sym, cur)
		}
		if e.sym.hook != nil {
			e.sym.hook(sh)
		}
		*e = save{}
	}
	sh.saves = sh.saves[:mark]
}

// propagate gives the variable that v hid its value.
func (sh *Shell) propagate(s *symbol, v *Var) {
	if v.kind != scalar || !v.set || !sh.assign(s, v.text(sh)) {
		return
	}
	w := sh.writable(s)
	w.attr |= attrExport | v.attr&attrReadonly
	if w.level > 0 && v.temp == tempScope {
		w.attr |= attrPropagate
	}
	sh.envStale = true
}

// uncover removes v from its place before its time.
func (sh *Shell) uncover(s *symbol, v *Var) {
	for i := len(sh.saves) - 1; i >= 0; i-- {
		e := &sh.saves[i]
		if e.sym == s {
			if cap(sh.saves) > 0 {
				sh.saves = append([]save(nil), sh.saves...)
			}
			sh.vars[s.id] = sh.saves[i].old
			sh.saves[i].sym = nil
			return
		}
	}
	sh.vars[s.id] = nil
}
