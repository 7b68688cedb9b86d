// Package difffuzz compares entrysh with the bash installed on random scripts
// of what is pure in a shell: quoting, expansions, arrays, arithmetic, [[ ]],
// patterns, printf, read, functions, options and traps. It is used by tests only.
package difffuzz

import (
	"math/rand/v2"
	"regexp"
	"strings"
)

// A gen writes random scripts. Names, values and operators are drawn from small
// sets, so that what one line sets is likely to be what the next one uses.
type gen struct {
	r     *rand.Rand
	loops int // loops written so far, for the names of their counters
	funcs int // functions defined so far
	inFn  bool
	pure  bool // only what changes nothing but variables
	ifs   bool // IFS has been assigned to
}

// Script returns the random script of a seed. It calls the function p of the
// driver, which shows its arguments. It does not end processes, write
// files or wait, and it ends by itself.
func Script(seed uint64) string { return (&gen{r: rand.New(rand.NewPCG(seed, 1))}).defined() }

// Pure returns the random script of a seed of which all commands are pure: words, assignments,
// arithmetic, [[ ]], patterns and printf, and substitutions of these.
func Pure(seed uint64) string { return (&gen{r: rand.New(rand.NewPCG(seed, 3)), pure: true}).defined() }

func (g *gen) defined() string {
	for {
		if s := g.script(); defined(s) {
			return s
		}
	}
}

// defined reports whether a script means the same whenever bash runs it.
func defined(s string) bool {
	switch {
	case processID.MatchString(strings.NewReplacer("\\\n", "", "\\", "").Replace(s)): // no two processes have the same
		return false
	case strings.Contains(s, `\001`) && (strings.Contains(s, "BASH_COMMAND") || strings.Contains(s, "[$")):
		return false // there are two of this byte then, in subscripts none
	case strings.Contains(s, "+=") && (strings.Contains(s, "-ai") || strings.Contains(s, "-ia")):
		return false // before a command, it evaluates whatever is in memory if there is no element 0
	case (strings.Contains(s, "[[") || strings.Contains(s, "$(")) && comment.MatchString(s):
		return false // a comment within [[ ]] or $( ), which has no end then: what bash says and does depends on what follows
	case strings.Contains(s, "declare -r ") && strings.Contains(s, "='a=b'"):
		return false // a number that assigns to its own variable, which is read-only by then
	case strings.Contains(s, "a=b") && strings.Contains(s, "[$"):
		return false // a value that assigns, in arithmetic before a subscript: here it is expanded when it is looked up
	case dollar.MatchString(s) && strings.Contains(s, "${!"):
		return false // ${!x} is ${$} then
	case strings.Contains(s, "${!a-") && nounset.MatchString(s):
		return false // an error if a is ! or a number
	case strings.Contains(s, "${!") && unsigned.MatchString(s):
		return false // a positional parameter of a number above 2^64, which can be any
	case strings.Contains(s, "/*/"):
		return false // the files of other processes
	case strings.Contains(s, "${n=") || strings.Contains(s, "${n:="):
		return !strings.Contains(s, "declare -n n='") // not the value of the element, and then a segmentation fault
	case strings.Contains(s, `\'`) && beforeSlash.MatchString(s):
		return false // a backslash that an expansion gives before a slash: here it quotes that, in bash nothing is matched then
	case lateGroup.MatchString(s):
		return false // see pattern
	case strings.Contains(s, `\$`) && strings.Contains(s, "$(") && strings.Contains(s, "=("):
		return false // in a list in a substitution bash looks for the end of \$[ and \${
	case listBraces.MatchString(s) || elements.MatchString(s):
		return false // what looks like an element is none with braces, and none where the end of its subscript is not found again
	case strings.Contains(s, "$LINENO' RETURN") || strings.Contains(s, "$LINENO' DEBUG"):
		return !parens.MatchString(s) // in actions that a function in parentheses runs it is anything
	}
	return true
}

// beforeSlash is an expansion that a slash stands behind.
var beforeSlash = regexp.MustCompile("(`|\\$[a-z*@]|\\})/")

// dollar is a $ that is a word.
var dollar = regexp.MustCompile(`[ (=+-]\$[ )}\n]`)

// nounset sets the option.
var nounset = regexp.MustCompile("set -e?u")

// unsigned is a format with a number without a sign.
var unsigned = regexp.MustCompile(`%[^ '%]*u`)

// unclosed is a bracket without its end.
var unclosed = regexp.MustCompile(`\[a([^b\-]|$)`)

// elements is a list in which there is an element with an expansion in its subscript.
var elements = regexp.MustCompile(`=\([^)]*\[\$`)

// processID is the expansion $$.
var processID = regexp.MustCompile(`\$\{?\$`)

// comment begins a comment.
var comment = regexp.MustCompile(`[ (]#`)

// lateGroup is a group that an asterisk, but for other wildcards, stands before.
var lateGroup = regexp.MustCompile(`\*(\?|\[[^ ]*\]|"|'|\\)+[@?*+!]\(`)

// listBraces is a word with braces that begins like an element of a list.
var listBraces = regexp.MustCompile(`[( ]\[[^ ]*\{`)

// parens begins a function in parentheses.
var parens = regexp.MustCompile(`\(\) \(|function \w+ \(`)

func (g *gen) script() string {
	g.loops, g.funcs, g.ifs = 0, 0, false
	var b strings.Builder
	for n := 1 + g.r.IntN(4); n > 0; n-- {
		b.WriteString(g.setup() + "\n")
	}
	if g.chance(8) {
		b.WriteString(g.options() + "\n")
	}
	for n := 1 + g.r.IntN(5); n > 0; n-- {
		b.WriteString(g.command(3) + "\n")
	}
	if g.chance(3) {
		b.WriteString("declare -p a b r m i 2>&1\n")
	}
	return b.String()
}

func (g *gen) chance(one int) bool        { return g.r.IntN(one) == 0 }
func (g *gen) pick(list ...string) string { return list[g.r.IntN(len(list))] }
func (g *gen) of(list []string) string    { return list[g.r.IntN(len(list))] }

// times joins between least and most results of f.
func (g *gen) times(least, most int, sep string, f func() string) string {
	list := make([]string, least+g.r.IntN(most-least+1))
	for i := range list {
		list[i] = f()
	}
	return strings.Join(list, sep)
}

var (
	scalars = []string{"a", "b", "c", "x", "i", "u"}
	arrays  = []string{"r", "r", "s", "m"}
	keys    = []string{"0", "1", "2", "3", "-1", "5", "i", "a", "k", "k 2", "@", "*", "i+1", "'k'", `"k 2"`, "$i", "$a", "x]"}
	// Without $'\x01', which bash uses to quote: in a subscript it loses it.
	values = []string{
		"''", "a", "ab", "abc", "'a b'", `' a  b '`, "'*'", "'a*'", "1", "2", "-3", "010", "0x1F", "'1+2'", "i", "a", "'r[1]'", `'a\b'`, `'"q"'`, `"it's"`,
		"$'x\\ny'", "$'\\t'", "'a:b::c'", "':'", "'~'", "'é€z'", "/usr/lib.so.1", "'[ab]'", "HeLLo", "'$a'", "'k 2'", `'\*'`, `'\'`, "'a=b'", "'!'", "-n", "'{1,2}'", "$'\\e[0m'", "99999999999999999999",
	}
	literals = []string{
		"a", "b", "ab", "abc", "x", "1", "0", "-", "-n", "/", ":", "=", ".", ",", "+", "%", "^", "@", "é", "A", "B", `\a`, `\ `, `\\`, `\$`, `\*`, `\"`, `\'`, "!", "#", "{", "}", "[", "]", "~", "*", "?", "*.t", "d/*", "[a-b]", "[!a]*", "_", "\\\n",
	}
)

// setup is a line that gives variables their values.
func (g *gen) setup() string {
	switch g.r.IntN(9) {
	case 0, 1:
		return g.of(scalars) + "=" + g.of(values) + " " + g.of(scalars) + "=" + g.of(values)
	case 2:
		return g.pick("r", "s") + "=(" + g.times(0, 4, " ", func() string { return g.of(values) }) + ")"
	case 3:
		return g.pick("r", "s") + "=(" + g.times(1, 3, " ", func() string { return "[" + g.pick("0", "2", "5", "1+1") + "]=" + g.of(values) }) + ")"
	case 4:
		return "declare -A m=(" + g.times(0, 3, " ", func() string { return "[" + g.pick("k", "1", "a", "'k 2'", `"x]"`, "$a", "0") + "]=" + g.of(values) }) + ")"
	case 5:
		return "set -- " + g.times(0, 4, " ", func() string { return g.of(values) })
	case 6:
		return g.setIFS()
	case 7:
		return "declare " + g.pick("-i", "-u", "-l", "-x", "-a", "-r", "-c", "-ai", "-au", "-i -l", "-t") + " " + g.of(scalars) + g.pick("", "="+g.of(values))
	}
	return "declare -n n=" + g.pick("a", "b", "r", "m", "'r[1]'", "c", "i", "'m[k]'")
}

// setIFS gives IFS a value. There is no character in it that means something else in a word:
// a tilde that expands to nothing else is split then, and a quoted asterisk is a pattern.
func (g *gen) setIFS() string {
	g.ifs = true
	return "IFS=" + g.pick("''", "':'", "' :'", "$' \\t\\n'", "a", "'b '", "$'\\n'", "x")
}

// options is a line that changes options.
func (g *gen) options() string {
	if g.chance(2) {
		return "set " + g.pick("-e", "-e", "-u", "-f", "-o pipefail", "-eu", "-o posix", "-eE", "-T", "-k", "+B", "-a")
	}
	return "shopt -s " + g.pick("extglob", "nullglob", "nocasematch", "dotglob", "lastpipe", "inherit_errexit", "extglob nullglob", "failglob", "nocaseglob", "globstar", "localvar_inherit", "xpg_echo", "patsub_replacement", "assoc_expand_once", "localvar_unset")
}
