package early

import _ "unsafe" // for go:linkname

// Args returns the arguments of the process. It is what os.Args is made by; os is not linked.
//
//go:linkname Args os.runtime_args
func Args() []string
