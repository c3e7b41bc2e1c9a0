package ormtest

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// values are values that nobody has made before, by chance: 63 random bits, and as many of them as a field has room for.
type values struct{ seed uint64 }

func newValues() *values {
	var b [8]byte
	_, _ = rand.Read(b[:]) // which does not fail
	return &values{binary.LittleEndian.Uint64(b[:]) >> 1}
}

// next is another number.
func (v *values) next() uint64 {
	v.seed = v.seed*6364136223846793005 + 1442695040888963407
	return v.seed >> 1
}

// of is a value that a field takes, in canonical form.
func (v *values) of(a *schema.Attribute) (any, error) {
	if len(a.Choices) > 0 {
		return a.Choices[v.next()%uint64(len(a.Choices))], nil
	}
	switch {
	case a.Kind.IsInteger():
		return v.whole(a)
	case a.Kind.IsText() && a.Pattern != nil:
		return matching(a.Pattern, v)
	case a.Kind.IsText():
		return v.text(a)
	}
	switch n := v.next(); a.Kind {
	case schema.KindBoolean:
		return false, nil
	case schema.KindFloat, schema.KindDecimal:
		return v.number(a)
	case schema.KindDate:
		return a.Convert(time.Date(2000, 1, 1+int(n%9000), 0, 0, 0, 0, time.UTC))
	case schema.KindTime:
		return a.Convert(time.Date(1, 1, 1, int(n%24), int(n/24%60), int(n/1440%60), 0, time.UTC))
	case schema.KindDateTime:
		return a.Convert(time.Unix(int64(946684800+n%800000000), 0).UTC())
	case schema.KindJSON:
		if a.Elem != nil {
			return a.Convert([]any{})
		}
		return a.Convert(map[string]any{})
	case schema.KindUUID:
		var id [16]byte
		binary.BigEndian.PutUint64(id[:], n)
		binary.BigEndian.PutUint64(id[8:], v.next())
		id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
		return id, nil
	case schema.KindBinary:
		return []byte(v.letters(max(1, a.MinLength), a.MaxLength)), nil
	}
	return nil, errors.New("no value can be made of " + a.Kind.String())
}

// letters are random letters, at least so many and as many as stay unique.
func (v *values) letters(least, most int) string {
	n := max(least, 12)
	if most > 0 {
		n = min(n, most)
	}
	var b strings.Builder
	for bits := v.next(); b.Len() < n; bits /= 26 {
		if bits == 0 {
			bits = v.next()
		}
		b.WriteByte(byte('a' + bits%26))
	}
	return b.String()
}

func (v *values) text(a *schema.Attribute) (any, error) {
	return v.letters(max(1, a.MinLength), a.MaxLength), nil
}

// bounds are the least and the greatest whole number of a field.
func bounds(a *schema.Attribute) (least, most int64) {
	least, most = 1, 1<<53
	switch a.Kind {
	case schema.KindSmallInteger:
		most = 1<<15 - 1
	case schema.KindInteger:
		most = 1<<31 - 1
	}
	if n, ok := a.Min.(int64); ok {
		least = n
		most = max(most, n)
	}
	if n, ok := a.Max.(int64); ok {
		most = n
		least = min(least, n)
	}
	return least, most
}

func (v *values) whole(a *schema.Attribute) (any, error) {
	least, most := bounds(a)
	step := int64(1)
	if n, ok := a.MultipleOf.(int64); ok && n > 0 {
		step = n
	}
	first := least
	if r := ((least % step) + step) % step; r != 0 {
		first += step - r
	}
	if first > most {
		return nil, fmt.Errorf("no multiple of %d is between %d and %d", step, least, most)
	}
	count := uint64(most-first)/uint64(step) + 1
	return first + int64(v.next()%count)*step, nil
}

// number is a number with a fraction, within the bounds of a field.
func (v *values) number(a *schema.Attribute) (any, error) {
	low, high := big.NewRat(1, 1), big.NewRat(99, 1)
	if a.Kind == schema.KindDecimal && a.Precision > 0 && a.Precision-a.Scale < 2 {
		low, high = new(big.Rat), big.NewRat(1, 10)
	}
	if r, ok := rational(a.Min); ok {
		low = r
		high = new(big.Rat).Add(r, big.NewRat(98, 1))
	}
	if r, ok := rational(a.Max); ok {
		high = r
		if a.Min == nil {
			low = new(big.Rat).Sub(r, big.NewRat(98, 1))
		}
	}
	if r, ok := rational(a.MultipleOf); ok && r.Sign() > 0 {
		low = new(big.Rat).Mul(r, new(big.Rat).SetInt(ceiling(new(big.Rat).Quo(low, r))))
		return a.Convert(low.FloatString(max(a.Scale, 6)))
	}
	scale := 2
	if a.Kind == schema.KindDecimal {
		scale = a.Scale
	}
	part := big.NewRat(int64(v.next()%1000), 1000)
	text := new(big.Rat).Add(low, part.Mul(part, new(big.Rat).Sub(high, low))).FloatString(scale)
	if a.Kind == schema.KindFloat {
		return strconv.ParseFloat(text, 64)
	}
	return a.Convert(text)
}

// ceiling is the least whole number that is not below r.
func ceiling(r *big.Rat) *big.Int {
	n, rest := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		n.Add(n, big.NewInt(1))
	}
	return n
}

func rational(v any) (*big.Rat, bool) {
	if v == nil {
		return nil, false
	}
	return new(big.Rat).SetString(fmt.Sprint(v))
}
