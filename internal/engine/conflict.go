package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Conflict is what a bulk insert does with rows that are there already: it leaves them alone, or writes them.
type Conflict struct {
	Ignore bool
	Target []*schema.Attribute // whose conflict is meant; to ignore, none means any
	Named  []*schema.Attribute // what is written; nil: what the rows have
	// Index is the target where that is more than columns: Target are the attributes that it speaks of. Which row is meant is then known
	// to the database alone.
	Index *schema.ResolvedConstraint
	// Set are assigned besides, and Where says which of the rows that are there are written at all; both may name the row that is
	// offered.
	Set   []*query.Assignment
	Where []*query.Node
	// Told is given each row that was written, and whether it was inserted; nil where nobody asks.
	Told func(row unsafe.Pointer, inserted bool)
}

// each reports whether rows must be written one by one, since what is written depends on each or is to be known of each.
func (c *Conflict) each() bool { return len(c.Set)+len(c.Where) > 0 || c.Told != nil }

func (c *Conflict) sets(a *schema.Attribute) bool {
	return slices.ContainsFunc(c.Set, func(s *query.Assignment) bool { return s.Attr == a })
}

func (c *Conflict) tell(row unsafe.Pointer, inserted bool) {
	if c.Told != nil {
		c.Told(row, inserted)
	}
}

// Uniques are the fields of each constraint of a model that makes them unique among all rows.
func Uniques(m *schema.Model) [][]*schema.Attribute {
	var out [][]*schema.Attribute
	for _, c := range m.Constraints {
		if c.Plain() {
			out = append(out, c.Attributes)
		}
	}
	return out
}

// Carries reports whether some row may have a value in every one of the fields, its own or one that the server makes.
func Carries(attrs []*schema.Attribute, rows []unsafe.Pointer) bool {
	return slices.ContainsFunc(rows, func(row unsafe.Pointer) bool {
		return !slices.ContainsFunc(attrs, func(a *schema.Attribute) bool {
			return a.IsZero(row) && (a.Autoincrement || a.Nullable && a.ServerDefault == "")
		})
	})
}

// tells reports whether an INSERT of the rows can only meet the conflict that is meant. Where the database cannot be told which
// that is, it would write a row that it has found through another constraint.
func (db *DB) tells(m *schema.Model, rows []unsafe.Pointer, c *Conflict) bool {
	if db.Dialect.OnConflict || c.Ignore && len(c.Target) == 0 {
		return true
	}
	for _, u := range append(Uniques(m), m.Keys) {
		if !sameAttributes(u, c.Target) && Carries(u, rows) {
			return false
		}
	}
	return true
}

func sameAttributes(a, b []*schema.Attribute) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x *schema.Attribute) bool { return !slices.Contains(b, x) })
}

// Part are the columns that an instance has of a row that was read without some; nil for one that has all.
func Part(m *schema.Model, row unsafe.Pointer) schema.Mask {
	if !m.HasState {
		return nil
	}
	if s := m.State(row).State; s != nil && s.Loaded != nil && s.Loaded.Len() < len(m.Attributes) {
		return s.Loaded
	}
	return nil
}

// KnownSaved reports whether an instance remembers that its row is in the database.
func KnownSaved(m *schema.Model, row unsafe.Pointer) bool {
	return m.HasState && m.State(row).State != nil && m.State(row).State.Saved
}

// Overwritten are the columns of a row that is there which an upsert of an instance writes with the instance's values, and those
// that get on-update values. The key and the target stay. Named columns are written whatever they are, and then no others are.
// Otherwise what was not read is left alone, and of an instance that is not known to be saved also what only the server or the
// first insert should set.
func Overwritten(m *schema.Model, row unsafe.Pointer, target, named []*schema.Attribute) (write, touch []*schema.Attribute) {
	part, known := Part(m, row), KnownSaved(m, row)
	write = make([]*schema.Attribute, 0, len(m.Attributes))
	for _, a := range m.Attributes {
		switch {
		case a.PrimaryKey || a == m.Version || a == m.ShardKey || a.Generated != "" || slices.Contains(target, a):
		case slices.Contains(named, a):
			write = append(write, a)
		case a.OnUpdate != nil:
			touch = append(touch, a)
		case a.ReadBack && known: // what it has may be older than what a trigger set
		case named != nil, part != nil && !part.Has(a.Index), !known && (a.ReadOnly || leavesToServer(a, row)):
		default:
			write = append(write, a)
		}
	}
	return write, touch
}

// merged is how rows of a bulk upsert are written, the same for a run of them.
type merged struct {
	rows         []unsafe.Pointer
	part         bool // they were read in part: they are only updated
	fresh        bool // they have no value in the target: they are only inserted
	conflict     *Conflict
	version      *schema.Attribute   // that must be the row's, of instances that are known to be saved
	columns      []*schema.Attribute // of the INSERT
	write, touch []*schema.Attribute // see Overwritten
	back         []*schema.Attribute // what the instances do not know afterwards, the target aside
}

// mergeOf is how one row is written.
func mergeOf(m *schema.Model, row unsafe.Pointer, c *Conflict) *merged {
	part, known := Part(m, row), KnownSaved(m, row)
	r := &merged{part: part != nil, fresh: part == nil && !c.hidden() && lacks(row, c.Target)}
	if known || part != nil {
		r.version = Matched(m, row)
	}
	r.write, r.touch = Overwritten(m, row, c.Target, c.Named)
	if r.conflict = c; len(c.Set) > 0 {
		r.write, r.touch = slices.DeleteFunc(r.write, c.sets), slices.DeleteFunc(r.touch, c.sets)
	}
	for _, a := range m.Attributes {
		given := !leavesToServer(a, row) || known && !a.Autoincrement && !a.ServerMade()
		if given {
			r.columns = append(r.columns, a)
		}
		has := part == nil || a.PrimaryKey || part.Has(a.Index) || slices.Contains(r.touch, a)
		stored := slices.Contains(r.write, a) && (part != nil || given)
		if has && !stored && !slices.Contains(c.Target, a) && a != r.version {
			r.back = append(r.back, a)
		}
	}
	return r
}

// lacks reports whether a row has NULL in one of the attributes, or leaves it to the server: it conflicts with no other then.
func lacks(row unsafe.Pointer, attrs []*schema.Attribute) bool {
	return slices.ContainsFunc(attrs, func(a *schema.Attribute) bool {
		if leavesToServer(a, row) {
			return true
		}
		v, err := a.Get(row)
		return err == nil && v == nil
	})
}

// mergeRuns divides rows, in order, into runs that are written alike.
func mergeRuns(m *schema.Model, rows []unsafe.Pointer, c *Conflict) []*merged {
	var runs []*merged
	for i, row := range rows {
		if i > 0 && sameInserted(m, rows[i-1], row) && KnownSaved(m, rows[i-1]) == KnownSaved(m, row) &&
			slices.Equal(Part(m, rows[i-1]), Part(m, row)) && lacks(rows[i-1], c.Target) == lacks(row, c.Target) {
			runs[len(runs)-1].rows = append(runs[len(runs)-1].rows, row)
			continue
		}
		r := mergeOf(m, row, c)
		r.rows = []unsafe.Pointer{row}
		runs = append(runs, r)
	}
	return runs
}

// mergeMany is a bulk upsert. Instances that were read in part are updated, never inserted; whatever is not known of a row
// afterwards is read back.
func (db *DB) mergeMany(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, o Bulk) error {
	runs := mergeRuns(m, rows, o.Conflict)
	if err := db.mergeableBy(m, runs, o.Conflict); err != nil {
		return err
	}
	single := false
	for _, r := range runs {
		single = single || r.part || o.Conflict.each() || o.Conflict.hidden() && !db.Dialect.OnConflict || r.version != nil || db.Scoped(m) && !r.fresh || !r.fresh && !db.tells(m, r.rows, o.Conflict)
	}
	risky := single || len(runs) > 1 || db.riskyMerge(m, runs[0], o)
	write := func(ctx context.Context) error {
		for _, r := range runs {
			if err := db.mergeRun(ctx, m, r, o); err != nil {
				return err
			}
		}
		return nil
	}
	if single && !db.InTransaction(ctx) {
		write = db.untilOneWins(m, rows, write)
		risky = false
	}
	if err := db.Undoable(ctx, risky, write); err != nil {
		return err
	}
	for _, r := range runs {
		for _, row := range r.rows {
			if r.part {
				db.Updated(m, row, slices.Concat(r.write, r.touch))
			} else {
				db.Stored(m, row, m.Attributes)
			}
		}
	}
	return nil
}

// mergeableBy refuses what takes a look at the row that is there, where only the database knows which that is.
func (db *DB) mergeableBy(m *schema.Model, runs []*merged, c *Conflict) error {
	if !c.hidden() {
		return nil
	}
	if !db.Dialect.OnConflict && !db.Dialect.InsertReturning {
		return fmt.Errorf("%w: %s does not tell which row of %s is in the way by %s, which it computes; find rows that are there by a query, and write them by their keys",
			ErrUnsupported, db.Dialect.Name, m.Name, c.target())
	}
	refused := db.Scoped(m)
	for _, r := range runs {
		refused = refused || r.part || r.version != nil || len(r.columns) == 0
	}
	if refused {
		return fmt.Errorf("%w: a conflict of %s of %s, which the database computes, is for whole new objects: no scopes, matched versions or objects that were read in part",
			ErrUnsupported, c.target(), m.Name)
	}
	return nil
}

// mergeAttempts is how often rows are written one by one while the transaction deadlocks with others of its kind.
const mergeAttempts = 10

// untilOneWins runs a write in a transaction, anew when it was the victim of a deadlock.
func (db *DB) untilOneWins(m *schema.Model, rows []unsafe.Pointer, write func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		for range mergeAttempts {
			var before Memory
			before.Rows(m, rows, nil)
			if err = db.Transaction(ctx, TxOptions{}, write); !errors.Is(err, ErrDeadlock) {
				return err
			}
			before.Restore()
		}
		return err
	}
}

// riskyMerge reports whether a run takes several statements, or reads something back that may not be readable.
func (db *DB) riskyMerge(m *schema.Model, r *merged, o Bulk) bool {
	if len(r.columns) == 0 || len(r.rows) > db.mergeSize(r, o) || !db.fits(r.rows, r.columns) {
		return true
	}
	if r.fresh {
		return !db.oneInsert(m, r.rows, Bulk{Batch: o.Batch})
	}
	if !r.reads(o.Conflict) {
		return false
	}
	if !db.Dialect.InsertReturning || len(r.rows) > 1 && !allExact(o.Conflict.Target) {
		return true
	}
	return slices.ContainsFunc(r.back, func(a *schema.Attribute) bool {
		return !slices.Contains(r.touch, a) && !(a.Autoincrement && db.sure(a)) // the row may hold what somebody else wrote
	})
}

// reads reports whether a run reads back. What a target holds that may fold case is not known either.
func (r *merged) reads(c *Conflict) bool { return len(r.back) > 0 || !allExact(c.Target) }

// divide tells what is written with a value that the INSERT has from what it leaves to the server: a zero of that is written when it is
// named, the same for every row of the run, and not the server's default.
func (r *merged) divide() (sent, zeros []*schema.Attribute) {
	for _, a := range r.write {
		if slices.Contains(r.columns, a) {
			sent = append(sent, a)
		} else {
			zeros = append(zeros, a)
		}
	}
	return sent, zeros
}

func (db *DB) mergeSize(r *merged, o Bulk) int {
	if o.Conflict.hidden() {
		return 1 // what comes back is the row's, whatever the index makes of it
	}
	size := db.batchSize(o.Batch, len(r.columns))
	if db.Dialect.Arrays {
		return size
	}
	return max(min(size, (db.Dialect.MaxParameters-len(r.touch)-len(r.write))/max(len(r.columns), 1)), 1)
}

func (db *DB) mergeRun(ctx context.Context, m *schema.Model, r *merged, o Bulk) error {
	switch c := o.Conflict; {
	case r.fresh:
		for _, row := range r.rows {
			c.tell(row, true)
		}
		return db.insertRun(ctx, m, r.rows, Bulk{Batch: o.Batch})
	case c.hidden() && (c.each() || !db.Dialect.OnConflict):
		return db.mergeHidden(ctx, m, r)
	case c.each():
		return db.mergeEach(ctx, m, r, c.Target)
	case r.part && len(r.back)+len(r.touch) == 0 && sameAttributes(c.Target, m.Keys):
		return db.updateAll(ctx, m, r.rows, r.write, o.Batch)
	case r.part || r.version != nil || db.Scoped(m) || len(r.columns) == 0 || !db.tells(m, r.rows, c):
		return db.mergeEach(ctx, m, r, c.Target)
	}
	return db.mergeBatches(ctx, m, r, o)
}

// updateAll updates rows that must all be there.
func (db *DB) updateAll(ctx context.Context, m *schema.Model, rows []unsafe.Pointer, columns []*schema.Attribute, batch int) error {
	if len(columns) == 0 {
		columns = Still(m) // nothing but the key: are the rows there?
	}
	n, err := db.UpdateMany(ctx, m, rows, columns, batch)
	if missing := int64(len(rows)) - n; err == nil && missing > 0 {
		err = fmt.Errorf("%w: %d of %d rows of %s that were read in part are not there; what was not read cannot be inserted", ErrNoMatch, missing, len(rows), m.Name)
	}
	return err
}

// mergeBatches inserts rows with a conflict clause.
func (db *DB) mergeBatches(ctx context.Context, m *schema.Model, r *merged, o Bulk) error {
	c := o.Conflict
	touch, err := db.touched(m, r.touch)
	if err != nil {
		return err
	}
	sent, zeros := r.divide()
	if touch, err = db.stored(r.rows[0], zeros, touch); err != nil {
		return err
	}
	clause := &compile.Conflict{Update: sent, Touch: slices.Concat(r.touch, zeros), Target: c.Target, Index: c.Index, Raise: m.Version != nil}
	var returning []*schema.Attribute
	if r.reads(c) && db.Dialect.InsertReturning {
		returning = slices.Concat(c.Target, r.back)
	}
	return db.eachBatch(r.rows, r.columns, evenly(db.mergeSize(r, o)), func(batch []unsafe.Pointer, values []any) error {
		p, err := db.rowPlan(ctx, &rowStatement{form: insertRows, model: m, columns: r.columns, rows: len(batch), conflict: clause, returning: returning})
		if err != nil {
			return err
		}
		values = append(values, touch...)
		var got [][]any
		if len(returning) > 0 {
			got, err = db.sendReturning(ctx, p, values, returning)
		} else {
			_, err = db.exec(ctx, p, values, nil)
		}
		if err != nil || !r.reads(c) {
			return err
		}
		return db.spoil(ctx, db.match(ctx, m, c.Target, r.back, got, batch))
	})
}

// touched are the stored on-update values of attributes, checked as those of an instance are.
func (db *DB) touched(m *schema.Model, attrs []*schema.Attribute) ([]any, error) {
	if len(attrs) == 0 {
		return nil, nil
	}
	row, only := newRow(m), schema.NewMask(len(m.Attributes))
	Touch(row, attrs)
	for _, a := range attrs {
		only.Set(a.Index)
	}
	if err := m.Validate(row, only); err != nil {
		return nil, err
	}
	return db.stored(row, attrs, make([]any, 0, len(attrs)))
}
