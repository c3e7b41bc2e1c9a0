package trees

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
	"github.com/ormar-go/ormar/schema"
)

// folder is in a table of others.
type folder struct {
	orm.Model
	ID       int64
	Name     string
	Parent   orm.One[folder]
	Children orm.Many[folder]
	Files    orm.Many[file]
}

func (f *folder) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&f.ID).PrimaryKey(), schema.String(&f.Name, 20), schema.ForeignKey(&f.Parent).Name("parent_id").RelatedName("children"),
	}}
}

type file struct {
	orm.Model
	ID     int64
	Folder orm.One[folder]
}

func (f *file) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&f.ID).PrimaryKey(), schema.ForeignKey(&f.Folder).Name("folder_id").RelatedName("files"),
	}}
}

// place is a tree by two columns, of texts.
type place struct {
	orm.Model
	Country string
	Code    string
	In      orm.One[place]
}

func (p *place) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{
		schema.String(&p.Country, 5).PrimaryKey(), schema.String(&p.Code, 5).PrimaryKey(),
		schema.ForeignKey(&p.In).Columns("in_country", "in_code").RelatedName("places"),
	}}
}

// 1 ─ 2 ─ 4, 1 ─ 3 ─ 5 ─ 6; 10 → 11 → 12 → 10 is a ring, 13 hangs at it; 20 is in itself.
var theirs = []string{
	"CREATE TABLE folders (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL, parent_id BIGINT)",
	"CREATE TABLE files (id BIGINT NOT NULL PRIMARY KEY, folder_id BIGINT)",
	"INSERT INTO folders VALUES (1, 'a', NULL), (2, 'b', 1), (3, 'c', 1), (4, 'd', 2), (5, 'e', 3), (6, 'f', 5), " +
		"(10, 'x', 12), (11, 'y', 10), (12, 'z', 11), (13, 'w', 12), (20, 's', 20), (21, 't', 20)",
	"INSERT INTO files VALUES (1, 1), (2, 4), (3, 6), (4, 20)",
	"CREATE TABLE places (country VARCHAR(5) NOT NULL, code VARCHAR(5) NOT NULL, in_country VARCHAR(5), in_code VARCHAR(5), PRIMARY KEY (country, code))",
	"INSERT INTO places VALUES ('de', 'by', NULL, NULL), ('de', 'm', 'de', 'by'), ('de', 'sw', 'de', 'm'), ('at', 'm', NULL, NULL)",
}

func onEach(t *testing.T, run func(t *testing.T, db *orm.DB)) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.OpenEmpty(t, name, schema.MustRegistry(&folder{}, &file{}, &place{}))
			for _, text := range theirs {
				if _, err := db.SQLX().ExecContext(t.Context(), text); err != nil {
					t.Fatal(err)
				}
			}
			run(t, db)
		})
	}
}

func deep(t *testing.T, q orm.QuerySet[folder]) string {
	t.Helper()
	rows, err := q.OrderBy("depth", "name").Values(t.Context(), "name", "depth")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprint(r["name"], r["depth"]))
	}
	return strings.Join(out, " ")
}

func TestTrees(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.Objects[folder](db)
		for _, c := range []struct {
			q    orm.QuerySet[folder]
			want string
		}{
			{q.Descendants("parent", 1), "b1 c1 d2 e2 f3"},
			{q.Descendants("children", 1), "b1 c1 d2 e2 f3"},
			{q.Descendants("children", 2, 3), "d1 e1 f2"},
			{q.Descendants("children", 1, 3), "b1 e1 d2 f2"},
			{q.Descendants("children", 4), ""},
			{q.Descendants("children", 99), ""},
			{q.Descendants("children"), ""},
			{q.Descendants("children", 10), "y1 z2 w3"},
			{q.Descendants("children", 20), "t1"},
			{q.Ancestors("parent", 6), "e1 c2 a3"},
			{q.Ancestors("parent", 6, 4), "b1 e1 a2 c2"},
			{q.Ancestors("parent", 6, 5), "c1 a2"},
			{q.Ancestors("parent", 13), "z1 y2 x3"},
			{q.Ancestors("parent", 11), "x1 z2"},
			{q.Ancestors("parent", 20), ""},
			{q.Ancestors("parent", 21), "s1"},
			{q.Ancestors("parent", 1), ""},
			{q.Filter(orm.Q{"name__ne": "c"}).Descendants("children", 1), "b1 d2 e2 f3"},
			{q.Descendants("children", 1).Filter(orm.Q{"depth__lte": 2}), "b1 c1 d2 e2"},
			{q.Descendants("children", orm.Ref(&folder{ID: 3}), &folder{ID: 2}), "d1 e1 f2"},
		} {
			if got := deep(t, c.q); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		}
		ormtest.Statements(t, db, 1, func(db *orm.DB) {
			all, err := orm.Objects[folder](db).Descendants("children", 1).SelectRelated("files", "parent").OrderBy("-depth", "name").Limit(2).All(ctx)
			if err != nil || len(all) != 2 || all[0].Name != "f" || all[0].Files.Len() != 1 || all[0].Parent.Get().Name != "e" {
				t.Error(all, err)
			}
		})
		below := q.Descendants("children", 1)
		for name, c := range map[string]struct {
			q    orm.QuerySet[file]
			want int64
		}{
			"in":    {orm.Objects[file](db).Filter(orm.Q{"folder__in": below}), 2},
			"depth": {orm.Objects[file](db).Filter(orm.Q{"folder__in": below.Filter(orm.Q{"depth__gt": 2})}), 1},
			"page":  {orm.Objects[file](db).Filter(orm.Q{"folder__in": below.OrderBy("-depth").Limit(1)}), 1},
		} {
			if n, err := c.q.Count(ctx); err != nil || n != c.want {
				t.Errorf("%s: %d, %v", name, n, err)
			}
		}
		root, err := q.Prefetch("children", q.Descendants("children", 1).Filter(orm.Q{"name": "b"})).Get(ctx, orm.Q{"id": 1})
		if err != nil || root.Children.Len() != 1 || root.Children.All()[0].Name != "b" {
			t.Error(root, err)
		}
		if n, err := q.Descendants("children", 2).Update(ctx, orm.V{"name": "D"}); err != nil || n != 1 {
			t.Error(n, err)
		}
		if n, err := q.Ancestors("parent", 13).Delete(ctx); err != nil || n != 3 {
			t.Error(n, err)
		}
		if n, err := q.Descendants("children", 1).Count(ctx); err != nil || n != 5 {
			t.Error(n, err)
		}
		for _, wrong := range []orm.QuerySet[folder]{
			q.Descendants("files", 1), q.Descendants("nothing", 1), q.Descendants("children", "x"), q.Descendants("children", nil), q.Descendants("children__children", 1),
		} {
			if _, err := wrong.All(ctx); !errors.Is(err, orm.ErrQuery) {
				t.Error(err)
			}
		}
		var places []string
		if places, err = orm.Pluck[string](ctx, orm.Objects[place](db).Descendants("in", []any{"de", "by"}).OrderBy("depth"), "code"); err != nil || fmt.Sprint(places) != "[m sw]" {
			t.Error(places, err)
		}
		if places, err = orm.Pluck[string](ctx, orm.Objects[place](db).Descendants("in").OrderBy("depth"), "code"); err != nil || len(places) != 0 {
			t.Error(places, err)
		}
		if places, err = orm.Pluck[string](ctx, orm.Objects[place](db).Ancestors("in", []any{"de", "sw"}).OrderBy("depth"), "code"); err != nil || fmt.Sprint(places) != "[m by]" {
			t.Error(places, err)
		}
	})
}
