package interp

import (
	"strings"

	"entrysh/internal/numeral"
	"entrysh/internal/strfn"
)

// A flagScan takes the options off a built-in's arguments as the built-ins of
// bash do (POSIX XBD 12.2): single letters, a colon in spec after those that
// take an argument. -- ends them.
type flagScan struct {
	sh   *Shell
	name string
	spec string
	args []string // what is left
	word string   // rest of the argument under way
	arg  string   // argument of the option just returned
}

// Not letters of options.
const (
	flagEnd   = 0
	flagError = '?' // after a message: the built-in ends with status 2
)

//go:noinline
func (sh *Shell) flags(args []string, spec string) *flagScan {
	return &flagScan{sh: sh, name: args[0], spec: spec, args: args[1:]}
}

// next returns the next option, flagEnd or flagError.
func (f *flagScan) next() byte {
	if f.word == "" {
		if len(f.args) == 0 || len(f.args[0]) < 2 || f.args[0][0] != '-' {
			return flagEnd
		}
		f.word, f.args = f.args[0][1:], f.args[1:]
		if f.word == "-" {
			f.word = ""
			return flagEnd
		}
	}
	o := f.word[0]
	f.word = f.word[1:]
	i := strfn.IndexByte(f.spec, o)
	if i < 0 || o == ':' {
		f.sh.misused(f.name, "-%s: invalid option", string([]byte{o}))
		return flagError
	}
	if i+1 < len(f.spec) && f.spec[i+1] == ':' {
		switch {
		case f.word != "":
			f.arg, f.word = f.word, ""
		case len(f.args) > 0:
			f.arg, f.args = f.args[0], f.args[1:]
		default:
			f.sh.misused(f.name, "-%s: option requires an argument", string([]byte{o}))
			return flagError
		}
	}
	return o
}

// operands returns the arguments of a built-in that has no options. It is not ok after a message.
//
//go:noinline
func (sh *Shell) operands(args []string) (list []string, ok bool) {
	f := flagScan{sh: sh, name: args[0], args: args[1:]}
	ok = f.next() == flagEnd
	return f.args, ok
}

// A flagSet is a set of options, by letter.
type flagSet uint64

func (s flagSet) has(letter byte) bool     { return s>>(letter&63)&1 != 0 }
func (s flagSet) with(letter byte) flagSet { return s | 1<<(letter&63) }

// all takes all options off, of which at most one has an argument and whose
// order does not matter. It is not ok after a message.
func (f *flagScan) all() (set flagSet, ok bool) {
	for {
		switch o := f.next(); o {
		case flagEnd:
			return set, true
		case flagError:
			return set, false
		default:
			set = set.with(o)
		}
	}
}

// legalNumber reads a decimal number as built-ins take it: behind white space, in front of blanks.
func legalNumber(s string) (int64, bool) {
	n, ok := numeral.Int(strings.TrimRight(strings.TrimLeft(s, " \t\n\v\f\r"), " \t"))
	return int64(n), ok
}
