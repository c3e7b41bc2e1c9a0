package postgres

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// What version() gives of engines, as their documentation and releases show it.
const (
	cockroachVersion = "CockroachDB CCL v24.1.4 (x86_64-pc-linux-gnu, built 2024/08/29 15:18:59, go1.22.5)"
	yugabyteVersion  = "PostgreSQL 11.2-YB-2.20.1.3-b0 on x86_64-pc-linux-gnu, compiled by clang version 16.0.6, 64-bit"
	postgresVersion  = "PostgreSQL 17.2 on x86_64-pc-linux-gnu, compiled by gcc 12.2.0, 64-bit"
)

// reply is what a scripted server says to a statement: rows of text, or an error by its SQLSTATE.
type reply struct {
	rows      [][]string
	code, say string
}

// engine is a server that says what a script says, over the protocol of PostgreSQL.
type engine struct {
	version string
	citus   bool
	script  func(sql string) *reply // nil: no rows
	mu      sync.Mutex
	sent    []string
}

// engineModel is a row with a text and a generated key.
type engineModel struct {
	orm.Model
	ID   int64
	Name string
	Kind string
}

func (m *engineModel) Schema() schema.Table {
	return schema.Table{Name: "things", Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 20), schema.String(&m.Kind, 20)}}
}

// open opens a database on the scripted server.
func (e *engine) open(t *testing.T, models ...schema.Definer) *orm.DB {
	t.Helper()
	address := servers.Listen(t, e.serve)
	registry, err := schema.NewRegistry(append(models, &engineModel{})...)
	if err != nil {
		t.Fatal(err)
	}
	db, err := Open("postgres://me@"+address+"/shop?sslmode=disable&default_query_exec_mode=simple_protocol", registry)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// serve answers one connection.
func (e *engine) serve(conn net.Conn) {
	b := pgproto3.NewBackend(conn, conn)
	if _, err := b.ReceiveStartupMessage(); err != nil {
		return
	}
	b.Send(&pgproto3.AuthenticationOk{})
	for name, value := range map[string]string{"standard_conforming_strings": "on", "client_encoding": "UTF8", "TimeZone": "UTC", "server_version": "13.0.0"} {
		b.Send(&pgproto3.ParameterStatus{Name: name, Value: value})
	}
	state := byte('I')
	b.Send(&pgproto3.ReadyForQuery{TxStatus: state})
	for b.Flush() == nil {
		m, err := b.Receive()
		if err != nil {
			return
		}
		q, ok := m.(*pgproto3.Query)
		if !ok {
			return
		}
		state = e.answer(b, strings.TrimSpace(q.String), state)
		b.Send(&pgproto3.ReadyForQuery{TxStatus: state})
	}
}

// answer says what the script does, and gives the state of the transaction afterwards.
func (e *engine) answer(b *pgproto3.Backend, sql string, state byte) byte {
	r := &reply{}
	if strings.HasPrefix(sql, "SELECT version()") {
		r.rows = [][]string{{e.version, map[bool]string{true: "t", false: "f"}[e.citus]}}
	} else if !strings.HasPrefix(sql, "--") { // a ping
		e.mu.Lock()
		e.sent = append(e.sent, sql)
		e.mu.Unlock()
		if said := e.script; said != nil && said(sql) != nil {
			r = said(sql)
		}
	}
	if r.code != "" {
		b.Send(&pgproto3.ErrorResponse{Severity: "ERROR", Code: r.code, Message: r.say})
		if state == 'I' || strings.HasPrefix(sql, "COMMIT") {
			return 'I'
		}
		return 'E'
	}
	width := 0
	if list, _, is := strings.Cut(sql, " FROM "); is && strings.HasPrefix(sql, "SELECT") {
		width = strings.Count(list, ",") + 1
	}
	if len(r.rows) > 0 {
		width = len(r.rows[0])
	}
	if width > 0 {
		fields := make([]pgproto3.FieldDescription, width)
		for i := range fields {
			fields[i] = pgproto3.FieldDescription{Name: []byte("c"), DataTypeOID: 25, DataTypeSize: -1, TypeModifier: -1}
		}
		b.Send(&pgproto3.RowDescription{Fields: fields})
		for _, row := range r.rows {
			values := make([][]byte, len(row))
			for i, v := range row {
				values[i] = []byte(v)
			}
			b.Send(&pgproto3.DataRow{Values: values})
		}
	}
	word, _, _ := strings.Cut(sql, " ")
	b.Send(&pgproto3.CommandComplete{CommandTag: []byte(word + " 1")})
	switch word {
	case "BEGIN":
		return 'T'
	case "COMMIT", "ROLLBACK":
		if !strings.HasPrefix(sql, "ROLLBACK TO") {
			return 'I'
		}
	}
	return state
}

// all is what was sent since the last time.
func (e *engine) all() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	text := strings.Join(e.sent, "\n")
	e.sent = nil
	return text
}

// TestEngines recognises what speaks the protocol.
func TestEngines(t *testing.T) {
	for _, c := range []struct {
		version string
		citus   bool
		want    string
	}{
		{cockroachVersion, false, "cockroachdb"}, {yugabyteVersion, false, "yugabytedb"}, {postgresVersion, false, "postgres"}, {postgresVersion, true, "citus"},
	} {
		if db := (&engine{version: c.version, citus: c.citus}).open(t); db.Dialect() != c.want {
			t.Errorf("%s is %s, want %s", c.version, db.Dialect(), c.want)
		}
	}
}

// TestCockroachDB: the errors are those that its documentation of transaction retries and of unimplemented features has.
func TestCockroachDB(t *testing.T) {
	commits, keys := 0, 0
	e := &engine{version: cockroachVersion, script: func(sql string) *reply {
		switch {
		case strings.HasPrefix(sql, "SELECT") && strings.Contains(sql, "restart"):
			return &reply{code: "40001", say: "restart transaction: TransactionRetryWithProtoRefreshError: ReadWithinUncertaintyIntervalError"}
		case strings.HasPrefix(sql, "SELECT") && strings.Contains(sql, "missing feature"):
			return &reply{code: "0A000", say: "unimplemented: this syntax"}
		case sql == "COMMIT":
			return &reply{code: "40001", say: "restart transaction: TransactionRetryWithProtoRefreshError: TransactionRetryError: retry txn (RETRY_SERIALIZABLE)"}
		case strings.HasPrefix(sql, "INSERT"):
			return &reply{rows: [][]string{{"7"}}}
		}
		return nil
	}}
	ctx, db := t.Context(), e.open(t)
	things := orm.Objects[engineModel](db)
	if _, err := things.All(ctx, orm.Q{"name": "restart"}); !errors.Is(err, orm.ErrSerialization) {
		t.Errorf("40001 of a read: %v", err)
	}
	if _, err := things.All(ctx, orm.Q{"name": "missing feature"}); !errors.Is(err, orm.ErrUnsupported) {
		t.Errorf("0A000: %v", err)
	}
	err := db.Transaction(ctx, func(ctx context.Context) error {
		commits++
		return orm.Save(ctx, db, &engineModel{Name: "a"})
	}, orm.Retry(3))
	if commits != 3 || !errors.Is(err, orm.ErrSerialization) || errors.Is(err, orm.ErrOutcomeUnknown) {
		t.Errorf("40001 of a commit: %d tries, %v", commits, err)
	}
	e.all()
	if _, err := things.OrderBy("name").All(ctx, orm.Q{"name__icontains": "x"}); err != nil {
		t.Error(err)
	}
	if text := e.all(); strings.Contains(text, "COLLATE") || !strings.Contains(text, "lower(") {
		t.Errorf("text has no collations there: %s", text)
	}
	if _, _, err := things.GetOrCreate(ctx, orm.V{"name": "a"}); !errors.Is(err, orm.ErrUnsupported) {
		t.Errorf("get or create without a unique constraint: %v", err)
	}
	e.all()
	_ = db.Transaction(ctx, func(ctx context.Context) error { _, err := things.All(ctx); return err }, orm.Followers())
	if text := e.all(); !strings.HasPrefix(text, "BEGIN TRANSACTION READ ONLY, AS OF SYSTEM TIME follower_read_timestamp()") {
		t.Errorf("follower reads: %s", text)
	}
	if err := migrate.CreateAll(ctx, db); err != nil {
		t.Error(err)
	}
	if text := e.all(); strings.Contains(text, "advisory") || strings.Contains(text, "BEGIN") || strings.Contains(text, "COLLATE") {
		t.Errorf("definitions: %s", text)
	}
	err = things.BulkCreate(ctx, []*engineModel{{Name: "a"}, {Name: "b"}})
	keys = strings.Count(e.all(), "INSERT INTO")
	if keys != 2 { // the transaction fails at its commit, as scripted
		t.Errorf("keys that may come in another order belong each to a statement: %d, %v", keys, err)
	}
}

// TestYugabyteDB: its advisory locks are said to be missing, by 0A000.
func TestYugabyteDB(t *testing.T) {
	e := &engine{version: yugabyteVersion, script: func(sql string) *reply {
		if strings.Contains(sql, "advisory") {
			return &reply{code: "0A000", say: "advisory locks are not yet implemented"}
		}
		return nil
	}}
	ctx, db := t.Context(), e.open(t)
	if err := migrate.CreateAll(ctx, db); err != nil {
		t.Error(err)
	}
	if _, _, err := orm.Objects[engineModel](db).GetOrCreate(ctx, orm.V{"name": "a"}); !errors.Is(err, orm.ErrUnsupported) {
		t.Errorf("get or create without a unique constraint: %v", err)
	}
	e.all()
	if err := db.Transaction(ctx, func(ctx context.Context) error { _, err := orm.Objects[engineModel](db).All(ctx); return err }, orm.Followers()); err != nil {
		t.Error(err)
	}
	if text := e.all(); !strings.HasPrefix(text, "BEGIN READ ONLY\nSET LOCAL yb_read_from_followers = on\nSELECT") {
		t.Errorf("follower reads: %s", text)
	}
}

// TestCitus divides tables by their shard keys.
func TestCitus(t *testing.T) {
	e := &engine{version: postgresVersion, citus: true, script: func(sql string) *reply {
		if strings.Contains(sql, "pg_advisory_xact_lock") {
			return &reply{rows: [][]string{{"1"}}}
		}
		return nil
	}}
	ctx, db := t.Context(), e.open(t, &dividedModel{})
	if err := migrate.CreateAll(ctx, db); err != nil {
		t.Fatal(err)
	}
	text := e.all()
	for _, want := range []string{`SELECT create_distributed_table('"parts"', 'tenant_id')`, `SELECT create_reference_table('"kinds"')`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing: %s", want, text)
		}
	}
	divided, key := strings.Index(text, "create_distributed_table"), strings.Index(text, "ADD CONSTRAINT")
	if alone := strings.Index(text, "'sequential'"); alone < 0 || key < divided || divided < alone {
		t.Errorf("one server after the other, tables before their foreign keys: %s", text)
	}
	if strings.Contains(text, `_table('"things"'`) {
		t.Errorf("a table that nothing divided refers to stays where it is: %s", text)
	}
	for want, models := range map[string][]schema.Definer{
		"the primary key of a table that citus divides": {&undividedKey{}},
		"does not change the shard key":                 {&nulledPart{}},
	} {
		bad, err := schema.NewRegistry(models...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := migrate.SQL("citus", bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// nulledPart would lose its tenant with the part that it refers to.
type nulledPart struct {
	TenantID, Number int64
	PartNumber       *int64
	Part             orm.One[dividedModel]
}

func (m *nulledPart) Schema() schema.Table {
	return schema.Table{Name: "nulled", ShardKey: "tenant_id", Fields: schema.Fields{schema.BigInteger(&m.TenantID).PrimaryKey(), schema.BigInteger(&m.Number).PrimaryKey(),
		schema.BigInteger(&m.PartNumber), schema.ForeignKey(&m.Part).On("tenant_id", "part_number").OnUpdate(schema.Cascade)}}
}

// dividedModel has the tenant in its key.
type dividedModel struct {
	TenantID, Number int64
	Kind             orm.One[kindModel]
}

func (m *dividedModel) Schema() schema.Table {
	return schema.Table{Name: "parts", ShardKey: "tenant_id", Fields: schema.Fields{schema.BigInteger(&m.TenantID).PrimaryKey(), schema.BigInteger(&m.Number).PrimaryKey(),
		schema.ForeignKey(&m.Kind)}}
}

// undividedKey has it not.
type undividedKey struct {
	ID, TenantID int64
}

func (m *undividedKey) Schema() schema.Table {
	return schema.Table{Name: "odd", ShardKey: "tenant_id", Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.BigInteger(&m.TenantID)}}
}

// kindModel is the same for all tenants.
type kindModel struct {
	ID int64
}

func (m *kindModel) Schema() schema.Table {
	return schema.Table{Name: "kinds", Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey()}}
}
