package parse

import "entrysh/internal/nocmp"

// kind is the kind of a token of the shell's grammar (POSIX XCU 2.10, with bash's additions).
type kind uint8

const (
	kEOF kind = iota
	kNewline
	kWord
	kAssign   // an assignment in front of a command
	kNumber   // digits in front of a redirection operator
	kRedirVar // {name} in front of a redirection operator
	kArith    // (( )) as a command
	kArithFor // (( )) of a for loop

	kLparen
	kRparen
	kSemi
	kSemiSemi
	kSemiAnd
	kSemiSemiAnd
	kAnd
	kAndAnd
	kPipe
	kPipeAnd
	kOrOr
	kRedir   // any redirection operator but these two:
	kHeredoc // << and <<-

	// Reserved words.
	kBang
	kLbrace
	kRbrace
	kCase
	kCoproc
	kDo
	kDone
	kElif
	kElse
	kEsac
	kFi
	kFor
	kFunction
	kIf
	kIn
	kSelect
	kThen
	kTime
	kTimeOpt // -p and -- behind time
	kUntil
	kWhile
	kCond    // [[
	kCondEnd // ]]
)

// reserved returns the kind of a reserved word. `in` and `]]` are reserved in some places only, but are errors at the
// beginning of a command all the same.
func reserved(s string) kind {
	if len(s) > len("function") {
		return kWord
	}
	switch s {
	case "!":
		return kBang
	case "{":
		return kLbrace
	case "}":
		return kRbrace
	case "case":
		return kCase
	case "coproc":
		return kCoproc
	case "do":
		return kDo
	case "done":
		return kDone
	case "elif":
		return kElif
	case "else":
		return kElse
	case "esac":
		return kEsac
	case "fi":
		return kFi
	case "for":
		return kFor
	case "function":
		return kFunction
	case "if":
		return kIf
	case "in":
		return kIn
	case "select":
		return kSelect
	case "then":
		return kThen
	case "time":
		return kTime
	case "until":
		return kUntil
	case "while":
		return kWhile
	case "[[":
		return kCond
	case "]]":
		return kCondEnd
	}
	return kWord
}

// commandPosition reports whether a reserved word is one behind a token of kind last, which itself followed before.
//
//go:noinline
func commandPosition(before, last kind) bool {
	switch last {
	case kNewline, kLparen, kRparen, kSemi, kSemiSemi, kSemiAnd, kSemiSemiAnd, kAnd, kAndAnd, kPipe, kPipeAnd, kOrOr,
		kBang, kLbrace, kRbrace, kCoproc, kDo, kDone, kElif, kElse, kEsac, kFi, kIf, kThen, kTime, kTimeOpt, kUntil,
		kWhile, kArith, kCondEnd:
		return true
	case kWord:
		return before == kCoproc || before == kFunction
	}
	return false
}

// A token is what the scanner read last. Its text is what stands between start and end.
type token struct {
	_          nocmp.Mark
	kind       kind
	start, end int
	quoted     bool // holds a quote, or an expansion
}

// isName reports whether s is a name (POSIX XBD 3.230).
func isName[T string | []byte](s T) bool {
	if len(s) == 0 || s[0] >= '0' && s[0] <= '9' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isNameByte(s[i]) {
			return false
		}
	}
	return true
}

//go:noinline
func isNameByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isDigits[T string | []byte](s T) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return len(s) > 0
}
