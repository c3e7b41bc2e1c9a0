package jsonio

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/ormar-go/ormar/schema"
)

// Body is a body that somebody looks at before Decode reads it: its text is checked and taken apart once for both.
type Body struct {
	text    []byte
	names   map[string]string
	members []Member // once they are known, and never nil then
	broken  bool     // the text is no JSON object
	unread  bytes.Reader
}

// NewBody is the body of a row of a model, whose text stays as it is from now on.
func NewBody(m *schema.Model, text []byte) *Body {
	b := &Body{text: text}
	b.unread.Reset(text)
	if layout, err := layoutOf(m.Type); err == nil {
		b.names = layout.names
	}
	return b
}

// Members are the members of the object that the body is, in their order; of a name that stands twice the first. It is false where
// the body is no JSON object.
func (b *Body) Members() ([]Member, bool) {
	if b.members == nil && !b.broken {
		if b.broken = !isObject(b.text) || !json.Valid(b.text); !b.broken {
			b.members = membersNamed(b.text, b.names)
		}
	}
	return b.members, !b.broken
}

// Read reads the text, for whoever takes it as an io.Reader.
func (b *Body) Read(p []byte) (int, error) { return b.unread.Read(p) }

var _ io.Reader = (*Body)(nil)

// is reports whether a text is the whole text of the body, of which the members are known.
func (b *Body) is(text []byte) bool {
	return b != nil && b.members != nil && len(text) == len(b.text) && &text[0] == &b.text[0]
}
