package functions

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Cell is a row of values of every kind that functions take.
type Cell struct {
	orm.Model
	ID    int64
	Text  *string
	Other string
	Whole *int64
	Small int
	Exact *decimal.Decimal
	Float *float64
	Bytes []byte
	Done  bool
	At    time.Time
	Day   *time.Time
	Clock time.Time
	Key   uuid.UUID
	State State
	Twin  orm.One[Cell]
}

// State is an enumeration.
type State string

// Schema is the table of Cell.
func (c *Cell) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Text, 100), schema.Text(&c.Other).Default(""), schema.BigInteger(&c.Whole),
		schema.Integer(&c.Small).Default(0), schema.Decimal(&c.Exact, 12, 3), schema.Float(&c.Float), schema.LargeBinary(&c.Bytes, 50).Default([]byte{}),
		schema.Boolean(&c.Done).Default(false), schema.DateTime(&c.At),
		schema.Date(&c.Day), schema.Time(&c.Clock), schema.UUID(&c.Key), schema.Enum(&c.State, "new", "old"), schema.ForeignKey(&c.Twin),
	}}
}
