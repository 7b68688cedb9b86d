package interp

// showHelp writes the help text of a built-in.
func (sh *Shell) showHelp(name string) {
	if u := usageOf(name); u != "" {
		sh.out(name + ": " + u + "\n")
	}
}
