package hooks_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/hooks"
)

// every registers one listener per kind that keeps the event which it hears.
func every(s *hooks.Set, got map[hooks.Kind]any) {
	hooks.PreSave(s, keep[hooks.Save[book]](got, hooks.PreSaveKind))
	hooks.PostSave(s, keep[hooks.Save[book]](got, hooks.PostSaveKind))
	hooks.PreUpdate(s, keep[hooks.Update[book]](got, hooks.PreUpdateKind))
	hooks.PostUpdate(s, keep[hooks.Update[book]](got, hooks.PostUpdateKind))
	hooks.PreDelete(s, keep[hooks.Delete[book]](got, hooks.PreDeleteKind))
	hooks.PostDelete(s, keep[hooks.Delete[book]](got, hooks.PostDeleteKind))
	hooks.PreRelationAdd(s, keep[hooks.Relation[book]](got, hooks.PreRelationAddKind))
	hooks.PostRelationAdd(s, keep[hooks.Relation[book]](got, hooks.PostRelationAddKind))
	hooks.PreRelationRemove(s, keep[hooks.Relation[book]](got, hooks.PreRelationRemoveKind))
	hooks.PostRelationRemove(s, keep[hooks.Relation[book]](got, hooks.PostRelationRemoveKind))
	hooks.PreBulkCreate(s, keep[hooks.Bulk[book]](got, hooks.PreBulkCreateKind))
	hooks.PostBulkCreate(s, keep[hooks.Bulk[book]](got, hooks.PostBulkCreateKind))
	hooks.PreBulkUpdate(s, keep[hooks.Bulk[book]](got, hooks.PreBulkUpdateKind))
	hooks.PostBulkUpdate(s, keep[hooks.Bulk[book]](got, hooks.PostBulkUpdateKind))
	query := func(kind hooks.Kind) func(context.Context, hooks.Query) error { return keep[hooks.Query](got, kind) }
	hooks.PreQueryUpdate[book](s, query(hooks.PreQueryUpdateKind))
	hooks.PostQueryUpdate[book](s, query(hooks.PostQueryUpdateKind))
	hooks.PreQueryDelete[book](s, query(hooks.PreQueryDeleteKind))
	hooks.PostQueryDelete[book](s, query(hooks.PostQueryDeleteKind))
}

func keep[E any](got map[hooks.Kind]any, kind hooks.Kind) func(context.Context, E) error {
	return func(_ context.Context, e E) error { got[kind] = e; return nil }
}

// Each kind reaches its own listener and no other, as the typed event that was fired or as one made of the instance (S-01).
func TestKinds(t *testing.T) {
	b := &book{"x"}
	list, child := []*book{b}, &author{"c"}
	saved, updated := hooks.Save[book]{Instance: b}, hooks.Update[book]{Instance: b}
	deleted, bulk := hooks.Delete[book]{Instance: b}, hooks.Bulk[book]{Instances: list}
	related := hooks.Relation[book]{Instance: b, Child: child, Name: "authors", Through: &author{"link"}}
	change := hooks.RelationChange{Child: child, Name: "authors", Through: related.Through}
	query := hooks.Query{Model: "book", SQL: "DELETE", Rows: 3}
	for _, c := range []struct {
		kind                  hooks.Kind
		instance, fired, want any
	}{
		{hooks.PreSaveKind, b, nil, saved}, {hooks.PostSaveKind, b, saved, saved},
		{hooks.PreUpdateKind, b, nil, updated},
		{hooks.PostUpdateKind, b, hooks.Update[book]{b, []string{"title"}}, hooks.Update[book]{b, []string{"title"}}},
		{hooks.PreDeleteKind, b, nil, deleted}, {hooks.PostDeleteKind, b, deleted, deleted},
		{hooks.PreRelationAddKind, b, change, related}, {hooks.PostRelationAddKind, b, change, related},
		{hooks.PreRelationRemoveKind, b, hooks.RelationChange{Name: "authors"}, hooks.Relation[book]{Instance: b, Name: "authors"}},
		{hooks.PostRelationRemoveKind, b, change, related},
		{hooks.PreBulkCreateKind, list, nil, bulk}, {hooks.PostBulkCreateKind, list, bulk, bulk},
		{hooks.PreBulkUpdateKind, list, nil, bulk}, {hooks.PostBulkUpdateKind, list, bulk, bulk},
		{hooks.PreQueryUpdateKind, query, query, query}, {hooks.PostQueryUpdateKind, query, query, query},
		{hooks.PreQueryDeleteKind, query, query, query}, {hooks.PostQueryDeleteKind, query, query, query},
	} {
		s, got := new(hooks.Set), map[hooks.Kind]any{}
		every(s, got)
		if err := hooks.Fire(t.Context(), s, c.kind, reflect.TypeFor[book](), c.instance, c.fired); err != nil {
			t.Errorf("%s: %v", c.kind, err)
		}
		if want := map[hooks.Kind]any{c.kind: c.want}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: heard %+v, want %+v", c.kind, got, want)
		}
	}
}

// A change that a listener makes to the instance or to the link's data is the writer's to see (S-03).
func TestListenersChange(t *testing.T) {
	s, b, link := new(hooks.Set), &book{"x"}, &author{"before"}
	hooks.PreSave(s, func(_ context.Context, e hooks.Save[book]) error { e.Instance.Title = "y"; return nil })
	hooks.PreRelationAdd(s, func(_ context.Context, e hooks.Relation[book]) error {
		e.Through.(*author).Name = "after"
		return nil
	})
	if err := fire(s, hooks.PreSaveKind, b); err != nil {
		t.Fatal(err)
	}
	change := hooks.RelationChange{Name: "authors", Through: link}
	if err := hooks.Fire(t.Context(), s, hooks.PreRelationAddKind, reflect.TypeFor[book](), b, change); err != nil {
		t.Fatal(err)
	}
	if b.Title != "y" || link.Name != "after" {
		t.Errorf("title %q and link %q, want the listeners' y and after", b.Title, link.Name)
	}
}
