package orm

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Request is what a query string asks for, checked against a policy when a QuerySet takes it. It is
// immutable and may be shared.
type Request struct {
	values map[string][]string
	policy lookup.Policy
	whole  bool // no page
}

// UntrustedQuery takes the query string of a request, which comes from a stranger:
//
//	status=open&priority__gte=3&tag__in=a,b&done__isnull=true    conditions, as keys of a Q
//	sort=-created_at,id      page=2&size=50      after=… before=…      total=false
//	q=some words      fields=id,title      include=author,comments
//
// Names are those of JSON or of attributes, part by part. Texts convert by the kind of the field, as
// strictly as in Decode: numbers and true and false as JSON writes them, an instant as RFC 3339 or a
// date, lists with commas. q finds the rows that have each of its words in some field that the
// policy's Search names, whatever the case. fields reads only these columns, and the key (of a model
// without the embedded orm.Model all columns are read, and a Page shows these); include
// loads the relations that the policy names. A field that is called like one of these parameters is
// asked for with a lookup: page__exact=3.
//
// What a policy does not say is not admitted, with these defaults: conditions and sort keys as in
// Untrusted, no search, no relations, every field of the model that is not secret, pages of 50 rows
// and of 100 at most. Nothing is clamped or left out: all that is wrong, unknown parameters included,
// is one *RequestError of the call that reads.
func UntrustedQuery(values url.Values, p Policy) Request {
	copied := maps.Clone(map[string][]string(values))
	for name, given := range copied {
		copied[name] = slices.Clone(given)
	}
	return Request{values: copied, policy: lookup.Policy(p)}
}

// WithoutPage is the request for all rows instead of a page, for exports; a parameter that asks for one is then refused as unknown.
func (r Request) WithoutPage() Request {
	r.whole = true
	return r
}

// Apply adds everything that a request asks for to a QuerySet: conditions, order, fields, relations and
// the page. What is wrong with it is the *RequestError of the finishing call, before any SQL.
func Apply[T any](q QuerySet[T], r Request) QuerySet[T] {
	return QuerySet[T]{q.core.apply(r)}
}

// RequestError is what is wrong with a query string, every parameter at once; it is an ErrQuery. No text of
// SQL or of a driver is in it.
type RequestError struct{ Parameters []ParameterError }

// ParameterError is what is wrong with one parameter. Name is what was sent, empty for the query string as a whole. Rule is
// unknown (also what the policy does not admit), duplicate, type, limit or conflict.
type ParameterError struct{ Name, Rule, Detail string }

// Error lists the parameters.
func (e *RequestError) Error() string {
	var b strings.Builder
	b.WriteString("orm: query string: ")
	for i, p := range e.Parameters {
		if i == shownFailures {
			fmt.Fprintf(&b, "; and %d more", len(e.Parameters)-i)
			break
		}
		if i > 0 {
			b.WriteString("; ")
		}
		if p.Name != "" {
			b.WriteString(schema.Quote(p.Name) + ": ")
		}
		b.WriteString(p.Detail)
	}
	return b.String()
}

// Is makes every RequestError an ErrQuery.
func (e *RequestError) Is(target error) bool { return target == ErrQuery }

// asked is what a request asks of a question.
func (q question) asked(r Request) (*lookup.Request, error) {
	asked, wrong, err := lookup.ScopeOf(q.db.engine, q.intent).Request(r.values, r.policy, jsonio.QueryText)
	for _, name := range []string{"page", "size", "after", "before"} {
		if _, given := r.values[name]; given && r.whole {
			wrong = append(wrong, lookup.WrongParameter{Name: name, Rule: "unknown", Detail: "all rows are asked for"})
		}
	}
	if err != nil || len(wrong) == 0 {
		return asked, err
	}
	refused := &RequestError{make([]ParameterError, len(wrong))}
	for i, w := range wrong {
		refused.Parameters[i] = ParameterError(w)
	}
	return nil, refused
}

// apply is Apply.
func (q question) apply(r Request) question {
	whole, asked := q.narrowed(r)
	if asked == nil {
		return whole
	}
	if r.whole {
		return whole
	}
	return whole.pageOf(asked).limit(asked.Size)
}

// narrowed is the question with all that a request asks for but the page; nothing is asked where it has an error.
func (q question) narrowed(r Request) (question, *lookup.Request) {
	q = q.with(func(*query.Query) error { return nil })
	if q.intent.Err != nil {
		return q, nil
	}
	asked, err := q.asked(r)
	if err != nil {
		return q.with(func(*query.Query) error { return err }), nil
	}
	q = q.with(func(n *query.Query) error {
		n.Where = append(n.Where, asked.Nodes...)
		return nil
	}).orderBy(asked.Order...)
	return q.show(asked), asked
}

// show reads what is asked for of a row: some columns and what the order needs of them, and relations. A relation that leads to
// one row is joined, unless the columns are chosen. A row that cannot remember what it has read is read whole.
func (q question) show(asked *lookup.Request) question {
	if len(asked.Fields) == 0 || !q.intent.Model.HasState {
		for _, path := range asked.Include {
			list, err := lookup.Relations(q.intent.Model, path)
			if err == nil && len(list) == 1 && !list[0].ToMany() {
				q = q.selectRelated(path)
			} else {
				q = q.prefetchRelated(path)
			}
		}
		return q
	}
	fields := slices.Clone(asked.Fields)
	for _, o := range q.forwardOrder() {
		if o.Path != nil && o.Path.Attr != nil && len(o.Path.Steps) == 0 {
			fields = append(fields, o.Path.Attr.Name)
		}
	}
	fields = append(fields, orderKeys(q.forwardOrder())...)
	for _, path := range asked.Include {
		first, _, _ := strings.Cut(path, "__")
		if s := q.intent.Model.Side(first); s != nil && s.Kind == schema.ForwardSide {
			fields = append(fields, s.Key.Name)
		}
	}
	return q.fields(fields...).prefetchRelated(asked.Include...)
}

// pageOf goes to the page.
func (q question) pageOf(asked *lookup.Request) question {
	switch {
	case asked.After != "":
		return q.after(asked.After)
	case asked.Before != "":
		return q.before(asked.Before)
	case asked.Page > 1:
		return q.offset((asked.Page - 1) * asked.Size)
	}
	return q
}
