// Package interp is the shell.
package interp

import _ "mvdan.cc/sh/v3/syntax"
