package query

// Cut is a slice of what was read: Count rows from From on, all when Count is negative; a negative From counts from the end.
// It is made of pages that are read from the end, whose length is known only afterwards.
type Cut struct{ From, Count int64 }

// Apply is the range of n rows that the cuts leave.
func Apply(cuts []Cut, n int) (from, to int) {
	to = n
	for _, c := range cuts {
		size := int64(to - from)
		start := min(c.From, size)
		if start < 0 {
			start = max(size+start, 0)
		}
		end := size
		if c.Count >= 0 && c.Count < size-start {
			end = start + c.Count
		}
		from, to = from+int(start), from+int(end)
	}
	return from, to
}
