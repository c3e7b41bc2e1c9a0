// Package hooks is the signals of models: functions that run before and after rows are written, typed by model, inside the
// writer's transaction. A Set belongs to one database; listeners are registered in it and run in the order of registration,
// one after the other. An error of a listener stops the rest and undoes the write.
//
// The package knows no database. Package orm fires the events; programs register listeners, and may send events of their own.
package hooks
