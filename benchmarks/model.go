package benchmarks

import (
	"fmt"
	"time"
)

// The sizes of the tables: every author has written ten books, and the books of one author have neighbouring keys.
const (
	authorCount = 1000
	perAuthor   = 10
	bookCount   = authorCount * perAuthor
)

// The figures of the items.
const (
	listed     = 100  // rows of list100, join100, and parents of prefetch
	inserted   = 1000 // rows of bulk1k
	filterRows = 50
)

// Author and Book have ten columns of mixed types, two of them times, two nullable. The structs are those of the code by hand;
// every library has its own pair beside its contender, of the same columns.
type Author struct {
	ID      int64
	Name    string
	Email   string
	Age     int
	Score   float64
	Active  bool
	Created time.Time
	Updated time.Time
	Points  *int64
	Note    *string
}

// Book is the main table.
type Book struct {
	ID        int64
	AuthorID  int64
	Title     string
	Pages     int
	Price     float64
	InPrint   bool
	Published time.Time
	Updated   time.Time
	Rating    *int64
	Blurb     *string
}

// Written is a book with its author, or an author with the books: what the joins and prefetches give, for the parity test.
type Written struct {
	Author Author
	Books  []Book
}

var epoch = time.Date(2001, 2, 3, 4, 5, 6, 789_123_000, time.UTC)

// newAuthor is the row of that key, from 1.
func newAuthor(id int64) Author {
	a := Author{ID: id, Name: fmt.Sprintf("Author %04d", id), Email: fmt.Sprintf("author%d@example.org", id), Age: 20 + int(id%60),
		Score: float64(id) / 4, Active: id%3 != 0, Created: epoch.Add(time.Duration(id) * time.Hour), Updated: epoch.Add(time.Duration(id) * time.Minute)}
	if id%2 == 0 {
		a.Points, a.Note = new(id*7), new(fmt.Sprintf("a note on author %d", id))
	}
	return a
}

// newBook is the row of that key, from 1.
func newBook(id int64) Book {
	b := Book{ID: id, AuthorID: (id-1)/perAuthor + 1, Title: fmt.Sprintf("Book %05d of the library", id*7919%bookCount), Pages: 80 + int(id*37%500),
		Price: float64(id%4000) / 8, InPrint: id%3 != 0, Published: epoch.Add(time.Duration(id) * time.Hour), Updated: epoch.Add(time.Duration(id) * time.Second)}
	if id%2 == 0 {
		b.Rating, b.Blurb = new(id%11), new(fmt.Sprintf("a few words on book %d", id))
	}
	return b
}

// newRow is a row that the writing items insert, without its key.
func newRow(i int) Book {
	b := newBook(int64(i)%bookCount + 1)
	b.ID = 0
	b.Title = fmt.Sprintf("New book %d", i)
	return b
}
