package arith

import "testing"

// benchEnv is as fast as an Env can be.
type benchEnv struct{ i, n int64 }

func (e *benchEnv) Get(string) (string, error) { return "", nil }
func (e *benchEnv) GetInt(name string) (int64, bool) {
	if name == "i" {
		return e.i, true
	}
	return e.n, true
}
func (e *benchEnv) Set(name string, v int64) error {
	if name == "i" {
		e.i = v
	} else {
		e.n = v
	}
	return nil
}
func (e *benchEnv) GetSub(name, sub string) (string, error)     { return "7", nil }
func (e *benchEnv) SetSub(name, sub string, v int64) error      { return nil }
func (e *benchEnv) ResolveSub(name, sub string) (string, error) { return sub, nil }

var benchExprs = []struct{ name, s string }{
	{"Inc", "i++"},
	{"Less", "i < 1000000"},
	{"Sum", "n = n + i * 3 % 7"},
	{"Array", "a[i] += i"},
	{"Mixed", "(i > 5 && n < 10) ? (n << 2) ^ i : n | (i & 255)"},
}

func BenchmarkParse(b *testing.B) {
	for _, c := range benchExprs {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Parse(c.s)
			}
		})
	}
}

func BenchmarkEval(b *testing.B) {
	for _, c := range benchExprs {
		b.Run(c.name, func(b *testing.B) {
			e, _ := Parse(c.s)
			env := new(benchEnv)
			b.ReportAllocs()
			for b.Loop() {
				Eval(e, env)
			}
		})
	}
}

func BenchmarkParseInt(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ParseInt("123456")
	}
}

func BenchmarkParseTemplate(b *testing.B) {
	p := parts("$ + x * ($ - 1)")
	b.ReportAllocs()
	for b.Loop() {
		ParseTemplate(p)
	}
}
