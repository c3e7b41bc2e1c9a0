package shards

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

var (
	divided = regexp.MustCompile("[\"`](authors|posts|comments|labels|post_labels)[\"`]")
	aliased = regexp.MustCompile(`\b(?:authors|posts|comments|labels|post_labels) AS ([a-z][a-z0-9_]*)`)
)

// missing is what a statement does not say of the tenant: of each table that is divided, by the name under which it is asked.
func missing(text string) string {
	text = strings.NewReplacer(`"`, "", "`", "").Replace(text)
	if !strings.Contains(text, "tenant_id") {
		return "the tenant"
	}
	for _, m := range aliased.FindAllStringSubmatch(text, -1) {
		column := regexp.QuoteMeta(m[1] + ".tenant_id")
		if !regexp.MustCompile(column + `( = | IN |\))|(= |\()` + column + `\b`).MatchString(text) {
			return "the tenant of " + m[0]
		}
	}
	return ""
}

// TestCalls makes every call on every database, with the rows of another tenant beside those that it is about. Each statement about
// rows that are divided says of each table which tenant's they are, and the other tenant's rows stay.
func TestCalls(t *testing.T) {
	models, err := Models()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]*dbtest.Counter{}
	for _, name := range dbtest.Names() {
		seen[name] = &dbtest.Counter{}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.Open(t, name, models, orm.WithObserver(seen[name]))
			ctx := t.Context()
			if err := Fill(ctx, db); err != nil {
				t.Fatal(err)
			}
			before := others(ctx, t, db)
			for _, c := range Calls() {
				seen[name].Reset()
				if err := c.Run(ctx, &World{db, true}); err != nil && !(c.Name == "lock" && errors.Is(err, orm.ErrUnsupported)) { // SQLite has no locks
					t.Errorf("%s: %v", c.Name, err)
				}
				for _, text := range seen[name].Reset() {
					if divided.MatchString(text) {
						if lacks := missing(text); lacks != "" {
							t.Errorf("%s: a statement does not say %s:\n%s", c.Name, lacks, text)
						}
					}
				}
			}
			if after := others(ctx, t, db); after != before {
				t.Errorf("the other tenant's rows were %s and are %s", before, after)
			}
		})
	}
}

// others is what the other tenant has.
func others(ctx context.Context, t *testing.T, db *orm.DB) string {
	t.Helper()
	list, err := orm.Objects[Post](db).Filter(orm.Q{"tenant_id": Other}).PrefetchRelated("author", "comments", "labels").OrderBy("id").All(ctx)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestGraphOfTwoShards: rows that hang together are in one shard, and what is refused stays as it was.
func TestGraphOfTwoShards(t *testing.T) {
	models, err := Models()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := &dbtest.Counter{}
			db, ctx := dbtest.Open(t, name, models, orm.WithObserver(seen)), t.Context()
			seen.Reset()
			comment := &Comment{Text: "of whom?"}
			p := &Post{TenantID: Tenant, Title: "graph", Author: orm.Ref(&Author{TenantID: Other, Name: "of another"}), Comments: orm.ManyOf(comment)}
			if _, err := orm.SaveRelated(ctx, db, p, orm.Follow()); !errors.Is(err, orm.ErrRelationship) {
				t.Errorf("rows of two shards: %v", err)
			}
			if sent := seen.Reset(); comment.TenantID != 0 || p.ID != 0 || len(sent) > 0 {
				t.Errorf("the comment is of %d, the post is %d, sent was %s", comment.TenantID, p.ID, sent)
			}
			p.Author.Get().TenantID, p.TenantID = 0, 0
			comment.TenantID = Other
			if _, err := orm.SaveRelated(ctx, db, p, orm.Follow()); err != nil || p.TenantID != Other || p.Author.Get().TenantID != Other {
				t.Errorf("a child knows the shard of all: %v, %d, %d", err, p.TenantID, p.Author.Get().TenantID)
			}
		})
	}
}
