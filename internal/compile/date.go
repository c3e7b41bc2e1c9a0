package compile

import (
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// date writes a function of times.
func (f *frame) date(c *query.Call, args []*text) *text {
	d := &f.b.d.Dates
	switch c.Func {
	case query.Now:
		return new(text).add(d.Now)
	case query.DateAdd:
		if c.Attr.Kind == schema.KindDate {
			return filled(d.AddDays, args...)
		}
		return filled(d.Add, args...)
	}
	e := args[0]
	kind := c.Args[0].Kindred().Kind
	if d.Function != "" {
		return f.dateFunction(c, e)
	}
	if kind != schema.KindDateTime {
		if c.Func == query.DatePart {
			return filled(d.Part[c.Unit], e)
		}
		return filled(d.Day, filled(d.Trunc[c.Unit], filled(d.OfDay, e)))
	}
	if c.Func == query.DatePart {
		if c.Unit == "epoch" {
			return filled(d.Part[c.Unit], e)
		}
		return filled(d.Part[c.Unit], f.wall(c.Zone, e))
	}
	trunc := filled(d.Trunc[c.Unit], f.wall(c.Zone, e))
	switch {
	case c.Zone == nil:
		return filled(d.UTC, trunc)
	case dialect.WithinDay(c.Unit): // with the clock as it is, so that an hour that comes twice stays two
		return filled(d.Instant, trunc, f.zoned(c.Zone, d.Seconds, e, ZoneAt, ZoneOffset))
	}
	shown := filled(d.WallSeconds, trunc)
	return filled(d.FirstOf, shown, f.zoned(c.Zone, "@0", shown, ZoneEnd, ZoneOffset), f.zoned(c.Zone, "@0", shown, ZoneEnd, ZoneStart))
}

// dateFunction hands all of it to a function of this module.
func (f *frame) dateFunction(c *query.Call, e *text) *text {
	t := new(text).add(f.b.d.Dates.Function, strings.ToLower(c.Func.String()[len("Date"):]), "('", c.Unit, "', ").join(e)
	if c.Zone == nil {
		return t.add(", '')")
	}
	return t.add(", ").arg("?", f.b.slot(c.Zone, 0, ZoneText, nil)).add(")")
}

// wall is what a clock on the wall of a zone shows at an instant.
func (f *frame) wall(z *query.Zone, e *text) *text {
	d := &f.b.d.Dates
	if z == nil {
		return filled(d.UTC, e)
	}
	return filled(d.Wall, e, f.zoned(z, d.Seconds, e, ZoneAt, ZoneOffset))
}

// zoned is the value of one list of a zone at the place that an instant, as the seconds of a pattern, has in another.
func (f *frame) zoned(z *query.Zone, seconds string, e *text, places, values Form) *text {
	d := &f.b.d.Dates
	if len(z.At) == 0 && !d.ZoneLists {
		s := f.b.slot(z, 0, values, nil)
		s.Elem = 0
		return new(text).arg(f.b.d.IntegerParameter, s)
	}
	return filled(d.Zone, filled(seconds, e), f.zoneList(z, places, len(z.At)), f.zoneList(z, values, len(z.At)+1))
}

// zoneList is a list of a zone: one parameter, or one for each value.
func (f *frame) zoneList(z *query.Zone, form Form, n int) *text {
	s, t := f.b.slot(z, 0, form, nil), new(text)
	if f.b.d.Dates.ZoneLists {
		return t.arg("?::bigint[]", s)
	}
	for i := range n {
		if i > 0 {
			t.add(",")
		}
		s.Elem = i
		t.arg("?", s)
	}
	return t
}

// zone is the part of a zone that a parameter is, as the dialect counts seconds.
func (s *Slot) zone(d *dialect.Dialect, z *query.Zone) any {
	var list []int64
	switch s.Form {
	case ZoneText:
		var b strings.Builder
		for i, o := range z.Offset {
			if i > 0 {
				b.WriteString("," + strconv.FormatInt(z.At[i-1], 10) + ",")
			}
			b.WriteString(strconv.FormatInt(o, 10))
		}
		return b.String()
	case ZoneAt:
		list = z.At
	case ZoneEnd:
		list = z.Ends()
	case ZoneStart:
		list = z.Starts()
	default:
		list = z.Offset
	}
	if s.Elem >= 0 {
		if s.Form == ZoneOffset {
			return list[s.Elem]
		}
		return list[s.Elem] + d.Dates.Epoch
	}
	if list == nil {
		list = []int64{}
	}
	return list
}
