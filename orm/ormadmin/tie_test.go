package ormadmin_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Museum has guests who come again.
type Museum struct {
	orm.Model
	ID     int64
	Name   string
	Guests orm.ManyThrough[Guest, Visit]
}

func (m *Museum) Schema() schema.Table {
	return schema.Table{Name: "museums", Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 20),
		schema.ManyToMany(&m.Guests).AllowDuplicateLinks()}}
}

// Guest is tied to a museum at each visit.
type Guest struct {
	orm.Model
	ID   int64
	Name string
}

func (g *Guest) Schema() schema.Table {
	return schema.Table{Name: "guests", Fields: schema.Fields{schema.BigInteger(&g.ID).PrimaryKey(), schema.String(&g.Name, 20)}}
}

// Visit is one of a guest's.
type Visit struct {
	orm.Model
	ID      int64
	Day     int
	Version int
}

func (v *Visit) Schema() schema.Table {
	return schema.Table{Name: "visits", Fields: schema.Fields{schema.BigInteger(&v.ID).PrimaryKey(), schema.Integer(&v.Day).Min(1), schema.Integer(&v.Version).Version()}}
}

// Rows that are tied more than once have each of their links on the page, which is changed and removed alone.
func TestSeveralLinksToOneRow(t *testing.T) {
	all := schema.MustRegistry(&Author{}, &Book{}, &Tag{}, &Shelf{}, &Placement{}, &Museum{}, &Guest{}, &Visit{})
	dbtest.Each(t, all, func(t *testing.T, db *orm.DB) {
		s := serve(t, db)
		for _, row := range []*Museum{{Name: "Uffizi"}, {Name: "Prado"}} {
			if err := orm.Save(t.Context(), db, row); err != nil {
				t.Fatal(err)
			}
		}
		for _, row := range []*Guest{{Name: "Ann"}, {Name: "Bob"}} {
			if err := orm.Save(t.Context(), db, row); err != nil {
				t.Fatal(err)
			}
		}
		for _, tie := range [][3]int{{1, 1, 10}, {1, 1, 20}, {1, 2, 30}, {2, 1, 40}} {
			to := orm.Objects[Museum](db)
			museum, err := to.Get(t.Context(), orm.Q{"id": tie[0]})
			if err != nil {
				t.Fatal(err)
			}
			if err := museum.Guests.AddLink(t.Context(), &Guest{ID: int64(tie[1])}, Visit{Day: tie[2]}); err != nil {
				t.Fatal(err)
			}
		}
		days := func() string {
			list, err := orm.Pluck[int](t.Context(), orm.Objects[Visit](db).OrderBy("day"), "day")
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(list)
		}
		s.get("museums/1").want(200, "Guests (2)", "With what the links say")
		s.get("museums/1/links/guests").want(200, "2 rows, links here: 3", "Ann 10 1 Edit Remove", "Ann 20 1 Edit Remove", "Bob 30 1 Edit Remove").lacks("40")
		second, err := orm.Objects[Visit](db).Get(t.Context(), orm.Q{"day": 20})
		if err != nil {
			t.Fatal(err)
		}
		at := fmt.Sprintf("museums/1/links/guests/%d/", second.ID)
		mine, yours := s.get(at+"edit").want(200, "Ann"), s.get(at+"edit")
		yours.submit(map[string][]string{"day": {"21"}}, nil).want(200, "It was saved.", "Ann 10 1", "Ann 21 2")
		mine.submit(map[string][]string{"day": {"22"}}, nil).want(422, "Somebody else has changed this row")
		s.get("museums/1/links/guests/-/new").submit(map[string][]string{"-target": {"1"}, "day": {"15"}}, nil).want(200, "It was saved.", "links here: 4")
		s.get("museums/1/links/guests/-/new").submit(map[string][]string{"-target": {"1"}, "day": {"0"}}, nil).want(422)
		if got := days(); got != "[10 15 21 30 40]" {
			t.Errorf("%s", got)
		}
		// A link of another museum is none of this one's.
		s.get("museums/2/links/guests/" + fmt.Sprint(second.ID) + "/edit").want(404)
		s.get("museums/2/links/guests/" + fmt.Sprint(second.ID) + "/remove").want(404)
		s.get(at+"remove").want(200, "Remove Ann").submit(nil, nil).want(200, "It was removed.", "links here: 3")
		s.get(at + "remove").want(404)
		if got := days(); got != "[10 15 30 40]" {
			t.Errorf("%s", got)
		}
		s.header = http.Header{"Refuse": {"edit"}}
		s.get("museums/1/links/guests").want(200, "2 rows").lacks("Remove")
	})
}
