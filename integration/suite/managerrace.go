package suite

import (
	"fmt"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// managerRaceCases are managers that several goroutines use at once, each with an instance of its own.
func managerRaceCases() []Case {
	both := Locks | Isolation
	return []Case{
		{Name: "managerrace/Add and Remove of the same rows in any order (P-04, P-05)", Models: shelves, Needs: both, Run: raceAdd},
		{Name: "managerrace/one link, with the data of one of the callers (P-04)", Models: shelves, Needs: both, Run: raceLink},
		{Name: "managerrace/GetOrCreate makes and ties one row (P-09)", Models: shelves, Needs: both, Run: raceGetOrCreate},
		{Name: "managerrace/children of one owner (P-04)", Models: shelves, Needs: both, Run: raceChildren},
	}
}

// racing runs a function in eight goroutines and reports their errors.
func racing(t *testing.T, run func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { errs[i] = run(i) })
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	}
}

// own is the caller's own instance of a row.
func own[T any](t *testing.T, q orm.QuerySet[T], id int64) *T {
	t.Helper()
	row, err := q.Get(t.Context(), orm.Q{"pk": id})
	noError(t, err)
	return row
}

func raceAdd(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	w := &writer{Name: "w"}
	v := &volume{Title: "v"}
	noError(t, orm.Save(ctx, db, w))
	noError(t, orm.Save(ctx, db, v))
	rooms := make([]*room, 10)
	for i := range rooms {
		rooms[i] = &room{Name: fmt.Sprint(i)}
	}
	noError(t, orm.Objects[room](db).BulkCreate(ctx, rooms))
	volumes := make([]*volume, 8)
	for i := range volumes {
		volumes[i] = own(t, orm.Objects[volume](db), v.ID)
	}
	racing(t, func(i int) error {
		mine := append(append([]*room{}, rooms[i:]...), rooms[:i]...)
		if err := volumes[i].Rooms.Add(ctx, mine...); err != nil {
			return err
		}
		if err := volumes[i].Rooms.Remove(ctx, mine[:2]...); err != nil {
			return err
		}
		return volumes[i].Rooms.Add(ctx, mine...)
	})
	names, err := orm.Pluck[string](ctx, v.Rooms.Objects().OrderBy("name"), "name")
	noError(t, err)
	pairs, err := orm.Objects[volume](db).SelectRelated("rooms").CountRows(ctx)
	noError(t, err)
	equal(t, "links", pairs, int64(len(names)))
	if len(names) < 2 || len(names) > 10 {
		t.Errorf("%d rooms", len(names))
	}
}

func raceLink(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	v, l := &volume{Title: "v"}, &label{Name: "l"}
	noError(t, orm.Save(ctx, db, v))
	noError(t, orm.Save(ctx, db, l))
	volumes, labels := make([]*volume, 8), make([]*label, 8)
	for i := range volumes {
		volumes[i], labels[i] = own(t, orm.Objects[volume](db), v.ID), own(t, orm.Objects[label](db), l.ID)
	}
	racing(t, func(i int) error {
		if i%2 == 0 {
			return volumes[i].Labels.AddLink(ctx, labels[i], volumeLabel{Rank: i + 1})
		}
		return labels[i].Volumes.AddLink(ctx, volumes[i], volumeLabel{Rank: i + 1})
	})
	rows, err := orm.Objects[volumeLabel](db).All(ctx)
	noError(t, err)
	if len(rows) != 1 || rows[0].Rank == 0 {
		t.Errorf("%d links, the first with rank %d", len(rows), rows[0].Rank)
	}
}

func raceGetOrCreate(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	needsLocks(t, db)
	ctx := t.Context()
	v := &volume{Title: "v"}
	noError(t, orm.Save(ctx, db, v))
	volumes := make([]*volume, 8)
	for i := range volumes {
		volumes[i] = own(t, orm.Objects[volume](db), v.ID)
	}
	var mu sync.Mutex
	made := 0
	racing(t, func(i int) error {
		_, created, err := volumes[i].Rooms.GetOrCreate(ctx, orm.V{"name": "attic"})
		mu.Lock()
		defer mu.Unlock()
		if created {
			made++
		}
		return err
	})
	equal(t, "created", made, 1)
	n, err := v.Rooms.Objects().Count(ctx)
	noError(t, err)
	equal(t, "rooms", n, int64(1))
}

func raceChildren(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	w := &writer{Name: "w"}
	noError(t, orm.Save(ctx, db, w))
	writers := make([]*writer, 8)
	for i := range writers {
		writers[i] = own(t, orm.Objects[writer](db), w.ID)
	}
	racing(t, func(i int) error {
		if err := writers[i].Volumes.Add(ctx, &volume{Title: "a"}, &volume{Title: "b"}); err != nil {
			return err
		}
		_, err := writers[i].Volumes.Create(ctx, volume{Title: "c"})
		return err
	})
	n, err := w.Volumes.Objects().Count(ctx)
	noError(t, err)
	equal(t, "volumes", n, int64(24))
}
