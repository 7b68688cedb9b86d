package interp

import (
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Each of these scripts does one thing n times. setup comes before it and is not
// measured.
var benchmarks = []struct{ name, setup, loop string }{
	{"Loops/for", "", `for ((i = 0; i < n; i++)); do :; done`},
	{"Loops/while", "i=0", `while [ $i -lt $n ]; do i=$((i + 1)); done`},
	{"Loops/until", "i=0", `until ((i >= n)); do ((i++)); done`},
	{"Loops/words", "words=$(printf '%s ' {1..100})", `for ((i = 0; i < n; i += 100)); do for w in $words; do :; done; done`},
	{"Loops/case", "", `for ((i = 0; i < n; i++)); do case $i in *0) ;; [1-4]*) ;; *) ;; esac; done`},
	{"Loops/if", "x=abc", `for ((i = 0; i < n; i++)); do if [[ $x == a*c && -n $x ]]; then y=1; else y=2; fi; done`},
	{"Functions/call", "f() { :; }", `for ((i = 0; i < n; i++)); do f; done`},
	{"Functions/arguments", "f() { local a=$1 b=$2; r=$a$b; }", `for ((i = 0; i < n; i++)); do f $i x; done`},
	{"Functions/return", "f() { return 3; }", `for ((i = 0; i < n; i++)); do f || :; done`},
	{"Functions/recursion", "f() { if (($1 > 0)); then f $(($1 - 1)); fi; }", `for ((i = 0; i < n; i += 20)); do f 20; done`},
	{"Strings/assign", "x=abc", `for ((i = 0; i < n; i++)); do y=$x-$i; done`},
	{"Strings/append", "", `for ((i = 0; i < n; i++)); do s+=x; done`},
	{"Strings/trim", "p=/usr/local/lib/x.tar.gz", `for ((i = 0; i < n; i++)); do b=${p##*/}; d=${p%/*}; e=${b%%.*}; done`},
	{"Strings/replace", "s='the quick brown fox'", `for ((i = 0; i < n; i++)); do t=${s// /_}; done`},
	{"Strings/substring", "s=abcdefghij", `for ((i = 0; i < n; i++)); do t=${s:3:4}${#s}; done`},
	{"Strings/case", "s='Hello World'", `for ((i = 0; i < n; i++)); do t=${s^^}; done`},
	{"Strings/regex", "s=key=value", `for ((i = 0; i < n; i++)); do [[ $s =~ ^([a-z]+)=(.*)$ ]]; done`},
	{"Strings/printf", "", `for ((i = 0; i < n; i++)); do printf -v t '%05d %s' $i x; done`},
	{"Strings/echo", "", `for ((i = 0; i < n; i++)); do echo "line $i"; done >/dev/null`},
	{"Strings/read", "", `for ((i = 0; i < n; i++)); do read -r a b <<<"one two"; done`},
	{"Arrays/index", "a=(1 2 3 4 5 6 7 8 9 10)", `for ((i = 0; i < n; i++)); do ((t += a[i % 10])); done`},
	{"Arrays/append", "", `for ((i = 0; i < n; i++)); do a+=($i); done`},
	{"Arrays/keys", "declare -A m", `for ((i = 0; i < n; i++)); do m[k$((i % 50))]=$i; done`},
	{"Substitutions/builtin", "", `for ((i = 0; i < n; i++)); do t=$(echo $i); done`},
	{"Substitutions/function", "f() { echo $1; }", `for ((i = 0; i < n; i++)); do t=$(f $i); done`},
	{"Substitutions/subshell", "", `for ((i = 0; i < n; i++)); do (x=$i); done`},
	{"Substitutions/pipeline", "", `for ((i = 0; i < n; i++)); do echo $i | read t; done`},
	{"Substitutions/hereDocument", "", "for ((i = 0; i < n; i++)); do : <<E\n$i\nE\ndone"},
	{"Substitutions/eval", "", `for ((i = 0; i < n; i++)); do eval 'y=$i'; done`},
	{"Spawn/program", "", `for ((i = 0; i < n; i++)); do /bin/true; done`},
	{"Spawn/path", "PATH=/nosuch:/usr/bin:/bin", `for ((i = 0; i < n; i++)); do env true >/dev/null; done`},
	{"Spawn/substitution", "", `for ((i = 0; i < n; i++)); do t=$(/bin/echo x); done`},
	{"Spawn/pipeline", "", `for ((i = 0; i < n; i++)); do /bin/echo x | cat; done >/dev/null`},
	{"Spawn/background", "", `for ((i = 0; i < n; i++)); do /bin/true & wait $!; done`},
	{"Spawn/ownProcess", "", `for ((i = 0; i < n; i++)); do { :; } & wait $!; done`},
}

// benchShell is one shell for all benchmarks: it takes over the process's signals.
var benchShell = sync.OnceValue(func() *Shell {
	st := &Start{Argv: []string{"bash"}, Name: "bash", Env: os.Environ()}
	sh, err := New(st)
	if err != nil {
		panic(err)
	}
	sh.config.Grace = time.Second
	sh.initSignals()
	sh.importEnv(st.Env)
	sh.initVars(st)
	return sh
})

func BenchmarkShell(b *testing.B) {
	for _, x := range benchmarks {
		b.Run(x.name, func(b *testing.B) {
			root := benchShell()
			sh := root.sub(root.ev)
			defer sh.done()
			sh.runText(x.setup+"\n:", 1, "")
			sh.runText("n="+strconv.Itoa(b.N), 1, "")
			b.ReportAllocs()
			b.ResetTimer()
			if c := sh.runText(x.loop, 1, ""); c != next || sh.status > 1 {
				b.Fatalf("ended with %d, status %d", c, sh.status)
			}
		})
	}
}

// BenchmarkStart is the life of the smallest shell, as a process; the shell is
// what ENTRYSH_BENCH names, else the one in PATH.
func BenchmarkStart(b *testing.B) {
	shell := os.Getenv("ENTRYSH_BENCH")
	if shell == "" {
		shell = "entrysh"
	}
	path, err := exec.LookPath(shell)
	if err != nil {
		b.Skip("set ENTRYSH_BENCH to a shell")
	}
	for b.Loop() {
		if err := exec.Command(path, "-c", ":").Run(); err != nil {
			b.Fatal(err)
		}
	}
}
