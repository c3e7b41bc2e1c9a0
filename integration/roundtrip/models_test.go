package roundtrip

import (
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	gofrs "github.com/gofrs/uuid/v5"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

type (
	mood  string
	level int
	title string
	// doc is a JSON field with a struct of its own.
	doc struct {
		Name string            `json:"name"`
		N    int64             `json:"n"`
		Tags []string          `json:"tags"`
		Deep map[string]*doc   `json:"deep,omitempty"`
		Flat map[string]string `json:"flat"`
	}
)

// values has a field of every type (F-01 to F-14, F-23, F-28).
type values struct {
	Str    string
	Title  title
	Text   string
	Flag   bool
	Small  int64
	Whole  int
	Big    int64
	Ratio  float64
	Single float32
	Price  decimal.Decimal
	Huge   decimal.Decimal
	Amount string
	Day    time.Time
	Clock  time.Time
	Moment time.Time
	Doc    doc
	Bag    map[string]any
	List   []int
	Raw    json.RawMessage
	UID    uuid.UUID
	GUID   uuid.UUID
	FID    gofrs.UUID
	FGUID  gofrs.UUID
	NUID   uuid.UUID
	NFID   gofrs.UUID
	Arr    []int
	Octets [16]byte
	Blob   []byte
	Mood   mood
	Level  level
	Chosen int
}

// fields declares them all; with a cipher they are all encrypted.
func (v *values) fields(c schema.Cipher) schema.Fields {
	return schema.Fields{
		seal(schema.String(&v.Str, 100), c),
		seal(schema.String(&v.Title, 100), c),
		seal(schema.Text(&v.Text), c),
		seal(schema.Boolean(&v.Flag), c),
		seal(schema.SmallInteger(&v.Small), c),
		seal(schema.Integer(&v.Whole), c),
		seal(schema.BigInteger(&v.Big), c),
		seal(schema.Float(&v.Ratio), c),
		seal(schema.Float(&v.Single), c),
		seal(schema.Decimal(&v.Price, 20, 4), c),
		seal(schema.Decimal(&v.Huge, 65, 30), c),
		seal(schema.Decimal(&v.Amount, 12, 0), c),
		seal(schema.Date(&v.Day), c),
		seal(schema.Time(&v.Clock), c),
		seal(schema.DateTime(&v.Moment), c),
		seal(schema.JSON(&v.Doc), c),
		seal(schema.JSON(&v.Bag), c),
		seal(schema.JSON(&v.List), c),
		seal(schema.JSON(&v.Raw), c),
		seal(schema.UUID(&v.UID), c),
		seal(schema.UUIDString(&v.GUID), c),
		seal(schema.UUID(&v.FID), c),
		seal(schema.UUIDString(&v.FGUID), c),
		seal(schema.UUID(&v.NUID).Native(), c),
		seal(schema.UUIDString(&v.NFID).Native(), c),
		seal(schema.Array(&v.Arr), c),
		seal(schema.UUID(&v.Octets), c),
		seal(schema.LargeBinary(&v.Blob, 64), c),
		seal(schema.Enum(&v.Mood, "sad", "it's", `b\`, ""), c),
		seal(schema.Enum(&v.Level, -1, 0, 1<<31-1), c),
		seal(schema.Integer(&v.Chosen).Choices(1, 2, 3), c),
	}
}

func seal[T any](column *schema.Column[T], c schema.Cipher) *schema.Column[T] {
	if c == nil {
		return column
	}
	return column.Encrypt(c)
}

type (
	plainRow  struct{ row }
	aeadRow   struct{ row }
	searchRow struct{ row }
	fernetRow struct{ row }
)

type row struct {
	orm.Model
	ID int64
	values
}

func (r *row) table(name string, c schema.Cipher) schema.Table {
	return schema.Table{Name: name, Fields: append(schema.Fields{schema.BigInteger(&r.ID).PrimaryKey()}, r.fields(c)...)}
}

var cipherKey = crypt.Key{ID: "k", Secret: []byte(strings.Repeat("k", 32))}

func (r *plainRow) Schema() schema.Table  { return r.table("plain", nil) }
func (r *aeadRow) Schema() schema.Table   { return r.table("aead", crypt.AEAD(cipherKey)) }
func (r *searchRow) Schema() schema.Table { return r.table("searchable", crypt.Searchable(cipherKey)) }
func (r *fernetRow) Schema() schema.Table { return r.table("fernet", crypt.Fernet("secret")) }

// pointerRow has the types that can be NULL as pointers, and those whose own type holds NULL (F-16).
type pointerRow struct {
	orm.Model
	ID     int64
	Str    *string
	Text   *string
	Flag   *bool
	Small  *int64
	Whole  *int
	Big    *int64
	Ratio  *float64
	Single *float32
	Price  *decimal.Decimal
	Own    decimal.NullDecimal
	Day    *time.Time
	Clock  *time.Time
	Moment *time.Time
	Doc    *doc
	Bag    map[string]any
	Raw    json.RawMessage
	UID    *uuid.UUID
	OwnUID uuid.NullUUID
	GUID   *gofrs.UUID
	NUID   *uuid.UUID
	Blob   *[]byte
	Mood   *mood
	Level  *level
}

func (p *pointerRow) Schema() schema.Table {
	return schema.Table{Name: "pointers", Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(),
		schema.String(&p.Str, 100),
		schema.Text(&p.Text),
		schema.Boolean(&p.Flag),
		schema.SmallInteger(&p.Small),
		schema.Integer(&p.Whole),
		schema.BigInteger(&p.Big),
		schema.Float(&p.Ratio),
		schema.Float(&p.Single),
		schema.Decimal(&p.Price, 20, 4),
		schema.Decimal(&p.Own, 20, 4).Nullable(),
		schema.Date(&p.Day),
		schema.Time(&p.Clock),
		schema.DateTime(&p.Moment),
		schema.JSON(&p.Doc),
		schema.JSON(&p.Bag).Nullable(),
		schema.JSON(&p.Raw).Nullable(),
		schema.UUID(&p.UID),
		schema.UUID(&p.OwnUID).Nullable(),
		schema.UUIDString(&p.GUID),
		schema.UUID(&p.NUID).Native(),
		schema.LargeBinary(&p.Blob, 64),
		schema.Enum(&p.Mood, new(mood("sad")), new(mood("it's")), new(mood(`b\`)), new(mood(""))),
		schema.Enum(&p.Level, new(level(-1)), new(level(0)), new(level(1<<31-1))),
	}}
}

// nullRow has them as sql.Null.
type nullRow struct {
	orm.Model
	ID     int64
	Str    sql.Null[string]
	Text   sql.Null[string]
	Flag   sql.Null[bool]
	Small  sql.Null[int64]
	Whole  sql.Null[int]
	Big    sql.Null[int64]
	Ratio  sql.Null[float64]
	Single sql.Null[float32]
	Price  sql.Null[decimal.Decimal]
	Day    sql.Null[time.Time]
	Clock  sql.Null[time.Time]
	Moment sql.Null[time.Time]
	Doc    sql.Null[doc]
	Bag    sql.Null[map[string]any]
	UID    sql.Null[uuid.UUID]
	GUID   sql.Null[gofrs.UUID]
	Blob   sql.Null[[]byte]
	Mood   sql.Null[mood]
	Level  sql.Null[level]
}

func (n *nullRow) Schema() schema.Table {
	yes := func(m mood) sql.Null[mood] { return sql.Null[mood]{V: m, Valid: true} }
	set := func(l level) sql.Null[level] { return sql.Null[level]{V: l, Valid: true} }
	return schema.Table{Name: "nulls", Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(),
		schema.String(&n.Str, 100),
		schema.Text(&n.Text),
		schema.Boolean(&n.Flag),
		schema.SmallInteger(&n.Small),
		schema.Integer(&n.Whole),
		schema.BigInteger(&n.Big),
		schema.Float(&n.Ratio),
		schema.Float(&n.Single),
		schema.Decimal(&n.Price, 20, 4),
		schema.Date(&n.Day),
		schema.Time(&n.Clock),
		schema.DateTime(&n.Moment),
		schema.JSON(&n.Doc),
		schema.JSON(&n.Bag),
		schema.UUID(&n.UID),
		schema.UUIDString(&n.GUID),
		schema.LargeBinary(&n.Blob, 64),
		schema.Enum(&n.Mood, yes("sad"), yes("it's"), yes(`b\`), yes("")),
		schema.Enum(&n.Level, set(-1), set(0), set(1<<31-1)),
	}}
}
