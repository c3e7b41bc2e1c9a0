package limits

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// A shape is a model whose definition a test writes; its fields do not change.
type shape struct {
	orm.Model
	ID    int64
	Text  string
	Other string
	Exact string
	Next  orm.One[shape]
}

// define is what the next Describe of a shape does. Tests that set it are not parallel.
type definition func(s *shape, t *schema.Table)

var current definition

func (s *shape) Schema() schema.Table {
	t := schema.Table{Name: "shapes"}
	current(s, &t)
	return t
}

// columns declares the shape, with the text's column as given.
func columns(s *shape, text schema.Field) schema.Fields {
	return schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(), text, schema.Text(&s.Other), schema.Text(&s.Exact), schema.ForeignKey(&s.Next).SkipReverse(),
	}
}

// What a definition may have at most is refused when models are registered, before there is a database.
func TestDefinitions(t *testing.T) {
	for _, l := range []struct {
		what string
		most int
		make func(n int) definition
	}{
		{"bytes of a table's name", 63, func(n int) definition {
			return func(s *shape, t *schema.Table) {
				t.Name, t.Fields = strings.Repeat("t", n), columns(s, schema.Text(&s.Text))
			}
		}},
		{"bytes of a column's name", 63, func(n int) definition {
			return func(s *shape, t *schema.Table) {
				t.Fields = columns(s, schema.Text(&s.Text).Name(strings.Repeat("c", n)))
			}
		}},
		{"bytes of an index's name", 63, func(n int) definition {
			return func(s *shape, t *schema.Table) {
				t.Fields, t.Constraints = columns(s, schema.String(&s.Text, 50)), []schema.Constraint{schema.IndexOn("text").Named(strings.Repeat("i", n))}
			}
		}},
		{"characters of a comment", 1024, func(n int) definition {
			return func(s *shape, t *schema.Table) {
				t.Fields = columns(s, schema.Text(&s.Text).Comment(strings.Repeat("ж", n)))
			}
		}},
		{"characters of a text", 10_485_760, func(n int) definition {
			return func(s *shape, t *schema.Table) { t.Fields = columns(s, schema.String(&s.Text, n)) }
		}},
	} {
		for n := l.most - 1; n <= l.most+1; n++ {
			current = l.make(n)
			_, err := schema.NewRegistry(&shape{})
			if n <= l.most && err != nil || n > l.most && !errors.Is(err, schema.ErrDefinition) {
				t.Errorf("%d %s: %v", n, l.what, err)
			}
		}
	}
}

// What one database cannot have in a table is refused before the first statement that makes one.
func TestTables(t *testing.T) {
	for _, l := range []struct {
		what  string
		most  int
		fails string // the database that takes no more
		make  func(n int) definition
	}{
		{"characters of a unique text", 768, "mariadb", func(n int) definition {
			return func(s *shape, t *schema.Table) { t.Fields = columns(s, schema.String(&s.Text, n).Unique()) }
		}},
		{"characters of a text in the row", 16_383, "", func(n int) definition {
			return func(s *shape, t *schema.Table) { t.Fields = columns(s, schema.String(&s.Text, n)) }
		}},
	} {
		for n := l.most - 1; n <= l.most+1; n++ {
			current = l.make(n)
			models := schema.MustRegistry(&shape{})
			for _, name := range dbtest.Names() {
				counter := &dbtest.Counter{}
				db := dbtest.OpenEmpty(t, name, models, orm.WithObserver(counter))
				err := migrate.CreateAll(t.Context(), db)
				sent := counter.Reset()
				switch refused := n > l.most && name == l.fails; {
				case !refused && err != nil:
					t.Errorf("%s: %d %s: %v", name, n, l.what, err)
				case refused && (!errors.Is(err, schema.ErrDefinition) || len(sent) > 0):
					t.Errorf("%s: %d %s: %v, after %q", name, n, l.what, err, sent)
				case !refused:
					text := strings.Repeat("x", n)
					if err := orm.Save(t.Context(), db, &shape{Text: text}); err != nil {
						t.Errorf("%s: a text of %d: %v", name, n, err)
					}
				}
			}
		}
	}
}
