package orm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Member has a PIN that goes in and never out.
type Member struct {
	orm.Model
	ID   int64
	Name string
	Pin  string `json:"pin"`
	Club orm.One[Club]
}

// Schema is the table of Member.
func (m *Member) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 20), schema.String(&m.Pin, 20).WriteOnly(),
		schema.ForeignKey(&m.Club).RelatedName("members")}}
}

// Club has members, and a code that is as shy.
type Club struct {
	ID      int64
	Code    *string
	Members orm.Many[Member]
}

// Schema is the table of Club.
func (c *Club) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Code, 20).WriteOnly()}}
}

// What is write-only is taken from a body and stored, and is in nothing that goes out.
func TestWriteOnly(t *testing.T) {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Member{}, &Club{}))
	must(err)
	defer db.Close()
	must(migrate.CreateAll(ctx, db))
	c := &Club{Code: new("hush")}
	must(orm.Save(ctx, db, c))
	m := orm.New[Member](db)
	if err := orm.Decode(db, strings.NewReader(`{"Name":"Ada","pin":"hush"}`), m); err != nil {
		t.Fatal(err)
	}
	m.Club = orm.Ref(c)
	must(orm.Save(ctx, db, m))
	read, err := orm.Objects[Club](db).PrefetchRelated("members").Get(ctx)
	must(err)
	row := read.Members.All()[0]
	if row.Pin != "hush" || *read.Code != "hush" {
		t.Fatalf("%+v, %+v", row, read)
	}
	one, err := orm.Objects[Member](db).SelectRelated("club").Get(ctx)
	must(err)
	for what, v := range map[string]any{"orm.JSON": orm.JSON(one), "One": one.Club, "Many": read.Members, "JSON of related rows": orm.JSON(read),
		"included": orm.JSON(one, orm.Include("name", "pin", "club__code"))} {
		text, err := json.Marshal(v)
		if err != nil || strings.Contains(string(text), "hush") || strings.Contains(string(text), "pin") || strings.Contains(string(text), "Code") {
			t.Errorf("%s: %s, %v", what, text, err)
		}
	}
	dump, err := orm.Dump(db, one)
	if text := fmt.Sprint(dump); err != nil || strings.Contains(text, "hush") || !strings.Contains(text, "Ada") {
		t.Errorf("Dump: %s, %v", text, err)
	}
	text, err := json.Marshal(one) // the root is the struct's own affair
	if err != nil || strings.Count(string(text), "hush") != 1 {
		t.Errorf("%s, %v", text, err)
	}
	doc, err := orm.JSONSchema[Member](db)
	must(err)
	var parsed struct {
		Properties map[string]map[string]any
		Required   []string
	}
	must(json.Unmarshal(doc, &parsed))
	if parsed.Properties["pin"]["writeOnly"] != true || !slices.Contains(parsed.Required, "pin") || parsed.Properties["Name"]["writeOnly"] != nil {
		t.Errorf("%s", doc)
	}
	members := orm.Objects[Member](db)
	if _, err := members.Filter(orm.Untrusted(map[string]any{"pin": "hush"}, orm.Policy{})).All(ctx); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("a stranger asks for a write-only field: %v", err)
	}
	if n, err := members.Filter(orm.Untrusted(map[string]any{"pin": "hush"}, orm.Policy{Filter: []string{"pin"}})).Count(ctx); n != 1 || err != nil {
		t.Errorf("where the policy names it: %d, %v", n, err)
	}
	if _, err := members.OrderBy(orm.UntrustedOrder([]string{"pin"}, orm.Policy{})...).All(ctx); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("a stranger sorts by it: %v", err)
	}
}
