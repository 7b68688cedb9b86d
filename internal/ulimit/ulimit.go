package ulimit

import (
	"strconv"
	"syscall"

	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// Limits is where ulimit reads and sets limits. cur is the soft limit, max the hard one.
type Limits interface {
	Get(resource int) (cur, max uint64, err error)
	Set(resource int, cur, max uint64) error
}

// Result is what a run of the builtin comes to. Err, if not empty, is the
// message without the shell's prefix ("script: line N: "); Usage says that the
// usage line is to follow it, without prefix.
type Result struct {
	Status int
	Out    []byte
	Err    string
	Usage  bool
}

// Usage is bash's usage line of the builtin.
const Usage = "ulimit: usage: ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]"

// Which of the two limits are meant; neither means soft to show, both to set.
const (
	soft = 1 << iota
	hard
)

type request struct {
	_     nocmp.Mark
	res   *Resource
	value string
	set   bool
}

// Run runs ulimit with the arguments that follow its name. posix is the mode of
// that name, in which the block size is 512. Limits that stand before one that
// cannot be set have been set when Run returns.
func Run(args []string, posix bool, lim Limits) Result {
	var reqs []request
	which, all := 0, false
	for len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' {
		word := args[0]
		args = args[1:]
		if word == "--" {
			break
		}
		for i := 1; i < len(word); i++ {
			switch c := word[i]; c {
			case 'S':
				which |= soft
			case 'H':
				which |= hard
			case 'a':
				all = true
			default:
				res := find(c)
				if res == nil {
					return Result{Status: 2, Err: "ulimit: -" + string(rune(c)) + ": invalid option", Usage: true}
				}
				// The value is the rest of the word or the next one.
				r := request{res: res}
				if i+1 < len(word) {
					r.value, r.set = word[i+1:], true
				} else if len(args) > 0 && (args[0] == "" || args[0][0] != '-') {
					r.value, r.set = args[0], true
					args = args[1:]
				}
				reqs = append(reqs, r)
				i = len(word)
			}
		}
	}
	var out Result
	if all {
		for i := range table {
			if msg := show(&out.Out, &table[i], which, posix, lim, true); msg != "" {
				return Result{Status: 1, Out: out.Out, Err: msg}
			}
		}
		return out
	}
	if len(reqs) == 0 {
		reqs = append(reqs, request{res: find('f')})
	}
	if last := &reqs[len(reqs)-1]; !last.set && len(args) > 0 {
		last.value, last.set = args[0], true
	}
	for _, r := range reqs {
		var msg string
		if r.set {
			msg = change(r, which, posix, lim)
		} else {
			msg = show(&out.Out, r.res, which, posix, lim, len(reqs) > 1)
		}
		if msg != "" {
			out.Status, out.Err = 1, msg
			break
		}
	}
	return out
}

func (r *Resource) scale(posix bool) uint64 {
	if posix && r.Unit == blocks {
		return 512
	}
	return r.Scale
}

func get(lim Limits, r *Resource) (cur, max uint64, msg string) {
	if r.Number == PipeSize {
		return 4096, 4096, ""
	}
	cur, max, err := lim.Get(r.Number)
	if err != nil {
		msg = "ulimit: " + r.Text + ": cannot get limit: " + reason(err)
	}
	return cur, max, msg
}

// show appends a limit: the number alone or, if named, the line of ulimit -a.
func show(out *[]byte, r *Resource, which int, posix bool, lim Limits, named bool) string {
	v, high, msg := get(lim, r)
	if msg != "" {
		return msg
	}
	if which&hard != 0 {
		v = high
	}
	b := *out
	if named {
		unit := "(-" + string(rune(r.Option)) + ") "
		if r.Unit != "" {
			unit = "(" + r.Unit + ", " + unit[1:]
		}
		b = append(b, r.Text...)
		for range 1 + max(20-len(r.Text), 0) + max(20-len(unit), 0) {
			b = append(b, ' ')
		}
		b = append(b, unit...)
	}
	if v == Unlimited {
		b = append(b, "unlimited"...)
	} else {
		b = strconv.AppendUint(b, v/r.scale(posix), 10)
	}
	*out = append(b, '\n')
	return ""
}

// change sets a limit to a number, unlimited, hard or soft.
func change(r request, which int, posix bool, lim Limits) string {
	cur, max, msg := get(lim, r.res)
	if msg != "" {
		return msg
	}
	var v uint64
	switch {
	case r.value == "hard":
		v = max
	case r.value == "soft":
		v = cur
	case r.value == "unlimited":
		v = Unlimited
	case digits(r.value):
		n := number(r.value)
		scale := r.res.scale(posix)
		if v = n * scale; v/scale != n {
			return "ulimit: " + r.value + ": limit out of range"
		}
	default:
		kind := "number"
		if strfn.HasPrefix(r.value, "0x") {
			kind = "hex number"
		} else if len(r.value) > 1 && r.value[0] == '0' && r.value[1] >= '0' && r.value[1] <= '9' {
			kind = "octal number"
		}
		return "ulimit: " + r.value + ": invalid " + kind
	}
	if which == 0 {
		which = hard | soft
	}
	if which&soft != 0 {
		cur = v
	}
	if which&hard != 0 {
		max = v
	}
	var err error = syscall.EINVAL
	if r.res.Number != PipeSize {
		err = lim.Set(r.res.Number, cur, max)
	}
	if err != nil {
		return "ulimit: " + r.res.Text + ": cannot modify limit: " + reason(err)
	}
	return ""
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// number reads decimal digits, modulo 2^64 as bash does.
func number(s string) (n uint64) {
	for i := 0; i < len(s); i++ {
		n = n*10 + uint64(s[i]-'0')
	}
	return n
}

// reason is the text of an error in the C library's words.
func reason(err error) string {
	s := err.Error()
	if _, ok := err.(syscall.Errno); ok && s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
