package orm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// An OR of equalities on one column is one list, at every depth and in every spelling, and nothing else is.
func TestEither(t *testing.T) {
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&parcel{}, &depot{}, &stop{}))
	p, parcels := orm.Fields[parcel](), orm.Objects[parcel](db)
	where := func(c orm.Condition) string {
		text, _, err := parcels.Fields("id").Filter(c).OrderBy("id").ToSql()
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ = strings.Cut(text, " WHERE ")
		text, _, _ = strings.Cut(text, " ORDER")
		return strings.NewReplacer("`", "", "t0.", "").Replace(text)
	}
	for what, c := range map[string]struct {
		c    orm.Condition
		want string
	}{
		"two":                  {orm.Or(orm.Q{"weight": 1}, orm.Eq(&p.Weight, 2)), "weight IN (?,?)"},
		"nested":               {orm.Or(orm.Or(orm.Q{"weight": 1}, orm.Q{"weight": 2}), orm.Or(orm.Or(orm.Q{"weight__exact": 3}), orm.In(&p.Weight, 4))), "weight IN (?,?,?,?)"},
		"pk":                   {orm.Or(orm.Q{"pk": 1}, orm.Q{"id": 2}), "id IN (?,?)"},
		"negated":              {orm.Not(orm.Or(orm.Q{"note": "a"}, orm.Q{"note": "b"})), "NOT (note IN (?,?))"},
		"below":                {orm.And(orm.Q{"id": 1}, orm.Or(orm.Q{"weight": 1}, orm.Q{"weight": 2})), "id = ? AND weight IN (?,?)"},
		"with others":          {orm.Or(orm.Q{"weight": 1}, orm.Q{"id": 1}, orm.Q{"weight": 2}), "(weight IN (?,?) OR id = ?)"},
		"NULL stays":           {orm.Or(orm.Q{"note": "a"}, orm.Q{"note": nil}, orm.Q{"note": "b"}), "(note IN (?,?) OR note IS NULL)"},
		"one":                  {orm.Or(orm.Q{"weight": 1}), "weight = ?"},
		"two columns":          {orm.Or(orm.Q{"weight": 1}, orm.Q{"id": 2}), "(weight = ? OR id = ?)"},
		"all of one":           {orm.Or(orm.Q{"weight": 1, "id": 1}, orm.Q{"weight": 2}), "((id = ? AND weight = ?) OR weight = ?)"},
		"inequalities":         {orm.Or(orm.Ne(&p.Weight, 1), orm.Ne(&p.Weight, 2)), "(weight <> ? OR weight <> ?)"},
		"a list of nothing":    {orm.Or(orm.Q{"weight": 1}, orm.In(&p.Weight)), "(weight = ? OR 1 = 0)"},
		"other columns' paths": {orm.Or(orm.Q{"depot": 1}, orm.Q{"via": 1}), "(depot = ? OR via = ?)"},
	} {
		if got := where(c.c); got != c.want {
			t.Errorf("%s is %s, want %s", what, got, c.want)
		}
	}
}

// However many equalities there are, they take no longer than a list; of what stays an OR there is a bound, refused before it is sent.
func TestTerms(t *testing.T) {
	sent := &dbtest.Counter{}
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&parcel{}, &depot{}, &stop{}), orm.WithObserver(sent))
	depots := orm.Objects[depot](db)
	if err := depots.BulkCreate(t.Context(), []*depot{{ID: 1, Name: "a"}, {ID: 31_999, Name: "b"}, {ID: 40_000, Name: "c"}}); err != nil {
		t.Fatal(err)
	}
	sent.Reset()
	equalities, others := make([]orm.Condition, 32_000), make([]orm.Condition, 5_001)
	for i := range equalities {
		equalities[i] = orm.Q{"id": i}
	}
	for i := range others {
		others[i] = orm.Q{"name__contains": fmt.Sprint("x", i)}
	}
	begin := time.Now()
	got, err := orm.Pluck[int64](t.Context(), depots.Filter(orm.Or(equalities...)).OrderBy("id"), "id")
	if took := time.Since(begin); err != nil || !slices.Equal(got, []int64{1, 31_999}) || took > 5*time.Second {
		t.Errorf("32,000 equalities: %v, %v after %v", got, err, took)
	}
	begin = time.Now()
	n, err := depots.Filter(orm.Or(others[:4_990]...)).Count(t.Context())
	if took := time.Since(begin); err != nil || n != 0 || took > 5*time.Second {
		t.Errorf("4,990 terms: %d, %v after %v", n, err, took)
	}
	sent.Reset()
	for what, q := range map[string]orm.QuerySet[depot]{
		"or": depots.Filter(orm.Or(others...)), "and": depots.Filter(others...), "calls": depots.Filter(others[:2_600]...).Exclude(others[2_400:]...),
		"some": depots.Filter(orm.Some("parcels", orm.Not(orm.Q{"title": "x"})), orm.Or(others[:4_999]...)),
	} {
		if _, err := q.Count(t.Context()); !errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), "InQuery") {
			t.Errorf("%s: %v", what, err)
		}
	}
	sent.Want(t, 0)
}
