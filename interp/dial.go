package interp

import (
	"syscall"
	"time"

	"entrysh/internal/event"
	"entrysh/internal/ipaddr"
	"entrysh/internal/resolve"
)

// Why a host or a service is not found, in the C library's words.
const (
	unknownHost    = "Name or service not known"
	noAddress      = "No address associated with hostname"
	noAnswer       = "Temporary failure in name resolution"
	unknownService = "Servname not supported for ai_socktype"
)

// dial connects to a host and a service (bash manual 3.6), by the first of the host's addresses that takes it.
func (sh *Shell) dial(host, service string, udp bool) (*desc, error) {
	kind, protocol := syscall.SOCK_STREAM, "tcp"
	if udp {
		kind, protocol = syscall.SOCK_DGRAM, "udp"
	}
	port, ok := portOf(service, protocol)
	if !ok {
		sh.errorf("%s: %s", service, unknownService)
		return nil, syscall.EINVAL
	}
	addrs, why, c := sh.addressesOf(host)
	if c != next {
		sh.pend = c
		return nil, errReported
	}
	if why != "" {
		sh.errorf("%s: %s", host, why)
		return nil, syscall.EINVAL
	}
	var err error
	for _, a := range addrs {
		var fd int
		if fd, err = socketTo(a, port, kind); err == syscall.EINPROGRESS {
			if c, _ := sh.block(nil, []event.Fd{{FD: int32(fd), Events: event.Out}}, time.Time{}); c != next {
				syscall.Close(fd)
				sh.pend = c
				return nil, errReported
			}
			err = nil
			if e, _ := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_ERROR); e != 0 {
				err = syscall.Errno(e)
			}
		}
		if err == nil {
			syscall.SetNonblock(fd, false)
			return newDesc(fd), nil
		}
		syscall.Close(fd)
	}
	sh.errOut(sh.messageName() + ": connect: " + errText(err) + "\n")
	return nil, err
}

// socketTo returns a socket that is connected to an address, or about to be if the error is EINPROGRESS.
func socketTo(a ipaddr.Addr, port uint16, kind int) (int, error) {
	family := syscall.AF_INET
	var sa syscall.Sockaddr
	if a.Is4 {
		sa = &syscall.SockaddrInet4{Port: int(port), Addr: a.V4}
	} else {
		family, sa = syscall.AF_INET6, &syscall.SockaddrInet6{Port: int(port), Addr: a.V6}
	}
	fd, err := syscall.Socket(family, kind|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, err
	}
	return fd, syscall.Connect(fd, sa)
}

// portOf returns the port of a service, which may be its number, of any size.
func portOf(service, protocol string) (port uint16, ok bool) {
	digits := func(s string) (n uint16, ok bool) {
		for i := 0; i < len(s); i++ {
			if s[i] < '0' || s[i] > '9' {
				return 0, false
			}
			n = n*10 + uint16(s[i]-'0')
		}
		return n, true
	}
	if port, ok = digits(service); ok {
		return port, true
	}
	text, _ := readAll("/etc/services")
	if s, found := resolve.Service(text, service, protocol); found {
		return digits(s)
	}
	return 0, false
}

// addressesOf finds the addresses of a host, or says why there are none. c is not next when a trap action ended the wait.
func (sh *Shell) addressesOf(host string) (addrs []ipaddr.Addr, why string, c ctl) {
	if a, ok := ipaddr.Parse(host); ok {
		return []ipaddr.Addr{a}, "", next
	}
	text, _ := readAll("/etc/hosts")
	if addrs = resolve.Hosts(text, host); len(addrs) > 0 {
		return addrs, "", next
	}
	if host == "localhost" {
		return []ipaddr.Addr{{V4: [4]byte{127, 0, 0, 1}, Is4: true}}, "", next
	}
	text, _ = readAll("/etc/resolv.conf")
	config := resolve.ParseConfig(text)
	why = unknownHost
	for _, name := range config.Names(host) {
		a, w, c := sh.ask(config, name)
		switch {
		case c != next || len(a) > 0:
			return a, "", c
		case w != unknownHost:
			why = w
		}
	}
	return nil, why, next
}

// ask asks the servers for the addresses of a name, until one of them answers.
func (sh *Shell) ask(config *resolve.Config, name string) (addrs []ipaddr.Addr, why string, c ctl) {
	id := uint16(time.Now().UnixNano() >> 8)
	v4, ok := resolve.Query(id, name, resolve.TypeA)
	if !ok {
		return nil, unknownHost, next
	}
	v6, _ := resolve.Query(id+1, name, resolve.TypeAAAA)
	for range config.Attempts {
		for _, server := range config.Servers {
			fd, err := socketTo(server, 53, syscall.SOCK_DGRAM)
			if err == nil {
				addrs, why, c = sh.answers(fd, v4, v6, config.Timeout)
			}
			syscall.Close(fd)
			if err == nil && (c != next || len(addrs) > 0 || why != noAnswer) {
				return addrs, why, c
			}
		}
	}
	return nil, noAnswer, next
}

// answers sends a server both questions and waits for the answers. IPv4 addresses come first.
func (sh *Shell) answers(fd int, v4, v6 []byte, timeout time.Duration) (addrs []ipaddr.Addr, why string, c ctl) {
	deadline := time.Now().Add(timeout)
	syscall.Write(fd, v4)
	syscall.Write(fd, v6)
	var found [2][]ipaddr.Addr
	var answered [2]bool
	why = noAnswer
	for !answered[0] || !answered[1] {
		c, late := sh.block(nil, []event.Fd{{FD: int32(fd), Events: event.In}}, deadline)
		if c != next {
			return nil, "", c
		}
		var buf [4096]byte
		n, err := syscall.Read(fd, buf[:])
		if late || err != nil && err != syscall.EAGAIN {
			break
		}
		for i, query := range [2][]byte{v4, v6} {
			a, code, ok := resolve.Answer(buf[:max(n, 0)], query)
			if !ok {
				continue
			}
			found[i], answered[i] = a, true
			switch {
			case code == resolve.Found:
				why = noAddress
			case code == resolve.NotFound && why == noAnswer:
				why = unknownHost
			}
		}
	}
	return append(found[0], found[1]...), why, next
}
