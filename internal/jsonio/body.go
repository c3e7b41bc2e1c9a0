package jsonio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/ormar-go/ormar/schema"
)

// Body is a body that is looked at once: its text is checked and taken apart for Decode and for whoever looks at it before.
type Body struct {
	text   []byte
	names  map[string]string
	unread bytes.Reader

	looked bool
	found  refusals // in places
	err    error    // of a text that is no JSON, or too much of it
	object bool     // the text is a JSON object
	scan   bodyScanner
}

// bodies are those that are not in use: a named cache. Most of one is room for what a body needs.
var bodies = sync.Pool{New: func() any { return new(Body) }}

// NewBody is the body of a row of a model, whose text stays as it is from now on. Release gives it back.
func NewBody(m *schema.Model, text []byte) *Body {
	var names map[string]string
	if layout, err := layoutOf(m.Type); err == nil {
		names = layout.names
	}
	return bodyOf(text, names)
}

func bodyOf(text []byte, names map[string]string) *Body {
	b := bodies.Get().(*Body)
	b.text, b.names = text, names
	b.unread.Reset(text)
	return b
}

// Release ends the use of a body and of the list of its members.
func (b *Body) Release() {
	*b = Body{} // what it held is not kept alive
	bodies.Put(b)
}

// Members are the members of the object that the body is, in their order; of a name that stands twice the first. It is false where
// the body is no JSON object. They are the body's until it is released.
func (b *Body) Members() ([]Member, bool) {
	if b.look(); !b.object {
		return nil, false
	}
	return b.scan.members, true
}

// look checks the text and takes it apart, once.
func (b *Body) look() {
	if b.looked {
		return
	}
	b.looked = true
	if !json.Valid(b.text) {
		var whole json.RawMessage
		err := json.Unmarshal(b.text, &whole) // which says what is wrong, and where
		b.err = refused(ruleJSON, nil, "this is no JSON: %s", schema.Printable(fmt.Sprint(err)))
		return
	}
	b.object = isObject(b.text)
	b.scan.start(b.text, b.names, &b.found)
	if b.err = b.scan.run(); b.err != nil && b.object { // it stopped on the way
		b.scan.members = membersNamed(b.text, b.names)
	}
	b.found.list, b.found.scan = slices.Clip(b.found.list), len(b.found.list)
}

// Read reads the text, for whoever takes it as an io.Reader.
func (b *Body) Read(p []byte) (int, error) { return b.unread.Read(p) }

var _ io.Reader = (*Body)(nil)

// is reports whether a text is the whole text of the body.
func (b *Body) is(text []byte) bool {
	return len(text) == len(b.text) && len(text) > 0 && &text[0] == &b.text[0]
}
