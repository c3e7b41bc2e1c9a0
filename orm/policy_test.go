package orm_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
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
		{"regex where nothing is listed", "slug__regex", nil, "x", false},
		{"regex under an entry for every lookup", "slug__regex", []string{"slug"}, "x", false},
		{"regex under an entry for another lookup", "slug__regex", []string{"slug__contains", "slug"}, "x", false},
		{"regex under its entry", "slug__regex", []string{"slug__regex"}, "x", true},
		{"regex under its entry behind a relation", "parent__slug__regex", []string{"parent__slug", "parent__slug__regex"}, "x", true},
		{"another lookup under the entry of regex", "slug__contains", []string{"slug__regex"}, "x", false},
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

// Limits: what reaches them is taken, what passes them is refused and not cut, and a policy changes them.
func TestUntrustedIsBounded(t *testing.T) {
	db := offline(t)
	articles := orm.Objects[article](db)
	strs := func(n int) []string { return slices.Repeat([]string{"x"}, n) }
	anys := func(n int) []any { return slices.Repeat([]any{"x"}, n) }
	text := func(n int) string { return strings.Repeat("é", n) }
	open := []string{"slug", "slug__regex"}
	for _, c := range []struct {
		name, key string
		value     any
		policy    orm.Policy
		good      bool
	}{
		{"list", "slug__in", strs(1000), orm.Policy{}, true},
		{"list too long", "slug__in", strs(1001), orm.Policy{}, false},
		{"list of any too long", "slug__in", anys(1001), orm.Policy{}, false},
		{"pointer to a list too long", "slug__in", new(strs(1001)), orm.Policy{}, false},
		{"longer list", "slug__in", strs(1001), orm.Policy{MaxList: 1001}, true},
		{"list under a lower limit", "slug__in", strs(3), orm.Policy{MaxList: 2}, false},
		{"range under a lower limit", "slug__range", strs(2), orm.Policy{MaxList: 1}, false},
		{"pattern", "slug__contains", text(200), orm.Policy{}, true},
		{"pattern too long", "slug__contains", text(201), orm.Policy{}, false},
		{"named string too long", "slug__icontains", status(text(201)), orm.Policy{}, false},
		{"regex too long", "slug__regex", text(201), orm.Policy{Filter: open}, false},
		{"longer pattern", "slug__istartswith", text(201), orm.Policy{MaxPattern: 201}, true},
		{"pattern under a lower limit", "slug__iexact", "abc", orm.Policy{MaxPattern: 2}, false},
		{"a value is no pattern", "slug", text(5000), orm.Policy{}, true},
		{"a value with the lookup exact is no pattern", "slug__exact", text(5000), orm.Policy{}, true},
		{"negative list limit", "slug", "x", orm.Policy{MaxList: -1}, false},
		{"negative pattern limit", "slug", "x", orm.Policy{MaxPattern: -1}, false},
		{"negative term limit", "slug", "x", orm.Policy{MaxTerms: -1}, false},
		{"no limit", "slug__contains", text(5000), orm.Policy{MaxPattern: math.MaxInt}, true},
	} {
		_, _, err := articles.Filter(orm.Untrusted(map[string]any{c.key: c.value}, c.policy)).ToSql()
		if (err == nil) != c.good || err != nil && !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %.200v", c.name, err)
		}
	}
	three := map[string]any{"slug": "x", "note": "x", "pages": 1}
	for limit, good := range map[int]bool{0: true, 2: false, 3: true} {
		_, _, err := articles.Filter(orm.Untrusted(three, orm.Policy{MaxTerms: limit})).ToSql()
		if (err == nil) != good || err != nil && !errors.Is(err, orm.ErrQuery) {
			t.Errorf("three conditions under MaxTerms %d: %v", limit, err)
		}
		_, _, err = articles.OrderBy(orm.UntrustedOrder([]string{"slug", "-note", "pages"}, orm.Policy{MaxTerms: limit})...).ToSql()
		if (err == nil) != good || err != nil && !errors.Is(err, orm.ErrQuery) {
			t.Errorf("three sort keys under MaxTerms %d: %v", limit, err)
		}
	}
	many := map[string]any{}
	for i := range 51 {
		many[fmt.Sprint("field", i)] = "x"
	}
	var e *orm.PathError
	if _, _, err := articles.Filter(orm.Untrusted(many, orm.Policy{})).ToSql(); !errors.Is(err, orm.ErrQuery) || errors.As(err, &e) {
		t.Errorf("51 conditions: %v", err) // counted before they are looked up
	}
	for n, good := range map[int]bool{50: true, 51: false} {
		if _, _, err := articles.OrderBy(orm.UntrustedOrder(slices.Repeat([]string{"slug"}, n), orm.Policy{})...).ToSql(); (err == nil) != good {
			t.Errorf("%d sort keys: %v", n, err)
		}
	}
	if _, _, err := articles.OrderBy(orm.UntrustedOrder([]string{"slug"}, orm.Policy{MaxTerms: -1})...).ToSql(); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("a negative limit of sort keys: %v", err)
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
	seed := replay.Seed(t)
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
