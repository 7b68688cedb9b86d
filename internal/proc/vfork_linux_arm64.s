#include "textflag.h"

#define SYS_rt_sigprocmask	135
#define SYS_exit_group	94

DATA	allSignals<>+0(SB)/8, $0xffffffffffffffff
GLOBL	allSignals<>(SB), RODATA, $8

// func vfork(calls *call, n uintptr, out *outcome) (pid int)
//
// See vfork_linux_amd64.s.
TEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-32
	MOVD	calls+0(FP), R19
	MOVD	n+8(FP), R20
	MOVD	out+16(FP), R21

	MOVD	$2, R0			// SIG_SETMASK
	MOVD	$allSignals<>(SB), R1
	ADD	$16, R21, R2
	MOVD	$8, R3
	MOVD	$SYS_rt_sigprocmask, R8
	SVC

	MOVD	0(R19), R8		// the call that makes the child
	MOVD	8(R19), R0
	MOVD	16(R19), R1
	MOVD	24(R19), R2
	MOVD	32(R19), R3
	MOVD	40(R19), R4
	SVC
	CBNZ	R0, parent
	B	done
next:
	MOVD	0(R19), R8
	MOVD	8(R19), R0
	MOVD	16(R19), R1
	MOVD	24(R19), R2
	MOVD	32(R19), R3
	MOVD	40(R19), R4
	MOVD	48(R19), R5
	SVC
	CMN	$4095, R0
	BCC	done
	MOVD	56(R19), R1		// may it fail?
	CBNZ	R1, done
	NEG	R0, R0
	MOVD	R0, 0(R21)
	MOVD	R19, 8(R21)
	MOVD	$127, R0
	MOVD	$SYS_exit_group, R8
	SVC
done:
	ADD	$64, R19, R19
	SUB	$1, R20, R20
	CBNZ	R20, next
	MOVD	$0, R0
	MOVD	$SYS_exit_group, R8
	SVC
parent:
	MOVD	R0, pid+24(FP)
	MOVD	$2, R0
	ADD	$16, R21, R1
	MOVD	$0, R2
	MOVD	$8, R3
	MOVD	$SYS_rt_sigprocmask, R8
	SVC
	RET

// func run(calls *call, n uintptr, out *outcome)
TEXT ·run(SB),NOSPLIT|NOFRAME,$0-24
	MOVD	calls+0(FP), R19
	MOVD	n+8(FP), R20
	MOVD	out+16(FP), R21
	MOVD	$2, R0
	MOVD	$allSignals<>(SB), R1
	ADD	$16, R21, R2
	MOVD	$8, R3
	MOVD	$SYS_rt_sigprocmask, R8
	SVC
next:
	MOVD	0(R19), R8
	MOVD	8(R19), R0
	MOVD	16(R19), R1
	MOVD	24(R19), R2
	MOVD	32(R19), R3
	MOVD	40(R19), R4
	MOVD	48(R19), R5
	SVC
	CMN	$4095, R0
	BCC	done
	MOVD	56(R19), R1
	CBNZ	R1, done
	NEG	R0, R0
	MOVD	R0, 0(R21)
	MOVD	R19, 8(R21)
	B	out
done:
	ADD	$64, R19, R19
	SUB	$1, R20, R20
	CBNZ	R20, next
out:
	MOVD	$2, R0
	ADD	$16, R21, R1
	MOVD	$0, R2
	MOVD	$8, R3
	MOVD	$SYS_rt_sigprocmask, R8
	SVC
	RET
