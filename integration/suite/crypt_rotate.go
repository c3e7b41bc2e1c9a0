package suite

import (
	"errors"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

func rotates(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	old := "old"
	rows := make([]*firstSafe, 1201) // three batches
	for i := range rows {
		rows[i] = &firstSafe{safe{Note: "note", Mail: "mail", Old: &old, Size: i}}
	}
	noError(t, orm.Objects[firstSafe](db).BulkCreate(ctx, rows))
	second := release(t, db, &secondSafe{})
	_, err := orm.Objects[secondSafe](second).Create(ctx, secondSafe{safe{Note: "note", Mail: "mail", Size: -1}})
	noError(t, err)
	third := release(t, db, &thirdSafe{})
	safes := orm.Objects[thirdSafe](third)
	n, err := safes.Filter(orm.Q{"mail": "mail"}).Count(ctx)
	noError(t, err)
	equal(t, "found under any key", n, int64(1202))
	for _, want := range []int64{1202, 0} {
		n, err := orm.RotateEncryption(ctx, safes)
		noError(t, err)
		equal(t, "rows written", n, want)
	}
	last := release(t, db, &lastSafe{})
	all, err := orm.Objects[lastSafe](last).OrderBy("id").All(ctx)
	noError(t, err)
	equal(t, "rows", len(all), 1202)
	for i, s := range all {
		if s.Note != "note" || s.Mail != "mail" || i < 1201 && (s.Old == nil || *s.Old != "old" || s.Size != i) || i == 1201 && s.Old != nil {
			t.Fatalf("row %d reads %+v", i, s.safe)
		}
	}
	// Here the newest key is all there is, and what an older one made cannot be read.
	noError(t, orm.Save(ctx, db, &firstSafe{safe{Note: "note", Mail: "mail", Size: 9999}}))
	_, err = orm.RotateEncryption(ctx, orm.Objects[lastSafe](last))
	if !errors.Is(err, orm.ErrDecrypt) {
		t.Errorf("a value that no key opens: %v", err)
	}
}

func rotatesSome(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	for i := range 6 {
		noError(t, orm.Save(ctx, db, &firstSafe{safe{Note: "note", Mail: "mail", Size: i}}))
	}
	safes := orm.Objects[secondSafe](release(t, db, &secondSafe{}))
	for _, c := range []struct {
		q    orm.QuerySet[secondSafe]
		want int64
	}{
		{safes.Filter(orm.Q{"size__lt": 2}), 2},
		{safes.Filter(orm.Q{"size": 99}), 0},
		{safes.OrderBy("-size").Limit(2), 2},
		{safes.OrderBy("-size").Limit(2), 0},
		{safes.Exclude(orm.Q{"size": 2}), 1},
		{safes, 1},
	} {
		n, err := orm.RotateEncryption(ctx, c.q)
		noError(t, err)
		equal(t, "rows written", n, c.want)
	}
	sent.Reset()
	for name, err := range map[string]error{
		"a wrong path":   second(orm.RotateEncryption(ctx, safes.Filter(orm.Q{"nosuch": 1}))),
		"from the end":   second(orm.RotateEncryption(ctx, safes.Tail(2))),
		"the zero value": second(orm.RotateEncryption(ctx, orm.QuerySet[secondSafe]{})),
	} {
		if !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v, want ErrQuery", name, err)
		}
	}
	sent.Want(t, 0)
	// A model whose digests do not open has nothing to rotate.
	digests := release(t, db, &cryptDigests{})
	if _, err := orm.RotateEncryption(ctx, orm.Objects[cryptDigests](digests)); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("digests: %v, want ErrQuery", err)
	}
}

type cryptDigests struct {
	ID    int64
	Token string
}

func (d *cryptDigests) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&d.ID).PrimaryKey(), schema.String(&d.Token, 100).Encrypt(crypt.HMAC(cryptKey("a"))),
	}}
}

func rotatesUnderWriters(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	rows := make([]*firstSafe, 300)
	for i := range rows {
		rows[i] = &firstSafe{safe{Note: "note", Mail: "mail"}}
	}
	noError(t, orm.Objects[firstSafe](db).BulkCreate(ctx, rows))
	safes := orm.Objects[secondSafe](release(t, db, &secondSafe{}))
	done := make(chan error)
	go func() { // a program of the first release, still running
		var err error
		for _, r := range slices.Backward(rows) {
			r.Note = "changed"
			err = errors.Join(err, orm.Update(ctx, db, r, "note"))
		}
		done <- err
	}()
	for range 3 {
		_, err := orm.RotateEncryption(ctx, safes)
		noError(t, err)
	}
	noError(t, <-done)
	n, err := orm.RotateEncryption(ctx, safes)
	noError(t, err)
	t.Logf("%d rows were left to rotate", n)
	all, err := safes.All(ctx)
	noError(t, err)
	for _, s := range all {
		if s.Note != "changed" {
			t.Fatalf("the write of another program to row %d is lost", s.ID)
		}
	}
}
