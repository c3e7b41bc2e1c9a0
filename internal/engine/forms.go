package engine

import (
	"context"
	"fmt"

	"github.com/ormar-go/ormar/internal/compile"
)

// compileForms makes a statement that depends on the stored forms of the columns that it compares, once it is known which forms they
// may have. The catalog is read when a new statement asks for that, on the connection on which it will run.
func (db *DB) compileForms(ctx context.Context, make func() (*compile.Statement, error)) (*compile.Statement, error) {
	forms := db.Dialect.Forms
	if forms == nil {
		return make()
	}
	before, _ := forms.Asked()
	st, err := make()
	if now, _ := forms.Asked(); now == before {
		return st, err
	}
	if err := db.learnForms(ctx); err != nil {
		return nil, err
	}
	_, absent := forms.Asked()
	if st, err = make(); err != nil {
		return nil, err
	}
	_, now := forms.Asked()
	st.Passing = now > absent
	return st, nil
}

// learnForms reads the catalog. No observer sees that: it belongs to compiling.
func (db *DB) learnForms(ctx context.Context) error {
	text, tables, parameter := db.Dialect.Forms.Catalog()
	p := &plan{statement: &compile.Statement{Text: text, Returns: true}, operation: "catalog"}
	defer p.drop()
	var found [][3]string
	_, err := db.route(ctx, db.current(ctx), p, []any{parameter}, func(run runner) (int64, error) {
		err := run.tuples(3, func(row []any) error {
			var names [3]string
			for i, v := range row {
				text, ok := v.(string)
				if !ok {
					return fmt.Errorf("orm: internal: the catalog has a %T where a text was expected", v)
				}
				names[i] = text
			}
			found = append(found, names)
			return nil
		})
		return int64(len(found)), err
	})
	if err == nil {
		db.Dialect.Forms.Learn(tables, found)
	}
	return err
}
