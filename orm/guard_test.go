package orm_test

import (
	"context"
	"errors"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// parcel has columns that are NOT NULL and columns that are not, a parent that it must have and one that it need not.
type parcel struct {
	orm.Model
	ID      int64
	Depot   orm.One[depot]
	Via     orm.One[depot]
	Title   string
	Note    *string
	Weight  int
	Fragile bool
	State   parcelState
	Stops   orm.Many[stop]
}

func (p *parcel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Depot).NotNull().RelatedName("parcels"), schema.ForeignKey(&p.Via).RelatedName("carried"),
		schema.String(&p.Title, 20), schema.String(&p.Note, 20), schema.Integer(&p.Weight), schema.Boolean(&p.Fragile),
		schema.Enum(&p.State, "sent", "lost"),
	}}
}

type parcelState string

type depot struct {
	orm.Model
	ID      int64
	Name    string
	Parcels orm.Many[parcel]
}

func (d *depot) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&d.ID).PrimaryKey(), schema.String(&d.Name, 20)}}
}

type stop struct {
	orm.Model
	ID     int64
	Parcel orm.One[parcel]
	Place  string
}

func (s *stop) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&s.ID).PrimaryKey(), schema.ForeignKey(&s.Parcel).NotNull().RelatedName("stops"), schema.String(&s.Place, 20),
	}}
}

// always are conditions that are TRUE for every row whatever the data, by what they say.
func always(db *orm.DB) map[string]orm.Condition {
	p, parcels, depots := orm.Fields[parcel](), orm.Objects[parcel](db), orm.Objects[depot](db)
	return map[string]orm.Condition{
		"nothing": orm.And(), "an empty Q": orm.Q{}, "not or": orm.Not(orm.Or()), "not in nothing": orm.NotIn(&p.ID), "twice not": orm.Not(orm.Not(orm.And())),
		"isnull false": orm.Q{"title__isnull": false}, "isnull false of a key": orm.Q{"id__isnull": false}, "isnull false of pk": orm.Q{"pk__isnull": false},
		"ne nil": orm.Q{"title__ne": nil}, "NotNull": orm.NotNull(&p.Weight), "NotNull of a foreign key": orm.NotNull(&p.Depot), "not IsNull": orm.Not(orm.IsNull(&p.ID)),
		"of a parent's key": orm.Q{"depot__id__isnull": false}, "of a parent that must be": orm.Q{"depot__name__isnull": false},
		"contains nothing": orm.Q{"title__contains": ""}, "icontains nothing": orm.Q{"title__icontains": ""}, "startswith nothing": orm.StartsWith(&p.Title, ""),
		"istartswith nothing": orm.IStartsWith(&p.Title, ""), "endswith nothing": orm.EndsWith(&p.Title, ""), "iendswith nothing": orm.IEndsWith(&p.Title, ""),
		"the empty regex": orm.Regex(&p.Title, ""), "any regex": orm.Regex(&p.Title, ".*"), "of a parent": orm.Q{"depot__name__icontains": ""},
		"an empty search box": orm.Untrusted(map[string]any{"title__contains": ""}, orm.Policy{Filter: []string{"title__contains"}}),
		"from the empty text": orm.Q{"title__gte": ""},
		"itself":              orm.F("weight").Eq(orm.F("weight")), "itself in a Q": orm.Q{"weight": orm.F("weight")}, "at most itself": orm.F("weight").Lte(orm.F("weight")),
		"not other than itself": orm.Not(orm.F("weight").Ne(orm.F("weight"))), "a sum of itself": orm.F("weight").Add(orm.F("id")).Eq(orm.F("weight").Add(orm.F("id"))),
		"in itself": orm.Q{"pk__in": parcels}, "in itself, filtered by nothing": orm.InQuery(&p.ID, parcels.Filter(orm.Q{"title__contains": ""})),
		"in all of the parents": orm.Q{"depot__in": depots}, "in itself, ordered": orm.Q{"id__in": parcels.OrderBy("-id")}, "in its own column": orm.Q{"title__in": orm.Column(parcels, "title")},
		"not in none": orm.Not(orm.Q{"pk__in": parcels.Filter(orm.Or())}), "NotInQuery of none": orm.NotInQuery(&p.Via, depots.Filter(orm.Or())),
		"not in a page of none": orm.Not(orm.Q{"pk__in": parcels.Limit(0)}),
		"every of nothing":      orm.Every("stops"), "every of always": orm.Every("stops", orm.Q{"place__contains": ""}), "none of never": orm.None("stops", orm.Q{"place": nil}),
		"not some of never": orm.Not(orm.Some("stops", orm.Or())), "some parent": orm.Some("depot"), "none of not parent": orm.Not(orm.None("depot")),
		"squirrel's And": orm.SQL(sq.And{}), "squirrel's Eq": orm.SQL(sq.Eq{}), "squirrel's NotEq": orm.SQL(sq.NotEq{"id": []int{}}), "1=1": orm.SQL(sq.Expr("1=1")),
		"another constant": orm.SQL(sq.Expr("length('x') = 1 AND current_date > '2000-01-01'")), "bound": orm.SQL(sq.Expr("? = ?", 1, 1)), "TRUE": orm.SQL(sq.Expr("TRUE")),
		"nested in SQL": orm.SQL(sq.Or{sq.Eq{"title": "x"}, sq.And{}}), "written out": orm.SQL(sq.Expr("title = 'x' OR (weight = 1 OR NOT (1 = 0))")),
		"not squirrel's Or": orm.Not(orm.SQL(sq.Or{})), "not squirrel's Eq of none": orm.Not(orm.SQL(sq.Eq{"id": []int{}})), "in Or": orm.Or(orm.Q{"id": 1}, orm.SQL(sq.Expr("1=1"))),
		"in None": orm.None("stops", orm.SQL(sq.Expr("1=0"))), "in Every": orm.Every("stops", orm.SQL(sq.And{})), "squirrel's ne nil": orm.SQL(sq.NotEq{"title": nil}),
		"{path} of a key": orm.SQL(sq.Expr("{id} IS NOT NULL")), "{path} and itself": orm.SQL(sq.Expr("{title} = {title}")), "a column and itself": orm.SQL(sq.Expr("weight >= weight")),
		"squirrel's empty search box": orm.SQL(sq.Like{"title": "%%"}), "{path} like anything": orm.SQL(sq.Expr("{title} LIKE '%'")),
		"null or not": orm.Or(orm.IsNull(&p.Note), orm.NotNull(&p.Note)), "below or not": orm.Or(orm.Lt(&p.Weight, 5), orm.Gte(&p.Weight, 5)),
		"one or another": orm.Or(orm.Eq(&p.Weight, 5), orm.Ne(&p.Weight, 5)), "either boolean": orm.Q{"fragile__in": []bool{true, false}},
		"some or none": orm.Or(orm.Some("stops"), orm.None("stops")), "contains or not": orm.Or(orm.Contains(&p.Title, "x"), orm.Not(orm.Contains(&p.Title, "x"))),
		"NULL or what is not": orm.Or(orm.IsNull(&p.Note), orm.Contains(&p.Note, "")), "excluded is what never is": orm.Not(orm.And(orm.Q{"id": 1}, orm.Or())),
	}
}

// sometimes are conditions that some row can be left out by.
func sometimes(db *orm.DB) map[string]orm.Condition {
	p, parcels, depots := orm.Fields[parcel](), orm.Objects[parcel](db), orm.Objects[depot](db)
	return map[string]orm.Condition{
		"a key": orm.Q{"id": 1}, "nothing": orm.Or(), "in nothing": orm.In(&p.ID), "not null": orm.NotNull(&p.Note), "ne nil": orm.Q{"note__ne": nil}, "null": orm.IsNull(&p.Title),
		"a parent that need not be": orm.Q{"via__name__isnull": false}, "of it": orm.Q{"via__name__contains": ""}, "along many": orm.Q{"stops__place__isnull": false},
		"contains nothing of what can be NULL": orm.Q{"note__contains": ""}, "contains": orm.Q{"title__contains": " "}, "iexact nothing": orm.IExact(&p.Title, ""), "a regex": orm.Regex(&p.Title, "^.+$"),
		"itself that can be NULL": orm.F("via").Eq(orm.F("via")), "another": orm.F("weight").Eq(orm.F("id")), "less than itself": orm.F("weight").Lt(orm.F("weight")),
		"by itself":           orm.F("weight").Div(orm.F("weight")).Eq(orm.F("weight").Div(orm.F("weight"))),
		"in itself, filtered": orm.Q{"pk__in": parcels.Filter(orm.Q{"weight": 1})}, "in a page of itself": orm.Q{"pk__in": parcels.Limit(10)}, "in parents that need not be": orm.Q{"via__in": depots},
		"not in itself": orm.Not(orm.Q{"pk__in": parcels}), "not in what can be none": orm.NotInQuery(&p.Depot, depots.Filter(orm.Q{"name": "x"})), "in what is no key": orm.Q{"weight__in": orm.Column(parcels, "id")},
		"some": orm.Some("stops"), "none": orm.None("stops"), "every": orm.Every("stops", orm.Q{"place": "x"}), "some parent that need not be": orm.Some("via"),
		"all values of an enum": orm.Q{"state__in": []string{"sent", "lost"}}, "from the smallest": orm.Q{"id__gte": 1}, "above the empty text": orm.Q{"title__gt": ""},
		"SQL": orm.SQL(sq.Expr("{weight} > 1")), "SQL of a column": orm.SQL(sq.Expr("weight > ?", 1)), "SQL and a constant": orm.SQL(sq.And{sq.Eq{"weight": 1}, sq.And{}}),
		"SQL or never": orm.SQL(sq.Or{sq.Eq{"weight": 1}, sq.Eq{"id": []int{}}}), "a sub-query": orm.SQL(sq.Expr("EXISTS (SELECT 1 FROM stops)")), "SQL between": orm.SQL(sq.Expr("weight BETWEEN 1 AND 1 AND 1 = 1")),
		"SQL of a case": orm.SQL(sq.Expr("CASE WHEN weight = 1 OR 1 = 1 THEN title ELSE '' END = ''")), "SQL null": orm.SQL(sq.NotEq{"note": nil}), "SQL like": orm.SQL(sq.Like{"title": "%a%"}),
		"Or of never": orm.Or(orm.Q{"id": 1}, orm.SQL(sq.Expr("1=0"))), "And of always": orm.And(orm.Q{"id": 1}, orm.SQL(sq.Expr("1=1"))), "quoted": orm.SQL(sq.Expr("title = '1=1 OR 1=1'")),
		"below or above": orm.Or(orm.Lt(&p.Weight, 5), orm.Gt(&p.Weight, 5)), "one boolean": orm.Q{"fragile": true}, "one or another, or NULL": orm.Or(orm.Q{"note": "x"}, orm.Q{"note__ne": "x"}),
		"untrusted": orm.Untrusted(map[string]any{"title__contains": "a"}, orm.Policy{}),
	}
}

// The guard refuses what is true for every row whatever the data, in any dress, and nothing that depends on data.
func TestGuard(t *testing.T) {
	sent := &dbtest.Counter{}
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&parcel{}, &depot{}, &stop{}), orm.WithObserver(sent))
	parcels := orm.Objects[parcel](db)
	there := &depot{}
	if err := orm.Save(t.Context(), db, there); err != nil {
		t.Fatal(err)
	}
	row := &parcel{Depot: orm.Ref(there), State: "sent"}
	if err := orm.Save(t.Context(), db, row); err != nil {
		t.Fatal(err)
	}
	sent.Reset()
	try := func(what string, q orm.QuerySet[parcel], refused bool) {
		t.Helper()
		_, err := q.Update(t.Context(), orm.V{"weight": 1})
		if errors.Is(err, orm.ErrUnfiltered) != refused || !refused && err != nil {
			t.Errorf("%s: update: %v", what, err)
		}
		err = db.Transaction(t.Context(), func(ctx context.Context) error {
			_, err := q.Delete(ctx)
			return err
		}, orm.ForceRollback())
		if errors.Is(err, orm.ErrUnfiltered) != refused {
			t.Errorf("%s: delete: %v", what, err)
		}
	}
	for what, c := range always(db) {
		if n, err := parcels.Filter(c).Count(t.Context()); n != 1 {
			t.Errorf("%s is not true of the row: %v", what, err)
		}
		sent.Reset()
		try(what, parcels.Filter(c), true)
		try(what+", twice", parcels.Filter(orm.And(c, c)), true)
		try(what+", or a key", parcels.Filter(orm.Or(orm.Q{"id": 1}, c)), true)
		try(what+", excluded", parcels.Exclude(orm.Not(c)), true)
		try(what+", and a page", parcels.Filter(c).OrderBy("id").Limit(1), true)
		sent.Want(t, 0)
		try(what+", and a key", parcels.Filter(c, orm.Q{"id": 1}), false)
		try(what+", excluded itself", parcels.Exclude(c), what == "another constant") // whose value only the database can tell
		try(what+", of another", parcels.Filter(orm.Some("via", orm.Q{"id__gt": 0}), c), false)
	}
	for what, c := range sometimes(db) {
		try(what, parcels.Filter(c), false)
		try(what+", or never", parcels.Filter(orm.Or(c, orm.Or())), false)
		try(what+", and always", parcels.Filter(c, orm.Q{"title__contains": ""}), false)
	}
	if err := orm.Load(t.Context(), db, there); err != nil {
		t.Fatal(err)
	}
	sent.Reset()
	mine := there.Parcels.Objects()
	for what, c := range map[string]orm.Condition{"of an owner": orm.And(), "an empty box of an owner": orm.Q{"title__contains": ""}, "in the owner's own": orm.Q{"pk__in": there.Parcels.Objects()},
		"in all": orm.Q{"pk__in": parcels}, "SQL of an owner": orm.SQL(sq.Expr("1=1"))} {
		try(what, mine.Filter(c), true)
	}
	sent.Want(t, 0)
	try("the owner's own, from outside", parcels.Filter(orm.Q{"pk__in": there.Parcels.Objects()}), false)
}
