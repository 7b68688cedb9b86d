// Package ulimit is the ulimit builtin of bash 5.2 (manual 4.2; POSIX XBD
// ulimit for -f) without the shell: its options, resources and messages. The
// limits themselves are behind an interface, because those of a virtual
// subshell must not be set in the shell's own process.
package ulimit

// A Resource is one limit that ulimit knows.
type Resource struct {
	Option byte   // the option letter
	Number int    // RLIMIT_ number of the kernel, or PipeSize
	Text   string // description in ulimit -a and in messages
	Unit   string // unit in ulimit -a; "" if it is a number
	Scale  uint64 // bytes (or so) per unit; 512 instead of 1024 for blocks in posix mode
}

// PipeSize is the Number of the pipe buffer, which is no limit of the kernel:
// it can be shown but not set.
const PipeSize = -1

// Unlimited is the value of a limit that is not set (RLIM_INFINITY).
const Unlimited = ^uint64(0)

// The kernel's numbers, equal on amd64, arm64, 386, arm, riscv64, s390x and ppc64.
const (
	Cpu        = 0
	FileSize   = 1
	Data       = 2
	Stack      = 3
	Core       = 4
	Rss        = 5
	Nproc      = 6
	NoFile     = 7
	MemLock    = 8
	As         = 9
	Locks      = 10
	SigPending = 11
	MsgQueue   = 12
	Nice       = 13
	RtPrio     = 14
	RtTime     = 15
)

const blocks = "blocks"

// Resources lists what ulimit -a shows, in its order.
func Resources() []Resource { return table[:] }

var table = [...]Resource{
	{'R', RtTime, "real-time non-blocking time", "microseconds", 1},
	{'c', Core, "core file size", blocks, 1024},
	{'d', Data, "data seg size", "kbytes", 1024},
	{'e', Nice, "scheduling priority", "", 1},
	{'f', FileSize, "file size", blocks, 1024},
	{'i', SigPending, "pending signals", "", 1},
	{'l', MemLock, "max locked memory", "kbytes", 1024},
	{'m', Rss, "max memory size", "kbytes", 1024},
	{'n', NoFile, "open files", "", 1},
	{'p', PipeSize, "pipe size", "512 bytes", 512},
	{'q', MsgQueue, "POSIX message queues", "bytes", 1},
	{'r', RtPrio, "real-time priority", "", 1},
	{'s', Stack, "stack size", "kbytes", 1024},
	{'t', Cpu, "cpu time", "seconds", 1},
	{'u', Nproc, "max user processes", "", 1},
	{'v', As, "virtual memory", "kbytes", 1024},
	{'x', Locks, "file locks", "", 1},
}

func find(option byte) *Resource {
	for i := range table {
		if table[i].Option == option {
			return &table[i]
		}
	}
	return nil
}
