package foreign

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// packages are installed: their maintainer scripts, and those of what they
// depend on, are written in shell, ask with debconf and ucf, make users, and
// have triggers.
const packages = "adduser ca-certificates cron keyboard-configuration logrotate netbase openssl postfix ssl-cert ucf"

// aptSteps are what is done in a Debian root; each has its output compared.
var aptSteps = []string{
	"apt-get install -y --no-install-recommends " + packages,
	"dpkg --audit",
	"apt-get install -y --reinstall $(dpkg-query -W -f '${Package} ')",
	"echo 'tzdata tzdata/Areas select Europe\ntzdata tzdata/Zones/Europe select Vienna' | debconf-set-selections; rm -f /etc/localtime /etc/timezone; dpkg-reconfigure tzdata",
	"dpkg-reconfigure ca-certificates postfix keyboard-configuration",
	"echo '# mine' >>/etc/logrotate.conf; apt-get install -y --reinstall -o Dpkg::Options::=--force-confask -o Dpkg::Options::=--force-confold logrotate",
	"service cron status; invoke-rc.d cron restart; update-rc.d cron defaults-disabled; ls /etc/rc2.d",
	"apt-get remove -y cron logrotate",
	"apt-get purge -y postfix ssl-cert logrotate",
	"dpkg -l",
	"dpkg --verify --verify-format rpm | grep -v bin/",
	"debconf-show tzdata keyboard-configuration ca-certificates | sort", // in the order of a Perl hash
	"update-alternatives --get-selections",
}

// What differs between two such roots: the time.
var rootsVary = regexp.MustCompile(`\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \w+ \d{4}|\d{4}-\d\d-\d\d +\d\d:\d\d:\d\d`)

// TestApt installs packages with apt-get in a Debian root in which entrysh is
// both /bin/sh and /bin/bash, and in the same with dash and bash.
func TestApt(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can make a Debian root")
	}
	need(t, "debootstrap", "debootstrap", "apt-get", "apt")
	base := filepath.Join(t.TempDir(), "base")
	makeRoot(t, base)
	var b both
	for _, w := range []struct {
		entrysh bool
		to      *result
	}{{false, &b.bash}, {true, &b.entrysh}} {
		root := filepath.Join(t.TempDir(), "root")
		host(t, "cp", "-a", base, root)
		if w.entrysh {
			for _, place := range []string{"usr/bin/dash", "usr/bin/bash"} {
				host(t, "cp", "--remove-destination", shell, filepath.Join(root, place))
			}
		}
		w.to.files = map[string]string{}
		for i, step := range aptSteps {
			out, err := inRoot(root, step)
			w.to.files[fmt.Sprintf("(%d) %s", i, step)] = fmt.Sprint(out, err)
		}
		for _, part := range []string{"etc", "var/lib/dpkg", "var/cache/debconf", "var/lib/ucf", "var/spool", "usr/local"} {
			files, err := tree(filepath.Join(root, part))
			if err != nil {
				t.Fatal(err)
			}
			for name, content := range files {
				w.to.files[part+"/"+name] = content
			}
		}
		// Random, or with times and inodes.
		for _, name := range []string{"etc/ssl/private/ssl-cert-snakeoil.key", "etc/ssl/certs/ssl-cert-snakeoil.pem", "etc/machine-id", "etc/ld.so.cache", "etc/aliases.db"} {
			delete(w.to.files, name)
		}
	}
	if s := b.bash.files["(0) "+aptSteps[0]]; !strings.Contains(s, "Setting up postfix") {
		t.Fatalf("nothing is installed with dash and bash either:\n%s", s)
	}
	b.equal(t, func(_, text string) string { return rootsVary.ReplaceAllString(text, "X") })
}

// makeRoot makes a minimal Debian root of the machine's own release, from its
// own mirror, and has apt-get fetch what is to be installed there.
func makeRoot(t *testing.T, root string) {
	t.Helper()
	out, err := exec.Command("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages").Output()
	mirror, suite, ok := strings.Cut(strings.TrimSpace(strings.SplitN(string(out), "\n", 2)[0]), " ")
	if err != nil || !ok {
		t.Skip("this machine's apt-get has no mirror")
	}
	if err := exec.Command("debootstrap", "--variant=minbase", suite, root, mirror).Run(); err != nil {
		log, _ := os.ReadFile(filepath.Join(root, "debootstrap/debootstrap.log"))
		t.Fatalf("debootstrap: %v\n%s", err, log)
	}
	policy := filepath.Join(root, "usr/sbin/policy-rc.d")
	if err := os.WriteFile(policy, []byte("#!/bin/sh\nexit 101\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{
		"apt-get update",
		"apt-get install -y --download-only --no-install-recommends " + packages,
		"apt-get install -y --download-only --reinstall $(dpkg-query -W -f '${Package} ')",
	} {
		if out, err := inRoot(root, step); err != nil {
			t.Fatalf("%s: %v\n%s", step, err, out)
		}
	}
}

// inRoot runs a text by the /bin/sh of a root and returns what it prints.
func inRoot(root, text string) (string, error) {
	const start = `mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && exec chroot "$1" /bin/sh -c "$2"`
	cmd := exec.Command("unshare", "--mount", "--pid", "--fork", "--kill-child", "/bin/sh", "-c", start, "sh", root, text)
	cmd.Env = append(environment[:len(environment):len(environment)], "HOME=/root", "DEBCONF_NONINTERACTIVE_SEEN=true", "PERL_BADLANG=0")
	for _, v := range os.Environ() {
		if strings.Contains(v, "_proxy=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// host runs a command of this machine.
func host(t *testing.T, command ...string) {
	t.Helper()
	if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
	}
}
