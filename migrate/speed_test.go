package migrate

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// wide is a chain of n models of ten columns, each pointing to the next.
func wide(n int) []*schema.Model {
	models := make([]*schema.Model, n)
	for i := range models {
		m := &schema.Model{Name: fmt.Sprintf("M%d", i), Table: fmt.Sprintf("table_%d", i)}
		key := &schema.Attribute{Model: m, Name: "id", Column: "id", Kind: schema.KindInteger, PrimaryKey: true, Autoincrement: true}
		m.Keys, m.Attributes = []*schema.Attribute{key}, []*schema.Attribute{key}
		for c := range 9 {
			a := &schema.Attribute{Model: m, Index: c + 1, Name: fmt.Sprint("c", c), Column: fmt.Sprint("c", c), Kind: schema.KindString, MaxLength: 50}
			m.Attributes = append(m.Attributes, a)
		}
		m.Constraints = []schema.ResolvedConstraint{{Kind: schema.IndexConstraint, Name: "ix_" + m.Table, Attributes: m.Attributes[1:2],
			Parts: wholly(m.Attributes[1])}}
		models[i] = m
	}
	for i, m := range models[:n-1] {
		a := &schema.Attribute{Model: m, Index: 10, Name: "next", Column: "next", Kind: schema.KindInteger, SQLNullable: true}
		a.Side = &schema.Side{Kind: schema.ForwardSide, Owner: m, Target: models[i+1], Key: a, Ref: models[i+1].Keys[0], Constraint: "fk_" + m.Table}
		m.Attributes, m.Sides = append(m.Attributes, a), append(m.Sides, a.Side)
	}
	return models
}

// G-01: 200 tables come and go; the time is printed.
func TestTwoHundredTables(t *testing.T) {
	db, err := sqlx.Open("sqlite3", filepath.Join(t.TempDir(), "wide.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p, err := planOf(dialect.SQLite(), wide(200), nil)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := run(t.Context(), db, p, p.missing, false); err != nil {
		t.Fatal(err)
	}
	created := time.Since(start)
	if err := run(t.Context(), db, p, p.missing, false); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), db, p, p.drop, true); err != nil {
		t.Fatal(err)
	}
	t.Logf("created in %v, all in %v", created, time.Since(start))
}

// Every table comes after those that it refers to, and only a ring has a key that is added later.
func TestOrder(t *testing.T) {
	models := wide(50)
	p, err := planOf(dialect.Postgres(), models, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range p.order {
		if want := models[len(models)-1-i]; m != want {
			t.Fatalf("%s is where %s should be", m.Table, want.Table)
		}
	}
	if len(p.late) != 0 {
		t.Errorf("%d keys of a chain are late", len(p.late))
	}
	last, first := models[len(models)-1], models[0]
	a := &schema.Attribute{Model: last, Index: 10, Name: "next", Column: "next", Kind: schema.KindInteger, SQLNullable: true}
	a.Side = &schema.Side{Kind: schema.ForwardSide, Owner: last, Target: first, Key: a, Ref: first.Keys[0], Constraint: "fk_ring"}
	last.Attributes, last.Sides = append(last.Attributes, a), append(last.Sides, a.Side)
	if p, err = planOf(dialect.Postgres(), models, nil); err != nil {
		t.Fatal(err)
	}
	if len(p.late) != 1 || !p.late[a.Side] {
		t.Errorf("%d keys of a ring are late", len(p.late))
	}
	statements := p.create(&catalog{})
	if s := statements[len(statements)-1]; s.Action != "add foreign key" || s.Name != last.Table {
		t.Errorf("the last statement is %s", s.Text)
	}
}
