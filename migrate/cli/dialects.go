package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
)

// dialects are those whose files are looked at: what the flags say, or the program, or ormar.json,
// or the folders, or the database.
func (c *command) dialects(dir fs.FS) ([]string, error) {
	if len(c.flags.dialects) > 0 {
		return c.flags.dialects, nil
	}
	if len(c.config.Dialects) > 0 {
		return c.config.Dialects, nil
	}
	text, err := fs.ReadFile(dir, "ormar.json")
	if err == nil {
		var record struct{ Dialects map[string]json.RawMessage }
		if err := json.Unmarshal(text, &record); err != nil {
			return nil, fmt.Errorf("read ormar.json: %w", err)
		}
		if len(record.Dialects) > 0 {
			return slices.Sorted(maps.Keys(record.Dialects)), nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read ormar.json: %w", err)
	}
	var folders []string
	for _, name := range []string{"mariadb", "mysql", "postgres", "sqlite"} {
		if info, err := fs.Stat(dir, name); err == nil && info.IsDir() {
			folders = append(folders, name)
		}
	}
	if len(folders) > 0 {
		return folders, nil
	}
	url := c.flags.url
	if url == "" {
		url = os.Getenv("DATABASE_URL")
	}
	scheme, _, _ := strings.Cut(url, ":")
	switch scheme {
	case "sqlite", "mysql", "mariadb":
		return []string{scheme}, nil
	case "postgres", "postgresql":
		return []string{"postgres"}, nil
	}
	return nil, wrong("say for which database the files are: -dialect sqlite, postgres, mysql or mariadb")
}
