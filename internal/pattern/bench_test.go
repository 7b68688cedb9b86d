package pattern

import (
	"strings"
	"testing"
)

func BenchmarkMatch(b *testing.B) {
	for _, x := range []struct{ name, pat, s string }{
		{"literal", "start", "start"}, {"suffix", "*.conf", "/etc/nginx/nginx.conf"}, {"prefix", "/etc/*", "/etc/nginx/nginx.conf"}, {"middle", "*nginx*", "/etc/nginx/nginx.conf"},
		{"option", "-?*", "--verbose"}, {"set", "[a-z]*[0-9]", "server1"}, {"group", "@(start|stop|restart)", "restart"}, {"number", "+([0-9])", "1234567"}, {"not", "!(*.bak)", "data.txt"},
	} {
		p := Compile(x.pat, ExtGlob)
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Match(x.s)
			}
		})
	}
}

func BenchmarkTrim(b *testing.B) {
	path := "/usr/local/share/doc/package/file.tar.gz"
	for _, x := range []struct {
		name, pat       string
		suffix, longest bool
	}{{"##_star_slash", "*/", false, true}, {"%_slash_star", "/*", true, false}, {"%%_dot_star", ".*", true, true}, {"#_literal", "/usr", false, false}, {"##_spaces", "+([[:space:]])", false, true}} {
		p := Compile(x.pat, ExtGlob)
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if x.suffix {
					p.TrimSuffix(path, x.longest)
				} else {
					p.TrimPrefix(path, x.longest)
				}
			}
		})
	}
	b.Run("LastIndex", func(b *testing.B) {
		for b.Loop() {
			_ = path[strings.LastIndex(path, "/")+1:]
		}
	})
}

func BenchmarkReplace(b *testing.B) {
	s := strings.Repeat("a b c ", 100)
	for _, x := range []struct{ name, pat string }{{"literal", " "}, {"set", "[!a-z]"}, {"run", "+([[:space:]])"}, {"group", "@(a|b)"}} {
		p := Compile(x.pat, ExtGlob)
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Replace(s, true, None, func(string) string { return "_" })
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, pat := range []string{"*.txt", "[[:alpha:]_]*([[:alnum:]_])"} {
		b.Run(pat, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compile(pat, ExtGlob)
			}
		})
	}
}
