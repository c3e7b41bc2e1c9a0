package differential

import (
	"context"
	"fmt"
	"reflect"

	"github.com/ormar-go/ormar/orm"
)

// insert writes the world's rows to the database.
func (b *builder) insert(ctx context.Context) error {
	for _, name := range b.world.names {
		var err error
		switch name {
		case "Publisher":
			err = insertAll[Publisher](ctx, b, name)
		case "Author":
			err = insertAll[Author](ctx, b, name)
		case "Profile":
			err = insertAll[Profile](ctx, b, name)
		case "Book":
			err = insertAll[Book](ctx, b, name)
		case "Tag":
			err = insertAll[Tag](ctx, b, name)
		case "BookTag":
			err = insertAll[BookTag](ctx, b, name)
		case "Crate":
			err = insertAll[Crate](ctx, b, name)
		case "Gauge":
			err = insertAll[Gauge](ctx, b, name)
		case "Genre":
			err = insertAll[Genre](ctx, b, name)
		}
		if err != nil {
			return fmt.Errorf("rows of %s: %w", name, err)
		}
	}
	authors, err := orm.Objects[Author](b.db).All(ctx)
	if err != nil {
		return err
	}
	links := b.world.table("AuthorGenre")
	for _, a := range authors {
		for _, l := range links.pick(1, a.ID) {
			if err := a.Genres.Add(ctx, &Genre{ID: l.values[2].(int64)}); err != nil {
				return fmt.Errorf("genres of %d: %w", a.ID, err)
			}
		}
	}
	return nil
}

func insertAll[T any, P orm.PtrTo[T]](ctx context.Context, b *builder, name string) error {
	t := b.world.table(name)
	objects := make([]*T, len(t.rows))
	for i, r := range t.rows {
		objects[i] = new(T)
		v := reflect.ValueOf(objects[i]).Elem()
		for j, c := range t.columns {
			if c.field != "" && !c.computed {
				v.FieldByName(c.field).Set(fieldValue(r.values[j], c.typ))
			}
		}
	}
	return orm.Objects[T, P](b.db).BulkCreate(ctx, objects)
}
