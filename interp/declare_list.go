package interp

import "entrysh/internal/strfn"

// assignList assigns a list among the operands of a declaration built-in. As in
// bash this is part of the expansions: the variable is declared with those of
// the options that matter to its value, and the built-in gets only its name.
// args are the words before it.
func (n *declNode) assignList(sh *Shell, o *operand, args []string) {
	cmd := n.name
	if cmd == "local" && sh.depth == 0 {
		cmd = "declare" // the list is a variable even so
	}
	f := n.listFlags(cmd, args)
	f.soft = sh.depth > 0 && !f.posix
	o.array.declared = true
	builtin, named := sh.builtin, sh.inNamed
	sh.builtin, sh.inNamed = builtinByName(cmd), n.name
	ok := sh.declareOne(cmd, &f, o)
	sh.builtin, sh.inNamed = builtin, named
	if !ok && !f.soft && sh.pend == next {
		sh.status, sh.pend = 1, toTop
	}
}

// listFlags returns the options with which a list is declared. Those that change
// the value count as set or as taken away by the sign of the first.
func (n *declNode) listFlags(cmd string, args []string) (f declFlags) {
	sign := byte(0)
	for _, c := range []byte("Aag") {
		if n.options(c) {
			f.option(true, c)
			sign = '-'
		}
	}
	if f.assoc {
		f.array = false
	}
	posix := cmd == "export" || cmd == "readonly"
	if posix {
		sign = '-'
	}
	var seen [128]bool
	for _, a := range args {
		if a == "" || a[0] != '-' && a[0] != '+' || a == "--" {
			break
		}
		for i := 1; i < len(a); i++ {
			if strfn.IndexByte("Iiluc", a[i]) >= 0 {
				seen[a[i]] = true
				if sign == 0 {
					sign = a[0]
				}
			}
		}
	}
	for _, c := range []byte("Icilu") {
		if seen[c] {
			f.option(sign == '-', c)
		}
	}
	f.posix = posix
	return f
}

// options reports whether an option of the command, written out, has the letter c.
func (n *declNode) options(c byte) bool {
	for i := range n.items {
		if w, ok := n.items[i].word.(*litWord); ok && len(w.s) > 1 && w.s[0] == '-' && strfn.IndexByte(w.s, c) > 0 {
			return true
		}
	}
	return false
}
