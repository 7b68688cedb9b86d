package difffuzz

import (
	"regexp"
	"strings"
)

// arith is an arithmetic expression.
func (g *gen) arith(d int) string {
	if d <= 0 || g.chance(4) {
		return g.operandNumber(d)
	}
	switch g.r.IntN(12) {
	case 0:
		return g.lvalue(d) + g.pick("=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^=", " = ", "**=") + g.arith(d-1)
	case 1:
		return g.arith(d-1) + " ? " + g.arith(d-1) + " : " + g.arith(d-1)
	case 2:
		return g.pick("-", "+", "!", "~", "- ", "--", "++", "!!") + g.arith(d-1)
	case 3:
		return g.lvalue(d) + g.pick("++", "--", " ++")
	case 4:
		return g.pick("++", "--") + g.lvalue(d)
	case 5:
		return "(" + g.arith(d-1) + ")"
	case 6:
		return g.arith(d-1) + ", " + g.arith(d-1)
	}
	return g.arith(d-1) + g.pick("+", " - ", "*", "/", "%", "**", "<<", ">>", "<", " > ", "<=", ">=", "==", "!=", "&", "^", "|", "&&", "||", " -", "- -", " + ") + g.arith(d-1)
}

// lvalue is something to assign to. bash expands its subscript twice, where it is wrong: there is no -- in it.
func (g *gen) lvalue(d int) string {
	if g.chance(4) {
		if s := g.key(d - 2); !strings.Contains(s, "--") {
			return g.pick("r", "s", "m") + "[" + s + "]"
		}
	}
	return g.pick("i", "a", "b", "x", "c", "n")
}

func (g *gen) operandNumber(d int) string {
	switch g.r.IntN(8) {
	case 0, 1, 2:
		return g.pick("0", "1", "2", "3", "7", "10", "63", "64", "-1", "9223372036854775807", "2147483648")
	case 3:
		return g.pick("010", "0x1f", "0XF", "2#101", "16#fF", "64#_@", "36#Z", "08", "37#a", "1#0", "0x", "10#08", "65#1", "8#9", "1a", "1.5")
	case 4:
		return g.pick("$i", "$a", "${a}", "${#a}", "${r[1]}", "$#", "${#r[@]}", "$1", "${a:-2}", "$((1))", `"1"`, "'1'", "$(echo 2)", "${i}2", "-$i")
	case 5:
		return g.pick("r", "m", "s", "r") + "[" + g.key(d-1) + "]"
	}
	return g.pick("i", "a", "b", "x", "c", "u", "n")
}

// cond is an expression of [[ ]].
func (g *gen) cond(d int) string {
	w := func() string {
		for {
			// What stands beside a list of @ is split: [[ $@a ]] with a in IFS, [[ "$@"$a ]] at blanks. Nor may it
			// be no word, for which the status of a substitution is another one.
			if s := g.word(min(d-1, 2)); s != "\\\n" && !(strings.Contains(s, "@") && (g.ifs || strings.Contains(s, `"`) && !single.MatchString(s))) {
				return s
			}
		}
	}
	switch g.r.IntN(14) {
	case 0:
		return "! " + g.cond(d-1)
	case 1:
		if d > 0 {
			return g.cond(d-1) + g.pick(" && ", " || ") + g.cond(d-1)
		}
	case 2:
		if d > 0 {
			return "( " + g.cond(d-1) + " )"
		}
	case 3:
		return g.pick("-n", "-z", "-e", "-d", "-f") + " " + w()
	case 4:
		return g.pick("-v", "-v", "-R", "-o") + " " + g.pick("a", "b", "u", "r", "r[1]", "r[@]", "m[k]", "n", "m[@]", "'m[k 2]'", "1", "@", "errexit", "c", "r[-1]")
	case 5:
		return g.operandNumber(d) + " " + g.pick("-eq", "-ne", "-lt", "-le", "-gt", "-ge") + " " + g.operandNumber(d)
	case 6:
		return w() + g.pick(" < ", " > ") + w()
	case 7, 8, 9:
		return w() + " =~ " + g.regex(d-1)
	case 10:
		return w()
	}
	return w() + g.pick(" == ", " = ", " != ") + g.pattern(min(d, 2))
}

// lateEnd is a $ for the end that a character is to follow.
var lateEnd = regexp.MustCompile(`\$[.\[\\']`)

// regex is a regular expression. There is no ^ behind anything else, and no $ before it, where the C library
// finds them at newlines, and no ^ in what is repeated: (^.)+ matches a but not ab, to which (^.)+b matches.
// Nor does a $ stand before a group: in a group bash prints $( ) as it is written.
func (g *gen) regex(d int) string {
	for {
		s := strings.ReplaceAll(g.anyRegex(d), "$(", "$a(")
		if strings.LastIndexByte(strings.ReplaceAll(s, "[^", "["), '^') <= 0 && !lateEnd.MatchString(s) {
			return s
		}
	}
}

func (g *gen) anyRegex(d int) string {
	return g.times(1, 3, "", func() string {
		switch n := g.r.IntN(10); {
		case n < 3:
			return g.pick("a", "b", "ab", "1", ".", "é", "x")
		case n < 4:
			return g.pick("^", "$", "^a", "b$")
		case n < 6:
			return g.pick("[ab]", "[^a]", "[[:alpha:]]", "[0-9]", "[]a]", "[a-c]")
		case n < 8 && d > 0:
			return "(" + g.anyRegex(d-1) + g.pick("", "|"+g.anyRegex(d-1)) + ")" + g.pick("", "*", "+", "?")
		case n < 9:
			return g.pick("a*", "b+", "a?", "a{2}", "[ab]{1,2}", ".*", ".+")
		}
		return g.pick("$a", `"$a"`, `\.`, `"."`, "'a'", `\*`, "$b", `"*"`, `\$`, `\b`, `\w`)
	})
}

// test is the operands of test.
func (g *gen) test(d int) string {
	w := func() string {
		return g.pick(`"$a"`, `"$b"`, "a", "''", "1", "'('", "')'", "!", "=", "-n", "-a", g.word(min(d-1, 1)), "$a", "-o", "<", "-eq")
	}
	return g.pick(
		w(), w()+" "+w(), w()+" = "+w(), w()+" "+g.pick("!=", "=", "==", `\<`, `\>`, "-eq", "-lt", "-a", "-o")+" "+w(),
		"! "+w()+" = "+w(), `\( `+w()+" = "+w()+` \)`, "-n "+w(), "-z "+w(), w()+" = "+w()+" -a "+w()+" = "+w(), g.times(0, 5, " ", w), "-v "+g.pick("a", "'r[1]'", "u", "'m[k]'"))
}
