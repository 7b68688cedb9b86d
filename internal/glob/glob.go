// Package glob is pathname expansion: POSIX.1-2024 XCU 2.14.3 (2.13.3 in Issue 7), bash manual 3.5.8 with the options
// dotglob, extglob, globskipdots, globstar, nocaseglob and with GLOBIGNORE.
//
// A pattern is divided into components at its slashes. Text before the first component with special characters is the
// prefix: it is taken as it is, double slashes included, and never looked at by itself. From there each component is either
// a pattern, for which a directory is read (dir.go), or a name that is only checked for existence once it is the last one.
package glob

import (
	"syscall"

	"entrysh/internal/nocmp"
	"entrysh/internal/order"
	"entrysh/internal/pattern"
	"entrysh/internal/strfn"
)

// Options change what Expand finds. The zero value is bash 4's default in the C.UTF-8 locale; bash 5.2 also sets GlobSkipDots.
type Options struct {
	ExtGlob      bool               // shopt extglob
	DotGlob      bool               // shopt dotglob: names that begin with a period match too
	GlobStar     bool               // shopt globstar: ** is any number of directories
	NoCaseGlob   bool               // shopt nocaseglob
	GlobSkipDots bool               // shopt globskipdots: never . and ..
	Bytes        bool               // C locale: a character is a byte
	Ignore       []*pattern.Pattern // GLOBIGNORE, compiled with pattern.Pathname; the caller sets DotGlob too
	Dir          string             // directory that relative names are taken from; "" is the process's own
}

// component is a part of a pattern between slashes.
type component struct {
	_    nocmp.Mark
	name string           // a name, if pat is nil
	pat  *pattern.Pattern // a pattern
	dots *pattern.Pattern // the same for . and ..; nil if they never match
	star bool             // ** with globstar; several in a row are one
	many bool             // it was several
}

// expander holds the state of one expansion.
type expander struct {
	o      *Options
	prefix string // the text before the first pattern
	slash  bool   // the pattern ends in a slash: directories only
	out    []string
}

// Expand returns the existing pathnames that match pat, sorted; nil if there are none. pat is pattern text in which a
// backslash quotes the next character. Text without special characters gives itself, without the backslashes, if there is
// such a file. Directories that cannot be read match nothing.
func Expand(pat string, o *Options) []string {
	if o == nil {
		o = &Options{GlobSkipDots: true}
	}
	x := expander{o: o}
	comps := x.parse(pat)
	if len(comps) > 0 {
		x.walk(x.prefix, comps)
	} else if x.prefix != "" && x.exists(x.prefix) {
		x.out = append(x.out, x.prefix)
	}
	out := x.out
	if o.Ignore != nil {
		out = strfn.Without(out, x.ignored)
	}
	if len(out) == 0 {
		return nil
	}
	order.Strings(out)
	return out
}

// parse divides the pattern and sets prefix and slash.
func (x *expander) parse(pat string) (comps []component) {
	flags := pattern.Options(0)
	if x.o.ExtGlob {
		flags |= pattern.ExtGlob
	}
	if x.o.NoCaseGlob {
		flags |= pattern.NoCase
	}
	if x.o.Bytes {
		flags |= pattern.Bytes
	}
	start := 0
	for start < len(pat) {
		end, next := x.cut(pat, start)
		text := pat[start:end]
		meta := text != "" && pattern.HasMeta(text, x.o.ExtGlob)
		if !meta && comps == nil {
			start = next
			continue
		}
		if comps == nil {
			x.prefix = pattern.Unquote(pat[:start])
			comps = make([]component, 0, 4)
		}
		x.slash = next > end
		start = next
		switch {
		case text == "": // more slashes are one
		case x.o.GlobStar && text == "**":
			if n := len(comps); n > 0 && comps[n-1].star {
				comps[n-1].many = true
				continue
			}
			comps = append(comps, component{star: true})
		case meta:
			comps = append(comps, x.pattern(text, flags))
		default:
			comps = append(comps, component{name: pattern.Unquote(text)})
		}
	}
	if comps == nil {
		x.prefix = pattern.Unquote(pat)
	}
	return comps
}

// pattern compiles a component. A period at the beginning must be literal unless DotGlob is set; for . and .. it must always.
func (x *expander) pattern(text string, flags pattern.Options) component {
	var c component
	if !x.o.DotGlob {
		flags |= pattern.Period
	}
	c.pat = pattern.Compile(text, flags)
	switch {
	case x.o.GlobSkipDots:
	case x.o.DotGlob:
		c.dots = pattern.Compile(text, flags|pattern.Period)
	default:
		c.dots = c.pat
	}
	return c
}

// cut finds the end of the component that begins at i, and where the next one begins. A slash in an extended operator does
// not divide, a quoted one does.
func (x *expander) cut(pat string, i int) (end, next int) {
	for ; i < len(pat); i++ {
		switch c := pat[i]; c {
		case '/':
			return i, i + 1
		case '\\':
			if i++; i < len(pat) && pat[i] == '/' {
				return i - 1, i + 1
			}
		case '?', '*', '+', '@', '!':
			if x.o.ExtGlob {
				if e := pattern.GroupEnd(pat, i); e > 0 {
					i = e - 1
				}
			}
		}
	}
	return len(pat), len(pat)
}

// walk adds what matches comps in the directory dir, which is "" or ends in a slash.
func (x *expander) walk(dir string, comps []component) {
	c, rest := &comps[0], comps[1:]
	last := len(rest) == 0
	switch {
	case c.star:
		x.walkStar(dir, c, rest)
	case c.pat == nil:
		path := dir + c.name
		switch {
		case !last:
			x.walk(path+"/", rest)
		case !x.slash && x.exists(path):
			x.out = append(x.out, path)
		case x.slash && x.isDir(path):
			x.out = append(x.out, path+"/")
		}
	default:
		found, _ := x.read(dir, c)
		for _, e := range found {
			switch {
			case last && !x.slash:
				x.out = append(x.out, dir+e.name)
			case e.kind != isDirectory && e.kind != isSymlink && e.kind != isUnknown:
			case last:
				if e.kind == isDirectory || x.isDir(dir+e.name) {
					x.out = append(x.out, dir+e.name+"/")
				}
			default:
				x.walk(dir+e.name+"/", rest)
			}
		}
	}
}

// walkStar adds what matches ** and the rest. Symbolic links to directories are not followed; but where ** is not at the
// beginning of the pattern, they count as directories in which the rest is looked for (as bash does it).
func (x *expander) walkStar(dir string, c *component, rest []component) {
	last := len(rest) == 0
	found, ok := x.read(dir, c)
	if !ok {
		return
	}
	switch {
	case !last:
		x.walk(dir, rest)
	case dir == "":
	case x.slash || !c.many && dir == x.prefix:
		x.out = append(x.out, dir)
	default:
		x.out = append(x.out, dir[:len(dir)-1])
	}
	x.descend(dir, found, c, rest, dir != "")
}

// descend does for what was found in dir, and recursively below it, what walkStar does for dir itself.
func (x *expander) descend(dir string, found []entry, c *component, rest []component, links bool) {
	last := len(rest) == 0
	for _, e := range found {
		path := dir + e.name
		kind := e.kind
		if kind == isUnknown {
			kind = x.lstat(path)
		}
		if last && !x.slash {
			x.out = append(x.out, path)
		}
		switch kind {
		case isSymlink:
			if last && !x.slash || !last && !links || !x.isDir(path) {
				continue
			}
		case isDirectory:
		default:
			continue
		}
		switch {
		case last && x.slash:
			x.out = append(x.out, path+"/")
		case !last:
			x.walk(path+"/", rest)
		}
		if kind == isDirectory {
			if below, ok := x.read(path+"/", c); ok {
				x.descend(path+"/", below, c, rest, links)
			}
		}
	}
}

// ignored applies GLOBIGNORE: what it matches, and everything that ends in . or .. as soon as it is set.
func (x *expander) ignored(path string) bool {
	base := path[strfn.LastIndexByte(path, '/')+1:]
	if base == "." || base == ".." {
		return true
	}
	for _, p := range x.o.Ignore {
		if p.Match(path) {
			return true
		}
	}
	return false
}

// real is the name to give to the system for path.
//
//go:noinline
func (x *expander) real(path string) string {
	switch {
	case path == "" && x.o.Dir == "":
		return "."
	case path == "":
		return x.o.Dir
	case x.o.Dir == "" || path[0] == '/':
		return path
	}
	return x.o.Dir + "/" + path
}

//go:noinline
func (x *expander) exists(path string) bool {
	var st syscall.Stat_t
	return retry(func() error { return syscall.Lstat(x.real(path), &st) }) == nil
}

//go:noinline
func (x *expander) isDir(path string) bool {
	var st syscall.Stat_t
	err := retry(func() error { return syscall.Stat(x.real(path), &st) })
	return err == nil && st.Mode&syscall.S_IFMT == syscall.S_IFDIR
}

func (x *expander) lstat(path string) byte {
	var st syscall.Stat_t
	if retry(func() error { return syscall.Lstat(x.real(path), &st) }) != nil {
		return isUnknown
	}
	return byte(st.Mode & syscall.S_IFMT >> 12) // the types of directory entries are these bits
}

// retry calls f until it is not interrupted by a signal.
//
//go:noinline
func retry(f func() error) error {
	for {
		if err := f(); err != syscall.EINTR {
			return err
		}
	}
}
