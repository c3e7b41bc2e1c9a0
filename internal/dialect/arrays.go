package dialect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// Elements is how arrays are asked about: patterns of the column @0 and the array, or the number of elements, @1. They are NULL where the
// column is.
type Elements struct{ Equal, Unequal, Contains, ContainedBy, Overlap, Len string }

// array reports whether the attribute's column holds an array.
func array(a *schema.Attribute) bool { return a != nil && a.Elem != nil && a.Cipher == nil }

func postgresElements() Elements {
	return Elements{Equal: "@0 = @1", Unequal: "@0 <> @1", Contains: "@0 @> @1", ContainedBy: "@0 <@ @1", Overlap: "@0 && @1", Len: "cardinality(@0) = @1"}
}

// equalJSON adds the equality of whole arrays that are stored as JSON.
func (x Elements) equalJSON(equal [3]string) Elements {
	x.Equal = equal[0] + "@0" + equal[1] + "@1" + equal[2]
	x.Unequal = "NOT (" + x.Equal + ")"
	return x
}

func sqliteElements(equal [3]string) Elements {
	// An element that is NULL is equal to none.
	const found = "EXISTS (SELECT 1 FROM json_each(%s) AS h WHERE h.value = w.value)"
	all := func(of, in string) string {
		return "CASE WHEN @0 IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM json_each(" + of + ") AS w WHERE NOT " + fmt.Sprintf(found, in) + ") END"
	}
	return Elements{Contains: all("@1", "@0"), ContainedBy: all("@0", "@1"), Len: "json_array_length(@0) = @1",
		Overlap: "CASE WHEN @0 IS NOT NULL THEN EXISTS (SELECT 1 FROM json_each(@1) AS w WHERE " + fmt.Sprintf(found, "@0") + ") END"}.equalJSON(equal)
}

func mysqlElements(equal [3]string) Elements {
	return Elements{Contains: "JSON_CONTAINS(@0, @1)", ContainedBy: "JSON_CONTAINS(@1, @0)", Overlap: "JSON_OVERLAPS(@0, @1)", Len: "JSON_LENGTH(@0) = @1"}.equalJSON(equal)
}

// arrayText is the text of an array as PostgreSQL reads it.
func arrayText(elements json.RawMessage) (string, error) {
	d := json.NewDecoder(bytes.NewReader(elements))
	d.UseNumber()
	var list []any
	if err := d.Decode(&list); err != nil {
		return "", fmt.Errorf("dialect: an array: %w", err)
	}
	var b strings.Builder
	b.WriteByte('{')
	for i, v := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		switch v := v.(type) {
		case nil:
			b.WriteString("NULL")
		case string:
			b.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`)
		default:
			fmt.Fprint(&b, v)
		}
	}
	b.WriteByte('}')
	return b.String(), nil
}
