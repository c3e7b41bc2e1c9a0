package orm

import (
	"maps"
	"reflect"
	"slices"
	"unsafe"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Condition is anything that Filter and its kin take: a Q, or what the functions of this package make. Conditions are
// immutable and may be shared.
type Condition interface{ condition() }

// Q is conditions by path, Django style: {"author__name__icontains": "tolkien"}. A key is a path, optionally followed by
// a lookup; all of them must hold. No key has any other meaning, so a Q may be filled from a decoded request, though
// Untrusted is what admits only the paths that you name.
type Q map[string]any

func (Q) condition() {}

// Assignment is anything that Update and its kin take: a V, a Set or a SetExpr.
type Assignment interface{ assignment() }

// V is values by attribute name, for Update, GetOrCreate and UpdateOrCreate.
type V map[string]any

func (V) assignment() {}

// comparison is a condition or an assignment by pointer that is not resolved against a model yet. Most conditions are one.
type comparison struct {
	place  *place
	value  any
	lookup query.Lookup
}

func (comparison) condition()  {}
func (comparison) assignment() {}

// cond is any other condition that is not resolved against a model yet.
type cond struct {
	op     query.Op
	kids   []Condition
	path   string // of a quantifier
	lookup query.Lookup
	value  any
	left   *Expr  // of a comparison of an expression
	text   string // of a fragment
	args   []any  // of a fragment
	depth  int    // of the conditions below
	err    error
}

func (cond) condition() {}

// And is TRUE when all of its conditions are; of none it is TRUE.
func And(c ...Condition) Condition { return group(query.And, "", c) }

// Or is TRUE when one of its conditions is; of none it is FALSE.
func Or(c ...Condition) Condition { return group(query.Or, "", c) }

// Not is TRUE when its condition is FALSE. Of a comparison with NULL both are unknown.
func Not(c Condition) Condition { return group(query.Not, "", []Condition{c}) }

// SQL admits a squirrel expression as a condition. In its text {author__name} stands for the quoted, qualified column of
// that path; placeholders are ?, on every database, and a ? inside a literal stays. The text is the caller's responsibility. It
// stands in parentheses, and a text that would leave them is an ErrQuery, like an empty one, one with an open quote or comment, and
// one whose placeholders are not as many as its arguments.
func SQL(s sq.Sqlizer) Condition {
	if isNil(s) {
		return cond{err: query.Errorf("orm.SQL: the expression is nil")}
	}
	text, args, err := s.ToSql()
	if err != nil {
		return cond{err: query.Errorf("orm.SQL: %w", err)}
	}
	return cond{op: query.Fragment, text: text, args: slices.Clone(args)}
}

// isNil reports whether a Sqlizer is nil, or a nil pointer whose ToSql would fail.
func isNil(s sq.Sqlizer) bool {
	return s == nil || reflect.ValueOf(s).Kind() == reflect.Pointer && reflect.ValueOf(s).IsNil()
}

// Some is TRUE for rows of which at least one row related along the path satisfies all conditions. Paths in the conditions
// start at the related model.
func Some(path string, c ...Condition) Condition {
	return group(query.Some, path, c)
}

// None is TRUE for rows of which no row related along the path satisfies all conditions.
func None(path string, c ...Condition) Condition {
	return group(query.None, path, c)
}

// Every is TRUE for rows of which every row related along the path satisfies all conditions; so it is where none is related.
func Every(path string, c ...Condition) Condition {
	return group(query.Every, path, c)
}

// group is a condition over conditions. The depth is counted here, so that no later walk can run out of stack.
func group(op query.Op, path string, list []Condition) Condition {
	c := cond{op: op, path: path, kids: frozen(list)}
	for _, k := range c.kids {
		if below, ok := k.(cond); ok {
			c.depth = max(c.depth, below.depth+1)
		}
	}
	if c.depth > query.MaxDepth {
		return cond{err: query.TooDeep()}
	}
	return c
}

// frozen copies a list of conditions and the maps in it, so that what the caller does to them later changes nothing.
func frozen(list []Condition) []Condition {
	out := make([]Condition, len(list))
	for i, c := range list {
		if q, ok := c.(Q); ok {
			c = frozenQ(q)
		}
		out[i] = c
	}
	return out
}

func frozenQ(q Q) Q {
	out := maps.Clone(q)
	if out == nil {
		out = Q{}
	}
	for k, v := range out {
		out[k] = snapshot(v)
	}
	return out
}

// compare is a comparison of the field that a pointer names.
func compare[F any](field *F, l query.Lookup, value any) Condition {
	return comparison{place: placeOf(field), lookup: l, value: snapshot(value)}
}

// valued is the comparison with one value. A relation goes by its key, or by pointer, which need not be reflected on to tell what
// it is.
func valued[F any](field *F, l query.Lookup, v F) Condition {
	if _, ok := any((*F)(nil)).(schema.ToOne); ok {
		if key := schema.OneAt(unsafe.Pointer(&v), 0).Key(); key.Form == schema.IntKey {
			return comparison{place: placeOf(field), lookup: l, value: key.Num}
		}
		p := new(F)
		*p = v
		return comparison{place: placeOf(field), lookup: l, value: p}
	}
	return compare(field, l, v)
}

// placeOf finds the field that a pointer into a prototype names; nil when it names none.
func placeOf[F any](field *F) *place {
	return locate(unsafe.Pointer(field), reflect.TypeFor[F]())
}

// Eq compares a field with a value; a nil pointer, an invalid sql.Null and an empty One ask for NULL.
func Eq[F any](field *F, v F) Condition { return valued(field, query.Exact, v) }

// Ne is TRUE where the field has another value; NULL has none.
func Ne[F any](field *F, v F) Condition { return valued(field, query.Ne, v) }

// Lt is field < v.
func Lt[F any](field *F, v F) Condition { return valued(field, query.Lt, v) }

// Lte is field <= v.
func Lte[F any](field *F, v F) Condition { return valued(field, query.Lte, v) }

// Gt is field > v.
func Gt[F any](field *F, v F) Condition { return valued(field, query.Gt, v) }

// Gte is field >= v.
func Gte[F any](field *F, v F) Condition { return valued(field, query.Gte, v) }

// In is TRUE where the field has one of the values; of none it is FALSE.
func In[F any](field *F, v ...F) Condition { return compare(field, query.In, v) }

// NotIn is the negation of In; of none it is TRUE.
func NotIn[F any](field *F, v ...F) Condition { return Not(In(field, v...)) }

// Between is low <= field <= high.
func Between[F any](field *F, low, high F) Condition {
	return compare(field, query.Range, []F{low, high})
}

// IsNull is TRUE where the field is NULL.
func IsNull[F any](field *F) Condition { return compare(field, query.IsNull, true) }

// NotNull is TRUE where the field is not NULL.
func NotNull[F any](field *F) Condition { return compare(field, query.IsNull, false) }

// IExact compares text ignoring case: ASCII everywhere, beyond it as the database's lower does.
func IExact[F schema.StringValue](field *F, v string) Condition {
	return compare(field, query.IExact, v)
}

// Contains finds text in the field, byte for byte.
func Contains[F schema.StringValue](field *F, v string) Condition {
	return compare(field, query.Contains, v)
}

// IContains is Contains ignoring case.
func IContains[F schema.StringValue](field *F, v string) Condition {
	return compare(field, query.IContains, v)
}

// StartsWith finds text at the beginning of the field.
func StartsWith[F schema.StringValue](field *F, v string) Condition {
	return compare(field, query.StartsWith, v)
}

// IStartsWith is StartsWith ignoring case.
func IStartsWith[F schema.StringValue](field *F, v string) Condition {
	return compare(field, query.IStartsWith, v)
}

// EndsWith finds text at the end of the field.
func EndsWith[F schema.StringValue](field *F, v string) Condition {
	return compare(field, query.EndsWith, v)
}

// IEndsWith is EndsWith ignoring case.
func IEndsWith[F schema.StringValue](field *F, v string) Condition {
	return compare(field, query.IEndsWith, v)
}

// Regex matches the database's own regular expressions, minding case.
func Regex[F schema.StringValue](field *F, pattern string) Condition {
	return compare(field, query.Regex, pattern)
}

// InQuery compares a field with the one column that q selects; a QuerySet stands for its primary keys.
func InQuery[F any](field *F, q Source) Condition { return compare(field, query.In, q) }

// NotInQuery is the negation of InQuery.
func NotInQuery[F any](field *F, q Source) Condition { return Not(InQuery(field, q)) }
