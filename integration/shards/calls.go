package shards

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ormar-go/ormar/orm"
)

// Tenant is the one that all calls are about; Other is somebody else.
const (
	Tenant = int64(7)
	Other  = int64(8)
)

// Call is something that a program does with the rows of one tenant. What it finds is looked at where the database is a real one.
type Call struct {
	Name string
	Run  func(ctx context.Context, w *World) error
}

// World is a database with the rows that Fill makes, the same for two tenants.
type World struct {
	DB *orm.DB
	// Real says that answers are to be looked at.
	Real bool
}

func (w *World) posts() orm.QuerySet[Post] {
	return orm.Objects[Post](w.DB).Filter(orm.Eq(&orm.Fields[Post]().TenantID, Tenant))
}

func (w *World) authors() orm.QuerySet[Author] {
	return orm.Objects[Author](w.DB).Filter(orm.Q{"tenant_id": Tenant})
}

func (w *World) comments() orm.QuerySet[Comment] {
	return orm.Objects[Comment](w.DB).Filter(orm.Q{"tenant_id": Tenant})
}

func (w *World) labels() orm.QuerySet[Label] {
	return orm.Objects[Label](w.DB).Filter(orm.Q{"tenant_id": Tenant})
}

func (w *World) post(ctx context.Context) (*Post, error) { return w.posts().OrderBy("id").First(ctx) }

// want is an error unless what was found is what should be.
func (w *World) want(what string, got, want any) error {
	if w.Real && fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}

// Fill makes the rows of both tenants: two authors, three posts of the first one, two comments and two labels of each post.
func Fill(ctx context.Context, db *orm.DB) error {
	country := &Country{Name: "Nowhere"}
	if err := orm.Save(ctx, db, country); err != nil {
		return err
	}
	for _, tenant := range []int64{Tenant, Other} {
		first := &Author{TenantID: tenant, Name: "first", Country: orm.Ref(country)}
		second := &Author{TenantID: tenant, Name: "second"}
		labels := []*Label{{TenantID: tenant, Name: "red"}, {TenantID: tenant, Name: "blue"}}
		err := errors.Join(orm.Save(ctx, db, first), orm.Save(ctx, db, second), orm.Objects[Label](db).BulkCreate(ctx, labels))
		for i := 0; i < 3 && err == nil; i++ {
			p := &Post{TenantID: tenant, Author: orm.Ref(first), Title: fmt.Sprint("post ", i), Stars: i}
			err = orm.Save(ctx, db, p)
			for k := 0; k < 2 && err == nil; k++ {
				_, err = p.Comments.Create(ctx, Comment{Text: fmt.Sprint("comment ", k)})
			}
			if err == nil {
				err = p.Labels.Add(ctx, labels...)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Calls are what is asked and written.
func Calls() []Call {
	return slices.Concat(reads(), joins(), prefetches(), managers(), links(), instances(), bulks(), sets())
}

func reads() []Call {
	return []Call{
		{"all", func(ctx context.Context, w *World) error {
			list, err := w.posts().OrderBy("-stars").Limit(2).All(ctx)
			return errors.Join(err, w.want("posts", len(list), 2))
		}},
		{"get", func(ctx context.Context, w *World) error {
			_, err := w.posts().Get(ctx, orm.Q{"title": "post 1"})
			return err
		}},
		{"last and iterate", func(ctx context.Context, w *World) error {
			if _, err := w.posts().Last(ctx); err != nil {
				return err
			}
			n := 0
			for _, err := range w.posts().Iterate(ctx) {
				if err != nil {
					return err
				}
				n++
			}
			return w.want("rows", n, 3)
		}},
		{"count, exists, aggregates", func(ctx context.Context, w *World) error {
			n, err := w.posts().Count(ctx)
			there, again := w.posts().Exists(ctx)
			_, more := w.posts().Aggregate(ctx, orm.SumOf("stars"), orm.MaxOf("stars"), orm.CountOf("comments"))
			return errors.Join(err, again, more, w.want("count", fmt.Sprint(n, there), "3 true"))
		}},
		{"groups", func(ctx context.Context, w *World) error {
			_, err := w.posts().GroupBy("author__name").Aggregate(ctx, orm.CountOf("id").As("n"))
			return err
		}},
	}
}

func joins() []Call {
	return []Call{
		{"join to one", func(ctx context.Context, w *World) error {
			list, err := w.posts().SelectRelated("author", "author__country").All(ctx, orm.Q{"author__name": "first"})
			return errors.Join(err, w.want("posts", len(list), 3))
		}},
		{"join to many", func(ctx context.Context, w *World) error {
			list, err := w.posts().SelectRelated("comments").OrderBy("id", "comments__id").All(ctx)
			return errors.Join(err, w.want("posts", len(list), 3))
		}},
		{"join to many with a page", func(ctx context.Context, w *World) error {
			list, err := w.posts().SelectRelated("comments").OrderBy("title").Limit(2).All(ctx)
			return errors.Join(err, w.want("posts", len(list), 2))
		}},
		{"join over link rows", func(ctx context.Context, w *World) error {
			list, err := w.posts().SelectRelated("labels").All(ctx, orm.Q{"labels__name": "red"})
			return errors.Join(err, w.want("posts", len(list), 3))
		}},
		{"quantifiers", func(ctx context.Context, w *World) error {
			n, err := w.posts().Filter(orm.Some("comments", orm.Q{"text__startswith": "comment"}), orm.None("labels", orm.Q{"name": "green"})).Count(ctx)
			return errors.Join(err, w.want("posts", n, 3))
		}},
		{"annotated by related rows", func(ctx context.Context, w *World) error {
			list, err := w.posts().Annotate("n", orm.CountOf("comments")).Filter(orm.Q{"n__gt": 1}).OrderBy("-n").All(ctx)
			return errors.Join(err, w.want("posts", len(list), 3))
		}},
		{"sub-query", func(ctx context.Context, w *World) error {
			list, err := w.posts().All(ctx, orm.InQuery(&orm.Fields[Post]().ID, orm.Column(w.comments().Filter(orm.Q{"text": "comment 1"}), "post")))
			return errors.Join(err, w.want("posts", len(list), 3))
		}},
		{"values", func(ctx context.Context, w *World) error {
			_, err := w.posts().Distinct().Values(ctx, "title", "author__name")
			return err
		}},
		{"lock", func(ctx context.Context, w *World) error {
			return w.DB.Transaction(ctx, func(ctx context.Context) error {
				_, err := w.posts().ForUpdate().All(ctx)
				return err
			})
		}},
	}
}

func prefetches() []Call {
	return []Call{
		{"prefetch against the key", func(ctx context.Context, w *World) error {
			list, err := w.posts().PrefetchRelated("comments").All(ctx)
			if err != nil || !w.Real {
				return err
			}
			return w.want("comments", list[0].Comments.Len(), 2)
		}},
		{"prefetch along the key", func(ctx context.Context, w *World) error {
			list, err := w.posts().PrefetchRelated("author__country").All(ctx)
			if err != nil || !w.Real {
				return err
			}
			return w.want("author", list[0].Author.Get().Name, "first")
		}},
		{"prefetch over link rows", func(ctx context.Context, w *World) error {
			list, err := w.posts().PrefetchRelated("labels").All(ctx)
			if err != nil || !w.Real {
				return err
			}
			return w.want("labels", list[0].Labels.Len(), 2)
		}},
		{"prefetch of some for each", func(ctx context.Context, w *World) error {
			list, err := w.posts().Prefetch("comments", orm.Objects[Comment](w.DB).OrderBy("-id").Limit(1)).All(ctx)
			if err != nil || !w.Real {
				return err
			}
			return w.want("comments", list[0].Comments.Len(), 1)
		}},
	}
}

func managers() []Call {
	return []Call{
		{"load relations", func(ctx context.Context, w *World) error {
			p, err := w.post(ctx)
			if err != nil {
				return err
			}
			author, err := p.Author.Load(ctx)
			comments, again := p.Comments.Load(ctx)
			labels, more := p.Labels.Load(ctx)
			if err != nil {
				return err
			}
			return errors.Join(again, more, w.want("author", author.TenantID, Tenant), w.want("rows", fmt.Sprint(len(comments), len(labels)), "2 2"))
		}},
		{"ask along relations", func(ctx context.Context, w *World) error {
			p, err := w.post(ctx)
			if err != nil {
				return err
			}
			n, err := p.Comments.Objects().Filter(orm.Q{"text": "comment 1"}).Count(ctx)
			m, again := p.Labels.Objects().OrderBy("name").All(ctx)
			return errors.Join(err, again, w.want("rows", fmt.Sprint(n, len(m)), "1 2"))
		}},
		{"children", func(ctx context.Context, w *World) error {
			p, err := w.post(ctx)
			if err != nil {
				return err
			}
			c, err := p.Comments.Create(ctx, Comment{Text: "new"})
			if err != nil {
				return err
			}
			if err := w.want("tenant", c.TenantID, Tenant); err != nil {
				return err
			}
			if err := p.Comments.Remove(ctx, c); err != nil {
				return err
			}
			return errors.Join(p.Comments.Add(ctx, c), p.Comments.Remove(ctx, c), p.Comments.Add(ctx, &Comment{TenantID: Tenant, Text: "newer"}))
		}},
	}
}

func links() []Call {
	return []Call{
		{"links", func(ctx context.Context, w *World) error {
			p, err := w.post(ctx)
			if err != nil {
				return err
			}
			l, err := p.Labels.CreateLink(ctx, Label{TenantID: Tenant, Name: "green"}, PostLabel{Weight: 2})
			if err != nil {
				return err
			}
			return errors.Join(p.Labels.UpdateLink(ctx, l, orm.V{"weight": 3}), p.Labels.AddLink(ctx, l, PostLabel{Weight: 4}), p.Labels.Remove(ctx, l),
				p.Labels.Add(ctx, l), p.Labels.Set(ctx, l))
		}},
		{"clear links", func(ctx context.Context, w *World) error {
			p, err := w.posts().OrderBy("id").Last(ctx)
			if err != nil {
				return err
			}
			n, err := p.Labels.Clear(ctx)
			return errors.Join(err, w.want("links", n, 2))
		}},
	}
}
