package trees

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// member follows others, and is followed: a net.
type member struct {
	orm.Model
	ID        int64
	Follows   orm.Many[member]
	Followers orm.Many[member]
}

func (m *member) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(),
		schema.ManyToMany(&m.Follows).ThroughTable("follows").ThroughColumns("from_id", "to_id").RelatedName("followers")}}
}

// A net is no tree, which is said with what to do instead; that works on every database.
func TestNets(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&member{}), func(t *testing.T, db *orm.DB) {
		ctx, all := t.Context(), orm.Objects[member](db)
		rows := make([]*member, 6)
		for i := range rows {
			rows[i] = &member{}
		}
		if err := all.BulkCreate(ctx, rows); err != nil {
			t.Fatal(err)
		}
		for _, tie := range [][2]int{{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 0}, {4, 0}} {
			if err := rows[tie[0]].Follows.Add(ctx, rows[tie[1]]); err != nil {
				t.Fatal(err)
			}
		}
		for _, path := range []string{"follows", "followers"} {
			for _, q := range []orm.QuerySet[member]{all.Descendants(path, rows[0]), all.Ancestors(path, rows[0])} {
				if _, err := q.All(ctx); !errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), "orm.SQL") {
					t.Errorf("%s: %v", path, err)
				}
			}
		}
		reached := orm.SQL(sq.Expr("{id} IN (WITH RECURSIVE reached(id) AS (SELECT to_id FROM follows WHERE from_id = ? UNION SELECT f.to_id FROM follows f JOIN reached r ON f.from_id = r.id) "+
			"SELECT id FROM reached)", rows[1].ID))
		ids, err := orm.Pluck[int64](ctx, all.Filter(reached).OrderBy("id"), "id")
		if err != nil || fmt.Sprint(ids) != fmt.Sprint([]int64{rows[0].ID, rows[1].ID, rows[2].ID, rows[3].ID}) {
			t.Error(ids, err)
		}
	})
}
