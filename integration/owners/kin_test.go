package owners

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// person is tied to persons by link rows with data, so that each has links of two directions.
type person struct {
	orm.Model
	ID       int64
	Name     string
	Children orm.ManyThrough[person, kinship]
	Parents  orm.ManyThrough[person, kinship]
}

func (p *person) Schema() schema.Table {
	return schema.Table{Name: "persons", Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 20), schema.ManyToMany(&p.Children).RelatedName("parents"),
	}}
}

type kinship struct {
	orm.Model
	ID   int64
	Kind string
	Rank int
}

func (k *kinship) Schema() schema.Table {
	return schema.Table{Name: "kinships", Fields: schema.Fields{
		schema.BigInteger(&k.ID).PrimaryKey(), schema.String(&k.Kind, 20), schema.Integer(&k.Rank),
	}}
}

// kin is a family: ann has the children bob (own, 2) and cid (step, 1), bob has dan (step, 3), and cid has eve (own, 4) and the same
// dan (own, 9).
type kin struct {
	t       *testing.T
	db      *orm.DB
	persons orm.QuerySet[person]
	by      map[string]*person
}

func family(t *testing.T, db *orm.DB) kin {
	k := kin{t, db, orm.Objects[person](db), map[string]*person{}}
	for _, name := range []string{"ann", "bob", "cid", "dan", "eve"} {
		k.by[name] = &person{Name: name}
		k.must(orm.Save(t.Context(), db, k.by[name]))
	}
	tie := func(parent, child, kind string, rank int) {
		k.must(k.by[parent].Children.AddLink(t.Context(), k.by[child], kinship{Kind: kind, Rank: rank}))
	}
	tie("ann", "bob", "own", 2)
	tie("ann", "cid", "step", 1)
	tie("bob", "dan", "step", 3)
	tie("cid", "eve", "own", 4)
	tie("cid", "dan", "own", 9)
	return k
}

func (k kin) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k kin) names(q orm.QuerySet[person]) string {
	k.t.Helper()
	list, err := q.All(k.t.Context())
	k.must(err)
	return named(list)
}

func named(list []*person) string {
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	return strings.Join(names, " ")
}

func (k kin) equal(what string, got, want any) {
	k.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		k.t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func eachFamily(t *testing.T, run func(kin)) {
	dbtest.Each(t, schema.MustRegistry(&person{}), func(t *testing.T, db *orm.DB) { run(family(t, db)) })
}

// TestTiesOfManager: inside a manager the bare name of the link rows is the link that ties the row to the owner.
func TestTiesOfManager(t *testing.T) {
	eachFamily(t, func(k kin) {
		ctx := k.t.Context()
		children, parents := k.by["ann"].Children.Objects(), k.by["dan"].Parents.Objects()
		own := orm.Q{"kinship__kind": "own"}
		k.equal("filter", k.names(children.Filter(own)), "bob")
		k.equal("exclude", k.names(children.Exclude(own)), "cid")
		k.equal("or", k.names(children.Filter(orm.Or(own, orm.Q{"name": "x"}))), "bob")
		k.equal("by rank", k.names(children.OrderBy("kinship__rank")), "cid bob")
		k.equal("by rank, downwards", k.names(children.OrderBy("-kinship__rank")), "bob cid")
		k.equal("filtered and ordered", k.names(children.Filter(orm.Q{"kinship__rank__lt": 3}).OrderBy("kinship__kind")), "bob cid")
		k.equal("both spellings of one link", k.names(children.Filter(own, orm.Q{"parents__kinship__rank": 2})), "bob")
		k.equal("the child's own links", k.names(children.Filter(orm.Q{"children__kinship__kind": "own"})), "cid")
		k.equal("a quantifier", k.names(children.Filter(orm.Some("kinship", orm.Q{"kind": "own"}))), "bob")
		k.equal("an expression", k.names(children.Filter(orm.Q{"kinship__rank": orm.F("kinship__rank")}).OrderBy("name")), "bob cid")
		k.equal("a fragment", k.names(children.Filter(orm.SQL(sq.Expr("{kinship__rank} > ?", 1)))), "bob")
		rows, err := children.OrderBy("name").ValuesList(ctx, "name", "kinship__kind", "kinship__rank")
		k.must(err)
		k.equal("values", rows, "[[bob own 2] [cid step 1]]")
		ranks, err := orm.Pluck[int](ctx, children.OrderBy("name"), "kinship__rank")
		k.must(err)
		k.equal("pluck", ranks, "[2 1]")
		most, err := orm.Max[int](ctx, children, "kinship__rank")
		k.must(err)
		k.equal("max", most, 2)
		k.equal("annotate", k.names(children.Annotate("r", orm.MaxOf("kinship__rank")).Filter(orm.Q{"r": 1})), "cid")
		groups, err := children.GroupBy("kinship__kind").Having(orm.Q{"n": 1}).OrderBy("-kinship__kind").Aggregate(ctx, orm.CountOf("id").As("n"), orm.SumOf("kinship__rank").As("s"))
		k.must(err)
		k.equal("groups", groups, "[map[kinship__kind:step n:1 s:1] map[kinship__kind:own n:1 s:2]]")
		k.equal("from the far end", k.names(parents.Filter(orm.Q{"kinship__kind": "step"})), "bob")
		k.equal("from the far end, not", k.names(parents.Filter(orm.Q{"kinship__kind": "own"})), "cid")
		k.equal("another owner's tie", k.names(k.by["bob"].Children.Objects().Filter(own)), "")
		k.equal("another owner's rank", k.names(k.by["cid"].Children.Objects().OrderBy("kinship__rank")), "eve dan")
		n, err := children.Filter(own).Update(ctx, orm.V{"name": "rob"})
		k.must(err)
		k.equal("updated", n, 1)
		k.equal("who", k.names(k.persons.Filter(orm.Q{"name": "rob"}, orm.Q{"id": k.by["bob"].ID})), "rob")
		sub, err := k.persons.Filter(orm.InQuery(&orm.Fields[person]().ID, children.Filter(own))).All(ctx)
		k.must(err)
		k.equal("as a sub-query", named(sub), "rob")
	})
}

// TestTiesOfPrefetch: in the QuerySet of a prefetch it is the link by which the row was reached.
func TestTiesOfPrefetch(t *testing.T) {
	eachFamily(t, func(k kin) {
		ctx := k.t.Context()
		shown := func(q orm.QuerySet[person], list func(*person) *orm.ManyThrough[person, kinship]) string {
			rows, err := q.OrderBy("name").All(ctx)
			k.must(err)
			var out []string
			for _, p := range rows {
				for _, l := range list(p).Links() {
					out = append(out, p.Name+"-"+l.Target.Name+l.Through.Kind)
				}
			}
			return strings.Join(out, " ")
		}
		children := func(p *person) *orm.ManyThrough[person, kinship] { return &p.Children }
		parents := func(p *person) *orm.ManyThrough[person, kinship] { return &p.Parents }
		own := k.persons.Filter(orm.Q{"kinship__kind": "own"})
		k.equal("filtered", shown(k.persons.Prefetch("children", own), children), "ann-bobown cid-danown cid-eveown")
		k.equal("from the far end", shown(k.persons.Prefetch("parents", own), parents), "bob-annown dan-cidown eve-cidown")
		k.equal("ordered", shown(k.persons.Prefetch("children", k.persons.OrderBy("kinship__rank")), children), "ann-cidstep ann-bobown bob-danstep cid-eveown cid-danown")
		k.equal("the first of each", shown(k.persons.Prefetch("children", k.persons.OrderBy("kinship__rank").Limit(1)), children), "ann-cidstep bob-danstep cid-eveown")
		k.equal("in a manager", shown(k.by["ann"].Children.Objects().Prefetch("children", own), children), "cid-danown cid-eveown")
		k.equal("the child's own links", shown(k.persons.Prefetch("children", k.persons.Filter(orm.Q{"children__kinship__kind": "own"})), children), "ann-cidstep")
	})
}

// TestTiesElsewhere: at the top the bare name says neither direction, and the error names both; each has a name of its own.
func TestTiesElsewhere(t *testing.T) {
	eachFamily(t, func(k kin) {
		ctx := k.t.Context()
		p := orm.Fields[person]()
		k.equal("who has own children", k.names(k.persons.Filter(orm.Q{"children__kinship__kind": "own"}).OrderBy("name")), "ann cid")
		k.equal("who has own parents", k.names(k.persons.Filter(orm.Q{"parents__kinship__kind": "own"}).OrderBy("name")), "bob dan eve")
		k.equal("by pointer", k.names(k.persons.Filter(orm.Eq(&p.Children.ThroughFields().Kind, "own")).OrderBy("name")), "ann cid")
		k.equal("by pointer, the far end", k.names(k.persons.Filter(orm.Eq(&p.Parents.ThroughFields().Kind, "own")).OrderBy("name")), "bob dan eve")
		rows, err := k.persons.SelectRelated("children").OrderBy("id", "children__kinship__rank").Values(ctx)
		k.must(err)
		k.equal("all columns", len(rows), 7)
		bare := k.persons.Filter(orm.Q{"kinship__kind": "own"})
		_, _, sql := bare.ToSql()
		for what, err := range map[string]error{
			"All": second(bare.All(ctx)), "Count": second(bare.Count(ctx)), "Exists": second(bare.Exists(ctx)), "ToSql": sql,
			"Update": second(bare.Update(ctx, orm.V{"name": "x"})), "Delete": second(bare.Delete(ctx)),
			"OrderBy":    second(k.persons.OrderBy("kinship__rank").All(ctx)),
			"Values":     second(k.persons.Values(ctx, "kinship__kind")),
			"Max":        second(orm.Max[int](ctx, k.persons, "kinship__rank")),
			"Some":       second(k.persons.Filter(orm.Some("kinship", orm.Q{"kind": "own"})).All(ctx)),
			"Annotate":   second(k.persons.Annotate("r", orm.MaxOf("kinship__rank")).Filter(orm.Q{"r": 1}).All(ctx)),
			"GroupBy":    second(k.persons.GroupBy("kinship__kind").Aggregate(ctx, orm.CountOf("id").As("n"))),
			"a subquery": second(k.persons.Filter(orm.InQuery(&p.ID, bare)).All(ctx)),
		} {
			if !errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), "children__kinship") || !strings.Contains(err.Error(), "parents__kinship") {
				k.t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
