package ormadmin

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// maxChoices is how many rows a form lists to choose from; where there are more, the key is asked for.
const maxChoices = 100

// choose lists the rows of a model that a relation may refer to, or asks for a key where there are many.
func (f *form) choose(in *input, m *schema.Model, key *schema.Attribute) error {
	target := f.byName[m.Table]
	if target == nil || target.model.Key() == nil || !f.may(List, target, nil) {
		in.describe(key)
		return nil
	}
	page, err := target.Page(f.r.Context(), orm.UntrustedQuery(url.Values{"size": {fmt.Sprint(maxChoices)}, "total": {"false"}}, orm.Policy{}))
	if err != nil {
		return err
	}
	if page.Next != "" {
		in.describe(key)
		in.Help = strings.TrimSpace(in.Help + " The key of a row of " + label(target.model.Table))
		return nil
	}
	in.Widget, in.Options = "select", []option{{Label: "–"}}
	found := in.Value == ""
	for _, row := range page.Items {
		value := plainKey(target.model, row)
		in.Options = append(in.Options, option{value, called(target.model, row), value == in.Value})
		found = found || value == in.Value
	}
	if !found { // a row that is hidden, which stays
		in.Options = append(in.Options, option{in.Value, in.Value, true})
	}
	return nil
}

// boxes lists the rows that a relation to many can have.
func (f *form) boxes(s *schema.Side) (*input, error) {
	in := &input{Name: s.Name, ID: "i-" + s.Name, Label: label(s.Name), Widget: "boxes", Errors: f.wrong[s.Name]}
	target, err := f.db.Untyped(s.Target.Table)
	if err != nil {
		return nil, err
	}
	if t := f.byName[s.Target.Table]; t == nil || !f.may(List, t, nil) {
		return &input{Name: s.Name + ".", ID: in.ID, Label: in.Label, Widget: "boxes"}, nil
	}
	asked := orm.UntrustedQuery(url.Values{"size": {fmt.Sprint(maxChoices)}, "total": {"false"}}, orm.Policy{})
	page, err := target.Page(f.r.Context(), asked)
	if err != nil {
		return nil, err
	}
	has := map[string]bool{}
	sent, posted := f.r.PostForm[s.Name]
	for _, key := range sent {
		has[key] = true
	}
	rows := page.Items
	if !f.fresh {
		tied, err := orm.PageOfRelated(f.r.Context(), f.db, f.row, s.Name, asked)
		if err != nil {
			return nil, err
		}
		if page.Next != "" || tied.Next != "" { // more than a form can list: what is there stays
			in.Name += "."
			rows = tied.Items
		}
		for _, row := range tied.Items {
			has[keyText(s.Target, row)] = has[keyText(s.Target, row)] || !posted
		}
	}
	for _, row := range rows {
		key := keyText(s.Target, row)
		in.Options = append(in.Options, option{key, called(s.Target, row), has[key]})
	}
	return in, nil
}
