package growth

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// dense is one of two dozen models, each of which refers to all of them.
type dense[A any] struct {
	orm.Model
	ID  int64
	Own A
	R0  orm.One[dense[[0]byte]]
	R1  orm.One[dense[[1]byte]]
	R2  orm.One[dense[[2]byte]]
	R3  orm.One[dense[[3]byte]]
	R4  orm.One[dense[[4]byte]]
	R5  orm.One[dense[[5]byte]]
	R6  orm.One[dense[[6]byte]]
	R7  orm.One[dense[[7]byte]]
	R8  orm.One[dense[[8]byte]]
	R9  orm.One[dense[[9]byte]]
	R10 orm.One[dense[[10]byte]]
	R11 orm.One[dense[[11]byte]]
	R12 orm.One[dense[[12]byte]]
	R13 orm.One[dense[[13]byte]]
	R14 orm.One[dense[[14]byte]]
	R15 orm.One[dense[[15]byte]]
	R16 orm.One[dense[[16]byte]]
	R17 orm.One[dense[[17]byte]]
	R18 orm.One[dense[[18]byte]]
	R19 orm.One[dense[[19]byte]]
	R20 orm.One[dense[[20]byte]]
	R21 orm.One[dense[[21]byte]]
	R22 orm.One[dense[[22]byte]]
	R23 orm.One[dense[[23]byte]]
}

func (d *dense[A]) Schema() schema.Table {
	return schema.Table{Name: fmt.Sprint("dense_", unsafe.Sizeof(d.Own)), Fields: schema.Fields{
		schema.Integer(&d.ID).PrimaryKey(),
		d.to(&d.R0, 0), d.to(&d.R1, 1), d.to(&d.R2, 2),
		d.to(&d.R3, 3), d.to(&d.R4, 4), d.to(&d.R5, 5),
		d.to(&d.R6, 6), d.to(&d.R7, 7), d.to(&d.R8, 8),
		d.to(&d.R9, 9), d.to(&d.R10, 10), d.to(&d.R11, 11),
		d.to(&d.R12, 12), d.to(&d.R13, 13), d.to(&d.R14, 14),
		d.to(&d.R15, 15), d.to(&d.R16, 16), d.to(&d.R17, 17),
		d.to(&d.R18, 18), d.to(&d.R19, 19), d.to(&d.R20, 20),
		d.to(&d.R21, 21), d.to(&d.R22, 22), d.to(&d.R23, 23),
	}}
}

// to refers to the model of a number.
func (d *dense[A]) to(one schema.ToOne, n int) schema.Field {
	return schema.ForeignKey(one).RelatedName(fmt.Sprintf("from_%d_%d", unsafe.Sizeof(d.Own), n))
}

// denseModels are all of them, with the row 1 of each.
func denseModels() []schema.Definer {
	return []schema.Definer{
		&dense[[0]byte]{ID: 1}, &dense[[1]byte]{ID: 1}, &dense[[2]byte]{ID: 1},
		&dense[[3]byte]{ID: 1}, &dense[[4]byte]{ID: 1}, &dense[[5]byte]{ID: 1},
		&dense[[6]byte]{ID: 1}, &dense[[7]byte]{ID: 1}, &dense[[8]byte]{ID: 1},
		&dense[[9]byte]{ID: 1}, &dense[[10]byte]{ID: 1}, &dense[[11]byte]{ID: 1},
		&dense[[12]byte]{ID: 1}, &dense[[13]byte]{ID: 1}, &dense[[14]byte]{ID: 1},
		&dense[[15]byte]{ID: 1}, &dense[[16]byte]{ID: 1}, &dense[[17]byte]{ID: 1},
		&dense[[18]byte]{ID: 1}, &dense[[19]byte]{ID: 1}, &dense[[20]byte]{ID: 1},
		&dense[[21]byte]{ID: 1}, &dense[[22]byte]{ID: 1}, &dense[[23]byte]{ID: 1},
	}
}

// refer fills the foreign keys with the row 1 of every model.
func refer[A any](d *dense[A], rows []schema.Definer) {
	d.R0 = orm.Ref(rows[0].(*dense[[0]byte]))
	d.R1 = orm.Ref(rows[1].(*dense[[1]byte]))
	d.R2 = orm.Ref(rows[2].(*dense[[2]byte]))
	d.R3 = orm.Ref(rows[3].(*dense[[3]byte]))
	d.R4 = orm.Ref(rows[4].(*dense[[4]byte]))
	d.R5 = orm.Ref(rows[5].(*dense[[5]byte]))
	d.R6 = orm.Ref(rows[6].(*dense[[6]byte]))
	d.R7 = orm.Ref(rows[7].(*dense[[7]byte]))
	d.R8 = orm.Ref(rows[8].(*dense[[8]byte]))
	d.R9 = orm.Ref(rows[9].(*dense[[9]byte]))
	d.R10 = orm.Ref(rows[10].(*dense[[10]byte]))
	d.R11 = orm.Ref(rows[11].(*dense[[11]byte]))
	d.R12 = orm.Ref(rows[12].(*dense[[12]byte]))
	d.R13 = orm.Ref(rows[13].(*dense[[13]byte]))
	d.R14 = orm.Ref(rows[14].(*dense[[14]byte]))
	d.R15 = orm.Ref(rows[15].(*dense[[15]byte]))
	d.R16 = orm.Ref(rows[16].(*dense[[16]byte]))
	d.R17 = orm.Ref(rows[17].(*dense[[17]byte]))
	d.R18 = orm.Ref(rows[18].(*dense[[18]byte]))
	d.R19 = orm.Ref(rows[19].(*dense[[19]byte]))
	d.R20 = orm.Ref(rows[20].(*dense[[20]byte]))
	d.R21 = orm.Ref(rows[21].(*dense[[21]byte]))
	d.R22 = orm.Ref(rows[22].(*dense[[22]byte]))
	d.R23 = orm.Ref(rows[23].(*dense[[23]byte]))
}

// D-04: two dozen models that refer to each other are loaded and written in bounded time and memory: everything that is asked for
// by name, and a refusal, before anything is sent, of everything that can be reached.
func TestDenseGraph(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: SQLite takes its time over joins of dozens of tables")
	}
	sent := &dbtest.Counter{}
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(denseModels()...), orm.WithObserver(sent))
	ctx := t.Context()
	rows := denseModels()
	refer(rows[0].(*dense[[0]byte]), rows)
	refer(rows[1].(*dense[[1]byte]), rows)
	refer(rows[2].(*dense[[2]byte]), rows)
	refer(rows[3].(*dense[[3]byte]), rows)
	refer(rows[4].(*dense[[4]byte]), rows)
	refer(rows[5].(*dense[[5]byte]), rows)
	refer(rows[6].(*dense[[6]byte]), rows)
	refer(rows[7].(*dense[[7]byte]), rows)
	refer(rows[8].(*dense[[8]byte]), rows)
	refer(rows[9].(*dense[[9]byte]), rows)
	refer(rows[10].(*dense[[10]byte]), rows)
	refer(rows[11].(*dense[[11]byte]), rows)
	refer(rows[12].(*dense[[12]byte]), rows)
	refer(rows[13].(*dense[[13]byte]), rows)
	refer(rows[14].(*dense[[14]byte]), rows)
	refer(rows[15].(*dense[[15]byte]), rows)
	refer(rows[16].(*dense[[16]byte]), rows)
	refer(rows[17].(*dense[[17]byte]), rows)
	refer(rows[18].(*dense[[18]byte]), rows)
	refer(rows[19].(*dense[[19]byte]), rows)
	refer(rows[20].(*dense[[20]byte]), rows)
	refer(rows[21].(*dense[[21]byte]), rows)
	refer(rows[22].(*dense[[22]byte]), rows)
	refer(rows[23].(*dense[[23]byte]), rows)
	for _, m := range db.Models().Models() {
		text := "INSERT INTO " + m.Table + " VALUES (1" + strings.Repeat(", NULL", len(m.Attributes)-1) + ")"
		if _, err := db.SQLX().Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range db.Models().Models() {
		for _, a := range m.Attributes[1:] {
			if _, err := db.SQLX().Exec("UPDATE " + m.Table + " SET " + a.Column + " = 1"); err != nil {
				t.Fatal(err)
			}
		}
	}
	sent.Reset()
	first := orm.Objects[dense[[0]byte]](db)
	var loaded *dense[[0]byte]
	var paths []string
	for i := range rows {
		paths = append(paths, fmt.Sprint("r", i))
	}
	for name, c := range map[string]struct {
		q    orm.QuerySet[dense[[0]byte]]
		want int
	}{"join": {first.SelectAll(false), 1}, "prefetch": {first.PrefetchRelated(paths...), 1 + len(rows)}} {
		var err error
		if loaded, err = c.q.Get(ctx); err != nil {
			t.Fatal(name, err)
		}
		sent.Want(t, c.want)
		if text, err := json.Marshal(loaded); err != nil || strings.Count(string(text), `"R23"`) != 1+len(rows) {
			t.Errorf("%s: %d rows are written, not %d; %v", name, strings.Count(string(text), `"R23"`), 1+len(rows), err)
		}
	}
	if err := orm.LoadAll(ctx, db, loaded); err != nil || loaded.R23.Get() == nil {
		t.Errorf("LoadAll: %v", err)
	}
	sent.Want(t, 1)
	refused := func(name string, err error) {
		t.Helper()
		if !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := first.SelectAll(true).All(ctx)
	refused("SelectAll(true)", err)
	refused("LoadAll with Follow", orm.LoadAll(ctx, db, loaded, orm.Follow()))
	all := rows[0].(*dense[[0]byte])
	_, err = orm.Dump(db, all)
	refused("Dump", err)
	_, err = json.Marshal(all)
	refused("JSON", err)
	sent.Want(t, 0)
	if m, err := orm.Dump(db, all, orm.Include("id", "r1__id")); err != nil || len(m) != 2 {
		t.Errorf("Dump of what is named: %v, %v", m, err)
	}
	if text, err := orm.JSONSchema[dense[[0]byte]](db); err != nil || len(text) > 1<<20 {
		t.Errorf("JSON Schema: %d bytes, %v", len(text), err)
	}
}

// D-04: a large graph whose rows are shared is written whole, beyond the number of rows that is free for all.
func TestSharedGraph(t *testing.T) {
	db := open(t)
	above := &shelf{ID: 2, Name: "above"}
	s := &shelf{ID: 1, Name: "shelf", Above: orm.Ref(above)}
	items := make([]*item, 60_000)
	for i := range items {
		items[i] = &item{ID: int64(i + 1), Shelf: orm.Ref(&shelf{ID: int64(i + 3), Above: orm.Ref(above)})}
	}
	s.Items = orm.ManyOf(items...)
	m, err := orm.Dump(db, s)
	if err != nil {
		t.Fatal(err)
	}
	last := m["items"].([]any)[len(items)-1].(map[string]any)["shelf"].(map[string]any)
	if above := last["above"].(map[string]any); above["name"] != "above" {
		t.Errorf("the last item is on %v", last)
	}
	text, err := json.Marshal(s)
	if n := strings.Count(string(text), `"Name":"above"`); err != nil || n != 1+len(items) {
		t.Errorf("%d of %d are written; %v", n, 1+len(items), err)
	}
}
