package roundtrip

import (
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// seed is printed with every failure.
const seed = 20_261_126

// rows is how many random rows each model gets.
func rows(t *testing.T) int {
	text := os.Getenv("ORMAR_ROUNDTRIP")
	if text == "" && testing.Short() {
		return 60
	}
	if text == "" {
		return 600
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("ORMAR_ROUNDTRIP is %q; give a number of rows", text)
	}
	return n
}

// Every value comes back as it was written, or as the contract says, whichever way it was written, and is found by itself: F-01
// to F-14, F-16, F-20, F-22, F-23, F-28, E-03, D-05.
func TestRoundTrip(t *testing.T) {
	models := schema.MustRegistry(&plainRow{}, &pointerRow{}, &nullRow{}, &aeadRow{}, &searchRow{}, &fernetRow{})
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			sent := &dbtest.Counter{}
			db := dbtest.Open(t, database, models, orm.WithObserver(sent))
			check(t, db, sent, "plain", func(r *plainRow) *int64 { return &r.ID }, cellsOf(func(r *plainRow) *values { return &r.values }, true))
			check(t, db, sent, "pointer", func(r *pointerRow) *int64 { return &r.ID }, pointerCells())
			check(t, db, sent, "null", func(r *nullRow) *int64 { return &r.ID }, nullCells())
			check(t, db, sent, "aead", func(r *aeadRow) *int64 { return &r.ID }, cellsOf(func(r *aeadRow) *values { return &r.values }, false))
			check(t, db, sent, "searchable", func(r *searchRow) *int64 { return &r.ID }, cellsOf(func(r *searchRow) *values { return &r.values }, true))
			check(t, db, sent, "fernet", func(r *fernetRow) *int64 { return &r.ID }, cellsOf(func(r *fernetRow) *values { return &r.values }, false))
		})
	}
}

// trial is a model under test on one database.
type trial[M any, P orm.PtrTo[M]] struct {
	*testing.T
	db    *orm.DB
	sent  *dbtest.Counter
	id    func(*M) *int64
	cells []cell[M]
	rand  *rand.Rand
}

func check[M any, P orm.PtrTo[M]](t *testing.T, db *orm.DB, sent *dbtest.Counter, name string, id func(*M) *int64, cells []cell[M]) {
	t.Run(name, func(t *testing.T) {
		tr := &trial[M, P]{t, db, sent, id, cells, rand.New(rand.NewPCG(seed, uint64(len(name))))}
		written := tr.create(rows(t))
		tr.read("created", written)
		tr.find(written[:min(len(written), 120)])
		tr.rewrite(written)
		tr.read("rewritten", written)
		tr.refuse()
		tr.read("after what was refused", written)
	})
}

func (tr *trial[M, P]) objects() orm.QuerySet[M] { return orm.Objects[M, P](tr.db) }

// edgeRows have every value at a limit in some row.
func (tr *trial[M, P]) edgeRows() []*M {
	n := 0
	for _, c := range tr.cells {
		n = max(n, c.edges())
	}
	out := make([]*M, n)
	for i := range out {
		out[i] = new(M)
		for _, c := range tr.cells {
			c.setEdge(out[i], i%c.edges())
		}
	}
	return out
}

// create writes rows one by one and in bulk, and gives copies of what was meant.
func (tr *trial[M, P]) create(random int) []*M {
	tr.Helper()
	single := tr.edgeRows()
	bulk := tr.edgeRows()
	for range random {
		row := new(M)
		for _, c := range tr.cells {
			c.setRandom(row, tr.rand)
		}
		bulk = append(bulk, row)
	}
	all := slices.Concat(single, bulk)
	meant := tr.copies(all)
	for i, row := range single {
		if err := orm.Save(tr.Context(), tr.db, P(row)); err != nil {
			tr.Fatalf("save row %d: %v", i, err)
		}
	}
	if err := tr.objects().BulkCreate(tr.Context(), bulk); err != nil {
		tr.Fatal(err)
	}
	for i, row := range all {
		*tr.id(meant[i]) = *tr.id(row)
		tr.compare("the instance after its write", meant[i], row)
	}
	return meant
}

func (tr *trial[M, P]) copies(list []*M) []*M {
	out := make([]*M, len(list))
	for i, row := range list {
		out[i] = new(M)
		tr.fill(out[i], row)
		*tr.id(out[i]) = *tr.id(row)
	}
	return out
}

func (tr *trial[M, P]) fill(to, from *M) {
	for _, c := range tr.cells {
		c.copy(to, from)
	}
}

func (tr *trial[M, P]) compare(when string, wrote, read *M) {
	tr.Helper()
	for _, c := range tr.cells {
		if why := c.differs(wrote, read); why != "" {
			tr.Errorf("seed %d, %s, row %d: %s", seed, when, *tr.id(wrote), why)
		}
	}
}

// read compares the whole table with what was meant.
func (tr *trial[M, P]) read(when string, meant []*M) {
	tr.Helper()
	all, err := tr.objects().OrderBy("id").All(tr.Context())
	if err != nil {
		tr.Fatalf("seed %d, %s: %v", seed, when, err)
	}
	if len(all) != len(meant) {
		tr.Fatalf("%s: %d rows, want %d", when, len(all), len(meant))
	}
	for i, row := range all {
		if *tr.id(row) != *tr.id(meant[i]) {
			tr.Fatalf("%s: row %d has the key %d, want %d", when, i, *tr.id(row), *tr.id(meant[i]))
		}
		tr.compare(when, meant[i], row)
	}
}

// find asks for rows by all their values at once, and, where that fails, by each.
func (tr *trial[M, P]) find(list []*M) {
	tr.Helper()
	for _, row := range list {
		q := tr.objects().Filter(orm.Q{"id": *tr.id(row)})
		whole, finds := orm.Q{}, false
		for _, c := range tr.cells {
			if c.searchable() {
				whole[c.attribute()], finds = c.value(row), true
			}
		}
		if !finds {
			return
		}
		n, err := q.Filter(whole).Count(tr.Context())
		if err == nil && n == 1 {
			continue
		}
		for _, c := range tr.cells {
			if !c.searchable() {
				continue
			}
			if n, err := q.Filter(orm.Q{c.attribute(): c.value(row)}).Count(tr.Context()); err != nil || n != 1 {
				tr.Errorf("seed %d: %s = %#v finds %d rows (%v), want the one that has it", seed, c.attribute(), c.value(row), n, err)
			}
		}
		tr.Errorf("seed %d: row %d is not found by its values: %v", seed, *tr.id(row), err)
	}
}

// rewrite gives every row the values of another: by Update of the instance, by name, and in bulk.
func (tr *trial[M, P]) rewrite(meant []*M) {
	tr.Helper()
	values := tr.copies(meant)
	tr.rand.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
	for i, row := range meant {
		tr.fill(row, values[i])
	}
	half := min(len(meant)/3, 150)
	for _, row := range tr.copies(meant[:half]) {
		if err := orm.Update(tr.Context(), tr.db, P(row)); err != nil {
			tr.Fatalf("update row %d: %v", *tr.id(row), err)
		}
	}
	for _, row := range meant[half : 2*half] {
		n, err := tr.objects().Filter(orm.Q{"id": *tr.id(row)}).Update(tr.Context(), named(tr.cells, row))
		if err != nil || n != 1 {
			tr.Fatalf("set row %d: %d, %v", *tr.id(row), n, err)
		}
	}
	rest := tr.copies(meant[2*half:])
	if n, err := tr.objects().BulkUpdate(tr.Context(), rest); err != nil || n != int64(len(rest)) {
		tr.Fatalf("bulk update: %d of %d, %v", n, len(rest), err)
	}
}

// refuse offers what no database may get, along every way of writing: always the same typed error, and nothing is sent.
func (tr *trial[M, P]) refuse() {
	tr.Helper()
	good := tr.edgeRows()[0]
	*tr.id(good) = 1
	ctx, objects := tr.Context(), tr.objects()
	tr.sent.Reset()
	for _, c := range tr.cells {
		for i := range c.bads() {
			row := tr.copies([]*M{good})[0]
			c.setBad(row, i)
			_, bulk := objects.BulkUpdate(ctx, []*M{row})
			_, set := objects.Each().Update(ctx, orm.V{c.attribute(): c.value(row)})
			for way, err := range map[string]error{
				"Validate": orm.Validate(tr.db, P(row)), "Save": orm.Save(ctx, tr.db, P(row)), "Update": orm.Update(ctx, tr.db, P(row)),
				"BulkCreate": objects.BulkCreate(ctx, []*M{row}), "BulkUpdate": bulk, "set-wise Update": set,
			} {
				var failed *schema.ValidationError
				if !errors.As(err, &failed) || !errors.Is(err, orm.ErrValidation) || len(failed.Failures) != 1 {
					tr.Errorf("%s of %s = %#v: %v, want one ErrValidation", way, c.attribute(), c.value(row), err)
				}
			}
		}
		for _, value := range c.aliens() {
			_, err := objects.Each().Update(ctx, orm.V{c.attribute(): value})
			if !errors.Is(err, orm.ErrValidation) {
				tr.Errorf("%s set to %T %v: %v, want ErrValidation", c.attribute(), value, value, err)
			}
			_, err = objects.Filter(orm.Q{c.attribute(): value}).All(ctx)
			if !errors.Is(err, orm.ErrQuery) {
				tr.Errorf("%s compared with %T %v: %v, want ErrQuery", c.attribute(), value, value, err)
			}
		}
	}
	tr.sent.Want(tr, 0)
}
