// Package crash kills a process that writes to SQLite, and looks at what is in the file: what the process had told to be
// done is there, once, and every transaction is there whole or not at all. ORMAR_KILLS says how often.
package crash
