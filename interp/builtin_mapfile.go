package interp

import (
	"bytes"
	"time"

	"entrysh/internal/quote"
)

// A mapRequest is what the options of mapfile ask for (bash manual 4.2, mapfile).
type mapRequest struct {
	name     string
	delim    byte
	count    int64 // lines at most, if positive
	origin   int64
	keepOld  bool // -O: the array is not cleared
	skip     int64
	trim     bool
	fd       int
	callback string
	quantum  int64
}

// builtinMapfile is mapfile and readarray.
func builtinMapfile(sh *Shell, args []string) int {
	r := mapRequest{name: "MAPFILE", delim: '\n', quantum: 5000}
	f := sh.flags(args, "d:u:n:O:tC:c:s:")
	if st := sh.mapOptions(&r, f); st != 0 {
		return st
	}
	if len(f.args) > 0 {
		r.name = f.args[0]
	}
	switch {
	case r.name == "":
		sh.builtinError(f.name, "empty array variable name")
		return 2
	case !validName(r.name):
		sh.notIdentifier(f.name, r.name)
		return 1
	}
	s, sub, hasSub, ok := sh.resolve(intern(r.name))
	if hasSub {
		sh.builtinError(f.name, "`%s[%s]': not a valid identifier", s.name, sub)
		return 1
	}
	if !ok {
		return 1
	}
	if v := sh.variable(s); v != nil && v.kind == assocArray {
		sh.builtinError(f.name, "%s: not an indexed array", r.name)
		return 1
	}
	if r.keepOld {
		if sh.variable(s).has(attrReadonly) {
			sh.reportReadonly(s.name)
			return 1
		}
		v := sh.writable(s)
		v.toIndexed(sh)
		v.set = true
		v.attr &^= attrInvisible
	} else if !sh.setArray(s.name, nil) {
		return 1
	}
	d := sh.get(r.fd)
	if d == nil {
		return 0
	}
	return sh.mapLines(d, &r, s)
}

func (sh *Shell) mapOptions(r *mapRequest, f *flagScan) (status int) {
	for {
		st := 0
		switch f.next() {
		case flagEnd:
			return 0
		case flagError:
			return 2
		case 'd':
			r.delim = 0
			if f.arg != "" {
				r.delim = f.arg[0]
			}
		case 'u':
			n := int64(0)
			if st = f.number(0, &n, "file descriptor specification"); st == 0 && sh.get(int(n)) == nil {
				sh.builtinError(f.name, "%d: invalid file descriptor: Bad file descriptor", formatInt(n))
				st = 1
			}
			r.fd = int(n)
		case 'n':
			st = f.number(0, &r.count, "line count")
		case 's':
			st = f.number(0, &r.skip, "line count")
		case 'O':
			r.keepOld = true
			st = f.number(0, &r.origin, "array origin")
		case 'c':
			st = f.number(1, &r.quantum, "callback quantum")
		case 't':
			r.trim = true
		case 'C':
			r.callback = f.arg
		}
		if st != 0 {
			return st
		}
	}
}

// number sets a variable to the argument of an option, which is an int of C.
//
//go:noinline
func (f *flagScan) number(low int64, to *int64, what string) (status int) {
	n, ok := legalNumber(f.arg)
	if !ok || n < low || n != int64(int32(n)) {
		f.sh.builtinError(f.name, "%s: invalid %s", f.arg, what)
		return 1
	}
	*to = n
	return 0
}

// mapLines reads the lines and assigns them.
func (sh *Shell) mapLines(d *desc, r *mapRequest, s *symbol) int {
	in := lineInput{sh: sh, d: d, delim: r.delim, greedy: r.count == 0 && r.callback == ""}
	for ; r.skip > 0; r.skip-- {
		if _, ok := in.line(); !ok {
			return in.status()
		}
	}
	i := r.origin
	for n := int64(0); r.count == 0 || n < r.count; n++ {
		p, ok := in.line()
		if !ok {
			break
		}
		if r.trim && p[len(p)-1] == r.delim {
			p = p[:len(p)-1]
		}
		if at := bytes.IndexByte(p, 0); at >= 0 {
			p = p[:at]
		}
		val := string(p)
		if r.callback != "" && (n+1)%r.quantum == 0 {
			if c := sh.evalText(r.callback+" "+formatInt(i)+" "+quote.Single(val), "mapfile"); c != next {
				sh.pend = c
				return sh.status
			}
		}
		sh.inNamed = sh.builtin.name
		ok = sh.setIndex(s, i, "", val, false)
		if sh.inNamed = ""; !ok {
			return 1
		}
		i++
	}
	return in.status()
}

// A lineInput reads lines from a descriptor, not more than they need unless it is greedy.
type lineInput struct {
	sh     *Shell
	d      *desc
	delim  byte
	greedy bool // the descriptor is read to its end in any case
	buf    []byte
	at     int
	eof    bool
}

// line returns the next line with its delimiter, valid until the next call.
func (in *lineInput) line() ([]byte, bool) {
	scanned := 0
	for {
		if i := bytes.IndexByte(in.buf[in.at+scanned:], in.delim); i >= 0 {
			end := in.at + scanned + i + 1
			p := in.buf[in.at:end]
			in.at = end
			return p, true
		}
		scanned = len(in.buf) - in.at
		if in.eof || !in.fill() {
			p := in.buf[in.at:]
			in.at = len(in.buf)
			return p, len(p) > 0
		}
	}
}

// fill reads more; false at the end of the file, or when the built-in is to end.
func (in *lineInput) fill() bool {
	sh := in.sh
	if in.at > 0 {
		in.buf = in.buf[:copy(in.buf, in.buf[in.at:])]
		in.at = 0
	}
	if !in.greedy {
		for {
			b, eof, _, c, err := sh.readByte(in.d, time.Time{})
			if c != next {
				sh.pend = c
			}
			if c != next || eof || err != nil {
				in.eof = true
				return false
			}
			in.buf = append(in.buf, b)
			if b == in.delim {
				return true
			}
		}
	}
	if cap(in.buf)-len(in.buf) < 4096 {
		b := make([]byte, len(in.buf), max(2*cap(in.buf), 8192))
		copy(b, in.buf)
		in.buf = b
	}
	n, _, c, err := sh.readDesc(in.d, in.buf[len(in.buf):cap(in.buf)], time.Time{})
	if c != next {
		sh.pend = c
	}
	if c != next || err != nil || n == 0 {
		in.eof = true
		return false
	}
	in.buf = in.buf[:len(in.buf)+n]
	return true
}

func (in *lineInput) status() int {
	if in.sh.pend != 0 {
		return max(in.sh.status, 1)
	}
	return 0
}
