package timefmt

import (
	"testing"
	"time"
)

// Dates are those that package time has, for each day of years around leap years and for some far away.
func TestDate(t *testing.T) {
	check := func(days int64) {
		d := dateOf(days)
		year, week := isoWeek(days)
		w := time.Unix(days*secondsOfDay, 0).UTC()
		wantYear, wantWeek := w.ISOWeek()
		if d != (date{int64(w.Year()), int(w.Month()), w.Day(), w.YearDay() - 1, int(w.Weekday())}) || year != int64(wantYear) || week != wantWeek {
			t.Fatalf("day %d: %+v, week %d of %d; want %v, week %d of %d", days, d, week, year, w, wantWeek, wantYear)
		}
	}
	for days := int64(-400 * 366); days < 400*366; days++ {
		check(days)
	}
	for days := int64(-300_000_000); days < 300_000_000; days += 99_991 {
		check(days)
	}
}
