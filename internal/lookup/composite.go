package lookup

import (
	"reflect"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// tuple takes any slice or array apart, but for bytes, which are a value.
func tuple(value any) ([]any, bool) {
	if list, ok := value.([]any); ok {
		return list, true
	}
	v := reflect.ValueOf(value)
	if !v.IsValid() || v.Kind() != reflect.Slice && v.Kind() != reflect.Array || v.Type().Elem().Kind() == reflect.Uint8 {
		return nil, false
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = v.Index(i).Interface()
	}
	return list, true
}

// composite compares a composite primary key with one of its values, or with several.
func (s Scope) composite(p *schema.Path, l query.Lookup, list []any) (*query.Node, error) {
	keys := p.End().Keys
	if len(keys) < 2 || p.Text != "pk" || (l != query.Exact && l != query.In) {
		return nil, query.Errorf("%s.%s: name a field of the relation to compare it", p.Root.Name, p.Text)
	}
	if l == query.In {
		either := &query.Node{Op: query.Or}
		if most := query.MaxTerms / len(keys); len(list) > most { // each of their fields is a term
			return nil, query.Errorf("pk__in of %s takes at most %d composite keys, got %d; ask in parts", s.Model.Name, most, len(list))
		}
		for _, item := range list {
			one, ok := tuple(item)
			if !ok {
				return nil, query.Errorf("pk__in of %s takes slices in key order, got %T", s.Model.Name, item)
			}
			n, err := s.composite(p, query.Exact, one)
			if err != nil {
				return nil, err
			}
			either.Kids = append(either.Kids, n)
		}
		return either, nil
	}
	if len(list) != len(keys) {
		return nil, query.Errorf("the key of %s has %d fields, got %d values", s.Model.Name, len(keys), len(list))
	}
	all := &query.Node{Op: query.And}
	for i, a := range keys {
		n, err := query.NewCompare(&schema.Path{Root: s.Model, Attr: a, Text: a.Name}, query.Exact, list[i])
		if err != nil {
			return nil, err
		}
		all.Kids = append(all.Kids, n)
	}
	return all, nil
}
