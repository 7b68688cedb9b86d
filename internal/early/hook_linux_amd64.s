#include "go_asm.h"
#include "textflag.h"

#define SYS_mmap	9
#define SYS_rt_sigaction	13
#define SYS_rt_sigprocmask	14
#define SYS_fcntl	72
#define SYS_arch_prctl	158
#define SYS_prlimit64	302
#define ARCH_SET_FS	0x1002
#define RLIMIT_NOFILE	7
#define F_GETFD	1
#define FAULTS	0x0800109f0	// ILL, TRAP, ABRT, BUS, FPE, SEGV, STKFLT, SYS

DATA	allSignals<>+0(SB)/8, $0xffffffffffffffff
GLOBL	allSignals<>(SB), RODATA, $8

DATA	oneProcessor<>+0(SB)/8, $"GOMAXPRO"
DATA	oneProcessor<>+8(SB)/5, $"CS=1\x00"
GLOBL	oneProcessor<>(SB), RODATA, $13

// Called by runtime.rt0_go before anything else, on the process's first stack.
// It does what rt0_go leaves out when _cgo_init is set: the first thread's
// thread-local storage (g lives 8 bytes below the FS base).
TEXT entrysh_early_hook(SB),NOSPLIT|NOFRAME,$0
	LEAQ	·state+80(SB), SI
	MOVQ	$ARCH_SET_FS, DI
	MOVQ	$SYS_arch_prctl, AX
	SYSCALL

	XORQ	DI, DI			// SIG_BLOCK
	LEAQ	allSignals<>(SB), SI
	LEAQ	·state+16(SB), DX
	MOVQ	$8, R10
	MOVQ	$SYS_rt_sigprocmask, AX
	SYSCALL

	MOVQ	$1, R12
	XORQ	R13, R13
next:
	MOVQ	R12, DI
	XORQ	SI, SI
	LEAQ	·state+40(SB), DX
	MOVQ	$8, R10
	MOVQ	$SYS_rt_sigaction, AX
	SYSCALL
	TESTQ	AX, AX
	JNE	notIgnored
	CMPQ	·state+40(SB), $1	// SIG_IGN
	JNE	notIgnored
	LEAQ	-1(R12), CX
	MOVQ	$1, AX
	SHLQ	CX, AX
	ORQ	AX, R13
notIgnored:
	INCQ	R12
	CMPQ	R12, $64
	JLE	next
	MOVQ	R13, ·state+8(SB)

	// The runtime puts /dev/null in the place of 0, 1 and 2 if they are closed.
	XORQ	R12, R12
	XORQ	R13, R13
standard:
	MOVQ	R12, DI
	MOVQ	$F_GETFD, SI
	MOVQ	$SYS_fcntl, AX
	SYSCALL
	TESTQ	AX, AX
	JGE	open
	BTSQ	R12, R13
open:
	INCQ	R12
	CMPQ	R12, $3
	JNE	standard
	MOVQ	R13, ·state+144(SB)

	XORQ	DI, DI
	MOVQ	$RLIMIT_NOFILE, SI
	XORQ	DX, DX
	LEAQ	·state+24(SB), R10
	MOVQ	$SYS_prlimit64, AX
	SYSCALL
	// The runtime looks for limits on processors in files of /proc and
	// /sys, for nothing: see Environ. That takes a twelfth of its start.
	// So it cannot open files, until main sets the limit that was there.
	CMPQ	·state+144(SB), $0
	JNE	files
	MOVQ	·state+32(SB), AX
	MOVQ	AX, ·state+48(SB)
	MOVQ	$0, ·state+40(SB)
	XORQ	DI, DI
	MOVQ	$RLIMIT_NOFILE, SI
	LEAQ	·state+40(SB), DX
	XORQ	R10, R10
	MOVQ	$SYS_prlimit64, AX
	SYSCALL
files:

	// The runtime unblocks signals that by its default end a program (the
	// flags _SigKill and _SigThrow of its table sigtable), and would handle
	// one that comes before the shell's handlers are there. Without the flags
	// they stay blocked, and so pending. The table is found by the flags and
	// the lengths of the names of HUP, INT and TERM.
	MOVQ	$FAULTS, R13
	MOVQ	$runtime·data(SB), SI
	MOVQ	$runtime·edata(SB), DI
	SUBQ	$(64*24), DI
find:
	CMPQ	SI, DI
	JAE	done
	CMPL	0(SI), $3		// HUP: _SigNotify + _SigKill
	JNE	step
	CMPQ	16(SI), $28		// "SIGHUP: terminal line hangup"
	JNE	step
	CMPL	24(SI), $3		// INT
	JNE	step
	CMPQ	40(SI), $17		// "SIGINT: interrupt"
	JNE	step
	CMPL	(14*24)(SI), $3		// TERM
	JNE	step
	CMPQ	(14*24+16)(SI), $20	// "SIGTERM: termination"
	JNE	step
	// Nor does it have to install handlers that the shell replaces at once,
	// but for those signals that tell of faults in the shell itself.
	MOVQ	$1, CX
flags:
	BTQ	CX, R13
	JCS	keep
	MOVL	$0, 0(SI)
keep:
	ADDQ	$24, SI
	INCQ	CX
	CMPQ	CX, $64
	JLE	flags
	MOVQ	$1, ·state+136(SB)
	JMP	done
step:
	ADDQ	$8, SI
	JMP	find
done:
	// See monitor.go.
	LEAQ	beforeMonitor<>(SB), AX
	MOVL	$const_knownRuntime, CX
	TESTL	CX, CX
	JEQ	environ
	MOVQ	AX, _cgo_sigaction(SB)
	LEAQ	keepMonitor<>(SB), AX
	MOVQ	AX, _cgo_thread_start(SB)

environ:
	// See Environ. rt0_go keeps argc and argv in its frame, from where
	// it gives them to the runtime. The kernel has put argc, the arguments,
	// NULL, the environment, NULL, and pairs that end with a zero (auxv).
	MOVLQZX	32(SP), CX
	MOVQ	40(SP), R12
	MOVQ	R12, AX
	SUBQ	SP, AX
	CMPQ	AX, $4096
	JCC	ran				// not where the kernel puts them
	CMPQ	-8(R12), CX
	JNE	ran
	LEAQ	8(R12)(CX*8), R13		// the environment
	CMPQ	-8(R13), $0
	JNE	ran
	MOVQ	R13, R14
environment:
	ADDQ	$8, R14
	CMPQ	-8(R14), $0
	JNE	environment
	MOVQ	R14, R15			// auxv
auxiliary:
	ADDQ	$16, R15
	CMPQ	-16(R15), $0
	JNE	auxiliary

	MOVQ	R15, SI
	SUBQ	R12, SI
	ADDQ	$16, SI				// one more variable, and NULL
	XORQ	DI, DI
	MOVQ	$3, DX				// PROT_READ, PROT_WRITE
	MOVQ	$0x22, R10			// MAP_PRIVATE, MAP_ANONYMOUS
	MOVQ	$-1, R8
	XORQ	R9, R9
	MOVQ	$SYS_mmap, AX
	SYSCALL
	CMPQ	AX, $-4096
	JHI	ran
	MOVQ	R13, ·state+152(SB)
	MOVQ	AX, 40(SP)
	MOVQ	AX, DI
	CLD
	MOVQ	R12, SI
	MOVQ	R13, CX
	SUBQ	R12, CX
	SHRQ	$3, CX
	REP; MOVSQ				// the arguments
	LEAQ	oneProcessor<>(SB), AX
	STOSQ
	XORQ	AX, AX
	STOSQ
	MOVQ	R14, SI
	MOVQ	R15, CX
	SUBQ	R14, CX
	SHRQ	$3, CX
	REP; MOVSQ				// auxv
ran:
	// See lastwords.go.
	MOVQ	·lastWords(SB), AX
	MOVQ	AX, runtime·overrideWrite(SB)
	// The runtime begins to profile memory before it knows that nobody asks.
	MOVQ	·memProfileRate(SB), AX
	MOVQ	$0, (AX)
	MOVQ	$1, ·state+0(SB)
	RET

// Called by the runtime when it is about to install its first handler of a
// signal, in the place of C's sigaction; it does that by itself when it is told
// EINVAL. What it does next is to start the monitor thread.
TEXT beforeMonitor<>(SB),NOSPLIT|NOFRAME,$0
	MOVQ	$0, _cgo_sigaction(SB)
	CMPQ	·state+152(SB), $0
	JEQ	refuse				// perhaps more than one processor
	MOVB	$1, runtime·iscgo(SB)
	MOVQ	runtime·vdsoClockgettimeSym(SB), AX
	TESTQ	AX, AX
	JEQ	refuse
	MOVQ	AX, ·state+160(SB)
	LEAQ	unlock<>(SB), AX
	MOVQ	AX, runtime·vdsoClockgettimeSym(SB)
refuse:
	MOVL	$22, AX				// EINVAL
	RET

// Called by the runtime in the place of C's pthread_create. DI points to the g
// of the new thread, its thread-local storage, and the function it is to run.
TEXT keepMonitor<>(SB),NOSPLIT|NOFRAME,$0
	MOVB	$0, runtime·iscgo(SB)
	MOVQ	0(DI), AX
	MOVQ	AX, ·monitor+0(SB)
	MOVQ	16(DI), AX
	MOVQ	AX, ·monitor+8(SB)
	XORL	AX, AX
	RET

// func clone(flags int32, stack, mp, gp, fn uintptr) int32
TEXT ·clone(SB),NOSPLIT,$48-44
	MOVL	flags+0(FP), AX
	MOVL	AX, 0(SP)
	MOVQ	stack+8(FP), AX
	MOVQ	AX, 8(SP)
	MOVQ	mp+16(FP), AX
	MOVQ	AX, 16(SP)
	MOVQ	gp+24(FP), AX
	MOVQ	AX, 24(SP)
	MOVQ	fn+32(FP), AX
	MOVQ	AX, 32(SP)
	CALL	runtime·clone(SB)
	MOVL	40(SP), AX
	MOVL	AX, id+40(FP)
	RET

// It stands in for the vDSO's clock_gettime(2) until the main goroutine asks for
// the time, which is the first thing that it does after the runtime has locked
// it to the thread. The lock holds while packages are initialized; each time
// that the goroutine waits for another one meanwhile, which it does twice, a
// thread would be started for that. So the lock is taken off: g.lockedm, which is the
// second place in g with its thread, and m.lockedg, which is the second
// in m with the goroutine. R14 is g; DI and SI are the arguments.
TEXT unlock<>(SB),NOSPLIT|NOFRAME,$0
	MOVQ	48(R14), AX			// g.m
	CMPQ	(AX), R14			// m.g0
	JEQ	clock
	MOVQ	·state+160(SB), CX
	MOVQ	CX, runtime·vdsoClockgettimeSym(SB)
	LEAQ	48(R14), CX
	LEAQ	400(R14), DX
lockedm:
	ADDQ	$8, CX
	CMPQ	CX, DX
	JEQ	clock
	CMPQ	(CX), AX
	JNE	lockedm
	LEAQ	1024(AX), DX
	MOVL	$2, R8
lockedg:
	ADDQ	$8, AX
	CMPQ	AX, DX
	JEQ	clock
	CMPQ	(AX), R14
	JNE	lockedg
	DECL	R8
	JNE	lockedg
	MOVQ	$0, (AX)
	MOVQ	$0, (CX)
clock:
	MOVQ	·state+160(SB), AX
	JMP	AX
