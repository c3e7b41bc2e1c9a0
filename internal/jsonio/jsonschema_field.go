package jsonio

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/schema"
)

// column is the schema of a column.
func (b *schemaBuilder) column(a *schema.Attribute, f goField) (jsonObject, error) {
	out, err := valueSchema(a, f.quoted)
	if err != nil {
		return nil, err
	}
	if gotype.IsNull(a.Type) && a.Kind != schema.KindJSON {
		out = anyOf(out, jsonObject{{"type", "object"}, {"properties", jsonObject{{"V", jsonObject{}}, {"Valid", jsonObject{{"type", "boolean"}}}}},
			{"required", []string{"V", "Valid"}}, {"additionalProperties", false}})
	}
	if a.Nullable && (!b.plan.Null || b.inside > 1) {
		out = orNull(out)
	}
	if a.FixedDefault && !a.Secret && a.Cipher == nil {
		if v, err := fixedDefault(a, f); err == nil {
			out = append(out, jsonMember{"default", v})
		}
	}
	if a.ReadOnly {
		out = append(out, jsonMember{"readOnly", true})
	}
	if a.WriteOnly {
		out = append(out, jsonMember{"writeOnly", true})
	}
	return described(out, a.Comment), nil
}

// fixedDefault is the JSON of a default.
func fixedDefault(a *schema.Attribute, f goField) (json.RawMessage, error) {
	row := reflect.New(a.Model.Type)
	a.Default(row.UnsafePointer())
	canonical, err := a.Get(row.UnsafePointer())
	if err != nil {
		return nil, err
	}
	return valueJSON(a, f.quoted, canonical)
}

// valueJSON is what encoding/json writes of a canonical value.
func valueJSON(a *schema.Attribute, quoted bool, canonical any) (json.RawMessage, error) {
	v, err := a.GoValue(canonical)
	if err != nil || v == nil {
		return json.RawMessage("null"), err
	}
	w := reflect.New(taggedStruct(reflect.TypeOf(v), "v", quoted))
	w.Elem().Field(0).Set(reflect.ValueOf(v))
	text, err := encodeJSON(w.Interface())
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	err = json.Unmarshal(text, &members)
	return members["v"], err
}

// orNull admits null.
func orNull(o jsonObject) jsonObject {
	if len(o) == 0 {
		return o
	}
	for i, m := range o {
		switch m.name {
		case "enum":
			continue
		case "type":
			switch t := m.value.(type) {
			case string:
				o[i].value = []string{t, "null"}
			case []string:
				if !slices.Contains(t, "null") {
					o[i].value = append(slices.Clone(t), "null")
				}
			}
			return withNullChoice(o)
		}
	}
	return jsonObject{{"anyOf", []any{o, jsonObject{{"type", "null"}}}}}
}

func withNullChoice(o jsonObject) jsonObject {
	for i, m := range o {
		if choices, ok := m.value.([]json.RawMessage); ok && m.name == "enum" {
			o[i].value = append(choices[:len(choices):len(choices)], json.RawMessage("null"))
		}
	}
	return o
}

// valueSchema is the schema of a value that is not NULL.
func valueSchema(a *schema.Attribute, quoted bool) (jsonObject, error) {
	own := gotype.Plain(a.Type)
	if quoted && quotable(own) {
		return quotedSchema(own), nil
	}
	if len(a.Choices) > 0 {
		return choiceSchema(a)
	}
	switch a.Kind {
	case schema.KindBoolean:
		return kindSchema("boolean", own), nil
	case schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		return integerSchema(a, own), nil
	case schema.KindFloat:
		return bounds(kindSchema("number", own), a.Min, a.Max), nil
	case schema.KindDecimal:
		return decimalSchema(a), nil
	case schema.KindJSON:
		return documentSchema(own), nil
	case schema.KindOpaque:
		return jsonObject{}, nil
	}
	return textSchema(a, own), nil
}

// kindSchema is a type, unless the Go type writes itself.
func kindSchema(name string, own reflect.Type) jsonObject {
	if writesItself(own) {
		return jsonObject{}
	}
	return jsonObject{{"type", name}}
}

func choiceSchema(a *schema.Attribute) (jsonObject, error) {
	list := make([]json.RawMessage, 0, len(a.Choices))
	for _, c := range a.Choices {
		text, err := valueJSON(a, false, c)
		if err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	out := jsonObject{{"enum", list}}
	if text := list[0]; len(text) > 0 {
		switch {
		case text[0] == '"':
			out = jsonObject{{"type", "string"}, {"enum", list}}
		case a.Kind.IsInteger() || a.Kind == schema.KindEnum && text[0] != 'n':
			out = jsonObject{{"type", "integer"}, {"enum", list}}
		}
	}
	return out, nil
}

func integerSchema(a *schema.Attribute, own reflect.Type) jsonObject {
	low, high := a.Min, a.Max
	bits := map[schema.Kind]int{schema.KindSmallInteger: 16, schema.KindInteger: 32}[a.Kind]
	if bits == 0 {
		bits = 64
	}
	if k := own.Kind(); k >= reflect.Int && k <= reflect.Int64 {
		bits = min(bits, own.Bits())
	}
	if low == nil {
		low = int64(math.MinInt64) >> (64 - bits)
	}
	if high == nil {
		high = int64(math.MaxInt64) >> (64 - bits)
	}
	out := bounds(kindSchema("integer", own), low, high)
	if a.MultipleOf != nil {
		out = append(out, jsonMember{"multipleOf", a.MultipleOf})
	}
	return out
}

func bounds(o jsonObject, low, high any) jsonObject {
	if len(o) == 0 {
		return o
	}
	if low != nil {
		o = append(o, jsonMember{"minimum", low})
	}
	if high != nil {
		o = append(o, jsonMember{"maximum", high})
	}
	return o
}

// quotedSchema is the schema of a number or bool that the tag puts into a string.
func quotedSchema(own reflect.Type) jsonObject {
	out := jsonObject{{"type", "string"}}
	switch k := own.Kind(); {
	case k == reflect.Bool:
		out = append(out, jsonMember{"enum", []string{"true", "false"}})
	case k != reflect.String:
		out = append(out, jsonMember{"pattern", `^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$`})
	}
	return out
}

// decimalSchema is the schema of a decimal: a text, which no reader rounds, or a number. How many
// digits the text may have is for Validate, since zeros at either end do not count.
func decimalSchema(a *schema.Attribute) jsonObject {
	low, high := a.Min, a.Max
	nines := json.Number(strings.Repeat("9", a.Precision-a.Scale) + "." + strings.Repeat("9", a.Scale))
	if a.Scale == 0 || a.Precision == a.Scale {
		nines = json.Number(strings.Trim("0"+string(nines), "."))
	}
	return jsonObject{{"type", []string{"string", "number"}}, {"pattern", `^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$`},
		{"minimum", orElse(low, "-"+nines)}, {"maximum", orElse(high, nines)}}
}

// orElse is a bound that the field has, or the one of its type.
func orElse(own any, of json.Number) any {
	if text, ok := own.(string); ok {
		return json.Number(text)
	}
	return of
}

// documentSchema is the schema of a JSON field: only what the Go type says of its outside.
func documentSchema(own reflect.Type) jsonObject {
	if writesItself(own) {
		return jsonObject{}
	}
	switch own.Kind() {
	case reflect.Map:
		return jsonObject{{"type", []string{"object", "null"}}}
	case reflect.Struct:
		return jsonObject{{"type", "object"}}
	case reflect.Slice:
		if own.Elem().Kind() != reflect.Uint8 {
			return jsonObject{{"type", []string{"array", "null"}}}
		}
	}
	return jsonObject{}
}

// textSchema is the schema of what is a string in JSON.
func textSchema(a *schema.Attribute, own reflect.Type) jsonObject {
	out := jsonObject{{"type", "string"}}
	switch a.Kind {
	case schema.KindString, schema.KindText:
		if a.MinLength > 0 {
			out = append(out, jsonMember{"minLength", a.MinLength})
		}
		if a.MaxLength > 0 && !storesDigest(a) {
			out = append(out, jsonMember{"maxLength", a.MaxLength})
		}
		if a.Pattern != nil && portable(a.Pattern.String()) {
			out = append(out, jsonMember{"pattern", a.Pattern.String()})
		}
	case schema.KindDate:
		out = jsonObject{{"type", "string"}, {"anyOf", []any{jsonObject{{"format", "date"}}, jsonObject{{"format", "date-time"}}}}}
	case schema.KindTime:
		out = jsonObject{{"type", "string"}, {"anyOf", []any{jsonObject{{"pattern", `^[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$`}}, jsonObject{{"format", "date-time"}}}}}
	case schema.KindDateTime:
		out = append(out, jsonMember{"format", "date-time"})
	case schema.KindUUID:
		if own.Kind() == reflect.Array && !readsItself(own) {
			return jsonObject{} // sixteen numbers; a text is read as well
		}
		out = append(out, jsonMember{"format", "uuid"})
	case schema.KindBinary:
		return jsonObject{{"type", []string{"string", "null"}}, {"contentEncoding", "base64"}} // nil bytes are null
	}
	return out
}

// storesDigest reports whether a loaded value is not what was given but what is stored of it, which
// may be longer.
func storesDigest(a *schema.Attribute) bool {
	c, ok := a.Cipher.(schema.OneWay)
	return ok && c.OneWay()
}

// portable reports whether a pattern means the same to the regular expressions of JSON Schema
// (ECMA-262). One that does not is left out: it is checked on every write all the same.
func portable(pattern string) bool {
	rest := strings.ReplaceAll(pattern, "(?:", "")
	for _, own := range []string{"(?", `\A`, `\z`, `\Q`, `\C`, `\a`, `\p`, `\P`, `\x{`, "[[:"} {
		if strings.Contains(rest, own) {
			return false
		}
	}
	return true
}

// extraSchema is the schema of a Go field that is no column.
func extraSchema(f goField) jsonObject {
	if f.quoted || writesItself(f.Type) || readsItself(f.Type) {
		return jsonObject{}
	}
	switch k := f.Type.Kind(); {
	case k == reflect.Bool:
		return jsonObject{{"type", "boolean"}}
	case k >= reflect.Int && k <= reflect.Uint64:
		return jsonObject{{"type", "integer"}}
	case k == reflect.Float32 || k == reflect.Float64:
		return jsonObject{{"type", "number"}}
	case k == reflect.String:
		return jsonObject{{"type", "string"}}
	}
	return jsonObject{}
}

// schema is the schema of a key that stands alone.
func (k *keyForm) schema(b *schemaBuilder) any {
	if k.parts != nil {
		return k.partsSchema(b)
	}
	if k.wrapper == nil {
		inner, err := layoutOf(k.attr.Side.Target.Type)
		if err != nil {
			return jsonObject{}
		}
		return anyOf(inner.key.schema(b), inner.key.reference(b, true))
	}
	out, err := valueSchema(k.attr, k.wrapper.Field(0).Tag.Get("json") != k.name)
	if err != nil {
		return jsonObject{}
	}
	return out
}

// reference is the schema of an object with the key: only the key when the whole object is
// described beside it, else with anything more.
func (k *keyForm) reference(b *schemaBuilder, alone bool) any {
	if k.name == "-" {
		if alone {
			return jsonObject{{"type", "object"}, {"maxProperties", 0}}
		}
		return jsonObject{{"type", "object"}}
	}
	if k.parts != nil {
		return k.partsReference(b, alone)
	}
	out := jsonObject{{"type", "object"}, {"properties", jsonObject{{k.name, k.schema(b)}}}, {"required", []string{k.name}}}
	if alone {
		out = append(out, jsonMember{"additionalProperties", false})
	}
	return out
}
