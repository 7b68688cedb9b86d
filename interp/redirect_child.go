package interp

// Redirections of subshells: the new process expands their words, so what goes
// wrong there ends it alone, and what is assigned there remains there.

// redirsAct reports whether redirections may assign to variables.
func redirsAct(list []redirection) bool {
	for i := range list {
		if list[i].acts {
			return true
		}
	}
	return false
}

// childRedirNode is a subshell with redirections that may assign to variables.
type childRedirNode struct{ *redirNode }

func (n *childRedirNode) run(sh *Shell) ctl {
	sh.subshell-- // one for the redirections, none for their subshell
	return n.perform(sh, n.cmd.(*subshellNode), sh.line)
}
