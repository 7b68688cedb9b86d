package difffuzz

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"entrysh/internal/testshell"
)

var (
	length = flag.Duration("length", 0, "how long to look for differences, instead of at 200 scripts")
	seed   = flag.Uint64("seed", 1, "number of the first script")
	finds  = flag.Int("finds", 10, "how many differences to show")
	strict = flag.Bool("messages", false, "compare the words of messages, too")
	shell  = flag.String("shell", "", "the shell to compare with bash, instead of building it")
	shows  = flag.Bool("show", false, "only print the script")
)

const batch = 100

// TestDifferences runs random scripts under entrysh and bash.
//
// go test ./internal/difffuzz -run Differences -length 10m -seed 100000
func TestDifferences(t *testing.T) { differences(t, 2*batch, Script) }

// TestPure runs random scripts of pure commands.
func TestPure(t *testing.T) { differences(t, 2*batch, Pure) }

// TestContexts puts each expansion into each context, and then contexts into contexts.
func TestContexts(t *testing.T) {
	differences(t, Pairs, func(seed uint64) string {
		for {
			if s := Context(seed - 1); !undefinedPair(s) {
				return s
			}
			seed += uint64(Pairs)
		}
	})
}

// TestPrinted makes functions of random scripts, and has them printed.
func TestPrinted(t *testing.T) {
	differences(t, 2*batch, func(seed uint64) string { return "f() {\n" + Script(seed) + "}\ndeclare -f f" })
}

// TestLines runs random scripts in which there are more lines, and that show their numbers.
func TestLines(t *testing.T) {
	differences(t, 2*batch, func(seed uint64) string {
		r := rand.New(rand.NewPCG(seed, 2))
		var b strings.Builder
		for _, word := range strings.SplitAfter(Script(seed), " ") {
			switch n := r.IntN(12); {
			case n == 0 && strings.HasSuffix(word, "; "):
				word = word[:len(word)-2] + "\n"
			case n == 1 && strings.HasSuffix(word, " "):
				word += "\\\n"
			case n == 2 && strings.HasSuffix(word, " "):
				word = word[:len(word)-1] + "\\\n "
			case n > 6 && word == "p ":
				word = "p $LINENO "
			}
			b.WriteString(word)
		}
		return b.String()
	})
}

// differences compares as many scripts, at least, and as long as -length says.
func differences(t *testing.T, least int, script func(seed uint64) string) {
	if *shows {
		fmt.Println(script(*seed))
		return
	}
	if out, err := exec.Command("/bin/bash", "-c", "echo $BASH_VERSION").Output(); err != nil || !strings.HasPrefix(string(out), "5.2.15") {
		t.Skip("no bash 5.2.15")
	}
	path := *shell
	if path == "" {
		testshell.Sources(t)
		var err error
		if path, err = testshell.Build(t.TempDir()); err != nil {
			t.Fatal(err)
		}
	}
	dir, err := os.MkdirTemp("", "difffuzz")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	os.Chmod(dir, 0o711) // for nobody
	p := &Pair{}
	for shell, r := range map[string]**Runner{"/bin/bash": &p.Bash, path: &p.Ours} {
		if *r, err = NewRunner(shell, dir); err != nil {
			t.Fatal(err)
		}
	}
	start, n, found := time.Now(), 0, 0
	seen := map[string]bool{}
	for ; (n < least || time.Since(start) < *length) && found < *finds; n += batch {
		scripts := make([]string, batch)
		for i := range scripts {
			scripts[i] = script(*seed + uint64(n+i))
		}
		for _, d := range p.Compare(scripts) {
			number := *seed + uint64(n+slices.Index(scripts, d.Script))
			if d.Kind() == "message" && !*strict {
				continue
			}
			d = p.Shrink(d)
			if seen[d.Script] {
				continue
			}
			seen[d.Script] = true
			found++
			fmt.Fprintf(os.Stderr, "======== %s of %d\n%s\n---- bash %s\n%s%s\n---- entrysh %s\n%s%s\n", d.Kind(), number, d.Script, d.Bash.Status, d.Bash.Out, d.Bash.Err, d.Ours.Status, d.Ours.Out, d.Ours.Err)
			t.Errorf("%s", d.Kind())
		}
	}
	t.Logf("%d scripts in %v, from %d on", n, time.Since(start).Round(time.Second), *seed)
}
