package dbtest

import (
	"os"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type note struct {
	orm.Model
	ID   int64
	Text string
}

func (n *note) Schema() schema.Table {
	return schema.Table{Name: "notes", Fields: schema.Fields{
		schema.Integer(&n.ID).PrimaryKey(),
		schema.String(&n.Text, 100),
	}}
}

// Two runs of the same test share nothing: each finds the table empty and the first key free.
func TestEachIsolates(t *testing.T) {
	models := schema.MustRegistry(&note{})
	for range 2 {
		Each(t, models, func(t *testing.T, db *orm.DB) {
			notes := orm.Objects[note](db)
			if n, err := notes.Count(t.Context()); n != 0 || err != nil {
				t.Fatalf("Count = %d, %v, want 0", n, err)
			}
			made, err := notes.Create(t.Context(), note{Text: "first"})
			if err != nil || made.ID != 1 {
				t.Errorf("Create = %+v, %v, want key 1", made, err)
			}
		})
	}
}

func TestOpenLimitsThePool(t *testing.T) {
	for value, want := range map[string]int{"": poolSize, "1": 1} {
		t.Run("ORMAR_ONE_CONN="+value, func(t *testing.T) {
			t.Setenv("ORMAR_ONE_CONN", value)
			db := Open(t, servers.SQLite, schema.MustRegistry(&note{}))
			if got := db.Stats().MaxOpenConnections; got != want {
				t.Errorf("MaxOpenConnections = %d, want %d", got, want)
			}
		})
	}
}

func TestInUseSeesAForgottenConnection(t *testing.T) {
	db := Open(t, servers.SQLite, schema.MustRegistry(&note{}))
	conn, err := db.SQLX().Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := inUse(db, time.Millisecond); got != 1 {
		t.Errorf("inUse = %d, want 1", got)
	}
	conn.Close()
	if got := inUse(db, returnTimeout); got != 0 {
		t.Errorf("inUse = %d after the connection went back, want 0", got)
	}
}

func TestDSNIsEmpty(t *testing.T) {
	if _, err := os.Stat(DSN(t, servers.SQLite)); !os.IsNotExist(err) {
		t.Errorf("the file is there already, or: %v", err)
	}
}

func TestCounter(t *testing.T) {
	counter := &Counter{}
	db := Open(t, servers.SQLite, schema.MustRegistry(&note{}), orm.WithObserver(counter))
	counter.Reset() // what opening took
	notes := orm.Objects[note](db)
	for range 2 {
		if _, err := notes.All(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	counter.Want(t, 2)
	counter.Want(t, 0)
	if _, err := notes.All(t.Context(), orm.Q{"nothing": 1}); err == nil {
		t.Error("an unknown field is no error")
	}
	counter.Want(t, 0)
}
