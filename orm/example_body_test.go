package orm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// A new shelf with books that are there, each in its place, in one body.
func ExampleFollowPaths() {
	ctx, db := context.Background(), library()
	body := `{"label":"new","books":[{"id":1,"placement":{"place":3}},{"id":4,"placement":{"place":4}}]}`

	var shelf Shelf
	must(orm.Decode(db, strings.NewReader(body), &shelf, orm.FollowPaths("books__placement"), orm.AllowKey()))
	written, err := orm.SaveRelated(ctx, db, &shelf)
	must(err)
	fmt.Println(written)

	stored, err := orm.Objects[Shelf](db).PrefetchRelated("books").Get(ctx, orm.Q{"label": "new"})
	must(err)
	text, err := json.Marshal(orm.JSON(stored, orm.Include("label", "books__title", "books__placement__place")))
	fmt.Println(string(text), err)
	// Output:
	// 1
	// {"label":"new","books":[{"title":"The Hobbit","placement":{"place":3}},{"title":"The Witcher","placement":{"place":4}}]} <nil>
}
