package scan

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/ormar-go/ormar/schema"
)

var errNoKey = errors.New("the primary key is NULL, so the row cannot be told from others")

// keyCell is the destination of a single primary key.
type keyCell struct {
	n     *nodeState
	attr  *schema.Attribute
	field cell // of the key in a new object
	root  bool
}

// Scan finds the object of the key, or makes it.
func (c *keyCell) Scan(src any) error {
	n := c.n
	if src == nil {
		n.leave()
		if c.root {
			return fieldError(c.attr, errNoKey)
		}
		return nil
	}
	if n.alone {
		n.make()
	} else if key, err := keyOf(c.attr, src); err != nil {
		return fieldError(c.attr, err)
	} else if !n.enter(key) {
		return nil
	}
	err := c.field.Scan(src)
	n.own()
	return err
}

func (c *keyCell) scanRaw(f form, src []byte) error {
	n := c.n
	if src == nil {
		return c.Scan(nil)
	}
	if n.alone {
		n.make()
	} else if key, err := rawKeyOf(c.attr, f, src); err != nil {
		return fieldError(c.attr, err)
	} else if !n.enter(key) {
		return nil
	}
	err := c.field.scanRaw(f, src)
	n.own()
	return err
}

// rawKeyOf is keyOf for the bytes of a value.
func rawKeyOf(a *schema.Attribute, f form, src []byte) (schema.Key, error) {
	if n, ok := f.whole(src); ok && a.Kind.IsInteger() {
		return schema.Key{Num: n, Form: schema.IntKey}, nil
	}
	v, err := f.value(src)
	if err != nil {
		return schema.Key{}, err
	}
	return keyOf(a, v)
}

// keyOf is the key of what a driver gave, in the form in which the parents' keys are compared with it.
func keyOf(a *schema.Attribute, src any) (schema.Key, error) {
	switch v := src.(type) {
	case int64:
		if a.Kind.IsInteger() {
			return schema.Key{Num: v, Form: schema.IntKey}, nil
		}
	case string:
		if a.Kind.IsText() {
			return schema.Key{Str: v, Form: schema.TextKey}, nil
		}
	case []byte:
		if a.Kind.IsText() {
			return schema.Key{Str: string(v), Form: schema.TextKey}, nil
		}
	}
	canonical, err := canonicalOf(a, src)
	if err != nil {
		return schema.Key{}, err
	}
	if key := schema.KeyOf(canonical); !key.IsZero() {
		return key, nil
	}
	return schema.Key{Str: keyText(canonical), Form: schema.TextKey}, nil
}

// canonicalOf is the attribute's Scan, which may be a method of the field's own type.
func canonicalOf(a *schema.Attribute, src any) (v any, err error) {
	defer capture(a, &err)
	return a.Scan(src)
}

// keyText tells two canonical values of one column apart.
func keyText(canonical any) string {
	switch v := canonical.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case [16]byte:
		return string(v[:])
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return strconv.FormatInt(v.UnixMicro(), 10)
	}
	return fmt.Sprint(canonical)
}

// partCell is the destination of one column of a composite primary key.
type partCell struct {
	n    *nodeState
	keys []*schema.Attribute
	i    int
	root bool
}

// Scan collects the parts; the last one finds the object or makes it. No object has a key of which a part is NULL.
func (c *partCell) Scan(src any) error {
	n, a := c.n, c.keys[c.i]
	if c.i == 0 {
		n.leave()
		n.parts = n.parts[:0]
	}
	if src == nil {
		if c.root {
			return fieldError(a, errNoKey)
		}
		return nil
	}
	if len(n.parts) < c.i { // an earlier part was NULL
		return nil
	}
	v, err := canonicalOf(a, src)
	if err != nil {
		return fieldError(a, err)
	}
	if n.parts = append(n.parts, v); len(n.parts) < len(c.keys) {
		return nil
	}
	return c.complete()
}

func (c *partCell) scanRaw(f form, src []byte) error {
	if src == nil {
		return c.Scan(nil)
	}
	v, err := f.value(src)
	if err != nil {
		return fieldError(c.keys[c.i], err)
	}
	return c.Scan(v)
}

func (c *partCell) complete() (err error) {
	defer capture(c.keys[c.i], &err)
	n := c.n
	if n.alone {
		n.make()
	} else if !n.enter(compositeKey(n.parts)) {
		return nil
	}
	if n.at == nil {
		return nil
	}
	for i, a := range c.keys {
		if err := a.Set(n.at, n.parts[i]); err != nil {
			return fieldError(a, err)
		}
	}
	n.own()
	return nil
}

// compositeKey is the key of a row of a model with several key columns.
func compositeKey(parts []any) schema.Key {
	return schema.Key{Str: string(schema.NewTuple(parts)), Form: schema.TupleKey}
}

// parentCell is the destination of the parent's key in the rows of a prefetch.
type parentCell struct {
	attr    *schema.Attribute
	key     schema.Key
	parts   []any // of a key of several columns
	columns int   // of these, beside the first
}

// Scan keeps the key for the end of the row.
func (c *parentCell) Scan(src any) (err error) {
	if src == nil {
		c.key = schema.Key{}
		return nil
	}
	if c.key, err = keyOf(c.attr, src); err != nil {
		return fieldError(c.attr, err)
	}
	return nil
}

func (c *parentCell) scanRaw(f form, src []byte) (err error) {
	if src == nil {
		return c.Scan(nil)
	}
	if c.key, err = rawKeyOf(c.attr, f, src); err != nil {
		return fieldError(c.attr, err)
	}
	return nil
}

func (c *parentCell) reset() {
	c.key = schema.Key{}
	clear(c.parts)
}

// parentPart is the destination of one column of a parent's key of several.
type parentPart struct {
	of   *parentCell
	attr *schema.Attribute
	i    int
}

// Scan collects the parts; the last one makes the key.
func (c *parentPart) Scan(src any) error {
	p := c.of
	if c.i == 0 {
		p.key, p.parts = schema.Key{}, p.parts[:0]
	}
	if src == nil || len(p.parts) < c.i {
		return nil
	}
	v, err := canonicalOf(c.attr, src)
	if err != nil {
		return fieldError(c.attr, err)
	}
	if p.parts = append(p.parts, v); c.i == p.columns {
		p.key = compositeKey(p.parts)
	}
	return nil
}

func (c *parentPart) scanRaw(f form, src []byte) error {
	if src == nil {
		return c.Scan(nil)
	}
	v, err := f.value(src)
	if err != nil {
		return fieldError(c.attr, err)
	}
	return c.Scan(v)
}

// startCell is the destination of the first column of a model without a key: every row is a new object.
type startCell struct {
	n     *nodeState
	first cell
}

// Scan makes the row's object.
func (c *startCell) Scan(src any) error {
	c.n.make()
	return c.first.Scan(src)
}

func (c *startCell) scanRaw(f form, src []byte) error {
	c.n.make()
	return c.first.scanRaw(f, src)
}
