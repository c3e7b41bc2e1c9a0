package ormadmin

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// fact is a field of a row.
type fact struct {
	link
	Long bool
}

// related are the first rows behind a relation.
type related struct {
	Label string
	Rows  []link
	More  link
	Links string // the page of links with data
}

type rowPage struct {
	frame
	Here, Saved           string
	Edit, Delete, History bool
	Fields                []fact
	Related               []related
}

// row is the page of a row.
func (c *call) row(t *table, key string) error {
	row, err := c.find(t, key)
	if err != nil {
		return err
	}
	if err := c.demand(Read, t, row); err != nil {
		return err
	}
	p := &rowPage{frame: c.frame(called(t.model, row), t, nil), Here: c.at(t.model, keyText(t.model, row)),
		Edit: c.may(Edit, t, row), Delete: c.may(Delete, t, row), History: c.history != nil}
	p.Saved = map[string]string{"1": "It was saved."}[c.r.URL.Query().Get("saved")]
	for _, a := range t.shown {
		f := fact{link: link{Label: label(a.Name), Text: readable(a, row)}, Long: a.Kind == schema.KindJSON || a.Kind == schema.KindText}
		if a.Side != nil && f.Text != "" {
			if to, err := c.target(a, row); err != nil {
				return err
			} else if to.Text != "" {
				f.Text, f.Href = to.Text, to.Href
			}
		}
		if a.Within != nil && a.Part == len(a.Within.Key.Parts)-1 {
			to, err := c.referred(a, row)
			if err != nil {
				return err
			}
			if f.Href = to.Href; to.Text != "" {
				f.Text += ": " + to.Text
			}
		}
		p.Fields = append(p.Fields, f)
	}
	if p.Related, err = c.behind(t, row); err != nil {
		return err
	}
	return c.show(http.StatusOK, "row", p)
}

// target is the row that a foreign key refers to, where it may be seen.
func (c *call) target(a *schema.Attribute, row any) (link, error) {
	t := c.byName[a.Side.Target.Table]
	canonical, err := a.Get(pointerOf(row))
	if t == nil || err != nil || t.model.Key() == nil {
		return link{}, err
	}
	value, err := t.model.Key().GoValue(canonical)
	if err != nil {
		return link{}, err
	}
	found, err := t.Get(c.r.Context(), orm.Q{"pk": value})
	if err != nil || !c.may(Read, t, found) {
		return link{}, ignore(err)
	}
	return link{Text: called(t.model, found), Href: c.at(t.model, keyText(t.model, found))}, nil
}

// firstRows is how many rows behind a relation a page shows.
const firstRows = 10

// behind are the relations to many rows, with the first of each.
func (c *call) behind(t *table, row any) ([]related, error) {
	var out []related
	for _, s := range t.model.Sides {
		target := c.byName[s.Target.Table]
		if s.Kind == schema.ForwardSide || !s.HasField || target == nil || !c.may(List, target, nil) {
			continue
		}
		page, err := orm.PageOfRelated(c.r.Context(), c.db, row, s.Name, orm.UntrustedQuery(url.Values{"size": {fmt.Sprint(firstRows)}}, orm.Policy{}))
		if err != nil {
			return nil, err
		}
		one := related{Label: fmt.Sprintf("%s (%d)", label(s.Name), *page.Total), Rows: c.links(target, page.Items)}
		if *page.Total > firstRows {
			one.More.Text = fmt.Sprintf("All %d", *page.Total)
			one.More.Href = c.at(target.model) + "?" + url.Values{s.Inverse.Name: {plainKey(t.model, row)}}.Encode()
			if s.LinkOwner != nil || target.model.Attribute(s.Inverse.Name) == nil {
				one.More.Href = ""
			}
		}
		if one.More.Href == "" {
			one.More = link{}
		}
		if l, err := t.link(url.PathEscape(s.Name)); err == nil && c.mayLink(List, l, nil) {
			one.Links = c.at(t.model, keyText(t.model, row), "links", url.PathEscape(s.Name))
		}
		out = append(out, one)
	}
	return out, nil
}

// links are rows by their names, with addresses where they may be read.
func (c *call) links(t *table, rows []any) []link {
	var out []link
	for _, row := range rows {
		l := link{Text: called(t.model, row)}
		if !t.model.Keyless && c.may(Read, t, row) {
			l.Href = c.at(t.model, keyText(t.model, row))
		}
		out = append(out, l)
	}
	return out
}

// plainKey is the key of a row as a query string has it.
func plainKey(m *schema.Model, row any) string {
	text, err := url.PathUnescape(keyText(m, row))
	if err != nil {
		return ""
	}
	return text
}

type eventsPage struct {
	frame
	Events []eventLine
}

type eventLine struct {
	Stamp, When, Who, What string
	Changes                []changeLine
}

type changeLine struct{ Label, From, To string }

// events is the history of a row, whose fields are those that are shown.
func (c *call) events(t *table, key string) error {
	row, err := c.find(t, key)
	if err != nil {
		return err
	}
	if err := c.demand(Read, t, row); err != nil {
		return err
	}
	list, err := c.history(c.r.Context(), t.model.Table, plainKey(t.model, row))
	if err != nil {
		return err
	}
	p := &eventsPage{frame: c.frame("History of "+called(t.model, row), t, row)}
	for _, e := range list {
		l := eventLine{Stamp: e.At.UTC().Format("2006-01-02T15:04:05Z"), When: e.At.UTC().Format("2006-01-02 15:04:05 MST"), Who: e.Who, What: e.What}
		for _, ch := range e.Changes {
			if t.showsName(ch.Name) {
				l.Changes = append(l.Changes, changeLine{label(ch.Name), short(ch.From), short(ch.To)})
			}
		}
		p.Events = append(p.Events, l)
	}
	return c.show(http.StatusOK, "history", p)
}

func (t *table) showsName(name string) bool {
	for _, a := range t.shown {
		if a.Name == name {
			return true
		}
	}
	return false
}

// short is a value of a change for people.
func short(v any) string {
	if v == nil {
		return ""
	}
	text := fmt.Sprint(v)
	if runes := []rune(text); len(runes) > 200 {
		return strings.TrimSpace(string(runes[:200])) + "…"
	}
	return text
}
