package suite

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// library is the models of the cases about questions: books with an author, an editor and a press, tags with link data, and
// chapters that have an order of their own.
var library = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&libAuthor{}, &libPress{}, &libBook{}, &libTag{}, &libTagging{}, &libChapter{})
})

type libAuthor struct {
	orm.Model
	ID     int64
	Name   string
	Rank   *int
	Active bool
	Books  orm.Many[libBook]
	Edited orm.Many[libBook]
}

func (a *libAuthor) Schema() schema.Table {
	return schema.Table{Name: "lib_authors", Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(), schema.String(&a.Name, 100), schema.Integer(&a.Rank), schema.Boolean(&a.Active),
	}}
}

type libPress struct {
	orm.Model
	ID    int64
	Name  string
	City  *string
	Books orm.Many[libBook]
}

func (p *libPress) Schema() schema.Table {
	return schema.Table{Name: "lib_presses", Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(), schema.String(&p.Name, 100), schema.String(&p.City, 100),
	}}
}

type libState string

type libBook struct {
	orm.Model
	ID       int64
	Author   orm.One[libAuthor]
	Editor   orm.One[libAuthor]
	Press    orm.One[libPress]
	Title    string
	Year     *int
	Pages    int
	Sold     int
	Price    decimal.Decimal
	Rating   *float64
	State    libState
	Released *time.Time
	Code     uuid.UUID
	Cover    []byte
	Tags     orm.ManyThrough[libTag, libTagging]
	Chapters orm.Many[libChapter]
}

func (b *libBook) Schema() schema.Table {
	return schema.Table{Name: "lib_books", Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(),
		schema.ForeignKey(&b.Author).NotNull().RelatedName("books"),
		schema.ForeignKey(&b.Editor).RelatedName("edited"),
		schema.ForeignKey(&b.Press).OnDelete(schema.SetNull),
		schema.String(&b.Title, 200),
		schema.Integer(&b.Year),
		schema.Integer(&b.Pages),
		schema.Integer(&b.Sold).Name("copies"),
		schema.Decimal(&b.Price, 10, 2),
		schema.Float(&b.Rating),
		schema.Enum(&b.State, "printed", "draft"),
		schema.DateTime(&b.Released),
		schema.UUID(&b.Code),
		schema.LargeBinary(&b.Cover, 100),
		schema.ManyToMany(&b.Tags),
	}}
}

type libTag struct {
	orm.Model
	ID    int64
	Name  string
	Books orm.ManyThrough[libBook, libTagging]
}

func (t *libTag) Schema() schema.Table {
	return schema.Table{Name: "lib_tags", Fields: schema.Fields{schema.Integer(&t.ID).PrimaryKey(), schema.String(&t.Name, 50)}}
}

type libTagging struct {
	orm.Model
	ID     int64
	Weight *int
}

func (l *libTagging) Schema() schema.Table {
	return schema.Table{Name: "lib_taggings", Fields: schema.Fields{schema.Integer(&l.ID).PrimaryKey(), schema.Integer(&l.Weight)}}
}

type libChapter struct {
	orm.Model
	ID     int64
	Book   orm.One[libBook]
	Number int
	Title  string
}

func (c *libChapter) Schema() schema.Table {
	return schema.Table{Name: "lib_chapters", OrderBy: []string{"-number"}, Fields: schema.Fields{
		schema.Integer(&c.ID).PrimaryKey(), schema.ForeignKey(&c.Book).OnDelete(schema.Cascade), schema.Integer(&c.Number), schema.String(&c.Title, 100),
	}}
}

// lib is a filled library. The keys of authors are 1 Ann, 2 Bob, 3 Cid who wrote nothing; those of books 1 to 5.
type lib struct {
	db      *orm.DB
	authors orm.QuerySet[libAuthor]
	books   orm.QuerySet[libBook]
	a       *libAuthor
	b       *libBook
}

func fillLibrary(t *testing.T, db *orm.DB) lib {
	t.Helper()
	ctx := t.Context()
	l := lib{db, orm.Objects[libAuthor](db), orm.Objects[libBook](db), orm.Fields[libAuthor](), orm.Fields[libBook]()}
	ann, bob := &libAuthor{ID: 1, Name: "Ann", Rank: new(3), Active: true}, &libAuthor{ID: 2, Name: "Bob"}
	noError(t, l.authors.BulkCreate(ctx, []*libAuthor{ann, bob, {ID: 3, Name: "Cid", Rank: new(1), Active: true}}))
	north := &libPress{ID: 1, Name: "North", City: new("Oslo")}
	noError(t, orm.Objects[libPress](db).BulkCreate(ctx, []*libPress{north, {ID: 2, Name: "South"}}))
	day := func(n int) *time.Time { return new(time.Date(2020, 1, n, 12, 0, 0, 123456000, time.UTC)) }
	price := decimal.RequireFromString
	books := []*libBook{
		{ID: 1, Author: orm.Ref(ann), Editor: orm.Ref(bob), Press: orm.Ref(north), Title: "Alpha", Year: new(1990), Pages: 100, Sold: 50,
			Price: price("9.50"), Rating: new(4.5), State: "printed", Released: day(1), Code: uuid.UUID{1}, Cover: []byte{0, 1}},
		{ID: 2, Author: orm.Ref(ann), Press: orm.RefPK[libPress](2), Title: "beta 50%", Pages: 200, Sold: 200, Price: price("10.00"),
			State: "draft", Released: day(2), Code: uuid.UUID{2}, Cover: []byte{}},
		{ID: 3, Author: orm.Ref(bob), Editor: orm.Ref(ann), Title: "Gamma_x", Year: new(2000), Pages: 150, Sold: 300, Price: price("100.00"),
			Rating: new(3.0), State: "printed", Code: uuid.UUID{3}, Cover: []byte{255}},
		{ID: 4, Author: orm.Ref(bob), Editor: orm.Ref(bob), Press: orm.Ref(north), Title: "alpha", Year: new(1990), Pages: 50,
			Price: price("2.25"), State: "draft", Code: uuid.UUID{4}, Cover: []byte{}},
		{ID: 5, Author: orm.Ref(bob), Title: "Ångström!", Pages: 300, Sold: 10, Price: price("-1.00"), State: "printed", Released: day(3),
			Code: uuid.UUID{5}, Cover: []byte{}},
	}
	noError(t, l.books.BulkCreate(ctx, books))
	golang, sql := &libTag{ID: 1, Name: "go"}, &libTag{ID: 2, Name: "sql"}
	noError(t, orm.Objects[libTag](db).BulkCreate(ctx, []*libTag{golang, sql, {ID: 3, Name: "orm"}}))
	noError(t, books[0].Tags.AddLink(ctx, golang, libTagging{Weight: new(1)}))
	noError(t, books[0].Tags.AddLink(ctx, sql, libTagging{}))
	noError(t, books[1].Tags.AddLink(ctx, golang, libTagging{Weight: new(5)}))
	noError(t, books[3].Tags.AddLink(ctx, sql, libTagging{Weight: new(2)}))
	noError(t, orm.Objects[libChapter](db).BulkCreate(ctx, []*libChapter{
		{ID: 1, Book: orm.Ref(books[0]), Number: 1, Title: "Intro"}, {ID: 2, Book: orm.Ref(books[0]), Number: 2, Title: "End"},
		{ID: 3, Book: orm.Ref(books[1]), Number: 1, Title: "Intro"}, {ID: 4, Book: orm.Ref(books[3]), Number: 3, Title: "Body"},
		{ID: 5, Book: orm.Ref(books[3]), Number: 1, Title: "Intro"},
	}))
	return l
}

// ids are the keys of the books that a query selects, in its order.
func ids(t *testing.T, q orm.QuerySet[libBook]) []int64 {
	t.Helper()
	rows, err := q.All(t.Context())
	noError(t, err)
	out := make([]int64, len(rows))
	for i, b := range rows {
		out[i] = b.ID
	}
	return out
}

// wantIDs checks the keys of the books that a query selects, that Count, CountRows and Exists agree, and that Iterate does.
func wantIDs(t *testing.T, what string, q orm.QuerySet[libBook], want ...int64) {
	t.Helper()
	if want == nil {
		want = []int64{}
	}
	rows, err := q.All(t.Context())
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	got := make([]int64, len(rows))
	for i, b := range rows {
		got[i] = b.ID
	}
	equal(t, what, got, want)
	n, err := q.Count(t.Context())
	noError(t, err)
	equal(t, what+", counted", n, int64(len(want)))
	some, err := q.Exists(t.Context())
	noError(t, err)
	equal(t, what+", exists", some, len(want) > 0)
	got = []int64{}
	for b, err := range q.Iterate(t.Context()) {
		noError(t, err)
		got = append(got, b.ID)
	}
	equal(t, what+", iterated", got, want)
}
