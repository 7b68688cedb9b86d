package resolve

import (
	"strings"

	"entrysh/internal/ipaddr"
	"entrysh/internal/strfn"
)

// Types of records.
const (
	TypeA    = 1
	TypeAAAA = 28
)

const headerLen = 12

// Query returns the question for the records of a type that a name has (RFC 1035, 4.1); ok is false for what cannot be
// a name.
func Query(id uint16, name string, kind uint16) (msg []byte, ok bool) {
	msg = append(msg, byte(id>>8), byte(id), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0) // recursion desired, one question
	if len(name) > 253 {
		return nil, false
	}
	for _, label := range strfn.Split(name, ".") {
		if label == "" || len(label) > 63 {
			return nil, false
		}
		msg = append(append(msg, byte(len(label))), label...)
	}
	return append(msg, 0, byte(kind>>8), byte(kind), 0, 1), true
}

// A Code is how a server has answered.
type Code byte

// Codes.
const (
	Found    Code = 0
	NotFound Code = 3
)

// Answer reads the answer to a question. The addresses of a truncated one are as good as others. ok is false for what
// is not an answer to it.
func Answer(msg, query []byte) (found []ipaddr.Addr, code Code, ok bool) {
	if len(msg) < len(query) || string(msg[:2]) != string(query[:2]) || msg[2]&0x80 == 0 ||
		!strings.EqualFold(string(msg[headerLen:len(query)]), string(query[headerLen:])) {
		return nil, 0, false
	}
	kind := query[len(query)-3]
	for i := len(query); i < len(msg); {
		if i = skipName(msg, i); i+10 > len(msg) {
			break
		}
		data := i + 10
		end := data + int(msg[i+8])<<8 + int(msg[i+9])
		if end > len(msg) {
			break
		}
		if msg[i] == 0 && msg[i+1] == kind {
			switch rest := msg[data:end]; {
			case kind == TypeA && len(rest) == 4:
				found = append(found, ipaddr.Addr{V4: [4]byte(rest), Is4: true})
			case kind == TypeAAAA && len(rest) == 16:
				found = append(found, ipaddr.Addr{V6: [16]byte(rest)})
			}
		}
		i = end
	}
	return found, Code(msg[3] & 0xf), true
}

// skipName returns the offset behind a name, which ends with an empty label or with a pointer to the rest of it.
func skipName(msg []byte, i int) int {
	for i < len(msg) {
		switch n := int(msg[i]); {
		case n == 0:
			return i + 1
		case n >= 0xc0:
			return i + 2
		default:
			i += n + 1
		}
	}
	return i
}
