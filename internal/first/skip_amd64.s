//go:build go1.26 && !go1.27

#include "textflag.h"

TEXT ·fileutilTask(SB),NOSPLIT,$0-8
	LEAQ	mvdan·cc∕sh∕v3∕fileutil··inittask(SB), AX
	MOVQ	AX, ret+0(FP)
	RET
