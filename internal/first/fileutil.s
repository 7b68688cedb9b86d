//go:build go1.26 && !go1.27

#include "textflag.h"

// The parser's printer has regular expressions, in package fileutil. The printer
// is not linked, but the linker keeps what the initialization of a package calls:
// regexp, 200 kB, and tables of names in unicode, which takes as long to
// initialize as all that the shell itself does until its first command.
//
// So here is another task of initialization for fileutil, which says that it is
// done (the first word) and calls nothing. Of two symbols of one name the linker
// takes the larger one, where DUPOK lets it choose. TestInit tells whether it did.
DATA mvdan·cc∕sh∕v3∕fileutil··inittask+0(SB)/4, $2
DATA mvdan·cc∕sh∕v3∕fileutil··inittask+4(SB)/4, $0
GLOBL mvdan·cc∕sh∕v3∕fileutil··inittask(SB), NOPTR|DUPOK, $64
