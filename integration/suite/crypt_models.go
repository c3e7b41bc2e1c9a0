package suite

import (
	"strings"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

func cryptKey(id string) crypt.Key {
	return crypt.Key{ID: id, Secret: []byte(strings.Repeat(id, 32)[:32])}
}

// vaults is a model with a field for every cipher, and one that points to it.
var vaults = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&cryptVault{}, &cryptVisit{}) })

type cryptVault struct {
	orm.Model
	ID       int64
	Note     string
	Mail     string
	Twin     string
	Token    string
	Pin      *int
	Doc      map[string]any
	Old      string
	Digest   string
	Shout    string
	Password crypt.Password
	Visits   orm.Many[cryptVisit]
}

func (v *cryptVault) Schema() schema.Table {
	return schema.Table{Name: "vaults", Fields: schema.Fields{
		schema.Integer(&v.ID).PrimaryKey(),
		schema.String(&v.Note, 100).Encrypt(crypt.AEAD(cryptKey("a"))),
		schema.String(&v.Mail, 100).Encrypt(crypt.Searchable(cryptKey("a"))).Unique(),
		schema.String(&v.Twin, 100).Encrypt(crypt.Searchable(cryptKey("a"))),
		schema.String(&v.Token, 100).Encrypt(crypt.HMAC(cryptKey("a"))).Index(),
		schema.Integer(&v.Pin).Encrypt(crypt.Searchable(cryptKey("a"))),
		schema.JSON(&v.Doc).Encrypt(crypt.AEAD(cryptKey("a"))),
		schema.String(&v.Old, 100).Encrypt(crypt.Fernet("udxc32")),
		schema.String(&v.Digest, 128).Encrypt(crypt.Hash("udxc32")),
		schema.String(&v.Shout, 100).Encrypt(shouting{}),
		schema.Opaque(&v.Password, 128).Nullable(),
	}}
}

type cryptVisit struct {
	orm.Model
	ID    int64
	Vault orm.One[cryptVault]
}

func (v *cryptVisit) Schema() schema.Table {
	return schema.Table{Name: "visits", Fields: schema.Fields{
		schema.Integer(&v.ID).PrimaryKey(), schema.ForeignKey(&v.Vault),
	}}
}

// shouting is a cipher of a caller's own (E-04). It keeps no secret.
type shouting struct{}

func (shouting) Seal(plain, _ []byte) (string, error) {
	return strings.ToUpper(string(plain)) + "!", nil
}
func (shouting) Open(stored string, _ []byte) ([]byte, error) {
	text, ok := strings.CutSuffix(stored, "!")
	if !ok {
		return nil, schema.ErrDecrypt
	}
	return []byte(strings.ToLower(text)), nil
}

// safe is one table whose keys change from release to release: each release is a type of its own.
type safe struct {
	orm.Model
	ID   int64
	Note string
	Mail string
	Old  *string
	Size int
}

func (s *safe) table(old []string, primary crypt.Key, previous ...crypt.Key) schema.Table {
	return schema.Table{Name: "safes", Fields: schema.Fields{
		schema.Integer(&s.ID).PrimaryKey(),
		schema.String(&s.Note, 100).Encrypt(crypt.AEAD(primary, previous...)),
		schema.String(&s.Mail, 100).Encrypt(crypt.Searchable(primary, previous...)),
		schema.String(&s.Old, 100).Encrypt(crypt.Fernet(old[0], old[1:]...)),
		schema.Integer(&s.Size),
	}}
}

type (
	firstSafe  struct{ safe }
	secondSafe struct{ safe }
	thirdSafe  struct{ safe }
	lastSafe   struct{ safe }
)

func (s *firstSafe) Schema() schema.Table { return s.table([]string{"one"}, cryptKey("k1")) }

func (s *secondSafe) Schema() schema.Table {
	return s.table([]string{"two", "one"}, cryptKey("k2"), cryptKey("k1"))
}

func (s *thirdSafe) Schema() schema.Table {
	return s.table([]string{"three", "two", "one"}, cryptKey("k3"), cryptKey("k2"), cryptKey("k1"))
}

// lastSafe has forgotten every key but the newest.
func (s *lastSafe) Schema() schema.Table { return s.table([]string{"three"}, cryptKey("k3")) }

var safes = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&firstSafe{}) })

// release is the same database under the models of another release. Its pool is the first one's, which closes it.
func release(t *testing.T, db *orm.DB, models ...schema.Definer) *orm.DB {
	t.Helper()
	open := map[string]func(*sqlx.DB, *schema.Registry, ...orm.Option) (*orm.DB, error){
		"sqlite": sqlite.New, "postgres": postgres.New, "mysql": mysql.New, "mariadb": mysql.New,
	}[family(db)]
	other, err := open(db.SQLX(), schema.MustRegistry(models...))
	noError(t, err)
	return other
}
