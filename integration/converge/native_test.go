package converge

import (
	"time"

	"github.com/ormar-go/ormar/schema"
)

// exotic are fields of types that one database has, and fields that the database computes.
type exotic struct {
	Rng1  string
	Rng2  string
	RngN1 *string
	RngN2 *string
	Jul1  time.Time
	Jul2  time.Time
	JulN1 *time.Time
	JulN2 *time.Time
	Yea1  int16
	Yea2  int16
	YeaN1 *int16
	YeaN2 *int16
	Set1  string
	Set2  string
	SetN1 *string
	SetN2 *string
	Gen1  int
	Gen2  int
	GenN1 *int
	GenN2 *int
}

// sums are the expressions of generated columns.
var sums = []string{"1 + 1", "2 * 3", "1 + 2"}

// nativeField declares the field of a column.
func (c *column) nativeField(p *pool) schema.Field {
	switch c.slot() {
	case "Rng1":
		return options(schema.Native(&p.Rng1, "int4range"), c)
	case "Rng2":
		return options(schema.Native(&p.Rng2, "int4range"), c)
	case "RngN1":
		return options(schema.Native(&p.RngN1, "int4range"), c)
	case "RngN2":
		return options(schema.Native(&p.RngN2, "int4range"), c)
	case "Jul1":
		return options(schema.DateTime(&p.Jul1).Stored(schema.JulianDay), c)
	case "Jul2":
		return options(schema.DateTime(&p.Jul2).Stored(schema.JulianDay), c)
	case "JulN1":
		return options(schema.DateTime(&p.JulN1).Stored(schema.JulianDay), c)
	case "JulN2":
		return options(schema.DateTime(&p.JulN2).Stored(schema.JulianDay), c)
	case "Yea1":
		return options(schema.Native(&p.Yea1, "year"), c)
	case "Yea2":
		return options(schema.Native(&p.Yea2, "year"), c)
	case "YeaN1":
		return options(schema.Native(&p.YeaN1, "year"), c)
	case "YeaN2":
		return options(schema.Native(&p.YeaN2, "year"), c)
	case "Set1":
		return options(schema.Native(&p.Set1, "set('a','b c')"), c)
	case "Set2":
		return options(schema.Native(&p.Set2, "set('a','b c')"), c)
	case "SetN1":
		return options(schema.Native(&p.SetN1, "set('a','b c')"), c)
	case "SetN2":
		return options(schema.Native(&p.SetN2, "set('a','b c')"), c)
	case "Gen1":
		return options(schema.Integer(&p.Gen1).Generated(sums[c.Size%len(sums)], schema.GeneratedStored), c)
	case "Gen2":
		return options(schema.Integer(&p.Gen2).Generated(sums[c.Size%len(sums)], schema.GeneratedStored), c)
	case "GenN1":
		return options(schema.Integer(&p.GenN1).Generated(sums[c.Size%len(sums)], schema.GeneratedStored), c)
	case "GenN2":
		return options(schema.Integer(&p.GenN2).Generated(sums[c.Size%len(sums)], schema.GeneratedStored), c)
	}
	panic("no field " + c.slot())
}
