package differential

import (
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// prototype is what orm.Fields gives for a model.
func prototype(model string) any {
	switch model {
	case "Publisher":
		return orm.Fields[Publisher]()
	case "Author":
		return orm.Fields[Author]()
	case "Profile":
		return orm.Fields[Profile]()
	case "Book":
		return orm.Fields[Book]()
	case "Tag":
		return orm.Fields[Tag]()
	case "Crate":
		return orm.Fields[Crate]()
	case "Gauge":
		return orm.Fields[Gauge]()
	case "BookTag":
		return orm.Fields[BookTag]()
	}
	return orm.Fields[Genre]()
}

// pointerTo is the pointer that spells a path; false where a path ends or leads where no Go field is.
func pointerTo(t *table, path string) (pointer any, ok bool) {
	at := reflect.ValueOf(prototype(t.name))
	var field reflect.Value // of the relation walked last
	var last *rel
	parts := names(path)
	for i, name := range parts {
		if last != nil && last.kind == through && name == snake(last.link.name) {
			if !last.data {
				return nil, false
			}
			at, t, last = field.MethodByName("ThroughFields").Call(nil)[0], last.link, nil
			continue
		}
		if r := t.rel(name); r != nil {
			if r.hidden || r.leg != "" && r.kind == forward {
				return nil, false
			}
			field = at.Elem().FieldByName(r.field).Addr()
			if i == len(parts)-1 {
				return field.Interface(), r.kind == forward
			}
			at, t, last = field.MethodByName("Fields").Call(nil)[0], r.to, r
			continue
		}
		c := t.columns[t.column(name)]
		if c.field == "" {
			return nil, false
		}
		return at.Elem().FieldByName(c.field).Addr().Interface(), true
	}
	return nil, false
}

// typedLookup is a condition in the spelling by pointer.
func typedLookup(pointer any, op string, values []any) orm.Condition {
	switch p := pointer.(type) {
	case *string:
		if c := typedText(p, op, values); c != nil {
			return c
		}
		return typedOf(p, op, values)
	case **string:
		if c := typedText(p, op, values); c != nil {
			return c
		}
		return typedOf(p, op, values)
	case *int64:
		return typedOf(p, op, values)
	case *int:
		return typedOf(p, op, values)
	case **int:
		return typedOf(p, op, values)
	case *bool:
		return typedOf(p, op, values)
	case **bool:
		return typedOf(p, op, values)
	case *float64:
		return typedOf(p, op, values)
	case **float64:
		return typedOf(p, op, values)
	case *decimal.Decimal:
		return typedOf(p, op, values)
	case *decimal.NullDecimal:
		return typedOf(p, op, values)
	case **time.Time:
		return typedOf(p, op, values)
	case *uuid.UUID:
		return typedOf(p, op, values)
	case **uuid.UUID:
		return typedOf(p, op, values)
	case *Mood:
		return typedOf(p, op, values)
	case **Mood:
		return typedOf(p, op, values)
	case *map[string]any:
		return typedOf(p, op, values)
	case **map[string]any:
		return typedOf(p, op, values)
	case *Word:
		if c := typedText(p, op, values); c != nil {
			return c
		}
		return typedOf(p, op, values)
	case *uint64:
		return typedOf(p, op, values)
	case **uint64:
		return typedOf(p, op, values)
	case *time.Time:
		return typedOf(p, op, values)
	case *[]string:
		return typedOf(p, op, values)
	case *[]int:
		return typedOf(p, op, values)
	case *orm.Any:
		return typedOf(p, op, values)
	case *orm.One[Crate]:
		return typedOf(p, op, values)
	case *orm.One[Author]:
		return typedOf(p, op, values)
	case *orm.One[Publisher]:
		return typedOf(p, op, values)
	case *orm.One[Book]:
		return typedOf(p, op, values)
	case *orm.One[Tag]:
		return typedOf(p, op, values)
	}
	panic("no field pointer")
}

// fieldValue is a value of the model as a field of that type holds it.
func fieldValue(v any, t reflect.Type) reflect.Value {
	switch {
	case v == nil:
		return reflect.Zero(t)
	case t.Kind() == reflect.Pointer:
		p := reflect.New(t.Elem())
		p.Elem().Set(fieldValue(v, t.Elem()))
		return p
	}
	switch t {
	case reflect.TypeFor[orm.One[Author]]():
		return reflect.ValueOf(orm.RefPK[Author](v))
	case reflect.TypeFor[orm.One[Publisher]]():
		return reflect.ValueOf(orm.RefPK[Publisher](v))
	case reflect.TypeFor[orm.One[Book]]():
		return reflect.ValueOf(orm.RefPK[Book](v))
	case reflect.TypeFor[orm.One[Crate]]():
		return reflect.ValueOf(orm.RefPK[Crate](goValue(v, t)))
	case reflect.TypeFor[orm.Any]():
		return reflect.ValueOf(anyOf(v.(pair)))
	case reflect.TypeFor[orm.One[Tag]]():
		return reflect.ValueOf(orm.RefPK[Tag](v))
	}
	return reflect.ValueOf(goValue(v, t)).Convert(t)
}

func typedOf[F any](p *F, op string, values []any) orm.Condition {
	if op == "isnull" {
		if values[0].(bool) {
			return orm.IsNull(p)
		}
		return orm.NotNull(p)
	}
	list := make([]F, len(values))
	for i, v := range values {
		list[i] = fieldValue(v, reflect.TypeFor[F]()).Interface().(F)
	}
	switch op {
	case "exact":
		return orm.Eq(p, list[0])
	case "ne":
		return orm.Ne(p, list[0])
	case "gt":
		return orm.Gt(p, list[0])
	case "gte":
		return orm.Gte(p, list[0])
	case "lt":
		return orm.Lt(p, list[0])
	case "lte":
		return orm.Lte(p, list[0])
	case "range":
		return orm.Between(p, list[0], list[1])
	}
	return orm.In(p, list...)
}

func typedText[F schema.StringValue](p *F, op string, values []any) orm.Condition {
	call := map[string]func(*F, string) orm.Condition{"iexact": orm.IExact[F], "contains": orm.Contains[F],
		"icontains": orm.IContains[F], "startswith": orm.StartsWith[F], "istartswith": orm.IStartsWith[F],
		"endswith": orm.EndsWith[F], "iendswith": orm.IEndsWith[F], "regex": orm.Regex[F]}[op]
	if call == nil {
		return nil
	}
	return call(p, textOf(values[0]))
}

// column is the expression that a pointer or a path spells.
func columnExpr(t *table, path string, typed bool) orm.Expr {
	if typed {
		if pointer, ok := pointerTo(t, path); ok {
			switch p := pointer.(type) {
			case *int64:
				return orm.Col(p)
			case *int:
				return orm.Col(p)
			case **int:
				return orm.Col(p)
			case *decimal.Decimal:
				return orm.Col(p)
			case *decimal.NullDecimal:
				return orm.Col(p)
			}
		}
	}
	return orm.F(path)
}
