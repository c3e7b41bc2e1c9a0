package schema

import (
	"reflect"
	"strings"
	"testing"
)

// hub is what the relations of these tests point to; no field of it is a relation.
type hub struct{ ID int64 }

func (h *hub) Schema() Table { return Table{Fields: Fields{Integer(&h.ID).PrimaryKey()}} }

// spoke points to hubs as the test at hand says.
type spoke struct {
	ID     int64
	Hub    one[hub]
	Second one[hub]
	Hubs   many[hub]
	More   many[hub]
	Pins   through[hub, pin]
	Words  string
}

func (s *spoke) Schema() Table { return spokeSays(s) }

var spokeSays func(*spoke) Table

// through stands for orm.ManyThrough.
type through[T, L any] struct{ many[T] }

func (m *through[T, L]) RelationLink() reflect.Type { return reflect.TypeFor[L]() }

// pin is a link model, as the test at hand says.
type pin struct {
	ID    int64
	Spoke string
	Hub   int
	Note  string
}

func (p *pin) Schema() Table { return pinSays(p) }

var pinSays = plainPin

func plainPin(p *pin) Table {
	return Table{Fields: Fields{Integer(&p.ID).PrimaryKey(), String(&p.Note, 10)}}
}

func (s *spoke) fields(instead Field) Fields {
	list := Fields{Integer(&s.ID).PrimaryKey(), ForeignKey(&s.Hub).RelatedName("a"), ForeignKey(&s.Second).RelatedName("b"),
		ManyToMany(&s.Hubs).RelatedName("c"), ManyToMany(&s.More).RelatedName("d").ThroughTable("more"), ManyToMany(&s.Pins).RelatedName("e")}
	return append(list, instead)
}

// replace gives the relation fields of a spoke with one of them changed.
func replace(change func(s *spoke, list Fields)) func(*spoke) Table {
	return func(s *spoke) Table {
		list := s.fields(String(&s.Words, 10))
		change(s, list)
		return Table{Fields: list}
	}
}

// Every option of a relation that does not fit, and every name that is taken.
func TestRelationMistakes(t *testing.T) {
	for _, c := range []struct {
		says   func(*spoke, Fields)
		field  string
		reason string
	}{
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").ThroughTable("x") }, "Hub", "ThroughTable does not fit: it is for ManyToMany"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").ThroughColumns("x", "y") }, "Hub", "ThroughColumns does not fit"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").AllowDuplicateLinks() }, "Hub", "AllowDuplicateLinks does not fit"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").NotNull() }, "Hubs", "NotNull does not fit: a link table has columns of its own"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").Unique() }, "Hubs", "Unique does not fit"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").Index() }, "Hubs", "Index does not fit"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").PrimaryKey() }, "Hubs", "PrimaryKey does not fit"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").Name("x") }, "Hubs", "Name does not fit"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").ConstraintName("x") }, "Hubs", "ConstraintName does not fit"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").OnDelete(Cascade) }, "Hubs", "OnDelete does not fit"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").OnUpdate(Cascade) }, "Hubs", "OnUpdate does not fit"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").OnDelete(Action(9)) }, "Hub", "the action 9 does not exist; use one of NoAction"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").OnDelete(SetNull).NotNull() }, "Hub", "SET NULL does not fit a key that is never NULL"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").OnUpdate(SetDefault).NotNull() }, "Hub", "SET DEFAULT does not fit"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").Comment("\xff") }, "Hub", "the comment contains NUL"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a__b") }, "Hub", `the related name "a__b" contains __`},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("") }, "Hub", `the related name "" is empty`},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("-a") }, "Hub", "is not made of letters"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("pk") }, "Hub", `its name "pk" on hub is already that of the primary key`},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("id") }, "Hub", `its name "id" on hub is already that of the field ID; give the relation a RelatedName`},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("b") }, "Second", `its name "b" on hub is already that of the relation to spoke`},
		{func(s *spoke, f Fields) { f[1], f[2] = ForeignKey(&s.Hub), ForeignKey(&s.Second) }, "Second", `its name "spokes" on hub is already that of the relation`},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").Name("a b") }, "Hub", "the column name"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").Name("SECOND") }, "Second", "is already that of Hub; choose another"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").ConstraintName("a b") }, "Hub", `the constraint name "a b"`},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").ConstraintName("spokes") }, "Hub", "is already that of the table of spoke"},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").OrderBy("x") }, "Hub", `the order key "x" does not exist`},
		{func(s *spoke, f Fields) { f[1] = ForeignKey(&s.Hub).RelatedName("a").RelatedOrderBy("-wrods") }, "Hub", `did you mean "words"?`},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").OrderBy("a__words") }, "Hubs", "goes over a relation; order a many-to-many relation by columns of hub"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").ThroughTable("a b") }, "Hubs", "the table name"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").ThroughTable("hubs") }, "Hubs", "is already that of the table of hub; give the relation a ThroughTable"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").ThroughColumns("x", "X") }, "Hubs", "gives both columns the name"},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").ThroughColumns("", "y") }, "Hubs", `the name "" in ThroughColumns is empty`},
		{func(s *spoke, f Fields) { f[3] = ManyToMany(&s.Hubs).RelatedName("c").ThroughColumns("id", "hub") }, "", "cannot become it; name the link's columns with ThroughColumns"},
		{func(s *spoke, f Fields) { f[5] = ManyToMany(&s.Pins).RelatedName("e").ThroughTable("x") }, "Pins", "ThroughTable does not fit a declared link model"},
		{func(s *spoke, f Fields) { f[1] = String(&s.Words, 10); f[6] = Integer(&s.ID) }, "Hub", "no relation fills it; declare it with schema.ForeignKey"},
		{func(s *spoke, f Fields) { f[3] = String(&s.Words, 10); f[6] = Integer(&s.ID) }, "Hubs", "no relation fills it; declare it with schema.ManyToMany"},
	} {
		t.Run(c.field+"/"+c.reason, func(t *testing.T) {
			spokeSays = replace(c.says)
			_, err := NewRegistry(&spoke{})
			if err == nil || !strings.Contains(err.Error(), c.reason) {
				t.Fatalf("got %v", err)
			}
			found := err.(interface{ Unwrap() []error }).Unwrap()
			for _, e := range found {
				if d := e.(*DefinitionError); strings.Contains(d.Reason, c.reason) && (c.field == "" || d.Field == c.field) && advice.MatchString(d.Reason) {
					return
				}
			}
			t.Errorf("no mistake of %s with advice in %v", c.field, err)
		})
	}
	spokeSays = replace(func(*spoke, Fields) {})
	reports(t, []Definer{&spoke{}})
}

// What a declared link model may not say: R-13.
func TestLinkModelMistakes(t *testing.T) {
	defer func() { pinSays = plainPin }()
	spokeSays = replace(func(*spoke, Fields) {})
	key := func(p *pin) Field { return Integer(&p.ID).PrimaryKey() }
	for _, c := range []struct {
		says         func(*pin) Table
		model, field string
		reason       string
	}{
		{func(p *pin) Table { return Table{Fields: Fields{key(p), String(&p.Spoke, 10)}} }, "pin", "Spoke", "becomes the key to spoke and is String instead of Integer"},
		{func(p *pin) Table { return Table{Fields: Fields{Integer(&p.Hub).PrimaryKey()}} }, "pin", "Hub", "is named like the key to hub and cannot become it"},
		{func(p *pin) Table { return Table{Fields: Fields{key(p), Integer(&p.Hub).Encrypt(digestCipher{})}} }, "pin", "Hub", "cannot become it"},
		{func(p *pin) Table { return Table{Fields: Fields{String(&p.Note, 10)}} }, "pin", "", "has no primary key"},
	} {
		pinSays = c.says
		_, err := NewRegistry(&spoke{})
		found, _ := err.(interface{ Unwrap() []error })
		if found == nil {
			t.Errorf("%s: %v", c.reason, err)
			continue
		}
		hit := false
		for _, e := range found.Unwrap() {
			d := e.(*DefinitionError)
			hit = hit || d.Model == c.model && d.Field == c.field && strings.Contains(d.Reason, c.reason)
		}
		if !hit {
			t.Errorf("%s: %v", c.reason, err)
		}
	}
	// A plain column named like an end becomes the key to it.
	pinSays = func(p *pin) Table { return Table{Fields: Fields{key(p), Integer(&p.Hub)}} }
	r, err := NewRegistry(&spoke{})
	if err != nil {
		t.Fatal(err)
	}
	if a := r.ByName("pin").Attribute("hub"); a.Side == nil || a.Side.Target.Name != "hub" || a.SQLNullable {
		t.Errorf("the plain column became %+v", a)
	}
	reports(t, []Definer{&knotted{}}, mistake{"knot", "Up", "a link model cannot declare relations; its keys to knotted and hub are added by themselves"})
}

type (
	knotted struct {
		ID   int64
		Hubs through[hub, knot]
	}
	knot struct {
		ID int64
		Up one[hub]
	}
)

func (k *knotted) Schema() Table {
	return Table{Fields: Fields{Integer(&k.ID).PrimaryKey(), ManyToMany(&k.Hubs)}}
}

func (k *knot) Schema() Table {
	return Table{Fields: Fields{Integer(&k.ID).PrimaryKey(), ForeignKey(&k.Up)}}
}

type (
	notAModel struct{ ID int }
	lost      struct {
		ID   int64
		Gone one[notAModel]
	}
	// left and right could be each other's far side in two ways.
	left struct {
		ID     int64
		Right  one[right]
		Rights many[right]
		Others many[right]
	}
	right struct {
		ID    int64
		Left  one[left]
		Lefts many[left]
	}
	composite   struct{ A, B int64 }
	atComposite struct {
		ID int64
		To one[composite]
	}
	ringA     struct{ Next one[ringB] }
	ringB     struct{ Next one[ringA] }
	twoStates struct {
		remembering
		again
		ID int64
	}
	again struct{ Row Row }
)

func (l *lost) Schema() Table {
	return Table{Fields: Fields{Integer(&l.ID).PrimaryKey(), ForeignKey(&l.Gone)}}
}

func (l *left) Schema() Table {
	return Table{Fields: Fields{Integer(&l.ID).PrimaryKey(), ForeignKey(&l.Right)}}
}

func (r *right) Schema() Table {
	return Table{Fields: Fields{Integer(&r.ID).PrimaryKey(), ForeignKey(&r.Left)}}
}

func (c *composite) Schema() Table {
	return Table{Fields: Fields{Integer(&c.A).PrimaryKey(), Integer(&c.B).PrimaryKey()}}
}

func (a *atComposite) Schema() Table {
	return Table{Fields: Fields{Integer(&a.ID).PrimaryKey(), ForeignKey(&a.To)}}
}

func (r *ringA) Schema() Table { return Table{Fields: Fields{ForeignKey(&r.Next).PrimaryKey()}} }
func (r *ringB) Schema() Table { return Table{Fields: Fields{ForeignKey(&r.Next).PrimaryKey()}} }

func (s *twoStates) Schema() Table { return Table{Fields: Fields{Integer(&s.ID).PrimaryKey()}} }

// byValue has a Schema without a pointer receiver, and nothing is no struct.
type (
	byValue struct{ ID int64 }
	nothing int
)

func (b byValue) Schema() Table  { return Table{Fields: Fields{Integer(&b.ID).PrimaryKey()}} }
func (n *nothing) Schema() Table { return Table{} }

// What two models say that cannot both hold, and what is no model, M-02, M-14.
func TestModelMistakes(t *testing.T) {
	reports(t, []Definer{&lost{}}, mistake{"lost", "Gone", "schema.notAModel is not a model; give *schema.notAModel a Schema method"})
	reports(t, []Definer{&left{}}, mistake{"right", "Left", "left has several fields that could be its far side (Rights, Others); say which with RelatedName"})
	reports(t, []Definer{&atComposite{}})
	reports(t, []Definer{&composite{}})
	if _, err := NewRegistry(&ringA{}); err == nil || !strings.Contains(err.Error(), "points to itself in a ring; give one of its models a key") {
		t.Errorf("a ring of keys: %v", err)
	}
	_ = new(twoStates).remembering // found by reflection alone
	reports(t, []Definer{&twoStates{}}, mistake{"twoStates", "", "orm.Model is embedded 2 times; embed it once"})
	reports(t, []Definer{nil}, mistake{"<nil>", "", "is not a pointer to a struct"})
	reports(t, []Definer{new(nothing)}, mistake{"*schema.nothing", "", "is not a pointer to a struct; give Schema a pointer receiver"})
	reports(t, []Definer{byValue{}}, mistake{"schema.byValue", "", "is not a pointer to a struct"})
	if _, err := NewRegistry(&byValue{}); err == nil || !strings.Contains(err.Error(), "points outside the struct; give Schema a pointer receiver") {
		t.Errorf("a value receiver: %v", err)
	}
	specimenSays = with(func(t *Table) { t.Name = "HUBS" })
	reports(t, []Definer{&hub{}, &specimen{}}, mistake{"specimen", "", `the table name "HUBS" is already that of the table of hub; choose another`})
	defer func() {
		if recover() == nil {
			t.Error("MustRegistry did not panic")
		}
	}()
	MustRegistry(&lost{})
}
