package timefmt

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// Expected values were recorded from bash 5.2.15 and glibc 2.36 at 2024-07-03 09:46:40 and 2024-12-24 00:26:40 UTC.
var zones = []struct{ tz, summer, winter string }{
	{"", "07-03 09:46:40 +0000 UTC", "12-24 00:26:40 +0000 UTC"},
	{"UTC", "07-03 09:46:40 +0000 UTC", "12-24 00:26:40 +0000 UTC"},
	{":", "07-03 09:46:40 +0000 UTC", "12-24 00:26:40 +0000 UTC"},
	{"Foo", "07-03 09:46:40 +0000 Foo", "12-24 00:26:40 +0000 Foo"},
	{"EST5EDT", "07-03 05:46:40 -0400 EDT", "12-23 19:26:40 -0500 EST"},
	{"EST5", "07-03 04:46:40 -0500 EST", "12-23 19:26:40 -0500 EST"},
	{"EST5EDT,M3.2.0,M11.1.0", "07-03 05:46:40 -0400 EDT", "12-23 19:26:40 -0500 EST"},
	{"<+03>-3", "07-03 12:46:40 +0300 +03", "12-24 03:26:40 +0300 +03"},
	{"<+0330>-3:30", "07-03 13:16:40 +0330 +0330", "12-24 03:56:40 +0330 +0330"},
	{"XXX-5:30:15", "07-03 15:16:55 +0530 XXX", "12-24 05:56:55 +0530 XXX"},
	{"A5", "07-03 09:46:40 +0000 ", "12-24 00:26:40 +0000 "},
	{"AB5", "07-03 09:46:40 +0000 ", "12-24 00:26:40 +0000 "},
	{"ABC", "07-03 09:46:40 +0000 ABC", "12-24 00:26:40 +0000 ABC"},
	{"ABC5DEF", "07-03 05:46:40 -0400 DEF", "12-23 19:26:40 -0500 ABC"},
	{"ABC5DEF,0,364", "07-03 05:46:40 -0400 DEF", "12-23 20:26:40 -0400 DEF"},
	{"ABC5DEF,J60/2,J300/2:30", "07-03 05:46:40 -0400 DEF", "12-23 19:26:40 -0500 ABC"},
	{"ABC5DEF,M3.2.0/-1,M11.1.0/26", "07-03 05:46:40 -0400 DEF", "12-23 19:26:40 -0500 ABC"},
	{"ABC5DEF,M3.2.0", "07-03 05:46:40 -0400 DEF", "12-23 19:26:40 -0500 ABC"},
	{"ABC5DEFx", "07-03 05:46:40 -0400 DEFx", "12-23 19:26:40 -0500 ABC"},
	{"<ABC>5<DEF>", "07-03 05:46:40 -0400 DEF", "12-23 19:26:40 -0500 ABC"},
	{"ABC5DEF3:30,M10.1.0,M3.3.0", "07-03 04:46:40 -0500 ABC", "12-23 20:56:40 -0330 DEF"},
	{"IST-2IDT,M3.4.4/26,M10.5.0", "07-03 12:46:40 +0300 IDT", "12-24 02:26:40 +0200 IST"},
	{"WART4WARST,J1/0,J365/25", "07-03 06:46:40 -0300 WARST", "12-23 21:26:40 -0300 WARST"},
	{"ABC24:60", "07-02 08:47:40 -2459 ABC", "12-22 23:27:40 -2459 ABC"},
	{"ABC25", "07-02 09:46:40 -2400 ABC", "12-23 00:26:40 -2400 ABC"},
	{"ABC+5", "07-03 04:46:40 -0500 ABC", "12-23 19:26:40 -0500 ABC"},
	{"ABC-5", "07-03 14:46:40 +0500 ABC", "12-24 05:26:40 +0500 ABC"},
	{"ABC 5", "07-03 09:46:40 +0000 ABC", "12-24 00:26:40 +0000 ABC"},
	{"<A>5", "07-03 09:46:40 +0000 ", "12-24 00:26:40 +0000 "},
	{"<ABC5", "07-03 09:46:40 +0000 ", "12-24 00:26:40 +0000 "},
	{"-03", "07-03 09:46:40 +0000 ", "12-24 00:26:40 +0000 "},
	{"GMT-14", "07-03 23:46:40 +1400 GMT", "12-24 14:26:40 +1400 GMT"},
	{":ABC5", "07-03 04:46:40 -0500 ABC", "12-23 19:26:40 -0500 ABC"},
	{"abc5", "07-03 04:46:40 -0500 abc", "12-23 19:26:40 -0500 abc"},
	{"éé5", "07-03 09:46:40 +0000 ", "12-24 00:26:40 +0000 "},
	{"Europe/Nowhere", "07-03 09:46:40 +0000 Europe", "12-24 00:26:40 +0000 Europe"},
	{"Europe", "07-03 09:46:40 +0000 Europe", "12-24 00:26:40 +0000 Europe"},
}

// These need the zone files.
var fileZones = []struct{ tz, summer, winter string }{
	{"Europe/Berlin", "07-03 11:46:40 +0200 CEST", "12-24 01:26:40 +0100 CET"},
	{":Europe/Berlin", "07-03 11:46:40 +0200 CEST", "12-24 01:26:40 +0100 CET"},
	{":/usr/share/zoneinfo/Europe/Berlin", "07-03 11:46:40 +0200 CEST", "12-24 01:26:40 +0100 CET"},
	{"../zoneinfo/Asia/Tokyo", "07-03 18:46:40 +0900 JST", "12-24 09:26:40 +0900 JST"},
	{"Etc/GMT+5", "07-03 04:46:40 -0500 -05", "12-23 19:26:40 -0500 -05"},
}

const summer, winter = 1720000000, 1735000000

func TestLocation(t *testing.T) {
	table := zones
	if _, err := os.Stat("/usr/share/zoneinfo/Europe/Berlin"); err == nil {
		table = append(table, fileZones...)
	}
	for _, c := range table {
		loc := Location(c.tz, "")
		s := string(Append(nil, "%m-%d %T %z %Z", summer, loc))
		w := string(Append(nil, "%m-%d %T %z %Z", winter, loc))
		if s != c.summer || w != c.winter {
			t.Errorf("TZ=%q: got %q %q, want %q %q", c.tz, s, w, c.summer, c.winter)
		}
	}
}

// Each hour around the changes of a year, and some times of other years, as bash has them.
func TestChanges(t *testing.T) {
	for _, tz := range []string{"EST5EDT,M3.2.0,M11.1.0", "ABC5DEF,J60/2,J300/2:30", "ABC5DEF,59,299/-5", "AEST-10AEDT,M10.1.0,M4.1.0/3",
		"IST-2IDT,M3.4.4/26,M10.5.0", "ABC5DEF,M3.2.0/-1,M11.1.0/26", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "Europe/Berlin"} {
		var args []string
		for day := int64(19723); day < 19723+366; day += 3 {
			args = append(args, strconv.FormatInt(day*86400+3600*(day%24), 10))
		}
		for h := int64(0); h < 24*9; h++ {
			args = append(args, strconv.FormatInt(1709964000-86400+h*3600, 10), strconv.FormatInt(1730584800-86400*4+h*3600, 10))
		}
		args = append(args, "4102444800", "4118000000", "5000000", "16000000")
		cmd := exec.Command("/bin/bash", append([]string{"-c", `[[ $BASH_VERSION == 5.2.* ]] || exit 99; for t; do printf '%(%F %T %z %Z)T\n' $t; done`, "bash"}, args...)...)
		cmd.Env = []string{"TZ=" + tz, "LC_ALL=C"}
		out, err := cmd.Output()
		if err != nil {
			t.Skip("no bash 5.2")
		}
		loc := Location(tz, "")
		for i, want := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			sec, _ := strconv.ParseInt(args[i], 10, 64)
			if got := string(Append(nil, "%F %T %z %Z", sec, loc)); got != want {
				t.Errorf("TZ=%s %d: got %s, want %s", tz, sec, got, want)
			}
		}
	}
}

// zoneFile has standard time from 1970 on, and a rule for what follows.
const zoneFile = "TZif2" + fifteen + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
	"TZif2" + fifteen + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x08" +
	"\x00\x00\x00\x00\x00\x00\x00\x00" + "\x00" + "\x00\x00\x0e\x10\x00\x00" + "\x00\x00\x1c\x20\x01\x04" + "AAA\x00BBB\x00" +
	"\nAAA-1BBB,M3.2.0,M11.1.0\n"
const fifteen = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"

func TestTZDIR(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(dir+"/Mine", []byte(zoneFile), 0o644)
	os.WriteFile(dir+"/ABC7", []byte("TZif2 broken"), 0o644)
	if got := string(Append(nil, "%Z%z", summer, Location("Mine", dir))); got != "BBB+0200" {
		t.Error(got)
	}
	if got := string(Append(nil, "%Z%z", summer, Location("ABC7", dir))); got != "ABC-0700" {
		t.Error(got)
	}
	for n := range zoneFile { // no part of a file is taken for a whole one
		if z := parseFile([]byte(zoneFile[:n])); z != nil && n < len(zoneFile)-len("\nAAA-1BBB,M3.2.0,M11.1.0\n") {
			t.Errorf("%d bytes are a zone", n)
		}
	}
	if System() == nil {
		t.Error("no system zone")
	}
}

func FuzzLocation(f *testing.F) {
	for _, z := range zones {
		f.Add(z.tz)
	}
	f.Fuzz(func(t *testing.T, tz string) {
		if strings.ContainsRune(tz, '/') {
			return
		}
		for _, sec := range []int64{summer, winter, -1 << 40, 1 << 40} {
			Append(nil, "%c %Z", sec, Location(tz, "/nonexistent"))
		}
	})
}

func FuzzZoneFile(f *testing.F) {
	f.Add([]byte(zoneFile))
	f.Add([]byte("TZif" + zoneFile[4:60]))
	f.Add([]byte("TZif2000000000000000\xa1000\xa1000\x00\x0000\x00\x0000\x00\x0000\x00\x0000")) // counts below 0
	f.Fuzz(func(t *testing.T, data []byte) {
		if z := parseFile(data); z != nil {
			for _, sec := range []int64{summer, winter, -1 << 63, 1<<63 - 1} {
				Append(nil, "%c %Z", sec, z)
			}
		}
	})
}
