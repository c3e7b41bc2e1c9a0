package adopted

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Product has columns that the database computes, and one that triggers set.
type Product struct {
	orm.Model
	ID      int64
	Name    string
	Folded  string
	Price   decimal.Decimal
	Qty     int
	Total   decimal.Decimal
	Changes int
}

func (p *Product) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 50).Unique(), schema.String(&p.Folded, 50).Generated("lower(name)", schema.GeneratedStored).Index(),
		schema.Decimal(&p.Price, 10, 2), schema.Integer(&p.Qty), schema.Decimal(&p.Total, 12, 2).Generated("price * qty", schema.GeneratedStored),
		schema.Integer(&p.Changes).ReadBack().ServerDefault("0"),
	}}
}

// BareProduct is the same without a memory of its row.
type BareProduct struct {
	ID      int64
	Name    string
	Folded  string
	Price   decimal.Decimal
	Qty     int
	Total   decimal.Decimal
	Changes int
}

func (p *BareProduct) Schema() schema.Table {
	t := (*Product)(nil).like(&p.ID, &p.Name, &p.Folded, &p.Price, &p.Qty, &p.Total, &p.Changes)
	t.Name, t.Unmanaged = "products", true
	return t
}

func (*Product) like(id *int64, name, folded *string, price *decimal.Decimal, qty *int, total *decimal.Decimal, changes *int) schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(id).PrimaryKey(), schema.String(name, 50), schema.String(folded, 50).Generated("lower(name)", schema.GeneratedStored),
		schema.Decimal(price, 10, 2), schema.Integer(qty), schema.Decimal(total, 12, 2).Generated("price * qty", schema.GeneratedStored),
		schema.Integer(changes).ReadBack(),
	}}
}

var products = map[string][]string{
	"postgres": {"CREATE TABLE products (id bigserial PRIMARY KEY, name varchar(50) NOT NULL UNIQUE, folded varchar(50) NOT NULL GENERATED ALWAYS AS (lower(name)) STORED," +
		" price numeric(10, 2) NOT NULL, qty integer NOT NULL, total numeric(12, 2) NOT NULL GENERATED ALWAYS AS (price * qty) STORED, changes integer NOT NULL DEFAULT 0, extra integer DEFAULT 7)"},
	"mysql": {"CREATE TABLE products (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL UNIQUE, folded varchar(50) AS (lower(name)) VIRTUAL," +
		" price decimal(10, 2) NOT NULL, qty int NOT NULL, total decimal(12, 2) AS (price * qty) STORED, changes int NOT NULL DEFAULT 0, extra int DEFAULT 7)"},
	"sqlite": {"CREATE TABLE products (id integer PRIMARY KEY, name varchar(50) NOT NULL UNIQUE, folded varchar(50) NOT NULL AS (lower(name)) VIRTUAL," +
		" price decimal(10, 2) NOT NULL, qty integer NOT NULL, total decimal(12, 2) NOT NULL AS (round(price * qty, 2)) STORED, changes integer NOT NULL DEFAULT 0, extra integer DEFAULT 7)"},
}

// counting are triggers that count the writes of a product.
var counting = map[string][]string{
	"postgres": {
		"CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changes := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE OLD.changes + 1 END; RETURN NEW; END $$",
		"CREATE TRIGGER counted BEFORE INSERT OR UPDATE ON products FOR EACH ROW EXECUTE FUNCTION counted()",
	},
	"mysql": {
		"CREATE TRIGGER counted_i BEFORE INSERT ON products FOR EACH ROW SET NEW.changes = 1",
		"CREATE TRIGGER counted_u BEFORE UPDATE ON products FOR EACH ROW SET NEW.changes = OLD.changes + 1",
	},
	"sqlite": {
		"CREATE TRIGGER counted_i AFTER INSERT ON products BEGIN UPDATE products SET changes = 1 WHERE id = NEW.id; END",
		"CREATE TRIGGER counted_u AFTER UPDATE OF name, qty, price ON products BEGIN UPDATE products SET changes = OLD.changes + 1 WHERE id = NEW.id; END",
	},
}

func count(t *testing.T, db *orm.DB) {
	list, ok := counting[db.Dialect()]
	if !ok {
		list = counting["mysql"]
	}
	for _, text := range list {
		_, err := db.SQLX().ExecContext(t.Context(), text)
		no(t, err)
	}
}

func (p *Product) shown() string {
	return fmt.Sprintf("%s %s %s %d", p.Name, p.Folded, p.Total.StringFixed(2), p.Changes)
}

func TestGeneratedColumns(t *testing.T) {
	onBoth(t, schema.MustRegistry(&Product{}, &BareProduct{}), products, func(t *testing.T, db *orm.DB) {
		count(t, db)
		ctx, objects := t.Context(), orm.Objects[Product](db)
		price := decimal.RequireFromString
		tea := &Product{Name: "Tea", Folded: "nonsense", Price: price("1.10"), Qty: 3, Total: price("9")}
		no(t, orm.Save(ctx, db, tea))
		equal(t, "saved", tea.shown(), "Tea tea 3.30 1")
		tea.Qty, tea.Total = 4, price("1")
		no(t, orm.Update(ctx, db, tea))
		equal(t, "updated", tea.shown(), "Tea tea 4.40 2")
		tea.Price = price("2")
		no(t, orm.Update(ctx, db, tea, "price"))
		equal(t, "updated by name", tea.shown(), "Tea tea 8.00 3")
		tea.Name = "TEA"
		no(t, orm.Upsert(ctx, db, tea))
		equal(t, "upserted", tea.shown(), "TEA tea 8.00 4")

		list := []*Product{{Name: "A", Price: price("0.10"), Qty: 3}, {Name: "B", Price: price("0.20"), Qty: 3}}
		no(t, objects.BulkCreate(ctx, list))
		equal(t, "in bulk", list[0].shown()+", "+list[1].shown(), "A a 0.30 1, B b 0.60 1")
		list[0].Qty, list[1].Qty = 5, 6
		_, err := objects.BulkUpdate(ctx, list)
		no(t, err)
		if list[0].Has(&list[0].Total) || list[0].Has(&list[0].Changes) || !list[0].Has(&list[0].Qty) {
			t.Error("after a BulkUpdate what the database makes is not known")
		}
		no(t, orm.Load(ctx, db, list[0]))
		equal(t, "loaded", list[0].shown(), "A a 0.50 2")
		again := []*Product{{Name: "A", Price: price("1"), Qty: 1}, {Name: "C", Price: price("1"), Qty: 2}}
		no(t, objects.BulkCreate(ctx, again, orm.OnConflict("name"), orm.UpdateOnConflict("price", "qty")))
		equal(t, "upserted in bulk", again[0].shown()+", "+again[1].shown(), "A a 1.00 3, C c 2.00 1")
		bare := []*BareProduct{{Name: "D", Price: price("1"), Qty: 1}, {Name: "E", Price: price("1"), Qty: 2}}
		no(t, orm.Objects[BareProduct](db).BulkCreate(ctx, bare))
		bare[0].Qty, bare[1].Qty = 8, 9
		_, err = orm.Objects[BareProduct](db).BulkUpdate(ctx, bare, "qty")
		no(t, err)
		equal(t, "without a memory", fmt.Sprint(bare[0].Total.StringFixed(2), " ", bare[0].Changes, " ", bare[1].Total.StringFixed(2)), "8.00 2 9.00")

		found, err := objects.Filter(orm.Q{"folded": "tea", "total__gt": price("7.99")}).OrderBy("total").All(ctx)
		if err != nil || len(found) != 1 || found[0].shown() != "TEA tea 8.00 4" {
			t.Errorf("found %v, %v", found, err)
		}
		if n, err := objects.Filter(orm.Q{"name": "A"}).Update(ctx, orm.V{"qty": 10}); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		for name, err := range map[string]error{
			"Update": orm.Update(ctx, db, tea, "total"), "a set": second(objects.Filter(orm.Q{"name": "A"}).Update(ctx, orm.V{"total": price("1")})),
			"BulkUpdate":       second(objects.BulkUpdate(ctx, list, "folded")),
			"UpdateOnConflict": objects.BulkCreate(ctx, []*Product{{Name: "A"}}, orm.OnConflict("name"), orm.UpdateOnConflict("total")),
			"UpdateOrCreate":   third(objects.UpdateOrCreate(ctx, orm.V{"name": "A"}, orm.V{"total": price("1")})),
		} {
			if !errors.Is(err, orm.ErrReadOnly) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := orm.Decode(db, strings.NewReader(`{"Name": "x", "Total": "1"}`), &Product{}); !errors.Is(err, orm.ErrDecode) {
			t.Errorf("a body: %v", err)
		}
		_, err = db.SQLX().ExecContext(ctx, "UPDATE products SET price = 5 WHERE name = 'C'")
		no(t, err)
		failed := &Product{Name: "A", Price: price("1"), Qty: 1, Total: price("77"), Changes: 5}
		if err := orm.Save(ctx, db, failed); !errors.Is(err, orm.ErrUnique) || failed.Total.String() != "77" || failed.Changes != 5 {
			t.Errorf("a write that failed: %v, %v", err, failed)
		}
	})
}

func TestVirtualColumnsWhereThereAreNone(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(), func(t *testing.T, db *orm.DB) {
		other := dbtest.OpenEmpty(t, db.Dialect(), schema.MustRegistry(&Square{}))
		err := migrate.CreateAll(t.Context(), other)
		if db.Dialect() == "postgres" {
			if err == nil || !strings.Contains(err.Error(), "GeneratedStored") {
				t.Errorf("%v", err)
			}
			return
		}
		no(t, err)
		s := &Square{ID: 1, Side: 3}
		no(t, orm.Save(t.Context(), other, s))
		equal(t, "the area", s.Area, 9)
		s.Side = 4
		no(t, orm.Update(t.Context(), other, s))
		equal(t, "the area", s.Area, 16)
		changes, _, err := migrate.Drift(t.Context(), other)
		if err != nil || len(changes) > 0 {
			t.Errorf("%v, %v", changes, err)
		}
	})
}

// Square has a virtual column.
type Square struct {
	ID   int64
	Side int
	Area int
}

func (s *Square) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey().Autoincrement(false), schema.Integer(&s.Side), schema.Integer(&s.Area).Generated("side * side", schema.GeneratedVirtual),
	}}
}
