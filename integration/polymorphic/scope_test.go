package polymorphic

import (
	"context"
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// Of a relation to rows of several models the scopes of the one that it names are asked.
func TestScopedReferences(t *testing.T) {
	first := orm.WithScope[post]("first", func(context.Context) (orm.Condition, error) { return orm.Q{"title": "first"}, nil })
	dbtest.Each(t, registry, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		fill(t, db)
		for _, c := range []struct {
			what    string
			subject orm.Any
			want    error
		}{
			{"seen", orm.RefAny(&post{ID: 1}), nil},
			{"hidden", orm.RefAny(&post{ID: 2}), orm.ErrForeignKey},
			{"nobody's", orm.RefAny(&post{ID: 99}), orm.ErrForeignKey},
			{"of a model without scopes", orm.RefAny(&photo{ID: 99}), nil},
			{"none", orm.Any{}, nil},
		} {
			err := orm.CheckReferences(ctx, db, &comment{Text: "x", Subject: c.subject}, nil)
			var broken *orm.ConstraintError
			if !errors.Is(err, c.want) || c.want != nil && (!errors.As(err, &broken) || broken.Fields[0] != "subject") {
				t.Errorf("%s: %v, want %v", c.what, err, c.want)
			}
		}
	}, first)
}
