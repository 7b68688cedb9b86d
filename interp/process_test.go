package interp_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"entrysh/internal/testshell"
)

// Tests of how the shell starts: what it takes over from its parent, and what it
// is made of. They are not in cmd/entrysh, since a test of that package has
// internal/early in it and would pass blocked signals on.

// These packages cost start-up time or memory, and the shell needs none of them
// (docs: facts about Go that decide things).
var unwanted = []string{
	"net", "crypto", "encoding/json", "text/template", "html/template", "os/exec", "os/user", "os/signal",
	"log", "flag", "github.com/spf13/pflag", "net/http", "testing", "runtime/cgo",
}

func TestImports(t *testing.T) {
	testshell.Sources(t)
	list := exec.Command("go", "list", "-deps", "entrysh/cmd/entrysh")
	list.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for p := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(p, "crypto/") {
			t.Errorf("cmd/entrysh imports %s", p)
		}
		for _, u := range unwanted {
			if p == u {
				t.Errorf("cmd/entrysh imports %s", p)
			}
		}
	}
}

// under runs script with sh; $SHELL_UNDER_TEST is the shell.
func under(t *testing.T, shell, script string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/bash", "-c", script)
	cmd.Env = []string{"PATH=/usr/bin:/bin", "SHELL_UNDER_TEST=" + shell}
	out, err := cmd.CombinedOutput()
	if err != nil {
		out = append(out, err.Error()...)
	}
	return string(out)
}

// TestInherited runs what the shell can only know if it looks before the Go
// runtime changes it; expected values are those of bash 5.2.15.
func TestInherited(t *testing.T) {
	shell := built(t)
	if _, err := os.Stat("/bin/bash"); err != nil {
		t.Skip("needs bash to start the shell from")
	}
	for _, c := range []struct{ name, script, want string }{
		{"signals ignored on entry are shown",
			`trap '' USR1 TERM WINCH 34 64; exec $SHELL_UNDER_TEST -c trap`,
			"trap -- '' SIGUSR1\ntrap -- '' SIGTERM\ntrap -- '' SIGWINCH\ntrap -- '' SIGRTMIN\ntrap -- '' SIGRTMAX\n"},
		{"signals ignored on entry cannot be trapped",
			`trap '' TERM; exec $SHELL_UNDER_TEST -c 'trap "echo no" TERM; kill $$; echo alive'`,
			"alive\n"},
		{"signals ignored on entry cannot be reset",
			`trap '' HUP 35; exec $SHELL_UNDER_TEST -c 'trap - HUP 35; kill -HUP $$; kill -35 $$; echo alive'`,
			"alive\n"},
		{"signals ignored on entry are ignored in children",
			`trap '' USR2 33 40; exec $SHELL_UNDER_TEST -c 'sh -c "kill -USR2 \$\$; kill -s 40 \$\$; echo alive"; true'`,
			"alive\n"},
		{"no others are",
			`$SHELL_UNDER_TEST -c 'grep SigIgn /proc/self/status; true'`,
			"SigIgn:\t0000000000000000\n"},
		{"children have the mask the shell was started with",
			`$SHELL_UNDER_TEST -c 'grep SigBlk /proc/self/status; true'`,
			"SigBlk:\t0000000000000000\n"},
		{"the limit on open files",
			`ulimit -Sn 123; exec $SHELL_UNDER_TEST -c 'ulimit -Sn; sh -c "ulimit -Sn"; true'`,
			"123\n123\n"},
		{"the limit on open files after a change",
			`ulimit -Sn 123; exec $SHELL_UNDER_TEST -c 'ulimit -Sn 99; ulimit -Sn; sh -c "ulimit -Sn"; (ulimit -Sn 50; sh -c "ulimit -Sn"); ulimit -Sn'`,
			"99\n99\n50\n99\n"},
		{"a low limit on open files",
			`ulimit -n 20; exec $SHELL_UNDER_TEST -c 'ulimit -n; echo a | cat; x=$(cat <<<b); echo $x'`,
			"20\na\nb\n"},
		{"open descriptors",
			`exec 7</dev/null 42>&1; exec $SHELL_UNDER_TEST -c 'echo to 42 >&42; cat <&7; { echo >&41; } 2>/dev/null || echo closed'`,
			"to 42\nclosed\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := under(t, shell, c.script); got != c.want {
				t.Errorf("%s\ngot:\n%swant:\n%s", c.script, got, c.want)
			}
			if got := under(t, "/bin/bash", c.script); got != c.want {
				t.Errorf("bash differs from what is expected of it: %s", got)
			}
		})
	}
}

// A signal that arrives while the shell starts is not lost, and it is not the
// Go runtime that handles it: from the first instruction on, the shell either
// dies of it or runs its trap (rule S11). But for QUIT, which it ignores, as bash
// does, while there is no trap.
func TestSignalsWhileStarting(t *testing.T) {
	shell := built(t)
	const script = `trap 'exit 7' TERM HUP INT USR1; while :; do :; done`
	for _, n := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGUSR1} {
		t.Run(n.String(), func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(n) {
				t.Skip("ignored when the test was started")
			}
			trapped, died := 0, 0
			for i := range 60 {
				cmd := exec.Command(shell, "-c", script)
				var out strings.Builder
				cmd.Stderr = &out
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				for end := time.Now().Add(time.Duration(i) * 60 * time.Microsecond); time.Now().Before(end); {
				}
				cmd.Process.Signal(n)
				timer := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
				cmd.Wait()
				timer.Stop()
				switch w := cmd.ProcessState.Sys().(syscall.WaitStatus); {
				case w.Exited() && w.ExitStatus() == 7:
					trapped++
				case w.Signaled() && w.Signal() == n:
					died++
				default:
					t.Errorf("after %d x 60 µs: %v %s", i, cmd.ProcessState, out.String())
				}
			}
			t.Logf("trapped %d times, died %d times", trapped, died)
		})
	}
}

func TestStatic(t *testing.T) {
	shell := built(t)
	b, err := os.ReadFile(shell)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "ld-linux") {
		t.Error("the shell needs a dynamic linker")
	}
	if out, err := exec.Command(shell, "-c", "echo ok").CombinedOutput(); err != nil || string(out) != "ok\n" {
		t.Errorf("%s: %v, %q", filepath.Base(shell), err, out)
	}
}

// A shell that waits, and has started no goroutine, sleeps as deeply as a C
// program: no thread of it runs, and it takes little memory.
func TestIdle(t *testing.T) {
	cmd := exec.Command(built(t), "-c", "trap 'exit 3' TERM; echo; sleep 100; :")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	base := filepath.Join("/proc", strconv.Itoa(cmd.Process.Pid))
	switches := func() (n int) {
		tasks, _ := filepath.Glob(filepath.Join(base, "task/*/status"))
		for _, f := range tasks {
			n += number(t, f, "voluntary_ctxt_switches:") + number(t, f, "nonvoluntary_ctxt_switches:")
		}
		return n
	}
	// It is asleep when nothing has run for a while.
	before, after := -1, switches()
	for before != after {
		time.Sleep(300 * time.Millisecond)
		before, after = after, switches()
	}
	time.Sleep(time.Second)
	if n := switches() - after; n != 0 {
		t.Errorf("%d switches in a second of waiting", n)
	}
	if kb := number(t, filepath.Join(base, "status"), "VmRSS:"); kb > 6*1024 {
		t.Errorf("%d kB resident", kb)
	}
	// The shell's own. A runtime starts more if it is told of several processors,
	// or if its main goroutine is locked to its thread (see internal/early).
	if n := number(t, filepath.Join(base, "status"), "Threads:"); n != 1 {
		t.Errorf("%d threads", n)
	}
	// For a higher one the kernel would make the table of descriptors larger,
	// which takes many milliseconds at each start (see Waker.MoveUp).
	open, _ := os.ReadDir(filepath.Join(base, "fd"))
	for _, d := range open {
		if n, _ := strconv.Atoi(d.Name()); n > 63 {
			t.Errorf("descriptor %d", n)
		}
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if cmd.Wait(); cmd.ProcessState.ExitCode() != 3 {
		t.Errorf("%v", cmd.ProcessState)
	}
}

// What an image sets for Go programs is passed on, and nothing to the shell.
func TestGoVariables(t *testing.T) {
	cmd := exec.Command(built(t), "-c", `env | grep ^GO | sort; for ((i = 0; i < 100000; i++)); do a+=($i); done`)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "GODEBUG=gctrace=1", "GOGC=5", "GOMAXPROCS=7", "GOMEMLIMIT=1"}
	out, err := cmd.CombinedOutput()
	if want := "GODEBUG=gctrace=1\nGOGC=5\nGOMAXPROCS=7\nGOMEMLIMIT=1\n"; err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}

// Where the Go runtime cannot start, it says why and shows nothing of itself.
func TestNoMemory(t *testing.T) {
	cmd := exec.Command("/bin/sh", "-c", `ulimit -v 200000; exec "$0" -c 'echo started'`, built(t))
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.HasPrefix(string(out), "entrysh: fatal error: ") || strings.Count(string(out), "\n") != 1 {
		t.Errorf("%v\n%s", err, out)
	}
}

// The shell makes processes of itself where there is no /proc.
func TestNoProc(t *testing.T) {
	script := `mount -t tmpfs none /proc; exec "$0" -c '{ echo background; } & wait; (trap : USR1; echo subshell)'`
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	cmd := exec.Command("unshare", "--mount", "--pid", "--fork", "/bin/sh", "-c", script, built(t))
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "background\nsubshell\n" {
		t.Errorf("%v\n%s", err, out)
	}
}

// Process IDs are used up as in bash 5.2, where a subshell is a process: what a script
// writes to a file of process IDs is the same. The numbers are bash's, of the command in the
// background that follows, in a PID namespace of its own.
func TestProcessIDs(t *testing.T) {
	for _, c := range []struct {
		script string
		id     string
	}{
		{"true", "2"},
		{"x=$(echo a); [ $(id -u) = 0 ]; (: ; :)", "5"},
		{"(sleep 0); (sleep 0; :); (: ; sleep 0)", "6"},
		{"echo a | tr a b; cat /etc/hostname | while read x; do y=$(echo); done", "7"},
		{"x=$(echo a | tr a b | sed s/b/c/); ((: ); :); ((:))", "8"},
		{"f() { sleep 0; }; x=$(f); (f); f | cat", "8"},
		{"x=$(nosuch 2>&1); x=$(exec sleep 0); (exec sleep 0); nosuch 2> /dev/null", "7"},
		{"(sleep 0) & (cd /; sleep 0) & coproc cat; exec {COPROC[1]}>&-; wait", "5"},
		{"read x < <(echo); cat <(sleep 0) > /dev/null; wait", "5"},
		{"for i in {1..50}; do x=$(echo $i); done", "52"},
	} {
		script := c.script + "\nsleep 0 & echo $! >&3"
		cmd := exec.Command("unshare", "-fp", "--mount-proc", built(t), "-c", script)
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.ExtraFiles = []*os.File{w}
		if out, err := cmd.CombinedOutput(); err != nil && os.Geteuid() != 0 {
			t.Skipf("needs a PID namespace: %v: %s", err, out)
		}
		w.Close()
		got, _ := io.ReadAll(r)
		r.Close()
		if strings.TrimSpace(string(got)) != c.id {
			t.Errorf("%s: %s, in bash %s", c.script, got, c.id)
		}
	}
}

// The Go runtime's monitor thread is not there as long as there are no other
// goroutines, and watches when there are (see internal/early).
func TestMonitorThread(t *testing.T) {
	const script = `
sleep 0.1; $(true); [[ $(echo) ]]
echo a | cat > /dev/null; sleep 0 | { read x; cat; }; printf a | while read x; do sleep 0; done
threads=(/proc/1/task/*); ((${#threads[@]} == 1)) || echo ${#threads[@]} threads alone
mkfifo "$1"
(sleep 0.1; echo a > "$1") &
read x < "$1"
for ((i = 0; i < 20; i++)); do sleep 0.005; done
for thread in /proc/1/task/*; do
	[[ $thread = */1 ]] && continue
	read -rd "" s < $thread/status; s=${s##*$'\n'voluntary_ctxt_switches:?}; n=${s%%$'\n'*}
	((n < 10)) || exit 0
done
echo no thread watches
`
	out, err := exec.Command("unshare", "-fp", "--mount-proc", built(t), "-c", script, "sh",
		filepath.Join(t.TempDir(), "fifo")).CombinedOutput()
	if err != nil && os.Geteuid() != 0 {
		t.Skipf("needs a PID namespace: %v: %s", err, out)
	}
	if err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}

// The parts of a pipeline run at the same time, also when it is the first thing
// that the shell does and the runtime's monitor thread still waits.
func TestParts(t *testing.T) {
	for range 5 {
		cmd := exec.Command(built(t), "-c", "{ sleep 0.5; echo first; } | { echo second; cat; }")
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != "second\nfirst\n" {
			t.Fatalf("%v: %s", err, out)
		}
	}
}

// number reads the number after name in a file of /proc.
func number(t *testing.T, file, name string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut("\n"+string(text), "\n"+name)
	f := strings.Fields(rest)
	if len(f) == 0 {
		t.Fatalf("%s: no %s", file, name)
	}
	n, err := strconv.Atoi(f[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
