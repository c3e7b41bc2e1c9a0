package inspect

import "testing"

func TestRecast(t *testing.T) {
	for given, want := range map[string]string{
		"lower(COALESCE(a, (''::text)::character varying)::text)":   "lower(COALESCE(a, ''::character varying)::text)",
		"COALESCE(a, 'it''s'::text::character varying)":             "COALESCE(a, 'it''s'::character varying)",
		"COALESCE(a, ('x'::character varying)::text) <> 'y'::text":  "COALESCE(a, 'x'::text) <> 'y'::text",
		"a = ('1'::text)::integer":                                  "a = ('1'::text)::integer",
		"(a)::text = 'b'::text":                                     "(a)::text = 'b'::text",
		"a = '(''x''::text)::character varying'":                    "a = '(''x''::text)::character varying'",
		"a = ('x'::character varying(3))::text":                     "a = ('x'::character varying(3))::text",
		"COALESCE(a, (('x'::text)::character varying)::text) = 'y'": "COALESCE(a, 'x'::text) = 'y'",
	} {
		if got := recast(given); got != want {
			t.Errorf("%s\nis %s\nwant %s", given, got, want)
		}
	}
}
