package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type dish struct {
	orm.Model
	ID    int
	Name  string
	Herbs orm.ManyThrough[herb, portion]
}

func (d *dish) Schema() schema.Table {
	return schema.Table{Name: "dishes", Fields: schema.Fields{
		schema.Integer(&d.ID).PrimaryKey(), schema.String(&d.Name, 20),
		schema.ManyToMany(&d.Herbs).RelatedName("dishes").OrderBy("-portion__grams"),
	}}
}

// portion ties a dish to a herb.
type portion struct {
	ID    int
	Grams int
}

func (p *portion) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&p.ID).PrimaryKey(), schema.Integer(&p.Grams)}}
}

// herb has a key that databases store in different forms.
type herb struct {
	orm.Model
	ID     [16]byte
	Dishes orm.Many[dish]
}

func (h *herb) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.UUID(&h.ID).PrimaryKey()}}
}

// TestPrefetchAlongLinks holds J-05 and J-07 where a prefetch reaches its rows by link rows: order and conditions by these
// mean the parent's own, the relation back through the same table is the whole relation, and a limit counts for each parent.
func TestPrefetchAlongLinks(t *testing.T) {
	models := schema.MustRegistry(&dish{}, &herb{}, &portion{})
	dbtest.Each(t, models, func(t *testing.T, db *orm.DB) {
		fillDishes(t, db)
		dishes, herbs := orm.Objects[dish](db), orm.Objects[herb](db)
		first := dishes.Filter(orm.Q{"name": "d0"})
		const all = "d0 7/2/3 3/3/3 0/1/3, d1 8/3/3 5/1/3 1/2/3, d2 10/1/3 6/2/3 2/3/3"
		for name, c := range map[string]struct {
			query orm.QuerySet[dish]
			want  string
		}{
			"prefetched":            {dishes.PrefetchRelated("herbs__dishes"), all},
			"selected":              {dishes.SelectRelated("herbs__dishes"), all},
			"mixed":                 {dishes.SelectRelated("herbs").PrefetchRelated("herbs__dishes"), all},
			"selected below":        {dishes.Prefetch("herbs", herbs.SelectRelated("dishes")), all},
			"one parent":            {first.Prefetch("herbs", herbs.SelectRelated("dishes")), "d0 7/2/3 3/3/3 0/1/3"},
			"by the link's order":   {dishes.Prefetch("herbs", herbs.OrderBy("portion__grams")), "d0 0/1/0 3/3/0 7/2/0, d1 1/2/0 5/1/0 8/3/0, d2 2/3/0 6/2/0 10/1/0"},
			"ordered, with below":   {first.Prefetch("herbs", herbs.OrderBy("portion__grams").SelectRelated("dishes")), "d0 0/1/3 3/3/3 7/2/3"},
			"others' dishes":        {first.Prefetch("herbs", herbs.Filter(orm.Q{"dishes__name": "d1"})), "d0 7/2/0 3/3/0 0/1/0"},
			"by the link's data":    {dishes.Prefetch("herbs", herbs.Filter(orm.Q{"portion__grams__gt": 5})), "d0 7/2/0, d1 8/3/0, d2 10/1/0 6/2/0"},
			"one for each":          {dishes.Prefetch("herbs", herbs.Limit(1)), "d0 7/2/0, d1 8/3/0, d2 10/1/0"},
			"one for each, ordered": {dishes.Prefetch("herbs", herbs.Limit(2).OrderBy("portion__grams")), "d0 0/1/0 3/3/0, d1 1/2/0 5/1/0, d2 2/3/0 6/2/0"},
			"one for each, below":   {dishes.Prefetch("herbs", herbs.Limit(1).SelectRelated("dishes")), "d0 7/2/3, d1 8/3/3, d2 10/1/3"},
		} {
			list, err := c.query.OrderBy("id").All(t.Context())
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if got := describe(list); got != c.want {
				t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
			}
		}
	})
}

// fillDishes makes three dishes, each of three herbs.
func fillDishes(t *testing.T, db *orm.DB) {
	t.Helper()
	var herbs []*herb
	for i := range 3 {
		h, err := orm.Objects[herb](db).Create(t.Context(), herb{ID: [16]byte{byte(i + 1), 0xAB}})
		if err != nil {
			t.Fatal(err)
		}
		herbs = append(herbs, h)
	}
	for i := range 3 {
		d, err := orm.Objects[dish](db).Create(t.Context(), dish{Name: fmt.Sprint("d", i)})
		if err != nil {
			t.Fatal(err)
		}
		for j, h := range herbs {
			if err := d.Herbs.AddLink(t.Context(), h, portion{Grams: (i*5 + j*7) % 11}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// describe writes of each dish its herbs: the grams, the herb, and how many dishes it has.
func describe(list []*dish) string {
	var out []string
	for _, d := range list {
		text := d.Name
		for _, l := range d.Herbs.Links() {
			text += fmt.Sprintf(" %d/%d/%d", l.Through.Grams, l.Target.ID[0], l.Target.Dishes.Len())
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}
