package interp

import (
	"syscall"

	"entrysh/internal/strfn"
)

// builtinType is type (POSIX XCU type; bash manual 4.2).
func builtinType(sh *Shell, args []string) int {
	t := typeQuery{sh: sh}
	// The long forms are old names of the options.
	words := args
	for i := 1; i < len(words) && len(words[i]) > 1 && words[i][0] == '-'; i++ {
		var short string
		switch words[i] {
		case "-type", "--type":
			short = "-t"
		case "-path", "--path":
			short = "-p"
		case "-all", "--all":
			short = "-a"
		default:
			continue
		}
		words = append(append(append([]string(nil), words[:i]...), short), words[i+1:]...)
	}
	f := sh.flags(words, "afptP")
	for {
		switch f.next() {
		case 'a':
			t.all = true
			continue
		case 'f':
			t.noFunctions = true
			continue
		case 'p':
			t.paths, t.words = true, false
			continue
		case 't':
			t.words, t.paths = true, false
			continue
		case 'P':
			t.paths, t.force, t.words = true, true, false
			continue
		case flagError:
			return 2
		}
		break
	}
	status := 0
	for _, name := range f.args {
		if !t.describe(name) {
			if !t.words && !t.paths {
				sh.nameNotFound("type", name)
			}
			status = 1
		}
	}
	return status
}

// A typeQuery says what type is to tell about names.
type typeQuery struct {
	sh          *Shell
	all         bool // -a: everything of that name
	noFunctions bool // -f
	paths       bool // -p: the path if it is a file
	force       bool // -P: look for a file only
	words       bool // -t: one word that says what it is
}

// say tells one thing about a name, and whether that is all.
func (t *typeQuery) say(word, text string) bool {
	switch {
	case t.words:
		t.sh.out(word + "\n")
	case !t.paths:
		t.sh.out(text)
	}
	return !t.all
}

// describe tells what name is; false if it is nothing.
func (t *typeQuery) describe(name string) bool {
	sh, found := t.sh, false
	if !t.force {
		if a, ok := sh.aliases[name]; ok && sh.shopts&shoptExpandAliases != 0 {
			if found = true; t.say("alias", name+" is aliased to `"+a+"'\n") {
				return true
			}
		}
		if parseReserved(name) {
			if found = true; t.say("keyword", name+" is a shell keyword\n") {
				return true
			}
		}
		if f := sh.functionByName(name); f != nil && !t.noFunctions {
			if found = true; t.say("function", name+" is a function\n"+sh.functionText(f)) {
				return true
			}
		}
		if b := sh.enabledBuiltin(name); b != nil {
			kind := "shell builtin"
			if b.special && sh.opts&optPosix != 0 {
				kind = "special shell builtin"
			}
			if found = true; t.say("builtin", name+" is a "+kind+"\n") {
				return true
			}
		}
	}
	file := func(path string) {
		found = true
		switch {
		case t.words:
			sh.out("file\n")
		case t.paths:
			sh.out(path + "\n")
		default:
			sh.out(name + " is " + path + "\n")
		}
	}
	if hasSlash(name) {
		if sh.executable(name) {
			file(name)
		}
		return found
	}
	if !t.all {
		if e := sh.hashed(name); e != nil {
			if t.words || t.paths {
				file(e.path)
			} else {
				sh.out(name + " is hashed (" + e.path + ")\n")
			}
			return true
		}
	}
	if !t.all {
		if path, ok := sh.find(name, sh.Get("PATH")); ok {
			file(path)
		}
		return found
	}
	for _, path := range sh.programs(name) {
		file(path)
	}
	return found
}

// find looks name up along the directories of list as type and command -v do:
// outside of POSIX mode, a file that cannot be executed is found if no other is.
func (sh *Shell) find(name, list string) (path string, ok bool) {
	path, status := sh.searchPath(name, list, false)
	if list == "" && status != 127 {
		path = absolute(sh.cwd, name) // with no PATH, the name is given in full
	}
	return path, status == 0 || status == 126 && sh.opts&optPosix == 0
}

// programs returns the executable files called name along PATH.
func (sh *Shell) programs(name string) []string {
	var list []string
	search := sh.Get("PATH")
	if name == "" || search == "" {
		return nil
	}
	for _, dir := range strfn.Split(search, ":") {
		p := "./" + name
		if dir != "" {
			if dir[0] == '~' {
				dir = sh.tilde(dir[1:])
			}
			p = strfn.TrimSuffix(dir, "/") + "/" + name
		}
		if !sh.executable(p) || syscall.Access(sh.path(p), 1) != nil {
			continue
		}
		list = addString(list, p)
	}
	return list
}
