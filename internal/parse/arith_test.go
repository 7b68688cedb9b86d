package parse

import (
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

// rawTexts lists the texts of arithmetic and subscripts in a unit, in the order in which they stand there.
func rawTexts(u *Unit) string {
	var list []string
	for _, s := range u.Stmts {
		syntax.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.ArithmExp:
				list = append(list, u.ArithmExpText(n))
				return false
			case *syntax.ArithmCmd:
				list = append(list, u.ArithmCmdText(n))
				return false
			case *syntax.CStyleLoop:
				init, cond, post := u.CStyleTexts(n)
				list = append(list, init, cond, post)
				return false
			case *syntax.ParamExp:
				if bad, ok := u.BadSubst(n); ok {
					list = append(list, "bad:"+bad)
				} else if n.Index != nil {
					list = append(list, n.Param.Value+"["+u.IndexText(n)+"]")
				} else {
					list = append(list, n.Param.Value)
				}
				if off, length, has := u.SliceTexts(n); n.Slice != nil {
					list = append(list, ":"+off)
					if has {
						list = append(list, ":"+length)
					}
				}
				if u.Toggles(n) {
					list = append(list, "toggles")
				}
				return n.Slice == nil && n.Index == nil
			case *syntax.Assign:
				if n.Index != nil {
					list = append(list, n.Name.Value+"["+u.AssignIndexText(n)+"]=")
				}
				if n.Value != nil {
					syntax.Walk(n.Value, func(n syntax.Node) bool {
						if lit, ok := n.(*syntax.Lit); ok {
							list = append(list, Bytes(lit.Value))
						}
						return true
					})
				}
				if n.Array != nil {
					list = append(list, "(")
				}
				return n.Array != nil
			case *syntax.ArrayElem:
				if n.Index != nil {
					op := "]="
					if u.ElemAppends(n) {
						op = "]+="
					}
					list = append(list, "["+u.ElemIndexText(n)+op)
				}
				return n.Value != nil && n.Index == nil
			}
			return true
		})
	}
	return strings.Join(list, "|")
}

// The texts are all such that bash 5.2.15 -n accepts them.
func TestRawTexts(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{`echo $((1 + 2)) $[ 3 ]`, "1 + 2| 3 "},
		{`echo $(( $a$op$b )) "$((a = b c))" $((1 2))`, " $a$op$b |a = b c|1 2"},
		{`echo $(()) $(( )) $[]`, "| |"},
		{"echo $((1 + \\\n2))", "1 + 2"},
		{`echo $(( (1) + ")" ))`, ` (1) + ")" `},
		{`((x = 1)); (( $x )); (()); (( ))`, "x = 1| $x || "},
		{`((x=1 # 2)) && ((a b))`, "x=1 # 2|a b"},
		{`for ((i = 0; i < $n; i++)); do :; done`, "i = 0| i < $n| i++"},
		{`for ((;;)) { :; }`, "||"},
		{`for (( $a ; b c ; )); do :; done`, " $a | b c | "},
		{`echo ${a[1]} ${a[i + 1]} ${a[$x:$y]} ${m[a b]}`, "a[1]|a[i + 1]|a[$x:$y]|m[a b]"},
		{`echo ${a[@]} ${#a[*]} ${!a[@]} ${a[${b[1]}]} ${m["]"]}`, `a[@]|a[*]|a[@]|a[${b[1]}]|m["]"]`},
		{`echo ${m[a.b]} ${m[1.2]:-x} ${m[/]} ${m[k]@A}`, "m[a.b]|m[1.2]|m[/]|m[k]"},
		{`echo ${a:1} ${a:1:2} ${a: -1} ${@:2:$#} ${a[@]:1:2}`, "a|:1|a|:1|:2|a|: -1|@|:2|:$#|a[@]|:1|:2"},
		{`echo ${a:x y:(1 ? 2 : 3)} ${a:b?c:d:e} ${a::2} ${a:1:}`, "a|:x y|:(1 ? 2 : 3)|a|:b?c:d|:e|a|:|:2|a|:1|:"},
		{`a[1]=2 b[i + 1]=3 c[x]+=4`, "a[1]=|2|b[i + 1]=|3|c[x]=|4"},
		{`m[a.b]=1; m[1.2]=2; m[a:b]=3; m[a b]=4; m["k"]=5; m[$x$y]=6`, `m[a.b]=|1|m[1.2]=|2|m[a:b]=|3|m[a b]=|4|m["k"]=|5|m[$x$y]=|6`},
		{`a=([0]=x [1 + 1]=y [a.b]=z [$i$j]=w)`, "(|[0]=|[1 + 1]=|[a.b]=|[$i$j]="},
		{`a=([0]+=x [1 2]+=y)`, "(|[0]+=|[1 2]+="},
		{`declare -A m=([a b]=1 [c/d]=2)`, "-A|(|[a b]=|[c/d]="},
		{"echo `echo $((\\$x + 1)) $((1 + 2))`", "$x + 1|1 + 2"},
		{"echo `echo \\`echo $((\\\\\\$x))\\``", "$x"},
		{"echo \"`echo \\\"$((\\\"1\\\" + \\$x))\\\"`\"", `"1" + $x`},
		{"echo `echo $((a b)) $((\\$x))`", "a b|$x"},
		{"echo \"`echo \\\"$((a b))\\\"`\"", "a b"},
		{`echo $((echo a); (echo b)) $( (c) )`, ""},
		{`echo ${a b} ${} ${!} ${a[]} ${1a} "${a!}"`, `bad:${a b}|bad:${}|!|bad:${a[]}|bad:${1a}|bad:${a!}`},
		{"echo ${a\n} ${b}", "bad:${a\n}|b"},
		{"echo $\\\n{a b} $\\\n{c}", "bad:${a b}|c"},
		{`echo ${a~} ${a~~} ${a[1]~x} ${a^}`, "a|toggles|a|toggles|a[1]|toggles|a"},
		{`echo ${###} ${##} ${#} ${#-} ${#-x} ${!#}`, "#|#|#|-|#|#"},
		{`echo ${x@Q} ${!x@K} ${x[@]@A} ${@@Q} ${!x*} ${!x@}`, "x|x|x[@]|@|x|x"},
		{`a=(1 2) b=x c=($x) cmd; a=(1 2)`, "(1 2)|x|(|x|)|("},
		{`a[0]=1 b[i j]+=2 cmd`, "a[0]=|1|b[i j]=|2"},
		{`a[0]=(1 2)`, "a[0]=|("},
		{`echo "${a:-$((x y))}" <<E`, "a|x y"},
		{"cat <<E\n$((x y)) ${a b} ${c[d e]}\nE\n", "x y|bad:${a b}|c[d e]"},
		{"cat <<'E' $((x y))\n$((x y))\nE\n", "x y"},
	} {
		units, err := read(tc.text, nil)
		var got []string
		for _, u := range units {
			if s := rawTexts(u); s != "" {
				got = append(got, s)
			}
		}
		if g := strings.Join(got, "|"); g != tc.want || err != nil {
			t.Errorf("%q:\n got %s %v\nwant %s", tc.text, g, err, tc.want)
		}
	}
}
