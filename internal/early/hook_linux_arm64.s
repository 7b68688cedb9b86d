#include "textflag.h"

#define SYS_rt_sigaction	134
#define SYS_rt_sigprocmask	135
#define SYS_prlimit64	261
#define RLIMIT_NOFILE	7

DATA	allSignals<>+0(SB)/8, $0xffffffffffffffff
GLOBL	allSignals<>(SB), RODATA, $8

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

	MOVD	$0, R0
	MOVD	$RLIMIT_NOFILE, R1
	MOVD	$0, R2
	ADD	$24, R21, R3
	MOVD	$SYS_prlimit64, R8
	SVC

	// See hook_linux_amd64.s.
	MOVD	$runtime·data(SB), R1
	MOVD	$runtime·edata(SB), R2
	SUB	$(64*24), R2, R2
	MOVD	$1, R4
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
	MOVW	R4, 0(R1)		// HUP: _SigNotify
	MOVW	R4, 24(R1)		// INT
	MOVW	R4, 48(R1)		// QUIT
	MOVW	R4, (14*24)(R1)		// TERM
	MOVD	R4, 136(R21)
	B	done
step:
	ADD	$8, R1, R1
	B	find
done:
	MOVD	$1, R0
	MOVD	R0, 0(R21)
	RET
