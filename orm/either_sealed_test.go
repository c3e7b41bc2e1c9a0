package orm_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

var (
	oldSeal = crypt.Key{ID: "old", Secret: []byte("0123456789abcdef0123456789abcdef")}
	newSeal = crypt.Key{ID: "new", Secret: []byte("fedcba9876543210fedcba9876543210")}
)

// envelope is sealed in every way. Its rows were sealed under the old key, before the new one came.
type envelope struct {
	orm.Model
	ID    int64
	Name  string
	Note  *string
	Proof string
	Blind string
}

func (e *envelope) Schema() schema.Table { return e.sealed(newSeal, oldSeal) }

func (e *envelope) sealed(primary crypt.Key, previous ...crypt.Key) schema.Table {
	return schema.Table{Name: "envelopes", Fields: schema.Fields{
		schema.BigInteger(&e.ID).PrimaryKey(),
		schema.String(&e.Name, 40).Encrypt(crypt.Searchable(primary, previous...)),
		schema.String(&e.Note, 40).Encrypt(crypt.Searchable(primary, previous...)),
		schema.String(&e.Proof, 40).Encrypt(crypt.HMAC(primary, previous...)),
		schema.String(&e.Blind, 40).Encrypt(crypt.AEAD(primary, previous...)),
	}}
}

// oldEnvelope is the same table under the old key alone.
type oldEnvelope struct{ envelope }

func (e *oldEnvelope) Schema() schema.Table { return e.sealed(oldSeal) }

// An OR of equalities on a sealed field finds what they find one by one, under whichever key a row was sealed, and is refused where they
// are.
func TestEitherOfSealedFields(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			db := dbtest.Open(t, database, schema.MustRegistry(&envelope{}))
			before, err := map[string]func(*sqlx.DB, *schema.Registry, ...orm.Option) (*orm.DB, error){
				"sqlite": sqlite.New, "postgres": postgres.New, "mysql": mysql.New, "mariadb": mysql.New,
			}[db.Dialect()](db.SQLX(), schema.MustRegistry(&oldEnvelope{}))
			if err != nil {
				t.Fatal(err)
			}
			ctx, note := t.Context(), "n"
			if err := orm.Objects[oldEnvelope](before).BulkCreate(ctx, []*oldEnvelope{
				{envelope{ID: 1, Name: "a", Proof: "a", Note: &note}}, {envelope{ID: 2, Name: "b", Proof: "b"}}, {envelope{ID: 3, Name: "c", Proof: "c"}},
			}); err != nil {
				t.Fatal(err)
			}
			if err := orm.Objects[envelope](db).BulkCreate(ctx, []*envelope{{ID: 4, Name: "a", Proof: "a"}, {ID: 5, Name: "d", Proof: "d", Note: &note}}); err != nil {
				t.Fatal(err)
			}
			f := orm.Fields[envelope]()
			for what, c := range map[string]struct {
				c    orm.Condition
				want []int64
			}{
				"two":          {orm.Or(orm.Q{"name": "a"}, orm.Eq(&f.Name, "c")), []int64{1, 3, 4}},
				"nested":       {orm.Or(orm.Or(orm.Q{"name": "a"}, orm.Q{"name": "x"}), orm.In(&f.Name, "b", "d")), []int64{1, 2, 4, 5}},
				"digests":      {orm.Or(orm.Q{"proof": "a"}, orm.Q{"proof": "b"}), []int64{1, 2, 4}},
				"negated":      {orm.Not(orm.Or(orm.Q{"name": "a"}, orm.Q{"name": "d"})), []int64{2, 3}},
				"with NULL":    {orm.Or(orm.Q{"note": nil}, orm.Q{"note": "n"}, orm.Q{"note": "m"}), []int64{1, 2, 3, 4, 5}},
				"with others":  {orm.Or(orm.Q{"name": "a"}, orm.Q{"id": 2}, orm.Q{"name": "c"}), []int64{1, 2, 3, 4}},
				"of two of it": {orm.Or(orm.Q{"name": "a", "proof": "a"}, orm.Q{"name": "b", "proof": "a"}), []int64{1, 4}},
			} {
				got, err := orm.Pluck[int64](ctx, orm.Objects[envelope](db).Filter(c.c).OrderBy("id"), "id")
				if err != nil || !slices.Equal(got, c.want) {
					t.Errorf("%s: %v, %v, want %v", what, got, err, c.want)
				}
			}
			many := make([]orm.Condition, 3000)
			for i := range many {
				many[i] = orm.Q{"name": "x"}
			}
			if n, err := orm.Objects[envelope](db).Filter(orm.Or(append(many, orm.Q{"name": "c"})...)).Count(ctx); n != 1 || err != nil {
				t.Errorf("many: %d, %v", n, err)
			}
			if _, err := orm.Objects[envelope](db).All(ctx, orm.Or(orm.Q{"blind": "a"}, orm.Q{"blind": "b"})); !errors.Is(err, orm.ErrNotSearchable) {
				t.Errorf("a field that cannot be searched: %v", err)
			}
		})
	}
}
