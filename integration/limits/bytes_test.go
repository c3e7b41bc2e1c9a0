package limits

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// What is joined into one text is never cut: servers of the MySQL family cut at a megabyte, or at a kilobyte, until they are told not to.
func TestJoinedTexts(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&node{}), func(t *testing.T, db *orm.DB) {
		const rows, size = 40, 64 << 10
		for i := range rows {
			if err := orm.Save(t.Context(), db, &node{Name: fmt.Sprint(i), Note: strings.Repeat("é", size)}); err != nil {
				t.Fatal(err)
			}
		}
		groups, err := orm.Objects[node](db).Aggregate(t.Context(), orm.StringAgg("note", "", "id").As("joined"), orm.JSONAgg("note", "id").As("list"))
		if err != nil {
			t.Fatal(err)
		}
		if joined, _ := groups["joined"].(string); joined != strings.Repeat("é", rows*size) {
			t.Errorf("%d bytes, want %d", len(joined), rows*size*2)
		}
		text, err := json.Marshal(groups["list"])
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		if err := json.Unmarshal(text, &list); err != nil || len(list) != rows || len(list[rows-1]) != 2*size {
			t.Errorf("%d texts, %v", len(list), err)
		}
	})
}

// The rows of a bulk insert go in as many statements as the parameters of one allow, and a row at the seam is like others.
func TestBatches(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counter := &dbtest.Counter{}
			db := dbtest.Open(t, name, schema.MustRegistry(&node{}), orm.WithObserver(counter))
			most := map[string]int{"sqlite": 32_766, "mariadb": 65_535, "mysql": 65_535, "postgres": 65_535}[name] / 4
			for n := most - 1; n <= most+1; n++ {
				list := make([]*node, n)
				for i := range list {
					list[i] = &node{ID: int64(i + 1), Name: fmt.Sprint("n", i)}
				}
				counter.Reset()
				if err := orm.Objects[node](db).BulkCreate(t.Context(), list, orm.BatchSize(1<<30)); err != nil {
					t.Fatalf("%d rows: %v", n, err)
				}
				inserts := 0
				for _, s := range counter.Reset() {
					if strings.HasPrefix(s, "INSERT") {
						inserts++
					}
				}
				if want := (n + most - 1) / most; inserts != want && name != "postgres" { // which takes arrays
					t.Errorf("%d rows went in %d statements, want %d", n, inserts, want)
				}
				last, err := orm.Objects[node](db).Get(t.Context(), orm.Q{"id": n})
				if count, e := orm.Objects[node](db).Count(t.Context()); err != nil || e != nil || count != int64(n) || last.Name != fmt.Sprint("n", n-1) {
					t.Errorf("%d of %d rows, %v, %v", count, n, err, e)
				}
				if _, err := orm.Objects[node](db).Each().Delete(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// A graph that leads back to itself, a million rows long with ORMAR_FULL_SIZE=1, is saved once around; its JSON is refused, and no stack ends.
func TestLongRings(t *testing.T) {
	n := 20_000
	if os.Getenv("ORMAR_FULL_SIZE") == "1" {
		n = 1_000_000
	}
	ring := make([]*node, n)
	for i := range ring {
		ring[i] = &node{ID: int64(i + 1), Name: fmt.Sprint(i)}
	}
	for i, r := range ring {
		r.Next = orm.Ref(ring[(i+1)%n])
	}
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&node{}))
	if _, err := orm.JSON(ring[0]).MarshalJSON(); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("JSON of %d levels: %v", n, err)
	}
	if _, err := orm.Dump(db, ring[0]); err != nil {
		t.Error(err)
	}

	if saved, err := orm.SaveRelated(context.Background(), db, ring[0], orm.Follow()); err != nil || saved != int64(n) {
		t.Errorf("%d rows were saved, %v", saved, err)
	}
	body := strings.Repeat(`{"Next":`, n) + "{}" + strings.Repeat("}", n)
	if !errors.Is(orm.Decode(db, strings.NewReader(body), &node{}), orm.ErrDecode) {
		t.Error("a body of as many levels was taken")
	}
}

// JSON of rows in each other: as many as its readers follow.
func TestDeepJSON(t *testing.T) {
	for _, n := range []int{3_999, 4_000, 4_001} {
		rows := make([]*node, n)
		for i := range rows {
			rows[i] = &node{ID: int64(i + 1), Name: "x"}
			if i > 0 {
				rows[i].Next = orm.Ref(rows[i-1])
			}
		}
		text, err := orm.JSON(rows[n-1]).MarshalJSON()
		switch {
		case n > 4_000 && !errors.Is(err, orm.ErrQuery):
			t.Errorf("%d rows: %v", n, err)
		case n <= 4_000 && (err != nil || bytes.Count(text, []byte(`"Name"`)) != n || !json.Valid(text)):
			t.Errorf("%d rows: %d bytes, %v", n, len(text), err)
		}
	}
}
