package converge

import (
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/schema"
)

type (
	Mood  string
	Level int
)

// pool has two fields of every type, and two that may be NULL; a model declares some of them.
type pool struct {
	ID    int
	Code  string
	Long  int64
	Str1  string
	StrN1 *string
	Str2  string
	StrN2 *string
	Txt1  string
	TxtN1 *string
	Txt2  string
	TxtN2 *string
	Boo1  bool
	BooN1 *bool
	Boo2  bool
	BooN2 *bool
	Sma1  int16
	SmaN1 *int16
	Sma2  int16
	SmaN2 *int16
	Int1  int
	IntN1 *int
	Int2  int
	IntN2 *int
	Big1  int64
	BigN1 *int64
	Big2  int64
	BigN2 *int64
	Flo1  float64
	FloN1 *float64
	Flo2  float64
	FloN2 *float64
	Dec1  decimal.Decimal
	DecN1 *decimal.Decimal
	Dec2  decimal.Decimal
	DecN2 *decimal.Decimal
	Dat1  time.Time
	DatN1 *time.Time
	Dat2  time.Time
	DatN2 *time.Time
	Tim1  time.Time
	TimN1 *time.Time
	Tim2  time.Time
	TimN2 *time.Time
	Dtm1  time.Time
	DtmN1 *time.Time
	Dtm2  time.Time
	DtmN2 *time.Time
	Jso1  map[string]any
	JsoN1 *map[string]any
	Jso2  map[string]any
	JsoN2 *map[string]any
	Uid1  uuid.UUID
	UidN1 *uuid.UUID
	Uid2  uuid.UUID
	UidN2 *uuid.UUID
	Uis1  uuid.UUID
	UisN1 *uuid.UUID
	Uis2  uuid.UUID
	UisN2 *uuid.UUID
	Bin1  []byte
	BinN1 *[]byte
	Bin2  []byte
	BinN2 *[]byte
	Mod1  Mood
	ModN1 *Mood
	Mod2  Mood
	ModN2 *Mood
	Lev1  Level
	LevN1 *Level
	Lev2  Level
	LevN2 *Level
	adopted
	exotic
}

// The markers tell the three models apart, and say at which place each is in a world.
type (
	Alpha struct{}
	Beta  struct{}
	Gamma struct{}
)

type marker interface{ Alpha | Beta | Gamma }

func place[M marker]() int {
	switch any(*new(M)).(type) {
	case Alpha:
		return 0
	case Beta:
		return 1
	}
	return 2
}

// ref is a relation to whatever type the marked model has in the world that is drawn.
type ref[M marker] struct{ _ schema.OneState }

func (*ref[M]) ToOneRelation()               {}
func (*ref[M]) RelationTarget() reflect.Type { return reflect.TypeOf(drawn.definer(place[M]())).Elem() }

// A model has a type for each set of relations, since a relation that is a field must be declared.
type (
	m0[M marker] struct {
		pool
	}
	m1[M marker] struct {
		pool
		ToA ref[Alpha]
	}
	m2[M marker] struct {
		pool
		ToB ref[Beta]
	}
	m3[M marker] struct {
		pool
		ToA ref[Alpha]
		ToB ref[Beta]
	}
	m4[M marker] struct {
		pool
		ToC ref[Gamma]
	}
	m5[M marker] struct {
		pool
		ToA ref[Alpha]
		ToC ref[Gamma]
	}
	m6[M marker] struct {
		pool
		ToB ref[Beta]
		ToC ref[Gamma]
	}
	m7[M marker] struct {
		pool
		ToA ref[Alpha]
		ToB ref[Beta]
		ToC ref[Gamma]
	}
)

func (m *m0[M]) Schema() schema.Table {
	return drawn.schema(place[M](), &m.pool, map[int]schema.ToOne{})
}
func (m *m1[M]) Schema() schema.Table {
	return drawn.schema(place[M](), &m.pool, map[int]schema.ToOne{0: &m.ToA})
}
func (m *m2[M]) Schema() schema.Table {
	return drawn.schema(place[M](), &m.pool, map[int]schema.ToOne{1: &m.ToB})
}
func (m *m3[M]) Schema() schema.Table {
	return drawn.schema(place[M](), &m.pool, map[int]schema.ToOne{0: &m.ToA, 1: &m.ToB})
}
func (m *m4[M]) Schema() schema.Table {
	return drawn.schema(place[M](), &m.pool, map[int]schema.ToOne{2: &m.ToC})
}
func (m *m5[M]) Schema() schema.Table {
	return drawn.schema(place[M](), &m.pool, map[int]schema.ToOne{0: &m.ToA, 2: &m.ToC})
}
func (m *m6[M]) Schema() schema.Table {
	return drawn.schema(place[M](), &m.pool, map[int]schema.ToOne{1: &m.ToB, 2: &m.ToC})
}
func (m *m7[M]) Schema() schema.Table {
	return drawn.schema(place[M](), &m.pool, map[int]schema.ToOne{0: &m.ToA, 1: &m.ToB, 2: &m.ToC})
}

// definer is the model at a place, of the type with its relations.
func (w *world) definer(i int) schema.Definer {
	set := 0
	for _, k := range w.Tables[i].Keys {
		set |= 1 << k.To
	}
	switch i {
	case 0:
		return variant[Alpha](set)
	case 1:
		return variant[Beta](set)
	}
	return variant[Gamma](set)
}

func variant[M marker](set int) schema.Definer {
	return []schema.Definer{&m0[M]{}, &m1[M]{}, &m2[M]{}, &m3[M]{}, &m4[M]{}, &m5[M]{}, &m6[M]{}, &m7[M]{}}[set]
}

// options applies what a column says to a field of any type.
func options[T any](f *schema.Column[T], c *column) schema.Field {
	f.Name(c.Name)
	if c.Default != "" {
		f.ServerDefault(c.Default)
	}
	if c.Index {
		f.Index()
	}
	if c.Unique {
		f.Unique()
	}
	if c.Comment != "" {
		f.Comment(c.Comment)
	}
	if c.Soft {
		f.SoftDelete()
	}
	return f
}

// native declares some UUIDs as of the database's own type.
func native[T any](f *schema.Column[T], c *column) *schema.Column[T] {
	if c.Size%3 == 2 {
		f.Native()
	}
	return f
}

// field declares the field of a column.
func (c *column) field(p *pool) schema.Field {
	switch c.slot() {
	case "Str1":
		return options(schema.String(&p.Str1, c.size(20, 50, 200)), c)
	case "Str2":
		return options(schema.String(&p.Str2, c.size(20, 50, 200)), c)
	case "StrN1":
		return options(schema.String(&p.StrN1, c.size(20, 50, 200)), c)
	case "StrN2":
		return options(schema.String(&p.StrN2, c.size(20, 50, 200)), c)
	case "Txt1":
		return options(schema.Text(&p.Txt1), c)
	case "Txt2":
		return options(schema.Text(&p.Txt2), c)
	case "TxtN1":
		return options(schema.Text(&p.TxtN1), c)
	case "TxtN2":
		return options(schema.Text(&p.TxtN2), c)
	case "Boo1":
		return options(schema.Boolean(&p.Boo1), c)
	case "Boo2":
		return options(schema.Boolean(&p.Boo2), c)
	case "BooN1":
		return options(schema.Boolean(&p.BooN1), c)
	case "BooN2":
		return options(schema.Boolean(&p.BooN2), c)
	case "Sma1":
		return options(schema.SmallInteger(&p.Sma1), c)
	case "Sma2":
		return options(schema.SmallInteger(&p.Sma2), c)
	case "SmaN1":
		return options(schema.SmallInteger(&p.SmaN1), c)
	case "SmaN2":
		return options(schema.SmallInteger(&p.SmaN2), c)
	case "Int1":
		return options(schema.Integer(&p.Int1), c)
	case "Int2":
		return options(schema.Integer(&p.Int2), c)
	case "IntN1":
		return options(schema.Integer(&p.IntN1), c)
	case "IntN2":
		return options(schema.Integer(&p.IntN2), c)
	case "Big1":
		return options(schema.BigInteger(&p.Big1), c)
	case "Big2":
		return options(schema.BigInteger(&p.Big2), c)
	case "BigN1":
		return options(schema.BigInteger(&p.BigN1), c)
	case "BigN2":
		return options(schema.BigInteger(&p.BigN2), c)
	case "Flo1":
		return options(schema.Float(&p.Flo1), c)
	case "Flo2":
		return options(schema.Float(&p.Flo2), c)
	case "FloN1":
		return options(schema.Float(&p.FloN1), c)
	case "FloN2":
		return options(schema.Float(&p.FloN2), c)
	case "Dec1":
		return options(schema.Decimal(&p.Dec1, c.size(8, 10, 14), c.size(2, 2, 4)), c)
	case "Dec2":
		return options(schema.Decimal(&p.Dec2, c.size(8, 10, 14), c.size(2, 2, 4)), c)
	case "DecN1":
		return options(schema.Decimal(&p.DecN1, c.size(8, 10, 14), c.size(2, 2, 4)), c)
	case "DecN2":
		return options(schema.Decimal(&p.DecN2, c.size(8, 10, 14), c.size(2, 2, 4)), c)
	case "Dat1":
		return options(schema.Date(&p.Dat1), c)
	case "Dat2":
		return options(schema.Date(&p.Dat2), c)
	case "DatN1":
		return options(schema.Date(&p.DatN1), c)
	case "DatN2":
		return options(schema.Date(&p.DatN2), c)
	case "Tim1":
		return options(schema.Time(&p.Tim1), c)
	case "Tim2":
		return options(schema.Time(&p.Tim2), c)
	case "TimN1":
		return options(schema.Time(&p.TimN1), c)
	case "TimN2":
		return options(schema.Time(&p.TimN2), c)
	case "Dtm1":
		return options(schema.DateTime(&p.Dtm1), c)
	case "Dtm2":
		return options(schema.DateTime(&p.Dtm2), c)
	case "DtmN1":
		return options(schema.DateTime(&p.DtmN1), c)
	case "DtmN2":
		return options(schema.DateTime(&p.DtmN2), c)
	case "Jso1":
		return options(schema.JSON(&p.Jso1), c)
	case "Jso2":
		return options(schema.JSON(&p.Jso2), c)
	case "JsoN1":
		return options(schema.JSON(&p.JsoN1), c)
	case "JsoN2":
		return options(schema.JSON(&p.JsoN2), c)
	case "Uid1":
		return options(native(schema.UUID(&p.Uid1), c), c)
	case "Uid2":
		return options(native(schema.UUID(&p.Uid2), c), c)
	case "UidN1":
		return options(native(schema.UUID(&p.UidN1), c), c)
	case "UidN2":
		return options(native(schema.UUID(&p.UidN2), c), c)
	case "Uis1":
		return options(native(schema.UUIDString(&p.Uis1), c), c)
	case "Uis2":
		return options(native(schema.UUIDString(&p.Uis2), c), c)
	case "UisN1":
		return options(native(schema.UUIDString(&p.UisN1), c), c)
	case "UisN2":
		return options(native(schema.UUIDString(&p.UisN2), c), c)
	case "Bin1":
		return options(schema.LargeBinary(&p.Bin1, c.size(16, 40, 70_000)), c)
	case "Bin2":
		return options(schema.LargeBinary(&p.Bin2, c.size(16, 40, 70_000)), c)
	case "BinN1":
		return options(schema.LargeBinary(&p.BinN1, c.size(16, 40, 70_000)), c)
	case "BinN2":
		return options(schema.LargeBinary(&p.BinN2, c.size(16, 40, 70_000)), c)
	case "Mod1":
		return options(schema.Enum(&p.Mod1, moods[Mood](c)...), c)
	case "Mod2":
		return options(schema.Enum(&p.Mod2, moods[Mood](c)...), c)
	case "ModN1":
		return options(schema.Enum(&p.ModN1, moods[*Mood](c)...), c)
	case "ModN2":
		return options(schema.Enum(&p.ModN2, moods[*Mood](c)...), c)
	case "Lev1":
		return options(schema.Enum(&p.Lev1, levels[Level](c)...), c)
	case "Lev2":
		return options(schema.Enum(&p.Lev2, levels[Level](c)...), c)
	case "LevN1":
		return options(schema.Enum(&p.LevN1, levels[*Level](c)...), c)
	case "LevN2":
		return options(schema.Enum(&p.LevN2, levels[*Level](c)...), c)
	}
	return c.adoptedField(p)
}

// moods are the values of the enumeration, one for each size.
func moods[T any](c *column) []T {
	list := []Mood{"sad", "it's", `b\`, "glad"}
	return values[T](list[:drawn.Moods])
}

func levels[T any](c *column) []T {
	list := []Level{1, 2, 3, 4}
	return values[T](list[:2+c.Size%3])
}

func values[T, V any](list []V) []T {
	var out []T
	for i := range list {
		if v, ok := any(list[i]).(T); ok {
			out = append(out, v)
		} else {
			out = append(out, any(&list[i]).(T))
		}
	}
	return out
}
