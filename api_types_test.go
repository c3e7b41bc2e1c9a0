package ormar_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"regexp"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// The files api_*_test.go hold the public API still: programs elsewhere are written against these names, so a change that
// breaks one of them does not compile here. This one has types, constants and what callers leave to inference.

// shape is a model with a field of each kind; it is compiled, not run.
type shape struct {
	orm.Model
	ID      int64
	Name    string
	Note    *string
	Count   sql.Null[int]
	Ratio   float64
	Done    bool
	Born    time.Time
	Blob    []byte
	Tags    []string
	Secret  crypt.Password
	Parent  orm.One[shape]
	Shapes  orm.Many[shape]
	Friends orm.ManyThrough[shape, bond]
}

type bond struct {
	orm.Model
	ID     int64
	Weight int
}

func (b *bond) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&b.ID).PrimaryKey(), schema.Integer(&b.Weight)}}
}

func (s *shape) Schema() schema.Table {
	return schema.Table{View: false, Keyless: false, Unmanaged: false,
		Name: "shapes", OrderBy: []string{"name"}, Comment: "all kinds", AnyName: false,
		Constraints: []schema.Constraint{schema.UniqueTogether("name", "note").Named("u"), schema.IndexOn("name"), schema.Check("c", "1 = 1"),
			schema.UniqueOn("-name", "(lower({note}))").Where("{name} <> ''").Named("v"), schema.IndexOn("note").Using("hash").Class("note", "text_ops").Named("w"),
			schema.IndexOn("note").Include("name").Length("note", 5).Named("x"), schema.Exclude("e", "gist", "{name} WITH ="),
			schema.FullText("name").Language("english")},
		Fields: schema.Fields{
			schema.BigInteger(&s.ID).PrimaryKey().Autoincrement(true),
			schema.String(&s.Name, 10).Unique().MinLength(1).Pattern(regexp.MustCompile(".")).Default("x"),
			schema.Text(&s.Note).Choices(new("a"), new("b")).Index(),
			schema.SmallInteger(&s.Count).ReadOnly(),
			schema.Float(&s.Ratio).Min(0).Max(1).MultipleOf(0.5),
			schema.Boolean(&s.Done).ServerDefault("true"),
			schema.DateTime(&s.Born).DefaultFunc(time.Now).OnUpdateFunc(time.Now),
			schema.LargeBinary(&s.Blob, 100).Encrypt(crypt.AEAD(crypt.Key{ID: "k", Secret: nil})),
			schema.JSON(&s.Tags).Nullable().SQLNullable(true).Comment("tags").Name("labels"),
			schema.Opaque(&s.Secret, 200).Secret(),
			schema.ForeignKey(&s.Parent).OnDelete(schema.Cascade).OnUpdate(schema.NoAction).RelatedName("shapes"),
			schema.ManyToMany(&s.Friends).ThroughTable("bonds").ThroughColumns("one", "other").SkipReverse(),
		},
	}
}

var (
	_ schema.Definer = (*shape)(nil)
	_ schema.ToOne   = (*orm.One[shape])(nil)
	_ schema.ToMany  = (*orm.Many[shape])(nil)
	_ schema.ToMany  = (*orm.ManyThrough[shape, bond])(nil)

	_ schema.Field = (*schema.Column[int])(nil)
	_ schema.Field = (*schema.Relation)(nil)

	_ orm.Condition  = orm.Q{}
	_ orm.Assignment = orm.V{}
	_ orm.Source     = orm.QuerySet[shape]{}
	_ sq.Sqlizer     = orm.QuerySet[shape]{}
	_ migrate.Target = (*orm.DB)(nil)

	_ json.Marshaler   = orm.One[shape]{}
	_ json.Unmarshaler = (*orm.One[shape])(nil)
	_ json.Marshaler   = orm.Many[shape]{}
	_ json.Unmarshaler = (*orm.Many[shape])(nil)

	_ = []error{
		&schema.DefinitionError{Model: "", Field: "", Reason: ""},
		&schema.ValidationError{Failures: []schema.Failure{{Path: "", Rule: "", Param: any(nil), Value: any(nil), Attribute: ""}}},
		&orm.PathError{Kind: "", Model: "", Path: "", Part: "", Suggest: ""},
		&orm.ConstraintError{Kind: error(nil), Table: "", Constraint: "", Fields: []string(nil), Err: error(nil)},
		&orm.StaleError{Model: "", Key: any(nil), Have: any(nil), Stored: any(nil)},
		&orm.DecodeError{Path: "", Reason: "", Failures: []schema.Failure(nil)},
		schema.ErrDefinition, schema.ErrValidation,
		orm.ErrNoMatch, orm.ErrMultipleMatches, orm.ErrUnfiltered, orm.ErrNotPersisted, orm.ErrRelationship, orm.ErrEmptyList,
		orm.ErrQuery, orm.ErrValidation, orm.ErrUnsupported, orm.ErrOutcomeUnknown, orm.ErrTxDoomed, orm.ErrTxDone, orm.ErrUnique,
		orm.ErrForeignKey, orm.ErrNotNull, orm.ErrCheck, orm.ErrDeadlock, orm.ErrSerialization, orm.ErrLockTimeout, orm.ErrNotLoaded,
		orm.ErrNotSearchable, orm.ErrReadOnly, orm.ErrConnect, orm.ErrDecode, orm.ErrDecrypt, orm.ErrStored, orm.ErrStale,
	}
	_ = []schema.Action{schema.NoAction, schema.Restrict, schema.Cascade, schema.SetNull, schema.SetDefault}
	_ = []hooks.Kind{
		hooks.PreSaveKind, hooks.PostSaveKind, hooks.PreUpdateKind, hooks.PostUpdateKind, hooks.PreDeleteKind, hooks.PostDeleteKind,
		hooks.PreRelationAddKind, hooks.PostRelationAddKind, hooks.PreRelationRemoveKind, hooks.PostRelationRemoveKind,
		hooks.PreBulkCreateKind, hooks.PostBulkCreateKind, hooks.PreBulkUpdateKind, hooks.PostBulkUpdateKind,
		hooks.PreQueryUpdateKind, hooks.PostQueryUpdateKind, hooks.PreQueryDeleteKind, hooks.PostQueryDeleteKind,
	}
	_ = hooks.Relation[shape]{Instance: (*shape)(nil), Child: any(nil), Name: "", Through: any(nil)}
	_ = hooks.Bulk[shape]{Instances: []*shape(nil), Columns: []string(nil)}
	_ = hooks.Query{Model: "", SQL: "", Rows: int64(0)}
	_ = orm.Link[shape, bond]{Target: (*shape)(nil), Through: (*bond)(nil)}
	_ = orm.Policy{Filter: []string(nil), Sort: []string(nil), MaxList: int(0), MaxPattern: int(0), MaxTerms: int(0)}
	_ = orm.Statement{Operation: "", Model: "", Caller: "", Text: "", Args: []any(nil), Rows: int64(0), Duration: time.Duration(0), Err: error(nil)}
	_ = orm.RawColumn{OID: uint32(0), Binary: false}
	_ = orm.Driver{
		Dialect:  "",
		Classify: (func(error) (error, string, string))(nil),
		Computed: (func(error) bool)(nil), FromServer: (func(error) bool)(nil), Stale: (func(error) bool)(nil), Unsent: (func(error) bool)(nil),
		AmbiguousBadConn: false, NoFunctions: false,
		Prepare:   (func(context.Context, *sqlx.Conn) error)(nil),
		InTx:      (func(context.Context, *sqlx.Conn) (bool, error))(nil),
		MaxPacket: 0, Direct: orm.Direct(nil),
		RawRows: (func(context.Context, *sqlx.Conn, string, []any) (orm.RawRows, error))(nil),
	}

	_ func(*sqlx.DB, *schema.Registry, orm.Driver, ...orm.Option) (*orm.DB, error) = orm.Connect
	_                                                                              = orm.Policy{Include: []string(nil), Fields: []string(nil), Search: []string(nil), MaxSize: 0}
	_                                                                              = orm.ScopeError{Model: "", Scope: "", Err: error(nil)}
	_                                                                              = orm.RequestError{Parameters: []orm.ParameterError{{Name: "", Rule: "", Detail: ""}}}
	_                                                                              = orm.Page[int]{Items: []*int(nil), Total: (*int64)(nil), Page: 0, Pages: 0, Size: 0, Next: "", Previous: ""}

	_ func(*orm.DB) string                                                                    = (*orm.DB).Dialect
	_ func() orm.Option                                                                       = orm.WithArguments
	_ func(time.Duration) orm.Option                                                          = orm.WithTimeout
	_ func(int) orm.Option                                                                    = orm.WithRetry
	_ func(context.Context) context.Context                                                   = orm.Primary
	_ func(context.Context) context.Context                                                   = orm.Session
	_ func(context.Context) string                                                            = orm.Position
	_ func(context.Context, string) context.Context                                           = orm.AtPosition
	_ func(*orm.DB) []orm.Node                                                                = (*orm.DB).Nodes
	_ func(*shape, string) ([]*bond, bool)                                                    = orm.Prefetched[bond, shape]
	_ func(...orm.Assignment) orm.Assignment                                                  = orm.OnCreate
	_ func(...orm.Assignment) orm.BulkOption                                                  = orm.OnConflictSet
	_ func(...orm.Condition) orm.BulkOption                                                   = orm.OnConflictWhere
	_ func(string) orm.Expr                                                                   = orm.Excluded
	_ func(context.Context, orm.QuerySet[shape], []*shape, ...orm.BulkOption) ([]bool, error) = orm.BulkUpsert[shape]
	_ func([]byte) orm.Option                                                                 = orm.WithCursorKey
	_ func(*orm.DB) string                                                                    = (*orm.DB).Dialect
	_ func() orm.Option                                                                       = orm.WithArguments
	_ func(time.Duration) orm.Option                                                          = orm.WithTimeout
	_ func(int) orm.Option                                                                    = orm.WithRetry
	_ func([]byte) orm.Option                                                                 = orm.WithCursorKey
	_ func(string, func(context.Context) (orm.Condition, error)) orm.Option                   = orm.WithScope[shape]
	_ func(context.Context, ...string) context.Context                                        = orm.Unscoped
)

// rows and watcher say that the interfaces ask for these methods and no others.
type rows struct{}

func (rows) Columns() []orm.RawColumn { return nil }
func (rows) Next() bool               { return false }
func (rows) Values() [][]byte         { return nil }
func (rows) Err() error               { return nil }
func (rows) Close()                   {}

type watcher struct{}

func (watcher) Before(ctx context.Context, _ *orm.Statement) context.Context { return ctx }
func (watcher) After(context.Context, *orm.Statement)                        {}

type sealer struct{}

func (sealer) Seal(_, _ []byte) (string, error)            { return "", nil }
func (sealer) Open(_ string, _ []byte) (p []byte, e error) { return nil, nil }

var (
	_ orm.RawRows   = rows{}
	_ orm.Observer  = watcher{}
	_ schema.Cipher = sealer{}
)

// These calls leave every type to inference that the signatures allow.
func _(ctx context.Context, db *orm.DB, one *shape, r io.Reader) {
	shapes, s := orm.Objects[shape](db), orm.Fields[shape]()
	_ = shapes.Filter(orm.Eq(&s.Name, "x"), orm.In(&s.ID, 1, 2), orm.Eq(&s.Parent, orm.Ref(one)), orm.Eq(&s.Parent.Fields().Name, "x"),
		orm.Eq(&s.Note, new("x")), orm.IContains(&s.Note, "x"), orm.Between(&s.Ratio, 0, 1), orm.IsNull(&s.Count),
		orm.Eq(&s.Shapes.Fields().Done, true), orm.Gt(&s.Friends.ThroughFields().Weight, 3), orm.Col(&s.ID).Gt(orm.F("count").Add(1)),
		orm.InQuery(&s.Parent, shapes), orm.Q{"parent__in": orm.Column(shapes, "id")}, orm.SQL(sq.Expr("{name} = ?", "x")))
	_ = shapes.OrderBy(orm.Desc(&s.Name), orm.NullsLast(orm.Asc(&s.Note))).SelectRelated(orm.Path(&s.Parent)).Prefetch("shapes", shapes.Limit(3))
	_, _ = shapes.Each().Update(ctx, orm.Set(&s.Name, "x"), orm.SetExpr(&s.Ratio, orm.Col(&s.Ratio).Mul(2)), orm.V{"done": true})
	_, _ = orm.Max[int](ctx, shapes, "count")
	_, _ = orm.Pluck[string](ctx, shapes, orm.Path(&s.Name))
	_, _ = orm.Into[struct{ Name string }](ctx, shapes)
	_, _ = orm.Raw[shape](ctx, db, sq.Select("*").From("shapes"))
	_, _ = orm.Exec(ctx, db, sq.Delete("shapes").Where("name = ?", orm.Arg(&s.Name, "x")))
	_, _ = orm.RawInto[struct{ Name string }](ctx, db, sq.Expr("SELECT name FROM shapes"))
	for range orm.RawEach[string](ctx, db, sq.Expr("SELECT name FROM shapes")) {
		break
	}
	_ = orm.New[shape](db)
	_ = orm.Save(ctx, db, one)
	_ = orm.Update(ctx, db, one, "name")
	_ = orm.Delete(ctx, db, one)
	_ = orm.Load(ctx, db, one)
	_ = orm.Validate(db, one)
	_ = orm.Same(one, one)
	_, _ = orm.Dump(db, one, orm.Exclude("name"))
	_ = orm.Decode(db, r, one, orm.AllowKey())
	_, _ = orm.JSONSchema[shape](db)
	_ = shape{Parent: orm.RefPK[shape](1), Shapes: orm.ManyOf(one), Friends: orm.LinksOf(orm.Link[shape, bond]{Target: one})}
	remove := hooks.PreSave(db.Hooks(), func(context.Context, hooks.Save[shape]) error { return nil })
	remove()
	hooks.PreQueryUpdate[shape](db.Hooks(), func(context.Context, hooks.Query) error { return nil })
	hooks.Any(db.Hooks(), func(context.Context, hooks.Kind, any) error { return nil })
	_ = hooks.New[int]("event").Send(ctx, db.Hooks(), 1)
	_ = db.Transaction(ctx, func(context.Context) error { return nil }, orm.Isolation(sql.LevelSerializable), orm.Retry(3))
	for range shapes.Iterate(ctx) {
		break
	}
}
