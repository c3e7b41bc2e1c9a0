package schema_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// members is an empty database of them.
func members() *orm.DB {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Member{}))
	if err != nil {
		panic(err)
	}
	if err := migrate.CreateAll(context.Background(), db); err != nil {
		panic(err)
	}
	return db
}

// All that is wrong with a row is told at once, before anything is sent.
func ExampleValidationError() {
	db := members()
	defer db.Close()
	err := orm.Save(context.Background(), db, &Member{Email: "nobody", Nickname: new("x"), Role: "king"})
	var invalid *schema.ValidationError
	if errors.As(err, &invalid) {
		for _, f := range invalid.Failures {
			fmt.Println(f.Path, f.Rule)
		}
	}
	// Output:
	// email pattern
	// nickname min_length
	// role choices
	// password required
}

// A failure has the rule and what it was declared with, for a message in the reader's own language.
func ExampleFailure() {
	db := members()
	defer db.Close()
	err := orm.Validate(db, &Member{Email: "ann@example.org", Nickname: new("x"), Role: Reader})
	var invalid *schema.ValidationError
	errors.As(err, &invalid)
	var f schema.Failure = invalid.Failures[0]
	fmt.Println(f.Attribute, f.Rule, f.Param, f.Value)
	fmt.Println(f.Reason())
	// Output:
	// nickname min_length 2 x
	// takes a length of at least 2
}

// A wrong name is an error before any SQL, with the nearest right one.
func ExamplePathError() {
	db := members()
	defer db.Close()
	_, err := orm.Objects[Member](db).All(context.Background(), orm.Q{"patron__emial": "x"})
	var wrong *schema.PathError
	if errors.As(err, &wrong) {
		fmt.Println(wrong.Kind, wrong.Model, wrong.Part, wrong.Suggest)
	}
	// Output:
	// field Member emial email
}

// A value of another type is one too, and says what the field takes.
func ExampleValueError() {
	db := members()
	defer db.Close()
	_, err := orm.Objects[Member](db).All(context.Background(), orm.Q{"age": "old"})
	var wrong *schema.ValueError
	if errors.As(err, &wrong) {
		fmt.Println(wrong.Field, "takes", wrong.Want, "and got", wrong.Got)
	}
	// Output:
	// age takes int and got string "old"
}

// reversed is no cipher to use: package schema/crypt has those.
type reversed struct{}

func (reversed) Seal(plaintext, context []byte) (string, error) {
	return "r:" + base64.StdEncoding.EncodeToString(append(plaintext, context...)), nil
}

func (reversed) Open(stored string, context []byte) ([]byte, error) {
	all, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(stored, "r:"))
	if err != nil || !strings.HasSuffix(string(all), string(context)) {
		return nil, errors.New("this text belongs elsewhere")
	}
	return all[:len(all)-len(context)], nil
}

// Card has a field that is stored by a cipher.
type Card struct {
	ID     int64
	Number string
}

func (c *Card) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(),
		schema.String(&c.Number, 20).Encrypt(reversed{}),
	}}
}

// A cipher gets the place of a value besides, so that what is stored cannot be moved to another column.
func ExampleCipher() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Card{}))
	if err != nil {
		panic(err)
	}
	defer db.Close()
	if err := errors.Join(migrate.CreateAll(ctx, db), orm.Save(ctx, db, &Card{Number: "4711"})); err != nil {
		panic(err)
	}
	var stored string
	if err := db.SQLX().Get(&stored, "SELECT number FROM cards"); err != nil {
		panic(err)
	}
	card, err := orm.Objects[Card](db).Get(ctx)
	fmt.Println(strings.HasPrefix(stored, "r:"), card.Number, err)
	_, err = reversed{}.Open(stored, []byte("cards|name"))
	fmt.Println(err)
	// Output:
	// true 4711 <nil>
	// this text belongs elsewhere
}
