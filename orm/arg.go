package orm

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Arg is an argument of SQL of your own that is bound as the field's column stores it: by the field's codec, encrypted where the
// field is, and masked for observers where it is secret. It stands among the arguments of a squirrel expression that goes to SQL,
// Exec, Raw, RawInto or RawEach, like any value:
//
//	orm.SQL(sq.Expr("{id} = ?", orm.Arg(&b.ID, id)))
//
// field points into the prototype of a model (Fields), v is a value of its type: nil, an invalid sql.Null and an empty One are NULL.
// A value that does not fit its field is ErrQuery from the call that would have sent it. Nothing but these calls takes it: given to
// database/sql it is an error of an unsupported type.
func Arg[F any](field *F, v F) any { return lookup.NewArgument(placeOf(field), v) }

// own makes a statement of a caller's Sqlizer. It may name columns of the model as {path}, which is nil where there is none; named are
// these columns by what stands for them.
func (db *DB) own(call string, sql sq.Sqlizer, m *schema.Model) (o engine.Own, named map[string]*schema.Attribute, err error) {
	if isNil(sql) {
		return o, nil, query.Errorf("%s: the statement is nil", call)
	}
	text, args, err := sql.ToSql()
	if err != nil {
		return o, nil, query.Errorf("%s: %w", call, err)
	}
	return lookup.Own(db.engine, call, text, args, m)
}
