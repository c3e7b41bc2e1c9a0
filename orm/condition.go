package orm

import (
	"maps"
	"reflect"
	"unsafe"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Condition is anything that Filter and its kin take: a Q, or what the functions of this package
// make. Conditions are immutable and may be shared.
type Condition interface{ condition() }

// Q is conditions by path, Django style: {"author__name__icontains": "tolkien"}. A key is a path,
// optionally followed by a lookup; all of them must hold. No key has any other meaning, so a Q may
// be filled from a decoded request, though Untrusted is what admits only the paths that you name.
type Q map[string]any

func (Q) condition() {}

// Assignment is anything that Update and its kin take: a V, a Set or a SetExpr.
type Assignment interface{ assignment() }

// V is values by attribute name, for Update, GetOrCreate and UpdateOrCreate.
type V map[string]any

func (V) assignment() {}

// comparison is a condition or an assignment by pointer.
type comparison lookup.Comparison

func (*comparison) condition()  {}
func (*comparison) assignment() {}

// composed is any other condition.
type composed lookup.Composed

func (*composed) condition() {}

// resolvable is a condition as package lookup takes it; nil stays nil.
func resolvable(c Condition) lookup.Condition {
	switch c := c.(type) {
	case nil:
		return nil
	case Q:
		return lookup.Q(unwrapped(c))
	case *comparison:
		return (*lookup.Comparison)(c)
	case *composed:
		return (*lookup.Composed)(c)
	case *untrusted:
		return (*lookup.Untrusted)(c)
	}
	return lookup.Refused(query.Errorf("%T is no condition of package orm", c))
}

// operand is a value as package lookup takes it: what stands for more than itself without its
// shell, and a copy of what the caller could still change.
func operand(v any) any {
	switch v := v.(type) {
	case nil, string, bool, int, int64, float64:
		return v
	case Expr:
		return v.core
	case Source:
		return v.source()
	}
	return lookup.Snapshot(v)
}

// unwrapped takes the shells off the values of a Q or V. Only when there are some it is a copy.
func unwrapped(values map[string]any) map[string]any {
	var out map[string]any
	for key, v := range values {
		switch v.(type) {
		case Expr, Source:
			if out == nil {
				out = maps.Clone(values)
			}
			out[key] = operand(v)
		}
	}
	if out == nil {
		return values
	}
	return out
}

// And is TRUE when all of its conditions are; of none it is TRUE.
func And(c ...Condition) Condition { return group(query.And, "", c) }

// Or is TRUE when one of its conditions is; of none it is FALSE.
func Or(c ...Condition) Condition { return group(query.Or, "", c) }

// Not is TRUE when its condition is FALSE. Of a comparison with NULL both are unknown.
func Not(c Condition) Condition { return group(query.Not, "", []Condition{c}) }

// SQL admits a squirrel expression as a condition. In its text {author__name} stands for the
// quoted, qualified column of that path; placeholders are ?, on every database, and a ? inside a
// literal stays. The text is the caller's responsibility. It stands in parentheses, and a text that
// would leave them is an ErrQuery, like an empty one, one with an open quote or comment, and one
// whose placeholders are not as many as its arguments.
func SQL(s sq.Sqlizer) Condition {
	if isNil(s) {
		return refused(query.Errorf("orm.SQL: the expression is nil"))
	}
	text, args, err := s.ToSql()
	if err != nil {
		return refused(query.Errorf("orm.SQL: %w", err))
	}
	return (*composed)(lookup.Fragment(text, args))
}

func refused(err error) Condition { return (*composed)(lookup.Refused(err)) }

// Search is TRUE for rows whose texts have all of the words: "title body" names fields, of the model or along one path, of which
// schema.FullText declares exactly these. Words are letters and digits, and are found whole, whatever their capitals, in any of the fields
// together; with a language by their stems. What a database takes for an operator is plain text between words. No words match nothing. On
// MySQL and MariaDB rows of a transaction are found when it has committed. In a Q it is spelled {"title__search": words}.
func Search(fields, words string) Condition { return (*composed)(lookup.Search(fields, words)) }

// isNil reports whether a Sqlizer is nil, or a nil pointer whose ToSql would fail.
func isNil(s sq.Sqlizer) bool {
	return s == nil || reflect.ValueOf(s).Kind() == reflect.Pointer && reflect.ValueOf(s).IsNil()
}

// Some is TRUE for rows of which at least one row related along the path satisfies all conditions.
// Paths in the conditions start at the related model.
func Some(path string, c ...Condition) Condition {
	return group(query.Some, path, c)
}

// None is TRUE for rows of which no row related along the path satisfies all conditions.
func None(path string, c ...Condition) Condition {
	return group(query.None, path, c)
}

// Every is TRUE for rows of which every row related along the path satisfies all conditions; so it
// is where none is related.
func Every(path string, c ...Condition) Condition {
	return group(query.Every, path, c)
}

func group(op query.Op, path string, list []Condition) Condition {
	return (*composed)(lookup.Group(op, path, frozen(list)))
}

// frozen is a list of conditions as package lookup takes them, and a copy of the maps in it, so
// that what the caller does to them later changes nothing.
func frozen(list []Condition) []lookup.Condition {
	out := make([]lookup.Condition, len(list))
	for i, c := range list {
		out[i] = resolvable(c)
		if q, ok := out[i].(lookup.Q); ok {
			out[i] = q.Frozen()
		}
	}
	return out
}

// compare is a comparison of the field that a pointer names.
func compare[F any](field *F, l query.Lookup, value any) Condition {
	return &comparison{Place: placeOf(field), Lookup: l, Value: operand(value)}
}

// valued is the comparison with one value. A relation goes by its key, or by pointer, which need
// not be reflected on to tell what it is.
func valued[F any](field *F, l query.Lookup, v F) Condition {
	if _, ok := any((*F)(nil)).(schema.ToOne); ok {
		if key := schema.OneAt(unsafe.Pointer(&v), 0).Key(); key.Form == schema.IntKey {
			return &comparison{Place: placeOf(field), Lookup: l, Value: key.Num}
		}
		p := new(F)
		*p = v
		return &comparison{Place: placeOf(field), Lookup: l, Value: p}
	}
	return compare(field, l, v)
}

// placeOf finds the field that a pointer into a prototype names; nil when it names none.
func placeOf[F any](field *F) *lookup.Place {
	return lookup.Locate(unsafe.Pointer(field), reflect.TypeFor[F]())
}

// Eq compares a field with a value; a nil pointer, an invalid sql.Null and an empty One ask for
// NULL.
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

// ContainsJSON is TRUE where the JSON of the field contains the document, whose form is what encoding/json writes of it: each key of an
// object with what that contains, each element of an array in whatever order; a text, number or truth value alone, where the field
// is equal to it or an array that has it. On every database it is what the operator @> of PostgreSQL says.
func ContainsJSON[F any](field *F, document any) Condition {
	d, err := documentOf(document)
	if err != nil {
		return (*composed)(lookup.Refused(err))
	}
	return &comparison{Place: placeOf(field), Lookup: query.Contains, Value: d}
}

// documentOf reads a document at once, so that what its maker does to it later changes nothing.
func documentOf(v any) (*query.Document, error) {
	switch v.(type) {
	case Expr, Source:
		return nil, query.Errorf("ContainsJSON takes a document, not an expression or a QuerySet")
	}
	return query.NewDocument("ContainsJSON", v)
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

// InQuery compares a field with the one column that q selects; a QuerySet stands for its primary
// keys.
func InQuery[F any](field *F, q Source) Condition { return compare(field, query.In, q) }

// NotInQuery is the negation of InQuery.
func NotInQuery[F any](field *F, q Source) Condition { return Not(InQuery(field, q)) }
