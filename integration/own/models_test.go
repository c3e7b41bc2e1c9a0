package own

import (
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// Item has the kinds that databases store otherwise than drivers send them, and two that are secret.
type Item struct {
	orm.Model
	ID    uuid.UUID
	Name  string
	Price decimal.Decimal
	At    time.Time
	Note  *string
	Token string
	Mail  string
	Lines orm.Many[Line]
}

var mailKey = crypt.Key{ID: "k", Secret: []byte(strings.Repeat("k", 32))}

// Schema is the table of Item.
func (i *Item) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&i.ID).PrimaryKey(), schema.String(&i.Name, 50), schema.Decimal(&i.Price, 12, 2), schema.DateTime(&i.At),
		schema.Text(&i.Note), schema.String(&i.Token, 50).Default("").Secret(),
		schema.String(&i.Mail, 50).Default("").Encrypt(crypt.HMAC(mailKey)),
	}}
}

// Line is a row of an Item's.
type Line struct {
	orm.Model
	ID    int64
	Item  orm.One[Item]
	Count int
}

// Schema is the table of Line.
func (l *Line) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&l.ID).PrimaryKey(), schema.ForeignKey(&l.Item).RelatedName("lines"), schema.Integer(&l.Count),
	}}
}
