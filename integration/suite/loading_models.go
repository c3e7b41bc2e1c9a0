package suite

import (
	"sync"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// shelves are the models of the loading and manager cases: every kind of relation, and tables that are reached on several paths.
var shelves = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&writer{}, &passport{}, &volume{}, &house{}, &land{}, &label{}, &volumeLabel{}, &opinion{}, &room{})
})

// writer has volumes by two foreign keys, and relations to its own model of both kinds.
type writer struct {
	orm.Model
	ID       int64             `json:"id"`
	Name     string            `json:"name"`
	Mentor   orm.One[writer]   `json:"mentor,omitzero"`
	Pupils   orm.Many[writer]  `json:"pupils,omitzero"`
	Friends  orm.Many[writer]  `json:"friends,omitzero"`
	Fans     orm.Many[writer]  `json:"fans,omitzero"`
	Volumes  orm.Many[volume]  `json:"volumes,omitzero"`
	Edited   orm.Many[volume]  `json:"edited,omitzero"`
	Passport orm.One[passport] `json:"passport,omitzero"`
}

func (w *writer) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&w.ID).PrimaryKey(), schema.String(&w.Name, 40), schema.ForeignKey(&w.Mentor).RelatedName("pupils"),
		schema.ManyToMany(&w.Friends).RelatedName("fans"),
	}}
}

// passport is one end of a one-to-one.
type passport struct {
	orm.Model
	ID     int64           `json:"id"`
	Owner  orm.One[writer] `json:"owner"`
	Number string          `json:"number"`
}

func (p *passport) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Owner).Unique(), schema.String(&p.Number, 20),
	}}
}

type volume struct {
	orm.Model
	ID       int64                               `json:"id"`
	Title    string                              `json:"title"`
	Year     int                                 `json:"year"`
	Writer   orm.One[writer]                     `json:"writer"`
	Editor   orm.One[writer]                     `json:"editor,omitzero"`
	House    orm.One[house]                      `json:"house,omitzero"`
	Labels   orm.ManyThrough[label, volumeLabel] `json:"labels,omitzero"`
	Rooms    orm.Many[room]                      `json:"rooms,omitzero"`
	Opinions orm.Many[opinion]                   `json:"opinions,omitzero"`
}

func (v *volume) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&v.ID).PrimaryKey(), schema.String(&v.Title, 60), schema.Integer(&v.Year),
		schema.ForeignKey(&v.Writer).RelatedName("volumes").RelatedOrderBy("-year"),
		schema.ForeignKey(&v.Editor).RelatedName("edited"),
		schema.ForeignKey(&v.House), schema.ManyToMany(&v.Labels).OrderBy("volume_label__rank"), schema.ManyToMany(&v.Rooms),
	}}
}

type house struct {
	orm.Model
	ID      int64            `json:"id"`
	Name    string           `json:"name"`
	Land    orm.One[land]    `json:"land,omitzero"`
	Volumes orm.Many[volume] `json:"volumes,omitzero"`
}

func (h *house) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&h.ID).PrimaryKey(), schema.String(&h.Name, 40), schema.ForeignKey(&h.Land),
	}}
}

// land has a text for its key and an order of its own.
type land struct {
	Code   string          `json:"code"`
	Houses orm.Many[house] `json:"houses,omitzero"`
}

func (l *land) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&l.Code, 2).PrimaryKey()}, OrderBy: []string{"-code"}}
}

type label struct {
	orm.Model
	ID      int64                                `json:"id"`
	Name    string                               `json:"name"`
	Volumes orm.ManyThrough[volume, volumeLabel] `json:"volumes,omitzero"`
}

func (l *label) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&l.ID).PrimaryKey(), schema.String(&l.Name, 40).Unique()}}
}

// volumeLabel is a link row with data.
type volumeLabel struct {
	ID   int64 `json:"id"`
	Rank int   `json:"rank"`
}

func (l *volumeLabel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&l.ID).PrimaryKey(), schema.Integer(&l.Rank).Max(99)}}
}

type room struct {
	orm.Model
	ID      int64            `json:"id"`
	Name    string           `json:"name"`
	Volumes orm.Many[volume] `json:"volumes,omitzero"`
}

func (r *room) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&r.ID).PrimaryKey(), schema.String(&r.Name, 40)}}
}

// opinion must have a volume.
type opinion struct {
	orm.Model
	ID     int64           `json:"id"`
	Stars  int             `json:"stars"`
	Volume orm.One[volume] `json:"volume"`
}

func (o *opinion) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&o.ID).PrimaryKey(), schema.Integer(&o.Stars), schema.ForeignKey(&o.Volume).NotNull(),
	}}
}

// fillShelves stores
//
//	ann  (mentor eve; friends bob, eve; passport "A1")  Alpha 2001 (labels red 2, blue 1; opinions 3, 5; rooms east, west), Beta 2002 (red 1)
//	bob  (mentor ann; friend ann)                       Gamma 2003 (no house; no labels)
//	eve                                                 nothing
//
// Alpha and Beta are of the house "H" in "AT", edited by bob and eve.
func fillShelves(t *testing.T, db *orm.DB) (ann, bob, eve *writer) {
	t.Helper()
	red, blue := &label{Name: "red"}, &label{Name: "blue"}
	east := &room{Name: "east"}
	h := &house{Name: "H", Land: orm.Ref(&land{Code: "AT"})}
	ann, bob, eve = &writer{Name: "ann"}, &writer{Name: "bob"}, &writer{Name: "eve"}
	type link = orm.Link[label, volumeLabel]
	alpha := &volume{Title: "Alpha", Year: 2001, House: orm.Ref(h), Editor: orm.Ref(bob),
		Labels:   orm.LinksOf(link{Target: red, Through: &volumeLabel{Rank: 2}}, link{Target: blue, Through: &volumeLabel{Rank: 1}}),
		Opinions: orm.ManyOf(&opinion{Stars: 3}, &opinion{Stars: 5}), Rooms: orm.ManyOf(east, &room{Name: "west"})}
	beta := &volume{Title: "Beta", Year: 2002, House: orm.Ref(h), Editor: orm.Ref(eve),
		Labels: orm.LinksOf(link{Target: red, Through: &volumeLabel{Rank: 1}})}
	for _, w := range []*writer{ann, bob, eve} {
		noError(t, orm.Save(t.Context(), db, w))
	}
	ann.Volumes, ann.Mentor, bob.Mentor = orm.ManyOf(alpha, beta), orm.Ref(eve), orm.Ref(ann)
	ann.Friends, bob.Friends = orm.ManyOf(bob, eve), orm.ManyOf(ann)
	ann.Passport, bob.Volumes = orm.Ref(&passport{Number: "A1"}), orm.ManyOf(&volume{Title: "Gamma", Year: 2003})
	_, err := orm.SaveRelated(t.Context(), db, ann, orm.Follow(), orm.SaveAll())
	noError(t, err)
	for _, w := range []**writer{&ann, &bob, &eve} {
		fresh, err := orm.Objects[writer](db).Get(t.Context(), orm.Q{"id": (*w).ID})
		noError(t, err)
		*w = fresh
	}
	return ann, bob, eve
}
