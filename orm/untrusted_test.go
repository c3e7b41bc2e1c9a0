package orm_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// T6: only what the policy admits is asked, and what is not admitted looks like what is not there.
func TestUntrustedAdmits(t *testing.T) {
	db := offline(t)
	articles := orm.Objects[article](db)
	for _, c := range []struct {
		name, key string
		policy    []string
		value     any
		admitted  bool
	}{
		{"own field", "slug", nil, "x", true},
		{"own field with a lookup", "slug__icontains", nil, "x", true},
		{"own foreign key", "parent", nil, "00000000-0000-0000-0000-000000000007", true},
		{"pk", "pk", nil, "00000000-0000-0000-0000-000000000007", true},
		{"secret", "token", nil, "x", false},
		{"secret with a lookup", "token__startswith", nil, "x", false},
		{"relation", "parent__slug", nil, "x", false},
		{"list", "kids__slug", nil, "x", false},
		{"unknown", "slog", nil, "x", false},
		{"listed", "slug", []string{"slug"}, "x", true},
		{"not listed", "price", []string{"slug"}, "1", false},
		{"listed relation", "parent__slug__startswith", []string{"parent__slug"}, "x", true},
		{"listed key, other spelling", "parent__pk", []string{"parent"}, "00000000-0000-0000-0000-000000000007", true},
		{"listed lookup", "slug__startswith", []string{"slug__startswith"}, "x", true},
		{"other lookup", "slug__contains", []string{"slug__startswith"}, "x", false},
		{"no lookup for exact", "slug", []string{"slug__exact"}, "x", true},
		{"exact for no lookup", "slug__exact", []string{"slug__exact"}, "x", true},
		{"listed secret", "token", []string{"token"}, "x", false},
		{"listed secret behind a relation", "parent__token__startswith", []string{"parent__token"}, "x", false},
	} {
		_, _, err := articles.Filter(orm.Untrusted(map[string]any{c.key: c.value}, orm.Policy{Filter: c.policy})).ToSql()
		if (err == nil) != c.admitted {
			t.Errorf("%s: %v", c.name, err)
		}
		var e *orm.PathError
		if !c.admitted && (!errors.As(err, &e) || *e != orm.PathError{Kind: "field", Model: "article", Path: c.key, Part: c.key}) {
			t.Errorf("%s: the error tells more than that there is no such key: %#v", c.name, e)
		}
	}
}

// T8: an operator in the place of a value is refused.
func TestUntrustedRefusesOperators(t *testing.T) {
	db := offline(t)
	for _, v := range []any{map[string]any{"not": ""}, []any{"a", "b"}, []string{"a"}, orm.F("title"), struct{}{}, 1, true} {
		_, _, err := orm.Objects[book](db).Filter(orm.Untrusted(map[string]any{"title": v}, orm.Policy{})).ToSql()
		if _, isExpr := v.(orm.Expr); isExpr {
			continue // cannot come out of a request: no decoder makes one
		}
		if !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%T: %v", v, err)
		}
	}
}

func TestUntrustedOrder(t *testing.T) {
	db := offline(t)
	articles := orm.Objects[article](db)
	for _, c := range []struct {
		key    string
		policy []string
		good   bool
	}{
		{"slug", nil, true}, {"-slug", nil, true}, {"token", nil, false}, {"-token", nil, false}, {"parent__slug", nil, false},
		{"parent__slug", []string{"parent__slug", "slug"}, true}, {"price", []string{"slug"}, false}, {"", nil, false}, {"--slug", nil, false},
		{"slug; drop table", nil, false}, {"\x00first:slug", nil, false}, {"token", []string{"token"}, false}, {"slug\x00", []string{"slug"}, false},
	} {
		_, _, err := articles.OrderBy(orm.UntrustedOrder([]string{c.key}, orm.Policy{Sort: c.policy})...).ToSql()
		if (err == nil) != c.good || err != nil && !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%q under %v: %v", c.key, c.policy, err)
		}
	}
}

// A mistake in the policy is the program's, and is told as any wrong path is.
func TestPolicyWithMistake(t *testing.T) {
	db := offline(t)
	books := orm.Objects[book](db)
	var e *orm.PathError
	_, _, err := books.Filter(orm.Untrusted(nil, orm.Policy{Filter: []string{"tilte"}})).ToSql()
	if !errors.As(err, &e) || e.Suggest != "title" {
		t.Errorf("filter: %v", err)
	}
	_, _, err = books.OrderBy(orm.UntrustedOrder([]string{"title"}, orm.Policy{Sort: []string{"tilte"}})...).ToSql()
	if !errors.As(err, &e) || e.Suggest != "title" {
		t.Errorf("sort: %v", err)
	}
	for _, entry := range []string{"", ",", "title,year", "title\x00"} { // strings.Split of nothing gives one empty entry, which admits nothing
		_, _, err = books.OrderBy(orm.UntrustedOrder([]string{"title"}, orm.Policy{Sort: []string{entry}})...).ToSql()
		if !errors.Is(err, orm.ErrQuery) {
			t.Errorf("sort entry %q: %v", entry, err)
		}
	}
	_, _, err = books.Filter(orm.Untrusted(nil, orm.Policy{Filter: []string{orm.Path(new(string))}})).ToSql()
	if !errors.Is(err, orm.ErrQuery) {
		t.Errorf("a pointer to no field: %v", err)
	}
}

// T6: under random policies no statement names a column that the policy does not have.
func TestUntrustedNamesOnlyAdmittedColumns(t *testing.T) {
	db := offline(t)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 3))
	texts := []string{"slug", "note", "token"}
	for range 500 {
		var policy []string
		for _, c := range texts {
			if r.IntN(2) == 0 {
				policy = append(policy, c)
			}
		}
		key := texts[r.IntN(len(texts))]
		sql, _, err := orm.Objects[article](db).Fields("id").Filter(orm.Untrusted(map[string]any{key + "__contains": "x"}, orm.Policy{Filter: policy})).ToSql()
		admitted := key != "token" && (len(policy) == 0 || slices.Contains(policy, key))
		if (err == nil) != admitted || strings.Contains(sql, "token") {
			t.Fatalf("seed %d: %s under %v: %v\n%s", seed, key, policy, err, sql)
		}
	}
}

func ExampleUntrusted() {
	db := exampleDB()
	defer db.Close()
	request := map[string]any{"author__name__startswith": "J"}
	_, _, err := orm.Objects[book](db).Filter(orm.Untrusted(request, orm.Policy{})).ToSql()
	fmt.Println(err)
	_, args, err := orm.Objects[book](db).Filter(orm.Untrusted(request, orm.Policy{Filter: []string{"author__name"}})).ToSql()
	fmt.Println(len(args) > 0, err)
	// Output:
	// orm: no field "author__name__startswith" on book
	// true <nil>
}
