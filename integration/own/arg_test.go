package own

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// sameAs is the comparison that finds NULL by NULL.
var sameAs = map[string]string{"sqlite": "IS", "postgres": "IS NOT DISTINCT FROM", "mariadb": "<=>", "mysql": "<=>"}

// An Arg finds what a field's own lookup finds, whatever the database stores; a bare value of another form is refused.
func TestArgInConditions(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		items, f := fill(t, db), orm.Fields[Item]()
		price := decimal.RequireFromString("10")
		for what, c := range map[string]struct {
			sql  sq.Sqlizer
			want []string
		}{
			"a UUID":              {sq.Expr("{id} = ?", orm.Arg(&f.ID, items[1].ID)), []string{"item 1"}},
			"a list of them":      {sq.Expr("{id} IN (?, ?)", orm.Arg(&f.ID, items[0].ID), orm.Arg(&f.ID, items[2].ID)), []string{"item 0", "item 2"}},
			"a decimal":           {sq.Expr("{price} >= ?", orm.Arg(&f.Price, price)), []string{"item 1", "item 2"}},
			"turned":              {sq.Expr("? < {price}", orm.Arg(&f.Price, price)), []string{"item 2"}},
			"an instant":          {sq.Expr("{at} > ?", orm.Arg(&f.At, noon.Add(time.Minute).In(time.FixedZone("", 7200)))), []string{"item 1", "item 2"}},
			"between":             {sq.Expr("{at} BETWEEN ? AND ?", orm.Arg(&f.At, noon), orm.Arg(&f.At, noon.Add(time.Hour))), []string{"item 0", "item 1"}},
			"a digest":            {sq.Expr("{mail} = ?", orm.Arg(&f.Mail, "m2")), []string{"item 2"}},
			"a secret":            {sq.Expr("{token} = ? AND {name} <> ?", orm.Arg(&f.Token, "hidden"), "item 0"), []string{"item 1", "item 2"}},
			"NULL":                {sq.Expr("{note} "+sameAs[db.Dialect()]+" ?", orm.Arg(&f.Note, nil)), []string{"item 0", "item 1", "item 2"}},
			"a name in a literal": {sq.Expr("{name} <> '{nope} ?' AND {id} = ?", orm.Arg(&f.ID, items[1].ID)), []string{"item 1"}},
		} {
			equal(t, what, names(t, db, orm.SQL(c.sql)), c.want)
		}
		equal(t, "along a relation", names(t, db, orm.Some("lines", orm.SQL(sq.Expr("{item} = ?", orm.Arg(&f.ID, items[0].ID))))), []string{})
		for what, s := range map[string]sq.Sqlizer{
			"a bare UUID":            sq.Expr("{id} = ?", items[1].ID),
			"in a list":              sq.Expr("{name} = ? OR {id} IN (?, ?)", "x", orm.Arg(&f.ID, items[1].ID), items[2].ID),
			"its text with hyphens":  sq.Expr("{id} = ?", items[1].ID.String()),
			"a bare decimal":         sq.Expr("{price} >= ?", price),
			"turned":                 sq.Expr("? <= {price}", price),
			"a bare encrypted value": sq.Expr("{mail} = ?", "m2"),
			"a pointer of nothing":   sq.Expr("{id} = ?", orm.Arg(new(uuid.UUID), items[1].ID)),
		} {
			_, err := orm.Objects[Item](db).Filter(orm.SQL(s)).All(t.Context())
			is(t, what, err, orm.ErrQuery)
			if err != nil && strings.Contains(err.Error(), "m2") {
				t.Errorf("%s: the error tells the value: %v", what, err)
			}
		}
		for what, s := range map[string]sq.Sqlizer{
			"text": sq.Expr("{name} = ?", "item 1"), "a number": sq.Expr("{name} = ? AND 1 = ?", "item 1", 1), "nil": sq.Expr("{name} = ? AND {note} IS NULL AND COALESCE({name}, ?) = {name}", "item 1", sql.NullString{}),
			"beside nothing": sq.Expr("{name} = ? AND LENGTH({id}) > ?", "item 1", 3), "the stored text": sq.Expr("{id} = ?", strings.ReplaceAll(items[1].ID.String(), "-", "")),
		} {
			equal(t, what, names(t, db, orm.SQL(s)), []string{"item 1"})
		}
		lines := orm.Objects[Line](db)
		if _, err := lines.Create(t.Context(), Line{Item: orm.Ref(items[1]), Count: 2}); err != nil {
			t.Fatal(err)
		}
		l := orm.Fields[Line]()
		n, err := lines.Filter(orm.SQL(sq.Expr("{item} = ? AND {item__price} = ?", orm.Arg(&l.Item, orm.Ref(items[1])), orm.Arg(&f.Price, price)))).Count(t.Context())
		if n != 1 || err != nil {
			t.Errorf("a foreign key: %d, %v", n, err)
		}
	})
}

// shown are the arguments that an observer saw.
type shown struct{ args []string }

func (s *shown) Before(ctx context.Context, st *orm.Statement) context.Context {
	s.args = append(s.args, fmt.Sprint(st.Operation, st.Args))
	return ctx
}
func (s *shown) After(context.Context, *orm.Statement) {}

func TestArgKeepsSecrets(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := &shown{}
			db := dbtest.Open(t, name, models(), orm.WithObserver(seen), orm.WithArguments())
			seen.args = nil
			f := orm.Fields[Item]()
			_, err := orm.Exec(t.Context(), db, sq.Expr("UPDATE items SET token = ? WHERE name = ?", orm.Arg(&f.Token, "canary"), "x"))
			is(t, "Exec", err)
			_, err = orm.Objects[Item](db).Filter(orm.SQL(sq.Expr("? = {name}", orm.Arg(&f.Token, "canary")))).All(t.Context())
			is(t, "SQL", err)
			if err != nil || strings.Contains(fmt.Sprint(seen.args), "canary") || !slices.Contains(seen.args, "exec[*** x]") {
				t.Errorf("%v, %v", seen.args, err)
			}
		})
	}
}

func TestRawPaths(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		items, f := fill(t, db), orm.Fields[Item]()
		ctx := t.Context()
		rows, err := orm.Raw[Item](ctx, db, sq.Expr("SELECT {id}, {name}, {price}, {at} FROM items WHERE {price} >= ? AND {id} <> ? ORDER BY {price}",
			orm.Arg(&f.Price, decimal.RequireFromString("10")), orm.Arg(&f.ID, items[1].ID)))
		if err != nil || len(rows) != 1 || rows[0].Name != "item 2" || !rows[0].Price.Equal(items[2].Price) || rows[0].Has(&rows[0].Note) {
			t.Errorf("%v, %v", rows, err)
		}
		for what, s := range map[string]sq.Sqlizer{
			"a bare UUID": sq.Expr("SELECT * FROM items WHERE {id} = ?", items[0].ID), "an unknown name": sq.Expr("SELECT {nope} FROM items"),
			"a relation": sq.Expr("SELECT {lines__count} FROM items"),
		} {
			_, err := orm.Raw[Item](ctx, db, s)
			is(t, what, err, orm.ErrQuery)
		}
	})
}
