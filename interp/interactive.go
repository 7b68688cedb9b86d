package interp

import (
	"io"
	"strings"
	"syscall"
	"time"

	"entrysh/internal/edit"
	"entrysh/internal/nocmp"
	"entrysh/internal/parse"
	"entrysh/internal/sig"
)

// defaultIgnoreEOF is how many ends of file ignoreeof lets pass in a row.
const defaultIgnoreEOF = 10

// An interactive is what an interactive shell keeps for itself (bash manual 6.3).
type interactive struct {
	_         nocmp.Mark
	commands  int  // \#: commands read so far
	eofs      int  // ends of file in a row that ignoreeof has let pass
	warned    bool // this command has told of the jobs that hinder the exit
	again     bool // so had the one before
	executing bool // a command that was read at the prompt is under way
	broken    bool // an INT has left the command under way
	editing   bool // a line is being edited
}

// startInteractive prepares what an interactive shell has more than others,
// before it reads its start-up files.
func (sh *Shell) startInteractive() {
	sh.opts |= optInteractive | optHistexpand | optHistory
	sh.shopts |= shoptExpandAliases
	sig.Catch(sig.INT) // leaves a command in any case
	sh.orig.caught |= 1 << (sig.INT - 1)
}

// interactiveLoop is the life of an interactive shell: it prompts, reads a
// command from standard input and runs it, until it is told to end.
func (sh *Shell) interactiveLoop() {
	if sh.opts&optHistory != 0 {
		sh.historyOn()
	}
	in := &descSource{sh: sh, n: 0, prompts: true}
	base := len(sh.readers)
	var r *parse.Reader
	var cfg *parse.Config
	restart := func() {
		sh.readers = sh.readers[:base]
		r = sh.reader(in, in.lines+1)
		cfg = sh.readers[base]
		cfg.Interactive = true
		in.text, in.done = "", false
	}
	restart()
	for {
		sh.refreshAliases(cfg)
		in.fresh = true
		u, err := r.Next()
		c := sh.pend
		sh.pend = next
		switch {
		case c == toExit || c == toOuter:
			return
		case c != next || sh.ui.broken: // INT at the prompt
			restart()
		case err == io.EOF:
			if !sh.endOfInput() {
				return
			}
			restart()
		case err != nil:
			sh.record(in.taken())
			sh.syntaxError(err, true)
			sh.syntaxFailed = false
		default:
			sh.ui.eofs = 0
			if c := sh.runRead(u, in); c == toExit || c == toOuter {
				return
			}
		}
		if sh.ui.broken {
			sh.ui.broken = false
			sh.status = 128 + sig.INT
		}
		sh.loops, sh.breaks, sh.noErr, sh.nots, sh.thrown = 0, 0, 0, 0, false
	}
}

// runRead runs a command that has been read at the prompt.
func (sh *Shell) runRead(u *parse.Unit, in *descSource) ctl {
	for _, w := range u.Warnings {
		sh.errOut(sh.prefix() + "warning: " + w.Msg + "\n")
	}
	sh.record(in.taken())
	if len(u.Stmts) == 0 {
		return next
	}
	sh.ui.executing = true
	if ps0, ok := sh.getSet("PS0"); ok && ps0 != "" {
		sh.showPrompt(ps0)
	}
	sh.ui.commands++
	sh.ui.again, sh.ui.warned = sh.ui.warned, false
	c := sh.runUnit(sh.compileUnit(u))
	sh.ui.executing = false
	return c
}

// endOfInput decides whether an interactive shell goes on at the end of its input.
func (sh *Shell) endOfInput() (goOn bool) {
	if v, ok := sh.getSet("IGNOREEOF"); ok || sh.opts&optIgnoreeof != 0 {
		limit := defaultIgnoreEOF
		if n, ok := atoi(v); ok && n >= 0 {
			limit = n
		}
		if d := sh.get(0); d != nil && isTerminal(d.fd) && sh.ui.eofs < limit {
			sh.ui.eofs++
			end := "exit"
			if sh.shopts&shoptLoginShell != 0 {
				end = "logout"
			}
			sh.errOut("Use \"" + end + "\" to leave the shell.\n")
			return true
		}
	}
	sh.ui.again = sh.ui.warned
	return !sh.mayExit()
}

// atPrompt reports whether what an interactive shell reads was typed, or is
// evaluated by what was: it is in no file, and neither an action nor PROMPT_COMMAND.
//
//go:noinline
func (sh *Shell) atPrompt() bool {
	return sh.opts&optInteractive != 0 && !sh.scriptRead && sh.sourcing == 0 && sh.inTrap == 0 && (sh.evalName == "" || sh.evalName == "eval")
}

// mayExit says that an interactive shell ends, and stops it once if there are
// jobs that should be seen to first.
func (sh *Shell) mayExit() bool {
	if sh.opts&optInteractive == 0 || !sh.isMain() || !sh.isMainProcess() {
		return true
	}
	switch {
	case !sh.atPrompt():
	case sh.shopts&shoptLoginShell != 0:
		sh.errOut("logout\n")
	default:
		sh.errOut("exit\n")
	}
	sh.reap()
	stopped, running := false, false
	for _, j := range sh.jobs.list {
		stopped = stopped || j.stopped()
		running = running || j.state() == jobRunning
	}
	if sh.ui.again || sh.ui.warned || !stopped && !(running && sh.shopts&shoptCheckjobs != 0) {
		return true
	}
	sh.ui.warned = true
	if stopped {
		sh.errOut("There are stopped jobs.\n")
	} else {
		sh.errOut("There are running jobs.\n")
	}
	if sh.shopts&shoptCheckjobs != 0 {
		for _, j := range sh.jobs.list {
			sh.errOut(sh.jobText(j, jobShort))
		}
	}
	return false
}

// prompt returns the prompt for a line, with the marks of \[ and \]: the first one of a
// command, or a further one.
func (sh *Shell) prompt(first bool) string {
	if !first {
		return sh.promptText(sh.Get("PS2"))
	}
	sh.reap()
	sh.notify(sh.line)
	if sh.promptCommands(); sh.pend != next {
		return ""
	}
	return sh.promptText(sh.Get("PS1"))
}

// promptText expands a prompt for the command to come.
func (sh *Shell) promptText(s string) string {
	sh.ui.commands++
	s = sh.expandPrompt(s)
	sh.ui.commands--
	return s
}

// showPrompt shows a prompt, without the marks for a line editor.
func (sh *Shell) showPrompt(s string) { sh.errOut(edit.Visible(sh.promptText(s))) }

const promptCommand = "PROMPT_COMMAND"

// promptCommands runs PROMPT_COMMAND, or each element of it.
func (sh *Shell) promptCommands() {
	s := known(promptCommand)
	if s == nil || sh.variable(s) == nil {
		return
	}
	list, _ := sh.elements(s)
	for _, text := range list {
		if text == "" {
			continue
		}
		status, lastArg, line := sh.status, sh.lastArg, sh.line
		c := sh.evalText(text, promptCommand)
		sh.status, sh.lastArg, sh.line = status, lastArg, line
		if sh.ui.broken && c == next {
			c = toTop // by INT
		}
		if c >= toExit {
			sh.pend = c
			return
		}
	}
}

// inputDeadline is when the shell gives up to wait for a command (TMOUT).
func (sh *Shell) inputDeadline() time.Time {
	if n, ok := atoi(sh.Get("TMOUT")); ok && n > 0 {
		return after(time.Duration(n) * time.Second)
	}
	return time.Time{}
}

// timedOut ends a shell that has waited too long for a command.
func (sh *Shell) timedOut() {
	sh.errOut("\atimed out waiting for input: auto-logout\n")
	sh.pend = toExit
}

// interruptedPrompt is what INT does to an interactive shell without a trap: it
// leaves the command under way, or the line that was begun.
func (sh *Shell) interruptedPrompt() ctl {
	if sh.ui.editing {
		sh.errOut("^C") // the terminal does not show it
	}
	sh.errOut("\n")
	sh.ui.broken = true
	sh.status = 128 + sig.INT
	return toTop
}

// endJobs sees to the jobs, the history and the terminal when the main shell ends.
func (sh *Shell) endJobs() {
	interactive := sh.opts&optInteractive != 0
	if interactive && sh.shopts&shoptLoginShell != 0 {
		status := sh.status
		sh.runStartup(sh.Get("HOME") + "/.bash_logout")
		sh.status = status
	}
	hangUp := interactive && (sh.fatal == sig.HUP || sh.shopts&shoptHuponexit != 0 && sh.shopts&shoptLoginShell != 0)
	for _, j := range sh.jobs.list {
		if j.finished() || j.foreign {
			continue
		}
		stopped := j.stopped()
		switch {
		case hangUp && !j.noHup:
			j.signal(syscall.SIGHUP)
		case stopped && sh.jobControl:
			j.signal(syscall.SIGTERM)
		default:
			continue
		}
		if stopped {
			j.signal(syscall.SIGCONT)
		}
	}
	sh.saveHistory()
	sh.endMonitor()
}

// blankLine reports whether a line has no command for the parser.
func blankLine(line string) bool {
	line = strings.TrimLeft(line, " \t")
	return line == "" || line[0] == '\n' || line[0] == '#'
}
