package ormhttp

import (
	"net/http"
	"net/url"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/orm"
)

// list answers with a page, or with every row as NDJSON where that is what is wanted.
func (c *call) list() error {
	form, err := c.negotiate(mediaJSON, mediaNDJSON)
	if err != nil {
		return err
	}
	if err := c.authorized(c.r, List, nil); err != nil {
		return err
	}
	values := c.values
	if form == mediaNDJSON && !values.Has("page") && !values.Has("size") {
		return c.export(values)
	}
	p, err := c.rows.page(c.r.Context(), orm.UntrustedQuery(values, c.policy))
	if err != nil {
		return cursorRefused(values, err)
	}
	shape, err := c.shapeOf(values)
	if err != nil {
		return err
	}
	c.links(values, p)
	if form == mediaNDJSON {
		return c.lines(p.items, shape)
	}
	return c.sendPage(p, shape)
}

// cursorRefused makes a wrong parameter of a cursor that was changed.
func cursorRefused(values url.Values, err error) error {
	for _, name := range []string{"after", "before"} {
		if values.Has(name) && problemOf(err, nil).Status == http.StatusBadRequest && problemOf(err, nil).Errors == nil {
			return &refusal{status: http.StatusBadRequest, detail: "the query string is wrong",
				errors: []FieldError{{name, "cursor", "the cursor was changed, or made under another order or key"}}}
		}
	}
	return err
}

// sendPage writes a page as JSON.
func (c *call) sendPage(p *page, shape *jsonio.Writer) error {
	rows := make([]unsafe.Pointer, len(p.items))
	for i, row := range p.items {
		rows[i] = pointerOf(row)
	}
	text, err := shape.Page(rows, p.total, p.size)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, mediaJSON, text)
}

// rendered is the JSON of a row, of which a shape says what is shown.
func rendered(row any, shape *jsonio.Writer) ([]byte, error) { return shape.Row(pointerOf(row)) }

// get answers with a row.
func (c *call) get(key orm.Q) error {
	if _, err := c.negotiate(mediaJSON); err != nil {
		return err
	}
	values := c.values
	asked, err := c.chosen()
	if err != nil {
		return err
	}
	row, err := c.rows.find(c.r.Context(), key, asked, false)
	if err != nil {
		return err
	}
	if err := c.authorized(c.r, Get, row); err != nil {
		return err
	}
	tag := c.tag(row) // which does not tell of the rows that are included
	if tag != "" && !values.Has("include") && matchesWeakly(headerList(c.r, "If-None-Match"), tag) {
		c.w.Header().Set("ETag", tag)
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return c.sendRow(http.StatusOK, row, values)
}

// chosen is what the query string says of what is shown of one row; anything else in it is refused. Authorize sees the whole row,
// whatever is shown of it.
func (c *call) chosen() (orm.Request, error) {
	err := wrongParameters(c.values, func(name string) bool { return name == "fields" || name == "include" })
	if err != nil {
		return orm.Request{}, err
	}
	asked := orm.UntrustedQuery(c.values, c.policy)
	if c.authorize == nil || !c.values.Has("fields") {
		return asked, nil
	}
	if err := c.refused(c.values); err != nil {
		return orm.Request{}, err
	}
	whole := copied(c.values)
	whole.Del("fields")
	return orm.UntrustedQuery(whole, c.policy), nil
}

// refused is what is wrong with a query string.
func (c *resource) refused(values url.Values) error {
	_, wrong, err := (lookup.Scope{Model: c.model}).Request(values, lookup.Policy(c.policy), jsonio.QueryText)
	if err != nil || len(wrong) == 0 {
		return err
	}
	list := make([]FieldError, len(wrong))
	for i, w := range wrong {
		list[i] = FieldError{w.Name, w.Rule, w.Detail}
	}
	return &refusal{status: http.StatusBadRequest, detail: "the query string is wrong", errors: list}
}

// sendRow writes one row.
func (c *call) sendRow(status int, row any, values url.Values) error {
	shape, err := c.shapeOf(values)
	if err != nil {
		return err
	}
	text, err := rendered(row, shape)
	if err != nil {
		return err
	}
	if tag := c.tag(row); tag != "" {
		c.w.Header().Set("ETag", tag)
	}
	return c.send(status, mediaJSON, text)
}

// sendRows writes rows as a list.
func (c *call) sendRows(status int, list []any) error {
	shape, err := c.shapeOf(nil)
	if err != nil {
		return err
	}
	body := []byte{'['}
	for i, row := range list {
		if i > 0 {
			body = append(body, ',')
		}
		text, err := rendered(row, shape)
		if err != nil {
			return err
		}
		body = append(body, text...)
	}
	return c.send(status, mediaJSON, append(body, ']'))
}

// head begins an answer.
func (c *call) head(status int, media string) {
	h := c.w.Header()
	h.Set("Content-Type", media)
	h.Set("X-Content-Type-Options", "nosniff")
	c.w.WriteHeader(status)
}

// send writes an answer.
func (c *call) send(status int, media string, body []byte) error {
	c.head(status, media)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(body) // the client has gone
	}
	return nil
}

// readRelated answers with a page of the rows behind a relation of a row.
func (c *call) readRelated(key orm.Q, relation string) error {
	if _, err := c.negotiate(mediaJSON); err != nil {
		return err
	}
	row, err := c.rows.find(c.r.Context(), key, orm.Request{}, false)
	if err != nil {
		return err
	}
	if err := c.authorized(c.r, Get, row); err != nil {
		return err
	}
	side, values := c.related[relation], c.values
	far := c.over(side)
	p, err := orm.PageOfRelated(c.r.Context(), c.db, row, side.Name, orm.UntrustedQuery(values, far.policy))
	if err != nil {
		return cursorRefused(values, err)
	}
	shape, err := far.shapeOf(values)
	if err != nil {
		return err
	}
	out := &page{p.Items, p.Total, p.Page, p.Pages, p.Size, p.Next, p.Previous}
	c.links(values, out)
	return c.sendPage(out, shape)
}
