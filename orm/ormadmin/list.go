package ormadmin

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// column is the head of a column.
type column struct{ Text, Href, Sorted string }

// option is something to choose.
type option struct {
	Value, Label string
	Selected     bool
}

// filter is a field of the filter form, or a condition that stays.
type filter struct {
	Name, Label, Value, Placeholder, Type string
	Options                               []option
}

type listPage struct {
	frame
	Here, Q, Caption, PageOf, Previous, Next string
	Create, CanSearch, Filtered              bool
	Orders                                   []option
	Wrong                                    []mistake
	Kept, Filters                            []filter
	Columns                                  []column
	Rows                                     [][]link
}

// list is the page of a table's rows.
func (c *call) list(t *table) error {
	if err := c.demand(List, t, nil); err != nil {
		return err
	}
	values := url.Values{}
	for name, given := range c.r.URL.Query() {
		given = slices.DeleteFunc(slices.Clone(given), func(v string) bool { return v == "" }) // fields that nobody has filled
		if len(given) > 0 {
			values[name] = given
		}
	}
	p := &listPage{frame: c.frame(label(t.model.Table), nil, nil), Here: c.at(t.model), Q: values.Get("q"), Orders: t.orders(values.Get("sort")),
		Create: c.may(Create, t, nil), CanSearch: len(t.search) > 0}
	p.filters(t, values)
	code := http.StatusOK
	page, err := t.Page(c.r.Context(), t.request(values))
	var refused *orm.RequestError
	switch {
	case errors.As(err, &refused):
		code, p.Kept = http.StatusBadRequest, nil
		for _, w := range refused.Parameters {
			p.Wrong = append(p.Wrong, mistake{Label: p.named(w.Name), Text: w.Detail})
		}
	case err != nil:
		return err
	default:
		c.rows(p, t, page, values)
	}
	return c.show(code, "list", p)
}

// request is what a query string asks for, within what is shown.
func (t *table) request(values url.Values) orm.Request {
	policy := orm.Policy{Filter: names(t.shown), Sort: names(t.shown), Search: t.search, Include: t.included()}
	asked := url.Values{}
	for name, given := range values {
		asked[name] = given
	}
	for _, name := range []string{"fields", "include", "total"} { // what is read is not for the address to say
		asked.Del(name)
	}
	if len(policy.Include) > 0 {
		asked.Set("include", strings.Join(policy.Include, ","))
	}
	return orm.UntrustedQuery(asked, policy)
}

// included are the relations whose rows a list names.
func (t *table) included() []string {
	var out []string
	for _, a := range t.columns {
		if a.Side != nil && a.Side.HasField && !a.Side.ToMany {
			out = append(out, a.Side.Name)
		}
	}
	return out
}

// rows are the lines of a page.
func (c *call) rows(p *listPage, t *table, page *orm.RelatedPage, values url.Values) {
	for _, a := range t.columns {
		p.Columns = append(p.Columns, head(p.Here, a, values))
	}
	for _, row := range page.Items {
		var line []link
		for i, a := range t.columns {
			cell := c.cell(a, row)
			if i == 0 && !t.model.Keyless && t.does(Read) {
				if cell.Text == "" {
					cell.Text = "(empty)"
				}
				cell.Href = c.at(t.model, keyText(t.model, row))
			}
			line = append(line, cell)
		}
		p.Rows = append(p.Rows, line)
	}
	to := func(change func(url.Values)) string {
		v := url.Values{}
		for name, given := range values {
			if name != "page" && name != "after" && name != "before" {
				v[name] = given
			}
		}
		change(v)
		return p.Here + "?" + v.Encode()
	}
	if page.Total != nil {
		p.Caption = counted(*page.Total)
	}
	if page.Page > 0 && page.Pages > 1 {
		p.PageOf = fmt.Sprintf("Page %d of %d", page.Page, page.Pages)
	}
	if page.Page > 1 {
		p.Previous = to(func(v url.Values) { v.Set("page", fmt.Sprint(page.Page-1)) })
	}
	if page.Page > 0 && page.Page < page.Pages {
		p.Next = to(func(v url.Values) { v.Set("page", fmt.Sprint(page.Page+1)) })
	}
}

// counted is a number of rows.
func counted(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// head is the head of a column, which orders by it, and the other way round when it does already.
func head(here string, a *schema.Attribute, values url.Values) column {
	out := column{Text: label(a.Name)}
	if !sorts(a) {
		return out
	}
	v := url.Values{}
	for name, given := range values {
		if name != "page" && name != "after" && name != "before" {
			v[name] = given
		}
	}
	v["sort"] = []string{a.Name}
	switch values.Get("sort") {
	case a.Name:
		out.Sorted, v["sort"] = "ascending", []string{"-" + a.Name}
	case "-" + a.Name:
		out.Sorted = "descending"
	}
	out.Href = here + "?" + v.Encode()
	return out
}

// sorts reports whether rows can be ordered by a field.
func sorts(a *schema.Attribute) bool {
	return a.Elem == nil && a.Kind != schema.KindJSON && a.Kind != schema.KindBinary
}

// orders are those that the form offers, for narrow screens above all, where a list has no heads.
func (t *table) orders(now string) []option {
	out := []option{{Label: "as usual", Selected: now == ""}}
	found := now == ""
	for _, a := range t.columns {
		if !sorts(a) {
			continue
		}
		for value, name := range []string{label(a.Name), label(a.Name) + ", descending"} {
			sort := []string{a.Name, "-" + a.Name}[value]
			out = append(out, option{sort, name, sort == now})
			found = found || sort == now
		}
	}
	if !found { // of several fields, as an address can say
		out = append(out, option{now, now, true})
	}
	return out
}

// named is what people are shown as the name of a parameter.
func (p *listPage) named(parameter string) string {
	for _, f := range p.Filters {
		if f.Name == parameter {
			return f.Label
		}
	}
	return parameter
}

// cell is the value of a field: of a relation the name of the row, where it is loaded and may be seen.
func (c *call) cell(a *schema.Attribute, row any) link {
	out := link{Label: label(a.Name), Text: readable(a, row)}
	if a.Side == nil || !a.Side.HasField || out.Text == "" {
		return out
	}
	target := c.byName[a.Side.Target.Table]
	loaded := reflect.ValueOf(row).Elem().FieldByName(a.Side.GoName).MethodByName("Get").Call(nil)[0]
	if target == nil || loaded.IsNil() || !c.may(Read, target, loaded.Interface()) {
		return out
	}
	out.Text, out.Href = called(target.model, loaded.Interface()), c.at(target.model, keyText(target.model, loaded.Interface()))
	return out
}

// dated is a value that an input for dates shows.
var dated = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// filters are the fields of the filter form, and the conditions of the address that are none of them, which stay.
func (p *listPage) filters(t *table, values url.Values) {
	known := map[string]bool{"q": true, "sort": true, "page": true, "size": true, "after": true, "before": true, "include": true, "fields": true, "total": true}
	add := func(a *schema.Attribute, lookup, hint, placeholder string, options []option) {
		f := filter{Name: a.Name + lookup, Label: label(a.Name) + hint, Placeholder: placeholder, Value: values.Get(a.Name + lookup), Type: "text"}
		if a.Kind == schema.KindDate && (f.Value == "" || dated.MatchString(f.Value)) { // of another, a browser would show nothing
			f.Type = "date"
		}
		if options != nil {
			f.Options = append([]option{{Label: "any"}}, options...)
			for i, o := range f.Options {
				f.Options[i].Selected = o.Value == f.Value
			}
		}
		known[f.Name] = true
		p.Filtered = p.Filtered || f.Value != ""
		p.Filters = append(p.Filters, f)
	}
	for _, a := range t.shown {
		switch chosen := choices(a); {
		case a.Side != nil || a.Elem != nil || chosen == nil && !slices.Contains(t.columns, a): // others can be asked for in the address
		case chosen != nil:
			add(a, "", "", "", chosen)
		case a.Kind == schema.KindString || a.Kind == schema.KindText:
			add(a, "__icontains", " has", "", nil)
		case a.Kind.IsNumeric() && !a.PrimaryKey:
			add(a, "__gte", " from", "", nil)
			add(a, "__lte", " to", "", nil)
		case a.Kind == schema.KindDate || a.Kind == schema.KindDateTime:
			add(a, "__gte", " from", "2026-01-31", nil)
			add(a, "__lte", " to", "2026-01-31", nil)
		}
	}
	for name := range values {
		if !known[name] {
			p.Kept = append(p.Kept, filter{Name: name, Label: label(strings.ReplaceAll(name, "__", " ")), Value: values.Get(name)})
		}
	}
	slices.SortFunc(p.Kept, func(a, b filter) int { return strings.Compare(a.Name, b.Name) })
}

// choices are the values that a field can have; nil where there are too many to list.
func choices(a *schema.Attribute) []option {
	if a.Kind == schema.KindBoolean {
		return []option{{Value: "true", Label: "yes"}, {Value: "false", Label: "no"}}
	}
	var out []option
	for _, v := range a.Choices {
		text := fmt.Sprint(v)
		out = append(out, option{Value: text, Label: text})
	}
	return out
}
