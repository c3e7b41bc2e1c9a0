package orm_test

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Named is embedded in what Into fills.
type Named struct{ Name string }

// Deep embeds it once more, and hides nothing.
type Deep struct {
	Named
	Titles sql.Null[string] `db:"books__title"`
}

// Also has the same name as Named.
type Also struct{ Name string }

// Number is embedded, but no struct.
type Number int

// Ring embeds itself.
type Ring struct {
	*Ring
	Name string
}

type hidden struct{ Name string }

// A column finds its field by the db tag or the snake_case name, and the fields of embedded structs are the outer struct's as in Go.
func TestIntoFields(t *testing.T) {
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}))
	authors := orm.Objects[author](db)
	check(authors.Create(t.Context(), author{Name: "T"}))(t)
	shown := func(list any, err error) string {
		if err != nil {
			return "error: " + err.Error()
		}
		return fmt.Sprintf("%+v", list)
	}
	ctx := t.Context()
	for _, c := range []struct{ name, got, want string }{
		{"a tag", shown(orm.Into[struct {
			Key int64 `db:"id"`
		}](ctx, authors)), "[{Key:1}]"},
		{"no tag", shown(orm.Into[struct{ ID int64 }](ctx, authors)), "[{ID:1}]"},
		{"an empty tag", shown(orm.Into[struct {
			Name string `db:""`
		}](ctx, authors)), "[{Name:T}]"},
		{"a tag of others", shown(orm.Into[struct {
			Name string `json:"n" mydb:"x"`
		}](ctx, authors)), "[{Name:T}]"},
		{"a field that is left out", shown(orm.Into[struct {
			Name  string
			Other string `db:"-"`
		}](ctx, authors)), "[{Name:T Other:}]"},
		{"an unexported field", shown(orm.Into[struct {
			Name  string
			other string
		}](ctx, authors)), "[{Name:T other:}]"},
		{"an embedded struct", shown(orm.Into[struct {
			ID int64
			Named
		}](ctx, authors)), "[{ID:1 Named:{Name:T}}]"},
		{"an embedded struct that is unexported", shown(orm.Into[struct{ hidden }](ctx, authors)), "[{hidden:{Name:T}}]"},
		{"structs in each other, NULL", shown(orm.Into[struct{ Deep }](ctx, authors)), "[{Deep:{Named:{Name:T} Titles:{V: Valid:false}}}]"},
		{"a field that hides another", shown(orm.Into[struct {
			Named
			Name *string `db:"name"`
			ID   int64
		}](ctx, authors.Filter(orm.Q{"id": 0}))), "[]"},
		{"hidden fields stay empty", shown(orm.Into[struct {
			Named
			Name int64 `db:"id"`
		}](ctx, authors)), "[{Named:{Name:} Name:1}]"},
		{"two of one name are none", shown(orm.Into[struct {
			ID int64
			Named
			Also
		}](ctx, authors)), "[{ID:1 Named:{Name:} Also:{Name:}}]"},
		{"an embedded struct that is left out", shown(orm.Into[struct {
			ID    int64
			Named `db:"-"`
		}](ctx, authors)), "[{ID:1 Named:{Name:}}]"},
		{"an embedded number", shown(orm.Into[struct {
			Number
			Name string
		}](ctx, authors)), "[{Number:0 Name:T}]"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, c.got, c.want)
		}
	}
}

// A struct that embeds another by a pointer is filled, not a panic; where reflection may not make the struct, the error says so.
func TestIntoEmbeddedPointers(t *testing.T) {
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}))
	check(orm.Objects[author](db).Create(t.Context(), author{Name: "T"}))(t)
	type row struct {
		*Named
		Key   int64   `db:"id"`
		Title *string `db:"books__title"`
	}
	got := check(orm.Into[row](t.Context(), orm.Objects[author](db)))(t)
	if len(got) != 1 || got[0].Named == nil || got[0].Name != "T" || got[0].Key != 1 || got[0].Title != nil {
		t.Errorf("%+v", got)
	}
	rings := check(orm.Into[Ring](t.Context(), orm.Objects[author](db)))(t)
	if len(rings) != 1 || rings[0].Name != "T" || rings[0].Ring != nil {
		t.Errorf("%+v", rings)
	}
	if _, err := orm.Into[struct{ *hidden }](t.Context(), orm.Objects[author](db)); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("%v", err)
	}
}

// What cannot be filled is refused before a statement.
func TestIntoRefuses(t *testing.T) {
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}))
	authors := orm.Objects[author](db)
	for name, err := range map[string]error{
		"no struct":                second(orm.Into[int](t.Context(), authors)),
		"nothing to fill":          second(orm.Into[struct{ name string }](t.Context(), authors)),
		"a name that no path fits": second(orm.Into[struct{ Nothing int }](t.Context(), authors)),
		"a struct in a field":      second(orm.Into[struct{ In Named }](t.Context(), authors)),
		"a tag that names no path": second(orm.Into[struct {
			Name string `db:"books."`
		}](t.Context(), authors)),
		"a path for two fields": second(orm.Into[struct {
			A string `db:"name"`
			B string `db:"name"`
		}](t.Context(), authors)),
	} {
		if !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ any, err error) error { return err }
