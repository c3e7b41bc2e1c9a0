package dialect

// JSONPaths is how what lies inside JSON is read.
type JSONPaths struct {
	// Parameter is the placeholder of the steps, which are a list of texts where Lists says so, else one path.
	Parameter string
	Lists     bool
	// At is what the JSON @0 has at the steps @1; As is that, @0, as one of the kinds of query.JSONText and its kin, where @1 is the
	// whole JSON and @2 the steps.
	At string
	As map[string]string
}

func sqliteJSONPaths() JSONPaths {
	return JSONPaths{Parameter: "?", At: "json_type(@0, @1)", As: map[string]string{
		"text":   "CASE @0 WHEN 'text' THEN json_extract(@1, @2) END",
		"number": "CASE WHEN @0 IN ('integer', 'real') THEN CAST(json_extract(@1, @2) AS REAL) END",
		"truth":  "CASE @0 WHEN 'true' THEN 1 WHEN 'false' THEN 0 END",
		"place":  "CASE WHEN @0 IN ('integer', 'real') THEN 0 WHEN @0 = 'text' THEN 1 END",
		"json":   "(@1 -> @2)", "holder": "(@1 -> @2)", "present": "NULLIF(@0, 'null')", "there": "@0",
	}}
}

func postgresJSONPaths() JSONPaths {
	return JSONPaths{Parameter: "?::text[]", Lists: true, At: "(CAST(@0 AS jsonb) #> @1)", As: map[string]string{
		"text":   "CASE WHEN jsonb_typeof(@0) = 'string' THEN @0 #>> '{}' END",
		"number": "CASE WHEN jsonb_typeof(@0) = 'number' THEN CAST(@0 #>> '{}' AS double precision) END",
		"truth":  "CASE WHEN jsonb_typeof(@0) = 'boolean' THEN CAST(@0 #>> '{}' AS boolean) END",
		"place":  "CASE jsonb_typeof(@0) WHEN 'number' THEN 0 WHEN 'string' THEN 1 END",
		"json":   "CAST(@0 AS text)", "holder": "@0", "present": "NULLIF(@0, CAST('null' AS jsonb))", "there": "@0",
	}}
}

// mysqlJSONPaths tells true from false by the length of the word, which has no collation.
func mysqlJSONPaths() JSONPaths {
	return JSONPaths{Parameter: "?", At: "JSON_EXTRACT(@0, @1)", As: map[string]string{
		"text":   "CASE WHEN JSON_TYPE(@0) = 'STRING' THEN JSON_UNQUOTE(@0) END",
		"number": "CASE WHEN JSON_TYPE(@0) IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN JSON_UNQUOTE(@0) + 0e0 END",
		"truth":  "CASE WHEN JSON_TYPE(@0) = 'BOOLEAN' THEN LENGTH(JSON_UNQUOTE(@0)) = 4 END",
		"place":  "CASE WHEN JSON_TYPE(@0) IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN 0 WHEN JSON_TYPE(@0) = 'STRING' THEN 1 END",
		"json":   "JSON_EXTRACT(@1, @2)", "holder": "@0", "present": "NULLIF(JSON_TYPE(@0), 'NULL')", "there": "JSON_TYPE(@0)",
	}}
}
