package orm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/uuid"
	"github.com/ormar-go/ormar/orm"
)

// M-12, T15: what gets in, and into what.
func TestDecodeFillsExactly(t *testing.T) {
	db := offline(t)
	body := `{"slug":"s","status":"live","pages":"9007199254740993","price":1.5,"day":"2026-01-02","meta":{"n":12345678901234567890},
		"data":"AQI=","stars":1,"rating":1e2,"draft":false,"note":"","likes":{"x":1},"parent":"00000000-0000-0000-0000-000000000007",
		"created_at":"2026-01-02T03:04:05.000006+01:00","kids":null}`
	var a article
	if err := orm.Decode(db, strings.NewReader(body), &a, orm.AllowFields("likes")); err != nil {
		t.Fatal(err)
	}
	want := article{Slug: "s", Status: "live", Pages: 9007199254740993, Price: "1.50", Data: []byte{1, 2}, Rating: 100}
	if a.Slug != want.Slug || a.Status != want.Status || a.Pages != want.Pages || a.Price != want.Price || string(a.Data) != string(want.Data) || a.Rating != want.Rating {
		t.Errorf("got %+v", a)
	}
	if a.Stars != 1 || a.Draft {
		t.Errorf("an explicit value became %d, an explicit zero %v", a.Stars, a.Draft)
	}
	if !a.Day.Valid || !a.Day.V.Equal(time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("day %v", a.Day)
	}
	if !a.CreatedAt.Equal(time.Date(2026, 1, 2, 2, 4, 5, 6000, time.UTC)) {
		t.Errorf("created at %v", a.CreatedAt)
	}
	if a.Parent.PK() != uuid.MustParse("00000000-0000-0000-0000-000000000007") || a.Parent.Loaded() {
		t.Errorf("parent %v", a.Parent.PK())
	}
	if a.Meta["n"] != json.Number("12345678901234567890") || a.Likes["x"] != 1 || a.Kids.Loaded() {
		t.Errorf("meta %v, likes %v, kids %v", a.Meta, a.Likes, a.Kids.Loaded())
	}
}

// F-17: what is absent takes its default, what is an explicit zero does not, on Save neither.
func TestDecodeFillsDefaults(t *testing.T) {
	db := offline(t)
	var a article
	if err := orm.Decode(db, strings.NewReader(`{}`), &a); err != nil {
		t.Fatal(err)
	}
	if fresh := orm.New[article](db); asJSON(t, fresh) != asJSON(t, a) {
		t.Errorf("New gives    %s\nDecode gives %s", asJSON(t, fresh), asJSON(t, a))
	}
	if a.Stars != 3 || !a.Draft || a.Status != "draft" || a.Lang == nil || *a.Lang != "en" || a.Saved() {
		t.Errorf("got %s, saved %v", asJSON(t, a), a.Saved())
	}
	var null article
	if err := orm.Decode(db, strings.NewReader(`{"lang":null}`), &null); err != nil || null.Lang != nil {
		t.Errorf("an explicit null became %v, %v", null.Lang, err)
	}
	if err := orm.Decode(db, strings.NewReader(`{"draft":false}`), &a); err != nil || a.Draft || a.Stars != 3 {
		t.Errorf("second body: %v, %d, %v", a.Draft, a.Stars, err)
	}
}

// M-12, M-13, T15 to T18: everything that is refused, where, and that nothing was changed.
func TestDecodeRefuses(t *testing.T) {
	db := offline(t)
	deep := strings.Repeat(`{"parent":`, 6) + `{"slug":"x"}` + strings.Repeat(`}`, 6)
	for _, c := range []struct {
		name, body, path string
		opts             []orm.DecodeOption
	}{
		{"nothing", ``, "", nil},
		{"no JSON", `{"slug":`, "", nil},
		{"text behind it", `{} {}`, "", nil},
		{"a list", `[]`, "", nil},
		{"null", `null`, "", nil},
		{"unknown", `{"slog":"x"}`, "slog", nil},
		{"another case", `{"Slug":"x"}`, "Slug", nil},
		{"attribute name of a hidden field", `{"token":"x"}`, "token", nil},
		{"hidden field", `{"-":"x"}`, "-", nil},
		{"Go name", `{"CreatedAt":"2026-01-02T00:00:00Z"}`, "CreatedAt", nil},
		{"unexported field", `{"cache":1}`, "cache", nil},
		{"hidden state", `{"Model":{}}`, "Model", nil},
		{"hidden state, ormar's", `{"__pk_only__":true}`, "__pk_only__", nil},
		{"hidden state, inner", `{"row":{"State":{"Saved":true}}}`, "row", nil},
		{"pk", `{"pk":"00000000-0000-0000-0000-000000000007"}`, "pk", nil},
		{"primary key", `{"id":"00000000-0000-0000-0000-000000000007"}`, "id", nil},
		{"read-only", `{"views":7}`, "views", nil},
		{"twice", `{"slug":"x","slug":"y"}`, "slug", nil},
		{"twice, escaped", `{"slug":"x","sl\u0075g":"y"}`, "slug", nil},
		{"twice inside", `{"meta":{"a":[{"b":1,"b":2}]}}`, "meta.a[0].b", nil},
		{"null", `{"slug":null}`, "slug", nil},
		{"text for a number", `{"stars":"1"}`, "stars", nil},
		{"number for a text", `{"slug":1}`, "slug", nil},
		{"number for a bool", `{"draft":1}`, "draft", nil},
		{"object for a text", `{"slug":{"not":""}}`, "slug", nil},
		{"list for a number", `{"stars":[1]}`, "stars", nil},
		{"fraction", `{"stars":1.5}`, "stars", nil},
		{"too wide", `{"stars":40000}`, "stars", nil},
		{"too wide for any", `{"pages":"9223372036854775808"}`, "pages", nil},
		{"number under ,string", `{"pages":1}`, "pages", nil},
		{"more than a number under ,string", `{"pages":"2026-01-02"}`, "pages", nil},
		{"two numbers under ,string", `{"pages":"1 2"}`, "pages", nil},
		{"half a sql.Null", `{"day":{"V":"2026-01-02T00:00:00Z"}}`, "day", nil},
		{"the other half of a sql.Null", `{"day":{"Valid":true}}`, "day", nil},
		{"a sql.Null in another case", `{"day":{"v":"2026-01-02T00:00:00Z","valid":true}}`, "day", nil},
		{"a sql.Null that is both", `{"day":{"V":"2026-01-02T00:00:00Z","Valid":null}}`, "day", nil},
		{"fraction of a large number", `{"stars":1e-400}`, "stars", nil},
		{"infinite", `{"rating":1e400}`, "rating", nil},
		{"enum", `{"status":"gone"}`, "status", nil},
		{"scale", `{"price":"1.234"}`, "price", nil},
		{"no date", `{"day":"2026-02-30"}`, "day", nil},
		{"no base64", `{"data":"?"}`, "data", nil},
		{"no UUID", `{"parent":"x"}`, "parent", nil},
		{"half a surrogate", `{"slug":"\ud800"}`, "slug", nil},
		{"other half", `{"slug":"\udc00\ud800"}`, "slug", nil},
		{"UTF-8", "{\"slug\":\"\xff\"}", "", nil},
		{"NUL", `{"slug":"a\u0000"}`, "slug", nil},
		{"row of a relation", `{"parent":{"slug":"x"}}`, "parent", nil},
		{"row with a key", `{"parent":{"id":"00000000-0000-0000-0000-000000000007","slug":"x"}}`, "parent", nil},
		{"list of rows", `{"kids":[{"slug":"x"}]}`, "kids", nil},
		{"list of keys", `{"tags":[1]}`, "tags", nil},
		{"nested key", `{"parent":{"id":"00000000-0000-0000-0000-000000000007","slug":"x"}}`, "parent.id", []orm.DecodeOption{orm.FollowPaths("parent")}},
		{"nested key alone in a list", `{"tags":[{"name":"x"},1]}`, "tags[1]", []orm.DecodeOption{orm.FollowPaths("tags")}},
		{"null key in a list", `{"tags":[{"id":null}]}`, "tags[0].id", []orm.DecodeOption{orm.FollowPaths("tags"), orm.AllowKey()}},
		{"nested read-only", `{"parent":{"views":1}}`, "parent.views", []orm.DecodeOption{orm.FollowPaths("parent")}},
		{"nested unknown", `{"kids":[{"slog":"x"}]}`, "kids[0].slog", []orm.DecodeOption{orm.FollowPaths("kids")}},
		{"further than followed", `{"parent":{"parent":{"slug":"x"}}}`, "parent.parent", []orm.DecodeOption{orm.FollowPaths("parent")}},
		{"link data", `{"tags":[{"name":"x","article_tag":{"sort_order":1}}]}`, "tags[0].article_tag", []orm.DecodeOption{orm.FollowPaths("tags")}},
		{"null in a list", `{"kids":[null]}`, "kids[0]", []orm.DecodeOption{orm.FollowPaths("kids")}},
		{"no list", `{"kids":{}}`, "kids", []orm.DecodeOption{orm.FollowPaths("kids")}},
		{"too deep", deep, "parent.parent.parent.parent.parent.parent", []orm.DecodeOption{orm.FollowPaths("parent__parent__parent__parent__parent__parent__parent")}},
		{"too many levels", `{"meta":` + strings.Repeat(`[`, 60) + strings.Repeat(`]`, 60) + `}`, "meta" + strings.Repeat("[0]", 47), nil},
		{"JSON field too deep", `{"meta":{"a":` + strings.Repeat(`[`, 31) + strings.Repeat(`]`, 31) + `}}`, "meta", nil},
		{"too many values", `{"meta":{"a":[1` + strings.Repeat(`,1`, 10_000) + `]}}`, "meta.a[9997]", nil},
		{"too long", `{"slug":"` + strings.Repeat("x", 1<<20) + `"}`, "", nil},
		{"extra field", `{"likes":{"x":1}}`, "likes", nil},
		{"extra field of another type", `{"likes":{"x":"y"}}`, "likes.x", []orm.DecodeOption{orm.AllowFields("likes")}},
		{"base64 with a line break", `{"data":"AQI=\n"}`, "data", nil},
		{"base64 with a line break inside", `{"data":"AQ\r\nI="}`, "data", nil},
		{"base64 with bits that say nothing", `{"data":"AQJ="}`, "data", nil},
		{"a rule", `{"stars":6}`, "stars", nil},
		{"a length", `{"slug":"` + strings.Repeat("x", 41) + `"}`, "slug", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := article{Slug: "before", Meta: map[string]any{"k": "v"}, Likes: map[string]int{"k": 1}}
			before := a
			body := strings.Replace(c.body, `{`, `{"note":"changed",`, 1)
			for _, text := range []string{c.body, body} {
				err := orm.Decode(db, strings.NewReader(text), &a, c.opts...)
				var e *orm.DecodeError
				if !errors.As(err, &e) || !errors.Is(err, orm.ErrDecode) {
					t.Fatalf("%.80s: err %v", text, err)
				}
				if text == c.body && e.Path != c.path {
					t.Errorf("path %q, want %q (%v)", e.Path, c.path, err)
				}
			}
			if !reflect.DeepEqual(a, before) || a.Meta["k"] != "v" || a.Likes["k"] != 1 {
				t.Errorf("the instance was changed: %+v", a)
			}
		})
	}
}

func TestDecodeOptionsAdmit(t *testing.T) {
	db := offline(t)
	id := "00000000-0000-0000-0000-000000000007"
	body := `{"id":"` + id + `","views":7,"nobody":{"knows":1},"parent":{"id":"` + id + `","slug":"p","parent":null},
		"kids":[{"slug":"k"}],"cover":{"file":"c"},"tags":[1,{"name":"new","article_tag":{"sort_order":5}},{"id":3,"article_tag":{"sort_order":6}}]}`
	var a article
	err := orm.Decode(db, strings.NewReader(body), &a, orm.AllowKey(), orm.IgnoreUnknown(), orm.FollowPaths("parent", "kids", "cover", "tags__article_tag"))
	if err != nil {
		t.Fatal(err)
	}
	if a.ID.String() != id || a.Views != 7 || a.Parent.Get().Slug != "p" || a.Parent.Get().Stars != 3 || !a.Parent.Get().Parent.IsZero() {
		t.Errorf("got %+v", a)
	}
	if a.Kids.Len() != 1 || a.Kids.At(0).Slug != "k" || a.Cover.Get().File != "c" {
		t.Errorf("kids %v, cover %v", a.Kids.All(), a.Cover.Get())
	}
	links := a.Tags.Links()
	if len(links) != 3 || links[0].Target.ID != 1 || links[1].Target.Name != "new" || links[1].Through.SortOrder != 5 || links[2].Target.ID != 3 || links[2].Through.SortOrder != 6 || !links[2].Target.Saved() {
		t.Fatalf("links %+v", links)
	}
	if first := links[0].Target; !first.Saved() || first.Has(&first.Name) || !first.Has(&first.ID) || links[1].Target.Saved() {
		t.Error("a key stands for a row that is there and of which only the key is known, an object for a new one")
	}
}

// A reference reads the same whether it is the key or the object that encoding/json writes for it.
func TestDecodeTakesReferences(t *testing.T) {
	db := offline(t)
	for _, body := range []string{`{"author":7}`, `{"author":{"id":7}}`} {
		var b book
		if err := orm.Decode(db, strings.NewReader(body), &b); err != nil || b.Author.PK() != int64(7) || b.Author.Loaded() {
			t.Errorf("%s: %v, %v", body, b.Author.PK(), err)
		}
	}
	b := book{Author: orm.RefPK[author](7)}
	if err := orm.Decode(db, strings.NewReader(`{"author":null}`), &b); err != nil || !b.Author.IsZero() {
		t.Errorf("null: %v, %v", b.Author.PK(), err)
	}
	var c cover
	if err := orm.Decode(db, strings.NewReader(`{"article":null}`), &c); !errors.Is(err, orm.ErrDecode) {
		t.Errorf("null for a key that is NOT NULL: %v", err)
	}
}

// What is absent stays in an instance whose row is there; a patch is no reset.
func TestDecodeIntoSavedInstance(t *testing.T) {
	db := offline(t)
	c := cover{ID: 1, File: "f", Article: orm.RefPK[article](uuid.Nil)}
	if err := orm.Decode(db, strings.NewReader(`{"file":"g"}`), &c); err != nil || c.ID != 1 || c.File != "g" || c.Article.IsZero() {
		t.Errorf("got %+v, %v", c, err)
	}
}

// T18: a number with a point or an exponent is the whole number that its digits say, not one beside it.
func TestDecodeRoundsNoNumber(t *testing.T) {
	db := offline(t)
	for text, want := range map[string]int64{
		"9007199254740993": 9007199254740993, "9007199254740993.0": 9007199254740993, "90071992547409930e-1": 9007199254740993,
		"9.223372036854775807e18": 9223372036854775807, "-9223372036854775808": -9223372036854775808, "-0": 0, "1e3": 1000,
	} {
		var a article
		if err := orm.Decode(db, strings.NewReader(`{"views":`+text+`}`), &a, orm.AllowKey()); err != nil || a.Views != want {
			t.Errorf("%s became %d, %v", text, a.Views, err)
		}
	}
}

func TestDecodeReportsOtherMistakes(t *testing.T) {
	db := offline(t)
	if err := orm.Decode(db, strings.NewReader(`{}`), (*book)(nil)); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("nil: %v", err)
	}
	var e *orm.PathError
	if err := orm.Decode(db, strings.NewReader(`{}`), &book{}, orm.FollowPaths("auther")); !errors.As(err, &e) || e.Suggest != "author" {
		t.Errorf("a wrong path: %v", err)
	}
	broken := errors.New("broken pipe")
	if err := orm.Decode(db, iotest.ErrReader(broken), &book{}); !errors.Is(err, orm.ErrDecode) || !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
	if err := orm.Decode(db, io.Reader(nil), &book{}); !errors.Is(err, orm.ErrDecode) {
		t.Errorf("no reader: %v", err)
	}
}

// What encoding/json writes of a new row, Decode reads to the same row.
func TestDecodeReadsWhatJSONWrites(t *testing.T) {
	db := offline(t)
	year := 1937
	in := book{Title: "é<\u2028", Year: &year, Author: orm.RefPK[author](3)}
	var out book
	if err := orm.Decode(db, strings.NewReader(asJSON(t, in)), &out, orm.AllowKey()); err != nil {
		t.Fatal(err)
	}
	if asJSON(t, in) != asJSON(t, out) {
		t.Errorf("in %s\nout %s", asJSON(t, in), asJSON(t, out))
	}
}

// T17: a megabyte of anything is dealt with in a moment.
func TestDecodeIsQuick(t *testing.T) {
	db := offline(t)
	for _, piece := range []string{`[`, `{"a":`, `1,`, `"\u0041",`, `{},`} {
		body := `{"meta":[` + strings.Repeat(piece, (1<<20-20)/len(piece))
		started := time.Now()
		err := orm.Decode(db, strings.NewReader(body), &article{})
		if !errors.Is(err, orm.ErrDecode) {
			t.Errorf("%s: %v", piece, err)
		}
		if d := time.Since(started); d > 2*time.Second {
			t.Errorf("%s took %v", piece, d)
		}
	}
}

// FuzzDecode decodes arbitrary bodies: no panic, nothing changed by a refusal, and no more changed than was said.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{}`, `{"slug":"x","stars":2}`, `{"parent":{"slug":"x"}}`, `{"id":"x","tags":[1,{"name":"a"}]}`, `{"meta":{"a":[1e5,"\ud83d\ude00"]}}`,
		`{"slug":"a","slug":"b"}`, `{"pages":"1","price":1.25,"day":"2026-01-01"}`} {
		f.Add(s, false)
		f.Add(s, true)
	}
	db := offline(f)
	f.Fuzz(func(t *testing.T, body string, open bool) {
		var opts []orm.DecodeOption
		if open {
			opts = []orm.DecodeOption{orm.AllowKey(), orm.IgnoreUnknown(), orm.FollowPaths("parent", "kids__tags__article_tag", "cover")}
		}
		a := article{Slug: "before", Token: "secret", Views: 5}
		before := a
		err := orm.Decode(db, strings.NewReader(body), &a, opts...)
		if err != nil {
			if !errors.Is(err, orm.ErrDecode) || !reflect.DeepEqual(a, before) {
				t.Fatalf("%q: %v, now %+v", body, err, a)
			}
			return
		}
		if a.Token != "secret" || a.cache != 0 || !open && (a.Views != 5 || a.ID != uuid.Nil) {
			t.Fatalf("%q changed what it must not: %+v", body, a)
		}
		if _, err := json.Marshal(&a); err != nil {
			t.Fatalf("%q gave an instance that cannot be written: %v", body, err)
		}
	})
}

func ExampleDecode() {
	db := exampleDB()
	defer db.Close()
	var b book
	fmt.Println(orm.Decode(db, strings.NewReader(`{"title":"The Hobbit","author":1}`), &b), b.Title, b.Author.PK())
	fmt.Println(orm.Decode(db, strings.NewReader(`{"title":"Silmarillion","id":7}`), &b), b.Title)
	fmt.Println(orm.Decode(db, strings.NewReader(`{"Title":"Silmarillion"}`), &b))
	// Output:
	// <nil> The Hobbit 1
	// orm: decode: "id": a primary key is not taken from a body (AllowKey admits it) The Hobbit
	// orm: decode: "Title": book has no such field
}

func ExampleDecodeError() {
	db := exampleDB()
	defer db.Close()
	var b book
	var refused *orm.DecodeError
	err := orm.Decode(db, strings.NewReader(`{"title":7,"year":"MCMXXXVII","price":1,"author":{"name":"J.R.R. Tolkien"}}`), &b)
	if errors.As(err, &refused) {
		for _, f := range refused.Failures {
			fmt.Println(f.Path, f.Rule)
		}
	}
	// Output:
	// title type
	// year type
	// price unknown
	// author relation
}
