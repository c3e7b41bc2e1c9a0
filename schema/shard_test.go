package schema_test

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type shardRegion struct {
	ID   int64
	Name string
}

func (r *shardRegion) Schema() schema.Table {
	return schema.Table{ShardKey: "id", Fields: schema.Fields{schema.BigInteger(&r.ID).PrimaryKey().Autoincrement(false), schema.String(&r.Name, 9)}}
}

type shardShop struct {
	ID     int64
	Region orm.One[shardRegion]
	Notes  *string
	Secret string
	Count  int
}

func (s *shardShop) Schema() schema.Table {
	return schema.Table{ShardKey: shopKey, Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.ForeignKey(&s.Region).NotNull(),
		schema.String(&s.Notes, 9), schema.String(&s.Secret, 9), schema.Integer(&s.Count).Version()}}
}

var shopKey string

type shardGoods struct {
	ID    int64
	Shops orm.Many[shardShop]
}

func (g *shardGoods) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&g.ID).PrimaryKey(), schema.ManyToMany(&g.Shops)}}
}

// TestShardKey finds the field by its own name, by its column's and by that of a relation, and refuses what cannot divide rows.
func TestShardKey(t *testing.T) {
	for name, want := range map[string]string{
		"region":    "",
		"region_id": "no field and no column",
		"secret":    "leads to the shard key of shardRegion",
		"id":        "which the database makes",
		"notes":     "which can be NULL",
		"count":     "which changes",
		"nothing":   "no field and no column",
	} {
		shopKey = name
		r, err := schema.NewRegistry(&shardShop{})
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case want == "":
			m := r.ByName("shardShop")
			if m.ShardKey == nil || m.ShardKey.Name != "region" || len(m.Finders) != 2 {
				t.Errorf("%s: %v", name, m.ShardKey)
			}
		case err == nil || !strings.Contains(err.Error(), want):
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	shopKey = "region"
	if _, err := schema.NewRegistry(&shardGoods{}); err == nil || !strings.Contains(err.Error(), "declare its link model with a ShardKey") {
		t.Errorf("link rows without a shard key: %v", err)
	}
}
