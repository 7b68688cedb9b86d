package condexpr

import (
	"math"
	"syscall"
)

// IsUnary reports whether op is a unary primary: a minus sign and one of its letters.
//
//go:noinline
func IsUnary(op string) bool {
	if len(op) != 2 || op[0] != '-' {
		return false
	}
	switch op[1] {
	case 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k', 'n', 'o', 'p', 'r', 's', 't', 'u', 'v', 'w', 'x', 'z', 'G', 'L', 'N', 'O', 'R', 'S':
		return true
	}
	return false
}

// IsBinary reports whether op is a binary primary of test. -a and -o are not primaries.
//
//go:noinline
func IsBinary(op string) bool {
	switch op {
	case "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef":
		return true
	}
	return false
}

// Unary applies the unary primary -op to its operand (bash manual 6.4). It is false for what there is not.
func Unary(op byte, arg string, env Env) bool {
	switch op {
	case 'n':
		return arg != ""
	case 'z':
		return arg == ""
	case 'o':
		return env.Option(arg)
	case 'v':
		return env.VarSet(arg)
	case 'R':
		return env.IsNameref(arg)
	case 't':
		fd, ok := ParseInt(arg)
		return ok && fd >= 0 && fd <= math.MaxInt32 && env.Isatty(int(fd))
	case 'r':
		return access(arg, 4, env)
	case 'w':
		return access(arg, 2, env)
	case 'x':
		return access(arg, 1, env)
	}
	var st syscall.Stat_t
	if !stat(arg, &st, op != 'h' && op != 'L', env) {
		return false
	}
	mode := st.Mode & syscall.S_IFMT
	switch op {
	case 'a', 'e':
		return true
	case 'b':
		return mode == syscall.S_IFBLK
	case 'c':
		return mode == syscall.S_IFCHR
	case 'd':
		return mode == syscall.S_IFDIR
	case 'f':
		return mode == syscall.S_IFREG
	case 'h', 'L':
		return mode == syscall.S_IFLNK
	case 'p':
		return mode == syscall.S_IFIFO
	case 'S':
		return mode == syscall.S_IFSOCK
	case 'g':
		return st.Mode&syscall.S_ISGID != 0
	case 'k':
		return st.Mode&syscall.S_ISVTX != 0
	case 'u':
		return st.Mode&syscall.S_ISUID != 0
	case 's':
		return st.Size > 0
	case 'G':
		return int(st.Gid) == syscall.Getegid()
	case 'O':
		return int(st.Uid) == syscall.Geteuid()
	case 'N':
		return later(st.Mtim, st.Atim)
	}
	return false
}

// FileCompare applies -nt, -ot or -ef to two files. A file that is there is newer than one that is not.
func FileCompare(op, a, b string, env Env) bool {
	var x, y syscall.Stat_t
	okA, okB := stat(a, &x, true, env), stat(b, &y, true, env)
	switch op {
	case "-nt":
		return okA && (!okB || later(x.Mtim, y.Mtim))
	case "-ot":
		return okB && (!okA || later(y.Mtim, x.Mtim))
	case "-ef":
		return okA && okB && x.Dev == y.Dev && x.Ino == y.Ino
	}
	return false
}

// IntCompare applies -eq, -ne, -lt, -le, -gt or -ge.
func IntCompare(op string, a, b int64) bool {
	switch op {
	case "-eq":
		return a == b
	case "-ne":
		return a != b
	case "-lt":
		return a < b
	case "-le":
		return a <= b
	case "-gt":
		return a > b
	case "-ge":
		return a >= b
	}
	return false
}

// ParseInt reads a decimal integer as test does: white space before it, a sign, digits, blanks after it. ok is false
// for all else and for what 64 bits cannot hold.
func ParseInt(s string) (v int64, ok bool) {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] >= '\t' && s[i] <= '\r') {
		i++
	}
	neg := false
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		neg = s[i] == '-'
		i++
	}
	start := i
	var u uint64
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		if u > (1<<63)/10 {
			return 0, false
		}
		u = u*10 + uint64(s[i]-'0')
	}
	if i == start || u > 1<<63 || u == 1<<63 && !neg {
		return 0, false
	}
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	if neg {
		u = -u
	}
	return int64(u), i == len(s)
}

// atEAccess makes faccessat ask for the effective ids.
const (
	atFdcwd   = -100
	atEAccess = 0x200
)

// access asks whether the process may read (4), write (2) or execute (1) a file.
func access(name string, mode uint32, env Env) bool {
	path := resolve(name, env)
	if path == "" {
		return false
	}
	for {
		err := syscall.Faccessat(atFdcwd, path, mode, atEAccess)
		if err != syscall.EINTR {
			return err == nil
		}
	}
}

// stat asks for the attributes of a file, or of a symbolic link itself where follow is false.
func stat(name string, st *syscall.Stat_t, follow bool, env Env) bool {
	path := resolve(name, env)
	if path == "" {
		return false
	}
	for {
		var err error
		if follow {
			err = syscall.Stat(path, st)
		} else {
			err = syscall.Lstat(path, st)
		}
		if err != syscall.EINTR {
			return err == nil
		}
	}
}

func resolve(name string, env Env) string {
	if name == "" {
		return ""
	}
	return env.Path(name)
}

func later(a, b syscall.Timespec) bool {
	return a.Sec > b.Sec || a.Sec == b.Sec && a.Nsec > b.Nsec
}
