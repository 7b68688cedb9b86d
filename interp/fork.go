package interp

import (
	"runtime"
	"strings"
	"syscall"
	"time"

	"entrysh/internal/event"
	"entrysh/internal/proc"
	"entrysh/internal/stack"
)

// fork starts a process. When there can be no more of them for now, it says so and
// tries again after 1, 2, 4 and 8 seconds, as bash does; then the environment ends
// with status 254. Such an error has been reported.
func (sh *Shell) fork(spec *proc.Spec) (*proc.Child, error) {
	for wait := time.Second; ; wait *= 2 {
		c, err := sh.table.Start(spec, sh.ev.waker)
		if err == nil {
			return c, nil
		}
		if _, ok := err.(*proc.ExecError); ok {
			return nil, err
		}
		if err != syscall.EAGAIN || wait > 8*time.Second {
			sh.errorf("fork: %s", errText(err))
			if sh.apart {
				sh = sh.parent // who would be the one to fork
			}
			sh.status, sh.pend = 254, toExit
			if sh.opts&optInteractive != 0 {
				sh.throw(254)
			}
			return nil, errReported
		}
		sh.scarce.Store(true)
		sh.errorf("fork: retry: %s", errText(err))
		if k, _ := sh.block(nil, nil, after(wait)); k != next {
			sh.pend = k
			return nil, errReported
		}
	}
}

// How many virtual subshells there may be at the same time, and how many of them
// with goroutines. bash would need a process for each.
const (
	maxSubshells = 10000
	maxParts     = 3000
)

// mayFork reports whether there can be another virtual subshell; if not, it
// says so as when no process can be made, and the command is left.
func (sh *Shell) mayFork() bool {
	if sh.subs.Load() < maxSubshells && sh.parts.Load() < maxParts && !stack.Full() {
		sh.owed.Add(1)
		return true
	}
	sh.errorf("fork: Resource temporarily unavailable")
	sh.throw(126)
	return false
}

// passIDs is called before a process is started that the script will know the ID of. Process
// IDs are given out in turn, so that in a container the second command in the background
// has the same each time: under bash, and here. What bash would have used for subshells is passed
// over, but for what the runtime's threads have used, and but for very many.
func (sh *Shell) passIDs() {
	const most = 2000
	if !event.Lone() {
		n, _ := runtime.ThreadCreateProfile(nil)
		n-- // the first
		sh.owed.Add(sh.threads.Swap(int32(n)) - int32(n))
	}
	n := sh.owed.Load()
	if n <= 0 {
		return
	}
	sh.owed.Store(0)
	for n <= most && n > 0 && proc.SkipID() {
		n--
	}
}

// mayShare reports whether there can be another goroutine that may block. The Go
// runtime ends the program if it cannot make the thread that it may need then. So
// where processes may be scarce, this is found out beforehand, with processes that
// end at once, whenever there are to be more goroutines than ever before.
func (sh *Shell) mayShare() bool {
	n := sh.parts.Load() + 1
	seen := sh.roomFor.Load()
	if n <= seen {
		return true
	}
	if sh.scarce.Load() || fewProcesses() {
		least, most := int32(1), int32(1)
		if seen == 0 {
			least, most = 5, event.Spares+4
		}
		room := int32(0)
		for ; room < most; room++ {
			if _, err := sh.table.Start(&proc.Spec{Inner: true}, sh.ev.waker); err != nil {
				break
			}
		}
		for ; room < least; room++ {
			if _, err := sh.fork(&proc.Spec{Inner: true}); err != nil {
				return false
			}
		}
		if sh.pend = sh.attend(false); sh.pend != 0 { // they are reaped
			return false
		}
		if seen == 0 {
			event.Spare(room-4, true)
		}
	}
	sh.roomFor.Store(n)
	return true
}

// fewProcesses reports whether a limit on processes is near, or low where it
// cannot be told how near it is.
func fewProcesses() bool {
	const low, near = 1000, 32
	var lim syscall.Rlimit
	if syscall.Getrlimit(rlimitNproc, &lim) == nil && lim.Cur < low && syscall.Geteuid() != 0 {
		return true
	}
	for _, dir := range [...]string{"/sys/fs/cgroup/", "/sys/fs/cgroup/pids/"} {
		most, err := readHead(dir+"pids.max", 32)
		if err != nil {
			continue
		}
		if n, ok := atoi(strings.TrimSpace(string(most))); ok {
			now, _ := readHead(dir+"pids.current", 32)
			m, ok := atoi(strings.TrimSpace(string(now)))
			return !ok || m+near > n
		}
		return false
	}
	return false
}

const rlimitNproc = 6
