package ormtest

import (
	"context"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
)

// functions computes with columns and constants.
func (e *exercise) functions() {
	must(e, orm.Save(e.Context(), e.db, &specimen{ID: 1, Text: new(" aBc "), Whole: new(int32(-7)), Float: new(2.5), Exact: new("12.3456"), Moment: new(time.Date(2024, 2, 29, 23, 30, 15, 0, time.UTC))}))
	for name, c := range map[string]orm.Condition{
		"lower": orm.Lower(orm.F("text")).Eq(" abc "), "upper": orm.Upper(orm.F("text")).Eq(" ABC "), "trim": orm.Trim(orm.F("text")).Eq("aBc"), "length": orm.Length(orm.F("text")).Eq(5),
		"substr": orm.Substr(orm.F("text"), 2, 2).Eq("aB"), "replace": orm.Replace(orm.F("text"), "B", "bb").Eq(" abbc "), "concat": orm.Concat(orm.F("text"), "!").Eq(" aBc !"),
		"coalesce": orm.Coalesce(orm.F("small"), orm.F("whole")).Eq(-7), "abs": orm.Abs(orm.F("whole")).Eq(7), "add": orm.F("whole").Add(10).Eq(3), "sub": orm.F("whole").Sub(1).Eq(-8), "mul": orm.F("whole").Mul(-2).Eq(14),
		"exact mul": orm.F("exact").Mul("2").Eq("24.6912"), "round": orm.Round(orm.F("exact"), 1).Eq("12.3"), "half": orm.F("float").Mul(2).Eq(5.0),
		"year": orm.DatePart("year", orm.F("moment")).Eq(2024), "month": orm.DatePart("month", orm.F("moment")).Eq(2), "day": orm.DatePart("day", orm.F("moment")).Eq(29),
		"hour": orm.DatePart("hour", orm.F("moment")).Eq(23), "cast": orm.Cast[string](orm.F("whole")).Eq("-7"), "now": orm.F("moment").Lt(orm.Now()),
		"null in arithmetic": orm.Not(orm.F("small").Add(1).Eq(1)), "null in arithmetic is null": orm.F("small").Add(1).IsNull(),
	} {
		e.check(name, func(t *testing.T, ctx context.Context) {
			want := "1"
			if name == "null in arithmetic" { // what is unknown is not found, nor is its opposite
				want = ""
			}
			if got := keys(t, ctx, orm.Objects[specimen](e.db).Filter(c)); got != want {
				t.Errorf("finds %q, want %q", got, want)
			}
		})
	}
}
