package compile

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
)

// TestLacking: what a pool without the functions cannot do is called by what was asked for, not by
// what a text or name is.
func TestLacking(t *testing.T) {
	syntax := dialect.SQLite().Syntax
	for sql, want := range map[string]string{
		"SELECT orm_decimal_sum(a)":              "exact decimals",
		"SELECT orm_cast_text(a)":                "functions of times, and Cast",
		"SELECT orm_date_part(a, 'orm_decimal')": "functions of times, and Cast",
		"SELECT orm_time(`orm_cast`)":            "comparisons and orders of times",
	} {
		if got := lacking(sql, syntax); !strings.HasPrefix(got, want) {
			t.Errorf("%s lacks %s", sql, got)
		}
	}
}
