package functions

import (
	"errors"
	"strings"
	"testing"

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
