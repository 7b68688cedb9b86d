package timefmt

import (
	"entrysh/internal/nocmp"
	"entrysh/internal/strfn"
)

// Zone is a time zone. It is read here, and not by package time, whose zones bring 60 kB of code.
type Zone struct {
	first   local    // what holds before the changes
	changes []change // in their order
	rule    *rule    // what holds after them, if it is not the last one
}

// local is a kind of local time.
type local struct {
	_      nocmp.Mark
	name   string
	offset int // seconds east of UTC
}

// change is a moment, in seconds since 1970, from which a kind of local time holds.
type change struct {
	at int64
	local
}

// UTC is the zone of no offset.
var UTC = &Zone{first: local{name: "UTC"}}

// at returns the local time that holds at a moment.
func (z *Zone) at(sec int64) local {
	low, high := 0, len(z.changes) // those before low have come to pass, those from high on have not
	for low < high {
		if mid := int(uint(low+high) / 2); z.changes[mid].at <= sec {
			low = mid + 1
		} else {
			high = mid
		}
	}
	switch {
	case low == len(z.changes) && z.rule != nil:
		return z.rule.at(sec)
	case low == 0:
		return z.first
	}
	return z.changes[low-1].local
}

// parseFile reads a zone file (TZif, RFC 9636); what is none gives nil.
func parseFile(data []byte) *Zone {
	const header, kindSize = 44, 6
	width := 4 // of a time; from version 2 on, a second block with times of 8 bytes follows
	for {
		if len(data) < header || string(data[:4]) != "TZif" {
			return nil
		}
		var n [6]int // UTC and standard indicators, leap seconds, changes, kinds, bytes of names
		for i := range n {
			if n[i] = int(number4(data[20+4*i:])); n[i] < 0 || n[i] > maxFile {
				return nil
			}
		}
		times := header
		indices := times + n[3]*width
		kinds := indices + n[3]
		names := kinds + n[4]*kindSize
		end := names + n[5] + n[2]*(width+4) + n[1] + n[0]
		if end > len(data) {
			return nil
		}
		if width == 4 && data[4] >= '2' {
			data, width = data[end:], 8
			continue
		}
		z := &Zone{changes: make([]change, n[3])}
		if n[4] == 0 {
			return nil
		}
		list := make([]local, n[4])
		first := 0 // before all changes the first kind holds that is standard time
		for i := range list {
			k := data[kinds+i*kindSize:]
			if int(k[5]) >= n[5] {
				return nil
			}
			name, _, _ := strfn.Cut(string(data[names+int(k[5]):names+n[5]]), "\x00")
			list[i] = local{name: name, offset: int(number4(k))}
			if first == i && k[4] != 0 {
				first++
			}
		}
		z.first = list[first%len(list)]
		for i := range z.changes {
			c := &z.changes[i]
			if c.at = number4(data[times+i*width:]); width == 8 {
				c.at = c.at<<32 | number4(data[times+i*width+4:])&0xFFFFFFFF
			}
			k := int(data[indices+i])
			if k >= len(list) {
				return nil
			}
			c.local = list[k]
		}
		if footer := data[end:]; width == 8 && len(footer) > 2 && footer[0] == '\n' {
			if r, ok := parseRule(string(footer[1:])); ok {
				z.rule = &r
			}
		}
		return z
	}
}

// number4 reads a signed number of 4 bytes, the high ones first.
func number4(b []byte) int64 {
	return int64(int32(b[0])<<24 | int32(b[1])<<16 | int32(b[2])<<8 | int32(b[3]))
}
