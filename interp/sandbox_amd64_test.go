package interp

import (
	"syscall"
	"unsafe"
)

// sandbox forbids the process, by a seccomp filter, what could do harm: starting
// and signalling processes, opening files for writing, changing directories'
// contents, sockets, limits. Each fails with EPERM. It cannot be undone.
func sandbox() error {
	const (
		sysSeccomp      = 317
		setModeFilter   = 1
		tsync           = 1
		prSetNoNewPrivs = 38

		loadWord = 0x20 // BPF_LD|BPF_W|BPF_ABS
		ifEqual  = 0x15 // BPF_JMP|BPF_JEQ|BPF_K
		ifSet    = 0x45 // BPF_JMP|BPF_JSET|BPF_K
		ret      = 0x06 // BPF_RET|BPF_K

		allow = uint32(0x7fff0000)
		deny  = 0x00050000 | uint32(syscall.EPERM)

		number, arch, arg0, arg1, arg2, arg2High = 0, 4, 16, 24, 32, 36

		auditArch = 0xc000003e
		writing   = syscall.O_WRONLY | syscall.O_RDWR | syscall.O_CREAT | syscall.O_TRUNC
	)
	type instruction struct {
		code   uint16
		jt, jf uint8
		k      uint32
	}
	prog := []instruction{
		{loadWord, 0, 0, arch}, {ifEqual, 1, 0, auditArch}, {ret, 0, 0, deny},
		{loadWord, 0, 0, number},
	}
	always := func(list ...uint32) {
		for _, n := range list {
			prog = append(prog, instruction{ifEqual, 0, 1, n}, instruction{ret, 0, 0, deny})
		}
	}
	// when denies call n if some of the bits of an argument are set, or none.
	when := func(n, arg, bits uint32, set bool) {
		yes, no := allow, deny
		if set {
			yes, no = deny, allow
		}
		prog = append(prog, instruction{ifEqual, 0, 4, n}, instruction{loadWord, 0, 0, arg},
			instruction{ifSet, 0, 1, bits}, instruction{ret, 0, 0, yes}, instruction{ret, 0, 0, no})
	}
	always(syscall.SYS_FORK, syscall.SYS_VFORK, 435 /* clone3 */, syscall.SYS_EXECVE, 322 /* execveat */, syscall.SYS_CREAT,
		syscall.SYS_UNLINK, syscall.SYS_UNLINKAT, syscall.SYS_RENAME, syscall.SYS_RENAMEAT, 316 /* renameat2 */, syscall.SYS_MKDIR,
		syscall.SYS_MKDIRAT, syscall.SYS_RMDIR, syscall.SYS_LINK, syscall.SYS_LINKAT, syscall.SYS_SYMLINK, syscall.SYS_SYMLINKAT,
		syscall.SYS_MKNOD, syscall.SYS_MKNODAT, syscall.SYS_CHMOD, syscall.SYS_FCHMOD, syscall.SYS_FCHMODAT, syscall.SYS_CHOWN,
		syscall.SYS_FCHOWN, syscall.SYS_LCHOWN, syscall.SYS_FCHOWNAT, syscall.SYS_TRUNCATE, syscall.SYS_KILL, syscall.SYS_TKILL,
		syscall.SYS_RT_SIGQUEUEINFO, 424 /* pidfd_send_signal */, syscall.SYS_SOCKET, syscall.SYS_CONNECT, syscall.SYS_BIND,
		syscall.SYS_SETRLIMIT, syscall.SYS_SETSID, syscall.SYS_SETPGID, syscall.SYS_SETUID, syscall.SYS_SETGID, syscall.SYS_PTRACE,
		syscall.SYS_CHROOT, syscall.SYS_MOUNT, syscall.SYS_UMOUNT2, syscall.SYS_REBOOT, syscall.SYS_CHDIR, syscall.SYS_FCHDIR)
	when(syscall.SYS_CLONE, arg0, syscall.CLONE_THREAD, false)
	when(syscall.SYS_OPEN, arg1, writing, true)
	when(syscall.SYS_OPENAT, arg2, writing, true)
	when(syscall.SYS_TGKILL, arg2, ^uint32(syscall.SIGURG), true) // the Go runtime's own signal
	when(syscall.SYS_PRLIMIT64, arg2High, ^uint32(0), true)
	prog = append(prog, instruction{ret, 0, 0, allow})
	if _, _, e := syscall.RawSyscall6(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0, 0, 0, 0); e != 0 {
		return e
	}
	fprog := struct {
		n    uint16
		list *instruction
	}{uint16(len(prog)), &prog[0]}
	if _, _, e := syscall.RawSyscall(sysSeccomp, setModeFilter, tsync, uintptr(unsafe.Pointer(&fprog))); e != 0 {
		return e
	}
	return nil
}
