package parse

import (
	"io"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// Config is what a Reader needs to know of the shell. Its fields are read anew for each command, since they change as
// the script runs.
type Config struct {
	// Name is the name of the script, for the trees' own use; error messages leave it to the caller.
	Name string
	// FirstLine is the line number of the first line; 0 means 1.
	FirstLine int
	// Alias returns the value of an alias. Leave it nil when no alias is defined or expand_aliases is off: every
	// command is scanned once more when it is not nil.
	Alias func(name string) (value string, ok bool)
	// Posix reports whether the shell is in POSIX mode; nil means that it is not.
	Posix func() bool
	// Interactive says that someone waits for the answer to each line: no more lines must be read than bash reads.
	Interactive bool
	// Extglob reports whether extended patterns are on; nil means that they are.
	Extglob func() bool
}

// A Reader reads the commands of one text.
type Reader struct {
	src    Source
	cfg    *Config
	parser *syntax.Parser // at work
	feed   feed
	held   []heldLine // lines that were read but belong to the next commands
	line   int        // number of the next line
	end    error      // what the source returned in the end
	force  bool       // scan and mend all commands, for tests

	ahead  []parsed   // commands that were parsed together with one before them
	tail   []heldLine // comments and blank lines behind them
	lines  []heldLine // what the lines of ahead and tail are parts of
	globs  bool       // whether extended patterns were on then
	single int        // the line up to which commands are parsed one by one
}

type heldLine struct {
	_     nocmp.Mark
	text  string // hidden: see hide
	input string // as read
	end   int    // where it ends in the text in memory of which it is a part unchanged, else 0
	rest  *rest
}

// rest says of a part of a line, whose beginning was counted before, what the scanner knows.
type rest struct {
	aliases []expanding
	shifts  []shift
}

// New returns a Reader of the commands in src. A nil cfg means the defaults.
//
//go:noinline
func New(src Source, cfg *Config) *Reader {
	if cfg == nil {
		cfg = &Config{}
	}
	r := &Reader{src: src, cfg: cfg, line: max(cfg.FirstLine, 1)}
	r.feed.r = r
	return r
}

// Next reads one complete command: all lines that bash reads before it runs anything of them, here-documents included.
// A unit without statements is the comments and blank lines before the end of the text. At the end Next returns io.EOF.
// An error is a *[SyntaxError], after which the reader may go on with the next line, or what the source returned.
func (r *Reader) Next() (*Unit, error) {
	if u := r.parsedAhead(); u != nil {
		return u, nil
	}
	f := &r.feed
	f.reset()
	for i := range r.tail {
		f.addInput(&r.tail[i])
	}
	r.tail = nil
	for {
		first, ok := r.readLine()
		if !ok {
			if f.input.len() > 0 {
				return &Unit{Line: r.line, Input: f.input.string()}, nil
			}
			return nil, r.end
		}
		if blank(first.text) {
			f.addInput(&first)
			continue
		}
		f.skipped = f.input
		f.start(first)
		u, err := r.unit()
		if r.cfg.Interactive && u != nil {
			r.end = nil // it has ended a here-document
		}
		if u != nil || err != nil {
			return u, err
		}
	}
}

// unit parses the command whose first line the feed holds. Without an error and a unit there was nothing to run in
// these lines.
func (r *Reader) unit() (*Unit, error) {
	f := &r.feed
	if r.cfg.Alias != nil || r.cfg.Interactive || r.force || r.suspect(f.chunk) {
		return r.scanned()
	}
	_, inMemory := r.src.(*text)
	f.ahead = inMemory && r.line > r.single
	stmts, err := r.parse(f)
	if err != nil || f.suspect || !review(stmts) {
		if len(f.marks) > 0 {
			r.single = r.line
		}
		return r.scanned()
	}
	if len(stmts) == 0 {
		return nil, nil
	}
	if len(f.marks) > 0 {
		return r.split(stmts), nil
	}
	u := &Unit{Stmts: stmts, Text: f.text.string(), Line: f.line, Raw: f.raw, Input: f.input.string()}
	return u, nil
}

// parseText parses a complete text.
func (r *Reader) parseText(s string) ([]*syntax.Stmt, error) { return r.parse(strings.NewReader(s)) }

// parse runs mvdan's parser. A panic in it is an error like any other.
func (r *Reader) parse(src io.Reader) (stmts []*syntax.Stmt, err error) {
	defer func() {
		if v := recover(); v != nil {
			r.parser = nil
			err = errPanic{}
		}
	}()
	r.parser = parsers.Get().(*syntax.Parser)
	file, err := r.parser.Parse(src, "")
	parsers.Put(r.parser)
	r.parser = nil
	if err != nil {
		return nil, err
	}
	return file.Stmts, nil
}

type errPanic struct{}

func (errPanic) Error() string { return "parser failed" }

// unread gives a line back.
func (r *Reader) unread(l heldLine) {
	r.held = append([]heldLine{l}, r.held...)
	if l.rest == nil {
		r.line--
	}
}

// readLine returns the next line, if there is one.
func (r *Reader) readLine() (l heldLine, ok bool) {
	if len(r.held) > 0 {
		l, r.held = r.held[0], r.held[1:]
		if l.rest == nil {
			r.line++
		}
		return l, true
	}
	if r.end != nil {
		return l, false
	}
	s, err := r.src.ReadLine()
	if err != nil {
		r.end = err
		if s == "" {
			return l, false
		}
	}
	r.line++
	l.input = s
	changed := false
	l.text, changed = hide(s)
	if t, ok := r.src.(*text); ok && !changed {
		l.end = t.pos
	}
	return l, true
}

// blank reports whether a line holds no command: blanks, or a comment.
func blank(line string) bool {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ', '\t', '\n':
		case '#':
			return true
		default:
			return false
		}
	}
	return true
}

// suspect reports whether a line may hold what the parser takes for something else than bash does: a dollar that
// belongs to the next line; a comment that ends with a backslash, where it ends the comment without a newline; # behind an expansion or a quoted string; without extglob, `!(`, which is the negation of a subshell, and the other beginnings of
// extended patterns, which are errors.
func (r *Reader) suspect(line string) bool {
	if n := len(line) - 3; n >= 0 && line[n+1] == '\\' &&
		(line[n] == '$' || line[n] == '(' || strfn.IndexByte(line, '#') >= 0) {
		return true
	}
	if hashInWord(line) {
		return true
	}
	if r.cfg.Extglob == nil {
		return false
	}
	for from := 0; ; {
		i := strfn.IndexByte(line[from:], '(')
		if i < 0 {
			return false
		}
		from += i + 1
		if i = from - 2; i >= 0 {
			switch line[i] {
			case '?', '*', '+', '@', '!':
				return !r.cfg.Extglob()
			}
		}
	}
}

// hashInWord reports whether a # may stand behind an expansion or a quoted string. Within parentheses and braces the
// parser takes it for the beginning of a comment then.
func hashInWord(line string) bool {
	for from := 0; ; {
		i := strfn.IndexByte(line[from:], '#')
		if i < 0 {
			return false
		}
		i += from
		from = i + 1
		if i < 2 {
			continue
		}
		switch c := line[i-1]; c {
		case '}', ')':
			return true
		case '"', '\'', '`':
			if strings.Count(line[:i], line[i-1:i])%2 == 0 {
				return true
			}
		case '?', '@', '*', '!', '$', '-', '#':
			if line[i-2] == '$' {
				return true
			}
		default:
			n := i - 1
			for n >= 0 && isNameByte(line[n]) {
				n--
			}
			if n >= 0 && n < i-1 && line[n] == '$' {
				return true
			}
		}
	}
}

// feed hands lines to the parser for as long as the command is incomplete, and keeps them.
type feed struct {
	r       *Reader
	chunk   string // the current line
	off     int    // how much of it has been handed over
	line    int    // number of the first line
	text    joined
	input   joined // includes skipped
	skipped joined // lines before the command
	lines   []heldLine
	raw     bool // text holds stand-ins
	suspect bool
	ahead   bool   // go on behind the first command
	marks   []mark // where a command may have ended
}

func (f *feed) reset() {
	*f = feed{r: f.r, lines: f.lines[:0], marks: f.marks[:0]}
}

// start begins a command with its first line.
func (f *feed) start(l heldLine) {
	f.text = joined{}
	f.lines, f.marks = f.lines[:0], f.marks[:0]
	f.line = f.r.line - 1
	f.add(l)
	f.suspect = false
}

func (f *feed) add(l heldLine) {
	f.chunk, f.off = l.text, 0
	f.text.add(l.text, l.end, f.memory())
	f.addInput(&l)
	f.lines = append(f.lines, l)
	f.raw = f.raw || nextStandIn(l.text, 0) >= 0
}

func (f *feed) addInput(l *heldLine) { f.input.add(l.input, l.end, f.memory()) }

// memory returns the text in memory that is read, if there is one.
func (f *feed) memory() string {
	if t, ok := f.r.src.(*text); ok {
		return t.s
	}
	return ""
}

// Read implements io.Reader for the parser.
func (f *feed) Read(p []byte) (int, error) {
	if f.off == len(f.chunk) {
		complete := !f.r.parser.Incomplete()
		if f.suspect || complete && (!f.ahead || f.text.len() > aheadSize) {
			return 0, io.EOF
		}
		l, ok := f.r.readLine()
		if !ok {
			return 0, io.EOF
		}
		if complete {
			if f.r.suspect(l.text) {
				f.r.unread(l)
				return 0, io.EOF
			}
			f.marks = append(f.marks, mark{uint(f.text.len()), len(f.lines)})
		}
		f.add(l)
		f.suspect = f.r.suspect(l.text)
	}
	n := copy(p, f.chunk[f.off:])
	f.off += n
	return n, nil
}

// joined joins strings. The first one costs nothing, nor do those that follow one another in a text in memory.
type joined struct {
	one  string
	end  int // where one ends in that text, 0 if it is not a part of it
	many []byte
}

// add adds s, which is the part of memory before end unless that is 0.
//
//go:noinline
func (j *joined) add(s string, end int, memory string) {
	switch {
	case j.many != nil:
		j.many = append(j.many, s...)
	case j.one == "":
		j.one, j.end = s, end
	case j.end > 0 && end-len(s) == j.end:
		j.one, j.end = memory[end-len(s)-len(j.one):end], end
	default:
		j.many = append(append(make([]byte, 0, 2*len(j.one)+2*len(s)), j.one...), s...)
	}
}

func (j *joined) len() int {
	if j.many != nil {
		return len(j.many)
	}
	return len(j.one)
}

//go:noinline
func (j *joined) string() string {
	if j.many != nil {
		return string(j.many)
	}
	return j.one
}
