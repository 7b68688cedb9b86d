package resolve

import (
	"fmt"
	"testing"
	"time"

	"entrysh/internal/ipaddr"
)

func TestConfig(t *testing.T) {
	c := ParseConfig("# x\nnameserver 127.0.0.11\nnameserver ::1\nnameserver x\nsearch a.example. b\noptions ndots:2 timeout:3 attempts:9 x\n")
	if len(c.Servers) != 2 || !c.Servers[0].Is4 || c.Servers[1].Is4 || c.Timeout != 3*time.Second || c.Attempts != 5 {
		t.Errorf("%+v", c)
	}
	for host, want := range map[string]string{
		"db": "[db.a.example db.b db]", "db.c": "[db.c.a.example db.c.b db.c]", "a.b.c": "[a.b.c a.b.c.a.example a.b.c.b]", "db.": "[db]",
	} {
		if got := fmt.Sprint(c.Names(host)); got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
	c = ParseConfig("options ndots:0\n")
	if got := fmt.Sprint(c.Servers, c.Names("db")); got != "[{[127 0 0 1] [0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0] true}] [db]" {
		t.Error(got)
	}
}

func TestFiles(t *testing.T) {
	hosts := "127.0.0.1 localhost a # b\n::1 localhost\nx y\n"
	if got := Hosts(hosts, "LocalHost"); len(got) != 2 || got[0].V4 != [4]byte{127, 0, 0, 1} || got[1].V6[15] != 1 {
		t.Error(got)
	}
	if got := Hosts(hosts, "b"); got != nil {
		t.Error(got)
	}
	services := "http 80/tcp www # web\ndomain 53/tcp\ndomain 53/udp\n"
	for _, c := range []struct {
		name, protocol, want string
		ok                   bool
	}{{"http", "tcp", "80", true}, {"www", "tcp", "80", true}, {"http", "udp", "", false}, {"domain", "udp", "53", true}, {"80/tcp", "tcp", "", false}} {
		if got, ok := Service(services, c.name, c.protocol); got != c.want || ok != c.ok {
			t.Errorf("%v: %q, %v", c, got, ok)
		}
	}
}

func TestMessages(t *testing.T) {
	q, ok := Query(0x1234, "db.example", TypeA)
	if want := "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x02db\x07example\x00\x00\x01\x00\x01"; !ok || string(q) != want {
		t.Fatalf("%q", q)
	}
	for _, name := range []string{"", "a..b", ".a", string(make([]byte, 64)), string(make([]byte, 300))} {
		if _, ok := Query(1, name, TypeA); ok {
			t.Errorf("%q is a name", name)
		}
	}
	answer := "\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00" + string(q[headerLen:]) +
		"\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x01\x00\x04\x01x\xc0\x0f" + // an alias
		"\x01x\xc0\x0f\x00\x01\x00\x01\x00\x00\x00\x01\x00\x04\x0a\x00\x00\x07"
	found, code, ok := Answer([]byte(answer), q)
	if !ok || code != Found || len(found) != 1 || found[0] != (ipaddr.Addr{V4: [4]byte{10, 0, 0, 7}, Is4: true}) {
		t.Errorf("%v %v %v", found, code, ok)
	}
	for i := range answer { // nothing that was cut off does harm
		Answer([]byte(answer[:i]), q)
	}
	if _, _, ok := Answer(q, q); ok {
		t.Error("the question is an answer to itself")
	}
	q6, _ := Query(1, "a", TypeAAAA)
	none := append([]byte{}, q6...)
	none[2], none[3] = 0x81, 0x83
	if found, code, ok := Answer(none, q6); found != nil || code != NotFound || !ok {
		t.Errorf("%v %v %v", found, code, ok)
	}
}

func FuzzAnswer(f *testing.F) {
	q, _ := Query(1, "a.b", TypeA)
	f.Add(q)
	f.Fuzz(func(t *testing.T, msg []byte) { Answer(msg, q) })
}
