// Package soak works a database for a long time as a service does, and looks whether memory, connections, prepared statements or
// goroutines grow. It runs for as long as ORMAR_SOAK says ("10m", "1h"), and for a moment without it.
package soak
