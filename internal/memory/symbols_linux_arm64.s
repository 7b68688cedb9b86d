#include "textflag.h"

TEXT ·constants(SB),NOSPLIT,$0-16
	MOVD	$runtime·pclntab(SB), R0
	MOVD	R0, start+0(FP)
	MOVD	$runtime·epclntab(SB), R0
	MOVD	R0, end+8(FP)
	RET

TEXT ·barrierAddress(SB),NOSPLIT,$0-8
	MOVD	$runtime·writeBarrier(SB), R0
	MOVD	R0, ret+0(FP)
	RET
