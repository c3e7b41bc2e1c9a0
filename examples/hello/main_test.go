package main

import (
	"context"
	"fmt"
)

func Example() {
	if err := run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1937 The Hobbit by J.R.R. Tolkien
	// 1937 The Hobbit by J.R.R. Tolkien
	// orm: no field "titel" on Book; did you mean "title"?
}
