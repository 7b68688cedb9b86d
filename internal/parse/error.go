package parse

// A SyntaxError says why bash refuses a text.
type SyntaxError struct {
	Line       int    // line number in the script
	Msg        string // bash's first message: syntax error near unexpected token `)'
	Token      string // the offending token, if there is one
	Detail     string // the source line that bash quotes in its second message; empty if it has none
	EOF        bool   // the text ended where more was needed
	Incomplete bool   // more lines could make it valid: an interactive shell would prompt for them
	Discard    bool   // bash goes on with the next line and status 1: an error in the list of a compound assignment
	Kind       Kind   // decides the status
	Nested     bool   // it is one of a command substitution's text: bash does not just leave the text, but the shell

	// Warnings are what bash said before.
	Warnings []Warning
	// Next is another message, with a line number of its own, which bash prints after the first.
	Next *SyntaxError
}

// Kind is a kind of errors. Those of the grammar have status 2; the others leave, where the shell reads its own script,
// the status of the command before.
type Kind uint8

const (
	Grammar Kind = iota
	Test         // within [[ ]]
	Open         // a quote or an expansion that is not closed; no status is 0 then but 2
)

func (e *SyntaxError) Error() string { return e.Msg }

// then adds a message behind all others.
func (e *SyntaxError) then(next *SyntaxError) {
	for e.Next != nil {
		e = e.Next
	}
	e.Next = next
}

// Messages returns what bash prints of this error, without that of Next, line by line, each without its prefix
// `name: line N: `.
//
//go:noinline
func (e *SyntaxError) Messages() []string {
	var m []string
	if e.Msg != "" { // else bash says nothing
		m = append(m, e.Msg)
	}
	if e.Detail != "" {
		m = append(m, "`"+e.Detail+"'")
	}
	return m
}
