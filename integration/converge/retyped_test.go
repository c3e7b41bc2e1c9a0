package converge

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/schema"
)

// note1 and note2 have a text of two types, of which expressions speak.
type note1 struct {
	ID          int64
	Title, Body string
}

func (n *note1) Schema() schema.Table { return noteTable(&n.ID, &n.Title, schema.Text(&n.Body)) }

type note2 struct {
	ID          int64
	Title, Body string
}

func (n *note2) Schema() schema.Table {
	return noteTable(&n.ID, &n.Title, schema.String(&n.Body, 500))
}

func noteTable(id *int64, title *string, body schema.Field) schema.Table {
	return schema.Table{
		Name:   "notes",
		Fields: schema.Fields{schema.BigInteger(id).PrimaryKey(), schema.String(title, 100), body},
		Constraints: []schema.Constraint{
			schema.FullText("title", "body"),
			schema.Check("said", "coalesce({body}, '') <> 'nothing'"),
		},
	}
}

// A text that becomes one of another type leaves no drift: PostgreSQL writes what speaks of it anew,
// with casts that a table made at once does not have.
func TestFullTextAndChecksOfARetypedText(t *testing.T) {
	from, to := schema.MustRegistry(&note1{}), schema.MustRegistry(&note2{})
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, name)
			s.create(t, s.work, from)
			up, down, err := s.diff(from, to, nil)
			if err != nil {
				t.Fatal(err)
			}
			s.exec(t, "up", up)
			s.undrifted(t, to, up)
			s.exec(t, "down", down)
			s.undrifted(t, from, down)
		})
	}
}
