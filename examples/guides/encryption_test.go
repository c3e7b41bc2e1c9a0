package guides_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// keys seal and open: the first one seals, all of them open. A program reads them from a vault or its environment.
var keys = []crypt.Key{{ID: "2025", Secret: bytes.Repeat([]byte{7}, 32)}}

// Patient has a name that can be asked for, and notes that cannot.
type Patient struct {
	orm.Model
	ID    int64
	Name  string
	Notes string
}

func (p *Patient) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(),
		schema.String(&p.Name, 100).Encrypt(crypt.Searchable(keys[0], keys[1:]...)),
		schema.Text(&p.Notes).Encrypt(crypt.AEAD(keys[0], keys[1:]...)),
	}}
}

func Example_encryption() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "patients")
	must(err)
	defer func() { _ = os.RemoveAll(folder) }()
	file := filepath.Join(folder, "patients.db")

	db, err := sqlite.Open(file, schema.MustRegistry(&Patient{}))
	must(err)
	must(migrate.CreateAll(ctx, db))
	must(orm.Save(ctx, db, &Patient{Name: "Ada", Notes: "allergic to penicillin"}))
	stored, err := orm.RawInto[string](ctx, db, sq.Expr("SELECT name FROM patients"))
	must(err)
	fmt.Println(stored[0][:len("orm1:s:2025:")])
	must(db.Close())

	// The next release has a new key in front of the old one. Both open, and what is written is sealed with the new one.
	keys = append([]crypt.Key{{ID: "2026", Secret: bytes.Repeat([]byte{8}, 32)}}, keys...)
	db, err = sqlite.Open(file, schema.MustRegistry(&Patient{}))
	must(err)
	defer func() { _ = db.Close() }()
	patients := orm.Objects[Patient](db)
	ada, err := patients.Get(ctx, orm.Q{"name": "Ada"})
	must(err)
	fmt.Println(ada.Notes)

	// What is stored is sealed anew while others read and write. Once it gives 0, the old key can go.
	for range 2 {
		n, err := orm.RotateEncryption(ctx, patients)
		must(err)
		fmt.Println(n, "rows")
	}

	_, err = patients.Filter(orm.Q{"notes__contains": "penicillin"}).Count(ctx)
	fmt.Println(err)
	// Output:
	// orm1:s:2025:
	// allergic to penicillin
	// 1 rows
	// 0 rows
	// orm: Patient.notes is encrypted or opaque and cannot answer contains; crypt.Searchable and crypt.HMAC fields answer exact and in
}
