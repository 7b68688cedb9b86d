//go:build go1.26 && !go1.27

package first

import _ "unsafe" // for go:linkname

// A task is the state of a package's initialization.
type task struct{ state uint32 }

const done = 2

// module is the head of the runtime's description of the program.
//
//go:linkname module runtime.lastmoduledatap
var module *struct {
	_     [59]uintptr
	tasks []*task // in the order in which the packages are initialized
}

// The number of tasks, and the places of some of them. The parser's printer has
// a regular expression, in package fileutil; the printer is not linked, but for
// the expression regexp is, and for that tables of names in unicode.
// To make all these takes as long as all that the shell itself does until its
// first command.
const (
	tasks    = 20
	unicode  = 14
	syntax   = 16
	regexp   = 17
	fileutil = 18
)

// skip marks the tasks of these packages as done, if the list is as it is known
// to be: TestInit of internal/testshell knows their names.
func skip() {
	list := module.tasks
	if len(list) != tasks || list[fileutil] != fileutilTask() {
		return
	}
	for _, i := range [...]int{unicode, syntax, regexp, fileutil} {
		list[i].state = done
	}
}

func fileutilTask() *task
