package ormhttp

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// resource is a Handler without the type of its rows.
type resource struct {
	settings
	db       *orm.DB
	rows     rows
	model    *schema.Model
	err      error
	shown    []*schema.Attribute          // of the model, in the order of declaration
	members  map[string]*schema.Attribute // of the model, by what a body calls them
	written  map[string]*schema.Attribute // those of them that a body may write
	required []string                     // the names of those that a new row cannot do without
	related  map[string]*schema.Side      // by the names in addresses
	answers  *answers
	decoding []orm.DecodeOption // of every body
	plain    *jsonio.Writer     // of an answer to which nothing more is said
}

// maxBody is how many bytes a body may have when nobody says.
const maxBody = 1 << 20

func newResource(db *orm.DB, rows rows, t reflect.Type, opts []Option) *resource {
	c := &resource{db: db, rows: rows}
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&c.settings)
		}
	}
	c.maxBody = cmp.Or(c.maxBody, maxBody)
	c.decoding = []orm.DecodeOption{orm.AllowKey(), orm.MaxBody(c.maxBody)} // what may be written is looked at before
	if db == nil {
		c.err = fmt.Errorf("%w: the database is nil", orm.ErrQuery)
		return c
	}
	if c.model = db.Models().Model(t); c.model == nil {
		c.err = fmt.Errorf("%w: %s is no model of the database", orm.ErrQuery, t)
		return c
	}
	c.answers = newAnswers(c.store)
	c.err = c.resolve()
	return c
}

// resolve finds what the options name.
func (c *resource) resolve() error {
	read, err := c.named(c.read, "Read")
	if err != nil {
		return err
	}
	write, err := c.named(c.write, "Write")
	if err != nil {
		return err
	}
	c.members, c.written = map[string]*schema.Attribute{}, map[string]*schema.Attribute{}
	for _, a := range c.model.Members() {
		if name := jsonName(a); name != "-" && c.members[name] == nil {
			c.members[name] = a
		}
		if shows := slices.Contains(read, a) || c.read == nil && !hidden(a); shows {
			c.shown = append(c.shown, a)
		}
		if a == c.model.Version { // it counts writes; a body can only say which one it expects
			continue
		}
		if name := jsonName(a); name != "-" && (slices.Contains(write, a) || c.write == nil && !a.ReadOnly && !madeByServer(a)) {
			c.written[name] = a
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.written)) {
		if required(c.written[name]) {
			c.required = append(c.required, name)
		}
	}
	c.related = map[string]*schema.Side{}
	for _, name := range c.relations {
		s := c.side(name)
		if s == nil || !s.HasField {
			return fmt.Errorf("%w: Relations: %s has no relation %s", orm.ErrQuery, c.model.Name, schema.Quote(name))
		}
		if s.Legs != nil {
			return fmt.Errorf("%w: Relations: %s.%s leads to rows of several models; name one of them, as in %s", orm.ErrQuery, c.model.Name, s.Name, s.Legs[0].Name)
		}
		if c.related[name] = s; s.Any == nil {
			c.related[s.JSONName] = s
		}
	}
	if _, _, err := (lookup.Scope{Model: c.model}).Request(nil, lookup.Policy(c.policy), jsonio.QueryText); err != nil {
		return fmt.Errorf("ormhttp: Policy: %w", err)
	}
	c.defaults()
	c.plain, err = c.shapeOf(nil)
	return err
}

// defaults lets everything be asked for that is shown, where the policy says nothing. A key of several columns is shown as a whole,
// and its columns are compared and sorted by.
func (c *resource) defaults() {
	var whole, columns []string
	for _, a := range c.shown {
		if a.Secret || a.Cipher != nil || a.Kind == schema.KindOpaque {
			continue
		}
		whole = append(whole, a.Name)
		for _, p := range a.Columns() {
			columns = append(columns, p.Name)
		}
	}
	for _, p := range []struct {
		list  *[]string
		names []string
	}{{&c.policy.Filter, columns}, {&c.policy.Sort, columns}, {&c.policy.Fields, whole}} {
		if len(*p.list) == 0 {
			*p.list = slices.Clone(p.names)
		}
	}
}

// hidden reports whether a field is shown to nobody who does not name it.
func hidden(a *schema.Attribute) bool { return a.Secret || a.WriteOnly || a.JSONName == "-" }

// madeByServer reports whether the database makes a key.
func madeByServer(a *schema.Attribute) bool { return a.PrimaryKey && a.Autoincrement || a.ServerMade() }

// jsonName is how a body calls an attribute.
func jsonName(a *schema.Attribute) string {
	switch {
	case a.Side != nil && a.Side.HasField:
		return a.Side.JSONName
	case a.Within != nil:
		return a.Within.JSONName
	}
	return a.JSONName
}

// bodyName is jsonName, empty for what a body cannot name.
func bodyName(a *schema.Attribute) string {
	if name := jsonName(a); name != "-" {
		return name
	}
	return ""
}

// named are the attributes of names, by attribute or by JSON.
func (c *resource) named(names []string, option string) ([]*schema.Attribute, error) {
	var out []*schema.Attribute
	for _, name := range names {
		a := c.attribute(name)
		if a == nil {
			return nil, fmt.Errorf("%w: %s: %s has no field %s", orm.ErrQuery, option, c.model.Name, schema.Quote(name))
		}
		out = append(out, a)
	}
	return out, nil
}

func (c *resource) attribute(name string) *schema.Attribute {
	for _, a := range c.model.Members() {
		if jsonName(a) == name && name != "-" {
			return a
		}
	}
	for _, a := range c.model.Members() {
		if a.Name == name || a.Side != nil && a.Side.Name == name {
			return a
		}
	}
	return nil
}

func (c *resource) side(name string) *schema.Side {
	for _, s := range c.model.Sides {
		if s.JSONName == name && name != "-" {
			if f := s.Field(); f != nil {
				return f
			}
			return s
		}
	}
	return c.model.Side(name)
}

// keyOf reads the segment of a path that names a row, as Location writes it: 1.0 is no address of row 1, whatever a number is. UUIDs alone
// have several spellings.
func (c *resource) keyOf(segment string) (orm.Q, error) {
	parts := []string{segment}
	if len(c.model.Keys) > 1 {
		parts = strings.Split(segment, ",")
	}
	if len(parts) != len(c.model.Keys) {
		return nil, orm.ErrNoMatch
	}
	key := orm.Q{}
	for i, a := range c.model.Keys {
		text, err := url.PathUnescape(parts[i])
		if err != nil {
			return nil, err
		}
		if key[a.Name], err = jsonio.QueryText(a, text); err != nil {
			return nil, err
		}
		if a.Kind != schema.KindUUID && jsonio.TextOf(a, key[a.Name]) != text {
			return nil, orm.ErrNoMatch
		}
	}
	return key, nil
}

// problemOf is ProblemOf with the JSON names of the model; what has none has no place in a body.
func (c *resource) problemOf(err error) Problem {
	return problemOf(err, func(name string) string {
		if c.model == nil {
			return name
		}
		for _, a := range c.model.Attributes {
			if a.Name == name {
				return bodyName(a)
			}
		}
		if a := c.attribute(name); a != nil { // a relation
			return bodyName(a)
		}
		return name
	})
}
