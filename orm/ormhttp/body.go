package ormhttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// pointerOf is the address of the row that a pointer in an any is of.
func pointerOf(row any) unsafe.Pointer { return reflect.ValueOf(row).UnsafePointer() }

// body reads the body of the request.
func (c *call) body() ([]byte, error) {
	if c.r.Body == nil {
		return nil, nil
	}
	text, err := io.ReadAll(io.LimitReader(c.r.Body, c.maxBody+1))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || int64(len(text)) > c.maxBody {
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, detail: "the body is too large"}
	}
	if err != nil {
		return nil, badBody()
	}
	return text, nil
}

func badBody() error {
	return &refusal{status: http.StatusBadRequest, detail: "the body does not parse"}
}

// elementsOf are the objects of a list, or the body itself.
func elementsOf(text []byte) (list []json.RawMessage, many bool, err error) {
	if !bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("[")) {
		return []json.RawMessage{text}, false, nil
	}
	if json.Unmarshal(text, &list) != nil {
		return nil, true, badBody()
	}
	return list, true, nil
}

// member is a name of an object, with its value.
type member = jsonio.Member

// membersOf takes an object apart, in its order and with what stands twice.
func membersOf(text []byte) ([]member, error) {
	if !json.Valid(text) {
		return nil, badBody()
	}
	out := make([]member, 0, 16)
	if !jsonio.EachMember(text, func(name string, value json.RawMessage) { out = append(out, member{Name: name, Value: value}) }) {
		return nil, badBody()
	}
	return out, nil
}

// given are the names in an object: a few are looked through, many have a map.
type given struct {
	list []member
	many map[string]bool
}

func namesOf(list []member) given {
	g := given{list: list}
	if len(list) > 32 {
		g.many = make(map[string]bool, len(list))
		for _, m := range list {
			g.many[m.Name] = true
		}
	}
	return g
}

func (g given) has(name string) bool {
	if g.many != nil {
		return g.many[name]
	}
	return slices.ContainsFunc(g.list, func(m member) bool { return m.Name == name })
}

// fill reads an object into a row: only what may be written, and for a whole row all that it needs. Everything that is wrong is said
// at once.
func (c *call) fill(row any, text []byte, a Action) error {
	b := jsonio.NewBody(c.model, text)
	defer b.Release()
	list, readable := b.Members()
	closed := c.closed(row, list, a)
	decoded := c.rows.decode(row, b, c.decoding...)
	var wrong []FieldError
	if decoded != nil {
		var body *orm.DecodeError
		if !errors.As(decoded, &body) || !readable || problemOf(decoded, nil).Status != http.StatusUnprocessableEntity {
			return decoded
		}
		wrong = bodyProblem(body, list).Errors
	}
	given := namesOf(list)
	wrong = append(wrong, closed...)
	if a != Patch {
		wrong = append(wrong, c.needed(a, given)...)
	}
	if len(wrong) > 0 {
		return &refusal{status: http.StatusUnprocessableEntity, detail: "fields are wrong", errors: sortedErrors(wrong)}
	}
	return nil
}

// closed are the fields of a body that may not be written. In the body of a row that is there, a key or version may stand, of which one
// that differs is refused or stale, and what is shown of the row, as it is: so that what was read can be sent back.
func (c *call) closed(row any, list []member, a Action) []FieldError {
	var wrong []FieldError
	for _, m := range list {
		attr := c.members[m.Name]
		if attr == nil || c.written[m.Name] != nil || a != Create && (attr.PrimaryKey || attr == c.model.Version) {
			continue
		}
		if a != Create && slices.Contains(c.shown, attr) && c.holds(row, attr, m) {
			continue
		}
		rule := "read_only"
		if attr.PrimaryKey {
			rule = "primary_key"
		}
		wrong = append(wrong, FieldError{pointerTo(m.Name), rule, "it cannot be written"})
	}
	return wrong
}

// holds reports whether a field of a row has the value that a body gives it.
func (c *call) holds(row any, a *schema.Attribute, m member) bool {
	other := c.rows.make()
	if c.rows.decode(other, bytes.NewReader(joined([]member{m})), c.decoding...) != nil {
		return false
	}
	stored, err := a.Get(pointerOf(row))
	if err != nil {
		return false
	}
	given, err := a.Get(pointerOf(other))
	switch is := stored.(type) {
	case nil:
		return err == nil && given == nil
	case json.RawMessage:
		text, ok := given.(json.RawMessage)
		return ok && sameJSON(is, text)
	}
	return err == nil && given != nil && jsonio.TextOf(a, stored) == jsonio.TextOf(a, given)
}

// sameJSON reports whether two documents say the same.
func sameJSON(a, b []byte) bool {
	var x, y any
	for text, v := range map[*any][]byte{&x: a, &y: b} {
		d := json.NewDecoder(bytes.NewReader(v))
		d.UseNumber()
		if d.Decode(text) != nil {
			return false
		}
	}
	return reflect.DeepEqual(x, y)
}

// merged is a patch with its documents merged into the stored ones, and the names in it.
func (c *call) merged(row any, text []byte) ([]byte, []string, error) {
	var refused *jsonio.Refused
	if errors.As(jsonio.Scan(text), &refused) { // what merging would hide: a name that stands twice, half a character
		return nil, nil, &orm.DecodeError{Path: refused.Failures[0].Path, Reason: refused.Reason, Failures: refused.Failures}
	}
	list, err := membersOf(text)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	changed := false
	for i, m := range list {
		names = append(names, m.Name)
		a := c.written[m.Name]
		if a == nil || a.Kind != schema.KindJSON || !isObject(m.Value) {
			continue
		}
		stored, err := a.Get(pointerOf(row))
		if err != nil {
			return nil, nil, err
		}
		document, _ := stored.(json.RawMessage)
		if list[i].Value, err = mergePatch(document, m.Value); err != nil {
			return nil, nil, err
		}
		changed = true
	}
	if !changed {
		return text, names, nil
	}
	return joined(list), names, nil
}

func isObject(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{"))
}

// mergePatch is RFC 7396: members of the patch replace those of the document, null takes them away, objects merge.
func mergePatch(document, patch json.RawMessage) (json.RawMessage, error) {
	if !isObject(patch) {
		return patch, nil
	}
	var base []member
	if isObject(document) {
		var err error
		if base, err = membersOf(document); err != nil {
			return nil, err
		}
		base = lastOfEach(base)
	}
	changes, err := membersOf(patch)
	if err != nil {
		return nil, err
	}
	for _, change := range changes {
		at := slices.IndexFunc(base, func(m member) bool { return m.Name == change.Name }) // a body has 10,000 values at most
		switch {
		case string(bytes.TrimSpace(change.Value)) == "null":
			if at >= 0 {
				base = slices.Delete(base, at, at+1)
			}
			continue
		case at < 0:
			base, at = append(base, member{Name: change.Name}), len(base)
		}
		if base[at].Value, err = mergePatch(base[at].Value, change.Value); err != nil {
			return nil, err
		}
	}
	return joined(base), nil
}

// lastOfEach leaves of a name that stands twice, in a document that others have stored, what readers take: the last.
func lastOfEach(list []member) []member {
	at := make(map[string]int, len(list))
	out := list[:0]
	for _, m := range list {
		if i, twice := at[m.Name]; twice {
			out[i].Value = m.Value
			continue
		}
		at[m.Name] = len(out)
		out = append(out, m)
	}
	return out
}

// joined is an object of members.
func joined(list []member) json.RawMessage {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(m.Name) // a string always has a form
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.Value)
	}
	b.WriteByte('}')
	return b.Bytes()
}
