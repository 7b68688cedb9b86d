package difffuzz

import (
	"strconv"
	"strings"
)

// command is a command or a list of them, on one line.
func (g *gen) command(d int) string {
	if d <= 0 {
		return "p " + g.words(1)
	}
	if g.pure {
		return g.pureCommand(d)
	}
	switch g.r.IntN(40) {
	default:
		return "p " + g.words(d)
	case 1, 2, 3, 4:
		return g.assignment(d)
	case 5, 6:
		return g.declaration(d)
	case 7:
		return "unset " + g.pick("", "-v ", "-n ", "-f ") + g.pick("a", "b", "'r[1]'", "'r[@]'", "r", "m", "'m[k]'", "n", "x", "'r[-1]'", "'m[@]'", "a b", "f1", "i", "'m[k 2]'")
	case 8, 9:
		if g.chance(3) {
			return g.pick("let '"+g.arith(d)+"'", `let "`+g.arith(d)+`"`) + "; p $?"
		}
		return "((" + g.arith(d) + ")); p $?"
	case 10, 11, 12:
		return "[[ " + g.cond(d) + " ]]; p $?"
	case 13:
		if g.chance(2) {
			return "test " + g.test(d) + "; p $?"
		}
		return "[ " + g.test(d) + " ]; p $?"
	case 14, 15:
		return g.compound(d)
	case 16, 17:
		return g.compound(d)
	case 18, 19, 20:
		return g.printf(d)
	case 21, 22:
		return g.read(d)
	case 23:
		return g.function(d)
	case 24:
		if g.funcs > 0 && !g.inFn {
			return "f" + strconv.Itoa(1+g.r.IntN(g.funcs)) + " " + g.words(d-1) + g.pick("", "; p $?", " || p $?")
		}
		return g.function(d)
	case 25:
		// No return for RETURN: bash calls the action for its own return, without end.
		if g.chance(6) {
			return "trap " + g.pick("'p T $? $LINENO'", "'p T \"$BASH_COMMAND\"'", "'a=t'", "-", "'p $FUNCNAME'", "''") + " RETURN"
		}
		if g.chance(6) {
			// No exit for DEBUG: commands of a pipeline that were started go on in bash, not here (rule S4).
			return "trap " + g.pick("'p T $? $LINENO'", "'p T \"$BASH_COMMAND\"'", "'a=t'", "-", "'false'", "'return 3'", "''") + " DEBUG"
		}
		return "trap " + g.pick("'p T $? $LINENO'", "'p T \"$BASH_COMMAND\"'", "'a=t'", "-", "'false'", "'return 3'", "'p $FUNCNAME'", "'exit 4'", "''") + " " + g.pick("ERR", "EXIT")
	case 26:
		return g.options()
	case 27:
		if g.chance(5) {
			return g.pipe(g.command(d-1), g.command(d-1))
		}
		return g.command(d-1) + g.pick(" && ", " || ", "; ", " && ") + g.command(d-1)
	case 28:
		if g.chance(6) {
			return g.eval(g.command(d - 1))
		}
		return g.pick("! ", "", "command ", "builtin ", "time -p 2>/dev/null; ") + g.command(d-1)
	case 29:
		return "set -- " + g.words(d) + "; p $# " + g.pick("$*", "$@", `"$*"`, `"$@"`, "$1", `"${@:2}"`, `"${@: -1}"`)
	case 30:
		return g.pick("shift", "shift 2", "return 3", "exit 5", "break", "continue", "false", ":", "true", "(exit 3)", "return", "exit", "shift 9", "break 2", "false; p ${PIPESTATUS[@]}", "! true", "nosuch")
	case 31:
		if g.chance(3) {
			return g.eval(g.pick(g.words(d-1), "$a", `"$a=1"`, `"p $a"`)) + "; p $?"
		}
		return "eval " + g.pick("'p $a'", "a=b", `'p "${r[@]}"'`, "'p $LINENO'", "'p a;'")
	case 32:
		return "while getopts " + g.pick("ab:", ":ab:", "a:", "x") + " o " + g.pick("-ab x", "-a -b", "-b", "-ax", "-- -a", "-abx y", "") + "; do p $o \"$OPTARG\" $OPTIND; done"
	case 33:
		return g.pick("declare -f", "type", "type -t", "declare -F", "declare -p", "command -v", "declare -f") + " " + g.pick("f1", "f2", "p", "a", "r", "m", "f1", "f1", "if", "echo", "n")
	case 34:
		return "echo " + g.pick("", "-n ", "-e ", "-E ", "-ne ") + g.words(d)
	}
}

// pureCommand is a command that does nothing but to expand, to calculate, to match or to print.
func (g *gen) pureCommand(d int) string {
	switch g.r.IntN(12) {
	case 0, 1:
		return g.assignment(d)
	case 2, 3:
		return "((" + g.arith(d) + ")); p $?"
	case 4, 5:
		return "[[ " + g.cond(d) + " ]]; p $?"
	case 6, 7:
		return g.printf(d)
	case 8:
		return "case " + g.caseWord(d-1) + " in " + g.pattern(d-1) + ") p 1 ;; " + g.pattern(d-1) + ") p 2 ;; esac"
	}
	return "p " + g.words(d)
}

// eval is an eval, in a subshell: a text that ends within quotes or [[ ]] leaves bash's
// parser in a state in which it takes (( and the like that follow for something else.
func (g *gen) eval(text string) string { return "(eval " + text + ")" }

// subshell puts a list in parentheses. Of a here-document behind two of them bash takes the lines behind
// the last one for its body.
func (g *gen) subshell(list string) string {
	if strings.HasPrefix(list, "(") && strings.Contains(list, "<<") {
		list = " " + list
	}
	return "(" + list + ")"
}

func (g *gen) list(d int) string {
	return g.times(1, 2, "; ", func() string { return g.command(d - 1) })
}

func (g *gen) assignment(d int) string {
	one := func() string {
		op := g.pick("=", "=", "=", "+=")
		switch g.r.IntN(6) {
		case 0:
			return g.of(arrays) + "[" + g.key(d-1) + "]" + op + g.word(d-1)
		case 1:
			return g.of(arrays) + op + "(" + g.listWords(d-1) + ")"
		case 2:
			return g.of(arrays) + op + "(" + g.times(1, 2, " ", func() string { return g.element(d, op) }) + ")"
		case 3:
			if g.chance(5) {
				return g.setIFS()
			}
			return g.pick("n", "u", "a", "b") + op + g.word(d-1)
		}
		return g.of(scalars) + op + g.word(d-1)
	}
	s := g.times(1, 2, " ", one)
	if g.pure {
		return s
	}
	switch g.r.IntN(8) {
	case 0:
		return s + " p " + g.words(d-1)
	case 1:
		return s + " eval " + g.pick("'p $a'", "'p $IFS'", `'p "${a-u}"; a=2'`)
	}
	return s
}

// listWords are the words of a list. None begins like an element, the end of whose subscript bash looks for
// more than once. In that of an associative array, a list of @ is split if IFS does not begin with a blank.
func (g *gen) listWords(d int) string {
	for {
		if s := g.words(d); !strings.Contains(" "+s, " [") && !(g.ifs && strings.Contains(s, "@")) {
			return s
		}
	}
}

// element is an element of a list. What brace expansion makes of it is no element.
func (g *gen) element(d int, op string) string {
	for {
		if s := "[" + g.key(d-1) + "]" + op + g.word(d-1); !strings.Contains(s, "{") || strings.Contains(s, "${") {
			return s
		}
	}
}

func (g *gen) declaration(d int) string {
	cmd := g.pick("declare", "local", "typeset", "readonly", "export", "local", "declare -g")
	if cmd == "readonly" || cmd == "export" {
		return cmd + g.pick("", " -p", " -n", " -a") + " " + g.of(scalars) + g.pick("", "="+g.word(d-1), "+="+g.word(d-1))
	}
	opt := g.pick("", " -a", " -A", " -i", " -u", " -l", " -x", " -r", " -n", " +x", " -p", " -c", " +i", " -ir", " -I", " -ax", " +r", " +a", " -t", " -ai", " -ia")
	operand := func() string {
		switch g.r.IntN(6) {
		case 0:
			return g.pick("a", "b", "r", "m", "x", "n", "i")
		case 1:
			return g.of(arrays) + g.pick("=", "+=") + "(" + g.words(d-1) + ")"
		case 2:
			return g.of(arrays) + "[" + g.pick("0", "1", "k", "i") + "]=" + g.word(d-1)
		}
		return g.of(scalars) + g.pick("=", "=", "+=") + g.word(d-1)
	}
	if opt == " -n" {
		// What bash says is no reference to an element is a local variable all the same.
		return cmd + opt + " " + g.of(scalars) + g.pick("", "="+g.word(d-1))
	}
	return cmd + opt + " " + g.times(1, 2, " ", operand)
}

func (g *gen) compound(d int) string {
	redir := g.pick("", "", "", "", " 2>&1", " >&2", " 2>/dev/null", " <<<"+g.word(1))
	switch g.r.IntN(9) {
	case 0:
		return "if " + g.list(d-1) + "; then " + g.list(d) + g.pick("", "; else "+g.list(d), "; elif "+g.list(d-1)+"; then "+g.list(d-1)) + "; fi" + redir
	case 1:
		g.loops++
		v := "w" + strconv.Itoa(g.loops)
		return v + "=0; " + g.pick("while", "until !") + " ((" + v + "++ < " + g.pick("2", "3") + ")); do " + g.list(d) + "; done" + redir
	case 2:
		return "for " + g.pick("a", "x", "i", "n") + g.pick(" in "+g.words(d), " in "+g.words(d), "") + "; do " + g.list(d) + "; done" + redir
	case 3:
		g.loops++
		v := "w" + strconv.Itoa(g.loops)
		return "for ((" + v + "=0; " + v + "<" + g.pick("2", "3") + "; " + v + "++)); do " + g.list(d) + "; done" + redir
	case 4, 5:
		return "case " + g.caseWord(d-1) + " in " + g.times(1, 3, " ", func() string {
			return g.pick("", "(") + g.times(1, 2, "|", func() string { return g.pick(g.pattern(d-1), g.pattern(d-1), g.casePattern(d-1)) }) + ") " + g.list(d-1) + g.pick(" ;;", " ;;", " ;&", " ;;&")
		}) + " esac" + redir
	case 6:
		return "{ " + g.list(d) + "; }" + redir
	case 7:
		return g.subshell(g.list(d)) + redir
	}
	return g.pipe(g.command(d-1), g.pick("{ "+g.list(d-1)+"; }", "while read -r a b; do p \"$a\" \"$b\"; done", "(read a; p $a)", "mapfile -t r", "{ mapfile r; p \"${r[@]}\"; }")) + redir
}

// pipe is a pipeline. When it has started ( ), bash counts the lines of what it reads from that on.
func (g *gen) pipe(from, to string) string {
	if strings.HasPrefix(from, "(") && strings.Contains(to, "\n") {
		from = "{ " + from + "; }"
	}
	return from + " | " + to
}

// caseWord is the word of case. Where an expansion in quotes gives nothing, and there is more in the
// word, bash may compare it with a byte that is not there; and what stands beside a list of @ is split.
func (g *gen) caseWord(d int) string {
	for {
		if s := g.word(d); !(strings.Contains(s, `"`) && strings.Contains(s, "${")) && !(strings.Contains(s, "@") && (g.ifs || strings.Contains(s, `"`))) {
			return s
		}
	}
}

// casePattern is a pattern of case that is not }, which in braces bash takes for their end
// where it is not the first.
func (g *gen) casePattern(d int) string {
	for {
		if s := g.word(d); s != "}" {
			return s
		}
	}
}

func (g *gen) function(d int) string {
	if g.inFn {
		return "p " + g.words(d)
	}
	g.inFn = true
	body := g.times(1, 3, "; ", func() string { return g.command(d - 1) })
	g.inFn = false
	g.funcs++
	name := "f" + strconv.Itoa(g.funcs)
	def := g.pick(name+"()", "function "+name, name+" ()") + g.pick(" { "+body+"; }", " { "+body+"; }", " "+g.subshell(body), " { "+body+"; } 2>&1")
	switch g.r.IntN(5) {
	case 0:
		return def
	case 1:
		return def + "; declare -f " + name
	}
	return def + "; " + name + " " + g.words(d-1)
}

func (g *gen) printf(d int) string {
	format := func() string {
		return g.times(1, 3, "", func() string {
			if g.chance(3) {
				return g.pick("a", " ", `\n`, `\t`, "%%", `\x41`, `\101`, `\\`, ":", `\u20ac`, `\c`, `\"`, `\z`, "é")
			}
			return "%" + g.pick("", "", "", "-", "0", "+", " ", "#", "-0", "'") + g.pick("", "", "", "5", "*", "1", "12", "-3") + g.pick("", "", "", ".2", ".", ".0", ".*", ".3") +
				g.pick("s", "s", "d", "i", "u", "x", "X", "o", "c", "b", "q", "e", "f", "g", "Q", "G", "E", "a", "ld", "(%Y)T", "z", "n")
		})
	}
	arg := func() string {
		if g.chance(2) {
			return g.word(d - 1)
		}
		return g.pick("1", "-1", "3.7", "abc", "''", `"'a"`, "0x1f", "010", "1e3", "-0", "99999999999999999999", "1x", "'a\\tb'", "' 5'", "inf", "nan", "'\\0101'", "é", "\"'é\"", "+5", ".5", "0x1p3", "1.", "-.5e-3", "'a b'", "'*'", "$'a\\nb'", "'1 '", "'a\\cb'")
	}
	f := format()
	args := g.times(0, 3, " ", arg)
	if strings.Contains(f, "*") {
		// bash would be busy with the blanks for minutes.
		for strings.ContainsAny(args, "$`") {
			args = g.times(0, 3, " ", arg)
		}
		for _, large := range []string{"99999999999999999999", "9223372036854775807", "2147483648", "<<"} {
			args = strings.ReplaceAll(args, large, "9")
		}
	}
	return "printf " + g.pick("", "", "", "-v a ", "-v 'r[1]' ", "-- ", "-v 'm[k]' ") + "'" + strings.ReplaceAll(f, "'", `'\''`) + "' " + args + g.pick("; echo \".$?\"", "; echo . \"$a\"")
}

func (g *gen) read(d int) string {
	opts := g.times(0, 2, " ", func() string {
		return g.pick("-r", "-r", "-a r", "-n 3", "-N 3", "-d :", "-d ''", "-r", "-n 0", "-d b", "-a m", "-t 0")
	})
	names := g.pick("", "a", "a b", "a b c", "r[1]", "a", "a b", "n", "m[k]")
	in := g.pick(`' a b  c '`, `'a:b::c:'`, `'a\b c\'`, "$'a\\nb c\\n'", "''", `"$a"`, "a", "$'\\tx\\t y'", `':a:'`, `' : a : b '`, `"${r[@]}"`, "'é€z'", g.word(d-1), `'\a\ b'`, "$'a\\001b'")
	if g.chance(5) {
		return g.pick("mapfile", "readarray -t", "mapfile -n 2", "mapfile -O 2", "mapfile -s 1 -t", "mapfile -d :", "mapfile -d ''", "mapfile -C 'p cb' -c 1") + " " + g.pick("r", "s", "", "a") + " <<<" + in + "; p $? \"${r[@]}\" \"${!r[@]}\""
	}
	if g.chance(4) {
		del := g.pick("E", "'E'")
		return "read " + opts + " " + names + " <<" + del + "\n" + g.plain(d) + "\nE\np $? \"$a\" \"$b\" \"${r[@]}\" \"$REPLY\""
	}
	return g.pick("", "", "", "IFS=: ", "IFS= ", "IFS=' :' ") + "read " + opts + " " + names + " <<<" + in + "; p $? \"$a\" \"$b\" \"$c\" \"${r[@]}\" \"$REPLY\""
}
