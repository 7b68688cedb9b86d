package parse

import (
	"io"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

func script() string {
	return strings.Repeat(`# a comment
start() {
	local dir=${1:-/var/lib/app} i
	if [[ -d "$dir" && ! -e "$dir/lock" ]]; then
		for f in "$dir"/*.conf; do
			[ -f "$f" ] || continue
			i=$((i + 1))
			echo "reading $f ($i)" >&2
			cat "$f" | sed -e 's/a/b/' -e "s|@HOME@|$HOME|" > "${f%.conf}.out" || return 1
		done
	fi
	case "$2" in
	start|stop) exec "$@" ;;
	*) usage; exit 2 ;;
	esac
}

export PATH=/bin:$PATH
name=$(basename "$0")
trap 'kill $pid' TERM
sleep 10 & pid=$!
wait $pid
echo done
`, 120)
}

func BenchmarkReader(b *testing.B) {
	text := script()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		for r := New(NewText(text), nil); ; {
			if _, err := r.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkReaderWithAliases(b *testing.B) {
	text := script()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	cfg := &Config{Alias: func(string) (string, bool) { return "", false }}
	for b.Loop() {
		for r := New(NewText(text), cfg); ; {
			if _, err := r.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkParser is mvdan's parser alone.
func BenchmarkParser(b *testing.B) {
	text := script()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	p := syntax.NewParser()
	for b.Loop() {
		if _, err := p.Parse(strings.NewReader(text), ""); err != nil {
			b.Fatal(err)
		}
	}
}
