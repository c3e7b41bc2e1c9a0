package mysql

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// engineThing has a generated key of 64 bits, and a text that ignores case.
type engineThing struct {
	orm.Model
	ID   int64
	Name string
	Data map[string]int
}

func (m *engineThing) Schema() schema.Table {
	return schema.Table{Name: "things", Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 20), schema.JSON(&m.Data).Nullable()}}
}

// engineLine goes with a thing.
type engineLine struct {
	ID    int64
	Thing orm.One[engineThing]
}

func (m *engineLine) Schema() schema.Table {
	return schema.Table{Name: "lines", Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.ForeignKey(&m.Thing).OnDelete(schema.Cascade)}}
}

// TestTiDB: its version, errors, keys and locks are as its documentation has them.
func TestTiDB(t *testing.T) {
	var commits atomic.Int64
	e := &scripted{version: "8.0.11-TiDB-v8.5.1"}
	e.script = func(sql string) *reply {
		switch {
		case strings.HasPrefix(sql, "SET "):
			return nil
		case strings.HasPrefix(sql, "SELECT") && strings.Contains(sql, "LIKE"):
			return &reply{number: 1235, say: "This version of TiDB doesn't yet support 'this'"}
		case strings.HasPrefix(sql, "SELECT") && strings.Contains(sql, "FOR UPDATE"):
			return &reply{number: 8022, say: "Error: KV error safe to retry [try again later]"}
		case strings.HasPrefix(sql, "INSERT"):
			return &reply{key: 1<<53 - 1}
		case sql == "COMMIT":
			switch commits.Add(1) {
			case 1, 2, 3:
				return &reply{number: 9007, say: "Write conflict, txnStartTS=1, reason=Optimistic [try again later]"}
			case 4:
				return &reply{number: 8004, say: "Transaction is too large"}
			case 5:
				return &reply{gone: true}
			}
		}
		return nil
	}
	ctx, db := t.Context(), e.open(t, &engineThing{})
	things := orm.Objects[engineThing](db)
	if db.Dialect() != "tidb" {
		t.Errorf("recognised as %s", db.Dialect())
	}
	thing := engineThing{Name: "a"}
	save := func(ctx context.Context) error { thing.ID = 0; return orm.Save(ctx, db, &thing) }
	if err := db.Transaction(ctx, save, orm.Retry(3)); commits.Load() != 3 || !errors.Is(err, orm.ErrSerialization) || errors.Is(err, orm.ErrOutcomeUnknown) {
		t.Errorf("a write conflict at a commit: %d tries, %v", commits.Load(), err)
	}
	if err := db.Transaction(ctx, save); !errors.Is(err, orm.ErrValidation) || errors.Is(err, orm.ErrOutcomeUnknown) {
		t.Errorf("a transaction that is too large: %v", err)
	}
	if err := db.Transaction(ctx, save); !errors.Is(err, orm.ErrOutcomeUnknown) { // its server closes the connection when it does not know the result
		t.Errorf("a result that nobody knows: %v", err)
	}
	if err := save(ctx); err != nil || thing.ID != 1<<53-1 {
		t.Errorf("a key of 54 bits: %d, %v", thing.ID, err)
	}
	if _, err := things.All(ctx, orm.Q{"name__contains": "x"}); !errors.Is(err, orm.ErrUnsupported) {
		t.Errorf("1235: %v", err)
	}
	noDocuments(t, e, things)
	tidbLocks(t, e, db)
	if text := tables(t, "tidb", &engineThing{}); !strings.Contains(text, "`id` bigint NOT NULL AUTO_RANDOM(5, 54)") || strings.Contains(text, "GET_LOCK") {
		t.Errorf("definitions: %s", text)
	}
}

// noDocuments: without JSON_TABLE no JSON is asked to contain a document, which is said before anything is sent.
func noDocuments(t *testing.T, e *scripted, things orm.QuerySet[engineThing]) {
	t.Helper()
	e.all()
	if _, err := things.All(t.Context(), orm.Q{"data__contains": map[string]int{"a": 1}}); !errors.Is(err, orm.ErrUnsupported) || strings.Contains(e.all(), "JSON") {
		t.Errorf("a document: %v", err)
	}
}

// tidbLocks are named locks, which are not relied on, those of rows, and reads of the past.
func tidbLocks(t *testing.T, e *scripted, db *orm.DB) {
	t.Helper()
	ctx, things := t.Context(), orm.Objects[engineThing](db)
	e.all()
	if _, _, err := things.GetOrCreate(ctx, orm.V{"name": "a"}); !errors.Is(err, orm.ErrUnsupported) || strings.Contains(e.all(), "GET_LOCK") {
		t.Errorf("get or create without a unique constraint: %v", err)
	}
	_ = db.Transaction(ctx, func(ctx context.Context) error {
		if _, err := things.ForShare().All(ctx); !errors.Is(err, orm.ErrSerialization) || !strings.Contains(e.all(), " FOR UPDATE") {
			t.Errorf("a share lock, which the server would read over: %v", err)
		}
		return errors.New("no more of it")
	})
	_ = db.Transaction(ctx, func(ctx context.Context) error {
		if _, err := things.ForUpdate(orm.SkipLocked()).All(ctx); !errors.Is(err, orm.ErrUnsupported) {
			t.Errorf("SKIP LOCKED: %v", err)
		}
		return errors.New("no more of it")
	})
	e.all()
	_ = db.Transaction(ctx, func(ctx context.Context) error { _, err := things.All(ctx); return err }, orm.Followers())
	const past = "START TRANSACTION READ ONLY AS OF TIMESTAMP TIDB_BOUNDED_STALENESS(NOW(3) - INTERVAL 10 SECOND, NOW(3))"
	if text := e.all(); !strings.HasPrefix(text, past) {
		t.Errorf("follower reads: %s", text)
	}
	err := db.Transaction(ctx, func(ctx context.Context) error { return orm.Save(ctx, db, &engineThing{Name: "b"}) }, orm.ReadOnly())
	if text := e.all(); !errors.Is(err, orm.ErrReadOnly) || strings.Contains(text, "READ ONLY") || strings.Contains(text, "INSERT") {
		t.Errorf("a write in a transaction that only reads: %v, %s", err, text)
	}
}

// TestVitess: the version that vtgate gives, the errors of its planner and its tablets, and tables without foreign keys.
func TestVitess(t *testing.T) {
	e := &scripted{version: "8.0.40-Vitess"}
	e.script = func(sql string) *reply {
		switch {
		case strings.HasPrefix(sql, "SELECT") && strings.Contains(sql, "LIKE"):
			return &reply{number: 1235, say: "VT12001: unsupported: this syntax"}
		case strings.HasPrefix(sql, "SELECT") && strings.Contains(sql, "COUNT"):
			return &reply{number: 1105, say: "target: shop.-80.primary: vttablet: rpc error: code = Unavailable desc = error reading from server: EOF"}
		case strings.HasPrefix(sql, "UPDATE"):
			return &reply{number: 1105, say: "VT15001: transaction error, issue ROLLBACK and retry the transaction: gone"}
		case strings.HasPrefix(sql, "DELETE"):
			return &reply{number: 1874, say: "VT09002: delete statement with a replica target"}
		case strings.HasPrefix(sql, "INSERT"):
			return &reply{key: 7}
		case sql == "COMMIT":
			return &reply{number: 1105, say: "target: shop.80-.primary: vttablet: rpc error: code = Unavailable desc = transport is closing"}
		}
		return nil
	}
	ctx, db := t.Context(), e.open(t, &engineThing{})
	things := orm.Objects[engineThing](db)
	if db.Dialect() != "vitess" {
		t.Errorf("recognised as %s", db.Dialect())
	}
	if got := (server{engine: engineOf("8.4.3")}).dialect(); got != "mysql" {
		t.Errorf("MySQL is recognised as %s", got)
	}
	_, read := things.All(ctx, orm.Q{"name__contains": "x"})
	_, lost := things.Count(ctx)
	commit := db.Transaction(ctx, func(ctx context.Context) error { return orm.Save(ctx, db, &engineThing{Name: "a"}) })
	again := db.Transaction(ctx, func(ctx context.Context) error {
		_, err := things.Filter(orm.Q{"id": 1}).Update(ctx, orm.V{"name": "b"})
		return err
	})
	_, replica := things.Filter(orm.Q{"id": 1}).Delete(ctx)
	for what, c := range map[string]struct{ got, want error }{
		"what the planner does not take": {read, orm.ErrUnsupported}, "a read of a tablet that is gone": {lost, orm.ErrConnect},
		"a commit without an answer": {commit, orm.ErrOutcomeUnknown}, "a transaction that has to begin again": {again, orm.ErrSerialization},
		"a replica": {replica, orm.ErrReadOnly},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", what, c.got, c.want)
		}
	}
	e.all()
	if _, _, err := things.GetOrCreate(ctx, orm.V{"name": "a"}); !errors.Is(err, orm.ErrUnsupported) || strings.Contains(e.all(), "GET_LOCK") {
		t.Errorf("get or create without a unique constraint: %v", err)
	}
	noDocuments(t, e, things)
	vitessTables(t)
}

func vitessTables(t *testing.T) {
	t.Helper()
	registry, err := schema.NewRegistry(&engineLine{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrate.SQL("vitess", registry); err == nil || !strings.Contains(err.Error(), "WithoutConstraint") {
		t.Errorf("an action that nobody does: %v", err)
	}
	if text := tables(t, "vitess", &engineThing{}); !strings.Contains(text, "AUTO_INCREMENT") {
		t.Errorf("keys: %s", text)
	}
}

// TestNumbersOfEngines: what TiDB says by numbers of its own.
func TestNumbersOfEngines(t *testing.T) {
	for number, want := range map[uint16]error{9007: orm.ErrSerialization, 8002: orm.ErrSerialization, 8022: orm.ErrSerialization, 8028: orm.ErrSerialization,
		8004: orm.ErrValidation, 8025: orm.ErrValidation, 9005: orm.ErrConnect, 1235: orm.ErrUnsupported} {
		if kind, _, _ := classify(&mysql.MySQLError{Number: number}); !errors.Is(kind, want) {
			t.Errorf("%d is %v, want %v", number, kind, want)
		}
	}
}

func tables(t *testing.T, dialect string, models ...schema.Definer) string {
	t.Helper()
	registry, err := schema.NewRegistry(models...)
	if err != nil {
		t.Fatal(err)
	}
	text, err := migrate.SQL(dialect, registry)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
