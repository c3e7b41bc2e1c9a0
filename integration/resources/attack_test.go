package resources

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
)

func discarded() *log.Logger { return log.New(io.Discard, "", 0) }

// book is the JSON of the first book.
func book(doc string, touched, version int) string {
	return fmt.Sprintf(`{"id":1,"by":{"id":1},"editor":null,"title":"one","ra.nk":0,"made":"2025-01-01T00:00:00Z","touched":"%d-01-01T00:00:00Z","doc":%s,"version":%d}`,
		touched, doc, version)
}

// A parameter that does not parse must not be left out, and with it the condition that it was.
func TestQueryStringsThatDoNotParse(t *testing.T) {
	library(t, func(s *site) {
		for _, query := range []string{"title=one;id=7", "title=%zz", "title=one&%=1", "id=1&x=%f"} {
			for _, path := range []string{"books", "books/1", "authors/1/books"} {
				s.want(s.do("GET", path+"?"+query, ""), 400, "")
			}
		}
		for _, c := range [][2]string{{"POST", "tags"}, {"PUT", "tags/1"}, {"PATCH", "tags/1"}, {"DELETE", "tags/1"}} {
			if r := s.do(c[0], c[1]+"?dry=1&fields=id", `{"name":"n"}`); r.status != 400 || r.problems() != "dry unknown, fields unknown" {
				s.Errorf("%s: %d %s", c[0], r.status, r.body)
			}
		}
	})
}

func TestPatchesOfDocuments(t *testing.T) {
	library(t, func(s *site) {
		for _, c := range []struct {
			body     string
			status   int
			problems string
		}{
			{`{"doc":{"a":1,"a":2}}`, 422, "/doc/a duplicate"}, {`{"doc":{"x":{"\u0061":1,"a":2}}}`, 422, "/doc/x/a duplicate"},
			{`{"doc":{},"doc":{}}`, 422, "/doc duplicate"},
			{"{\"doc\":{\"\xff\":1}}", 400, " utf8"}, {`{"doc":{"\ud800":1}}`, 400, "/doc utf8"}, {`{"doc":{"a":"\udc00x"}}`, 400, "/doc/a utf8"},
			{`{"doc":{"a":"\u0000"}}`, 422, "/doc nul"}, {`{"doc":{"a":1}} x`, 400, " json"}, {`{"doc":{"a":}}`, 400, " json"},
			{`{"doc":` + strings.Repeat(`{"a":`, 60) + "1" + strings.Repeat("}", 60) + `}`, 400, "/doc" + strings.Repeat("/a", 47) + " max_depth"},
			{`{"doc":[` + strings.Repeat("1,", 10000) + `1]}`, 400, "/doc/9998 max_values"},
			{`{"version":7}`, 412, ""}, {`{"version":null}`, 422, "/version required"}, {`{"version":"1"}`, 422, "/version type"},
			{`{"ra.nk":6,"a.b":1}`, 422, "/a.b unknown, /ra.nk max"}, {`{"by":null}`, 422, "/by required"}, {`{"made":"2024-01-01T00:00:00Z"}`, 422, "/made read_only"},
			{`{"id":"1"}`, 422, "/id type"}, {`{"title":7,"touched":1}`, 422, "/title type, /touched type"},
		} {
			started := time.Now()
			r := s.do("PATCH", "books/1", c.body)
			s.want(r, c.status, "")
			if got := r.problems(); got != c.problems {
				s.Errorf("%.80s: %s, want %s", c.body, got, c.problems)
			}
			if took := time.Since(started); took > 2*time.Second {
				s.Errorf("%.80s took %v", c.body, took)
			}
		}
		s.want(s.do("GET", "books/1", ""), 200, book(`{"a":1,"b":[1,2]}`, 2026, 1))
		for i, c := range [][2]string{
			{`{"doc":{"b":null,"n":12345678901234567890123}}`, `{"a":1,"n":12345678901234567890123}`},
			{`{"doc":{"a":{"b":{"c":null}}},"version":2}`, `{"a":{"b":{}},"n":12345678901234567890123}`},
			{`{"doc":[null,{"a":null}]}`, `[null,{"a":null}]`}, {`{"doc":{"z":{"y":null}}}`, `{"z":{}}`}, {`{"doc":null}`, `null`}, {`{"doc":{"q":null}}`, `{}`},
		} {
			s.want(s.do("PATCH", "books/1", c[0]), 200, book(c[1], 2027, i+2))
		}
	})
}

// What was read can be sent back as it is; what differs in what may not be written is refused.
func TestWhatWasReadCanBeSentBack(t *testing.T) {
	library(t, func(s *site) {
		read := s.do("GET", "books/1", "").body
		s.want(s.do("PUT", "books/1", read), 200, book(`{"a":1,"b":[1,2]}`, 2027, 2)) // touched again
		s.want(s.do("PATCH", "books/1", `{"made":"2025-01-01T01:00:00+01:00"}`), 200, "")
		if r := s.do("PUT", "books/1", strings.Replace(read, "2025-", "2024-", 1)); r.problems() != "/made read_only" {
			s.Errorf("%s", r.body)
		}
		s.want(s.do("PUT", "books/1", read), 412, "") // whose version is the first
		s.want(s.do("PUT", "books/1", `{"title":"one","by":1}`), 200, book("null", 2027, 3))
		// A secret is not told by comparing with it.
		for _, guess := range []string{`{"pass":"canary"}`, `{"pass":"x"}`} {
			if r := s.do("PATCH", "authors/1", guess); r.problems() != "/pass read_only" {
				s.Errorf("%s: %d %s", guess, r.status, r.body)
			}
		}
	})
}

// A row has one address, and a version counts the writes of the database, not what a stranger says of a new row.
func TestCanonicalKeysAndVersions(t *testing.T) {
	library(t, func(s *site) {
		s.want(s.do("GET", "books/%31", ""), 200, "")
		for _, key := range []string{"1.0", "1e0", "01", "+1", "1%20", "-0", "0x1", "1.00", "9223372036854775808"} {
			for _, method := range []string{"GET", "PATCH", "DELETE"} {
				s.want(s.do(method, "books/"+key, `{}`), 404, "")
			}
		}
		for _, body := range []string{`{"title":"four","by":1,"version":7}`, `{"title":"four","by":1,"version":1}`, `{"title":"four","by":1,"version":null}`} {
			if r := s.do("POST", "books", body); r.status != 422 || !strings.Contains(r.problems(), "/version read_only") {
				s.Errorf("%s: %d %s", body, r.status, r.body)
			}
		}
		if r := s.do("POST", "books", `[{"title":"four","by":1},{"title":"five","by":1,"version":2}]`); r.problems() != "/1/version read_only" {
			s.Errorf("%d %s", r.status, r.body)
		}
		s.want(s.do("GET", "books?title=four&fields=id", ""), 200, `{"items":[],"total":0,"size":50}`)
	})
}

// No way through relations shows what is secret, or what the resource does not show of its own rows.
func TestRelationsHideWhatTheResourceHides(t *testing.T) {
	library(t, func(s *site) {
		first := book(`{"a":1,"b":[1,2]}`, 2026, 1)
		s.want(s.do("GET", "books/1?include=tags", ""), 200, strings.Replace(first, `,"version"`, `,"tags":[{"id":1,"name":"t","tagging":{"id":1,"why":"w"}}],"version"`, 1))
		s.want(s.do("GET", "books/1?include=by__books&fields=id", ""), 200, `{"id":1,"by":{"id":1,"name":"ann","mail":"ma1l","books":[`+first+`]}}`)
		s.want(s.do("GET", "authors/1?include=books__by", ""), 200, `{"id":1,"name":"ann","books":[`+strings.Replace(first, `"by":{"id":1}`, `"by":{"id":1,"name":"ann"}`, 1)+`]}`)
		s.want(s.do("GET", "authors/1/books", ""), 200, `{"items":[`+first+`],"total":1,"size":50}`)
		for _, path := range []string{"authors?include=books__tags&fields=id", "books?include=author,tags,author__books&sort=editor__name", "authors/3/books?fields=id,by", "guarded"} {
			for _, accept := range []string{"application/json", "application/x-ndjson"} {
				r := s.do("GET", path, "", "Accept: "+accept)
				if s.want(r, r.status, ""); r.status != 200 && r.status != 406 || strings.HasPrefix(path, "authors") && strings.Contains(r.body, "ma1l") {
					s.Errorf("%s: %d %s", path, r.status, r.body)
				}
			}
		}
	})
}

// Cursors follow an order along relations, which stay what they are in the answer.
func TestOrdersAlongRelations(t *testing.T) {
	library(t, func(s *site) {
		for _, order := range []string{"by__name,title", "-author__name,-id", "editor__name,id", "-editor__name"} {
			for _, more := range []string{"", "&fields=title", "&fields=title&include=author", "&include=author"} {
				whole := s.do("GET", "books?sort="+order+more, "")
				s.want(whole, 200, "")
				seen, path := []string{}, "books?size=1&sort="+order+more
				for range 4 {
					r := s.do("GET", path, "")
					s.want(r, 200, "")
					item := strings.TrimPrefix(r.body, `{"items":[`)
					seen = append(seen, item[:strings.LastIndex(item, "]")])
					_, next, found := strings.Cut(r.header.Get("Link"), `rel="next"`)
					if before, _, ok := strings.Cut(r.header.Get("Link"), `>; rel="next"`); ok {
						path, found = before[strings.LastIndex(before, "</")+2:], true
						_ = next
					}
					if !found {
						break
					}
				}
				if want := `{"items":[` + strings.Join(seen, ",") + `],"total":3,"size":50}`; len(seen) != 3 || want != whole.body {
					s.Errorf("%s%s: %d pages, %s, want %s", order, more, len(seen), want, whole.body)
				}
				if !strings.Contains(more, "include") && strings.Contains(whole.body, "ann") {
					s.Errorf("%s%s shows what it was sorted by: %s", order, more, whole.body)
				}
			}
		}
	})
}

func TestPreconditions(t *testing.T) {
	library(t, func(s *site) {
		for _, c := range []struct {
			method, path, header string
			status               int
		}{
			{"GET", "books/1", `If-None-Match: W/"1"`, 304}, {"GET", "books/1", `If-None-Match: "7", "1"`, 304}, {"GET", "books/1", "If-None-Match: *", 304},
			{"GET", "books/1", `If-None-Match: "2"`, 200}, {"GET", "books/1?include=by", `If-None-Match: "1"`, 200}, {"HEAD", "books/1", `If-None-Match: "1"`, 304},
			{"PATCH", "books/1", `If-Match: W/"1"`, 412}, {"PATCH", "books/1", `If-Match: 1`, 412}, {"PATCH", "books/1", `If-Match: "1`, 412},
			{"DELETE", "books/1", `If-Match: ""`, 412}, {"PUT", "books/1", `If-Match: "01"`, 412}, {"PATCH", "books/1", `If-Match: "0", "1"`, 200},
			{"PATCH", "tags/1", `If-Match: "1"`, 412}, {"PATCH", "tags/1", "If-Match: *", 200},
		} {
			body := map[string]string{"PATCH": `{}`, "PUT": `{"title":"x","by":1}`}[c.method]
			if r := s.do(c.method, c.path, body, c.header); r.status != c.status {
				s.Errorf("%s %s %s: %d %s, want %d", c.method, c.path, c.header, r.status, r.body, c.status)
			}
		}
	})
}

// Authorize sees the whole row, whatever of it is asked for, and queries with the context of the request on the only connection.
func TestAuthorizeSeesTheWholeRow(t *testing.T) {
	library(t, func(s *site) {
		for _, path := range []string{"guarded/1", "guarded/1?fields=id", "guarded/1?fields=mail"} {
			s.want(s.do("GET", path, ""), 403, "")
		}
		s.want(s.do("GET", "guarded/2?fields=id", ""), 200, `{"id":2}`)
		s.want(s.do("GET", "guarded/1?fields=nope", ""), 400, "")
		for range 3 {
			r, err := http.NewRequestWithContext(s.Context(), "POST", s.url+"guarded", strings.NewReader(`{"name":"panic"}`))
			if err != nil {
				s.Fatal(err)
			}
			r.Header.Set("Idempotency-Key", "p")
			if w, err := http.DefaultClient.Do(r); err == nil {
				s.Errorf("a panic is %d", w.StatusCode)
				_ = w.Body.Close()
			}
		}
		s.want(s.do("POST", "guarded", `{"name":"dee"}`, "Idempotency-Key: p"), 201, "")
		s.want(s.do("DELETE", "guarded/3", ""), 409, "")
	})
}

func TestListsOfManyRows(t *testing.T) {
	library(t, func(s *site) {
		var rows []string
		for i := range 1000 {
			rows = append(rows, fmt.Sprintf(`{"name":"n%d"}`, i))
		}
		r := s.do("POST", "tags", "["+strings.Join(rows, ",")+"]")
		if n := strings.Count(r.body, `"name"`); r.status != 201 || n != 1000 {
			s.Errorf("%d, %d rows", r.status, n)
		}
		// The answer to a wrong list is not much larger than the list.
		r = s.do("POST", "tags", "["+strings.Repeat("{},", 300_000)+"{}]")
		if got := strings.Count(r.problems(), "required"); r.status != 422 || got != 1000 || len(r.body) > 100_000 {
			s.Errorf("%d, %d problems in %d bytes", r.status, got, len(r.body))
		}
		r = s.do("GET", "tags", "", "Accept: application/x-ndjson")
		if n := strings.Count(r.body, "\n"); n != 1001 {
			s.Errorf("%d lines", n)
		}
		r = s.do("GET", "tags?page=40&size=100", "")
		if link := r.header.Get("Link"); !strings.Contains(link, `page=11&size=100>; rel="prev"`) || !strings.Contains(link, `page=11&size=100>; rel="last"`) {
			s.Errorf("%s", link)
		}
	})
}

func TestIdempotencyIsRaced(t *testing.T) {
	library(t, func(s *site) {
		var group sync.WaitGroup
		answers := make([]reply, 50)
		for i := range answers {
			group.Add(1)
			go func() {
				defer group.Done()
				answers[i] = s.do("POST", "tags", `{"name":"race"}`, "Idempotency-Key: race")
			}()
		}
		group.Wait()
		for _, r := range answers {
			s.want(r, 201, answers[0].body)
		}
		if n, err := orm.Objects[Tag](s.db).Filter(orm.Q{"name": "race"}).Count(s.Context()); n != 1 || err != nil {
			s.Errorf("%d rows, %v", n, err)
		}
		s.want(s.do("POST", "tags", `{"name":"race2"}`, "Idempotency-Key: "+strings.Repeat("k", 300)), 400, "")
	})
}

// A model without state, and names of which each is the other's.
func TestNamesOfFields(t *testing.T) {
	library(t, func(s *site) {
		r := s.do("POST", "swaps", `{"b":"a@b.de","a":"1"}`)
		s.want(r, 201, "")
		path := r.header.Get("Location")[1:]
		for body, want := range map[string]string{
			`{"b":"a@b.de"}`: "/b unique", `{"b":"x"}`: "/b email", `{"b":"","a":"123456"}`: "/a max_length", `{"a":"1"}`: "/b required",
			`{"b":"c@d.de","count":1}`: "/count unknown", `{"b":"c@d.de","Count":9223372036854775808}`: "/Count type", `{"b":"c@d.de","Count":1e400}`: "/Count type",
		} {
			if r := s.do("POST", "swaps", body); r.problems() != want {
				s.Errorf("%s: %s, want %s", body, r.problems(), want)
			}
		}
		s.want(s.do("PUT", path, `{"b":"e@f.de","Count":9007199254740993}`), 200, fmt.Sprintf(`{"Key":%q,"b":"e@f.de","a":"","Count":9007199254740993}`, path[len("swaps/"):]))
		s.want(s.do("GET", "swaps?"+url.Values{"b": {"e@f.de"}, "fields": {"a,Count"}}.Encode(), ""), 200, `{"items":[{"a":"","Count":9007199254740993}],"total":1,"size":50}`)
		s.want(s.do("DELETE", path, ""), 204, "")
		s.want(s.do("PATCH", path, `{"a":"x"}`), 404, "")
	})
}

// What a PUT leaves out is what a new row would have, also where the database makes it.
func TestReplaceTakesTheServersDefaults(t *testing.T) {
	library(t, func(s *site) {
		at := `"at":"2001-01-01T00:00:00Z"`
		s.want(s.do("POST", "slots", `{"label":"x","note":null,"count":1,"on":false,`+at+`}`), 201, `{"id":1,"label":"x","note":null,"count":1,"on":false,`+at+`}`)
		s.want(s.do("PUT", "slots/1", `{`+at+`}`), 200, `{"id":1,"label":"fre'sh","note":"n?","count":7,"on":true,`+at+`}`)
		s.want(s.do("GET", "slots/1", ""), 200, `{"id":1,"label":"fre'sh","note":"n?","count":7,"on":true,`+at+`}`)
		var got Slot
		r := s.do("PUT", "slots/1", `{"count":0,"note":null,"on":false}`)
		s.want(r, 200, "")
		if err := json.Unmarshal([]byte(r.body), &got); err != nil || got.Count != 0 || got.On || got.Note != nil || time.Since(got.At).Abs() > time.Hour {
			s.Errorf("%s, %v", r.body, err)
		}
	})
}
