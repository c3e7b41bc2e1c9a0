package hooks_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/hooks"
)

// An event of your own goes through the same set as those of the library; db.Hooks() is one.
func ExampleNew() {
	type overdue struct{ Days int }
	reminder := hooks.New[overdue]("overdue")

	var set hooks.Set
	remove := reminder.Listen(&set, func(ctx context.Context, e overdue) error {
		fmt.Println("remind after", e.Days, "days")
		return nil
	})
	reminder.Listen(&set, func(ctx context.Context, e overdue) error {
		if e.Days > 100 {
			return errors.New("given up")
		}
		return nil
	})

	ctx := context.Background()
	fmt.Println(reminder.Send(ctx, &set, overdue{Days: 14}))
	remove()
	fmt.Println(reminder.Send(ctx, &set, overdue{Days: 400}))
	// Output:
	// remind after 14 days
	// <nil>
	// hooks: event overdue: given up
}
