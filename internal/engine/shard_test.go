package engine

import (
	"fmt"
	"reflect"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// tenant and bill are divided by the tenant's number, by which the key of a bill begins.
type tenant struct {
	ID    int64
	Bills many[bill]
}

func (t *tenant) Schema() schema.Table {
	return schema.Table{ShardKey: "id", Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey().Autoincrement(false)}}
}

type bill struct {
	Tenant one[tenant]
	Number int64
	Code   *string
}

func (b *bill) Schema() schema.Table {
	return schema.Table{ShardKey: "tenant", Fields: schema.Fields{
		schema.ForeignKey(&b.Tenant).PrimaryKey().RelatedName("bills"), schema.BigInteger(&b.Number).PrimaryKey(), schema.String(&b.Code, 9).Unique(),
	}}
}

func divided(t *testing.T) *schema.Registry {
	t.Helper()
	models, err := schema.NewRegistry(&tenant{}, &bill{})
	if err != nil {
		t.Fatal(err)
	}
	return models
}

// TestInShards: no condition where nothing is known or nothing divided, equality for one shard, a list for several.
func TestInShards(t *testing.T) {
	m := divided(t).ByName("bill")
	if got := InShards(m, nil); got != nil {
		t.Errorf("of no shard: %v", got)
	}
	if got := InShards(whole(t), []any{int64(1)}); got != nil {
		t.Errorf("of rows that are not divided: %v", got)
	}
	one := InShards(m, []any{int64(1)})
	if len(one) != 1 || one[0].Lookup != query.Exact || one[0].Value != any(int64(1)) || one[0].Path.Attr != m.ShardKey {
		t.Errorf("of one shard: %+v", one)
	}
	two := InShards(m, []any{int64(1), int64(2)})
	if len(two) != 1 || two[0].Lookup != query.In || !reflect.DeepEqual(two[0].List, []any{int64(1), int64(2)}) || two[0].Path.Attr != m.ShardKey {
		t.Errorf("of two shards: %+v", two)
	}
}

// whole is a model whose rows are in one place.
func whole(t *testing.T) *schema.Model {
	t.Helper()
	db, _ := scripted(t, "sqlite")
	return db.model("depot")
}

// TestStill: an update may repeat the key, but for the column by which rows are divided.
func TestStill(t *testing.T) {
	models := divided(t)
	if got := Still(models.ByName("bill")); len(got) != 1 || got[0].Name != "number" {
		t.Errorf("of a key that begins with it: %v", got)
	}
	if got := Still(models.ByName("tenant")); len(got) != 1 || got[0].Name != "id" {
		t.Errorf("of a key that is it: %v", got)
	}
	if got := Still(whole(t)); len(got) != 1 {
		t.Errorf("of rows that are not divided: %v", got)
	}
}

// TestConflicts: the key alone, where no other constraint can answer; the key by its name, where the database can be told; any, where not.
func TestConflicts(t *testing.T) {
	code := "x"
	for _, c := range []struct {
		dialect string
		row     *bill
		want    Conflicts
	}{
		{"postgres", &bill{Number: 1}, ByKey}, {"mysql", &bill{Number: 1}, ByKey}, // NULL is no other's equal
		{"postgres", &bill{Number: 1, Code: &code}, Named}, {"mysql", &bill{Number: 1, Code: &code}, Any},
	} {
		db, _ := scripted(t, c.dialect)
		m := divided(t).ByName("bill")
		if got := db.Conflicts(m, unsafe.Pointer(c.row)); got != c.want {
			t.Errorf("%s: %s meets %v, want %v", c.dialect, fmt.Sprint(c.row.Code), got, c.want)
		}
	}
	db, _ := scripted(t, "postgres")
	if got := db.Conflicts(db.model("parcel"), unsafe.Pointer(&parcel{Code: "x"})); got != Any {
		t.Errorf("a row without its key: %v", got)
	}
	if got := db.Conflicts(db.model("parcel"), unsafe.Pointer(&parcel{ID: 1, Code: "x"})); got != Named {
		t.Errorf("a row with its key: %v", got)
	}
}
