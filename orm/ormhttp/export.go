package ormhttp

import (
	"net/http"
	"net/url"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/orm"
)

// flushed is after how many lines an export is handed on to the client.
const flushed = 500

// export streams every row that the query string finds, a line of JSON each. An error behind the first row cuts the answer off: its
// length was never said, so that the client sees it break.
func (c *call) export(values url.Values) error {
	shape, err := c.shapeOf(values)
	if err != nil {
		return err
	}
	out := http.NewResponseController(c.w)
	n := 0
	for row, err := range c.rows.each(c.r.Context(), orm.UntrustedQuery(values, c.policy).WithoutPage()) {
		if err != nil && n == 0 {
			return err
		}
		if err != nil {
			panic(http.ErrAbortHandler) // net/http's word for an answer that must not look complete
		}
		if n == 0 {
			c.head(http.StatusOK, mediaNDJSON)
		}
		if err := c.line(row, shape); err != nil {
			panic(http.ErrAbortHandler)
		}
		if n++; n%flushed == 0 {
			_ = out.Flush() // not every writer can
		}
	}
	if n == 0 {
		c.head(http.StatusOK, mediaNDJSON)
	}
	return nil
}

// line writes a row and ends the line.
func (c *call) line(row any, shape *jsonio.Writer) error {
	text, err := rendered(row, shape)
	if err != nil {
		return err
	}
	if c.r.Method == http.MethodHead {
		return nil
	}
	_, err = c.w.Write(append(text, '\n'))
	return err
}

// lines writes a page as NDJSON.
func (c *call) lines(items []any, shape *jsonio.Writer) error {
	var body []byte
	for _, row := range items {
		text, err := rendered(row, shape)
		if err != nil {
			return err
		}
		body = append(append(body, text...), '\n')
	}
	return c.send(http.StatusOK, mediaNDJSON, body)
}
