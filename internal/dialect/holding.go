package dialect

import (
	"strconv"
	"strings"
)

// Holding is how JSON is asked to contain a document: the operator of a database that has one, or a walk along what the document needs,
// as a list of objects whose members query.Document tells. One without both asks nothing.
type Holding struct {
	// Native is a pattern of the JSON @0 and the document @1; empty where there is none.
	Native string
	// Texts says that numbers travel as texts.
	Texts bool
	// Of a walk: Needs are the rows #1 of a list #0, the others of this line what such a row #0 says.
	Needs, Path, Where, Kind, Value, Rest string
	// Items are the elements that the JSON #0 has at the path #1, as rows #2, and Array says that it has an array there; Is compares what
	// it has there with a need of the type #2 and the value #3, Item the element of the row #0 with one of #1 and #2; OfType and Element
	// are the type #1 of the row #0 and its JSON.
	Items, Array, Is, Item, OfType, Element string
}

// Asks reports whether there is a way at all.
func (h *Holding) Asks() bool { return h.Native != "" || h.Needs != "" }

// Pattern is the condition that the JSON @0 contains the document @1, which has so many layers. It is NULL where the JSON is.
func (h *Holding) Pattern(layers int) string {
	if h.Native != "" {
		return h.Native
	}
	return "CASE WHEN @0 IS NOT NULL THEN " + h.all("@0", "@1", 0, layers) + " END"
}

// all is true where the JSON meets every need of a list.
func (h *Holding) all(base, list string, depth, layers int) string {
	w, e := "w"+strconv.Itoa(depth), "e"+strconv.Itoa(depth)
	fill := func(pattern string, with ...string) string {
		for i, s := range with {
			pattern = strings.ReplaceAll(pattern, "#"+strconv.Itoa(i), s)
		}
		return pattern
	}
	path, where, kind, value := fill(h.Path, w), fill(h.Where, w), fill(h.Kind, w), fill(h.Value, w)
	some := " AND " + fill(h.Array, base, path) + " AND EXISTS (SELECT 1 FROM " + fill(h.Items, base, path, e) + " WHERE "
	b := "NOT EXISTS (SELECT 1 FROM " + fill(h.Needs, list, w) + " WHERE CASE" +
		" WHEN " + where + " IN (0, 3) AND " + fill(h.Is, base, path, kind, value) + " THEN 1" +
		" WHEN " + where + " IN (1, 3)" + some + fill(h.Item, e, kind, value) + ") THEN 1"
	if layers > 0 {
		b += " WHEN " + where + " = 2" + some + "CASE WHEN " + fill(h.OfType, e, kind) + " THEN " +
			h.all(fill(h.Element, e), fill(h.Rest, w), depth+1, layers-1) + " ELSE 1 = 0 END) THEN 1"
	}
	return b + " ELSE 0 END = 0)"
}

func postgresHolding() Holding {
	return Holding{Native: "CAST(@0 AS jsonb) @> CAST(@1 AS jsonb)"}
}

// sqliteHolding compares types and then values; whole numbers of up to 64 bits are compared as such.
func sqliteHolding() Holding {
	is := func(kind, value string) string {
		return "CASE " + kind + " WHEN 'text' THEN #2 = 'text' AND " + value + " = #3 WHEN 'integer' THEN #2 IN ('whole', 'number') AND " + value +
			" = #3 WHEN 'real' THEN #2 IN ('whole', 'number') AND " + value + " = #3 ELSE " + kind + " = #2 END"
	}
	h := Holding{
		Needs: "json_each(#0) AS #1", Path: "(#0.value ->> '$.p')", Where: "(#0.value ->> '$.i')", Kind: "(#0.value ->> '$.t')",
		Value: "(#0.value ->> '$.v')", Rest: "(#0.value -> '$.e')",
		Items: "json_each(#0, #1) AS #2", Array: "json_type(#0, #1) = 'array'",
		Is: is("json_type(#0, #1)", "json_extract(#0, #1)"), OfType: "#0.type = #1", Element: "#0.value",
	}
	h.Item = strings.NewReplacer("#2", "#1", "#3", "#2").Replace(is("#0.type", "#0.value"))
	return h
}

// mysqlHolding compares the bytes of texts. Whole numbers are compared by their digits where both are written out, and as floats
// otherwise. charset is of the columns that JSON_TABLE makes.
func mysqlHolding(charset string) Holding {
	bytes := func(v string) string { return "CAST(CONVERT(" + v + " USING utf8mb4) AS BINARY)" }
	is := func(of string) string {
		written := bytes("JSON_UNQUOTE(" + of + ")")
		return "CASE JSON_TYPE(" + of + ") WHEN 'STRING' THEN #2 = 'text' AND " + written + " = " + bytes("#3") +
			" WHEN 'BOOLEAN' THEN #2 IN ('true', 'false') AND LENGTH(JSON_UNQUOTE(" + of + ")) = LENGTH(#2)" +
			" WHEN 'NULL' THEN #2 = 'null' WHEN 'OBJECT' THEN #2 = 'object' WHEN 'ARRAY' THEN #2 = 'array'" +
			" ELSE #2 IN ('whole', 'number') AND JSON_UNQUOTE(" + of + ") + 0e0 = #3 + 0e0 AND (#2 = 'number' OR " + written + " = " + bytes("#3") +
			" OR INSTR(" + written + ", '.') + INSTR(" + written + ", 'e') + INSTR(" + written + ", 'E') > 0) END"
	}
	h := Holding{
		Texts: true,
		Needs: "JSON_TABLE(#0, '$[*]' COLUMNS (p longtext" + charset + " PATH '$.p', i int PATH '$.i', t varchar(8)" + charset + " PATH '$.t', v longtext" + charset +
			" PATH '$.v', e json PATH '$.e')) AS #1",
		Path: "#0.p", Where: "#0.i", Kind: "#0.t", Value: "#0.v", Rest: "#0.e",
		Items: "JSON_TABLE(JSON_EXTRACT(#0, #1), '$[*]' COLUMNS (e json PATH '$')) AS #2", Array: "JSON_TYPE(JSON_EXTRACT(#0, #1)) = 'ARRAY'",
		Is: is("JSON_EXTRACT(#0, #1)"), OfType: "JSON_TYPE(#0.e) = UPPER(#1)", Element: "#0.e",
	}
	h.Item = strings.NewReplacer("#2", "#1", "#3", "#2").Replace(is("#0.e"))
	return h
}
