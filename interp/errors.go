package interp

import (
	"strconv"
	"unsafe"

	"entrysh/internal/quote"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// messageName is what messages begin with: the file whose text is running, BASH_SOURCE, or $0.
//
//go:noinline
func (sh *Shell) messageName() string {
	if n := len(sh.frames); n > 0 {
		return sh.frameSource(&sh.frames[n-1])
	}
	if sh.source != "" {
		return sh.source // even if BASH_ARGV0 has changed $0
	}
	return sh.name
}

// prefix is what bash puts before a message: the name of the script and the line.
func (sh *Shell) prefix() string {
	switch {
	case sh.opts&optInteractive != 0 || sh.line <= 0:
		return sh.prefixName()
	case sh.shopts&shoptGnuErrfmt != 0:
		return sh.messageName() + ":" + itoa(sh.line) + ": "
	}
	return sh.prefixName() + "line " + itoa(sh.line) + ": "
}

// prefixName is prefix without the line.
func (sh *Shell) prefixName() string {
	if sh.opts&optInteractive != 0 {
		return sh.baseName() + ": "
	}
	return sh.messageName() + ": "
}

// baseName is what the messages of an interactive shell begin with: the last
// part of the name it was started under.
func (sh *Shell) baseName() string {
	name := sh.shellName()
	return name[strfn.LastIndexByte(name, '/')+1:]
}

// errorf writes an error message to standard error: prefix, text, newline. The
// verbs are %s, %d and %c.
func (sh *Shell) errorf(format string, args ...string) {
	sh.errOut(sh.prefix() + sprintf(format, args...) + "\n")
}

// reportError is errorf for what is wrong with a name or a subscript. Under
// errexit that ends the shell, even where the status would not: as in bash.
func (sh *Shell) reportError(format string, args ...string) {
	if sh.pend == toExit {
		return
	}
	sh.errorf(format, args...)
	sh.endReported()
}

// endReported ends the shell under errexit when an error has been reported.
func (sh *Shell) endReported() {
	if sh.opts&optErrexit != 0 && sh.pend == 0 && sh.eased == 0 {
		sh.status = max(sh.status, 1)
		sh.pend, sh.leaving = toExit, leftByError
	}
}

// warn is errorf for what does not fail.
//
//go:noinline
func (sh *Shell) warn(format string, args ...string) { sh.errorf(format, args...) }

// builtinError is errorf for a built-in's message.
func (sh *Shell) builtinError(name, format string, args ...string) {
	sh.errOut(sh.prefix() + name + ": " + sprintf(format, args...) + "\n")
}

// errOut writes to standard error; what cannot be written is dropped.
func (sh *Shell) errOut(s string) {
	if d := sh.get(2); d != nil {
		sh.quietWrite(d, s)
	}
}

// visible returns a file name as messages show it: quoted if a character of
// it is not printable.
func (sh *Shell) visible(name string) string {
	if s := quote.Shell(name, sh.locale()); strfn.HasPrefix(s, "$'") {
		return s
	}
	return name
}

// quietWrite writes without running trap actions when it can.
func (sh *Shell) quietWrite(d *desc, s string) {
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	if c, err := sh.writeDesc(d, b); err == nil && c != next && sh.pend == 0 {
		sh.pend = c
	}
}

// sprintf puts the arguments in the places of %s, and of %d and %c too, which say
// what is to come there. They are texts: an argument of any type would need
// 50 bytes of code where it is passed, of which there are hundreds.
func sprintf(format string, args ...string) string {
	var b textbuf.Builder
	for {
		before, rest, verb := strfn.Cut(format, "%")
		b.WriteString(before)
		switch {
		case !verb:
			return b.String()
		case strfn.HasPrefix(rest, "%"):
			b.WriteByte('%')
			rest = rest[1:]
		case rest == "" || len(args) == 0:
			b.WriteByte('%')
		default:
			b.WriteString(args[0])
			args, rest = args[1:], rest[1:]
		}
		format = rest
	}
}

//go:noinline
func formatInt(n int64) string { return strconv.FormatInt(n, 10) }

// Messages of many places.

//go:noinline
func (sh *Shell) badSubscript(what string) { sh.reportError("%s: bad array subscript", what) }

//go:noinline
func (sh *Shell) badElement(name, sub string) {
	sh.reportError("%s[%s]: bad array subscript", name, sub)
}

//go:noinline
func (sh *Shell) reportReadonly(name string) { sh.reportError("%s: readonly variable", name) }

//go:noinline
func (sh *Shell) notIdentifier(builtin, text string) {
	sh.builtinError(builtin, "`%s': not a valid identifier", text)
}

//go:noinline
func (sh *Shell) nameNotFound(builtin, name string) {
	sh.builtinError(builtin, "%s: not found", name)
}
