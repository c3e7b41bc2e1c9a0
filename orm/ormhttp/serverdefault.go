package ormhttp

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// statement is a text of the model's author as a squirrel.Sqlizer.
type statement string

// ToSql gives the text, which has no arguments.
func (s statement) ToSql() (string, []any, error) { return string(s), nil, nil }

// setServerDefault gives a field what the database would give a new row: an UPDATE has no word for that on every database, so it is asked.
func (c *call) setServerDefault(ctx context.Context, a *schema.Attribute, row any) error {
	question := statement("SELECT " + a.ServerDefault)
	switch a.Kind {
	case schema.KindDateTime, schema.KindDate:
		list, err := orm.RawInto[time.Time](ctx, c.db, question)
		if err != nil || len(list) != 1 {
			return fmt.Errorf("ormhttp: the server's default of %s: %w", a.Name, err)
		}
		return a.Set(pointerOf(row), list[0].UTC())
	}
	list, err := orm.RawInto[*string](ctx, c.db, question)
	if err != nil || len(list) != 1 {
		return fmt.Errorf("ormhttp: the server's default of %s: %w", a.Name, err)
	}
	if list[0] == nil {
		return a.Set(pointerOf(row), nil)
	}
	text := *list[0]
	if on, err := strconv.ParseBool(text); err == nil && a.Kind == schema.KindBoolean {
		text = strconv.FormatBool(on) // 1 on databases without booleans
	}
	value, err := jsonio.QueryText(a, text)
	if err != nil {
		return fmt.Errorf("ormhttp: the server's default of %s is no value of it: %w", a.Name, err)
	}
	return a.Set(pointerOf(row), value)
}
