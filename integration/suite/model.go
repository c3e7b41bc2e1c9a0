package suite

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// modelCases are what a model is beside its columns.
func modelCases() []Case {
	return []Case{
		{Name: "models/fields that are no columns, private state, methods (M-18, M-19, M-20, M-21, M-23, M-26)", Models: crates, Run: modelPlain},
		{Name: "models/instances share no state (M-27)", Models: crates, Run: modelApart},
		{Name: "models/a queryset with methods of its own (M-24)", Models: crates, Run: modelQueries},
		{Name: "models/what a handle says of its models (M-06, M-22, M-25)", Models: crates, Run: modelNames},
		{Name: "models/binaries are base64 in JSON (F-21)", Models: crates, Run: modelBinary},
		{Name: "models/memory changes by assignment and loading only (R-07, R-21)", Models: crates, Run: modelMirrors},
		{Name: "models/a hidden reverse is a path and nothing else (R-09)", Models: crates, Run: modelHidden},
		{Name: "models/relations leave the target's rules as they are (R-22)", Models: crates, Run: modelRules},
		{Name: "models/a row that extends another by its key (I-08, R-10)", Models: crates, Run: modelExtends},
	}
}

func modelPlain(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	c := &crate{Label: "tea", Draft: "not stored", opened: 3}
	noError(t, orm.Save(ctx, db, c))
	equal(t, "kept in memory", []any{c.Draft, c.opened}, []any{"not stored", 3})
	got, err := orm.Objects[crate](db).Get(ctx, orm.Q{"label": "tea"})
	noError(t, err)
	equal(t, "after loading", []any{got.Draft, got.opened, got.Shout()}, []any{"", 0, "TEA"})
	text, err := json.Marshal(got)
	noError(t, err)
	if !strings.Contains(string(text), `"shout":"TEA"`) || strings.Contains(string(text), "opened") {
		t.Errorf("the JSON is %s", text)
	}
	again := &crate{}
	noError(t, json.Unmarshal(text, again))
	equal(t, "from its JSON", []any{again.ID, again.Label, again.Saved()}, []any{c.ID, "tea", false})
	for _, path := range []string{"draft", "opened", "shout"} {
		if _, err := orm.Objects[crate](db).Filter(orm.Q{path: "x"}).All(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("a condition on %s: %v", path, err)
		}
	}
}

func modelApart(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	one, two := orm.New[crate](db), orm.New[crate](db)
	one.Extra["colour"] = "blue"
	equal(t, "the default of the other", two.Extra, map[string]any{"colour": "red"})
	one.Label, two.Label = "tea", "ink"
	one.Image, two.Image = []byte("a"), []byte("a")
	noError(t, orm.Objects[crate](db).BulkCreate(ctx, []*crate{one, two}))
	first, err := orm.Objects[crate](db).OrderBy("id").All(ctx)
	noError(t, err)
	second, err := orm.Objects[crate](db).OrderBy("id").All(ctx)
	noError(t, err)
	first[0].Extra["colour"], first[0].Image[0] = "green", 'z'
	equal(t, "another load", []any{second[0].Extra["colour"], string(second[0].Image), string(first[1].Image)}, []any{"blue", "a", "a"})
}

func modelQueries(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	shelf := crateShelf{orm.Objects[crate](db)}
	_, err := shelf.Create(ctx, crate{Label: "tea"})
	noError(t, err)
	n, err := shelf.labelled("tea").Count(ctx)
	noError(t, err)
	none, err := shelf.labelled("ink").Exists(ctx)
	noError(t, err)
	equal(t, "found", []any{n, none}, []any{int64(1), false})
}

func modelNames(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	m := db.Models().ByName("crate")
	equal(t, "names", []any{m.Name, m.Table, m.Key().Name, m.Key().Column, m.Key().Kind.String()}, []any{"crate", "crates", "id", "id", "Integer"})
	p, err := m.Path("items__pk")
	noError(t, err)
	equal(t, "the key through a relation", p.Text, "items")
	if db.Hooks() == nil || db.Dialect() == "" {
		t.Error("the handle has no hooks or no dialect")
	}
	if c := orm.New[crate](db); c.Saved() || c.Extra["colour"] != "red" {
		t.Errorf("New made %+v", c)
	}
}

func modelBinary(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, objects := t.Context(), orm.Objects[crate](db)
	raw := []byte{0xff, 0, 'a'}
	noError(t, orm.Save(ctx, db, &crate{Label: "tea", Image: raw}))
	got, err := objects.Get(ctx, orm.Q{"image": raw})
	noError(t, err)
	text, err := json.Marshal(got)
	noError(t, err)
	if !strings.Contains(string(text), `"image":"/wBh"`) {
		t.Errorf("the JSON is %s", text)
	}
	var body crate
	noError(t, orm.Decode(db, strings.NewReader(`{"label":"ink","image":"/wBh"}`), &body))
	equal(t, "from a body", body.Image, raw)
	_, err = objects.Each().Update(ctx, orm.V{"image": []byte{1, 2}})
	noError(t, err)
	n, err := objects.Filter(orm.Q{"image__in": [][]byte{{1, 2}, {3}}}).Count(ctx)
	noError(t, err)
	equal(t, "found in a list", n, int64(1))
}

func modelMirrors(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	c := &crate{Label: "tea"}
	noError(t, orm.Save(ctx, db, c))
	item := &crateItem{Name: "cup", Crate: orm.Ref(c)}
	equal(t, "the parent's list", []any{c.Items.Loaded(), c.Items.Len()}, []any{false, 0})
	noError(t, orm.Save(ctx, db, item))
	equal(t, "still", []any{c.Items.Loaded(), c.Items.Len()}, []any{false, 0})
	items, err := c.Items.Load(ctx)
	noError(t, err)
	equal(t, "loaded", len(items), 1)
	if items[0].Crate.Get() != c {
		t.Error("a loaded child does not point back at its parent")
	}
	item.Crate = orm.One[crate]{}
	equal(t, "an assignment changes one side", c.Items.Len(), 1)
	noError(t, orm.Update(ctx, db, item))
	items, err = c.Items.Load(ctx)
	noError(t, err)
	equal(t, "loaded again", len(items), 0)
}

func modelHidden(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	c := &crate{Label: "tea"}
	noError(t, orm.Save(ctx, db, c))
	noError(t, orm.Save(ctx, db, &crateItem{Name: "note", Hidden: orm.Ref(c)}))
	found, err := orm.Objects[crate](db).Filter(orm.Q{"secrets__name": "note"}).OrderBy("secrets__name").All(ctx)
	noError(t, err)
	equal(t, "found along it", len(found), 1)
	dump, err := orm.Dump(db, found[0])
	noError(t, err)
	if _, ok := dump["secrets"]; ok {
		t.Errorf("the dump is %v", dump)
	}
	text, err := json.Marshal(found[0])
	noError(t, err)
	if strings.Contains(string(text), "secrets") {
		t.Errorf("the JSON is %s", text)
	}
	var body crate
	if err := orm.Decode(db, strings.NewReader(`{"label":"x","secrets":[]}`), &body); !errors.Is(err, orm.ErrDecode) {
		t.Errorf("a body with it: %v", err)
	}
}

func modelRules(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	if err := orm.Save(t.Context(), db, &crate{Label: "TEA"}); !errors.Is(err, orm.ErrValidation) {
		t.Errorf("got %v, want ErrValidation", err)
	}
	sent.Want(t, 0)
}

func modelExtends(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	c := &crate{Label: "tea"}
	noError(t, orm.Save(ctx, db, c))
	noError(t, orm.Save(ctx, db, &crateSeal{Crate: orm.Ref(c), Wax: "red"}))
	got, err := orm.Objects[crate](db).SelectRelated("seal").Get(ctx, orm.Q{"seal__wax": "red"})
	noError(t, err)
	equal(t, "the far side is one row", got.Seal.Get().Wax, "red")
	seal, err := orm.Objects[crateSeal](db).Get(ctx, orm.Q{"pk": c.ID})
	noError(t, err)
	equal(t, "its key", seal.Crate.PK(), any(c.ID))
	if err := orm.Save(ctx, db, &crateSeal{Crate: orm.Ref(c), Wax: "blue"}); !errors.Is(err, orm.ErrUnique) {
		t.Errorf("a second row of one key: %v", err)
	}
	noError(t, orm.Delete(ctx, db, c))
	n, err := orm.Objects[crateSeal](db).Count(ctx)
	noError(t, err)
	equal(t, "gone with its parent", n, int64(0))
}
