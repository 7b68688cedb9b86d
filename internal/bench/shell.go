package bench

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Shell is what is compared.
type Shell struct {
	Name    string   `json:"name"`
	Argv    []string `json:"argv"`
	Version string   `json:"version,omitempty"`
}

// Known names the shells that are looked for, most wanted first.
var Known = []string{"bash", "dash", "ksh", "busybox sh", "mksh", "zsh"}

// NewShell returns the shell that a command line starts.
func NewShell(command string) (Shell, error) {
	argv := strings.Fields(command)
	if len(argv) == 0 {
		return Shell{}, fmt.Errorf("an empty shell command")
	}
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return Shell{}, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return Shell{}, err
	}
	name := filepath.Base(argv[0])
	argv[0] = path
	return Shell{Name: name, Argv: argv, Version: version(name, argv)}, nil
}

// version asks a shell for its version, in the way the shell of that name has.
func version(name string, argv []string) string {
	ask := "--version"
	switch name {
	case "dash":
		return debian("dash")
	case "ksh":
		argv, ask = append(argv, "-c"), `echo "${KSH_VERSION:-${.sh.version}}"`
	case "mksh":
		argv, ask = append(argv, "-c"), `echo "$KSH_VERSION"`
	case "busybox":
		argv, ask = argv[:1], "--help"
	}
	out, err := exec.Command(argv[0], append(argv[1:len(argv):len(argv)], ask)...).CombinedOutput()
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return line
}

// debian returns the version of a package; dash cannot tell its own.
func debian(name string) string {
	out, _ := exec.Command("dpkg-query", "-W", "-f", "${Version}", name).Output()
	return string(out)
}
