package converge

import (
	"strings"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// Temper has a type on PostgreSQL whose name is not its own.
type Temper string

// adopted are fields of the types that other people's tables have.
type adopted struct {
	Arr1  []int64
	Arr2  []int64
	ArrN1 []int64
	ArrN2 []int64
	Uns1  uint32
	Uns2  uint32
	UnsN1 *uint32
	UnsN2 *uint32
	Wzn1  time.Time
	Wzn2  time.Time
	WznN1 *time.Time
	WznN2 *time.Time
	Sto1  time.Time
	Sto2  time.Time
	StoN1 *time.Time
	StoN2 *time.Time
	Cis1  string
	Cis2  string
	CisN1 *string
	CisN2 *string
	Chr1  string
	Chr2  string
	ChrN1 *string
	ChrN2 *string
	Net1  string
	Net2  string
	NetN1 *string
	NetN2 *string
	Tmp1  Temper
	Tmp2  Temper
	TmpN1 *Temper
	TmpN2 *Temper
}

func tempers[T any]() []T { return values[T]([]Temper{"low", "high"}) }

// adoptedField declares the field of a column.
func (c *column) adoptedField(p *pool) schema.Field {
	switch c.slot() {
	case "Arr1":
		return options(schema.Array(&p.Arr1), c)
	case "Arr2":
		return options(schema.Array(&p.Arr2), c)
	case "ArrN1":
		return options(schema.Array(&p.ArrN1).Nullable(), c)
	case "ArrN2":
		return options(schema.Array(&p.ArrN2).Nullable(), c)
	case "Uns1":
		return options(schema.Unsigned(&p.Uns1, c.size(8, 16, 32)), c)
	case "Uns2":
		return options(schema.Unsigned(&p.Uns2, c.size(8, 16, 32)), c)
	case "UnsN1":
		return options(schema.Unsigned(&p.UnsN1, c.size(8, 16, 32)), c)
	case "UnsN2":
		return options(schema.Unsigned(&p.UnsN2, c.size(8, 16, 32)), c)
	case "Wzn1":
		return options(schema.DateTime(&p.Wzn1).WithoutZone(time.UTC), c)
	case "Wzn2":
		return options(schema.DateTime(&p.Wzn2).WithoutZone(time.UTC), c)
	case "WznN1":
		return options(schema.DateTime(&p.WznN1).WithoutZone(time.UTC), c)
	case "WznN2":
		return options(schema.DateTime(&p.WznN2).WithoutZone(time.UTC), c)
	case "Sto1":
		return options(schema.DateTime(&p.Sto1).Stored(schema.UnixSeconds), c)
	case "Sto2":
		return options(schema.DateTime(&p.Sto2).Stored(schema.UnixSeconds), c)
	case "StoN1":
		return options(schema.DateTime(&p.StoN1).Stored(schema.UnixSeconds), c)
	case "StoN2":
		return options(schema.DateTime(&p.StoN2).Stored(schema.UnixSeconds), c)
	case "Cis1":
		return options(schema.String(&p.Cis1, c.size(20, 50, 200)).CaseInsensitive(), c)
	case "Cis2":
		return options(schema.String(&p.Cis2, c.size(20, 50, 200)).CaseInsensitive(), c)
	case "CisN1":
		return options(schema.String(&p.CisN1, c.size(20, 50, 200)).CaseInsensitive(), c)
	case "CisN2":
		return options(schema.String(&p.CisN2, c.size(20, 50, 200)).CaseInsensitive(), c)
	case "Chr1":
		return options(schema.Native(&p.Chr1, []string{"char(10)", "char(20)", "char(40)"}[c.Size%3]), c)
	case "Chr2":
		return options(schema.Native(&p.Chr2, []string{"char(10)", "char(20)", "char(40)"}[c.Size%3]), c)
	case "ChrN1":
		return options(schema.Native(&p.ChrN1, []string{"char(10)", "char(20)", "char(40)"}[c.Size%3]), c)
	case "ChrN2":
		return options(schema.Native(&p.ChrN2, []string{"char(10)", "char(20)", "char(40)"}[c.Size%3]), c)
	case "Net1":
		return options(schema.Native(&p.Net1, "inet"), c)
	case "Net2":
		return options(schema.Native(&p.Net2, "inet"), c)
	case "NetN1":
		return options(schema.Native(&p.NetN1, "inet"), c)
	case "NetN2":
		return options(schema.Native(&p.NetN2, "inet"), c)
	case "Tmp1":
		return options(schema.Enum(&p.Tmp1, tempers[Temper]()...).TypeName("temper_t"), c)
	case "Tmp2":
		return options(schema.Enum(&p.Tmp2, tempers[Temper]()...).TypeName("temper_t"), c)
	case "TmpN1":
		return options(schema.Enum(&p.TmpN1, tempers[*Temper]()...).TypeName("temper_t"), c)
	case "TmpN2":
		return options(schema.Enum(&p.TmpN2, tempers[*Temper]()...).TypeName("temper_t"), c)
	}
	return c.nativeField(p)
}

// adoptedValue is a literal for a row; empty for a column of another kind.
func (s *site) adoptedValue(a *schema.Attribute, n string) string {
	switch {
	case a.Elem != nil && s.dialect == "postgres":
		return "'{" + n + ",7}'"
	case a.Elem != nil:
		return "'[" + n + ", 7]'"
	case a.StoredForm == schema.UnixSeconds && s.dialect == "sqlite":
		return "161234640" + n
	case a.StoredForm == schema.JulianDay && s.dialect == "sqlite":
		return "2459249." + n
	case a.SQLType == "int4range":
		return "'[" + n + ",9)'"
	case a.SQLType == "year":
		return "202" + n
	case strings.HasPrefix(a.SQLType, "set"):
		return "'a'"
	case a.SQLType == "inet":
		return "'10.0.0." + n + "'"
	case a.EnumName == "temper_t":
		return "'low'"
	}
	return ""
}
