package lookup

import (
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Relation resolves a path that ends at a relation to rows of one model.
func Relation(m *schema.Model, text string) (*schema.Path, error) {
	if err := query.Readable(text); err != nil {
		return nil, err
	}
	p, err := m.RelationPath(text)
	if err == nil && p.Side.Legs != nil {
		return nil, query.Errorf("%s.%s leads to rows of several models; name one of them, as in %s", m.Name, p.Text, p.Side.Legs[0].Name)
	}
	return p, err
}

// Relations resolves a path that ends at a relation: a polymorphic one to those of each of its models.
func Relations(m *schema.Model, text string) ([]*schema.Path, error) {
	if err := query.Readable(text); err != nil {
		return nil, err
	}
	p, err := m.RelationPath(text)
	if err != nil || p.Side.Legs == nil {
		return []*schema.Path{p}, err
	}
	before, _, deeper := cutLast(p.Text)
	var out []*schema.Path
	for _, l := range p.Side.Legs {
		name := l.Name
		if deeper {
			name = before + "__" + l.Name
		}
		leg, err := m.RelationPath(name)
		if err != nil {
			return nil, err
		}
		out = append(out, leg)
	}
	return out, nil
}

// RelationTo is Relation for rows of a model, which say along which of the relations a polymorphic one is meant.
func RelationTo(m *schema.Model, text string, to *schema.Model) (*schema.Path, error) {
	list, err := Relations(m, text)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		if p.End() == to {
			return p, nil
		}
	}
	if len(list) > 1 {
		return Relation(m, text)
	}
	return list[0], nil
}

// ValuePath resolves a path that must end at one column.
func ValuePath(m *schema.Model, text string) (*schema.Path, error) {
	p, err := KeyPath(m, text)
	if err == nil && len(p.Attr.Parts) > 0 {
		return nil, query.OneColumn(m.Name+"."+text, p.Attr)
	}
	return p, err
}

// KeyPath resolves a path that must end at a column, or at a key of several.
func KeyPath(m *schema.Model, text string) (*schema.Path, error) {
	if err := query.Readable(text); err != nil {
		return nil, err
	}
	p, err := m.Path(text)
	if err != nil {
		if _, _, ok := (Scope{Model: m}).inside(text, false); ok {
			return nil, query.UntypedJSON(m.Name + "." + text)
		}
		return nil, err
	}
	if p.Attr == nil {
		return nil, query.Errorf("%s has no column %q", m.Name, text)
	}
	return p, nil
}

// FieldPaths are the paths of what Fields and ExcludeFields name.
func FieldPaths(m *schema.Model, texts []string) ([]*schema.Path, error) {
	list := make([]*schema.Path, 0, len(texts))
	for _, text := range texts {
		p, err := fieldPath(m, text)
		if err != nil {
			return list, err
		}
		list = append(list, p)
	}
	return list, nil
}

// fieldPath is the path of what Fields names. A relation is the whole of it, and its path is that
// of its rows unless it has a column here; the key at the end of a relation is that column of these
// rows and no more of them.
func fieldPath(m *schema.Model, text string) (*schema.Path, error) {
	if err := query.Readable(text); err != nil {
		return nil, err
	}
	p, err := m.Path(text)
	if err != nil || p.Side == nil {
		return p, err
	}
	before, last, deeper := cutLast(text)
	end, rows := m, &schema.Path{Root: m}
	if deeper {
		if rows, err = m.RelationPath(before); err != nil {
			return nil, err
		}
		end = rows.End()
	} else {
		last = text
	}
	if key := end.Key(); key != nil && (last == "pk" || last == key.Name && key.Side == nil) {
		text := key.Name
		if deeper {
			text = rows.Text + "__" + text
		}
		return &schema.Path{Root: m, Steps: rows.Steps, Attr: key, Text: text}, nil
	}
	if len(p.Steps) > 0 {
		return m.RelationPath(text)
	}
	return p, nil
}

func cutLast(key string) (before, after string, ok bool) {
	i := strings.LastIndex(key, "__")
	if i < 0 {
		return key, "", false
	}
	return key[:i], key[i+2:], true
}

// IsLookupOf reports whether a key is that of a lookup on a value.
func IsLookupOf(key, value string) bool {
	before, last, ok := cutLast(key)
	if _, lookup := query.LookupOf(last); !lookup {
		return false
	}
	return ok && before == value
}
