package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// strongroom has a secret for its key, so that what refers to it holds one too.
type strongroom struct {
	orm.Model
	Token string
	Pin   int64
	Boxes orm.Many[strongbox]
	Users orm.ManyThrough[keeper, access]
}

func (v *strongroom) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&v.Token, 60).PrimaryKey().Secret(), schema.BigInteger(&v.Pin).Secret(),
		schema.ManyToMany(&v.Users).ThroughColumns("strongroom", "keeper"),
	}}
}

type strongbox struct {
	orm.Model
	ID    int64
	Code  string
	Vault orm.One[strongroom]
}

func (b *strongbox) Schema() schema.Table {
	return schema.Table{Name: "strongboxes", Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Code, 60).Secret(), schema.ForeignKey(&b.Vault).RelatedName("boxes"),
	}}
}

type keeper struct {
	orm.Model
	ID     int64
	Phrase string
}

func (k *keeper) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&k.ID).PrimaryKey(), schema.String(&k.Phrase, 60).Secret().Unique()}}
}

type access struct {
	ID    int64
	Badge string
}

func (a *access) Schema() schema.Table {
	return schema.Table{Name: "accesses", Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Badge, 60).Secret()}}
}

// No secret is seen along relations: in managers, prefetches, links, graphs, pages by cursor and what is dumped.
func TestObserverSeesNoSecretAlongRelations(t *testing.T) {
	models := schema.MustRegistry(&strongroom{}, &strongbox{}, &keeper{})
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			rec := &recorder{}
			db := dbtest.Open(t, name, models, orm.WithObserver(rec), orm.WithArguments(), orm.WithCursorKey([]byte("0123456789abcdef0123456789abcdef")))
			text, number := canary(t)
			for _, c := range relatedCalls(t.Context(), db, text, number) {
				rec.take()
				err := c.call()
				seen := rec.take()
				for _, s := range seen {
					if said := fmt.Sprint(s.Text, s.Args, s.Err); strings.Contains(said, text) || strings.Contains(said, fmt.Sprint(number)) {
						t.Errorf("%s: the observer sees %s of %s, %d", c.what, said, text, number)
					}
				}
				if said := fmt.Sprint(err); strings.Contains(said, text) || strings.Contains(said, fmt.Sprint(number)) {
					t.Errorf("%s: the error says %s", c.what, said)
				}
				if c.fails != (err != nil) {
					t.Errorf("%s: %v", c.what, err)
				}
				if len(seen) == 0 && !c.silent {
					t.Errorf("%s: nothing was sent", c.what)
				}
			}
		})
	}
}

type relatedCall struct {
	what          string
	call          func() error
	fails, silent bool
}

func relatedCalls(ctx context.Context, db *orm.DB, text string, number int64) []relatedCall {
	v, k := &strongroom{Token: text, Pin: number}, &keeper{Phrase: text + "k"}
	vaults, boxes := orm.Objects[strongroom](db), orm.Objects[strongbox](db)
	last := func(_ any, err error) error { return err }
	return append([]relatedCall{
		{what: "save", call: func() error { return errors.Join(orm.Save(ctx, db, v), orm.Save(ctx, db, k)) }},
		{what: "create among", call: func() error { return last(v.Boxes.Create(ctx, strongbox{Code: text})) }},
		{what: "bulk create among", call: func() error { return v.Boxes.Objects().BulkCreate(ctx, []*strongbox{{Code: text}, {Code: text}}) }},
		{what: "filter among", call: func() error { return last(v.Boxes.Objects().All(ctx, orm.Q{"code": text})) }},
		{what: "update among", call: func() error {
			return last(v.Boxes.Objects().Filter(orm.Q{"code": text}).Update(ctx, orm.V{"code": text + "b"}))
		}},
		{what: "get or create among", call: func() error { _, _, err := v.Boxes.GetOrCreate(ctx, orm.V{"code": text + "c"}); return err }},
		{what: "load", call: func() error { return last(v.Boxes.Load(ctx)) }},
		{what: "link", call: func() error { return v.Users.AddLink(ctx, k, access{Badge: text}) }},
		{what: "link again", call: func() error { return v.Users.AddLink(ctx, k, access{Badge: text + "d"}) }},
		{what: "update a link", call: func() error { return v.Users.UpdateLink(ctx, k, orm.V{"badge": text}) }},
		{what: "filter by the link", call: func() error { return last(v.Users.Objects().All(ctx, orm.Q{"access__badge": text})) }},
		{what: "prefetch", call: func() error { return last(vaults.PrefetchRelated("boxes", "users").All(ctx, orm.Q{"token": text})) }},
		{what: "prefetch of some", call: func() error {
			return last(vaults.Prefetch("boxes", boxes.Filter(orm.Q{"code__contains": text}).OrderBy("code").Limit(2)).All(ctx))
		}},
		{what: "join", call: func() error {
			return last(boxes.SelectRelated("vault").Filter(orm.Q{"vault__pin": number, "vault": text}).All(ctx))
		}},
		{what: "a foreign key that leads nowhere", fails: true, call: func() error {
			return orm.Save(ctx, db, &strongbox{Code: text, Vault: orm.RefPK[strongroom](text + "nowhere")})
		}},
		{what: "quantifiers", call: func() error { return last(vaults.All(ctx, orm.Every("boxes", orm.Q{"code__startswith": text}))) }},
		{what: "group", call: func() error {
			return last(boxes.GroupBy("vault").Having(orm.Q{"code__max": text}).Aggregate(ctx, orm.MaxOf("code")))
		}},
	}, graphCalls(ctx, db, v, k, text, number)...)
}

// graphCalls are those on graphs and pages.
func graphCalls(ctx context.Context, db *orm.DB, v *strongroom, k *keeper, text string, number int64) []relatedCall {
	boxes := orm.Objects[strongbox](db)
	last := func(_ any, err error) error { return err }
	pages := boxes.OrderBy("code", "vault").Limit(1)
	graph := func(token, phrase string) error {
		n := &strongroom{Token: token, Pin: number, Boxes: orm.ManyOf(&strongbox{Code: text}),
			Users: orm.LinksOf(orm.Link[keeper, access]{Target: &keeper{Phrase: phrase}, Through: &access{Badge: text}})}
		return last(orm.SaveRelated(ctx, db, n, orm.Follow()))
	}
	return []relatedCall{
		{what: "save a graph", call: func() error { return graph(text+"g", text+"h") }},
		{what: "save a graph that is refused", fails: true, call: func() error { return graph(text+"i", text+"h") }},
		{what: "load all", call: func() error { return orm.LoadAll(ctx, db, v, orm.Follow()) }},
		{what: "dump", silent: true, call: func() error { return last(orm.Dump(db, v)) }},
		{what: "a cursor", call: func() error {
			row, err := pages.First(ctx)
			if err != nil {
				return err
			}
			token, err := pages.Cursor(row)
			if err != nil {
				return err
			}
			return errors.Join(last(pages.After(token).All(ctx)), last(pages.Before(token).All(ctx)))
		}},
		{what: "iterate", call: func() error {
			for _, err := range boxes.Filter(orm.Q{"vault": text}).Iterate(ctx) {
				if err != nil {
					return err
				}
			}
			return nil
		}},
		{what: "lock and remove", call: func() error {
			return db.Transaction(ctx, func(ctx context.Context) error {
				if db.Dialect() != "sqlite" {
					if _, err := boxes.Filter(orm.Q{"code": text}).ForUpdate().All(ctx); err != nil {
						return err
					}
				}
				return v.Users.Remove(ctx, k)
			})
		}},
		{what: "clear", call: func() error { return last(v.Boxes.Clear(ctx)) }},
		{what: "delete", call: func() error { return orm.Delete(ctx, db, v) }},
	}
}
