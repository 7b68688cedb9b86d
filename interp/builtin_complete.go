package interp

import (
	"strings"
	"syscall"

	"entrysh/internal/complete"
	"entrysh/internal/glob"
	"entrysh/internal/parse"
	"entrysh/internal/pattern"
	"entrysh/internal/quote"
	"entrysh/internal/sig"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// completionTable returns the completion specifications. A subshell copies them
// before it changes them.
func (sh *Shell) completionTable(change bool) *complete.Table {
	switch {
	case sh.completions == nil:
		sh.completions, sh.completionsOwn = new(complete.Table), sh.owner
	case change && sh.completionsOwn != sh.owner && !sh.isMain():
		sh.completions, sh.completionsOwn = sh.completions.Clone(), sh.owner
	}
	return sh.completions
}

// completionLine reads the arguments of a completion built-in; status is 2
// after an error message.
func (sh *Shell) completionLine(args []string) (l *complete.Line, status int) {
	if len(args) > 1 && args[1] == "--help" {
		sh.showHelp(args[0])
		return nil, 2
	}
	l, err := complete.Parse(args[0], args[1:])
	if err == nil {
		return l, 0
	}
	sh.builtinError(args[0], "%s", err.Text)
	if err.Usage {
		sh.usage(args[0])
	}
	return nil, 2
}

// builtinComplete is complete (bash manual 8.7).
func builtinComplete(sh *Shell, args []string) int {
	l, st := sh.completionLine(args)
	if l == nil {
		return st
	}
	names := l.Args
	if l.Special != "" {
		names = []string{l.Special}
	}
	switch {
	case l.Remove:
		return sh.completeRemove(names)
	case l.Print || !l.Given && len(names) == 0:
		return sh.completePrint(names)
	case len(names) == 0:
		return sh.usage("complete")
	}
	t := sh.completionTable(true)
	for _, n := range names {
		spec := l.Spec
		t.Put(n, &spec)
	}
	return 0
}

func (sh *Shell) completeRemove(names []string) int {
	t := sh.completionTable(true)
	if len(names) == 0 {
		t.Clear()
		return 0
	}
	if t.Empty() {
		return 0
	}
	status := 0
	for _, n := range names {
		if !t.Remove(n) {
			sh.builtinError("complete", "%s: no completion specification", n)
			status = 1
		}
	}
	return status
}

func (sh *Shell) completePrint(names []string) int {
	t := sh.completionTable(false)
	status := 0
	if len(names) == 0 {
		names = t.Names()
	}
	for _, n := range names {
		spec := t.Get(n)
		if spec == nil {
			sh.builtinError("complete", "%s: no completion specification", n)
			status = 1
			continue
		}
		sh.outUnchecked(spec.Print(n) + "\n")
	}
	return status
}

// builtinCompopt is compopt (bash manual 8.7).
func builtinCompopt(sh *Shell, args []string) int {
	l, st := sh.completionLine(args)
	if l == nil {
		return st
	}
	names := l.Args
	if l.Special != "" {
		names = []string{l.Special}
	}
	if c := sh.completing; c != nil && len(names) == 0 {
		if l.On|l.Off == 0 {
			sh.outUnchecked(c.spec.PrintOptions(c.typed.name) + "\n")
		}
		c.spec.Options = c.spec.Options&^l.Off | l.On
		return 0
	}
	if len(names) == 0 {
		sh.builtinError("compopt", "not currently executing completion function")
		return 1
	}
	status := 0
	for _, n := range names {
		t := sh.completionTable(l.On|l.Off != 0)
		spec := t.Get(n)
		switch {
		case spec == nil:
			sh.builtinError("compopt", "%s: no completion specification", n)
			status = 1
		case l.On|l.Off == 0:
			sh.outUnchecked(spec.PrintOptions(n) + "\n")
		default:
			c := *spec
			c.Options = c.Options&^l.Off | l.On
			t.Put(n, &c)
		}
	}
	return status
}

// builtinCompgen is compgen (bash manual 8.7).
func builtinCompgen(sh *Shell, args []string) int {
	l, st := sh.completionLine(args)
	if l == nil {
		return st
	}
	if !l.Given {
		return 0
	}
	if l.Spec.Function != nil {
		sh.builtinError("compgen", "warning: -F option may not work as you expect")
	}
	if l.Spec.Command != nil {
		sh.builtinError("compgen", "warning: -C option may not work as you expect")
	}
	word := ""
	if len(l.Args) > 0 {
		word = l.Args[0]
	}
	list := complete.Generate(&l.Spec, word, &candidates{sh: sh})
	if sh.pend != 0 {
		return sh.status
	}
	if len(list) == 0 {
		return 1
	}
	var b textbuf.Builder
	for _, s := range list {
		b.WriteString(s)
		b.WriteByte('\n')
	}
	return sh.outUnchecked(b.String())
}

// candidates takes candidates for completion from the shell's state.
type candidates struct {
	sh     *Shell
	typed  *typedLine    // what is completed at the prompt; nil for compgen
	spec   complete.Spec // the specification that is at work there: compopt changes it
	status int           // of the function called last
}

// keywords is the order in which compgen -k has the reserved words.
const keywords = "if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc"

func (c *candidates) Action(a complete.Action, word string) []string {
	sh := c.sh
	var list []string
	switch a {
	case complete.Alias:
		return sh.aliasNames()
	case complete.Arrayvar, complete.Variable, complete.Export:
		for _, v := range sh.sortedVars() {
			if a == complete.Arrayvar && v.kind == scalar || a == complete.Export && !v.has(attrExport) ||
				v.has(attrInvisible) || !v.set && v.sym.dyn == nil && a != complete.Arrayvar {
				continue
			}
			list = addString(list, v.sym.name)
		}
	case complete.Builtin, complete.Enabled, complete.Disabled:
		for i := range builtins {
			b := &builtins[i]
			if off := sh.disabled(b); a == complete.Builtin || off == (a == complete.Disabled) {
				list = addString(list, b.name)
			}
		}
	case complete.Function:
		for _, f := range sh.sortedFns() {
			list = addString(list, f.name)
		}
	case complete.Binding:
		return strings.Fields(editFunctions)
	case complete.Helptopic:
		for i := range topics {
			list = addString(list, topics[i].name)
		}
	case complete.Hostname:
		return hostNames()
	case complete.Job, complete.Running, complete.Stopped:
		for _, j := range sh.jobs.list {
			s := j.state()
			if a == complete.Running && s != jobRunning || a == complete.Stopped && s != jobStopped {
				continue
			}
			name, _, _ := strfn.Cut(j.text(), " ")
			list = addString(list, name)
		}
	case complete.Keyword:
		return strings.Fields(keywords)
	case complete.Setopt:
		for _, o := range optionNames {
			list = addString(list, o.name)
		}
	case complete.Shopt:
		return append(list, shoptNames[:]...)
	case complete.Signal:
		list = addString(list, "EXIT")
		for n := 1; n <= sig.Max; n++ {
			if s := sig.Name(n); s != "" {
				list = addString(list, "SIG"+s)
			}
		}
		return append(list, "DEBUG", "ERR", "RETURN")
	case complete.Command:
		return sh.commandNames(word)
	case complete.File, complete.Directory:
		return sh.fileNames(word, a == complete.Directory)
	case complete.User:
		return firstFields("/etc/passwd", ":")
	case complete.Group:
		return firstFields("/etc/group", ":")
	case complete.Service:
		return serviceNames()
	}
	return list
}

// commandNames returns what may be a command: aliases, reserved words,
// functions, built-ins, and programs along PATH.
func (sh *Shell) commandNames(word string) []string {
	if hasSlash(word) {
		return strfn.Without(sh.fileNames(word, false), func(n string) bool {
			if user, rest, ok := strfn.Cut(n, "/"); ok && strfn.HasPrefix(user, "~") {
				n = sh.tilde(user[1:]) + "/" + rest
			}
			return syscall.Access(sh.path(n), 1) != nil
		})
	}
	list := append(sh.aliasNames(), strings.Fields(keywords)...)
	for _, f := range sh.sortedFns() {
		list = addString(list, f.name)
	}
	for i := range builtins {
		if b := &builtins[i]; !sh.disabled(b) {
			list = addString(list, b.name)
		}
	}
	for _, dir := range strfn.Split(sh.Get("PATH"), ":") {
		if dir == "" {
			dir = "."
		}
		for _, n := range directoryNames(sh.path(dir)) {
			if strfn.HasPrefix(n, word) && sh.executable(strfn.TrimSuffix(dir, "/")+"/"+n) {
				list = addString(list, n)
			}
		}
	}
	return list
}

func (sh *Shell) aliasNames() []string { return sortedKeys(sh.aliases) }

// fileNames returns the names of files, or of directories only, that begin with
// a word, in the order of their directory.
func (sh *Shell) fileNames(word string, dirsOnly bool) []string {
	shown, base := "", word
	if i := strfn.LastIndexByte(word, '/'); i >= 0 {
		shown, base = word[:i+1], word[i+1:]
	}
	dir := shown
	if strfn.HasPrefix(dir, "~") {
		user, rest, _ := strfn.Cut(dir[1:], "/")
		dir = sh.tilde(user) + "/" + rest
	}
	at := dir
	if at == "" {
		at = "."
	}
	var list []string
	names := directoryNames(sh.path(at))
	if strfn.HasPrefix(base, ".") {
		names = append([]string{".", ".."}, names...)
	}
	for _, n := range names {
		if !strfn.HasPrefix(n, base) {
			continue
		}
		if dirsOnly {
			var st syscall.Stat_t
			if syscall.Stat(sh.path(dir+n), &st) != nil || st.Mode&syscall.S_IFMT != syscall.S_IFDIR {
				continue
			}
		}
		list = addString(list, shown+n)
	}
	return list
}

// directoryNames returns the names in a directory in its own order.
func directoryNames(dir string) []string {
	fd, err := syscall.Open(dir, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	var list []string
	buf := make([]byte, 8192)
	for {
		n, err := syscall.ReadDirent(fd, buf)
		if err != nil || n <= 0 {
			syscall.Close(fd)
			return list
		}
		_, _, list = syscall.ParseDirent(buf[:n], -1, list)
	}
}

// firstFields returns the first field of each line of a file.
func firstFields(file, sep string) []string {
	text, err := readAll(file)
	if err != nil {
		return nil
	}
	var list []string
	for _, l := range strfn.Split(text, "\n") {
		if f, _, _ := strfn.Cut(l, sep); f != "" && f[0] != '#' {
			list = addString(list, f)
		}
	}
	return list
}

func serviceNames() []string {
	text, err := readAll("/etc/services")
	if err != nil {
		return nil
	}
	var list []string
	for _, l := range strfn.Split(text, "\n") {
		l, _, _ = strfn.Cut(l, "#")
		f := strings.Fields(l)
		if len(f) < 2 {
			continue
		}
		list = addString(list, f[0])
	}
	return list
}

func hostNames() []string {
	text, err := readAll("/etc/hosts")
	if err != nil {
		return nil
	}
	var list []string
	seen := map[string]bool{}
	for _, l := range strfn.Split(text, "\n") {
		l, _, _ = strfn.Cut(l, "#")
		if f := strings.Fields(l); len(f) > 1 {
			for _, n := range f[1:] {
				if !seen[n] {
					seen[n] = true
					list = addString(list, n)
				}
			}
		}
	}
	return list
}

// Words splits the list of -W at IFS outside of quotes and expands each word.
func (c *candidates) Words(list string) []string {
	sh := c.sh
	glob := sh.opts & optNoglob
	sh.opts |= optNoglob
	defer func() { sh.opts = sh.opts&^optNoglob | glob }()
	ifs, ok := sh.getSet("IFS")
	if !ok {
		ifs = " \t\n"
	}
	var out []string
	for _, piece := range splitWordlist(list, ifs) {
		words, u, err := parse.Words(piece)
		if err != nil {
			sh.errorf("%s: bad substitution", piece)
			return nil
		}
		args, mark := sh.expandWords((&compiler{u: u}).words(words))
		out = append(out, args...)
		sh.args = sh.args[:mark]
		if sh.pend != 0 {
			return nil
		}
	}
	return out
}

// splitWordlist splits at characters of ifs that are not quoted. What else
// would end a word is quoted.
func splitWordlist(s, ifs string) []string {
	var list []string
	var b []byte
	any := false
	end := func() {
		if any {
			list = addString(list, string(b))
		}
		b, any = b[:0], false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s):
			b, any = append(b, c, s[i+1]), true
			i++
		case c == '\'' || c == '"' || c == '`' || c == '$' && i+1 < len(s) && (s[i+1] == '(' || s[i+1] == '{'):
			j := quotedEnd(s, i)
			b, any = append(b, s[i:j]...), true
			i = j - 1
		case strfn.IndexByte(ifs, c) >= 0:
			end()
		case strfn.IndexByte(" \t;&|<>()#", c) >= 0:
			b, any = append(b, '\\', c), true
		case c == '\n':
			b, any = append(b, "$'\\n'"...), true
		default:
			b, any = append(b, c), true
		}
	}
	end()
	return list
}

// quotedEnd returns where the quotes or the expansion that begin at i end.
func quotedEnd(s string, i int) int {
	open, shut := byte(0), s[i]
	j := i + 1
	if s[i] == '$' {
		open, shut = s[i+1], ')'
		if open == '{' {
			shut = '}'
		}
		j++
	}
	depth := 1
	for ; j < len(s); j++ {
		switch c := s[j]; {
		case c == '\\' && s[i] != '\'':
			j++
		case c == shut:
			if depth--; depth == 0 {
				return j + 1
			}
		case open != 0 && c == open:
			depth++
		case open != 0 && (c == '\'' || c == '"'):
			j = quotedEnd(s, j) - 1
		}
	}
	return len(s)
}

func (c *candidates) Glob(pat string) []string { return glob.Expand(pat, c.sh.globOptions()) }

func (c *candidates) Extglob() bool { return c.sh.shopts&shoptExtglob != 0 }

func (c *candidates) Match(pat, s string) bool {
	return pattern.Compile(pat, c.sh.patternOptions()).Match(s)
}

// Function runs a completion function: its arguments are the command, the word
// and the word before it, and it leaves the candidates in COMPREPLY.
func (c *candidates) Function(name, word string) []string {
	sh := c.sh
	f := sh.functionByName(name)
	if f == nil {
		sh.builtinError("completion", "function `%s' not found", name)
		return nil
	}
	args := []string{name, "compgen", word, ""}
	forget := sh.completionVars(c.typed)
	status, outer := sh.status, sh.completing
	if sh.completing = nil; c.typed != nil {
		args, sh.completing = c.typed.arguments(name), c
	}
	k := sh.call(f, args)
	sh.completing = outer
	if k == next {
		c.status = sh.status
		sh.status = status
	}
	list, _ := sh.elements(intern("COMPREPLY"))
	list = append([]string(nil), list...)
	forget()
	sh.unset(intern("COMPREPLY"))
	if k != next {
		sh.pend = k
		return nil
	}
	return list
}

// Command runs the command of -C with the arguments that -F has; its output
// are the candidates, one a line.
func (c *candidates) Command(command, word string) []string {
	sh := c.sh
	args := []string{"", "compgen", word, ""}
	if c.typed != nil {
		args = c.typed.arguments("")
	}
	w, u, err := parse.Document("$(" + command + " " + quote.Single(args[1]) + " " + quote.Single(args[2]) + " " + quote.Single(args[3]) + "\n)")
	if err != nil || w == nil {
		return nil
	}
	forget := sh.completionVars(c.typed)
	status := sh.status
	out := makeWord((&compiler{u: u}).parts(w.Parts, heredoc, false, false)).str(sh)
	sh.status = status
	forget()
	if out == "" {
		return nil
	}
	return strfn.Split(out, "\n")
}
