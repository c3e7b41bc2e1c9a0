package jsonio

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Writer writes rows of a type under settings that were resolved once. It is safe for concurrent use.
type Writer struct {
	typ  reflect.Type
	plan *dumpPlan
}

// NewWriter resolves settings against a model. The error is that of wrong settings.
func NewWriter(m *schema.Model, settings DumpSettings) (*Writer, error) {
	plan, err := newDumpPlan(m, settings)
	if err != nil {
		return nil, err
	}
	return &Writer{m.Type, plan}, nil
}

// Row is the JSON of a row.
func (w *Writer) Row(row unsafe.Pointer) ([]byte, error) {
	walk := walker{plan: w.plan}
	return walk.instance(make([]byte, 0, usualRow), w.typ, row, view{w.plan.only, w.plan.drop})
}

// LinkName is what the link data beside the rows of a relation is called, empty where there is none.
func LinkName(s *schema.Side) string {
	if s.Kind != schema.ManySide || s.LinkType == nil {
		return ""
	}
	return linkName(s)
}
