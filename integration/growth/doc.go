// Package growth holds costs to their shape: linear in rows, constant for a stream, bounded for caches. Its tests count
// allocations, bytes and entries and only print times. ORMAR_LONG=1 lengthens the stream to a million rows.
package growth
