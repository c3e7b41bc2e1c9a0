package lookup

import (
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Sort keys say path, direction and place of NULL.
func TestOrder(t *testing.T) {
	works, _, _ := scopes(t)
	q := &query.Query{Model: works.Model}
	for key, want := range map[string]query.Order{
		"title":                        {},
		"-title":                       {Desc: true},
		NullsFirst("title"):            {Nulls: query.NullsFirst},
		NullsLast("-title"):            {Nulls: query.NullsLast, Desc: true},
		NullsFirst(NullsLast("title")): {Nulls: query.NullsFirst},
	} {
		o, err := sortKey(works.DB, q, key)
		if err != nil || o.Path == nil || o.Path.Text != "title" || o.Desc != want.Desc || o.Nulls != want.Nulls {
			t.Errorf("%q: %+v, %v", key, o, err)
		}
	}
	for _, key := range []string{"", "-", "nothing", "--title", query.Nowhere, "-" + query.Nowhere, NullsLast(query.Nowhere)} {
		if o, err := sortKey(works.DB, q, key); !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%q: %+v, %v", key, o, err)
		}
	}
}

// Keys from outside are what their policy admits, and cannot say that they are from inside.
func TestUntrustedKeys(t *testing.T) {
	works, _, _ := scopes(t)
	q := &query.Query{Model: works.Model}
	for _, c := range []struct {
		key    string
		policy Policy
		good   bool
	}{
		{"title", Policy{}, true},
		{"-title", Policy{}, true},
		{"writer__name", Policy{}, false},
		{"writer__name", Policy{Sort: []string{"writer__name"}}, true},
		{"title", Policy{Sort: []string{"writer__name"}}, false},
		{"token", Policy{Sort: []string{"token"}}, false},
		{"title", Policy{Sort: []string{"nothing"}}, false},
		{NullsLast("title"), Policy{}, false},
		{"\x00untrusted:title", Policy{}, false},
		{"title", Policy{MaxTerms: -1}, false},
	} {
		keys := UntrustedKeys([]string{c.key}, c.policy)
		if _, err := sortKey(works.DB, q, keys[0]); (err == nil) != c.good || err != nil && !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%q under %+v: %v", c.key, c.policy, err)
		}
	}
	if keys := UntrustedKeys(make([]string, 51), Policy{}); len(keys) != 1 {
		t.Errorf("51 keys became %d", len(keys))
	}
}
