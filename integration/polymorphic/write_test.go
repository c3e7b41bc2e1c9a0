package polymorphic

import (
	"context"
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// about is what the comments of a text are about, in the database.
func about(t *testing.T, db *orm.DB, text string) []string {
	t.Helper()
	list, err := orm.Objects[comment](db).Filter(orm.Q{"text": text}).OrderBy("id").PrefetchRelated("subject").All(t.Context())
	must(t, err)
	return shown(list)
}

func TestSaveAndUpdate(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx := t.Context()
		c := &comment{Text: "new", Subject: orm.RefAny(&photo{ID: 2})}
		must(t, orm.Save(ctx, db, c))
		sent.Want(t, 1)
		same(t, c.Subject.Type(), "photos")
		same(t, about(t, db, "new"), "[new: photos 2 true b.png]")
		c.Subject = orm.RefAny(&post{ID: 1})
		same(t, c.Subject.Type(), "posts")
		must(t, orm.Update(ctx, db, c, "subject"))
		same(t, about(t, db, "new"), "[new: posts 1 true first]")
		c.Subject = orm.RefAny(nil)
		must(t, orm.Update(ctx, db, c))
		same(t, about(t, db, "new"), "[new:  <nil> true]")
		c.Subject = orm.RefAny((*post)(nil))
		must(t, orm.Update(ctx, db, c))
		same(t, about(t, db, "new"), "[new:  <nil> true]")

		list, err := orm.Objects[comment](db).Filter(orm.Q{"text__in": []string{"f1", "p2"}}).OrderBy("id").All(ctx)
		must(t, err)
		list[0].Subject, list[1].Subject = list[1].Subject, list[0].Subject
		n, err := orm.Objects[comment](db).BulkUpdate(ctx, list, "subject")
		must(t, err)
		same(t, n, "2")
		same(t, append(about(t, db, "f1"), about(t, db, "p2")...), "[f1: posts 2 true second p2: photos 1 true a.png]")

		n, err = orm.Objects[comment](db).Filter(orm.Q{"text": "new"}).Update(ctx, orm.V{"subject": &photo{ID: 1}})
		must(t, err)
		same(t, n, "1")
		same(t, about(t, db, "new"), "[new: photos 1 true a.png]")
		f := orm.Fields[comment]()
		_, err = orm.Objects[comment](db).Filter(orm.Q{"text": "new"}).Update(ctx, orm.Set(&f.Subject, orm.Any{}))
		must(t, err)
		same(t, about(t, db, "new"), "[new:  <nil> true]")
		got, created, err := orm.Objects[comment](db).GetOrCreate(ctx, orm.V{"text": "made", "subject": []any{"posts", 3}})
		must(t, err)
		same(t, shown([]*comment{got}), "[made: posts 3 false]")
		if !created {
			t.Error("the comment was there")
		}
		must(t, orm.Upsert(ctx, db, &comment{ID: got.ID, Text: "made", Subject: orm.RefAny(&photo{ID: 2})}))
		same(t, about(t, db, "made"), "[made: photos 2 true b.png]")
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx := t.Context()
		for _, c := range []struct {
			subject orm.Any
			kind    error
			field   string
		}{
			{orm.RefAny(&author{ID: 1}), orm.ErrValidation, "subject_type"},
			{orm.RefAny("posts"), orm.ErrValidation, "subject_type"},
			{orm.RefAny(&post{}), orm.ErrNotPersisted, ""},
		} {
			err := orm.Save(ctx, db, &comment{Text: "x", Subject: c.subject})
			if !errors.Is(err, c.kind) {
				t.Error(err)
			}
			var failed *schema.ValidationError
			if c.field != "" && (!errors.As(err, &failed) || failed.Failures[0].Path != c.field) {
				t.Errorf("%v does not name the field %s", err, c.field)
			}
		}
		if err := orm.Save(ctx, db, &cover{File: "x"}); !errors.Is(err, orm.ErrValidation) && !errors.Is(err, orm.ErrNotNull) {
			t.Error(err)
		}
		sent.Reset()
		must(t, orm.Save(ctx, db, &cover{File: "x", Shows: orm.RefAny(&author{ID: 1})}))
		must(t, orm.Save(ctx, db, &cover{File: "y", Shows: orm.RefAny(&post{ID: 1})}))
		if err := orm.Save(ctx, db, &cover{File: "z", Shows: orm.RefAny(&post{ID: 1})}); !errors.Is(err, orm.ErrUnique) {
			t.Error(err)
		}
		if _, err := db.SQLX().Exec("UPDATE comments SET subject_type = 'authors' WHERE text = 'p1'"); err == nil {
			t.Error("the database takes a type that is no target")
		}
		if _, err := db.SQLX().Exec("UPDATE comments SET subject_id = 99 WHERE text = 'p1'"); err != nil {
			t.Error(err)
		}
		gone, err := orm.Objects[comment](db).Get(ctx, orm.Q{"text": "p1"})
		must(t, err)
		if _, err := gone.Subject.Load(ctx); !errors.Is(err, orm.ErrNoMatch) {
			t.Error(err)
		}
		same(t, about(t, db, "p1"), "[p1: posts 99 true]")
	})
}

func TestGraph(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx := t.Context()
		c := &comment{Text: "deep", Subject: orm.RefAny(&post{Title: "fourth", Author: orm.Ref(&author{Name: "Cy"})})}
		n, err := orm.SaveRelated(ctx, db, c, orm.Follow())
		must(t, err)
		same(t, n, "3")
		same(t, about(t, db, "deep"), "[deep: posts 4 true fourth]")
		p := &photo{File: "c.png", Comments: orm.ManyOf(&comment{Text: "of c"}, &comment{Text: "of c"})}
		n, err = orm.SaveRelated(ctx, db, p)
		must(t, err)
		same(t, n, "3")
		same(t, about(t, db, "of c"), "[of c: photos 3 true c.png of c: photos 3 true c.png]")
		same(t, p.Comments.At(0).Subject.Get() == any(p), "true")
		must(t, orm.LoadAll(ctx, db, c, orm.Follow()))
		same(t, shown([]*comment{c}), "[deep: posts 4 true fourth by Cy]")
		must(t, orm.LoadAll(ctx, db, c, orm.Except("subject")))
		same(t, c.Subject.Loaded(), "false")
		must(t, orm.Load(ctx, db, c))
		same(t, shown([]*comment{c}), "[deep: posts 4 false]")
	})
}

func TestFarSides(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx, posts, photos := t.Context(), orm.Objects[post](db), orm.Objects[photo](db)
		first, err := posts.Get(ctx, orm.Q{"title": "first"})
		must(t, err)
		sent.Reset()
		list, err := first.Comments.Load(ctx)
		must(t, err)
		sent.Want(t, 1)
		same(t, shown(list), "[p1: posts 1 true first p1 again: posts 1 true first]")
		pre, err := photos.OrderBy("id").PrefetchRelated("comments__subject__photo").All(ctx)
		must(t, err)
		sent.Want(t, 3)
		same(t, shown(pre[1].Comments.All()), "[f2: photos 2 true b.png]")
		joined, err := posts.OrderBy("id").SelectRelated("comments").All(ctx)
		must(t, err)
		same(t, joined[0].Comments.Len()+10*joined[1].Comments.Len()+100*joined[2].Comments.Len(), "12")
		n, err := photos.Filter(orm.Q{"comments__text__startswith": "p"}).Count(ctx)
		must(t, err)
		same(t, n, "0")
		counts, err := posts.Annotate("n", orm.CountOf("comments")).OrderBy("id").ValuesList(ctx, "title", "n")
		must(t, err)
		same(t, counts, "[[first 2] [second 1] [third 0]]")
		for _, q := range []struct {
			c    orm.Condition
			want string
		}{
			{orm.None("comments"), "[third]"},
			{orm.Some("comments", orm.Q{"text": "p2"}), "[second]"},
			{orm.Every("comments", orm.Q{"text__startswith": "p1"}), "[first third]"},
		} {
			rows, err := orm.Pluck[string](ctx, posts.Filter(q.c).OrderBy("id"), "title")
			must(t, err)
			same(t, rows, q.want)
		}
		made, err := first.Comments.Create(ctx, comment{Text: "made"})
		must(t, err)
		same(t, shown([]*comment{made}), "[made: posts 1 true first]")
		same(t, about(t, db, "made"), "[made: posts 1 true first]")
		f2, err := orm.Objects[comment](db).Get(ctx, orm.Q{"text": "f2"})
		must(t, err)
		must(t, first.Comments.Add(ctx, f2))
		same(t, about(t, db, "f2"), "[f2: posts 1 true first]")
		must(t, first.Comments.Remove(ctx, f2))
		same(t, about(t, db, "f2"), "[f2:  <nil> true]")
		own, err := orm.Pluck[string](ctx, first.Comments.Objects().OrderBy("-id"), "text")
		must(t, err)
		same(t, own, "[made p1 again p1]")
		if _, err := first.Comments.Objects().Create(ctx, comment{Text: "x", Subject: orm.RefAny(&photo{ID: 1})}); !errors.Is(err, orm.ErrQuery) {
			t.Error(err)
		}
		cleared, err := first.Comments.Clear(ctx)
		must(t, err)
		same(t, cleared, "3")
		same(t, about(t, db, "f1"), "[f1: photos 1 true a.png]") // of the same key
		must(t, orm.Save(ctx, db, &cover{File: "x", Shows: orm.RefAny(first)}))
		with, err := posts.PrefetchRelated("cover").SelectRelated("author").OrderBy("id").All(ctx)
		must(t, err)
		same(t, with[0].Cover.Get().File, "x")
		same(t, with[1].Cover.Loaded() && with[1].Cover.Get() == nil, "true")
		one, err := posts.SelectRelated("cover").Get(ctx, orm.Q{"cover__file": "x"})
		must(t, err)
		same(t, one.Cover.Get().Shows.Get() == any(one), "true")
	})
}

func TestDelete(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx, posts, covers := t.Context(), orm.Objects[post](db), orm.Objects[cover](db)
		list, err := posts.OrderBy("id").All(ctx)
		must(t, err)
		for _, p := range list {
			must(t, orm.Save(ctx, db, &cover{File: p.Title, Shows: orm.RefAny(p)}))
		}
		must(t, orm.Save(ctx, db, &cover{File: "ada", Shows: orm.RefAny(&author{ID: 1})}))
		sent.Reset()
		must(t, orm.Delete(ctx, db, list[0]))
		sent.Want(t, 2)
		left := func() any {
			t.Helper()
			files, err := orm.Pluck[string](ctx, covers.OrderBy("id"), "file")
			must(t, err)
			return files
		}
		same(t, left(), "[second third ada]")
		same(t, about(t, db, "p1"), "[p1: posts 1 true]") // NoAction leaves them
		n, err := posts.Filter(orm.Q{"title": "second"}).Delete(ctx)
		must(t, err)
		same(t, n, "1")
		same(t, left(), "[third ada]")
		must(t, db.Transaction(ctx, func(ctx context.Context) error {
			n, err := posts.Each().Delete(ctx)
			same(t, n, "1")
			return err
		}))
		same(t, left(), "[ada]")
		if err := orm.Delete(ctx, db, list[2]); !errors.Is(err, orm.ErrNoMatch) {
			t.Error(err)
		}
		same(t, left(), "[ada]")
	})
}
