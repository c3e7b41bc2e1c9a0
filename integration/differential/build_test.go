package differential

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
)

// builder makes the library's values of the model's.
type builder struct {
	db    *orm.DB
	world *world
}

func (b *builder) conditions(t *table, list []condition) []orm.Condition {
	out := make([]orm.Condition, len(list))
	for i, c := range list {
		out[i] = b.condition(t, c)
	}
	return out
}

func (b *builder) condition(t *table, c condition) orm.Condition {
	switch c := c.(type) {
	case *connective:
		kids := b.conditions(t, c.kids)
		switch c.op {
		case "Not":
			return orm.Not(kids[0])
		case "And":
			return orm.And(kids...)
		}
		return orm.Or(kids...)
	case *lookup:
		return b.lookup(t, c)
	case *comparison:
		return b.comparison(t, c)
	case *noted:
		return orm.Q{c.name + "__" + c.op: noteValue(c)}
	case *quantified:
		kids := b.conditions(relationAt(t, c.path).to, c.kids)
		switch c.op {
		case "Some":
			return orm.Some(c.path, kids...)
		case "None":
			return orm.None(c.path, kids...)
		}
		return orm.Every(c.path, kids...)
	case *inQuery:
		return orm.Q{c.path + "__in": b.source(c.query, c.column)}
	case *existsIn:
		return orm.ExistsIn(b.source(b.correlated(c), ""))
	case *beside:
		return compared(orm.F(c.inner), c.op, orm.Outer(c.outer))
	}
	panic(fmt.Sprintf("no condition: %T", c))
}

func noteValue(c *noted) any {
	if c.typ == decimalKind && c.op != "isnull" {
		return goValue(c.value, reflect.TypeFor[string]())
	}
	switch v := c.value.(type) {
	case [16]byte:
		return uuid.UUID(v)
	case folded:
		return string(v)
	case span:
		return v.String()
	}
	return c.value
}

func (b *builder) lookup(t *table, c *lookup) orm.Condition {
	if c.holdsDocument() {
		return c.document()
	}
	if isInside(c.path) && c.typed && slices.Contains(comparisons, c.op) {
		return compared(orm.F(c.path), c.op, c.values[0])
	}
	if c.typed && !isInside(c.path) && !c.named(t) {
		if p, ok := pointerTo(t, c.path); ok {
			return typedLookup(p, c.op, c.values)
		}
	}
	return orm.Q{c.path + lookupSuffix(c): b.lookupValue(t, c)}
}

// named reports whether a lookup has no spelling by pointer.
func (c *lookup) named(t *table) bool {
	_, end, column, _ := t.walk(c.path)
	k := end.at(max(column, 0)).kind
	return !slices.Contains([]string{"exact", "ne", "isnull"}, c.op) && (k.array() || k == jsonKind || k == rangeKind && (c.op == "contains" || c.op == "overlaps"))
}

func lookupSuffix(c *lookup) string {
	if c.op == "exact" {
		return ""
	}
	return "__" + c.op
}

func (b *builder) lookupValue(t *table, c *lookup) any {
	_, end, column, _ := t.walk(c.path)
	target := end.at(max(column, 0))
	if c.op == "isnull" || c.op == "has_key" {
		return c.values[0]
	}
	if c.op != "in" && c.op != "range" {
		return queryValue(c.values[0], target)
	}
	list := make([]any, len(c.values))
	for i, v := range c.values {
		list[i] = queryValue(v, target)
	}
	return list
}

// queryValue is a value as a Q takes it.
func queryValue(v any, c *column) any {
	switch v := v.(type) {
	case pair:
		return []any{v[0], v[1]}
	case elements:
		return v.slice()
	case span:
		return v.String()
	}
	if c.to != nil || c.kind == insideKind || c.part != "" || c.kind.array() || c.kind == rangeKind {
		return v
	}
	return goValue(v, c.typ)
}

func (b *builder) expression(t *table, x *expression, typed bool) any {
	switch {
	case x.op != 0:
		left, right := b.expression(t, x.left, typed).(orm.Expr), b.expression(t, x.right, typed)
		switch x.op {
		case '+':
			return left.Add(right)
		case '-':
			return left.Sub(right)
		}
		return left.Mul(right)
	case x.path != "":
		return columnExpr(t, x.path, typed)
	}
	return goValue(x.value, reflect.TypeFor[int64]())
}

func (b *builder) comparison(t *table, c *comparison) orm.Condition {
	if c.q {
		return orm.Q{c.left.path + "__" + c.op: b.expression(t, c.right, false)}
	}
	return compared(b.expression(t, c.left, true).(orm.Expr), c.op, b.expression(t, c.right, true))
}

func compared(left orm.Expr, op string, right any) orm.Condition {
	switch op {
	case "exact":
		return left.Eq(right)
	case "ne":
		return left.Ne(right)
	case "gt":
		return left.Gt(right)
	case "gte":
		return left.Gte(right)
	case "lt":
		return left.Lt(right)
	}
	return left.Lte(right)
}

func (b *builder) source(q *question, column string) orm.Source {
	switch q.root {
	case "Publisher":
		return sourceOf[Publisher](b, q, column)
	case "Author":
		return sourceOf[Author](b, q, column)
	case "Profile":
		return sourceOf[Profile](b, q, column)
	case "Book":
		return sourceOf[Book](b, q, column)
	case "Tag":
		return sourceOf[Tag](b, q, column)
	case "Crate":
		return sourceOf[Crate](b, q, column)
	case "Gauge":
		return sourceOf[Gauge](b, q, column)
	case "BookTag":
		return sourceOf[BookTag](b, q, column)
	}
	return sourceOf[Genre](b, q, column)
}

func sourceOf[T any, P orm.PtrTo[T]](b *builder, q *question, column string) orm.Source {
	set := querySet[T, P](b, q)
	if column == "" {
		return set
	}
	return orm.Column(set, column)
}

// querySet is the question without its finish.
func querySet[T any, P orm.PtrTo[T]](b *builder, q *question) orm.QuerySet[T] {
	t := b.world.table(q.root)
	set := orm.Objects[T, P](b.db)
	for _, f := range q.filters {
		if f.exclude {
			set = set.Exclude(b.conditions(t, f.kids)...)
		} else {
			set = set.Filter(b.conditions(t, f.kids)...)
		}
	}
	for _, n := range q.notes {
		set = set.Annotate(n.name, n.orm())
	}
	if len(q.late) > 0 {
		set = set.Filter(b.conditions(t, q.late)...)
	}
	set = set.SelectRelated(q.selected...).Fields(q.fields...)
	for _, f := range q.fetched {
		if f.own != nil {
			set = set.Prefetch(f.path, b.source(f.own, ""))
		} else {
			set = set.PrefetchRelated(f.path)
		}
	}
	set = paged(set.OrderBy(keyTexts(q.order)...), q.pages)
	if q.raw {
		set = set.LimitRaw()
	}
	if q.distinct {
		set = set.Distinct()
	}
	return set
}

func (a aggregate) orm() orm.Aggregate {
	call := map[string]func(string) orm.Aggregate{"max": orm.MaxOf, "min": orm.MinOf, "sum": orm.SumOf, "avg": orm.AvgOf,
		"count": orm.CountOf}[a.function]
	return call(a.path).As(a.name)
}

func aggregates(list []aggregate) []orm.Aggregate {
	out := make([]orm.Aggregate, len(list))
	for i, a := range list {
		out[i] = a.orm()
	}
	return out
}

func keyTexts(keys []sortKey) []string {
	var out []string
	for _, k := range keys {
		text := k.text()
		switch k.nulls {
		case nullsFirst:
			text = orm.NullsFirst(text)
		case nullsLast:
			text = orm.NullsLast(text)
		}
		out = append(out, text)
	}
	return out
}

func paged[T any](set orm.QuerySet[T], pages []page) orm.QuerySet[T] {
	for _, p := range pages {
		switch p.call {
		case "Limit":
			set = set.Limit(p.a)
		case "Offset":
			set = set.Offset(p.a)
		case "Paginate":
			set = set.Paginate(p.a, p.b)
		case "Slice":
			set = set.Slice(p.a, p.b)
		case "SliceFrom":
			set = set.SliceFrom(p.a)
		case "Tail":
			set = set.Tail(p.a)
		}
	}
	return set
}
