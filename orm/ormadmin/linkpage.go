package ormadmin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// linksOf is a request about the links of a row: key/links/relation, and below it a link by the key of its target.
type linksOf struct {
	*call
	linked
	t   *table
	row any
	key string
	far orm.Untyped
}

// tied answers a request about links; tail is what stands behind the key of the row.
func (c *call) tied(t *table, key string, tail []string, post bool) error {
	if post {
		if err := c.sent(); err != nil {
			return err
		}
	}
	l, err := t.link(tail[1])
	if err != nil {
		return err
	}
	row, err := c.find(t, key)
	if err != nil {
		return err
	}
	target := c.byName[l.side.Target.Table]
	action := Edit
	if len(tail) == 2 {
		action = Read
	}
	if err := c.demand(action, t, row); err != nil {
		return err
	}
	if action == Edit && !l.written || target == nil || !c.may(List, target, nil) || action == Read && !c.mayLink(List, l, nil) {
		return status(http.StatusForbidden)
	}
	o := &linksOf{call: c, linked: l, t: t, row: row, key: keyText(t.model, row), far: target.Untyped}
	switch {
	case len(tail) == 2 && !post:
		return o.list()
	case len(tail) == 4 && tail[2] == "-" && tail[3] == "new":
		return o.add(post)
	case len(tail) == 4 && tail[3] == "edit":
		return o.change(tail[2], post)
	case len(tail) == 4 && tail[3] == "remove":
		return o.untie(tail[2], post)
	}
	return orm.ErrNoMatch
}

// mayLink asks whether something may be done with the links of a relation: a row of its own model for Edit and Delete, else nil.
func (c *call) mayLink(a Action, l linked, through any) bool {
	return slices.Contains(l.data.actions, a) && c.authorize(c.r, a, l.data.model, through) == nil
}

// here is the address of the links, or of what stands below it.
func (o *linksOf) here(below ...string) string {
	return o.at(o.t.model, append([]string{o.key, "links", url.PathEscape(o.side.Name)}, below...)...)
}

// page is the head of a page about the links.
func (o *linksOf) page(heading string, below bool) frame {
	f := o.frame(heading, o.t, o.row)
	if below {
		f.Crumbs = append(f.Crumbs, link{Text: label(o.side.Name), Href: o.here()})
	}
	return f
}

type linksPage struct {
	frame
	New, Changes                                 bool
	Here, Saved, Caption, PageOf, Previous, Next string
	Columns                                      []string
	Rows                                         []linkLine
}

type linkLine struct {
	Cells        []link
	At, Name     string
	Edit, Remove bool
}

// list shows the links of a row with their fields.
func (o *linksOf) list() error {
	asked := url.Values{"size": {"50"}}
	if number := o.r.URL.Query().Get("page"); number != "" {
		asked.Set("page", number)
	}
	page, err := orm.PageOfRelated(o.r.Context(), o.db, o.row, o.side.Name, orm.UntrustedQuery(asked, orm.Policy{}))
	if err != nil {
		return err
	}
	ties, err := o.ties(o.r.Context(), page.Items)
	if err != nil {
		return err
	}
	p := &linksPage{frame: o.page(label(o.side.Name)+" of "+called(o.t.model, o.row), false), Here: o.here(), Caption: counted(*page.Total),
		Saved: map[string]string{"1": "It was saved.", "2": "It was removed."}[o.r.URL.Query().Get("saved")]}
	written, shown := o.written && o.may(Edit, o.t, o.row), o.fields(o.data.shown)
	p.New = written && o.mayLink(Create, o.linked, nil)
	p.Columns = append(p.Columns, label(o.side.Target.Name))
	for _, a := range shown {
		p.Columns = append(p.Columns, label(a.Name))
	}
	for _, t := range ties {
		item := o.links(o.byName[o.side.Target.Table], []any{t.target})[0]
		item.Label = p.Columns[0]
		line := linkLine{Cells: []link{item}, Name: item.Text, At: o.here(o.segment(t)),
			Edit: written && o.mayLink(Edit, o.linked, t.through), Remove: written && o.mayLink(Delete, o.linked, t.through)}
		for _, a := range shown {
			line.Cells = append(line.Cells, o.cell(a, t.through))
		}
		p.Changes = p.Changes || line.Edit || line.Remove
		p.Rows = append(p.Rows, line)
	}
	if o.side.AllowDuplicates {
		p.Caption += fmt.Sprintf(", links here: %d", len(p.Rows))
	}
	if page.Pages > 1 {
		p.PageOf = fmt.Sprintf("Page %d of %d", page.Page, page.Pages)
	}
	if page.Page > 1 {
		p.Previous = fmt.Sprintf("%s?page=%d", o.here(), page.Page-1)
	}
	if page.Page > 0 && page.Page < page.Pages {
		p.Next = fmt.Sprintf("%s?page=%d", o.here(), page.Page+1)
	}
	return o.show(http.StatusOK, "links", p)
}

// form is the form of a link.
func (o *linksOf) form(row any, fresh bool) *form {
	data := *o.data
	data.written, data.many = o.fields(data.written), nil
	return &form{call: o.call, t: &data, row: row, fresh: fresh, wrong: map[string][]string{}, back: o.here(),
		done: func() string { return o.here() + "?saved=1" }}
}

// many is a method of the relation's field.
func (o *linksOf) many(method string) reflect.Value {
	return reflect.ValueOf(o.row).Elem().FieldByName(o.side.GoName).Addr().MethodByName(method)
}

// asError is what such a method returns.
func asError(out []reflect.Value) error {
	err, _ := out[0].Interface().(error)
	return err
}

// targetInput is the name of the input that chooses the row to tie.
const targetInput = "-target"

// add shows the form of a new link, or ties the chosen row.
func (o *linksOf) add(post bool) error {
	if !o.mayLink(Create, o.linked, nil) {
		return status(http.StatusForbidden)
	}
	f := o.form(o.data.New(), true)
	f.head = o.page("New link: "+label(o.side.Name)+" of "+called(o.t.model, o.row), true)
	f.action = o.here("-", "new")
	f.first = func() (*input, error) {
		in := &input{Name: targetInput, ID: "i-target", Label: label(o.side.Target.Name), Widget: "line", Type: "text", Required: true,
			Value: f.r.PostForm.Get(targetInput), Errors: f.wrong[targetInput]}
		return in, f.choose(in, o.side.Target, o.side.Target.Key())
	}
	if !post {
		if err := f.fill(); err != nil {
			return err
		}
		return f.show(http.StatusOK)
	}
	return f.save(func(ctx context.Context) error {
		target, err := o.chosen(ctx, f)
		if err != nil {
			return err
		}
		return asError(o.many("AddLink").Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(target), reflect.ValueOf(f.row).Elem()}))
	})
}

// chosen is the row that is to be tied, which is not tied yet unless it may be more than once.
func (o *linksOf) chosen(ctx context.Context, f *form) (any, error) {
	blame := func(text string) (any, error) {
		f.wrong[targetInput] = []string{text}
		return nil, errWrong
	}
	key := o.r.PostForm.Get(targetInput)
	if key == "" {
		return blame("a value is needed")
	}
	q, err := keyOf(o.side.Target, url.PathEscape(key))
	var target any
	if err == nil {
		target, err = o.far.Get(ctx, q)
	}
	if errors.Is(err, orm.ErrNoMatch) {
		return blame("there is no such row")
	}
	if err != nil {
		return nil, err
	}
	if o.side.AllowDuplicates {
		return target, nil
	}
	there, err := o.ties(ctx, []any{target})
	if err != nil {
		return nil, err
	}
	if len(there) > 0 {
		return blame("it is there already")
	}
	return target, nil
}

// change shows the form of a link, or writes its fields.
func (o *linksOf) change(key string, post bool) error {
	t, err := o.tieAt(o.r.Context(), key)
	if err != nil {
		return err
	}
	if !o.mayLink(Edit, o.linked, t.through) {
		return status(http.StatusForbidden)
	}
	f := o.form(t.through, false)
	name := called(o.side.Target, t.target)
	f.head = o.page(fmt.Sprintf("Edit the link of %s to %s", called(o.t.model, o.row), name), true)
	f.action = o.here(key, "edit")
	if !post {
		return f.show(http.StatusOK)
	}
	return f.save(func(ctx context.Context) error {
		stored, err := o.tieAt(ctx, key)
		if err != nil {
			return err
		}
		if v := f.t.model.Version; v != nil {
			if now, _ := textOf(v, stored.through); now != f.r.PostForm.Get("version") {
				return orm.ErrStale
			}
		}
		return o.write(ctx, stored, f)
	})
}

// valuesOf are fields of a row as assignments.
func valuesOf(fields []*schema.Attribute, row any) (orm.V, error) {
	out := orm.V{}
	for _, a := range fields {
		canonical, err := a.Get(pointerOf(row))
		if err != nil {
			return nil, err
		}
		if out[a.Name] = nil; canonical != nil {
			if out[a.Name], err = a.GoValue(canonical); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

type untiePage struct {
	frame
	Action, Back, Token, Name string
}

// untie asks whether a link is to go, or removes it.
func (o *linksOf) untie(key string, post bool) error {
	t, err := o.tieAt(o.r.Context(), key)
	if err != nil {
		return err
	}
	if !o.mayLink(Delete, o.linked, t.through) {
		return status(http.StatusForbidden)
	}
	name := called(o.side.Target, t.target)
	if !post {
		return o.show(http.StatusOK, "untie", &untiePage{o.page(fmt.Sprintf("Remove %s from %s of %s", name, label(o.side.Name), called(o.t.model, o.row)), true),
			o.here(key, "remove"), o.here(), o.token(), name})
	}
	err = o.db.Transaction(o.r.Context(), func(ctx context.Context) error { return o.remove(ctx, t) })
	if err == nil {
		http.Redirect(o.w, o.r, o.here()+"?saved=2", http.StatusSeeOther)
	}
	return err
}
