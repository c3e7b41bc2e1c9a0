package main

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// library is one way to write models and to ask for them.
type library struct {
	name    string
	imports []string
	shared  string // declarations that are there once, whatever the number of models
	model   func(name string) string
}

// columns are those of every model, in every library: what a small table has.
const columns = `	Name    string
	Email   string
	Age     int
	Score   float64
	Active  bool
	Created time.Time
	Points  *int64
`

// libraries are measured by one query for each model, but for the last, which calls the whole API of each.
func libraries() []library {
	return []library{
		{"gorm", []string{"context", "time", "gorm.io/gorm"}, "", func(name string) string {
			return "type " + name + " struct {\n\tID int64\n" + columns + "}\n" +
				"func ask" + name + "(ctx context.Context, db *gorm.DB) (list []" + name + ", err error) {\n" +
				"\terr = db.WithContext(ctx).Where(\"age > ?\", 1).Find(&list).Error\n\treturn list, err\n}\n"
		}},
		{"gorm, generics", []string{"context", "time", "gorm.io/gorm"}, "", func(name string) string {
			return "type " + name + " struct {\n\tID int64\n" + columns + "}\n" +
				"func ask" + name + "(ctx context.Context, db *gorm.DB) ([]" + name + ", error) {\n" +
				"\treturn gorm.G[" + name + "](db).Where(\"age > ?\", 1).Find(ctx)\n}\n"
		}},
		{"bun", []string{"context", "time", "github.com/uptrace/bun"}, "", func(name string) string {
			return "type " + name + " struct {\n\tbun.BaseModel\n\tID int64 `bun:\",pk,autoincrement\"`\n" + columns + "}\n" +
				"func ask" + name + "(ctx context.Context, db *bun.DB) (list []" + name + ", err error) {\n" +
				"\terr = db.NewSelect().Model(&list).Where(\"age > ?\", 1).Scan(ctx)\n\treturn list, err\n}\n"
		}},
		{"ormar", ormarImports, "", func(name string) string { return ormarModel(name, "", "") + ormarQuery(name) }},
		wholeAPI(),
	}
}

var ormarImports = []string{"context", "time", "github.com/ormar-go/ormar/orm", "github.com/ormar-go/ormar/schema"}

func ormarModel(name, relations, fields string) string {
	return "type " + name + " struct {\n\torm.Model\n\tID int64\n" + columns + relations + "}\n" +
		"func (m *" + name + ") Schema() schema.Table {\n\treturn schema.Table{Fields: schema.Fields{\n" +
		"\t\tschema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 100), schema.String(&m.Email, 100), schema.Integer(&m.Age),\n" +
		"\t\tschema.Float(&m.Score), schema.Boolean(&m.Active), schema.DateTime(&m.Created), schema.BigInteger(&m.Points),\n" + fields +
		"\t}}\n}\n"
}

func ormarQuery(name string) string {
	return "func ask" + name + "(ctx context.Context, db *orm.DB) ([]*" + name + ", error) {\n" +
		"\treturn orm.Objects[" + name + "](db).Filter(orm.Gt(&orm.Fields[" + name + "]().Age, 1)).All(ctx)\n}\n"
}

// target and link stand for a generated model and for the one link model where the methods are looked up.
type (
	target struct{ orm.Model }
	link   struct{ orm.Model }
)

// wholeAPI calls, for each model, every method of the generic types, as they are today: a new method counts from its first day.
func wholeAPI() library {
	return library{"ormar, every method", append([]string{"iter", "reflect"}, ormarImports...), ormarModel("Link", "", ""), func(name string) string {
		var b strings.Builder
		b.WriteString(ormarModel(name, "\tUp   orm.One["+name+"]\n\tDown orm.Many["+name+"]\n\tSide orm.ManyThrough["+name+", Link]\n",
			"\t\tschema.ForeignKey(&m.Up), schema.ManyToMany(&m.Side),\n"))
		fmt.Fprintf(&b, "func use%s(q orm.QuerySet[%[1]s], g orm.Grouped[%[1]s], m *%[1]s) {\n\tvar _ = orm.Objects[%[1]s]\n", name)
		for _, of := range []struct {
			on string
			t  reflect.Type
		}{
			{"q", reflect.TypeFor[orm.QuerySet[target]]()}, {"g", reflect.TypeFor[orm.Grouped[target]]()},
			{"m.Up", reflect.TypeFor[*orm.One[target]]()}, {"m.Down", reflect.TypeFor[*orm.Many[target]]()},
			{"m.Side", reflect.TypeFor[*orm.ManyThrough[target, link]]()},
		} {
			for method := range of.t.Methods() {
				b.WriteString("\t" + of.on + "." + method.Name + "(" + arguments(method.Type, name) + ")\n")
			}
		}
		b.WriteString("}\nvar _ iter.Seq[reflect.Type]\nvar _ schema.Table\n")
		return b.String()
	}}
}

// arguments are zero values for the parameters behind the receiver, without those that may be left out.
func arguments(method reflect.Type, model string) string {
	var list []string
	last := method.NumIn()
	if method.IsVariadic() {
		last--
	}
	here := strings.NewReplacer("main.target", model, "main.link", "Link", "interface {}", "any", here()+".target", model, here()+".link", "Link")
	for i := 1; i < last; i++ {
		list = append(list, "*new("+here.Replace(method.In(i).String())+")")
	}
	return strings.Join(list, ", ")
}

// here is the path by which reflect calls this package inside type arguments.
func here() string { return reflect.TypeFor[target]().PkgPath() }

// source is a package of n models. The nonce makes it another package to the build cache.
func (l library) source(n int, nonce string) string {
	var b strings.Builder
	b.WriteString("package models\n\nimport (\n")
	for _, path := range l.imports {
		fmt.Fprintf(&b, "\t%q\n", path)
	}
	b.WriteString(")\n\nvar nonce = \"" + nonce + "\"\n\n" + l.shared)
	for i := range n {
		b.WriteString(l.model(fmt.Sprintf("Model%02d", i+1)))
	}
	return b.String()
}
