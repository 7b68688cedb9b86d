package interp

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
)

// declNode is a declaration built-in whose operands the parser has seen as
// assignments (bash manual 4.2 declare): their values are not split.
type declNode struct {
	simpleNode
	name  string
	items []declItem
}

type declItem struct {
	_      nocmp.Mark
	word   word        // an operand or option to be expanded; of name=value what its braces make of it, if any
	assign *assignment // name=value
}

// isWord reports whether the operand is a word as others.
func (it *declItem) isWord(sh *Shell) bool {
	return it.assign == nil || it.word != nil && sh.opts&optBraceexpand != 0
}

//go:noinline
func (n *declNode) add(it declItem) { n.items = append(n.items, it) }

func (n *declNode) run(sh *Shell) ctl {
	if c := n.execute(sh); c != next {
		return c
	}
	return sh.check()
}

// execute is the command without errexit and the ERR trap, as with a simpleNode.
func (n *declNode) execute(sh *Shell) ctl {
	sh.line, sh.cmd = n.line, n.stmt
	if sh.slow {
		if sh.opts&optKeyword != 0 {
			if k := n.keyed(); k != nil {
				return k.execute(sh)
			}
		}
		if c, skip := sh.beforeCommand(n.stmt); skip {
			return c
		}
	}
	if fn := sh.functionByName(n.name); fn != nil || sh.disabledSet[n.name] {
		return n.callNamed(sh, fn)
	}
	sh.substed = false
	procs := len(sh.procFDs)
	defer func() { sh.finishProcSubsts(procs) }()
	ops := make([]operand, 0, len(n.items))
	mark := len(sh.args)
	trace := []string{n.name}
	assoc := n.options('A')
	for i := range n.items {
		it := &n.items[i]
		if it.isWord(sh) {
			it.word.fields(sh)
			if sh.pend != 0 {
				sh.wordFailed(nil)
				sh.args = sh.args[:mark]
				return sh.takePend()
			}
			for _, a := range sh.args[mark:] {
				ops = append(ops, parseOperand(a))
				trace = addString(trace, a)
			}
			sh.args = sh.args[:mark]
			continue
		}
		a := it.assign
		o := operand{name: a.sym.name, isSet: true, append: a.append}
		if a.sub != nil {
			o.sub, o.hasSub = a.sub.text, true
			if a.array != nil {
				sh.errorf("%s[%s]: cannot assign list to array member", o.name, o.sub)
				sh.status = 1
				return toTop
			}
			if a.sub.text != "" {
				o.sub = a.sub.key.str(sh)
			}
			o.word = true
		}
		if a.array == nil {
			o.val = a.value.str(sh)
		} else {
			o.array, _ = a.array.expand(sh, assoc, true)
		}
		if sh.pend != 0 {
			return sh.takePend()
		}
		o.text = o.name + "=" + o.val
		if o.hasSub {
			o.text = o.name + "[" + o.sub + "]=" + o.val
		}
		if a.array != nil {
			o.text = o.name
			if sh.opts&optXtrace != 0 {
				op := "="
				if o.append {
					op = "+="
				}
				sh.traceText(o.name + op + o.array.trace())
			}
			n.assignList(sh, &o, trace[1:])
			if sh.pend != 0 {
				return sh.takePend()
			}
			o = operand{name: o.name, text: o.name}
		} else if o.append {
			o.text = o.name + "+=" + o.val
		}
		ops = append(ops, o)
		trace = addString(trace, o.text)
	}
	if sh.opts&optXtrace != 0 {
		sh.trace(trace)
	}
	if len(n.redirs) == 0 {
		return n.perform(sh, ops, trace[len(trace)-1])
	}
	u, ok := sh.redirect(n.redirs)
	if !ok {
		sh.undo(u)
		if b := builtinByName(n.name); b.special && sh.pend == 0 {
			sh.status = 1
			sh.specialError()
		}
		if sh.pend != 0 {
			return sh.takePend()
		}
		return sh.result(1)
	}
	return sh.underOwn(u, func() ctl { return n.perform(sh, ops, trace[len(trace)-1]) })
}

// perform carries out the command with its operands expanded.
func (n *declNode) perform(sh *Shell, ops []operand, last string) ctl {
	outer := sh.builtin
	sh.builtin, sh.outFailed = builtinByName(n.name), false
	named := sh.inNamed
	sh.inNamed = n.name
	st := sh.declare(n.name, ops)
	sh.lastArg = last
	sh.inNamed = named
	sh.builtin = outer
	if sh.pend != 0 {
		return sh.builtinLeft(st)
	}
	return sh.result(st)
}

// callNamed calls what has the name of a declaration built-in: the function fn
// or, where the built-in is disabled, a program.
func (n *declNode) callNamed(sh *Shell, fn *function) ctl {
	mark := len(sh.args)
	sh.args = append(sh.args, n.name)
	for i := range n.items {
		it := &n.items[i]
		if it.isWord(sh) {
			it.word.fields(sh)
		} else if it.assign.array == nil {
			sh.args = append(sh.args, it.assign.sym.name+"="+it.assign.value.str(sh))
		}
		if sh.pend != 0 {
			sh.wordFailed(nil)
			sh.args = sh.args[:mark]
			return sh.takePend()
		}
	}
	var c ctl
	if fn != nil {
		c = n.callFunction(sh, fn, sh.args[mark:])
	} else {
		c = n.external(sh, sh.args[mark:])
	}
	sh.args = sh.args[:mark]
	return c
}

// builtinDeclareArgs is a declaration built-in called with expanded words.
func builtinDeclareArgs(sh *Shell, args []string) int {
	ops := make([]operand, 0, len(args)-1)
	for _, a := range args[1:] {
		ops = append(ops, parseOperand(a))
	}
	return sh.declare(args[0], ops)
}

// declFlags are the options of declare and its like.
type declFlags struct {
	_                nocmp.Mark
	posix            bool // export or readonly
	set, clear       attr
	array, assoc     bool
	noArray, noAssoc bool
	global, print    bool
	funcs, funcNames bool
	inherit          bool
	undo             bool // -n of export and readonly: what these set is not set
	any              bool
	fatal            bool // an assignment failed, which ends a shell in POSIX mode
	soft             bool // a declaration in a function: a list that cannot be assigned is no more than an error
}

func (sh *Shell) declare(cmd string, ops []operand) int {
	if len(ops) > 0 && ops[0].text == "--help" {
		sh.showHelp(cmd)
		return 2
	}
	var f declFlags
	switch cmd {
	case "export":
		f.posix, f.set = true, attrExport
	case "readonly":
		f.posix, f.set = true, attrReadonly
	case "local":
		if sh.depth == 0 {
			sh.builtinError("local", "can only be used in a function")
			return 1
		}
	}
	for len(ops) > 0 {
		a := ops[0].text
		if len(a) < 2 || a[0] != '-' && a[0] != '+' || a[0] == '+' && f.posix {
			break
		}
		ops = ops[1:]
		if a == "--" {
			break
		}
		for i := 1; i < len(a); i++ {
			if !f.option(a[0] == '-', a[i]) {
				sh.builtinError(cmd, "%c%c: invalid option", a[:1], a[i:i+1])
				sh.usage(cmd)
				sh.usageError = false
				sh.status = 2
				if sh.noErr <= sh.eased {
					sh.specialFailed(cmd)
				}
				return 2
			}
		}
	}
	if cmd == "local" && !f.print && len(ops) == 1 && ops[0].text == "-" {
		sh.saveLocalOpts()
		return 0
	}
	switch {
	case f.funcs || f.funcNames:
		return sh.declareFunctions(cmd, &f, ops)
	case len(ops) == 0:
		return sh.printDeclared(cmd, &f)
	case f.print && !f.posix:
		return sh.printNamed(cmd, ops)
	}
	status := 0
	for i := range ops {
		if cmd == "local" && ops[i].text == "-" {
			sh.saveLocalOpts()
			continue
		}
		if f.array && f.assoc {
			one := f
			one.array = false
			if sh.declareOne(cmd, &one, &ops[i]) {
				sh.builtinError(cmd, "%s: cannot convert associative to indexed array", ops[i].name)
			}
			status = 1
			continue
		}
		if !sh.declareOne(cmd, &f, &ops[i]) {
			status = 1
			if sh.pend != 0 {
				break
			}
		}
	}
	if f.fatal {
		if sh.forked == sh.evalDepth() {
			status = 4 // what is left of bash's own number for this when a process ends with it
		}
		sh.status = status
		sh.specialFailed(cmd)
	}
	return status
}

// specialFailed ends the shell when cmd is a special built-in, in POSIX mode:
// its options or assignments were wrong (POSIX XCU 2.8.1).
func (sh *Shell) specialFailed(cmd string) {
	if (cmd == "export" || cmd == "readonly") && sh.pend == 0 {
		sh.specialError()
	}
}

func (f *declFlags) option(on bool, c byte) bool {
	var a attr
	switch c {
	case 'p':
		f.print = true
		return true
	case 'f':
		f.funcs = f.funcs || on
		return true
	case 'a':
		f.array = f.array || on
		f.noArray = f.noArray || !on
		f.any = true
		return true
	case 'A':
		f.assoc = f.assoc || on
		f.noAssoc = f.noAssoc || !on
		f.any = true
		return true
	case 'n':
		if f.posix {
			f.undo = true
			return true
		}
		a = attrNameref
	case 'F':
		if on {
			f.funcs, f.funcNames = true, true
		}
		return !f.posix
	case 'g', 'G':
		f.global = true
		return !f.posix
	case 'I':
		f.inherit = true
		return !f.posix
	case 'i':
		a = attrInteger
	case 'l':
		a = attrLower
	case 'u':
		a = attrUpper
	case 'c':
		a = attrCapital
	case 'r':
		a = attrReadonly
	case 't':
		a = attrTrace
	case 'x':
		a = attrExport
	default:
		return false
	}
	if f.posix {
		return false
	}
	f.any = true
	if on {
		if cases := attrLower | attrUpper | attrCapital; a&cases != 0 {
			f.clear |= cases &^ a
			if f.set&cases&^a != 0 {
				// Two of them are none.
				f.set &^= cases
				f.clear |= cases
				return true
			}
		}
		f.set |= a
	} else {
		f.clear |= a
	}
	return true
}

// declareOne declares one variable.
func (sh *Shell) declareOne(cmd string, f *declFlags, o *operand) bool {
	if o.hasSub && o.sub == "" && o.isSet && validName(o.name) && !f.noArray {
		sh.badElement(o.name, "")
		f.fatal = true
		return false
	}
	if !validName(o.name) || o.hasSub && !sh.declaredSub(o) {
		sh.notIdentifier(cmd, o.text)
		f.fatal = f.fatal || !f.posix
		return false
	}
	if o.hasSub && (f.posix || o.sub == "" && !o.isSet) {
		sh.notIdentifier(cmd, o.name+"["+o.sub+"]")
		f.fatal = f.fatal || o.isSet
		return false
	}
	if (f.array || f.assoc) && !o.isSet && o.array == nil && f.posix {
		bare := *f // it makes no arrays
		bare.array, bare.assoc, bare.noArray, bare.noAssoc = false, false, false, false
		f = &bare
	}
	if o.name == "SECONDS" && !(f.posix && o.isSet) {
		sh.secsAsked = true // its attributes are looked at
	}
	s := intern(o.name)
	if f.set&attrNameref != 0 && (f.array || f.assoc) && o.array == nil && sh.variable(s) == nil {
		plain := *f // -a and -A have precedence over -n
		plain.set &^= attrNameref
		f = &plain
	}
	local := cmd == "local" && !f.global || (cmd == "declare" || cmd == "typeset") && sh.depth > 0 && !f.global
	plain := (f.set|f.clear)&attrNameref == 0 // neither -n nor +n
	if v := sh.variable(s); plain && v.has(attrNameref) && (!local || v.level == sh.depth) &&
		(!v.set && (f.array || f.assoc || o.array != nil || o.hasSub) || o.hasSub && !local && !f.posix) {
		if o.hasSub && o.isSet || o.array != nil && !f.array && !f.assoc {
			sh.warn("warning: %s: removing nameref attribute", s.name)
		}
		w := sh.writable(s)
		w.attr &^= attrNameref
		w.str, w.set = "", false
	}
	if v := sh.variable(s); v.has(attrNameref) && !v.set && f.posix && o.array == nil && !o.hasSub {
		given := o.isSet
		if given {
			sh.bindNameref(s, o.val)
			bare := *o
			bare.isSet, bare.val = false, ""
			o = &bare
		}
		if !sh.variable(s).set {
			sh.builtinError(cmd, "`': not a valid identifier")
			return !given
		}
	}
	// Attributes other than -n go to what a reference refers to.
	if v := sh.variable(s); plain && !local && (!f.global || sh.depth == 0 || v == nil || v.level == 0) {
		if t, sub, hasSub, ok := sh.resolve(s); ok && t != s {
			if hasSub && f.posix {
				sh.builtinError(cmd, "`%s[%s]': not a valid identifier", t.name, sub)
				return !o.isSet || sh.assignElement(t, sub, o.val, o.append)
			}
			if hasSub && o.array != nil {
				sh.errorf("`%s[%s]': not a valid identifier", t.name, sub)
				sh.pend = toTop
				return false
			}
			if hasSub {
				element := *o
				element.sub, element.hasSub = sub, true
				o = &element
			}
			s = t
		}
	}
	if v := sh.variable(s); o.array != nil && v != nil && v.level > 0 && v.level < sh.depth && f.posix {
		// As in bash, a caller's local array has the attribute, the global one the value.
		g, name := declFlags{posix: true, array: f.array, assoc: f.assoc}, *o
		if !sh.declareGlobal(cmd, &g, o, s) {
			return false
		}
		name.isSet, name.array, name.val = false, nil, ""
		return sh.declareOne(cmd, f, &name)
	}
	if f.global && sh.depth > 0 {
		if sh.variable(s) != nil && sh.variable(s).level > 0 {
			return sh.declareGlobal(cmd, f, o, s)
		}
	}
	wasLocal := false
	if local {
		old := sh.variable(s)
		if o.array == nil && !o.hasSub && o.noTarget() &&
			(f.set&attrNameref != 0 || old.has(attrNameref) && !old.set && old.level == sh.depth) {
			return sh.targetRefused(cmd, f, o)
		}
		if old.has(attrReadonly) && old.level == 0 {
			return sh.declareFailed(cmd, f, o, true, s.name+": readonly variable")
		}
		if sh.noAssign(s) {
			return sh.declareFailed(cmd, f, o, true, s.name+": variable may not be assigned value")
		}
		if (plain || f.clear&attrNameref != 0 && !sh.exists(s)) && old.has(attrNameref) && old.set && old.level == sh.depth {
			// What a local reference refers to becomes local; with +n what does not exist yet, too.
			if t, _, hasSub, ok := sh.resolve(s); ok && !hasSub {
				s = t
				old = sh.variable(s)
			}
		}
		wasLocal = old != nil && old.level == sh.depth && old.temp == notTemp
		sh.makeLocal(s, f)
	}
	v := sh.variable(s)
	if f.array && v != nil && v.kind == assocArray {
		return sh.declareFailed(cmd, f, o, f.soft, s.name+": cannot convert associative to indexed array")
	}
	if f.assoc && v != nil && v.kind == indexedArray && v.level == sh.declLevel(local) {
		return sh.declareFailed(cmd, f, o, f.soft, s.name+": cannot convert indexed to associative array")
	}
	if v.has(attrReadonly) && (o.isSet || f.clear&attrReadonly != 0 || f.clear&attrNameref != 0 && (!v.has(attrNameref) || v.set)) {
		f.fatal = f.fatal || o.isSet
		if f.posix && !f.array && !f.assoc && o.array == nil {
			sh.reportReadonly(s.name)
			w := sh.writable(s) // it has the attribute even so
			if w.attr |= f.set; f.undo {
				w.attr &^= f.set &^ attrReadonly
			}
			sh.envStale = true
			return false
		}
		if o.array != nil {
			if sh.reportReadonly(s.name); sh.pend == next {
				sh.status, sh.pend = 1, toTop
			}
			return false
		}
		return sh.declareFailed(cmd, f, o, true, s.name+": readonly variable")
	}
	if o.isSet && sh.noAssign(s) {
		if o.array != nil {
			sh.pend = toTop
		}
		return false
	}
	if f.noArray && o.hasSub && (v == nil || local && !wasLocal && v.kind == scalar && !v.set) {
		v = sh.writable(s) // the subscript makes it an array
		v.toIndexed(sh)
		v.set = !local && o.isSet
	}
	if v != nil && (f.noArray && v.kind == indexedArray || f.noAssoc && v.kind == assocArray) {
		sh.builtinError(cmd, "%s: cannot destroy array variables in this way", s.name)
		return false
	}
	if f.set&attrNameref != 0 {
		return sh.declareRef(cmd, f, o, s, local)
	}
	if v.has(attrNameref) && !v.set && o.isSet && o.array == nil && !o.hasSub && !f.array && !f.assoc {
		return sh.declareUnbound(cmd, f, o, s, local)
	}
	if f.clear&attrNameref != 0 && v.has(attrNameref) {
		return sh.declareNoRef(cmd, f, o, s, local)
	}
	if v == nil && !local && o.hasSub && !f.array && !f.assoc && strfn.HasPrefix(o.val, "(") && strfn.HasSuffix(o.val, ")") {
		sh.warn("warning: %s: quoted compound array assignment deprecated", o.text)
	}
	if f.undo && v == nil && !o.isSet && o.array == nil {
		return true
	}
	w := sh.writable(s)
	if v == nil && w.has(attrMarked) && !f.array && !f.assoc && !o.hasSub {
		w.attr |= attrExport // a new variable, made under allexport
	}
	if wasLocal && w.kind == scalar && w.set && (f.array || f.assoc || o.hasSub || o.array != nil) {
		w.str, w.isStr, w.isNum = "", false, false // a local array begins empty
		w.toIndexed(sh)
		w.list = &indexed{}
	}
	switch {
	case f.assoc:
		converted := v != nil && w.level == 0 && w.kind != assocArray
		if w.toAssoc(sh); converted {
			w.hash.buckets = 128 // as in bash
		}
	case f.array || o.hasSub && w.kind == scalar && (o.isSet || !f.print) || o.array != nil && w.kind == scalar:
		w.toIndexed(sh)
	}
	add, del := f.set, f.clear
	if f.undo {
		add, del = 0, del|add&^attrReadonly // which cannot be taken away
	}
	add &^= del // +i has precedence over -i
	w.attr &^= del
	w.attr |= add &^ attrReadonly
	sh.mark(w)
	if !w.set && w.kind == scalar && !o.isSet {
		w.attr |= attrInvisible
	}
	if (add|del)&attrExport != 0 {
		sh.envStale = true
	}
	if (w.temp != notTemp || w.has(attrFromTemp)) && add&(attrExport|attrReadonly) != 0 {
		w.attr |= attrPropagate
	}
	ok := true
	if o.isSet && o.hasSub && add&attrReadonly != 0 {
		// The array is made readonly first, as in bash.
		w.attr |= attrReadonly
		w.set = w.set || !local && w.kind != assocArray
		r, ok := sh.locate(s, newSubscript(o.sub))
		if !ok {
			return false
		}
		if !r.valid(sh) {
			sh.badElement(s.name, o.sub)
			return false
		}
		sh.reportReadonly(s.name)
		return true
	}
	if o.isSet {
		if sh.opts&optXtrace != 0 && o.array == nil && f.posix {
			op := "="
			if o.append {
				op = "+="
			}
			sh.traceText(o.name + op + quote.XTraceValue(o.val, sh.locale()))
		}
		ok = sh.declareValue(cmd, f, o, s, w)
	}
	if add&attrReadonly != 0 {
		sh.writable(s).attr |= attrReadonly
	}
	if f.undo {
		sh.writable(s).attr &^= del // what allexport has added
	}
	return ok
}

// declareFailed reports an operand that cannot be what it is to be. A list is
// assigned as part of the expansions, where its failure leaves the whole
// command, unless soft is set: then the built-in will complain as well.
func (sh *Shell) declareFailed(cmd string, f *declFlags, o *operand, soft bool, why string) bool {
	if o.array != nil {
		about := why
		if n := len(sh.frames); n > 0 && sh.frames[n-1].fn.beginsWith(sh.cmd) {
			about = sh.frames[n-1].fn.name + ": " + why
		}
		if !soft {
			return sh.listFailed(about)
		}
		sh.errorf("%s", about)
		return false
	}
	sh.builtinError(cmd, "%s", why)
	if s := intern(o.name); f.posix {
		sh.writable(s).attr |= f.set
		sh.envStale = true
	}
	return false
}

// listFailed leaves the command because a list could not be assigned.
func (sh *Shell) listFailed(why string) bool {
	sh.errorf("%s", why)
	sh.status = 1
	sh.pend = toTop
	return false
}

// beginsWith reports whether st is the first command of the function's body.
func (f *function) beginsWith(st *stmtNode) bool {
	if f == nil || f.code == nil || f.code.body == nil {
		return false
	}
	l, ok := f.code.body.cmd.(*listNode)
	return ok && len(l.stmts) > 0 && l.stmts[0] == st
}

func (sh *Shell) declLevel(local bool) int {
	if local {
		return sh.depth
	}
	return 0
}

// declareValue gives a declared variable its value.
func (sh *Shell) declareValue(cmd string, f *declFlags, o *operand, s *symbol, w *Var) bool {
	if !f.posix && !f.global {
		w.attr &^= attrThrough // it is the temporary variable that is declared
	}
	arr := o.array
	quoted := f.array || f.assoc || !f.posix
	if arr == nil && w.kind != scalar && (!o.hasSub && quoted || f.array || f.assoc) && strfn.HasPrefix(o.val, "(") && strfn.HasSuffix(o.val, ")") {
		if a, ok := sh.parseArray(o.val, w.kind == assocArray); ok {
			arr = a
		} else if sh.pend != 0 {
			return false
		}
	}
	switch {
	case arr != nil:
		return sh.storeArray(s, arr, o.append)
	case o.hasSub || w.kind != scalar:
		w.attr &^= attrMarked // a declaration exports no array under allexport
		ok := false
		if o.hasSub {
			mode := subExpanded
			if o.word {
				mode = subByOption
			}
			ok = sh.withSubs(mode, func() bool { return sh.assignElement(s, o.sub, o.val, o.append) })
		} else {
			ok = sh.assignSlow(s, o.val, o.append)
		}
		sh.mark(w)
		return ok
	case o.append:
		return sh.assignSlow(s, o.val, true)
	}
	if w.level > 0 && w.attr&attrSlow&^attrInvisible == 0 {
		w.str, w.isStr, w.isNum, w.set = o.val, true, false, true
		w.attr &^= attrInvisible
		return true
	}
	return sh.assignSlow(s, o.val, false)
}
