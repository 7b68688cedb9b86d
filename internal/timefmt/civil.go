package timefmt

const secondsOfDay = 24 * 3600

// date is a day of the Gregorian calendar.
type date struct {
	year       int64
	month, day int // from 1
	yearDay    int // from 0
	weekday    int // Sunday is 0
}

// dateOf returns the date of a day counted from 1 January 1970.
func dateOf(days int64) date {
	// Years are taken to begin in March here, so that the day of a leap year comes last.
	const era = 400*365 + 97
	d := days + 719468 // since 1 March 0000
	year := floorDiv(d, era) * 400
	d = floorMod(d, era)
	y := (d - d/(4*365) + d/(100*365+24) - d/(era-1)) / 365
	d -= y*365 + y/4 - y/100 // of the year
	m := (5*d + 2) / 153     // months since March: five of them have 153 days
	r := date{year: year + y, month: int(m) + 3, day: int(d-(153*m+2)/5) + 1}
	if r.month > 12 {
		r.month -= 12
		r.year++
	}
	r.yearDay = int(days - daysBefore(r.year, 1))
	r.weekday = weekday(days)
	return r
}

// daysBefore returns the days from 1 January 1970 to the first of a month.
func daysBefore(year int64, month int) int64 {
	m := int64(month) - 3
	if m < 0 {
		m += 12
		year--
	}
	return year*365 + floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400) + (153*m+2)/5 - 719468
}

// weekday returns the day of the week, where Sunday is 0.
func weekday(days int64) int { return int(floorMod(days+4, 7)) }

// isoWeek returns the week by ISO 8601, and the year that it is in: that of its Thursday.
func isoWeek(days int64) (year int64, week int) {
	thursday := dateOf(days + 3 - int64(weekday(days)+6)%7)
	return thursday.year, thursday.yearDay/7 + 1
}

//go:noinline
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

//go:noinline
func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
