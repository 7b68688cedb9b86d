package interp

import (
	"syscall"

	"entrysh/internal/order"
	"entrysh/internal/textbuf"
)

// builtinHash is hash (POSIX XCU hash; bash manual 4.1).
func builtinHash(sh *Shell, args []string) int {
	f := sh.flags(args, "dlp:rt")
	o, ok := f.all()
	if !ok {
		return 2
	}
	if sh.opts&optHashall == 0 {
		sh.builtinError("hash", "hashing disabled")
		return 1
	}
	names := f.args
	if len(names) == 0 && (o.has('d') || o.has('t')) {
		letter := "t"
		if o.has('d') {
			letter = "d"
		}
		sh.builtinError("hash", "-%s: option requires an argument", letter)
		return 1
	}
	if o.has('r') {
		sh.forgetHashes()
		if len(names) == 0 {
			return 0
		}
	} else if len(names) == 0 {
		return sh.listHashes(o.has('l'))
	}
	if o.has('p') && !sh.mayRemember(f.arg, "hash: ") {
		return 1
	}
	status := 0
	for _, name := range names {
		if !sh.hashOne(name, f.arg, o, len(names) > 1) {
			status = 1
		}
	}
	return status
}

// hashOne does for one name what the options of hash say; path is -p's.
func (sh *Shell) hashOne(name, path string, o flagSet, several bool) bool {
	switch {
	case o.has('p'):
		var st syscall.Stat_t
		if syscall.Stat(sh.path(path), &st) == nil && st.Mode&syscall.S_IFMT == syscall.S_IFDIR {
			sh.builtinError("hash", "%s: Is a directory", path)
			return false
		}
		sh.remember(name, path, 0)
	case o.has('t'):
		e := sh.hashed(name)
		if e == nil {
			sh.nameNotFound("hash", name)
			return false
		}
		switch {
		case o.has('l'):
			sh.outUnchecked("builtin hash -p " + e.path + " " + name + "\n")
		case several:
			sh.outUnchecked(name + "\t" + e.path + "\n")
		default:
			sh.outUnchecked(e.path + "\n")
		}
	case o.has('d'):
		if sh.hashes == nil {
			return true
		}
		if sh.hashes[name] == nil {
			sh.nameNotFound("hash", name)
			return false
		}
		sh.forget(name)
	case hasSlash(name):
	default:
		if sh.functionByName(name) != nil || sh.enabledBuiltin(name) != nil {
			return true
		}
		sh.forget(name)
		p, st := sh.searchPath(name, sh.Get("PATH"), false)
		if st != 0 {
			sh.nameNotFound("hash", name)
			return false
		}
		sh.remember(name, p, 0)
	}
	return true
}

// mayRemember reports, after a message, whether a restricted shell may make
// path the location of a program: it must be a name that is found along PATH.
func (sh *Shell) mayRemember(path, from string) bool {
	if sh.opts&optRestricted == 0 {
		return true
	}
	if hasSlash(path) {
		sh.errorf("%s%s: restricted", from, path)
		return false
	}
	if _, st := sh.searchPath(path, sh.Get("PATH"), false); st != 0 {
		sh.errorf("%s%s: not found", from, path)
		return false
	}
	return true
}

// listHashes shows what is remembered, in the order of bash's table.
func (sh *Shell) listHashes(reusable bool) int {
	if len(sh.hashes) == 0 {
		if (reusable || sh.opts&optPosix != 0) && !sh.compatBefore("51") {
			return 0
		}
		return sh.out("hash: hash table empty\n")
	}
	names := make([]string, 0, len(sh.hashes))
	for name := range sh.hashes {
		names = addString(names, name)
	}
	const buckets = 256
	order.Sort(names, func(x, y string) bool {
		a, b := fnv(x)%buckets, fnv(y)%buckets
		if a != b {
			return a < b
		}
		return x < y
	})
	var b textbuf.Builder
	if !reusable {
		b.WriteString("hits\tcommand\n")
	}
	for _, name := range names {
		e := sh.hashes[name]
		if reusable {
			b.WriteString("builtin hash -p " + e.path + " " + name + "\n")
			continue
		}
		n := formatInt(int64(e.hits))
		for i := len(n); i < 4; i++ {
			b.WriteByte(' ')
		}
		b.WriteString(n + "\t" + e.path + "\n")
	}
	if reusable {
		return sh.outUnchecked(b.String())
	}
	return sh.out(b.String())
}

// forgetHashes empties the table; it stays nil as long as nothing was ever in it,
// which is a state of its own for hash -d.
func (sh *Shell) forgetHashes() {
	if sh.hashes != nil {
		sh.hashes, sh.hashOwn = map[string]*hashEntry{}, true
	}
}

// remember keeps the location of a program (POSIX XCU 2.9.1.1).
//
//go:noinline
func (sh *Shell) remember(name, path string, hits int) {
	sh.ownHashes()
	sh.hashes[name] = &hashEntry{path: path, hits: hits}
}

// hashed returns what is remembered of name, nil if nothing; each time counts as a hit.
//
//go:noinline
func (sh *Shell) hashed(name string) *hashEntry {
	e := sh.hashes[name]
	if e != nil && sh.hashOwn {
		e.hits++
	}
	return e
}

// forget takes name out of the table.
//
//go:noinline
func (sh *Shell) forget(name string) {
	if sh.hashes[name] != nil {
		sh.ownHashes()
		delete(sh.hashes, name)
	}
}

// ownHashes makes the table this environment's own before it changes.
//
//go:noinline
func (sh *Shell) ownHashes() {
	if sh.hashOwn && sh.hashes != nil {
		return
	}
	m := make(map[string]*hashEntry, len(sh.hashes)+4)
	for name, e := range sh.hashes {
		c := *e
		m[name] = &c
	}
	sh.hashes, sh.hashOwn = m, true
}

// hashesAssigned remembers what was assigned to BASH_CMDS.
func (sh *Shell) hashesAssigned() {
	s := intern("BASH_CMDS")
	v := sh.variable(s)
	if v == nil || sh.dynGone(s) || v.kind != assocArray || v.hash == nil {
		return
	}
	v.hash.each(func(name, path string) bool {
		if e := sh.hashes[name]; (e == nil || e.path != path) && sh.mayRemember(path, "") {
			sh.remember(name, path, 0)
		}
		return true
	})
}
