package orm

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// values is QuerySet.Values.
func (q querySet) values(ctx context.Context, paths ...string) ([]Row, error) {
	fields, tuples, err := q.tuples(ctx, paths)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(tuples))
	for i, t := range tuples {
		rows[i] = make(Row, len(fields))
		for j, f := range fields {
			rows[i][f.Name] = t[j]
		}
	}
	return rows, nil
}

// valuesList is QuerySet.ValuesList.
func (q querySet) valuesList(ctx context.Context, paths ...string) ([][]any, error) {
	_, tuples, err := q.tuples(ctx, paths)
	return tuples, err
}

func (q querySet) tuples(ctx context.Context, paths []string) ([]query.Field, [][]any, error) {
	q = q.checked()
	if q.q.Err != nil {
		return nil, nil, q.q.Err
	}
	fields, err := valueFields(q.q, paths)
	if err != nil {
		return nil, nil, err
	}
	if err := q.locked(ctx); err != nil {
		return nil, nil, err
	}
	tuples, err := q.db.engine.Values(ctx, q.q, fields)
	if err != nil {
		return nil, nil, err
	}
	if q.q.Reverse {
		slices.Reverse(tuples)
	}
	if len(q.q.Cuts()) > 0 {
		from, to := query.Apply(q.q.Cuts(), len(tuples))
		tuples = tuples[from:to]
	}
	return fields, tuples, nil
}

// valueFields are the columns that are asked for by name, or all of them.
func valueFields(n *query.Query, paths []string) ([]query.Field, error) {
	if len(paths) == 0 {
		return allFields(n)
	}
	var fields []query.Field
	for _, text := range paths {
		if slices.ContainsFunc(fields, func(f query.Field) bool { return f.Name == text }) {
			return nil, query.Errorf("%q is asked for twice", text)
		}
		i := slices.IndexFunc(n.Annotations(), func(a *query.Annotation) bool { return a.Name == text })
		if i >= 0 {
			fields = append(fields, query.Field{Name: text, Annotation: n.Annotations()[i]})
			continue
		}
		p, err := valuePath(n.Model, text)
		if err != nil {
			return nil, err
		}
		fields = append(fields, query.Field{Name: text, Path: p.Along(n.Along())})
	}
	return fields, nil
}

// allFields are the columns of the main model, then those along each selected relation, as far as Fields and ExcludeFields
// admit them, then the annotations.
func allFields(n *query.Query) ([]query.Field, error) {
	var fields []query.Field
	add := func(l level) error {
		for _, a := range l.model.Attributes {
			p, err := n.Model.Path(l.path + a.Name)
			if err != nil {
				return err
			}
			if admitted(n, a, p, l.steps) {
				fields = append(fields, query.Field{Name: l.prefix + a.Name, Path: p})
			}
		}
		return nil
	}
	if err := add(level{model: n.Model}); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, r := range n.Related {
		for _, level := range levels(r) {
			if seen[level.prefix] {
				continue
			}
			seen[level.prefix] = true
			if err := add(level); err != nil {
				return nil, err
			}
		}
	}
	for _, a := range n.Annotations() {
		fields = append(fields, query.Field{Name: a.Name, Annotation: a})
	}
	return fields, nil
}

// level is a model along a relation path, and what its fields' names and paths begin with.
type level struct {
	prefix, path string
	model        *schema.Model
	steps        []schema.Step
}

// levels are the models along a relation path, link models included.
func levels(p *schema.Path) []level {
	var out []level
	prefix := ""
	for i, s := range p.Steps {
		if s.Via != nil && s.Side == s.Via.LinkOwner {
			out = append(out, level{prefix + s.Side.Name + "__", prefix + s.Via.LinkPath() + "__", s.Side.Target, p.Steps[:i+1]})
			continue
		}
		side := s.Side
		if s.Via != nil {
			side = s.Via
		}
		prefix += side.Name + "__"
		out = append(out, level{prefix, prefix, side.Target, p.Steps[:i+1]})
	}
	return out
}

// admitted reports whether Fields and ExcludeFields leave in a column of the model that steps lead to, whose path is p. The path may
// have a step less: the key of a relation to one is a column of its owner.
func admitted(n *query.Query, a *schema.Attribute, p *schema.Path, steps []schema.Step) bool {
	inside := func(o *schema.Path) bool {
		full, ok := query.Whole(o)
		return ok && len(steps) >= len(full) && sameSteps(steps[:len(full)], full)
	}
	for _, o := range n.Without() {
		if inside(o) || !a.PrimaryKey && o.Attr == a && sameSteps(o.Steps, steps) {
			return false
		}
	}
	if len(n.Only()) == 0 || slices.ContainsFunc(n.Only(), func(o *schema.Path) bool { return inside(o) || sameColumn(o, p) }) {
		return true
	}
	// A relation none of whose fields is named stays whole, as in the objects that All gives.
	return len(steps) > 0 && !slices.ContainsFunc(n.Only(), func(o *schema.Path) bool { return sameSteps(o.Steps, steps) })
}

// sameColumn reports whether what Fields names is the column of a path: the key of a related row is the column that refers to it.
func sameColumn(named, p *schema.Path) bool {
	if named.Text == p.Text {
		return true
	}
	if named.Attr == nil || !named.Attr.PrimaryKey || len(named.Steps) == 0 {
		return false
	}
	column, err := named.Root.Path(named.Text)
	return err == nil && column.Text == p.Text
}

func sameSteps(a, b []schema.Step) bool {
	return slices.EqualFunc(a, b, func(x, y schema.Step) bool { return x.Side == y.Side })
}

// Pluck is one column of the rows as a slice.
func Pluck[N, T any](ctx context.Context, q QuerySet[T], path string) ([]N, error) {
	return pluck[N](ctx, q.set, path)
}

func pluck[N any](ctx context.Context, q querySet, path string) ([]N, error) {
	tuples, err := q.valuesList(ctx, path)
	if err != nil {
		return nil, err
	}
	out := make([]N, len(tuples))
	for i, t := range tuples {
		if err := assign(&out[i], t[0]); err != nil {
			return nil, fmt.Errorf("%w: Pluck(%q), row %d: %w", ErrQuery, path, i, err)
		}
	}
	return out, nil
}

// Into reads the rows into structs of the caller's. A struct field is filled from the path that its db tag names, or its
// snake_case name without one; a field that no path fits is left out with the tag "-", else it is an ErrQuery.
func Into[D, T any](ctx context.Context, q QuerySet[T]) ([]D, error) {
	return into[D](ctx, q.set)
}

func into[D any](ctx context.Context, q querySet) ([]D, error) {
	t := reflect.TypeFor[D]()
	if t.Kind() != reflect.Struct {
		return nil, query.Errorf("Into fills structs, got %s", t)
	}
	var paths []string
	var fields [][]int
	for _, f := range reflect.VisibleFields(t) {
		name := f.Tag.Get("db")
		if !f.IsExported() || f.Anonymous || name == "-" {
			continue
		}
		if name == "" {
			name = schema.SnakeCase(f.Name)
		}
		if !reachable(t, f.Index) {
			return nil, query.Errorf("Into: %s.%s lies behind a pointer to an unexported struct; embed the struct itself, or leave the field out with the tag db:\"-\"", t, f.Name)
		}
		paths, fields = append(paths, name), append(fields, f.Index)
	}
	if len(paths) == 0 {
		return nil, query.Errorf("Into: %s has no exported field", t)
	}
	tuples, err := q.valuesList(ctx, paths...)
	if err != nil {
		return nil, err
	}
	out := make([]D, len(tuples))
	for i, tuple := range tuples {
		row := reflect.ValueOf(&out[i]).Elem()
		for j, index := range fields {
			if err := assignValue(fieldAt(row, index), tuple[j]); err != nil {
				return nil, fmt.Errorf("%w: Into(%q), row %d: %w", ErrQuery, paths[j], i, err)
			}
		}
	}
	return out, nil
}

// reachable reports whether a promoted field can be set: what a nil pointer embeds is made first, which reflection may do for
// exported structs only.
func reachable(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		f := t.Field(i)
		if t = f.Type; t.Kind() == reflect.Pointer {
			if !f.IsExported() {
				return false
			}
			t = t.Elem()
		}
	}
	return true
}

// fieldAt is a field of a struct, promoted ones included; embedded pointers on the way are made.
func fieldAt(row reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if row.Kind() == reflect.Pointer {
			if row.IsNil() {
				row.Set(reflect.New(row.Type().Elem()))
			}
			row = row.Elem()
		}
		row = row.Field(i)
	}
	return row
}
