package compile

import (
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// builder compiles one statement: it knows where the shape has put each value, and gives every frame a prefix of its own.
type builder struct {
	d      *dialect.Dialect
	at     map[any]int
	frames []*frame
	scopes *query.Scopes        // that hold of rows
	scoped map[*query.Node]bool // those whose values are among the parameters
	bare   int                  // what is compiled belongs to a scope, inside of which none holds
	depth  int
	terms  int
	// turned: the rows, not only the main ones, come in the reversed order.
	turned bool
	// returns: the write gives rows back.
	returns bool
	// computes: numbers are computed in a condition or a value; assigns: for a column.
	computes, assigns bool
	// hides: the parameters stand beside a secret.
	hides bool
	// around is the frame of the query around the sub-query that is compiled.
	around *frame
	// marked are the parameters of inlined pieces.
	marked []Slot
	// err is the first mistake in such a piece.
	err error
}

// questions is how every builder writes placeholders.
var questions = sq.StatementBuilder.PlaceholderFormat(sq.Question)

func (b *builder) ident(name string) string { return b.d.Ident(name) }

// place is the name of a model's table where rows are read from and written to. Columns are named by the table alone.
func (b *builder) place(m *schema.Model) string { return b.d.Place(m) }

// slot is the parameter that the owner's i-th value fills.
func (b *builder) slot(owner any, i int, form Form, a *schema.Attribute) Slot {
	return Slot{Index: b.at[owner] + i, Elem: -1, Form: form, Attr: a, Hidden: b.hides}
}

// parameter is how a value for the attribute is written.
func (b *builder) parameter(a *schema.Attribute) string {
	if b.d.Parameter == nil {
		return "?"
	}
	return b.d.Parameter(a)
}

// finish asks squirrel for the text, checks and numbers it.
func (b *builder) finish(s sq.Sqlizer) (*Statement, error) {
	sql, args, err := s.ToSql()
	if err != nil {
		return nil, query.Errorf("building the statement: %w", err)
	}
	if b.err != nil {
		return nil, b.err
	}
	sql, args = b.placed(sql, args)
	for _, f := range b.frames {
		if err := f.ambiguous(); err != nil {
			return nil, err
		}
	}
	if b.d.NoFunctions && names(sql, "orm_", b.d.Syntax) {
		return nil, unsupported(b.d.Name, lacking(sql, b.d.Syntax)+" on this pool; open it with orm/sqlite")
	}
	st := &Statement{Slots: make([]Slot, len(args)), Returns: b.returns, Computes: b.computes, Assigns: b.assigns, ordered: true}
	for i, a := range args {
		st.Slots[i] = a.(Slot)
		st.ordered = st.ordered && st.Slots[i].Index == i && st.Slots[i].Elem < 0 && st.Slots[i].Part == 0
	}
	if err := checkSlots(sql, len(args), b.d); err != nil {
		return nil, err
	}
	if b.d.MaxParameters > 0 && len(args) > b.d.MaxParameters {
		return nil, query.Errorf("the statement has %d parameters; %s takes %d", len(args), b.d.Name, b.d.MaxParameters)
	}
	if nesting(sql, b.d.Syntax) > query.MaxSelects {
		return nil, query.Errorf("sub-queries lie more than %d deep in each other; read the keys of an inner one first, with Pluck", query.MaxSelects)
	}
	st.Text, err = Number(sql, b.d)
	return st, err
}

// fits checks that a row of so many columns can be read.
func (b *builder) fits(columns int) error {
	if b.d.MaxColumns > 0 && columns > b.d.MaxColumns {
		return query.Errorf("a row of the answer has %d columns, and %s takes %d; name those that are needed in Fields, or use PrefetchRelated", columns,
			b.d.Name, b.d.MaxColumns)
	}
	return nil
}

// list writes "IN (…)" for the owner's list, of the size that the shape has rounded it to.
func (b *builder) list(t *text, a *schema.Attribute, owner any, n int) {
	s := b.slot(owner, 0, Plain, a)
	switch class := ListClass(b.d, a, n); {
	case class == 0:
		s.Form = Array
		t.add(" = ANY(").arg(b.d.ArrayParameter(a), s).add(")")
	case class == LongList:
		s.Form = JSON
		t.add(" IN (").arg(b.d.JSONList(a), s).add(")")
	default:
		t.add(" IN (")
		for i := range class {
			if i > 0 {
				t.add(",")
			}
			s.Elem = i
			t.arg(b.parameter(a), s)
		}
		t.add(")")
	}
}

// lacking says what a pool cannot do whose connections do not have this module's functions.
func lacking(sql string, syntax dialect.Syntax) string {
	if names(sql, "orm_decimal", syntax) {
		return "exact decimals in comparisons, orders and sums"
	}
	if names(sql, "orm_date_", syntax) || names(sql, "orm_cast", syntax) {
		return "functions of times, and Cast of texts and decimals"
	}
	return "comparisons and orders of times and UUIDs in tables that migrate.CreateAll did not make"
}

// LongList is the class of lists that travel as one JSON text.
const LongList = 1 << 20

// ListClass is how many parameters a list of n takes on the dialect: 0 for one array, LongList for one JSON text, else n
// rounded up to a power of two, so that lists of similar length share a text.
func ListClass(d *dialect.Dialect, a *schema.Attribute, n int) int {
	if d.Arrays {
		return 0
	}
	if a != nil && len(a.Parts) > 0 {
		return tupleClass(n)
	}
	if n > d.ShortList(a) && d.JSONList != nil {
		return LongList
	}
	c := 1
	for c < n {
		c *= 2
	}
	return min(c, max(n, d.ShortList(a), 1024))
}

// balanced joins conditions by an operator in a tree of logarithmic depth, since some databases count a flat list of terms
// as so many levels.
func balanced(parts []*text, op string) *text {
	if len(parts) <= 64 {
		t := new(text)
		for i, p := range parts {
			if i > 0 {
				t.add(op)
			}
			t.join(p)
		}
		return t
	}
	half := len(parts) / 2
	t := new(text)
	t.add("(").join(balanced(parts[:half], op)).add(")", op, "(").join(balanced(parts[half:], op)).add(")")
	return t
}

// flatten takes conjunctions apart.
func flatten(nodes []*query.Node, into []*query.Node) []*query.Node {
	for _, n := range nodes {
		if n.Op == query.And && len(n.Kids) > 0 {
			into = flatten(n.Kids, into)
			continue
		}
		into = append(into, n)
	}
	return into
}

func commas(parts []string) string { return strings.Join(parts, ", ") }
