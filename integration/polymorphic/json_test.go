package polymorphic

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

func TestJSON(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx := t.Context()
		for _, q := range []struct {
			q    orm.QuerySet[comment]
			want string
		}{
			{orm.Objects[comment](db), `{"id":1,"text":"p1","subject":{"type":"posts","ID":1}} {"id":3,"text":"f1","subject":{"type":"photos","ID":1}} {"id":6,"text":"nothing","subject":null}`},
			{orm.Objects[comment](db).PrefetchRelated("subject"), `{"id":1,"text":"p1","subject":{"type":"posts","ID":1,"Title":"first","Author":{"ID":1},"Comments":null,"Cover":null}} {"id":3,"text":"f1","subject":{"type":"photos","ID":1,"File":"a.png","Comments":null}} {"id":6,"text":"nothing","subject":null}`},
		} {
			list, err := q.q.Filter(orm.Q{"text__in": []string{"p1", "f1", "nothing"}}).OrderBy("id").All(ctx)
			must(t, err)
			var texts, views []string
			for _, c := range list {
				text, err := json.Marshal(c)
				must(t, err)
				texts = append(texts, string(text))
				text, err = json.Marshal(orm.JSON(c))
				must(t, err)
				views = append(views, string(text))
				back := &comment{}
				must(t, orm.Decode(db, bytes.NewReader(text), back, orm.AllowKey(), orm.FollowPaths("subject__post__author", "subject__photo"), orm.IgnoreUnknown()))
				bare, err := json.Marshal(back.Subject)
				must(t, err)
				if !strings.Contains(string(text), strings.TrimSuffix(string(bare), `,"Comments":null}`)) && back.Subject.Get() == nil {
					t.Errorf("%s is written as %s by itself", text, bare)
				}
				same(t, back.Subject.Type(), c.Subject.Type())
				same(t, back.Subject.PK(), fmt.Sprint(c.Subject.PK()))
				again, err := json.Marshal(orm.JSON(back))
				must(t, err)
				same(t, string(again), string(text))
			}
			same(t, strings.Join(texts, " "), q.want)
			same(t, strings.ReplaceAll(strings.Join(views, " "), " ", ""), strings.NewReplacer(" ", "", `,"Comments":null`, "", `,"Cover":null`, "").Replace(q.want))
		}
		p, err := orm.Objects[post](db).PrefetchRelated("comments").First(ctx)
		must(t, err)
		text, err := json.Marshal(p.Comments)
		must(t, err)
		same(t, string(text), `[{"id":1,"text":"p1","subject":{"type":"posts","ID":1}},{"id":2,"text":"p1 again","subject":{"type":"posts","ID":1}}]`)
		c, err := orm.Objects[comment](db).SelectRelated("subject__photo").Get(ctx, orm.Q{"text": "f1"})
		must(t, err)
		m, err := orm.Dump(db, c)
		must(t, err)
		same(t, m, "map[id:3 subject:map[file:a.png id:1 type:photos] text:f1]")
		m, err = orm.Dump(db, c, orm.Exclude("subject__photo__file"))
		must(t, err)
		same(t, m, "map[id:3 subject:map[id:1 type:photos] text:f1]")
		m, err = orm.Dump(db, c, orm.Include("text"))
		must(t, err)
		same(t, m, "map[text:f1]")
		text, err = json.Marshal(orm.JSON(c, orm.Include("subject__photo__file")))
		must(t, err)
		same(t, string(text), `{"subject":{"type":"photos","File":"a.png"}}`)
		var alone orm.Any
		must(t, json.Unmarshal([]byte(`{"type": "photos", "ID": 2}`), &alone))
		must(t, orm.Save(ctx, db, &comment{Text: "read", Subject: alone}))
		same(t, about(t, db, "read"), "[read: photos 2 true b.png]")
	})
}

func TestBodies(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		for _, b := range []struct{ body, want string }{
			{`{"text": "x", "subject": {"type": "posts", "ID": 1}}`, "x: posts 1 false"},
			{`{"text": "x", "subject": {"ID": 1, "type": "photos"}}`, "x: photos 1 false"},
			{`{"text": "x", "subject": null}`, "x:  <nil> false"},
			{`{"text": "x", "subject": {"type": "authors", "ID": 1}}`, "subject.type: choices"},
			{`{"text": "x", "subject": {"type": "posts", "ID": "one"}}`, "subject: type"},
			{`{"text": "x", "subject": {"ID": 1}}`, "subject: type"},
			{`{"text": "x", "subject": 1}`, "subject: type"},
			{`{"text": "x", "subject": {"type": "posts", "ID": 1, "Title": "new"}}`, "subject: relation"},
			{`{"text": "x", "subject": {"type": "photos", "ID": 3000000000}}`, "subject: "},
		} {
			c := &comment{}
			err := orm.Decode(db, strings.NewReader(b.body), c)
			got := strings.Join(shown([]*comment{c}), " ")
			var refused *orm.DecodeError
			if errors.As(err, &refused) {
				got = refused.Failures[0].Path + ": " + refused.Failures[0].Rule
			}
			if !strings.HasPrefix(got, b.want) {
				t.Errorf("%s: got %s (%v), want %s", b.body, got, err, b.want)
			}
		}
		c := &comment{}
		must(t, orm.Decode(db, strings.NewReader(`{"text": "x", "subject": {"type": "photos", "File": "n.png"}}`), c, orm.FollowPaths("subject__photo")))
		same(t, c.Subject.Get().(*photo).File, "n.png")
		if err := orm.Decode(db, strings.NewReader(`{"text": "x", "subject": {"type": "posts", "Title": "n"}}`), c, orm.FollowPaths("subject__photo")); err == nil {
			t.Error("a post is taken where photos are admitted")
		}
	})
}
