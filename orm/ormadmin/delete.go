package ormadmin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// going is what a deletion means for the rows of a table.
type going struct {
	Count       int64
	Label, What string
	Rows        []link
}

type deletePage struct {
	frame
	Here, Token, Version, Name string
	Soft, Refused              bool
	Goes                       []going
	Errors                     []mistake
}

// remove shows what a deletion takes along, or deletes.
func (c *call) remove(t *table, key string, post bool) error {
	row, err := c.find(t, key)
	if err != nil {
		return err
	}
	if err := c.demand(Delete, t, row); err != nil {
		return err
	}
	p := &deletePage{frame: c.frame("Delete "+called(t.model, row), t, row), Here: c.at(t.model, keyText(t.model, row)), Token: c.token(),
		Name: called(t.model, row), Soft: t.model.SoftDelete != nil}
	if v := t.model.Version; v != nil {
		p.Version, _ = textOf(v, row)
	}
	code := http.StatusOK
	if post {
		err := error(orm.ErrStale)
		if sent := c.r.PostFormValue("version"); sent == p.Version {
			err = c.db.Transaction(c.r.Context(), func(ctx context.Context) error { return t.Delete(ctx, row) })
		}
		switch {
		case err == nil:
			http.Redirect(c.w, c.r, c.at(t.model), http.StatusSeeOther)
			return nil
		case errors.Is(err, orm.ErrForeignKey):
			p.Errors = []mistake{{Text: "Other rows refer to it."}}
		case errors.Is(err, orm.ErrStale):
			p.Errors = []mistake{{Text: "Somebody else has changed this row meanwhile. Look at it again."}}
		default:
			return err
		}
		code = http.StatusConflict
	}
	pk, err := keyOf(t.model, keyText(t.model, row))
	if err != nil {
		return err
	}
	if err := c.goes(p, t.model, "", pk, map[*schema.Model]bool{}); err != nil {
		return err
	}
	return c.show(code, "delete", p)
}

// deepest is how far deletions are followed.
const deepest = 5

// goes finds the rows that refer to those of m along a path, and what the foreign keys do with them.
func (c *call) goes(p *deletePage, m *schema.Model, path string, key orm.Q, above map[*schema.Model]bool) error {
	if m.Key() == nil || above[m] || strings.Count(path, "__") > deepest {
		return nil
	}
	above[m] = true
	defer delete(above, m)
	for _, other := range c.db.Models().Models() {
		for _, a := range other.Attributes {
			if a.Side == nil || a.Side.Target != m {
				continue
			}
			along := a.Side.Name
			if path != "" {
				along += "__" + path
			}
			if err := c.falls(p, other, a, along, key, above); err != nil {
				return err
			}
		}
	}
	return nil
}

// falls tells what happens to the rows of a model that refer along a path to the row that is deleted.
func (c *call) falls(p *deletePage, m *schema.Model, a *schema.Attribute, along string, key orm.Q, above map[*schema.Model]bool) error {
	if m.Type == nil || m.Unmanaged && m.View { // link rows without a struct: they go with either end
		return nil
	}
	rows, err := c.db.Untyped(m.Table)
	if err != nil {
		return err
	}
	where := orm.Q{}
	for _, v := range key {
		where[along] = v
	}
	n, err := rows.Count(c.r.Context(), where)
	if err != nil || n == 0 {
		return err
	}
	one := going{Count: n, Label: label(m.Table), What: map[schema.Action]string{
		schema.Cascade: "deleted as well", schema.SetNull: "lose their " + label(a.Side.Name), schema.SetDefault: "get the default " + label(a.Side.Name),
	}[a.Side.OnDelete]}
	if one.What == "" {
		one.What, p.Refused = "refer to it, and so it cannot go", true
	}
	if t := c.byName[m.Table]; t != nil && c.may(List, t, nil) && !strings.Contains(along, "__") {
		asked := orm.UntrustedQuery(url.Values{along: {plainOf(p)}, "size": {"5"}, "total": {"false"}}, orm.Policy{Filter: []string{along}})
		if page, err := t.Page(c.r.Context(), asked); err == nil {
			one.Rows = c.links(t, page.Items)
		}
	}
	p.Goes = append(p.Goes, one)
	if a.Side.OnDelete != schema.Cascade {
		return nil
	}
	return c.goes(p, m, along, key, above)
}

// plainOf is the key of the row that a page is about, as a query string has it.
func plainOf(p *deletePage) string {
	text, err := url.PathUnescape(p.Here[strings.LastIndex(p.Here, "/")+1:])
	if err != nil {
		return ""
	}
	return text
}

// ignore forgets that a row is not there.
func ignore(err error) error {
	if errors.Is(err, orm.ErrNoMatch) {
		return nil
	}
	return err
}
