package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// A row has one token: what the standard library's base64 reads to the same bytes is another text, and refused.
func TestCursorHasOneText(t *testing.T) {
	db := offline(t)
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/="
	unused := 0
	for _, title := range []string{"", "a", "ab"} { // every number of unused bits
		q := orm.Objects[book](db).OrderBy("title")
		token, err := q.Cursor(&book{ID: 1, Title: title})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := q.After(token).ToSql(); err != nil {
			t.Fatalf("the token itself: %v", err)
		}
		texts := []string{token + "\n", "\r\n" + token, token[:8] + "\r" + token[8:], token[:8] + "\n" + token[8:], token + "=", " " + token}
		for _, c := range alphabet {
			if last := string(c); !strings.HasSuffix(token, last) {
				texts = append(texts, token[:len(token)-1]+last)
			}
		}
		if len(token)%4 != 0 {
			unused++
		}
		for _, text := range texts {
			if _, _, err := q.After(text).ToSql(); !errors.Is(err, orm.ErrQuery) {
				t.Errorf("After(%q), where the token is %q: %v", text, token, err)
			}
			if _, _, err := q.Before(text).ToSql(); !errors.Is(err, orm.ErrQuery) {
				t.Errorf("Before(%q): %v", text, err)
			}
		}
	}
	if unused == 0 {
		t.Error("no token has unused bits")
	}
}
