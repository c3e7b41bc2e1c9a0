package polymorphic

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/orm/ormtest"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/diagram"
)

func TestPagesOfPrefetches(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx, comments, posts := t.Context(), orm.Objects[comment](db).OrderBy("id"), orm.Objects[post](db)
		list, err := posts.OrderBy("id").Prefetch("comments", orm.Objects[comment](db).OrderBy("-id").Limit(1)).All(ctx)
		must(t, err)
		same(t, shown(list[0].Comments.All()), "[p1 again: posts 1 true first]")
		for _, q := range []orm.QuerySet[post]{
			posts.Limit(1), posts.OrderBy("-title").Limit(1), posts.Annotate("n", orm.CountOf("comments")).Filter(orm.Q{"n__gt": 0}),
			posts.Annotate("n", orm.CountOf("comments")).OrderBy("n").Limit(2), posts.Filter(orm.Q{"comments__text__startswith": "p"}),
			posts.SelectRelated("comments"), posts.SelectRelated("comments").Limit(1),
		} {
			got, err := comments.Filter(orm.Q{"text__startswith": "p"}).Prefetch("subject", q).All(ctx)
			must(t, err)
			same(t, shown(got), "[p1: posts 1 true first p1 again: posts 1 true first p2: posts 2 true second]")
		}
		got, err := comments.SelectRelated("subject__post__comments", "subject__photo").Limit(3).All(ctx)
		must(t, err)
		same(t, shown(got), "[p1: posts 1 true first p1 again: posts 1 true first f1: photos 1 true a.png]")
		same(t, got[0].Subject.Get().(*post).Comments.Len(), "2")
		for got, err := range comments.PrefetchRelated("subject").Iterate(ctx) {
			must(t, err)
			same(t, got.Subject.Loaded(), "true")
		}
		named, err := comments.PrefetchAs("about", "subject__photo", orm.Objects[photo](db)).All(ctx)
		must(t, err)
		of, ok := orm.Prefetched[photo](named[2], "about")
		same(t, ok && len(of) == 1 && of[0].File == "a.png" && !named[2].Subject.Loaded(), "true")
		of, ok = orm.Prefetched[photo](named[0], "about")
		same(t, !ok || len(of) == 0, "true")
	})
}

func TestQuestions(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx, comments := t.Context(), orm.Objects[comment](db)
		same(t, texts(t, comments.Filter(orm.Some("subject__post", orm.Q{"title": "first"}))), "[p1 p1 again]")
		same(t, texts(t, comments.Filter(orm.None("subject__photo"))), "[p1 p1 again p2 nothing]")
		same(t, texts(t, comments.Filter(orm.Some("subject__post__comments", orm.Q{"text": "p1 again"}))), "[p1 p1 again]")
		same(t, texts(t, comments.Filter(orm.Q{"subject__photo__in": orm.Objects[photo](db).Filter(orm.Q{"file": "b.png"})})), "[f2]")
		rows, err := comments.OrderBy("id").Limit(1).Values(ctx)
		must(t, err)
		same(t, rows, "[map[id:1 subject_id:1 subject_type:posts text:p1]]")
		rows, err = comments.SelectRelated("subject__photo").Filter(orm.Q{"text__in": []string{"f1", "p1"}}).OrderBy("id").Values(ctx)
		must(t, err)
		same(t, rows, "[map[id:1 subject__photo__file:<nil> subject__photo__id:<nil> subject_id:1 subject_type:posts text:p1] map[id:3 subject__photo__file:a.png subject__photo__id:1 subject_id:1 subject_type:photos text:f1]]")
		page := comments.OrderBy("subject__post__title", "id").SelectRelated("subject__post").Limit(4)
		first, err := page.All(ctx)
		must(t, err)
		cursor, err := page.Cursor(first[3])
		must(t, err)
		rest, err := page.After(cursor).All(ctx)
		must(t, err)
		same(t, len(rest), "2")
		asked := orm.UntrustedQuery(url.Values{"subject_type": {"posts"}, "subject__post__title": {"first"}, "include": {"subject"}, "sort": {"-subject__post__title,id"}},
			orm.Policy{Filter: []string{"subject_type", "subject__post__title"}, Sort: []string{"subject__post__title", "id"}, Include: []string{"subject"}})
		p, err := orm.PageOf(ctx, comments, asked)
		must(t, err)
		same(t, shown(p.Items), "[p1: posts 1 true first p1 again: posts 1 true first]")
		n, err := comments.Filter(orm.Q{"subject__photo__file": "a.png"}).Delete(ctx)
		must(t, err)
		same(t, n, "1")
		n, err = comments.Filter(orm.Q{"subject__post__title": "first"}).Update(ctx, orm.V{"text": "changed"})
		must(t, err)
		same(t, n, "2")
		if _, err := orm.PageOfRelated(ctx, db, first[0], "subject", orm.Request{}); !errors.Is(err, orm.ErrQuery) {
			t.Error(err)
		}
		related, err := orm.PageOfRelated(ctx, db, &comment{ID: 4}, "subject__post", orm.Request{})
		must(t, err)
		same(t, related.Items[0].(*post).Title, "second")
	})
}

func TestHTTP(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		h := http.StripPrefix("/comments", ormhttp.Resource[comment](db, ormhttp.Policy(orm.Policy{
			Filter: []string{"subject_type", "subject", "subject__post__title"}, Include: []string{"subject"}, Fields: []string{"id", "text", "subject"},
		}), ormhttp.Relations("subject__post")))
		ask := func(method, path, body string) string {
			r := httptest.NewRequest(method, "/comments"+path, strings.NewReader(body))
			if body != "" {
				r.Header.Set("Content-Type", "application/json")
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return http.StatusText(w.Code) + " " + strings.ReplaceAll(w.Body.String(), " ", "")
		}
		for _, c := range []struct{ method, path, body, want string }{
			{"GET", "/1", "", `OK {"id":1,"text":"p1","subject":{"type":"posts","ID":1}}`},
			{"GET", "/3?include=subject", "", `OK {"id":3,"text":"f1","subject":{"type":"photos","ID":1,"File":"a.png"}}`},
			{"GET", "?subject_type=photos&fields=subject&total=false", "", `OK {"items":[{"subject":{"type":"photos","ID":1}},{"subject":{"type":"photos","ID":2}}]`},
			{"GET", "?subject=photos,2&fields=id&total=false", "", `OK {"items":[{"id":5}]`},
			{"GET", "?subject=authors,2", "", `Bad Request`},
			{"GET", "?subject=1", "", `Bad Request`},
			{"GET", "?subject__post__title=second&fields=id&total=false", "", `OK {"items":[{"id":4}]`},
			{"GET", "/4/subject__post", "", `OK {"items":[{"ID":2,"Title":"second"`},
			{"POST", "", `{"text":"new","subject":{"type":"posts","ID":3}}`, `Created {"id":7,"text":"new","subject":{"type":"posts","ID":3}}`},
			{"POST", "", `{"text":"new","subject":{"type":"authors","ID":3}}`, `Unprocessable Entity {`},
			{"PATCH", "/7", `{"subject":{"type":"photos","ID":2}}`, `OK {"id":7,"text":"new","subject":{"type":"photos","ID":2}}`},
			{"PUT", "/7", `{"text":"put"}`, `OK {"id":7,"text":"put","subject":null}`},
		} {
			if got := ask(c.method, c.path, c.body); !strings.HasPrefix(got, c.want) {
				t.Errorf("%s %s: got %s, want %s", c.method, c.path, got, c.want)
			}
		}
		doc, err := ormhttp.OpenAPI("c", "1", map[string]*ormhttp.Handler{"/comments": ormhttp.Resource[comment](db)})
		must(t, err)
		if !strings.Contains(string(doc), `"const":"photos"`) && !strings.Contains(string(doc), `"const": "photos"`) {
			t.Error("the document does not know the types")
		}
	})
}

func TestSchemaOfJSON(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		text, err := orm.JSONSchema[comment](db)
		must(t, err)
		for _, want := range []string{`"oneOf":[`, `"type":{"const":"posts"}`, `"type":{"const":"photos"}`} {
			if !strings.Contains(string(text), want) {
				t.Errorf("no %s in %s", want, text)
			}
		}
	})
}

// link is about another link, or a photo, and remembers what it was.
type link struct {
	orm.Model
	ID    int64
	To    orm.Any
	Links orm.Many[link]
}

func (l *link) Schema() schema.Table {
	return schema.Table{TrackChanges: true, Fields: schema.Fields{
		schema.BigInteger(&l.ID).PrimaryKey(), schema.Polymorphic(&l.To, "to_type", "to_id", &link{}, &photo3{}),
	}}
}

// photo3 has a text for a key, as link has not.
type photo3 struct{ ID int64 }

func (p *photo3) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey()}}
}

func TestToItself(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&link{}), func(t *testing.T, db *orm.DB) {
		ctx, links := t.Context(), orm.Objects[link](db)
		a, b := &link{}, &link{}
		b.To, a.To = orm.RefAny(a), orm.RefAny(b)
		n, err := orm.SaveRelated(ctx, db, a) // a ring: one of the two is written late
		must(t, err)
		same(t, n, "2")
		c := &link{To: orm.RefAny(b), Links: orm.ManyOf(&link{}, &link{})}
		_, err = orm.SaveRelated(ctx, db, c)
		must(t, err)
		got, err := links.PrefetchRelated("to__link__to", "links").OrderBy("id").All(ctx)
		must(t, err)
		same(t, got[0].To.Get().(*link).To.Get().(*link).ID, "1")
		same(t, got[2].Links.Len(), "2")
		c.Links = orm.ManyOf(c.Links.At(0))
		_, err = orm.SaveRelated(ctx, db, c, orm.Prune())
		must(t, err)
		count, err := links.Filter(orm.Q{"to": c}).Count(ctx)
		must(t, err)
		same(t, count, "1")
		same(t, orm.Changed(c), "[]")
		c.To = orm.RefAny(&photo3{ID: 9})
		same(t, orm.Changed(c), "[to_type to_id]")
		must(t, orm.Update(ctx, db, c))
		same(t, orm.Changed(c), "[]")
		if _, err := links.Descendants("to", b.ID).All(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Error(err)
		}
		if _, err := links.Descendants("to__link", b.ID).All(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Error(err)
		}
	})
}

func TestMakeAndDiagram(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		made := ormtest.Make[cover](t, t.Context(), db)
		same(t, made.Shows.Type(), "Post")
		same(t, made.Shows.PK(), "4")
		picture := diagram.Mermaid(registry)
		if strings.Count(picture, "comments") < 3 {
			t.Errorf("the diagram has no lines from comments:\n%s", picture)
		}
	})
}
