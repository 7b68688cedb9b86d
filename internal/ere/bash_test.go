package ere

import (
	"bytes"
	"math/rand"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// asker runs on bash: for each string and expression (ended by _ and NUL) it prints the status and BASH_REMATCH, joined by |.
const asker = `IFS='|'
while IFS= read -r -d '' s && IFS= read -r -d '' r; do
	s=${s%_} r=${r%_}
	[[ $s =~ $r ]]
	printf '%s %s\0' $? "${BASH_REMATCH[*]}"
done`

func askBash(t testing.TB, locale string, input []string) []string {
	t.Helper()
	out, err := exec.Command("/bin/bash", "-c", "echo $BASH_VERSION").Output()
	if err != nil || !strings.HasPrefix(string(out), "5.2.") {
		t.Skip("no bash 5.2")
	}
	cmd := exec.Command("/bin/bash", "-c", asker)
	cmd.Env = []string{"LC_ALL=" + locale}
	cmd.Stdin = strings.NewReader(strings.Join(input, "_\x00") + "_\x00")
	cmd.Stderr = os.Stderr
	if out, err = cmd.Output(); err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(bytes.TrimSuffix(out, []byte{0})), "\x00")
}

func answer(s, re string, inBytes bool) string {
	f := Compile
	if inBytes {
		f = CompileBytes
	}
	r, err := f(re, false)
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

func TestAgainstBash(t *testing.T) {
	seed, count := int64(1), 2000
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
			re := randomExpression(r, i%3, i%4 == 0)
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
		want := askBash(t, locale, input)
		if len(want) != len(input)/2 {
			t.Fatalf("%d answers to %d questions", len(want), len(input)/2)
		}
		for i := 0; i < len(input); i += 2 {
			if got := answer(input[i], input[i+1], locale == "C"); got != want[i/2] {
				t.Errorf("%s %q =~ %q: %q, bash %q", locale, input[i], input[i+1], got, want[i/2])
			}
		}
	}
}
