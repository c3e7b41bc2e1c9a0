package differential

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

func keyText(row any) string {
	v := reflect.ValueOf(row).Elem()
	for _, name := range []string{"ID", "Code", "Handle"} {
		if f := v.FieldByName(name); f.IsValid() {
			return show(plain(f.Interface()))
		}
	}
	panic("no key")
}

// loading: SelectRelated, PrefetchRelated and loops that load row by row give deeply equal objects.
func (l *laws[T, P]) loading() error {
	path, _ := l.g.relations(l.t, 3, false, true)
	if path == "" {
		return nil
	}
	q := &question{root: l.q.root, selected: []string{path}}
	b := l.run.builder
	objects := orm.Objects[T, P](b.db)
	read := func(set orm.QuerySet[T]) ([]string, error) {
		rows, err := set.All(l.ctx)
		return objectTexts[T, P](b, q, rows, err)
	}
	joined, err := read(objects.SelectRelated(path))
	if err != nil {
		return l.failf("SelectRelated(%s): %v", path, err)
	}
	fetched, err := read(objects.PrefetchRelated(path))
	if err != nil {
		return l.failf("PrefetchRelated(%s): %v", path, err)
	}
	if !slices.Equal(joined, fetched) {
		return l.failf("PrefetchRelated(%s) differs from SelectRelated:\n%s", path, difference(joined, fetched))
	}
	rows, err := objects.All(l.ctx)
	if err != nil {
		return l.failf("%v", err)
	}
	var naive []string
	for _, row := range rows {
		if err := loadAlong(l.ctx, reflect.ValueOf(row), l.t, names(path)); err != nil {
			return l.failf("loading %s row by row: %v", path, err)
		}
		text, _ := objectTexts[T, P](b, q, []*T{row}, nil)
		naive = append(naive, withoutIdentity(text[0]))
	}
	if !slices.Equal(joined, naive) {
		return l.failf("loading %s row by row differs from SelectRelated:\n%s", path, difference(joined, naive))
	}
	return nil
}

// withoutIdentity takes the remarks on objects that are there twice off: row by row nothing is shared.
func withoutIdentity(text string) string {
	for {
		before, after, found := strings.Cut(text, " !two objects of ")
		if !found {
			return text
		}
		end := strings.Index(after, "!;")
		text = before + after[end+2:]
	}
}

// loadAlong loads a path of relations object by object.
func loadAlong(ctx context.Context, object reflect.Value, t *table, path []string) error {
	if len(path) == 0 {
		return nil
	}
	r := t.rel(path[0])
	if !r.meant(object.Elem().FieldByName(r.field)) {
		return nil
	}
	out := object.Elem().FieldByName(r.field).Addr().MethodByName("Load").Call([]reflect.Value{reflect.ValueOf(ctx)})
	if !out[1].IsNil() {
		return out[1].Interface().(error)
	}
	if !r.many {
		if out[0].IsNil() {
			return nil
		}
		target := out[0]
		if r.leg != "" {
			target = target.Elem()
		}
		return loadAlong(ctx, target, r.to, path[1:])
	}
	for i := range out[0].Len() {
		if err := loadAlong(ctx, out[0].Index(i), r.to, path[1:]); err != nil {
			return err
		}
	}
	return nil
}

// spellings: a condition by pointer and the same one by path have one text and equal arguments.
func (l *laws[T, P]) spellings() error {
	typed := *l.g.anyLookup(l.t)
	path := typed
	typed.typed, path.typed = true, false
	if _, ok := pointerTo(l.t, typed.path); !ok {
		return nil
	}
	b := l.run.builder
	objects := orm.Objects[T, P](b.db)
	one, args, err := objects.Filter(b.condition(l.t, &typed)).ToSql()
	if err != nil {
		return l.failf("%s: %v", &typed, err)
	}
	two, same, err := objects.Filter(b.condition(l.t, &path)).ToSql()
	if err != nil || one != two || fmt.Sprint(args) != fmt.Sprint(same) {
		return l.failf("%s: %v\n%s %v\n%s %v", &path, err, one, args, two, same)
	}
	return nil
}

// anyLookup is a random comparison of one path with values.
func (g *generator) anyLookup(t *table) *lookup {
	for {
		if l, ok := g.lookup(t).(*lookup); ok {
			return l
		}
	}
}

// shapes: the text of a question does not depend on its values.
func (l *laws[T, P]) shapes() error {
	c := l.g.anyLookup(l.t)
	other := *c
	_, end, column, _ := l.t.walk(c.path)
	other.values = slices.Clone(c.values)
	for i, v := range other.values {
		if _, isFlag := v.(bool); v == nil || isFlag && c.op == "isnull" {
			continue
		}
		switch k := end.at(max(column, 0)).kind; {
		case k.array() || k == rangeKind || k == jsonKind: // as they are
		case isInside(c.path): // the shape has the type of the value
			if _, number := v.(float64); number {
				other.values[i] = 7.5
			}
		case c.op == "regex": // any text would do for the others, but is not always a pattern
			other.values[i] = pick(l.g, patterns)
		case slices.Contains(searches, c.op):
			other.values[i] = pick(l.g, texts)
		default:
			other.values[i] = l.g.value(end.at(max(column, 0)))
		}
	}
	b := l.run.builder
	objects := orm.Objects[T, P](b.db)
	one, _, err := objects.Filter(b.condition(l.t, c)).ToSql()
	if err != nil {
		return l.failf("%s: %v", c, err)
	}
	two, _, err := objects.Filter(b.condition(l.t, &other)).ToSql()
	if err != nil || one != two {
		return l.failf("%s and %s: %v\n%s\n%s", c, &other, err, one, two)
	}
	return nil
}

// writes: an update reports the rows that are selected and changes exactly these; a second one finds them changed. What a
// transaction did is undone.
func (l *laws[T, P]) writes() error {
	if l.t.name != "Book" {
		return nil
	}
	b := l.run.builder
	q := &question{root: "Book", filters: l.g.filters(l.t, 2, 2), pages: l.g.simplePages(), order: l.g.order(l.t, true)}
	books := orm.Objects[Book](b.db)
	set := querySet[Book](b, q)
	err := b.db.Transaction(l.ctx, func(ctx context.Context) error {
		n, err := set.Count(ctx)
		if err != nil {
			return err
		}
		keys, err := orm.Pluck[int64](ctx, set, "id")
		if err != nil {
			return err
		}
		before, err := books.ValuesList(ctx, "id", "sold")
		if err != nil {
			return err
		}
		changed, err := set.Each().Update(ctx, orm.V{"sold": orm.F("sold").Add(1000)})
		if err != nil {
			return fmt.Errorf("%s.Update: %w", q, err)
		}
		after, err := books.ValuesList(ctx, "id", "sold")
		if err != nil {
			return err
		}
		for i := range before {
			want := before[i][1].(int)
			if slices.Contains(keys, before[i][0].(int64)) {
				want += 1000
			}
			if after[i][1] != want {
				return fmt.Errorf("%s.Update of %v: book %v has sold %v, not %d", q, keys, after[i][0], after[i][1], want)
			}
		}
		if changed != n || len(keys) != int(n) {
			return fmt.Errorf("%s.Update changed %d rows, Count is %d, the keys are %v", q, changed, n, keys)
		}
		return l.deletes(ctx, b)
	}, orm.ForceRollback())
	if err != nil {
		return l.failf("%v", err)
	}
	return nil
}

// deletes: a delete reports the rows that are selected and leaves the others.
func (l *laws[T, P]) deletes(ctx context.Context, b *builder) error {
	t := l.run.world.table("BookTag")
	q := &question{root: "BookTag", filters: l.g.filters(t, 2, 2), pages: l.g.simplePages(), order: l.g.order(t, true)}
	set, links := querySet[BookTag](b, q), orm.Objects[BookTag](b.db)
	keys, err := orm.Pluck[int64](ctx, set, "id")
	if err != nil {
		return err
	}
	all, err := orm.Pluck[int64](ctx, links, "id")
	if err != nil {
		return err
	}
	n, err := set.Each().Delete(ctx)
	if err != nil {
		return fmt.Errorf("%s.Delete: %w", q, err)
	}
	left, err := orm.Pluck[int64](ctx, links, "id")
	if err != nil {
		return err
	}
	want := slices.DeleteFunc(all, func(k int64) bool { return slices.Contains(keys, k) })
	if int(n) != len(keys) || !slices.Equal(left, want) {
		return fmt.Errorf("%s.Delete of %v gave %d and left %v, not %v", q, keys, n, left, want)
	}
	return nil
}
