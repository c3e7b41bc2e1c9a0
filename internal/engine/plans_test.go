package engine

import (
	"encoding/binary"
	"runtime"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/compile"
)

// TestPlansAreBounded offers a million shapes, with one in between that is always in use.
func TestPlansAreBounded(t *testing.T) {
	var c plans
	st := &compile.Statement{Text: "SELECT 1"}
	made, popular := 0, 0
	make := func() (*plan, error) { made++; return &plan{statement: st}, nil }
	use := func() (*plan, error) { popular++; return &plan{statement: st}, nil }
	const shapes = 1_000_000
	var key [8]byte
	idle := runtime.NumGoroutine()
	live := func(from, to uint64) uint64 {
		for i := from; i < to; i++ {
			binary.BigEndian.PutUint64(key[:], i)
			if _, err := c.get(key[:], make); err != nil {
				t.Fatal(err)
			}
			if i%100 == 0 {
				if _, err := c.get([]byte("popular"), use); err != nil {
					t.Fatal(err)
				}
			}
		}
		for began := time.Now(); runtime.NumGoroutine() > idle && time.Since(began) < 10*time.Second; {
			runtime.Gosched() // generations that were dropped are closed in the background
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	early := live(0, shapes/10)
	late := live(shapes/10, shapes)
	if n := len(c.young) + len(c.old); n > 2*generation {
		t.Errorf("%d plans are kept, %d may be", n, 2*generation)
	}
	if made != shapes || popular != 1 {
		t.Errorf("%d plans were made of %d shapes, and %d of one that is always in use", made, shapes, popular)
	}
	if late > early+4<<20 { // each shape that stayed would be hundreds of bytes
		t.Errorf("%d bytes live after a tenth of the shapes, %d at the end", early, late)
	}
}

// TestPlansLookUpForFree: a shape that is known costs no allocation.
func TestPlansLookUpForFree(t *testing.T) {
	var c plans
	make := func() (*plan, error) { return &plan{}, nil }
	key := []byte("a shape")
	if n := testing.AllocsPerRun(100, func() {
		if _, err := c.get(key, make); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("a look-up allocates %v times", n)
	}
}
