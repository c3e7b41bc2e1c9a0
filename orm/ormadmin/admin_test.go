package ormadmin_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormadmin"
)

// A book with a value of every kind, from its form to its end.
func TestLifeOfARow(t *testing.T) {
	onEach(t, func(s *site) {
		s.get("").want(200, "Books", "Authors", "Picture of the models")
		if p := s.get("models.svg"); !strings.Contains(p.text, "<svg") {
			s.Errorf("%s", p.text)
		}
		fill := map[string][]string{"title": {"Solaris"}, "note": {"a\u00e4 \"<i>\""}, "text": {"one\r\ntwo"}, "pages": {"214"}, "rank": {""}, "price": {"12.50"}, "weight": {"0.25"}, "lent": {"true"},
			"sold": {"2026-05-06"}, "at": {"2026-05-06T09:08:09+02:00"}, "clock": {"12:30:00"}, "doc": {"{\r\n \"a\": [1, 2]}"}, "code": {"0A000000-0000-0000-0000-000000000001"}, "genre": {"poem"},
			"pin": {"4711"}, "author": {"1"}, "sequel": {"1"}, "tags": {"", "2"}}
		p := s.get("books/-/new").submit(fill, map[string]string{"cover": "\x00\xff"})
		p.want(200, "It was saved.", "Solaris", "a\u00e4 \"<i>\"", "12.50", "0.25", "Lent yes", "2026-05-06 07:08:09 UTC", "12:30:00", "0a000000-0000-0000-0000-000000000001", "poem", "2 bytes", "Lem <b>", "Tags (1) new")
		book, err := orm.Objects[Book](s.db).PrefetchRelated("tags").Get(s.Context(), orm.Q{"title": "Solaris"})
		if err != nil || book.Text != "one\ntwo" || fmt.Sprint(book.Doc) != "map[a:[1 2]]" || book.Rank != nil || string(book.Cover) != "\x00\xff" || book.Pin != "4711" || book.Pass != "canary1" || book.Hidden != "canary3" {
			s.Fatalf("%+v, %v", book, err)
		}
		// What a form shows can be sent back, and changes nothing.
		at := fmt.Sprintf("books/%d", book.ID)
		s.get(at+"/edit").submit(nil, nil).want(200, "It was saved.")
		again, err := orm.Objects[Book](s.db).PrefetchRelated("tags").Get(s.Context(), orm.Q{"title": "Solaris"})
		if err != nil || again.Version != 2 || again.Text != book.Text || !again.At.Equal(*book.At) || string(again.Cover) != "\x00\xff" || again.Pin != "4711" || again.Tags.Len() != 1 || !again.Price.Equal(book.Price) || fmt.Sprint(again.Doc) != fmt.Sprint(book.Doc) {
			s.Errorf("%+v, %v", again, err)
		}
		s.get(at+"/edit").submit(map[string][]string{"rank": {"3"}, "note": {""}, "sequel": {""}, "tags": {"", "1", "2"}, "lent": {"false"}}, nil).want(200, "Rank 3", "Note empty", "Lent no", "Tags (2) old new")
		s.get(at+"/edit").submit(map[string][]string{"tags": {""}}, nil).want(200, "Tags (0)")
		s.get(at+"/history").want(200, "<Ann>", fmt.Sprintf("books %d", book.ID), "Title")
		s.get(at+"/delete").want(200, "Nothing else refers to it.").submit(nil, nil).want(200, "1 row")
		s.get(at).want(404, "There is no such row")
	})
}

// Everything that is wrong is said at its field, what was typed stays, and nothing is written.
func TestMistakesAtFields(t *testing.T) {
	onEach(t, func(s *site) {
		p := s.get("books/-/new").submit(map[string][]string{"title": {""}, "note": {strings.Repeat("x", 21)}, "pages": {"many"}, "rank": {"40000"}, "price": {"1.234"}, "weight": {"heavy"}, "lent": {"maybe"},
			"sold": {"soon"}, "at": {"today"}, "clock": {"25:00"}, "doc": {"{"}, "code": {"x"}, "genre": {"song"}, "author": {""}, "sequel": {"one"}}, nil)
		p.want(422, "Nothing was saved")
		for _, name := range []string{"note", "pages", "rank", "price", "weight", "lent", "sold", "at", "clock", "doc", "code", "genre", "author", "sequel"} {
			if p.errorsAt(name) == "" {
				s.Errorf("nothing is said of %s", name)
			}
			if got := p.form().Get(name); name != "lent" && name != "genre" && name != "author" && got == "" {
				s.Errorf("%s has lost what was typed", name)
			}
		}
		for text, want := range map[string]string{"": "length of at least 1", "Eden <script>alert(1)</script>": "another row has this value"} {
			p := s.get("books/-/new").submit(map[string][]string{"title": {text}, "pages": {"1"}, "genre": {"novel"}, "author": {"1"}}, nil).want(422)
			if got := p.errorsAt("title"); !strings.Contains(got, want) {
				s.Errorf("%q: %q, want %q", text, got, want)
			}
		}
		s.get("books/-/new").submit(map[string][]string{"title": {"x"}, "pages": {"1"}, "genre": {"novel"}, "author": {"99"}}, nil).want(422)
		p = s.get("books/-/new").submit(map[string][]string{"title": {"x"}, "pages": {"1"}, "genre": {"novel"}, "author": {"1"}, "tags": {"", "99"}}, nil).want(422)
		if !strings.Contains(p.text, "one of them is not there any more") {
			s.Errorf("%s", p.text)
		}
		if n, err := orm.Objects[Book](s.db).Count(s.Context()); err != nil || n != 1 {
			s.Errorf("%d books, %v", n, err)
		}
		// Two people edit one row: the second is told, and has what they typed.
		mine, yours := s.get("books/1/edit"), s.get("books/1/edit")
		yours.submit(map[string][]string{"pages": {"10"}}, nil).want(200)
		mine = mine.submit(map[string][]string{"pages": {"11"}}, nil).want(422, "Somebody else has changed this row")
		if mine.form().Get("pages") != "11" {
			s.Errorf("%v", mine.form())
		}
		mine.submit(nil, nil).want(422, "Somebody else")
		gone := s.get("books/1/delete")
		s.get("books/1/edit").submit(nil, nil).want(200)
		gone.submit(nil, nil).want(409, "Somebody else")
	})
}

// Lists are filtered, searched, ordered and cut into pages; what is wrong with the address is said.
func TestList(t *testing.T) {
	onEach(t, func(s *site) {
		var lot []*Book
		for i := range 119 {
			lot = append(lot, &Book{Title: fmt.Sprintf("Book %03d", i), Pages: i + 1, Genre: []Genre{"novel", "poem"}[i%2], Author: orm.RefPK[Author](1 + i%2)})
		}
		if err := orm.Objects[Book](s.db).BulkCreate(s.Context(), lot); err != nil {
			s.Fatal(err)
		}
		s.get("books").want(200, "120 rows", "Page 1 of 3", "Next page", "Book 000")
		s.get("books?page=3").want(200, "Page 3 of 3", "Previous page", "Eden <script>")
		s.get("books?q=book+11&title__icontains=&genre=poem&sort=-pages").want(200, "5 rows", "Book 117")
		s.get("books?pages__gte=10&pages__lte=12&sort=pages").want(200, "3 rows")
		s.get("books?author=2&genre=poem").want(200, "59 rows", "Only rows with Author 2")
		s.get("authors/1").want(200, "Books (61)", "All 61")
		for path, want := range map[string]string{"books?pages__gte=x": "Pages from", "books?pass=canary1": "pass", "books?sort=pin": "sort", "books?pin__contains=c": "pin", "books?nope=1": "nope", "books?page=0": "page",
			"books?size=100000": "size", "books?title__regex=.": "title__regex", "books?author__name=x": "author__name"} {
			s.get(path).want(400, "The question cannot be answered", want)
		}
		s.get("books?fields=pass&include=reviews&total=false").want(200, "120 rows")
		s.get("books/-/new").want(200)
		s.get("reviews/-/new").want(200, "The key of a row of Books") // too many to list
	})
}

// A deletion tells what goes with it, and whether it can be.
func TestDeletePreview(t *testing.T) {
	onEach(t, func(s *site) {
		book, err := orm.Objects[Book](s.db).Get(s.Context(), orm.Q{"id": 1})
		if err != nil {
			s.Fatal(err)
		}
		for i := range 7 {
			review, err := book.Reviews.Create(s.Context(), Review{Text: fmt.Sprintf("review %d", i)})
			if err == nil {
				err = orm.Save(s.Context(), s.db, &Reply{Review: orm.Ref(review)})
			}
			if err != nil {
				s.Fatal(err)
			}
		}
		if err := orm.Save(s.Context(), s.db, &Book{Title: "Eden 2", Pages: 1, Genre: "novel", Author: orm.RefPK[Author](1), Sequel: orm.Ref(book)}); err != nil {
			s.Fatal(err)
		}
		s.get("authors/1/delete").want(200, "2 Books: refer to it, and so it cannot go", "It cannot be deleted while").submit(nil, nil).want(409, "Other rows refer to it.")
		s.get("books/1/delete").want(200, "7 Reviews: deleted as well ( review 0 , review 1", "7 Replys: deleted as well", "1 Books: lose their Sequel ( Eden 2 )").submit(nil, nil).want(200)
		if n, err := orm.Objects[Reply](s.db).Count(s.Context()); err != nil || n != 0 {
			s.Errorf("%d replies are left, %v", n, err)
		}
		// A key of several parts with signs in it, and a row that is only marked.
		s.get("marks/-/new").submit(map[string][]string{"course": {"a,b/c ü"}, "year": {"2026"}, "grade": {"1"}}, nil).want(200, "It was saved.", "a,b/c ü")
		s.get("marks").want(200, "a,b/c ü")
		p := s.get("marks/a%2Cb%2Fc%20%C3%BC,2026/edit")
		if p.form().Has("course") {
			s.Errorf("a key can be edited: %s", p.text)
		}
		p.submit(map[string][]string{"grade": {"2"}, "course": {"other"}, "deleted": {"2026-01-01T00:00:00Z"}}, nil).want(200, "Grade 2", "a,b/c ü", "Deleted empty")
		s.get("marks/a%2Cb%2Fc%20%C3%BC,2026/delete").want(200, "It is marked as deleted").submit(nil, nil).want(200, "No rows.")
		if n, err := orm.Objects[Mark](s.db).WithDeleted().Count(s.Context()); err != nil || n != 1 {
			s.Errorf("%d marks, %v", n, err)
		}
	})
}

// A form that comes from elsewhere does nothing.
func TestForeignForms(t *testing.T) {
	onEach(t, func(s *site) {
		form := s.get("authors/-/new")
		name := map[string][]string{"name": {"Eve"}}
		for _, c := range []struct{ token, header, value string }{{"", "", ""}, {strings.Repeat("A", 26), "", ""}, {form.form().Get("csrf"), "Sec-Fetch-Site", "cross-site"}, {form.form().Get("csrf"), "Origin", "https://evil.example"}} {
			s.header = http.Header{}
			if c.header != "" {
				s.header.Set(c.header, c.value)
			}
			form.submit(map[string][]string{"name": name["name"], "csrf": {c.token}}, nil).want(403, "You may not do this.")
		}
		s.header = http.Header{}
		jar := s.client.Jar
		s.client.Jar = nil
		form.submit(name, nil).want(403)
		s.client.Jar = jar
		for path, status := range map[string]int{"authors": 405, "authors/1": 405, "": 405, "authors/1/history": 404, "authors/1/nothing": 404} {
			answer, err := s.client.PostForm(s.url+path, url.Values{"csrf": {form.form().Get("csrf")}})
			if err != nil {
				s.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != status {
				s.Errorf("POST %s: %d, want %d", path, answer.StatusCode, status)
			}
		}
		if n, err := orm.Objects[Author](s.db).Count(s.Context()); err != nil || n != 2 {
			s.Errorf("%d authors, %v", n, err)
		}
		form.submit(name, nil).want(200, "Eve")
	})
}

// What nobody has allowed is not shown, asked for, or written.
func TestAllowLists(t *testing.T) {
	onEach(t, func(s *site) {
		if p := s.get("").want(200, "Books"); strings.Contains(p.text, "Authors") || strings.Contains(p.text, "models.svg") {
			s.Errorf("%s", p.text)
		}
		for path, status := range map[string]int{"authors": 404, "authors/1": 404, "models.svg": 404, "reviews": 200, "reviews/-/new": 403, "reviews/-/edit": 404, "books/1/delete": 403, "books?text=x": 400, "books?sort=text": 400, "books?pages=9": 200, "nothing": 404, "books/x": 404, "books/1/2/3": 404} {
			s.get(path).want(status)
		}
		p := s.get("books/1/edit").want(200)
		if got := p.form(); got.Has("pages") || !got.Has("title") || strings.Contains(s.get("books/1").text, "Genre") {
			s.Errorf("%v", got)
		}
		p.submit(map[string][]string{"title": {"Eden"}, "pages": {"77"}, "id": {"5"}, "pass": {"x"}, "hidden": {"x"}, "tags": {"", "1"}}, nil).want(200, "Eden")
		book, err := orm.Objects[Book](s.db).PrefetchRelated("tags").Get(s.Context(), orm.Q{"id": 1})
		if err != nil || book.Title != "Eden" || book.Pages != 9 || book.Pass != "canary1" || book.Hidden != "canary3" || book.Tags.Len() != 0 {
			s.Errorf("%+v, %v", book, err)
		}
		for _, action := range []string{"list", "read", "edit"} {
			s.header = http.Header{"Refuse": {action}}
			path := map[string]string{"list": "books", "read": "books/1", "edit": "books/1/edit"}[action]
			s.get(path).want(403, "You may not do this.")
		}
	}, ormadmin.Of[Book](ormadmin.Show("id", "title", "pages"), ormadmin.Write("title"), ormadmin.Only(ormadmin.List, ormadmin.Read, ormadmin.Edit)), ormadmin.Of[Review](ormadmin.Only(ormadmin.List)))
}

// A mistake in the options is told when the pages are made.
func TestOptions(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		for name, o := range map[string]ormadmin.Option{
			"no field": ormadmin.Of[Book](ormadmin.Show("titel")), "a secret": ormadmin.Of[Book](ormadmin.Show("pass")), "write-only": ormadmin.Of[Book](ormadmin.Columns("pin")),
			"no column": ormadmin.Of[Book](ormadmin.Show("id"), ormadmin.Columns("title")), "a version": ormadmin.Of[Book](ormadmin.Write("version")), "a generated key": ormadmin.Of[Book](ormadmin.Write("id")),
			"no relation": ormadmin.Of[Book](ormadmin.Write("reviews")),
		} {
			if _, err := ormadmin.New(db, everybody, o); !errors.Is(err, orm.ErrQuery) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := ormadmin.New(db, nil); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("without a function: %v", err)
		}
		if _, err := ormadmin.New(db, everybody, ormadmin.Of[Book](), ormadmin.Of[Book]()); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("twice: %v", err)
		}
	})
}
