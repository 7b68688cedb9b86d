package prompt

import (
	"strings"
	"testing"
)

func env() *Env {
	return &Env{
		User:     func() string { return "root" },
		Host:     func() string { return "vm.local" },
		Terminal: func() string { return "tty" },
		Strftime: func(f string) string { return "<" + f + ">" },
		Dir:      "/tmp", Home: "/root", Shell: "/bin/bash", History: 1, Command: 3, Expand: true,
	}
}

// Recorded from ${x@P} in bash 5.2.15; where the expansion after decoding
// changes the text, the column is the text before it.
var decodes = []struct{ in, out string }{
	{`plain`, `plain`}, {`\u@\h \H`, `root@vm vm.local`}, {`\s-\v \V`, `bash-5.2 5.2.15`}, {`\w \W`, `/tmp tmp`},
	{`\!\#`, `13`}, {`\$`, `#`}, {`\j\l`, `0tty`}, {`\n\r\a\e`, "\n\r\a\x1b"},
	{`\033[1m`, "\x1b[1m"}, {`\0`, ""}, {`\1`, "\x01"}, {`\12`, "\n"}, {`\1234`, "S4"}, {`\400`, ""}, {`\08`, `\08`}, {`\9`, `\9`},
	{`\12x`, `\12x`}, {`\0x`, `\0x`}, {`\7abc`, `\7abc`}, {`\101\102`, "AB"}, {`\1018`, "A8"}, {`\200`, "\x80"}, {`x\777y`, "x\xffy"},
	{`\0011`, "\x011"}, {`\1\2`, "\\1\x02"}, {`\177`, "\x7f"}, {`\044HOME`, "$HOME"},
	{`\\`, `\`}, {`\\\\`, `\\`}, {`\[a\]`, `a`}, {`\q`, `\q`}, {`a\`, `a\`}, {`\"`, `\"`}, {`\E`, `\E`},
	{`\D{}x`, `<%X>x`}, {`\D{%Y}`, `<%Y>`}, {`\D`, `\D`}, {`\Dx`, `\Dx`}, {`\D{%Y`, `<%Y>`}, {`\D{`, `<%X>`}, {`\D{a}b}`, `<a>b}`},
	{`\D{$HOME}`, `<\$HOME>`}, {"\\D{\"`\\}", "<\\\"\\`\\\\>"},
	{`\d|\t|\T|\@|\A`, `<%a %b %d>|<%H:%M:%S>|<%I:%M:%S>|<%I:%M %p>|<%H:%M>`},
	{`$HOME !`, `$HOME !`},
}

func TestDecode(t *testing.T) {
	for _, c := range decodes {
		if got := Decode(c.in, env()); got != c.out {
			t.Errorf("%s: got %q, want %q", c.in, got, c.out)
		}
	}
}

func TestModes(t *testing.T) {
	e := env()
	e.Euid = 1000
	e.Dir = "/tmp/$x`q`/a\\b\""
	for _, c := range []struct {
		in, out string
		set     func()
	}{
		{`\$HOME`, `\$HOME`, func() {}},
		{`\w|\W`, "/tmp/\\$x\\`q\\`/a\\\\b\\\"|a\\\\b\\\"", func() {}},
		{`\$HOME`, `$HOME`, func() { e.Expand = false }},
		{`\w`, e.Dir, func() {}},
		{`\[a\]`, "\x01a\x02", func() { e.Editing = true }},
		{`! !! a!b a!!b \!`, `1 ! a1b a!b 1`, func() { e.Posix = true }},
	} {
		c.set()
		if got := Decode(c.in, e); got != c.out {
			t.Errorf("%s: got %q, want %q", c.in, got, c.out)
		}
	}
}

// PWD, HOME, PROMPT_DIRTRIM, what bash 5.2.15 shows for \w and \W.
func TestDir(t *testing.T) {
	const deep = "/tmp/one/two/three/four"
	for _, c := range [][5]string{
		{"/tmp", "/tmp", "", "~", "~"}, {"/", "/tmp", "", "/", "/"}, {"/", "/", "", "/", "/"}, {"/usr", "/", "", "/usr", "usr"},
		{"/usr", "/usr/", "", "/usr", "usr"}, {"/usr", "", "", "/usr", "usr"}, {"/usr", "/us", "", "/usr", "usr"}, {"/usr/lib", "/usr", "", "~/lib", "lib"},
		{deep, "/root", "0", deep, "four"}, {deep, "/root", "1", ".../four", "four"}, {deep, "/root", "2", ".../three/four", "four"},
		{deep, "/root", "4", ".../one/two/three/four", "four"}, {deep, "/root", "5", deep, "four"}, {deep, "/root", "6", deep, "four"},
		{deep, "/root", "-1", deep, "four"}, {deep, "/root", "x", deep, "four"}, {deep, "/root", "02", ".../three/four", "four"}, {deep, "/root", " 2", ".../three/four", "four"},
		{deep, "/tmp/one", "1", "~/.../four", "four"}, {deep, "/tmp/one", "2", "~/two/three/four", "four"}, {deep, "/tmp/one", "3", "~/two/three/four", "four"},
		{"/tmp", "/root", "1", "/tmp", "tmp"}, {"/", "/root", "1", "/", "/"}, {"/tmp/q", "/root", "1", ".../q", "q"}, {"/a/b", "/root", "1", "/a/b", "b"},
		{"/ab/c", "/root", "1", "/ab/c", "c"}, {"/abc/d", "/root", "1", ".../d", "d"}, {"/a/b/c/d", "/root", "2", ".../c/d", "d"}, {"/a/b/c/d", "/root", "3", "/a/b/c/d", "d"},
		{"/tmp/q/a/b", "/tmp", "1", "~/q/a/b", "b"}, {"/tmp/q/ab/c", "/tmp", "1", "~/.../c", "c"}, {"/tmp/qqqqq/r", "/tmp", "1", "~/.../r", "r"},
		{"/tmp/qq/a", "/tmp", "1", "~/qq/a", "a"}, {"/tmp/qqqq/a/b", "/tmp", "2", "~/.../a/b", "b"},
	} {
		e := env()
		e.Dir, e.Home, e.DirTrim = c[0], c[1], c[2]
		if got := Decode(`\w|\W`, e); got != c[3]+"|"+c[4] {
			t.Errorf("%q: got %s", c, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`\u\D{%Y\12`)
	f.Fuzz(func(t *testing.T, s string) {
		e := env()
		if got := Decode(s, e); !strings.Contains(s, `\`) && got != s {
			t.Errorf("%q: %q", s, got)
		}
	})
}
