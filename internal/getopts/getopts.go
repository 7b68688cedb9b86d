// Package getopts is the algorithm of the getopts builtin (POSIX XCU getopts;
// bash manual 4.1), without the variables it reads and sets. Options are bytes,
// as in bash.
package getopts

import "entrysh/internal/strfn"

// State is where the next option is. The zero State is the beginning.
type State struct {
	// Index is the value of OPTIND: the number of the argument to look at
	// next, counted from 1.
	Index int
	// Within a word of several options the word is argument Word, and Offset
	// the place of the next option in it; Offset is 0 between words.
	Word, Offset int
}

// Assign returns the state after OPTIND was assigned (0 if to no number, or
// unset). Values below 2 start from the beginning; others do not take getopts
// out of a word it is in the middle of, unless they point beyond the last.
func (s State) Assign(optind int) State {
	if optind < 2 {
		return State{Index: 1}
	}
	s.Index = optind
	return s
}

// Result is what one call of getopts finds.
type Result struct {
	State State // to go on from; State.Index is the new OPTIND
	Done  bool  // no more options: status 1
	Name  string
	// Arg is the new OPTARG if HasArg is set; if not, OPTARG is to be unset.
	Arg    string
	HasArg bool
	// Err is the message for standard error, to follow "$0: "; it is not to be
	// shown if OPTERR is 0.
	Err string
}

// Next looks for the next option in args. An optstring that begins with a colon
// asks for silence: then Err is empty, and Arg is the option that is wrong.
func Next(optstring string, args []string, st State) Result {
	silent := strfn.HasPrefix(optstring, ":")
	if silent {
		optstring = optstring[1:]
	}
	if st.Index < 1 {
		st = State{Index: 1}
	}
	if st.Offset < 0 || st.Offset > 0 && (st.Word < 1 || st.Word > len(args) || st.Offset >= len(args[st.Word-1])) {
		st.Offset = 0 // other arguments than at the last call
	}
	if st.Index > len(args) {
		return Result{State: State{Index: len(args) + 1}, Done: true, Name: "?"}
	}
	if st.Offset == 0 {
		word := args[st.Index-1]
		if len(word) < 2 || word[0] != '-' {
			return Result{State: st, Done: true, Name: "?"}
		}
		if word == "--" {
			return Result{State: State{Index: st.Index + 1}, Done: true, Name: "?"}
		}
		st.Word, st.Offset = st.Index, 1
	}
	word := args[st.Word-1]
	opt := word[st.Offset : st.Offset+1]
	rest := word[st.Offset+1:]
	if st.Offset++; rest == "" {
		st = State{Index: st.Index + 1}
	}
	at := strfn.Index(optstring, opt)
	if at < 0 || opt == ":" {
		if silent {
			return Result{State: st, Name: "?", Arg: opt, HasArg: true}
		}
		return Result{State: st, Name: "?", Err: "illegal option -- " + opt}
	}
	if at+1 == len(optstring) || optstring[at+1] != ':' {
		return Result{State: st, Name: opt}
	}
	switch {
	case rest != "":
		return Result{State: State{Index: st.Index + 1}, Name: opt, Arg: rest, HasArg: true}
	case st.Index <= len(args):
		return Result{State: State{Index: st.Index + 1}, Name: opt, Arg: args[st.Index-1], HasArg: true}
	case silent:
		return Result{State: st, Name: ":", Arg: opt, HasArg: true}
	}
	return Result{State: st, Name: "?", Err: "option requires an argument -- " + opt}
}
