package jsonio

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// QueryText makes the canonical value of a column out of what a query string says, where everything is text: as strictly as of JSON,
// whose numbers and whose true and false stand there without quotes, and everything else without them too. An instant may be a date,
// whose midnight in UTC it is.
func QueryText(a *schema.Attribute, text string) (any, error) {
	if len(a.Parts) > 0 {
		return queryTexts(a, text)
	}
	if a = a.Like(); !utf8.ValidString(text) {
		return nil, errJSONKind
	}
	if a.Kind == schema.KindDateTime && len(text) == len("2006-01-02") && !strings.ContainsAny(text, "T:") {
		text += "T00:00:00Z"
	}
	if a.Kind == schema.KindJSON {
		if !json.Valid([]byte(text)) {
			return nil, errJSONKind
		}
		return decodeValue(a, []byte(text))
	}
	if bare(a) {
		if !json.Valid([]byte(text)) || strings.TrimSpace(text) != text || isNull([]byte(text)) || text[0] == '"' {
			return nil, errJSONKind
		}
		return decodeValue(a, []byte(text))
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return nil, err
	}
	return decodeValue(a, quoted)
}

// queryTexts is QueryText for a key of several columns: the values of these, with commas between them.
func queryTexts(a *schema.Attribute, text string) (any, error) {
	list := strings.Split(text, ",")
	if len(list) != len(a.Parts) {
		return nil, errJSONKind
	}
	values := make([]any, len(list))
	for i, p := range a.Parts {
		var err error
		if values[i], err = QueryText(p, list[i]); err != nil {
			return nil, err
		}
	}
	return a.Convert(values)
}

// bare reports whether JSON writes values of the column without quotes.
func bare(a *schema.Attribute) bool {
	if a.Kind == schema.KindEnum {
		return gotype.Plain(a.Type).Kind() != reflect.String
	}
	return a.Kind.IsNumeric() || a.Kind == schema.KindBoolean
}

// TextOf is what QueryText reads as a canonical value.
func TextOf(a *schema.Attribute, canonical any) string {
	switch v := canonical.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case json.RawMessage:
		return string(v)
	case []byte:
		return base64.StdEncoding.EncodeToString(v)
	case [16]byte:
		return fmt.Sprintf("%x-%x-%x-%x-%x", v[:4], v[4:6], v[6:8], v[8:10], v[10:])
	case time.Time:
		switch a.Kind {
		case schema.KindDate:
			return v.Format(time.DateOnly)
		case schema.KindTime:
			return v.Format("15:04:05.999999")
		}
		return v.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(canonical)
}
