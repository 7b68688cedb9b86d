package interp

import (
	"entrysh/internal/order"
	"entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// builtinAlias is alias (POSIX XCU alias).
func builtinAlias(sh *Shell, args []string) int {
	f := sh.flags(args, "p")
	o, ok := f.all()
	if !ok {
		return 2
	}
	list := o.has('p')
	if list && len(sh.aliases) == 0 {
		return 0 // whatever operands there are
	}
	show := aliasText
	if sh.opts&optPosix != 0 && !list {
		show = aliasValue
	}
	if list || len(f.args) == 0 {
		names := make([]string, 0, len(sh.aliases))
		for name := range sh.aliases {
			names = addString(names, name)
		}
		order.Strings(names)
		var b textbuf.Builder
		for _, name := range names {
			b.WriteString(show(name, sh.aliases[name]))
		}
		if st := sh.out(b.String()); st != 0 || len(f.args) == 0 {
			return st
		}
	}
	status := 0
	for _, a := range f.args {
		name, val, set := strfn.Cut(a, "=")
		switch {
		case set && name != "":
			if !validAlias(name) {
				sh.builtinError("alias", "`%s': invalid alias name", name)
				status = 1
				continue
			}
			sh.setAlias(name, val)
		default:
			v, ok := sh.aliases[a]
			if !ok {
				sh.nameNotFound("alias", a)
				status = 1
				continue
			}
			sh.out(show(a, v))
		}
	}
	return status
}

// aliasText is an alias as alias prints it.
func aliasText(name, val string) string {
	s := "alias "
	if name[0] == '-' {
		s += "-- "
	}
	return s + aliasValue(name, val)
}

// aliasValue is an alias as POSIX has it.
func aliasValue(name, val string) string { return name + "=" + quote.Alias(val) + "\n" }

// validAlias reports whether name can be that of an alias: no blanks, no
// characters that quote or end a word, no slash.
func validAlias(name string) bool {
	return name != "" && !strfn.ContainsAny(name, " \t\n;&()|<>/$`\\\"'")
}

// setAlias defines an alias.
//
//go:noinline
func (sh *Shell) setAlias(name, val string) {
	sh.ownAliases()
	sh.aliases[name] = val
}

// ownAliases makes the aliases this environment's own before they change.
//
//go:noinline
func (sh *Shell) ownAliases() {
	if sh.aliasOwn && sh.aliases != nil {
		return
	}
	m := make(map[string]string, len(sh.aliases)+1)
	for k, v := range sh.aliases {
		m[k] = v
	}
	sh.aliases, sh.aliasOwn = m, true
}

// builtinUnalias is unalias (POSIX XCU unalias).
func builtinUnalias(sh *Shell, args []string) int {
	f := sh.flags(args, "a")
	o, ok := f.all()
	if !ok {
		return 2
	}
	if o.has('a') {
		sh.aliases, sh.aliasOwn = nil, false
		return 0
	}
	if len(f.args) == 0 {
		return sh.usage("unalias")
	}
	status := 0
	for _, name := range f.args {
		if _, ok := sh.aliases[name]; !ok {
			sh.nameNotFound("unalias", name)
			status = 1
			continue
		}
		sh.ownAliases()
		delete(sh.aliases, name)
	}
	return status
}

// aliasesAssigned defines what was assigned to BASH_ALIASES.
func (sh *Shell) aliasesAssigned() {
	s := intern("BASH_ALIASES")
	v := sh.variable(s)
	if v == nil || sh.dynGone(s) || v.kind != assocArray || v.hash == nil {
		return
	}
	v.hash.each(func(name, val string) bool {
		switch old, ok := sh.aliases[name]; {
		case ok && old == val:
		case !validAlias(name):
			sh.errorf("`%s': invalid alias name", name)
		default:
			sh.setAlias(name, val)
		}
		return true
	})
}
