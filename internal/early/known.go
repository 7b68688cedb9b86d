//go:build go1.26 && !go1.27

package early

// knownRuntime is 1 if the places in the runtime's g and m by which the hook
// finds its way (unlock in hook_*.s) have been looked at for this version of Go.
//
//lint:ignore U1000 hook_*.s reads it
const knownRuntime = 1
