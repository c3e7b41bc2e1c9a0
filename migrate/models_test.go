package migrate_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// one, many and manyThrough stand for the relation values of package orm.
type one[T any] struct{ _ schema.OneState }

func (*one[T]) ToOneRelation()               {}
func (*one[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }

type many[T any] struct{ _ schema.ManyState }

func (*many[T]) ToManyRelation()              {}
func (*many[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }
func (*many[T]) RelationLink() reflect.Type   { return nil }

type manyThrough[T, L any] struct{ many[T] }

func (*manyThrough[T, L]) RelationLink() reflect.Type { return reflect.TypeFor[L]() }

type (
	Mood  string
	Level int
)

// Everything has a column of every type (F-01 to F-14, E-01) and every option that DDL knows (F-16, F-18, F-24, F-25, F-27).
type Everything struct {
	ID      int64
	Name    string
	Long    string
	Huge    *string
	Body    string
	Active  bool
	Small   int16
	Count   int
	Big     int64
	Ratio   float64
	Price   decimal.Decimal
	Born    time.Time
	Opens   time.Time
	Made    time.Time
	Data    map[string]any
	Raw     json.RawMessage
	Digest  []byte
	Image   []byte
	Film    []byte
	Token   uuid.UUID
	Public  uuid.UUID
	Mood    Mood
	Level   Level
	Maybe   *Mood
	Secret  string
	Email   string
	Login   crypt.Password
	Strict  *int
	Lenient int
}

var cipherKey = crypt.Key{ID: "a", Secret: []byte(strings.Repeat("k", 32))}

func (e *Everything) Schema() schema.Table {
	return schema.Table{
		Comment: `every type; it's \ "quoted"`,
		Fields: schema.Fields{
			schema.BigInteger(&e.ID).PrimaryKey(),
			schema.String(&e.Name, 100).Index().Comment(`the name; it's \ "quoted"`),
			schema.String(&e.Long, 16_383),
			schema.String(&e.Huge, 16_384),
			schema.Text(&e.Body).ServerDefault("'none'"),
			schema.Boolean(&e.Active).ServerDefault("true"),
			schema.SmallInteger(&e.Small),
			schema.Integer(&e.Count).ServerDefault("1 + 1").Unique(),
			schema.BigInteger(&e.Big),
			schema.Float(&e.Ratio),
			schema.Decimal(&e.Price, 12, 2).ServerDefault("'9.99'"),
			schema.Date(&e.Born),
			schema.Time(&e.Opens),
			schema.DateTime(&e.Made).ServerDefault("CURRENT_TIMESTAMP").Name("created_at"),
			schema.JSON(&e.Data),
			schema.JSON(&e.Raw).Nullable(),
			schema.LargeBinary(&e.Digest, 32).Unique(),
			schema.LargeBinary(&e.Image, 70_000),
			schema.LargeBinary(&e.Film, 1<<30),
			schema.UUID(&e.Token),
			schema.UUIDString(&e.Public),
			schema.Enum(&e.Mood, "sad", "it's", `b\`),
			schema.Enum(&e.Level, 1, 2, 3),
			schema.Enum(&e.Maybe, mood("sad"), mood("it's"), mood(`b\`)),
			schema.String(&e.Secret, 50).Encrypt(crypt.AEAD(cipherKey)),
			schema.String(&e.Email, 50).Encrypt(crypt.Searchable(cipherKey)).Unique(),
			schema.Opaque(&e.Login, 200),
			schema.Integer(&e.Strict).SQLNullable(false),
			schema.Integer(&e.Lenient).SQLNullable(true),
		},
		Constraints: []schema.Constraint{
			schema.UniqueTogether("name", "big"), // M-08
			schema.UniqueTogether("small", "count").Named("pair"),
			schema.IndexOn("born", "opens"), // M-09
			schema.Check("", "big > 0"),     // M-10
			schema.Check("sane", "ratio < 2 OR ratio > 3"),
		},
	}
}

func mood(m Mood) *Mood { return &m }

// Employee and Company point to each other: a ring. Employee points to itself, too.
type Employee struct {
	ID       int
	Name     string
	Boss     one[Employee]
	Company  one[Company]
	Badge    one[Badge]
	Skills   many[Skill]
	Friends  many[Employee]
	Projects manyThrough[Project, Assignment]
}

func (e *Employee) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&e.ID).PrimaryKey(),
		schema.String(&e.Name, 40),
		schema.ForeignKey(&e.Boss).OnDelete(schema.SetNull).RelatedName("minions").Comment("who gives orders"),
		schema.ForeignKey(&e.Company).NotNull().Index().OnDelete(schema.Cascade).OnUpdate(schema.Restrict),
		schema.ForeignKey(&e.Badge).Unique().ConstraintName("fk_badge"),
		schema.ManyToMany(&e.Skills),
		schema.ManyToMany(&e.Friends).RelatedName("befriended"),
		schema.ManyToMany(&e.Projects),
	}}
}

type Company struct {
	ID      int
	Founder one[Employee]
}

func (c *Company) Schema() schema.Table {
	return schema.Table{Name: "companies", Fields: schema.Fields{
		schema.Integer(&c.ID).PrimaryKey(),
		schema.ForeignKey(&c.Founder).RelatedName("founded"),
	}}
}

// Badge has a UUID for a key.
type Badge struct{ ID uuid.UUID }

func (b *Badge) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.UUIDString(&b.ID).PrimaryKey().DefaultFunc(uuid.New)}}
}

type Skill struct{ Code string }

func (s *Skill) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&s.Code, 10).PrimaryKey()}}
}

// Project has a key that the database does not make.
type Project struct{ ID int }

func (p *Project) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&p.ID).PrimaryKey().Autoincrement(false)}}
}

type Assignment struct {
	ID    int
	Hours int
}

func (a *Assignment) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(),
		schema.Integer(&a.Hours).ServerDefault("0"),
	}}
}

// Point has a composite key.
type Point struct {
	X, Y  int
	Label *string
}

func (p *Point) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&p.X).PrimaryKey(), schema.Integer(&p.Y).PrimaryKey(), schema.String(&p.Label, 10),
	}}
}

// Reserved has names that are words of SQL (M-03).
type Reserved struct {
	Select int
	Group  string
	User   one[Reserved]
}

func (r *Reserved) Schema() schema.Table {
	return schema.Table{Name: "order", Fields: schema.Fields{
		schema.Integer(&r.Select).PrimaryKey(),
		schema.String(&r.Group, 5).Name("table").Index(),
		schema.ForeignKey(&r.User).Name("references").ConstraintName("constraint"),
	}, Constraints: []schema.Constraint{schema.UniqueTogether("group", "user").Named("unique")}}
}

// Longest has names of 63 bytes, and constraints whose default names are longer.
type Longest struct {
	ID    int
	Value int
	Level Level
	Up    one[Longest]
}

var longName = strings.Repeat("x", 60)

func (l *Longest) Schema() schema.Table {
	return schema.Table{Name: longName + "tab", Fields: schema.Fields{
		schema.Integer(&l.ID).PrimaryKey().Name(longName + "key"),
		schema.Integer(&l.Value).Name(longName + "val").Index().Unique(),
		schema.Enum(&l.Level, 1, 2, 3).Name(longName + "lev"),
		schema.ForeignKey(&l.Up).Name(longName + "upw"),
	}}
}

// Hostile has the names that quoting must keep in one piece.
type Hostile struct {
	ID   int
	Bad  string
	Up   one[Hostile]
	Mood Mood
}

const hostile = "a\"b`c'd\\e.f?g$1;--/*ü"

func (h *Hostile) Schema() schema.Table {
	return schema.Table{Name: hostile, AnyName: true, Comment: hostile, Fields: schema.Fields{
		schema.Integer(&h.ID).PrimaryKey().Name("id " + hostile),
		schema.String(&h.Bad, 5).Name("bad " + hostile).Comment(hostile).ServerDefault("'a''b'"),
		schema.ForeignKey(&h.Up).Name("up " + hostile).ConstraintName("fk " + hostile),
		schema.Enum(&h.Mood, "sad", "it's", `b\`).Name("mood " + hostile),
	}, Constraints: []schema.Constraint{
		schema.UniqueTogether("bad", "up").Named("uc " + hostile), schema.IndexOn("bad").Named("ix " + hostile),
	}}
}

func everyModel() *schema.Registry {
	return schema.MustRegistry(&Everything{}, &Employee{}, &Point{}, &Reserved{}, &Longest{}, &Hostile{})
}
