package difffuzz

import (
	"math/rand/v2"
	"strings"
)

// Pairs is how many scripts Context has in which an expansion stands in a context; those of higher
// seeds have a context in a context.
var Pairs = len(contexts) * len(expansions)

// Context returns the script of a seed: a context with an expansion in place of its %.
func Context(seed uint64) string {
	if n := int(seed); n < Pairs {
		return prepared + put(contexts[n/len(expansions)], expansions[n%len(expansions)])
	}
	g := &gen{r: rand.New(rand.NewPCG(seed, 4))}
	for {
		inner := g.of(contexts)
		if !strings.HasPrefix(inner, "p ") || strings.ContainsAny(inner, ";>\n") {
			continue
		}
		return prepared + put(g.of(contexts), put(inner, g.of(expansions))[2:])
	}
}

func put(context, expansion string) string { return strings.ReplaceAll(context, "%", expansion) }

// undefinedPair reports whether bash does not mean what it says, or says too little.
func undefinedPair(script string) bool {
	script = strings.TrimPrefix(script, prepared)
	switch {
	case strings.Contains(script, "case") && strings.ContainsAny(script[:2], "[(") || strings.Contains(script, "(($(case"):
		return true // the ) of a pattern is not that of $( ) within [[ ]] and (( )), or it is, depending on the place
	case strings.Contains(script, `"a\"b" -`):
		return true // no message about a quotation mark alone
	case strings.Contains(script, `$'a\'b'`) && (strings.Contains(script, `"${`) || strings.Contains(script, "[$")), strings.Contains(script, "unset") && strings.Contains(script, "$'x"):
		return true // what $'' gives is read once more
	case strings.Contains(script, "(${v//[xz]/(}"):
		return true // (( that may be two parentheses
	}
	return false
}

const prepared = `shopt -s extglob
set -- A B; r=(1 x "y z"); declare -A m=([k]=x ["k 2"]=y [x]=z); k=k; i=1; v=xyz; n=v; unset u w e a b
`

// expansions are one of each kind, and those in the parts of which there are others.
var expansions = []string{
	"$v", "${v}", "${10}", "$#", "${@}", `"$@"`, "$*", "${r[1]}", `"${r[1]}"`, "${r[-1]}", "${r[i+1]}", "${r[*]}", `"${r[@]}"`, "${r[@]:1:1}", "${#r[@]}",
	"${r[$((0+1))]}", "${r[$(echo 1)]}", "${r[${#u}+1]}", "${m[k]}", `"${m[k]}"`, `${m["k 2"]}`, "${m[$k]}", "${m[@]}", `${m[k]:-"}"}`,
	"${v:0:1}", "${v: -1}", "${v:${#u}:${r[0]}}", "${#v}", "${v#x}", "${v%@(y|z)}", "${v/x/y}", "${v//[xz]/(}", `${v/"x"/"y"}`, "${v/${r[0]}/${r[1]}}",
	"${v^^}", "${v@Q}", "${!n}", "${u-x}", "${u+x}", "${u:=q}", `${u:-"a b"}`, "${u:-${r[1]}}",
	"$((i+1))", "$((r[0]+1))", "$(( i > 0 ? 1 : 2 ))", "$[i+1]", "$(echo x)", "`echo x`", `$(echo "${r[1]}")`, `"$(echo "${m[k]}")"`, "\"`echo \"$v\"`\"",
	"`echo \\`echo z\\``", "$(case x in x) echo y;; esac)", `$(echo ")")`, "$(</dev/null)",
	"'x'", "$'x'", `$'a\'b'`, `\x`, `x"y"`, `"a\"b"`, "~", "{a,b}", "*", "[x]",
}

// contexts are where a word can stand.
var contexts = []string{
	"p %", `p "a%"`, "p a%b", "p a{%,z}", `p x ${z:-a % "b %"}`, "! p %", "p % >&2", "(p %)", "{ p %; } | cat", "eval p %",
	"case % in x) p 1;; y*) p 2;; *) p 3;; esac", "case x in %) p 1;; *) p 2;; esac", "case xy in x%*) p 1;; *) p 2;; esac", "case x in @(%|q)) p 1;; *) p 2;; esac",
	"[[ x == % ]]; p $?", "[[ x == @(%|q) ]]; p $?", "[[ % == x* ]]; p $?", "[[ xx =~ % ]]; p $?", `[[ xx =~ (%)+ ]]; p $? "${BASH_REMATCH[@]}"`, "[[ -n % ]]; p $?", "[[ % -eq 1 ]]; p $?",
	"test x = %; p $?", "if [ x = % ]; then p y; fi", "while [[ % != x ]]; do p l; break; done", `for q in %; do p "$q"; done`, "select q in %; do p $q; break; done <<<1",
	"cat <<<%", "cat <<A\n%\nA", "cat <(echo %)", "coproc p %; cat <&${COPROC[0]}; wait", `trap "p %" EXIT`,
	`a=%; p "$a"`, "a=(%); declare -p a", "a=([1]=%); declare -p a", "a=% p ok", `a=% eval 'p "$a"'`, "export e=%; env | grep ^e=",
	`declare a=%; p "$a"`, "declare -a b=(% c); declare -p b", "declare -A b=([k]=%); declare -p b", "declare -A b=([%]=1); declare -p b", `f() { local z=%; p "$z"; }; f`,
	"p ${w-%}", `p "${w-%}"`, "p ${w:=%}", "p ${w:+%}${v:+%}", "p ${v#%}", `p "${v#%}"`, "p ${v/%/Q}", "p ${v/x/%}", `p "${v/x/%}"`, "p ${v/@(%)/Q}", "p ${v:%:1}",
	"p $(p %)", `p "$(p %)"`, "p `echo %`", "p \"`echo %`\"", "f() { p %; }; f", `f() { p %; }; eval "$(declare -f f)"; f`, "set -- %; p $#", "echo -n % | cat",
	"((%)); p $?", "p $((% + 1))", `let "q=%"; p $q`, "p ${r[%]}", "r[%]=9; declare -p r", "m[%]=9; declare -p m", "p ${m[%]}", `p "${m[%]-no}"`, `unset "m[%]"; declare -p m`,
}
