package pattern

import (
	"bytes"
	"math/rand"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// asker runs on bash: for each pair of string and pattern (after NUL bytes on standard input) it prints what Go must give.
const asker = `shopt -s extglob
while IFS= read -r -d '' s && IFS= read -r -d '' p; do
	s=${s%_} p=${p%_} # read takes a NUL into a character that is cut off
	[[ $s == $p ]] && m=1 || m=0
	printf '%s\0' $m "${s#$p}" "${s##$p}" "${s%$p}" "${s%%$p}" "${s/$p/<>}" "${s//$p/<>}" "${s/#$p/<>}" "${s/%$p/<>}"
done`

func answers(s, pat string, o Options) []string {
	p := Compile(pat, o|ExtGlob)
	repl := func(string) string { return "<>" }
	m := "0"
	if p.Match(s) {
		m = "1"
	}
	return []string{m, p.TrimPrefix(s, false), p.TrimPrefix(s, true), p.TrimSuffix(s, false), p.TrimSuffix(s, true),
		p.Replace(s, false, None, repl), p.Replace(s, true, None, repl), p.Replace(s, false, Prefix, repl), p.Replace(s, false, Suffix, repl)}
}

var answerNames = []string{"match", "#", "##", "%", "%%", "/", "//", "/#", "/%"}

func askBash(t testing.TB, input []string, script string, args ...string) []string {
	t.Helper()
	out, err := exec.Command("/bin/bash", "-c", "echo $BASH_VERSION").Output()
	if err != nil || !strings.HasPrefix(string(out), "5.2.") {
		t.Skip("no bash 5.2")
	}
	cmd := exec.Command("/bin/bash", append([]string{"-c", script, "bash"}, args...)...)
	cmd.Env = []string{"LC_ALL=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	cmd.Stdin = strings.NewReader(strings.Join(input, "_\x00") + "_\x00")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err = cmd.Output()
	if err != nil || errs.Len() > 0 {
		t.Logf("bash: %v %s", err, errs.Bytes())
	}
	return strings.Split(string(bytes.TrimSuffix(out, []byte{0})), "\x00")
}

func pick(r *rand.Rand, list ...string) string { return list[r.Intn(len(list))] }

// randomPattern writes a pattern of every construct there is.
func randomPattern(r *rand.Rand, depth int, odd bool) string {
	var b strings.Builder
	for n := r.Intn(4) + 1; n > 0; n-- {
		switch k := r.Intn(12); {
		case k < 4:
			b.WriteString(pick(r, "a", "b", "c", ".", "é"))
		case k == 4:
			b.WriteString("?")
		case k < 7:
			b.WriteString("*")
		case k == 7:
			b.WriteString(pick(r, "[ab]", "[!a]", "[a-b]", "[^b-c.]", "[[:alpha:]]", "[[:punct:]b]", "[é]", "[]a]", "[!]]", "[a-]"))
		case k == 8 && odd:
			b.WriteString(pick(r, "[", "]", "\\", "!", "-", "[:", ":]", "[.", ".]", "=", "|", "(", ")", "\xff", "[[:", "[=a=]", "[[.a.]-", "\xc3"))
		case depth > 0:
			b.WriteString(pick(r, "?", "*", "+", "@", "!") + "(" + randomPattern(r, depth-1, odd))
			for r.Intn(2) == 0 {
				b.WriteString("|")
				if r.Intn(6) > 0 {
					b.WriteString(randomPattern(r, depth-1, odd))
				}
			}
			b.WriteString(")")
		}
	}
	return b.String()
}

func randomString(r *rand.Rand, odd bool) string {
	var b strings.Builder
	for n := r.Intn(7); n > 0; n-- {
		b.WriteString(pick(r, "a", "b", "c", "a", "b", ".", "é"))
		if odd && r.Intn(4) == 0 {
			b.WriteString(pick(r, "[", "]", "\\", ":", "-", "\xff", "\xa9", "!", "=", "|", "(", ")"))
		}
	}
	return b.String()
}

// afterStar finds an extended operator after an asterisk: bash does not always try the empty string for it at the end.
var afterStar = regexp.MustCompile(`\*[*?]*[?*+@!]\(`)

var operator = regexp.MustCompile(`[?*+@!]\(`)

// differs reports where bash's answer is an accident that is not copied.
func differs(s, pat, what string) bool {
	switch {
	case afterStar.MatchString(pat):
		return true
	case what[0] == '/': // bash first tries the pattern between two asterisks, and errs in the length of [!]]
		return operator.MatchString(pat) && (pat[0] == '?' || Compile(pat, ExtGlob).Match("")) || pat[0] == '(' || strings.Contains(pat, "[!]]") || strings.HasSuffix(pat, "\\") || !utf8.ValidString(s+pat)
	case what == "match":
		return strings.HasSuffix(pat, "\\")
	}
	return strings.HasSuffix(pat, "\\") || !utf8.ValidString(s) // the parts it tries may be UTF-8
}

// TestAgainstBash compares with bash on random patterns. PATTERN_SEED and PATTERN_COUNT choose others.
func TestAgainstBash(t *testing.T) {
	seed, count := int64(1), 1500
	if n, err := strconv.Atoi(os.Getenv("PATTERN_COUNT")); err == nil {
		count = n
	}
	if n, err := strconv.Atoi(os.Getenv("PATTERN_SEED")); err == nil {
		seed = int64(n)
	}
	r := rand.New(rand.NewSource(seed))
	var input []string
	for i := 0; i < count; i++ {
		odd := i%4 == 0
		pat := randomPattern(r, i%3, odd)
		for k := 0; k < 4; k++ {
			input = append(input, randomString(r, odd), pat)
		}
	}
	got := askBash(t, input, asker)
	if len(got) != len(input)/2*len(answerNames) {
		t.Fatalf("%d answers to %d questions", len(got), len(input)/2)
	}
	for i := 0; i < len(input); i += 2 {
		want := got[i/2*len(answerNames):][:len(answerNames)]
		for k, a := range answers(input[i], input[i+1], 0) {
			if a != want[k] && !differs(input[i], input[i+1], answerNames[k]) {
				t.Errorf("%q %-5s %q: %q, bash %q", input[i], answerNames[k], input[i+1], a, want[k])
			}
		}
	}
}
