package resources

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/schema"
)

// door is a resource of books that fuzzers knock at.
type door struct {
	*ormhttp.Handler
	db *orm.DB
}

func doorOf(f *testing.F) door {
	db := dbtest.Open(f, "sqlite", schema.MustRegistry(&Author{}, &Book{}, &Tag{}, &Tagging{}))
	if _, err := orm.Objects[Author](db).Create(f.Context(), Author{ID: 1, Name: "ann"}); err != nil {
		f.Fatal(err)
	}
	for id := range 3 {
		if _, err := orm.Objects[Book](db).Create(f.Context(), Book{ID: int64(id + 1), Title: "t", Author: orm.RefPK[Author](1), Doc: []byte(`{"a":1,"b":{"c":2}}`)}); err != nil {
			f.Fatal(err)
		}
	}
	return door{ormhttp.Resource[Book](db, ormhttp.Policy(orm.Policy{Include: []string{"author", "tags"}, Sort: []string{"id", "title", "author__name"}})), db}
}

// knock sends a request. Whatever it says, the answer is no fault of the server's and tells nothing of what is behind it.
func (d door) knock(t *testing.T, method, path, query, body, header, value string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.URL = &url.URL{Path: path, RawQuery: query}
	if header != "" {
		r.Header[http.CanonicalHeaderKey(header)] = []string{value}
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	text := w.Body.String()
	if w.Code >= 500 || w.Code >= 400 && w.Header().Get("Content-Type") != "application/problem+json" || w.Code >= 400 && !json.Valid(w.Body.Bytes()) {
		t.Fatalf("%s %q ?%q %q %q: %d %s", method, path, query, body, value, w.Code, text)
	}
	for _, leak := range []string{"canary", "SELECT ", "INSERT ", "UPDATE ", "sqlite3", "orm: "} {
		if strings.Contains(text, leak) && !strings.Contains(path+query+body, leak) {
			t.Fatalf("%s %q ?%q %q: %s leaks %s", method, path, query, body, text, leak)
		}
	}
	return w
}

// FuzzBody: what is created is what is read afterwards, and what was said where it was said.
func FuzzBody(f *testing.F) {
	for _, s := range []string{`{"title":"x","by":1}`, `[{"title":"x","by":{"id":1}},{"title":"y","by":1,"ra.nk":2}]`, `{"title":"x","by":1,"doc":[{"a":null}],"touched":"2026-01-01T00:00:00Z"}`,
		`{"title":"\ud83d\ude00","by":1}`, "{\"title\":\"\xff\",\"by\":1}", `{"a":1,"a":2}`, `[]`, ``, `[[{}]]`, `{"by":{"id":{"id":1}}}`, `{"title":1e400}`, `{"editor":99,"title":"","by":1}`} {
		f.Add(s)
	}
	d := doorOf(f)
	f.Fuzz(func(t *testing.T, body string) {
		w := d.knock(t, "POST", "", "", body, "", "")
		if w.Code != http.StatusCreated {
			return
		}
		made := w.Body.String()
		if at := w.Header().Get("Location"); at != "" {
			if read := d.knock(t, "GET", at, "", "", "", ""); read.Body.String() != made {
				t.Fatalf("%q: made %s, read %s", body, made, read.Body)
			}
			d.knock(t, "DELETE", at, "", "", "", "")
		}
	})
}

// merged is RFC 7396 over maps, as its own text describes it.
func merged(target, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	out, ok := target.(map[string]any)
	if !ok {
		out = map[string]any{}
	}
	for name, value := range p {
		if value == nil {
			delete(out, name)
		} else {
			out[name] = merged(out[name], value)
		}
	}
	return out
}

// FuzzPatch: a document that is patched is what the RFC says, or it stays.
func FuzzPatch(f *testing.F) {
	for _, s := range []string{`{"a":null}`, `{"b":{"c":null,"d":[1,null]}}`, `{"a":{"x":{"y":null}}}`, `[1]`, `null`, `"x"`, `{"a":1,"a":2}`, `{"\u0061":9}`, "{\"\xff\":1}", `{"a":"\ud800"}`, `{"n":1e400}`, `{"":{"":null}}`} {
		f.Add(s)
	}
	d := doorOf(f)
	f.Fuzz(func(t *testing.T, patch string) {
		const before = `{"a":1,"b":{"c":2}}`
		d.knock(t, "PUT", "/1", "", `{"title":"t","by":1,"doc":`+before+`}`, "", "")
		w := d.knock(t, "PATCH", "/1", "", `{"doc":`+patch+`}`, "", "")
		var got struct{ Doc any }
		if read := d.knock(t, "GET", "/1", "fields=doc", "", "", ""); json.Unmarshal(read.Body.Bytes(), &got) != nil {
			t.Fatalf("%q: %s", patch, read.Body)
		}
		var target, change any
		if json.Unmarshal([]byte(before), &target) != nil {
			t.Fatal("the document")
		}
		if w.Code == http.StatusOK {
			if err := json.Unmarshal([]byte(patch), &change); err != nil {
				return // more members than doc
			}
			target = merged(target, change)
		}
		if !reflect.DeepEqual(got.Doc, target) {
			t.Fatalf("%q: %d, the document is %v, want %v", patch, w.Code, got.Doc, target)
		}
		if w.Code == http.StatusOK && !utf8.ValidString(patch) {
			t.Fatalf("%q is taken", patch)
		}
	})
}

// FuzzCursor: a cursor that was not given out is refused by its name.
func FuzzCursor(f *testing.F) {
	d := doorOf(f)
	first := httptest.NewRecorder()
	d.ServeHTTP(first, httptest.NewRequest("GET", "/?size=1", nil))
	link := first.Header().Get("Link")
	_, cursor, _ := strings.Cut(link, "after=")
	cursor, _, _ = strings.Cut(cursor, "&")
	if cursor == "" {
		f.Fatal(link)
	}
	for _, s := range []string{cursor, cursor[1:], cursor + "A", "AAAA", "", "null", "\x00", "\xff", cursor + "=", strings.ToUpper(cursor)} {
		f.Add(s, "id")
		f.Add(s, "-title,author__name")
	}
	f.Fuzz(func(t *testing.T, text, order string) {
		for _, way := range []string{"after", "before"} {
			w := d.knock(t, "GET", "", url.Values{way: {text}, "sort": {order}, "size": {"1"}}.Encode(), "", "", "")
			if w.Code == http.StatusOK && text != cursor && order == "id" {
				t.Fatalf("%q is taken as a cursor", text)
			}
		}
	})
}

// FuzzPrecondition: a change is made where the header has the version's tag, or a star, and nowhere else.
func FuzzPrecondition(f *testing.F) {
	for _, s := range []string{`"1"`, `W/"1"`, `*`, `"0", "1"`, `"1`, `1`, `,`, `"1" `, "\x00", `"\"1\""`, `"2",*`, ``, `"1""1"`} {
		f.Add(s)
	}
	d := doorOf(f)
	f.Fuzz(func(t *testing.T, header string) {
		tag := d.knock(t, "GET", "/2", "", "", "", "").Header().Get("ETag")
		header = strings.ReplaceAll(header, `"1"`, tag)
		w := d.knock(t, "PATCH", "/2", "", `{"title":"new"}`, "If-Match", header)
		want := header == ""
		for _, one := range strings.Split(header, ",") {
			one = strings.TrimSpace(one)
			want = want || one == "*" || one == tag
		}
		if (w.Code == http.StatusOK) != want || w.Code != http.StatusOK && w.Code != http.StatusPreconditionFailed {
			t.Fatalf("%q with the tag %s: %d %s", header, tag, w.Code, w.Body)
		}
		read := d.knock(t, "GET", "/3", "", "", "If-None-Match", header)
		if read.Code != http.StatusOK && read.Code != http.StatusNotModified {
			t.Fatalf("%q: %d", header, read.Code)
		}
	})
}

// FuzzAddress: whatever the path and the query string say, the answer is a row, a page, or a problem.
func FuzzAddress(f *testing.F) {
	for _, s := range [][2]string{{"/1", "fields=id"}, {"/1/", "include=tags"}, {"//", "a=1;b=2"}, {"/%00", "%zz"}, {"/\xff", "title=%ff"}, {"/1/tags", ""}, {"/1e0", "size=1e0"}, {"/9223372036854775808", "id__in=1,,2"},
		{"", "sort=author__name&fields=ra.nk"}, {"", "by__pass=canary"}, {"", "q=x&page=2&after=x"}, {"/1", "fields=by&include=by__books"}} {
		f.Add(s[0], s[1])
	}
	d := doorOf(f)
	f.Fuzz(func(t *testing.T, path, query string) {
		for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
			w := d.knock(t, method, path, query, "", "Accept", "application/json")
			if method == "GET" && w.Code == http.StatusOK && (!json.Valid(w.Body.Bytes()) || bytes.Contains(w.Body.Bytes(), []byte("pass"))) {
				t.Fatalf("%q ?%q: %s", path, query, w.Body)
			}
		}
	})
}
