package compile_test

import (
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Stay has instants in forms of their own: of a clock, and as numbers.
type Stay struct {
	orm.Model
	ID         int64
	In, Out    time.Time
	Seen, Left time.Time
}

// Schema is the table of Stay.
func (s *Stay) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&s.ID).PrimaryKey(), schema.DateTime(&s.In).WithoutZone(time.UTC), schema.DateTime(&s.Out).WithoutZone(time.UTC),
		schema.DateTime(&s.Seen).Stored(schema.UnixSeconds), schema.DateTime(&s.Left).Stored(schema.JulianDay),
	}}
}

func stays(g *asked) orm.QuerySet[Stay] { return orm.Objects[Stay](g.db) }

// Instants in forms of their own, in windows, sub-queries and assignments.
var clockGoldens = []golden{
	read("windows", func(g *asked) orm.QuerySet[Stay] {
		w := orm.PartitionBy("in").OrderKeys("-seen", "left")
		return stays(g).AnnotateExpr("n", orm.RowNumber(w)).AnnotateExpr("before", orm.Lag(orm.F("in"), 1, w)).
			AnnotateExpr("first", orm.FirstValue(orm.F("left"), w)).AnnotateExpr("least", orm.MinOf("seen").Over(w)).
			Filter(orm.F("seen").Gt(orm.F("least")), orm.Q{"before__isnull": false}).OrderBy("first")
	}, "before", "first", "least"),
	read("sub-queries", func(g *asked) orm.QuerySet[Stay] {
		return stays(g).Filter(orm.Q{"in__in": orm.Column(stays(g), "out")}, orm.F("seen").Eq(orm.ScalarOf(stays(g), orm.MaxOf("seen"))),
			orm.ExistsIn(stays(g).Filter(orm.F("out").Lt(orm.Outer("in"))))).AnnotateExpr("x", orm.Scalar(orm.Column(stays(g).OrderBy("left"), "left")))
	}, "x"),
	{"assigned", func(g *asked) error {
		_, err := stays(g).Filter(orm.Q{"id": 1}).Update(g.ctx, orm.V{"in": orm.F("out"), "seen": orm.Case().When(orm.Q{"id": 1}, time.Unix(5, 0)).Else(orm.F("seen"))})
		return err
	}},
}
