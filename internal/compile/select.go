package compile

import (
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// selection is the rows of a query in a frame: what is joined, which rows, in which order, cut by which page. What is read of
// each row is the caller's.
type selection struct {
	b     *builder
	q     *query.Query
	f     *frame
	page  *page
	terms []string
	where *text
	// flat says that the rows are plain values: along a selected path to many rows each sorts by its own value.
	flat bool
	// numbered says that the rows are numbered in their order, where no key can be a window over them.
	numbered bool
}

// outside reports whether the rows are cut as they are read, and not the main rows behind them: joined rows for LimitRaw, and distinct
// ones.
func (s *selection) outside() bool { return s.q.RawLimit || s.flat && s.q.Distinct }

// paged reports whether the main rows must be picked by an inner query.
func (s *selection) paged(keys []query.Order) bool {
	if len(s.q.Annotations()) > 0 {
		return true
	}
	many := len(s.f.selected) > 0
	cut := (s.q.HasLimit || s.q.HasOffset) && !s.outside()
	if cut && (many || s.q.Batch != nil) {
		return true
	}
	return slices.ContainsFunc(keys, func(k query.Order) bool {
		if s.q.Lock != nil && k.ToMany() {
			return true // rows that a window function looks at cannot be locked
		}
		if many && k.ByChance() {
			return true // the rows of one main row stay together
		}
		apart := false
		k.EachPath(func(p *schema.Path) {
			apart = apart || !ownPath(s.q.Batch, p) && (s.f.multiplied(p.Steps) != nil || s.numbered && p.ToMany())
		})
		return apart
	})
}

// ownPath reports whether a path leads to the link rows by which a prefetch reaches its rows: there is one for each.
func ownPath(batch *query.Batch, p *schema.Path) bool {
	if batch == nil || batch.Side.Kind != schema.ManySide || len(p.Steps) == 0 {
		return false
	}
	first := p.Steps[0]
	return first.Side == batch.Side.Inverse.LinkOwner && first.Via == nil &&
		!slices.ContainsFunc(p.Steps[1:], func(s schema.Step) bool { return s.Side.ToMany })
}

// selection joins what is selected and compiles conditions, order and page.
func (b *builder) selection(q *query.Query, related [][]schema.Step) (*selection, error) {
	return b.selected(&selection{b: b, q: q, f: b.frameOf(q)}, related)
}

func (b *builder) selected(s *selection, related [][]schema.Step) (*selection, error) {
	q := s.q
	for _, steps := range related {
		s.f.choose(steps)
	}
	keys := MainOrder(q)
	if s.paged(keys) {
		return s, s.inner(keys)
	}
	var parent []string
	if q.Batch != nil {
		parent = s.f.batchColumns(q.Batch)
	}
	var err error
	if s.where, err = s.f.where(q.AllWhere()); err != nil {
		return nil, err
	}
	s.where = s.f.within(s.where)
	if q.Batch != nil {
		s.where = s.f.batchWhere(s.where, parent, q.Batch)
	}
	s.terms = append(s.mainTerms(keys), s.f.childTerms(q.Order)...)
	return s, s.f.check()
}

// inner picks the main rows by a page query; the outer query repeats the conditions only where they restrict children.
func (s *selection) inner(keys []query.Order) error {
	var err error
	if s.page, err = s.b.page(s.q, keys, s.outside()); err != nil {
		return err
	}
	s.f.notes = s.page.notes
	var rows []*query.Node
	if len(s.f.selected) > 0 {
		rows, _ = splitHaving(s.q.AllWhere())
	}
	// A prefetch's own link rows are joined before the conditions, which may name them: they do not mean those of a relation.
	var own *text
	if b := s.q.Batch; b != nil && b.Side.Kind == schema.ManySide && (b.Side.LinkType != nil || len(rows) > 0) {
		own = s.ownLink(b)
	}
	if len(rows) > 0 {
		s.where, err = s.f.where(rows)
	} else { // what they say of the shard would be among them
		s.where, err = s.f.shard(s.q)
	}
	if err != nil {
		return err
	}
	s.where = both(both(s.where, own), s.page.cut())
	s.terms = append(s.mainTerms(s.page.keys), s.f.childTerms(s.q.Order)...)
	return s.f.check()
}

// ownLink keeps of the link rows those by which the page was reached: by their key where they are read, since there may be
// several between the same two rows, else by the parent.
func (s *selection) ownLink(batch *query.Batch) *text {
	parent := s.f.batchColumns(batch)
	var own *text
	if batch.Side.LinkType == nil {
		for i, a := range batch.Side.LinkOwner.Key.Columns() {
			own = both(own, new(text).add(s.b.equal(parent[i], a, pageName+"."+parentName(i, len(parent)), a)))
		}
		return own
	}
	link := s.f.tree.JoinOwn(batch.Side.Inverse.LinkOwner)
	for i, a := range link.Model.Keys {
		own = both(own, new(text).add(s.f.column(link, a), " = ", pageName, ".l", itoa(i)))
	}
	return own
}

func both(a, b *text) *text {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return new(text).join(a).add(" AND ").join(b)
}

// addJoins adds the tables that a frame joins to its own.
func (f *frame) addJoins(s sq.SelectBuilder) sq.SelectBuilder {
	for _, n := range f.tree.Nodes[1:] {
		switch {
		case f.part[n] != 0:
		case f.inner[n]:
			s = s.Join(f.table(n) + " ON " + f.on(n))
		default:
			s = s.LeftJoin(f.table(n) + " ON " + f.on(n))
		}
	}
	return s
}

// build adds everything but the columns; ordered is false where the order is somebody else's.
func (s *selection) build(sel sq.SelectBuilder, ordered bool) (sq.SelectBuilder, error) {
	sel, lock, err := s.body(sel)
	if err != nil {
		return sel, err
	}
	if ordered {
		sel = sel.OrderBy(s.terms...)
	}
	sel = s.limit(sel)
	if lock != "" { // MySQL and MariaDB want it behind the page
		sel = sel.Suffix(lock)
	}
	return sel, nil
}

// limit cuts the rows of the statement, unless an inner query has picked the page.
func (s *selection) limit(sel sq.SelectBuilder) sq.SelectBuilder {
	if s.page == nil || s.outside() {
		return s.b.limit(sel, s.q)
	}
	return sel
}

// body adds the tables and conditions, and says how the rows are locked.
func (s *selection) body(sel sq.SelectBuilder) (with sq.SelectBuilder, lock string, err error) {
	if s.page != nil {
		root := s.f.tree.Root()
		sel = sel.FromSelect(s.page.sel, pageName).Join(s.f.table(root) + " ON " + s.page.on(pageName, s.f, root))
	} else {
		sel = s.f.united(sel.From(s.f.table(s.f.tree.Root())), s.q)
	}
	if lock, err = s.b.lock(s.f, s.q); err != nil {
		return sel, "", err
	}
	sel = s.f.addJoins(sel)
	if s.where != nil {
		sel = sel.Where(s.where.expr())
	}
	return sel, lock, nil
}

// parent are the columns of a prefetch's parent key.
func (s *selection) parent() []string {
	if s.page == nil {
		return s.f.batchColumns(s.q.Batch)
	}
	out := make([]string, len(s.q.Batch.Attr().Columns()))
	for i := range out {
		out[i] = pageName + "." + parentName(i, len(out))
	}
	return out
}

// parentName is what the i-th of n columns of a parent's key is called in a page.
func parentName(i, n int) string {
	if n == 1 {
		return "p"
	}
	return "p" + itoa(i)
}

// batchColumns are the parent's key in the rows of a prefetch.
func (f *frame) batchColumns(batch *query.Batch) []string {
	n := f.tree.Root()
	if batch.Side.Kind == schema.ManySide {
		n = f.tree.JoinOwn(batch.Side.Inverse.LinkOwner)
		f.selected[n] = true
	}
	return f.columns(n, batch.Attr())
}

func (f *frame) batchWhere(where *text, columns []string, batch *query.Batch) *text {
	return both(where, f.b.among(new(text), columns, batch.Attr(), batch, len(batch.Keys)))
}

// lock is the FOR UPDATE or FOR SHARE clause, empty without one; it makes the joins inner that it locks.
func (b *builder) lock(f *frame, q *query.Query) (string, error) {
	if q.Lock == nil {
		return "", nil
	}
	if !b.d.RowLocks {
		return "", unsupported(b.d.Name, "row locks; a transaction there locks the whole database")
	}
	clause, tables := "FOR UPDATE", []string{f.alias(f.tree.Root())}
	for _, p := range q.Lock.Of {
		if p.ToMany() {
			return "", query.Errorf("%s: %s leads to many rows; lock along relations to one", q.Lock.Call(), p.Text)
		}
		n := f.walk(f.origin, p.Steps, 0)
		tables = append(tables, f.alias(n))
		for ; n.Parent != nil; n = n.Parent {
			f.inner[n] = true
		}
	}
	if q.Lock.Share {
		clause = b.d.ShareLock
	}
	if b.d.LockOf {
		clause += " OF " + commas(tables)
	}
	switch {
	case q.Lock.SkipLocked && b.d.NoSkipLocked:
		return "", unsupported(b.d.Name, "SKIP LOCKED; lock with NoWait")
	case q.Lock.SkipLocked:
		clause += " SKIP LOCKED"
	case q.Lock.NoWait:
		clause += " NOWAIT"
	}
	return clause, nil
}

// unsupportedError is what a database lacks: an ErrUnsupported.
type unsupportedError struct{ dialect, what string }

func unsupported(dialect, what string) error { return &unsupportedError{dialect, what} }

// Error names the database and what it lacks.
func (e *unsupportedError) Error() string { return "orm: " + e.dialect + " does not have " + e.what }

// Is makes it an ErrUnsupported.
func (e *unsupportedError) Is(target error) bool { return target == query.ErrUnsupported }
