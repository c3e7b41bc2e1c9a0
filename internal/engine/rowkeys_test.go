package engine

import (
	"database/sql/driver"
	"reflect"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// TestRowKeysAreLocked: rows whose keys are read stay as they are where the database can hold them,
// and where the rows are those of the table, not of a page or of groups.
func TestRowKeysAreLocked(t *testing.T) {
	for _, c := range []struct {
		dialect string
		change  func(q *query.Query)
		locked  bool
	}{
		{"postgres", func(*query.Query) {}, true},
		{"mysql", func(*query.Query) {}, true},
		{"sqlite", func(*query.Query) {}, false},
		{"postgres", func(q *query.Query) { q.HasLimit, q.Limit = true, 3 }, false},
		{"postgres", func(q *query.Query) { q.HasOffset, q.Offset = true, 3 }, false},
	} {
		db, s := scripted(t, c.dialect)
		s.says("SELECT", answer{rows: [][]driver.Value{{int64(4)}, {int64(5)}}})
		q := &query.Query{Model: db.model("label")}
		c.change(q)
		keys, err := db.RowKeys(t.Context(), q)
		text := s.all()
		if err != nil || !reflect.DeepEqual(keys, []any{int64(4), int64(5)}) || strings.Contains(text, "FOR UPDATE") != c.locked {
			t.Errorf("%s: the keys %v, %v, by %s", c.dialect, keys, err, text)
		}
		if q.Lock != nil {
			t.Error("the caller's question is changed")
		}
	}
}

// TestReferred: a far side that is found by the key needs no question.
func TestReferred(t *testing.T) {
	db, s := scripted(t, "sqlite")
	keys := []any{"a", "b"}
	got, err := db.Referred(t.Context(), db.model("depot").Side("parcels"), keys, nil)
	if err != nil || !reflect.DeepEqual(got, keys) || s.all() != "" {
		t.Errorf("%v, %v", got, err)
	}
	db, s = scriptedOf(t, "sqlite", &shop{}, &order{}, &review{})
	s.says("SELECT", answer{rows: [][]driver.Value{{"x"}, {"y"}}})
	if got, err = db.Referred(t.Context(), db.model("shop").Side("orders"), []any{int64(1), int64(2)}, nil); err != nil || !reflect.DeepEqual(got, []any{"x", "y"}) {
		t.Errorf("by another column: %v, %v", got, err)
	}
	if text := s.all(); !strings.HasPrefix(text, "SELECT t0.`code`") {
		t.Errorf("by another column it is asked %s", text)
	}
}

// A polymorphic relation refers to a type beside the key.
func TestReferredByType(t *testing.T) {
	db, s := scriptedOf(t, "sqlite", &shop{}, &order{}, &review{})
	got, err := db.Referred(t.Context(), db.model("shop").Side("reviews"), []any{int64(1), int64(2)}, nil)
	want := []any{schema.NewTuple([]any{"shops", int64(1)}), schema.NewTuple([]any{"shops", int64(2)})}
	if err != nil || !reflect.DeepEqual(got, want) || s.all() != "" {
		t.Errorf("%v, %v", got, err)
	}
}

// anything is a polymorphic relation with the memory of package orm's.
type anything struct{ _ schema.AnyState }

func (*anything) ToAnyRelation()               {}
func (*anything) RelationTarget() reflect.Type { return nil }

type review struct {
	ID int64
	Of anything
}

func (r *review) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&r.ID).PrimaryKey(), schema.Polymorphic(&r.Of, "of_type", "of_id", &shop{}).RelatedName("reviews"),
	}}
}

// shop is known to its orders by a code.
type shop struct {
	ID     int64
	Code   string
	Orders many[order]

	Reviews many[review]
}

func (s *shop) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Code, 9).Unique()}}
}

type order struct {
	ID   int64
	Shop one[shop]
}

func (o *order) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&o.ID).PrimaryKey(), schema.ForeignKey(&o.Shop).References("code").RelatedName("orders"),
	}}
}
