package hostile_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// seed gives a fuzz target the payloads of the tables.
func seed(f *testing.F, more ...string) {
	for _, s := range append(fragments, more...) {
		f.Add(s)
	}
}

// asked holds a question that was made of a stranger's text to O2 and O3: it is refused as a wrong one, or its text is one statement of
// known names.
func asked[T any](t *testing.T, q orm.QuerySet[T], input string) {
	t.Helper()
	text, _, err := q.ToSql()
	if err != nil {
		if !errors.Is(err, orm.ErrQuery) {
			t.Fatalf("%q: %v", input, err)
		}
		return
	}
	if bad := foreign(text); bad != "" {
		t.Fatalf("%q: %s is in %s", input, bad, text)
	}
}

func FuzzLookupKey(f *testing.F) {
	seed(f, "name", "name__contains", "pets__owner__age__gt", "pk__in")
	a := aim(f, "sqlite")
	f.Fuzz(func(t *testing.T, key string) {
		for _, v := range []any{"x", 1, nil, true, []string{"x"}} {
			asked(t, owners(a).Filter(orm.Q{key: v}), key)
		}
	})
}

func FuzzLookupMapJSON(f *testing.F) {
	for _, s := range []string{`{"name":"x"}`, `{"name__in":["a"],"age__gt":1}`, `{"age":{"not":""}}`, `{"pets__name":null}`, `{"name) OR 1=1--":1}`, `{"id":1e400}`, `{"pk__in":[1,[2]]}`} {
		f.Add(s)
	}
	a := aim(f, "sqlite")
	f.Fuzz(func(t *testing.T, body string) {
		var lookups map[string]any
		if json.Unmarshal([]byte(body), &lookups) != nil {
			return
		}
		asked(t, owners(a).Filter(orm.Q(lookups)), body)
		asked(t, owners(a).Exclude(orm.Untrusted(lookups, orm.Policy{Filter: []string{"name", "pets__name"}})), body)
		text, _, err := owners(a).Fields("id").Filter(orm.Untrusted(lookups, orm.Policy{Filter: []string{"age"}})).ToSql()
		if err == nil && (strings.Contains(text, "password") || strings.Contains(text, "pets")) {
			t.Fatalf("%q leaves the policy: %s", body, text)
		}
	})
}

// FuzzQueryString is the door of the strangers' addresses.
func FuzzQueryString(f *testing.F) {
	seed(f, "name=x", "age__gt=1&sort=-name", "pets__name__in=a,b&include=pets", "q=a+b&fields=id", "page=2&size=5", "id=1&id=2", "after=x", "name)%20OR%201=1--=1",
		"password=x", "fields=password", "sort=password", "pets__owner__password=x")
	a := aim(f, "sqlite")
	policy := orm.Policy{Filter: []string{"name", "age", "pets__name"}, Include: []string{"pets"}, Search: []string{"name", "pets__name"}}
	f.Fuzz(func(t *testing.T, text string) {
		values, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		for _, p := range []orm.Policy{{}, policy} {
			q := orm.Apply(owners(a), orm.UntrustedQuery(values, p))
			asked(t, q, text)
			if shown, _, err := orm.Apply(owners(a).Fields("id"), orm.UntrustedQuery(values, p)).ToSql(); err == nil && strings.Contains(shown, "password") {
				t.Fatalf("%q leaves the policy: %s", text, shown)
			}
		}
	})
}

func FuzzOrderBy(f *testing.F) {
	seed(f, "name", "-name", "pets__name", "-pets__owner__id")
	a := aim(f, "sqlite")
	f.Fuzz(func(t *testing.T, key string) {
		asked(t, owners(a).OrderBy(key), key)
		asked(t, owners(a).OrderBy(orm.NullsLast(key)), key)
		asked(t, owners(a).OrderBy(orm.UntrustedOrder([]string{key, "name"}, orm.Policy{})...), key)
		asked(t, owners(a).OrderBy("name").After(key), key)
	})
}

func FuzzFields(f *testing.F) {
	seed(f, "name", "pets__name", "pets")
	a := aim(f, "sqlite")
	f.Fuzz(func(t *testing.T, path string) {
		asked(t, owners(a).Fields(path), path)
		asked(t, owners(a).ExcludeFields(path), path)
		asked(t, owners(a).SelectRelated(path), path)
		asked(t, owners(a).Filter(orm.Some(path, orm.Q{"name": "x"})), path)
		asked(t, owners(a).Filter(orm.Q{"id__in": orm.Column(owners(a), path)}), path)
		asked(t, owners(a).Filter(orm.F(path).Add(1).Gt(2)), path)
	})
}

// FuzzAggregate also sends, since an aggregate has no text without it.
func FuzzAggregate(f *testing.F) {
	seed(f, "age", "id", "pets__id", "name")
	a := aim(f, "sqlite")
	f.Fuzz(func(t *testing.T, path string) {
		for _, of := range []func(string) orm.Aggregate{orm.MaxOf, orm.SumOf, orm.AvgOf, orm.CountOf} {
			_, err := owners(a).Aggregate(t.Context(), of(path))
			sent(t, a, path, err)
		}
		_, err := owners(a).Values(t.Context(), path)
		sent(t, a, path, err)
		_, err = owners(a).GroupBy(path).Aggregate(t.Context(), orm.CountOf("id"))
		sent(t, a, path, err)
	})
}

func FuzzValuesAlias(f *testing.F) {
	seed(f, "total", "x1", "_")
	a := aim(f, "sqlite")
	f.Fuzz(func(t *testing.T, name string) {
		_, err := owners(a).Aggregate(t.Context(), orm.MaxOf("age").As(name))
		sent(t, a, name, err)
		_, err = owners(a).Annotate(name, orm.CountOf("pets")).OrderBy(name).Values(t.Context(), "id")
		sent(t, a, name, err)
	})
}

// sent is asked for what was sent.
func sent(t *testing.T, a *target, input string, err error) {
	t.Helper()
	if err != nil && !isRefusal(err) {
		t.Fatalf("%q: %v", input, err)
	}
	for _, text := range a.sent.take() {
		if bad := foreign(text); bad != "" {
			t.Fatalf("%q: %s is in %s", input, bad, text)
		}
	}
}

// FuzzLikeEscape compares every pattern lookup with what Go finds.
func FuzzLikeEscape(f *testing.F) {
	for _, s := range []string{"%", "_", "!", "\\", "[a]", "a%b", "'", "é", "*?", "!!", "%!%"} {
		f.Add(s, "x"+s+"y")
		f.Add(s, s)
	}
	a := aim(f, "sqlite")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(text) > 150 {
			return
		}
		o := &owner{ID: 99, Name: text}
		if err := orm.Upsert(t.Context(), a.db, o); err != nil {
			return // no text, or the name of another
		}
		for lookup, want := range map[string]bool{"contains": strings.Contains(text, pattern), "startswith": strings.HasPrefix(text, pattern), "endswith": strings.HasSuffix(text, pattern), "exact": text == pattern} {
			n, err := owners(a).Filter(orm.Q{"id": 99, "name__" + lookup: pattern}).Count(t.Context())
			if err != nil {
				if !errors.Is(err, orm.ErrQuery) {
					t.Fatalf("%s %q: %v", lookup, pattern, err)
				}
				continue
			}
			if (n == 1) != want {
				t.Fatalf("%q %s %q: %d rows", text, lookup, pattern, n)
			}
		}
	})
}
