package ere

import (
	"bytes"
	"context"
	"math/rand"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// asker runs on bash: for each string and expression (ended by _ and NUL) it prints the status and BASH_REMATCH, joined by |.
// $1 is i for nocasematch.
const asker = `IFS='|'
[[ $1 == i ]] && shopt -s nocasematch
while IFS= read -r -d '' s && IFS= read -r -d '' r; do
	s=${s%_} r=${r%_}
	[[ x =~ y ]] # an error leaves the old groups
	[[ $s =~ $r ]]
	printf '%s %s\0' $? "${BASH_REMATCH[*]}"
done`

func askBash(t testing.TB, locale, flag string, input []string) []string {
	t.Helper()
	out, err := exec.Command("/bin/bash", "-c", "echo $BASH_VERSION").Output()
	if err != nil || !strings.HasPrefix(string(out), "5.2.") {
		t.Skip("no bash 5.2")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second) // some expressions take glibc for ever
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/bash", "-c", asker, "bash", flag)
	cmd.Env = []string{"LC_ALL=" + locale}
	cmd.Stdin = strings.NewReader(strings.Join(input, "_\x00") + "_\x00")
	cmd.Stderr = os.Stderr
	if out, err = cmd.Output(); err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
	return strings.Split(string(bytes.TrimSuffix(out, []byte{0})), "\x00")
}

func answer(s, re string, inBytes, noCase bool) string {
	f := Compile
	if inBytes {
		f = CompileBytes
	}
	r, err := f(re, noCase)
	if err != nil {
		return "2 "
	}
	groups, ok := r.Match(s)
	if !ok {
		return "1 "
	}
	return "0 " + strings.Join(groups, "|")
}

func pick(r *rand.Rand, list ...string) string { return list[r.Intn(len(list))] }

func randomExpression(r *rand.Rand, depth int, odd bool) string {
	var b strings.Builder
	for n := r.Intn(4) + 1; n > 0; n-- {
		switch k := r.Intn(10); {
		case k < 4:
			b.WriteString(pick(r, "a", "b", "c", "ab", "a", "b"))
		case k == 4:
			b.WriteString(pick(r, ".", "[ab]", "[^a]", "[[:alpha:]]", "[a-b]", "é"))
		case k == 5 && odd:
			b.WriteString(pick(r, "^", "$", `\b`, `\<`, `\w`, `\W`, "{", "}", "[", "]", ")", "(", "*", "|", `\`, "[[:", ":]", "-", "[a-", "{2", ",", "\xff", `\.`))
		case depth > 0:
			b.WriteString("(" + randomExpression(r, depth-1, odd))
			for r.Intn(2) == 0 {
				b.WriteString("|" + randomExpression(r, depth-1, odd))
			}
			b.WriteString(")")
		}
		if b.Len() > 0 && r.Intn(4) == 0 {
			b.WriteString(pick(r, "*", "+", "?", "{2}", "{1,2}", "{,2}", "{2,}", "*", "?"))
		}
	}
	return b.String()
}

// accident finds groups that are repeated a number of times and alternatives that can match nothing: what glibc reports for
// the groups then follows no rule that could be told. The match itself is compared all the same.
var accident = regexp.MustCompile(`\)[*+?]*\{|\(\||\|\||\|\)|[?*}]\||\|[^|]*[?*}]\)`)

// TestAgainstBash compares with bash on random expressions. ERE_SEED and ERE_COUNT choose others.
func TestAgainstBash(t *testing.T) {
	seed, count := int64(22), 600
	if n, err := strconv.Atoi(os.Getenv("ERE_COUNT")); err == nil {
		count = n
	}
	if n, err := strconv.Atoi(os.Getenv("ERE_SEED")); err == nil {
		seed = int64(n)
	}
	for _, locale := range []string{"C.UTF-8", "C"} {
		r := rand.New(rand.NewSource(seed))
		var input []string
		for i := 0; i < count; i++ {
			re := randomExpression(r, i%2, i%4 == 0)
			for k := 0; k < 3; k++ {
				var b strings.Builder
				for n := r.Intn(8); n > 0; n-- {
					b.WriteString(pick(r, "a", "b", "c", "a", "b", "é"))
					if i%4 == 0 && r.Intn(5) == 0 {
						b.WriteString(pick(r, "\xff", "{", "}", "]", "-", "."))
					}
				}
				input = append(input, b.String(), re)
			}
		}
		want := askBash(t, locale, "", input)
		if len(want) > len(input)/2 {
			t.Fatalf("%d answers to %d questions", len(want), len(input)/2)
		}
		for i := 0; i/2 < len(want)-1; i += 2 {
			got, want := answer(input[i], input[i+1], locale == "C", false), want[i/2]
			if accident.MatchString(input[i+1]) {
				got, _, _ = strings.Cut(got, "|")
				want, _, _ = strings.Cut(want, "|")
			}
			if got != want {
				t.Errorf("%s %q =~ %q: %q, bash %q", locale, input[i], input[i+1], got, want)
			}
		}
	}
}
