package versions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// Ticket tracks its changes and has a field of every kind whose stored form is not the Go value.
type Ticket struct {
	orm.Model
	ID      int64
	Title   string
	Note    *string
	Price   decimal.Decimal
	Due     time.Time
	Doc     map[string]any
	Blob    []byte
	Code    string
	Owner   orm.One[Owner]
	Edited  *time.Time
	Version int
}

var codeKey = crypt.Key{ID: "k", Secret: []byte(strings.Repeat("k", 32))}

// Schema is the table of Ticket.
func (k *Ticket) Schema() schema.Table {
	return schema.Table{TrackChanges: true, Fields: schema.Fields{
		schema.BigInteger(&k.ID).PrimaryKey(), schema.String(&k.Title, 50), schema.Text(&k.Note), schema.Decimal(&k.Price, 12, 2),
		schema.DateTime(&k.Due), schema.JSON(&k.Doc).Nullable(), schema.LargeBinary(&k.Blob, 100), schema.String(&k.Code, 50).Encrypt(crypt.AEAD(codeKey)),
		schema.ForeignKey(&k.Owner).RelatedName("tickets"), schema.DateTime(&k.Edited).OnUpdateFunc(func() *time.Time { return new(time.Now()) }),
		schema.Integer(&k.Version).Version(),
	}}
}

// Owner has tickets, and tracks its changes.
type Owner struct {
	orm.Model
	ID      int64
	Name    string
	Tickets orm.Many[Ticket]
}

// Schema is the table of Owner.
func (o *Owner) Schema() schema.Table {
	return schema.Table{TrackChanges: true, Fields: schema.Fields{schema.BigInteger(&o.ID).PrimaryKey(), schema.String(&o.Name, 50)}}
}

func tracked() *schema.Registry { return schema.MustRegistry(&Ticket{}, &Owner{}, &Page{}, &Book{}) }

func ticket(t *testing.T, db *orm.DB) *Ticket {
	t.Helper()
	o := &Owner{Name: "o"}
	must(t, "save", orm.Save(t.Context(), db, o))
	k := &Ticket{Title: "a", Note: new("n"), Price: decimal.RequireFromString("1.50"), Due: noon.In(time.FixedZone("", 3600)), Doc: map[string]any{"x": 1, "y": []any{true}},
		Blob: []byte{1, 2}, Code: "secret", Owner: orm.Ref(o)}
	if got := orm.Changed(k); got != nil {
		t.Errorf("an unsaved literal has changed: %q", got)
	}
	must(t, "save", orm.Save(t.Context(), db, k))
	if got := orm.Changed(k); got != nil {
		t.Errorf("a row that was just saved has changed: %q", got)
	}
	return k
}

func read(t *testing.T, db *orm.DB) *Ticket {
	t.Helper()
	k, err := orm.Objects[Ticket](db).SelectRelated("owner").Get(t.Context())
	must(t, "get", err)
	if got := orm.Changed(k); got != nil {
		t.Errorf("a row that was just read has changed: %q", got)
	}
	return k
}

// Every kind of field: equal stored forms are no change, others are, and the old value is there.
func TestChanged(t *testing.T) {
	dbtest.Each(t, tracked(), func(t *testing.T, db *orm.DB) {
		ticket(t, db)
		k := read(t, db)
		k.Note, k.Price, k.Due, k.Doc, k.Blob = new("n"), decimal.RequireFromString("1.5"), noon.Add(time.Nanosecond), map[string]any{"y": []any{true}, "x": 1.0}, []byte{1, 2}
		k.Owner, k.Title, k.Code = orm.RefPK[Owner](k.Owner.PK()), "a", "secret"
		if got := orm.Changed(k); got != nil {
			t.Errorf("equal values count as changes: %q", got)
		}
		k.Version, k.Blob[1], k.Doc["x"] = 7, 3, 2
		k.Code, k.Due, k.Price, k.Title = "other", noon.Add(time.Microsecond), decimal.NewFromInt(-1), "b"
		k.Note, k.Owner = nil, orm.One[Owner]{}
		if got, want := fmt.Sprint(orm.Changed(k)), "[title note price due doc blob code owner]"; got != want {
			t.Errorf("changed: %s, want %s", got, want)
		}
		title, ok1 := orm.Old(k, &k.Title)
		note, ok2 := orm.Old(k, &k.Note)
		price, ok3 := orm.Old(k, &k.Price)
		due, ok4 := orm.Old(k, &k.Due)
		doc, ok5 := orm.Old(k, &k.Doc)
		blob, ok6 := orm.Old(k, &k.Blob)
		code, ok7 := orm.Old(k, &k.Code)
		owner, ok8 := orm.Old(k, &k.Owner)
		version, ok9 := orm.Old(k, &k.Version)
		if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7 && ok8 && ok9) || title != "a" || *note != "n" || price.String() != "1.5" || !due.Equal(noon) ||
			fmt.Sprint(doc) != "map[x:1 y:[true]]" || string(blob) != "\x01\x02" || code != "secret" || owner.PK() != int64(1) || version != 1 {
			t.Error(title, *note, price, due, doc, blob, code, owner.PK(), version)
		}
		want := "{title a b} {note n <nil>} {price 1.5 -1} {due <nil> <nil>} {doc map[x:1 y:[true]] map[x:2 y:[true]]} {blob [1 2] [1 3]} {code <nil> <nil>} {owner 1 <nil>}"
		changes := orm.Changes(k)
		if at, ok := changes[3].From.(time.Time); !ok || !at.Equal(noon) {
			t.Errorf("due was %v", changes[3].From)
		}
		changes[3].From, changes[3].To = nil, nil
		if got := strings.Trim(fmt.Sprint(changes), "[]"); got != want {
			t.Errorf("changes: %s, want %s", got, want)
		}
		var elsewhere string
		if _, ok := orm.Old(k, &elsewhere); ok {
			t.Error("a pointer into something else has an old value")
		}
		p := &Page{Slug: "p", Book: orm.One[Book]{}}
		must(t, "save", orm.Save(t.Context(), db, p))
		p.Title = "x"
		if _, ok := orm.Old(p, &p.Title); ok || orm.Changed(p) != nil || orm.Changes(p) != nil {
			t.Error("a model that does not track its changes has some")
		}
	})
}

// An update without names writes what has changed and on-update values, and nothing when nothing has.
func TestUpdateWritesChanges(t *testing.T) {
	dbtestEach(t, tracked(), func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		ctx := t.Context()
		ticket(t, db)
		k, other := read(t, db), read(t, db)
		fired := 0
		defer hooks.PreUpdate(db.Hooks(), func(context.Context, hooks.Update[Ticket]) error { fired++; return nil })()
		sent.Reset()
		must(t, "update of nothing", orm.Update(ctx, db, k))
		if list := sent.Reset(); len(list) > 0 || k.Edited != nil || k.Version != 1 || fired > 0 {
			t.Errorf("an update of nothing: %q, %v, version %d, %d hooks", list, k.Edited, k.Version, fired)
		}
		k.Title = "b"
		must(t, "update", orm.Update(ctx, db, k))
		text := strings.Join(sent.Reset(), ";")
		if !strings.Contains(text, "title") || !strings.Contains(text, "edited") || strings.Contains(text, "note") || fired != 1 {
			t.Errorf("an update of the title sends %s", text)
		}
		if now := read(t, db); now.Title != "b" || k.Edited == nil || !now.Edited.Equal(*k.Edited) || orm.Changed(k) != nil || k.Version != 2 {
			t.Errorf("%+v, %q", now, orm.Changed(k))
		}
		other.Title = "c"
		stale(t, "update", orm.Update(ctx, db, other), k.ID, 1, 2)
		if got := fmt.Sprint(orm.Changed(other)); got != "[title]" {
			t.Errorf("after a stale update: %s", got)
		}
		k.Title, k.Note = "d", nil
		must(t, "update by name", orm.Update(ctx, db, k, "note"))
		if got := fmt.Sprint(orm.Changed(k)); got != "[title]" {
			t.Errorf("what was not named is still changed: %s", got)
		}
		must(t, "load", orm.Load(ctx, db, k))
		if got := orm.Changed(k); got != nil || k.Title != "b" {
			t.Errorf("after Load: %q, %s", got, k.Title)
		}
	})
}

// dbtestEach is dbtest.Each with an observer for each database.
func dbtestEach(t *testing.T, models *schema.Registry, run func(t *testing.T, db *orm.DB, sent *dbtest.Counter)) {
	t.Helper()
	for _, name := range servers.Names() {
		t.Run(name, func(t *testing.T) {
			sent := &dbtest.Counter{}
			run(t, dbtest.Open(t, name, models, orm.WithObserver(sent)), sent)
		})
	}
}

// A part knows the columns that it has; what other writes wrote is no change any more.
func TestChangesOfOtherWrites(t *testing.T) {
	dbtest.Each(t, tracked(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		ticket(t, db)
		part, err := orm.Objects[Ticket](db).Fields("title", "price").Get(ctx)
		must(t, "get", err)
		part.Note = new("not read")
		if got := orm.Changed(part); got != nil {
			t.Errorf("%q", got)
		}
		if _, ok := orm.Old(part, &part.Note); ok {
			t.Error("what was not read has an old value")
		}
		part.Title = "part"
		must(t, "update", orm.Update(ctx, db, part))
		if now := read(t, db); now.Title != "part" || *now.Note != "n" {
			t.Errorf("%+v", now)
		}
		k := read(t, db)
		k.Title = "bulk"
		_, err = orm.Objects[Ticket](db).BulkUpdate(ctx, []*Ticket{k}, "title")
		must(t, "bulk update", err)
		if got := orm.Changed(k); got != nil {
			t.Errorf("after BulkUpdate: %q", got)
		}
		k.Title = "upsert"
		must(t, "upsert", orm.Upsert(ctx, db, k))
		if got := orm.Changed(k); got != nil || read(t, db).Title != "upsert" {
			t.Errorf("after Upsert: %q", got)
		}
		o, err := orm.Objects[Owner](db).PrefetchRelated("tickets").Get(ctx)
		must(t, "get", err)
		child := o.Tickets.All()[0]
		if got := orm.Changed(child); got != nil {
			t.Errorf("a prefetched row: %q", got)
		}
		must(t, "remove", o.Tickets.Remove(ctx, child))
		if got := orm.Changed(child); got != nil || child.Owner.PK() != nil {
			t.Errorf("after Remove: %q", got)
		}
		child.Title = "graph"
		must(t, "add", o.Tickets.Add(ctx, child))
		if got := fmt.Sprint(orm.Changed(child)); got != "[title]" {
			t.Errorf("after Add: %s", got)
		}
		_, err = orm.SaveRelated(ctx, db, o, orm.SaveAll())
		must(t, "graph", err)
		if got := orm.Changed(child); got != nil || read(t, db).Title != "graph" {
			t.Errorf("after SaveRelated: %q", got)
		}
	})
}

// Listeners see old values and the names of what has changed, those after the write too; what they undo is as it was.
func TestListenersSeeChanges(t *testing.T) {
	dbtest.Each(t, tracked(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		ticket(t, db)
		k := read(t, db)
		var seen []string
		note := func(what string) func(context.Context, hooks.Update[Ticket]) error {
			return func(_ context.Context, e hooks.Update[Ticket]) error {
				was, _ := orm.Old(e.Instance, &e.Instance.Title)
				seen = append(seen, fmt.Sprint(what, e.Columns, orm.Changed(e.Instance), was, ">", e.Instance.Title))
				return nil
			}
		}
		pre := hooks.PreUpdate(db.Hooks(), note("pre"))
		more := hooks.PreUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[Ticket]) error { e.Instance.Note = nil; return nil })
		post := hooks.PostUpdate(db.Hooks(), note("post"))
		k.Title = "b"
		must(t, "update", orm.Update(ctx, db, k))
		want := []string{"pre[title edited] [title edited]a>b", "post[title note edited] [title note edited]a>b"}
		if !slices.Equal(seen, want) {
			t.Errorf("%q, want %q", seen, want)
		}
		if now := read(t, db); now.Note != nil || orm.Changed(k) != nil {
			t.Errorf("%v, %q", now.Note, orm.Changed(k))
		}
		pre()
		more()
		post()
		refused := errors.New("refused")
		hooks.PostUpdate(db.Hooks(), func(context.Context, hooks.Update[Ticket]) error { return refused })
		k.Title = "c"
		if err := orm.Update(ctx, db, k); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if got, _ := orm.Old(k, &k.Title); fmt.Sprint(orm.Changed(k)) != "[title]" || got != "b" || read(t, db).Title != "b" {
			t.Errorf("after an update that was undone: %q, %s", orm.Changed(k), got)
		}
	})
}

// A body that is decoded into a row changes it; JSON of it and copies know nothing else.
func TestDecodeChanges(t *testing.T) {
	dbtest.Each(t, tracked(), func(t *testing.T, db *orm.DB) {
		ticket(t, db)
		k := read(t, db)
		must(t, "decode", orm.Decode(db, strings.NewReader(`{"Title":"b","Note":"n"}`), k))
		c := *k
		if got := fmt.Sprint(orm.Changed(k), orm.Changed(&c)); got != "[title] [title]" {
			t.Errorf("changed: %s", got)
		}
		if text, err := json.Marshal(k); err != nil || !strings.Contains(string(text), `"Title":"b"`) {
			t.Errorf("%s, %v", text, err)
		}
	})
}
