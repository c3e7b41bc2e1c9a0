package polymorphic

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// shown tells of each comment what it is about.
func shown(list []*comment) []string {
	var out []string
	for _, c := range list {
		text := fmt.Sprint(c.Text, ": ", c.Subject.Type(), " ", c.Subject.PK(), " ", c.Subject.Loaded())
		switch s := c.Subject.Get().(type) {
		case *post:
			text += " " + s.Title
			if s.Author.Loaded() && s.Author.Get() != nil {
				text += " by " + s.Author.Get().Name
			}
		case *photo:
			text += " " + s.File
		}
		out = append(out, text)
	}
	return out
}

func TestLoad(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx, comments := t.Context(), orm.Objects[comment](db)
		list, err := comments.OrderBy("id").All(ctx)
		must(t, err)
		same(t, shown(list), "[p1: posts 1 false p1 again: posts 1 false f1: photos 1 false p2: posts 2 false f2: photos 2 false nothing:  <nil> false]")
		if _, ok := list[2].Subject.PK().(int32); !ok {
			t.Errorf("the key of a photo is a %T", list[2].Subject.PK())
		}
		sent.Reset()
		for _, c := range list {
			_, err := c.Subject.Load(ctx)
			must(t, err)
		}
		sent.Want(t, 5) // NULL needs none
		same(t, shown(list), "[p1: posts 1 true first p1 again: posts 1 true first f1: photos 1 true a.png p2: posts 2 true second f2: photos 2 true b.png nothing:  <nil> true]")

		strict, err := comments.Strict().First(ctx)
		must(t, err)
		if _, err := strict.Subject.Load(ctx); !errors.Is(err, orm.ErrNotLoaded) {
			t.Error(err)
		}
		var unbound orm.Any
		if _, err := unbound.Load(ctx); !errors.Is(err, orm.ErrNotLoaded) {
			t.Error(err)
		}
	})
}

func TestPrefetch(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx, comments := t.Context(), orm.Objects[comment](db).OrderBy("id")
		all := "[p1: posts 1 true first p1 again: posts 1 true first f1: photos 1 true a.png p2: posts 2 true second f2: photos 2 true b.png nothing:  <nil> true]"
		list, err := comments.PrefetchRelated("subject").All(ctx)
		must(t, err)
		sent.Want(t, 3)
		same(t, shown(list), all)
		if list[0].Subject.Get() != list[1].Subject.Get() {
			t.Error("one row is two objects")
		}
		list, err = comments.PrefetchRelated("subject").Filter(orm.Q{"subject_type": "photos"}).All(ctx)
		must(t, err)
		sent.Want(t, 2) // none is about a post
		same(t, shown(list), "[f1: photos 1 true a.png f2: photos 2 true b.png]")
		list, err = comments.PrefetchRelated("subject__post__author").All(ctx)
		must(t, err)
		sent.Want(t, 3)
		same(t, shown(list), "[p1: posts 1 true first by Ada p1 again: posts 1 true first by Ada f1: photos 1 false p2: posts 2 true second by Bo f2: photos 2 false nothing:  <nil> true]")
		list, err = comments.Prefetch("subject", orm.Objects[post](db).Filter(orm.Q{"title": "first"})).All(ctx)
		must(t, err)
		sent.Want(t, 2)
		same(t, shown(list), "[p1: posts 1 true first p1 again: posts 1 true first f1: photos 1 false p2: posts 2 true f2: photos 2 false nothing:  <nil> true]")
		list, err = comments.SelectRelated("subject").All(ctx)
		must(t, err)
		sent.Want(t, 1)
		same(t, shown(list), all)
		list, err = comments.SelectRelated("subject__photo", "subject__post__author").All(ctx)
		must(t, err)
		sent.Want(t, 1)
		same(t, shown(list), "[p1: posts 1 true first by Ada p1 again: posts 1 true first by Ada f1: photos 1 true a.png p2: posts 2 true second by Bo f2: photos 2 true b.png nothing:  <nil> true]")
		list, err = comments.SelectRelated("subject__photo").All(ctx)
		must(t, err)
		same(t, shown(list), "[p1: posts 1 false p1 again: posts 1 false f1: photos 1 true a.png p2: posts 2 false f2: photos 2 true b.png nothing:  <nil> true]")
		list, err = comments.SelectAll(true).Limit(1).All(ctx)
		must(t, err)
		same(t, shown(list), "[p1: posts 1 true first by Ada]")
		list, err = comments.Fields("text").PrefetchRelated("subject").All(ctx)
		must(t, err)
		same(t, shown(list), all)
		list, err = comments.Fields("id", "subject").PrefetchRelated("subject").Limit(1).All(ctx)
		must(t, err)
		same(t, shown(list), "[: posts 1 true first]")
		if !list[0].Has(&list[0].Subject) || list[0].Has(&list[0].Text) {
			t.Error("the wrong fields count as loaded")
		}
	})
}

func TestConditions(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx, comments := t.Context(), orm.Objects[comment](db)
		first, err := orm.Objects[post](db).Get(ctx, orm.Q{"title": "first"})
		must(t, err)
		photos, err := orm.Objects[photo](db).OrderBy("id").All(ctx)
		must(t, err)
		c := orm.Fields[comment]()
		for _, q := range []struct {
			where any
			want  string
		}{
			{orm.Q{"subject_type": "posts"}, "[p1 p1 again p2]"},
			{orm.Q{"subject_id": 1}, "[p1 p1 again f1]"},
			{orm.Q{"subject": first}, "[p1 p1 again]"},
			{orm.Q{"subject": orm.RefAny(photos[0])}, "[f1]"},
			{orm.Q{"subject": orm.Ref(photos[1])}, "[f2]"},
			{orm.Q{"subject": []any{"photos", 1}}, "[f1]"},
			{orm.Q{"subject": nil}, "[nothing]"},
			{orm.Q{"subject__isnull": true}, "[nothing]"},
			{orm.Q{"subject__isnull": false}, "[p1 p1 again f1 p2 f2]"},
			{orm.Q{"subject__ne": first}, "[f1 p2 f2]"},
			{orm.Q{"subject__in": []any{first, photos[1]}}, "[p1 p1 again f2]"},
			{orm.Q{"subject__photo__file__contains": "a."}, "[f1]"},
			{orm.Q{"subject__post__author__name": "Bo"}, "[p2]"},
			{orm.Q{"subject__post": first}, "[p1 p1 again]"},
			{orm.Q{"subject__post__id": 1}, "[p1 p1 again]"},
			{orm.Q{"subject__photo__pk": 1}, "[f1]"},
			{orm.Q{"subject__post__isnull": true}, "[f1 f2 nothing]"},
			{orm.Eq(&c.Subject, orm.RefAny(first)), "[p1 p1 again]"},
			{orm.Or(orm.Q{"subject__photo__file": "b.png"}, orm.Q{"subject__post__title": "second"}), "[p2 f2]"},
		} {
			switch where := q.where.(type) {
			case orm.Q:
				same(t, texts(t, comments.Filter(where)), q.want)
			case orm.Condition:
				same(t, texts(t, comments.Filter(where)), q.want)
			}
		}
		same(t, texts(t, comments.Exclude(orm.Q{"subject__photo__file": "a.png"})), "[f2]") // of what is about no photo it is unknown
		_, err = comments.Filter(orm.Q{"subject": &author{ID: 1}}).All(ctx)
		wrong(t, err, "comment.subject takes")
		_, err = comments.Filter(orm.Q{"subject": []any{"authors", 1}}).All(ctx)
		wrong(t, err, "one of [posts photos]")
		_, err = comments.Filter(orm.Q{"subject__title": "first"}).All(ctx)
		wrong(t, err, "title")
		_, err = comments.Filter(orm.Q{"subject": &post{}}).All(ctx)
		if !errors.Is(err, orm.ErrNotPersisted) {
			t.Error(err)
		}
	})
}

func wrong(t *testing.T, err error, text string) {
	t.Helper()
	if !errors.Is(err, orm.ErrQuery) || !strings.Contains(fmt.Sprint(err), text) {
		t.Error(err)
	}
}

func TestValues(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx, comments := t.Context(), orm.Objects[comment](db)
		rows, err := comments.OrderBy("subject__photo__file", "-subject__post__title", "id").ValuesList(ctx, "text", "subject__photo__file", "subject__post__title")
		must(t, err)
		same(t, len(rows), "6")
		byType, err := comments.Filter(orm.Q{"subject__isnull": false}).GroupBy("subject_type").OrderBy("subject_type").Aggregate(ctx, orm.CountOf("id").As("n"))
		must(t, err)
		same(t, byType, "[map[n:2 subject_type:photos] map[n:3 subject_type:posts]]")
		n, err := comments.Filter(orm.Q{"subject__post__title__in": []string{"first", "second"}}).Count(ctx)
		must(t, err)
		same(t, n, "3")
		last, err := comments.Aggregate(ctx, orm.MaxOf("subject__post__title").As("last"))
		must(t, err)
		same(t, last, "map[last:second]")
	})
}
