package resources

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

const (
	a = "0a000000-0000-0000-0000-000000000001"
	b = "0b000000-0000-0000-0000-000000000002"
)

// made is the JSON of a project.
func made(id, slug, title string, stars int, settings string, version int) string {
	return fmt.Sprintf(`{"id":%q,"slug":%q,"title":%s,"stars":%d,"kind":"lib","settings":%s,"team":{"id":1},"createdAt":"2026-01-02T03:04:05Z","version":%d}`,
		id, slug, title, stars, settings, version)
}

// A row from its creation to its end.
func TestLifeOfARow(t *testing.T) {
	each(t, func(s *site) {
		r := s.do("POST", "projects", `{"id":"`+a+`","slug":"orm","kind":"lib","team":1}`)
		s.want(r, 201, made(a, "orm", "null", 3, "{}", 1))
		if r.header.Get("Location") != "/api/projects/"+a || r.header.Get("ETag") != `"1"` {
			s.Errorf("headers %v", r.header)
		}
		r = s.do("GET", "projects/"+a, "")
		s.want(r, 200, made(a, "orm", "null", 3, "{}", 1))
		s.want(s.do("GET", "projects/"+strings.ReplaceAll(a, "-", ""), ""), 200, "")
		s.want(s.do("GET", "projects/"+a, "", `If-None-Match: "1"`), 304, "")

		r = s.do("PATCH", "projects/"+a, `{"title":"An ORM","settings":{"theme":"dark","depth":{"a":1,"b":2}}}`)
		s.want(r, 200, made(a, "orm", `"An ORM"`, 3, `{"depth":{"a":1,"b":2},"theme":"dark"}`, 2))
		r = s.do("PATCH", "projects/"+a, `{"settings":{"theme":null,"depth":{"b":3}},"stars":7}`, "Content-Type: application/merge-patch+json", `If-Match: "2"`)
		s.want(r, 200, made(a, "orm", `"An ORM"`, 7, `{"depth":{"a":1,"b":3}}`, 3))
		s.want(s.do("PATCH", "projects/"+a, `{}`), 200, made(a, "orm", `"An ORM"`, 7, `{"depth":{"a":1,"b":3}}`, 3))
		s.want(s.do("PATCH", "projects/"+a, `{"title":null}`, `If-Match: "2"`), 412, "")

		r = s.do("PUT", "projects/"+a, `{"id":"`+a+`","slug":"orm2","kind":"lib","team":1}`)
		s.want(r, 200, made(a, "orm2", "null", 3, "{}", 4))
		s.want(s.do("PUT", "projects/"+a, `{"slug":"orm2","kind":"lib","team":1,"version":3}`), 412, "")
		s.want(s.do("PUT", "projects/"+a, `{"slug":"orm2","kind":"lib","team":1,"version":4}`, "If-Match: *"), 200, made(a, "orm2", "null", 3, "{}", 5))

		s.want(s.do("DELETE", "projects/"+a, "", `If-Match: "1"`), 412, "")
		s.want(s.do("DELETE", "projects/"+a, "", `If-Match: "1", "5"`), 204, "")
		for _, method := range []string{"GET", "DELETE"} {
			s.want(s.do(method, "projects/"+a, ""), 404, "")
		}
		s.want(s.do("PUT", "projects/"+a, `{"slug":"orm2","kind":"lib","team":1}`), 404, "")
		s.want(s.do("PATCH", "projects/"+a, `{"stars":1}`), 404, "")
	})
}

func TestManyAtOnce(t *testing.T) {
	each(t, func(s *site) {
		r := s.do("POST", "projects", `[{"id":"`+a+`","slug":"one","kind":"lib","team":1},{"id":"`+b+`","slug":"two","kind":"lib","team":1}]`)
		s.want(r, 201, "["+made(a, "one", "null", 3, "{}", 1)+","+made(b, "two", "null", 3, "{}", 1)+"]")
		r = s.do("POST", "projects", `[{"slug":"three","kind":"lib","team":1},{"slug":"x","kind":"lib"},{"slug":"five","kind":"cli","team":"?"}]`)
		s.want(r, 422, "")
		if got := r.problems(); got != "/1/slug min_length, /1/team required, /2/kind choices, /2/team type" {
			s.Errorf("problems %s", got)
		}
		r = s.do("POST", "projects", `[{"slug":"six","kind":"lib","team":1},{"slug":"one","kind":"lib","team":1}]`)
		s.want(r, 409, "")
		if got := r.problems(); got != "/1/slug unique" {
			s.Errorf("problems %s", got)
		}
		s.want(s.do("POST", "projects", `[]`), 201, "[]")
		if n, err := orm.Objects[Project](s.db).Count(s.Context()); n != 2 || err != nil {
			s.Errorf("%d rows, %v", n, err)
		}
	})
}

// Bodies that are wrong, each with its problem.
func TestWrongBodies(t *testing.T) {
	each(t, func(s *site) {
		s.want(s.do("POST", "projects", `{"id":"`+a+`","slug":"orm","kind":"lib","team":1}`), 201, "")
		for _, c := range []struct {
			method, path, body string
			status             int
			problems           string
		}{
			{"POST", "projects", `{`, 400, " json"}, {"POST", "projects", `nonsense`, 400, " json"}, {"POST", "projects", `[{]`, 400, ""},
			{"POST", "projects", `{}`, 422, "/kind required, /slug required, /team required"},
			{"POST", "projects", `{"slug":null,"kind":"lib","team":1}`, 422, "/slug required"},
			{"POST", "projects", `{"slug":"ab","kind":"lib","team":1,"sluG":"x"}`, 422, "/sluG unknown"},
			{"POST", "projects", `{"slug":"ab","slug":"cd","kind":"lib","team":1}`, 422, "/slug duplicate"},
			{"POST", "projects", `{"slug":"ab","kind":"lib","team":{"id":1},"createdAt":"2026-01-01T00:00:00Z"}`, 422, "/createdAt read_only"},
			{"POST", "projects", `{"slug":"a","kind":"web","stars":101,"team":1,"title":"123456789012345678901"}`, 422,
				"/kind choices, /slug min_length, /stars max, /title max_length"},
			{"POST", "projects", `{"slug":7,"kind":"lib","team":1,"stars":1.5,"settings":[]}`, 422, "/settings type, /slug type, /stars type"},
			{"POST", "projects", `{"slug":"ab","kind":"lib","team":{"id":1,"name":"x"}}`, 422, "/team relation"},
			{"POST", "projects", `{"slug":"ab","kind":"lib","team":99}`, 409, "/team foreign_key"},
			{"POST", "projects", `{"slug":"orm","kind":"lib","team":1}`, 409, "/slug unique"},
			{"POST", "projects", `{"id":"` + a + `","slug":"ab","kind":"lib","team":1}`, 409, "/id unique"},
			{"POST", "teams", `{"id":5,"name":"x"}`, 422, "/id primary_key"},
			{"POST", "projects", `{"slug":"` + strings.Repeat("x", 1<<20) + `"}`, 413, ""},
			{"POST", "projects", `{"settings":` + strings.Repeat("[", 20000) + `}`, 400, ""},
			{"PUT", "projects/" + a, `{"stars":1}`, 422, "/kind required, /slug required, /team required"},
			{"PUT", "projects/" + a, `{"id":"` + b + `","slug":"ab","kind":"lib","team":1}`, 422, "/id primary_key"},
			{"PUT", "projects/" + a, `[]`, 400, ""},
			{"PATCH", "projects/" + a, `{"id":"` + b + `"}`, 422, "/id primary_key"},
			{"PATCH", "projects/" + a, `{"slug":null,"nope":1}`, 422, "/nope unknown, /slug required"},
			{"PATCH", "projects/" + a, `{"createdAt":null}`, 422, ""},
			{"PATCH", "projects/" + a, `[{"op":"remove"}]`, 400, ""},
			{"GET", "projects/nonsense", "", 404, ""}, {"GET", "projects/" + b, "", 404, ""}, {"GET", "projects/" + a + "/team", "", 404, ""},
			{"GET", "projects/" + a + "?stars=1", "", 400, "stars unknown"},
			{"GET", "projects?secret=canary", "", 400, "secret unknown"}, {"GET", "projects?sort=secret", "", 400, "sort unknown"},
			{"GET", "projects?fields=secret", "", 400, "fields unknown"}, {"GET", "projects?team__token=x", "", 400, "team__token unknown"},
			{"GET", "projects?stars=x&size=0", "", 400, "size limit, stars type"}, {"GET", "projects?after=abc", "", 400, "after cursor"},
			{"DELETE", "teams/1", "", 409, ""},
			{"DELETE", "projects", "", 405, ""}, {"POST", "projects/" + a, `{}`, 405, ""}, {"TRACE", "projects", "", 405, ""},
		} {
			r := s.do(c.method, c.path, c.body)
			s.want(r, c.status, "")
			if got := r.problems(); strings.Contains(got, "no problem") || c.problems != "" && got != c.problems {
				s.Errorf("%s %s %.80s: %s, want %s", c.method, c.path, c.body, got, c.problems)
			}
		}
		if r := s.do("DELETE", "projects", ""); r.header.Get("Allow") != "GET, HEAD, OPTIONS, POST" {
			s.Errorf("Allow: %s", r.header.Get("Allow"))
		}
		if r := s.do("OPTIONS", "projects/"+a, ""); r.status != 204 || r.header.Get("Allow") != "DELETE, GET, HEAD, OPTIONS, PATCH, PUT" {
			s.Errorf("OPTIONS: %d %s", r.status, r.header.Get("Allow"))
		}
		s.want(s.do("POST", "projects", "a=b", "Content-Type: application/x-www-form-urlencoded"), 415, "")
		s.want(s.do("PATCH", "projects/"+a, `{}`, "Content-Type: application/json-patch+json"), 415, "")
		s.want(s.do("PUT", "projects/"+a, `{}`, "Content-Type: application/merge-patch+json"), 415, "")
		s.want(s.do("GET", "projects", "", "Accept: text/html"), 406, "")
		s.want(s.do("GET", "projects", "", "Accept: text/html, */*;q=0.1"), 200, "")
		s.want(s.do("GET", "projects/"+a, ""), 200, made(a, "orm", "null", 3, "{}", 1))
	})
}

func TestLists(t *testing.T) {
	each(t, func(s *site) {
		var rows []*Project
		for i := range 5 {
			rows = append(rows, &Project{ID: uuid.UUID{15: byte(i + 1)}, Slug: fmt.Sprintf("p%d", i+1), Kind: "lib", Stars: i + 1, Team: orm.RefPK[Team](1 + i%2)})
		}
		if err := orm.Objects[Project](s.db).BulkCreate(s.Context(), rows); err != nil {
			s.Fatal(err)
		}
		r := s.do("GET", "projects?fields=slug&sort=-stars&size=2", "")
		s.want(r, 200, `{"items":[{"slug":"p5"},{"slug":"p4"}],"total":5,"size":2}`)
		links := map[string]string{}
		for _, l := range strings.Split(r.header.Get("Link"), ", ") {
			target, rel, _ := strings.Cut(l, "; rel=")
			links[strings.Trim(rel, `"`)] = strings.Trim(target, "<>")
		}
		if len(links) != 3 || links["last"] != "/api/projects?fields=slug&page=3&size=2&sort=-stars" {
			s.Errorf("links %v", links)
		}
		next := strings.TrimPrefix(links["next"], "/api/")
		r = s.do("GET", next, "")
		s.want(r, 200, `{"items":[{"slug":"p3"},{"slug":"p2"}],"size":2}`)
		if !strings.Contains(r.header.Get("Link"), `rel="prev"`) || strings.Contains(r.header.Get("Link"), `rel="last"`) {
			s.Errorf("links %s", r.header.Get("Link"))
		}
		r = s.do("GET", "projects?fields=slug&page=2&size=2&sort=slug", "")
		s.want(r, 200, `{"items":[{"slug":"p3"},{"slug":"p4"}],"total":5,"size":2}`)
		if want := `</api/projects?fields=slug&page=1&size=2&sort=slug>; rel="prev"`; !strings.Contains(r.header.Get("Link"), want) {
			s.Errorf("links %s", r.header.Get("Link"))
		}
		s.want(s.do("GET", "projects?fields=slug,team&include=team&slug=p1", ""), 200, `{"items":[{"slug":"p1","team":{"id":1,"name":"core"}}],"total":1,"size":50}`)
		s.want(s.do("GET", "teams?include=projects&id=2&fields=name", ""), 200, "")
		s.want(s.do("GET", "teams/2/projects?fields=slug&sort=slug", ""), 200, `{"items":[{"slug":"p2"},{"slug":"p4"}],"total":2,"size":50}`)
		s.want(s.do("GET", "teams/2/projects?secret=x", ""), 400, "")
		s.want(s.do("GET", "teams/9/projects", ""), 404, "")
		r = s.do("GET", "projects?fields=slug&sort=slug&team=1", "", "Accept: application/x-ndjson")
		s.want(r, 200, "{\"slug\":\"p1\"}\n{\"slug\":\"p3\"}\n{\"slug\":\"p5\"}\n")
		if r.header.Get("Content-Type") != "application/x-ndjson" {
			s.Errorf("type %s", r.header.Get("Content-Type"))
		}
		s.want(s.do("GET", "projects?fields=slug&sort=slug&size=1", "", "Accept: application/x-ndjson"), 200, "{\"slug\":\"p1\"}\n")
		if r := s.do("HEAD", "projects", ""); r.status != 200 || r.body != "" {
			s.Errorf("HEAD: %d %s", r.status, r.body)
		}
		if _, err := orm.Objects[Grade](s.db).Create(context.WithValue(s.Context(), courseKey{}, "all"), Grade{Course: "a,b/ c", Year: 2026, Mark: 1}); err != nil {
			s.Fatal(err)
		}
		s.want(s.do("GET", "grades/a%2Cb%2F%20c,2026", "", "Course: all"), 200, `{"course":"a,b/ c","year":2026,"mark":1}`)
		r = s.do("POST", "grades", `{"course":"x,y/z","year":1,"mark":5}`, "Course: all")
		s.want(r, 201, "")
		s.want(s.do("GET", strings.TrimPrefix(r.header.Get("Location"), "/api/"), "", "Course: all"), 200, `{"course":"x,y/z","year":1,"mark":5}`)
		s.want(s.do("GET", "grades/x", ""), 404, "")
		for _, path := range []string{"grades", "grades/x,1"} {
			s.want(s.do("GET", path, ""), 403, `{"type":"about:blank","title":"Forbidden","status":403}`+"\n")
		}
		s.want(s.do("DELETE", "grades/x%2Cy%2Fz,1", "", "Course: other"), 404, "")
		s.want(s.do("GET", "grades?fields=mark", "", "Course: x,y/z"), 200, `{"items":[{"mark":5}],"total":1,"size":50}`)
	})
}

func TestIdempotency(t *testing.T) {
	each(t, func(s *site) {
		body := `{"slug":"one","kind":"lib","team":1}`
		first := s.do("POST", "projects", body, "Idempotency-Key: k1", "Authorization: Bearer ann")
		s.want(first, 201, "")
		again := s.do("POST", "projects", body, "Idempotency-Key: k1", "Authorization: Bearer ann")
		s.want(again, 201, first.body)
		if again.header.Get("Location") != first.header.Get("Location") || again.header.Get("ETag") != first.header.Get("ETag") {
			s.Errorf("headers %v, want %v", again.header, first.header)
		}
		s.want(s.do("POST", "projects", `{"slug":"two","kind":"lib","team":1}`, "Idempotency-Key: k1", "Authorization: Bearer ann"), 422, "")
		s.want(s.do("POST", "projects", body, "Idempotency-Key: k1", "Authorization: Bearer bob"), 409, "")
		refused := s.do("POST", "projects", `{}`, "Idempotency-Key: k2")
		s.want(refused, 422, "")
		s.want(s.do("POST", "projects", `{}`, "Idempotency-Key: k2"), 422, refused.body)
		if n, err := orm.Objects[Project](s.db).Count(s.Context()); n != 1 || err != nil {
			s.Errorf("%d rows, %v", n, err)
		}
	})
}

// What the program's own functions see and refuse.
func TestOwnRules(t *testing.T) {
	var seen []string
	refuse := map[ormhttp.Action]bool{}
	opts := []ormhttp.Option{
		ormhttp.Authorize(func(r *http.Request, action ormhttp.Action, row any) error {
			slug := "-"
			if p, ok := row.(*Project); ok {
				slug = p.Slug
			}
			seen = append(seen, fmt.Sprintf("authorize %s %s", action, slug))
			if refuse[action] {
				return errors.New("canary: the reason is nobody's business")
			}
			return nil
		}),
		ormhttp.Before(func(r *http.Request, action ormhttp.Action, row any) error {
			p := row.(*Project)
			seen = append(seen, fmt.Sprintf("before %s %s", action, p.Slug))
			switch p.Slug {
			case "stale":
				return fmt.Errorf("canary: %w", orm.ErrStale)
			case "odd":
				return errors.New("canary")
			case "long":
				p.Title = new(strings.Repeat("x", 30))
			}
			return nil
		}),
		ormhttp.After(func(r *http.Request, action ormhttp.Action, row any) {
			seen = append(seen, fmt.Sprintf("after %s %s", action, row.(*Project).Slug))
		}),
		ormhttp.Only(ormhttp.List, ormhttp.Create, ormhttp.Get, ormhttp.Patch, ormhttp.Delete),
		ormhttp.Read("id", "slug", "stars"), ormhttp.Write("slug", "stars", "kind", "team"), ormhttp.MaxBody(200),
	}
	eachInTurn(t, func(s *site) {
		seen, refuse = nil, map[ormhttp.Action]bool{}
		told := func(want ...string) {
			s.Helper()
			if strings.Join(seen, ", ") != strings.Join(want, ", ") {
				s.Errorf("seen %v, want %v", seen, want)
			}
			seen = nil
		}
		r := s.do("POST", "projects", `{"slug":"one","kind":"lib","team":1}`)
		s.want(r, 201, "")
		told("authorize create one", "before create one", "after create one")
		path := strings.TrimPrefix(r.header.Get("Location"), "/api/")
		s.want(s.do("GET", path, ""), 200, `{"id":"`+strings.TrimPrefix(path, "projects/")+`","slug":"one","stars":3}`)
		told("authorize get one")
		s.want(s.do("PATCH", path, `{"slug":"uno"}`), 200, "")
		told("authorize patch one", "before patch uno", "after patch uno")
		s.want(s.do("PUT", path, `{}`), 405, "")
		s.want(s.do("GET", "projects?kind=lib", ""), 400, "")
		seen = nil
		s.want(s.do("GET", "projects", ""), 200, "")
		told("authorize list -")
		if r := s.do("POST", "projects", `{"slug":"two","kind":"lib","team":1,"title":"x"}`); r.problems() != "/title read_only" {
			s.Errorf("problems %s", r.problems())
		}
		seen = nil
		s.want(s.do("POST", "projects", `{"slug":"stale","kind":"lib","team":1}`), 412, "")
		s.want(s.do("POST", "projects", `{"slug":"odd","kind":"lib","team":1}`), 500, "")
		if r := s.do("POST", "projects", `{"slug":"long","kind":"lib","team":1}`); r.status != 422 || r.problems() != "/title max_length" {
			s.Errorf("problems %s", r.problems())
		}
		s.want(s.do("POST", "projects", `{"slug":"`+strings.Repeat("x", 300)+`"}`), 413, "")
		for action, request := range map[ormhttp.Action]func() reply{
			ormhttp.List:   func() reply { return s.do("GET", "projects", "") },
			ormhttp.Create: func() reply { return s.do("POST", "projects", `{"slug":"new","kind":"lib","team":1}`) },
			ormhttp.Get:    func() reply { return s.do("GET", path, "") },
			ormhttp.Patch:  func() reply { return s.do("PATCH", path, `{"slug":"dos"}`) },
			ormhttp.Delete: func() reply { return s.do("DELETE", path, "") },
		} {
			refuse = map[ormhttp.Action]bool{action: true}
			s.want(request(), 403, `{"type":"about:blank","title":"Forbidden","status":403}`+"\n")
		}
		seen, refuse = nil, nil
		if n, err := orm.Objects[Project](s.db).Filter(orm.Q{"slug": "uno"}).Count(s.Context()); n != 1 || err != nil {
			s.Errorf("%d rows, %v", n, err)
		}
		s.want(s.do("DELETE", path, ""), 204, "")
		told("authorize delete uno", "before delete uno", "after delete uno")
	}, opts...)
}
