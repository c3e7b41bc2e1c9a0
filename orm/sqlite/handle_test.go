package sqlite

import (
	"context"
	"errors"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type note struct {
	ID   int64
	Text string
}

func (n *note) Schema() schema.Table {
	return schema.Table{Name: "notes", Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(),
		schema.String(&n.Text, 20).Unique(),
	}}
}

func notes(t *testing.T) *schema.Registry {
	t.Helper()
	models, err := schema.NewRegistry(&note{})
	if err != nil {
		t.Fatal(err)
	}
	return models
}

// A row goes in, comes back, and may not go in again, through both ways to a DB.
func TestHandles(t *testing.T) {
	db, err := Open(":memory:", notes(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if want := "sqlite"; db.Dialect() != want {
		t.Errorf("the dialect is %s, want %s", db.Dialect(), want)
	}
	if _, err := db.SQLX().Exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, CONSTRAINT uc_notes_text UNIQUE (text)) STRICT"); err != nil {
		t.Fatal(err)
	}
	writeAndRead(t, db, "through Open")
	again, err := New(db.SQLX(), notes(t))
	if err != nil {
		t.Fatal(err)
	}
	writeAndRead(t, again, "through New")
}

func writeAndRead(t *testing.T, db *orm.DB, text string) {
	t.Helper()
	ctx := t.Context()
	made, err := orm.Objects[note](db).Create(ctx, note{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	got, err := orm.Objects[note](db).Get(ctx, orm.Q{"text": text})
	if err != nil || *got != *made || made.ID == 0 {
		t.Errorf("%+v came back as %+v, %v", made, got, err)
	}
	err = db.Transaction(ctx, func(ctx context.Context) error {
		_, err := orm.Objects[note](db).Create(ctx, note{Text: text})
		return err
	})
	var violated *orm.ConstraintError
	if !errors.Is(err, orm.ErrUnique) || !errors.As(err, &violated) || violated.Table != "notes" || len(violated.Fields) != 1 || violated.Fields[0] != "text" {
		t.Errorf("the same text again: %v (%+v)", err, violated)
	}
}

func TestHandlesRefuse(t *testing.T) {
	models := notes(t)
	if db, err := Open("a.db?_fk=off", models); db != nil || !errors.Is(err, orm.ErrConnect) {
		t.Errorf("Open: %v, %v", db, err)
	}
	if db, err := New(nil, models); db != nil || !errors.Is(err, orm.ErrConnect) {
		t.Errorf("New: %v, %v", db, err)
	}
	// an option that Connect refuses must not leave the pool open, which TestMain would see
	if db, err := Open(":memory:", models, orm.WithCursorKey([]byte("short"))); db != nil || !errors.Is(err, orm.ErrQuery) {
		t.Errorf("a short key: %v, %v", db, err)
	}
}
