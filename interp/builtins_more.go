package interp

// moreBuiltins returns the built-ins that few scripts need on their way to
// the program they start: they cost nothing until asked for.
func moreBuiltins(name string) *builtin {
	switch name {
	case "alias":
		return &builtin{name: name, run: builtinAlias}
	case "getopts":
		return &builtin{name: name, run: builtinGetopts}
	case "read":
		return &builtin{name: name, run: builtinRead}
	case "type":
		return &builtin{name: name, run: builtinType}
	case "ulimit":
		return &builtin{name: name, run: builtinUlimit}
	case "umask":
		return &builtin{name: name, run: builtinUmask}
	case "unalias":
		return &builtin{name: name, run: builtinUnalias}
	}
	return nil
}

// moreUsage returns the usage text of these built-ins.
func moreUsage(name string) string {
	switch name {
	case "alias":
		return "alias [-p] [name[=value] ... ]"
	case "getopts":
		return "getopts optstring name [arg ...]"
	case "read":
		return "read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]"
	case "type":
		return "type [-afptP] name [name ...]"
	case "ulimit":
		return "ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]"
	case "umask":
		return "umask [-p] [-S] [mode]"
	case "unalias":
		return "unalias [-a] name [name ...]"
	}
	return ""
}
