package jsonio

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// ErrDecode is a text that is not taken.
var ErrDecode = errors.New("orm: decode")

// Refused is a body that is not taken; it is an ErrDecode.
type Refused struct {
	Reason   string           // what is wrong at the first place
	Failures []schema.Failure // all that is wrong; at least one
}

// Error names the first place with the reason.
func (e *Refused) Error() string {
	return fmt.Sprintf("%s: %s: %s", ErrDecode, schema.Quote(e.Failures[0].Path), e.Reason)
}

// Is makes every Refused an ErrDecode.
func (e *Refused) Is(target error) bool { return target == ErrDecode }

// The rules that only a body can break, as a Failure names them.
const (
	ruleUnknown    = "unknown"     // the model has no such field
	ruleDuplicate  = "duplicate"   // the name stands twice in its object
	rulePrimaryKey = "primary_key" // AllowKey admits it
	ruleReadOnly   = "read_only"   // AllowKey admits it
	ruleRelation   = "relation"    // FollowPaths admits it
	ruleRequired   = "required"    // null stands where a value should be
	ruleType       = "type"        // the value is of another type
	ruleJSON       = "json"        // the body is no JSON
	ruleUTF8       = "utf8"        // a text is not valid Unicode
	ruleMaxBytes   = "max_bytes"   // the body is too long
	ruleMaxValues  = "max_values"  // it has too many values
	ruleMaxDepth   = "max_depth"   // it nests too deep
)

// The bounds of what an error tells.
const (
	maxFailures    = 1000
	maxFailurePath = 1 << 21 // bytes of all paths together
)

// refusal is a failure of a body and what it says.
type refusal struct {
	schema.Failure
	reason string
}

// refusals collects what is wrong with a body.
type refusals struct {
	list  []refusal
	bytes int // of their paths
	scan  int // how many the scan of the text has found; the rest is the decoder's
}

func (r *refusals) add(f refusal) {
	if r.full() {
		return
	}
	for _, known := range r.list[:r.scan] {
		if f.Path == known.Path || strings.HasPrefix(known.Path, f.Path+".") || strings.HasPrefix(known.Path, f.Path+"[") {
			return // a document in which a name stands twice is no value either; once is enough
		}
	}
	r.list, r.bytes = append(r.list, f), r.bytes+len(f.Path)
}

// full reports whether enough was found: an error must not be much larger than what it is about.
func (r *refusals) full() bool { return len(r.list) >= maxFailures || r.bytes > maxFailurePath }

// err is the error of a body, nil when nothing is wrong with it.
func (r *refusals) err() error {
	if len(r.list) == 0 {
		return nil
	}
	e := &Refused{Reason: r.list[0].reason}
	for _, f := range r.list {
		e.Failures = append(e.Failures, f.Failure)
	}
	return e
}

// refused is the error of a body about which there is one thing to say.
func refused(rule string, param any, format string, args ...any) error {
	r := refusals{}
	r.add(refusal{schema.Failure{Rule: rule, Param: param}, fmt.Sprintf(format, args...)})
	return r.err()
}

// refuse notes what is wrong at a spot.
func (d *decoder) refuse(at spot, rule string, param any, format string, args ...any) {
	d.add(refusal{schema.Failure{Path: at.path, Attribute: at.attr, Rule: rule, Param: param}, fmt.Sprintf(format, args...)})
}

// wrong notes a value that a field does not take. What the value was stays out of it.
func (d *decoder) wrong(at spot, a *schema.Attribute, err error) {
	if at.attr == "" {
		at.attr = a.Name
	}
	var value *schema.ValueError
	switch {
	case errors.As(err, &value):
		f := value.Failure()
		d.refuse(at, f.Rule, f.Param, "the field takes %s", value.Want)
	case errors.Is(err, errJSONKind) || errors.Is(err, errBase64) || a.Secret || a.Cipher != nil || a.Kind == schema.KindOpaque:
		d.refuse(at, ruleType, a.Kind.String(), "the field takes %s", a.Kind)
	default: // of the type's own method
		d.refuse(at, ruleType, a.Kind.String(), "the field takes %s: %s", a.Kind, schema.Printable(err.Error()))
	}
}

// rules notes what the declaration of a field says against a value.
func (d *decoder) rules(at spot, a *schema.Attribute, canonical any) bool {
	list := a.Check(canonical)
	for _, f := range list {
		reason := f.Reason()
		f.Path, f.Attribute = at.path, a.Name
		d.add(refusal{f, "the field " + reason})
	}
	return len(list) == 0
}

// tags notes what the validate tags of a row say against what the body gave.
func (d *decoder) tags(m *schema.Model, row unsafe.Pointer, g *given, at spot) {
	if m.Type == nil || !validate.HasTags(m.Type) {
		return
	}
	list, err := validate.FailedTags(m, reflect.NewAt(m.Type, row).Interface())
	if err != nil {
		d.broken = err
	}
	for _, f := range list {
		if f.Attr != nil && g.only.Has(f.Attr.Index) || f.Attr == nil && g.hasExtra(f.JSON) {
			f.Path = member(at.path, f.JSON)
			d.add(refusal{f.Failure, "the field " + f.Reason()})
		}
	}
}
