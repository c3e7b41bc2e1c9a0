package differential

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

// TestMetamorphic asks related questions of each database, whose answers must fit together whatever they are.
func TestMetamorphic(t *testing.T) {
	seed := replay.Seed(t)
	each := replay.Setting(t, "ORMAR_QUERIES", questions()) / len(dbtest.Names()) / 50
	t.Logf("ORMAR_SEED=%d, %d questions on every database", seed, each)
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRun(t, name, seed)
			for n := range each {
				g := &generator{rand.New(rand.NewPCG(seed, uint64(n)+1)), r.world}
				root := pick(g, []string{"Author", "Book", "Tag"})
				if err := r.relate(t.Context(), g, root); err != nil {
					t.Errorf("%s, ORMAR_SEED=%d, question %d: %v", name, seed, n, err)
				}
			}
		})
	}
}

func (r *run) relate(ctx context.Context, g *generator, root string) error {
	switch root {
	case "Author":
		return relate[Author](ctx, r, g, root)
	case "Book":
		return relate[Book](ctx, r, g, root)
	}
	return relate[Tag](ctx, r, g, root)
}

// relate checks the laws on one random question.
func relate[T any, P orm.PtrTo[T]](ctx context.Context, r *run, g *generator, root string) error {
	t := r.world.table(root)
	q := &question{root: root, filters: g.filters(t, 2, 2), order: g.order(t, true), selected: g.loads(t, 1)}
	l := &laws[T, P]{ctx: ctx, run: r, g: g, t: t, q: q, set: querySet[T, P](r.builder, q)}
	return errors.Join(l.counts(), l.pages(), l.negation(), l.loading(), l.branches(), l.spellings(), l.shapes(), l.writes())
}

// laws are what must hold of a question.
type laws[T any, P orm.PtrTo[T]] struct {
	ctx context.Context
	run *run
	g   *generator
	t   *table
	q   *question
	set orm.QuerySet[T]
}

func (l *laws[T, P]) texts(rows []*T, err error) ([]string, error) {
	return objectTexts[T, P](l.run.builder, l.q, rows, err)
}

func (l *laws[T, P]) failf(format string, args ...any) error {
	return fmt.Errorf("%s: %s", l.q, fmt.Sprintf(format, args...))
}

// counts: count = len, exists = count > 0, iterate = all.
func (l *laws[T, P]) counts() error {
	all, err := l.texts(l.set.All(l.ctx))
	if err != nil {
		return l.failf("%v", err)
	}
	n, err := l.set.Count(l.ctx)
	if err != nil || int(n) != len(all) {
		return l.failf("Count is %d (%v), All has %d", n, err, len(all))
	}
	ok, err := l.set.Exists(l.ctx)
	if err != nil || ok != (n > 0) {
		return l.failf("Exists is %t (%v), Count is %d", ok, err, n)
	}
	var rows []*T
	for row, err := range l.set.Iterate(l.ctx) {
		if err != nil {
			return l.failf("Iterate: %v", err)
		}
		rows = append(rows, row)
	}
	if iterated, _ := l.texts(rows, nil); !slices.Equal(iterated, all) {
		return l.failf("Iterate gives other rows than All:\n%s", difference(all, iterated))
	}
	return nil
}

// pages: pages concatenated = all, whether they are limits, slices or read from the end.
func (l *laws[T, P]) pages() error {
	all, err := l.keys(l.set)
	if err != nil {
		return err
	}
	size := 1 + l.g.IntN(4)
	var paged, sliced []string
	for i := 0; i < len(all)+size; i += size {
		page, err := l.keys(l.set.Paginate(i/size+1, size))
		if err != nil {
			return err
		}
		slice, err := l.keys(l.set.SliceFrom(i).Slice(0, size))
		if err != nil {
			return err
		}
		paged, sliced = append(paged, page...), append(sliced, slice...)
	}
	from := l.g.IntN(len(all) + 1)
	tail, err := l.keys(l.set.Tail(from))
	if err != nil {
		return err
	}
	if !slices.Equal(paged, all) || !slices.Equal(sliced, all) || !slices.Equal(tail, all[len(all)-from:]) {
		return l.failf("pages of %d: all %v, paginated %v, sliced %v, the last %d %v", size, all, paged, sliced, from, tail)
	}
	return nil
}

// keys are the primary keys of a set in its order.
func (l *laws[T, P]) keys(set orm.QuerySet[T]) ([]string, error) {
	rows, err := set.All(l.ctx)
	if err != nil {
		return nil, l.failf("%v", err)
	}
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = keyText(row)
	}
	return out, nil
}

// negation: the rows where a condition is TRUE, those where its negation is, and those where it can only be unknown are all
// rows. Along to-one relations no row is in two of them.
func (l *laws[T, P]) negation() error {
	c := l.g.condition(l.t, 2)
	f := newFrame(l.t)
	c.join(f)
	b := l.run.builder
	p := b.condition(l.t, c)
	objects := orm.Objects[T, P](b.db)
	either := objects.Filter(orm.Or(p, orm.Not(p)))
	sets := []orm.QuerySet[T]{objects, objects.Filter(p), objects.Filter(orm.Not(p)), either, objects.Exclude(orm.Q{"pk__in": either}), objects.Exclude(p)}
	keys := make([][]string, len(sets))
	for i, set := range sets {
		var err error
		if keys[i], err = l.keys(set); err != nil {
			return fmt.Errorf("%s: %w", c, err)
		}
	}
	all, yes, no, known, rest := keys[0], keys[1], keys[2], keys[3], keys[4]
	if union(yes, no) != union(known) || union(known, rest) != union(all) || len(known)+len(rest) != len(all) {
		return l.failf("%s: TRUE for %v, negated for %v, either for %v, neither for %v, all are %v", c, yes, no, known, rest, all)
	}
	if !slices.Equal(no, keys[5]) {
		return l.failf("%s: Exclude gives %v, Filter(Not) %v", c, keys[5], no)
	}
	if !slices.ContainsFunc(f.nodes, func(n frameNode) bool { return n.step.many }) && len(yes)+len(no) != len(known) {
		return l.failf("%s: TRUE and FALSE at once: %v, %v", c, yes, no)
	}
	return nil
}

// union is several lists as one text without order and repetition.
func union(lists ...[]string) string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return fmt.Sprint(slices.Compact(all))
}

// branches: what is selected along several relations to many rows takes the sum of their rows, not the product.
func (l *laws[T, P]) branches() error {
	var many []string
	for _, r := range l.t.rels {
		if r.many && !r.hidden {
			many = append(many, r.name)
		}
	}
	if len(many) < 2 {
		return nil
	}
	set := orm.Objects[T, P](l.run.builder.db).Filter(l.run.builder.conditions(l.t, l.g.conditions(l.t, 1, 0, 1))...)
	sum := int64(0)
	for _, name := range many {
		n, err := set.SelectRelated(name).CountRows(l.ctx)
		if err != nil {
			return l.failf("%v", err)
		}
		sum += n
	}
	l.run.last.rows = 0
	if _, err := set.SelectRelated(many...).All(l.ctx); err != nil {
		return l.failf("%v", err)
	}
	if l.run.last.rows != sum {
		return l.failf("selecting %v reads %d rows, one by one they are %d", many, l.run.last.rows, sum)
	}
	return nil
}
