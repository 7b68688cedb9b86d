package ulimit

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// fake holds limits as an unprivileged process has them.
type fake map[int][2]uint64

func (f fake) Get(r int) (uint64, uint64, error) {
	v, ok := f[r]
	if !ok {
		v = [2]uint64{Unlimited, Unlimited}
	}
	return v[0], v[1], nil
}

func (f fake) Set(r int, cur, max uint64) error {
	_, high, _ := f.Get(r)
	if cur > max {
		return syscall.EINVAL
	}
	if max > high {
		return syscall.EPERM
	}
	f[r] = [2]uint64{cur, max}
	return nil
}

// What ulimit -a printed in bash 5.2.15 under the limits of newFake.
const allSoft = `real-time non-blocking time  (microseconds, -R) unlimited
core file size              (blocks, -c) 0
data seg size               (kbytes, -d) unlimited
scheduling priority                 (-e) 0
file size                   (blocks, -f) unlimited
pending signals                     (-i) 96365
max locked memory           (kbytes, -l) 8192
max memory size             (kbytes, -m) unlimited
open files                          (-n) 20000
pipe size                (512 bytes, -p) 8
POSIX message queues         (bytes, -q) 819200
real-time priority                  (-r) 0
stack size                  (kbytes, -s) 8192
cpu time                   (seconds, -t) unlimited
max user processes                  (-u) 96365
virtual memory              (kbytes, -v) unlimited
file locks                          (-x) unlimited
`

func newFake() fake {
	return fake{
		Core: {0, Unlimited}, Nice: {0, 0}, SigPending: {96365, 96365}, MemLock: {8192 * 1024, 8192 * 1024},
		NoFile: {20000, 20000}, MsgQueue: {819200, 819200}, RtPrio: {0, 0}, Stack: {8192 * 1024, Unlimited}, Nproc: {96365, 96365},
	}
}

const usage = Usage + "\n"

// Recorded from bash 5.2.15 (not root): commands, what they print, the last status.
var runs = []struct {
	cmds, out string
	status    int
}{
	{"ulimit -a", allSoft, 0},
	{"ulimit -aS", allSoft, 0},
	{"ulimit -Ha | ", strings.NewReplacer("-c) 0", "-c) unlimited", "-s) 8192", "-s) unlimited").Replace(allSoft), 0},
	{"ulimit -n 30 -a", allSoft, 0},
	{"ulimit -c -n", "core file size              (blocks, -c) 0\nopen files                          (-n) 20000\n", 0},
	{"ulimit -cn", "ulimit: n: invalid number\n", 1},
	{"ulimit -n", "20000\n", 0},
	{"ulimit", "unlimited\n", 0},
	{"ulimit -H", "unlimited\n", 0},
	{"ulimit -HSn", "20000\n", 0},
	{"ulimit -n 100 -c 5; ulimit -n -c", "open files                          (-n) 100\ncore file size              (blocks, -c) 5\n", 0},
	{"ulimit -Sn 50; ulimit -n -Hn", "open files                          (-n) 20000\nopen files                          (-n) 20000\n", 0},
	{"ulimit -n 1000000000", "ulimit: open files: cannot modify limit: Operation not permitted\n", 1},
	{"ulimit -n abc", "ulimit: abc: invalid number\n", 1},
	{"ulimit -q", "819200\n", 0},
	{"ulimit -z", "ulimit: -z: invalid option\n" + usage, 2},
	{"ulimit -b", "ulimit: -b: invalid option\n" + usage, 2},
	{"ulimit -a -z", "ulimit: -z: invalid option\n" + usage, 2},
	{"ulimit -p 8", "ulimit: pipe size: cannot modify limit: Invalid argument\n", 1},
	{"ulimit -p", "8\n", 0},
	{"ulimit -f -5", "ulimit: -5: invalid option\n" + usage, 2},
	{"ulimit -f 5x", "ulimit: 5x: invalid number\n", 1},
	{"ulimit -n 0x10", "ulimit: 0x10: invalid hex number\n", 1},
	{"ulimit -n 08x", "ulimit: 08x: invalid octal number\n", 1},
	{"ulimit -n +5", "ulimit: +5: invalid number\n", 1},
	{"ulimit -- -1", "ulimit: -1: invalid number\n", 1},
	{"ulimit -- 7; ulimit", "7\n", 0},
	{"ulimit -n 5 6; ulimit -n", "5\n", 0},
	{"ulimit -n5; ulimit -n", "5\n", 0},
	{"ulimit -n 010; ulimit -n", "10\n", 0},
	{"ulimit -n 18446744073709551616; ulimit -n", "0\n", 0},
	{"ulimit -f 18446744073709551615", "ulimit: 18446744073709551615: limit out of range\n", 1},
	{"ulimit -f 18014398509481983; ulimit -f", "18014398509481983\n", 0},
	{"ulimit -f 18014398509481984; ulimit -f", "ulimit: 18014398509481984: limit out of range\nunlimited\n", 0},
	{"ulimit -Sn 10; ulimit -Hn 20; ulimit -n 15; ulimit -n; ulimit -Hn", "15\n15\n", 0},
	{"ulimit -Hn 20; ulimit -Sn", "ulimit: open files: cannot modify limit: Invalid argument\n20000\n", 0},
	{"ulimit -Sn 10; ulimit -Hn soft; ulimit -Hn", "10\n", 0},
	{"ulimit -Sn 10; ulimit -n hard; ulimit -n; ulimit -Sn unlimited", "20000\nulimit: open files: cannot modify limit: Invalid argument\n", 1},
	{"ulimit -S 5; ulimit; ulimit -H", "5\nunlimited\n", 0},
	{"ulimit -n 30 -c xx; ulimit -n", "ulimit: xx: invalid number\n30\n", 0},
	{"ulimit -n xx -c 3; ulimit -c", "ulimit: xx: invalid number\n0\n", 0},
	{"ulimit -n 30 -z; ulimit -n", "ulimit: -z: invalid option\n" + usage + "20000\n", 0},
	{"ulimit -pH", "ulimit: H: invalid number\n", 1},
	{"ulimit -n -S 37; ulimit -n", "37\n", 0},
	{"ulimit -n -- 35; ulimit -n", "35\n", 0},
	{"ulimit -n -c -S 7; ulimit -c", "open files                          (-n) 20000\n7\n", 0},
	{"ulimit -n 33 -S 34; ulimit -n", "33\n", 0},
	{"ulimit -v 9007199254740993; ulimit -v", "9007199254740993\n", 0},
	{"ulimit -t 5 -t 6; ulimit -t", "ulimit: cpu time: cannot modify limit: Operation not permitted\n5\n", 0},
	{"ulimit -l 8192 -l -s", "max locked memory           (kbytes, -l) 8192\nstack size                  (kbytes, -s) 8192\n", 0},
	{"ulimit -e 5", "ulimit: scheduling priority: cannot modify limit: Operation not permitted\n", 1},
	{"ulimit -R 5; ulimit -R", "5\n", 0},
}

func TestRun(t *testing.T) {
	for _, c := range runs {
		lim := newFake()
		var out strings.Builder
		status := 0
		for cmd := range strings.SplitSeq(strings.TrimSuffix(c.cmds, " | "), "; ") {
			r := Run(strings.Fields(cmd)[1:], false, lim)
			out.Write(r.Out)
			if r.Err != "" {
				out.WriteString(r.Err + "\n")
			}
			if r.Usage {
				out.WriteString(usage)
			}
			status = r.Status
		}
		if out.String() != c.out || status != c.status {
			t.Errorf("%s: got %d\n%swant %d\n%s", c.cmds, status, out.String(), c.status, c.out)
		}
	}
}

func TestPosixBlocks(t *testing.T) {
	lim := newFake()
	Run([]string{"4"}, true, lim)
	if lim[FileSize][0] != 2048 {
		t.Error(lim[FileSize])
	}
	if r := Run(nil, false, lim); string(r.Out) != "2\n" {
		t.Errorf("%s", r.Out)
	}
	if r := Run([]string{"-n", ""}, false, lim); r.Err != "" || lim[NoFile][0] != 0 {
		t.Error(r.Err, lim[NoFile])
	}
}

// TestProcess compares with the shell, which has the same limits but for open files.
func TestProcess(t *testing.T) {
	want, err := exec.Command("/bin/bash", "-c", "ulimit -a; ulimit -aH").Output()
	if v, _ := exec.Command("/bin/bash", "--version").Output(); err != nil || !strings.Contains(string(v), "version 5.2") {
		t.Skip("no bash 5.2")
	}
	n, _ := exec.Command("/bin/bash", "-c", "ulimit -n; ulimit -Hn").Output()
	var of [2]uint64
	for i, f := range strings.Fields(string(n)) {
		if of[i] = number(f); f == "unlimited" {
			of[i] = Unlimited
		}
	}
	p := &Process{OpenFiles: &of}
	if got := string(Run([]string{"-a"}, false, p).Out) + string(Run([]string{"-aH"}, false, p).Out); got != string(want) {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	if r := Run([]string{"-S", "-n", "100"}, false, p); r.Err != "" {
		t.Error(r.Err)
	}
	if r := Run([]string{"-n"}, false, p); string(r.Out) != "100\n" {
		t.Errorf("%s", r.Out)
	}
	if out, _ := exec.Command("/bin/bash", "-c", "ulimit -n").Output(); string(out) != "100\n" {
		t.Errorf("child has %s", out)
	}
}

func FuzzRun(f *testing.F) {
	f.Add("-n 5 -Ha")
	f.Fuzz(func(t *testing.T, s string) { Run(strings.Split(s, " "), false, newFake()) })
}
