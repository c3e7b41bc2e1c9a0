package orm_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

// D-05, W-02: the schemas as they stand, so that a change of them is seen.
func TestJSONSchemaGolden(t *testing.T) {
	db := offline(t)
	for name, make := range map[string]func() ([]byte, error){
		"author":        func() ([]byte, error) { return orm.JSONSchema[author](db) },
		"book":          func() ([]byte, error) { return orm.JSONSchema[book](db) },
		"article":       func() ([]byte, error) { return orm.JSONSchema[article](db) },
		"node":          func() ([]byte, error) { return orm.JSONSchema[node](db) },
		"author_titles": func() ([]byte, error) { return orm.JSONSchema[author](db, orm.Include("name", "books__title")) },
		"article_bare": func() ([]byte, error) {
			return orm.JSONSchema[article](db, orm.ExcludeLists(), orm.ExcludePrimaryKeys(), orm.ExcludeNull(), orm.Exclude("parent", "cover"))
		},
		"article_tags": func() ([]byte, error) {
			return orm.JSONSchema[article](db, orm.Include("id", "tags__name", "tags__article_tag__sort_order"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := make()
			if err != nil {
				t.Fatal(err)
			}
			var indented bytes.Buffer
			if err := json.Indent(&indented, append(got, '\n'), "", "\t"); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", "jsonschema", name+".json")
			if *update {
				if err := os.WriteFile(file, indented.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(indented.Bytes(), want) {
				t.Errorf("%s differs (-update writes it anew):\n%s", file, indented.Bytes())
			}
		})
	}
}

// What encoding/json writes obeys the schema, and a schema never refers back to itself.
func TestJSONObeysJSONSchema(t *testing.T) {
	db := offline(t)
	seed := replay.Seed(t)
	r := rand.New(rand.NewPCG(seed, 2))
	s := readSchema(t, orm.JSONSchema[author], db)
	for range 200 {
		text := asJSON(t, randomAuthor(r))
		if err := s.check(text); err != nil {
			t.Fatalf("seed %d: %s: %v", seed, text, err)
		}
	}
	articles := readSchema(t, orm.JSONSchema[article], db)
	var full article
	body := `{"slug":"s","stars":2,"pages":"1","price":"1.00","meta":{},"data":"","rating":0,"kids":[{"slug":"k","pages":"2","price":"1","meta":{},"data":"","rating":1}],
		"tags":[{"name":"x","article_tag":{"sort_order":1}}],"cover":{"file":"f","article":"00000000-0000-0000-0000-000000000007"},"parent":null,"created_at":"2026-01-01T00:00:00Z"}`
	if err := orm.Decode(db, strings.NewReader(body), &full, orm.FollowPaths("kids", "tags__article_tag", "cover")); err != nil {
		t.Fatal(err)
	}
	if err := articles.check(asJSON(t, full)); err != nil {
		t.Errorf("%s: %v", asJSON(t, full), err)
	}
}

// Bodies that the schema refuses and Decode refuses, and bodies that both take.
func TestJSONSchemaAgreesWithDecode(t *testing.T) {
	db := offline(t)
	s := readSchema(t, orm.JSONSchema[book], db)
	for body, good := range map[string]bool{
		`{"id":0,"title":"x"}`:                          true,
		`{"title":"x","year":null}`:                     true,
		`{"title":"x","author":{"id":1}}`:               true,
		`{"title":"x","author":1}`:                      true,
		`{"title":"x","author":null}`:                   true,
		`{"title":"x","author":{"id":1,"name":"T"}}`:    true,
		`{"title":"x","author":{"id":1,"nmae":"T"}}`:    false,
		`{"title":"x","author":"1"}`:                    false,
		`{"title":"x","author":{"name":1}}`:             false,
		`{"title":null}`:                                false,
		`{"title":1}`:                                   false,
		`{"title":"x","year":1.5}`:                      false,
		`{"title":"x","year":2147483648}`:               false,
		`{"title":"x","Title":"y"}`:                     false,
		`{"title":"x","author":{"id":1,"books":[{}]}}`:  false,
		`{"title":"x","author":[]}`:                     false,
		`[]`:                                            false,
		`{"title":"x","author":{"id":1,"books":[[1]]}}`: false,
	} {
		if err := s.check(body); (err == nil) != good {
			t.Errorf("schema: %s: %v", body, err)
		}
		err := orm.Decode(db, strings.NewReader(body), &book{}, orm.AllowKey(), orm.FollowPaths("author__books"))
		if decoded := err == nil; decoded != good && body != `{"title":"x","author":{"id":1,"books":[{}]}}` {
			t.Errorf("Decode: %s: %v", body, err)
		}
	}
}

func TestJSONSchemaRefusesWrongPaths(t *testing.T) {
	db := offline(t)
	if _, err := orm.JSONSchema[book](db, orm.Exclude("auther")); err == nil {
		t.Error("no error")
	}
	if _, err := orm.JSONSchema[strangerBook](db); err == nil {
		t.Error("no error for a model that the database does not have")
	}
}

// strangerBook is in no registry.
type strangerBook struct{ book }

// checker is as much of a validator as the schemas here use. It fails on any keyword that it does not know.
type checker struct {
	root map[string]any
}

func readSchema(t *testing.T, make func(*orm.DB, ...orm.DumpOption) ([]byte, error), db *orm.DB) *checker {
	t.Helper()
	text, err := make(db)
	if err != nil {
		t.Fatal(err)
	}
	c := &checker{}
	if err := json.Unmarshal(text, &c.root); err != nil {
		t.Fatal(err)
	}
	if err := c.acyclic(c.root, nil); err != nil {
		t.Fatal(err)
	}
	return c
}

// acyclic follows every reference.
func (c *checker) acyclic(node any, open []string) error {
	switch n := node.(type) {
	case []any:
		for _, kid := range n {
			if err := c.acyclic(kid, open); err != nil {
				return err
			}
		}
	case map[string]any:
		if ref, ok := n["$ref"].(string); ok {
			if slices.Contains(open, ref) {
				return fmt.Errorf("%s refers to itself", ref)
			}
			return c.acyclic(c.resolve(ref), append(slices.Clone(open), ref))
		}
		for name, kid := range n {
			if name == "$defs" {
				continue
			}
			if err := c.acyclic(kid, open); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *checker) resolve(ref string) map[string]any {
	defs := c.root["$defs"].(map[string]any)
	return defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
}

func (c *checker) check(text string) error {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return err
	}
	return c.value(c.root, v)
}

func (c *checker) value(s map[string]any, v any) error {
	for keyword, arg := range s {
		if err := c.keyword(s, keyword, arg, v); err != nil {
			return fmt.Errorf("%s: %w", keyword, err)
		}
	}
	return nil
}

func (c *checker) keyword(s map[string]any, keyword string, arg, v any) error {
	object, _ := v.(map[string]any)
	text, isText := v.(string)
	number, isNumber := v.(float64)
	bad := false
	switch keyword {
	case "$schema", "title", "description", "$defs", "default", "readOnly", "format", "contentEncoding":
	case "$ref":
		return c.value(c.resolve(arg.(string)), v)
	case "type":
		names, ok := arg.([]any)
		if !ok {
			names = []any{arg}
		}
		bad = !slices.Contains(names, any(kindOf(v))) && !(kindOf(v) == "integer" && slices.Contains(names, any("number")))
	case "enum":
		bad = !slices.Contains(arg.([]any), v)
	case "minimum":
		bad = isNumber && number < arg.(float64)
	case "maximum":
		bad = isNumber && number > arg.(float64)
	case "multipleOf":
		bad = isNumber && int64(number)%int64(arg.(float64)) != 0
	case "minLength":
		bad = isText && utf8.RuneCountInString(text) < int(arg.(float64))
	case "maxLength":
		bad = isText && utf8.RuneCountInString(text) > int(arg.(float64))
	case "pattern":
		bad = isText && !regexp.MustCompile(arg.(string)).MatchString(text)
	case "anyOf":
		var last error
		for _, one := range arg.([]any) {
			if last = c.value(one.(map[string]any), v); last == nil {
				return nil
			}
		}
		return last
	case "maxProperties":
		bad = len(object) > int(arg.(float64))
	case "required":
		for _, name := range arg.([]any) {
			if _, there := object[name.(string)]; object != nil && !there {
				return fmt.Errorf("%s is missing", name)
			}
		}
	case "properties":
		for name, one := range arg.(map[string]any) {
			if inner, there := object[name]; there {
				if err := c.value(one.(map[string]any), inner); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
	case "additionalProperties":
		for name := range object {
			if _, known := s["properties"].(map[string]any)[name]; !known {
				return fmt.Errorf("%s is not known", name)
			}
		}
	case "items":
		list, _ := v.([]any)
		for i, e := range list {
			if err := c.value(arg.(map[string]any), e); err != nil {
				return fmt.Errorf("%d: %w", i, err)
			}
		}
	default:
		return fmt.Errorf("this test does not know the keyword")
	}
	if bad {
		return fmt.Errorf("%v does not fit %v", v, arg)
	}
	return nil
}

func kindOf(v any) string {
	switch n := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case float64:
		if n == float64(int64(n)) {
			return "integer"
		}
		return "number"
	}
	return "object"
}

func ExampleJSONSchema() {
	db := exampleDB()
	defer db.Close()
	text, _ := orm.JSONSchema[book](db, orm.Include("title", "year"))
	fmt.Println(string(text))
	// Output:
	// {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"book","type":"object","properties":{"title":{"type":"string","maxLength":100},"year":{"type":["integer","null"],"minimum":-2147483648,"maximum":2147483647}},"required":["title"],"additionalProperties":false}
}
