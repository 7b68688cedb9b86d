package timefmt

import (
	"syscall"

	"entrysh/internal/strfn"
)

// System returns the time zone where TZ is not set: that of /etc/localtime, or UTC.
func System() *Zone {
	if z := fromFile("/etc/localtime"); z != nil {
		return z
	}
	return UTC
}

// Location returns the time zone that a value of TZ names, as the C library reads it (POSIX XBD 8.3, and glibc): a
// file below $TZDIR or /usr/share/zoneinfo, with or without a colon before it, else a rule like
// EST5EDT,M3.2.0,M11.1.0. What is neither is UTC under the letters that the value begins with. The empty string is UTC.
// zoneinfo is the value of TZDIR, or "".
//
// Files are read each time: keep the result.
func Location(tz, zoneinfo string) *Zone {
	tz = strfn.TrimPrefix(tz, ":")
	if tz == "" || tz == "UTC" || tz == "UTC0" {
		return UTC
	}
	name := tz
	if tz[0] != '/' {
		if zoneinfo == "" {
			zoneinfo = "/usr/share/zoneinfo"
		}
		name = zoneinfo + "/" + tz
	}
	if z := fromFile(name); z != nil {
		return z
	}
	return fromRule(tz)
}

// maxFile is more than any zone file has.
const maxFile = 1 << 20

// fromFile returns the zone of a TZif file, or nil if it cannot be read.
func fromFile(name string) *Zone {
	data, ok := readFile(name)
	if !ok {
		return nil
	}
	return parseFile(data)
}

// readFile reads a regular file of limited size.
func readFile(name string) (data []byte, ok bool) {
	fd, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, false
	}
	data, ok = readRegular(fd)
	syscall.Close(fd)
	return data, ok
}

func readRegular(fd int) (data []byte, ok bool) {
	var st syscall.Stat_t
	if syscall.Fstat(fd, &st) != nil || st.Mode&syscall.S_IFMT != syscall.S_IFREG || st.Size > maxFile {
		return nil, false
	}
	data = make([]byte, st.Size)
	for n := 0; n < len(data); {
		k, err := syscall.Read(fd, data[n:])
		if err == syscall.EINTR {
			continue
		}
		if err != nil || k <= 0 {
			return nil, false
		}
		n += k
	}
	return data, true
}
