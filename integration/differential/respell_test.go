package differential

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// byHand is the table of crates as somebody else made it, whose columns take texts of every form.
var byHand = []string{"DROP TABLE crates", `CREATE TABLE crates (yard INT NOT NULL, slot INT NOT NULL, label VARCHAR(40) COLLATE NOCASE NOT NULL, load TEXT NOT NULL,
	due DATETIME, day DATE, live BOOLEAN, PRIMARY KEY (yard, slot))`}

// byOthers makes the table of crates one of somebody else, where the database takes texts in other forms than ours.
func (b *builder) byOthers(ctx context.Context) error {
	if b.world.database != "sqlite" {
		return nil
	}
	for _, text := range byHand {
		if _, err := b.db.SQLX().ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// respell writes instants, days, truth values and numbers of crates in other forms that mean the same.
func (b *builder) respell(ctx context.Context, r *rand.Rand) error {
	if b.world.database != "sqlite" {
		return nil
	}
	t := b.world.table("Crate")
	for _, row := range t.rows {
		forms := map[string]any{}
		if at, ok := row.values[t.column("due")].(time.Time); ok {
			forms["due"] = at.Format([]string{"2006-01-02T15:04:05.000000Z", "2006-01-02 15:04:05.000000+00:00", "2006-01-02t15:04:05.000000000"}[r.IntN(3)])
			if r.IntN(3) == 0 {
				forms["due"] = at.Add(2*time.Hour).Format("2006-01-02 15:04:05.000000") + "+02:00"
			}
		}
		if day, ok := row.values[t.column("day")].(time.Time); ok {
			forms["day"] = day.Format([]string{"2006-01-02 00:00:00", "2006-01-02T00:00:00Z"}[r.IntN(2)])
		}
		if live, ok := row.values[t.column("live")].(bool); ok {
			forms["live"] = []string{fmt.Sprint(live), fmt.Sprint(live)[:1]}[r.IntN(2)]
		}
		forms["load"] = fmt.Sprintf("00%d", row.values[t.column("load")])
		for name, form := range forms {
			if r.IntN(3) == 0 {
				continue // as the library writes it
			}
			if _, err := b.db.SQLX().ExecContext(ctx, "UPDATE crates SET "+name+" = ? WHERE yard = ? AND slot = ?", form, row.values[1], row.values[2]); err != nil {
				return err
			}
		}
	}
	return nil
}
