#include "textflag.h"

#define SYS_write	64
#define SYS_rt_sigreturn	139

DATA	one<>+0(SB)/8, $1
GLOBL	one<>(SB), RODATA, $8

// Called by the kernel: R0 is the signal's number, R1 points to its siginfo.
// The kernel has saved every register.
TEXT ·handler(SB),NOSPLIT|NOFRAME,$0
	CMPW	$23, R0			// URG that the Go runtime sends itself (SI_TKILL)
	BNE	take
	MOVW	8(R1), R3
	CMPW	$-6, R3
	BEQ	done
take:
	SUB	$1, R0, R1
	MOVD	$1, R2
	LSL	R1, R2, R2
	MOVD	$·pending(SB), R3
again:
	LDAXR	(R3), R4
	ORR	R2, R4, R4
	STLXR	R4, (R3), R5
	CBNZW	R5, again
	MOVD	·wakeFD(SB), R0
	CMP	$0, R0
	BLT	done
	MOVD	$one<>(SB), R1
	MOVD	$8, R2
	MOVD	$SYS_write, R8
	SVC
done:
	RET

// For signals that also stand for faults: only what a process has sent
// (si_code is not positive) is ours, the rest is the Go runtime's.
TEXT ·faultHandler(SB),NOSPLIT|NOFRAME,$0
	MOVW	8(R1), R3
	CMPW	$0, R3
	BLE	sent
	MOVD	$·goHandler(SB), R3
	MOVD	(R3)(R0<<3), R3
	JMP	(R3)
sent:
	B	·handler(SB)

TEXT ·restorer(SB),NOSPLIT|NOFRAME,$0
	MOVD	$SYS_rt_sigreturn, R8
	SVC

TEXT ·handlerPC(SB),NOSPLIT,$0-8
	MOVD	$·handler(SB), R0
	MOVD	R0, ret+0(FP)
	RET

TEXT ·faultHandlerPC(SB),NOSPLIT,$0-8
	MOVD	$·faultHandler(SB), R0
	MOVD	R0, ret+0(FP)
	RET

TEXT ·restorerPC(SB),NOSPLIT,$0-8
	MOVD	$·restorer(SB), R0
	MOVD	R0, ret+0(FP)
	RET
