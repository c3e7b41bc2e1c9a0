package ormadmin

import (
	"encoding/json"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// A relation of several columns, be they a key of several or a type and a key, has an input for each of them, and a cell in a list.

// part makes the input of one of the columns.
func (in *input) part(a *schema.Attribute) {
	if legs := a.Within.Legs; legs != nil && a.Part == 0 {
		in.Widget, in.Options = "select", []option{{Label: "–"}}
		for _, l := range legs {
			in.Options = append(in.Options, option{l.TypeName, label(l.Target.Table), l.TypeName == in.Value})
		}
		return
	}
	in.describe(a.Like())
	if a.Within.Legs != nil {
		in.Help = "The key of a row of that kind"
	}
}

// reference is what the inputs of a relation say, as the JSON of the relation; it is told by the first of them.
func (f *form) reference(a *schema.Attribute, body map[string]json.RawMessage) {
	s := a.Within
	if _, given := f.r.PostForm[a.Name]; !given || a.Part > 0 {
		return
	}
	texts, empty := make([]string, len(s.Key.Parts)), 0
	for i, p := range s.Key.Parts {
		if texts[i] = f.r.PostForm.Get(p.Name); texts[i] == "" {
			empty++
		}
	}
	switch {
	case empty == len(texts) && a.SQLNullable:
		body[s.JSONName] = json.RawMessage("null")
		return
	case empty > 0:
		for i, p := range s.Key.Parts {
			if texts[i] == "" {
				f.wrong[p.Name] = []string{"a value is needed"}
			}
		}
		return
	}
	row := map[string]json.RawMessage{}
	if s.Legs == nil {
		for i, p := range s.Ref.Parts {
			row[p.JSONName] = jsonOf(p, texts[i])
		}
	} else {
		leg := s.Named(texts[0])
		if leg == nil {
			f.wrong[a.Name] = []string{"choose one of the list"}
			return
		}
		key := leg.Target.Key()
		row["type"], _ = json.Marshal(leg.TypeName) // a text always has a form
		row[key.JSONName] = jsonOf(key, texts[1])
	}
	body[s.JSONName], _ = json.Marshal(row)
}

// referred is the row that a relation of several columns leads to, where it may be seen.
func (c *call) referred(a *schema.Attribute, row any) (link, error) {
	s := a.Within
	canonical, err := s.Key.Get(pointerOf(row))
	tuple, ok := canonical.(schema.Tuple)
	if err != nil || !ok {
		return link{}, err
	}
	target, value := s.Target, any(nil)
	if s.Legs != nil {
		name, _ := tuple.Part(0).(string)
		leg := s.Named(name)
		if leg == nil {
			return link{}, nil
		}
		target, value = leg.Target, tuple.Part(1)
	} else if value, err = s.Ref.GoValue(canonical); err != nil || !s.ByKey() {
		return link{}, err
	}
	t := c.byName[target.Table]
	if t == nil {
		return link{}, nil
	}
	found, err := t.Get(c.r.Context(), orm.Q{"pk": value})
	if err != nil || !c.may(Read, t, found) {
		return link{}, ignore(err)
	}
	return link{Text: called(t.model, found), Href: c.at(t.model, keyText(t.model, found))}, nil
}
