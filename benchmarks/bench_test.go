package benchmarks

import (
	"context"
	"math/rand/v2"
	"testing"
)

// BenchmarkAll is every item of every contender, with allocations: go test -bench 'All/sqlite/get'.
func BenchmarkAll(b *testing.B) {
	for _, e := range engines() {
		b.Run(e.name, func(b *testing.B) {
			f := open(b, e)
			for _, it := range items {
				b.Run(string(it), func(b *testing.B) {
					for i, c := range f.contenders {
						b.Run(f.names[i], func(b *testing.B) { f.bench(b, it, c) })
					}
				})
			}
		})
	}
}

func (f *field) bench(b *testing.B, it item, c contender) {
	j := jobs()[it]
	ctx := context.Background()
	r := rand.New(rand.NewPCG(1, 1))
	b.ReportAllocs()
	const burst = 100
	done := 0
	turns := func() {
		if j.before != nil {
			b.StopTimer()
			if err := j.before(ctx, f.e, c.pool(), burst); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	}
	for b.Loop() {
		if done%burst == 0 {
			turns()
		}
		if err := j.run(ctx, c, r, done%burst); err != nil {
			b.Fatal(err)
		}
		done++
		if j.after != nil && done%burst == 0 {
			b.StopTimer()
			if err := j.after(ctx, c.pool()); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	}
	if j.after != nil {
		if err := j.after(ctx, c.pool()); err != nil {
			b.Fatal(err)
		}
	}
}
