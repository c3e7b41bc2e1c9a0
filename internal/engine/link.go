package engine

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// Link is a row that ties an owner to a target along a many side.
type Link struct {
	Side          *schema.Side
	Owner, Target any            // canonical keys
	Row           unsafe.Pointer // the link's own fields; nil when it has none
}

// LinkBatch is how many link rows without fields one statement takes.
const LinkBatch = 500

// InsertLinks writes link rows of one side; those that are there already are left as they are, unless the relation admits
// duplicates. It reports of the rows that have fields which of them were written. Links without fields go in batches, the
// others one by one. They are written in the order of their keys, so that two callers do not wait for each other.
func (db *DB) InsertLinks(ctx context.Context, links []Link) (written []bool, err error) {
	written = make([]bool, len(links))
	order := make([]int, len(links))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if c := compareKeys(links[i].Owner, links[j].Owner); c != 0 {
			return c
		}
		return compareKeys(links[i].Target, links[j].Target)
	})
	var plain []Link
	for _, i := range order {
		if links[i].Row == nil {
			plain = append(plain, links[i])
		} else if written[i], err = db.insertLink(ctx, links[i]); err != nil {
			return nil, err
		}
	}
	for batch := range slices.Chunk(plain, LinkBatch) {
		if err := db.insertPlain(ctx, batch); err != nil {
			return nil, err
		}
	}
	return written, nil
}

// compareKeys orders canonical keys of one kind.
func compareKeys(a, b any) int {
	x, y := schema.KeyOf(a), schema.KeyOf(b)
	switch {
	case x.Num != y.Num && x.Num < y.Num, x.Num == y.Num && x.Str < y.Str:
		return -1
	case x == y:
		return 0
	}
	return 1
}

// insertPlain writes link rows without fields by one statement.
func (db *DB) insertPlain(ctx context.Context, links []Link) error {
	side := links[0].Side
	columns := linkColumns(side)
	values := make([]any, 0, len(columns)*len(links))
	for _, l := range links {
		values = side.LinkTarget.Key.Spread(l.Target, side.LinkOwner.Key.Spread(l.Owner, values))
	}
	p, err := db.rowPlan(ctx, &rowStatement{form: insertRows, model: side.Through(), columns: columns, rows: len(links), conflict: linkConflict(side)})
	if err != nil {
		return err
	}
	_, err = db.exec(ctx, p, db.lists(values, len(columns)), nil)
	return err
}

// linkColumns are the columns of the keys to both ends.
func linkColumns(side *schema.Side) []*schema.Attribute {
	return schema.Spread([]*schema.Attribute{side.LinkOwner.Key, side.LinkTarget.Key})
}

// linkConflict leaves a link alone that is there, unless the relation admits duplicates.
func linkConflict(side *schema.Side) *compile.Conflict {
	if side.AllowDuplicates {
		return nil
	}
	return &compile.Conflict{Ignore: true, Target: linkColumns(side)}
}

// insertLink writes one link row with fields, reads back what the server made, and reports whether a row was written.
func (db *DB) insertLink(ctx context.Context, l Link) (bool, error) {
	m := l.Side.Through()
	owner, target := l.Side.LinkOwner.Key, l.Side.LinkTarget.Key
	var columns, made []*schema.Attribute
	var values []any
	var err error
	ends, keys := linkColumns(l.Side), target.Spread(l.Target, owner.Spread(l.Owner, nil))
	for _, a := range m.Attributes {
		i := slices.Index(ends, a)
		switch {
		case i >= 0:
			columns, values = append(columns, a), append(values, keys[i])
		case leavesToServer(a, l.Row):
			made = append(made, a)
		default:
			columns = append(columns, a)
			if values, err = db.stored(l.Row, []*schema.Attribute{a}, values); err != nil {
				return false, err
			}
		}
	}
	conflict := linkConflict(l.Side)
	written, err := db.sendLink(ctx, l, columns, made, values, conflict)
	if err != nil || !written {
		return false, err
	}
	for a, key := range map[*schema.Attribute]any{owner: l.Owner, target: l.Target} {
		if err := a.Set(l.Row, key); err != nil {
			return false, err
		}
	}
	db.Stored(m, l.Row, columns)
	return true, nil
}

// sendLink sends the INSERT of a link row. Where the statement returns the rows that it wrote, they tell whether it did.
// Elsewhere the generated key does, which is 0 for a row that was there; where there is none the row is looked for first.
func (db *DB) sendLink(ctx context.Context, l Link, columns, made []*schema.Attribute, values []any, c *compile.Conflict) (bool, error) {
	m := l.Side.Through()
	if db.Dialect.InsertReturning && (db.Dialect.OnConflict || c == nil) {
		back := made
		if len(back) == 0 {
			back = m.Keys
		}
		p, err := db.rowPlan(ctx, &rowStatement{form: insertRows, model: m, columns: columns, rows: 1, conflict: c, returning: back})
		if err != nil {
			return false, err
		}
		n, err := db.readRow(ctx, p, db.lists(values, len(columns)), back, l.Row)
		return n > 0, err
	}
	generated := slices.ContainsFunc(made, func(a *schema.Attribute) bool { return a.Autoincrement })
	if c != nil && !generated {
		there, err := db.HasLink(ctx, l.Side, l.Owner, l.Target, Shards(l.Side.Through(), []unsafe.Pointer{l.Row}))
		if err != nil || there {
			return false, err
		}
	}
	p, err := db.rowPlan(ctx, &rowStatement{form: insertRows, model: m, columns: columns, rows: 1, conflict: c})
	if err != nil {
		return false, err
	}
	var id int64
	if _, err := db.exec(ctx, p, db.lists(values, len(columns)), &id); err != nil {
		return false, err
	}
	if !generated {
		if c != nil {
			if there, err := db.HasLink(ctx, l.Side, l.Owner, l.Target, Shards(l.Side.Through(), []unsafe.Pointer{l.Row})); err != nil || !there {
				return db.sendLink(ctx, l, columns, made, values, nil)
			}
		}
		return true, db.reloadMade(ctx, m, l.Row, made)
	}
	if id == 0 {
		return db.judgeLink(ctx, l, columns, made, values)
	}
	if err := m.Key().Set(l.Row, id); err != nil {
		return false, err
	}
	return true, db.reloadMade(ctx, m, l.Row, made)
}

// judgeLink is what a link row without effect means: that the link is there. Where the link model has a further unique
// constraint it may have been that one, which a plain INSERT then says.
func (db *DB) judgeLink(ctx context.Context, l Link, columns, made []*schema.Attribute, values []any) (bool, error) {
	uniques := 0
	for _, c := range l.Side.Through().Constraints {
		if c.Kind == schema.UniqueConstraint {
			uniques++
		}
	}
	if uniques < 2 {
		return false, nil
	}
	there, err := db.HasLink(ctx, l.Side, l.Owner, l.Target, Shards(l.Side.Through(), []unsafe.Pointer{l.Row}))
	if err != nil || there {
		return false, err
	}
	return db.sendLink(ctx, l, columns, made, values, nil)
}

// reloadMade reads what the server made of a new row besides its key.
func (db *DB) reloadMade(ctx context.Context, m *schema.Model, row unsafe.Pointer, made []*schema.Attribute) error {
	rest := slices.DeleteFunc(slices.Clone(made), func(a *schema.Attribute) bool { return a.PrimaryKey })
	if len(rest) == 0 {
		return nil
	}
	return db.Reload(ctx, m, row, rest)
}

// LinkPairs are the pairs of owner and target that link rows tie, among those of the given owners. Link rows may spell the keys of either
// end otherwise: a pair stands for every spelling among owners and targets that the database takes for equal.
func (db *DB) LinkPairs(ctx context.Context, side *schema.Side, owners, targets, shards []any) (map[[2]schema.Key]bool, error) {
	m := side.Through()
	ends := []*schema.Attribute{side.LinkOwner.Key, side.LinkTarget.Key}
	out := map[[2]schema.Key]bool{}
	for batch := range slices.Chunk(owners, db.KeyBatch(ends[0])) {
		q := keyedIn(m, ends[0], batch)
		q.Where = append(q.Where, linkShards(side, shards)...)
		rows, err := db.keyColumns(ctx, q, ends...)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			out[[2]schema.Key{schema.KeyOf(row[0]), schema.KeyOf(row[1])}] = true
		}
	}
	if len(out) == 0 {
		return out, nil
	}
	for i, asked := range [][]any{owners, targets} {
		if err := db.respell(ctx, out, i, ends[i], []*schema.Attribute{side.Owner.Identity(), side.Target.Identity()}[i], asked); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// respell adds to pairs those that have at one end, instead of the key that was found, one that was asked for and equals it.
func (db *DB) respell(ctx context.Context, pairs map[[2]schema.Key]bool, end int, of, own *schema.Attribute, asked []any) error {
	if !folds(of) {
		return nil
	}
	var found, left []schema.Key
	by := map[schema.Key][][2]schema.Key{}
	for p := range pairs {
		if by[p[end]] == nil {
			found = append(found, p[end])
		}
		by[p[end]] = append(by[p[end]], p)
	}
	for _, k := range asked {
		if k := schema.KeyOf(k); by[k] == nil {
			left = append(left, k)
		}
	}
	if len(left) == 0 || !loaders.Alike(found, left) {
		return nil
	}
	same, err := db.equalKeys(ctx, of, found, own, left)
	for _, s := range same {
		for _, p := range by[found[s.Found]] {
			p[end] = left[s.Asked]
			pairs[p] = true
		}
	}
	return err
}

// KeysThere are those of a model's primary keys that rows have, in some shards or, without any, anywhere, also where the rows spell them differently.
func (db *DB) KeysThere(ctx context.Context, m *schema.Model, keys, shards []any) (map[schema.Key]bool, error) {
	out := map[schema.Key]bool{}
	var found []schema.Key
	id := m.Identity()
	for batch := range slices.Chunk(keys, db.KeyBatch(id)) {
		q := keyedIn(m, id, batch)
		q.Where = append(q.Where, InShards(m, shards)...)
		rows, err := db.keyColumns(ctx, q, id)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			found = append(found, schema.KeyOf(row[0]))
			out[found[len(found)-1]] = true
		}
	}
	var left []schema.Key
	for _, k := range keys {
		if k := schema.KeyOf(k); (k.Form == schema.TextKey || k.Form == schema.TupleKey && folds(id)) && !out[k] {
			left = append(left, k)
		}
	}
	if len(left) == 0 || !loaders.Alike(found, left) {
		return out, nil
	}
	pairs, err := db.equalKeys(ctx, id, found, id, left)
	for _, p := range pairs {
		out[left[p.Asked]] = true
	}
	return out, err
}

// keyedIn selects the rows whose attribute is in a list.
func keyedIn(m *schema.Model, a *schema.Attribute, list []any) *query.Query {
	return &query.Query{Model: m, NoDefault: true, Where: []*query.Node{{Op: query.Compare, Path: attributePath(m, a), Lookup: query.In, List: list}}}
}

// linkWhere selects the link rows of an owner, of one target or of all, in the owner's shard.
func linkWhere(side *schema.Side, owner, target any, shards []any) *query.Query {
	m := side.Through()
	q := &query.Query{Model: m, NoDefault: true, Where: append([]*query.Node{equal(m, side.LinkOwner.Key, owner)}, linkShards(side, shards)...)}
	if target != nil {
		q.Where = append(q.Where, equal(m, side.LinkTarget.Key, target))
	}
	return q
}

// linkShards is the condition that link rows are in the shards of an owner.
func linkShards(side *schema.Side, shards []any) []*query.Node {
	m := side.Through()
	if m.ShardKey == side.LinkOwner.Key {
		return nil
	}
	return InShards(m, shards)
}

func equal(m *schema.Model, a *schema.Attribute, v any) *query.Node {
	return &query.Node{Op: query.Compare, Path: attributePath(m, a), Lookup: query.Exact, Value: v}
}

func attributePath(m *schema.Model, a *schema.Attribute) *schema.Path {
	return &schema.Path{Root: m, Attr: a, Text: a.Name}
}

// DeleteLinks deletes the link rows of an owner, to one target or, with a nil target, to all.
func (db *DB) DeleteLinks(ctx context.Context, side *schema.Side, owner, target any, shards []any) (int64, error) {
	w, err := db.DeleteSet(ctx, linkWhere(side, owner, target, shards))
	if err != nil {
		return 0, err
	}
	return w.Send(ctx)
}

// UpdateLink writes fields of the link row between an owner and a target and gives the number of rows that matched.
func (db *DB) UpdateLink(ctx context.Context, side *schema.Side, owner, target any, shards []any, list []*query.Assignment) (int64, error) {
	w, err := db.UpdateSet(ctx, linkWhere(side, owner, target, shards), list)
	if err != nil {
		return 0, err
	}
	return w.Send(ctx)
}

// HasLink reports whether a link row ties an owner and a target.
func (db *DB) HasLink(ctx context.Context, side *schema.Side, owner, target any, shards []any) (bool, error) {
	return db.Exists(ctx, linkWhere(side, owner, target, shards))
}

// LinkRow reads the link row between an owner and a target, the first of several; nil without one. The link model has a Go type.
func (db *DB) LinkRow(ctx context.Context, side *schema.Side, owner, target any, shards []any) (unsafe.Pointer, error) {
	q := linkWhere(side, owner, target, shards)
	q.Limit, q.HasLimit = 1, true
	rows, err := db.Select(ctx, q)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// KeyOf is the canonical key of an instance.
func KeyOf(m *schema.Model, row unsafe.Pointer) (any, error) {
	if !HasKey(m, row) {
		return nil, fmt.Errorf("%w: the instance of %s has no key", schema.ErrNotPersisted, m.Name)
	}
	return m.Identity().Get(row)
}
