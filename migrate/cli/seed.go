package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ormar-go/ormar/orm/ormseed"
)

// seed loads files below the current directory.
func (c *command) seed(ctx context.Context) (err error) {
	if c.config.Models == nil {
		return errors.New("this program does not know your models; run the one that ormar init has written: go run ./cmd/migrate seed PATTERN")
	}
	patterns := make([]string, len(c.args))
	for i, p := range c.args {
		if patterns[i] = filepath.ToSlash(filepath.Clean(p)); !fs.ValidPath(patterns[i]) {
			return wrong("seed: %s is not below the current directory", p)
		}
	}
	db, err := c.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	report, err := ormseed.Load(ctx, db, os.DirFS("."), patterns...)
	if err != nil {
		return err
	}
	if c.flags.json {
		c.print(struct {
			Inserted  int `json:"inserted"`
			Updated   int `json:"updated"`
			Unchanged int `json:"unchanged"`
		}(report))
		return nil
	}
	c.say("%d inserted, %d updated, %d unchanged", report.Inserted, report.Updated, report.Unchanged)
	return nil
}
