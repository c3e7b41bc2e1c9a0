package inspected

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/integration/inspected/typeslite"
	"github.com/ormar-go/ormar/integration/inspected/typesmy"
	"github.com/ormar-go/ormar/integration/inspected/typespg"
	"github.com/ormar-go/ormar/migrate/inspect"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Every type that a database has is read, found by its own value, written back and inserted by one statement and by many, with nothing lost.
func TestTypes(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		db := written(t, "postgres", "types.postgres.sql", "typespg", inspect.Options{}, typespg.Models()...)
		everything[typespg.Everything](t, db, map[string]string{"a_json": "", "an_xml": "", "a_real": "0.1 has another nearest value of 64 bits"})
		n := pairsOf[typespg.Account](t, db) + pairsOf[typespg.Follow](t, db) + pairsOf[typespg.Tenant](t, db) + pairsOf[typespg.Transfer](t, db)
		if n < 30 {
			t.Errorf("only %d pairs of related rows", n)
		}
		again(t, db, "postgres", func(text string) string { // triggers are not made
			return strings.ReplaceAll(text, ".ReadBack()", "")
		}, typespg.Models()...)
	})
	t.Run("mariadb", func(t *testing.T) {
		db := written(t, "mariadb", "types.mariadb.sql", "typesmy", inspect.Options{}, typesmy.Models()...)
		everything[typesmy.Everything](t, db, nil)
		if n := pairsOf[typesmy.Account](t, db) + pairsOf[typesmy.Tenant](t, db) + pairsOf[typesmy.Transfer](t, db); n < 15 {
			t.Errorf("only %d pairs of related rows", n)
		}
		again(t, db, "mariadb", func(text string) string {
			return strings.ReplaceAll(text, ".ReadBack()", "")
		}, typesmy.Models()...)
	})
	t.Run("sqlite", func(t *testing.T) {
		db := written(t, "sqlite", "types.sqlite.sql", "typeslite", inspect.Options{}, typeslite.Models()...)
		everything[typeslite.Everything](t, db, nil)
		if n := pairsOf[typeslite.Account](t, db) + pairsOf[typeslite.Tenant](t, db) + pairsOf[typeslite.Transfer](t, db); n < 15 {
			t.Errorf("only %d pairs of related rows", n)
		}
	})
}

// everything reads the one row of a table, finds it by each of its values but for those that have no equality, and writes it in every way.
func everything[T any, P orm.PtrTo[T]](t *testing.T, db *orm.DB, unequal map[string]string) {
	t.Helper()
	ctx, m := t.Context(), modelOf[T](t, db)
	first := check(orm.Objects[T, P](db).OrderBy("id").First(ctx))(t)
	value := func(row *T, a *schema.Attribute) any {
		return reflect.ValueOf(row).Elem().FieldByName(a.GoName).Interface()
	}
	same := func(how string, row *T) {
		t.Helper()
		for _, a := range m.Attributes {
			if x, y := value(first, a), value(row, a); a.Name != "id" && !a.ServerMade() && !reflect.DeepEqual(x, y) {
				t.Errorf("%s: %s is %s, want %s", how, a.Name, shown(y), shown(x))
			}
		}
	}
	for _, a := range m.Attributes {
		v := reflect.ValueOf(value(first, a))
		if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Slice && v.Len() == 0 {
			if !a.ServerMade() {
				t.Errorf("%s has no value to try", a.Name)
			}
			continue
		}
		if _, is := unequal[a.Name]; is || a.Kind == schema.KindJSON && a.Elem == nil {
			continue
		}
		if n, err := orm.Objects[T, P](db).Filter(orm.Q{a.Name: value(first, a)}).Count(ctx); err != nil || n != 1 {
			t.Errorf("by %s = %s: %d rows, %v", a.Name, shown(value(first, a)), n, err)
		}
	}
	var names []string
	for _, a := range m.Attributes {
		if !a.PrimaryKey && a.Generated == "" {
			names = append(names, a.Name)
		}
	}
	if err := orm.Update(ctx, db, P(first), names...); err != nil {
		t.Fatalf("written back: %v", err)
	}
	same("written back", check(orm.Objects[T, P](db).Get(ctx, orm.Q{"id": value(first, m.Attribute("id"))}))(t))
	for how, row := range inserted[T, P](t, db, m, names) {
		same(how, row)
	}
}

// inserted writes the row three times more, by one statement and by many, and gives all rows.
func inserted[T any, P orm.PtrTo[T]](t *testing.T, db *orm.DB, m *schema.Model, names []string) map[string]*T {
	t.Helper()
	ctx := t.Context()
	again := []*T{check(orm.Objects[T, P](db).First(ctx))(t), check(orm.Objects[T, P](db).First(ctx))(t), check(orm.Objects[T, P](db).First(ctx))(t)}
	for i := range again {
		fresh := new(T)
		for _, a := range m.Attributes {
			if a.Name != "id" && a.Generated == "" {
				reflect.ValueOf(fresh).Elem().FieldByName(a.GoName).Set(reflect.ValueOf(again[i]).Elem().FieldByName(a.GoName))
			}
		}
		again[i] = fresh
	}
	if err := orm.Save(ctx, db, P(again[0])); err != nil {
		t.Fatalf("inserted: %v", err)
	}
	if err := orm.Objects[T, P](db).BulkCreate(ctx, again[1:]); err != nil {
		t.Fatalf("inserted in bulk: %v", err)
	}
	if _, err := orm.Objects[T, P](db).BulkUpdate(ctx, again, names...); err != nil {
		t.Fatalf("updated in bulk: %v", err)
	}
	rows := check(orm.Objects[T, P](db).All(ctx))(t)
	if len(rows) != 4 {
		t.Errorf("%d rows", len(rows))
	}
	out := map[string]*T{}
	for i, row := range rows {
		out["inserted, row "+strconv.Itoa(i)] = row
	}
	return out
}

// shown is a value without pointers.
func shown(v any) string {
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.Pointer && !r.IsNil() {
		return shown(r.Elem().Interface())
	}
	if raw, is := v.([]byte); is {
		return string(raw)
	}
	return plainly(v)
}
