package adopted

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Digest is sixteen bytes, of which the type says how many.
type Digest [16]byte

// Blob is known by bytes of any length, and by a digest.
type Blob struct {
	orm.Model
	ID     []byte
	Sum    Digest
	Size   int
	Chunks orm.Many[Chunk]
	Labels orm.Many[Mark]
	Notes  orm.ManyThrough[Mark, BlobNote]
}

func (b *Blob) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.LargeBinary(&b.ID, 40).PrimaryKey(), schema.Native(&b.Sum, "binary(16)").Unique(), schema.Integer(&b.Size),
		schema.ManyToMany(&b.Labels).RelatedName("blobs").ThroughTable("blob_marks").ThroughColumns("blob", "mark"),
		schema.ManyToMany(&b.Notes).RelatedName("noted").ThroughColumns("blob", "mark"),
	}}
}

// Chunk belongs to a blob by a part of its own key, and to another by the other's digest.
type Chunk struct {
	orm.Model
	Blob   orm.One[Blob]
	Number int64
	Copy   orm.One[Blob]
}

func (c *Chunk) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.ForeignKey(&c.Blob).PrimaryKey().RelatedName("chunks").OnDelete(schema.Cascade), schema.BigInteger(&c.Number).PrimaryKey(),
		schema.ForeignKey(&c.Copy).References("sum").RelatedName("copies"),
	}}
}

// Mark has an array for a key.
type Mark struct {
	orm.Model
	ID    Digest
	Name  string
	Blobs orm.Many[Blob]
	Noted orm.ManyThrough[Blob, BlobNote]
}

func (m *Mark) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Native(&m.ID, "binary(16)").PrimaryKey(), schema.String(&m.Name, 20)}}
}

// BlobNote has the pair of its relations for its key.
type BlobNote struct {
	Blob orm.One[Blob]
	Mark orm.One[Mark]
	Text string
}

func (n *BlobNote) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.ForeignKey(&n.Blob).PrimaryKey().OnDelete(schema.Cascade), schema.ForeignKey(&n.Mark).PrimaryKey(), schema.String(&n.Text, 20),
	}}
}

// blobTables are made with types for bytes of any length, and of sixteen.
func blobTables(bytes, sixteen string) []string {
	var out []string
	for _, text := range []string{
		"CREATE TABLE blobs (id $b NOT NULL PRIMARY KEY, sum $s NOT NULL UNIQUE, size integer NOT NULL)",
		"CREATE TABLE chunks (blob $b NOT NULL REFERENCES blobs (id) ON DELETE CASCADE, number bigint NOT NULL, copy $s REFERENCES blobs (sum), PRIMARY KEY (blob, number))",
		"CREATE TABLE marks (id $s NOT NULL PRIMARY KEY, name varchar(20) NOT NULL)",
		"CREATE TABLE blob_marks (blob $b NOT NULL REFERENCES blobs (id) ON DELETE CASCADE, mark $s NOT NULL REFERENCES marks (id), PRIMARY KEY (blob, mark))",
		"CREATE TABLE blob_notes (blob $b NOT NULL REFERENCES blobs (id) ON DELETE CASCADE, mark $s NOT NULL REFERENCES marks (id), text varchar(20) NOT NULL, PRIMARY KEY (blob, mark))",
	} {
		text = strings.NewReplacer("$b", bytes, "$s", sixteen, " blob ", " `blob` ", "(blob", "(`blob`").Replace(text)
		if bytes != "varbinary(40)" {
			text = strings.ReplaceAll(text, "`", `"`)
		}
		out = append(out, text)
	}
	return out
}

var blobs = map[string][]string{"postgres": blobTables("bytea", "bytea"), "mysql": blobTables("varbinary(40)", "binary(16)"), "sqlite": blobTables("BLOB", "BLOB")}

func digest(i int) Digest {
	sum := sha256.Sum256(fmt.Append(nil, i))
	return Digest(sum[:16])
}

// blobKeys are bytes that are no text, that end in zeros and blanks, and one of which begins another.
func blobKeys(n int) [][]byte {
	out := [][]byte{{0}, {0, 0}, {0xff, 0xfe, ' '}, {0xff, 0xfe}, {'\\', '\'', 0}, []byte("0x41"), []byte(`\x41`)}
	for i := len(out); i < n; i++ {
		sum := sha256.Sum256(fmt.Append(nil, "k", i))
		out = append(out, sum[:1+i%32])
	}
	return out
}

func bytesModels() *schema.Registry {
	return schema.MustRegistry(&Blob{}, &Chunk{}, &Mark{}, &BlobNote{})
}

func TestBytesAsKeys(t *testing.T) {
	onBoth(t, bytesModels(), blobs, func(t *testing.T, db *orm.DB) {
		rows := make([]*Blob, 300)
		for i, k := range blobKeys(len(rows)) {
			rows[i] = &Blob{ID: k, Sum: digest(i), Size: i}
		}
		for i := range rows { // short digests may meet
			if len(rows[i].ID) < 3 && i > 6 {
				rows[i].ID = append(bytes.Clone(rows[i].ID), byte(i), byte(i>>8), 1)
			}
		}
		no(t, orm.Save(t.Context(), db, rows[0]))
		no(t, orm.Objects[Blob](db).BulkCreate(t.Context(), rows[1:]))
		blobReads(t, db, rows)
		blobRelations(t, db, rows)
		blobWrites(t, db, rows)
	})
}

func blobReads(t *testing.T, db *orm.DB, rows []*Blob) {
	ctx, objects := t.Context(), orm.Objects[Blob](db)
	all, err := objects.OrderBy("id").All(ctx)
	no(t, err)
	equal(t, "rows", len(all), len(rows))
	for i := range all[1:] {
		if bytes.Compare(all[i].ID, all[i+1].ID) >= 0 {
			t.Fatalf("%x comes before %x", all[i].ID, all[i+1].ID)
		}
	}
	var some [][]byte
	for _, b := range rows {
		some = append(some, b.ID)
		got, err := objects.Get(ctx, orm.Q{"id": b.ID})
		if err != nil || got.Size != b.Size || got.Sum != b.Sum {
			t.Fatal(b.ID, got, err)
		}
	}
	for name, q := range map[string]orm.QuerySet[Blob]{
		"pk": objects.Filter(orm.Q{"pk": rows[7].ID}), "a row": objects.Filter(orm.Q{"pk__in": objects.Filter(orm.Q{"size": 7})}), "a list": objects.Filter(orm.Q{"id__in": [][]byte{rows[7].ID, {9}}}),
		"a pointer": objects.Filter(orm.Eq(&orm.Fields[Blob]().ID, rows[7].ID)), "an array": objects.Filter(orm.Q{"sum": digest(7)}), "its bytes": objects.Filter(orm.Q{"sum": rows[7].Sum[:]}),
		"a list of arrays": objects.Filter(orm.Q{"sum__in": []Digest{digest(7), digest(1000)}}), "a range": objects.Filter(orm.Q{"id__range": [][]byte{rows[7].ID, rows[7].ID}}),
		"pointers": objects.Filter(orm.In(&orm.Fields[Blob]().Sum, digest(7))),
	} {
		if got, err := q.Get(ctx); err != nil || got.Size != 7 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	n, err := objects.Filter(orm.Q{"id__in": some[:250]}).Count(ctx)
	no(t, err)
	equal(t, "a long list", n, 250)
	seen := 0
	for b, err := range objects.Iterate(ctx) {
		no(t, err)
		if !bytes.Equal(b.ID, all[seen].ID) {
			t.Fatalf("row %d of Iterate is %x", seen, b.ID)
		}
		seen++
	}
	equal(t, "iterated", seen, len(rows))
	cursor, err := objects.OrderBy("id").Cursor(all[99])
	no(t, err)
	next, err := objects.OrderBy("id").After(cursor).First(ctx)
	no(t, err)
	equal(t, "the second page", next.ID, all[100].ID)
	distinct, err := objects.DistinctOn("id").OrderBy("id").Limit(3).All(ctx)
	no(t, err)
	equal(t, "distinct", len(distinct), 3)
	text, err := json.Marshal(orm.JSON(all[0]))
	no(t, err)
	if !bytes.Contains(text, []byte(`"ID":"AA=="`)) {
		t.Errorf("%s", text)
	}
}

func blobRelations(t *testing.T, db *orm.DB, rows []*Blob) {
	ctx := t.Context()
	marks := []*Mark{{ID: digest(1), Name: "one"}, {ID: digest(2), Name: "two"}}
	no(t, orm.Objects[Mark](db).BulkCreate(ctx, marks))
	var chunks []*Chunk
	for i, b := range rows[:200] {
		chunks = append(chunks, &Chunk{Blob: orm.Ref(b), Number: 1, Copy: orm.Ref(rows[199-i])}, &Chunk{Blob: orm.RefPK[Blob](b.ID), Number: 2})
	}
	no(t, orm.Objects[Chunk](db).BulkCreate(ctx, chunks))
	no(t, rows[3].Labels.Add(ctx, marks...))
	no(t, rows[3].Labels.Add(ctx, marks[0]))
	no(t, rows[4].Labels.Add(ctx, marks[0]))
	no(t, rows[3].Notes.AddLink(ctx, marks[1], BlobNote{Text: "first"}))
	no(t, rows[3].Notes.AddLink(ctx, marks[1], BlobNote{Text: "again"}))
	for name, q := range map[string]orm.QuerySet[Blob]{"joined": orm.Objects[Blob](db).SelectRelated("chunks__copy", "labels", "notes"), "prefetched": orm.Objects[Blob](db).PrefetchRelated("chunks__copy", "labels", "notes")} {
		got, err := q.Filter(orm.Q{"size__lt": 200}).OrderBy("size").All(ctx)
		no(t, err)
		for i, b := range got {
			if b.Chunks.Len() != 2 || b.Chunks.At(0).Blob.Get() != b || !bytes.Equal(b.Chunks.At(1).Blob.PK().([]byte), rows[i].ID) {
				t.Fatalf("%s: row %d has %d chunks", name, i, b.Chunks.Len())
			}
			if c := b.Chunks.At(0); c.Copy.Get() == nil || c.Copy.Get().Size != 199-i || c.Copy.PK() != digest(199-i) {
				t.Fatalf("%s: the copy of row %d is %v", name, i, c.Copy.PK())
			}
		}
		equal(t, name, fmt.Sprint(got[2].Labels.Len(), got[3].Labels.Len(), got[4].Labels.Len(), " ", got[3].Notes.Links()[0].Through.Text), "0 2 1 again")
	}
	back, err := orm.Objects[Mark](db).PrefetchRelated("blobs", "noted").OrderBy("name").All(ctx)
	no(t, err)
	equal(t, "back", fmt.Sprint(back[0].Blobs.Len(), back[1].Blobs.Len(), back[1].Noted.Len()), "2 1 1")
	n, err := orm.Objects[Chunk](db).Filter(orm.Q{"blob": rows[5]}).Count(ctx)
	no(t, err)
	equal(t, "chunks of a row", n, 2)
	one, err := orm.Objects[Chunk](db).Get(ctx, orm.Q{"pk": []any{rows[5].ID, 2}})
	no(t, err)
	blob, err := one.Blob.Load(ctx)
	no(t, err)
	equal(t, "loaded", blob.Size, 5)
	some, err := orm.Objects[Blob](db).Annotate("n", orm.CountOf("chunks")).Filter(orm.Q{"n": 2}).Count(ctx)
	no(t, err)
	equal(t, "counted", some, 200)
	no(t, rows[3].Labels.Remove(ctx, marks[1]))
	no(t, rows[4].Labels.Set(ctx, marks[1]))
	equal(t, "labels", fmt.Sprint(counted(ctx, t, rows[3].Labels.Objects()), counted(ctx, t, rows[4].Labels.Objects())), "1 1")
}

func counted[T any](ctx context.Context, t *testing.T, q orm.QuerySet[T]) int64 {
	t.Helper()
	n, err := q.Count(ctx)
	no(t, err)
	return n
}

func blobWrites(t *testing.T, db *orm.DB, rows []*Blob) {
	ctx, objects := t.Context(), orm.Objects[Blob](db)
	for _, b := range rows[:100] {
		b.Size += 1000
	}
	n, err := objects.BulkUpdate(ctx, rows[:100], "size")
	no(t, err)
	equal(t, "updated", n, 100)
	rows[0].Size = 1
	no(t, orm.Upsert(ctx, db, rows[0]))
	inserted, err := orm.BulkUpsert(ctx, objects, []*Blob{{ID: rows[1].ID, Sum: rows[1].Sum, Size: 2}, {ID: []byte("fresh"), Sum: digest(5000), Size: 3}})
	no(t, err)
	equal(t, "inserted", inserted, []bool{false, true})
	got, made, err := objects.GetOrCreate(ctx, orm.V{"id": rows[1].ID})
	if err != nil || made || got.Size != 2 {
		t.Error(got, made, err)
	}
	got, made, err = objects.GetOrCreate(ctx, orm.V{"id": []byte("new")}, orm.V{"sum": digest(5001), "size": 4})
	if err != nil || !made || string(got.ID) != "new" {
		t.Error(got, made, err)
	}
	err = orm.Save(ctx, db, &Blob{ID: rows[1].ID, Sum: digest(6000)})
	var c *orm.ConstraintError
	if !errors.As(err, &c) || !errors.Is(err, orm.ErrUnique) || fmt.Sprint(c.Fields) != "[id]" {
		t.Error(err)
	}
	if err := orm.Save(ctx, db, &Chunk{Blob: orm.RefPK[Blob]([]byte("none")), Number: 1}); !errors.Is(err, orm.ErrForeignKey) {
		t.Error(err)
	}
	if _, err := objects.Get(ctx, orm.Q{"sum": []byte("short")}); !errors.Is(err, orm.ErrNoMatch) {
		t.Error(err)
	}
	var in Blob
	if err := orm.Decode(db, strings.NewReader(`{"ID": "AAECAw==", "Sum": "AAAAAAAAAAAAAAAAAAAAAQ==", "Size": 9, "Chunks": [{"Number": 3}]}`), &in, orm.AllowKey(), orm.FollowPaths("chunks")); err != nil {
		t.Error(err)
	}
	fresh := &Blob{ID: []byte{9, 0}, Sum: digest(7000), Chunks: orm.ManyOf(&Chunk{Number: 1}, &Chunk{Number: 2, Copy: orm.Ref(rows[2])}), Labels: orm.ManyOf(&Mark{ID: digest(8000), Name: "deep"})}
	written, err := orm.SaveRelated(ctx, db, fresh)
	no(t, err)
	equal(t, "a graph", written, 4)
	no(t, orm.LoadAll(ctx, db, fresh))
	equal(t, "a graph again", fmt.Sprint(fresh.Chunks.Len(), fresh.Labels.Len()), "2 1")
	no(t, orm.Delete(ctx, db, fresh))
	equal(t, "chunks left", counted(ctx, t, orm.Objects[Chunk](db).Filter(orm.Q{"blob": []byte{9, 0}})), int64(0))
	deleted, err := rows[10].Chunks.Clear(ctx, orm.DeleteRows())
	no(t, err)
	equal(t, "cleared", deleted, 2)
	same, err := objects.Filter(orm.Q{"chunks__number": 1, "labels__name": "one"}).Count(ctx)
	no(t, err)
	equal(t, "across", same, 1)
}
