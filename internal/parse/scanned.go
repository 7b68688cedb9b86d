package parse

import "strings"

// scanned reads the command with the scanner.
func (r *Reader) scanned() (*Unit, error) {
	f := &r.feed
	stmts, err := r.parse(strings.NewReader(f.text.string()))
	if err != nil {
		return nil, &SyntaxError{Line: f.line, Msg: "syntax error: " + err.Error()}
	}
	return &Unit{Stmts: stmts, Text: f.text.string(), Line: f.line, Raw: f.raw, Input: f.input.string()}, nil
}
