package hostile_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

// T6, T7: under a random policy, whatever keys come from outside, no text names a column or table that the policy does not; and secrets
// are in none.
func TestNoTextLeavesThePolicy(t *testing.T) {
	a := aim(t, "sqlite")
	paths := map[string]string{"id": "t0.id", "name": "t0.name", "age": "t0.age", "pets__name": "pets.name", "pets__id": "pets.id", "pets__owner__name": "owners.name",
		"password": "", "pets__owner__password": "", "pk": "t0.id", "pets": "", "nosuch": ""}
	lookups := []string{"", "__exact", "__ne", "__in", "__contains", "__startswith", "__isnull", "__gt", "__regex"}
	names := slices.Sorted(func(yield func(string) bool) {
		for p := range paths {
			if !yield(p) {
				return
			}
		}
	})
	seed := replay.Seed(t)
	r := rand.New(rand.NewPCG(seed, 11))
	value := map[string]any{"": "x", "__exact": "1", "__ne": nil, "__in": []string{"1"}, "__contains": "x", "__startswith": "x", "__isnull": true, "__gt": "1", "__regex": "x"}
	taken := 0
	for range 3000 {
		policy := orm.Policy{}
		allowed := map[string]bool{}
		for _, p := range names {
			if paths[p] != "" && r.IntN(3) == 0 {
				policy.Filter, policy.Sort = append(policy.Filter, p), append(policy.Sort, p)
				allowed[p] = true
			}
		}
		if len(allowed) == 0 {
			allowed = map[string]bool{"id": true, "name": true, "age": true, "pk": true}
		}
		if allowed["pk"] || allowed["id"] {
			allowed["pk"], allowed["id"] = true, true
		}
		allowed["pets"] = allowed["pets__id"] // a relation stands for its key
		path, lookup, sort := names[r.IntN(len(names))], lookups[r.IntN(len(lookups))], names[r.IntN(len(names))]
		q := orm.Objects[owner](a.db).Fields("id")
		text, _, err := q.Filter(orm.Untrusted(map[string]any{path + lookup: value[lookup]}, policy)).ToSql()
		check(t, seed, text, path+lookup, err, allowed[path] && lookup != "__regex") // no entry names regex
		text2, _, err2 := q.OrderBy(orm.UntrustedOrder([]string{"-" + sort}, policy)...).ToSql()
		check(t, seed, text2, sort, err2, allowed[sort])
		if err == nil {
			taken++
		}
	}
	if taken < 200 {
		t.Errorf("only %d of the lookups were taken", taken)
	}
	a.unharmed(t)
}

var column = regexp.MustCompile("`(name|age|password|pets)`")

// check holds a text against the one path that it may name.
func check(t *testing.T, seed uint64, text, path string, err error, allowed bool) {
	t.Helper()
	if err == nil && !allowed {
		t.Fatalf("seed %d: %s is not in the policy: %s", seed, path, text)
	}
	for _, m := range column.FindAllStringSubmatch(text, -1) {
		if m[1] == "password" || !strings.Contains(path, m[1]) {
			t.Fatalf("seed %d: %s names %s: %s", seed, path, m[1], text)
		}
	}
}
