package bench

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

//go:embed speed/*.sh growth/*.sh
var files embed.FS

// A Script is a workload.
type Script struct {
	Name  string
	Group string // of speed: language, substitution, process or start
	About string
	Sizes []int // ascending; one for speed
	Text  func(size int) string
}

// Scripts returns the scripts of a folder of this package, by name.
func Scripts(folder string) ([]Script, error) {
	names, err := fs.Glob(files, folder+"/*.sh")
	if err != nil {
		return nil, err
	}
	var all []Script
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s := Script{
			Name: strings.TrimSuffix(path.Base(name), ".sh"),
			Text: func(int) string { return string(text) },
		}
		if err := s.head(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, s)
	}
	return all, nil
}

// head reads the comments at the head of a script.
func (s *Script) head(text string) error {
	for line := range strings.Lines(text) {
		key, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "# "), ": ")
		if !strings.HasPrefix(line, "# ") || !ok {
			break
		}
		switch key {
		case "group":
			s.Group = value
		case "about":
			s.About = value
		case "n", "sizes":
			for _, f := range strings.Fields(value) {
				n, err := strconv.Atoi(f)
				if err != nil {
					return err
				}
				s.Sizes = append(s.Sizes, n)
			}
		default:
			return fmt.Errorf("unknown key %q", key)
		}
	}
	if s.About == "" || len(s.Sizes) == 0 {
		return fmt.Errorf("about or size is missing")
	}
	return nil
}

// LongScript returns a script of as many lines, as entrypoints have them: mostly
// definitions and branches that are not taken.
func LongScript(lines int) string {
	const part = `# Part %[1]d: settings come from the environment, with defaults.
: "${PART_%[1]d_HOST:=localhost}" "${PART_%[1]d_PORT:=$((8000 + %[1]d))}"
part_%[1]d_config() {
	local file=$1 mode=${2:-0644}
	if [ ! -d "${file%%/*}" ]; then
		mkdir -p "${file%%/*}" || return 1
	fi
	cat >"$file" <<EOT
host = $PART_%[1]d_HOST
port = $PART_%[1]d_PORT
EOT
	chmod "$mode" "$file" && echo "part %[1]d: $file written" >&2
}
case ${PART_%[1]d_ENABLED:-no} in
yes | true | 1)
	for dir in /etc/part%[1]d /var/lib/part%[1]d; do
		part_%[1]d_config "$dir/part.conf" 0600 || exit 1
	done
	;;
esac
`
	var b strings.Builder
	for i, n := 1, 0; n < lines; i++ {
		text := fmt.Sprintf(part, i)
		b.WriteString(text)
		n += strings.Count(text, "\n")
	}
	return b.String()
}
