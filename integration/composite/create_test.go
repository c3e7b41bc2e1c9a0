package composite

import (
	"errors"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// account is keyed by a text and a number.
type account struct {
	orm.Model
	Bank     string
	Number   int64
	IBAN     string
	Payments orm.Many[payment]
	Owners   orm.Many[owner]
}

func (a *account) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&a.Bank, 20).PrimaryKey(), schema.BigInteger(&a.Number).PrimaryKey(), schema.String(&a.IBAN, 30).Unique(),
		schema.ManyToMany(&a.Owners),
	}}
}

type owner struct {
	orm.Model
	ID       int64
	Name     string
	Accounts orm.Many[account]
}

func (o *owner) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&o.ID).PrimaryKey(), schema.String(&o.Name, 20)}}
}

// payment goes from an account to another, which it knows by the IBAN.
type payment struct {
	orm.Model
	ID     int64
	From   orm.One[account]
	To     orm.One[account]
	Amount int64
}

func (p *payment) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(),
		schema.ForeignKey(&p.From).NotNull().OnDelete(schema.Cascade).RelatedName("payments").Index(),
		schema.ForeignKey(&p.To).References("iban").RelatedName("received"),
		schema.BigInteger(&p.Amount),
	}}
}

func TestTablesOfOurOwn(t *testing.T) {
	models := schema.MustRegistry(&account{}, &payment{}, &owner{})
	dbtest.Each(t, models, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		changes, warnings, err := migrate.Drift(ctx, db)
		if err != nil || len(changes)+len(warnings) > 0 {
			t.Fatal(changes, warnings, err)
		}
		a, b := &account{Bank: "x", Number: 1, IBAN: "X1"}, &account{Bank: "x", Number: 2, IBAN: "X2"}
		must[int](t)(0, orm.Objects[account](db).BulkCreate(ctx, []*account{a, b}))
		p := &payment{From: orm.Ref(a), To: orm.Ref(b), Amount: 5}
		must[int](t)(0, orm.Save(ctx, db, p))
		if p.ID == 0 || fmt.Sprint(p.From.PK()) != "[x 1]" || p.To.PK() != "X2" {
			t.Error(p.ID, p.From.PK(), p.To.PK())
		}
		if err := orm.Save(ctx, db, &payment{From: orm.RefPK[account]([]any{"y", 1})}); !errors.Is(err, orm.ErrForeignKey) {
			t.Error(err)
		}
		if err := orm.Save(ctx, db, &payment{}); !errors.Is(err, orm.ErrNotNull) && !errors.Is(err, orm.ErrValidation) {
			t.Error(err)
		}
		must[int](t)(0, a.Owners.Add(ctx, must[*owner](t)(orm.Objects[owner](db).Create(ctx, owner{Name: "ann"}))))
		ann := must[*owner](t)(orm.Objects[owner](db).PrefetchRelated("accounts__payments__to").Get(ctx))
		if to := ann.Accounts.All()[0].Payments.All()[0].To.Get(); to.IBAN != "X2" {
			t.Error(to)
		}
		joined := must[*owner](t)(orm.Objects[owner](db).SelectRelated("accounts__payments__to").Get(ctx))
		if to := joined.Accounts.All()[0].Payments.All()[0].To.Get(); to.IBAN != "X2" {
			t.Error(to)
		}
		must[int](t)(0, orm.Delete(ctx, db, must[*account](t)(orm.Objects[account](db).Filter(orm.Q{"iban": "X1"}).Get(ctx))))
		if n := must[int64](t)(orm.Objects[payment](db).Count(ctx)); n != 0 {
			t.Error(n)
		}
	})
}
