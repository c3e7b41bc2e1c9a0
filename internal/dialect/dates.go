package dialect

// Dates is how times are computed with. The patterns have their arguments as @0, @1, ….
type Dates struct {
	// Now is the instant at which the statement began.
	Now string
	// Add is the instant @0 and @1 seconds and @2 microseconds, AddDays the date @0 and @1 days.
	Add, AddDays string
	// Function begins the names of this module's functions for DateTrunc and DatePart; where it is not empty the rest below is not
	// needed.
	Function string
	// Wall is what a clock shows that is @1 seconds ahead of UTC at the instant @0, and Instant the other way round.
	Wall, Instant string
	// UTC is what a clock in UTC shows at the instant @0, and the other way round.
	UTC string
	// Seconds is how many seconds an instant is after 1970, or what Epoch says, WallSeconds the same of what a clock shows.
	Seconds, WallSeconds string
	Epoch                int64
	// Zone is the value of the list @2 at the place that the number @0 has in the list @1. ZoneLists: a list is one parameter.
	Zone      string
	ZoneLists bool
	// FirstOf is the instant at which a clock first shows @0, in seconds, when it is @1 seconds ahead since the instant @2.
	FirstOf string
	// OfDay is a date as a clock shows its beginning, Day the date of what it shows.
	OfDay, Day string
	// Trunc and Part are by unit, of what a clock shows.
	Trunc, Part map[string]string
}

// DateUnits are what a time can be cut to, from the largest on.
var DateUnits = [...]string{"year", "quarter", "month", "week", "day", "hour", "minute", "second"}

// DateParts are the parts of a time that are no units.
var DateParts = [...]string{"isodow", "doy", "epoch"}

// WithinDay reports whether a unit is shorter than a day.
func WithinDay(unit string) bool { return unit == "hour" || unit == "minute" || unit == "second" }

func sqliteDates() Dates {
	return Dates{Now: "strftime('%Y-%m-%d %H:%M:%f000', 'now')", Function: "orm_date_", Add: "orm_date_add(@0, @1, @2)", AddDays: "date(@0, @1 || ' days')"}
}

func postgresDates() Dates {
	d := Dates{
		Now: "statement_timestamp()",
		Add: "(@0 + @1 * interval '1 second' + @2 * interval '1 microsecond')", AddDays: "(@0 + CAST(@1 AS integer))",
		Wall: "((@0 AT TIME ZONE 'UTC') + @1 * interval '1 second')", Instant: "((@0 - @1 * interval '1 second') AT TIME ZONE 'UTC')",
		UTC: "(@0 AT TIME ZONE 'UTC')", Seconds: "CAST(FLOOR(EXTRACT(EPOCH FROM @0)) AS bigint)", WallSeconds: "CAST(EXTRACT(EPOCH FROM @0) AS bigint)",
		Zone: "(@2)[1 + width_bucket(@0, @1)]", ZoneLists: true, FirstOf: "to_timestamp(GREATEST(@0 - @1, @2))",
		OfDay: "CAST(@0 AS timestamp)", Day: "CAST(@0 AS date)", Trunc: map[string]string{}, Part: map[string]string{},
	}
	for _, u := range DateUnits {
		d.Trunc[u] = "date_trunc('" + u + "', @0)"
		d.Part[u] = "CAST(FLOOR(EXTRACT(" + u + " FROM @0)) AS bigint)"
	}
	for _, u := range DateParts {
		d.Part[u] = "CAST(FLOOR(EXTRACT(" + u + " FROM @0)) AS bigint)"
	}
	return d
}

// epochSeconds is TO_SECONDS of 1970.
const epochSeconds = 62_167_219_200

func mysqlDates() Dates {
	const zero = "CAST('1970-01-01 00:00:00' AS DATETIME(6))"
	format := func(pattern string) string { return "CAST(DATE_FORMAT(@0, '" + pattern + "') AS DATETIME(6))" }
	return Dates{
		Now: "UTC_TIMESTAMP(6)", Add: "(@0 + INTERVAL @1 SECOND + INTERVAL @2 MICROSECOND)", AddDays: "(@0 + INTERVAL @1 DAY)",
		Wall: "(@0 + INTERVAL @1 SECOND)", Instant: "(@0 - INTERVAL @1 SECOND)", UTC: "@0", Seconds: "TO_SECONDS(@0)", WallSeconds: "TO_SECONDS(@0)",
		Epoch: epochSeconds, Zone: "CAST(ELT(1 + INTERVAL(@0,@1), @2) AS SIGNED)",
		FirstOf: "(" + zero + " + INTERVAL (GREATEST(@0 - @1, @2) - 62167219200) SECOND)",
		OfDay:   "CAST(@0 AS DATETIME(6))", Day: "CAST(@0 AS DATE)",
		Trunc: map[string]string{
			"year": format("%Y-01-01"), "quarter": "(" + format("%Y-01-01") + " + INTERVAL (QUARTER(@0) - 1) QUARTER)", "month": format("%Y-%m-01"),
			"week": "CAST(DATE(@0) - INTERVAL WEEKDAY(@0) DAY AS DATETIME(6))", "day": "CAST(DATE(@0) AS DATETIME(6))",
			"hour": format("%Y-%m-%d %H:00:00"), "minute": format("%Y-%m-%d %H:%i:00"), "second": format("%Y-%m-%d %H:%i:%s"),
		},
		Part: map[string]string{
			"year": "YEAR(@0)", "quarter": "QUARTER(@0)", "month": "MONTH(@0)", "week": "WEEK(@0, 3)", "day": "DAYOFMONTH(@0)", "hour": "HOUR(@0)",
			"minute": "MINUTE(@0)", "second": "SECOND(@0)", "isodow": "(WEEKDAY(@0) + 1)", "doy": "DAYOFYEAR(@0)", "epoch": "(TO_SECONDS(@0) - 62167219200)",
		},
	}
}
