//go:build go1.26 && !go1.27 && !pprof

#include "textflag.h"

// The linker keeps what the initialization of a package calls, even where it keeps
// nothing else of the package. So there are other tasks of initialization here,
// each of which says that it is done (its first word is 2) and calls nothing. Of
// two symbols with one name the linker takes the larger one, where one of them is
// DUPOK. TestInit tells if it did not, and if something is linked that needs them.
#define DONE(task) DATA task+0(SB)/8, $2; GLOBL task(SB), NOPTR|DUPOK, $64

// Regular expressions of the parser's printer, which is not linked: package regexp.
DONE(mvdan·cc∕sh∕v3∕fileutil··inittask)

// Standard input and output as files, for which fmt imports os. To set them up
// needs finalizers, system calls, and $GODEBUG with its metrics.
DONE(os··inittask)
DONE(internal∕poll··inittask)
DONE(internal∕godebug··inittask)

// Maps of the sets of characters, by name.
DONE(unicode··inittask)
