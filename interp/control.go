package interp

import (
	"strconv"
	"sync"
	"syscall"
	"time"

	"mvdan.cc/sh/v3/syntax"

	"entrysh/internal/nocmp"
	"entrysh/internal/textbuf"
)

// notNode is ! command: its status is the negation, and errexit does not look; without errexit
// the ERR trap does, but for the command itself.
type notNode struct {
	cmd  node
	runs int // 1: cmd runs other commands, and no check follows it
}

// invert notes that a command is inverted; it returns 1 if it runs other commands.
func invert(cmd node) (runs int) {
	switch x := cmd.(type) {
	case *simpleNode:
		x.inverted = true
	case *subshellNode:
		x.inverted = true
	case *redirNode:
		if x.inverted = true; invert(x.cmd) == 0 {
			return 0
		}
	case *pipeNode:
		x.inverted = true
	case *timeNode:
		if x.cmd != nil {
			return invert(x.cmd.cmd)
		}
	case *notNode:
		return x.runs
	case *listNode, *ifNode, *whileNode, *forNode, *cforNode, *caseNode:
	default:
		return 0
	}
	return 1
}

func (n *notNode) run(sh *Shell) ctl {
	// As bash has it, a set -e within counts for the rest of the command.
	outer := sh.inNot
	sh.inNot = sh.noErr == 0 && sh.opts&optErrexit == 0
	late := sh.inNot
	sh.noErr++
	nots := sh.nots
	if sh.opts&optErrexit == 0 {
		sh.nots += n.runs
	}
	c := n.cmd.run(sh)
	sh.nots = nots
	if !late || sh.inNot {
		sh.noErr--
	}
	sh.inNot = outer
	switch c {
	case next:
	case toBreak, toCont:
		sh.status = int(truth(sh.status == 0)) // of the loop
		return c
	default:
		return c
	}
	if _, ok := n.cmd.(*redirNode); ok && sh.notPerformed {
		return next // as in bash, the failure of a compound command's redirection is not negated
	}
	sh.status = int(truth(sh.status == 0))
	return next
}

// andOrNode is x && y or x || y.
type andOrNode struct {
	_    nocmp.Mark
	or   bool
	x, y *stmtNode
}

func (n *andOrNode) run(sh *Shell) ctl {
	sh.noErr++
	c := n.x.run(sh)
	sh.noErr--
	if c != next {
		return c
	}
	if (sh.status == 0) == n.or {
		return next
	}
	return n.y.run(sh)
}

// A branchNode is a list that is perhaps never run, and so is compiled when it
// is run for the first time: most of a script's branches are not taken.
type branchNode struct {
	once sync.Once
	list *listNode
	src  []*syntax.Stmt
	c    *compiler
}

func (n *branchNode) run(sh *Shell) ctl {
	n.once.Do(func() {
		c := *n.c // which others may use now
		n.list, n.src, n.c = c.stmts(n.src), nil, nil
	})
	return n.list.run(sh)
}

type ifNode struct {
	_         nocmp.Mark
	cond      *listNode
	then, els node // els may be nil
}

func (n *ifNode) run(sh *Shell) ctl {
	sh.noErr++
	c := n.cond.run(sh)
	sh.noErr--
	if c != next {
		return c
	}
	if sh.status == 0 {
		return n.then.run(sh)
	}
	if n.els != nil {
		return n.els.run(sh)
	}
	sh.status = 0
	return next
}

type whileNode struct {
	_          nocmp.Mark
	cond, body *listNode
	until      bool
}

func (n *whileNode) run(sh *Shell) ctl {
	sh.loops++
	c := n.loop(sh)
	sh.loops--
	return c
}

func (n *whileNode) loop(sh *Shell) ctl {
	status := 0
	for {
		sh.noErr++
		c := n.cond.run(sh)
		sh.noErr--
		ends := (sh.status == 0) == n.until
		if c != next {
			again, k := sh.loopCtl(c)
			switch {
			case c != toBreak && c != toCont:
			case ends:
				sh.status = status // as if the body had not run
			case again:
				status = sh.status
				continue
			}
			return k
		}
		if ends {
			break
		}
		if c := n.body.run(sh); c != next {
			again, c := sh.loopCtl(c)
			status = sh.status
			if !again {
				return c
			}
			continue
		}
		status = sh.status
	}
	sh.status = status
	return next
}

// loopCtl decides what a loop does when its body ended with c: go on with the
// next round, or end with the ctl returned.
//
//go:noinline
func (sh *Shell) loopCtl(c ctl) (again bool, _ ctl) {
	switch c {
	case toBreak:
		if sh.breaks--; sh.breaks > 0 {
			return false, toBreak
		}
		return false, next
	case toCont:
		if sh.breaks--; sh.breaks > 0 {
			return false, toCont
		}
		return true, next
	}
	return false, c
}

type forNode struct {
	name  string
	sym   *symbol
	in    bool
	words []word
	body  *listNode
	line  int
	stmt  *stmtNode
	sel   bool
	last  int // line of the end of the command that was read
}

func (n *forNode) run(sh *Shell) ctl {
	if n.sym == nil {
		return n.badName(sh)
	}
	around := sh.around
	sh.around = n.line
	c := n.loop(sh)
	sh.around = around
	return c
}

// badName fails before the line of the loop becomes the current one. As any failure
// of a loop itself, this one is not errexit's nor the ERR action's.
func (n *forNode) badName(sh *Shell) ctl {
	if sh.line = n.last; sh.around > 0 {
		sh.line = sh.around
	}
	sh.errorf("`%s': not a valid identifier", n.name)
	if !n.sel && sh.opts&optPosix != 0 && sh.opts&optInteractive == 0 {
		sh.status = 2
		return toExit
	}
	return sh.result(1)
}

func (n *forNode) loop(sh *Shell) ctl {
	sh.line = n.line
	mark := len(sh.args)
	list := sh.params
	if n.in {
		var args []string
		sh.loops++ // where a break in a substitution is right
		args, mark = sh.expandWords(n.words)
		sh.loops--
		if sh.pend != 0 {
			sh.args = sh.args[:mark]
			return sh.takePend()
		}
		list = args
	}
	if n.sel {
		list = append([]string(nil), list...)
		sh.args = sh.args[:mark]
		sh.traceHead(n.stmt)
		return n.selectLoop(sh, list)
	}
	sh.loops++
	status := 0
	var c ctl
	for _, s := range list {
		if sh.slow {
			sh.line, sh.cmd = n.line, n.stmt
			sh.traceHead(n.stmt)
			if k, skip := sh.beforeCommand(n.stmt); skip {
				var again bool
				if again, c = sh.loopCtl(k); !again && k != next {
					break
				}
				continue
			}
		}
		if sh.noAssign(n.sym) {
			status = 1
			break
		}
		if !sh.assignLoop(n.sym, s) {
			if c = n.notAssigned(sh); c == next {
				status = 1
			}
			break
		}
		c = n.body.run(sh)
		status = sh.status
		if c != next {
			var again bool
			if again, c = sh.loopCtl(c); !again {
				break
			}
		}
	}
	sh.loops--
	sh.args = sh.args[:mark]
	if c == next {
		sh.status = status
	}
	return c
}

// notAssigned ends a loop whose variable takes no value.
func (n *forNode) notAssigned(sh *Shell) ctl {
	if sh.pend != 0 {
		return sh.takePend()
	}
	sh.status = 1
	if sh.opts&optPosix != 0 && sh.opts&optInteractive == 0 && sh.variable(n.sym).has(attrReadonly) {
		return toExit
	}
	return next
}

// assignLoop gives a loop's variable its value; a name reference is set anew.
func (sh *Shell) assignLoop(s *symbol, val string) bool {
	if v := sh.slot(s); v != nil && v.attr&attrNameref != 0 {
		if val == s.name && sh.depth == 0 {
			sh.reportError("%s: nameref variable self references not allowed", val)
			return false
		}
		return sh.bindNameref(s, val)
	}
	return sh.assign(s, val)
}

type cforNode struct {
	x    [3]*arithCode
	body *listNode
	line int
	stmt *stmtNode
}

func (n *cforNode) run(sh *Shell) ctl {
	sh.loops++
	c := n.loop(sh)
	sh.loops--
	return c
}

func (n *cforNode) loop(sh *Shell) ctl {
	var left ctl // what a DEBUG action wants instead
	step := func(i int) (int64, bool) {
		if n.x[i] == nil && !sh.slow {
			return 1, true
		}
		sh.line, sh.cmd, sh.forPart = n.line, n.stmt, i
		if !sh.slow {
			return n.x[i].eval(sh)
		}
		text, traced := "", sh.opts&optXtrace != 0
		if traced && n.x[i] == nil {
			sh.traceText("(( 1 ))")
		} else if traced {
			var ok bool
			if text, ok = n.x[i].trace(sh, true); !ok {
				return 0, false
			}
		}
		if c, skip := sh.beforeCommand(n.stmt); skip {
			left = c
			return 0, c == next
		}
		switch {
		case n.x[i] == nil:
			return 1, true
		case traced:
			return n.x[i].evalShown(sh, text)
		}
		return n.x[i].eval(sh)
	}
	if _, ok := step(0); !ok {
		if left != next {
			return left
		}
		return n.failed(sh)
	}
	status := 0
	for {
		if sh.due() {
			if c := sh.attend(false); c != next {
				return c
			}
		}
		v, ok := step(1)
		if !ok {
			return n.failed(sh)
		}
		if v == 0 {
			break
		}
		c := n.body.run(sh)
		status = sh.status
		if c != next {
			again, c := sh.loopCtl(c)
			if !again {
				return c
			}
		}
		if _, ok := step(2); !ok {
			return n.failed(sh)
		}
	}
	sh.status = status
	return next
}

// failed ends the loop after an error in one of its expressions.
func (n *cforNode) failed(sh *Shell) ctl {
	if sh.pend != 0 {
		return sh.takePend()
	}
	return sh.result(1)
}

// arithCmdFailed ends an arithmetic command in error: status 1, nothing more. An
// error in what it expands, or in a subscript, is not its own.
func (sh *Shell) arithCmdFailed() ctl {
	if sh.pend != 0 {
		return sh.takePend()
	}
	return sh.setStatus(1)
}

type caseEnd uint8

const (
	caseBreak caseEnd = iota
	caseFall
	caseTest
)

type caseItem struct {
	patterns []*patCode
	body     node // nil if there are no commands
	end      caseEnd
}

type caseNode struct {
	word  word
	items []caseItem
	line  int
	stmt  *stmtNode
}

func (n *caseNode) run(sh *Shell) ctl {
	around := sh.around
	sh.around = n.line
	procs := len(sh.procFDs)
	c := n.choose(sh)
	sh.finishProcSubsts(procs)
	sh.around = around
	return c
}

func (n *caseNode) choose(sh *Shell) ctl {
	sh.line, sh.cmd = n.line, n.stmt
	if sh.slow {
		sh.traceHead(n.stmt)
		if c, skip := sh.beforeCommand(n.stmt); skip {
			return c
		}
	}
	s := n.word.str(sh)
	if sh.pend != 0 {
		return sh.takePend()
	}
	opt := sh.matchOptions()
	fall, status := false, 0 // of an empty body, too, but the next one still sees the $? of before
	for i := range n.items {
		it := &n.items[i]
		matched := fall
		for _, p := range it.patterns {
			if matched {
				break
			}
			matched = p.matches(sh, s, opt)
			if sh.pend != 0 {
				return sh.takePend()
			}
		}
		if !matched {
			continue
		}
		if status = 0; it.body != nil {
			if c := it.body.run(sh); c != next {
				return c
			}
			status = sh.status
		}
		if it.end == caseBreak {
			break
		}
		fall = it.end == caseFall
	}
	sh.status = status
	return next
}

type arithNode struct {
	x    *arithCode
	line int
	stmt *stmtNode
}

func (n *arithNode) run(sh *Shell) ctl {
	sh.line, sh.cmd = n.line, n.stmt
	if sh.slow {
		if c, skip := sh.beforeCommand(n.stmt); skip {
			return c
		}
	}
	v, ok := n.x.evalTraced(sh)
	if !ok {
		return sh.arithCmdFailed()
	}
	return sh.setStatus(int(truth(v == 0)))
}

// redirNode is a compound command with redirections.
type redirNode struct {
	cmd    node
	redirs []redirection
	line   int // of messages about them, 0 if it is that of what is around, or else last
	last   int

	inverted bool // by !: that they fail does not count
}

func (n *redirNode) run(sh *Shell) ctl {
	line := sh.line
	sh.line = n.redirLine(sh)
	procs := len(sh.procFDs)
	s, child := n.cmd.(*subshellNode)
	sh.expFailed = false
	var c ctl
	if child && redirsAct(n.redirs) {
		c = sh.inSubshell(&childRedirNode{n}, nil)
	} else {
		c = n.perform(sh, s, line)
	}
	if child && c == next {
		c = s.check(sh)
	}
	sh.finishProcSubsts(procs)
	return c
}

// redirLine is the line that messages about the redirections have, and LINENO in them.
func (n *redirNode) redirLine(sh *Shell) int {
	switch {
	case n.line > 0:
		return n.line
	case sh.around > 0:
		return sh.around
	}
	return n.last
}

// perform runs the command with its redirections. A subshell, which child is then,
// is not checked; line is that of the command before.
func (n *redirNode) perform(sh *Shell, child *subshellNode, line int) ctl {
	undo, ok := sh.redirect(n.redirs)
	if !ok {
		sh.notPerformed = true
		sh.undo(undo)
		if child != nil {
			sh.line = line
			return sh.redirectFailed()
		}
		if sh.pend != 0 {
			return sh.takePend()
		}
		if sh.status, sh.line = 1, line; n.inverted {
			return next
		}
		return sh.check()
	}
	inputs := sh.inputs
	if touchesInput(undo) {
		sh.inputs++
	}
	var c ctl
	if child != nil {
		own := sh.ownRedirs
		sh.ownRedirs = undo // the subshell's, not for actions
		c = child.perform(sh)
		undo, sh.ownRedirs = sh.ownRedirs, own
	} else if c = n.cmd.run(sh); c == toExit {
		sh.exitInPlace()
	}
	sh.inputs = inputs
	sh.undo(undo)
	sh.notPerformed = false
	return c
}

// touchesInput reports whether redirections concern standard input: background
// commands within then read from there, not from /dev/null.
func touchesInput(list []undo) bool {
	for _, u := range list {
		if u.fd == 0 {
			return true
		}
	}
	return false
}

type timeNode struct {
	_       nocmp.Mark
	posix   bool
	cmd     *stmtNode
	utility *stmtNode // what it is in POSIX mode, where time -p is no reserved word
}

func (n *timeNode) run(sh *Shell) ctl {
	posix := sh.opts&optPosix != 0
	if posix && n.utility != nil {
		return n.utility.run(sh)
	}
	start := time.Now()
	var before, after [2]syscall.Rusage
	syscall.Getrusage(0, &before[0])
	syscall.Getrusage(-1, &before[1])
	c := next
	if n.cmd != nil {
		c = n.cmd.run(sh)
	}
	if c == toReturn {
		return c // as in bash, nothing is shown
	}
	real := time.Since(start)
	syscall.Getrusage(0, &after[0])
	syscall.Getrusage(-1, &after[1])
	var user, sys time.Duration
	for i := range before {
		user += time.Duration(after[i].Utime.Nano() - before[i].Utime.Nano())
		sys += time.Duration(after[i].Stime.Nano() - before[i].Stime.Nano())
	}
	format, ok := sh.getSet("TIMEFORMAT")
	if posix && n.cmd == nil { // the times of the shell
		user = time.Duration(after[0].Utime.Nano() + after[1].Utime.Nano())
		sys = time.Duration(after[0].Stime.Nano() + after[1].Stime.Nano())
	}
	switch {
	case posix && n.cmd == nil && !ok:
		format = "user\t%2lU\nsys\t%2lS"
	case n.posix:
		format = "real %2R\nuser %2U\nsys %2S"
	case !ok:
		format = "\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS"
	case format == "":
		return c
	}
	if text, ok := sh.timeText(format, real, user, sys); ok {
		sh.errOut(text + "\n")
	}
	return c
}

// timeText fills in TIMEFORMAT (bash manual 5.2).
func (sh *Shell) timeText(format string, real, user, sys time.Duration) (text string, ok bool) {
	var b textbuf.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		if format[i] == '%' {
			b.WriteByte('%')
			continue
		}
		if format[i] == 'P' {
			p := 0.0
			if real > 0 {
				p = float64(user+sys) / float64(real) * 100
			}
			b.WriteString(strconv.FormatFloat(p, 'f', 2, 64))
			continue
		}
		start, prec, long := i, 3, false
		if format[i] >= '0' && format[i] <= '9' {
			prec = min(int(format[i]-'0'), 3)
			i++
		}
		if i < len(format) && format[i] == 'l' {
			long = true
			i++
		}
		var d time.Duration
		if i == len(format) {
			sh.errorf("TIMEFORMAT: `%c': invalid format character", format[i-1:i])
			return "", false
		}
		switch format[i] {
		case 'R':
			d = real
		case 'U':
			d = user
		case 'S':
			d = sys
		default:
			sh.errorf("TIMEFORMAT: `%c': invalid format character", format[i:i+1])
			return "", false
		}
		_ = start
		if long {
			m := int64(d / time.Minute)
			b.WriteString(strconv.FormatInt(m, 10) + "m")
			d -= time.Duration(m) * time.Minute
			b.WriteString(seconds(d, prec) + "s")
		} else {
			b.WriteString(seconds(d, prec))
		}
	}
	return b.String(), true
}

func seconds(d time.Duration, prec int) string {
	s := strconv.FormatInt(int64(d/time.Second), 10)
	if prec == 0 {
		return s
	}
	frac := strconv.FormatInt(int64(d%time.Second/time.Millisecond)+1000, 10)[1:]
	return s + "." + frac[:prec]
}
