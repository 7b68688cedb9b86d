package parse

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"
)

// dump prints a tree without its positions and without arithmetic, of which texts are looked at instead.
func dump(u *Unit) string {
	var b strings.Builder
	for _, s := range u.Stmts {
		dumpValue(&b, u, reflect.ValueOf(s))
	}
	return b.String()
}

func dumpValue(b *strings.Builder, u *Unit, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil ")
			return
		}
		switch x := v.Interface().(type) {
		case *syntax.ArithmExp:
			fmt.Fprintf(b, "$((%q)) ", u.ArithmExpText(x))
			return
		case *syntax.ArithmCmd:
			fmt.Fprintf(b, "((%q)) ", u.ArithmCmdText(x))
			return
		case *syntax.CStyleLoop:
			i, c, p := u.CStyleTexts(x)
			fmt.Fprintf(b, "((%q;%q;%q)) ", i, c, p)
			return
		case *syntax.ParamExp:
			if bad, ok := u.BadSubst(x); ok {
				fmt.Fprintf(b, "bad %q ", bad)
				return
			}
			off, length, has := u.SliceTexts(x)
			fmt.Fprintf(b, "index %q slice %q %q %v", u.IndexText(x), off, length, has)
		case *syntax.Assign:
			fmt.Fprintf(b, "index %q", u.AssignIndexText(x))
		case *syntax.ArrayElem:
			fmt.Fprintf(b, "index %q", u.ElemIndexText(x))
		case *syntax.CmdSubst:
			fmt.Fprintf(b, "cmdsubst ")
			for _, s := range x.Stmts {
				dumpValue(b, u, reflect.ValueOf(s))
			}
			return
		}
		dumpValue(b, u, v.Elem())
	case reflect.Struct:
		if p, ok := v.Interface().(syntax.Pos); ok {
			if p.IsValid() {
				fmt.Fprintf(b, "@%d ", u.LineOf(p))
			}
			return
		}
		b.WriteString(v.Type().Name() + "{")
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch {
			case !f.IsExported() || f.Name == "ValueEnd" || f.Name == "Rparen" || f.Name == "Semicolon" && false:
			case f.Type.Name() == "ArithmExpr" || f.Name == "Slice" || f.Type.Name() == "TestExpr" && false:
			case strings.HasSuffix(f.Type.String(), "[]syntax.Comment"):
			default:
				b.WriteString(f.Name + ":")
				dumpValue(b, u, v.Field(i))
			}
		}
		b.WriteString("} ")
	case reflect.Slice:
		b.WriteString("[")
		for i := range v.Len() {
			dumpValue(b, u, v.Index(i))
		}
		b.WriteString("] ")
	case reflect.String:
		fmt.Fprintf(b, "%q ", Bytes(v.String()))
	default:
		fmt.Fprintf(b, "%v ", v.Interface())
	}
}

// TestMendsKeepTrees runs the mends on scripts that do not need them, if PARSE_CORPUS lists directories or files of
// scripts: the trees must not change.
func TestMendsKeepTrees(t *testing.T) {
	for _, root := range strings.Fields(os.Getenv("PARSE_CORPUS")) {
		filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
			if err != nil || info.IsDir() {
				return nil
			}
			text, _ := os.ReadFile(path)
			text = bytes.ReplaceAll(text, []byte{0}, nil)
			r := New(NewText(string(text)), nil)
			for {
				u, err := r.Next()
				if err != nil {
					break
				}
				if u.masked != "" || len(u.Stmts) == 0 || strings.Contains(u.Text, "let") {
					continue
				}
				f := New(NewText(u.Input), nil)
				first := len(u.Input) - len(strings.TrimLeft(u.Input, " \t\n"))
				f.line = u.LineOf(u.Stmts[0].Pos()) - strings.Count(u.Input[:first], "\n")
				if strings.Contains(u.Input, "#") || strings.Contains(u.Input, "\\") {
					continue
				}
				f.force = true
				v, err := f.Next()
				if err != nil {
					t.Errorf("%s: line %d: %v\n%s", path, u.Line, err, u.Input)
					continue
				}
				if a, b := dump(u), dump(v); a != b {
					i := 0
					for i < len(a) && i < len(b) && a[i] == b[i] {
						i++
					}
					t.Errorf("%s: line %d:\n%s\n%s\n%s", path, u.Line, a[max(0, i-100):min(len(a), i+100)], b[max(0, i-100):min(len(b), i+100)], v.masked)
				}
			}
			return nil
		})
	}
}
