package foreign

import (
	"regexp"
	"strings"
	"testing"
)

// What differs between two runs of bats: durations, the time of day, the names of
// its temporary folders.
var batsVaries = regexp.MustCompile(`in \d+ ?ms|in \d+ sec|time="[\d.]+"|timestamp="[^"]*"|bats-run-\w+|bats\.\d+|duration_ms: \d+`)

func TestBats(t *testing.T) {
	need(t, "bats", "bats", "pgrep", "procps")
	for _, options := range []string{
		"",
		"--timing",
		"--trace",
		"--formatter junit",
		"--formatter tap13",
		"--formatter pretty",
		"--filter fails --trace --verbose-run --print-output-on-failure",
		"--filter-tags slow",
		"--show-output-of-passing-tests --no-tempdir-cleanup",
		"--report-formatter junit --output .",
		"--count",
	} {
		t.Run(options, func(t *testing.T) {
			t.Parallel()
			command := append([]string{"bats"}, strings.Fields(options)...)
			b := runBoth(t, copyTo("suite.bats", "lib.bash"), append(command, "suite.bats")...)
			b.equal(t, func(_, text string) string { return batsVaries.ReplaceAllString(text, "X") })
			if n := strings.Count(b.bash.stdout, "\n"); options == "" && n < 60 {
				t.Errorf("only %d lines: is this bats?\n%s%s", n, b.bash.stdout, b.bash.stderr)
			}
		})
	}
}
