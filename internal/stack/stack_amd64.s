#include "textflag.h"

// The runtime's g begins with the bounds of its stack, low and high.

// func Used() uintptr
TEXT ·Used(SB),NOSPLIT,$0-8
	MOVQ	(TLS), AX
	MOVQ	8(AX), AX
	SUBQ	SP, AX
	MOVQ	AX, ret+0(FP)
	RET
