package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/ormar-go/ormar/orm"
)

var errBack = errors.New("back")

// step is one thing of those that a service does all day, some of which go wrong. The number of rows stays as it is.
func step(ctx context.Context, db *orm.DB, random *rand.Rand) error {
	items, id := orm.Objects[item](db), int64(random.IntN(shelves)+1)
	switch random.IntN(9) {
	case 0:
		_, err := orm.Objects[shelf](db).SelectRelated("items").PrefetchRelated("tags").Filter(orm.Q{"id": id}).OrderBy("items__id").All(ctx)
		return err
	case 1: // a question of another shape each time
		var c []orm.Condition
		for range 1 + random.IntN(6) {
			c = append(c, orm.Q{[]string{"count__gt", "count__lt", "name__contains", "shelf__name", "shelf__id__in"}[random.IntN(5)]: nil})
		}
		for i := range c {
			for key := range c[i].(orm.Q) {
				c[i] = orm.Q{key: map[string]any{"count__gt": 1, "count__lt": 9, "name__contains": "1", "shelf__name": "x", "shelf__id__in": make([]int64, random.IntN(40))}[key]}
			}
		}
		_, err := items.Filter(orm.Or(c...)).OrderBy("-id").Limit(random.IntN(20)).All(ctx)
		return err
	case 2:
		_, err := items.Filter(orm.Q{"shelf__id": id}).Update(ctx, orm.SetExpr(&orm.Fields[item]().Count, orm.F("count").Add(1)))
		return tolerable(err)
	case 3:
		return tolerable(db.Transaction(ctx, func(ctx context.Context) error {
			made := &item{Name: "made", Shelf: orm.RefPK[shelf](id)}
			if err := orm.Save(ctx, db, made); err != nil {
				return err
			}
			return orm.Delete(ctx, db, made)
		}, orm.Retry(5)))
	case 4: // rolled back, with a savepoint in it
		err := db.Transaction(ctx, func(ctx context.Context) error {
			return db.Transaction(ctx, func(ctx context.Context) error {
				if err := orm.Save(ctx, db, &item{Name: "never", Shelf: orm.RefPK[shelf](id)}); err != nil {
					return err
				}
				return errBack
			})
		})
		return tolerable(err)
	case 5: // a constraint says no
		err := orm.Save(ctx, db, &tag{Name: fmt.Sprint("tag ", id-1)})
		if errors.Is(err, orm.ErrUnique) {
			return nil
		}
		return tolerable(err)
	case 6: // abandoned in the middle, or by its deadline
		short, cancel := context.WithTimeout(ctx, time.Duration(random.IntN(2000))*time.Microsecond)
		defer cancel()
		for range items.OrderBy("id").Iterate(short) {
			if random.IntN(50) == 0 {
				break
			}
		}
		return nil
	case 7:
		s, err := orm.Objects[shelf](db).Get(ctx, orm.Q{"id": id})
		if err == nil {
			err = s.Tags.Add(ctx, &tag{ID: id, Name: fmt.Sprint("tag ", id-1)})
		}
		if err == nil {
			_, err = s.Tags.Clear(ctx)
		}
		return tolerable(err)
	}
	_, err := orm.Sum[int64](ctx, items.Filter(orm.Q{"shelf__id": id}), "count")
	return err
}

// tolerable is what others at the same rows may do to a write.
func tolerable(err error) error {
	for _, expected := range []error{errBack, orm.ErrDeadlock, orm.ErrSerialization, orm.ErrLockTimeout, orm.ErrUnique} {
		if errors.Is(err, expected) {
			return nil
		}
	}
	return err
}
