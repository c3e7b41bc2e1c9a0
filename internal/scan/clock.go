package scan

import "time"

// The parsers read the fixed forms in which SQLite stores times and MySQL's text protocol sends them, and nothing else: every
// other form is left to the strict, slower parser of package schema, which has the last word on what is an error.
//
// They work on strings and on a driver's bytes alike, so that bytes need not be copied.

// parseInstant reads "2006-01-02 15:04:05", with up to six digits behind a point, as an instant in UTC; "+00:00" may follow, as
// SQLite's driver writes it.
func parseInstant[S string | []byte](s S) (time.Time, bool) {
	if n := len(s); n >= 25 && s[n-6] == '+' && string(s[n-5:]) == "00:00" {
		s = s[:n-6]
	}
	if len(s) < 19 || s[10] != ' ' {
		return time.Time{}, false
	}
	days, ok := parseDays(s)
	if !ok {
		return time.Time{}, false
	}
	seconds, micros, ok := parseDayTime(s, 11)
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(days*secondsPerDay+seconds, micros*1000).UTC(), true
}

// parseDate reads "2006-01-02" as midnight UTC.
func parseDate[S string | []byte](s S) (time.Time, bool) {
	if len(s) != 10 {
		return time.Time{}, false
	}
	days, ok := parseDays(s)
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(days*secondsPerDay, 0).UTC(), true
}

// parseClock reads "15:04:05", with up to six digits behind a point, as a time on the first day of year 1.
func parseClock[S string | []byte](s S) (time.Time, bool) {
	if len(s) < 8 {
		return time.Time{}, false
	}
	seconds, micros, ok := parseDayTime(s, 0)
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(yearOne+seconds, micros*1000).UTC(), true
}

const (
	secondsPerDay = 24 * 60 * 60
	yearOne       = -62135596800 // 0001-01-01 in Unix seconds
	yearTenK      = 253402300800 // 10000-01-01
)

// parseDays reads the date at the start of s as days since 1970.
func parseDays[S string | []byte](s S) (int64, bool) {
	year, ok1 := two(s, 0)
	rest, ok2 := two(s, 2)
	month, ok3 := two(s, 5)
	day, ok4 := two(s, 8)
	year = 100*year + rest
	if !(ok1 && ok2 && ok3 && ok4) || s[4] != '-' || s[7] != '-' ||
		year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return daysSince1970(year, month, day), true
}

// parseDayTime reads all of s from start on as a time of day.
func parseDayTime[S string | []byte](s S, start int) (seconds, micros int64, ok bool) {
	hour, ok1 := two(s, start)
	minute, ok2 := two(s, start+3)
	second, ok3 := two(s, start+6)
	if !(ok1 && ok2 && ok3) || s[start+2] != ':' || s[start+5] != ':' || hour > 23 || minute > 59 || second > 59 {
		return 0, 0, false
	}
	seconds = int64(hour*3600 + minute*60 + second)
	end := start + 8
	if len(s) == end {
		return seconds, 0, true
	}
	if s[end] != '.' || len(s) == end+1 || len(s) > end+7 {
		return 0, 0, false
	}
	for i := end + 1; i < end+7; i++ {
		micros *= 10
		if i < len(s) {
			d := s[i] - '0'
			if d > 9 {
				return 0, 0, false
			}
			micros += int64(d)
		}
	}
	return seconds, micros, true
}

// two reads the two digits at i.
func two[S string | []byte](s S, i int) (int, bool) {
	a, b := s[i]-'0', s[i+1]-'0'
	return int(a)*10 + int(b), a <= 9 && b <= 9
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// daysSince1970 counts in years that begin in March, so that the leap day comes last, and in eras of 400 years, which all
// have the same number of days.
func daysSince1970(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era, ofEra := year/400, year%400
	ofYear := (153*(month-3)+2)/5 + day - 1
	return int64(era*146097+ofEra*365+ofEra/4-ofEra/100+ofYear) - 719468
}
