package suite

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// documentCases ask which JSON contains a document. integration/functions asks at random; these are asked wherever the suite runs.
func documentCases() []Case {
	return []Case{
		{Name: "documents/contained in a field", Models: crates, Run: documentsInFields},
		{Name: "documents/contained at a path", Models: crates, Run: documentsAtPaths},
		{Name: "documents/on a pool that was opened elsewhere", Models: crates, Needs: Adoption, Run: func(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
			storeDocuments(t, db)
			findsDocuments(t, release(t, db, &crate{}, &crateItem{}, &crateSeal{}))
		}},
	}
}

// storeDocuments saves crates with documents, the first of which has the key 1.
func storeDocuments(t *testing.T, db *orm.DB) {
	t.Helper()
	for i, text := range []string{
		`{"tags": ["new", "paid"], "size": 3, "mail": {"daily": true, "hour": 8}}`,
		`{"tags": ["paid"], "size": 3.5, "mail": null}`,
		`{"tags": [["new"], {"of": ["a", "b"]}, "Paid"], "size": "3", "mail": {"daily": false}}`,
		`{}`,
	} {
		var extra map[string]any
		noError(t, json.Unmarshal([]byte(text), &extra))
		noError(t, orm.Save(t.Context(), db, &crate{Label: fmt.Sprint("c", i+1), Extra: extra}))
	}
}

func documentsInFields(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	storeDocuments(t, db)
	findsDocuments(t, db)
}

// findsDocuments asks for parts of the stored documents.
func findsDocuments(t *testing.T, db *orm.DB) {
	t.Helper()
	for document, want := range map[string]string{
		`{}`:                  "[c1 c2 c3 c4]",
		`{"size": 3}`:         "[c1]",
		`{"size": 3.5}`:       "[c2]",
		`{"size": "3"}`:       "[c3]",
		`{"mail": null}`:      "[c2]",
		`{"mail": {}}`:        "[c1 c3]",
		`{"tags": []}`:        "[c1 c2 c3]",
		`{"tags": ["paid"]}`:  "[c1 c2]",
		`{"tags": ["new"]}`:   "[c1]",
		`{"tags": [["new"]]}`: "[c3]",
		`{"tags": ["paid", "new", "paid"], "mail": {"hour": 8}}`: "[c1]",
		`{"tags": [{"of": ["b"]}], "mail": {"daily": false}}`:    "[c3]",
		`{"other": 1}`: "[]",
		`[]`:           "[]",
	} {
		got, err := orm.Pluck[string](t.Context(), orm.Objects[crate](db).Filter(orm.Q{"extra__contains": json.RawMessage(document)}).OrderBy("id"), "label")
		noError(t, err)
		equal(t, document, fmt.Sprint(got), want)
	}
}

func documentsAtPaths(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	storeDocuments(t, db)
	ctx, crates, c := t.Context(), orm.Objects[crate](db), orm.Fields[crate]()
	for what, asked := range map[string]struct {
		c    orm.Condition
		want string
	}{
		"an object":         {orm.JSONPath(&c.Extra, "mail").ContainsJSON(map[string]bool{"daily": true}), "[c1]"},
		"an element":        {orm.JSONPath(&c.Extra, "tags").ContainsJSON("paid"), "[c1 c2]"},
		"a null":            {orm.JSONPath(&c.Extra, "mail").ContainsJSON(json.RawMessage("null")), "[c2]"},
		"not, where one is": {orm.Not(orm.JSONPath(&c.Extra, "tags").ContainsJSON("paid")), "[c3]"},
	} {
		got, err := orm.Pluck[string](ctx, crates.Filter(asked.c).OrderBy("id"), "label")
		noError(t, err)
		equal(t, what, fmt.Sprint(got), asked.want)
	}
}
