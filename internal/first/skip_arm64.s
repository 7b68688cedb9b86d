//go:build go1.26 && !go1.27

#include "textflag.h"

TEXT ·fileutilTask(SB),NOSPLIT,$0-8
	MOVD	$mvdan·cc∕sh∕v3∕fileutil··inittask(SB), R0
	MOVD	R0, ret+0(FP)
	RET
