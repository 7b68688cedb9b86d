#include "textflag.h"

#define SYS_write	1
#define SYS_rt_sigreturn	15

DATA	one<>+0(SB)/8, $1
GLOBL	one<>(SB), RODATA, $8

// Called by the kernel: DI is the signal's number, SI points to its siginfo.
// The kernel has saved every register.
TEXT ·handler(SB),NOSPLIT|NOFRAME,$0
	CMPL	DI, $23			// URG that the Go runtime sends itself (SI_TKILL)
	JNE	take
	CMPL	8(SI), $-6
	JEQ	done
take:
	LEAQ	-1(DI), CX
	MOVQ	$1, AX
	SHLQ	CX, AX
	LOCK
	ORQ	AX, ·pending(SB)
	MOVQ	·wakeFD(SB), DI
	TESTQ	DI, DI
	JLT	done
	LEAQ	one<>(SB), SI
	MOVQ	$8, DX
	MOVQ	$SYS_write, AX
	SYSCALL
done:
	RET

// For signals that also stand for faults: only what a process has sent
// (si_code is not positive) is ours, the rest is the Go runtime's.
TEXT ·faultHandler(SB),NOSPLIT|NOFRAME,$0
	MOVL	8(SI), AX
	CMPL	AX, $0
	JLE	sent
	LEAQ	·goHandler(SB), AX
	MOVQ	(AX)(DI*8), AX
	JMP	AX
sent:
	JMP	·handler(SB)

TEXT ·restorer(SB),NOSPLIT|NOFRAME,$0
	MOVQ	$SYS_rt_sigreturn, AX
	SYSCALL
	INT	$3

TEXT ·handlerPC(SB),NOSPLIT,$0-8
	LEAQ	·handler(SB), AX
	MOVQ	AX, ret+0(FP)
	RET

TEXT ·faultHandlerPC(SB),NOSPLIT,$0-8
	LEAQ	·faultHandler(SB), AX
	MOVQ	AX, ret+0(FP)
	RET

TEXT ·restorerPC(SB),NOSPLIT,$0-8
	LEAQ	·restorer(SB), AX
	MOVQ	AX, ret+0(FP)
	RET
