package postgres

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type mood string

// kinds has a column of every kind, bare and nullable.
type kinds struct {
	orm.Model
	ID     int64
	Small  int16
	PSmall *int16
	Int    int
	PInt   *int
	Big    int64
	Float  float64
	PFloat *float64
	Half   float32
	Yes    bool
	PYes   *bool
	Name   string
	PName  *string
	Long   string
	At     time.Time
	PAt    *time.Time
	Day    time.Time
	PDay   *time.Time
	Clock  time.Time
	Price  string
	PPrice *string
	U      [16]byte
	PU     *[16]byte
	UText  [16]byte
	Data   []byte
	PData  *[]byte
	Mood   mood
	Meta   map[string]any
	Label  orm.One[label]
}

type label struct {
	Code string
	Uses orm.Many[kinds]
}

func (l *label) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&l.Code, 10).PrimaryKey()}}
}

func (k *kinds) Schema() schema.Table {
	return schema.Table{Name: "kinds", Fields: schema.Fields{
		schema.BigInteger(&k.ID).PrimaryKey(), schema.SmallInteger(&k.Small), schema.SmallInteger(&k.PSmall), schema.Integer(&k.Int), schema.Integer(&k.PInt),
		schema.BigInteger(&k.Big), schema.Float(&k.Float), schema.Float(&k.PFloat), schema.Float(&k.Half), schema.Boolean(&k.Yes), schema.Boolean(&k.PYes),
		schema.String(&k.Name, 50), schema.String(&k.PName, 50), schema.Text(&k.Long), schema.DateTime(&k.At), schema.DateTime(&k.PAt),
		schema.Date(&k.Day), schema.Date(&k.PDay), schema.Time(&k.Clock), schema.Decimal(&k.Price, 12, 3), schema.Decimal(&k.PPrice, 12, 3),
		schema.UUID(&k.U), schema.UUID(&k.PU), schema.UUIDString(&k.UText), schema.LargeBinary(&k.Data, 100), schema.LargeBinary(&k.PData, 100),
		schema.Enum(&k.Mood, "glad", "sad"), schema.JSON(&k.Meta), schema.ForeignKey(&k.Label),
	}}
}

func kindRows(labels []*label) []*kinds {
	at := time.Date(2024, 2, 29, 23, 59, 59, 999_999_000, time.UTC)
	day := time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)
	clock := time.Date(1, 1, 1, 12, 34, 56, 789_000, time.UTC)
	least := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	most := time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	last := time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	id := [16]byte{1, 2, 3, 15: 255}
	return []*kinds{
		{Mood: "glad", Price: "0.000", Day: day, At: at, Meta: map[string]any{}, Clock: least},
		{Small: -32768, PSmall: new(int16(32767)), Int: -2147483648, PInt: new(2147483647), Big: -1 << 63, Float: 5e-324, PFloat: new(-1.7976931348623157e308),
			Half: 1.5, Yes: true, PYes: new(false), Name: "ünï 日本 \\x41", PName: new(""), Long: "\\xff\n", At: least, PAt: &most, Day: last, PDay: &day,
			Clock: clock, Price: "-123456789.125", PPrice: new("0.001"), U: id, PU: &id, UText: id, Data: []byte{0, 255, '\\', 'x'}, PData: &[]byte{},
			Mood: "sad", Meta: map[string]any{"a": []any{true, nil}}, Label: orm.Ref(labels[0])},
		{Big: 1<<63 - 1, At: most, PAt: &at, Day: day, Clock: clock, Price: "1.000", Mood: "glad", Meta: map[string]any{"n": "x"}, Label: orm.Ref(labels[1]), Data: []byte("t")},
	}
}

// TestUndecodedRows reads rows of every kind undecoded, in each of the driver's modes, and holds them against what database/sql
// gives for the same rows, also where related rows are joined and prefetched, and inside a transaction.
func TestUndecodedRows(t *testing.T) {
	dsn := database(t, "")
	models := schema.MustRegistry(&kinds{}, &label{})
	first, err := Open(dsn, models)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if err := migrate.CreateAll(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	labels := []*label{{Code: "x"}, {Code: "y'"}}
	if err := orm.Objects[label](first).BulkCreate(t.Context(), labels); err != nil {
		t.Fatal(err)
	}
	for _, row := range kindRows(labels) {
		if err := orm.Save(t.Context(), first, row); err != nil {
			t.Fatal(err)
		}
	}
	decoded := describe("postgres")
	decoded.RawRows = nil
	usual, err := orm.Connect(first.SQLX(), models, decoded)
	if err != nil {
		t.Fatal(err)
	}
	want := dumped(t, usual)
	if len(want) != 6 {
		t.Fatalf("%d rows", len(want))
	}
	for _, mode := range []string{"cache_statement", "cache_describe", "exec", "simple_protocol"} {
		db, err := Open(dsn+"&default_query_exec_mode="+mode, models)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range dumped(t, db) {
			if !reflect.DeepEqual(row, want[i]) {
				t.Errorf("%s: row %d is\n%v, want\n%v", mode, i, row, want[i])
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// dumped are all rows, with their labels joined and, in a transaction, reached from these.
func dumped(t *testing.T, db *orm.DB) (out []map[string]any) {
	t.Helper()
	list, err := orm.Objects[kinds](db).OrderBy("id").SelectRelated("label").All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range list {
		m, err := orm.Dump(db, row)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
	err = db.Transaction(t.Context(), func(ctx context.Context) error {
		labels, err := orm.Objects[label](db).PrefetchRelated("uses").OrderBy("code").All(ctx)
		if err != nil {
			return err
		}
		for _, l := range labels {
			m, err := orm.Dump(db, l)
			if err != nil {
				return err
			}
			out = append(out, m)
		}
		only, err := orm.Objects[kinds](db).Fields("name", "at").OrderBy("id").All(ctx)
		out = append(out, map[string]any{"partly": only[1].Name, "at": only[1].At})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestUndecodedRowsRefuse: what a field does not take is an error that names it, as with decoded rows.
func TestUndecodedRowsRefuse(t *testing.T) {
	db, err := Open(database(t, ""), notes(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	run(t, db.SQLX(), "CREATE TABLE notes (id bigint, text timestamptz)")
	run(t, db.SQLX(), "INSERT INTO notes VALUES (NULL, 'infinity')")
	if rows, err := orm.Objects[note](db).All(t.Context()); err == nil {
		t.Errorf("a NULL key gives %v", rows)
	}
	run(t, db.SQLX(), "UPDATE notes SET id = 1")
	if rows, err := orm.Objects[note](db).All(t.Context()); err == nil {
		t.Errorf("an instant in a text field gives %v", rows)
	}
	run(t, db.SQLX(), "DROP TABLE notes")
	_, err = orm.Objects[note](db).All(t.Context())
	if err == nil || errors.Is(err, orm.ErrNoMatch) {
		t.Errorf("a missing table: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := orm.Objects[note](db).All(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if n := db.Stats().InUse; n != 0 {
		t.Errorf("%d connections are in use", n)
	}
}
