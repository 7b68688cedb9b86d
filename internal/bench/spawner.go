package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// spawnerSource does what the workload "command" does, and nothing besides.
const spawnerSource = `#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

extern char **environ;

int main(int argc, char **argv) {
	char *args[] = {"/bin/true", NULL};
	for (int left = atoi(argv[argc - 1]); left > 0; left--) {
		pid_t pid;
		int status;
		if (posix_spawn(&pid, args[0], NULL, NULL, args, environ) != 0 ||
		    waitpid(pid, &status, 0) != pid)
			return 1;
	}
	return 0;
}
`

// spawner compiles the C program in dir and returns what runs it.
func spawner(dir string, times int) (func() sample, error) {
	cc, err := exec.LookPath("cc")
	if err != nil {
		return nil, err
	}
	source, program := filepath.Join(dir, "spawner.c"), filepath.Join(dir, "spawner")
	if err := os.WriteFile(source, []byte(spawnerSource), 0o666); err != nil {
		return nil, err
	}
	if err := exec.Command(cc, "-O2", "-o", program, source).Run(); err != nil {
		return nil, err
	}
	return func() sample { return run([]string{program, strconv.Itoa(times)}) }, nil
}
