package schema

import (
	"strings"
	"testing"
)

type (
	harbour struct {
		Country, Code string
		Number        int64
	}
	berth struct {
		ID            int64
		Country, Code string
		At            one[harbour]
	}
)

var (
	harbourSays = func(h *harbour) Table {
		return Table{Fields: Fields{String(&h.Country, 2).PrimaryKey(), String(&h.Code, 5).PrimaryKey(), BigInteger(&h.Number)}}
	}
	berthSays func(*berth) *Relation
)

func (h *harbour) Schema() Table { return harbourSays(h) }

func (b *berth) Schema() Table {
	return Table{Fields: Fields{BigInteger(&b.ID).PrimaryKey(), String(&b.Country, 2), String(&b.Code, 5), berthSays(b)}}
}

// What a foreign key of several columns may not say.
func TestKeysOfSeveralColumns(t *testing.T) {
	for reason, says := range map[string]func(*berth) *Relation{
		"":                                func(b *berth) *Relation { return ForeignKey(&b.At) },
		" ":                               func(b *berth) *Relation { return ForeignKey(&b.At).On("country", "code") },
		"  ":                              func(b *berth) *Relation { return ForeignKey(&b.At).Columns("x", "y").NotNull() },
		"On names 1 fields for 2 columns": func(b *berth) *Relation { return ForeignKey(&b.At).On("country") },
		"which is no field of berth":      func(b *berth) *Relation { return ForeignKey(&b.At).On("country", "nothing") },
		"On names \"country\" twice":      func(b *berth) *Relation { return ForeignKey(&b.At).On("country", "country") },
		"declare both alike":              func(b *berth) *Relation { return ForeignKey(&b.At).On("id", "code") },
		"Columns gives 1 names":           func(b *berth) *Relation { return ForeignKey(&b.At).Columns("x") },
		"Name gives one name":             func(b *berth) *Relation { return ForeignKey(&b.At).Name("x") },
		"say it of these":                 func(b *berth) *Relation { return ForeignKey(&b.At).On("country", "code").PrimaryKey() },
		"already that of a field":         func(b *berth) *Relation { return ForeignKey(&b.At).Columns("country", "y") },
		"that are not unique":             func(b *berth) *Relation { return ForeignKey(&b.At).References("number") },
		"References names \"nothing\"":    func(b *berth) *Relation { return ForeignKey(&b.At).References("nothing") },
	} {
		berthSays = says
		r, err := NewRegistry(&berth{})
		if strings.TrimSpace(reason) == "" {
			if err != nil {
				t.Error(err)
				continue
			}
			side := r.ByName("berth").Side("at")
			if len(side.Key.Parts) != 2 || side.Ref != r.ByName("harbour").Identity() || !side.ByKey() {
				t.Errorf("%+v", side)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q is not among the mistakes: %v", reason, err)
		}
	}
}
