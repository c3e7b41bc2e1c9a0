package ormhttp

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// maxWrong is how many wrong fields of a list are told: an answer must not be much larger than what it is about.
const maxWrong = 1000

// create inserts a row, or each of a list, all or none.
func (c *call) create() error {
	if _, err := c.negotiate(mediaJSON); err != nil {
		return err
	}
	if err := c.takes(mediaJSON); err != nil {
		return err
	}
	text, err := c.body()
	if err != nil {
		return err
	}
	return c.once(text, func() error { return c.createFrom(text) })
}

func (c *call) createFrom(text []byte) error {
	elements, many, err := elementsOf(text)
	if err != nil {
		return err
	}
	list := make([]any, len(elements))
	var wrong []FieldError
	status, detail := 0, ""
	for i, element := range elements {
		list[i] = c.rows.make()
		err := c.fill(list[i], element, Create)
		if err == nil {
			continue
		}
		p := c.problemOf(err)
		if p.Errors == nil || !many {
			return err
		}
		// A body that does not parse outweighs fields that are wrong.
		if unread := p.Status == http.StatusBadRequest; status == 0 || unread {
			status, detail = p.Status, p.Detail
		}
		if wrong = append(wrong, below("/"+strconv.Itoa(i), p.Errors)...); len(wrong) >= maxWrong {
			wrong = wrong[:maxWrong]
			break
		}
	}
	if wrong != nil {
		return &refusal{status: status, detail: detail, errors: wrong}
	}
	at := -1
	insert := func(ctx context.Context, r *http.Request) (err error) {
		at, err = c.insert(ctx, r, list)
		return err
	}
	if many || c.authorize != nil || c.before != nil {
		err = c.transaction(insert)
	} else { // one statement is all or nothing by itself
		err = insert(c.r.Context(), c.r)
	}
	if err != nil && at >= 0 {
		err = c.missing(c.r.Context(), list[at], err)
		if p := c.problemOf(err); many && p.Errors != nil {
			err = &refusal{status: p.Status, detail: p.Detail, errors: below("/"+strconv.Itoa(at), p.Errors)}
		}
	}
	if err != nil {
		return err
	}
	c.behind(Create, list...)
	if !many {
		c.w.Header().Set("Location", c.location(list[0]))
		return c.sendRow(http.StatusCreated, list[0], nil)
	}
	return c.sendRows(http.StatusCreated, list)
}

// insert authorizes, prepares and inserts each row, and tells with which of them something is wrong, -1 for none.
func (c *call) insert(ctx context.Context, r *http.Request, list []any) (at int, err error) {
	for _, row := range list {
		if err := c.authorized(r, Create, row); err != nil {
			return -1, err
		}
	}
	for i, row := range list {
		if err := c.ahead(r, Create, row); err != nil {
			return i, err
		}
		if err := c.rows.references(ctx, row, nil); err != nil {
			return i, c.ownKey(err)
		}
		if err := c.rows.insert(ctx, row); err != nil {
			return i, c.ownKey(err)
		}
	}
	return -1, nil
}

// below puts the place of an element before pointers.
func below(prefix string, list []FieldError) []FieldError {
	for i := range list {
		list[i].Pointer = prefix + list[i].Pointer
	}
	return list
}

// transaction runs a write; r is the request with the context of it. A single connection serves both.
func (c *call) transaction(run func(ctx context.Context, r *http.Request) error) error {
	return c.db.Transaction(c.r.Context(), func(ctx context.Context) error { return run(ctx, c.r.WithContext(ctx)) })
}

// stored reads the row that a write is about, locked, and asks whether the write is allowed and expected.
func (c *call) stored(ctx context.Context, r *http.Request, a Action, key orm.Q) (any, error) {
	row, err := c.rows.find(ctx, key, orm.Request{}, true)
	if err != nil {
		return nil, err
	}
	if err := c.authorized(r, a, row); err != nil {
		return nil, err
	}
	if expected := strings.Join(r.Header.Values("If-Match"), ","); expected != "" && !matches(expected, c.tag(row)) {
		return nil, orm.ErrStale
	}
	return row, nil
}

// replace writes a whole row: what the body leaves out is its default, or NULL.
func (c *call) replace(key orm.Q) error {
	return c.write(Replace, key, []string{mediaJSON}, func(ctx context.Context, row any, text []byte) ([]string, error) {
		if err := c.reset(ctx, row, text); err != nil {
			return nil, err
		}
		return nil, c.fill(row, text, Replace)
	})
}

// patch writes what the body gives, RFC 7396.
func (c *call) patch(key orm.Q) error {
	return c.write(Patch, key, []string{mediaMerge, mediaJSON}, func(_ context.Context, row any, text []byte) ([]string, error) {
		merged, names, err := c.merged(row, text)
		if err != nil {
			return nil, err
		}
		if err := c.fill(row, merged, Patch); err != nil {
			return nil, err
		}
		return c.columns(names), nil
	})
}

// changing fills a stored row from a body, and names the columns that are to be written, nil for all.
type changing func(ctx context.Context, row any, text []byte) (columns []string, err error)

// write changes a stored row and writes it.
func (c *call) write(a Action, key orm.Q, media []string, change changing) error {
	if _, err := c.negotiate(mediaJSON); err != nil {
		return err
	}
	if err := c.takes(media...); err != nil {
		return err
	}
	text, err := c.body()
	if err != nil {
		return err
	}
	var row any
	err = c.transaction(func(ctx context.Context, r *http.Request) error {
		if row, err = c.stored(ctx, r, a, key); err != nil {
			return err
		}
		before, version, was := c.keyTexts(row), c.tag(row), c.rows.copied(row)
		columns, err := change(ctx, row, text)
		if err != nil {
			return err
		}
		if c.tag(row) != version { // of the body
			return orm.ErrStale
		}
		if wrong := c.moved(row, before); wrong != nil {
			return &refusal{status: http.StatusUnprocessableEntity, detail: "fields are wrong", errors: wrong}
		}
		if err := c.ahead(r, a, row); err != nil {
			return err
		}
		if a == Patch && len(columns) == 0 && c.before == nil {
			return nil
		}
		if c.before != nil { // which may have changed any of them
			columns = nil
		}
		if err := c.rows.references(ctx, row, was); err != nil {
			return c.ownKey(err)
		}
		return c.ownKey(c.rows.update(ctx, row, columns...))
	})
	if err != nil {
		return c.missing(c.r.Context(), row, err)
	}
	c.behind(a, row)
	return c.sendRow(http.StatusOK, row, nil)
}

// remove deletes a row.
func (c *call) remove(key orm.Q) error {
	var row any
	err := c.transaction(func(ctx context.Context, r *http.Request) (err error) {
		if row, err = c.stored(ctx, r, Delete, key); err != nil {
			return err
		}
		if err := c.ahead(r, Delete, row); err != nil {
			return err
		}
		err = c.rows.remove(ctx, row)
		if errors.Is(err, orm.ErrForeignKey) {
			return &refusal{status: http.StatusConflict, detail: "other rows refer to this one"}
		}
		return err
	})
	if err != nil {
		return err
	}
	c.behind(Delete, row)
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// keyTexts are the parts of a row's key.
func (c *call) keyTexts(row any) []string {
	out := make([]string, len(c.model.Keys))
	for i, a := range c.model.Keys {
		out[i] = keyText(a, row)
	}
	return out
}

// moved are the parts of the key that a body has changed.
func (c *call) moved(row any, before []string) []FieldError {
	var wrong []FieldError
	for i, a := range c.model.Keys {
		if keyText(a, row) != before[i] {
			wrong = append(wrong, FieldError{pointer(jsonName(a)), "primary_key", "the key of a row stays what it is"})
		}
	}
	return wrong
}

// columns are the attributes that the members of a body write.
func (c *call) columns(names []string) []string {
	var out []string
	for _, name := range names {
		if a := c.written[name]; a != nil && !a.PrimaryKey {
			out = append(out, a.Name)
		}
	}
	return out
}

// reset gives the fields that a body leaves out what a new row would have.
func (c *call) reset(ctx context.Context, row any, text []byte) error {
	list, err := membersOf(text)
	if err != nil {
		return err
	}
	given, p := namesOf(list), pointerOf(row)
	for name, a := range c.written {
		if a.PrimaryKey || given.has(name) {
			continue
		}
		switch {
		case a.Default != nil:
			a.Default(p)
		case a.ServerDefault != "":
			if err := c.setServerDefault(ctx, a, row); err != nil {
				return err
			}
		case a.SQLNullable:
			if err := a.Set(p, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// needed are the fields that a body of a whole row has to give.
func (c *call) needed(a Action, given given) []FieldError {
	var wrong []FieldError
	for _, name := range c.required {
		if given.has(name) || c.written[name].PrimaryKey && a != Create {
			continue
		}
		wrong = append(wrong, FieldError{pointer(name), "required", "a value is needed"})
	}
	return sortedErrors(wrong)
}

// required reports whether a new row cannot do without a value.
func required(a *schema.Attribute) bool {
	return !a.SQLNullable && a.Default == nil && a.OnUpdate == nil && a.ServerDefault == "" && !madeByServer(a)
}
