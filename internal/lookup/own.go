package lookup

import (
	"strings"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Own makes a statement of a caller's text and arguments. It may name columns of the model as {path}; the model is nil where there is
// none. named are these columns by what stands for them.
func Own(db *engine.DB, call, text string, args []any, m *schema.Model) (o engine.Own, named map[string]*schema.Attribute, err error) {
	o = engine.Own{Call: call, Text: text, Args: make([]any, len(args)), Attrs: make([]*schema.Attribute, len(args))}
	for i, v := range args {
		a, ok := v.(Argument)
		if !ok {
			o.Args[i] = v
			continue
		}
		attr, canonical, err := a.bound(db, false)
		if err != nil {
			return o, nil, err
		}
		if o.Attrs[i] = attr; canonical != nil {
			if canonical, err = db.Dialect.Bind(attr, canonical); err != nil {
				return o, nil, query.Errorf("%s: %w", call, err)
			}
		}
		o.Args[i] = canonical
	}
	named, err = nameColumns(db, &o, m)
	return o, named, err
}

// nameColumns puts columns in the place of the {paths} of a statement.
func nameColumns(db *engine.DB, o *engine.Own, m *schema.Model) (map[string]*schema.Attribute, error) {
	pieces, texts := db.Dialect.Syntax.SplitPaths(o.Text)
	if len(texts) == 0 {
		return nil, nil
	}
	if m == nil {
		return nil, query.Errorf("%s: {%s} names a column of a model, and there is none here; write the column's name", o.Call, schema.Printable(texts[0]))
	}
	named, paths := map[string]*schema.Attribute{}, make([]*schema.Path, len(texts))
	var text strings.Builder
	text.WriteString(pieces[0])
	for i, path := range texts {
		p, err := m.Path(path)
		if err != nil {
			return nil, err
		}
		if p.Attr == nil || len(p.Steps) > 0 {
			return nil, query.Errorf("%s: {%s} is no column of %s; join its table yourself and name its column", o.Call, p.Text, m.Name)
		}
		column := db.Column(p.Attr)
		named[column], paths[i] = p.Attr, p
		text.WriteString(column + pieces[i+1])
	}
	o.Text = text.String()
	return named, refuseBare(db, o.Call, pieces, paths, o.Args, o.Attrs)
}
