package interp

import "sync"

// A symbol stands for a name in all environments of the process. Its number is
// the slot in which each environment keeps the variable and the function of
// that name, so that compiled code finds both without looking names up.
type symbol struct {
	id   int
	name string
	hook func(*Shell) // called after the variable has changed, or nil
	dyn  *dynamic     // computes the variable's value, or nil
}

var symbols struct {
	sync.RWMutex
	byName map[string]*symbol
	list   []*symbol
}

// intern returns the symbol of name.
func intern(name string) *symbol {
	symbols.RLock()
	s := symbols.byName[name]
	symbols.RUnlock()
	if s != nil {
		return s
	}
	symbols.Lock()
	if s = symbols.byName[name]; s == nil {
		if symbols.byName == nil {
			symbols.byName = make(map[string]*symbol, 128)
		}
		s = &symbol{id: len(symbols.list), name: name, hook: hookOf(name), dyn: dynamicOf(name)}
		symbols.byName[name] = s
		symbols.list = append(symbols.list, s)
	}
	symbols.Unlock()
	return s
}

// known returns the symbol of name if there is one.
func known(name string) *symbol {
	symbols.RLock()
	s := symbols.byName[name]
	symbols.RUnlock()
	return s
}
