package jsonio_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// placeColor is a text with a name of its own.
type placeColor string

// place has a field for each straight way, and for what must not go one.
type place struct {
	orm.Model
	ID      int64
	Name    string
	Code    string
	Note    *string
	Color   placeColor
	Small   int8
	Count   int
	Many    *int64
	Flag    bool
	Maybe   *bool
	Price   float64
	Rate    *float64
	Rough   float32
	Day     time.Time
	At      time.Time
	Until   *time.Time
	Clock   time.Time
	Quoted  int `json:",string"`
	OwnerID int64
	Owner   orm.One[place]
}

func (m *place) Schema() schema.Table {
	return schema.Table{Name: "places", Fields: schema.Fields{
		schema.BigInteger(&m.ID).PrimaryKey(),
		schema.String(&m.Name, 5).MinLength(2),
		schema.String(&m.Code, 40).Pattern(regexp.MustCompile("^[a-z0-9:T. +é-]*$")),
		schema.Text(&m.Note),
		schema.Enum(&m.Color, "red", "blue"),
		schema.SmallInteger(&m.Small).Min(-5),
		schema.Integer(&m.Count).Choices(0, 1, 2, 310),
		schema.BigInteger(&m.Many),
		schema.Boolean(&m.Flag),
		schema.Boolean(&m.Maybe),
		schema.Float(&m.Price).Max(1000),
		schema.Float(&m.Rate),
		schema.Float(&m.Rough),
		schema.Date(&m.Day),
		schema.DateTime(&m.At),
		schema.DateTime(&m.Until),
		schema.Time(&m.Clock),
		schema.Integer(&m.Quoted),
		schema.BigInteger(&m.OwnerID),
		schema.ForeignKey(&m.Owner).On("owner_id"),
	}}
}

// placeTexts are JSON values, each of which is tried on every field.
var placeTexts = []string{
	`null`, `true`, `false`, `0`, `-0`, `1`, `-1`, `-6`, `2`, `310`, `127`, `128`, `32768`, `2147483648`, `9007199254740993`, `9223372036854775807`, `9223372036854775808`,
	`1.0`, `1e2`, `-0.0`, `0.1`, `12.50`, `1e308`, `1e309`, `5e-324`, `1e-400`, `16777217`, `1000.0000001`, `3.14159265358979323846264338327950288`, `""`, `"a"`, `"ab"`, `"abcdef"`, `"éé"`, `"ééééé"`,
	`"éééééé"`, `"\u0000"`, `"a\u00e9"`, `"a\"b"`, `"a b"`, `"1"`, `"12.5"`, `"true"`, `"red"`, `"green"`, `"2001-02-03"`, `"2001-02-30"`, `"0000-00-00"`, `"0001-01-01"`, `"2001-02-03T04:05:06Z"`,
	`"2001-02-03T04:05:06.123456789+02:00"`, `"2001-02-03 04:05:06"`, `"0001-01-01T00:00:00+01:00"`, `"9999-12-31T23:59:59.9999999Z"`, `"9999-12-31T23:59:59-01:00"`, `"04:05:06"`, `"04:05:06.1234567"`,
	`"2001-02-03T00:00:00Z"`, `"12"`, `"12 "`, `[]`, `[1]`, `{}`, `{"a":1}`, `{"ID":3}`,
}

// What goes the straight way is what the reader of the field makes of it, and so is what is refused.
func TestStraight(t *testing.T) {
	m := schema.MustRegistry(&place{}).ByName("place")
	random := rand.New(rand.NewPCG(replay.Seed(t), 1))
	straight := 0
	for _, a := range m.Attributes {
		texts := placeTexts
		for range 200 {
			texts = append(texts, randomPlaceText(random))
		}
		for _, text := range texts {
			body := fmt.Sprintf(`{%q:%s}`, a.JSONName, text)
			got, refusal := decodedPlace(m, body)
			take := a.Take
			a.Take = nil
			want, wanted := decodedPlace(m, body)
			if a.Take = take; take != nil {
				straight++
			}
			if fmt.Sprint(refusal) != fmt.Sprint(wanted) || !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n straight %v, %+v\n reader   %v, %+v", body, refusal, got, wanted, want)
			}
		}
	}
	if straight < 12*len(placeTexts) {
		t.Errorf("only %d values had a straight way", straight)
	}
}

// longest is the limit of the next registry that has ruled.
var longest = 5

// ruled has other rules, and another order of fields, in each registry.
type ruled struct {
	ID    int64
	Name  string
	Count int
	Next  orm.One[ruled]
}

func (r *ruled) Schema() schema.Table {
	fields := schema.Fields{schema.BigInteger(&r.ID).PrimaryKey(), schema.String(&r.Name, longest), schema.Integer(&r.Count).Max(longest), schema.ForeignKey(&r.Next)}
	if longest < 5 {
		fields[1], fields[2] = fields[2], fields[1]
	}
	return schema.Table{Name: "ruled", Fields: fields}
}

// A body is held to the rules of the registry whose row it fills, not to those of another that knows the type.
func TestEachRegistryHasItsRules(t *testing.T) {
	defer func(was int) { longest = was }(longest)
	var models []*schema.Model
	for _, longest = range []int{5, 3, 7} {
		models = append(models, schema.MustRegistry(&ruled{}).ByName("ruled"))
	}
	for i, limit := range []int{5, 3, 7} {
		for n := 1; n < 9; n++ {
			var r ruled
			body := fmt.Sprintf(`{"Name":%q,"Count":%d,"Next":{"ID":4}}`, strings.Repeat("x", n), n)
			err := jsonio.Decode(models[i], unsafe.Pointer(&r), strings.NewReader(body), jsonio.DecodeSettings{Body: 1 << 20})
			if taken := n <= limit; taken != (err == nil) || taken && (len(r.Name) != n || r.Count != n || r.Next.PK() != int64(4)) {
				t.Errorf("registry %d, %s: %+v, %v", i, body, r, err)
			}
		}
	}
}

// decodedPlace is the row of a body, with fields that are not zero before.
func decodedPlace(m *schema.Model, body string) (place, error) {
	p := place{Name: "was", Count: 2, Price: 7, OwnerID: 4}
	err := jsonio.Decode(m, unsafe.Pointer(&p), bytes.NewReader([]byte(body)), jsonio.DecodeSettings{Body: 1 << 20, Keys: true})
	return p, err
}

// randomPlaceText is a number, or a text that looks like a number, a word, a date or an instant.
func randomPlaceText(r *rand.Rand) string {
	switch r.IntN(4) {
	case 0:
		return fmt.Sprintf("%v", r.NormFloat64()*float64(r.Uint64N(1<<r.IntN(64)+1)))
	case 1:
		return fmt.Sprintf("%d", r.Int64N(1<<(1+r.IntN(62)))-r.Int64N(1<<(1+r.IntN(62))))
	case 2:
		return fmt.Sprintf("%q", time.Unix(r.Int64N(1<<38)-1<<37, r.Int64N(1e9)).UTC().Format([]string{time.RFC3339, time.RFC3339Nano, time.DateOnly, time.DateTime, time.TimeOnly}[r.IntN(5)]))
	}
	letters, word := []rune("ab1:-é \u00a0T.+"), make([]rune, r.IntN(8))
	for i := range word {
		word[i] = letters[r.IntN(len(letters))]
	}
	return fmt.Sprintf("%q", string(word))
}
