#include "go_asm.h"
#include "textflag.h"

#define SYS_fcntl	25
#define SYS_rt_sigaction	134
#define SYS_rt_sigprocmask	135
#define SYS_prlimit64	261
#define RLIMIT_NOFILE	7
#define F_GETFD	1
#define SYS_mmap	222
#define FAULTS	0x0800109f0	// see hook_linux_amd64.s

DATA	allSignals<>+0(SB)/8, $0xffffffffffffffff
GLOBL	allSignals<>(SB), RODATA, $8

DATA	oneProcessor<>+0(SB)/8, $"GOMAXPRO"
DATA	oneProcessor<>+8(SB)/5, $"CS=1\x00"
GLOBL	oneProcessor<>(SB), RODATA, $13

// Called by runtime.rt0_go before anything else, on the process's first stack.
TEXT entrysh_early_hook(SB),NOSPLIT|NOFRAME,$0
	MOVD	$0, R0			// SIG_BLOCK
	MOVD	$allSignals<>(SB), R1
	MOVD	$·state+16(SB), R2
	MOVD	$8, R3
	MOVD	$SYS_rt_sigprocmask, R8
	SVC

	MOVD	$1, R19
	MOVD	$0, R20
	MOVD	$·state(SB), R21
next:
	MOVD	R19, R0
	MOVD	$0, R1
	ADD	$40, R21, R2
	MOVD	$8, R3
	MOVD	$SYS_rt_sigaction, R8
	SVC
	CBNZ	R0, notIgnored
	MOVD	40(R21), R0
	CMP	$1, R0			// SIG_IGN
	BNE	notIgnored
	SUB	$1, R19, R1
	MOVD	$1, R0
	LSL	R1, R0, R0
	ORR	R0, R20, R20
notIgnored:
	ADD	$1, R19, R19
	CMP	$64, R19
	BLE	next
	MOVD	R20, 8(R21)

	// See hook_linux_amd64.s.
	MOVD	$0, R19
	MOVD	$0, R20
standard:
	MOVD	R19, R0
	MOVD	$F_GETFD, R1
	MOVD	$SYS_fcntl, R8
	SVC
	CMP	$0, R0
	BGE	open
	MOVD	$1, R0
	LSL	R19, R0, R0
	ORR	R0, R20, R20
open:
	ADD	$1, R19, R19
	CMP	$3, R19
	BNE	standard
	MOVD	R20, 144(R21)

	MOVD	$0, R0
	MOVD	$RLIMIT_NOFILE, R1
	MOVD	$0, R2
	ADD	$24, R21, R3
	MOVD	$SYS_prlimit64, R8
	SVC
	// See hook_linux_amd64.s.
	CBNZ	R20, files
	MOVD	32(R21), R0
	MOVD	R0, 48(R21)
	MOVD	ZR, 40(R21)
	MOVD	$0, R0
	MOVD	$RLIMIT_NOFILE, R1
	ADD	$40, R21, R2
	MOVD	$0, R3
	MOVD	$SYS_prlimit64, R8
	SVC
files:

	// See hook_linux_amd64.s.
	MOVD	$runtime·data(SB), R1
	MOVD	$runtime·edata(SB), R2
	SUB	$(64*24), R2, R2
	MOVD	$FAULTS, R5
find:
	CMP	R2, R1
	BHS	done
	MOVWU	0(R1), R3
	CMP	$3, R3			// HUP: _SigNotify + _SigKill
	BNE	step
	MOVD	16(R1), R3
	CMP	$28, R3			// "SIGHUP: terminal line hangup"
	BNE	step
	MOVWU	24(R1), R3
	CMP	$3, R3			// INT
	BNE	step
	MOVD	40(R1), R3
	CMP	$17, R3			// "SIGINT: interrupt"
	BNE	step
	MOVWU	(14*24)(R1), R3
	CMP	$3, R3			// TERM
	BNE	step
	MOVD	(14*24+16)(R1), R3
	CMP	$20, R3			// "SIGTERM: termination"
	BNE	step
	MOVD	$1, R4
flags:
	LSR	R4, R5, R3
	TBNZ	$0, R3, keep
	MOVW	ZR, 0(R1)
keep:
	ADD	$24, R1, R1
	ADD	$1, R4, R4
	CMP	$64, R4
	BLE	flags
	MOVD	$1, R4
	MOVD	R4, 136(R21)
	B	done
step:
	ADD	$8, R1, R1
	B	find
done:
	// See monitor.go. While the runtime believes to be in a program with C parts
	// it keeps g in thread-local storage, too.
	MOVW	$const_knownRuntime, R0
	CBZW	R0, environ
	ADD	$72, R21, R0
	MSR	R0, TPIDR_EL0
	MOVD	$beforeMonitor<>(SB), R0
	MOVD	R0, _cgo_sigaction(SB)
	MOVD	$keepMonitor<>(SB), R0
	MOVD	R0, _cgo_thread_start(SB)

environ:
	// See hook_linux_amd64.s.
	MOVWU	24(RSP), R1			// rt0_go has reserved 16 bytes for this call
	MOVD	32(RSP), R19
	MOVD	RSP, R0
	SUB	R0, R19, R0
	CMP	$4096, R0
	BHS	ran				// not where the kernel puts them
	MOVD	-8(R19), R0
	CMP	R0, R1
	BNE	ran
	ADD	R1<<3, R19, R20
	ADD	$8, R20, R20			// the environment
	MOVD	-8(R20), R0
	CBNZ	R0, ran
	MOVD	R20, R22
environment:
	MOVD.P	8(R22), R0
	CBNZ	R0, environment			// leaves auxv in R22
	MOVD	R22, R23
auxiliary:
	MOVD.P	16(R23), R0
	CBNZ	R0, auxiliary			// leaves its end in R23

	MOVD	$0, R0
	SUB	R19, R23, R1
	ADD	$16, R1, R1			// one more variable, and NULL
	MOVD	$3, R2				// PROT_READ, PROT_WRITE
	MOVD	$0x22, R3			// MAP_PRIVATE, MAP_ANONYMOUS
	MOVD	$-1, R4
	MOVD	$0, R5
	MOVD	$SYS_mmap, R8
	SVC
	CMN	$4095, R0
	BHS	ran
	MOVD	R20, 152(R21)
	MOVD	R0, 32(RSP)
arguments:
	MOVD.P	8(R19), R1
	MOVD.P	R1, 8(R0)
	CMP	R20, R19
	BNE	arguments
	MOVD	$oneProcessor<>(SB), R1
	MOVD.P	R1, 8(R0)
	MOVD.P	ZR, 8(R0)
rest:
	MOVD.P	8(R22), R1
	MOVD.P	R1, 8(R0)
	CMP	R23, R22
	BNE	rest
ran:
	MOVD	·lastWords(SB), R0
	MOVD	R0, runtime·overrideWrite(SB)
	MOVD	·memProfileRate(SB), R0
	MOVD	ZR, (R0)
	MOVD	$1, R0
	MOVD	R0, 0(R21)
	RET

// See hook_linux_amd64.s.
TEXT beforeMonitor<>(SB),NOSPLIT|NOFRAME,$0
	MOVD	ZR, _cgo_sigaction(SB)
	MOVD	$·state(SB), R1
	MOVD	152(R1), R2
	CBZ	R2, refuse			// perhaps more than one processor
	MOVD	$1, R0
	MOVB	R0, runtime·iscgo(SB)
	MOVD	runtime·vdsoClockgettimeSym(SB), R0
	CBZ	R0, refuse
	MOVD	R0, 160(R1)
	MOVD	$unlock<>(SB), R0
	MOVD	R0, runtime·vdsoClockgettimeSym(SB)
refuse:
	MOVD	$22, R0				// EINVAL
	RET

// See hook_linux_amd64.s. R0 points to what is given.
TEXT keepMonitor<>(SB),NOSPLIT|NOFRAME,$0
	MOVB	ZR, runtime·iscgo(SB)
	MOVD	0(R0), R1
	MOVD	R1, ·monitor+0(SB)
	MOVD	16(R0), R1
	MOVD	R1, ·monitor+8(SB)
	MOVD	ZR, R0
	RET

// func clone(flags int32, stack, mp, gp, fn uintptr) int32
TEXT ·clone(SB),NOSPLIT,$64-44
	MOVW	flags+0(FP), R0
	MOVW	R0, 8(RSP)
	MOVD	stack+8(FP), R0
	MOVD	R0, 16(RSP)
	MOVD	mp+16(FP), R0
	MOVD	R0, 24(RSP)
	MOVD	gp+24(FP), R0
	MOVD	R0, 32(RSP)
	MOVD	fn+32(FP), R0
	MOVD	R0, 40(RSP)
	CALL	runtime·clone(SB)
	MOVW	48(RSP), R0
	MOVW	R0, id+40(FP)
	RET

// See hook_linux_amd64.s. R0 and R1 are the arguments.
TEXT unlock<>(SB),NOSPLIT|NOFRAME,$0
	MOVD	$·state(SB), R3
	MOVD	48(g), R4			// g.m
	MOVD	(R4), R5			// m.g0
	CMP	g, R5
	BEQ	clock
	MOVD	160(R3), R5
	MOVD	R5, runtime·vdsoClockgettimeSym(SB)
	ADD	$48, g, R6
	ADD	$400, g, R7
lockedm:
	ADD	$8, R6
	CMP	R7, R6
	BEQ	clock
	MOVD	(R6), R5
	CMP	R4, R5
	BNE	lockedm
	ADD	$1024, R4, R7
	MOVD	$2, R8
lockedg:
	ADD	$8, R4
	CMP	R7, R4
	BEQ	clock
	MOVD	(R4), R5
	CMP	g, R5
	BNE	lockedg
	SUB	$1, R8
	CBNZ	R8, lockedg
	MOVD	ZR, (R4)
	MOVD	ZR, (R6)
clock:
	MOVD	160(R3), R5
	JMP	(R5)
