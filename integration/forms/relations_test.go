package forms

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// relations ties rows by UUIDs that are spelled in one way in one table and in another in the other.
func relations(t *testing.T, db *orm.DB, w writer) {
	badges, notes := orm.Objects[Badge](db), orm.Objects[Note](db)
	want := map[[16]byte][]int64{}
	for i := range byte(6) {
		id := [16]byte{i << 4, 1, 0xab}
		send(t, db, "INSERT INTO badges (id, name) VALUES (?, ?)", w.spell(id), fmt.Sprint(i))
		for range i {
			n := int64(100*(w.IntN(50)+1)) + int64(10*i) + int64(len(want[id])) // no two alike
			send(t, db, "INSERT INTO notes (id, badge) VALUES (?, ?)", n, w.spell(id))
			want[id] = append(want[id], n)
		}
		slices.Sort(want[id])
	}
	prefetched, err := badges.PrefetchRelated("notes").OrderBy("id").All(t.Context())
	tied(t, "prefetched", prefetched, want, err)
	joined, err := badges.SelectRelated("notes").OrderBy("id").All(t.Context())
	tied(t, "joined", joined, want, err)
	for _, b := range prefetched {
		n, err := notes.Filter(orm.Q{"badge": b.ID}).Count(t.Context())
		m, err2 := notes.Filter(orm.Q{"badge__name": b.Name}).Count(t.Context())
		if int(n) != len(want[b.ID]) || int(m) != len(want[b.ID]) || err != nil || err2 != nil {
			t.Errorf("notes of %x: %d and %d, want %d, %v, %v", b.ID, n, m, len(want[b.ID]), err, err2)
		}
		b.Name += "!"
		if err := orm.Update(t.Context(), db, b); err != nil {
			t.Errorf("updating %x: %v", b.ID, err)
		}
	}
	if n, err := badges.BulkUpdate(t.Context(), prefetched, "name"); err != nil || int(n) != len(prefetched) {
		t.Errorf("bulk update: %d, %v", n, err)
	}
	some, err := badges.Filter(orm.Some("notes")).Count(t.Context())
	among, err2 := badges.Filter(orm.Q{"pk__in": orm.Column(notes, "badge")}).Count(t.Context())
	if some != 5 || among != 5 || err != nil || err2 != nil {
		t.Errorf("badges with notes: %d and %d, want 5, %v, %v", some, among, err, err2)
	}
	loaded, err := notes.PrefetchRelated("badge").All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range loaded {
		if b := n.Badge.Get(); b == nil || !strings.HasSuffix(b.Name, "!") {
			t.Errorf("the badge of note %d: %+v", n.ID, b)
		}
	}
}

func tied(t *testing.T, how string, badges []*Badge, want map[[16]byte][]int64, err error) {
	t.Helper()
	if err != nil || len(badges) != 6 {
		t.Fatalf("%s: %d badges, %v", how, len(badges), err)
	}
	for _, b := range badges {
		list := b.Notes.All()
		var got []int64
		for _, n := range list {
			got = append(got, n.ID)
		}
		if slices.Sort(got); !slices.Equal(got, want[b.ID]) {
			t.Errorf("%s notes of %x: %v, want %v", how, b.ID, got, want[b.ID])
		}
	}
}
