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

	// Next is another message, with a line number of its own, which bash prints after the first.
	Next *SyntaxError
}

func (e *SyntaxError) Error() string { return e.Msg }

// Messages returns what bash prints, line by line, each without its prefix `name: line N: `.
func (e *SyntaxError) Messages() []string {
	m := []string{e.Msg}
	if e.Detail != "" {
		m = append(m, "`"+e.Detail+"'")
	}
	if e.Next != nil {
		m = append(m, e.Next.Messages()...)
	}
	return m
}
