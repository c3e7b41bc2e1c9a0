package guides_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
)

// imported reads a CSV file into the table, a thousand rows at a time, in one transaction: all of it, or nothing.
func imported(ctx context.Context, db *orm.DB, file io.Reader, progress func(rows int)) error {
	lines := csv.NewReader(file)
	return db.Transaction(ctx, func(ctx context.Context) error {
		batch, done := make([]*Sale, 0, 1000), 0
		flush := func() error {
			if len(batch) == 0 { // the file ended with the last batch
				return nil
			}
			// A sale that is there already is brought up to date; to keep it, say orm.IgnoreConflicts().
			err := orm.Objects[Sale](db).BulkCreate(ctx, batch, orm.OnConflict("shop", "at"), orm.UpdateOnConflict("amount"))
			done, batch = done+len(batch), batch[:0]
			progress(done)
			return err
		}
		for {
			line, err := lines.Read()
			if errors.Is(err, io.EOF) {
				return flush()
			} else if err != nil {
				return err
			}
			at, err := time.Parse(time.RFC3339, line[1])
			if err != nil {
				return fmt.Errorf("line %d: %w", done+len(batch)+1, err)
			}
			amount, err := decimal.NewFromString(line[2])
			if err != nil {
				return fmt.Errorf("line %d: %w", done+len(batch)+1, err)
			}
			batch = append(batch, &Sale{Shop: line[0], At: at, Amount: amount})
			if len(batch) == cap(batch) {
				if err := flush(); err != nil {
					return err
				}
			}
		}
	})
}

func Example_import() {
	ctx, db := context.Background(), shops()
	file := "east,2026-03-01T10:00:00Z,7.50\nnorth,2026-01-03T09:00:00Z,21.90\n"

	must(imported(ctx, db, strings.NewReader(file), func(rows int) { fmt.Println(rows, "rows") }))
	err := imported(ctx, db, strings.NewReader("west,2026-03-01T10:00:00Z,-1\n"), func(int) {})
	fmt.Println(err)

	n, err := orm.Objects[Sale](db).Count(ctx)
	must(err)
	first, err := orm.Objects[Sale](db).Get(ctx, orm.Q{"id": 1})
	must(err)
	fmt.Println(n, first.Amount)
	// Output:
	// 2 rows
	// schema: validation: 0.amount takes at least 0.00, got string "-1.00"
	// 5 21.9
}

// exported writes every row as a line of JSON, and holds one of them in memory.
func exported(ctx context.Context, db *orm.DB, w io.Writer) error {
	out := json.NewEncoder(w)
	for sale, err := range orm.Objects[Sale](db).OrderBy("id").Iterate(ctx) {
		if err != nil {
			return err
		}
		if err := out.Encode(sale); err != nil {
			return err
		}
	}
	return nil
}

func Example_export() {
	var b bytes.Buffer
	must(exported(context.Background(), shops(), &b))
	line, _, _ := strings.Cut(b.String(), "\n")
	fmt.Fprintln(os.Stdout, line)
	// Output:
	// {"id":1,"shop":"north","at":"2026-01-03T09:00:00Z","amount":"19.9"}
}
