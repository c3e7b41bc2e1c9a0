// Package ormadmin shows the rows of a database as web pages, to look at and to change: lists with
// filters, search, order and pages; a row with what refers to it; making, changing and deleting
// rows, with everything that is wrong said at its field, and with what a deletion takes along; a
// row's history; the picture of the models.
//
//	pages, err := ormadmin.New(db, authorize, ormadmin.Of[Book](ormadmin.Columns("title", "author")))
//	mux.Handle("/admin/", http.StripPrefix("/admin", pages))
//
// Pages are made on the server and need no script. Forms are safe against requests from other sites. Who somebody is, and that the
// connection is private, is the business of what stands before the handler; what somebody may do is that of the function that New
// takes. Scopes hold as everywhere, by the context of the request.
//
// It is a module of its own, so that programs without it do not have its pages.
package ormadmin
