package roundtrip

import (
	"database/sql"
	"encoding/json"
	"math"
	"time"

	gofrs "github.com/gofrs/uuid/v5"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

var (
	smallKit  = wholeKit[int64](math.MinInt16, math.MaxInt16, 16)
	intKit    = wholeKit[int](math.MinInt32, math.MaxInt32, 32)
	bigKit    = wholeKit[int64](math.MinInt64, math.MaxInt64, 64)
	priceKit  = decimalKit(20, 4)
	hugeKit   = decimalKit(65, 30)
	shortText = textKit[string](100)
	longText  = textKit[string](0)
)

func valueCells() []cell[values] {
	return []cell[values]{
		plain("str", func(v *values) *string { return &v.Str }, shortText),
		plain("title", func(v *values) *title { return &v.Title }, textKit[title](100)),
		plain("text", func(v *values) *string { return &v.Text }, longText),
		plain("flag", func(v *values) *bool { return &v.Flag }, boolKit),
		plain("small", func(v *values) *int64 { return &v.Small }, smallKit),
		plain("whole", func(v *values) *int { return &v.Whole }, intKit),
		plain("big", func(v *values) *int64 { return &v.Big }, bigKit),
		plain("ratio", func(v *values) *float64 { return &v.Ratio }, floatKit),
		plain("single", func(v *values) *float32 { return &v.Single }, singleKit),
		plain("price", func(v *values) *decimal.Decimal { return &v.Price }, priceKit),
		plain("huge", func(v *values) *decimal.Decimal { return &v.Huge }, hugeKit),
		plain("amount", func(v *values) *string { return &v.Amount }, amountKit),
		plain("day", func(v *values) *time.Time { return &v.Day }, dayKit),
		plain("clock", func(v *values) *time.Time { return &v.Clock }, clockKit),
		plain("moment", func(v *values) *time.Time { return &v.Moment }, momentKit),
		plain("doc", func(v *values) *doc { return &v.Doc }, docKit),
		plain("bag", func(v *values) *map[string]any { return &v.Bag }, bagKit),
		plain("list", func(v *values) *[]int { return &v.List }, listKit),
		plain("raw", func(v *values) *json.RawMessage { return &v.Raw }, rawKit),
		plain("uid", func(v *values) *uuid.UUID { return &v.UID }, uuidKit[uuid.UUID]()),
		plain("guid", func(v *values) *uuid.UUID { return &v.GUID }, uuidKit[uuid.UUID]()),
		plain("fid", func(v *values) *gofrs.UUID { return &v.FID }, uuidKit[gofrs.UUID]()),
		plain("fguid", func(v *values) *gofrs.UUID { return &v.FGUID }, uuidKit[gofrs.UUID]()),
		plain("nuid", func(v *values) *uuid.UUID { return &v.NUID }, nativeUUIDKit[uuid.UUID]()),
		plain("nfid", func(v *values) *gofrs.UUID { return &v.NFID }, nativeUUIDKit[gofrs.UUID]()),
		plain("arr", func(v *values) *[]int { return &v.Arr }, arrayKit),
		plain("octets", func(v *values) *[16]byte { return &v.Octets }, uuidKit[[16]byte]()),
		plain("blob", func(v *values) *[]byte { return &v.Blob }, bytesKit),
		plain("mood", func(v *values) *mood { return &v.Mood }, moodKit),
		plain("level", func(v *values) *level { return &v.Level }, levelKit),
		plain("chosen", func(v *values) *int { return &v.Chosen }, chosen),
	}
}

// cellsOf are the cells of a model that has values.
func cellsOf[M any](part func(*M) *values, searchable bool) []cell[M] {
	var out []cell[M]
	for _, c := range valueCells() {
		out = append(out, within(c, part, searchable))
	}
	return out
}

func pointerCells() []cell[pointerRow] {
	type p = pointerRow
	return []cell[p]{
		pointer("str", func(v *p) **string { return &v.Str }, shortText),
		pointer("text", func(v *p) **string { return &v.Text }, longText),
		pointer("flag", func(v *p) **bool { return &v.Flag }, boolKit),
		pointer("small", func(v *p) **int64 { return &v.Small }, smallKit),
		pointer("whole", func(v *p) **int { return &v.Whole }, intKit),
		pointer("big", func(v *p) **int64 { return &v.Big }, bigKit),
		pointer("ratio", func(v *p) **float64 { return &v.Ratio }, floatKit),
		pointer("single", func(v *p) **float32 { return &v.Single }, singleKit),
		pointer("price", func(v *p) **decimal.Decimal { return &v.Price }, priceKit),
		own("own", func(v *p) *decimal.NullDecimal { return &v.Own }, priceKit, decimal.NewNullDecimal,
			func(n decimal.NullDecimal) (decimal.Decimal, bool) { return n.Decimal, !n.Valid }),
		pointer("day", func(v *p) **time.Time { return &v.Day }, dayKit),
		pointer("clock", func(v *p) **time.Time { return &v.Clock }, clockKit),
		pointer("moment", func(v *p) **time.Time { return &v.Moment }, momentKit),
		pointer("doc", func(v *p) **doc { return &v.Doc }, docKit),
		own("bag", func(v *p) *map[string]any { return &v.Bag }, without(bagKit), func(m map[string]any) map[string]any { return m },
			func(m map[string]any) (map[string]any, bool) { return m, m == nil }),
		own("raw", func(v *p) *json.RawMessage { return &v.Raw }, rawKit, func(m json.RawMessage) json.RawMessage { return m },
			func(m json.RawMessage) (json.RawMessage, bool) { return m, m == nil }),
		pointer("uid", func(v *p) **uuid.UUID { return &v.UID }, uuidKit[uuid.UUID]()),
		own("own_uid", func(v *p) *uuid.NullUUID { return &v.OwnUID }, uuidKit[uuid.UUID](),
			func(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: true} },
			func(n uuid.NullUUID) (uuid.UUID, bool) { return n.UUID, !n.Valid }),
		pointer("guid", func(v *p) **gofrs.UUID { return &v.GUID }, uuidKit[gofrs.UUID]()),
		pointer("nuid", func(v *p) **uuid.UUID { return &v.NUID }, nativeUUIDKit[uuid.UUID]()),
		pointer("blob", func(v *p) **[]byte { return &v.Blob }, bytesKit),
		pointer("mood", func(v *p) **mood { return &v.Mood }, moodKit),
		pointer("level", func(v *p) **level { return &v.Level }, levelKit),
	}
}

// without leaves nil out of the maps: where the type itself is NULL, it is NULL.
func without(k kit[map[string]any]) kit[map[string]any] {
	edges := []map[string]any{}
	for _, m := range k.edges {
		if m != nil {
			edges = append(edges, m)
		}
	}
	k.edges = edges
	return k
}

func nullCells() []cell[nullRow] {
	type n = nullRow
	return []cell[n]{
		null("str", func(v *n) *sql.Null[string] { return &v.Str }, shortText),
		null("text", func(v *n) *sql.Null[string] { return &v.Text }, longText),
		null("flag", func(v *n) *sql.Null[bool] { return &v.Flag }, boolKit),
		null("small", func(v *n) *sql.Null[int64] { return &v.Small }, smallKit),
		null("whole", func(v *n) *sql.Null[int] { return &v.Whole }, intKit),
		null("big", func(v *n) *sql.Null[int64] { return &v.Big }, bigKit),
		null("ratio", func(v *n) *sql.Null[float64] { return &v.Ratio }, floatKit),
		null("single", func(v *n) *sql.Null[float32] { return &v.Single }, singleKit),
		null("price", func(v *n) *sql.Null[decimal.Decimal] { return &v.Price }, priceKit),
		null("day", func(v *n) *sql.Null[time.Time] { return &v.Day }, dayKit),
		null("clock", func(v *n) *sql.Null[time.Time] { return &v.Clock }, clockKit),
		null("moment", func(v *n) *sql.Null[time.Time] { return &v.Moment }, momentKit),
		null("doc", func(v *n) *sql.Null[doc] { return &v.Doc }, docKit),
		null("bag", func(v *n) *sql.Null[map[string]any] { return &v.Bag }, bagKit),
		null("uid", func(v *n) *sql.Null[uuid.UUID] { return &v.UID }, uuidKit[uuid.UUID]()),
		null("guid", func(v *n) *sql.Null[gofrs.UUID] { return &v.GUID }, uuidKit[gofrs.UUID]()),
		null("blob", func(v *n) *sql.Null[[]byte] { return &v.Blob }, bytesKit),
		null("mood", func(v *n) *sql.Null[mood] { return &v.Mood }, moodKit),
		null("level", func(v *n) *sql.Null[level] { return &v.Level }, levelKit),
	}
}
