package postgres

import (
	"bytes"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// Lists are encoded to the byte as the driver would, for whichever type of the server.
func TestQuickArraysAreTheDrivers(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	one, word, half := int64(7), "wörd, \"quoted\" {x}", 0.5
	for _, value := range []any{
		[]int64{}, []int64{1, -2, math.MaxInt64}, []int64{1, 2, 3}, []*int64{nil, &one, nil}, []*int64{nil},
		[]string{}, []string{"", "a", word, "NULL"}, []*string{&word, nil},
		[]float64{0, -0.5, math.MaxFloat64}, []*float64{nil, &half},
		[]time.Time{at, at.AddDate(-900, 0, 0)}, []*time.Time{nil, &at},
		[]int64(nil), []string(nil), []*float64(nil),
		[]bool{true, false}, [][]byte{{1}, {}},
	} {
		for _, oid := range []uint32{
			pgtype.Int2ArrayOID, pgtype.Int4ArrayOID, pgtype.Int8ArrayOID, pgtype.TextArrayOID, pgtype.VarcharArrayOID,
			pgtype.Float4ArrayOID, pgtype.Float8ArrayOID, pgtype.TimestamptzArrayOID, pgtype.TimestampArrayOID, pgtype.DateArrayOID,
			pgtype.NumericArrayOID, pgtype.BoolArrayOID, pgtype.ByteaArrayOID, pgtype.UUIDArrayOID,
		} {
			for _, format := range []int16{pgtype.BinaryFormatCode, pgtype.TextFormatCode} {
				plain, quick := pgtype.NewMap(), pgtype.NewMap()
				quickArrays(quick)
				want, wantErr := plain.Encode(oid, format, value, nil)
				got, err := quick.Encode(oid, format, value, nil)
				if (err == nil) != (wantErr == nil) || !bytes.Equal(got, want) || (got == nil) != (want == nil) {
					t.Errorf("%T %v as %d in format %d: %x (%v), the driver has %x (%v)", value, value, oid, format, got, err, want, wantErr)
				}
			}
		}
	}
}

func TestQuickArraysDoNotBox(t *testing.T) {
	types := pgtype.NewMap()
	quickArrays(types)
	list := make([]int64, 1000)
	words := make([]*string, 1000)
	for i := range list {
		list[i] = int64(i) << 20
		words[i] = new(fmt.Sprint("word ", i))
	}
	buf := make([]byte, 0, 1<<16)
	for _, c := range []struct {
		oid   uint32
		value any
	}{{pgtype.Int8ArrayOID, list}, {pgtype.TextArrayOID, words}} {
		encode := func() {
			if _, err := types.Encode(c.oid, pgtype.BinaryFormatCode, c.value, buf); err != nil {
				t.Fatal(err)
			}
		}
		encode() // the plan is remembered
		if n := testing.AllocsPerRun(10, encode); n > 20 {
			t.Errorf("%T of 1000: %v allocations", c.value, n)
		}
	}
}
