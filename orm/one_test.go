package orm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"unsafe"

	"github.com/google/uuid"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// R-04, R-05: what a relation says of itself.
func TestOneStates(t *testing.T) {
	saved := &author{ID: 3, Name: "x"}
	for _, c := range []struct {
		name         string
		one          orm.One[author]
		pk           any
		loaded, zero bool
		target       *author
	}{
		{"zero", orm.One[author]{}, nil, false, true, nil},
		{"Ref of nil", orm.Ref[author](nil), nil, false, true, nil},
		{"Ref", orm.Ref(saved), int64(3), true, false, saved},
		{"Ref of an unsaved one", orm.Ref(&author{}), nil, true, false, nil},
		{"RefPK", orm.RefPK[author](7), int64(7), false, false, nil},
		{"RefPK of zero", orm.RefPK[author](0), int64(0), false, false, nil},
		{"RefPK of another integer type", orm.RefPK[author](int8(7)), int64(7), false, false, nil},
		{"RefPK of nil", orm.RefPK[author](nil), nil, false, true, nil},
		{"RefPK of what is no key", orm.RefPK[author]("x"), nil, false, false, nil},
		{"RefPK of too much", orm.RefPK[author](int64(1) << 40), nil, false, false, nil},
	} {
		if c.one.PK() != c.pk || c.one.Loaded() != c.loaded || c.one.IsZero() != c.zero || c.target != nil && c.one.Get() != c.target {
			t.Errorf("%s: key %v, loaded %v, zero %v", c.name, c.one.PK(), c.one.Loaded(), c.one.IsZero())
		}
	}
	id := uuid.New()
	if pk := orm.RefPK[article](id.String()).PK(); pk != id {
		t.Errorf("a UUID given as text: %v", pk)
	}
	if pk := orm.RefPK[account](4).PK(); pk != int64(4) {
		t.Errorf("a key that is a foreign key: %v", pk)
	}
	late := &author{}
	ref := orm.Ref(late)
	if late.ID = 8; ref.PK() != int64(8) {
		t.Error("a reference follows its instance")
	}
}

func TestRequireAndLoadOfWhatIsNotThere(t *testing.T) {
	var b book
	var a author
	if _, err := b.Author.Require(); !errors.Is(err, orm.ErrNotLoaded) {
		t.Errorf("One: %v", err)
	}
	if _, err := a.Books.Require(); !errors.Is(err, orm.ErrNotLoaded) {
		t.Errorf("Many: %v", err)
	}
	if _, err := b.Author.Load(t.Context()); !errors.Is(err, orm.ErrNotLoaded) {
		t.Errorf("One.Load: %v", err)
	}
	if _, err := a.Books.Load(t.Context()); !errors.Is(err, orm.ErrNotPersisted) {
		t.Errorf("Many.Load: %v", err)
	}
}

// P-01: a list in memory.
func TestManyStates(t *testing.T) {
	var none orm.Many[book]
	if none.All() != nil || none.Len() != 0 || none.Loaded() || !none.IsZero() {
		t.Error("the zero value is not loaded")
	}
	empty := orm.ManyOf[book]()
	if empty.All() == nil || empty.Len() != 0 || !empty.Loaded() || empty.IsZero() {
		t.Error("a loaded, empty list is loaded and empty")
	}
	x, y := &book{ID: 1}, &book{ID: 2}
	items := []*book{x, y}
	two := orm.ManyOf(items...)
	items[0] = nil
	if all, err := two.Require(); err != nil || len(all) != 2 || all[0] != x || two.At(1) != y {
		t.Errorf("got %v, %v", two.All(), err)
	}
	links := orm.LinksOf(orm.Link[tag, articleTag]{Target: &tag{ID: 1}, Through: &articleTag{SortOrder: 2}}, orm.Link[tag, articleTag]{Target: &tag{ID: 3}})
	if l := links.Links(); len(l) != 2 || l[0].Through.SortOrder != 2 || l[1].Through != nil || links.Len() != 2 {
		t.Errorf("got %+v", l)
	}
	var unloaded orm.ManyThrough[tag, articleTag]
	if unloaded.Links() != nil {
		t.Error("links of what is not loaded")
	}
}

// M-17: instances are the same row by their keys.
func TestSame(t *testing.T) {
	x := &book{ID: 1}
	for _, c := range []struct {
		name string
		a, b *book
		want bool
	}{
		{"itself", x, x, true},
		{"equal keys", x, &book{ID: 1, Title: "other"}, true},
		{"other keys", x, &book{ID: 2}, false},
		{"one without", x, &book{}, false},
		{"both without", &book{}, &book{}, false},
		{"nil", x, nil, false},
		{"both nil", nil, nil, true},
	} {
		if got := orm.Same(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if !orm.Same(&account{Owner: orm.RefPK[node](4)}, &account{Owner: orm.Ref(&node{ID: 4})}) {
		t.Error("a key that is a foreign key")
	}
}

// M-15: a literal has everything loaded and is not saved.
func TestModelOfLiteral(t *testing.T) {
	b := &book{}
	if b.Saved() || !b.Has(&b.Title) || !b.Has(&b.Author) {
		t.Error("a literal")
	}
}

func ExampleRefPK() {
	b := book{Title: "The Hobbit", Author: orm.RefPK[author](1)}
	text, _ := json.Marshal(b)
	fmt.Println(b.Author.PK(), b.Author.Loaded())
	fmt.Println(string(text))
	// Output:
	// 1 false
	// {"id":0,"author":{"id":1},"title":"The Hobbit","year":null}
}

func ExampleSame() {
	fmt.Println(orm.Same(&book{ID: 1, Title: "The Hobbit"}, &book{ID: 1}))
	fmt.Println(orm.Same(&book{}, &book{}))
	// Output:
	// true
	// false
}

// What a model's memory looks like: the engine reaches relations and states by their offsets, so that there is nothing else
// in them.
func TestRelationsAreTheirStates(t *testing.T) {
	for name, sizes := range map[string][2]uintptr{
		"One":         {unsafe.Sizeof(orm.One[author]{}), unsafe.Sizeof(schema.OneState{})},
		"Many":        {unsafe.Sizeof(orm.Many[author]{}), unsafe.Sizeof(schema.ManyState{})},
		"ManyThrough": {unsafe.Sizeof(orm.ManyThrough[tag, articleTag]{}), unsafe.Sizeof(schema.ManyState{})},
		"Model":       {unsafe.Sizeof(orm.Model{}), unsafe.Sizeof(uintptr(0))},
	} {
		if sizes[0] != sizes[1] {
			t.Errorf("%s has %d bytes, its state %d", name, sizes[0], sizes[1])
		}
	}
	m, one := orm.ManyOf(&author{ID: 1}), orm.Ref(&author{ID: 2})
	many := (*schema.ManyState)(unsafe.Pointer(&m))
	if target := (*schema.OneState)(unsafe.Pointer(&one)).Target; !many.Loaded || (*author)(many.Items[0]).ID != 1 || (*author)(target).ID != 2 {
		t.Error("a relation does not begin with its state")
	}
}
