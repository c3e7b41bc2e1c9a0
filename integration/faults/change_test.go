package faults

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// Tables that change under prepared statements are no error of the program's: what was not done is sent once more (F25).
func TestTablesChange(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		accounts := orm.Objects[account](db)
		for i := range 4 {
			if err := fill(t.Context(), db, 2); err != nil {
				t.Fatal(err)
			}
			for range 2 { // what is sent again is prepared on both connections by then
				if err := add(t.Context(), db, fmt.Sprint("row ", i, " ", strings.Repeat("x", i))); err != nil && !errors.Is(err, orm.ErrUnique) {
					t.Errorf("write %d: %v", i, err)
				}
				if rows, err := accounts.All(t.Context()); err != nil || len(rows) != i+1 {
					t.Errorf("read %d: %d rows, %v", i, len(rows), err)
				}
			}
			change := fmt.Sprintf("ALTER TABLE accounts ADD COLUMN extra%d varchar(5)", i)
			if db.Dialect() == "sqlite" {
				change = fmt.Sprintf("ALTER TABLE accounts ADD COLUMN extra%d TEXT", i)
			}
			if db.Dialect() == "postgres" && i%2 == 0 {
				change = fmt.Sprintf("ALTER TABLE accounts ALTER COLUMN name TYPE varchar(%d)", 100+i)
			}
			if _, err := db.SQLX().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A full disk ends SQLite's transaction by itself; the statements after it do not slip through (F20).
func TestFullDisk(t *testing.T) {
	db, _ := fresh(t, "sqlite", nil)
	db.SQLX().SetMaxOpenConns(1)
	if err := add(t.Context(), db, "there"); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := db.SQLX().GetContext(t.Context(), &pages, "PRAGMA page_count"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.SQLX().ExecContext(t.Context(), fmt.Sprint("PRAGMA max_page_count = ", pages+2)); err != nil {
		t.Fatal(err)
	}
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		if err := add(ctx, db, "before"); err != nil {
			return err
		}
		if err := orm.Save(ctx, db, &account{Name: "big", Note: strings.Repeat("x", 1<<20)}); !isDriver(err) {
			t.Errorf("%v, want the driver's error", err)
		}
		if err := add(ctx, db, "after"); !errors.Is(err, orm.ErrTxDoomed) {
			t.Errorf("%v, want ErrTxDoomed", err)
		}
		return nil
	})
	if !errors.Is(err, orm.ErrTxDoomed) {
		t.Errorf("%v, want ErrTxDoomed", err)
	}
	compare(t, db, []string{"there"})
	var verdict string
	if err := db.SQLX().GetContext(t.Context(), &verdict, "PRAGMA integrity_check"); err != nil || verdict != "ok" {
		t.Errorf("integrity_check: %s, %v", verdict, err)
	}
}
