package suite

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// cryptCases are the encrypted fields: what is stored, what is found, what is refused, and how keys change.
func cryptCases() []Case {
	return []Case{
		{Name: "crypt/every cipher stores no plaintext and reads back, over joins too (E-01 to E-05)", Models: vaults, Run: cryptReads},
		{Name: "crypt/exact and in find what Searchable, HMAC and Hash store (E-02)", Models: vaults, Run: cryptFinds},
		{Name: "crypt/anything else is refused when the query is built (E-03)", Models: vaults, Run: cryptRefuses},
		{Name: "crypt/a loaded digest is not digested again (E-02)", Models: vaults, Run: cryptDigestsOnce},
		{Name: "crypt/a changed, cut or moved text is refused without a reason", Models: vaults, Run: cryptTampered},
		{Name: "crypt/no error and no argument shows a plaintext", Models: vaults, Run: cryptSilent},
		{Name: "crypt/a password is verified and never looked into", Models: vaults, Run: cryptPassword},
		{Name: "crypt/rotation writes what earlier keys made, once", Models: safes, Needs: Adoption, Run: rotates},
		{Name: "crypt/rotation goes by conditions and pages and says what it refuses", Models: safes, Needs: Adoption, Run: rotatesSome},
		{Name: "crypt/rotation loses no write of others", Models: safes, Needs: Adoption | Locks | Isolation, Run: rotatesUnderWriters},
	}
}

const secretText = "pläintext-4711"

func newVault(mail string) *cryptVault {
	pin := 4711
	return &cryptVault{Note: secretText, Mail: mail, Twin: secretText, Token: secretText, Pin: &pin,
		Doc: map[string]any{"k": secretText}, Old: secretText, Digest: "test1", Shout: "psst"}
}

// sealedRow is a row as the database stores it, by column.
func sealedRow(t *testing.T, db *orm.DB, table string, id int64) map[string]any {
	t.Helper()
	row := map[string]any{}
	noError(t, db.SQLX().QueryRowx(db.SQLX().Rebind("SELECT * FROM "+table+" WHERE id = ?"), id).MapScan(row))
	for k, v := range row {
		if b, ok := v.([]byte); ok {
			row[k] = string(b)
		}
	}
	return row
}

func cryptReads(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	one, two := newVault("one@example.com"), newVault("two@example.com")
	two.Pin = nil
	noError(t, orm.Save(ctx, db, one))
	noError(t, orm.Objects[cryptVault](db).BulkCreate(ctx, []*cryptVault{two}))
	noError(t, orm.Save(ctx, db, &cryptVisit{Vault: orm.Ref(one)}))
	for _, v := range []*cryptVault{one, two} {
		for column, stored := range sealedRow(t, db, "vaults", v.ID) {
			if text, ok := stored.(string); ok && (strings.Contains(text, secretText) || strings.Contains(text, "4711")) {
				t.Errorf("%s stores %q", column, text)
			}
		}
	}
	equal(t, "NULL", sealedRow(t, db, "vaults", two.ID)["pin"], nil)
	// The vectors were made by ormar in Python.
	equal(t, "the hash", sealedRow(t, db, "vaults", one.ID)["digest"],
		"b38db31ed4f8d584bb20c044cbf8395dee7279187a29eb38b1f4f6fe0d5bd94a5700f66d79980f67b73c56eed7986f3e60155ac28dc4a5e9c9a2989b48900a6d")
	_, err := db.SQLX().Exec(db.SQLX().Rebind("UPDATE vaults SET old = ? WHERE id = ?"),
		"gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD2qD1ekaQY_aTDMT_quKLZI5NKBixjyPL7DCtmnJZvv3Pa6JgbynRbPulWfA_wVHnQ==", two.ID)
	noError(t, err)

	loaded, err := orm.Objects[cryptVault](db).OrderBy("id").All(ctx)
	noError(t, err)
	visit, err := orm.Objects[cryptVisit](db).SelectRelated("vault").Get(ctx)
	noError(t, err)
	fetched, err := orm.Objects[cryptVisit](db).PrefetchRelated("vault").Get(ctx)
	noError(t, err)
	equal(t, "old of Python", loaded[1].Old, "test1")
	for _, v := range []*cryptVault{loaded[0], loaded[1], visit.Vault.Get(), fetched.Vault.Get()} {
		equal(t, "note", v.Note, secretText)
		equal(t, "twin", v.Twin, secretText)
		equal(t, "doc", v.Doc, map[string]any{"k": secretText})
		equal(t, "shout", v.Shout, "psst")
		if !strings.HasPrefix(v.Token, "orm1:h:a:") {
			t.Errorf("a token reads as %q", v.Token)
		}
	}
	equal(t, "pin", *visit.Vault.Get().Pin, 4711)
	rows, err := orm.Objects[cryptVault](db).OrderBy("id").Values(ctx, "note", "pin")
	noError(t, err)
	equal(t, "values", rows, []orm.Row{{"note": secretText, "pin": 4711}, {"note": secretText, "pin": nil}})
	if a := sealedRow(t, db, "vaults", one.ID); a["note"] == sealedRow(t, db, "vaults", two.ID)["note"] || a["mail"] == a["twin"] {
		t.Error("equal texts are stored where they should differ")
	}
}

func cryptFinds(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx, objects, f := t.Context(), orm.Objects[cryptVault](db), orm.Fields[cryptVault]()
	one, two := newVault("one@example.com"), newVault("two@example.com")
	two.Token, two.Digest, two.Pin = "other", "other", nil
	noError(t, objects.BulkCreate(ctx, []*cryptVault{one, two}))
	noError(t, orm.Save(ctx, db, &cryptVisit{Vault: orm.Ref(two)}))
	pin := 4711
	for name, c := range map[string]struct {
		cond orm.Condition
		want []int64
	}{
		"exact":                       {orm.Q{"mail": "two@example.com"}, []int64{two.ID}},
		"by pointer":                  {orm.Eq(&f.Mail, "one@example.com"), []int64{one.ID}},
		"another case":                {orm.Q{"mail": "ONE@example.com"}, []int64{}},
		"in":                          {orm.In(&f.Mail, "one@example.com", "two@example.com", "x"), []int64{one.ID, two.ID}},
		"in nothing":                  {orm.Q{"mail__in": []string{}}, []int64{}},
		"both have it":                {orm.Q{"twin": secretText}, []int64{one.ID, two.ID}},
		"a number":                    {orm.Eq(&f.Pin, &pin), []int64{one.ID}},
		"hmac":                        {orm.Q{"token": secretText}, []int64{one.ID}},
		"hash":                        {orm.Q{"digest__in": []string{"test1", "x"}}, []int64{one.ID}},
		"not":                         {orm.Not(orm.Q{"token": secretText}), []int64{two.ID}},
		"together":                    {orm.Or(orm.Q{"token": "other"}, orm.Q{"mail": "one@example.com"}), []int64{one.ID, two.ID}},
		"nil":                         {orm.Q{"pin": nil}, []int64{two.ID}},
		"a digest that somebody read": {orm.Q{"token": sealedRow(t, db, "vaults", one.ID)["token"]}, []int64{}},
	} {
		got, err := objects.Filter(c.cond).OrderBy("id").All(ctx)
		noError(t, err)
		ids := []int64{}
		for _, v := range got {
			ids = append(ids, v.ID)
		}
		equal(t, name, ids, c.want)
	}
	n, err := orm.Objects[cryptVisit](db).Filter(orm.Q{"vault__mail": "two@example.com"}).Count(ctx)
	noError(t, err)
	equal(t, "over a join", n, int64(1))
	err = orm.Save(ctx, db, newVault("one@example.com"))
	var c *orm.ConstraintError
	if !errors.As(err, &c) || !errors.Is(err, orm.ErrUnique) || strings.Contains(c.Error(), "one@example") {
		t.Errorf("the same mail again: %v", err)
	}
	got, made, err := objects.GetOrCreate(ctx, orm.V{"mail": "one@example.com"}, orm.V{"note": "n"})
	noError(t, err)
	equal(t, "found by its sealed key", []any{got.ID, made}, []any{one.ID, false})
}

func cryptRefuses(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	objects := orm.Objects[cryptVault](db)
	var refused []orm.QuerySet[cryptVault]
	for _, field := range []string{"note", "doc", "old", "shout"} {
		refused = append(refused, objects.Filter(orm.Q{field: "x"}), objects.Filter(orm.Q{field + "__in": []string{"x"}}),
			objects.Exclude(orm.Q{field: "x"}))
	}
	for _, field := range []string{"note", "mail", "token", "digest", "old"} {
		for _, lookup := range []string{"iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "gt",
			"gte", "lt", "lte", "ne", "regex", "isnull"} {
			var value any = "x"
			if lookup == "isnull" {
				value = true
			}
			refused = append(refused, objects.Filter(orm.Q{field + "__" + lookup: value}))
		}
		refused = append(refused, objects.Filter(orm.Q{field + "__range": []string{"a", "b"}}), objects.OrderBy(field),
			objects.OrderBy("-"+field), objects.Filter(orm.F(field).Eq("x")), objects.Filter(orm.F("id").Eq(orm.F(field))),
			objects.Annotate("top", orm.MaxOf(field)))
	}
	for i, q := range refused {
		if _, _, err := q.ToSql(); !errors.Is(err, orm.ErrNotSearchable) || !errors.Is(err, orm.ErrQuery) {
			t.Errorf("question %d: %v, want ErrNotSearchable", i, err)
		}
		if _, err := q.All(t.Context()); !errors.Is(err, orm.ErrNotSearchable) {
			t.Errorf("question %d, asked: %v", i, err)
		}
	}
	for name, err := range map[string]error{
		"max":      second(orm.Max[string](t.Context(), objects, "mail")),
		"sum":      second(orm.Sum[int](t.Context(), objects, "pin")),
		"group by": second(objects.GroupBy("mail").Aggregate(t.Context(), orm.CountOf("id"))),
		"join":     second(orm.Objects[cryptVisit](db).OrderBy("vault__mail").All(t.Context())),
		"update":   second(objects.Each().Update(t.Context(), orm.V{"note": orm.F("mail")})),
	} {
		if !errors.Is(err, orm.ErrNotSearchable) {
			t.Errorf("%s: %v, want ErrNotSearchable", name, err)
		}
	}
	sent.Want(t, 0)
}

// second is the error of a call with a result.
func second[V any](_ V, err error) error { return err }

func cryptDigestsOnce(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, objects := t.Context(), orm.Objects[cryptVault](db)
	v := newVault("one@example.com")
	noError(t, orm.Save(ctx, db, v))
	first := sealedRow(t, db, "vaults", v.ID)
	loaded, err := objects.Get(ctx, orm.Q{"id": v.ID})
	noError(t, err)
	noError(t, orm.Update(ctx, db, loaded))
	_, err = objects.BulkUpdate(ctx, []*cryptVault{loaded})
	noError(t, err)
	for _, column := range []string{"token", "digest"} {
		equal(t, column+" after two writes", sealedRow(t, db, "vaults", v.ID)[column], first[column])
	}
	loaded.Token = "changed"
	noError(t, orm.Update(ctx, db, loaded, "token"))
	_, err = objects.Filter(orm.Q{"id": v.ID}).Update(ctx, orm.V{"digest": "changed"})
	noError(t, err)
	n, err := objects.Filter(orm.Q{"token": "changed", "digest": "changed"}).Count(ctx)
	noError(t, err)
	equal(t, "found by the new plaintexts", n, int64(1))
}

func cryptTampered(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, objects := t.Context(), orm.Objects[cryptVault](db)
	v := newVault("one@example.com")
	noError(t, orm.Save(ctx, db, v))
	good := sealedRow(t, db, "vaults", v.ID)
	write := func(column, text string) {
		t.Helper()
		_, err := db.SQLX().Exec(db.SQLX().Rebind("UPDATE vaults SET "+column+" = ? WHERE id = ?"), text, v.ID)
		noError(t, err)
	}
	for _, column := range []string{"note", "mail", "doc", "old", "pin"} {
		text := good[column].(string)
		bad := []string{"", text[:len(text)-1], text + "A", text[:len(text)/2], secretText, "4711", "orm1:a:zz:AAAA",
			strings.Replace(text, ":a:", ":b:", 1) + "A"}
		for _, i := range []int{len(text) - 1, len(text) / 2, len(text) * 2 / 3} {
			bad = append(bad, text[:i]+string(text[i]^1)+text[i+1:])
		}
		if column != "old" { // a Fernet token is not bound to its column
			other := "twin"
			if column == "note" {
				other = "doc"
			}
			bad = append(bad, good[other].(string))
		}
		for _, b := range bad {
			if b == text {
				continue
			}
			write(column, b)
			_, err := objects.Get(ctx, orm.Q{"id": v.ID})
			if !errors.Is(err, orm.ErrDecrypt) {
				t.Errorf("%s = %q: %v, want ErrDecrypt", column, b, err)
			} else if strings.Contains(err.Error(), secretText) || b != "" && strings.Contains(err.Error(), b) {
				t.Errorf("the error shows what is stored: %v", err)
			}
		}
		write(column, text)
	}
	_, err := objects.Get(ctx, orm.Q{"id": v.ID})
	noError(t, err)
}

func cryptSilent(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	long := strings.Repeat(secretText, 20)
	v := newVault("one@example.com")
	v.Note, v.Token, v.Old = long, long, "\x00"+secretText
	var errs []error
	errs = append(errs, orm.Save(ctx, db, v), orm.Validate(db, v))
	objects := orm.Objects[cryptVault](db)
	errs = append(errs, second(objects.Each().Update(ctx, orm.V{"note": long})), second(objects.Each().Update(ctx, orm.V{"pin": secretText})),
		second(objects.All(ctx, orm.Q{"pin": secretText})), objects.BulkCreate(ctx, []*cryptVault{v}))
	for i, err := range errs {
		if err == nil {
			t.Errorf("%d: no error", i)
		} else if strings.Contains(err.Error(), secretText) {
			t.Errorf("%d: the error shows the plaintext: %v", i, err)
		}
		var failed *schema.ValidationError
		if errors.As(err, &failed) {
			for _, f := range failed.Failures {
				equal(t, "the value of "+f.Path, f.Value, nil)
			}
		}
	}
	sent.Want(t, 0)
}

func cryptPassword(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, objects := t.Context(), orm.Objects[cryptVault](db)
	v := newVault("one@example.com")
	var err error
	v.Password, err = crypt.NewPassword("correct horse")
	noError(t, err)
	noError(t, orm.Save(ctx, db, v))
	loaded, err := objects.Get(ctx, orm.Q{"mail": "one@example.com"})
	noError(t, err)
	if !loaded.Password.Verify("correct horse") || loaded.Password.Verify("wrong") {
		t.Error("the password does not tell right from wrong")
	}
	for _, q := range []orm.QuerySet[cryptVault]{objects.Filter(orm.Q{"password": v.Password}), objects.OrderBy("password")} {
		if _, err := q.All(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("got %v, want ErrQuery", err)
		}
	}
	noError(t, orm.Save(ctx, db, newVault("two@example.com")))
	n, err := objects.Filter(orm.Q{"password__isnull": true}).Count(ctx)
	noError(t, err)
	equal(t, "without a password", n, int64(1))
}
