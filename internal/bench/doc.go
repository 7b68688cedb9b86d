// Package bench compares shells: how fast they run scripts, how the time grows
// with the size of what they work on, and how much memory they keep. It is what
// scripts/bench runs.
//
// The scripts are in the folders speed and growth. Comments at their head say
// what they are about and how big they are run: the first argument is that
// number, the second a folder for files. They are written for POSIX shells; what
// only some shells can do is within an eval. A shell whose output differs from
// the first one's, or that fails, is left out of that comparison.
//
// Machines are noisy and drift, so times are only compared within a round, in which
// each shell runs the same script once, in another order each round. What is
// reported is the median of the rounds' ratios.
package bench
