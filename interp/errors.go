package interp

import (
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"entrysh/internal/quote"
	"entrysh/internal/textbuf"
)

// messageName is what messages begin with: the file whose text is running, BASH_SOURCE, or $0.
func (sh *Shell) messageName() string {
	if n := len(sh.frames); n > 0 {
		return sh.frameSource(&sh.frames[n-1])
	}
	return sh.name
}

// prefix is what bash puts before a message: the name of the script and the line.
func (sh *Shell) prefix() string {
	switch {
	case sh.opts.has(optInteractive) || sh.line <= 0:
		return sh.prefixName()
	case sh.shopts.has(shoptGnuErrfmt):
		return sh.messageName() + ":" + strconv.Itoa(sh.line) + ": "
	}
	return sh.prefixName() + "line " + strconv.Itoa(sh.line) + ": "
}

// prefixName is prefix without the line.
func (sh *Shell) prefixName() string {
	if sh.opts.has(optInteractive) {
		return sh.baseName() + ": "
	}
	return sh.messageName() + ": "
}

// baseName is what the messages of an interactive shell begin with: the last
// part of the name it was started under.
func (sh *Shell) baseName() string {
	name := sh.shellName()
	return name[strings.LastIndexByte(name, '/')+1:]
}

// errorf writes an error message to standard error: prefix, text, newline. The
// verbs are %s, %d and %c.
func (sh *Shell) errorf(format string, args ...any) {
	sh.errOut(sh.prefix() + sprintf(format, args...) + "\n")
}

// reportError is errorf for what is wrong with a name or a subscript. Under
// errexit that ends the shell, even where the status would not: as in bash.
func (sh *Shell) reportError(format string, args ...any) {
	sh.errorf(format, args...)
	if sh.opts&optErrexit != 0 && sh.pend == 0 {
		sh.status = max(sh.status, 1)
		sh.pend, sh.leaving = toExit, leftByExit
	}
}

// warn is errorf for what does not fail.
func (sh *Shell) warn(format string, args ...any) { sh.errorf(format, args...) }

// builtinError is errorf for a built-in's message.
func (sh *Shell) builtinError(name, format string, args ...any) {
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
	if s := quote.Shell(name, sh.locale()); strings.HasPrefix(s, "$'") {
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

// sprintf knows %s, %d, %c, %q (in `') and %%; package fmt is not needed for more.
func sprintf(format string, args ...any) string {
	var b textbuf.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		if format[i] == '%' {
			b.WriteByte('%')
			continue
		}
		if len(args) == 0 {
			b.WriteString("%" + format[i:i+1])
			continue
		}
		switch a := args[0].(type) {
		case string:
			b.WriteString(a)
		case int:
			b.WriteString(strconv.Itoa(a))
		case int64:
			b.WriteString(strconv.FormatInt(a, 10))
		case byte:
			b.WriteByte(a)
		case rune:
			b.WriteRune(a)
		case syscall.Errno:
			b.WriteString(errText(a))
		case error:
			b.WriteString(errText(a))
		}
		args = args[1:]
	}
	return b.String()
}

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }
