package schema_test

import (
	"testing"

	"github.com/ormar-go/ormar/schema"
)

type bodied struct {
	ID    int64
	Name  string
	Pages int
}

func (b *bodied) Schema() schema.Table {
	return schema.Table{Name: "bodied", Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Name, 10), schema.Integer(&b.Pages),
	}}
}

func TestBodyIsAllButTheKey(t *testing.T) {
	r, err := schema.NewRegistry(&bodied{})
	if err != nil {
		t.Fatal(err)
	}
	m := r.Models()[0]
	for range 2 {
		attrs, mask := m.Body()
		if len(attrs) != 2 || attrs[0].Name != "name" || attrs[1].Name != "pages" {
			t.Errorf("%v", attrs)
		}
		if mask.Len() != 2 || mask.Has(m.Key().Index) || !mask.Has(attrs[0].Index) || !mask.Has(attrs[1].Index) {
			t.Errorf("%b", mask)
		}
		if cap(attrs) != len(attrs) {
			t.Error("whoever appends to the list would write into everybody's")
		}
	}
}
