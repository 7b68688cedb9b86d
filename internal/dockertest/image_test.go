package dockertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"entrysh/internal/testshell"
)

const (
	entryshImage = "entrysh-test:entrysh"
	bashImage    = "entrysh-test:bash"
	busybox      = "/bin/busybox"
)

// applets are the commands of busybox the images have.
var applets = []string{"sh", "cat", "tail", "sleep", "ps", "mkfifo", "stty", "true"}

const dockerfile = `FROM scratch
COPY root/ /
ENV PATH=/sbin:/bin TARS_START=/service TARS_STOP=/stop.sh
ENTRYPOINT ["/sbin/entrypoint.sh"]
`

// noDocker says why there is nothing to test with, or is empty.
var noDocker string

func TestMain(m *testing.M) {
	noDocker = missing()
	code := 1
	if noDocker != "" {
		code = m.Run()
	} else if err := buildImages(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		code = m.Run()
		docker("rmi", "-f", entryshImage, bashImage)
	}
	os.Exit(code)
}

func missing() string {
	if out, err := docker("version", "--format", "{{.Server.Version}}"); err != nil {
		return "no Docker engine answers: " + out
	}
	out, err := exec.Command(busybox, "true").CombinedOutput()
	if err != nil {
		return fmt.Sprint("no busybox for the images: ", err, string(out))
	}
	if libs, _ := libraries(busybox); len(libs) > 0 {
		return busybox + " is not static; Debian's package busybox-static has one that is"
	}
	return ""
}

// docker runs a docker command and returns what it prints.
func docker(args ...string) (string, error) {
	cmd := exec.Command("docker", args...)
	// The images need nothing of BuildKit, which is not installed everywhere.
	cmd.Env = append(os.Environ(), "DOCKER_BUILDKIT=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("docker %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out)), err
}

// libraries returns the shared libraries of a program, none if it is static.
func libraries(program string) ([]string, error) {
	out, err := exec.Command("ldd", program).Output()
	if err != nil {
		return nil, err // ldd fails for static programs
	}
	var list []string
	for _, m := range regexp.MustCompile(`(?m)(/\S+) \(0x`).FindAllStringSubmatch(string(out), -1) {
		list = append(list, m[1])
	}
	return list, nil
}

func buildImages() error {
	dir, err := os.MkdirTemp("", "dockertest-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	shell, err := testshell.Build(dir)
	if err != nil {
		return err
	}
	if err := buildImage(filepath.Join(dir, "e"), entryshImage, shell, nil); err != nil {
		return err
	}
	libs, err := libraries("/bin/bash")
	if err != nil {
		return nil // no bash here: its test is skipped
	}
	return buildImage(filepath.Join(dir, "b"), bashImage, "/bin/bash", libs)
}

// buildImage builds an image whose /bin/bash is shell.
func buildImage(dir, tag, shell string, libs []string) error {
	root := filepath.Join(dir, "root")
	files := []struct{ from, to string }{
		{shell, "/bin/bash"},
		{busybox, "/bin/busybox"},
		{"../../scripts/tars-entrypoint.sh", "/sbin/entrypoint.sh"},
	}
	for _, l := range libs {
		files = append(files, struct{ from, to string }{l, l})
	}
	for _, f := range files {
		if err := install(f.from, filepath.Join(root, f.to)); err != nil {
			return err
		}
	}
	for _, name := range applets {
		if err := os.Symlink("busybox", filepath.Join(root, "bin", name)); err != nil {
			return err
		}
	}
	for name, text := range map[string]string{
		"root/service": "#!/bin/sh\necho service is up\nexec sleep 1000\n",
		"root/stop.sh": "#!/bin/sh\necho service is stopped\n",
		"Dockerfile":   dockerfile,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
			return err
		}
	}
	_, err := docker("build", "-q", "-t", tag, dir)
	return err
}

func install(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o755)
}
