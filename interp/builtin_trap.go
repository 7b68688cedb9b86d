package interp

import (
	"syscall"

	"entrysh/internal/quote"
	"entrysh/internal/sig"
	"entrysh/internal/strcase"
	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
)

// builtinTrap is trap (POSIX XCU 2.14 trap; bash manual 4.1).
func builtinTrap(sh *Shell, args []string) int {
	f := sh.flags(args, "lp")
	o, ok := f.all()
	if !ok {
		return 2
	}
	args = f.args
	if o.has('l') {
		return sh.out(signalTable(false))
	}
	shown := &sh.traps
	if shown.shown != nil && !sh.trapsSet {
		shown = shown.shown
	}
	if print := o.has('p'); print || len(args) == 0 {
		return sh.printTraps(shown, args, print && sh.opts&optPosix != 0)
	}
	// What a subshell shows of its parent's traps ends with its first own one.
	if sh.traps.shown != nil {
		sh.trapsSet = true
	}
	action := &args[0]
	conds := args[1:]
	isNumber := false
	if n, ok := atoi(args[0]); ok && n >= 0 && n <= sig.Max && args[0][0] != '+' {
		isNumber = true
	}
	_, isCond := trapNumber(args[0])
	switch {
	case isNumber || len(conds) == 0 && isCond && sh.opts&optPosix == 0:
		// A first operand that is an unsigned integer: all are reset.
		action, conds = nil, args
	case len(conds) == 0:
		return sh.usage("trap")
	case args[0] == "-":
		action = nil
	}
	status := 0
	if action != nil {
		text := *action
		action = &text
	}
	for _, a := range conds {
		n, ok := trapNumber(a)
		if !ok {
			sh.builtinError("trap", "%s: invalid signal specification", a)
			status = 1
			continue
		}
		if p := sh.traps.event(n); p != nil {
			*p = action
			if n == trapDebug || n == trapErr || n == trapReturn {
				none := sh.traps.emptied(n)
				if *none = action != nil && *action == ""; *none {
					*p = nil
				}
				sh.refreshSlow()
			}
			continue
		}
		sh.setTrap(n, action)
	}
	return status
}

// printTraps lists actions; with all, as POSIX has it for trap -p, also those of
// conditions without one.
func (sh *Shell) printTraps(t *traps, names []string, all bool) int {
	var b textbuf.Builder
	status := 0
	show := func(n int) {
		var text *string
		if p := t.event(n); p != nil {
			text = *p
			if none := t.emptied(n); none != nil && *none {
				text = new(string)
			}
		} else {
			text = t.sigs[n]
			if text == nil && n >= 1 && n <= sig.Max && sh.orig.ignored&(1<<(n-1)) != 0 {
				empty := ""
				text = &empty
			}
		}
		if n == sig.INT && sh.asyncShell && sh.forked == 0 && sh.isMain() && sh.orig.background&(1<<(n-1)) != 0 {
			text = new(string) // QUIT, which is ignored too, bash does not show
		}
		action := "-"
		switch {
		case text != nil:
			action = quote.Single(*text)
		case !all:
			return
		}
		b.WriteString("trap -- " + action + " " + sh.condName(n) + "\n")
	}
	if len(names) == 0 {
		for n := trapExit; n <= trapReturn; n++ {
			show(n)
		}
	}
	for _, a := range names {
		n, ok := trapNumber(a)
		if !ok {
			sh.builtinError("trap", "%s: invalid signal specification", a)
			status = 1
			continue
		}
		show(n)
	}
	if st := sh.out(b.String()); st != 0 {
		return st
	}
	return status
}

func (sh *Shell) condName(n int) string {
	switch n {
	case trapDebug:
		return "DEBUG"
	case trapErr:
		return "ERR"
	case trapReturn:
		return "RETURN"
	}
	if sh.opts&optPosix != 0 {
		return strfn.TrimPrefix(trapName(n), "SIG")
	}
	return trapName(n)
}

// signalTable is what trap -l and kill -l print, the latter in POSIX mode only names.
func signalTable(posix bool) string {
	var b textbuf.Builder
	col := 0
	for n := 1; n <= sig.Max; n++ {
		name := sig.Name(n)
		if name == "" {
			continue
		}
		if posix {
			b.WriteString(name)
			if n < sig.Max {
				b.WriteByte(' ')
			} else {
				b.WriteByte('\n')
			}
			continue
		}
		if n < 10 {
			b.WriteByte(' ')
		}
		b.WriteString(itoa(n) + ") SIG" + name)
		if col++; col < 5 {
			b.WriteByte('\t')
		} else {
			b.WriteByte('\n')
			col = 0
		}
	}
	if col != 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

// signalNames is what kill -l prints in POSIX mode.
func signalNames() string {
	var b textbuf.Builder
	for n := 1; n <= sig.Max; n++ {
		if name := sig.Name(n); name != "" {
			b.WriteString(name + " ")
		}
	}
	s := b.String()
	return s[:len(s)-1] + "\n"
}

// builtinKill is kill (POSIX XCU kill; bash manual 7.2). A signal to the shell
// itself has arrived when it returns; its action runs before the next command,
// with the status of kill.
func builtinKill(sh *Shell, args []string) int {
	args = args[1:]
	spec, list, seen := "TERM", false, false
options:
	for len(args) > 0 && args[0] != "" && args[0][0] == '-' {
		a := args[0]
		switch {
		case a == "-l" || a == "-L":
			list = true
		case a == "--":
			args = args[1:]
			break options
		case a == "-s" || a == "-n":
			if len(args) == 1 {
				sh.builtinError("kill", "%s: option requires an argument", a)
				return 1
			}
			args = args[1:]
			spec, seen = args[0], true
		case len(a) > 2 && (a[1] == 's' && a[2]|32 >= 'a' && a[2]|32 <= 'z' || a[1] == 'n' && isDigit(a[2])):
			spec, seen = a[2:], true
		case seen:
			break options // a process group
		default:
			spec, seen = a[1:], true
		}
		args = args[1:]
	}
	if list {
		if len(args) == 0 && sh.opts&optPosix != 0 {
			return sh.out(signalNames())
		}
		return sh.killList(args)
	}
	n, ok := sh.signalNumber(spec)
	if !ok {
		sh.builtinError("kill", "%s: invalid signal specification", spec)
		return 1
	}
	if len(args) == 0 {
		return sh.usage("kill")
	}
	status := 1
	failed := false
	for _, a := range args {
		pid := 0
		if strfn.HasPrefix(a, "%") {
			j, problem := sh.jobs.find(a)
			if j == nil {
				sh.builtinError("kill", "%s", problem)
				failed = true
				continue
			}
			if j.finished() {
				sh.builtinError("kill", "(%d) - No such process", itoa(j.leader()))
				failed = true
				continue
			}
			if err := j.signal(syscall.Signal(n)); err != nil {
				sh.builtinError("kill", "(%d) - %s", itoa(j.leader()), errText(err))
				failed = true
				continue
			}
			switch {
			case n == sig.CONT:
				j.setRunning()
			case j.stopped() && (n == sig.TERM || n == sig.HUP):
				j.signal(syscall.SIGCONT)
				if sh.opts&optInteractive == 0 {
					j.setRunning()
				}
				j.shown = jobNew // the prompt says again that it is stopped, if it still is
			}
			status = 0
			continue
		} else {
			number, ok := legalNumber(a)
			if pid = int(number); !ok || int64(int32(number)) != number {
				if a == "" {
					sh.builtinError("kill", "`': not a pid or valid job spec")
				} else {
					sh.builtinError("kill", "%s: arguments must be process or job IDs", a)
				}
				failed = true
				continue
			}
		}
		if err := sh.sendSignal(pid, n); err == syscall.EINVAL {
			sh.builtinError("kill", "%s: invalid signal specification", spec)
			failed = true
			continue
		} else if err != nil {
			sh.builtinError("kill", "(%d) - %s", itoa(pid), errText(err))
			failed = true
			continue
		}
		status = 0
	}
	if failed && status != 0 {
		status = 1
	}
	return status
}

// sendSignal is kill(2). As PID 1 the kernel drops signals that have no
// handler; one to the shell itself then counts as arrived.
func (sh *Shell) sendSignal(pid, n int) error {
	if pid == sh.realPid && n != 0 && sh.isInit && n != sig.KILL && n != sig.STOP {
		if sh.orig.caught&(1<<(n-1)) != 0 {
			sig.Post(n)
			sh.root.ev.waker.Wake()
			return nil
		}
	}
	err := syscall.Kill(pid, syscall.Signal(n))
	if err == nil && n == sig.CONT {
		if _, c := sh.jobs.byPid(pid); c != nil {
			c.SetRunning() // else wait would still find it stopped
		}
	}
	if err == nil && (pid == 0 || pid == -1 || pid == -syscall.Getpgrp()) && sh == sh.root && sig.Terminates(n) {
		// It ends the subshells, too, that have no process of their own.
		sh.sentToAll = n
		for _, r := range sh.fgJob {
			if r.part != nil && !r.part.ended() {
				r.part.sh.ev.killed.Or(1 << n)
				r.part.sh.ev.waker.Wake()
			}
		}
	}
	return err
}

// signalNumber is the number of the signal that kill is given as a number or by
// its name; in POSIX mode names have no SIG.
func (sh *Shell) signalNumber(s string) (int, bool) {
	if n, ok := legalNumber(s); ok {
		return int(n), n >= 0 && n <= sig.Max
	}
	name := strcase.All(s, strcase.Upper, true, nil)
	if short, ok := strfn.CutPrefix(name, "SIG"); ok {
		if sh.opts&optPosix != 0 {
			return 0, false
		}
		name = short
	}
	switch name {
	case "EXIT":
		return 0, true
	case "DEBUG": // these have numbers in bash, which no process can be sent
		return sig.Max + 1, true
	case "ERR":
		return sig.Max + 2, true
	case "RETURN":
		return sig.Max + 3, true
	}
	return sig.Number(name)
}

func (sh *Shell) killList(args []string) int {
	if len(args) == 0 {
		return sh.outUnchecked(signalTable(sh.opts&optPosix != 0))
	}
	status := 0
	for _, a := range args {
		n, ok := legalNumber(a)
		if !ok {
			if n, ok := sh.signalNumber(a); ok {
				sh.outUnchecked(itoa(n) + "\n")
				continue
			}
		}
		if n > 128 {
			n -= 128
		}
		if !ok || n < 0 || n > sig.Max {
			sh.builtinError("kill", "%s: invalid signal specification", a)
			status = 1
			continue
		}
		name := "EXIT"
		if n > 0 {
			name = sig.Name(int(n))
		}
		if name != "" { // the C library keeps the others for itself
			sh.outUnchecked(name + "\n")
		}
	}
	return status
}
