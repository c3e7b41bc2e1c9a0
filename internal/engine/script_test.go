package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// server is a scripted database behind database/sql: it keeps what it is sent and answers as the test has said.
type server struct {
	mu      sync.Mutex
	sent    []string // the texts, in order
	args    [][]any
	answers map[string][]answer // by how a text begins, one after the other; the last one stays

	opened, closed  int // connections
	prepared, freed int // statements
}

// answer is what a statement meets. The zero answer is success with one row affected and none returned.
type answer struct {
	err     error
	rows    [][]driver.Value
	columns []string // where a test needs their names
	none    bool     // no row is affected
	id      int64
	then    func() // called before it is given
}

func (s *server) says(begin string, list ...answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answers == nil {
		s.answers = map[string][]answer{}
	}
	s.answers[begin] = list
}

func (s *server) answer(text string, args []driver.NamedValue) answer {
	a := s.next(text, args)
	if a.then != nil {
		a.then()
	}
	return a
}

func (s *server) next(text string, args []driver.NamedValue) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	values := make([]any, len(args))
	for i, v := range args {
		values[i] = v.Value
	}
	s.sent, s.args = append(s.sent, text), append(s.args, values)
	for begin, list := range s.answers {
		if strings.HasPrefix(text, begin) && len(list) > 0 {
			if len(list) > 1 {
				s.answers[begin] = list[1:]
			}
			return list[0]
		}
	}
	return answer{}
}

// all is what was sent since the last call, in one line.
func (s *server) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := strings.Join(s.sent, "; ")
	s.sent, s.args = nil, nil
	return text
}

func (s *server) Connect(context.Context) (driver.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	return &serverConn{s}, nil
}

func (s *server) Driver() driver.Driver { return nil }

type serverConn struct{ s *server }

func (c *serverConn) Begin() (driver.Tx, error) { return nil, errors.New("BEGIN is a statement here") }

func (c *serverConn) Close() error {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.closed++
	return nil
}

func (c *serverConn) Prepare(text string) (driver.Stmt, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.prepared++
	return &serverStmt{c.s, text}, nil
}

// Drivers refuse a context that is over before they send.
func (c *serverConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a := c.s.answer(text, args)
	if a.err != nil {
		return nil, a.err
	}
	return &serverRows{a.rows, a.columns}, nil
}

func (c *serverConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a := c.s.answer(text, args)
	return a, a.err
}

// CheckNamedValue takes lists of texts, as a driver of arrays does, and leaves the rest to database/sql.
func (c *serverConn) CheckNamedValue(v *driver.NamedValue) error {
	if _, list := v.Value.([]string); list {
		return nil
	}
	return driver.ErrSkip
}

// LastInsertId is the key that the server made.
func (a answer) LastInsertId() (int64, error) { return a.id, nil }

// RowsAffected is one, unless the answer says that there are none.
func (a answer) RowsAffected() (int64, error) {
	if a.none {
		return 0, nil
	}
	return 1, nil
}

type serverStmt struct {
	s    *server
	text string
}

func (s *serverStmt) NumInput() int                              { return -1 }
func (s *serverStmt) Exec([]driver.Value) (driver.Result, error) { return nil, errors.ErrUnsupported }
func (s *serverStmt) Query([]driver.Value) (driver.Rows, error)  { return nil, errors.ErrUnsupported }
func (s *serverStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return (&serverConn{s.s}).QueryContext(ctx, s.text, args)
}
func (s *serverStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return (&serverConn{s.s}).ExecContext(ctx, s.text, args)
}

func (s *serverStmt) Close() error {
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	s.s.freed++
	return nil
}

type serverRows struct {
	rows    [][]driver.Value
	columns []string
}

func (r *serverRows) Close() error { return nil }

func (r *serverRows) Columns() []string {
	if r.columns != nil {
		return r.columns
	}
	if len(r.rows) == 0 {
		return make([]string, 9)
	}
	return make([]string, len(r.rows[0]))
}

func (r *serverRows) Next(dest []driver.Value) error {
	if len(r.rows) == 0 {
		return io.EOF
	}
	copy(dest, r.rows[0])
	r.rows = r.rows[1:]
	return nil
}

// one is a to-one relation with the memory of package orm's, many a to-many one.
type one[T any] struct{ state schema.OneState }

func (*one[T]) ToOneRelation()               {}
func (*one[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }

type many[T any] struct{ state schema.ManyState }

func (*many[T]) ToManyRelation()              {}
func (*many[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }
func (*many[T]) RelationLink() reflect.Type   { return nil }

// remembering is the memory of an instance, as orm.Model is.
type remembering struct{ row schema.Row }

type depot struct {
	ID      string
	City    string
	Parcels many[parcel]
}

func (d *depot) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&d.ID, 20).PrimaryKey(), schema.String(&d.City, 20)}}
}

// parcel has a generated key, a unique code, what the server makes, defaults and on-update values, and relations.
type parcel struct {
	remembering
	ID    int64
	Code  string
	Grams sql.Null[int64]
	Worth float64
	Made  time.Time
	Seen  int64
	Kind  string
	From  one[depot]
	Tags  many[label]
}

func (p *parcel) Schema() schema.Table {
	return schema.Table{
		Name: "parcels",
		Fields: schema.Fields{
			schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Code, 40).Unique(), schema.BigInteger(&p.Grams), schema.Float(&p.Worth),
			schema.DateTime(&p.Made).ServerDefault("CURRENT_TIMESTAMP"), schema.BigInteger(&p.Seen).OnUpdate(7),
			schema.String(&p.Kind, 10).Default("plain").ReadOnly(), schema.ForeignKey(&p.From).RelatedName("parcels"),
			schema.ManyToMany(&p.Tags).RelatedName("parcels"),
		},
	}
}

type label struct {
	ID      int64
	Parcels many[parcel]
}

func (l *label) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey()}}
}

// errProbe is a server's verdict that says nothing of the transaction.
var errProbe = errors.New("a constraint")

// scripted is a DB of a dialect on a server that answers what the test says.
func scripted(t *testing.T, dialectName string) (*DB, *server) {
	t.Helper()
	return scriptedOf(t, dialectName, &depot{}, &parcel{}, &label{})
}

func scriptedOf(t *testing.T, dialectName string, list ...schema.Definer) (*DB, *server) {
	t.Helper()
	d, err := dialect.For(dialectName)
	if err != nil {
		t.Fatal(err)
	}
	models, err := schema.NewRegistry(list...)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{}
	db := New(sqlx.NewDb(sql.OpenDB(s), dialectName), d, models, Driver{Wrap: judged})
	t.Cleanup(func() {
		if n := db.Pool.Stats().InUse; n != 0 {
			t.Errorf("%d connections are in use", n)
		}
		db.Close()
	})
	return db, s
}

// judged is the part of a database package: what is a server's answer, and what is the network's.
func judged(err error, _, _ string) (typed error, answered bool) {
	answers := []error{ErrUnique, ErrDeadlock, ErrSerialization, ErrLockTimeout, ErrOutdated, errProbe}
	return err, slices.ContainsFunc(answers, func(a error) bool { return errors.Is(err, a) })
}

func (db *DB) model(name string) *schema.Model { return db.Models.ByName(name) }

// attributes are those of a model by their names.
func attributes(t *testing.T, m *schema.Model, list ...string) []*schema.Attribute {
	t.Helper()
	var out []*schema.Attribute
	for _, name := range list {
		a := m.Attribute(name)
		if a == nil {
			t.Fatalf("%s has no attribute %s", m.Name, name)
		}
		out = append(out, a)
	}
	return out
}

func pointers[T any](list ...*T) []unsafe.Pointer {
	out := make([]unsafe.Pointer, len(list))
	for i, p := range list {
		out[i] = unsafe.Pointer(p)
	}
	return out
}

// statement is the plan of a text without parameters.
func statement(text string, write bool) *plan {
	return &plan{statement: &compile.Statement{Text: text}, operation: "test", write: write}
}

// exec sends a text.
func (db *DB) text(ctx context.Context, text string, write bool) error {
	_, err := db.exec(ctx, statement(text, write), nil, nil)
	return err
}
