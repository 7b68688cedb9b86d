package interp

import (
	"syscall"

	"entrysh/internal/textbuf"
)

// builtinTimes is times (POSIX XCU 2.14 times).
func builtinTimes(sh *Shell, args []string) int {
	if _, ok := sh.operands(args); !ok {
		return 2
	}
	var self, children syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &self)
	syscall.Getrusage(syscall.RUSAGE_CHILDREN, &children)
	return sh.out(minutes(self.Utime) + " " + minutes(self.Stime) + "\n" +
		minutes(children.Utime) + " " + minutes(children.Stime) + "\n")
}

// minutes is a time as 1m2.345s.
func minutes(t syscall.Timeval) string {
	ms := itoa(1000 + int(t.Usec/1000))[1:]
	return formatInt(int64(t.Sec/60)) + "m" + formatInt(int64(t.Sec%60)) + "." + ms + "s"
}

// builtinCaller is caller (bash manual 4.2).
func builtinCaller(sh *Shell, args []string) int {
	lines, sources, names := sh.callLines(), sh.sources(), sh.callNames()
	if len(lines) == 0 {
		return 1
	}
	args, ok := sh.operands(args)
	if !ok {
		return 2
	}
	if len(args) == 0 {
		file := "NULL"
		if len(sources) > 1 {
			file = sources[1]
		}
		return sh.outUnchecked(lines[0] + " " + file + "\n")
	}
	n, ok := legalNumber(args[0])
	if !ok {
		return sh.misused("caller", "%s: invalid number", args[0])
	}
	if n < 0 || n+1 >= int64(len(names)) || n+1 >= int64(len(sources)) || n >= int64(len(lines)) {
		return 1
	}
	return sh.outUnchecked(lines[n] + " " + names[n+1] + " " + sources[n+1] + "\n")
}

// builtinEnable is enable (bash manual 4.2).
func builtinEnable(sh *Shell, args []string) int {
	f := sh.flags(args, "adnpsf:")
	o, ok := f.all()
	if !ok {
		return 2
	}
	all, off, special, file := o.has('a'), o.has('n'), o.has('s'), f.arg
	if sh.opts&optRestricted != 0 && (o.has('d') || file != "") {
		sh.builtinError("enable", "restricted")
		return 1
	}
	if len(f.args) == 0 || o.has('p') {
		var b textbuf.Builder
		for i := range builtins {
			x := &builtins[i]
			if special && !x.special {
				continue
			}
			switch disabled := sh.disabled(x); {
			case disabled && (all || off):
				b.WriteString("enable -n " + x.name + "\n")
			case !disabled && (all || !off):
				b.WriteString("enable " + x.name + "\n")
			}
		}
		return sh.out(b.String())
	}
	status := 0
	for _, name := range f.args {
		x := builtinByName(name)
		if sh.opts&optRestricted != 0 && x != nil && !off && sh.disabled(x) {
			sh.builtinError("enable", "restricted")
			return 1
		}
		switch {
		case file != "":
			sh.builtinError("enable", "cannot open shared object %s: %s: cannot open shared object file: No such file or directory", file, file)
			return 1
		case x == nil || special && !x.special:
			sh.builtinError("enable", "%s: not a shell builtin", name)
			status = 1
		case o.has('d'):
			sh.builtinError("enable", "%s: not dynamically loaded", name)
			status = 1
		default:
			sh.setDisabled(name, off)
		}
	}
	return status
}

// setDisabled turns a built-in off or on. The set is shared with subshells,
// so each change makes a new one.
//
//go:noinline
func (sh *Shell) setDisabled(name string, off bool) {
	set := map[string]bool{}
	for k := range sh.disabledSet {
		set[k] = true
	}
	delete(set, name)
	if off {
		set[name] = true
	}
	sh.disabledSet = set
	if len(set) == 0 {
		sh.disabledSet = nil
	}
}
