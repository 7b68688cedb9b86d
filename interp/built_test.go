package interp_test

import (
	"os"
	"sync"
	"testing"

	"entrysh/internal/testshell"
	"entrysh/interp"
)

// build builds the shell when the first test needs it.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "entrysh")
	if err != nil {
		return "", err
	}
	buildDir = dir
	return testshell.Build(dir)
})

var buildDir string // what build has made

// built returns the path of the shell.
func built(tb testing.TB) string {
	tb.Helper()
	if t, ok := tb.(*testing.T); ok {
		testshell.Sources(t)
	}
	path, err := build()
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

func TestMain(m *testing.M) {
	if os.Getenv("ENTRYSH_STATE") != "" {
		// A shell under test has executed itself to stand for a subshell.
		os.Exit(interp.Run(&interp.Start{Argv: os.Args, Env: os.Environ(), Name: "bash"}))
	}
	code := m.Run()
	if buildDir != "" {
		os.RemoveAll(buildDir)
	}
	os.Exit(code)
}
