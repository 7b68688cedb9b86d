package interp

// A nocmp in a struct makes it a type without ==. For every other struct that an
// interface may reach, the compiler makes a function that compares two of them:
// 45 of those, which nobody calls, took 12 kB.
type nocmp [0]func()
