// Package complete is the part of programmable completion (bash manual 8.6 to
// 8.8) that needs no shell: the options of compgen, complete and compopt, the
// storage and printing of specifications, and the making of a list of matches
// from given candidates. Messages are in bash's words, without the shell's
// prefix and the builtin's name.
package complete

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// An Action names a kind of candidates. They are in the order in which
// compgen lists them.
type Action uint8

const (
	Alias Action = iota
	Arrayvar
	Binding
	Builtin
	Disabled
	Enabled
	Export
	Function
	Helptopic
	Hostname
	Job
	Keyword
	Running
	Setopt
	Shopt
	Signal
	Stopped
	Variable
	Command
	File
	User
	Group
	Service
	Directory
	numActions
)

var actionNames = [numActions]string{"alias", "arrayvar", "binding", "builtin", "disabled", "enabled", "export",
	"function", "helptopic", "hostname", "job", "keyword", "running", "setopt", "shopt", "signal", "stopped",
	"variable", "command", "file", "user", "group", "service", "directory"}

// letters holds the actions that have an option of their own.
const letters = "abcdefgjksuv"

var letterActions = [len(letters)]Action{Alias, Builtin, Command, Directory, Export, File, Group, Job, Keyword, Service, User, Variable}

func (a Action) String() string { return actionNames[a] }

// An Option is one of the names after -o.
type Option uint8

const (
	BashDefault Option = iota
	Default
	Dirnames
	Filenames
	Noquote
	Nosort
	Nospace
	Plusdirs
	numOptions
)

var optionNames = [numOptions]string{"bashdefault", "default", "dirnames", "filenames", "noquote", "nosort", "nospace", "plusdirs"}

// Spec is a completion specification. A nil string is an option not given.
type Spec struct {
	_        nocmp.Mark
	Actions  uint32 // bit per Action
	Options  uint8  // bit per Option
	Glob     *string
	Words    *string
	Prefix   *string
	Suffix   *string
	Filter   *string
	Command  *string
	Function *string
}

func (s *Spec) Has(a Action) bool       { return s.Actions>>a&1 != 0 }
func (s *Spec) HasOption(o Option) bool { return s.Options>>o&1 != 0 }

// The names under which complete keeps the specifications of -D, -E and -I.
const (
	DefaultName = "_DefaultCmD_"
	EmptyName   = "_EmptycmD_"
	InitialName = "_InitialWorD_"
)

// Error is wrong usage (status 2). Usage says that the usage line is to follow.
type Error struct {
	_     nocmp.Mark
	Text  string
	Usage bool
}

func (e *Error) Error() string { return e.Text }

// Line is a parsed command line of compgen, complete or compopt.
type Line struct {
	Spec          Spec
	Print, Remove bool     // -p, -r
	Special       string   // of -D, -E, -I the first in this order: DefaultName ..., or ""
	On, Off       uint8    // compopt: options to set and clear
	Given         bool     // some option was given
	Args          []string // what follows the options
}

// Parse reads the arguments after the name of the builtin, "compgen",
// "complete" or "compopt".
func Parse(builtin string, args []string) (*Line, *Error) {
	l := &Line{}
	var special [3]bool
	for len(args) > 0 && len(args[0]) > 1 && (args[0][0] == '-' || builtin == "compopt" && args[0][0] == '+') {
		word := args[0]
		args = args[1:]
		if word == "--" {
			break
		}
		l.Given = true
		for i := 1; i < len(word); i++ {
			c := word[i]
			opt := word[:1] + word[i:i+1]
			if j := strfn.IndexByte(letters, c); j >= 0 && builtin != "compopt" {
				l.Spec.Actions |= 1 << letterActions[j]
				continue
			}
			if j := strfn.IndexByte("DEI", c); j >= 0 && builtin != "compgen" {
				special[j] = true
				continue
			}
			if (c == 'p' || c == 'r') && builtin == "complete" {
				l.Print, l.Remove = l.Print || c == 'p', l.Remove || c == 'r'
				continue
			}
			if c != 'o' && (builtin == "compopt" || strfn.IndexByte("AGWFCXPS", c) < 0) {
				return nil, &Error{Text: opt + ": invalid option", Usage: true}
			}
			value := word[i+1:]
			if value == "" {
				if len(args) == 0 {
					return nil, &Error{Text: opt + ": option requires an argument", Usage: true}
				}
				value, args = args[0], args[1:]
			}
			if err := l.value(c, word[0], value, builtin); err != nil {
				return nil, err
			}
			break
		}
	}
	for i, name := range [...]string{DefaultName, EmptyName, InitialName} {
		if special[i] {
			l.Special = name
			break
		}
	}
	l.Args = args
	return l, nil
}

func (l *Line) value(c, sign byte, value, builtin string) *Error {
	switch c {
	case 'o':
		for i, n := range optionNames {
			if n != value {
				continue
			}
			if l.Spec.Options |= 1 << i; sign == '-' {
				l.On |= 1 << i
			} else {
				l.Off |= 1 << i
			}
			return nil
		}
		return &Error{Text: value + ": invalid option name"}
	case 'A':
		for i, n := range actionNames {
			if n == value {
				l.Spec.Actions |= 1 << i
				return nil
			}
		}
		return &Error{Text: value + ": invalid action name"}
	case 'F':
		if builtin == "complete" && strfn.ContainsAny(value, " \t\n|&;()<>") {
			return &Error{Text: "`" + value + "': not a valid identifier"}
		}
		l.Spec.Function = &value
	case 'G':
		l.Spec.Glob = &value
	case 'W':
		l.Spec.Words = &value
	case 'C':
		l.Spec.Command = &value
	case 'X':
		l.Spec.Filter = &value
	case 'P':
		l.Spec.Prefix = &value
	case 'S':
		l.Spec.Suffix = &value
	}
	return nil
}
