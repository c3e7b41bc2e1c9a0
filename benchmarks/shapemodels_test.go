package benchmarks

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Wide has sixty columns, of which the thirty that may be NULL are. The libraries embed it.
type Wide struct {
	ID                                               int64 `bun:",pk"`
	I01, I02, I03, I04, I05, I06, I07, I08, I09      int64
	S01, S02, S03, S04, S05, S06, S07, S08, S09, S10 string
	F01, F02, F03, F04, F05                          float64
	T01, T02, T03, T04, T05                          time.Time
	N01, N02, N03, N04, N05, N06, N07, N08, N09, N10 *int64
	X01, X02, X03, X04, X05, X06, X07, X08, X09, X10 *string
	G01, G02, G03, G04, G05                          *float64
	U01, U02, U03, U04, U05                          *time.Time
}

// Doc has a long text.
type Doc struct {
	ID   int64 `bun:",pk"`
	Body string
}

// Node is a row of a tree, and of a ring in which each has a next one.
type Node struct {
	ID       int64 `bun:",pk"`
	Name     string
	ParentID *int64
	NextID   *int64
}

// Tag is either end of the many-to-many relation.
type Tag struct {
	ID   int64 `bun:",pk"`
	Name string
}

// handNode and handLeft are the structs by hand.
type handNode struct {
	Node
	Children []*handNode
	Next     *handNode
}

type handLeft struct {
	Tag
	Rights []*Tag
}

type gormWide struct{ Wide }

// TableName is the table.
func (gormWide) TableName() string { return "wide" }

type gormDoc struct{ Doc }

// TableName is the table.
func (gormDoc) TableName() string { return "docs" }

type gormNode struct {
	Node
	Children []gormNode `gorm:"foreignKey:ParentID"`
	Next     *gormNode  `gorm:"foreignKey:NextID"`
}

// TableName is the table.
func (gormNode) TableName() string { return "nodes" }

type gormRight struct{ Tag }

// TableName is the table.
func (gormRight) TableName() string { return "rights" }

type gormLeft struct {
	Tag
	Rights []gormRight `gorm:"many2many:ties;joinForeignKey:LeftID;joinReferences:RightID"`
}

// TableName is the table.
func (gormLeft) TableName() string { return "lefts" }

type bunWide struct {
	bun.BaseModel `bun:"table:wide"`
	Wide
}

type bunDoc struct {
	bun.BaseModel `bun:"table:docs"`
	Doc
}

type bunNode struct {
	bun.BaseModel `bun:"table:nodes"`
	Node
	Children []*bunNode `bun:"rel:has-many,join:id=parent_id"`
	Next     *bunNode   `bun:"rel:belongs-to,join:next_id=id"`
}

type bunRight struct {
	bun.BaseModel `bun:"table:rights"`
	Tag
}

type bunLeft struct {
	bun.BaseModel `bun:"table:lefts"`
	Tag
	Rights []*bunRight `bun:"m2m:ties,join:Left=Right"`
}

type bunTie struct {
	bun.BaseModel `bun:"table:ties"`
	LeftID        int64     `bun:",pk"`
	Left          *bunLeft  `bun:"rel:belongs-to,join:left_id=id"`
	RightID       int64     `bun:",pk"`
	Right         *bunRight `bun:"rel:belongs-to,join:right_id=id"`
}

type ormarWide struct {
	orm.Model
	Wide
}

// Schema is the table of wide rows.
func (w *ormarWide) Schema() schema.Table {
	fields := schema.Fields{schema.BigInteger(&w.ID).PrimaryKey()}
	for _, p := range w.integers() {
		fields = append(fields, schema.BigInteger(p))
	}
	for _, p := range []*string{&w.S01, &w.S02, &w.S03, &w.S04, &w.S05, &w.S06, &w.S07, &w.S08, &w.S09, &w.S10} {
		fields = append(fields, schema.String(p, 100))
	}
	for _, p := range []*float64{&w.F01, &w.F02, &w.F03, &w.F04, &w.F05} {
		fields = append(fields, schema.Float(p))
	}
	for _, p := range []*time.Time{&w.T01, &w.T02, &w.T03, &w.T04, &w.T05} {
		fields = append(fields, schema.DateTime(p))
	}
	for _, p := range []**int64{&w.N01, &w.N02, &w.N03, &w.N04, &w.N05, &w.N06, &w.N07, &w.N08, &w.N09, &w.N10} {
		fields = append(fields, schema.BigInteger(p))
	}
	for _, p := range []**string{&w.X01, &w.X02, &w.X03, &w.X04, &w.X05, &w.X06, &w.X07, &w.X08, &w.X09, &w.X10} {
		fields = append(fields, schema.String(p, 100))
	}
	for _, p := range []**float64{&w.G01, &w.G02, &w.G03, &w.G04, &w.G05} {
		fields = append(fields, schema.Float(p))
	}
	for _, p := range []**time.Time{&w.U01, &w.U02, &w.U03, &w.U04, &w.U05} {
		fields = append(fields, schema.DateTime(p))
	}
	return schema.Table{Name: "wide", Fields: fields}
}

// integers are the fields that conditions ask for.
func (w *Wide) integers() []*int64 {
	return []*int64{&w.I01, &w.I02, &w.I03, &w.I04, &w.I05, &w.I06, &w.I07, &w.I08, &w.I09}
}

type ormarDoc struct {
	orm.Model
	Doc
}

// Schema is the table of documents.
func (d *ormarDoc) Schema() schema.Table {
	return schema.Table{Name: "docs", Fields: schema.Fields{schema.BigInteger(&d.ID).PrimaryKey(), schema.Text(&d.Body)}}
}

type ormarNode struct {
	orm.Model
	ID       int64
	Name     string
	Parent   orm.One[ormarNode]
	Next     orm.One[ormarNode]
	Children orm.Many[ormarNode]
}

// Schema is the table of the tree and the ring.
func (n *ormarNode) Schema() schema.Table {
	return schema.Table{Name: "nodes", Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(), schema.String(&n.Name, 100), schema.ForeignKey(&n.Parent).Name("parent_id").RelatedName("children"),
		schema.ForeignKey(&n.Next).Name("next_id").SkipReverse(),
	}}
}

type ormarRight struct {
	orm.Model
	Tag
}

// Schema is the table of the right end.
func (r *ormarRight) Schema() schema.Table {
	return schema.Table{Name: "rights", Fields: schema.Fields{schema.BigInteger(&r.ID).PrimaryKey(), schema.String(&r.Name, 100)}}
}

type ormarLeft struct {
	orm.Model
	Tag
	Rights orm.Many[ormarRight]
}

// Schema is the table of the left end, which has the relation.
func (l *ormarLeft) Schema() schema.Table {
	return schema.Table{Name: "lefts", Fields: schema.Fields{
		schema.BigInteger(&l.ID).PrimaryKey(), schema.String(&l.Name, 100), schema.ManyToMany(&l.Rights).ThroughTable("ties").ThroughColumns("left_id", "right_id").SkipReverse(),
	}}
}
