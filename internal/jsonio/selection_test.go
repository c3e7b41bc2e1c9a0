package jsonio

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

type leaf struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Extra string `json:"extra"`
}

func (l *leaf) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.String(&l.Name, 5)}}
}

func leafModel(t *testing.T) *schema.Model {
	t.Helper()
	l, err := schema.NewRegistry(&leaf{})
	if err != nil {
		t.Fatal(err)
	}
	return l.Models()[0]
}

// Inclusions add up, exclusions win, and what stands for everything below it stays so.
func TestBranches(t *testing.T) {
	tree := func(paths ...string) *branch {
		if len(paths) == 0 {
			return nil
		}
		root := &branch{kids: map[string]*branch{}}
		for _, p := range paths {
			root.add(strings.Split(p, "__"))
		}
		return root
	}
	for _, c := range []struct {
		include, exclude []string
		path             string
		want             bool
	}{
		{nil, nil, "a__b", true},
		{[]string{"a"}, nil, "b", false},
		{[]string{"a"}, nil, "a__b", true},
		{[]string{"a__b"}, nil, "a__c", false},
		{[]string{"a__b", "a"}, nil, "a__c", true},
		{[]string{"a", "a__b"}, nil, "a__c", true},
		{nil, []string{"a__b"}, "a", true},
		{nil, []string{"a__b"}, "a__b", false},
		{nil, []string{"a"}, "a__b", false},
		{[]string{"a"}, []string{"a__b"}, "a__b", false},
		{[]string{"a"}, []string{"a__b"}, "a__c", true},
	} {
		only, drop, kept := tree(c.include...), tree(c.exclude...), true
		for _, name := range strings.Split(c.path, "__") {
			kept = kept && selects(only, drop, name)
			only, drop = below(only, drop, name)
		}
		if kept != c.want {
			t.Errorf("include %v, exclude %v: %s is kept: %v", c.include, c.exclude, c.path, kept)
		}
	}
}

// A path that names nothing is told before anything is read.
func TestSettingsAreResolved(t *testing.T) {
	m := leafModel(t)
	for path, good := range map[string]bool{"name": true, "pk": true, "extra": true, "nothing": false, "name__x": false, query.Nowhere: false} {
		_, err := newDumpPlan(m, DumpSettings{Include: []string{path}})
		if (err == nil) != good || err != nil && !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%q: %v", path, err)
		}
	}
	for name, good := range map[string]bool{"extra": true, "name": false, "nothing": false, query.Nowhere: false} {
		_, err := allowedFields(m, []string{name})
		if (err == nil) != good || err != nil && !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
