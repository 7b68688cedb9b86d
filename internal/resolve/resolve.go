// Package resolve is the part of a stub resolver that does no input and output: the files that it reads, the names to
// ask for, questions and answers. The standard library's resolver is in package net, which has work done at every start.
package resolve

import (
	"strings"
	"time"

	"entrysh/internal/ipaddr"
	"entrysh/internal/strfn"
)

// Config is what resolv.conf(5) says.
type Config struct {
	Servers  []ipaddr.Addr
	search   []string
	ndots    int
	Timeout  time.Duration
	Attempts int
}

const maxServers = 3

// ParseConfig reads the text of resolv.conf.
func ParseConfig(text string) *Config {
	c := &Config{ndots: 1, Timeout: 5 * time.Second, Attempts: 2}
	for _, line := range strfn.Split(text, "\n") {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		switch f[0] {
		case "nameserver":
			if a, ok := ipaddr.Parse(f[1]); ok && len(c.Servers) < maxServers {
				c.Servers = append(c.Servers, a)
			}
		case "search", "domain":
			c.search = f[1:]
		case "options":
			for _, o := range f[1:] {
				c.option(o)
			}
		}
	}
	if len(c.Servers) == 0 {
		c.Servers = []ipaddr.Addr{{V4: [4]byte{127, 0, 0, 1}, Is4: true}}
	}
	return c
}

func (c *Config) option(o string) {
	key, value, _ := strfn.Cut(o, ":")
	n := 0
	for i := 0; i < len(value) && value[i] >= '0' && value[i] <= '9' && n < 100; i++ {
		n = n*10 + int(value[i]-'0')
	}
	switch key {
	case "ndots":
		c.ndots = min(n, 15)
	case "timeout":
		c.Timeout = time.Duration(min(max(n, 1), 30)) * time.Second
	case "attempts":
		c.Attempts = min(max(n, 1), 5)
	}
}

// Names returns the names to ask for in turn when someone looks for host.
func (c *Config) Names(host string) []string {
	if strfn.HasSuffix(host, ".") {
		return []string{host[:len(host)-1]}
	}
	var names []string
	for _, domain := range c.search {
		if domain = strings.Trim(domain, "."); domain != "" {
			names = append(names, host+"."+domain)
		}
	}
	if strings.Count(host, ".") >= c.ndots {
		return append([]string{host}, names...)
	}
	return append(names, host)
}

// Hosts returns the addresses of a host in the text of hosts(5).
func Hosts(text, host string) (found []ipaddr.Addr) {
	for _, f := range entries(text) {
		for _, name := range f[1:] {
			if strings.EqualFold(name, host) {
				if a, ok := ipaddr.Parse(f[0]); ok {
					found = append(found, a)
				}
				break
			}
		}
	}
	return found
}

// Service returns the port of a service in the text of services(5); the protocol is tcp or udp.
func Service(text, name, protocol string) (port string, ok bool) {
	for _, f := range entries(text) {
		n, of, _ := strfn.Cut(f[1], "/")
		if of != protocol {
			continue
		}
		for i, s := range f {
			if i != 1 && s == name {
				return n, true
			}
		}
	}
	return "", false
}

// entries returns the fields of the lines that have two or more.
func entries(text string) (all [][]string) {
	for _, line := range strfn.Split(text, "\n") {
		line, _, _ = strfn.Cut(line, "#")
		if f := strings.Fields(line); len(f) > 1 {
			all = append(all, f)
		}
	}
	return all
}
