package faults

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// beliefs are what a session believes of facts: that one is there, that it is not, or that nobody knows.
type beliefs struct {
	there   map[string]bool
	unknown [][]string // facts that became true, or not, together
	ended   bool
}

// note files what a call has done, and reports whether the session goes on.
func (b *beliefs) note(err error, is bool, facts ...string) bool {
	for _, f := range facts {
		switch {
		case err == nil:
			b.there[f] = is
		case errors.Is(err, orm.ErrOutcomeUnknown):
			delete(b.there, f)
		}
	}
	if err != nil && errors.Is(err, orm.ErrOutcomeUnknown) {
		b.unknown = append(b.unknown, facts)
	}
	return err == nil
}

// tying ties rows to a row in every way, and reads them by every way of loading in between.
func tying(ctx context.Context, db *orm.DB) *beliefs {
	b := &beliefs{there: map[string]bool{"t1": false, "t2": false, "t3": false, "t4": false, "row": false, "owner": false, "made": false}}
	row := &account{Name: "row", Balance: 1, Owner: orm.Ref(&holder{Name: "owner", Email: "e"})}
	_, err := orm.SaveRelated(ctx, db, row)
	if !b.note(err, true, "row", "owner") {
		return b
	}
	if !b.note(row.Tags.Add(ctx, &tag{Name: "t1"}, &tag{Name: "t2"}), true, "t1", "t2") {
		return b
	}
	if !b.note(row.Tags.AddLink(ctx, &tag{Name: "t3"}, tagging{Rank: 3}), true, "t3") {
		return b
	}
	_, err = row.Tags.CreateLink(ctx, tag{Name: "t4"}, tagging{Rank: 4})
	if !b.note(err, true, "t4", "made") {
		return b
	}
	if !b.note(b.reads(ctx, db, []string{"t1", "t2", "t3", "t4"}), true) {
		return b
	}
	if !b.note(row.Tags.UpdateLink(ctx, &tag{Name: "t3"}, orm.V{"rank": 5}), true) {
		return b
	}
	if !b.note(row.Tags.Remove(ctx, &tag{Name: "t1"}, &tag{Name: "t4"}), false, "t1", "t4") {
		return b
	}
	_, err = row.Tags.Clear(ctx)
	if !b.note(err, false, "t2", "t3") {
		return b
	}
	b.ended = b.note(b.reads(ctx, db, nil), true)
	return b
}

// reads loads the row with its ties in each way: whole, or with an error.
func (b *beliefs) reads(ctx context.Context, db *orm.DB, want []string) error {
	q := orm.Objects[account](db).Filter(orm.Q{"name": "row"})
	for _, way := range []orm.QuerySet[account]{q.PrefetchRelated("tags", "owner"), q.SelectRelated("owner", "tags")} {
		row, err := way.Get(ctx)
		if err != nil {
			return err
		}
		if got := tagsOf(row); !slices.Equal(got, want) || row.Owner.Get() == nil || row.Owner.Get().Name != "owner" {
			b.there["short"] = true
			return fmt.Errorf("%q instead of %q and no error", got, want)
		}
	}
	row, err := q.Get(ctx)
	if err == nil {
		err = orm.LoadAll(ctx, db, row)
	}
	if err == nil && !slices.Equal(tagsOf(row), want) {
		b.there["short"] = true
		err = fmt.Errorf("%q instead of %q and no error", tagsOf(row), want)
	}
	for _, err := range q.PrefetchRelated("tags").Iterate(ctx) {
		if err != nil {
			return err
		}
	}
	return err
}

func tagsOf(row *account) []string {
	var out []string
	for _, t := range row.Tags.All() {
		out = append(out, t.Name)
	}
	slices.Sort(out)
	return out
}

// facts are those that hold in the database.
func facts(t *testing.T, db *orm.DB) []string {
	t.Helper()
	var out []string
	rows, err := orm.Objects[account](db).Filter(orm.Q{"name": "row"}).PrefetchRelated("tags").All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		out = append(append(out, "row"), tagsOf(row)...)
	}
	owners, err := orm.Objects[holder](db).Count(t.Context())
	made, err2 := orm.Objects[tag](db).Filter(orm.Q{"name": "t4"}).Count(t.Context())
	if err = errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	for range owners {
		out = append(out, "owner")
	}
	for range made {
		out = append(out, "made")
	}
	return out
}

// check compares what the session believes with what is there.
func (b *beliefs) check(t *testing.T, n int, db *orm.DB) {
	t.Helper()
	held := facts(t, db)
	for fact, is := range b.there {
		if slices.Contains(held, fact) != is {
			t.Errorf("cut %d: the session believes of %s %v, and there is %q", n, fact, is, held)
		}
	}
	for _, together := range b.unknown {
		found := 0
		for _, fact := range together {
			if slices.Contains(held, fact) {
				found++
			}
		}
		if found != 0 && found != len(together) {
			t.Errorf("cut %d: of %q only %d hold", n, together, found)
		}
	}
}

// A session about ties is cut at each of its requests, before the server has seen it and after: what was said to be tied or untied is, what
// was refused is not, rows and ties that belong together come and go together, and no relation is loaded in part (F6).
func TestCutTies(t *testing.T) {
	for _, f := range []fault{loseRequest, loseReply} {
		t.Run(fmt.Sprint(f), func(t *testing.T) {
			through(t, func(t *testing.T, p *proxy, behind, beside *orm.DB) {
				for n := 1; ; n++ {
					for _, err := range []error{emptied(t, beside), orm.Objects[tag](beside).BulkCreate(t.Context(), []*tag{{Name: "t1"}, {Name: "t2"}, {Name: "t3"}})} {
						if err != nil {
							t.Fatal(err)
						}
					}
					anew(behind)
					p.strikeNth(f, n)
					b := tying(t.Context(), behind)
					struck := p.strikes()
					p.strike(none, "", 0)
					b.check(t, n, beside)
					if struck == 0 {
						if !b.ended || n < 25 {
							t.Errorf("after %d cuts the session is %+v", n-1, b)
						}
						return
					}
				}
			})
		})
	}
}

// emptied deletes all rows.
func emptied(t *testing.T, db *orm.DB) error {
	_, err := orm.Objects[account](db).Each().Delete(t.Context())
	_, err2 := orm.Objects[holder](db).Each().Delete(t.Context())
	_, err3 := orm.Objects[tag](db).Each().Delete(t.Context())
	return errors.Join(err, err2, err3)
}
