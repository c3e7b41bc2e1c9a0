package generated

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/orm"
)

// errBoom is what a listener says, or panics with.
var errBoom = errors.New("boom")

// listener hears all events of one step: it marks what is about to be written, writes rows of its own, and fails at one of them.
type listener struct {
	db     *orm.DB
	until  int // events before it fails; negative: never
	panics bool
	audits bool
	wrote  int
	failed bool
}

func (l *listener) hear(ctx context.Context, kind hooks.Kind, object any) error {
	if _, own := object.(*audit); own {
		return nil
	}
	switch kind {
	case hooks.PreSaveKind, hooks.PreUpdateKind:
		mark(reflect.ValueOf(object))
	case hooks.PreBulkCreateKind, hooks.PreBulkUpdateKind:
		for i := range reflect.ValueOf(object).Len() {
			mark(reflect.ValueOf(object).Index(i))
		}
	}
	if l.audits {
		if err := orm.Save(ctx, l.db, &audit{}); err != nil {
			return err
		}
		l.wrote++
	}
	if l.until--; l.until != -1 {
		return nil
	}
	l.failed = true
	if l.panics {
		panic(errBoom)
	}
	return errBoom
}

func mark(object reflect.Value) {
	if f := object.Elem().FieldByName("Mark"); f.IsValid() {
		f.SetString(hooked)
	}
}

// listen draws whether somebody hears the next step, and what comes of it.
func (p *play) listen() bool {
	p.hook = nil
	if p.rnd.IntN(2) == 0 {
		return false
	}
	p.hook = &listener{db: p.db, until: -2, audits: p.rnd.IntN(3) == 0}
	if p.rnd.IntN(2) == 0 {
		p.hook.until, p.hook.panics = p.rnd.IntN(5), p.rnd.IntN(4) == 0
	}
	return true
}

// execute does the call of a step: by itself, or in a transaction that ends one way or another.
func (p *play) execute(s *step) (err error) {
	if p.hook != nil {
		defer hooks.Any(p.db.Hooks(), p.hook.hear)()
	}
	call := func(ctx context.Context) error {
		err = s.call(ctx)
		if p.hook != nil && p.hook.failed && !errors.Is(err, errBoom) {
			err = fmt.Errorf("a listener failed, and the call did not say so: %w", err)
		}
		return err
	}
	audits := 0
	besides := func(ctx context.Context) {
		if err := orm.Save(ctx, p.db, &audit{}); err != nil {
			p.t.Errorf("another row in the transaction: %v", err)
		}
		audits++
	}
	mode := p.rnd.IntN(6)
	s.what += []string{"", "", "", " in a transaction", " in a transaction that goes on", " in a savepoint"}[mode]
	txErr := guarded(func() error {
		switch mode {
		case 3:
			return p.db.Transaction(p.t.Context(), call)
		case 4:
			return p.db.Transaction(p.t.Context(), func(ctx context.Context) error {
				besides(ctx)
				_ = call(ctx)
				return nil
			})
		case 5:
			return p.db.Transaction(p.t.Context(), func(ctx context.Context) error {
				besides(ctx)
				_ = p.db.Transaction(ctx, call)
				besides(ctx)
				return nil
			})
		}
		return call(p.t.Context())
	})
	return p.ended(mode, err, txErr, audits)
}

// ended counts what was written besides, and gives the error of the call.
func (p *play) ended(mode int, err, txErr error, audits int) error {
	panicked := p.hook != nil && p.hook.failed && p.hook.panics
	switch {
	case panicked && txErr != nil:
		return txErr
	case mode == 4 && err != nil && errors.Is(txErr, orm.ErrTxDoomed):
		return err
	case mode >= 4 && txErr != nil:
		return fmt.Errorf("the transaction did not go on: %w", txErr)
	}
	p.audits += audits
	if err == nil && p.hook != nil {
		p.audits += p.hook.wrote
	}
	return err
}

// guarded turns a panic of a listener into an error.
func guarded(do func() error) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			if !errors.Is(r, errBoom) {
				panic(r)
			}
			err = r
		default:
			panic(r)
		}
	}()
	return do()
}

// pick draws an instance of a model: new, filled, read wholly or in part, written before, or of a row that is gone.
func (p *play) pick(s *shape) *instance {
	c := callsOf(s.name)
	switch n := p.rnd.IntN(10); {
	case n < 4:
		return p.fresh(s, c.fresh(), false)
	case n == 4:
		return p.fresh(s, c.defaults(p.db), true)
	case n < 7 && len(p.known[s.name]) > 0:
		x := p.known[s.name][p.rnd.IntN(len(p.known[s.name]))]
		return p.change(x)
	default:
		return p.loaded(s, n == 9)
	}
}

// fresh is a new object with random values; one with defaults keeps some of them.
func (p *play) fresh(s *shape, object any, filled bool) *instance {
	for _, c := range s.columns {
		switch {
		case c.name == "parent":
			p.assignParent(object, c)
		case c.key && !(filled && c.made), !filled || p.rnd.IntN(2) == 0:
			if c.random != nil && (c.key || p.rnd.IntN(3) > 0) {
				assign(object, c, c.random(p.rnd))
			}
		}
	}
	return &instance{s: s, object: object, state: state{memory: read(object, s), filled: filled}}
}

func (p *play) assignParent(object any, c *column) {
	shelves := slices.Sorted(maps.Keys(p.world.tables["shelf"]))
	switch n := p.rnd.IntN(20); {
	case n == 0:
		assign(object, c, orm.RefPK[shelf](int64(99999)))
	case n < 5 || len(shelves) == 0:
		assign(object, c, orm.One[shelf]{})
	default:
		assign(object, c, orm.RefPK[shelf](number(shelves[p.rnd.IntN(len(shelves))])))
	}
}

// loaded is an instance that was read, wholly or in part; now and then its row goes behind its back.
func (p *play) loaded(s *shape, part bool) *instance {
	var fields []string
	st := state{saved: true}
	if part {
		fields = s.names()
		p.rnd.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
		fields = fields[:1+p.rnd.IntN(len(fields)-1)]
		st.known = map[string]bool{}
		for _, n := range append(fields, s.keyNames()...) {
			st.known[n] = true
		}
	}
	rows, err := callsOf(s.name).all(p.t.Context(), p.db, orm.Q{}, fields)
	if err != nil {
		p.t.Fatalf("%s: %v", s.name, err)
	}
	if len(rows) == 0 {
		return p.fresh(s, callsOf(s.name).fresh(), false)
	}
	object := rows[p.rnd.IntN(len(rows))]
	st.memory = read(object, s)
	x := &instance{s: s, object: object, state: st}
	if problem := p.wrong(object, &x.state); problem != "" {
		p.t.Errorf("%s with %v was read: %s", s.name, fields, problem)
	}
	if p.rnd.IntN(3) == 0 {
		p.vanish(x)
	}
	return p.change(x)
}

// change assigns some columns in memory, known or not.
func (p *play) change(x *instance) *instance {
	for _, c := range x.s.columns {
		if c.key || p.rnd.IntN(4) > 0 {
			continue
		}
		if c.name == "parent" {
			p.assignParent(x.object, c)
		} else {
			assign(x.object, c, c.random(p.rnd))
		}
		x.memory[c.name] = read(x.object, x.s)[c.name]
	}
	return x
}

// vanish deletes the row of an instance, which does not hear of it.
func (p *play) vanish(x *instance) {
	k := x.s.keyOf(x.memory)
	if x.s.name == "shelf" || p.linked(k) || p.newest(x) {
		return
	}
	if _, err := callsOf(x.s.name).deleteSet(p.t.Context(), p.db, p.where(x)); err != nil {
		p.t.Fatalf("delete behind the back: %v", err)
	}
	delete(p.world.tables[x.s.name], k)
}

func (p *play) linked(k string) bool {
	for l := range p.world.links {
		if l[0] == k || l[1] == k {
			return true
		}
	}
	return false
}

// where finds the row of an instance.
func (p *play) where(x *instance) orm.Q {
	q := orm.Q{}
	for _, c := range x.s.keys() {
		q[c.name] = fieldOf(x.object, c).Interface()
	}
	return q
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}
