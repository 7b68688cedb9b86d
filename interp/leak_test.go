package interp_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// leaks are loads that must leave no trace: each is run n times; long is what
// n is with ENTRYSH_LONG=1, which takes minutes.
var leaks = []struct {
	name        string
	short, long int
	load        string
}{
	{"loop", 300_000, 10_000_000, `for ((i = 0; i < n; i++)); do x=$i y=${x%1}; [[ $y == *7 ]] && z=$y; done`},
	{"functions", 50_000, 2_000_000, `f() { local a=$1; ((a > 0)) && return 1; }; for ((i = 0; i < n; i++)); do f $i; done`},
	{"arrays", 30_000, 1_000_000, `for ((i = 0; i < n; i++)); do a[i % 50]=$i m[k$((i % 70))]=$i; unset "a[(i+9) % 50]"; done`},
	{"eval", 10_000, 300_000, `for ((i = 0; i < n; i++)); do eval "e=$i; : \$e"; done`},
	{"texts", 10_000, 500_000, `for ((i = 0; i < n; i++)); do printf -v x "$i %s" y; [[ $i =~ ^$i$ ]]; declare "x[\$((0*$i))]="; done`},
	{"sources", 1_000, 100_000, `for ((i = 0; i < n; i++)); do . /dev/null; . <(:); [ $((i % 20)) = 0 ] || i=$((i + 19)); done`},
	{"redirections", 20_000, 1_000_000, `for ((i = 0; i < n; i++)); do echo $i; exec {fd}</dev/null {fd}<&-; done >/dev/null 2>&1`},
	{"documents", 5_000, 200_000, "for ((i = 0; i < n; i++)); do read x <<<$i; read y <<E\n$i\nE\ndone"},
	{"substitutions", 10_000, 500_000, `for ((i = 0; i < n; i++)); do x=$(echo $i); (x=1); y=$(f() { echo $1; }; f $x); done`},
	{"pipelines", 300, 20_000, `for ((i = 0; i < n; i++)); do echo $i | while read -r l; do :; done; done`},
	{"commands", 500, 100_000, `for ((i = 0; i < n; i++)); do /bin/true; done`},
	{"commands in substitutions", 300, 20_000, `for ((i = 0; i < n; i++)); do x=$(/bin/echo $i); /bin/echo $i | cat >/dev/null; done`},
	{"jobs", 300, 10_000, `for ((i = 0; i < n; i += 20)); do for j in {1..19}; do /bin/true & done; { :; } & wait; done`},
	{"traps", 5_000, 300_000, `trap 't=$((t + 1))' USR1; for ((i = 0; i < n; i++)); do kill -USR1 $$; done; trap - USR1`},
}

// measure is the part of the script that says what the shell has: descriptors,
// threads, KiB of memory. It sleeps before: then memory is given back. The Go
// runtime's event poll comes and stays when it first has a timer, so that is not
// counted.
const measure = `measure() {
	/bin/sleep 0.4
	local key value rest threads rss
	while read -r key value rest; do
		case $key in
		Threads:) threads=$value ;;
		RssAnon:) rss=$value ;;
		esac
	done </proc/$$/status
	local count=0 f
	for f in /proc/$$/fd/*; do
		[[ $(readlink $f) == anon_inode:* ]] || ((count++))
	done
	echo "$count $threads $rss"
}
load() {
	n=$1
	declare -A m
	%s
}
for ((i = 0; i < 100000; i++)); do x=$i,${x:0:40}; done # the heap is as large as it gets
load %d
measure
load %d
measure
`

func TestLeaks(t *testing.T) {
	shell := built(t)
	for _, l := range leaks {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			n := l.short
			if os.Getenv("ENTRYSH_LONG") != "" {
				n = l.long
			}
			script := fmt.Sprintf(measure, l.load, l.short/2, n)
			cmd := exec.Command(shell, "-c", script)
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			var before, after [3]int
			if _, err := fmt.Sscan(string(out), &before[0], &before[1], &before[2], &after[0], &after[1], &after[2]); err != nil {
				t.Fatalf("%q: %v", out, err)
			}
			t.Log(strings.ReplaceAll(strings.TrimSpace(string(out)), "\n", ", then "))
			if after[0] != before[0] {
				t.Errorf("%d descriptors, then %d", before[0], after[0])
			}
			// The Go runtime starts threads as it likes, and keeps them.
			if after[1] > before[1]+4 {
				t.Errorf("%d threads, then %d", before[1], after[1])
			}
			// What there is of memory after equal loads differs by up to 1 MiB.
			if after[2] > before[2]+1500 {
				t.Errorf("%d KiB, then %d", before[2], after[2])
			}
		})
	}
}
