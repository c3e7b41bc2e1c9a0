package orm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// contact has rules of both kinds.
type contact struct {
	orm.Model
	ID     int64
	Email  string   `validate:"email"`
	Secret string   `validate:"min=12"`
	Tags   []string `validate:"dive,max=3"`
	Home   address
	Nick   string `validate:"omitempty,alpha"` // no column
	origin
}

type address struct {
	Zip string `validate:"len=5"`
}

type origin struct {
	Country string `validate:"iso3166_1_alpha2"`
}

func (c *contact) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Email, 10), schema.String(&c.Secret, 40).Secret(), schema.JSON(&c.Tags),
		schema.JSON(&c.Home), schema.String(&c.Country, 2),
	}}
}

// misspelt has a tag that the validator does not have.
type misspelt struct {
	ID   int64
	Name string `validate:"requird"`
}

func (m *misspelt) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 10)}}
}

func contacts(t testing.TB) *orm.DB {
	return dbtest.OpenEmpty(t, "sqlite", schema.MustRegistry(&contact{}, &misspelt{}, &book{}))
}

// M-11: every failure of both kinds of rule at once, by path, and no secret among the values.
func TestValidateListsEverything(t *testing.T) {
	db := contacts(t)
	c := &contact{Email: strings.Repeat("x", 11), Secret: "hunter2", Tags: []string{"ok", "long"}, Home: address{Zip: "1"}, Nick: "n1", origin: origin{Country: "XX"}}
	err := orm.Validate(db, c)
	var e *schema.ValidationError
	if !errors.As(err, &e) || !errors.Is(err, orm.ErrValidation) {
		t.Fatal(err)
	}
	var got []string
	for _, f := range e.Failures {
		got = append(got, f.Path+" "+f.Rule)
		if f.Path == "secret" && f.Value != nil || f.Path == "nick" && f.Value != nil {
			t.Errorf("%s shows %v", f.Path, f.Value)
		}
	}
	slices.Sort(got)
	want := []string{"country iso3166_1_alpha2", "email email", "email max_length", "home.zip len", "nick alpha", "secret min", "tags[1] max"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the message shows the secret: %v", err)
	}
	good := &contact{Email: "a@b.example"[:7] + "de", Secret: "correct horse", Home: address{Zip: "12345"}, origin: origin{Country: "AT"}}
	if err := orm.Validate(db, good); err != nil {
		t.Errorf("a good one: %v", err)
	}
}

func TestValidateRunsBeforeWrites(t *testing.T) {
	db := contacts(t)
	if err := orm.Save(t.Context(), db, &contact{Email: "x"}); !errors.Is(err, orm.ErrValidation) {
		t.Errorf("there is no table, so only validation can have refused it: %v", err)
	}
}

func TestValidateReportsWrongTags(t *testing.T) {
	db := contacts(t)
	err := orm.Validate(db, &misspelt{})
	if !errors.Is(err, schema.ErrDefinition) || !strings.Contains(err.Error(), "requird") {
		t.Errorf("got %v", err)
	}
	if err := orm.Validate(db, (*contact)(nil)); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("nil: %v", err)
	}
}

func TestValidateFromManyGoroutines(t *testing.T) {
	db := contacts(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if err := orm.Validate(db, &contact{Email: "x"}); !errors.Is(err, orm.ErrValidation) {
					t.Errorf("got %v", err)
				}
			}
		})
	}
	wg.Wait()
}

func ExampleValidate() {
	db := exampleDB()
	defer db.Close()
	fmt.Println(orm.Validate(db, &book{Title: "The Hobbit"}))
	fmt.Println(errors.Is(orm.Validate(db, &book{Title: strings.Repeat("x", 101)}), orm.ErrValidation))
	// Output:
	// <nil>
	// true
}
