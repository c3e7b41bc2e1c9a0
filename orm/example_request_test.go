package orm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/ormar-go/ormar/orm"
)

func ExamplePageOf() {
	ctx, db := context.Background(), library()
	policy := orm.Policy{
		Filter:  []string{"title", "year", "author__name"},
		Sort:    []string{"year", "title"},
		Include: []string{"author"},
		Search:  []string{"title", "author__name"},
	}

	asked := url.Values{"author__name": {"J.R.R. Tolkien"}, "sort": {"-year"}, "fields": {"title,year"}, "size": {"1"}}
	page, err := orm.PageOf(ctx, orm.Objects[Book](db), orm.UntrustedQuery(asked, policy))
	must(err)
	body, err := json.Marshal(page)
	must(err)
	fmt.Println(string(body))

	asked.Set("after", page.Next)
	page, err = orm.PageOf(ctx, orm.Objects[Book](db), orm.UntrustedQuery(asked, policy))
	must(err)
	fmt.Println(page.Items[0].Title)

	wrong := url.Values{"year__gte": {"soon"}, "shelf": {"A1"}, "size": {"1000"}}
	_, err = orm.PageOf(ctx, orm.Objects[Book](db), orm.UntrustedQuery(wrong, policy))
	var refused *orm.RequestError
	errors.As(err, &refused)
	for _, p := range refused.Parameters {
		fmt.Printf("%s (%s): %s\n", p.Name, p.Rule, p.Detail)
	}
	// Output:
	// {"items":[{"title":"The Silmarillion","year":1977}],"total":3,"size":1}
	// The Lord of the Rings
	// shelf (unknown): there is no such parameter
	// size (limit): it is at most 100
	// year__gte (type): it takes a whole number
}
