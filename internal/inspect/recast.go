package inspect

import "regexp"

// PostgreSQL keeps the cast of a literal that it wrote for one text type when the column becomes the
// other, and casts the result: to text, and then to character varying, where a table that is made at
// once has character varying alone.
var (
	castWithin = regexp.MustCompile(`\(('(?:[^']|'')*')::(?:text|character varying)\)(::(?:text|character varying))\b`)
	castBehind = regexp.MustCompile(`('(?:[^']|'')*')::(?:text|character varying)(::(?:text|character varying))\b`)
)

// recast leaves of several casts of a literal between text types the last, which alone counts.
func recast(text string) string {
	for {
		now := castBehind.ReplaceAllString(castWithin.ReplaceAllString(text, "$1$2"), "$1$2")
		if now == text {
			return text
		}
		text = now
	}
}
