package interp

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"entrysh/internal/event"
	"entrysh/internal/parse"
)

// Fuzzing of whole scripts, in this process: a seccomp filter keeps them from
// doing harm (see sandbox). They run as a part of a pipeline does, with an
// evaluator of their own, which is told to end when time is up.

const (
	fuzzTime   = 2 * time.Second        // after which a script is told to end
	fuzzHang   = 20 * time.Second       // after which it hangs
	fuzzMemory = 400 << 20              // with which it is told to end
	inSandbox  = "ENTRYSH_FUZZ_SANDBOX" // set in the process that runs the seeds
)

var closeSandbox = sync.OnceFunc(func() {
	debug.SetMemoryLimit(1 << 30)
	if err := sandbox(); err != nil {
		panic(err)
	}
})

// sandboxed reports whether this process may run scripts. The seeds are run in
// another, since the filter cannot be taken back.
func sandboxed(f *testing.F) bool {
	if os.Getenv(inSandbox) != "" || flag.Lookup("test.fuzzworker").Value.String() == "true" {
		closeSandbox()
		return true
	}
	if flag.Lookup("test.fuzz").Value.String() != "" {
		return true // starts the workers
	}
	if raceDetector {
		f.Skip("the race detector starts threads, which the filter forbids; without it the seeds are run")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+f.Name()+"$")
	cmd.Env = append(os.Environ(), inSandbox+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		f.Fatalf("%v\n%s", err, out)
	}
	f.Skip("done in a process of its own")
	return false
}

// fuzzShell returns an environment to run scripts in, and what ends it.
func fuzzShell() (sh *Shell, end func()) {
	st := &Start{Argv: []string{"bash"}, Name: "bash", Env: []string{"PATH=/nosuch", "LC_ALL=C.UTF-8"}}
	root, err := New(st)
	if err != nil {
		panic(err)
	}
	null, err := syscall.Open("/dev/null", syscall.O_RDONLY, 0)
	if err != nil {
		panic(err)
	}
	in, out := newDesc(null), &desc{fd: nullOut, kind: kindOther, keep: true}
	out.refs.Store(2)
	root.fds = []*desc{in, out, out}
	root.importEnv(st.Env)
	root.initVars(st)
	waker, err := event.NewWaker()
	if err != nil {
		panic(err)
	}
	ev := &evaluator{waker: waker}
	sh = root.sub(ev)
	stop := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() { sh.watch(stop) })
	return sh, func() {
		close(stop)
		ended.Wait()
		sh.done()
		root.setFD(0, nil)
		waker.Close()
		root.ev.waker.Close()
	}
}

// nullOut is opened before the sandbox is closed.
var nullOut, _ = syscall.Open("/dev/null", syscall.O_WRONLY|syscall.O_CLOEXEC, 0)

// watch ends what sh runs when it has had its time or memory.
func (sh *Shell) watch(stop chan struct{}) {
	start := time.Now()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if time.Since(start) > fuzzTime || m.HeapAlloc > fuzzMemory {
			sh.ev.killed.Store(1)
			sh.ev.waker.Wake()
		}
		if time.Since(start) > fuzzHang {
			debug.SetTraceback("all")
			panic("hangs")
		}
	}
}

// fuzzScript runs a script.
func fuzzScript(text string) {
	sh, end := fuzzShell()
	defer end()
	sh.runText(text, 1, "")
	sh.endSubshell(next)
	if n := len(sh.args); n != 0 && sh.ev.killed.Load() == 0 {
		panic("words are left on the stack")
	}
}

// asks reports whether a text asks for more memory or time than there is, as
// with {1..9999999}, and is right to get it.
func asks(text string) bool {
	digits := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			digits = 0
		} else if digits++; digits > 4 && digits < 16 {
			return true
		}
	}
	return strings.Count(text, "..") > 2 || strings.Count(text, "**")+strings.Count(text, "<<") > 2 && strings.Contains(text, "*d") || len(text) > 4000
}

func FuzzRun(f *testing.F) {
	if !sandboxed(f) {
		return
	}
	paths, err := filepath.Glob("../testdata/bash/*.txt")
	if err != nil || len(paths) == 0 {
		f.Fatal("no cases")
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range strings.Split(string(text), "\n=== ")[1:] {
			_, c, _ = strings.Cut(c, "\n")
			c, _, _ = strings.Cut(c, "\n--- ")
			f.Add(c)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if asks(text) {
			return
		}
		fuzzScript(text)
	})
}

// FuzzExpansion expands a word with a value in variables, and checks that what
// is quoted comes out as it went in.
func FuzzExpansion(f *testing.F) {
	if !sandboxed(f) {
		return
	}
	for _, word := range []string{`$a`, `"${a%%[!x]*}"`, `${r[@]/#$b/"$c"}`, `{a,"$b"}${c^^}`, `~/*"${@:1:2}"`, `${a@Q}${m[$b]:-$c}`, `$'\x41'"$(echo $a)"`, `${!a}${#r[*]}`, `$((a+1))${x:=$b}`} {
		for _, value := range []string{"", "a b", " x  y ", "*", `\\"'`, "é€\x01\xff", "1+2", "[a]", "~", "a\nb\n", "-n", "&"} {
			f.Add(word, value, " \t\n", byte(0))
		}
	}
	f.Fuzz(func(t *testing.T, word, value, ifs string, options byte) {
		if asks(word) || strings.ContainsRune(value+ifs, 0) || strings.Count(word, "..") > 1 {
			return
		}
		if all := word + value; options&16 != 0 && strings.Contains(all, "**") && strings.Contains(all, "/") {
			return // with globstar, a look at the whole file system
		}
		sh, end := fuzzShell()
		defer end()
		set := func(name, v string) { sh.assign(intern(name), v) }
		run := func(text string) { sh.runText(text, 1, "") }
		set("a", value)
		run(`b=${a:1} c=${#a} r=("$a" x "$b") x=; declare -A m=(["k$a"]=$a); set -- "$a" y`)
		set("IFS", ifs)
		for i, o := range []string{"extglob", "nullglob", "nocasematch", "dotglob", "globstar"} {
			if options>>i&1 != 0 {
				run("shopt -s " + o)
			}
		}
		r := parse.New(parse.NewText(": "+word), &parse.Config{})
		if u, err := r.Next(); err == nil && len(u.Stmts) == 1 {
			run("( : " + word + "\n )\nx=" + word + "\n: \"" + word + "\"\n[[ $a == " + word + " ]]\ncase $a in " + word + ") ;; esac\nwhile read -r q; do break; done <<E\n" + word + "\nE\n: ${a/" + word + "}\n: $((" + word + "))")
		}
		if sh.ev.killed.Load() != 0 {
			return
		}
		run("unset -n a b q; unset a b q IFS; set +fue; declare +airAunlx a b q")
		if sh.slot(intern("a")).has(attrReadonly | attrNameref) {
			return
		}
		set("a", value)
		for _, text := range []string{
			`b=$a`, `b="$a"`, `eval "b=${a@Q}"`, `printf -v q %q "$a"; eval "b=$q"`, `q=$(declare -p a); q=${q/ a=/ b=}; eval "$q"`, `q=("$a"); b=${q[0]}`,
			`IFS=; set -f; q=($a); set +f; b=${q-}; unset q IFS`, `f() { b=$1; }; f "$a"`, `b=${a:0}`, `b=${a#"$z"}`, `b=; b+=$a`, `b=${z-"$a"}`, `b="${z-$a}"`,
			`b=${a//"$z"}`, `printf -v b %s "$a"`, `case $a in "$a") b=$a;; esac`, `[[ $a == "$a" ]] && b=$a`, `[[ $a = ${a@Q} || 1 ]]; b=$a`,
			`declare -A q=([k]="$a"); b=${q[k]}`, `b=${a/#/x}; b=${b:1}`, `b=${a/%/x}; b=${b%x}`,
		} {
			run("unset b q z; " + text)
			if got := sh.Get("b"); got != value && sh.ev.killed.Load() == 0 {
				t.Errorf("%s: %q, want %q", text, got, value)
			}
		}
	})
}
