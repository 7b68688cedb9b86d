//go:build !go1.26 || go1.27

package early

//lint:ignore U1000 hook_*.s reads it
const knownRuntime = 0
