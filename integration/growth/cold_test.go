package growth

import (
	"fmt"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// size numbers types: one model for each pair.
type size interface {
	[0]byte | [1]byte | [2]byte | [3]byte | [4]byte | [5]byte | [6]byte | [7]byte | [8]byte | [9]byte | [10]byte | [11]byte | [12]byte | [13]byte
}

// hub is what every one of the models points to.
type hub struct {
	orm.Model
	ID   int64
	Name string
}

func (h *hub) Schema() schema.Table {
	return schema.Table{Name: "hubs", Fields: schema.Fields{schema.BigInteger(&h.ID).PrimaryKey(), schema.String(&h.Name, 20)}}
}

// wide is a model of ten columns.
type wide[A, B size] struct {
	orm.Model
	ID         int64
	Hub        orm.One[hub]
	Name, Text string
	N, M       int
	F          float64
	Yes        bool
	At         time.Time
	Maybe      *string
}

func (w *wide[A, B]) Schema() schema.Table {
	var a A
	var b B
	name := fmt.Sprintf("wide_%d_%d", len(a), len(b))
	return schema.Table{Name: name, Fields: schema.Fields{
		schema.BigInteger(&w.ID).PrimaryKey(), schema.ForeignKey(&w.Hub).RelatedName(name), schema.String(&w.Name, 20).Index(), schema.Text(&w.Text),
		schema.Integer(&w.N), schema.Integer(&w.M), schema.Float(&w.F), schema.Boolean(&w.Yes), schema.DateTime(&w.At), schema.String(&w.Maybe, 20),
	}}
}

func row[A size]() []schema.Definer {
	return []schema.Definer{&wide[A, [0]byte]{}, &wide[A, [1]byte]{}, &wide[A, [2]byte]{}, &wide[A, [3]byte]{}, &wide[A, [4]byte]{}, &wide[A, [5]byte]{},
		&wide[A, [6]byte]{}, &wide[A, [7]byte]{}, &wide[A, [8]byte]{}, &wide[A, [9]byte]{}, &wide[A, [10]byte]{}, &wide[A, [11]byte]{}, &wide[A, [12]byte]{},
		&wide[A, [13]byte]{}}
}

// models are 197.
func models() []schema.Definer {
	out := []schema.Definer{&hub{}}
	for _, r := range [][]schema.Definer{row[[0]byte](), row[[1]byte](), row[[2]byte](), row[[3]byte](), row[[4]byte](), row[[5]byte](), row[[6]byte](),
		row[[7]byte](), row[[8]byte](), row[[9]byte](), row[[10]byte](), row[[11]byte](), row[[12]byte](), row[[13]byte]()} {
		out = append(out, r...)
	}
	return out
}

// TestColdStart makes a registry of about two hundred models; its cost is that of each model, times their number.
func TestColdStart(t *testing.T) {
	all := models()
	began := time.Now()
	r, err := schema.NewRegistry(all...)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d models in %v", len(r.Models()), time.Since(began))
	if len(r.Models()) != len(all) {
		t.Fatalf("%d models of %d", len(r.Models()), len(all))
	}
	make := func(n int) func() error {
		return func() error { _, err := schema.NewRegistry(all[:n]...); return err }
	}
	few, fewBytes := cost(t, make(20))
	many, manyBytes := cost(t, make(len(all)))
	t.Logf("%.0f allocations and %.0f bytes of 20 models, %.1f and %.1f times that of %d", few, fewBytes, many/few, manyBytes/fewBytes, len(all))
	if many > 11*few || manyBytes > 11*fewBytes || many > 600*float64(len(all)) {
		t.Errorf("%d models allocate %.0f times, %.0f bytes; 20 do %.0f times, %.0f bytes", len(all), many, manyBytes, few, fewBytes)
	}
}

// BenchmarkColdStart is the time of such a registry.
func BenchmarkColdStart(b *testing.B) {
	all := models()
	for b.Loop() {
		if _, err := schema.NewRegistry(all...); err != nil {
			b.Fatal(err)
		}
	}
}
