package migrate

import (
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// widened are 1,000 tables, and the same when every one has a column more, an index more, and one
// of another type.
func widened() (before, after []*schema.Model) {
	before, after = wide(1000), wide(1000)
	for _, m := range after {
		a := &schema.Attribute{Model: m, Index: len(m.Attributes), Name: "more", Column: "more", Kind: schema.KindInteger, SQLNullable: true}
		m.Attributes[2].Kind, m.Attributes[2].MaxLength = schema.KindBigInteger, 0
		m.Attributes = append(m.Attributes, a)
		m.Constraints = append(m.Constraints, schema.ResolvedConstraint{Kind: schema.IndexConstraint, Name: "more_" + m.Table, Attributes: []*schema.Attribute{a}, Parts: wholly(a)})
	}
	return before, after
}

// BenchmarkPlan compares 1,000 tables, all of which have changed, and writes the statements both
// ways.
func BenchmarkPlan(b *testing.B) {
	before, after := widened()
	for _, name := range []string{"sqlite", "postgres", "mysql", "mariadb"} {
		b.Run(name, func(b *testing.B) {
			d, err := dialect.For(name)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				p, err := planOf(d, before, nil)
				if err != nil {
					b.Fatal(err)
				}
				q, err := planOf(d, after, nil)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := compare(d, p.state, q.state, makeOptions(nil)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What a plan of 1,000 tables costs grows with the tables, not with their square: ten times as many
// statements, and no more.
func TestPlanOfManyTables(t *testing.T) {
	before, after := widened()
	d := dialect.Postgres()
	p, err := planOf(d, before, nil)
	if err != nil {
		t.Fatal(err)
	}
	q, err := planOf(d, after, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := compare(d, p.state, q.state, makeOptions(nil))
	if err != nil {
		t.Fatal(err)
	}
	up := 0
	for _, s := range c.steps {
		up += len(s.Up)
	}
	if want := 3 * 1000; up != want {
		t.Errorf("%d statements, want %s", up, fmt.Sprint(want))
	}
}
