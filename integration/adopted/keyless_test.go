package adopted

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type keyedLog struct{ ID int64 }

func (k *keyedLog) Schema() schema.Table {
	return schema.Table{Keyless: true, Fields: schema.Fields{schema.BigInteger(&k.ID).PrimaryKey()}}
}

type leaf struct {
	ID  int64
	Log orm.One[bareLog]
}

func (l *leaf) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.ForeignKey(&l.Log)}}
}

type bareLog struct{ Text string }

func (b *bareLog) Schema() schema.Table {
	return schema.Table{Keyless: true, Fields: schema.Fields{schema.String(&b.Text, 10)}}
}

type listed struct {
	ID   int64
	Logs orm.Many[pointing]
}

func (l *listed) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey()}}
}

type pointing struct {
	To   orm.One[listed]
	Text string
}

func (p *pointing) Schema() schema.Table {
	return schema.Table{Keyless: true, Fields: schema.Fields{schema.ForeignKey(&p.To).RelatedName("logs"), schema.String(&p.Text, 10)}}
}

func TestKeylessDefinitions(t *testing.T) {
	for name, models := range map[string][]schema.Definer{
		"PrimaryKey does not fit": {&keyedLog{}}, "no relation leads to it": {&leaf{}, &bareLog{}}, "has no primary key, so that no relation": {&listed{}, &pointing{}},
	} {
		if _, err := schema.NewRegistry(models...); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
}
