// Package sig knows the signals: their names and numbers, what they do by
// default, how the process treats them, and which have arrived and wait to be
// handled.
//
// Signals are caught by a handler of our own in assembly, not by package
// os/signal: it reaches numbers that os/signal cannot deliver (27, 34), needs
// no goroutine, and its whole work is to set a bit and to write to an eventfd.
package sig

import (
	"strconv"

	"entrysh/internal/numeral"
	"entrysh/internal/strcase"
	"entrysh/internal/strfn"
)

// Max is the highest signal number on Linux; RTMin is SIGRTMIN as the C
// library has it (32 and 33 are its own).
const (
	Max   = 64
	RTMin = 34
)

// The signals the shell itself deals with.
const (
	HUP    = 1
	INT    = 2
	QUIT   = 3
	ILL    = 4
	TRAP   = 5
	ABRT   = 6
	BUS    = 7
	FPE    = 8
	KILL   = 9
	USR1   = 10
	SEGV   = 11
	USR2   = 12
	PIPE   = 13
	ALRM   = 14
	TERM   = 15
	CHLD   = 17
	CONT   = 18
	STOP   = 19
	TSTP   = 20
	TTIN   = 21
	TTOU   = 22
	URG    = 23
	XCPU   = 24
	XFSZ   = 25
	VTALRM = 26
	PROF   = 27
	WINCH  = 28
	SYS    = 31
)

var names = [...]string{
	"", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL",
	"USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT",
	"STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
	"WINCH", "IO", "PWR", "SYS",
}

// Name returns the name of signal n without SIG, as bash's `kill -l` prints it
// (RTMIN+3, RTMAX-2), or "" if there is no such signal.
func Name(n int) string {
	switch {
	case n > 0 && n < len(names):
		return names[n]
	case n == RTMin:
		return "RTMIN"
	case n == Max:
		return "RTMAX"
	case n > RTMin && n <= RTMin+15:
		return "RTMIN+" + strconv.Itoa(n-RTMin)
	case n > RTMin && n < Max:
		return "RTMAX-" + strconv.Itoa(Max-n)
	}
	return ""
}

// Fixed reports whether programs do not catch or ignore signal n: KILL and STOP, which the
// kernel does not let them, and two without a name that the C library keeps for itself.
func Fixed(n int) bool { return n == KILL || n == STOP || n == 32 || n == 33 }

// Number returns the number of the signal called s: a name with or without
// SIG, in any case. Numbers are not names; ok is false for them.
func Number(s string) (n int, ok bool) {
	u := strcase.All(s, strcase.Upper, true, nil)
	u = strfn.TrimPrefix(u, "SIG")
	for i := 1; i < len(names); i++ {
		if names[i] == u {
			return i, true
		}
	}
	switch u {
	case "CLD":
		return CHLD, true
	case "POLL":
		return 29, true
	case "IOT":
		return ABRT, true
	}
	if rest, ok := strfn.CutPrefix(u, "RTMIN"); ok {
		return realTime(RTMin, rest)
	}
	if rest, ok := strfn.CutPrefix(u, "RTMAX"); ok && rest != "-0" {
		if n, ok := realTime(Max, rest); ok && n >= Max-14 {
			return n, true // those below have names by RTMIN
		}
	}
	return 0, false
}

func realTime(base int, offset string) (int, bool) {
	if offset == "" {
		return base, true
	}
	if offset[0] != '+' && offset[0] != '-' || len(offset) < 2 || len(offset) > 3 {
		return 0, false
	}
	d, ok := numeral.Int(offset)
	if !ok || base+d < RTMin || base+d > Max {
		return 0, false
	}
	return base + d, true
}

var descriptions = [...]string{
	"", "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap",
	"Aborted", "Bus error", "Floating point exception", "Killed",
	"User defined signal 1", "Segmentation fault", "User defined signal 2", "Broken pipe",
	"Alarm clock", "Terminated", "Stack fault", "Child exited", "Continued",
	"Stopped (signal)", "Stopped", "Stopped (tty input)", "Stopped (tty output)",
	"Urgent I/O condition", "CPU time limit exceeded", "File size limit exceeded",
	"Virtual timer expired", "Profiling timer expired", "Window changed", "I/O possible",
	"Power failure", "Bad system call",
}

// Description returns the text a shell prints for a job that signal n ended.
func Description(n int) string {
	switch {
	case n > 0 && n < len(descriptions):
		return descriptions[n]
	case n >= RTMin && n <= Max:
		return "Real-time signal " + strconv.Itoa(n-RTMin)
	}
	return "Unknown signal " + strconv.Itoa(n)
}

// Terminates reports whether the default action of signal n ends the process.
func Terminates(n int) bool {
	switch n {
	case CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, WINCH:
		return false
	}
	return n > 0 && n <= Max && n != 32 && n != 33
}
