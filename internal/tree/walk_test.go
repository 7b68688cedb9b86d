package tree

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

// script has each kind of node that the parser makes of bash's grammar.
const script = `a=1 b[2]=$x c=(1 [2]=3 "$y"); v=1 cmd "$z ${v:-w}" 'q' $'e' >out 2>&1 <<END
text $(cmd)
END
( sub ); { block; } ; if a; then b; elif c; then d; else e; fi; while a; do b; done; until a; do b; done
for i in 1 2; do x; done; for ((i=0; i<3; i++)); do y; done; for ((;;)); do break; done; select s in a; do :; done
a && b || ! c | d |& e; f() { :; }; function g { :; }
x ${a[1]} ${b:1:2} ${c/x/y} ${d//z} ${e^^} ${!f} ${#g} $((1 + (-2) * x++))
((a = b ? c : d)); [[ -f a && (b = c || ! d =~ e) ]]; case $x in a | b) c ;; *) ;; esac
declare -x d=e f; export g; let h=1 i=2; echo @(a|b) <(p) >(q); time t; time -p t; coproc cmd; coproc N { c; }
`

// isLet reports whether n is what entrysh/internal/parse leaves in no tree.
func isLet(n syntax.Node) bool {
	_, ok := n.(*syntax.LetClause)
	return ok
}

// The walk is that of package syntax, but for comments and let.
func TestWalk(t *testing.T) {
	list := []string{script}
	files, _ := filepath.Glob("../../testdata/bash/*.txt")
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, strings.Split(string(text), "\n\n")...)
	}
	nodes := 0
	for _, text := range list {
		file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
		if err != nil {
			if text == script {
				t.Fatal(err)
			}
			continue
		}
		for _, s := range file.Stmts {
			var got, want []syntax.Node
			syntax.Walk(s, func(n syntax.Node) bool {
				if _, ok := n.(*syntax.Comment); ok {
					return false
				}
				want = append(want, n)
				return !isLet(n)
			})
			Walk(s, func(n syntax.Node) bool { got = append(got, n); return !isLet(n) })
			if !slices.Equal(got, want) {
				t.Errorf("%d nodes, want %d, in\n%s", len(got), len(want), text)
			}
			nodes += len(got)
		}
	}
	if nodes < 1000 {
		t.Errorf("only %d nodes", nodes)
	}
}
