package ormadmin_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormadmin"
)

// shelve adds shelves, and gives the book of the site.
func (s *site) shelve(names ...string) *Book {
	s.Helper()
	for _, name := range names {
		if err := orm.Save(s.Context(), s.db, &Shelf{Name: name}); err != nil {
			s.Fatal(err)
		}
	}
	book, err := orm.Objects[Book](s.db).Get(s.Context(), orm.Q{"id": 1})
	if err != nil {
		s.Fatal(err)
	}
	return book
}

// A link is made, changed and removed with the fields of its own.
func TestLifeOfALink(t *testing.T) {
	onEach(t, func(s *site) {
		book := s.shelve("Top", "Low <i>")
		s.get("books/1").want(200, "Shelves (0)", "With what the links say")
		s.get("books/1/links/shelves").want(200, "Shelves of Eden <script>alert(1)</script>", "No rows.", "New link")
		p := s.get("books/1/links/shelves/-/new").want(200, "Top", "Low <i>")
		if got := p.form(); got.Has("id") || got.Has("version") || got.Has("book") || got.Has("shelf") {
			s.Errorf("a link's keys can be written: %v", got)
		}
		p = p.submit(map[string][]string{"-target": {""}, "place": {"0"}, "since": {"soon"}}, nil).want(422, "Nothing was saved")
		for name, want := range map[string]bool{"place": true, "since": true, "keeper": false} {
			if got := p.errorsAt(name); (got != "") != want {
				s.Errorf("%s: %q", name, got)
			}
		}
		if p = p.submit(map[string][]string{"place": {"3"}, "since": {""}}, nil).want(422); p.errorsAt("-target") != "a value is needed" {
			s.Errorf("%s", p.text)
		}
		if p = p.submit(map[string][]string{"-target": {"77"}}, nil).want(422); p.errorsAt("-target") != "there is no such row" {
			s.Errorf("%s", p.text)
		}
		p.submit(map[string][]string{"-target": {"2"}, "place": {"3"}, "since": {"2026-05-06"}, "keeper": {"Ann"}}, nil).want(200, "It was saved.", "1 row", "Low <i>", "2026-05-06")
		// What is there already is not written over.
		if p = s.get("books/1/links/shelves/-/new").submit(map[string][]string{"-target": {"2"}, "place": {"9"}}, nil).want(422); p.errorsAt("-target") != "it is there already" {
			s.Errorf("%s", p.text)
		}
		mine, yours := s.get("books/1/links/shelves/2/edit"), s.get("books/1/links/shelves/2/edit")
		if got := mine.form(); got.Get("place") != "3" || got.Get("since") != "2026-05-06" || got.Get("keeper") != "" {
			s.Errorf("%v", got)
		}
		yours.submit(map[string][]string{"place": {"4"}, "since": {""}}, nil).want(200, "It was saved.", "Low <i> 4 2 Edit Remove")
		mine.submit(map[string][]string{"place": {"5"}}, nil).want(422, "Somebody else has changed this row")
		s.get("books/1/links/shelves/2/edit").submit(map[string][]string{"place": {"-1"}}, nil).want(422)
		links, err := book.Shelves.Load(s.Context())
		if err != nil || len(links) != 1 {
			s.Fatalf("%v, %v", links, err)
		}
		if through := book.Shelves.Links()[0].Through; through.Place != 4 || through.Since != nil || through.Keeper != "Ann" || through.Version != 2 {
			s.Errorf("%+v", through)
		}
		// Its row has a page of its own as well, which leaves what it ties.
		s.get(fmt.Sprintf("placements/%d/edit", book.Shelves.Links()[0].Through.ID)).submit(map[string][]string{"place": {"6"}}, nil).want(200, "Place 6")
		s.get("books/1/links/shelves").want(200, "Low <i> 6 3 Edit Remove")
		s.get("books/1/links/shelves/2/remove").want(200, "Remove Low <i>").submit(nil, nil).want(200, "It was removed.", "No rows.")
		s.get("shelves/2").want(200, "Low <i>")
	})
}

// Links are cut into pages, and no page shows what nobody may see.
func TestManyLinks(t *testing.T) {
	onEach(t, func(s *site) {
		book := s.shelve()
		for i := range 120 {
			if _, err := book.Shelves.CreateLink(s.Context(), Shelf{Name: fmt.Sprintf("Shelf %03d", i)}, Placement{Place: 1000 + i}); err != nil {
				s.Fatal(err)
			}
		}
		s.get("books/1/links/shelves").want(200, "120 rows", "Page 1 of 3", "1000", "1049", "Next page")
		s.get("books/1/links/shelves?page=3").want(200, "Page 3 of 3", "1119", "Previous page")
		s.get("books/1/links/shelves/-/new").want(200, "The key of a row of Shelves").submit(map[string][]string{"-target": {"x"}, "place": {"1"}}, nil).want(422)
		for path, status := range map[string]int{"books/1/links/tags": 404, "books/1/links/nothing": 404, "books/1/links/shelves/-/edit": 404, "books/1/links/shelves/7777/edit": 404, "books/1/links/shelves/7777/remove": 404,
			"books/1/links/shelves/1/nothing": 404, "books/1/links/shelves/1": 404, "books/77/links/shelves": 404, "books/1/lines/shelves": 404, "books/1/links/shelves?page=x": 400, "placements/-/new": 403, "placements": 200} {
			s.get(path).want(status)
		}
		s.header = http.Header{"Refuse": {"edit"}}
		s.get("books/1/links/shelves").want(200, "120 rows").lacks("New link", "Remove")
		for _, path := range []string{"books/1/links/shelves/-/new", "books/1/links/shelves/1/edit", "books/1/links/shelves/1/remove"} {
			s.get(path).want(403)
		}
		for action, path := range map[string]string{"create": "-/new", "delete": "1/remove"} { // of the link, whoever may edit the book
			s.header = http.Header{"Refuse": {action}}
			s.get("books/1/links/shelves/" + path).want(403)
		}
		s.header = http.Header{"Refuse": {"delete"}}
		s.get("books/1/links/shelves").want(200, "New link", "Edit").lacks("Remove")
		s.header = http.Header{"Refuse": {"list"}}
		s.get("books/1/links/shelves").want(403)
		s.header = http.Header{}
		form := s.get("books/1/links/shelves/1/remove")
		form.submit(map[string][]string{"csrf": {"x"}}, nil).want(403)
		if n, err := book.Shelves.Objects().Count(s.Context()); err != nil || n != 120 {
			s.Errorf("%d links, %v", n, err)
		}
	})
}

// Which relations and which fields of their links are written, options say.
func TestLinkAllowLists(t *testing.T) {
	shelf, placement := ormadmin.Of[Shelf](), ormadmin.Of[Placement](ormadmin.Show("place"), ormadmin.Write("place"))
	onEach(t, func(s *site) {
		book := s.shelve("Top")
		p := s.get("books/1/links/shelves/-/new")
		if got := p.form(); got.Has("since") || got.Has("keeper") || !got.Has("place") {
			s.Errorf("%v", got)
		}
		p.submit(map[string][]string{"-target": {"1"}, "place": {"2"}, "since": {"2026-05-06"}, "keeper": {"x"}}, nil).want(200, "Place").lacks("Since")
		if _, err := book.Shelves.Load(s.Context()); err != nil {
			s.Fatal(err)
		}
		if through := book.Shelves.Links()[0].Through; through.Place != 2 || through.Since != nil || through.Keeper != "canary7" {
			s.Errorf("%+v", through)
		}
	}, ormadmin.Of[Book](ormadmin.Write("title", "shelves")), shelf, placement)
	// What pages of links do is what Of says of their model.
	onEach(t, func(s *site) {
		book := s.shelve("Top")
		if err := book.Shelves.AddLink(s.Context(), &Shelf{ID: 1}, Placement{Place: 2}); err != nil {
			s.Fatal(err)
		}
		s.get("books/1/links/shelves").want(200, "Top").lacks("New link", "Remove", "Edit")
		for _, path := range []string{"-/new", "1/edit", "1/remove"} {
			s.get("books/1/links/shelves/" + path).want(403)
		}
	}, ormadmin.Of[Book](), shelf, ormadmin.Of[Placement](ormadmin.Only(ormadmin.List)))
	onEach(t, func(s *site) {
		s.shelve("Top")
		s.get("books/1/links/shelves").want(200, "No rows.").lacks("New link")
		s.get("books/1/links/shelves/-/new").want(403)
	}, ormadmin.Of[Book](ormadmin.Write("title")), shelf)
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		if _, err := ormadmin.New(db, everybody, ormadmin.Of[Shelf](ormadmin.Write("books"))); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("the far side, which has no field: %v", err)
		}
	})
}
