package main

func Example() {
	main()
	// Output:
	// 1937 The Hobbit by J.R.R. Tolkien
	// 1937 The Hobbit by J.R.R. Tolkien
	// orm: no field "titel" on Book; did you mean "title"?
}
