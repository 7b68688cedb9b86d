package foreign

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A scriptCase is a section of testdata/scripts.txt.
type scriptCase struct{ command, pkg, text string }

func (c scriptCase) program() string {
	name, _, _ := strings.Cut(c.command, " ")
	return name
}

func scriptCases(t *testing.T) (list []scriptCase) {
	t.Helper()
	b, err := os.ReadFile("testdata/scripts.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range strings.Split(string(b), "\n=== ")[1:] {
		head, text, _ := strings.Cut(section, "\n")
		command, pkg, _ := strings.Cut(strings.TrimSuffix(head, ")"), " (")
		list = append(list, scriptCase{command, pkg, text})
	}
	return list
}

// What differs between two runs of the scripts: the time, and random names of
// temporary files.
var scriptsVary = regexp.MustCompile(`\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d (UTC|\+\d\d) \d{4}|/tmp/[\w.-]+`)

func TestScripts(t *testing.T) {
	for _, c := range scriptCases(t) {
		t.Run(c.command, func(t *testing.T) {
			t.Parallel()
			need(t, c.program(), c.pkg)
			b := runBoth(t, copyTo(), "bash", "-c", c.text)
			for _, r := range []result{b.bash, b.entrysh} {
				for name := range r.files {
					// Times and inodes; what is compiled.
					if strings.Contains(name, ".git/") && strings.HasSuffix(name, "/index") {
						delete(r.files, name)
					}
				}
			}
			b.equal(t, func(_, text string) string { return scriptsVary.ReplaceAllString(text, "X") })
		})
	}
}

// TestScriptsAreClean holds to what the scripts are meant to be: at least twenty
// about which shellcheck has nothing to say, besides those about which it has.
func TestScriptsAreClean(t *testing.T) {
	const least = 20
	if _, err := exec.LookPath("shellcheck"); err != nil {
		t.Skip("no shellcheck here; Debian's package shellcheck has it")
	}
	var clean []string
	for _, c := range scriptCases(t) {
		path, err := find(c.program())
		if err != nil {
			t.Skipf("no %s here; Debian's package %s has it", c.program(), c.pkg)
		}
		if !slices.Contains(clean, path) && exec.Command("shellcheck", path).Run() == nil {
			if clean = append(clean, path); len(clean) == least {
				return
			}
		}
	}
	t.Errorf("only %d scripts are clean, want %d: %s", len(clean), least, strings.Join(clean, " "))
}
