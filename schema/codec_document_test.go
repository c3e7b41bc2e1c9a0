package schema

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
)

// TestRoundTripDecimal holds F-07.
func TestRoundTripDecimal(t *testing.T) {
	r := rand.New(rand.NewPCG(codecSeed, 6))
	values := []decimal.Decimal{{}, decimal.RequireFromString("9999999999999999.9999"), decimal.RequireFromString("-0.0001"),
		decimal.RequireFromString("1234567890.0123"), decimal.New(1, 15), decimal.New(10, -5)}
	for range 300 {
		values = append(values, decimal.New(r.Int64N(1e18)-5e17, -int32(r.IntN(5))))
	}
	threeWays(t, KindDecimal, itself[decimal.Decimal], slices.DeleteFunc(values, func(d decimal.Decimal) bool {
		return d.Abs().GreaterThanOrEqual(decimal.New(1, 16))
	}))
	roundTrip(t, attributeOf[decimal.NullDecimal](t, KindDecimal, nullable), itself[decimal.NullDecimal], decimal.NullDecimal{},
		decimal.NullDecimal{Decimal: decimal.New(12, -1), Valid: true})
	threeWays(t, KindDecimal, itself[string], []string{"0.0000", "-1.5000", "9999999999999999.9999"})
}

// TestRoundTripJSON holds F-11, F-20 and F-26.
func TestRoundTripJSON(t *testing.T) {
	big := json.Number("9007199254740993")
	threeWays(t, KindJSON, itself[prefs], []prefs{{}, {Theme: "<b>&", Sizes: []int{1, 2}},
		{Extra: map[string]any{"id": big, "list": []any{"x", nil, true}}}})
	threeWays(t, KindJSON, itself[map[string]int], []map[string]int{{}, {"a": 1}})
	threeWays(t, KindJSON, itself[[]string], []([]string){{}, {"a", "\"\\\u2028"}})
	threeWays(t, KindJSON, itself[json.RawMessage], []json.RawMessage{json.RawMessage(`{"b":1,"a":[1.0,2e3]}`), json.RawMessage(`null`)})
	roundTrip[any](t, attributeOf[any](t, KindJSON, nullable), itself[any], nil, "text", true, []any{json.Number("0.1")}, map[string]any{})
	roundTrip(t, attributeOf[map[string]any](t, KindJSON, nullable), itself[map[string]any], nil, map[string]any{}, map[string]any{"n": big})
}
