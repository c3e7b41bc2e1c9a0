package jsonio

import (
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

type note struct {
	ID   int64
	Text string
	Size int64
}

func (n *note) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&n.ID).PrimaryKey(), schema.String(&n.Text, 20), schema.BigInteger(&n.Size)}}
}

// A body that was looked at is decoded as one that was not, and refused as it.
func TestBody(t *testing.T) {
	m, err := schema.Describe(reflect.TypeFor[note]())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		`{"Text":"a","Size":7}`, ` {"Text" : "a" , "Size":-0} `, `{"Text":"a","Text":"b"}`, `{"Text":"a","Other":{"Size":1,"Size":2}}`,
		`{}`, `[]`, `null`, ``, `{"Text":`, "{\"Text\":\"\xff\"}", `{"Size":9223372036854775807}`, `{"Size":9223372036854775808}`,
		`{"Size":123456789012345678}`, `{"Size":-999999999999999999}`, `{"Size":1e3}`, `{"Size":1.0}`, `{"Size":"7"}`, `{"Text":7}`, `{"ID":1}`,
	} {
		var plain, seen note
		want := Decode(m, reflect.ValueOf(&plain).UnsafePointer(), strings.NewReader(text), DecodeSettings{Body: 100})
		b := NewBody(m, []byte(text))
		members, object := b.Members()
		got := Decode(m, reflect.ValueOf(&seen).UnsafePointer(), b, DecodeSettings{Body: 100})
		var a, c *Refused
		if errors.As(want, &a) != errors.As(got, &c) || a != nil && !reflect.DeepEqual(a, c) || plain != seen {
			t.Errorf("%s: %+v, %v; not looked at: %+v, %v", text, seen, got, plain, want)
		}
		if whole := json.Valid([]byte(text)) && isObject([]byte(text)); object != whole || whole == (members == nil) {
			t.Errorf("%s: an object: %v, with %v", text, object, members)
		}
		if read, err := io.ReadAll(NewBody(m, []byte(text))); string(read) != text || err != nil {
			t.Errorf("%s: read as %s, %v", text, read, err)
		}
	}
	b := NewBody(m, []byte(`{"Text":"0123456789"}`))
	b.Members()
	var refused *Refused
	if err := Decode(m, reflect.ValueOf(&note{}).UnsafePointer(), b, DecodeSettings{Body: 20}); !errors.As(err, &refused) || refused.Failures[0].Rule != ruleMaxBytes {
		t.Errorf("a body that is too long: %v", err)
	}
}
