#include "textflag.h"

TEXT ·constants(SB),NOSPLIT,$0-16
	LEAQ	runtime·pclntab(SB), AX
	MOVQ	AX, start+0(FP)
	LEAQ	runtime·epclntab(SB), AX
	MOVQ	AX, end+8(FP)
	RET

TEXT ·barrierAddress(SB),NOSPLIT,$0-8
	LEAQ	runtime·writeBarrier(SB), AX
	MOVQ	AX, ret+0(FP)
	RET
