package difffuzz

import (
	"regexp"
	"strings"
)

// word is a word outside of quotes; d bounds how deep things nest. Tildes around = as in a=~=~
// expand in bash until one has been expanded in an assignment. And beside "$@" without parameters
// and beside $IFS, ${!x} of what is unset is a null field to it, elsewhere none. Behind ~: it prints $( ) as it has read it.
func (g *gen) word(d int) string {
	for {
		s := g.times(1, 3, "", func() string { return g.part(d) })
		_, behind, tilde := strings.Cut(s, "~")
		if tilde && g.ifs {
			continue // one that expands to nothing else is split
		}
		if strings.HasPrefix(behind, ":") && strings.Contains(behind, "$(") {
			continue
		}
		if strings.Contains(s, "$IFS") && strings.ContainsAny(s, "*@") {
			continue // null fields
		}
		if g.ifs && strings.Contains(s, "@") && !single.MatchString(s) {
			continue // what stands beside a list of @ is split
		}
		if !strings.Contains(behind, "=~") && !(strings.Contains(s, "${!") && (strings.Contains(s, `@`) && strings.Contains(s, `"`) || strings.Contains(s, "$IFS"))) {
			return s
		}
	}
}

// single is a word that is one expansion.
var single = regexp.MustCompile(`^"?\$(@|\{[^{}"]*\})"?$`)

func (g *gen) words(d int) string {
	return g.times(0, 3, " ", func() string { return g.word(d) })
}

func (g *gen) part(d int) string {
	switch n := g.r.IntN(24); {
	case n < 6 || d <= 0:
		return g.of(literals)
	case n < 8:
		return g.of(values)
	case n < 11:
		return g.double(d)
	case n < 17:
		return g.param(d-1, false)
	case n == 17:
		return g.subst(d - 1)
	case n == 18:
		return g.sum(d - 1)
	case n == 19:
		return g.brace(d - 1)
	case n == 20:
		return g.ansi()
	case n == 21:
		return g.pick("~", "~/a", "a=~", "~+", "a:~", "~nosuch")
	}
	return g.pattern(d - 1)
}

// sum is an arithmetic expansion, without comments: bash looks for its end twice, with and without them.
func (g *gen) sum(d int) string {
	for {
		if s := g.arith(d); !strings.Contains(s, " #") && !strings.Contains(s, "\n#") {
			return "$((" + s + "))"
		}
	}
}

// double is a string in double quotes. Beside a list of @, bash takes some lists of *
// for such; and braces between double quotes within an expansion are unquoted to it.
func (g *gen) double(d int) string {
	for {
		s := g.times(0, 3, "", func() string { return g.quoted(d - 1) })
		stars := strings.Contains(s, "*]") || strings.Contains(s, "${*")
		if !(stars && strings.Contains(s, "@")) && !(strings.Contains(s, `"`) && strings.ContainsAny(s, ",.")) {
			return `"` + s + `"`
		}
	}
}

// quoted is a part of a text in double quotes.
func (g *gen) quoted(d int) string {
	switch n := g.r.IntN(12); {
	case n < 4 || d <= 0:
		return g.pick("a", "b", " ", "  ", "'", `\"`, `\$`, `\\`, `\a`, "*", "?", "é", "x y", "~", "{a,b}", "$", "!", "\\`", "[a]", "\\\n", "#", "\n")
	case n < 10:
		return g.param(d-1, true)
	case n == 10:
		return g.subst(d - 1)
	}
	return g.sum(d - 1)
}

// ansi is a $” string, without \cA: see values.
func (g *gen) ansi() string {
	return "$'" + g.times(0, 3, "", func() string {
		return g.pick("a", " ", `\n`, `\t`, `\'`, `\\`, `\x41`, `\101`, `\u00e9`, `\cD`, `\"`, `"`, `\e`, `\z`, `\?`, `\xe9`, `*`, `\u20ac`, `$a`)
	}) + "'"
}

// brace is a brace expansion, but for one from Z to a: between these is a backquote
// that bash takes for the beginning of a command substitution or not, depending
// on what follows.
func (g *gen) brace(d int) string {
	if g.chance(2) {
		return "{" + g.pick("1..3", "3..1", "a..c", "01..3", "1..6..2", "c..a", "-1..1", "1..a", "a..e..2", "1..3..-1", "1..1", "Z..X", "3..a") + "}"
	}
	return "{" + g.times(1, 3, ",", func() string {
		if g.chance(4) {
			return ""
		}
		return g.word(d - 1)
	}) + "}"
}

func (g *gen) subst(d int) string {
	if g.chance(6) {
		return "`" + g.pick("echo a b", "echo '*'", `echo \$a`, "p $a", `echo "a  b"`, "false", "echo '\\\\'") + "`"
	}
	for {
		// bash prints what it has read of a command substitution and reads that: what
		// is escaped in a list can have lost its backslash by then.
		c := g.command(d - 1)
		if g.ifs && strings.Contains(c, "*") {
			continue // in a value, a null list of * is a null field in it
		}
		if !strings.Contains(c, "=(") || !strings.Contains(c, `\`) {
			return "$(" + c + ")"
		}
	}
}

// name is something that has a value.
func (g *gen) name(d int) string {
	switch n := g.r.IntN(12); {
	case n < 5:
		return g.of(scalars)
	case n < 8:
		return g.of(arrays) + "[" + g.key(d) + "]"
	case n == 8:
		return g.of(arrays)
	case n == 9:
		return g.pick("1", "2", "3", "10", "n")
	}
	return g.pick("@", "*", "r[@]", "r[*]", "m[@]", "m[*]", "s[@]")
}

// key is a subscript. bash finds the end of ${r[}]} and the like twice, by different
// rules, takes backslashes away twice, and reads some of the text behind it: no brace,
// bracket or backslash stands for itself in one. Nor is there a quote but in those of keys:
// what is said of such subscripts differs.
func (g *gen) key(d int) string {
	if d > 0 && g.chance(5) {
		if w := g.word(d - 1); balanced(w) && !strings.ContainsAny(w, `'"`) && !(g.ifs && strings.Contains(w, "@")) && w != "_" {
			return w
		}
	}
	return g.of(keys)
}

func balanced(w string) bool {
	braces := strings.Count(w, "{")
	return !strings.Contains(w, "\\") && strings.Count(w, "[") == strings.Count(w, "]") && braces == strings.Count(w, "}") && braces == strings.Count(w, "${")
}

// param is a parameter expansion.
func (g *gen) param(d int, quoted bool) string {
	if g.chance(4) {
		return g.pick("$a", "$b", "$c", "$i", "$*", "$@", "$1", "$#", "$?", "$r", "$u", "$n", "$-", "$_", "$LINENO", "$x", "$IFS", "$2")
	}
	if g.chance(12) {
		// Not ${!r[*]}: beside "$@" bash takes it for ${!r[@]}.
		return "${" + g.pick("!a", "!r[@]", "!m[@]", "!a*", "!i@", "!n", "!r", "!r[1]", "!1", "!#", "#", "!a@Q", "!x:-d", "!u", "!a-z", "##", "#a#b", "!@", "!n[@]", "#?", "#-", "?:-x", "!i", "!#-x") + "}"
	}
	n := g.name(d)
	switch g.r.IntN(14) {
	case 0:
		return "${" + n + "}"
	case 1:
		return "${#" + n + "}"
	case 2, 3, 4:
		return "${" + n + g.pick(":-", "-", ":+", "+", ":=", "=", ":?", "?") + g.operand(d, quoted) + "}"
	case 5, 6:
		return "${" + n + g.pick("#", "##", "%", "%%") + g.pattern(d) + "}"
	case 7, 8:
		return "${" + n + g.pick("/", "//", "/#", "/%") + g.closed(d) + g.pick("", "/"+g.operand(d, quoted), "/"+g.pick("&", "[&]", `\&`, `"&"`, "'&'", "$a", `\/`, "x"), "/") + "}"
	case 9:
		return "${" + n + g.pick("^", "^^", ",", ",,", "~", "~~") + g.pick("", "[a-f]", g.pattern(d)) + "}"
	case 10:
		return "${" + n + "@" + g.pick("Q", "U", "u", "L", "E", "A", "a", "K", "k") + "}"
	case 11, 12:
		return "${" + n + ":" + g.pick("0", "1", " -1", " -2", "i", "(-1)", "2", "$i", "10", "1+1", "i-1") + g.pick("", ":1", ":2", ":-1", ": -1", ":0", ":i", ":10", ":$i", ":1-1") + "}"
	}
	return "${" + n + "}"
}

// operand is the word after :- and the like. There is no list of @ in it where IFS can begin with
// another character than a space: what stands beside it then counts as quoted to bash, or loses its end.
func (g *gen) operand(d int, quoted bool) string {
	for {
		switch s := g.anyOperand(d, quoted); {
		case !quoted && g.ifs && strings.Contains(s, "@"):
		case quoted && strings.Contains(s, `"$"`): // what follows is lost
		case quoted && strings.Contains(s, "'") && (strings.Contains(s, "$") || strings.Count(s, "'")%2 != 0):
			// bash looks for the end with, and expands without such quotes.
		default:
			return s
		}
	}
}

func (g *gen) anyOperand(d int, quoted bool) string {
	if quoted {
		return g.times(0, 2, "", func() string {
			if g.chance(4) {
				return g.pick("'a'", `"a b"`, `\}`, "'", `"`+g.quoted(d-1)+`"`, "$'a'", `\'`)
			}
			return g.quoted(d - 1)
		})
	}
	return g.times(0, 2, " ", func() string { return g.word(d - 1) })
}

// closed is a pattern in which no bracket is open: that and an asterisk match nothing to be replaced.
func (g *gen) closed(d int) string {
	for {
		if s := g.pattern(d); !unclosed.MatchString(s) {
			return s
		}
	}
}

// pattern is a pattern. There is no group behind an asterisk: where it matches nothing,
// bash thinks that @() and its like match nothing either, and that !() does. Nor is
// there a bracket behind an equivalence class, which bash takes for a character.
func (g *gen) pattern(d int) string {
	star := false
	return g.times(1, 3, "", func() string {
		for {
			s := g.patternPart(d)
			if star && len(s) > 1 && s[1] == '(' {
				continue
			}
			star = strings.HasSuffix(s, "*") || star && strings.Contains(s, "$") // which can be nothing
			return s
		}
	})
}

func (g *gen) patternPart(d int) string {
	switch n := g.r.IntN(16); {
	case n < 5:
		return g.pick("a", "b", "ab", "1", "x", "é", "/", ".", "A")
	case n < 7:
		return "*"
	case n < 8:
		return "?"
	case n < 11:
		return g.pick("[ab]", "[!a]", "[^a-b]", "[[:alpha:]]", "[[:space:]a]", "[]a]", "[a-]", "[!]]", "[[:upper:][:digit:]]", "[a", "[b-a]", "[\\]]", "[a\\-z]", "['a'b]", "[\"]\"]", "[[.A.]]", "[[=A=]b]", "[[:nosuch:]]", "[$a]", "[!$a]", "[/]")
	case n < 13 && d > 0:
		return g.pick("@", "?", "*", "+", "!") + "(" + g.times(1, 2, "|", func() string { return g.pattern(d - 1) }) + ")"
	case n < 14 && d > 0:
		return g.pick("$a", "$b", `"$a"`, "'*'", `\*`, `"*"`, `\[`, "${r[1]}", `\a`, `\\`)
	}
	return g.pick("a", "*", "?", "b")
}

// plain makes a text from pieces that a here-document or a format can hold. bash does not
// find the end of $(( )) in the patterns of expansions in here-documents.
func (g *gen) plain(d int) string {
	for {
		s := g.times(0, 3, g.pick("", " ", ":"), func() string {
			return strings.ReplaceAll(g.quoted(d), "\n", " ")
		})
		if !strings.Contains(s, "$((") || !strings.Contains(s, "${") {
			return s
		}
	}
}
