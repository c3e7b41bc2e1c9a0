package engine

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/schema"
)

// A server may quote the values of a statement: where one is secret its words are left out, its error is not.
func TestServersWordsAreHushed(t *testing.T) {
	quoting, network := errors.New("duplicate entry 'hunter2'"), errors.New("broken pipe")
	plain := &plan{statement: &compile.Statement{Slots: []compile.Slot{{Attr: &schema.Attribute{}}}}}
	secret := &plan{statement: &compile.Statement{Slots: []compile.Slot{{Attr: &schema.Attribute{Secret: true}}}}}
	db := &DB{Driver: Driver{FromServer: func(err error) bool { return err == quoting }, Wrap: verdict}}
	for _, c := range []struct {
		name   string
		plan   *plan
		err    error
		hushed bool
	}{{"a secret", secret, quoting, true}, {"no secret", plain, quoting, false}, {"not the server's", secret, network, false}, {"no plan", nil, quoting, false}} {
		err := db.wrap(t.Context(), c.plan, c.err, false)
		if !errors.Is(err, c.err) || strings.Contains(err.Error(), c.err.Error()) == c.hushed {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	db.Driver.FromServer = nil
	if err := db.wrap(t.Context(), secret, quoting, false); err != quoting {
		t.Errorf("a driver that does not tell: %v", err)
	}
}
