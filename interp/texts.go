package interp

import "sync"

// texts keeps what was compiled of texts that are known only when the command runs,
// for all environments of the process.
type texts struct {
	sync.Mutex
	kept [textKinds]map[string]any
}

type textKind int

const (
	printfText    textKind = iota // *printf.Format
	subscriptText                 // *arithCode
	ereText                       // *ere.Regexp
	ereNoCaseText
	textKinds
)

// mostTexts is how many of a kind are kept: many a loop makes another text each time.
const mostTexts = 512

// get returns what keep was given, or nil.
func (t *texts) get(kind textKind, text string) any {
	t.Lock()
	x := t.kept[kind][text]
	t.Unlock()
	return x
}

// keep keeps x, and drops all others of its kind when there are too many.
func (t *texts) keep(kind textKind, text string, x any) {
	t.Lock()
	if t.kept[kind] == nil || len(t.kept[kind]) >= mostTexts {
		t.kept[kind] = map[string]any{}
	}
	t.kept[kind][text] = x
	t.Unlock()
}
