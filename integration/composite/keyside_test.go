package composite

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
	"github.com/ormar-go/ormar/schema"
)

// person is extended by rows that share its key.
type person struct {
	orm.Model
	Code string
	Tag  string
}

func (p *person) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&p.Code, 20).PrimaryKey(), schema.String(&p.Tag, 20)}}
}

// pass has the key of its person: one to one.
type pass struct {
	orm.Model
	Person orm.One[person]
	Note   string
}

func (p *pass) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.ForeignKey(&p.Person).PrimaryKey(), schema.String(&p.Note, 20)}}
}

// wage has its person and a number for a key, and remembers what it was.
type wage struct {
	orm.Model
	Person orm.One[person]
	Number int64
	Note   string
}

func (w *wage) Schema() schema.Table {
	return schema.Table{TrackChanges: true, Fields: schema.Fields{
		schema.ForeignKey(&w.Person).PrimaryKey(), schema.BigInteger(&w.Number).PrimaryKey(), schema.String(&w.Note, 20)}}
}

// slip has the wage, of two columns, for a key.
type slip struct {
	orm.Model
	Wage orm.One[wage]
	Note string
}

func (s *slip) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.ForeignKey(&s.Wage).Columns("person_code", "wage_number").PrimaryKey(), schema.String(&s.Note, 20)}}
}

// keyed is a model whose rows are two of two owners, and how a row is given the other owner.
type keyed[T any, P orm.PtrTo[T]] struct {
	rows func() []*T
	turn func(row *T) // to the second owner
	back func(row *T)
	free func(row *T) // to an owner without such a row
	note func(row *T) *string
}

func TestAKeyRelationStays(t *testing.T) {
	ann, bob, cat := &person{Code: "ann"}, &person{Code: "bob"}, &person{Code: "cat"}
	wageOf := func(p *person) *wage { return &wage{Person: orm.Ref(p), Number: 1} }
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Run("one to one", func(t *testing.T) {
				keepsKey(t, name, keyed[pass, *pass]{
					rows: func() []*pass { return []*pass{{Person: orm.Ref(ann), Note: "a"}, {Person: orm.Ref(bob), Note: "b"}} },
					turn: func(p *pass) { p.Person = orm.Ref(bob) }, back: func(p *pass) { p.Person = orm.Ref(ann) },
					free: func(p *pass) { p.Person = orm.Ref(cat) },
					note: func(p *pass) *string { return &p.Note },
				})
			})
			t.Run("a part", func(t *testing.T) {
				keepsKey(t, name, keyed[wage, *wage]{
					rows: func() []*wage {
						return []*wage{{Person: orm.Ref(ann), Number: 1, Note: "a"}, {Person: orm.Ref(bob), Number: 1, Note: "b"}}
					},
					turn: func(w *wage) { w.Person = orm.Ref(bob) }, back: func(w *wage) { w.Person = orm.Ref(ann) },
					free: func(w *wage) { w.Person = orm.Ref(cat) },
					note: func(w *wage) *string { return &w.Note },
				})
			})
			t.Run("several columns", func(t *testing.T) {
				keepsKey(t, name, keyed[slip, *slip]{
					rows: func() []*slip {
						return []*slip{{Wage: orm.Ref(wageOf(ann)), Note: "a"}, {Wage: orm.Ref(wageOf(bob)), Note: "b"}}
					},
					turn: func(s *slip) { s.Wage = orm.Ref(wageOf(bob)) }, back: func(s *slip) { s.Wage = orm.Ref(wageOf(ann)) },
					free: func(s *slip) { s.Wage = orm.Ref(wageOf(cat)) },
					note: func(s *slip) *string { return &s.Note },
				})
			})
		})
	}
}

// keepsKey turns rows that were read, written or joined to the other owner, and tries every call that writes by the key of a row.
func keepsKey[T any, P orm.PtrTo[T]](t *testing.T, name string, k keyed[T, P]) {
	db, ctx := dbtest.Open(t, name, schema.MustRegistry(&person{}, &pass{}, &wage{}, &slip{})), t.Context()
	people := []*person{{Code: "ann"}, {Code: "bob"}, {Code: "cat"}}
	if err := orm.Objects[person](db).BulkCreate(ctx, people); err != nil {
		t.Fatal(err)
	}
	var none T
	if reflect.TypeOf(none) == reflect.TypeFor[slip]() {
		if err := orm.Objects[wage](db).BulkCreate(ctx, []*wage{{Person: orm.Ref(people[0]), Number: 1}, {Person: orm.Ref(people[1]), Number: 1}, {Person: orm.Ref(people[2]), Number: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	made := k.rows()
	if err := orm.Objects[T, P](db).BulkCreate(ctx, made); err != nil {
		t.Fatal(err)
	}
	read := func() *T {
		row, err := orm.Objects[T, P](db).Get(ctx, orm.Q{"note": "a"})
		if err != nil {
			t.Fatal(err)
		}
		return row
	}
	part, err := orm.Objects[T, P](db).ExcludeFields("note").Get(ctx, orm.Q{"note": "a"})
	if err != nil {
		t.Fatal(err)
	}
	for what, row := range map[string]*T{"read": read(), "written": made[0], "read in part": part} {
		for call, do := range keyWrites[T, P]() {
			k.turn(row)
			*k.note(row) = "lost"
			ormtest.Statements(t, db, 0, func(db *orm.DB) {
				if err := do(ctx, db, row); !errors.Is(err, orm.ErrRelationship) {
					t.Errorf("%s of a row that was %s: %v", call, what, err)
				}
			})
		}
		k.back(row)
		*k.note(row) = "a"
		if err := orm.Update(ctx, db, P(row)); err != nil {
			t.Errorf("its own owner again: %v", err)
		}
		if err := orm.Update(ctx, db, P(row), "note"); err != nil {
			t.Errorf("after an update: %v", err)
		}
	}
	notes, err := orm.Pluck[string](ctx, orm.Objects[T, P](db).OrderBy("note"), "note")
	if err != nil || !slices.Equal(notes, []string{"a", "b"}) {
		t.Errorf("the rows are %q, %v", notes, err)
	}
	moved := read()
	k.free(moved)
	if err := orm.Save(ctx, db, P(moved)); err != nil {
		t.Errorf("inserted anew: %v", err)
	}
	k.turn(moved)
	if err := orm.Update(ctx, db, P(moved)); !errors.Is(err, orm.ErrRelationship) {
		t.Errorf("of a row that was inserted anew: %v", err)
	}
	if n, err := orm.Objects[T, P](db).Count(ctx); err != nil || n != 3 {
		t.Errorf("%d rows after another was inserted, %v", n, err)
	}
}

// keyWrites are the calls that find the row of an instance by its key.
func keyWrites[T any, P orm.PtrTo[T]]() map[string]func(ctx context.Context, db *orm.DB, row *T) error {
	return map[string]func(ctx context.Context, db *orm.DB, row *T) error{
		"Update":          func(ctx context.Context, db *orm.DB, row *T) error { return orm.Update(ctx, db, P(row)) },
		"Update of names": func(ctx context.Context, db *orm.DB, row *T) error { return orm.Update(ctx, db, P(row), "note") },
		"Upsert":          func(ctx context.Context, db *orm.DB, row *T) error { return orm.Upsert(ctx, db, P(row)) },
		"Delete":          func(ctx context.Context, db *orm.DB, row *T) error { return orm.Delete(ctx, db, P(row)) },
		"HardDelete":      func(ctx context.Context, db *orm.DB, row *T) error { return orm.HardDelete(ctx, db, P(row)) },
		"Load":            func(ctx context.Context, db *orm.DB, row *T) error { return orm.Load(ctx, db, P(row)) },
		"LoadAll":         func(ctx context.Context, db *orm.DB, row *T) error { return orm.LoadAll(ctx, db, P(row)) },
		"BulkUpdate": func(ctx context.Context, db *orm.DB, row *T) error {
			_, err := orm.Objects[T, P](db).BulkUpdate(ctx, []*T{row})
			return err
		},
		"BulkUpdate of names": func(ctx context.Context, db *orm.DB, row *T) error {
			_, err := orm.Objects[T, P](db).BulkUpdate(ctx, []*T{row}, "note")
			return err
		},
		"UpdateOnConflict": func(ctx context.Context, db *orm.DB, row *T) error {
			return orm.Objects[T, P](db).BulkCreate(ctx, []*T{row}, orm.UpdateOnConflict())
		},
		"BulkUpsert": func(ctx context.Context, db *orm.DB, row *T) error {
			_, err := orm.BulkUpsert(ctx, orm.Objects[T, P](db), []*T{row})
			return err
		},
		"SaveRelated": func(ctx context.Context, db *orm.DB, row *T) error {
			_, err := orm.SaveRelated(ctx, db, P(row), orm.SaveAll())
			return err
		},
	}
}
