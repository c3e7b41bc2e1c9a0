// Package hooks runs functions of a program before and after rows are written, typed by model, inside
// the writer's transaction. A Set belongs to one database; listeners are registered in it and run in
// the order of registration, one after the other, in the goroutine of the writer.
//
// An error of a listener, before the write or after it, stops the rest and undoes the write, and with it what listeners did
// through the context they were given; an outer transaction goes on. A panic does the same and goes on panicking. A listener
// before a write may change the instance, or the data of a link, and what it changes is validated and written: of an update the
// columns that it writes. Listeners may query and write the same table, with the context they were given: it carries the
// writer's transaction, which is opened when somebody listens.
//
// Save, Create and the inserting half of GetOrCreate and UpdateOrCreate fire the save pair; Update, the updating half of
// UpdateOrCreate, and Upsert of an instance that has a key fire the update pair; Delete the delete pair; the managers of
// relations the relation pairs, and link rows with data their own save pair. Bulk writes fire the bulk pairs once, and writes
// of a whole QuerySet the query pairs, in place of those of single instances.
//
// What a registration gives back removes the listener, and may be called by any goroutine and more than once.
//
// The package knows no database. Package orm fires the events; programs register listeners, and may send events of their own.
package hooks
