package migrate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

// Parcel marks its rows as deleted.
type Parcel struct {
	ID        int
	Code, Lot string
	Gone      *time.Time
}

func (p *Parcel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&p.ID).PrimaryKey(), schema.String(&p.Code, 9).Unique(), schema.String(&p.Lot, 9),
		schema.DateTime(&p.Gone).SoftDelete()}, Constraints: []schema.Constraint{schema.UniqueTogether("code", "lot"), schema.IndexOn("lot")}}
}

// Unique constraints hold among the rows that are not deleted: by an index of those alone, or over a column that others have NULL in.
func TestUniqueAmongLiveRows(t *testing.T) {
	for name, want := range map[string][]string{
		"sqlite": {"CREATE UNIQUE INDEX `uc_parcels_code` ON `parcels` (`code`) WHERE `gone` IS NULL",
			"CREATE UNIQUE INDEX `uc_parcels_code_lot` ON `parcels` (`code`, `lot`) WHERE `gone` IS NULL", "CREATE INDEX `ix_parcels_lot` ON `parcels` (`lot`);"},
		"postgres": {`CREATE UNIQUE INDEX "uc_parcels_code" ON "parcels" ("code") WHERE "gone" IS NULL`,
			`CREATE UNIQUE INDEX "uc_parcels_code_lot" ON "parcels" ("code", "lot") WHERE "gone" IS NULL`},
		"mysql": {"`gone_live` tinyint GENERATED ALWAYS AS (if(`gone` is null,1,NULL)) VIRTUAL,", "CONSTRAINT `uc_parcels_code` UNIQUE (`code`, `gone_live`)",
			"CONSTRAINT `uc_parcels_code_lot` UNIQUE (`code`, `lot`, `gone_live`)", "INDEX `ix_parcels_lot` (`lot`)"},
		"mariadb": {"`gone_live` tinyint GENERATED ALWAYS AS (if(`gone` is null,1,NULL)) VIRTUAL,", "CONSTRAINT `uc_parcels_code` UNIQUE (`code`, `gone_live`)"},
	} {
		got, err := migrate.SQL(name, schema.MustRegistry(&Parcel{}))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !strings.Contains(got, line) {
				t.Errorf("%s lacks %s:\n%s", name, line, got)
			}
		}
	}
}
