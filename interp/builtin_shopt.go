package interp

import (
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// builtinShopt is shopt (bash manual 4.3.2).
func builtinShopt(sh *Shell, args []string) int {
	f := sh.flags(args, "psuoq")
	r, ok := f.all()
	if !ok {
		return 2
	}
	switch {
	case r.has('s') && r.has('u'):
		sh.builtinError("shopt", "cannot set and unset shell options simultaneously")
		return 1
	case len(f.args) == 0:
		return sh.listShopts(r)
	}
	status := 0
	for _, name := range f.args {
		if !sh.shoptOne(r, name) {
			status = 1
		}
	}
	return status
}

// listShopts shows all options, or those that are on or off, of shopt or (-o) of set.
func (sh *Shell) listShopts(r flagSet) int {
	var b textbuf.Builder
	add := func(name string, on bool) {
		if (!r.has('s') || on) && (!r.has('u') || !on) && !r.has('q') {
			b.WriteString(shoptText(r, name, on))
		}
	}
	if r.has('o') {
		for _, o := range optionNames {
			add(o.name, sh.opts.has(o.bit))
		}
	} else {
		for _, name := range shoptNames {
			add(name, sh.shopts.has(shoptByName(name)))
		}
	}
	return sh.out(b.String())
}

// shoptText is the line that shows an option.
//
//go:noinline
func shoptText(r flagSet, name string, on bool) string {
	if r.has('p') {
		words := [...]string{"shopt -u ", "shopt -s ", "set +o ", "set -o "}
		return words[truth(r.has('o'))*2+truth(on)] + name + "\n"
	}
	if n := len(name); n < 15 {
		name += "               "[n:]
	}
	if on {
		return name + "\ton\n"
	}
	return name + "\toff\n"
}

// shoptOne sets or shows one option. It reports whether that counts as success:
// an option that is only shown must be on.
func (sh *Shell) shoptOne(r flagSet, name string) bool {
	var on bool
	if r.has('o') {
		o := optionByName(name)
		if o == 0 {
			sh.builtinError("shopt", "%s: invalid option name", name)
			return r.has('s') || r.has('u') // as in bash
		}
		if r.has('s') || r.has('u') {
			sh.setOption(o, r.has('s'))
			return true
		}
		on = sh.opts.has(o)
	} else {
		o := shoptByName(name)
		if o == 0 {
			sh.builtinError("shopt", "%s: invalid shell option name", name)
			return false
		}
		if r.has('s') || r.has('u') {
			sh.setShopt(o, r.has('s'))
			return true
		}
		on = sh.shopts.has(o)
	}
	if !r.has('q') {
		sh.out(shoptText(r, name, on))
	}
	return on
}

// setShopt turns an option of shopt on or off, with its consequences.
func (sh *Shell) setShopt(o shopts, on bool) {
	switch {
	case o == shoptLoginShell:
		return // it only tells what the shell is
	case o == shoptRestrictedShell:
		on = sh.opts&optRestricted != 0 // the same
	case on && o&compatShopts != 0:
		sh.shopts &^= compatShopts
	}
	if on {
		sh.shopts |= o
	} else {
		sh.shopts &^= o
	}
	switch {
	case o == shoptExtdebug && on:
		sh.startArgs()
		sh.setOption(optFunctrace, true)
		sh.setOption(optErrtrace, true)
	case o&compatShopts != 0:
		level := "52"
		for _, name := range shoptNames {
			if b := shoptByName(name); b&compatShopts != 0 && sh.shopts.has(b) {
				level = strfn.TrimPrefix(name, "compat")
			}
		}
		sh.force(intern("BASH_COMPAT"), level)
	}
}

const compatShopts = shoptCompat31 | shoptCompat32 | shoptCompat40 | shoptCompat41 | shoptCompat42 | shoptCompat43 | shoptCompat44

// compatBefore reports whether BASH_COMPAT asks for a bash before a version, which is two digits.
func (sh *Shell) compatBefore(version string) bool {
	level := strfn.ReplaceAll(sh.Get("BASH_COMPAT"), ".", "")
	return level != "" && level < version
}

// compatChanged keeps the options compatNN in step with BASH_COMPAT (bash
// manual 6.12).
func (sh *Shell) compatChanged() {
	sh.shopts &^= compatShopts
	level, ok := sh.getSet("BASH_COMPAT")
	if !ok || level == "" {
		return
	}
	n := level
	if len(n) == 3 && n[1] == '.' {
		n = n[:1] + n[2:]
	}
	switch n {
	case "50", "51", "52":
		return
	}
	o := shoptByName("compat" + n)
	if o&compatShopts == 0 {
		sh.errorf("BASH_COMPAT: %s: compatibility value out of range", level)
	}
	sh.shopts |= o & compatShopts
}
