package adopted

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Subscriber has a name in a citext column that is there already.
type Subscriber struct {
	orm.Model
	ID   int64
	Name string
}

// Schema is the table subscribers.
func (s *Subscriber) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Name, 50).CaseInsensitive().Unique()}}
}

// A citext column compares, sorts and is unique as its server says.
func TestCitext(t *testing.T) {
	if !slices.Contains(dbtest.Names(), "postgres") {
		t.Skip("PostgreSQL, which alone has citext, is not among the databases")
	}
	db := dbtest.Open(t, "postgres", schema.MustRegistry(&Subscriber{}))
	ctx := t.Context()
	for _, text := range []string{"CREATE EXTENSION IF NOT EXISTS citext", "CREATE TABLE subscribers (id bigserial PRIMARY KEY, name citext NOT NULL UNIQUE)"} {
		if _, err := db.SQLX().ExecContext(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	q := orm.Objects[Subscriber](db)
	if err := q.BulkCreate(ctx, []*Subscriber{{Name: "Bob"}, {Name: "ann"}, {Name: "CARL"}}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		q    orm.QuerySet[Subscriber]
		want string
	}{
		"equal":  {q.Filter(orm.Q{"name": "BOB"}), "[Bob]"},
		"typed":  {q.Filter(orm.Eq(&orm.Fields[Subscriber]().Name, "ANN")), "[ann]"},
		"listed": {q.Filter(orm.Q{"name__in": []string{"bob", "carl"}}), "[Bob CARL]"},
		"less":   {q.Filter(orm.Q{"name__lt": "B"}), "[ann]"},
		"all":    {q, "[ann Bob CARL]"},
	} {
		got, err := orm.Pluck[string](ctx, c.q.OrderBy("name"), "name")
		if err != nil || fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, %v, want %s", name, got, err, c.want)
		}
	}
	again, made, err := q.GetOrCreate(ctx, orm.V{"name": "bOb"})
	if err != nil || made || again.Name != "Bob" {
		t.Errorf("%+v, %t, %v", again, made, err)
	}
}
