package dialect

import "github.com/ormar-go/ormar/schema"

// Lists is how values of many rows become one text.
type Lists struct {
	// Joined is the texts @0 with the text @1 between them, in the order of @2; NULL is left out.
	Joined string
	// Quoted stands around a text that becomes an element of a JSON array, null where it is NULL; Array around the elements.
	Quoted, Array Around
	// Bytes and JSON are the texts of bytes and JSON @0; whatever else has none in Casts is @0 itself, or Other.
	// UUID is the digits of one that is of a type of its own; empty where there is none.
	// Arrays is the JSON of an array; empty where that is JSON itself.
	Bytes, JSON, UUID, Arrays, Other string
}

// Element is the text of a value of a kind that Casts does not know.
func (l *Lists) Element(a *schema.Attribute) string {
	switch a.Kind {
	case schema.KindBinary:
		return l.Bytes
	case schema.KindJSON:
		if array(a) && l.Arrays != "" {
			return l.Arrays
		}
		return l.JSON
	case schema.KindUUID:
		if nativeUUID(a) && !a.UUIDText && l.UUID != "" {
			return l.UUID
		}
	}
	return l.Other
}

func sqliteLists() Lists {
	return Lists{Joined: "group_concat(@0, @1 ORDER BY @2)", Quoted: Around{"json_quote(", ")"}, Array: Around{"('[' || ", " || ']')"},
		Bytes: "hex(@0)", JSON: "@0", Other: "CAST(@0 AS TEXT)"}
}

func postgresLists() Lists {
	return Lists{Joined: "string_agg(@0, @1 ORDER BY @2)", Quoted: Around{"COALESCE(CAST(to_json(", ") AS text), 'null')"}, Array: Around{"('[' || ", " || ']')"},
		Bytes: "encode(@0, 'hex')", Arrays: "CAST(to_jsonb(@0) AS text)", UUID: "REPLACE(CAST(@0 AS text), '-', '')", JSON: "CAST(@0 AS text)", Other: "CAST(@0 AS text)"}
}

// mysqlLists has the separator before each text and cuts the first, since GROUP_CONCAT takes no parameter for it.
func mysqlLists(collation string) Lists {
	return Lists{Joined: "SUBSTR(GROUP_CONCAT(CONCAT(@1, @0) ORDER BY @2 SEPARATOR ''), CHAR_LENGTH(@1) + 1)",
		Quoted: Around{"COALESCE(JSON_QUOTE(", ") COLLATE " + collation + ", 'null')"}, Array: Around{"CONCAT('[', ", ", ']')"},
		Bytes: "HEX(@0)", JSON: "CAST(@0 AS CHAR)", Other: "CAST(@0 AS CHAR)"}
}
