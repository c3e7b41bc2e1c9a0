package faults

import (
	"context"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// trip is a usual call and how many requests it sends, each of which waits for its answer, once its statements are prepared. Calls about an
// account read it first, which is one of them.
type trip struct {
	name             string
	postgres, family int
	call             func(ctx context.Context, db *orm.DB) error
}

// read asks for the accounts and forgets them.
func read(q func(db *orm.DB) orm.QuerySet[account]) func(ctx context.Context, db *orm.DB) error {
	return func(ctx context.Context, db *orm.DB) error {
		_, err := q(db).All(ctx)
		return err
	}
}

// named is the account with a name.
func named(ctx context.Context, db *orm.DB, name string) (*account, error) {
	return orm.Objects[account](db).Get(ctx, orm.Q{"name": name})
}

func trips() []trip {
	accounts := orm.Objects[account, *account]
	return []trip{
		{"Get", 1, 1, func(ctx context.Context, db *orm.DB) error { _, err := named(ctx, db, "a"); return err }},
		{"All", 1, 1, read(accounts)},
		{"Count", 1, 1, func(ctx context.Context, db *orm.DB) error { _, err := accounts(db).Count(ctx); return err }},
		{"Exists", 1, 1, func(ctx context.Context, db *orm.DB) error { _, err := accounts(db).Exists(ctx); return err }},
		{"Values", 1, 1, func(ctx context.Context, db *orm.DB) error {
			_, err := accounts(db).Values(ctx, "name", "owner__email")
			return err
		}},
		{"SelectRelated", 1, 1, read(func(db *orm.DB) orm.QuerySet[account] { return accounts(db).SelectRelated("owner") })},
		{"PrefetchRelated of one", 2, 2, read(func(db *orm.DB) orm.QuerySet[account] { return accounts(db).PrefetchRelated("owner") })},
		{"PrefetchRelated of many", 2, 2, read(func(db *orm.DB) orm.QuerySet[account] { return accounts(db).PrefetchRelated("tags") })},
		{"PrefetchRelated of both", 3, 3, read(func(db *orm.DB) orm.QuerySet[account] { return accounts(db).PrefetchRelated("owner", "tags") })},
		{"Save", 1, 1, func(ctx context.Context, db *orm.DB) error { return orm.Save(ctx, db, &account{Name: "new"}) }},
		{"Update", 2, 2, func(ctx context.Context, db *orm.DB) error {
			row, err := named(ctx, db, "a")
			if err == nil {
				row.Balance++
				err = orm.Update(ctx, db, row, "balance")
			}
			return err
		}},
		{"Delete", 2, 2, func(ctx context.Context, db *orm.DB) error {
			row, err := named(ctx, db, "new")
			if err == nil {
				err = orm.Delete(ctx, db, row)
			}
			return err
		}},
		{"Update of a set", 1, 1, func(ctx context.Context, db *orm.DB) error {
			_, err := accounts(db).Filter(orm.Q{"balance__gt": 5}).Update(ctx, orm.V{"note": "x"})
			return err
		}},
		{"Delete of a set", 1, 1, func(ctx context.Context, db *orm.DB) error {
			_, err := accounts(db).Delete(ctx, orm.Q{"name": "new"})
			return err
		}},
		{"GetOrCreate of what is there", 1, 1, func(ctx context.Context, db *orm.DB) error {
			_, _, err := accounts(db).GetOrCreate(ctx, orm.V{"name": "a"})
			return err
		}},
		{"BulkCreate of 3", 1, 1, func(ctx context.Context, db *orm.DB) error {
			return accounts(db).BulkCreate(ctx, []*account{{Name: "new 1"}, {Name: "new 2"}, {Name: "new 3"}})
		}},
		{"Delete of these", 1, 1, func(ctx context.Context, db *orm.DB) error {
			_, err := accounts(db).Delete(ctx, orm.Q{"name__startswith": "new"})
			return err
		}},
		{"AddLink of what is tied", 5, 5, func(ctx context.Context, db *orm.DB) error {
			row, err := named(ctx, db, "a")
			if err == nil {
				err = row.Tags.AddLink(ctx, &tag{Name: "t"}, tagging{Rank: 3})
			}
			return err
		}},
		{"Remove of a tie", 2, 2, func(ctx context.Context, db *orm.DB) error {
			row, err := named(ctx, db, "a")
			if err == nil {
				err = row.Tags.Remove(ctx, &tag{Name: "t"})
			}
			return err
		}},
		{"Add of a tie", 4, 4, func(ctx context.Context, db *orm.DB) error {
			row, err := named(ctx, db, "a")
			if err == nil {
				err = row.Tags.Add(ctx, &tag{Name: "t"})
			}
			return err
		}},
		{"Load of a relation", 2, 2, func(ctx context.Context, db *orm.DB) error {
			row, err := named(ctx, db, "a")
			if err == nil {
				_, err = row.Tags.Load(ctx)
			}
			return err
		}},
		{"LoadAll", 2, 2, func(ctx context.Context, db *orm.DB) error {
			row, err := named(ctx, db, "a")
			if err == nil {
				err = orm.LoadAll(ctx, db, row)
			}
			return err
		}},
		{"Upsert", 1, 1, func(ctx context.Context, db *orm.DB) error {
			return orm.Upsert(ctx, db, &holder{ID: 1, Name: "h", Email: "e"})
		}},
		{"Transaction of two writes", 4, 4, func(ctx context.Context, db *orm.DB) error {
			return db.Transaction(ctx, func(ctx context.Context) error {
				_, err := accounts(db).Filter(orm.Q{"name": "a"}).Update(ctx, orm.V{"note": "y"})
				if err == nil {
					_, err = accounts(db).Filter(orm.Q{"name": "a"}).Update(ctx, orm.V{"note": "z"})
				}
				return err
			})
		}},
	}
}

// What a call costs where the server is far away is how often it waits for it: on a connection that has the statements, as often as the
// pages say that it sends one.
func TestRoundTrips(t *testing.T) {
	through(t, func(t *testing.T, p *proxy, behind, _ *orm.DB) {
		behind.SQLX().SetMaxOpenConns(1)
		ctx := t.Context()
		owner := &holder{Name: "h", Email: "e"}
		if err := orm.Save(ctx, behind, owner); err != nil {
			t.Fatal(err)
		}
		row := &account{Name: "a", Balance: 10, Owner: orm.Ref(owner)}
		if err := orm.Save(ctx, behind, row); err != nil {
			t.Fatal(err)
		}
		if _, err := row.Tags.Create(ctx, tag{Name: "t"}); err != nil {
			t.Fatal(err)
		}
		for round := range 3 { // the first prepares, the second may be the one that keeps a statement
			for _, c := range trips() {
				before := p.requests()
				if err := c.call(ctx, behind); err != nil {
					t.Fatalf("%s: %v", c.name, err)
				}
				want := c.postgres
				if behind.Dialect() != "postgres" {
					want = c.family
				}
				if got := p.requests() - before; round == 2 && got != want {
					t.Errorf("%s: %d requests, want %d", c.name, got, want)
				}
			}
		}
	})
}
