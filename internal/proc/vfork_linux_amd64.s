#include "textflag.h"

#define SYS_rt_sigprocmask	14
#define SYS_exit_group	231

DATA	allSignals<>+0(SB)/8, $0xffffffffffffffff
GLOBL	allSignals<>(SB), RODATA, $8

// func vfork(calls *call, n uintptr, out *outcome) (pid int)
//
// The child shares memory and stack with the parent until it has executed a
// program or ended; the parent may go on meanwhile, if the call has not CLONE_VFORK.
// The child therefore touches no stack and no memory but *out, and runs nothing but
// this code; all signals are blocked meanwhile, so that no handler runs in it.
TEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-32
	MOVQ	calls+0(FP), R12
	MOVQ	n+8(FP), R13
	MOVQ	out+16(FP), R15

	MOVQ	$2, DI			// SIG_SETMASK
	LEAQ	allSignals<>(SB), SI
	LEAQ	16(R15), DX
	MOVQ	$8, R10
	MOVQ	$SYS_rt_sigprocmask, AX
	SYSCALL

	MOVQ	0(R12), AX		// the call that makes the child
	MOVQ	8(R12), DI
	MOVQ	16(R12), SI
	MOVQ	24(R12), DX
	MOVQ	32(R12), R10
	MOVQ	40(R12), R8
	SYSCALL
	TESTQ	AX, AX
	JNE	parent
	JMP	done
next:
	MOVQ	0(R12), AX
	MOVQ	8(R12), DI
	MOVQ	16(R12), SI
	MOVQ	24(R12), DX
	MOVQ	32(R12), R10
	MOVQ	40(R12), R8
	MOVQ	48(R12), R9
	SYSCALL
	CMPQ	AX, $0xfffffffffffff001
	JCS	done
	CMPQ	56(R12), $0		// may it fail?
	JNE	done
	NEGQ	AX
	MOVQ	AX, 0(R15)
	MOVQ	R12, 8(R15)
	MOVQ	$127, DI
	MOVQ	$SYS_exit_group, AX
	SYSCALL
	INT	$3
done:
	ADDQ	$64, R12
	DECQ	R13
	JNE	next
	MOVQ	$0, DI
	MOVQ	$SYS_exit_group, AX
	SYSCALL
	INT	$3
parent:
	MOVQ	AX, pid+24(FP)
	MOVQ	$2, DI
	LEAQ	16(R15), SI
	XORQ	DX, DX
	MOVQ	$8, R10
	MOVQ	$SYS_rt_sigprocmask, AX
	SYSCALL
	RET

// func run(calls *call, n uintptr, out *outcome)
TEXT ·run(SB),NOSPLIT|NOFRAME,$0-24
	MOVQ	calls+0(FP), R12
	MOVQ	n+8(FP), R13
	MOVQ	out+16(FP), R15
	MOVQ	$2, DI
	LEAQ	allSignals<>(SB), SI
	LEAQ	16(R15), DX
	MOVQ	$8, R10
	MOVQ	$SYS_rt_sigprocmask, AX
	SYSCALL
next:
	MOVQ	0(R12), AX
	MOVQ	8(R12), DI
	MOVQ	16(R12), SI
	MOVQ	24(R12), DX
	MOVQ	32(R12), R10
	MOVQ	40(R12), R8
	MOVQ	48(R12), R9
	SYSCALL
	CMPQ	AX, $0xfffffffffffff001
	JCS	done
	CMPQ	56(R12), $0
	JNE	done
	NEGQ	AX
	MOVQ	AX, 0(R15)
	MOVQ	R12, 8(R15)
	JMP	out
done:
	ADDQ	$64, R12
	DECQ	R13
	JNE	next
out:
	MOVQ	$2, DI
	LEAQ	16(R15), SI
	XORQ	DX, DX
	MOVQ	$8, R10
	MOVQ	$SYS_rt_sigprocmask, AX
	SYSCALL
	RET
