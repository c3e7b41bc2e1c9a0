// Package histories records what concurrent transactions read and wrote, and looks in the record for what their isolation
// level rules out: lost updates, dirty and torn reads, skews. The checker follows Adya's phenomena as Elle finds them in
// lists that are only appended to, and is itself tried on histories that are wrong.
//
// ORMAR_TRANSACTIONS says how many transactions each history has.
package histories
