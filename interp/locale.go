package interp

import (
	"slices"
	"syscall"

	"entrysh/internal/quote"
	"entrysh/internal/strfn"
)

// Locales (POSIX XBD 8.2). All that counts is whether characters are those of
// UTF-8 or bytes; but a locale that the C library would not find is no locale.

const localeDir = "/usr/lib/locale"

// localeHook returns what follows a change of a variable of the locale.
func localeHook(name string) func(*Shell) {
	return func(sh *Shell) {
		sh.nameCharset()
		v := sh.Get(name)
		if v != "" && !localeExists(v) {
			switch {
			case sh.childTemps:
			case name == "LANG": // is asked for without a word
				sh.lost("LC_ALL", v)
			case name == "LC_ALL" || sh.Get("LC_ALL") == "":
				sh.noLocale(name, v)
			default:
				sh.lost(name, v)
			}
			return // all is as it was
		}
		switch name {
		case "LANG", "LC_ALL", "LC_CTYPE":
			sh.localeChanged()
		}
	}
}

// pushChildTemps is pushTemps for a program: it is for that to complain of
// locales that do not exist.
func (n *simpleNode) pushChildTemps(sh *Shell, args []string) (mark int, ok bool) {
	sh.childTemps = true
	mark, ok = n.pushTemps(sh, args, tempOfOne, sh.depth)
	sh.childTemps = false
	return mark, ok
}

// popChildTemps undoes pushChildTemps. As in bash, the shell then looks for its
// own locale in the program's environment, where there is only the program's.
func (n *simpleNode) popChildTemps(sh *Shell, mark int) {
	var lost []string
	for i := range n.assigns {
		switch name := n.assigns[i].sym.name; name {
		case "LC_COLLATE", "LC_CTYPE", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME":
			if l := sh.Get("LC_ALL"); (l == "" || !localeExists(l)) && !localeExists(sh.Get(name)) {
				lost = append(lost, name)
			}
		}
	}
	sh.popSaves(mark)
	for _, name := range lost {
		if lang := sh.Get("LANG"); sh.Get("LC_ALL") == "" && sh.Get(name) == "" && !localeExists(lang) {
			sh.noLocale(name, lang)
		}
	}
}

// noLocale tells that there is no such locale; bash gives the reason when it
// looks for it for the first time.
func (sh *Shell) noLocale(name, v string) {
	reason := ": No such file or directory"
	if slices.Contains(sh.noLocales, name+"="+v) {
		reason = ""
	} else {
		sh.lost(name, v)
	}
	sh.warn("warning: setlocale: %s: cannot change locale (%s)%s", name, v, reason)
}

//go:noinline
func (sh *Shell) lost(name, v string) {
	sh.noLocales = append(slices.Clip(sh.noLocales), name+"="+v)
}

// startLocale is localeChanged for the environment the shell started with.
func (sh *Shell) startLocale() {
	sh.nameCharset()
	if sh.Get("LC_ALL") != "" || sh.wholeLocale() {
		sh.localeChanged()
	}
	if v := sh.Get("LC_ALL"); v != "" && !localeExists(v) {
		sh.lost("LC_ALL", v)
		name := sh.name
		if len(sh.argv) > 0 {
			name = sh.argv[0]
		}
		sh.errOut(name + ": warning: setlocale: LC_ALL: cannot change locale (" + v + ")\n")
	}
}

// nameCharset notes whether the locale's name says UTF-8. For \u in strings that
// is enough, as in bash, be there such a locale or not.
func (sh *Shell) nameCharset() {
	for _, name := range [...]string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if l := sh.Get(name); l != "" {
			_, set, _ := strfn.Cut(l, ".")
			sh.named8 = codeset(set) == "utf8"
			return
		}
	}
	sh.named8 = false
}

// escapes is the character set of \u.
func (sh *Shell) escapes() quote.Locale { return quote.Locale(!sh.utf8 && !sh.named8) }

// wholeLocale reports whether the shell begins in a locale: without a good LANG,
// the C library sets all categories or none.
func (sh *Shell) wholeLocale() bool {
	lang, needed := sh.Get("LANG"), false
	if sh.Get("LC_CTYPE") == "" || lang != "" && localeExists(lang) {
		return true
	}
	for _, c := range [...]string{"CTYPE", "COLLATE", "MESSAGES", "TIME", "NUMERIC", "MONETARY", "PAPER", "NAME", "ADDRESS",
		"TELEPHONE", "MEASUREMENT", "IDENTIFICATION"} {
		v := sh.Get("LC_" + c)
		if v != "" && !localeExists(v) {
			return false
		}
		needed = needed || v == ""
	}
	return lang == "" || !needed
}

// localeChanged looks at the locale's character set.
func (sh *Shell) localeChanged() {
	l := sh.Get("LC_ALL")
	if l == "" {
		l = sh.Get("LC_CTYPE")
	}
	if l == "" || !localeExists(l) && sh.Get("LC_ALL") == "" {
		l = sh.Get("LANG")
	}
	if l != "" && !localeExists(l) {
		return // all is as it was: C, at the start
	}
	_, set, _ := strfn.Cut(l, ".")
	sh.utf8 = codeset(set) == "utf8"
	sh.ifsChanged()
}

// codeset returns the name of a character set as the C library compares it.
func codeset(s string) string {
	s, _, _ = strfn.Cut(s, "@")
	b := make([]byte, 0, 8)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b = append(b, c)
		}
	}
	return string(b)
}

// localeExists reports whether the C library would find the locale; without
// it programs fall back to C. Without locales at all, this is not the GNU
// library, and all names are good.
func localeExists(name string) bool {
	base, set, _ := strfn.Cut(name, ".")
	switch {
	case name == "C" || name == "POSIX" || base == "C" && codeset(set) == "utf8":
		return true
	case strfn.IndexByte(name, '/') >= 0:
		return false
	}
	var st syscall.Stat_t
	norm := base
	if set != "" {
		norm += "." + codeset(set)
	}
	for _, n := range []string{name, norm} {
		if syscall.Stat(localeDir+"/"+n+"/LC_CTYPE", &st) == nil {
			return true
		}
	}
	if syscall.Stat(localeDir, &st) != nil {
		return true
	}
	b, err := readHead(localeDir+"/locale-archive", 1<<22)
	return err == nil && strfn.Contains(string(b), norm)
}
