package schema_test

import (
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// Stamps is shared by embedding: its fields become fields of the model.
type Stamps struct {
	CreatedAt time.Time
	UpdatedAt time.Time
}

func (s *Stamps) Fields() schema.Fields {
	return schema.Fields{
		schema.DateTime(&s.CreatedAt).DefaultFunc(time.Now).ReadOnly(),
		schema.DateTime(&s.UpdatedAt).DefaultFunc(time.Now).OnUpdateFunc(time.Now),
	}
}

// Role is an enumeration: its values are constants of a named type.
type Role string

const (
	Reader Role = "reader"
	Clerk  Role = "clerk"
)

// Member shows fields of many kinds.
type Member struct {
	orm.Model
	Stamps
	ID       int64
	Email    string
	Nickname *string       // a pointer: may be NULL
	Age      sql.Null[int] // so may this
	Role     Role
	Settings map[string]any
	Phone    string
	Password crypt.Password
	Patron   orm.One[Member]  // a relation to the same model
	Clients  orm.Many[Member] // and its far side
}

func (m *Member) Schema() schema.Table {
	return schema.Table{
		Name:    "members",
		OrderBy: []string{"email"},
		Fields: append(m.Stamps.Fields(),
			schema.BigInteger(&m.ID).PrimaryKey(),
			schema.String(&m.Email, 200).Unique().Pattern(regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)),
			schema.String(&m.Nickname, 50).MinLength(2).Name("nick").Comment("as shown to others"),
			schema.SmallInteger(&m.Age).Min(sql.Null[int]{V: 0, Valid: true}),
			schema.Enum(&m.Role, Reader, Clerk).Default(Reader).Index(),
			schema.JSON(&m.Settings),
			schema.String(&m.Phone, 30).Encrypt(crypt.AEAD(crypt.Key{ID: "2026", Secret: []byte("thirty-two bytes of a good secret")})),
			schema.Opaque(&m.Password, 200).Secret(),
			schema.ForeignKey(&m.Patron).RelatedName("clients").OnDelete(schema.SetNull),
		),
		Constraints: []schema.Constraint{
			schema.IndexOn("role", "created_at"),
			schema.Check("adult", "age >= 18"),
		},
	}
}

// A registry knows the models and has checked them.
func ExampleNewRegistry() {
	models, err := schema.NewRegistry(&Member{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(models.Models()[0].Table)
	// Output:
	// members
}

// Draft has three mistakes.
type Draft struct {
	ID    int64
	Title string
	Pages int
}

func (d *Draft) Schema() schema.Table {
	return schema.Table{
		Fields: schema.Fields{
			schema.BigInteger(&d.ID),
			schema.String(&d.Title, 0),
			schema.Integer(&d.Pages).MinLength(1),
		},
		Constraints: []schema.Constraint{schema.UniqueTogether("title", "autor")},
	}
}

// Every mistake of every model is reported at once.
func ExampleDefinitionError() {
	_, err := schema.NewRegistry(&Draft{})
	fmt.Println(errors.Is(err, schema.ErrDefinition))
	fmt.Println(err)
	// Output:
	// true
	// schema: Draft.Title: the maximum length of String is 0; give 1 to 10485760, or use schema.Text
	// schema: Draft.Pages: MinLength does not fit Integer: it is for String, Text and LargeBinary; remove it
	// schema: Draft: has no primary key; add PrimaryKey() to a field, or declare its Table Keyless
	// schema: Draft.autor: a constraint names a field that does not exist; name one that is declared
}

func ExampleQuote() {
	key := "name\x1b[2J\n" + strings.Repeat("x", 1<<20)
	fmt.Println(schema.Quote("name"), len(schema.Quote(key)))
	fmt.Println(schema.Printable("name\x1b[2J"))
	args := []any{"name\r\n"}
	schema.Quoting("no field %q", args)
	fmt.Printf("no field %q\n", args...)
	// Output:
	// "name" 105
	// name\x1b[2J
	// no field "name\r\n"
}
