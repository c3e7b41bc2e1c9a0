package orm

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// after is QuerySet.After.
func (q question) after(cursor string) question {
	return q.with(func(n *query.Query) error {
		n.Extend(func(x *query.Extras) { x.Cursor, x.CursorBefore = cursor, false })
		if cursor == "" {
			return query.Errorf("After: the cursor is empty")
		}
		return nil
	})
}

// before is QuerySet.Before.
func (q question) before(cursor string) question {
	return q.with(func(n *query.Query) error {
		n.Extend(func(x *query.Extras) { x.Cursor, x.CursorBefore = cursor, true })
		if cursor == "" {
			return query.Errorf("Before: the cursor is empty")
		}
		return nil
	})
}

// cursor is QuerySet.Cursor.
func (q question) cursor(row unsafe.Pointer) (string, error) {
	if q.intent == nil || q.intent.Err != nil {
		return "", q.checked().intent.Err
	}
	if row == nil {
		return "", query.Errorf("Cursor: the row is nil")
	}
	if err := q.resumable(); err != nil {
		return "", err
	}
	keys := q.forwardOrder()
	values, err := engine.OrderValues(keys, row)
	if err != nil {
		return "", err
	}
	for i, v := range values {
		switch v := v.(type) {
		case time.Time:
			if values[i] = v.Format(time.RFC3339Nano); keys[i].Path.Attr.Kind == schema.KindTime {
				values[i] = v.Format("15:04:05.999999")
			}
		case [16]byte:
			values[i] = hex.EncodeToString(v[:])
		case []byte:
			values[i] = base64.StdEncoding.EncodeToString(v)
		}
	}
	payload, err := json.Marshal(values)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(q.sign(keys, payload), payload...)), nil
}

// resumable refuses to go on from a row of a model whose rows cannot be told apart.
func (q question) resumable() error {
	if !q.intent.Model.Keyless {
		return nil
	}
	return query.Errorf("%s has no primary key to go on from; use Paginate with an order, or orm.RawEach", q.intent.Model.Name)
}

// forwardOrder is the order of the rows as they are handed out.
func (q question) forwardOrder() []query.Order {
	n := q.intent.Clone()
	n.Reverse = false
	return q.db.engine.Order(n)
}

// signatureSize is how many bytes of the HMAC a token carries.
const signatureSize = 16

// sign binds a payload to the model and the order.
func (q question) sign(keys []query.Order, payload []byte) []byte {
	mac := hmac.New(sha256.New, q.db.settings.cursorKey)
	fmt.Fprintf(mac, "%q", q.intent.Model.Table)
	for _, k := range keys {
		text := ""
		if k.Path != nil {
			text = k.Path.Text
		}
		fmt.Fprintf(mac, "|%q %v %d", text, k.Desc, k.Nulls)
	}
	mac.Write([]byte{0})
	mac.Write(payload)
	return mac.Sum(nil)[:signatureSize]
}

// paged resolves a cursor into a condition once the order is final.
func (q question) paged() question {
	if q.intent == nil || q.intent.Err != nil || q.intent.Cursor() == "" {
		return q
	}
	return q.with(func(n *query.Query) error {
		if err := q.resumable(); err != nil {
			return err
		}
		keys := q.forwardOrder()
		values, err := q.open(keys, n.Cursor())
		if err != nil {
			return err
		}
		n.Extend(func(x *query.Extras) { x.Cursor = "" })
		if n.CursorBefore() {
			for i := range keys {
				keys[i] = keys[i].Flipped()
			}
			n.Reverse = !n.Reverse
		}
		n.Where = append(n.Where, q.db.engine.After(keys, values))
		return nil
	})
}

// open checks a token and reads the values of the sort keys.
func (q question) open(keys []query.Order, token string) ([]any, error) {
	refused := query.Errorf("the cursor was changed, or made under another order or key")
	raw, err := jsonio.DecodeBase64(base64.RawURLEncoding, token)
	if err != nil || len(raw) < signatureSize || !hmac.Equal(raw[:signatureSize], q.sign(keys, raw[signatureSize:])) {
		return nil, refused
	}
	var values []any
	d := json.NewDecoder(bytes.NewReader(raw[signatureSize:]))
	d.UseNumber()
	if d.Decode(&values) != nil || len(values) != len(keys) {
		return nil, refused
	}
	for i, k := range keys {
		if k.Path == nil || k.Path.ToMany() {
			return nil, query.Errorf("a cursor needs an order by columns that a row has once")
		}
		if s, ok := values[i].(string); ok && k.Path.Attr.Kind.String() == "LargeBinary" {
			b, err := jsonio.DecodeBase64(base64.StdEncoding, s)
			if err != nil {
				return nil, refused
			}
			values[i] = b
		}
		if values[i], err = k.Path.Attr.Convert(values[i]); err != nil {
			return nil, refused
		}
	}
	return values, nil
}
