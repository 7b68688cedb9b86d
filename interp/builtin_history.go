package interp

import (
	"io"
	"strings"
	"syscall"

	"entrysh/internal/parse"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// builtinHistory is history (bash manual 9.2).
func builtinHistory(sh *Shell, args []string) int {
	f := sh.flags(args, "acd:npsrw")
	o, ok := f.all()
	if !ok {
		return 2
	}
	var file byte
	for _, c := range []byte("anrw") {
		if !o.has(c) {
			continue
		}
		if file != 0 {
			sh.builtinError("history", "cannot use more than one of -anrw")
			return 1
		}
		file = c
	}
	clear := o.has('c')
	if clear {
		h := sh.ownHistory()
		h.entries, h.base, h.session, h.current = nil, 0, 0, false
	}
	switch {
	case o.has('s'):
		if len(f.args) > 0 {
			h := sh.ownHistory()
			h.dropCurrent()
			h.add(sh, strings.Join(f.args, " "))
		}
		return 0
	case o.has('p'):
		return sh.historyExpandArgs(f.args)
	case o.has('d') && clear:
		return 0
	case o.has('d'):
		return sh.historyDelete(f.arg)
	case file != 0:
		return sh.historyFiles(file, f.args)
	case clear && len(f.args) == 0:
		return 0
	}
	h := sh.history()
	from := 0
	if len(f.args) > 0 {
		n, ok := legalNumber(f.args[0])
		if !ok {
			sh.builtinError("history", "%s: numeric argument required", f.args[0])
			return 1
		}
		if len(f.args) > 1 {
			return sh.tooMany("history")
		}
		if n < 0 {
			n = -n
		}
		from = len(h.entries) - int(min(n, int64(len(h.entries))))
	}
	return sh.out(h.list(sh, from))
}

// historyDelete is history -d: an entry by its number, from the end if it is
// negative, or a range of them.
func (sh *Shell) historyDelete(spec string) int {
	h := sh.ownHistory()
	at := func(s string) (int, bool) {
		n, ok := legalNumber(s)
		i := int(n) - h.base - 1
		if ok && n < 0 {
			i = len(h.entries) + int(n)
		}
		return i, ok && n != 0 && i >= 0 && i < len(h.entries)
	}
	if spec == "" {
		spec = " "
	}
	first, last := spec, spec
	if i := strfn.IndexByte(spec[1:], '-'); i >= 0 {
		first, last = spec[:i+1], spec[i+2:]
	}
	_, isNum := legalNumber(first)
	_, isNum2 := legalNumber(last)
	i, ok := at(first)
	j, ok2 := at(last)
	switch {
	case !isNum || !isNum2:
		spec = strings.TrimSpace(spec)
	case !ok:
		spec = first
	case !ok2:
		spec = last
	case j < i:
		return 1
	}
	if !ok || !ok2 {
		sh.builtinError("history", "%s: history position out of range", spec)
		return 1
	}
	h.drop(i, j+1)
	return 0
}

// historyFiles is history -a, -n, -r and -w.
func (sh *Shell) historyFiles(how byte, args []string) int {
	name := sh.historyFile()
	if len(args) > 0 {
		name = args[0]
		if sh.opts&optRestricted != 0 && hasSlash(name) {
			sh.builtinError("history", "%s: restricted", name)
			return 1
		}
	}
	if name == "" {
		return 1
	}
	h := sh.ownHistory()
	var err error
	switch how {
	case 'a':
		if h.session == 0 {
			return 0
		}
		n := min(h.session, len(h.entries))
		err = sh.writeHistory(name, syscall.O_WRONLY|syscall.O_CREAT|syscall.O_APPEND, h.entries[len(h.entries)-n:])
		if err == nil {
			h.inFile += n
			h.session = 0
		}
	case 'w':
		err = sh.writeHistory(name, syscall.O_WRONLY|syscall.O_CREAT|syscall.O_TRUNC, h.entries)
	default:
		var text string
		if text, err = sh.readFile(name); err != nil {
			break
		}
		if how == 'n' {
			h.inFile = h.addFile(text, h.inFile, sh.timesHistory())
		} else {
			h.inFile = h.addFile(text, 0, sh.timesHistory())
		}
		sh.stifle(h)
	}
	if err == errReported {
		return sh.status
	}
	if err != nil {
		if how == 'a' && err != syscall.ENOSPC {
			sh.builtinError("history", "%s: cannot create: %s", name, errText(err))
		}
		return 1
	}
	return 0
}

// historyExpandArgs is history -p.
func (sh *Shell) historyExpandArgs(args []string) int {
	if len(args) == 0 {
		return 0
	}
	sh.ownHistory().dropCurrent()
	status := 0
	for _, a := range args {
		text, _, err := sh.expandHistory(a)
		if err != "" {
			sh.builtinError("history", "%s: history expansion failed", a)
			status = 1
			continue
		}
		sh.out(text + "\n")
	}
	return status
}

// builtinFc is fc (POSIX XCU fc; bash manual 9.2).
func builtinFc(sh *Shell, args []string) int {
	var list, plain, reverse, again bool
	editor := ""
	f := &flagScan{sh: sh, name: "fc", spec: "e:lnrs", args: args[1:]}
	for {
		// -5 is an operand.
		if f.word == "" && len(f.args) > 0 && len(f.args[0]) > 1 && f.args[0][0] == '-' && isDigit(f.args[0][1]) {
			break
		}
		o := f.next()
		if o == flagEnd {
			break
		}
		switch o {
		case flagError:
			return 2
		case 'e':
			editor = f.arg
		case 'l':
			list = true
		case 'n':
			plain = true
		case 'r':
			reverse = true
		case 's':
			again = true
		}
	}
	if again || editor == "-" {
		return sh.fcAgain(f.args)
	}
	h := sh.history()
	if len(h.entries) == 0 {
		return 0
	}
	last := len(h.entries) - 1 // the newest one that counts
	if h.current {
		last-- // this command itself
	}
	if last < 0 {
		if !list && len(h.entries) > 0 {
			sh.builtinError("fc", "history specification out of range")
			return 1
		}
		return 0
	}
	i, j := last, last
	var problem string
	switch {
	case len(f.args) > 0:
		how := 0
		if list {
			how = fcListing
		}
		i, problem = h.find(f.args[0], last, how|fcFirst)
		switch {
		case len(f.args) > 1:
			if problem == "" {
				j, problem = h.find(f.args[1], last, how)
			}
		case !list:
			j = i
		default:
			j = max(i, last) // of -0
		}
	case list:
		i = max(last-15, 0)
	}
	if problem != "" {
		sh.builtinError("fc", "%s", problem)
		return 1
	}
	if j < i {
		i, j, reverse = j, i, true
	}
	if list {
		return sh.fcList(h, i, j, plain, reverse)
	}
	return sh.fcEdit(h, i, j, reverse, editor)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// How fc looks its operands up.
const (
	fcFirst   = 1 << iota // the first of a range: numbers out of range mean the oldest entry
	fcListing             // -0 is the command under way
)

// find returns the entry that an operand of fc names: a number, one relative to
// the end, or the beginning of the command. last is the newest that counts.
func (h *history) find(spec string, last, how int) (i int, problem string) {
	if n, ok := atoi(spec); ok {
		switch {
		case n < 0:
			return max(n+last+1, 0), ""
		case n == 0 && spec[0] == '-' && how&fcListing == 0:
			return 0, "history specification out of range"
		case n == 0 && spec[0] == '-':
			return len(h.entries) - 1, ""
		case n == 0:
			return last, ""
		}
		if n -= h.base + 1; n >= 0 && n < last {
			return n, ""
		}
		if how&fcFirst != 0 {
			return 0, "" // as in bash, also for the newest one
		}
		return last, ""
	}
	for i := last; i >= 0; i-- {
		if strfn.HasPrefix(h.entries[i].line, spec) {
			return i, ""
		}
	}
	return 0, "no command found"
}

func (sh *Shell) fcList(h *history, i, j int, plain, reverse bool) int {
	var b textbuf.Builder
	show := func(k int) {
		if !plain {
			b.WriteString(itoa(h.base + k + 1))
		}
		b.WriteByte('\t')
		if sh.opts&optPosix == 0 {
			if h.entries[k].changed {
				b.WriteByte('*')
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(h.entries[k].line + "\n")
	}
	if reverse {
		for k := j; k >= i; k-- {
			show(k)
		}
	} else {
		for k := i; k <= j; k++ {
			show(k)
		}
	}
	return sh.out(b.String())
}

// fcAgain is fc -s: a command is run again, with replacements.
func (sh *Shell) fcAgain(args []string) int {
	type replacement struct{ old, new string }
	var reps []replacement
	for len(args) > 0 && strfn.IndexByte(args[0], '=') > 0 {
		o, n, _ := strfn.Cut(args[0], "=")
		reps = append(reps, replacement{o, n})
		args = args[1:]
	}
	h := sh.ownHistory()
	last := len(h.entries) - 1
	if h.current {
		last--
	}
	i, problem := last, ""
	if len(args) > 0 {
		i, problem = h.find(args[0], last, 0)
	}
	if last < 0 || problem != "" {
		sh.builtinError("fc", "no command found")
		return 1
	}
	text := h.entries[i].line
	for _, r := range reps {
		text = strfn.ReplaceAll(text, r.old, r.new)
	}
	sh.errOut(text + "\n")
	h.dropCurrent()
	sh.addLine(text)
	c := sh.evalText(text, "fc")
	sh.pend = c
	return sh.status
}

// fcEdit has an editor change commands and runs what comes out.
func (sh *Shell) fcEdit(h *history, i, j int, reverse bool, editor string) int {
	name := "/tmp/bash-fc." + itoa(sh.realPid) + sh.nextRandom()
	d, c, err := sh.open(name, syscall.O_WRONLY|syscall.O_CREAT|syscall.O_EXCL, 0o600)
	if c != next {
		sh.pend = c
		return 1
	}
	if err != nil {
		sh.builtinError("fc", "%s: cannot open temp file: %s", name, errText(err))
		return 1
	}
	defer syscall.Unlink(name)
	var b textbuf.Builder
	for k := i; k <= j; k++ {
		e := &h.entries[k]
		if reverse {
			e = &h.entries[j-(k-i)]
		}
		b.WriteString(e.line + "\n")
	}
	sh.writeDesc(d, []byte(b.String()))
	d.release()
	if editor == "" {
		editor = "${FCEDIT:-${EDITOR:-vi}}"
		if sh.opts&optPosix != 0 {
			editor = "${FCEDIT:-ed}"
		}
	}
	sh.ownHistory().dropCurrent()
	if c := sh.evalText(editor+" "+name, "fc"); c != next || sh.status != 0 {
		sh.pend = c
		return sh.status
	}
	text, err := sh.readFile(name)
	if err != nil {
		return 1
	}
	r := sh.reader(parse.NewText(text), 1)
	defer func() { sh.readers = sh.readers[:len(sh.readers)-1] }()
	for {
		u, err := r.Next()
		if err == io.EOF {
			return sh.status
		}
		if err != nil {
			sh.syntaxError(err, false)
			return sh.status
		}
		sh.errOut(u.Input)
		sh.record(u.Input)
		if c := sh.runUnit(sh.compileUnit(u)); c != next {
			sh.pend = c
			return sh.status
		}
	}
}
