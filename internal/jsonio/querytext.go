package jsonio

import (
	"encoding/json"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// QueryText makes the canonical value of a column out of what a query string says, where everything is text: as strictly as of JSON,
// whose numbers and whose true and false stand there without quotes, and everything else without them too. An instant may be a date,
// whose midnight in UTC it is.
func QueryText(a *schema.Attribute, text string) (any, error) {
	if a.Type == nil && a.Side != nil { // a key that no Go field holds
		a = a.Side.Target.Key()
	}
	if a == nil || !utf8.ValidString(text) {
		return nil, errJSONKind
	}
	if a.Kind == schema.KindDateTime && len(text) == len("2006-01-02") && !strings.ContainsAny(text, "T:") {
		text += "T00:00:00Z"
	}
	if a.Kind == schema.KindJSON {
		if !json.Valid([]byte(text)) {
			return nil, errJSONKind
		}
		return decodeValue(a, false, []byte(text))
	}
	if bare(a) {
		if !json.Valid([]byte(text)) || strings.TrimSpace(text) != text || isNull([]byte(text)) || text[0] == '"' {
			return nil, errJSONKind
		}
		return decodeValue(a, false, []byte(text))
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return nil, err
	}
	return decodeValue(a, false, quoted)
}

// bare reports whether JSON writes values of the column without quotes.
func bare(a *schema.Attribute) bool {
	if a.Kind == schema.KindEnum {
		return gotype.Plain(a.Type).Kind() != reflect.String
	}
	return a.Kind.IsNumeric() || a.Kind == schema.KindBoolean
}
