package interp

import (
	"strings"

	"entrysh/internal/strfn"
	"entrysh/internal/textbuf"
	"entrysh/internal/unparse"
)

// selectLoop is select (bash manual 3.2.5.2).
func (n *forNode) selectLoop(sh *Shell, list []string) ctl {
	if len(list) == 0 {
		sh.status = 0
		return next
	}
	sh.loops++
	c := n.selectFrom(sh, list)
	sh.loops--
	return c
}

func (n *forNode) selectFrom(sh *Shell, list []string) ctl {
	show := true
	for {
		if show {
			sh.errOut(sh.selectMenu(list))
		}
		ps3, ok := sh.getSet("PS3")
		if !ok {
			ps3 = "#? "
		}
		sh.errOut(ps3)
		st := builtinRead(sh, []string{"read"})
		if sh.pend != 0 {
			return sh.takePend()
		}
		if st != 0 {
			sh.out("\n")
			sh.status = 1
			return next
		}
		line := sh.Get("REPLY")
		show = strings.TrimSpace(line) == ""
		if show {
			continue
		}
		val := ""
		if k, ok := atoi(strings.TrimSpace(line)); ok && k >= 1 && k <= len(list) {
			val = list[k-1]
		}
		if sh.line = n.line; !sh.assign(n.sym, val) {
			return n.notAssigned(sh)
		}
		if c := n.body.run(sh); c != next {
			again, c := sh.loopCtl(c)
			if !again {
				return c
			}
		}
		if r, _ := sh.getSet("REPLY"); r == "" {
			show = true
		}
	}
}

// selectMenu lays the choices out as bash does: in columns of the terminal's width.
func (sh *Shell) selectMenu(list []string) string {
	cols := 80
	if n, ok := atoi(sh.Get("COLUMNS")); ok && n > 0 {
		cols = n
	}
	width := 0
	for _, s := range list {
		width = max(width, sh.runeCount(s))
	}
	digits := len(itoa(len(list)))
	width += digits + 2 + 2
	perRow := max(cols/width, 1)
	rows := (len(list) + perRow - 1) / perRow
	perRow = (len(list) + rows - 1) / rows
	if rows == 1 {
		rows, perRow = perRow, 1
	}
	first := len(itoa(rows))
	var b textbuf.Builder
	for r := 0; r < rows; r++ {
		pos := 0
		for i := r; i < len(list); i += rows {
			d := digits
			if i < rows {
				d = first
			}
			num := itoa(i + 1)
			b.WriteString(strings.Repeat(" ", d-min(len(num), d)) + num + ") " + list[i])
			n := d + 2 + sh.runeCount(list[i])
			if i+rows < len(list) {
				for at := pos + n; at < pos+width; {
					if at/8*8+8 <= pos+width {
						b.WriteByte('\t')
						at = at/8*8 + 8
					} else {
						b.WriteByte(' ')
						at++
					}
				}
				pos += width
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// dieOfPipe reports whether a write to a pipe without reader ends the
// environment, as SIGPIPE ends a process: that of a subshell.
func (sh *Shell) dieOfPipe() bool {
	if sh.traps.has(13) {
		return false
	}
	if sh.isMain() && sh.isMainProcess() && sh.isInit {
		return false
	}
	sh.status = 141
	if sh.isMain() {
		sh.fatal = 13
	}
	sh.traps.exit = nil
	sh.pend = toExit
	return true
}

// describe is command -v and -V.
func (sh *Shell) describe(name string, verbose, standard bool) bool {
	if a, ok := sh.aliases[name]; ok && sh.shopts&shoptExpandAliases != 0 {
		if verbose {
			sh.outUnchecked(name + " is aliased to `" + a + "'\n")
		} else {
			sh.outUnchecked(aliasText(name, a))
		}
		return true
	}
	if parseReserved(name) {
		if verbose {
			sh.outUnchecked(name + " is a shell keyword\n")
		} else {
			sh.outUnchecked(name + "\n")
		}
		return true
	}
	if f := sh.functionByName(name); f != nil {
		if verbose {
			sh.outUnchecked(name + " is a function\n" + sh.functionText(f))
		} else {
			sh.outUnchecked(name + "\n")
		}
		return true
	}
	if b := sh.enabledBuiltin(name); b != nil {
		if verbose {
			if b.special && sh.opts&optPosix != 0 {
				sh.outUnchecked(name + " is a special shell builtin\n")
				return true
			}
			sh.outUnchecked(name + " is a shell builtin\n")
		} else {
			sh.outUnchecked(name + "\n")
		}
		return true
	}
	path := name
	if hasSlash(name) {
		if !sh.executable(name) {
			return false
		}
	} else {
		list := sh.Get("PATH")
		if standard {
			list = standardPath
		}
		if !standard {
			if e := sh.hashed(name); e != nil {
				if verbose {
					sh.outUnchecked(name + " is hashed (" + e.path + ")\n")
				} else {
					sh.outUnchecked(e.path + "\n")
				}
				return true
			}
		}
		p, ok := sh.find(name, list)
		if !ok {
			return false
		}
		path = p
	}
	if verbose {
		if !hasSlash(name) && path[0] != '/' {
			path = sh.cwd + "/" + strfn.TrimPrefix(path, "./")
		}
		sh.outUnchecked(name + " is " + path + "\n")
	} else {
		sh.outUnchecked(path + "\n")
	}
	return true
}

//go:noinline
func parseReserved(s string) bool { return unparse.Reserved(s) }

// addString is append, where its code would stand often and speed does not count.
//
//go:noinline
func addString(list []string, s string) []string { return append(list, s) }
