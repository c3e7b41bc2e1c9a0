package benchmarks

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unsafe"
)

// A row in memory is its struct and what that points at; beside it this module may keep 15 % for what an instance remembers.
const kept = 1.15

// TestMemory prints the bytes that a read row keeps alive, and those that one row of a list of 10,000 keeps alive alone, of each contender.
// They are the same on every machine. This module's are held to the bytes of the plain struct and of its relations as declared.
func TestMemory(t *testing.T) {
	ctx, relation := context.Background(), int(unsafe.Sizeof(ormarBook{}.Author)-unsafe.Sizeof(int64(0)))
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			f := open(t, e)
			var b strings.Builder
			b.WriteString("| bytes | of a row | of a row alone |\n|---|--:|--:|\n")
			var plain float64
			for i, c := range f.contenders {
				whole := func() any {
					list, err := c.list(ctx, 0)
					if err != nil {
						t.Fatal(err)
					}
					return list
				}
				whole() // whatever is kept between calls is there
				one := func() any {
					list := reflect.ValueOf(whole())
					if row := list.Index(bookCount / 2); row.Kind() == reflect.Pointer {
						return row.Interface()
					}
					return list.Slice(bookCount/2, bookCount/2+1).Interface() // rows by value stay with their list
				}
				row, alone := held(whole)/bookCount, held(one)
				fmt.Fprintf(&b, "| %s | %.0f | %.0f |\n", f.names[i], row, alone)
				switch f.names[i] {
				case raw:
					plain = row
				case ours:
					memory := float64(unsafe.Sizeof(ormarBook{}.Model))
					if limit := kept*plain + float64(relation) + memory; row > limit {
						t.Errorf("a row keeps %.0f bytes, a plain one %.0f; %.0f are allowed", row, plain, limit)
					}
				}
			}
			t.Log("\n" + b.String())
		})
	}
}

// held is how many bytes a value keeps alive.
func held(make func() any) float64 {
	before := heapBytes()
	v := make()
	after := heapBytes()
	runtime.KeepAlive(v)
	return float64(int64(after) - int64(before))
}

// heapBytes is what is alive; the second collection takes what the first has only marked as unused in pools.
func heapBytes() uint64 {
	for range 3 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
