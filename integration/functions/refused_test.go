package functions

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

func isError(err, want error) bool { return errors.Is(err, want) }

// Wrong arguments are refused before any SQL, by the function's name, with what was wanted and what was given.
func TestRefused(t *testing.T) {
	counter := &dbtest.Counter{}
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		counter.Reset()
		text, whole := orm.F("text"), orm.F("whole")
		for _, c := range []struct {
			expr orm.Expr
			says []string
		}{
			{orm.Lower(whole), []string{"Lower", "text", "Cell.whole", "BigInteger"}},
			{orm.Trim(orm.F("exact")), []string{"Trim", "text", "Decimal"}},
			{orm.Length(whole), []string{"Length", "text or bytes", "Cell.whole"}},
			{orm.Concat(text, whole), []string{"Concat", "argument 2", "Cell.whole"}},
			{orm.Concat(text, 1), []string{"Concat", "argument 2"}},
			{orm.Concat(), []string{"Concat"}},
			{orm.Substr(text, 0, 1), []string{"Substr", "1"}},
			{orm.Substr(text, 1, -1), []string{"Substr", "length"}},
			{orm.Abs(text), []string{"Abs", "a number", "Cell.text"}},
			{orm.Mod(orm.F("float"), 2), []string{"Mod", "Float"}},
			{orm.Coalesce(text, whole), []string{"Coalesce", "Cell.text", "Cell.whole"}},
			{orm.Coalesce(text, 1), []string{"text"}},
			{orm.Coalesce(text, nil), []string{"Coalesce", "nil"}},
			{orm.Greatest(), []string{"Greatest"}},
			{orm.Case().End(), []string{"Case"}},
			{orm.Case().When(orm.Q{"nope": 1}, 1).End(), []string{"nope"}},
			{orm.Case().When(nil, 1).End(), []string{"nil"}},
			{orm.Case().When(orm.Q{"id": 1}, struct{}{}).End(), []string{"Case"}},
			{orm.Lower(orm.F("nope")), []string{"nope"}},
			{orm.DateTrunc("hours", orm.F("at")), []string{"DateTrunc", "argument 1", "hours"}},
			{orm.DateTrunc("day", text), []string{"DateTrunc", "argument 2", "Cell.text"}},
			{orm.DateTrunc("hour", orm.F("day")), []string{"DateTrunc", "hour"}},
			{orm.DateTrunc("day", orm.F("day"), time.UTC), []string{"location"}},
			{orm.DateTrunc("day", orm.F("at"), nil), []string{"location", "nil"}},
			{orm.DateTrunc("day", orm.F("at"), time.UTC, time.UTC), []string{"one location"}},
			{orm.DateTrunc("hour", orm.F("clock")), []string{"DateTrunc"}},
			{orm.DatePart("doy", orm.F("clock")), []string{"DatePart", "doy"}},
			{orm.DateAdd(orm.F("day"), time.Hour), []string{"DateAdd", "whole days"}},
			{orm.DateAdd(whole, time.Hour), []string{"DateAdd", "argument 1", "Cell.whole"}},
			{orm.Cast[int64](orm.Value("x1")), []string{"Cast", "x1"}},
			{orm.Cast[int64](orm.F("at")), []string{"Cast", "Cell.at"}},
			{orm.Cast[time.Time](whole), []string{"Cast", "Cell.whole"}},
			{orm.Cast[[]int](whole), []string{"Cast", "[]int"}},
			{orm.Concat(text, orm.Round(whole, 1)), []string{"Concat"}},
		} {
			_, err := orm.Objects[Cell](db).Filter(c.expr.IsNull()).All(t.Context())
			if !errors.Is(err, orm.ErrQuery) {
				t.Errorf("%v: %v, want ErrQuery", c.says, err)
				continue
			}
			for _, word := range c.says {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%v does not say %s", err, word)
				}
			}
		}
		counter.Want(t, 0)
	}, orm.WithObserver(counter))
}
