package orm_test

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// pupil leads to pupils by one column, which is the mentor's of each.
type pupil struct {
	orm.Model
	ID     int64
	Name   string
	Mentor orm.One[pupil]
	Pupils orm.Many[pupil]
}

func (p *pupil) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 50), schema.ForeignKey(&p.Mentor).RelatedName("pupils"),
	}}
}

// The column of a relation that is named is read, whatever else is named, the way back over the same column included.
func TestFieldsReadsBothWaysOfARelation(t *testing.T) {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&pupil{}))
	must(err)
	defer db.Close()
	for _, fields := range [][]string{{"mentor", "pupils"}, {"pupils", "mentor"}, {"mentor", "pupils__name", "pupils"}, {"mentor"}} {
		text, _, err := orm.Objects[pupil](db).Fields(fields...).ToSql()
		if err != nil || !strings.Contains(text, "`mentor`") || strings.Contains(text, "`name`") {
			t.Errorf("%v: %s, %v", fields, text, err)
		}
	}
	text, _, err := orm.Objects[pupil](db).Fields("name", "pupils").ToSql()
	if err != nil || strings.Contains(text, "`mentor`") || !strings.Contains(text, "`name`") {
		t.Errorf("the way back alone: %s, %v", text, err)
	}
}
