package interp

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/parse"
)

// syntaxError reports an error of the parser. The text is not read any further;
// own says that it is the shell's own script.
func (sh *Shell) syntaxError(err error, own bool) ctl {
	e, ok := err.(*parse.SyntaxError)
	if !ok {
		sh.errorf("%s", err.Error())
		sh.status = 1
		return toTop
	}
	line := sh.line
	sh.parseWarnings(e.Warnings)
	for x := e; x != nil; x = x.Next {
		for _, m := range x.Messages() {
			sh.line = x.Line
			sh.errOut(sh.syntaxPrefix() + m + "\n")
			if sh.opts&optErrexit != 0 && sh.noErr == 0 {
				// Under errexit bash ends before it shows the line.
				sh.line, sh.status, sh.leaving = line, 2, leftByError
				return toExit
			}
			if sh.atPrompt() && x.Next == nil {
				break // the line is there to be seen
			}
		}
	}
	sh.line = line
	if e.Discard {
		// The list of a compound assignment is not understood: as an error of
		// an expansion, it only ends the command.
		sh.status = 1
		if sh.opts&optPosix != 0 && sh.opts&optInteractive == 0 {
			return toExit
		}
		return toTop
	}
	if e.Nested {
		return sh.nestedError(e, own)
	}
	sh.status = errorStatus(e, sh.status, own)
	sh.syntaxFailed = true
	return toTop
}

// refused reports an error of the parser and tells how the text goes on.
func (sh *Shell) refused(err error, own bool) ctl {
	e, ok := err.(*parse.SyntaxError)
	sh.atOnce = !sh.ran && ok && e.Kind == parse.Grammar
	sh.ran = true // the status is that of the error
	c := sh.syntaxError(err, own)
	if ok && e.Discard && c == toTop {
		return sh.topOfScript()
	}
	return c
}

// specialRefused is how a text of eval or source is left that was not understood.
// In POSIX mode that ends the shell, if nothing of the text has been run: as in bash.
func (sh *Shell) specialRefused() ctl {
	if sh.opts&optPosix != 0 && sh.opts&optInteractive == 0 && sh.atOnce {
		sh.leaving = leftByMisuse
		return toExit
	}
	return next
}

// parseWarnings prints what the parser has warned of.
//
//go:noinline
func (sh *Shell) parseWarnings(list []parse.Warning) {
	for _, w := range list {
		sh.line = w.Line
		sh.errorf("warning: %s", w.Msg)
	}
}

// errorStatus is the status after an error of the parser that leaves a text;
// before is the one before it.
func errorStatus(e *parse.SyntaxError, before int, own bool) int {
	if own && (e.Kind == parse.Test || e.Kind == parse.Open && before != 0) {
		return before
	}
	return 2
}

// nestedError leaves what is being read after an error in a command
// substitution's text: for bash, that is as if the script ended here.
func (sh *Shell) nestedError(e *parse.SyntaxError, own bool) ctl {
	prompts := sh.opts&optInteractive != 0 && sh.subshell == 0
	switch {
	case own && e.Kind == parse.Test && sh.status != 0:
	case own && e.Kind != parse.Test:
		sh.status = 2
	case e.Kind == parse.Test && sh.status != 0 && !prompts:
	case e.Kind != parse.Test && sh.subshell == 0 && !prompts:
		sh.status = 257 // the end of the shell makes 1 of it
	default:
		sh.status = 1
	}
	if prompts {
		sh.syntaxFailed = true
		return toTop
	}
	if sh.opts&optCommand != 0 && sh.subshell == 0 {
		sh.status = 127
	}
	return toExit
}

// A badCommand is a command substitution's text that is not understood: bash
// reads it only when it runs it.
type badCommand struct{ text string }

func (b *badCommand) run(sh *Shell) ctl { return sh.evalText(b.text, substName) }

// substName is what bash calls a command substitution in messages.
const substName = "command substitution"

// badDocument is the body of a here-document that cannot be expanded.
type badDocument struct {
	_ nocmp.Mark
	litWord
	err *parse.SyntaxError
}

func (b *badDocument) str(sh *Shell) string {
	if sh.pend != 0 {
		return ""
	}
	status, line, name := sh.status, sh.line, sh.evalName
	if b.err.Nested {
		sh.evalName = substName
	}
	for e := b.err; e != nil; e = e.Next {
		for _, m := range e.Messages() {
			if b.err.Nested {
				sh.line = e.Line
			}
			sh.errOut(sh.syntaxPrefix() + m + "\n")
		}
	}
	sh.line, sh.evalName = line, name
	sh.discard()
	if b.err.Nested && status != 0 {
		sh.status = status
	}
	return ""
}
