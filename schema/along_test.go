package schema

import "testing"

type (
	relative struct {
		ID       int64
		Children through[relative, kinship]
		Parents  through[relative, kinship]
	}
	kinship struct {
		ID   int64
		Kind string
	}
)

func (r *relative) Schema() Table {
	return Table{Fields: Fields{BigInteger(&r.ID).PrimaryKey(), ManyToMany(&r.Children).RelatedName("parents")}}
}

func (k *kinship) Schema() Table {
	return Table{Fields: Fields{BigInteger(&k.ID).PrimaryKey(), String(&k.Kind, 10)}}
}

// TestPathAlong: between a model and itself the bare name of the link rows is one step or the other, by the relation along which
// a row is reached; the names behind a relation are one step each, with texts of their own.
func TestPathAlong(t *testing.T) {
	r, err := NewRegistry(&relative{})
	if err != nil {
		t.Fatal(err)
	}
	m := r.ByName("relative")
	children, parents := m.Side("children"), m.Side("parents")
	path := func(text string) *Path {
		p, err := m.Path(text)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	bare := path("kinship__kind")
	if s := bare.Steps[0].Side; s.Ends != [2]*Side{children, parents} || s == children.LinkOwner {
		t.Errorf("the bare name is the step %+v", s)
	}
	for text, want := range map[string]*Side{"children__kinship__kind": children.LinkOwner, "parents__kinship__kind": parents.LinkOwner} {
		p := path(text)
		again := path(p.Text)
		if len(p.Steps) != 1 || p.Steps[0].Side != want || again.Steps[0].Side != want || p.Text == bare.Text || p.Along(children) != p {
			t.Errorf("%s is %+v, spelled %s", text, p.Steps, p.Text)
		}
	}
	if p := bare.Along(children); p.Steps[0].Side != parents.LinkOwner || p.Attr != bare.Attr {
		t.Errorf("along children it is %+v", p.Steps)
	}
	if p := bare.Along(parents); p.Steps[0].Side != children.LinkOwner {
		t.Errorf("along parents it is %+v", p.Steps)
	}
	if bare.Along(nil) != bare || bare.Along(children.LinkOwner) != bare || (*Path)(nil).Along(children) != nil {
		t.Error("elsewhere it changes")
	}
}
