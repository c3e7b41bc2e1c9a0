package indexes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Account has indexes over expressions and over some of the rows.
type Account struct {
	orm.Model
	ID     int64
	Email  string
	Team   string
	Slot   int
	Active bool
	Hits   int
}

func (a *Account) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Email, 80), schema.String(&a.Team, 20), schema.Integer(&a.Slot),
		schema.Boolean(&a.Active), schema.Integer(&a.Hits),
	}, Constraints: []schema.Constraint{
		schema.UniqueOn("(lower({email}))"),
		schema.UniqueTogether("team", "slot").Where("{active}").Named("uc_slot"),
		schema.IndexOn("team", "-hits"),
		schema.IndexOn("(hits + slot)", "-team").Where("slot > 3 AND {team} <> 'a{b}'").Named("ix_busy"),
		schema.IndexOn("-(abs({hits}))", "slot").Named("ix_hits"),
	}}
}

// Ordered has what every database has.
type Ordered struct {
	ID   int64
	Name string
	Rank int
}

func (o *Ordered) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&o.ID).PrimaryKey(), schema.String(&o.Name, 50), schema.Integer(&o.Rank)},
		Constraints: []schema.Constraint{schema.IndexOn("name", "-rank"), schema.UniqueOn("-rank", "name")}}
}

// partial are the databases with indexes over some of the rows.
func partial() []string {
	return slices.DeleteFunc(slices.Clone(dbtest.Names()), func(name string) bool { return name == "mysql" || name == "mariadb" })
}

func undrifted(t *testing.T, db *orm.DB) {
	t.Helper()
	changes, warnings, err := migrate.Drift(t.Context(), db)
	if err != nil || len(changes)+len(warnings) > 0 {
		t.Errorf("drift: %v %v %v", changes, warnings, err)
	}
}

func violates(t *testing.T, err, kind error, name string, fields ...string) {
	t.Helper()
	var e *orm.ConstraintError
	if !errors.Is(err, kind) || !errors.As(err, &e) || e.Constraint != name || !slices.Equal(e.Fields, fields) {
		t.Errorf("%v is not %v of %s with %v: %+v", err, kind, name, fields, e)
	}
}

// Everywhere there are indexes in descending order.
func TestOrderedIndexes(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Ordered{}), func(t *testing.T, db *orm.DB) {
		undrifted(t, db)
		all := orm.Objects[Ordered](db)
		if err := all.BulkCreate(t.Context(), []*Ordered{{Name: "a", Rank: 1}, {Name: "b", Rank: 1}}); err != nil {
			t.Fatal(err)
		}
		err := orm.Save(t.Context(), db, &Ordered{Name: "a", Rank: 1})
		violates(t, err, orm.ErrUnique, "uc_ordereds_rank_name", "rank", "name")
		again := &Ordered{Name: "a", Rank: 1}
		if err := all.BulkCreate(t.Context(), []*Ordered{again}, orm.UpdateOnConflict(), orm.OnConflict("-rank", "name")); err != nil || again.ID != 1 {
			t.Errorf("%v %+v", err, again)
		}
	})
}

// An index over an expression, or over some of the rows, keeps others out and tells which fields it is about.
func TestPartialAndExpressionIndexes(t *testing.T) {
	for _, name := range partial() {
		t.Run(name, func(t *testing.T) {
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&Account{})), t.Context()
			undrifted(t, db)
			first := &Account{Email: "Ann@x", Team: "t", Slot: 1, Active: true}
			for _, a := range []*Account{first, {Email: "bob@x", Team: "t", Slot: 1}, {Email: "cid@x", Team: "t", Slot: 1}} {
				if err := orm.Save(ctx, db, a); err != nil {
					t.Fatal(err)
				}
			}
			violates(t, orm.Save(ctx, db, &Account{Email: "ann@X", Team: "u"}), orm.ErrUnique, "uc_accounts_lower_email", "email")
			violates(t, orm.Save(ctx, db, &Account{Email: "d@x", Team: "t", Slot: 1, Active: true}), orm.ErrUnique, "uc_slot", "team", "slot")
			conflicts(t, ctx, db)
		})
	}
}

func conflicts(t *testing.T, ctx context.Context, db *orm.DB) {
	all := orm.Objects[Account](db)
	rows := func(want string) {
		t.Helper()
		list, err := all.OrderBy("id").All(ctx)
		var out []string
		for _, a := range list {
			out = append(out, a.Email)
		}
		if got := strings.Join(out, " "); err != nil || got != want {
			t.Errorf("%s, not %s: %v", got, want, err)
		}
	}
	// By the expression: what the row has stays, spelled as it was; another is new.
	one, two := &Account{Email: "ANN@X", Team: "v", Slot: 7, Active: true, Hits: 5}, &Account{Email: "new@x", Team: "v", Slot: 8, Active: true}
	err := all.BulkCreate(ctx, []*Account{one, two}, orm.UpdateOnConflict("hits"), orm.OnConflict("(lower({email}))"))
	if err != nil || one.ID != 1 || one.Email != "Ann@x" || one.Team != "t" || two.ID == 0 {
		t.Fatalf("%v %+v %+v", err, one, two)
	}
	if got, err := all.Get(ctx, orm.Q{"id": 1}); err != nil || got.Hits != 5 || got.Slot != 1 {
		t.Errorf("%v %+v", err, got)
	}
	// By fields alone: the partial index, which rows that are not active are not in.
	one, two = &Account{Email: "e@x", Team: "t", Slot: 1, Active: true, Hits: 6}, &Account{Email: "f@x", Team: "t", Slot: 1, Hits: 7}
	err = all.BulkCreate(ctx, []*Account{one, two}, orm.UpdateOnConflict("hits"), orm.OnConflict("slot", "team"))
	if err != nil || one.ID != 1 || one.Email != "Ann@x" || two.ID == 0 || two.Email != "f@x" {
		t.Fatalf("%v %+v %+v", err, one, two)
	}
	err = all.BulkCreate(ctx, []*Account{{Email: "g@x", Team: "t", Slot: 1, Active: true}, {Email: "h@x", Team: "t", Slot: 2, Active: true}},
		orm.IgnoreConflicts(), orm.OnConflict("team", "slot"))
	if err != nil {
		t.Fatal(err)
	}
	rows("Ann@x bob@x cid@x new@x f@x h@x")
	// Another constraint than the one that is meant is an error.
	err = all.BulkCreate(ctx, []*Account{{Email: "F@x", Team: "w", Slot: 9}}, orm.UpdateOnConflict("hits"), orm.OnConflict("team", "slot"))
	violates(t, err, orm.ErrUnique, "uc_accounts_lower_email", "email")
	for _, target := range [][]string{{"(upper({email}))"}, {"email"}, {"team"}} {
		if err := all.BulkCreate(ctx, []*Account{{Email: "x@x"}}, orm.IgnoreConflicts(), orm.OnConflict(target...)); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%v: %v", target, err)
		}
	}
	computed(t, ctx, db)
}

// computed is what looks at the row that is there, which only the database can tell.
func computed(t *testing.T, ctx context.Context, db *orm.DB) {
	t.Helper()
	all, byEmail := orm.Objects[Account](db), orm.OnConflict("(lower({email}))")
	rows := []*Account{{Email: "ANN@x", Team: "q", Hits: 2}, {Email: "up@x", Team: "q", Hits: 3}, {Email: "UP@x", Team: "r", Hits: 4}}
	inserted, err := orm.BulkUpsert(ctx, all, rows, byEmail, orm.UpdateOnConflict("team"))
	if err != nil || fmt.Sprint(inserted) != "[false true false]" {
		t.Fatal(inserted, err)
	}
	for i, want := range []Account{{ID: 1, Email: "Ann@x", Team: "q", Slot: 1, Active: true, Hits: 6}, {ID: rows[1].ID, Email: "up@x", Team: "q", Hits: 3}, {ID: rows[1].ID, Email: "up@x", Team: "r", Hits: 3}} {
		if got := *rows[i]; got.ID != want.ID || got.Email != want.Email || got.Team != want.Team || got.Hits != want.Hits || got.Slot != want.Slot || got.Active != want.Active || !got.Saved() {
			t.Errorf("%d is %+v", i, got)
		}
	}
	add := orm.OnConflictSet(orm.V{"hits": orm.F("hits").Add(orm.Excluded("hits"))})
	one, two := &Account{Email: "Up@X", Hits: 10}, &Account{Email: "down@x", Hits: 1}
	if inserted, err = orm.BulkUpsert(ctx, all, []*Account{one, two}, byEmail, add); err != nil || fmt.Sprint(inserted) != "[false true]" || one.Hits != 13 || one.Team != "r" || two.Hits != 1 {
		t.Fatal(inserted, err, one, two)
	}
	if err := all.BulkCreate(ctx, []*Account{{Email: "DOWN@x", Hits: 5}, {Email: "up@X", Hits: 100}}, byEmail, orm.UpdateOnConflict(), add, orm.OnConflictWhere(orm.Q{"hits__lt": 10})); err != nil {
		t.Fatal(err)
	}
	for email, want := range map[string]int{"down@x": 6, "up@x": 13} {
		if got, err := all.Get(ctx, orm.Q{"email": email}); err != nil || got.Hits != want {
			t.Error(email, got, err)
		}
	}
	// The partial index, and another that is in the way of a row.
	one, two = &Account{Email: "p@x", Team: "t", Slot: 1, Active: true, Hits: 1}, &Account{Email: "s@x", Team: "t", Slot: 1, Hits: 1}
	inserted, err = orm.BulkUpsert(ctx, all, []*Account{one, two}, orm.OnConflict("team", "slot"), orm.UpdateOnConflict("hits"))
	if err != nil || fmt.Sprint(inserted) != "[true true]" { // Ann has gone to another team
		t.Fatal(inserted, err)
	}
	inserted, err = orm.BulkUpsert(ctx, all, []*Account{{Email: "z@x", Team: "t", Slot: 1, Active: true, Hits: 8}}, orm.OnConflict("team", "slot"), add)
	if got, read := all.Get(ctx, orm.Q{"id": one.ID}); err != nil || read != nil || inserted[0] || got.Hits != 9 || got.Email != "p@x" {
		t.Error(inserted, err, got, read)
	}
	_, err = orm.BulkUpsert(ctx, all, []*Account{{Email: "P@x", Team: "new", Active: true}}, orm.OnConflict("team", "slot"), add)
	violates(t, err, orm.ErrUnique, "uc_accounts_lower_email", "email")
}

// What a database does not have is said before any statement, with what to use.
func TestAdvice(t *testing.T) {
	for _, name := range dbtest.Names() {
		for _, c := range []struct {
			model      schema.Definer
			on, advice string
		}{
			{&varied[partialIndex]{}, "sqlite postgres", "generated column"},
			{&varied[expressionIndex]{}, "sqlite postgres mysql", "generated column"},
			{&varied[including]{}, "postgres", "Include names"},
			{&varied[hashed]{}, "postgres", "leave Using out"},
			{&varied[classed]{}, "postgres", "leave Class out"},
			{&varied[prefixed]{}, "mysql mariadb", "substr({email}, 1, 10)"},
			{&varied[excluding]{}, "postgres", "PostgreSQL alone"},
		} {
			models := schema.MustRegistry(c.model)
			_, err := migrate.SQL(name, models)
			if strings.Contains(c.on, name) {
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				undrifted(t, dbtest.Open(t, name, models))
				continue
			}
			var e *schema.DefinitionError
			if !errors.As(err, &e) || !strings.Contains(e.Reason, c.advice) {
				t.Errorf("%s: %v does not say %s", name, err, c.advice)
			}
		}
	}
}

// varied is an account with another constraint each time.
type varied[C interface{ of() schema.Constraint }] struct {
	Account
}

func (v *varied[C]) Schema() schema.Table {
	t, c := v.Account.Schema(), *new(C)
	t.Name, t.Constraints = "varied", []schema.Constraint{c.of()}
	return t
}

type (
	partialIndex    struct{}
	expressionIndex struct{}
	including       struct{}
	hashed          struct{}
	classed         struct{}
	prefixed        struct{}
	excluding       struct{}
)

func (partialIndex) of() schema.Constraint    { return schema.IndexOn("team").Where("{active}") }
func (expressionIndex) of() schema.Constraint { return schema.UniqueOn("(lower({email}))") }
func (including) of() schema.Constraint       { return schema.IndexOn("team").Include("email") }
func (hashed) of() schema.Constraint          { return schema.IndexOn("team").Using("hash") }
func (classed) of() schema.Constraint {
	return schema.IndexOn("email").Class("email", "text_pattern_ops")
}
func (prefixed) of() schema.Constraint { return schema.IndexOn("email").Length("email", 10) }
func (excluding) of() schema.Constraint {
	return schema.Exclude("", "gist", "int4range({slot}, {slot}, '[]') WITH &&")
}

// Booking is a time in a room.
type Booking struct {
	ID            int64
	Room          int
	Starts, Until time.Time
	Cancelled     bool
}

func (b *Booking) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.Integer(&b.Room), schema.DateTime(&b.Starts),
		schema.DateTime(&b.Until), schema.Boolean(&b.Cancelled)},
		Constraints: []schema.Constraint{schema.Exclude("no_overlap", "gist", "int4range({room}, {room}, '[]') WITH =", "tstzrange({starts}, {until}) WITH &&").Where("NOT {cancelled}")}}
}

// Rows that exclude each other are an error of its own.
func TestExclusion(t *testing.T) {
	if !slices.Contains(dbtest.Names(), "postgres") {
		t.Skip("PostgreSQL is not among the databases")
	}
	db, ctx := dbtest.Open(t, "postgres", schema.MustRegistry(&Booking{})), t.Context()
	undrifted(t, db)
	at := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	for _, b := range []*Booking{{Room: 1, Starts: at, Until: at.Add(2 * time.Hour)}, {Room: 2, Starts: at, Until: at.Add(time.Hour)},
		{Room: 1, Starts: at, Until: at.Add(time.Hour), Cancelled: true}} {
		if err := orm.Save(ctx, db, b); err != nil {
			t.Fatal(err)
		}
	}
	err := orm.Save(ctx, db, &Booking{Room: 1, Starts: at.Add(time.Hour), Until: at.Add(3 * time.Hour)})
	violates(t, err, orm.ErrExclusion, "no_overlap", "room", "starts", "until")
	if err := orm.Save(ctx, db, &Booking{Room: 1, Starts: at.Add(2 * time.Hour), Until: at.Add(3 * time.Hour)}); err != nil {
		t.Error(err)
	}
}
