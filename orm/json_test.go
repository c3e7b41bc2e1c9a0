package orm_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

// MarshalJSON of hook is the usual trick with a type that has the fields and not the methods.
func (h hook) MarshalJSON() ([]byte, error) {
	type plain hook
	return json.Marshal(struct {
		plain
		Kind string
	}{plain(h), "hook"})
}

// D-01, W-01, W-03: what encoding/json makes of graphs in memory.
func TestRelationsAsJSON(t *testing.T) {
	tolkien := &author{ID: 1, Name: "T"}
	hobbit := &book{ID: 7, Title: "H", Author: orm.Ref(tolkien)}
	tolkien.Books = orm.ManyOf(hobbit)
	id := uuid.MustParse("00000000-0000-0000-0000-000000000001")
	tagged := article{ID: id, Tags: orm.LinksOf(
		orm.Link[tag, articleTag]{Target: &tag{ID: 1, Name: "a"}, Through: &articleTag{ID: 5, SortOrder: 2}},
		orm.Link[tag, articleTag]{Target: &tag{ID: 2, Name: "b"}})}
	me := &node{ID: 3}
	me.Parent = orm.Ref(me)
	ring := &hook{ID: 1}
	ring.Next = orm.Ref(&hook{ID: 2, Next: orm.Ref(ring)})
	for _, c := range []struct {
		name  string
		value any
		want  string
	}{
		{"key only", book{ID: 7, Author: orm.RefPK[author](1)}, `{"id":7,"author":{"id":1},"title":"","year":null}`},
		{"key zero is a key", book{Author: orm.RefPK[author](0)}, `{"id":0,"author":{"id":0},"title":"","year":null}`},
		{"no key, omitzero", book{ID: 7}, `{"id":7,"title":"","year":null}`},
		{"no key, without omitzero", cover{File: "f"}, `{"file":"f","article":null}`},
		{"loaded and empty", author{ID: 1, Books: orm.ManyOf[book]()}, `{"id":1,"name":"","books":[]}`},
		{"not loaded, without omitzero", orm.Many[book]{}, `null`},
		{"list, its owner met again", tolkien, `{"id":1,"name":"T","books":[{"id":7,"author":{"id":1},"title":"H","year":null}]}`},
		{"cycle from below", hobbit,
			`{"id":7,"author":{"id":1,"name":"T","books":[{"id":7,"author":{"id":1},"title":"H","year":null}]},"title":"H","year":null}`},
		{"own parent", me, `{"id":"3","parent":{"id":"3","parent":{"id":"3"}}}`},
		{"key under ,string", node{ID: 4, Parent: orm.RefPK[node](9)}, `{"id":"4","parent":{"id":"9"}}`},
		{"key that is a foreign key", node{ID: 4, Account: orm.RefPK[account](4)}, `{"id":"4","parent":null,"account":{"owner":{"id":"4"}}}`},
		{"key that is hidden", orm.RefPK[cover](1), `{}`},
		{"own MarshalJSON in a ring", ring,
			`{"ID":1,"Next":{"ID":2,"Next":{"ID":1,"Next":{"ID":2},"Prev":null,"Kind":"hook"},"Prev":null,"Kind":"hook"},"Prev":null,"Kind":"hook"}`},
		{"link rows", tagged.Tags, `[{"id":1,"name":"a","article_tag":{"id":5,"sort_order":2}},{"id":2,"name":"b"}]`},
		{"nil in a list", orm.ManyOf[book](nil), `[null]`},
		{"html stays as encoding/json has it", author{Name: "<", Books: orm.ManyOf(&book{Title: "<"})},
			`{"id":0,"name":"\u003c","books":[{"id":0,"title":"\u003c","year":null}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := json.Marshal(c.value)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// The caller's encoder decides whether HTML is escaped, inside relations as well.
func TestRelationJSONLeavesEscapingToTheEncoder(t *testing.T) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(author{ID: 1, Name: "<", Books: orm.ManyOf(&book{ID: 2, Title: "<&>"})}); err != nil {
		t.Fatal(err)
	}
	if want := `{"id":1,"name":"<","books":[{"id":2,"title":"<&>","year":null}]}` + "\n"; b.String() != want {
		t.Errorf("got  %s\nwant %s", b.String(), want)
	}
}

// Every tag means in a relation what it means outside of one.
func TestRelatedRowIsEncodedLikeARowAlone(t *testing.T) {
	a := &article{ID: uuid.New(), Pages: 12, Likes: map[string]int{"x": 1}, Token: "secret", Meta: map[string]any{"k": []int{1}}, Data: []byte("d"),
		Tags: orm.LinksOf(orm.Link[tag, articleTag]{Target: &tag{ID: 1}, Through: &articleTag{ID: 2}}), Parent: orm.RefPK[article](uuid.New())}
	alone, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	related, err := json.Marshal(orm.Ref(a))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(alone, related) {
		t.Errorf("alone   %s\nrelated %s", alone, related)
	}
}

// A key that RefPK could not take must not become null.
func TestBadKeyIsNoJSON(t *testing.T) {
	if text, err := json.Marshal(book{Author: orm.RefPK[author]("x")}); err == nil {
		t.Errorf("wrote %s", text)
	}
}

// D-04: wide graphs that are full of cycles are encoded in a moment.
func TestCyclicGraphIsEncodedFast(t *testing.T) {
	const size = 3000
	a := &author{ID: 1}
	books := make([]*book, size)
	for i := range books {
		books[i] = &book{ID: int64(i + 1), Author: orm.Ref(a)}
	}
	a.Books = orm.ManyOf(books...)
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), `"author":{"id":1}`); n != size {
		t.Errorf("%d of %d books refer to their author by key", n, size)
	}
}

// R-04: keys and objects are read; a key is not loaded, an object is what Ref makes of it.
func TestOneFromJSON(t *testing.T) {
	for _, c := range []struct {
		text   string
		pk     any
		loaded bool
		name   string
	}{
		{`null`, nil, false, ""},
		{`7`, int64(7), false, ""},
		{`{"id":7}`, int64(7), false, ""},
		{` { "id" : 7 } `, int64(7), false, ""},
		{`{"id":7,"name":"T"}`, int64(7), true, "T"},
		{`{"name":"T"}`, nil, true, "T"},
		{`9007199254740993`, nil, false, "refused"},
		{`"7"`, nil, false, "refused"},
		{`[7]`, nil, false, "refused"},
		{`{"id":null}`, nil, false, "refused"},
		{`true`, nil, false, "refused"},
		{`7.5`, nil, false, "refused"},
	} {
		one := orm.RefPK[author](99)
		err := json.Unmarshal([]byte(c.text), &one)
		if c.name == "refused" {
			if err == nil || one.PK() != int64(99) {
				t.Errorf("%s: err %v, key now %v", c.text, err, one.PK())
			}
			continue
		}
		if err != nil || one.PK() != c.pk || one.Loaded() != c.loaded || c.loaded && one.Get().Name != c.name {
			t.Errorf("%s: key %v, loaded %v, err %v", c.text, one.PK(), one.Loaded(), err)
		}
	}
	var big orm.One[node]
	if err := json.Unmarshal([]byte(`{"id":"9007199254740993"}`), &big); err != nil || big.PK() != int64(9007199254740993) {
		t.Errorf("a string key: %v, %v", big.PK(), err)
	}
	var owned orm.One[account]
	if err := json.Unmarshal([]byte(`{"owner":{"id":"4"}}`), &owned); err != nil || owned.PK() != int64(4) {
		t.Errorf("a key that is a foreign key: %v, %v", owned.PK(), err)
	}
}

func TestManyFromJSON(t *testing.T) {
	var m orm.Many[book]
	if err := json.Unmarshal([]byte(`[3,{"id":4,"title":"x"}]`), &m); err != nil {
		t.Fatal(err)
	}
	if !m.Loaded() || m.Len() != 2 || m.At(0).ID != 3 || m.At(1).Title != "x" {
		t.Errorf("got %v", m.All())
	}
	if err := json.Unmarshal([]byte(`[5,"x"]`), &m); !errors.Is(err, orm.ErrDecode) || m.Len() != 2 {
		t.Errorf("after a refusal: %v, %d rows", err, m.Len())
	}
	if err := json.Unmarshal([]byte(`null`), &m); err != nil || m.Loaded() {
		t.Errorf("null: %v, loaded %v", err, m.Loaded())
	}
	var links orm.ManyThrough[tag, articleTag]
	if err := json.Unmarshal([]byte(`[{"id":1,"article_tag":{"sort_order":3}},2]`), &links); err != nil {
		t.Fatal(err)
	}
	if l := links.Links(); len(l) != 2 || l[0].Through.SortOrder != 3 || l[1].Target.ID != 2 || l[1].Through != nil {
		t.Errorf("links %+v", l)
	}
}

// T17, W-03: text that nests without end is refused before it costs anything.
func TestRelationJSONNestsSoFarOnly(t *testing.T) {
	text := strings.Repeat(`{"parent":`, 9000) + `null` + strings.Repeat(`}`, 9000)
	var n orm.One[node]
	if err := json.Unmarshal([]byte(text), &n); !errors.Is(err, orm.ErrDecode) {
		t.Errorf("err %v", err)
	}
}

// Random graphs survive the way out and back.
func TestRelationJSONRoundTrip(t *testing.T) {
	seed := replay.Seed(t)
	r := rand.New(rand.NewPCG(seed, 1))
	for range 300 {
		a := randomAuthor(r)
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var back author
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("seed %d: %s: %v", seed, text, err)
		}
		again, err := json.Marshal(back)
		if err != nil || !bytes.Equal(text, again) {
			t.Fatalf("seed %d: %v\nfirst %s\nagain %s", seed, err, text, again)
		}
	}
}

func randomAuthor(r *rand.Rand) *author {
	a := &author{ID: r.Int64N(1 << 31), Name: strings.Repeat("é<\"", r.IntN(3))}
	if r.IntN(3) == 0 {
		return a
	}
	var books []*book
	for range r.IntN(4) {
		b := &book{ID: r.Int64N(100), Title: "t"}
		switch r.IntN(4) {
		case 0:
			b.Author = orm.Ref(a)
		case 1:
			b.Author = orm.RefPK[author](r.Int64N(9))
		case 2:
			b.Author = orm.Ref(&author{ID: 5, Name: "other", Books: orm.ManyOf[book]()})
		}
		books = append(books, b)
	}
	a.Books = orm.ManyOf(books...)
	return a
}

// FuzzRelationJSON reads arbitrary text as every sort of relation; what is accepted is written and read again to the same text.
func FuzzRelationJSON(f *testing.F) {
	for _, s := range []string{`1`, `"x"`, `{"id":1}`, `{"id":1,"books":[2,{"author":{"id":3}}]}`, `[[]]`, `{"parent":{"parent":{"id":"1"}}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, v := range []any{new(orm.One[author]), new(orm.Many[book]), new(orm.One[node]), new(orm.ManyThrough[tag, articleTag]), new(orm.One[account])} {
			if json.Unmarshal([]byte(text), v) != nil {
				continue
			}
			first, err := json.Marshal(v)
			if err != nil {
				t.Fatalf("%T of %q cannot be written: %v", v, text, err)
			}
			if !json.Valid(first) {
				t.Fatalf("%T wrote %q", v, first)
			}
		}
	})
}

func ExampleOne_MarshalJSON() {
	tolkien := &author{ID: 1, Name: "J.R.R. Tolkien"}
	unloaded, _ := json.Marshal(book{ID: 7, Title: "The Hobbit", Author: orm.RefPK[author](1)})
	loaded, _ := json.Marshal(book{ID: 7, Title: "The Hobbit", Author: orm.Ref(tolkien)})
	fmt.Println(string(unloaded))
	fmt.Println(string(loaded))
	// Output:
	// {"id":7,"author":{"id":1},"title":"The Hobbit","year":null}
	// {"id":7,"author":{"id":1,"name":"J.R.R. Tolkien"},"title":"The Hobbit","year":null}
}
