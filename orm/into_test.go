package orm_test

import (
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Named is embedded by a pointer in what Into fills.
type Named struct{ Name string }

type hidden struct{ Name string }

// A struct that embeds another by a pointer is filled, not a panic; where reflection may not make the struct, the error says so.
func TestIntoEmbeddedPointers(t *testing.T) {
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}))
	check(orm.Objects[author](db).Create(t.Context(), author{Name: "T"}))(t)
	type row struct {
		*Named
		Key int64 `db:"id"`
	}
	got := check(orm.Into[row](t.Context(), orm.Objects[author](db)))(t)
	if len(got) != 1 || got[0].Named == nil || got[0].Name != "T" || got[0].Key != 1 {
		t.Errorf("%+v", got)
	}
	if _, err := orm.Into[struct{ *hidden }](t.Context(), orm.Objects[author](db)); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("%v", err)
	}
}
