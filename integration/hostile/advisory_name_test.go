package hostile_test

import (
	"context"
	"errors"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// What Django found six times: names of results that a list of forbidden characters let through.
var aliases = []string{`x" FROM canary_secret --`, "x#y", "x.y", "x\x01y", "x\ny", "x\u2028y", "x/**/y", "x;y", "x%y", "x y", "x]y"}

func annotated(ctx context.Context, a *target, n string) error {
	_, err := owners(a).Annotate(n, orm.CountOf("pets")).Values(ctx, "id", n)
	return err
}

func ordered(ctx context.Context, a *target, n string) error {
	return finish(ctx, owners(a).OrderBy(n))
}

func selected(ctx context.Context, a *target, n string) error {
	_, err := owners(a).Values(ctx, n)
	return err
}

func filtered(ctx context.Context, a *target, n string) error {
	return finish(ctx, owners(a).Filter(orm.Q{n: "x"}))
}

func outsider(ctx context.Context, a *target, n string) error {
	return finish(ctx, owners(a).Filter(orm.Untrusted(map[string]any{n: "x"}, orm.Policy{})))
}

// nameAdvisories are about texts that became names, keywords or switches.
var nameAdvisories = []advisory{
	{"CVE-2026-26198", "ormar", "a column of min and max", []string{"1+1", "(SELECT secret FROM canary_secret)", "age) FROM canary_secret --"}, func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.MaxOf(n).As("m"))
		return err
	}, ""},
	{"CVE-2026-27953", "ormar", "marks of the library in a JSON body", []string{"__pk_only__", "__excluded__", "_orm_saved"}, func(_ context.Context, a *target, n string) error {
		return orm.Decode(a.db, strings.NewReader(`{"name":"x",`+quoted(n)+`:true}`), &owner{})
	}, ""},
	{"CVE-2025-64459", "Django", "switches among the keys of a filter", []string{"_connector", "_negated"}, filtered, ""},
	{"CVE-2019-14234", "Django", "keys inside a JSON column", []string{"name__a'b", "name__a') = 1 OR 1=1 --"}, filtered, ""},
	{"CVE-2024-53908", "Django", "the left side of has_key", []string{"name__has_key", "a' || 'b__has_key"}, filtered, ""},
	{"CVE-2021-35042", "Django", "an order", []string{"canary_secret.secret", "name; DROP TABLE canary_secret", "-(SELECT 1)"}, ordered, ""},
	{"CVE-2026-1312", "Django", "an order with a dot in it", []string{"owners.name", "x.name", `"x.y".name`}, ordered, ""},
	{"CVE-2022-28346", "Django", "the name of an annotation", aliases, annotated, ""},
	{"CVE-2025-57833", "Django", "the name of a filtered relation", aliases, func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).PrefetchAs(n, "pets", orm.Objects[pet](a.db)))
	}, ""},
	{"CVE-2025-59681", "Django", "a number sign in the name of an annotation", []string{"x#y", "#"}, annotated, ""},
	{"CVE-2025-13372", "Django", "the name of an annotation on PostgreSQL", aliases, func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).AnnotateExpr(n, orm.Lower(orm.F("name"))).Values(ctx, n)
		return err
	}, ""},
	{"CVE-2026-1287", "Django", "control characters in the name of an aggregate", []string{"x\x01y", "x\x7fy", "x\u0085y"}, func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.MaxOf("age").As(n))
		return err
	}, ""},
	{"CVE-2024-42005", "Django", "columns of values", []string{`name"`, "name' --", "data__a'b"}, selected, ""},
	{"CVE-2022-34265", "Django", "the unit of truncation and extraction", []string{"year' FROM now()) --", "day), (SELECT 1"}, func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.DateTrunc(n, orm.Now()).IsNull()))
	}, ""},
	{"CVE-2019-7164", "SQLAlchemy", "an order", []string{"if(1=1,sleep(0),1)", "1"}, ordered, ""},
	{"CVE-2019-7548", "SQLAlchemy", "a group", []string{"name) UNION SELECT 1 --", "1"}, func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).GroupBy(n).Aggregate(ctx, orm.CountOf("id").As("n"))
		return err
	}, ""},
	{"CVE-2015-1369", "Sequelize", "the direction of an order", []string{"name ASC; DROP TABLE canary_secret", "-name desc"}, ordered, ""},
	{"CVE-2023-22578", "Sequelize", "attributes with brackets", []string{"(name) FROM canary_secret --", "count(*)"}, selected, ""},
	{"CVE-2023-22579", "Sequelize", "a condition that is a text", []string{"1=1", "id > 0"}, filtered, ""},
	{"CVE-2019-10748", "Sequelize", "paths of JSON, on MySQL and MariaDB", []string{"name__a')", `name__"a`}, filtered, ""},
	{"CVE-2019-10752", "Sequelize", "paths of JSON, on every database", []string{"name__a`", "name__a]"}, filtered, ""},
	{"CVE-2026-30951", "Sequelize", "the type of a cast in a JSON path", []string{"name::text", "name__a::int) OR 1=1 --"}, filtered, ""},
	{"CVE-2026-32763", "Kysely", "a quote in a JSON path", []string{"name__a'b"}, outsider, ""},
	{"CVE-2026-33442", "Kysely", "a backslash in a JSON path", []string{`name__a\`, `name__a\' OR 1=1 --`}, outsider, ""},
	{"CVE-2026-44635", "Kysely", "a dot in a JSON path", []string{"name__a.b", "name.a"}, outsider, ""},
	{"CVE-2026-34220", "MikroORM", "objects that stand for operators", []string{"$ne", "$or", "$and", "name__$ne"}, filtered, ""},
	{"CVE-2019-14900", "Hibernate", "literals in what is selected and grouped", []string{"'x'", "'x' UNION SELECT 1 --"}, selected, ""},
	{"CVE-2019-15562", "GORM", "a condition given as a text in the place of a key", []string{"id = 1 OR 1=1", "1=1"}, filtered, ""},
	{"CVE-2026-13766", "DBIx::QuickORM", "names of columns to read", []string{"name, secret", `name" FROM canary_secret --`}, selected, ""},
	{"CVE-2025-32020", "crud-query-parser", "a sort key of a query string", []string{"name;--", "(CASE WHEN 1=1 THEN name END)"}, func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).OrderBy(orm.UntrustedOrder([]string{n}, orm.Policy{})...))
	}, ""},
	{"CVE-2026-39356", "Drizzle", "quotes in names of tables and columns", nil, func(context.Context, *target, string) error {
		for _, m := range []schema.Definer{&doubleQuoted{}, &backQuoted{}, &cutOff{}} {
			if _, err := schema.NewRegistry(m); !errors.Is(err, schema.ErrDefinition) {
				return nil
			}
		}
		return orm.ErrQuery // a mistake of the program's, told before there is a database
	}, ""},
}

// doubleQuoted, backQuoted and cutOff are models with hostile names of a table or a column.
type doubleQuoted struct {
	orm.Model
	ID int64
}

func (m *doubleQuoted) Schema() schema.Table {
	return schema.Table{Name: `a"b`, Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey()}}
}

type backQuoted struct {
	orm.Model
	ID int64
}

func (m *backQuoted) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey().Name("a`b")}}
}

type cutOff struct {
	orm.Model
	ID int64
}

func (m *cutOff) Schema() schema.Table {
	return schema.Table{Name: "a\x00b", Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey()}}
}
