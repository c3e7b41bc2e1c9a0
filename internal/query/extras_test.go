package query

import (
	"testing"

	"github.com/ormar-go/ormar/schema"
)

func TestExtrasAreNotShared(t *testing.T) {
	q := &Query{}
	if q.Cuts() != nil || q.Only() != nil || q.Without() != nil || q.Scope() != nil || q.Annotations() != nil || q.Along() != nil ||
		q.Cursor() != "" || q.CursorBefore() || q.Relation() != nil {
		t.Error("a query without extras has some")
	}
	side := &schema.Side{}
	relation := &Relation{Side: side, Key: int64(7)}
	q.Extend(func(x *Extras) {
		x.Cuts, x.Along, x.Relation, x.Cursor, x.CursorBefore = []Cut{{From: 1}}, side, relation, "token", true
		x.Only = append(make([]*schema.Path, 0, 8), &schema.Path{Text: "a"})
	})
	a, b := q.Clone(), q.Clone()
	add := func(text string) func(*Extras) {
		return func(x *Extras) { x.Only, x.Cursor = append(x.Only, &schema.Path{Text: text}), text }
	}
	a.Extend(add("b"))
	b.Extend(add("c"))
	if len(q.Only()) != 1 || len(a.Only()) != 2 || a.Only()[1].Text != "b" || b.Only()[1].Text != "c" {
		t.Errorf("clones write into each other's lists: %v, %v, %v", q.Only(), a.Only(), b.Only())
	}
	if q.Cursor() != "token" || a.Cursor() != "b" || !a.CursorBefore() || a.Along() != side || a.Relation() != relation || len(b.Cuts()) != 1 {
		t.Errorf("%q, %q, %v, %v, %v", q.Cursor(), a.Cursor(), a.Along(), a.Relation(), b.Cuts())
	}
	if (&Query{}).Only() != nil || noExtras.Cursor != "" {
		t.Error("what all queries share was written to")
	}
}
