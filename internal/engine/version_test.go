package engine

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// draft has a version and a mark of deletion.
type draft struct {
	remembering
	ID      int64
	Version int64
	Text    string
	Gone    *time.Time
}

func (d *draft) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&d.ID).PrimaryKey(), schema.BigInteger(&d.Version).Version(), schema.String(&d.Text, 20),
		schema.DateTime(&d.Gone).SoftDelete(),
	}}
}

var errOutrun = errors.New("the row has another version")

// TestUnmarked: a row that could not be taken back is not deleted, has moved on, or is not there;
// or nobody knows.
func TestUnmarked(t *testing.T) {
	for name, c := range map[string]struct {
		meets answer
		is    error
		told  any
	}{
		"there as it was": {answer{rows: [][]driver.Value{{int64(3)}}}, ErrNoMatch, nil},
		"moved on":        {answer{rows: [][]driver.Value{{int64(4)}}}, errOutrun, int64(4)},
		"not there":       {answer{}, errOutrun, nil},
		"not known":       {answer{err: errProbe}, errProbe, nil},
	} {
		db, s := scriptedOf(t, "sqlite", &draft{})
		s.says("SELECT", c.meets)
		var told any
		db.Driver.Stale = func(_ *schema.Model, key, have, stored any) error {
			if key != any(int64(1)) || have != any(int64(3)) {
				t.Errorf("%s: the key is %v, its version %v", name, key, have)
			}
			told = stored
			return errOutrun
		}
		err := db.Unmarked(t.Context(), db.model("draft"), unsafe.Pointer(&draft{ID: 1, Version: 3}))
		if !errors.Is(err, c.is) || errors.Is(err, errOutrun) && told != c.told {
			t.Errorf("%s: %v, the row has %v, after %s", name, err, told, s.all())
		}
	}
}

// An upsert of a row that is known raises the version itself; of another it is read.
func TestWhatAnUpsertLeavesOfAVersion(t *testing.T) {
	db, _ := scriptedOf(t, "postgres", &draft{})
	m := db.model("draft")
	saved := remembering{schema.Row{State: m.Saved}}
	for _, c := range []struct {
		row  draft
		back string
	}{{draft{ID: 1, Version: 3, remembering: saved}, "[gone]"}, {draft{ID: 1, Version: 3}, "[version gone]"}} {
		back, _ := db.Unknown(m, unsafe.Pointer(&c.row), attributes(t, m, "text"))
		if got := fmt.Sprint(Names(back)); got != c.back {
			t.Errorf("saved %t: %s, want %s", c.row.row.State != nil, got, c.back)
		}
	}
}
