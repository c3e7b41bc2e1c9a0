package jsonschema_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func models() *schema.Registry {
	return schema.MustRegistry(&product{}, &maker{}, &shelf{}, &place{}, &label{})
}

// compiled has the validator check a schema against the 2020-12 dialect that it names, and makes it ready.
func compiled(t testing.TB, text []byte, err error) *jsonschema.Schema {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("model.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("model.json")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if s.DraftVersion != 2020 {
		t.Errorf("the schema is of draft %d", s.DraftVersion)
	}
	return s
}

// taken says whether the validator takes a document.
func taken(t testing.TB, s *jsonschema.Schema, body string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

// D-05, W-02: the schemas of models that refer to each other and to themselves end, and are schemas to a validator; so are those of
// what the options leave.
func TestSchemasAreSchemas(t *testing.T) {
	db := dbtest.OpenEmpty(t, "sqlite", models())
	for name, make := range map[string]func(...orm.DumpOption) ([]byte, error){
		"product": func(o ...orm.DumpOption) ([]byte, error) { return orm.JSONSchema[product](db, o...) },
		"maker":   func(o ...orm.DumpOption) ([]byte, error) { return orm.JSONSchema[maker](db, o...) },
		"shelf":   func(o ...orm.DumpOption) ([]byte, error) { return orm.JSONSchema[shelf](db, o...) },
		"place":   func(o ...orm.DumpOption) ([]byte, error) { return orm.JSONSchema[place](db, o...) },
		"label":   func(o ...orm.DumpOption) ([]byte, error) { return orm.JSONSchema[label](db, o...) },
	} {
		for _, opts := range [][]orm.DumpOption{
			nil, {orm.ExcludePrimaryKeys()}, {orm.ExcludeThrough()}, {orm.ExcludeLists()}, {orm.ExcludeNull()},
			{orm.ExcludePrimaryKeys(), orm.ExcludeThrough(), orm.ExcludeLists(), orm.ExcludeNull()},
		} {
			text, err := make(opts...)
			s := compiled(t, text, err)
			if again, err := make(opts...); err != nil || string(again) != string(text) {
				t.Errorf("%s: the schema is not the same twice", name)
			}
			for _, hidden := range []string{"Model", "password", "Password", "_", "row", "State"} { // W-02: nothing internal
				if _, there := s.Properties[hidden]; there {
					t.Errorf("%s describes %s", name, hidden)
				}
			}
		}
	}
	text, err := orm.JSONSchema[product](db, orm.Include("sku", "maker__name", "shelves__place__level"), orm.Exclude("maker__parent"))
	s := compiled(t, text, err)
	for body, good := range map[string]bool{
		`{"sku":"AB-12","maker":{"name":"M"},"shelves":[{"place":{"level":1}}]}`: true,
		`{"sku":"AB-12","maker":{"name":"M"},"stock":5}`:                         false,
		`{"sku":"AB-12","maker":{"name":"M","id":1}}`:                            false,
		`{"sku":"AB-12","maker":{"name":"M"},"shelves":[{"code":"A"}]}`:          false,
	} {
		if err := taken(t, s, body); (err == nil) != good {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// W-01, W-03: what encoding/json writes of random graphs, loops in memory included, obeys the schema; and Decode takes it back, as far
// as a body may say so much.
func TestWhatIsWrittenObeysTheSchema(t *testing.T) {
	db := dbtest.OpenEmpty(t, "sqlite", models())
	text, err := orm.JSONSchema[product](db)
	s := compiled(t, text, err)
	seed := replay.Seed(t)
	r := rand.New(rand.NewPCG(seed, 7))
	for range 300 {
		p := randomProduct(r)
		body, err := json.Marshal(p)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := taken(t, s, string(body)); err != nil {
			t.Fatalf("seed %d: %s: %v", seed, body, err)
		}
		if m := p.Maker.Get(); m != nil && m.Products.Loaded() {
			continue // a loop has no end that FollowPaths could name
		}
		var back product
		if err := orm.Decode(db, bytes.NewReader(body), &back, orm.AllowKey(), orm.AllowFields("counts"), orm.FollowPaths(everything...)); err != nil {
			t.Fatalf("seed %d: %s: %v", seed, body, err)
		}
		if again, err := json.Marshal(&back); err != nil || p.Label.Get() == nil && string(again) != string(body) {
			t.Fatalf("seed %d: %v\nwritten %s\nread    %s", seed, err, body, again)
		}
	}
}

func randomProduct(r *rand.Rand) *product {
	moment := time.Date(1+r.IntN(9999), 2, 3, r.IntN(24), 5, 6, 7000, time.UTC)
	p := &product{
		ID: r.Int64(), SKU: fmt.Sprintf("AB-%d", r.IntN(1000)), Notes: string(rune(0x20 + r.IntN(0xd000))), Active: r.IntN(2) == 0, Stock: 5 * r.IntN(200),
		Small: int16(r.Uint32()), Big: int64(r.Uint64()), Quoted: int64(r.Uint64()), Weight: 0.5 + 99*r.Float64(), Price: fmt.Sprintf("%d.%02d", r.IntN(10000), r.IntN(100)),
		Day: time.Date(2026, 1, 1+r.IntN(300), 0, 0, 0, 0, time.UTC), Clock: time.Date(1, 1, 1, r.IntN(24), 0, 1, 0, time.UTC), Made: moment,
		Meta: map[string]any{"k": []any{"v", nil}}, List: []int{r.IntN(9)}, Anything: map[string]any{}, Tag: uuid.UUID{15: byte(r.Uint32())},
		Raw: []byte{byte(r.Uint32())}, Colour: "red", Grade: 1 + r.IntN(3),
	}
	if r.IntN(2) == 0 {
		p.Name, p.Maybe, p.Ended, p.Size = new("n"), new(true), &moment, new(size(2))
		p.Perhaps = sql.Null[int64]{V: r.Int64(), Valid: true}
	}
	m := &maker{ID: uuid.UUID{1}, Name: "M"}
	switch r.IntN(3) {
	case 0:
		p.Maker = orm.RefPK[maker](m.ID)
	case 1:
		p.Maker = orm.Ref(m)
		m.Parent = orm.Ref(m) // a loop
		m.Products = orm.ManyOf(p)
	default:
		p.Maker, p.Backup = orm.Ref(m), orm.Ref(m)
	}
	if r.IntN(2) == 0 {
		p.Shelves = orm.LinksOf(orm.Link[shelf, place]{Target: &shelf{Code: "A"}, Through: &place{Level: r.IntN(9)}}, orm.Link[shelf, place]{Target: &shelf{Code: "B"}})
	}
	if r.IntN(2) == 0 {
		p.Label = orm.Ref(&label{Product: orm.RefPK[product](p.ID), Text: "l"})
	}
	return p
}
